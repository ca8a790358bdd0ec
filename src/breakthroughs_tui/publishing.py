"""Reports as files: where they go, and what they may never replace."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from breakthroughs_tui import atomic
from breakthroughs_tui.errors import StoreError, os_reason
from breakthroughs_tui.folder import holds_answers
from breakthroughs_tui.paths import typed_path
from breakthroughs_tui.plain import shown
from breakthroughs_tui.reports.formats import Format, write_report

if TYPE_CHECKING:
    from breakthroughs_tui.history import History
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.quarter import Quarter
    from breakthroughs_tui.reports.report import Report
    from breakthroughs_tui.reports.shortening import Written

_RESERVED: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL
)
"""Names that mean a device on Windows, whatever their ending."""
_REFUSED: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
"""What no name may hold there."""
_LEFT_BEHIND: Final = 3600.0
"""Seconds after which a temporary file is no other writer's any more."""
_ANOTHER: Final = "Choose another name."


class Published(Struct, frozen=True):
    """A report that is on the disk."""

    path: Path
    shortened: tuple[str, ...]
    """What the format had no room for."""


class Publisher(Struct, frozen=True):
    """Writes the reports of one person."""

    folder: Path
    """Where they go unless another folder is chosen."""
    answers: Path
    """The folder of quarters: no report may take the place of what is saved there."""
    opener: Callable[[Path], None] | None
    """Shows a file with the system's program for it; None where there is none."""

    def offer(self, remembered: str) -> tuple[str, str]:
        """Return the folder to offer, and what to say of the one of last time if it is missing.

        The settings may come from another computer.
        """
        if os.path.isdir(remembered):
            return remembered, ""
        said = f"The last report went to {shown(remembered)}, which does not exist here."
        return shown(self.folder), f"{said} This folder is offered instead." if remembered else ""

    def publish(
        self,
        assessment: Assessment,
        history: History,
        form: Format,
        folder: str,
        *,
        replaces: bool = False,
    ) -> Published:
        """Write a report of one quarter into a folder (empty: the usual one), under its usual name.

        Raises StoreError, `ExistsError` where it is there already; nothing is then changed.
        """
        written = write_report(report_on(assessment, history), form)
        chosen = typed_path(folder) if folder else self.folder
        path = chosen / usual_name(assessment.quarter, form)
        return publish(written, path, answers=self.answers, replaces=replaces)


def report_on(assessment: Assessment, history: History) -> Report:
    """Make the report of a quarter, in the light of what its folder holds."""
    from breakthroughs_tui.reports.building import build_report  # here, to start at once

    unread = [entry.quarter for entry in history.unread_before(assessment)]
    return build_report(assessment, tuple(history.before(assessment)), unread, history.own_time)


class ExistsError(StoreError):
    """A report would replace a file, and nobody has said that it may."""


def usual_name(quarter: Quarter, form: Format) -> str:
    """Name the file of a report: `breakthroughs-2026-27-Q3.html`."""
    return f"breakthroughs-{quarter.id}.{form.value}"


def check_target(path: Path, *, answers: Path, replaces: bool) -> None:
    """Raise StoreError where a report cannot go to a path; `ExistsError` where it may not yet."""
    _check_name(path)
    try:
        _check_place(path, answers)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    if os.path.lexists(path) and not replaces:
        raise _exists(path)


def publish(written: Written, path: Path, *, answers: Path, replaces: bool) -> Published:
    """Write a report to a file, so that it is there whole or not at all.

    Raises StoreError, `ExistsError` where something is there and may not be replaced.
    """
    check_target(path, answers=answers, replaces=replaces)
    try:
        atomic.remove_leftovers(path.parent, path.name, older_than=_LEFT_BEHIND)
        atomic.write_file(path, written.content, replaces=replaces)
    except FileExistsError:  # it came between the look and the writing
        raise _exists(path) from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    return Published(path, written.shortened)


def _exists(path: Path) -> ExistsError:
    return ExistsError(f"{shown(path)} is there already", "It was left as it is.")


def _unwritable(path: Path, error: Exception) -> StoreError:
    is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    hint = "Make room on the disk, or choose" if is_full else "Choose"
    message = f"{shown(path)} could not be written: {os_reason(error)}"
    return StoreError(message, f"{hint} another folder.")


def _check_name(path: Path) -> None:
    """Refuse a name that Windows reserves, on every system: reports are handed on."""
    name = path.name
    if _RESERVED.fullmatch(name):
        raise StoreError(f'Windows reserves the name "{shown(name)}"', _ANOTHER)
    if name.endswith((".", " ")):
        last = "a full stop" if name.endswith(".") else "a blank"
        raise StoreError(
            f'The name "{shown(name)}" ends with {last}, which Windows drops', _ANOTHER
        )
    if found := _REFUSED.search(name):
        sign = shown(found[0])
        message = f'The name "{shown(name)}" holds {sign}, which Windows refuses'
        raise StoreError(message, _ANOTHER)


def _check_place(path: Path, answers: Path) -> None:
    """Refuse a place that cannot hold a report, and every file that holds answers."""
    if not path.parent.is_dir():
        raise StoreError(
            f"There is no folder {shown(path.parent)}", "Make it first, or choose another."
        )
    if path.exists() and not path.is_file():
        raise StoreError(f"{shown(path)} is not a file", _ANOTHER)
    if holds_answers(path, answers):
        message = f"{shown(path)} is where answers are saved"
        raise StoreError(message, "Choose another name: a report must never replace them.")
