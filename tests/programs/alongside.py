"""An event loop in a thread of its own, out of the way of the tests that have theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, TypeVar

Given = TypeVar("Given")


class Alongside:
    """Runs what it is given in the other thread, and waits for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """Take a loop that runs, and how long anything may take."""
        self._loop = loop
        self._seconds = seconds

    def run(self, work: Coroutine[Any, Any, Given]) -> Given:
        """Give what comes of the work. Raises TimeoutError when it takes too long."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(self._seconds)


@contextmanager
def running(seconds: float = 60) -> Iterator[Alongside]:
    """Give a loop that runs until the block ends."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="alongside", daemon=True)
    thread.start()
    try:
        yield Alongside(loop, seconds)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(seconds)
        loop.close()
