"""A text that a spreadsheet's cell cannot hold is shortened, and says so."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.reports.shortening import MOST_UNITS, Shortener
from tests.reports.conftest import MANY

FACE = "\U0001f600"
"""One character, and two UTF-16 code units."""
MARK = re.compile(r" … \[shortened: ([\d,]+) more characters\]\Z")


def units(text: str) -> int:
    """Measure a text as Excel does."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str) -> tuple[str, int]:
    """Fit a text that is too long: give what is left of it, and how much it says is missing."""
    shortener = Shortener()
    fitted = shortener.fit(text, "the note")
    assert shortener.shortened == ["the note"]
    assert units(fitted) <= MOST_UNITS
    found = MARK.search(fitted)
    assert found is not None
    return fitted[: found.start()], int(found[1].replace(",", ""))


@pytest.mark.parametrize(
    "text",
    ["", "short", "x" * MOST_UNITS, FACE * (MOST_UNITS // 2), FACE * (MOST_UNITS // 2) + "x"],
    ids=["empty", "short", "full", "full of faces", "full to the last unit"],
)
def test_what_a_cell_can_hold_stays_as_it_is(text: str) -> None:
    """To the last code unit, and nothing is said of it."""
    shortener = Shortener()
    assert shortener.fit(text, "the note") == text
    assert shortener.shortened == []


@pytest.mark.parametrize(
    "text",
    ["x" * (MOST_UNITS + 1), "x" * MANY, FACE * (MOST_UNITS // 2 + 1), FACE * MANY,
     "x" + FACE * MANY, "x" * 100 + FACE * MANY],
    ids=["one too many", "many", "a face too many", "faces", "odd", "even"],
)  # fmt: skip
def test_what_is_too_long_keeps_its_beginning_and_tells_what_is_missing(text: str) -> None:
    """The mark counts characters as a person does; no character is cut in two."""
    start, missing = shortened(text)
    assert text.startswith(start)
    assert len(start) + missing == len(text)
    assert units(text) > MOST_UNITS


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.integers(MOST_UNITS - 60, MOST_UNITS + 60))
def test_as_much_is_kept_as_there_is_room_for(faces: int, letters: int) -> None:
    """What fits is never shortened; what does not loses little more than the mark takes."""
    text = FACE * faces + "x" * letters
    if units(text) <= MOST_UNITS:
        assert Shortener().fit(text, "the note") == text
    else:
        start, _ = shortened(text)
        assert units(start) > MOST_UNITS - 60


def test_everything_shortened_is_named_in_order() -> None:
    """One list for a whole file; what fitted is not in it."""
    shortener = Shortener()
    shortener.fit("x" * MANY, "first")
    shortener.fit("x", "second")
    shortener.fit("y" * MANY, "third")
    assert shortener.shortened == ["first", "third"]
