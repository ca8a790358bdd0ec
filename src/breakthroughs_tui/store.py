"""One saved file: read, saved over, backed up, set aside.

The promise and the way are "How your answers are kept" in the README.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from breakthroughs_tui import atomic, document
from breakthroughs_tui.copies import Copy, copies_in, copies_of, free_path, set_aside
from breakthroughs_tui.document import Document
from breakthroughs_tui.errors import (
    DamagedError,
    NewerFormatError,
    StoreError,
    os_reason,
)
from breakthroughs_tui.model import Assessment
from breakthroughs_tui.plain import shown
from breakthroughs_tui.quarter import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime


BACKUPS_KEPT: Final = 10
BACKUPS_NAME: Final = "backups"


def read_document(path: Path) -> Document:
    """Read a saved file. Raises DamagedError, NewerFormatError or StoreError, naming the file."""
    return _decode(path, _read(path))


def _read(path: Path) -> bytes:
    try:
        return atomic.read_file(path, document.MOST_BYTES)
    except FileNotFoundError:
        message = f"{shown(path)} is not there"
        raise StoreError(message, "Check the name.") from None
    except (OSError, ValueError) as error:
        message = f"{shown(path)} could not be read: {os_reason(error)}"
        raise StoreError(message, "Check its permissions, or move it away.") from error


def _decode(path: Path, content: bytes) -> Document:
    try:
        return document.decode(content)
    except NewerFormatError as error:
        raise NewerFormatError(f"{shown(path)}: {error.message}", error.hint) from None
    except DamagedError as error:
        hint = "Open that quarter: the newest good backup is offered."
        raise DamagedError(f"{shown(path)} is damaged: {error.message}", hint) from None


class Backup(Struct, frozen=True):
    """A readable copy of a saved file, as it was before an earlier run."""

    path: Path
    document: Document


class Saved(Struct, frozen=True):
    """What a save did."""

    path: Path
    """Where the answers are now."""
    warning: str = ""
    """What the person should know, though the answers are safe."""


class QuarterFile:
    """One saved file, from the moment it was opened: it knows what is on disk, and saves over that.

    Any thread may save; all else belongs to the thread that opens it.
    """

    def __init__(
        self, path: Path, now: Callable[[], datetime], folder: atomic.Folder | None = None
    ) -> None:
        """Name the file; nothing is read yet. Files of one folder may share what is known of it."""
        self.path = path
        """Where the next save goes; a conflict changes it."""
        self._now = now
        self._folder = folder or atomic.Folder(path.parent)
        self._loaded: bytes | None = None
        self._raw: dict[str, object] = {}
        self._on_disk: bytes | None = None
        """What the file was last seen to hold."""
        self._attempted: bytes | None = None
        """What the last save was to put there, though it may have said that it failed."""
        self._lock = threading.Lock()
        self._written = 0
        """The number of the save that the file holds."""
        self._standing_warning = ""
        self._is_backed_up = False
        self._is_to_be_backed_up = False
        """Whether the next save backs up what it replaces, whatever was backed up before."""
        self._is_folder_new = False
        """Whether the folder was made, and might not survive a power cut yet."""

    @property
    def exists(self) -> bool:
        """Whether something stands at the path, readable or not; also where that cannot be told."""
        return not atomic.is_missing(self.path, follow_symlinks=False)

    def load(self) -> Assessment:
        """Read the file. Raises StoreError; see `read_document`."""
        content = _read(self.path)
        loaded = _decode(self.path, content)
        self._loaded, self._raw, self._on_disk = content, loaded.raw, content
        return loaded.assessment

    def set_aside(self) -> Path:
        """Rename a damaged file out of the way, and give its new path. Raises StoreError."""
        try:
            return set_aside(self.path, "damaged", self._now())
        except OSError as error:
            message = (
                f"{shown(self.path)} is damaged and could not be set aside: {os_reason(error)}"
            )
            raise StoreError(message, "Move the file away, then try again.") from error

    def restore(self, backup: Backup) -> Assessment:
        """Set the damaged file aside, write a backup in its place, and give its assessment.

        Raises StoreError; the damaged file is then where it was.
        """
        aside = self.set_aside()
        self._raw = backup.document.raw
        try:
            self.save(backup.document.assessment)
        except StoreError:
            with suppress(OSError):
                os.rename(aside, self.path)
            raise
        return backup.document.assessment

    def save(
        self,
        assessment: Assessment,
        number: int | None = None,
        is_superseded: Callable[[], bool] = lambda: False,
    ) -> Saved:
        """Write the assessment so that it survives a power cut.

        A file that somebody else changed is left alone: ours goes beside it, and the
        warning says so. Raises StoreError; the old file is then as it was.

        Two saves may run at a time: what one with a higher number has written, one with a
        lower number leaves alone; without a number it is the latest. `is_superseded` is asked
        whether a later one is waiting or under way: then that one, not this, sees to it that
        the file's name outlasts a power cut.
        """
        content = document.encode(assessment, self._raw)
        target = self.path
        try:
            with self._lock:
                self._is_folder_new |= self._folder.make()
            with atomic.written_beside(target, content) as beside, self._lock:
                if number is not None and number < self._written:
                    return Saved(self.path, self._standing_warning)
                if self.path == target and self.was_changed_by_another():
                    self._step_aside()
                usable = beside if self.path == target else None
                backup_warning = self._put_in_place(usable, content)
                self._written = self._written if number is None else number
            if not is_superseded():
                self._make_names_last(beside.real.parent)
        except OSError as error:
            message = f"{shown(self.path)} could not be written: {os_reason(error)}"
            raise StoreError(message, "Put that right, then press Ctrl+S to save.") from error
        return Saved(self.path, self._standing_warning or backup_warning)

    def _make_names_last(self, folder: Path) -> None:
        """Wait until file and folder would survive a power cut. Raises OSError."""
        above = [self.path.parent.parent] if self._is_folder_new else []
        atomic.make_names_last(folder, *above)
        self._is_folder_new = False

    def _put_in_place(self, beside: atomic.Beside | None, content: bytes) -> str:
        """Let what was written become the file, and return a warning if there is no backup.

        Nothing stands beside a file that has only now got its name. Raises OSError.
        """
        backup_warning = self._back_up()
        self._attempted = content
        if beside is None:
            atomic.write_file(self.path, content)
        else:
            beside.put_in_place()
        self._on_disk = content
        return backup_warning

    def namesake(self, name: str) -> QuarterFile:
        """Return the file of another name in the same folder; nothing is read yet."""
        return QuarterFile(self.path.with_name(name), self._now, self._folder)

    def back_up_again(self) -> None:
        """Have the next save back up what it replaces, though an earlier one has done so."""
        with self._lock:
            self._is_to_be_backed_up = True

    @property
    def loaded(self) -> bytes:
        """What the file held when it was loaded; nothing if it never was."""
        return self._loaded or b""

    def remove_leftovers(self) -> None:
        """Remove what a killed writer left half written. Call it only under the writer's lock."""
        real = Path(os.path.realpath(self.path))
        atomic.remove_leftovers(real.parent, real.stem)
        atomic.remove_leftovers(self._backup_folder, self.path.stem)

    def backups(self) -> Iterator[Backup]:
        """Give the readable backups of this file, the newest first."""
        for copy in reversed(copies_of(self.path, self._backup_copies())):
            with suppress(StoreError):
                yield Backup(copy.path, read_document(copy.path))

    @property
    def _backup_folder(self) -> Path:
        return self.path.parent / BACKUPS_NAME

    def _backup_copies(self) -> list[Copy]:
        """List what is in the folder of backups, the oldest first."""
        with suppress(OSError):
            return copies_in(self._backup_folder, self._now())
        return []

    def was_changed_by_another(self) -> bool:
        """Whether the file holds something else than was last seen in it. Raises OSError."""
        try:
            content = atomic.read_file(self.path, document.MOST_BYTES)
        except FileNotFoundError:
            return False  # nothing to overwrite
        return content not in {self._on_disk, self._attempted}

    def _step_aside(self) -> None:
        theirs = self.path.name
        self.path = free_path(self.path, "conflict", self._now())
        self._on_disk = self._attempted = None
        self._standing_warning = (
            f"{shown(theirs)} was changed by another program. "
            f"Your answers are in {shown(self.path.name)}"
        )

    def _back_up(self) -> str:
        """Copy what was loaded, once, and give a warning if that failed.

        The copy is not flushed. What it copies is safe on disk until the new file is.
        """
        if self._is_to_be_backed_up:
            self._loaded, self._is_backed_up = self._on_disk, False
            self._is_to_be_backed_up = False
        if self._is_backed_up or self._loaded is None or self._standing_warning:
            return ""
        folder, now = self._backup_folder, self._now()
        try:
            atomic.make_folder(folder, lasts=False)
            own = copies_of(self.path, copies_in(folder, now))
            newest = own[-1].path if own else None
            if newest is None or not _holds(newest, self._loaded):
                newest = free_path(folder / self.path.name, "", now)
                atomic.write_file(newest, self._loaded, lasts=False)
            to_prune = _to_prune(copies_in(folder, now), newest)
        except OSError as error:
            return f"Saved, but there is no backup: {shown(folder)} said {os_reason(error)}"
        self._is_backed_up = True
        for path in to_prune:
            with suppress(OSError):
                path.unlink()
        return ""


def _holds(path: Path, content: bytes) -> bool:
    """Whether a file can be read, and holds just that."""
    with suppress(OSError):
        return path.read_bytes() == content
    return False


def _to_prune(copies: list[Copy], just_made: Path) -> list[Path]:
    """Choose which backups to drop, from the oldest first: all but the newest ten.

    The newest of each quarter is kept for ever, and so is the one just made, whatever the clock
    says.
    """
    backups = [copy for copy in copies if not copy.tag]
    newest_of_each = {copy.of: copy.path for copy in backups}
    kept = {just_made, *newest_of_each.values()}
    return [copy.path for copy in backups[:-BACKUPS_KEPT] if copy.path not in kept]


def check_quarter(path: Path, assessment: Assessment, quarter: Quarter) -> None:
    """Raise StoreError if a file's name and its content name different quarters."""
    if assessment.quarter != quarter:
        hint = f"Rename it to {assessment.quarter.id}.json if that name is free."
        raise StoreError(holds_another(path, assessment.quarter, quarter), hint)


def holds_another(path: Path, found: Quarter, quarter: Quarter) -> str:
    """Say that a file holds another quarter than its name says."""
    return f"{shown(path)} holds {found.label}, not {quarter.label}"
