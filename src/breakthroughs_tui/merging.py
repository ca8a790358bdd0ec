"""Putting a copy of a quarter together with the saved one: the files, and who may write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from breakthroughs_tui import atomic
from breakthroughs_tui.copies import copies_in, copies_of, free_path
from breakthroughs_tui.errors import DamagedError, StoreError, os_reason
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.merge import (
    Choices,
    Difference,
    Origins,
    Side,
    common_origins,
    find_differences,
    put_together,
)
from breakthroughs_tui.model import Assessment, QuestionBank, Scales
from breakthroughs_tui.opening import Opened
from breakthroughs_tui.plain import shown
from breakthroughs_tui.store import BACKUPS_NAME, QuarterFile

_UNTOUCHED: Final = "Nothing was changed."
_ONE_QUARTER: Final = f"{_UNTOUCHED} Only copies of the same quarter can be put together."
_SAME_QUESTIONS: Final = (
    f"{_UNTOUCHED} Only copies that answer the same questions can be put together."
)
_DAMAGED: Final = f"{_UNTOUCHED} A damaged copy cannot be put together with another."
_MERGED: Final = "merged"


class OtherCopy(Struct, frozen=True):
    """The other copy of a quarter, as it was read."""

    file: QuarterFile
    assessment: Assessment

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

    def origins(self, ours: Assessment, own: QuarterFile) -> Origins:
        """Return what this copy and the saved quarter may both have come from.

        The backups beside the saved quarter tell, and those beside this copy.
        """
        is_one_folder = atomic.is_same_file(self.file.path.parent, own.path.parent)
        files = [own] if is_one_folder else [own, self.file.namesake(own.path.name)]
        backups = [backup.document.assessment for file in files for backup in file.backups()]
        return common_origins(ours, self.assessment, backups)

    def keep(self, folder: Path, now: datetime) -> Path:
        """Have what it holds among the backups of a folder of quarters, and return where.

        Raises StoreError.
        """
        backups = folder / BACKUPS_NAME
        name = backups / f"{self.assessment.quarter.id}.json"
        try:
            for kept in copies_of(name, copies_in(backups, now), _MERGED):
                if kept.path.read_bytes() == self.file.loaded:
                    return kept.path
            atomic.make_folder(backups)
            place = free_path(name, _MERGED, now)
            atomic.write_file(place, self.file.loaded, replaces=False)
        except OSError as error:
            message = f"The copy could not be kept in {shown(backups)}: {os_reason(error)}"
            raise StoreError(message, f"{_UNTOUCHED} Put that right, then try again.") from error
        return place

    def remove(self, folder: Path, lock_folder: Path) -> None:
        """Take the file away if it lies in a folder of quarters; elsewhere it is not ours to take.

        What it held is to be kept first. Raises StoreError, also where it has changed since it
        was read; it is then left where it is.
        """
        path = self.file.path
        if not atomic.is_same_file(path.parent, folder):
            return
        try:
            with _locked(path, lock_folder):
                if self.file.was_changed_by_another():
                    message = f"{shown(path)} was changed meanwhile, so it was left where it is"
                    raise StoreError(message, "Put the two together again.")
                path.unlink(missing_ok=True)
        except OSError as error:
            message = f"{shown(path)} could not be removed: {os_reason(error)}"
            raise StoreError(message, "Move it out of the folder.") from error


def read_copy(path: Path, now: Callable[[], datetime]) -> OtherCopy:
    """Read a copy. Raises StoreError."""
    file = QuarterFile(path, now)
    try:
        return OtherCopy(file, file.load())
    except DamagedError as error:
        raise DamagedError(error.message, _DAMAGED) from None


def _asked(bank: QuestionBank) -> tuple[Scales, list[tuple[str, str]]]:
    return bank.scales, [(asked.question.id, asked.question.text) for asked in bank.questions]


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

    def __init__(self, opened: Opened, copy: OtherCopy, lock_folder: Path) -> None:
        """Compare the two. Raises StoreError where they cannot be put together."""
        opened.session.history.check_folder()
        self.copy = copy
        self._session = opened.session
        self._file = opened.file
        self._lock_folder = lock_folder
        if atomic.is_same_file(copy.file.path, self._file.path):
            message = f"{shown(copy.file.path)} is the saved quarter itself"
            raise StoreError(message, "Give the name of another copy of it.")
        copy.check(self._session.assessment)
        with _locked(copy.file.path, lock_folder):
            self._origins = copy.origins(self._session.assessment, self._file)

    @property
    def names(self) -> dict[Side, str]:
        """The names of both files, fit to show; whole paths where they lie in two folders."""
        paths = {Side.OURS: self._file.path, Side.THEIRS: self.copy.file.path}
        is_one_folder = atomic.is_same_file(*(path.parent for path in paths.values()))
        return {side: shown(path.name if is_one_folder else path) for side, path in paths.items()}

    def differences(self) -> tuple[Difference, ...]:
        """Compare the copy with the answers as they stand."""
        return find_differences(self._session.assessment, self.copy.assessment, self._origins)

    def finish(self, choices: Choices) -> Path:
        """Save what was chosen, and return where the copy is kept.

        What the file held before is backed up. Raises StoreError where nothing may be changed, or
        the copy cannot be kept; nothing is then changed. Raises KeyError where a choice is missing.
        """
        if self._session.read_only_because:
            raise StoreError(self._session.read_only_because, _UNTOUCHED)
        self._session.history.check_folder()
        merged = put_together(self._session.assessment, self.differences(), choices)
        kept = self.copy.keep(self._file.path.parent, self._session.now())
        self._file.back_up_again()
        self._session.replace_answers(merged)
        return kept

    def remove_copy(self) -> None:
        """Take the copy away, once the answers are saved. Raises StoreError."""
        self.copy.remove(self._file.path.parent, self._lock_folder)
