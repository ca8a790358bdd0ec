"""Putting a copy of a quarter together with the saved one: the files, and who may write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from breakthroughs_tui.errors import DamagedError, StoreError
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.merge import (
    Difference,
    Key,
    Side,
    common_origins,
    find_differences,
    put_together,
)
from breakthroughs_tui.model import Assessment, QuestionBank, Scales
from breakthroughs_tui.opening import Opened
from breakthroughs_tui.plain import shown
from breakthroughs_tui.store import QuarterFile

_UNTOUCHED: Final = "Nothing was changed."
_ONE_QUARTER: Final = f"{_UNTOUCHED} Only copies of one quarter can be put together."
_SAME_QUESTIONS: Final = (
    f"{_UNTOUCHED} Only copies that answer the same questions can be put together."
)
_DAMAGED: Final = f"{_UNTOUCHED} A damaged copy cannot be put together with another."


class Copy(Struct, frozen=True):
    """A copy of a quarter, as it was read."""

    file: QuarterFile
    assessment: Assessment

    def is_at(self, path: Path) -> bool:
        """Whether it is the very file at a path, under whatever name."""
        with suppress(OSError):
            return self.file.path.samefile(path)
        return False

    def check(self, ours: Assessment) -> None:
        """Raise StoreError if it cannot be put together with the saved quarter."""
        path, theirs = shown(self.file.path), self.assessment
        if theirs.quarter != ours.quarter:
            message = f"{path} holds {theirs.quarter.label}, not {ours.quarter.label}"
            raise StoreError(message, _ONE_QUARTER)
        if theirs.bank.id != ours.bank.id:
            banks = f'the question bank "{theirs.bank.id}", not "{ours.bank.id}"'
            raise StoreError(f"{path} answers {banks}", _SAME_QUESTIONS)
        if _asked(theirs.bank) != _asked(ours.bank):
            versions = f"version {theirs.bank.version}, not {ours.bank.version}"
            message = f'{path} answers other questions of the bank "{ours.bank.id}" ({versions})'
            raise StoreError(message, _SAME_QUESTIONS)

    def origins(self, ours: Assessment, own: QuarterFile) -> tuple[Assessment, ...]:
        """Return what this copy and the saved quarter may both have come from.

        The backups beside the saved quarter tell, and those beside this copy.
        """
        beside = self.file.namesake(own.path.name)
        files = [own] if beside.path == own.path else [own, beside]
        backups = [backup.document.assessment for file in files for backup in file.backups()]
        return common_origins(ours, self.assessment, backups)

    def put_away(self, folder: Path, lock_folder: Path) -> Path:
        """Keep it among the backups of a folder of quarters, and return where.

        Raises StoreError; it is then left where it is.
        """
        with _locked(self.file.path, lock_folder):
            return self.file.retire(folder)


def read_copy(path: Path, now: Callable[[], datetime]) -> Copy:
    """Read a copy. Raises StoreError."""
    file = QuarterFile(path, now)
    try:
        return Copy(file, file.load())
    except DamagedError as error:
        raise DamagedError(error.message, _DAMAGED) from None


def _asked(bank: QuestionBank) -> tuple[Scales, list[tuple[str, str]]]:
    return bank.scales, [(each.question.id, each.question.text) for each in bank.questions]


@contextmanager
def _locked(path: Path, lock_folder: Path) -> Iterator[None]:
    """Hold the right to write a file. Raises StoreError where another window has it."""
    lock = WriterLock(lock_folder, path)
    try:
        if lock.is_held_elsewhere:
            message = f"{shown(path)} is open in another window"
            raise StoreError(message, "Close it there, then put the two together.")
        yield
    finally:
        lock.release()


class Merger:
    """Puts a copy together with the quarter that is open."""

    def __init__(self, opened: Opened, copy: Copy, lock_folder: Path) -> None:
        """Compare the two. Raises StoreError where they cannot be put together."""
        self.copy = copy
        self._session = opened.session
        self._file = opened.file
        self._lock_folder = lock_folder
        if copy.is_at(self._file.path):
            message = f"{shown(copy.file.path)} is the saved quarter itself"
            raise StoreError(message, "Give the name of another copy of it.")
        copy.check(self._session.assessment)
        with _locked(copy.file.path, lock_folder):
            self._origins = copy.origins(self._session.assessment, self._file)

    @property
    def names(self) -> dict[Side, str]:
        """The names of both files, fit to show; whole paths where they lie in two folders."""
        paths = {Side.OURS: self._file.path, Side.THEIRS: self.copy.file.path}
        is_one_folder = len({path.parent for path in paths.values()}) == 1
        return {side: shown(path.name if is_one_folder else path) for side, path in paths.items()}

    def differences(self) -> tuple[Difference, ...]:
        """Compare the copy with the answers as they stand."""
        return find_differences(self._session.assessment, self.copy.assessment, self._origins)

    def finish(self, choices: Mapping[Key, Side]) -> None:
        """Take over what was chosen. What the file held before is backed up.

        Raises KeyError where a choice is missing.
        """
        ours = self._session.assessment
        merged = put_together(ours, self.differences(), choices)
        self._file.back_up_again()
        self._session.correct()
        self._session.replace_answers(merged)

    def put_away(self) -> Path:
        """Keep the copy among the backups, once the answers are saved. Raises StoreError."""
        return self.copy.put_away(self._file.path.parent, self._lock_folder)
