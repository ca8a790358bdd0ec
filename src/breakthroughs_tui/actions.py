"""The actions of a whole assessment: what is overdue, open and done."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from breakthroughs_tui.lineage import Lineage
from breakthroughs_tui.model import Action, Answer, Assessment, Numbered, QuestionBank
from breakthroughs_tui.quarter import Quarter


class ActionState(StrEnum):
    """Where an action stands."""

    OVERDUE = "Overdue"
    OPEN = "Open"
    DONE = "Done"


class ListedAction(Struct, frozen=True):
    """An action with the question that it is about."""

    numbered: Numbered
    index: int
    """Its place among the question's actions, from 0."""
    action: Action
    state: ActionState


def list_actions(assessment: Assessment) -> tuple[ListedAction, ...]:
    """List every action: overdue ones first, then open, then done; the earliest due first.

    Overdue means due in a quarter before the assessment's own. One without a due quarter
    comes after those that have one.
    """
    found = [
        ListedAction(each, index, action, state_of(action, assessment.quarter))
        for each in assessment.bank.questions
        for index, action in enumerate(assessment.answer(each.question.id).actions)
    ]
    return tuple(sorted(found, key=_urgency))


def state_of(action: Action, quarter: Quarter) -> ActionState:
    """Tell where an action stands in a quarter."""
    if action.done:
        return ActionState.DONE
    return ActionState.OVERDUE if action.is_overdue(quarter) else ActionState.OPEN


def _urgency(listed: ListedAction) -> tuple[int, bool, str, int]:
    due = listed.action.due
    return (
        list(ActionState).index(listed.state),
        due is None,
        due.id if due else "",
        listed.numbered.number,
    )


class Carried(Struct, frozen=True):
    """What comes along into a new quarter."""

    answers: dict[str, Answer]
    """Open actions by question id; without any rating or note."""
    left_behind: int
    """How many open actions are about questions that the new bank asks no more."""


def carry_open_actions(last: Assessment, bank: QuestionBank) -> Carried:
    """Take the open actions of the last quarter along to the questions of a new one.

    Where a question was split, the first of its successors takes them.
    """
    lineage = Lineage([bank])
    taken: set[str] = set()
    answers: dict[str, Answer] = {}
    for each in bank.questions:
        old_ids = [old.question.id for old in lineage.earlier(each.question.id, last.bank)]
        actions = tuple(
            action
            for old_id in old_ids
            if old_id not in taken
            for action in last.answer(old_id).open_actions
        )
        taken.update(old_ids)
        if actions:
            answers[each.question.id] = Answer(actions=actions)
    left_behind = sum(
        len(answer.open_actions) for key, answer in last.answers.items() if key not in taken
    )
    return Carried(answers, left_behind)
