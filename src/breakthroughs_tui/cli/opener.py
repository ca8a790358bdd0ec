"""Showing a file with the system's own program for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Final

_REMOTE: Final = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
"""Variables that say: the person sits at another computer."""


_SECONDS: Final = 1.0
"""So long is waited for a program to say that it cannot show the file."""


def find_opener() -> Callable[[Path], None] | None:
    """Give what opens a file where the person can see it; None if nothing can.

    What it gives raises OSError where the system has no program for the file.
    """
    if any(os.environ.get(name) for name in _REMOTE):
        return None
    if sys.platform == "win32":
        return os.startfile
    if sys.platform == "darwin":
        return _runner("open")
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return _runner("xdg-open") if has_display and shutil.which("xdg-open") else None


def _runner(program: str) -> Callable[[Path], None]:
    """Make what runs a program on a file, and keeps its words off the screens."""

    def show(path: Path) -> None:
        process = subprocess.Popen(  # noqa: S603  the system's own program
            [program, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(_SECONDS)
        except subprocess.TimeoutExpired:  # it may live as long as the file is open
            Thread(target=process.wait, daemon=True).start()
            return
        if code != 0:
            raise OSError(None, f"{program} could not show it")

    return show
