"""The folder of quarters: what the names in it mean, and what it holds.

Names are compared without case, as Windows and macOS do. One that begins with a dot is nobody's: a
Mac leaves such a twin of every file on a share.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from breakthroughs_tui import atomic, document
from breakthroughs_tui.errors import BreakthroughsError, StoreError, os_reason
from breakthroughs_tui.model import Assessment
from breakthroughs_tui.plain import shown
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.store import (
    BACKUPS_NAME,
    QuarterFile,
    check_quarter,
    holds_another,
    read_document,
)

if TYPE_CHECKING:
    from datetime import datetime

SETTINGS_NAME: Final = "settings.json"
"""What stands in the folder beside the quarters; see `settings`."""
_SUFFIX: Final = ".json"
_ID_LENGTH: Final = len("2026-27-Q3")
_SETTINGS: Final = re.compile(r"settings\b", re.IGNORECASE)
"""How the settings' name begins, and that of each copy of them."""
_MARK: Final = f'"{document.FORMAT}"'.encode()
"""What says in a saved file that it is one."""


class Entry(Struct, frozen=True):
    """One quarter of the folder: its assessment, or why there is none."""

    quarter: Quarter
    path: Path
    assessment: Assessment | None
    problem: str | None


class OtherFile(Struct, frozen=True):
    """Another file of a quarter than the one in hand: it holds that quarter, or bears its id."""

    quarter: Quarter
    path: Path
    problem: str = ""
    """Why it cannot be read as that quarter; empty where it holds it."""

    @property
    def notice(self) -> str:
        """What the person should know of it."""
        if self.problem:
            return f"{self.problem}. Move it out of the folder once you no longer need it."
        return f"{shown(self.path.name)} holds {self.quarter.label}, too."


class Names(Struct, frozen=True):
    """The names in a folder, by what they mean."""

    own: dict[Quarter, str]
    """The file of each quarter."""
    others: tuple[str, ...]
    """What else may hold answers, in the order of the alphabet."""


def quarter_begun_by(name: str) -> Quarter | None:
    """Return the quarter whose id a name begins with; None if it begins with none."""
    with suppress(ValueError):
        return Quarter.from_id(name[:_ID_LENGTH].upper())
    return None


def quarter_of(name: str) -> Quarter | None:
    """Return the quarter whose file has this name, in any case; None for any other name."""
    return quarter_begun_by(name) if name[_ID_LENGTH:].lower() == _SUFFIX else None


def sort_names(names: Iterable[str]) -> Names:
    """Tell apart what names mean.

    Where two differ in case alone, the one that is spelt exactly is the quarter's.
    """
    own: dict[Quarter, str] = {}
    known = sorted(name for name in names if not name.startswith(".") and not _SETTINGS.match(name))
    for name in known:
        quarter = quarter_of(name)
        if quarter is not None and (quarter not in own or name == _usual_name(quarter)):
            own[quarter] = name
    rest = set(known).difference(own.values())
    others = (name for name in known if name in rest and _may_hold_answers(name))
    return Names(own, tuple(others))


def _may_hold_answers(name: str) -> bool:
    return name.lower().endswith(_SUFFIX) or quarter_begun_by(name) is not None


def _usual_name(quarter: Quarter) -> str:
    return f"{quarter.id}{_SUFFIX}"


def holds_answers(path: Path, folder: Path) -> bool:
    """Whether a file may be a saved quarter, by its content or by its name in such a folder.

    A damaged file there no longer says what it is; its name does, and that of the link to it.
    Raises OSError where it cannot be read: then it may hold anything.
    """
    named, real = Path(os.path.realpath(path.parent), path.name), Path(os.path.realpath(path))
    if any(_is_named_like_answers(name, Path(os.path.realpath(folder))) for name in (named, real)):
        return True
    with suppress(FileNotFoundError):
        return _MARK in atomic.read_file(real, document.MOST_BYTES)
    return False


def _is_named_like_answers(path: Path, folder: Path) -> bool:
    if folder / BACKUPS_NAME in path.parents:
        return True
    if path.parent != folder or _SUFFIX not in path.name.lower():
        return False
    return quarter_begun_by(path.name) is not None or bool(_SETTINGS.match(path.name))


