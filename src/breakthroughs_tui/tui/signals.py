"""The system's ways to end a program: each is to be a normal exit, with the terminal restored."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.app import App

_ENDINGS: Final = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")
"""Asked to end, terminal closed, Ctrl+C from elsewhere, and the like on Windows."""


@contextmanager
def ending_with(app: App[None]) -> Iterator[None]:
    """Have the app exit on each of these, for as long as the context lasts and after it.

    The handlers stay, so that a second signal (a closed window sends several) cannot
    kill the last save; the loop's own handlers would be gone as soon as the loop is.
    """

    def end(_number: int, _frame: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: we are on the way out already
            _loop_of(app).call_soon_threadsafe(app.exit)

    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, end)
    yield


def _loop_of(app: App[Any]) -> asyncio.AbstractEventLoop:
    loop = app._loop  # noqa: SLF001  Textual has no public name for it
    if loop is None:
        message = "the app has not started"
        raise RuntimeError(message)
    return loop
