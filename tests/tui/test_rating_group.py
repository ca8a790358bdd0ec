"""A radio group shows what is rated, pointed at and focused, and never rates by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from msgspec import convert, to_builtins
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from breakthroughs_tui.model import (
    Plan,
    Progress,
    QuestionBank,
    Rating,
    Scale,
    Scales,
)
from breakthroughs_tui.tui.breakthrough import rating_groups
from breakthroughs_tui.tui.rating_group import RatingGroup
from breakthroughs_tui.tui.themes import DARK
from tests.tui.conftest import MARKUP, Window


class Host(App[None]):
    """The two groups of one question, and nothing else."""

    CSS = "RatingGroup { height: auto; }"

    def __init__(self, scales: Scales, last: Mapping[Scale, str] | None = None) -> None:
        """Host the groups of a bank's scales, with what was said last time, if anything was."""
        super().__init__()
        self.progress, self.plan = rating_groups("q1", scales, last)
        self.chosen: list[tuple[Scale, Rating]] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        """Show both."""
        yield self.progress
        yield self.plan

    def on_rating_group_chosen(self, message: RatingGroup.Chosen) -> None:
        """Hear what the mouse asked for."""
        self.chosen.append((message.control.scale, message.rating))


class HostWindow(Window):
    """A window with the host in it; the progress group has the focus."""

    def __init__(self, host: Host, pilot: Pilot[None]) -> None:
        """Look at a host that runs."""
        super().__init__(host, pilot)
        self.host = host
        self.group = host.progress


@asynccontextmanager
async def hosted(
    scales: Scales, width: int = 80, last: Mapping[Scale, str] | None = None
) -> AsyncIterator[HostWindow]:
    """Open the host in a window of this width."""
    host = Host(scales, last)
    async with host.run_test(size=(width, 10)) as pilot:
        window = HostWindow(host, pilot)
        host.progress.focus()
        await window.settle()
        yield window


@pytest.fixture(scope="module")
def scales(bank: QuestionBank) -> Scales:
    """Give the wording of the default bank."""
    return bank.scales


async def test_focus_and_rating_show_as_text(scales: Scales) -> None:
    """The mark tells the focus and the dot the rating, each without any colour."""
    async with hosted(scales) as window:
        window.host.plan.rating = Plan.NO
        await window.settle()
        assert window.lines[:2] == [
            "› Progress  ( ) Achieved  ( ) Working towards  ( ) Just starting",
            "  Plan      ( ) Yes       ( ) Partially        (•) No",
        ]
        window.group.rating = Progress.WORKING_TOWARDS
        window.host.plan.focus()
        await window.settle()
        assert window.lines[:2] == [
            "  Progress  ( ) Achieved  (•) Working towards  ( ) Just starting",
            "› Plan      ( ) Yes       ( ) Partially        (•) No",
        ]
        window.group.rating = None
        await window.settle()
        assert "(•)" not in window.lines[0]


async def test_nothing_is_pointed_at_before_an_arrow_or_a_rating(scales: Scales) -> None:
    """An unrated group has no cursor; a rated one has it on its rating."""
    async with hosted(scales) as window:
        assert (window.group.pointed, window.reversed_text) == (None, "")
        window.group.rating = Progress.JUST_STARTING
        await window.settle()
        assert window.group.pointed is Progress.JUST_STARTING
        assert window.reversed_text == "(•) Just starting"


async def test_a_cursor_that_was_not_used_is_forgotten(scales: Scales) -> None:
    """Who leaves a group finds its cursor on the rating again, or nowhere."""
    async with hosted(scales) as window:
        window.group.cursor = 0
        await window.settle()
        assert window.reversed_text == "( ) Achieved"
        window.host.plan.focus()
        await window.settle()
        assert window.group.pointed is None
        window.host.plan.rating = Plan.YES
        window.host.plan.cursor = 1
        await window.settle()
        assert window.reversed_text == "( ) Partially"
        window.group.focus()
        await window.settle()
        assert window.host.plan.pointed is Plan.YES
        assert window.reversed_text == ""


@pytest.mark.parametrize("width", [80, 40, 120])
async def test_a_click_asks_for_the_option_under_the_mouse(scales: Scales, width: int) -> None:
    """The first and the last cell of each option count, in a row or one below the other."""
    async with hosted(scales, width) as window:
        for words in ("Achieved", "Working towards", "Just starting", "Yes", "Partially", "No"):
            await window.click(f"( ) {words}")
            await window.click(f"( ) {words}", along=len(words) + 3)
        assert window.host.chosen == [
            (Scale.PROGRESS if rating in list(Progress) else Scale.PLAN, rating)
            for rating in (*Progress, *Plan)
            for _ in range(2)
        ]
        assert (window.group.rating, window.host.plan.rating) == (None, None)


