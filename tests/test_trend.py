"""Over many quarters: what is blank stays blank, and what stands still is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.model import Answer, Assessment, Progress
from breakthroughs_tui.priority import summarise
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.trend import Trend, span, stalled, trend
from tests.conftest import QUARTER
from tests.quarters import MARKS, answer, bank_of, quarters_up_to, series, take

LAST = QUARTER.previous
ONE = bank_of(one="a")
FOUR = tuple(reversed(quarters_up_to(QUARTER, 4)))
"""Four quarters in a row, oldest first."""


def lay_out(saved: Iterable[Assessment], quarters: Iterable[Quarter] = FOUR) -> Trend:
    """Give the trend of these saved quarters."""
    return trend({each.quarter: each for each in saved}, tuple(quarters))


def indexes(found: Trend) -> dict[str, list[int | None]]:
    """Give the gap indexes, row by row; None where there is none."""
    return {
        row.id: [each.gap_index if each else None for each in row.tallies] for row in found.rows
    }


def test_breakthroughs_down_and_quarters_across() -> None:
    """Each cell is the breakthrough's own tally of that quarter; all questions come last."""
    bank = bank_of(one="a b", two="c")
    saved = [
        take(bank, FOUR[2], a="JN", b="AY", c="WY"),
        take(bank, FOUR[3], a="WN", b="AY", c="AY"),
    ]
    found = lay_out(saved, FOUR[2:])
    assert found.quarters == FOUR[2:]
    assert [(row.id, row.title) for row in found.rows] == [
        ("one", "One"),
        ("two", "Two"),
        ("", "All questions"),
    ]
    assert indexes(found) == {"one": [50, 38], "two": [25, 0], "": [42, 25]}
    assert found.rows[2].tallies == tuple(summarise(each).overall for each in saved)


def test_a_missing_quarter_stays_a_blank_column() -> None:
    """It is neither left out nor filled in, in any row; neither is one without answers a 0."""
    saved = [take(ONE, FOUR[0], a="JN"), take(ONE, FOUR[2]), take(ONE, FOUR[3], a="WN")]
    found = lay_out(saved)
    assert found.quarters == FOUR
    assert indexes(found) == {"one": [100, None, None, 75], "": [100, None, None, 75]}
    for row in found.rows:
        assert [each is None for each in row.tallies] == [False, True, False, False]
    assert found.breaks == set()


def test_rows_follow_the_newest_bank() -> None:
    """Its order and titles hold; what older banks asked comes after, blank where it was not."""
    renamed = bank_of(two="c", one="a", four="e")
    renamed = replace(
        renamed,
        breakthroughs=(replace(renamed.breakthroughs[0], title="New"), *renamed.breakthroughs[1:]),
    )
    saved = [
        take(bank_of(one="a", old="x"), FOUR[1], a="JN", x="JN"),
        take(bank_of(one="a", two="c", older="y"), FOUR[2], a="WN", c="WN", y="WY"),
        take(renamed, FOUR[3], a="AY", c="AY", e="JN"),
    ]
    found = lay_out(saved)
    assert indexes(found) == {
        "two": [None, None, 75, 0],
        "one": [None, 100, 75, 0],
        "four": [None, None, None, 100],
        "older": [None, None, 25, None],
        "old": [None, 100, None, None],
        "": [None, 100, 58, 33],
    }
    assert [row.title for row in found.rows] == [
        "New", "One", "Four", "Older", "Old", "All questions",
    ]  # fmt: skip


def test_without_a_file_only_blanks() -> None:
    """A folder without quarters gives a row of blanks, and no error."""
    found = lay_out([])
    assert [row.tallies for row in found.rows] == [(None,) * 4]


@pytest.mark.parametrize(
    ("bank", "is_break"),
    [
        ({"one": "a b", "two": "c"}, False),
        ({"two": "c", "one": "b a"}, False),
        ({"one": "a b!", "two": "c"}, True),
        ({"one": "a", "two": "b c"}, True),
        ({"one": "a b"}, True),
        ({"one": "a b d", "two": "c"}, True),
        ({"one": "a d<b e<b", "two": "c"}, True),
        ({"one": "d<a+b", "two": "c"}, True),
        ({"one": "a d<b", "two": "c"}, False),
    ],
    ids=[
        "same",
        "turned round",
        "reworded",
        "moved",
        "retired",
        "added",
        "split",
        "joined",
        "renamed",
    ],
)
def test_a_quarter_that_was_asked_otherwise_is_marked(
    bank: dict[str, str], *, is_break: bool
) -> None:
    """Other questions, other words or another breakthrough break the series; order does not.

    A blank column between them hides no break.
    """
    old, new = bank_of(one="a b", two="c"), bank_of(**bank)
    found = lay_out([take(old, FOUR[0]), take(old, FOUR[1]), take(new, FOUR[3])])
    assert found.breaks == ({FOUR[3]} if is_break else set())


