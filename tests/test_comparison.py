"""What moved between two quarters is told question by question, and never from half the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.comparison import (
    Comparison,
    Movement,
    QuestionChange,
    compare,
    compare_questions,
    movement,
)
from breakthroughs_tui.model import (
    RATINGS,
    Answer,
    Assessment,
    Progress,
    QuestionBank,
    Rating,
    Scale,
)
from breakthroughs_tui.priority import Band
from tests.conftest import NOW, QUARTER
from tests.quarters import MARKS, PROGRESS, answer, bank_of, take

LAST = QUARTER.previous
IMPROVED, DECLINED, SAME = Movement.IMPROVED, Movement.DECLINED, Movement.SAME
BEFORE, NOW_NOT = Movement.NOT_ANSWERED_BEFORE, Movement.NOT_ANSWERED_NOW
DIRECTIONS = {IMPROVED, DECLINED, SAME}
TURNED_ROUND = {
    IMPROVED: DECLINED,
    DECLINED: IMPROVED,
    Movement.NEW: Movement.RETIRED,
    Movement.RETIRED: Movement.NEW,
}
"""What a movement is when time runs backwards; those that are not here depend on the ratings."""


def find(changes: Iterable[QuestionChange], question_id: str) -> QuestionChange:
    """Give what became of one question."""
    (found,) = (each for each in changes if each.question.id == question_id)
    return found


def step(
    before: str = "--", now: str = "--", *, earlier: str = "a", later: str = "a"
) -> QuestionChange:
    """Compare a quarter that asks the question `a` with one before it."""
    quarters = take(bank_of(one=earlier), LAST, a=before), take(bank_of(one=later), a=now)
    return find(compare_questions(*quarters), "a")


def steps(*marks: str) -> Comparison:
    """Compare two quarters of one breakthrough, whose questions went like `JN>WN`."""
    pairs = [each.split(">") for each in marks]
    bank = bank_of(one=" ".join(f"q{number}" for number in range(len(marks))))
    before = {f"q{number}": pair[0] for number, pair in enumerate(pairs)}
    now = {f"q{number}": pair[1] for number, pair in enumerate(pairs)}
    return compare(take(bank, LAST, **before), take(bank, QUARTER, **now))


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize(
    ("before", "moves"),
    [
        (0, [SAME, DECLINED, DECLINED, NOW_NOT]),
        (1, [IMPROVED, SAME, DECLINED, NOW_NOT]),
        (2, [IMPROVED, IMPROVED, SAME, NOW_NOT]),
        (None, [BEFORE, BEFORE, BEFORE, NOW_NOT]),
    ],
)
def test_every_pair_of_ratings(scale: Scale, before: int | None, moves: list[Movement]) -> None:
    """Towards Achieved and Yes is improved, away is declined; a missing rating is never lowest."""
    ratings: list[Rating | None] = [*RATINGS[scale], None]
    was = None if before is None else RATINGS[scale][before]
    assert [movement(was, now) for now in ratings] == moves


def test_each_scale_moves_by_itself() -> None:
    """A question may improve on one scale, and decline or stand open on the other."""
    both = [step("JY", now) for now in ("WN", "AY", "-P", "W-")]
    assert [tuple(each.movement(scale) for scale in Scale) for each in both] == [
        (IMPROVED, DECLINED),
        (IMPROVED, SAME),
        (NOW_NOT, DECLINED),
        (IMPROVED, NOW_NOT),
    ]


@pytest.mark.parametrize("scale", Scale)
def test_new_and_retired(scale: Scale) -> None:
    """A question of one quarter only is new or retired on both scales, answered or not."""
    before, now = take(bank_of(one="a b"), LAST, a="JN"), take(bank_of(one="c d"), c="JN")
    changes = compare_questions(before, now)
    assert [(each.question.id, each.movement(scale)) for each in changes] == [
        ("c", Movement.NEW),
        ("d", Movement.NEW),
        ("a", Movement.RETIRED),
        ("b", Movement.RETIRED),
    ]
    assert [each.scores for each in changes] == [None] * 4


def test_a_movement_is_told_without_colour() -> None:
    """Each has a word of its own, and an arrow of one cell before it."""
    assert len({each.word for each in Movement}) == len(Movement) == 7
    assert all(len(each.arrow) == 1 for each in Movement)
    assert Movement.NOT_ANSWERED_NOW.label == "· not answered now"
    assert len({each.arrow for each in DIRECTIONS}) == 3


@pytest.mark.parametrize(
    ("earlier", "later", "words", "is_reworded"),
    [
        ("y a", "a", "", False),
        ("y a", "b a c", "", False),
        ("y a", "a!", "reworded", True),
        ("y a!", "a", "reworded", True),
        ("y z", "a<z", "", False),
        ("y z", "a<z!", "reworded", True),
        ("y z", "a!", "", False),
        ("y z", "a<z b<z", "split from what was question 2", False),
        ("y z", "b<z a<z!", "split from what was question 2", True),
        ("y z", "a<z+y", "joins what were questions 1 and 2", False),
        ("y z!", "a<z+y!", "joins what were questions 1 and 2", True),
        ("y z", "a<z+y b<z", "joins what were questions 1 and 2", False),
        ("y z", "a<z+x", "", False),
        ("y a", "a<y", "joins what were questions 1 and 2", False),
    ],
)
def test_a_break_in_the_series_is_named(
    earlier: str, later: str, words: str, *, is_reworded: bool
) -> None:
    """A question worded otherwise, split or joined says so; a new id or number is no break."""
    change = step(earlier=earlier, later=later)
    assert (change.break_in_series, change.is_reworded) == (words, is_reworded)


def test_a_question_that_stands_under_another_breakthrough_says_so() -> None:
    """It is compared with its own past; the order of breakthroughs alone is no move."""
    before = take(bank_of(one="a b", two="c"), LAST, b="JN")
    now = take(bank_of(two="b c", one="a"), b="WN")
    changes = {each.question.id: each for each in compare_questions(before, now)}
    assert changes["b"].break_in_series == "moved from One"
    assert changes["b"].movement(Scale.PROGRESS) is Movement.IMPROVED
    assert [changes[each].break_in_series for each in "ac"] == ["", ""]


def test_a_retired_question_stands_with_its_breakthrough() -> None:
    """It is shown there, and counts towards nothing."""
    before = take(bank_of(one="a b", two="c"), LAST, a="JN", b="AY")
    (one, two) = compare(before, take(bank_of(one="a", two="c"), a="JN")).breakthroughs
    assert [each.question.id for each in one.shift.questions] == ["a", "b"]
    assert (one.shift.compared, one.shift.total, one.shift.direction) == (1, 1, Movement.SAME)
    assert [each.question.id for each in two.shift.questions] == ["c"]


@pytest.mark.parametrize(("marks", "has_changed"), [("--", False), ("J-", False), ("JN", False)])
def test_what_is_rated_alike_or_not_at_all_is_no_news(marks: str, *, has_changed: bool) -> None:
    """A quarter beside itself has nothing to tell, though it is not complete."""
    assert step(marks, marks).has_changed is has_changed


@pytest.mark.parametrize(
    ("change", "has_changed"),
    [
        (step("JN", "JN"), False),
        (step("JN", "JN", later="b a"), False),
        (step("JN", "WN"), True),
        (step("JN", "JP"), True),
        (step("JN", "J-"), True),
        (step("--", "JN"), True),
        (step("JN", "JN", later="a!"), True),
        (step("JN", "JN", earlier="b", later="a"), True),
        (step("JN", "JN", earlier="a", later="b"), True),
    ],
    ids=["same", "moved on", "progress", "plan", "gone", "given", "reworded", "new", "retired"],
)
def test_what_has_changed(change: QuestionChange, *, has_changed: bool) -> None:
    """A rating that moved, came or went, a new wording, a new or retired question are news."""
    assert change.has_changed is has_changed


def test_a_retired_question_has_nothing_of_now() -> None:
    """It is shown as it was last asked, under the number that it had then."""
    change = step("JN", earlier="b a", later="b")
    assert (change.later, change.now, change.before) == (None, None, answer("JN"))
    assert (change.numbered.number, change.break_in_series, change.is_reworded) == (2, "", False)


@pytest.mark.parametrize(
    ("marks", "direction", "change", "coverage"),
    [
        (["JN>JP"], IMPROVED, -25, "1 of 1 questions compared"),
        (["JN>AN"], IMPROVED, -100, "1 of 1 questions compared"),
        (["JY>JN"], DECLINED, 50, "1 of 1 questions compared"),
        (["JN>JN"], SAME, 0, "1 of 1 questions compared"),
        (["JP>WN"], SAME, 0, "1 of 1 questions compared"),
        (["AY>AN"], SAME, 0, "1 of 1 questions compared"),
        (["JN>WP", "WP>JN"], SAME, 0, "2 of 2 questions compared"),
        (["JN>WN", "JN>AN", "AY>WN"], IMPROVED, -17, "3 of 3 questions compared"),
        (["WY>AY", "AY>AY"], IMPROVED, -13, "2 of 2 questions compared"),
        (["--", "WP>JN"], DECLINED, 50, "1 of 2 questions compared"),
        (["-->JN", "WY>AY"], IMPROVED, -25, "1 of 2 questions compared"),
        (["JN>--", "WY>WY"], SAME, 0, "1 of 2 questions compared"),
        (["J->AY", "WY>WN"], DECLINED, 50, "1 of 2 questions compared"),
        (["-->JN", "JN>--"], None, None, "0 of 2 questions compared"),
        (["JN>J-", "-N>JN"], None, None, "0 of 2 questions compared"),
    ],
)
def test_a_direction(
    marks: list[str], direction: Movement | None, change: int | None, coverage: str
) -> None:
    """It is that of the mean score of the questions answered in both quarters, and of no other."""
    comparison = steps(*(each if ">" in each else f"{each}>{each}" for each in marks))
    (one,) = comparison.breakthroughs
    for shift in (one.shift, comparison.overall):
        assert (shift.direction, shift.change, shift.coverage) == (direction, change, coverage)


def test_gap_indexes_and_bands_are_those_of_the_two_summaries() -> None:
    """Each quarter's own figures stand beside the direction, which may differ from them."""
    (one,) = steps("WY>AY", "-->JN").breakthroughs
    assert one.earlier
    assert one.later
    assert (one.earlier.gap_index, one.earlier.band) == (25, Band.LOW)
    assert (one.later.gap_index, one.later.band) == (50, Band.MEDIUM)
    assert (one.shift.direction, one.shift.change) == (IMPROVED, -25)


