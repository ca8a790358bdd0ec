"""Work that may hang, in a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from breakthroughs_tui.errors import BreakthroughsError

Value = TypeVar("Value")


async def in_thread(function: Callable[[], Value]) -> Value:
    """Return a function's value, while the screens go on. Raises its BreakthroughsError or OSError.

    Not `asyncio.to_thread`: the loop waits for those at its end, and a disk may hang for ever.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Value] = loop.create_future()

    def settle(value: Value) -> None:
        if not outcome.done():
            outcome.set_result(value)

    def fail(error: Exception) -> None:
        if not outcome.done():
            outcome.set_exception(error)

    def run() -> None:
        with suppress(RuntimeError):  # the loop has closed: nobody waits
            try:
                value = function()
            except (BreakthroughsError, OSError) as error:
                loop.call_soon_threadsafe(fail, error)
            else:
                loop.call_soon_threadsafe(settle, value)

    Thread(target=run, name="aside", daemon=True).start()
    return await outcome