def test_a_break_before_the_first_column_is_marked() -> None:
    """What is not shown still counts as the quarter before; what is shown is all that is marked."""
    banks = [bank_of(one=each) for each in ("a", "a!", "a", "b")]
    saved = [take(bank, quarter) for bank, quarter in zip(banks, FOUR, strict=True)]
    assert lay_out(saved, FOUR[2:]).breaks == set(FOUR[2:])
    assert lay_out(saved, FOUR[:2]).breaks == {FOUR[1]}


@pytest.mark.parametrize(
    ("saved", "most", "shown"),
    [
        ([3], 8, [3]),
        ([2, 3], 8, [2, 3]),
        ([0, 3], 8, [0, 1, 2, 3]),
        ([0, 3], 2, [2, 3]),
        ([0, 1, 2, 3], 3, [1, 2, 3]),
        ([3, 0, 1], 4, [0, 1, 2, 3]),
        ([], 8, []),
    ],
)
def test_the_quarters_to_lay_out(saved: list[int], most: int, shown: list[int]) -> None:
    """All from the oldest saved one on, also those without a file, but the newest so many."""
    assert span([FOUR[each] for each in saved], most) == tuple(FOUR[each] for each in shown)


def test_the_last_column_may_be_chosen() -> None:
    """Later quarters are left out, or columns without a file are added up to it."""
    assert span(FOUR, 3, end=FOUR[1]) == FOUR[:2]
    assert span(FOUR[:2], 3, end=FOUR[3]) == FOUR[1:]


@pytest.mark.parametrize(
    ("marks", "quarters"),
    [
        ("JN", None),
        ("JN JN", None),
        ("JN JN JN", 2),
        ("WY WY WY WY", 3),
        ("JN JN JN WN", 2),
        ("JN JN JP JN JN", None),
        ("JN JN WN JN JN", None),
        ("WN JN JN JN", None),
        ("AY AY AY", None),
        ("AN AN AN AN", None),
        ("JN -- JN JN", 2),
        ("JN -- JN -- -- JN", 2),
        ("JN -- JN", None),
        ("JN J- JN -N JN", 2),
        ("JN JN -- WN JN", None),
        ("-- JN JN JN", None),
        ("J- J- J-", None),
        ("JN JN JN ?? JN", 2),
        ("JN ?? JN JN", None),
    ],
)
def test_stalled(marks: str, quarters: int | None) -> None:
    """Both ratings the same for two or more further quarters, and not Achieved, is stalled.

    Marks run from this quarter backwards. A quarter without an answer (`--`, or half of one)
    neither counts nor breaks the run; one that did not ask (`??`) ends it.
    """
    other = bank_of(one="z")
    now, *earlier = (
        take(other, quarter) if each == "??" else take(ONE, quarter, a=each)
        for each, quarter in zip(marks.split(), quarters_up_to(QUARTER, 9), strict=False)
    )
    assert stalled(now, earlier) == ({} if quarters is None else {"a": quarters})


def test_quarters_without_a_file_are_not_counted() -> None:
    """Stalled for two quarters means two that were saved, however far apart."""
    saved = [take(ONE, quarter, a="JN") for quarter in quarters_up_to(QUARTER, 9)[::4]]
    assert stalled(saved[0], saved[1:]) == {"a": 2}


def test_each_question_stalls_by_itself() -> None:
    """One that moves ends its own run only."""
    bank = bank_of(one="a b", two="c d")
    marks = [("JN", "WY", "WY", "--"), ("JN", "JY", "WY", "WY"), ("JN", "JY", "WY", "WY")]
    marks.append(("JN", "JY", "WP", "WY"))
    saved = [
        take(bank, quarter, a=a, b=b, c=c, d=d)
        for quarter, (a, b, c, d) in zip(quarters_up_to(QUARTER, 4), marks, strict=True)
    ]
    assert stalled(saved[0], saved[1:]) == {"a": 3, "c": 2}


def test_a_question_stalls_under_all_its_names() -> None:
    """A rename, a new wording, a move and a split do not set a question in motion."""
    saved = [
        take(bank_of(two="d<c e<c"), QUARTER, d="JN", e="WN"),
        take(bank_of(two="c", one="z"), LAST, c="JN"),
        take(bank_of(one="c<b! z"), LAST.previous, c="JN"),
        take(bank_of(one="b z"), LAST.previous.previous, b="JN"),
    ]
    assert stalled(saved[0], saved[1:]) == {"d": 3}


def test_no_more_quarters_are_read_than_needed() -> None:
    """Once every question has moved, older files stay unread."""

    def reading() -> Iterator[Assessment]:
        for each in past:
            read.append(each.quarter)
            yield each

    read: list[Quarter] = []
    now, *past = series(ONE, "a", ["JN", "JN", "JN", "WN", *["JN"] * 9])
    assert stalled(now, reading()) == {"a": 2}
    assert read == [each.quarter for each in past[:3]]


