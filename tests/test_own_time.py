"""A person reads their own day and hour; programs read UTC."""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from breakthroughs_tui.cli import Desk, commands
from breakthroughs_tui.folder import Store
from breakthroughs_tui.moments import in_utc
from breakthroughs_tui.reports.formats import Format
from tests.clock import in_summer
from tests.conftest import NOW, QUARTER, TODAY
from tests.quarters import BANK, take

LATE: Final = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 July, where it is summer."""
IN_UTC: Final = "2026-06-30T23:30:00Z"
Run = Callable[..., bytes]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give a function that runs a command in summer, on two quarters of that one moment."""
    store = Store(tmp_path / "quarters", lambda: NOW)
    for each in (take(BANK, QUARTER.previous, q1="AY"), take(BANK, q1="JN")):
        store.file(each.quarter).save(replace(each, created=LATE, modified=LATE))

    def invoke(*arguments: str) -> bytes:
        desk = Desk(store.folder, now=lambda: NOW, today=lambda: TODAY, own_time=in_summer)
        result = CliRunner().invoke(commands, arguments, obj=desk, catch_exceptions=False)
        return result.stdout_bytes

    return invoke


@pytest.mark.parametrize(
    ("command", "day"), [("history", b"2026-07-01"), ("compare", b"(1 Jul 2026); Just starting")]
)
def test_a_table_gives_the_persons_own_day(run: Run, command: str, day: bytes) -> None:
    """Not the one that it was in Greenwich."""
    assert day in run(command)


def test_json_gives_the_moment_in_utc(run: Run) -> None:
    """It is read by programs, which know what the Z means."""
    assert [each["modified"] for each in json.loads(run("history", "--json"))] == [IN_UTC] * 2


def _report(run: Run, form: Format) -> str:
    """Write the report, and give all that is text in the file, parts of a package one by one."""
    content = run("report", "-f", form.value, "-o", "-")
    if form.is_text:
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


@pytest.mark.parametrize("form", [Format.HTML, Format.MARKDOWN, Format.WORD, Format.EXCEL])
def test_a_paper_gives_the_persons_own_day(run: Run, form: Format) -> None:
    """What the file itself says of its making is a moment in UTC, for programs."""
    written = _report(run, form)
    assert "1 July 2026" in written
    assert "30 June" not in written
    assert "2026-07-01" not in written
    assert written.count(IN_UTC) == (0 if form.is_text else 2)


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON])
def test_what_programs_read_is_in_utc(run: Run, form: Format) -> None:
    """The same bytes wherever they are written."""
    written = _report(run, form)
    assert IN_UTC in written
    assert "2026-07-01" not in written


# --- the computer's own clock


@pytest.fixture
def move_to() -> Iterator[Callable[[str], None]]:
    """Give a function that has this computer in another time zone for a while."""
    if sys.platform == "win32":
        pytest.skip("Windows has one time zone for all programs")
    with pytest.MonkeyPatch.context() as patched:

        def move(zone: str) -> None:
            patched.setenv("TZ", zone)
            time.tzset()

        yield move
    time.tzset()


def test_the_computer_counts_summer_time_where_it_was_summer(
    move_to: Callable[[str], None],
) -> None:
    """Whatever the season is now."""
    move_to("Europe/London")
    own_time = Desk().own_time
    assert f"{own_time(LATE):%d %B %H:%M}" == "01 July 00:30"
    assert f"{own_time(NOW):%d %B %H:%M}" == "22 November 09:30"


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_no_moment_is_too_early_or_too_late_to_be_told(
    move_to: Callable[[str], None], zone: str
) -> None:
    """A saved file may hold any: what leads beyond the calendar stays within it."""
    move_to(zone)
    for year, month, day, hour in ((1, 1, 1, 0), (9999, 12, 31, 23)):
        for hours in (-14, 0, 14):
            moment = datetime(year, month, day, hour, tzinfo=timezone(timedelta(hours=hours)))
            assert in_utc(moment).year == Desk().own_time(moment).year == year
