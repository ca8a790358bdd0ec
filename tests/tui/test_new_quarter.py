"""A quarter ends while the program is open: ratings go where the screen says they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual import events

from breakthroughs_tui.history import History
from breakthroughs_tui.model import Progress
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui import new_quarter
from breakthroughs_tui.tui.work import Work
from tests.clock import Calendar
from tests.conftest import NOW, QUARTER, TODAY
from tests.disk import Disk
from tests.quarters import BANK, action, answer, take
from tests.tui.conftest import SittingWithHistory, SitWithHistory, mouse

NEXT = QUARTER.next
FIRST_DAY = NEXT.first_day
OFFER = f"{NEXT.label} has begun."


@pytest.fixture(autouse=True)
def _read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a person read the offer in no time."""
    monkeypatch.setattr(new_quarter, "A_MOMENT", 0.0)


def is_offered(desk: SittingWithHistory) -> bool:
    """Tell whether the new quarter is offered over the page."""
    return OFFER in desk.boxed_text


async def click(desk: SittingWithHistory) -> None:
    """Click where an option of the first group is painted."""
    await desk.click("( ) Achieved")


async def click_without_moving(desk: SittingWithHistory) -> None:
    """Click there on a terminal that does not tell where the mouse goes."""
    y = next(y for y, line in enumerate(desk.lines) if "( ) Achieved" in line)
    x = desk.lines[y].index("( ) Achieved")
    for kind in (events.MouseDown, events.MouseUp):
        desk.app.post_message(mouse(kind, x, y))
    await desk.settle()


async def paste(desk: SittingWithHistory) -> None:
    """Paste what would rate if it were typed."""
    desk.app.post_message(events.Paste("1"))
    await desk.settle()


@pytest.mark.parametrize("key", ["1", "enter", "equals_sign", "n"])
async def test_the_first_key_of_a_new_quarter_does_nothing_but_bring_up_the_offer(
    sit_with_history: SitWithHistory, calendar: Calendar, key: str
) -> None:
    """It was meant for the quarter that has ended."""
    async with sit_with_history([take(BANK, QUARTER.previous, q1="AY")]) as desk:
        await desk.press("enter")
        before, page = desk.session.assessment, desk.title
        calendar.day = FIRST_DAY
        await desk.press(key)
        assert is_offered(desk)
        assert f"What you rate here still goes into {QUARTER.label}." in desk.boxed_text
        assert f"Press Enter to start {NEXT.short_label}." in desk.boxed_text
        assert (desk.session.assessment, desk.title) == (before, page)


@pytest.mark.parametrize("point", [click, click_without_moving, paste])
async def test_nor_does_the_first_click_or_paste(
    sit_with_history: SitWithHistory,
    calendar: Calendar,
    point: Callable[[SittingWithHistory], Awaitable[None]],
) -> None:
    """Whether or not the terminal tells of each movement of the mouse."""
    async with sit_with_history() as desk:
        await desk.press("enter")
        calendar.day = FIRST_DAY
        await point(desk)
        assert is_offered(desk)
        assert not desk.session.assessment.is_begun