KEYS = ["a", "b", "c", "d"]
BANKS = st.lists(st.sampled_from(KEYS), min_size=1, unique=True).map(
    lambda keys: bank_of(**{f"part_{key}": f"{key} {key}2" for key in keys})
)
ANSWERS = st.sampled_from(MARKS).map(answer)
GIVEN = st.dictionaries(st.sampled_from(KEYS), ANSWERS)
SERIES = st.lists(st.tuples(BANKS, GIVEN) | st.none(), max_size=5).map(
    lambda found: [
        take(each[0], quarter, **each[1])
        for each, quarter in zip(found, quarters_up_to(QUARTER, 5), strict=False)
        if each is not None
    ]
)
"""Some quarters of many, with banks that come and go."""


@settings(deadline=None)
@given(SERIES, st.integers(1, 6))
def test_a_trend_is_as_wide_as_asked(saved: list[Assessment], most: int) -> None:
    """Every row has a cell a quarter, blank where nothing was saved; no row is there twice."""
    quarters = span([each.quarter for each in saved], most, end=QUARTER)
    found = lay_out(saved, quarters)
    assert len(found.quarters) == len(quarters) <= most
    asked = {part.id for each in saved for part in each.bank.breakthroughs}
    ids = [row.id for row in found.rows]
    assert len(ids) == len(set(ids))
    assert set(ids[:-1]) <= asked
    assert ids[-1] == ""
    by_quarter = {each.quarter: each for each in saved}
    for row in found.rows:
        assert len(row.tallies) == len(quarters)
        for quarter, tally in zip(quarters, row.tallies, strict=True):
            assessment = by_quarter.get(quarter)
            is_asked = assessment is not None and (
                not row.id or row.id in {part.id for part in assessment.bank.breakthroughs}
            )
            assert (tally is not None) is is_asked
    assert found.breaks <= set(quarters) & set(by_quarter)


def stalled_by_hand(marks: list[str]) -> int | None:
    """Count the run of a question's ratings, newest first, as a person would."""
    given = [each for each in marks if "-" not in each]
    if "-" in marks[0] or marks[0].startswith("A"):
        return None
    run = 0
    while run + 1 < len(given) and given[run + 1] == marks[0]:
        run += 1
    return run if run >= 2 else None


RUNS = st.lists(st.sampled_from(["JN", "JN", "JN", "WY", "AY", "--", "J-"]), min_size=1, max_size=8)


@settings(deadline=None)
@given(RUNS)
def test_stalled_agrees_with_a_count_by_hand(marks: list[str]) -> None:
    """The run goes back from this quarter over those that were answered, until one differs."""
    now, *past = series(ONE, "a", marks)
    expected = stalled_by_hand(marks)
    assert stalled(now, past) == ({} if expected is None else {"a": expected})


@settings(deadline=None)
@given(RUNS, st.integers(0, 9), st.sampled_from(["--", "J-", "-N", "A-", None]))
def test_a_quarter_without_an_answer_changes_no_run(
    marks: list[str], place: int, empty: str | None
) -> None:
    """Wherever an unanswered quarter is put in between, what is stalled stays so, and as long."""
    padded: list[str | Answer | None] = [*marks]
    padded.insert(1 + place % len(marks), empty)
    quarters = quarters_up_to(QUARTER, len(padded))
    now, *past = (
        take(ONE, quarter, a=each) for quarter, each in zip(quarters, padded, strict=True)
    )
    bare, *bare_past = series(ONE, "a", marks)
    assert stalled(now, past) == stalled(bare, bare_past)


@settings(deadline=None)
@given(SERIES)
def test_only_open_questions_stall(saved: list[Assessment]) -> None:
    """What is stalled is answered now, not Achieved, and no longer so than quarters were saved."""
    if not saved:
        return
    now, *past = saved
    for key, count in stalled(now, past).items():
        assert key in now.bank
        assert now.answer(key).is_answered
        assert now.answer(key).progress is not Progress.ACHIEVED
        assert 2 <= count <= len(past)


def test_joined_questions_that_disagreed_are_not_stalled() -> None:
    """What one of them was rated otherwise last time has moved since."""
    old, new = bank_of(one="a b"), bank_of(one="c<a+b")
    quarters = quarters_up_to(QUARTER, 4)
    past = [
        take(old, quarters[1], a="JN", b="WN"),
        take(old, quarters[2], a="JN", b="JN"),
        take(old, quarters[3], a="JN", b="JN"),
    ]
    assert stalled(take(new, c="JN"), past) == {}
    assert stalled(take(new, c="JN"), past[1:]) == {"c": 2}
