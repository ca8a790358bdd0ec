"""The invented quarters: plainly invented, whole, and with something for every view to show."""

from __future__ import annotations

from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.actions import ActionState, carry_open_actions, list_actions
from breakthroughs_tui.checks import Check
from breakthroughs_tui.comparison import Movement
from breakthroughs_tui.document import decode, encode
from breakthroughs_tui.example import ASSESSOR, COUNCIL, example_quarters
from breakthroughs_tui.model import Action, Assessment, QuestionBank, Scale, clean_text
from breakthroughs_tui.priority import Band
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.review import Review, review
from breakthroughs_tui.trend import span, trend
from tests.conftest import QUARTER

MOST_TO_READ = 6
"""Questions that a check may name before it is a lecture."""

any_quarter = st.builds(Quarter, st.integers(1001, 9997), st.integers(1, 4))


@pytest.fixture
def quarters(bank: QuestionBank) -> tuple[Assessment, ...]:
    """Give the invented quarters up to the tests' own."""
    return example_quarters(bank, QUARTER)


@pytest.fixture
def newest(quarters: tuple[Assessment, ...]) -> Review:
    """Give the review of the newest quarter."""
    return review(quarters[-1], lambda: reversed(quarters[:-1]))


def _found(newest: Review) -> dict[Check, list[int]]:
    return {
        each.check: [q.number for q in each.questions] for each in newest.findings if each.check
    }


def _moves(newest: Review, movement: Movement) -> list[int]:
    """List the questions of which either rating moved so since the last quarter."""
    assert newest.since_last
    return [
        each.numbered.number
        for each in newest.since_last.questions
        if movement in {each.movement(scale) for scale in Scale}
    ]


def _all_actions(assessment: Assessment) -> list[Action]:
    return [action for answer in assessment.answers.values() for action in answer.actions]


@given(this_quarter=any_quarter)
@settings(max_examples=40, deadline=None)
def test_any_quarter_can_be_the_newest(bank: QuestionBank, this_quarter: Quarter) -> None:
    """They are a year ago, two quarters ago, the last and this one, oldest first."""
    found = [each.quarter for each in example_quarters(bank, this_quarter)]
    last = this_quarter.previous
    assert found == [this_quarter.year_before, last.previous, last, this_quarter]
    assert found == sorted(found)


@given(this_quarter=any_quarter)
@settings(max_examples=40, deadline=None)
def test_each_was_written_within_its_own_quarter(bank: QuestionBank, this_quarter: Quarter) -> None:
    """An assessment is begun and finished some weeks into its three months, on working days."""
    for each in example_quarters(bank, this_quarter):
        assert each.created.tzinfo is each.modified.tzinfo is UTC
        assert each.created < each.modified
        for moment in (each.created, each.modified):
            assert Quarter.containing(moment.date()) == each.quarter
            assert moment.date().weekday() < 5
        assert Quarter.containing(each.created.date() - timedelta(weeks=3)) == each.quarter


@given(this_quarter=any_quarter)
@settings(max_examples=20, deadline=None)
def test_saving_and_loading_gives_the_same(bank: QuestionBank, this_quarter: Quarter) -> None:
    """Each is an assessment that the file format can hold, for any quarter."""
    for each in example_quarters(bank, this_quarter):
        assert decode(encode(each)).assessment == each


def test_the_same_quarter_gives_the_same_answers(bank: QuestionBank) -> None:
    """Nothing depends on the clock, and the story is the same whenever it is told."""
    here = example_quarters(bank, QUARTER)
    assert here == example_quarters(bank, QUARTER)
    elsewhere = example_quarters(bank, Quarter(2031, 1))
    for one, other in zip(here, elsewhere, strict=True):
        for key, answer in one.answers.items():
            told = replace(answer, actions=())
            assert told == replace(other.answer(key), actions=())


def test_nobody_can_take_it_for_a_real_council(quarters: tuple[Assessment, ...]) -> None:
    """The council and the assessor say in their names that they are invented."""
    assert "(invented)" in COUNCIL
    assert "(invented)" in ASSESSOR
    assert {(each.council, each.assessor) for each in quarters} == {(COUNCIL, ASSESSOR)}


def test_text_is_fit_to_show(quarters: tuple[Assessment, ...]) -> None:
    """Notes are whole sentences, actions have an owner, and nothing steers a terminal."""
    for assessment in quarters:
        for answer in assessment.answers.values():
            assert answer.note == clean_text(answer.note).strip()
            assert not answer.note or answer.note.endswith(".")
        for action in _all_actions(assessment):
            assert action.text
            assert action.owner
            assert action.due


def test_all_is_answered_but_two_questions_a_year_ago(quarters: tuple[Assessment, ...]) -> None:
    """Every quarter knows every question; the oldest summary is provisional."""
    assert [each.answered for each in quarters] == [20, 22, 22, 22]
    for each in quarters:
        assert list(each.answers) == [numbered.question.id for numbered in each.bank.questions]


def test_the_trend_shows_a_gap_that_closes_and_a_quarter_without_a_file(
    quarters: tuple[Assessment, ...],
) -> None:
    """Five columns, one of them blank; the gap of all questions shrinks from each to the next."""
    series = {each.quarter: each for each in quarters}
    overall = trend(series, span(series, 8)).rows[-1].tallies
    assert [tally is None for tally in overall] == [False, True, False, False, False]
    indexes = [tally.gap_index for tally in overall if tally]
    assert indexes == [80, 66, 55, 49]


