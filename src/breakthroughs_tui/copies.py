"""Copies of a file that carry in their name when they were made, and which of them is the newest.

A clock may be wrong for a day. A copy from a time still to come was made by such a clock: it
counts as the oldest, so that one wrong day does not decide for ever which copy is the newest.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from breakthroughs_tui import atomic

_NAME: Final = re.compile(
    r"(?P<of>[^.].*)\.((?P<tag>[a-z]+)-)?(?P<stamp>\d{8}T\d{6}Z)(-(?P<number>[1-9]\d*))?\.json",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)


class Copy(Struct, frozen=True):
    """A copy, as its name has it: `<of>.<tag>-<stamp>-<number>.json`."""

    path: Path
    of: str
    """The name of what it copies, without its ending; in small letters, since names are compared
    without case."""
    tag: str
    """Why it was made: `damaged`, `conflict`, `rescued`, `merged`; nothing for a backup."""
    stamp: str
    number: int
    """Which one of those with this stamp, from 1."""

    @property
    def _order(self) -> tuple[str, int]:
        return self.stamp, self.number


def stamp(moment: datetime) -> str:
    """Write a moment (UTC) the way it stands in file names: `20261122T214609Z`."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def as_copy(path: Path) -> Copy | None:
    """Return what a path's name says of a copy; None for any other name."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    tag = (found["tag"] or "").lower()
    return Copy(path, found["of"].lower(), tag, found["stamp"].upper(), int(found["number"] or 1))


def copies_in(folder: Path, now: datetime) -> list[Copy]:
    """List the copies in a folder, the oldest first; none if there is no folder. Raises OSError."""
    names: list[str] = []
    with suppress(FileNotFoundError):
        names = os.listdir(folder)
    found = [copy for name in names if (copy := as_copy(folder / name))]
    latest = stamp(now)
    return sorted(found, key=lambda copy: (copy.stamp <= latest, copy._order))  # noqa: SLF001  our own


def copies_of(path: Path, copies: list[Copy], tag: str = "") -> list[Copy]:
    """Return those of a list that copy a file, in their order."""
    return [copy for copy in copies if (copy.of, copy.tag) == (path.stem.lower(), tag)]


def free_path(path: Path, tag: str, now: datetime) -> Path:
    """Find a free name beside a file for a copy of it, later than that of any copy so far.

    `NAME.<tag>-<time>.json`, then `NAME.<tag>-<time>-2.json`. Raises OSError.
    """
    label = stamp(now)
    existing = copies_of(path, copies_in(path.parent, now), tag)
    number = max((copy.number for copy in existing if copy.stamp == label), default=0) + 1
    while True:
        suffix = f"-{number}" if number > 1 else ""
        dash = "-" if tag else ""
        candidate = path.with_name(f"{path.stem}.{tag}{dash}{label}{suffix}.json")
        if not os.path.lexists(candidate):
            return candidate
        number += 1


def set_aside(path: Path, tag: str, now: datetime) -> Path:
    """Rename a file to a free name beside it, and return that. Raises OSError."""
    aside = free_path(path, tag, now)
    os.rename(path, aside)
    atomic.make_names_last(aside.parent)
    return aside
