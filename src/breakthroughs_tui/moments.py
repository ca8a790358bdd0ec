"""Moments: saved in UTC, told to a person as their own clock has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

OwnTime = Callable[[datetime], datetime]
"""Tells the same moment in the person's own time zone, by summer time if it was summer.

Whatever names a day or an hour to a person asks it; JSON, CSV and the names of files do not.
"""


def in_utc(moment: datetime) -> datetime:
    """Tell the same moment in UTC: for programs, and where there is no person to tell it to.

    On the first and the last day that there is, which an offset may lead beyond, it stays put.
    """
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)