def test_the_newest_quarter_has_every_band(newest: Review) -> None:
    """All the colours of the table are to be seen, and performance management comes first."""
    assert {each.tally.band for each in newest.summary.breakthroughs} == set(Band)
    assert newest.summary.breakthroughs[0].breakthrough.id == "embed-systems"


def test_leadership_improves_and_learning_moves_slowly(quarters: tuple[Assessment, ...]) -> None:
    """Leadership narrows its gap in every quarter; learning is still a wide gap at the end."""
    series = {each.quarter: each for each in quarters}
    rows = {row.id: row for row in trend(series, sorted(series)).rows}
    leading, learning = (
        [tally.gap_index or 0 for tally in rows[key].tallies if tally]
        for key in ("lead-and-manage", "listen-and-learn")
    )
    assert all(now < before for before, now in pairwise(leading))
    assert learning == [100, 100, 88, 75]


def test_performance_management_stalls(newest: Review) -> None:
    """All its questions have kept their ratings for two further quarters or more."""
    assert newest.stalled == {"q12": 2, "q15": 2, "q16": 3, "q17": 3, "q18": 2}


def test_a_year_ago_can_be_compared(newest: Review) -> None:
    """The newest quarter has both comparisons; two questions were not answered a year ago."""
    assert [each.earlier.assessment.quarter for each in newest.comparisons] == [
        QUARTER.previous,
        QUARTER.year_before,
    ]
    assert newest.since_last_year
    assert newest.since_last_year.overall.compared == 20


def test_much_moved_since_the_last_quarter(newest: Review) -> None:
    """Some questions improve and some decline, so that a comparison has something to say."""
    assert _moves(newest, Movement.IMPROVED) == [1, 3, 4, 6, 7, 9, 19, 21, 22]
    assert _moves(newest, Movement.DECLINED) == [11, 13, 20]


def test_one_fall_from_achieved_and_the_note_says_why(newest: Review) -> None:
    """The partnership fell with the reorganisation of local government."""
    assert newest.since_last
    (fall,) = newest.since_last.falls_from_achieved
    assert fall.change.question.id == "q11"
    assert fall.change.now
    assert "reorganisation" in fall.change.now.note


def test_every_check_finds_something_and_none_too_much(newest: Review) -> None:
    """Each of the checks has something to show in the newest quarter."""
    assert _found(newest) == {
        Check.CRITICAL_WITHOUT_ACTION: [12],
        Check.OVERDUE_ACTION: [14, 17],
        Check.FALL_WITHOUT_NOTE: [13],
        Check.PLAN_WITHOUT_PROGRESS: [18],
        Check.ACHIEVED_WITHOUT_NOTE: [3, 22],
    }
    assert set(_found(newest)) == set(Check)
    assert max(map(len, _found(newest).values())) <= MOST_TO_READ


def test_some_gaps_are_critical_and_all_but_one_of_them_have_an_action(newest: Review) -> None:
    """What is most urgent is in hand, but for one question."""
    critical = [each for each in newest.summary.overall.questions if each.score == Band.CRITICAL]
    assert [each.numbered.number for each in critical] == [12, 16, 17, 20]
    assert [bool(each.answer.open_actions) for each in critical] == [False, True, True, True]


def test_notes_in_every_quarter(quarters: tuple[Assessment, ...]) -> None:
    """The newest quarter is the best documented, and none is without evidence."""
    counts = [sum(bool(answer.note) for answer in each.answers.values()) for each in quarters]
    assert counts == [6, 6, 7, 13]


def test_actions_of_the_newest_quarter(quarters: tuple[Assessment, ...]) -> None:
    """Eight are still to do, two of them overdue; two are done."""
    states = [each.state for each in list_actions(quarters[-1])]
    counts = {state: states.count(state) for state in ActionState}
    assert counts == {ActionState.OVERDUE: 2, ActionState.OPEN: 6, ActionState.DONE: 2}


@given(this_quarter=any_quarter)
@settings(max_examples=20, deadline=None)
def test_actions_are_carried_on_just_as_the_program_does(
    bank: QuestionBank, this_quarter: Quarter
) -> None:
    """An open action comes along as it is until it is done; a done one stays where it is."""
    quarters = example_quarters(bank, this_quarter)
    for earlier, later in pairwise(quarters):
        carried = carry_open_actions(earlier, bank).answers
        for key, answer in later.answers.items():
            before = carried[key].actions if key in carried else ()
            kept = [action for action in answer.actions if action.raised < later.quarter]
            assert [replace(action, done=False) for action in kept] == list(before)
    assert all(action.raised == quarters[0].quarter for action in _all_actions(quarters[0]))
    assert not any(action.raised > this_quarter for action in _all_actions(quarters[-1]))


def test_an_action_is_done_in_one_quarter_only(quarters: tuple[Assessment, ...]) -> None:
    """Some get done along the way, each in the quarter in which that happened."""
    done = [[action.text for action in _all_actions(each) if action.done] for each in quarters]
    assert [len(each) for each in done] == [0, 1, 2, 2]
    assert len({text for each in done for text in each}) == sum(map(len, done))
