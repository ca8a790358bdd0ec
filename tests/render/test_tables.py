"""What every table is made of: bars, changes, and columns that stand in line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.priority import Band, Tally, summarise
from breakthroughs_tui.render.tables import (
    band_text,
    band_word,
    grid,
    index_text,
    standing,
)
from breakthroughs_tui.wording import change_text, gap_bar
from tests.quarters import BANK, take
from tests.render.conftest import printed


@pytest.mark.parametrize(
    ("gap_index", "filled"),
    [(None, 0), (0, 0), (4, 0), (5, 1), (50, 5), (94, 9), (95, 10), (100, 10)],
)
def test_a_bar_is_filled_to_the_nearest_cell(gap_index: int | None, filled: int) -> None:
    """A bar is always as long as asked, and half a cell is rounded up."""
    assert gap_bar(gap_index, cells=10) == "█" * filled + "░" * (10 - filled)


@pytest.mark.parametrize(
    ("change", "text"), [(None, "–"), (0, "0"), (25, "+25"), (-8, "−8"), (-100, "−100")]
)
def test_a_change_has_its_sign(change: int | None, text: str) -> None:
    """More, less or the same; what cannot be compared is no zero."""
    assert change_text(change) == text


@settings(deadline=None)
@given(st.integers(-100, 100), st.integers(-100, 100))
def test_changes_differ_as_they_are_written(one: int, other: int) -> None:
    """Two changes look alike only if they are the same."""
    assert (change_text(one) == change_text(other)) == (one == other)


def test_what_is_not_answered_has_no_number() -> None:
    """Neither a missing tally nor one without an answer looks like zero."""
    empty = summarise(take(BANK)).overall
    assert [index_text(tally).plain for tally in (None, empty, Tally(()))] == ["–"] * 3
    assert index_text(summarise(take(BANK, q1="AN")).overall).plain == "0%"
    assert (band_text(None).plain, band_word(None)) == ("Not answered", None)
    assert (band_text(Band.NONE).plain, band_word(Band.NONE)) == ("✓  None", "None")


def test_a_standing_is_provisional_until_all_is_answered() -> None:
    """The coverage is always there, the gap index once there is one."""
    asked = [each.question.id for each in BANK.questions]
    every = [take(BANK), take(BANK, q1="JN"), take(BANK, **dict.fromkeys(asked, "AY"))]
    assert [standing(summarise(each).overall) for each in every] == [
        "0 of 22 questions answered · provisional",
        "1 of 22 questions answered · gap index 100% (Critical) · provisional",
        "22 of 22 questions answered · gap index 0% (None)",
    ]


def test_numbers_stand_in_line_on_the_right() -> None:
    """Signs and digits line up under the column's name; words start on the left."""
    table = grid("#", "Gap", "vs 26/27 Q2", "Change", "Word")
    table.add_row("1", "5%", "−8", "+25", "one")
    table.add_row("22", "100%", "+100", "0", "twenty-two")
    assert printed(table).splitlines() == [
        " #  Gap vs 26/27 Q2 Change Word      ",
        " 1   5%          −8    +25 one       ",
        "22 100%        +100      0 twenty-two",
    ]
