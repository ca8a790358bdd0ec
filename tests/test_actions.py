"""Actions are listed by how they press, and come along into the next quarter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.actions import ActionState, ListedAction, carry_open_actions, list_actions
from breakthroughs_tui.model import Action, Answer, Assessment
from breakthroughs_tui.quarter import Quarter
from tests.conftest import QUARTER
from tests.quarters import action, answer, bank_of, quarters_up_to, take

LAST = QUARTER.previous
OVERDUE, OPEN, DONE = ActionState
BANK = bank_of(one="a b", two="c")


@pytest.mark.parametrize(
    ("due", "done", "state"),
    [
        (LAST, False, OVERDUE),
        (QUARTER.year_before, False, OVERDUE),
        (QUARTER, False, OPEN),
        (QUARTER.next, False, OPEN),
        (None, False, OPEN),
        (LAST, True, DONE),
        (QUARTER, True, DONE),
        (None, True, DONE),
    ],
)
def test_the_state_of_an_action(due: Quarter | None, state: ActionState, *, done: bool) -> None:
    """Open actions are overdue from the quarter after the one they are due in; done ones never."""
    (listed,) = list_actions(take(BANK, QUARTER, b=answer("--", "", action(due=due, done=done))))
    assert listed.state is state


def test_an_action_is_overdue_as_seen_from_its_own_quarter() -> None:
    """A quarter of long ago is not full of overdue actions because time has passed since."""
    due = answer("JN", "", action(due=LAST))
    states = [list_actions(take(BANK, each, a=due))[0].state for each in (LAST, QUARTER)]
    assert states == [OPEN, OVERDUE]


def test_the_order_of_actions() -> None:
    """Overdue, open, done; in each the earliest due first, those without a date last."""
    long_ago = QUARTER.year_before
    first = (action("6", done=True), action("5"), action("2", LAST), action("3", QUARTER))
    second = (action("7", done=True), action("1", long_ago))
    third = (action("4", QUARTER.next), action("0", long_ago.previous))
    listed = list_actions(
        take(BANK, QUARTER, a=answer("--", "", *first), b=answer("--", "", *second),
             c=answer("--", "", *third))
    )  # fmt: skip
    assert [each.action.text for each in listed] == list("01234567")
    assert [(each.numbered.number, each.index) for each in listed] == [
        (3, 1), (2, 1), (1, 2), (1, 3), (3, 0), (1, 1), (1, 0), (2, 0),
    ]  # fmt: skip


def test_actions_that_press_alike_keep_the_order_of_the_questions() -> None:
    """By question number, then as they were written."""
    pair = [answer("--", "", action("x"), action("y")) for _ in range(2)]
    listed = list_actions(take(BANK, QUARTER, b=pair[0], a=pair[1]))
    assert [(each.numbered.question.id, each.index) for each in listed] == [
        ("a", 0), ("a", 1), ("b", 0), ("b", 1),
    ]  # fmt: skip


ACTIONS = st.builds(
    Action,
    st.sampled_from(["x", "y"]),
    st.just(""),
    st.sampled_from([None, *quarters_up_to(QUARTER.next.next, 8)]),
    st.booleans(),
    st.just(LAST),
)
ANSWERS = st.lists(ACTIONS, max_size=4).map(lambda found: Answer(actions=tuple(found)))
ASSESSMENTS = st.fixed_dictionaries({}, optional=dict.fromkeys("abc", ANSWERS)).map(
    lambda given: take(BANK, QUARTER, **given)
)


def pressing(listed: ListedAction) -> tuple[int, bool, Quarter]:
    """Say how an action presses: the least first."""
    due = listed.action.due
    return [OVERDUE, OPEN, DONE].index(listed.state), due is None, due or QUARTER


@settings(deadline=None)
@given(ASSESSMENTS)
def test_every_action_is_listed_once_in_order(assessment: Assessment) -> None:
    """The list is a permutation of the actions, and each is found where the list says it is."""
    listed = list_actions(assessment)
    places = [(each.numbered.question.id, each.index) for each in listed]
    assert sorted(places) == sorted(
        (key, index)
        for key, each in assessment.answers.items()
        for index in range(len(each.actions))
    )
    for each, (key, index) in zip(listed, places, strict=True):
        assert each.action is assessment.answer(key).actions[index]
    assert all(pressing(one) <= pressing(other) for one, other in pairwise(listed))


def test_only_open_actions_come_along() -> None:
    """They come as they are; what is done, the ratings and the notes stay in their quarter."""
    still_open = action("open", LAST), action("late", QUARTER.year_before)
    last = take(
        BANK,
        LAST,
        a=answer("JN", "a note", still_open[0], action("done", done=True), still_open[1]),
        b=answer("WY", "a note", action("done", done=True)),
        c=answer("AY", "a note"),
    )
    carried = carry_open_actions(last, BANK)
    assert carried.answers == {"a": Answer(actions=still_open)}
    assert carried.left_behind == 0


@pytest.mark.parametrize(
    ("bank", "found", "left_behind"),
    [
        ("a b c", {"a": "a1 a2", "b": "b1"}, 0),
        ("c! b! a!", {"a": "a1 a2", "b": "b1"}, 0),
        ("x<a b c", {"x": "a1 a2", "b": "b1"}, 0),
        ("x<a y<a b", {"x": "a1 a2", "b": "b1"}, 0),
        ("y<a x<a b", {"y": "a1 a2", "b": "b1"}, 0),
        ("x y b", {"b": "b1"}, 2),
        ("x<a+b c", {"x": "a1 a2 b1"}, 0),
        ("x<b+a c", {"x": "a1 a2 b1"}, 0),
        ("x<a y<a+b", {"x": "a1 a2", "y": "b1"}, 0),
        ("a c", {"a": "a1 a2"}, 1),
        ("c d", {}, 3),
    ],
    ids=[
        "the same",
        "turned round and reworded",
        "renamed",
        "split: to the first half",
        "split: to the first half, whatever its name",
        "split without replaces",
        "joined",
        "joined, in the earlier order",
        "split and joined",
        "retired",
        "all retired",
    ],
)
def test_actions_follow_their_question(bank: str, found: dict[str, str], left_behind: int) -> None:
    """Each open action goes to one question that carries its own on, or is counted as left."""
    last = take(
        BANK,
        LAST,
        a=answer("JN", "", action("a1"), action("a2")),
        b=answer("--", "", action("b1"), action("done", done=True)),
    )
    carried = carry_open_actions(last, bank_of(one=bank))
    assert {
        key: " ".join(each.text for each in answer.actions)
        for key, answer in carried.answers.items()
    } == found
    assert carried.left_behind == left_behind