def test_new_and_retired_breakthroughs() -> None:
    """Each stands with what it was or is, and without a direction."""
    before, now = bank_of(one="a", two="b c"), bank_of(one="a", three="d")
    comparison = compare(take(before, LAST, a="JN", b="WY"), take(now, a="WN", d="AY"))
    found = {each.id: each for each in comparison.breakthroughs}
    assert [*found] == ["one", "three", "two"]
    assert (found["three"].earlier, found["two"].later) == (None, None)
    assert found["two"].title == "Two"
    assert [each.shift.direction for each in found.values()] == [IMPROVED, None, None]
    assert [each.shift.total for each in found.values()] == [1, 1, 0]
    assert found["two"].earlier == comparison.earlier.breakthroughs[1].tally


def test_the_order_of_a_comparison() -> None:
    """Breakthroughs come by priority now, questions by number now; what is gone comes last."""
    before = bank_of(old="x y", one="a", two="b")
    now = bank_of(one="a", three="c", two="b")
    comparison = compare(take(before, LAST, y="JN", a="JN"), take(now, a="AY", b="JN", c="WY"))
    assert [each.id for each in comparison.breakthroughs] == ["two", "three", "one", "old"]
    assert [each.question.id for each in comparison.questions] == ["a", "c", "b", "x", "y"]