async def test_a_click_beside_the_options_asks_for_nothing(scales: Scales) -> None:
    """The heading and the gaps are not options; a click there only focuses."""
    async with hosted(scales) as window:
        await window.click("Plan")
        await window.click("( ) Partially", along=-1)
        await window.click("( ) No", along=-2)
        await window.click("( ) No", along=6)
        assert window.host.chosen == []
        assert window.host.plan.has_focus


async def test_a_click_anywhere_on_a_wide_label_counts(scales: Scales) -> None:
    """Labels are free: characters of two cells can be clicked on both."""
    values = to_builtins(scales)
    values["progress"]["options"]["achieved"] = "達成しました"
    async with hosted(convert(values, Scales)) as window:
        await window.click("( ) 達成しました", along=15)
        assert window.host.chosen == [(Scale.PROGRESS, Progress.ACHIEVED)]


IN_FULL = """\
› What progress have you made?                   \
( ) Achieved  ( ) Working towards  ( ) Just starting
  Does your improvement plan address this area?  ( ) Yes       ( ) Partially        ( ) No"""
IN_A_ROW = """\
› Progress  ( ) Achieved  ( ) Working towards  ( ) Just starting
  Plan      ( ) Yes       ( ) Partially        ( ) No"""
IN_A_TIGHT_ROW = """\
› Progress ( ) Achieved ( ) Working towards ( ) Just starting
  Plan     ( ) Yes      ( ) Partially       ( ) No"""
IN_A_COLUMN = """\
› Progress  ( ) Achieved
            ( ) Working towards
            ( ) Just starting
  Plan      ( ) Yes
            ( ) Partially
            ( ) No"""


@pytest.mark.parametrize(
    ("width", "layout"),
    [
        (120, IN_FULL),
        (101, IN_FULL),
        (100, IN_A_ROW),
        (64, IN_A_ROW),
        (63, IN_A_TIGHT_ROW),
        (61, IN_A_TIGHT_ROW),
        (60, IN_A_COLUMN),
        (33, IN_A_COLUMN),
    ],
)
async def test_the_layout_follows_the_width(scales: Scales, width: int, layout: str) -> None:
    """Full headings where there is room, short ones in a row, else the options in a column.

    Before the row is given up, its gaps are.
    """
    async with hosted(scales, width) as window:
        assert window.text.rstrip() == layout


LAST = {Scale.PROGRESS: "Working towards", Scale.PLAN: "Yes"}
BESIDE = """\
› Progress  ( ) Achieved  ( ) Working towards  ( ) Just starting  Working towards
  Plan      ( ) Yes       ( ) Partially        ( ) No             Yes"""
TIGHTLY_BESIDE = """\
› Progress ( ) Achieved ( ) Working towards ( ) Just starting Working towards
  Plan     ( ) Yes      ( ) Partially       ( ) No            Yes"""
BELOW = """\
› Progress  ( ) Achieved  ( ) Working towards  ( ) Just starting
            Last: Working towards
  Plan      ( ) Yes       ( ) Partially        ( ) No
            Last: Yes"""
BELOW_A_COLUMN = """\
› Progress  ( ) Achieved
            ( ) Working towards
            ( ) Just starting
            Last: Working towards
  Plan      ( ) Yes
            ( ) Partially
            ( ) No
            Last: Yes"""


@pytest.mark.parametrize(
    ("width", "layout"),
    [
        (140, BESIDE),
        (81, BESIDE),
        (80, TIGHTLY_BESIDE),
        (77, TIGHTLY_BESIDE),
        (76, BELOW),
        (64, BELOW),
        (60, BELOW_A_COLUMN),
        (35, BELOW_A_COLUMN),
    ],
)
async def test_last_time_stands_beside_the_options_else_below(
    scales: Scales, width: int, layout: str
) -> None:
    """It takes the room of the full headings; before it goes below, the gaps are given up."""
    async with hosted(scales, width, LAST) as window:
        assert window.text.rstrip() == layout
        for words in ("Working towards", "Yes"):
            await window.click(words, nth=-1)
        assert window.host.chosen == []


async def test_bank_text_is_literal(hostile_bank: QuestionBank) -> None:
    """What looks like markup in a heading or an option is text."""
    async with hosted(hostile_bank.scales, 160) as window:
        assert f"progress? {MARKUP}" in window.text
        assert f"plan? {MARKUP}" in window.text
        for rating in (*Progress, *Plan):
            label = hostile_bank.scales.label(rating)
            assert label.endswith(" [/]")
            assert f"( ) {label}" in window.text
