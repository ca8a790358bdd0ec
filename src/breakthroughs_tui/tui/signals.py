"""The system's ways to end a program: each is to be a normal exit, with the terminal restored."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Final

_ENDINGS: Final = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")
"""Asked to end, terminal closed, Ctrl+C from elsewhere, and the like on Windows."""


def end_on_signals(end: Callable[[], None]) -> None:
    """Have a function called at each of these, from now on.

    The handlers stay when the screens are gone, so that a second signal (a closed window
    sends several) cannot kill the last save; an event loop's own would go with the loop.
    """
    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda _number, _frame: end())