def test_a_breakthrough_counts_the_questions_that_it_asks_now() -> None:
    """A question that moved to another breakthrough counts there, with its own past."""
    before, now = bank_of(one="a b", two="c"), bank_of(one="a", two="c b")
    comparison = compare(
        take(before, LAST, a="WY", b="JN", c="WY"), take(now, a="WY", b="AY", c="WY")
    )
    directions = {each.id: each.shift.direction for each in comparison.breakthroughs}
    assert directions == {"one": SAME, "two": IMPROVED}


def test_a_breakthrough_that_is_gone_keeps_what_nobody_asks() -> None:
    """Of its questions, those that moved elsewhere count there only."""
    before, now = bank_of(one="a", two="b c d"), bank_of(one="a b x<c")
    comparison = compare(take(before, LAST, b="JN", c="JN", d="JN"), take(now, b="WN", x="AY"))
    parts = {each.id: each.shift for each in comparison.breakthroughs}
    assert {
        key: [each.question.id for each in shift.questions] for key, shift in parts.items()
    } == {"one": ["a", "b", "x"], "two": ["d"]}
    assert (parts["one"].direction, parts["two"].direction) == (IMPROVED, None)
    assert comparison.overall.questions == comparison.questions


def test_a_question_renamed_twice_needs_the_banks_between() -> None:
    """Without the quarter that renamed it first, a question is new, never another one."""
    first, second, third = bank_of(one="a z"), bank_of(one="b<a z"), bank_of(one="c<b z")
    quarters = take(first, LAST, a="JN"), take(third, c="WN")
    assert find(compare_questions(*quarters, [second]), "c").movement(Scale.PROGRESS) is IMPROVED
    assert compare(*quarters, [second]).overall.direction is IMPROVED
    assert find(compare_questions(*quarters), "c").movement(Scale.PROGRESS) is Movement.NEW


@pytest.mark.parametrize(("before", "now"), [*product("AWJ-", repeat=2)])
def test_a_fall_from_achieved(before: str, now: str) -> None:
    """Only Achieved followed by another rating is a fall, whatever the plan says."""
    falls = steps(f"{before}->{now}-").falls_from_achieved
    is_fall = before == "A" and now in "WJ"
    assert [each.to for each in falls] == ([PROGRESS[now]] if is_fall else [])


