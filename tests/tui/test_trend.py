"""How the gaps moved: breakthroughs down, quarters across, and nothing invented in between."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from breakthroughs_tui.model import Assessment, QuestionBank
from breakthroughs_tui.priority import summarise
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.tui.trend import columns_that_fit
from tests.conftest import QUARTER
from tests.quarters import BANK, quarters_up_to, take
from tests.tui.conftest import HALF_DONE, MARKUP, Sit, Sitting, SitWithHistory, small_bank

LAST = QUARTER.previous
BEFORE = LAST.previous
YEAR_AGO = QUARTER.year_before


def headings(desk: Sitting) -> list[str]:
    """Give the quarters that stand over the columns, each with its mark if it has one."""
    line = next(line for line in desk.lines if re.search(r" \d\d/\d\d Q\d", line[20:]))
    return re.findall(r"\d\d/\d\d Q\d\*?", line)


def cells(desk: Sitting, title: str) -> list[str]:
    """Give the cells of a row of the table, one a column, blank where nothing is."""
    line = next(line for line in desk.lines if re.search(r" \d\d/\d\d Q\d", line[20:]))
    starts = [found.start() for found in re.finditer(r"\d\d/\d\d Q\d", line)]
    row = desk.line_with(title)
    return [" ".join(row[start : start + 9].split()) for start in starts]


# --- what it shows


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_each_cell_has_its_bands_symbol_and_its_index(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], size: tuple[int, int]
) -> None:
    """A column a quarter, the newest on the right; the one that nobody saved stays blank."""
    saved = {each.quarter: summarise(each) for each in invented}
    across = [YEAR_AGO, YEAR_AGO.next, BEFORE, LAST, QUARTER]
    async with sit_with_history(invented, size=size) as desk:
        await desk.press("t")
        assert headings(desk) == [each.briefly for each in across]
        for position, breakthrough in enumerate([*BANK.breakthroughs, None]):
            expected = []
            for quarter in across:
                if quarter not in saved:
                    expected.append("")
                    continue
                summary = saved[quarter]
                ranked = {entry.position: entry.tally for entry in summary.breakthroughs}
                tally = ranked.get(position, summary.overall)
                assert tally.band is not None
                mark = "~" if tally.is_provisional else ""
                expected.append(f"{tally.band.look.symbol} {tally.gap_index}%{mark}")
            title = breakthrough.title if breakthrough else "All questions"
            assert cells(desk, title[:16]) == expected
            assert title in desk.flowing_text or size == (80, 24)
        assert "Each cell: the band's symbol and the gap index. Less is better." in desk.text
        assert "~ Not every question was answered." in desk.text
        assert "* Other questions" not in desk.text


async def test_the_open_quarter_counts_as_it_stands(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Also before anything is saved; not answered is a dash, never zero."""
    async with sit_with_history(invented[:3]) as desk:
        await desk.press("t")
        assert headings(desk)[-1] == QUARTER.briefly
        assert cells(desk, "Pull together")[-1] == "–"
        assert cells(desk, "All questions")[-1] == "–"
        await desk.press("escape", "enter", "=", "t")
        assert cells(desk, "Lead and manage")[-1] == "▽ 25%~"
        await desk.press("u")
        assert cells(desk, "Lead and manage")[-1] == "–"


async def test_the_first_quarter_is_a_trend_of_one(sit: Sit) -> None:
    """There is nothing older to turn to, nor newer."""
    async with sit(HALF_DONE) as desk:
        await desk.press("t")
        assert headings(desk) == [QUARTER.briefly]
        assert cells(desk, "Lead and manage") == ["◆ 50%"]
        await desk.press("left", "right")
        assert desk.remarks == ["There are no older quarters.", "This is the newest quarter."]


async def test_a_quarter_that_was_asked_other_questions_is_marked(
    sit_with_history: SitWithHistory,
) -> None:
    """A reworded question breaks the series; one that the older bank alone asks keeps its row."""
    before = small_bank(area="a b", gone="x")
    now = small_bank(area="a! b", fresh="y")
    saved = [
        take(before, BEFORE, a="WY", b="WY", x="AY"),
        take(before, LAST, a="WY", b="WY", x="JN"),
        take(now, a="WY", b="WY", y="JP"),
    ]
    async with sit_with_history(saved) as desk:
        await desk.press("t")
        assert headings(desk) == ["26/27 Q1", "26/27 Q2", "26/27 Q3*"]
        assert "* Other questions were asked than in the quarter before." in desk.text
        assert cells(desk, "Area") == ["▽ 25%"] * 3
        assert cells(desk, "Fresh") == ["", "", "▲ 75%"]
        assert cells(desk, "Gone") == ["✓ 0%", "▲▲ 100%", ""]


