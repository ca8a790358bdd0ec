"""A summary knows what came before it: last quarter, a year ago, what stalled, what is odd."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.checks import Check, find_contradictions
from breakthroughs_tui.comparison import Movement, compare
from breakthroughs_tui.model import Answer, Assessment, QuestionBank, Scale
from breakthroughs_tui.priority import summarise
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.review import Review, review
from breakthroughs_tui.trend import stalled
from tests.conftest import QUARTER
from tests.quarters import MARKS, action, answer, bank_of, quarters_up_to, series, take

ONE = bank_of(one="a")
ROW = quarters_up_to(QUARTER, 9)
"""This quarter and the eight before it, newest first."""


def look(now: Assessment, *past: Assessment) -> Review:
    """Review a quarter in the light of those before it, newest first."""
    return review(now, lambda: past)


@pytest.mark.parametrize(
    ("saved", "last", "year_ago"),
    [
        ([], None, None),
        ([1], 1, None),
        ([1, 2, 3, 4, 5], 1, 4),
        ([3, 4], 3, 4),
        ([1, 4, 8], 1, 4),
        ([4, 5], 4, None),
        ([4], 4, None),
        ([1, 2, 3, 5, 8], 1, None),
        ([6], 6, None),
    ],
)
def test_with_which_quarters_it_is_compared(
    saved: list[int], last: int | None, year_ago: int | None
) -> None:
    """With the newest before it, and with the same quarter a year ago where that is another one."""
    found = look(take(ONE), *(take(ONE, ROW[each]) for each in saved))
    sides = [
        each and each.earlier.assessment.quarter
        for each in (found.since_last, found.since_last_year)
    ]
    assert sides == [None if each is None else ROW[each] for each in (last, year_ago)]
    assert [each.earlier.assessment.quarter for each in found.comparisons] == [*filter(None, sides)]
    assert all(each.later.assessment.quarter == QUARTER for each in found.comparisons)


def test_changes_of_a_breakthrough() -> None:
    """One for each comparison, in points over what was answered in both; None where nothing was."""
    past, now = bank_of(one="a b", gone="x"), bank_of(one="a b", new="c")
    found = look(
        take(now, QUARTER, a="WY", b="JN", c="JN"),
        take(now, ROW[1], a="JN"),
        take(past, ROW[4], a="AY", b="JP", x="JN"),
    )
    assert [each.change for each in found.shifts("one")] == [-75, 25]
    assert [each.change for each in found.shifts("new")] == [None, None]
    assert look(take(now)).shifts("one") == ()


def test_a_year_of_renames_is_followed() -> None:
    """The comparison with a year ago knows every name that the quarters between gave a question."""
    names = ["e<d", "d<c", "c<b", "b<a", "a"]
    past = [
        take(bank_of(one=f"{name} z"), quarter, **{name[0]: "JN"})
        for name, quarter in zip(names, ROW, strict=False)
    ]
    now = replace(past[0], answers={"e": answer("AY")})
    found = look(now, *past[1:])
    for comparison in found.comparisons:
        change = comparison.questions[0]
        assert change.question.id == "e"
        assert [change.movement(scale) for scale in Scale] == [Movement.IMPROVED] * 2
    assert [each.questions[0].earlier[0].question.id for each in found.comparisons] == ["d", "a"]


@pytest.mark.parametrize(
    ("now", "remarks"),
    [
        (answer("JN"), ("no open action", "stalled for 2 quarters")),
        (answer("JN", "", action()), ("stalled for 2 quarters",)),
        (answer("JP"), ("no open action",)),
        (answer("WN"), ("no open action",)),
        (answer("WN", "", action(done=True)), ("no open action",)),
        (answer("JP", "", action()), ()),
        (answer("WP"), ()),
        (answer("JY"), ()),
        (answer("WY"), ()),
        (answer("AN"), ()),
        (answer("J-"), ()),
        (answer("--"), ()),
    ],
)
def test_remarks(now: Answer, remarks: tuple[str, ...]) -> None:
    """A High or Critical gap without an open action is told, and how long a question stood still.

    Both quarters before said Just starting and No.
    """
    found = look(take(ONE, QUARTER, a=now), *series(ONE, "a", ["JN"] * 3)[1:])
    (question,) = found.summary.overall.questions
    assert found.remarks(question) == remarks


def test_pointers_lead_to_questions() -> None:
    """What the checks found comes first, then what stalled, the longest first, by number."""
    bank = bank_of(one="a b", two="c d e")
    rows = ["WP WP WP WP WP", "WP WP WP WP JP", "WP WP WP WP WP", "JP WP WP JP WP"]
    saved = [
        take(bank, quarter, **dict(zip("abcde", row.split(), strict=True)))
        for quarter, row in zip(ROW, rows, strict=False)
    ]
    now = saved[0].with_answer("d", answer("WP", "", action(due=ROW[1])))
    found = look(now, *saved[1:])
    assert [(each.words, each.where) for each in found.findings] == [
        (Check.OVERDUE_ACTION.value, "question 4"),
        ("Stalled for 3 quarters", "questions 2, 3"),
        ("Stalled for 2 quarters", "questions 1, 4"),
    ]
    assert found.findings[0].questions == found.findings[0].questions
    assert look(take(bank)).findings == ()


def test_the_first_quarter_is_reviewed_by_itself() -> None:
    """Without a past there is a summary and its contradictions, and nothing else."""
    now = take(ONE, QUARTER, a="JN")
    found = look(now)
    assert found.summary == summarise(now)
    assert (found.since_last, found.since_last_year, found.stalled) == (None, None, {})
    assert [each.check for each in found.findings] == [Check.CRITICAL_WITHOUT_ACTION]


def counting(
    past: list[Assessment], reads: list[list[Quarter]]
) -> Callable[[], Iterator[Assessment]]:
    """Give the quarters of the past, and note those that are read each time."""

    def earlier() -> Iterator[Assessment]:
        reads.append([])
        for each in past:
            reads[-1].append(each.quarter)
            yield each

    return earlier


def test_no_quarter_is_read_that_is_not_needed() -> None:
    """A year back for the comparisons; further only for what may have stalled since."""
    reads: list[list[Quarter]] = []
    now, *past = series(ONE, "a", ["WY", "JY", *["WY"] * 7])
    review(now, counting(past, reads))
    assert max(map(len, reads)) == 4
    reads.clear()
    now, *past = series(ONE, "a", ["WY"] * 9)
    assert review(now, counting(past, reads)).stalled == {"a": 8}


BANKS = st.sampled_from([bank_of(one="a b", two="c"), bank_of(two="c<d b", one="a!")])
GIVEN = st.fixed_dictionaries(
    {}, optional=dict.fromkeys("abcd", st.sampled_from(MARKS).map(answer))
)
SERIES = st.lists(st.tuples(BANKS, GIVEN) | st.none(), max_size=8).map(
    lambda found: [
        take(each[0], quarter, **each[1])
        for each, quarter in zip(found, ROW[1:], strict=False)
        if each is not None
    ]
)


@settings(deadline=None)
@given(BANKS, GIVEN, SERIES)
def test_a_review_agrees_with_its_parts(
    bank: QuestionBank, given: dict[str, Answer], past: list[Assessment]
) -> None:
    """It says what each of the questions put by themselves would have said, and no more."""
    now = take(bank, QUARTER, **given)
    found = look(now, *past)
    by_quarter = {each.quarter: index for index, each in enumerate(past)}
    expected = [compare(past[0], now)] if past else []
    year_ago = by_quarter.get(ROW[4], 0)
    if year_ago:
        between = [each.bank for each in past[:year_ago]]
        expected.append(compare(past[year_ago], now, between))
    assert list(found.comparisons) == expected
    assert found.stalled == stalled(now, past)
    checked = tuple(each for each in found.findings if each.check)
    assert checked == find_contradictions(now, past)
    standing = {q.question.id for each in found.findings if not each.check for q in each.questions}
    assert standing == set(found.stalled)
    assert found.summary == summarise(now)