def test_falls_come_with_both_dates() -> None:
    """Every fall is listed by number, renamed or not, beside the quarters and days it lies between.

    A question that is asked no more did not fall.
    """
    before = take(bank_of(one="a b c d"), LAST, a="AY", b="AN", c="WY", d="AY")
    before = replace(before, modified=NOW - timedelta(days=91))
    now = take(bank_of(one="x<b c a!"), QUARTER, x="J-", c="JN", a="WY")
    comparison = compare(before, now)
    assert [(each.change.question.id, each.to) for each in comparison.falls_from_achieved] == [
        ("x", Progress.JUST_STARTING),
        ("a", Progress.WORKING_TOWARDS),
    ]
    sides = [each.assessment for each in (comparison.earlier, comparison.later)]
    assert [(each.quarter, each.modified) for each in sides] == [
        (LAST, NOW - timedelta(days=91)),
        (QUARTER, NOW),
    ]


KEYS = ["a", "b", "c", "d"]
ANSWERS = st.sampled_from(MARKS)
GIVEN = st.dictionaries(st.sampled_from(KEYS), ANSWERS.map(answer))
PLAIN_BANKS = st.permutations(KEYS).flatmap(
    lambda keys: st.integers(1, 3).map(
        lambda size: bank_of(one=" ".join(keys[:size]), two=" ".join(keys[size:]))
    )
)
"""The same questions in some order, some in one breakthrough and the rest in another."""
SHORT_BANKS = st.lists(st.sampled_from(KEYS), min_size=1, unique=True).map(
    lambda keys: bank_of(one=" ".join(keys))
)
"""Some of the questions, in one breakthrough."""


@settings(deadline=None)
@given(PLAIN_BANKS, GIVEN)
def test_compared_with_itself_nothing_moves(bank: QuestionBank, given: dict[str, Answer]) -> None:
    """Every rating given is the same, every direction is the same or none, and nothing fell."""
    same = take(bank, QUARTER, **given)
    comparison = compare(same, same)
    for each in comparison.questions:
        assert each.now is not None
        for scale in Scale:
            is_rated = each.now.rating(scale) is not None
            assert each.movement(scale) is (SAME if is_rated else NOW_NOT)
        assert not each.break_in_series
    for part in comparison.breakthroughs:
        assert part.earlier == part.later
        is_answered = part.later is not None and part.later.answered > 0
        expected = (SAME, 0) if is_answered else (None, None)
        assert (part.shift.direction, part.shift.change) == expected
    assert comparison.falls_from_achieved == ()


@settings(deadline=None)
@given(SHORT_BANKS, SHORT_BANKS, GIVEN, GIVEN)
def test_turned_round_a_comparison_says_the_opposite(
    bank: QuestionBank, other: QuestionBank, given: dict[str, Answer], later: dict[str, Answer]
) -> None:
    """Improved and declined change places, and so do new and retired; same stays same."""
    one, two = take(bank, LAST, **given), take(other, QUARTER, **later)
    there, back = compare(one, two), compare(two, one)
    assert {each.question.id for each in there.questions} == {
        each.question.id for each in back.questions
    }
    for each in there.questions:
        again = find(back.questions, each.question.id)
        for scale in Scale:
            was, now = (answer and answer.rating(scale) for answer in (each.before, each.now))
            move = each.movement(scale)
            if move in TURNED_ROUND or move is SAME:
                assert again.movement(scale) is TURNED_ROUND.get(move, SAME)
            else:
                assert None in {was, now}
                assert again.movement(scale) is (NOW_NOT if was is None else BEFORE)
    direction = there.overall.direction
    assert back.overall.direction is (TURNED_ROUND.get(direction, direction) if direction else None)


@settings(deadline=None)
@given(PLAIN_BANKS, GIVEN, GIVEN)
def test_a_direction_rests_on_both_quarters(
    bank: QuestionBank, given: dict[str, Answer], later: dict[str, Answer]
) -> None:
    """What is answered in one quarter only may be left out, and no direction is another."""
    one, two = take(bank, LAST, **given), take(bank, QUARTER, **later)
    both = {key for key in KEYS if one.answer(key).is_answered and two.answer(key).is_answered}
    full, bare = (
        compare(before, now)
        for before, now in (
            (one, two),
            (_only(one, both), _only(two, both)),
        )
    )
    shifts = {each.id: each.shift for each in bare.breakthroughs}
    for each in full.breakthroughs:
        bare_shift = shifts[each.id]
        assert each.shift.direction is bare_shift.direction
        assert (each.shift.change, each.shift.coverage) == (bare_shift.change, bare_shift.coverage)
    assert full.overall.compared == len(both)
    assert full.overall.direction is bare.overall.direction


def _only(assessment: Assessment, keys: set[str]) -> Assessment:
    answers = {key: each for key, each in assessment.answers.items() if key in keys}
    return replace(assessment, answers=answers)
