"""Each check fires on its contradiction, and not one step before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.checks import Check, find_contradictions
from breakthroughs_tui.comparison import Movement, movement
from breakthroughs_tui.model import Action, Answer, Assessment, Scale
from tests.conftest import QUARTER
from tests.quarters import MARKS, action, answer, bank_of, quarters_up_to, series, take

LAST = QUARTER.previous
ONE = bank_of(one="a")
OTHER = bank_of(one="b")


def found(now: str | Answer, *before: str | Answer | None) -> set[Check]:
    """Run the checks on one question, from this quarter backwards; None is not asked at all."""
    quarters = quarters_up_to(QUARTER, len(before) + 1)
    past = [
        take(OTHER, quarter) if each is None else take(ONE, quarter, a=each)
        for quarter, each in zip(quarters[1:], before, strict=True)
    ]
    findings = find_contradictions(take(ONE, QUARTER, a=now), past)
    return {each.check for each in findings if each.check}


@pytest.mark.parametrize(
    ("now", "fires"),
    [
        (answer("AY"), True),
        (answer("AN"), True),
        (answer("A-"), True),
        (answer("AY", " \n\t"), True),
        (answer("AY", "\N{ZERO WIDTH SPACE}"), True),
        (answer("AY", "", action("shows nothing")), True),
        (answer("AY", "Minutes of May"), False),
        (answer("WY"), False),
        (answer("-Y"), False),
    ],
)
def test_achieved_without_note(now: Answer, *, fires: bool) -> None:
    """Achieved wants a note that is more than blanks; no other rating does."""
    assert (Check.ACHIEVED_WITHOUT_NOTE in found(now)) is fires


@pytest.mark.parametrize(
    ("marks", "fires"),
    [
        ("JY JY JY", True),
        ("WY WY WY", True),
        ("JY WY WY", True),
        ("JY JY WY", True),
        ("WY WY AY", True),
        ("JY JY", False),
        ("JY", False),
        ("JY JY ??", False),
        ("JY ?? JY", False),
        ("WY JY JY", False),
        ("WY WY JY", False),
        ("AY AY AY", False),
        ("AY WY WY", False),
        ("JP JY JY", False),
        ("JY JP JY", False),
        ("JY JY JP", False),
        ("JN JN JN", False),
        ("-Y JY JY", False),
        ("JY -Y JY", False),
        ("JY J- JY", False),
        ("JY JY --", False),
        ("WY WY JY JY", False),
        ("WY WY WY JY", True),
    ],
)
def test_a_plan_without_progress(marks: str, *, fires: bool) -> None:
    """Yes in this quarter and the two before, answered in all, and no nearer than then.

    Marks run from this quarter backwards; `??` is a quarter that did not ask.
    """
    listed: list[str | None] = [None if each == "??" else each for each in marks.split()]
    now = listed.pop(0)
    assert now is not None
    assert (Check.PLAN_WITHOUT_PROGRESS in found(now, *listed)) is fires


@pytest.mark.parametrize("before", MARKS)
def test_a_fall_without_note(before: str) -> None:
    """A decline on either scale since the last quarter wants a note; nothing else does."""
    for now in MARKS:
        is_worse = any(
            movement(answer(before).rating(scale), answer(now).rating(scale)) is Movement.DECLINED
            for scale in Scale
        )
        assert (Check.FALL_WITHOUT_NOTE in found(now, before)) is is_worse
        assert (Check.FALL_WITHOUT_NOTE in found(answer(now, " \n"), before)) is is_worse
        assert Check.FALL_WITHOUT_NOTE not in found(answer(now, "The vote was lost"), before)


def test_a_fall_is_one_since_the_last_quarter() -> None:
    """A first quarter, a question not asked last time, and an older fall are none."""
    for past in ([], [None], [None, "AY"], ["JY", "AY"], ["--", "AY"]):
        assert Check.FALL_WITHOUT_NOTE not in found("JY", *past)


@pytest.mark.parametrize(
    ("actions", "fires"),
    [
        ([action(due=LAST)], True),
        ([action(due=QUARTER.year_before)], True),
        ([action(due=QUARTER), action(due=LAST)], True),
        ([action(due=QUARTER)], False),
        ([action(due=QUARTER.next)], False),
        ([action(due=None)], False),
        ([action(due=LAST, done=True)], False),
        ([], False),
    ],
)
@pytest.mark.parametrize("marks", ["WY", "--"])
def test_an_overdue_action(marks: str, actions: list[Action], *, fires: bool) -> None:
    """An open action due before this quarter is overdue, whatever the ratings."""
    assert (Check.OVERDUE_ACTION in found(answer(marks, "", *actions))) is fires


@pytest.mark.parametrize("marks", MARKS)
def test_a_critical_gap_without_action(marks: str) -> None:
    """Of all pairs of ratings only Just starting and No is Critical; an open action answers it."""
    for actions, is_covered in (
        ([], False),
        ([action(done=True)], False),
        ([action()], True),
        ([action(done=True), action(due=LAST)], True),
    ):
        checks = found(answer(marks, "", *actions))
        fires = marks == "JN" and not is_covered
        assert (Check.CRITICAL_WITHOUT_ACTION in checks) is fires


def test_findings_name_their_questions() -> None:
    """The gravest check comes first; each names its questions by number, and no other."""
    bank = bank_of(one="a b", two="c d e f")
    last = take(bank, LAST, a="AY", b="AY", d="WN", f="AY")
    now = take(
        bank,
        QUARTER,
        a="AY",
        b=answer("WY", "The vote was lost"),
        c=answer("JN", "", action(due=LAST)),
        d="JN",
        e="AY",
        f="JN",
    )
    assert [
        (each.check, [numbered.number for numbered in each.questions], each.where)
        for each in find_contradictions(now, [last])
    ] == [
        (Check.CRITICAL_WITHOUT_ACTION, [4, 6], "questions 4, 6"),
        (Check.OVERDUE_ACTION, [3], "question 3"),
        (Check.FALL_WITHOUT_NOTE, [4, 6], "questions 4, 6"),
        (Check.ACHIEVED_WITHOUT_NOTE, [1, 5], "questions 1, 5"),
    ]


def test_a_quarter_in_order_has_no_findings() -> None:
    """Nothing answered is no contradiction, and neither is a question that was dropped."""
    assert find_contradictions(take(ONE), []) == ()
    assert find_contradictions(take(ONE, QUARTER, a="WP"), [take(OTHER, LAST, b="AY")]) == ()


def test_checks_follow_a_question_through_its_names() -> None:
    """A question that was renamed each quarter still stands, or falls, by its own past."""
    past = [take(bank_of(one="b<c z"), LAST, b="WY", z="AY")]
    past.append(take(bank_of(one="z c"), LAST.previous, c="WY", z="AY"))
    now = take(bank_of(one="y a<b"), QUARTER, a="JY", y="JY")
    checks = {each.check: each.where for each in find_contradictions(now, past)}
    assert checks == {
        Check.FALL_WITHOUT_NOTE: "question 2",
        Check.PLAN_WITHOUT_PROGRESS: "question 2",
    }


def test_halves_of_a_question_are_checked_against_the_whole() -> None:
    """Each half may fall from it; joined questions that disagreed have nothing to fall from."""
    split = take(bank_of(one="b<a c<a"), QUARTER, b="JY", c="WY")
    (fall,) = find_contradictions(split, [take(ONE, LAST, a="WY")])
    assert (fall.check, fall.where) == (Check.FALL_WITHOUT_NOTE, "question 1")
    joined = take(bank_of(one="c<a+b"), QUARTER, c="JY")
    assert find_contradictions(joined, [take(bank_of(one="a b"), LAST, a="AY", b="WY")]) == ()


def test_no_more_than_two_earlier_quarters_are_read() -> None:
    """What lies further back costs nothing."""

    def reading(quarters: list[Assessment]) -> Iterator[Assessment]:
        for each in quarters:
            read.append(each.quarter)
            yield each

    read: list[object] = []
    past = series(ONE, "a", ["JY"] * 9)
    (finding,) = find_contradictions(past[0], reading(past[1:]))
    assert finding.check is Check.PLAN_WITHOUT_PROGRESS
    assert read == [LAST, LAST.previous]


BANK = bank_of(one="a b", two="c")
ANSWERS = st.builds(
    lambda marks, note, actions: answer(marks, note, *actions),
    st.sampled_from(MARKS),
    st.sampled_from(["", " ", "note"]),
    st.lists(
        st.builds(action, due=st.sampled_from([None, LAST, QUARTER]), done=st.booleans()),
        max_size=2,
    ),
)
GIVEN = st.fixed_dictionaries({}, optional=dict.fromkeys("abc", ANSWERS))
PASTS = st.lists(GIVEN, max_size=4).map(
    lambda past: [
        take(BANK, quarter, **given)
        for quarter, given in zip(quarters_up_to(LAST, len(past)), past, strict=True)
    ]
)


@settings(deadline=None)
@given(GIVEN.map(lambda given: take(BANK, QUARTER, **given)), PASTS)
def test_findings_are_whole_and_in_order(now: Assessment, past: list[Assessment]) -> None:
    """No check is named twice or without a question; each question is found by itself.

    So the answers to one question never change what is found of another.
    """
    findings = find_contradictions(now, past)
    checks = [each.check for each in findings]
    assert checks == [each for each in Check if each in checks]
    for each in findings:
        numbers = [numbered.number for numbered in each.questions]
        assert numbers == sorted(set(numbers)) != []
    for numbered in BANK.questions:
        alone = find_contradictions(
            _alone(now, numbered.question.id), [_alone(each, numbered.question.id) for each in past]
        )
        assert [each.check for each in alone] == [
            each.check for each in findings if numbered in each.questions
        ]


def _alone(assessment: Assessment, question_id: str) -> Assessment:
    answers = {key: each for key, each in assessment.answers.items() if key == question_id}
    return replace(assessment, answers=answers)


@settings(deadline=None)
@given(GIVEN, PASTS)
def test_what_the_checks_ask_for_settles_them(
    given: dict[str, Answer], past: list[Assessment]
) -> None:
    """With a note and an action in good time on every question, only the plan can stand out."""
    settled = {
        key: replace(each, note="Because", actions=(action(due=QUARTER),))
        for key, each in given.items()
    }
    findings = find_contradictions(take(BANK, QUARTER, **settled), past)
    assert {each.check for each in findings} <= {Check.PLAN_WITHOUT_PROGRESS}