async def test_enter_goes_on_as_if_the_program_had_been_started_that_day(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """The old quarter is saved, and is last time; its open actions come along, its notes do not."""
    ended = take(BANK, QUARTER, q1=answer("JN", "Evidence", action("Write it down")))
    async with sit_with_history([ended]) as desk:
        await desk.press("enter", "1")
        calendar.day = FIRST_DAY
        await desk.press("2", "enter")
        assert (desk.quarter, desk.title) == (NEXT, BANK.title)
        assert desk.session.last == desk.saved()
        assert desk.answer(1) == answer("--", "", action("Write it down"))
        await desk.press("enter", "2")
        assert desk.saved(NEXT).answers["q1"].progress is Progress.WORKING_TOWARDS
        assert desk.saved().answers["q1"] == ended.answers["q1"]
        assert desk.saved().answers["q2"] == answer("A-")


async def test_the_new_quarter_takes_the_names_as_they_were_last_given(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """Also where others were remembered when the program was started."""
    async with sit_with_history(settings=Settings(council="Old", assessor="Jo")) as desk:
        await desk.press("d", "ctrl+u", *"New", "enter")
        calendar.day = FIRST_DAY
        await desk.press("1", "enter")
        assert desk.session.assessment.council == "New"


async def test_esc_goes_on_with_the_old_one_and_nobody_is_asked_again(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """From then on Start and Quarters offer the new one as a row."""
    async with sit_with_history([take(BANK, QUARTER, q22="AY")]) as desk:
        await desk.press("enter")
        calendar.day = FIRST_DAY
        await desk.press("1", "escape", "1", "2")
        assert (desk.quarter, desk.answer(1)) == (QUARTER, answer("AP"))
        for way in ("h", "escape", "escape"):
            await desk.press(way)
            is_listed = f"+ Start {NEXT.label}, this quarter" in desk.text
            assert is_listed == (desk.title in {"Quarters", BANK.title})
        calendar.day = FIRST_DAY.replace(month=2)
        await desk.press("enter")
        assert not is_offered(desk)


async def test_what_is_typed_ahead_acts_in_its_order(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """Nothing rates while the offer stands; behind Esc everything does again."""
    async with sit_with_history() as desk:
        await desk.press("enter")
        calendar.day = FIRST_DAY
        await desk.write(*"1231", "j", "escape", *"23")
        assert (desk.quarter, desk.answer(1)) == (QUARTER, answer("WN"))
        assert not is_offered(desk)
        assert desk.app.fault == ""


async def test_enter_typed_before_the_offer_was_read_does_not_take_it(
    sit_with_history: SitWithHistory, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fast hand rates, and goes on with Enter: both were meant for the quarter that has ended."""
    async with sit_with_history() as desk:
        await desk.press("enter")
        calendar.day = FIRST_DAY
        monkeypatch.setattr(new_quarter, "A_MOMENT", 60.0)
        await desk.write("1", "1", "enter", "enter", *"1122")
        assert is_offered(desk)
        assert (desk.quarter, desk.answer(1)) == (QUARTER, answer("--"))
        monkeypatch.setattr(new_quarter, "A_MOMENT", 0.0)
        await desk.press("enter")
        assert desk.quarter == NEXT


async def test_a_mouse_that_moves_asks_nothing(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """Nobody meant anything by it."""
    async with sit_with_history() as desk:
        await desk.press("enter")
        calendar.day = FIRST_DAY
        desk.app.post_message(mouse(events.MouseMove, 10, 10))
        await desk.settle()
        assert not is_offered(desk)


async def test_a_note_is_finished_first(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """All of it is in the quarter over which it was opened; then the next key on the page asks."""
    async with sit_with_history() as desk:
        await desk.press("enter", "e", *"Both ")
        calendar.day = FIRST_DAY
        await desk.press(*"halves 1", "escape")
        assert desk.answer(1).note == "Both halves 1"
        assert not is_offered(desk)
        await desk.press("1")
        assert is_offered(desk)
        assert desk.saved().answers["q1"] == answer("--", "Both halves 1")


async def test_the_quarter_just_ended_is_named_where_that_is_open(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """Whichever is open, ratings go into that; one opened to read takes none."""
    ended = QUARTER.previous
    async with sit_with_history([take(BANK, ended, q1="AY")], ended) as desk:
        calendar.day = FIRST_DAY
        await desk.press("s")
        assert f"What you rate here still goes into {ended.label}." in desk.boxed_text
        assert f"Press Esc to go on with {ended.short_label}." in desk.boxed_text
    older = ended.previous
    async with sit_with_history([take(BANK, older, q1="AY")], older) as desk:
        calendar.day = FIRST_DAY
        await desk.press("s")
        assert f"{older.label} is still open, to read only." in desk.boxed_text


async def test_a_quarter_that_is_saved_already_is_opened(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """From another computer, say: its answers are as they were."""
    async with sit_with_history([take(BANK, NEXT, q1="AY")]) as desk:
        calendar.day = FIRST_DAY
        await desk.press("enter")
        assert f"Press Enter to open {NEXT.short_label}." in desk.boxed_text
        await desk.press("enter")
        assert (desk.quarter, desk.answer(1)) == (NEXT, answer("AY"))


async def test_whoever_leaves_is_not_asked(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """`q` quits."""
    async with sit_with_history() as desk:
        calendar.day = FIRST_DAY
        await desk.press("q")
        assert desk.has_left


async def test_the_offer_fits_the_smallest_window(
    sit_with_history: SitWithHistory, calendar: Calendar
) -> None:
    """Down to the last word of the choice."""
    async with sit_with_history(size=(40, 15)) as desk:
        calendar.day = FIRST_DAY
        await desk.press("1")
        assert desk.boxed_text.endswith(f"Press Esc to go on with {QUARTER.short_label}.")


# --- when there is something to offer


def work_on(calendar: Calendar, quarter: Quarter = QUARTER) -> Work:
    """Give the work on a quarter, begun on the calendar's day."""
    history = History(today=calendar.today)
    session = Session(take(BANK, quarter), Disk(), lambda: NOW, history=history)
    session.close()
    return Work(session, Settings())


def test_each_new_quarter_is_offered_once() -> None:
    """Not the next day again; the one after it is offered in its turn."""
    calendar = Calendar(TODAY)
    work = work_on(calendar)
    assert work.new_quarter() is None
    for quarter in (NEXT, NEXT.next, NEXT.shifted(5)):
        calendar.day = quarter.first_day
        assert work.new_quarter() == quarter
        assert work.new_quarter() is None


def test_a_clock_that_is_put_back_begins_no_quarter() -> None:
    """Nor does it hide one that begins later."""
    calendar = Calendar(TODAY)
    for quarter in (QUARTER, QUARTER.year_before):
        calendar.day = TODAY
        work = work_on(calendar, quarter)
        calendar.day = QUARTER.previous.first_day
        assert work.new_quarter() is None
    work = work_on(calendar)
    calendar.day = TODAY
    assert work.new_quarter() is None
    calendar.day = FIRST_DAY
    assert work.new_quarter() == NEXT


def test_a_quarter_that_was_started_early_is_not_offered() -> None:
    """The person is in it already; nor is one that only comes before the open one."""
    calendar = Calendar(QUARTER.previous.first_day)
    work = work_on(calendar)
    calendar.day = TODAY
    assert work.new_quarter() is None
    calendar.day = FIRST_DAY
    assert work.new_quarter() == NEXT
