"""The command on another day: the seam that only a program can reach."""

from __future__ import annotations

import sys
from datetime import date

_RUN = """
import sys
from datetime import UTC, date, datetime, time
from breakthroughs_tui.cli import Desk, commands
day = date.fromisoformat(sys.argv[1])
desk = Desk(now=lambda: datetime.combine(day, time(9, 30), UTC), today=lambda: day)
commands.main(sys.argv[2:], prog_name="breakthroughs", obj=desk)
"""


def command_on(day: date) -> list[str]:
    """Give the command line that runs `breakthroughs` as if it were that day, at half past nine."""
    return [sys.executable, "-c", _RUN, day.isoformat()]
