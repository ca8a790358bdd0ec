"""Reports as files: where they go, and what they may never replace."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from breakthroughs_tui import atomic
from breakthroughs_tui.document import FORMAT
from breakthroughs_tui.errors import StoreError, os_reason
from breakthroughs_tui.reports.formats import Format, Written, write_history, write_report

if TYPE_CHECKING:
    from breakthroughs_tui.history import History
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.quarter import Quarter

_RESERVED: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE | re.DOTALL
)
"""Names that mean a device on Windows, whatever their ending."""
_REFUSED: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
"""What no name may hold there."""
_OURS: Final = re.compile(r"(\d{4}-\d{2}-Q[1-4]\b.*|settings\b.*)\.json", re.IGNORECASE)
"""Names of what stands in the folder of quarters."""
_HEAD: Final = 1000
"""In so many bytes from its start, a saved file says that it is one."""
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

    def publish(
        self,
        assessment: Assessment,
        history: History,
        form: Format,
        folder: str,
        *,
        replaces: bool = False,
    ) -> Published:
        """Write a report of one quarter into a folder, under its usual name.

        Raises StoreError, `ExistsError` where it is there already; nothing is then changed.
        """
        written = compose(assessment, history, form)
        path = place(folder) / usual_name(assessment.quarter, form)
        return publish(written, path, answers=self.answers, replaces=replaces)


class ExistsError(StoreError):
    """A report would replace a file, and nobody has said that it may."""


def usual_name(quarter: Quarter, form: Format) -> str:
    """Name the file of a report: `breakthroughs-2026-27-Q3.html`."""
    return f"breakthroughs-{quarter.id}.{form.value}"


def place(typed: str) -> Path:
    """Give the path that a person typed, from the root; `~` is their home."""
    return Path(os.path.expanduser(typed)).absolute()


def compose(assessment: Assessment, history: History, form: Format) -> Written:
    """Make the report of one quarter, in the light of those before it."""
    from breakthroughs_tui.reports.report import build_report

    return write_report(build_report(assessment, tuple(history.before(assessment))), form)


def compose_all(assessments: Iterable[Assessment]) -> Written:
    """Make the table of many quarters, the oldest first."""
    from breakthroughs_tui.reports.report import build_report

    return write_history([build_report(each, ()) for each in assessments])


def publish(written: Written, path: Path, *, answers: Path, replaces: bool) -> Published:
    """Write a report to a file, so that it is there whole or not at all.

    Raises StoreError, `ExistsError` where something is there and may not be replaced.
    """
    _check_name(path)
    _check_place(path, answers)
    if os.path.lexists(path) and not replaces:
        raise _exists(path)
    try:
        atomic.write_file(path, written.content, replaces=replaces)
    except FileExistsError:
        raise _exists(path) from None
    except (OSError, ValueError) as error:
        message = f"{path} could not be written: {os_reason(error)}"
        hint = "Choose another folder."
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            hint = "Make room on the disk, or choose another folder."
        raise StoreError(message, hint) from error
    return Published(path, written.shortened)


def _exists(path: Path) -> ExistsError:
    return ExistsError(f"{path} is there already", "It was left as it is.")


def _check_name(path: Path) -> None:
    """Refuse a name that Windows reserves, on every system: reports are handed on."""
    name = path.name
    if _RESERVED.fullmatch(name) or name.endswith((".", " ")):
        raise StoreError(f'Windows reserves the name "{name}"', _ANOTHER)
    found = _REFUSED.search(name)
    if found:
        message = f'The name "{name}" holds {found[0]!r}, which Windows refuses'
        raise StoreError(message, _ANOTHER)


def _check_place(path: Path, answers: Path) -> None:
    """Refuse a place that cannot hold a report, and every file that holds answers."""
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}", "Make it first, or choose another.")
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is not a file", _ANOTHER)
    if _holds_answers(path, answers):
        message = f"{path} is where answers are saved"
        raise StoreError(message, "Choose another name: a report must never replace them.")


def _holds_answers(path: Path, answers: Path) -> bool:
    """Tell whether a file is a saved quarter, or is named like what the folder of quarters holds.

    A damaged file there no longer says what it is; its name does.
    """
    real, own = Path(os.path.realpath(path)), Path(os.path.realpath(answers))
    is_ours = _OURS.fullmatch(real.name) is not None or own / "backups" in real.parents
    if own in real.parents and is_ours:
        return True
    with suppress(OSError), open(real, "rb") as file:
        return FORMAT.encode() in file.read(_HEAD)
    return False