def quarter_in(path: Path) -> Quarter | str:
    """Return the quarter that a file holds, or why it holds none."""
    try:
        return read_document(path).assessment.quarter
    except BreakthroughsError as error:
        return error.message


def _as_other(path: Path, quarter: Quarter, found: Quarter | str) -> OtherFile | None:
    """Return a file as another one of a quarter; None if it neither holds it nor bears its id."""
    if found == quarter:
        return OtherFile(quarter, path)
    if quarter_begun_by(path.name) != quarter:
        return None
    problem = holds_another(path, found, quarter) if isinstance(found, Quarter) else found
    return OtherFile(quarter, path, problem)


class Store:
    """A folder of quarters."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Name the folder; it is made when the first file is saved."""
        self.folder = folder
        self._made = atomic.Folder(folder)
        self._now = now

    def file(self, quarter: Quarter) -> QuarterFile:
        """Return the file of a quarter, whether or not it exists."""
        return QuarterFile(self.path(quarter), self._now, self._made)

    @property
    def is_gone(self) -> bool:
        """Whether the folder existed once, and no longer does: then nothing is to make it anew."""
        return self._made.is_gone

    def check(self) -> None:
        """Raise StoreError if the folder is gone."""
        if self.is_gone:
            message = f"{shown(self.folder)} is gone; it may have been renamed or moved"
            raise StoreError(message, "Put it back where it was.")

    def path(self, quarter: Quarter) -> Path:
        """Return where a quarter is saved: its file's own name, or the usual one if it has none."""
        usual = self.folder / _usual_name(quarter)
        if os.path.lexists(usual):
            return usual
        with suppress(StoreError):
            return self.folder / self._names().own.get(quarter, usual.name)
        return usual

    def _names(self) -> Names:
        """Read the names in the folder; none if there is none yet. Raises StoreError."""
        try:
            return sort_names(os.listdir(self.folder))
        except FileNotFoundError:
            self.check()
            return sort_names(())
        except OSError as error:
            message = f"{shown(self.folder)} could not be read: {os_reason(error)}"
            raise StoreError(message, "Give another folder with --data-dir.") from error

    def quarters(self) -> list[Quarter]:
        """List the quarters that have a file, newest first. Raises StoreError."""
        return sorted(self._names().own, reverse=True)

    def other_files(self) -> list[Path]:
        """List the files that are no quarter's own, but may hold answers; none if it is unreadable.

        Copies, what was set aside, and whatever else begins with a quarter's id.
        """
        with suppress(StoreError):
            paths = (self.folder / name for name in self._names().others)
            return [path for path in paths if not os.path.isdir(path)]
        return []

    def others_of(
        self, quarter: Quarter, than: Path, read: Callable[[Path], Quarter | str] = quarter_in
    ) -> list[OtherFile]:
        """List every other file that holds a quarter or bears its id, in the order of the alphabet.

        Other than the one at `than`, that is: the quarter's own file is among them where that
        is a copy. A backup is known to be one: it has no others.
        """
        if atomic.is_same_file(than.parent, self.folder / BACKUPS_NAME):
            return []
        own = self.path(quarter)
        paths = {*self.other_files(), *([own] if os.path.lexists(own) else [])}
        others = sorted(path for path in paths if not atomic.is_same_file(path, than))
        found = (_as_other(path, quarter, read(path)) for path in others)
        return [other for other in found if other is not None]

    def misnamed(self) -> dict[Quarter, list[Path]]:
        """Return the files that bear the id of a quarter which has no file of its own."""
        with suppress(StoreError):
            own = self._names().own
            found: dict[Quarter, list[Path]] = {}
            for path in self.other_files():
                quarter = quarter_begun_by(path.name)
                if quarter is not None and quarter not in own:
                    found.setdefault(quarter, []).append(path)
            return found
        return {}

    def entry(self, quarter: Quarter) -> Entry:
        """Read a quarter; a file that cannot be read says why."""
        path = self.path(quarter)
        try:
            assessment = self.load(quarter)
        except BreakthroughsError as error:
            return Entry(quarter, path, None, error.message)
        return Entry(quarter, path, assessment, None)

    def load(self, quarter: Quarter) -> Assessment:
        """Read a quarter. Raises StoreError, also when its file holds another quarter."""
        path = self.path(quarter)
        assessment = read_document(path).assessment
        check_quarter(path, assessment, quarter)
        return assessment
