"""A long list of events that fails, made short."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shrink(events: Sequence[T], fails: Callable[[Sequence[T]], bool], seconds: float) -> list[T]:
    """Find a short list that still fails, by leaving out ever smaller parts (delta debugging).

    First the newest events alone are tried, as a fault seldom needs the old ones. It stops
    when no single event can be left out, or when the time is up.
    """
    deadline = time.monotonic() + seconds
    shortest = list(events)
    length = 8
    while length < len(shortest) and time.monotonic() < deadline:
        if fails(shortest[-length:]):
            shortest = shortest[-length:]
            break
        length *= 2
    size = max(len(shortest) // 2, 1)
    while time.monotonic() < deadline:
        start, was = 0, len(shortest)
        while start < len(shortest) and time.monotonic() < deadline:
            fewer = shortest[:start] + shortest[start + size :]
            if fewer and fails(fewer):
                shortest = fewer
            else:
                start += size
        if size == 1 and len(shortest) == was:
            break
        size = max(size // 2, 1)
    return shortest