async def test_what_cannot_be_read_is_named(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Damaged, or of another bank: its column is blank, but not because nothing was saved."""
    other = replace(small_bank(area="a"), id="other-bank")
    async with sit_with_history([take(other, BEFORE, a="AY"), *invented[2:]]) as desk:
        desk.store.path(LAST).write_bytes(b"{")
        await desk.press("t")
        assert cells(desk, "All questions") == ["", "", "◆ 49%"]
        assert "Not counted, see the list of quarters: 2026/27 Q1, 2026/27 Q2." in desk.text


# --- older and newer


@pytest.mark.parametrize(
    ("size", "columns"), [((40, 15), 3), ((80, 24), 6), ((120, 40), 10)], ids=lambda each: f"{each}"
)
async def test_left_and_right_move_by_a_quarter(
    sit_with_history: SitWithHistory, size: tuple[int, int], columns: int
) -> None:
    """As many as fit; from the newest to the oldest that is saved, and back."""
    bank = small_bank(area="a")
    across = list(reversed(quarters_up_to(QUARTER, 12)))
    async with sit_with_history([take(bank, each, a="WY") for each in across], size=size) as desk:
        await desk.press("t")
        shown = desk.text
        names = [each.briefly for each in across]
        assert headings(desk) == names[-columns:]
        for step in range(1, 12 - columns + 1):
            await desk.press("left")
            assert headings(desk) == names[-columns - step : -step]
        assert desk.remarks == []
        await desk.write("left", *["right"] * (12 - columns))
        assert desk.text == shown
        await desk.press("right")
        assert desk.remarks == ["There are no older quarters.", "This is the newest quarter."]


def test_a_table_is_never_without_a_column() -> None:
    """However narrow the window; each further quarter takes nine cells."""
    assert columns_that_fit(1) == 1
    assert [columns_that_fit(width) for width in (75, 76, 84, 85, 94)] == [8, 6, 6, 7, 8]


async def test_of_many_quarters_only_those_shown_are_read(
    sit_with_history: SitWithHistory, reads: list[Quarter]
) -> None:
    """And the one before them, which may have asked something else."""
    bank = small_bank(area="a")
    saved = [take(bank, each, a="WY") for each in quarters_up_to(QUARTER, 20)]
    async with sit_with_history(saved) as desk:
        await desk.press("t")
        assert len(headings(desk)) == 6
        assert set(reads) == set(quarters_up_to(LAST, 6))
        assert len(reads) == 6


# --- whatever the size and the bank


async def test_a_small_window_reaches_the_whole_table(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15 every title and its cells come by, and what the marks mean."""
    async with sit_with_history(invented, size=(40, 15)) as desk:
        await desk.press("t")
        assert headings(desk) == [each.briefly for each in (BEFORE, LAST, QUARTER)]
        first, seen = desk.text, ""
        for _ in range(3):
            seen += desk.flowing_text
            await desk.press("pagedown")
        for entry in summarise(invented[3]).breakthroughs:
            assert entry.breakthrough.title in seen
            assert f" {entry.tally.gap_index}% " in seen
        assert "Less is better." in seen
        for _ in range(3):
            await desk.press("k", "pageup")
        assert desk.text == first


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_bank_text_is_literal(
    sit_with_history: SitWithHistory, hostile_bank: QuestionBank, size: tuple[int, int]
) -> None:
    """What looks like markup in a title is shown to the letter."""
    async with sit_with_history([take(hostile_bank, q1="WY", q3="JN")], size=size) as desk:
        await desk.press("t")
        for area in ("Area 1", "Area 3"):
            assert area in desk.text
        assert desk.flowing_text.replace(" ", "").count("[@click=app.quit]") >= 2
        assert MARKUP.split()[-1] in desk.text
        await desk.click("[@click")
        assert not desk.has_left
