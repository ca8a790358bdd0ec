"""Writing a file so that it is there whole or not at all, and stays after a power cut."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
_SHARING_RETRIES: Final = 6
"""Windows lets nobody replace a file that a virus scanner holds: 25 to 800 ms, 1.6 s in all."""
_TEMPORARY: Final = re.compile(r"\.(?P<target>.+)\.[^.]+\.tmp", re.DOTALL)
_SHORT: Final = 64
"""A name of up to so many bytes or UTF-16 units fits on every disk."""
_NO_FOLDER_FLUSH: Final = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)
"""What a file system says that has no such thing: some network shares."""


class Folder:
    """A folder that is made when it is needed, but never anew where it has been and is gone.

    Whoever renames it means to have all of it under the other name.
    """

    def __init__(self, path: Path) -> None:
        """Look whether it exists."""
        self.path = path
        self._has_been = not self._is_missing

    @property
    def is_gone(self) -> bool:
        """Whether it existed once, and no longer does."""
        return self._has_been and self._is_missing

    @property
    def _is_missing(self) -> bool:
        return is_missing(self.path)

    def make(self) -> bool:
        """Make it, not flushed yet, and return whether it is new. Raises OSError."""
        if self.is_gone:
            message = "its folder is gone; it may have been renamed or moved"
            raise FileNotFoundError(errno.ENOENT, message, str(self.path))
        is_new = make_folder(self.path, lasts=False)
        self._has_been = True
        return is_new


def is_missing(path: Path, *, follow_symlinks: bool = True) -> bool:
    """Whether nothing stands at a path; no where that cannot be told: to use it will say why."""
    try:
        path.stat(follow_symlinks=follow_symlinks)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def make_folder(folder: Path, *, lasts: bool = True) -> bool:
    """Make a folder that only this user can open, and return whether it is new. Raises OSError.

    An existing folder with something in it is left alone: it may have other uses. Without
    `lasts` nothing is flushed: a power cut may take it away again.
    """
    if folder.is_dir():
        if not any(folder.iterdir()):
            folder.chmod(FOLDER_MODE)
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    folder.chmod(FOLDER_MODE)  # whatever the umask took away
    if lasts:
        make_names_last(folder.parent)
    return True


def remove_leftovers(folder: Path, stem: str, *, older_than: float = 0) -> None:
    """Remove the temporary files that killed writers of `<stem>` or `<stem>.*` have left behind.

    `older_than` spares those of others who write just now, in seconds.
    """
    for path in folder.glob(".*.tmp"):
        found = _TEMPORARY.fullmatch(path.name)
        if found and _is_for(found["target"], stem):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime >= older_than:
                    path.unlink()


def _temporary_name(target: str) -> str:
    """Make a name for what is to become a file, which fits wherever that file's own name fits.

    Of a long name the end is left out, and `~` says so.
    """
    tail = f".{os.urandom(6).hex()}.tmp"
    most = [max(own, _SHORT) for own in _lengths(target)]
    kept, mark = target, ""
    while any(
        own > limit for own, limit in zip(_lengths(f".{kept}{mark}{tail}"), most, strict=True)
    ):
        kept, mark = kept[:-1], "~"
    return f".{kept}{mark}{tail}"


def _is_for(target: str, stem: str) -> bool:
    """Whether what a temporary name says of its file fits `<stem>` or `<stem>.*`."""
    return f"{target}.".startswith(f"{stem}.") or (
        target.endswith("~") and stem.startswith(target[:-1])
    )


def _lengths(name: str) -> tuple[int, int]:
    """Return a name's length in bytes and in UTF-16 units: a disk limits one or the other."""
    return len(os.fsencode(name)), len(name.encode("utf-16-le", "surrogatepass")) // 2


def read_file(path: Path, most_bytes: int) -> bytes:
    """Read a regular file whole. Raises OSError, also for a pipe, a device or a larger file."""
    with open(path, "rb", opener=_open_at_once) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(None, "it is not a file")
        content = file.read(min(found.st_size, most_bytes) + 1)
        if len(content) > found.st_size:  # it grew, or its size is not known
            content += file.read(most_bytes)
    if len(content) > most_bytes:
        raise OSError(None, f"it is larger than {most_bytes:,} bytes")
    return content


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file or folder, under whatever names."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them does not exist
        return os.path.realpath(one) == os.path.realpath(other)


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for somebody to write into a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def write_file(path: Path, content: bytes, *, replaces: bool = True, lasts: bool = True) -> None:
    """Replace a file's content, or make the file, readable by this user alone.

    Without `lasts` nothing is flushed, so that a power cut soon after may leave it empty: enough
    for a copy. A symlink is followed to the real file. Raises OSError, FileExistsError where
    there is something and it may not be replaced; the old content is then untouched and the
    temporary file gone, unless only the last step failed: making the new name last through a
    power cut.
    """
    with written_beside(path, content, lasts=lasts) as beside:
        beside.put_in_place(replaces=replaces)
    if lasts:
        make_names_last(beside.real.parent)


class Beside(Struct, frozen=True):
    """What was written beside a file, to be put in its place."""

    temporary: Path
    real: Path
    """The file itself, where symlinks lead."""

    def put_in_place(self, *, replaces: bool = True) -> None:
        """Rename it into place, atomically. Raises OSError as `write_file` does."""
        (_replace if replaces else _name_anew)(self.temporary, self.real)


@contextmanager
def written_beside(path: Path, content: bytes, *, lasts: bool = True) -> Iterator[Beside]:
    """Write a content beside a file, safe from a power cut, and remove it if it is not used.

    Raises OSError.
    """
    real = Path(os.path.realpath(path))
    temporary = real.with_name(_temporary_name(real.name))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(temporary, flags, FILE_MODE), "wb") as file:
            temporary.chmod(FILE_MODE)  # whatever the umask took away
            file.write(content)
            if lasts:
                file.flush()
                os.fsync(file.fileno())
        yield Beside(temporary, real)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)  # after a replace, it is gone already


def _replace(source: Path, target: Path) -> None:
    wait = 0.025
    for _ in range(_SHARING_RETRIES if sys.platform == "win32" else 0):
        try:
            os.replace(source, target)
        except PermissionError:
            time.sleep(wait)
            wait *= 2
        else:
            return
    os.replace(source, target)


def _name_anew(source: Path, target: Path) -> None:
    """Give a file a name that nothing has. Raises FileExistsError."""
    if sys.platform == "win32":
        os.rename(source, target)  # there, this never replaces
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: memory sticks, some network shares
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(source, target)


def make_names_last(*folders: Path) -> None:
    """Wait until what was named in folders would survive a power cut. Raises OSError.

    The folders are flushed at the same time: a slow disk is waited for once.
    """
    first, *others = folders
    faults: list[OSError] = []

    def flush(folder: Path) -> None:
        try:
            _sync_folder(folder)
        except OSError as error:
            faults.append(error)

    threads = [threading.Thread(target=flush, args=(each,), daemon=True) for each in others]
    for thread in threads:
        thread.start()
    flush(first)
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there; NTFS journals the rename
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
    finally:
        os.close(descriptor)
