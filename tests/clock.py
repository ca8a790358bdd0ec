"""Another day, another hour: what tests put in place of the computer's clock."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta, timezone

_RUN = """
import sys
from datetime import UTC, date, datetime, time
from breakthroughs_tui.cli import Desk, commands
day = date.fromisoformat(sys.argv[1])
desk = Desk(now=lambda: datetime.combine(day, time(9, 30), UTC), today=lambda: day)
commands.main(sys.argv[2:], prog_name="breakthroughs", obj=desk)
"""


def in_summer(moment: datetime) -> datetime:
    """Tell a moment as clocks in Britain do from March to October."""
    return moment.astimezone(timezone(timedelta(hours=1), "BST"))


class Calendar:
    """Tells which day it is. A test turns it over while the program is open."""

    def __init__(self, day: date) -> None:
        """Begin on a day."""
        self.day = day

    def today(self) -> date:
        """Return the day it is now."""
        return self.day


def command_on(day: date) -> list[str]:
    """Give the command line that runs `breakthroughs` as if it were that day, at half past nine.

    Only a program can reach that seam.
    """
    return [sys.executable, "-c", _RUN, day.isoformat()]
