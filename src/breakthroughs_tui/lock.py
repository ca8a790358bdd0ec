"""One writer at a time: a native lock on each saved file, dropped when its holder ends."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from breakthroughs_tui import atomic
from breakthroughs_tui.errors import os_reason

if TYPE_CHECKING:
    from pathlib import Path


class WriterLock:
    """The right to write one file, for as long as this object holds it.

    The lock is a file in `folder`, named by a hash of the real path, so that the data
    folder may be on a share and a symlink locks what it points to.
    """

    def __init__(self, folder: Path, target: Path) -> None:
        """Try to take the lock, at once; nobody is waited for."""
        self.is_held_elsewhere = False
        """Whether another window has it: then read only."""
        self.warning = ""
        """Why nothing could be locked, if so: then go on with care."""
        name = hashlib.sha256(os.fsencode(os.path.realpath(target))).hexdigest()[:32]
        self._lock = FileLock(folder / f"{name}.lock", timeout=0, fallback_to_soft=False)
        try:
            atomic.make_folder(folder)
            self._lock.acquire()
        except Timeout:
            self.is_held_elsewhere = True
        except (OSError, NotImplementedError) as error:
            reason = f"This file could not be locked ({os_reason(error)})."
            self.warning = f"{reason} Do not open it in a second window."

    def release(self) -> None:
        """Give the lock up; harmless if it was never taken."""
        self._lock.release()
