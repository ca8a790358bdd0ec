"""A failing list of events made short."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.shrinking import shrink


def test_only_what_is_needed_is_left() -> None:
    """Two events far apart, in their order."""

    def fails(events: Sequence[int]) -> bool:
        return 17 in events and 80 in events

    assert shrink(range(100), fails, seconds=10) == [17, 80]


def test_one_event_is_enough() -> None:
    """The last of many is found at once."""
    tried: list[Sequence[int]] = []

    def fails(events: Sequence[int]) -> bool:
        tried.append(events)
        return 999 in events

    assert shrink(range(1000), fails, seconds=10) == [999]
    assert len(tried) < 15


def test_out_of_time_it_gives_what_it_has() -> None:
    """Nothing is tried; the list still fails."""
    assert shrink(range(5), lambda _events: True, seconds=0) == [0, 1, 2, 3, 4]
