"""Checks: where the answers contradict one another, or lack what would carry them.

They advise, and never block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from itertools import islice
from typing import Final

from msgspec import Struct

from breakthroughs_tui.comparison import Movement, movement
from breakthroughs_tui.lineage import Lineage
from breakthroughs_tui.model import Answer, Assessment, Numbered, Plan, Progress, Scale
from breakthroughs_tui.priority import Band, score

STANDING_QUARTERS: Final = 3
"""Quarters in a row, this one among them, in which a plan may say Yes without any progress."""


class Check(StrEnum):
    """What is wrong, as a person reads it; the gravest first."""

    CRITICAL_WITHOUT_ACTION = "Critical gap, but no open action"
    OVERDUE_ACTION = "Overdue action"
    FALL_WITHOUT_NOTE = "Worse than last time, and no note says why"
    PLAN_WITHOUT_PROGRESS = "The plan says Yes, but no progress for three quarters"
    ACHIEVED_WITHOUT_NOTE = "Achieved, but no note says what shows it"


class Finding(Struct, frozen=True):
    """One check that found something."""

    check: Check
    questions: tuple[Numbered, ...]
    """The questions that it is about, by number."""

    @property
    def where(self) -> str:
        """Name the questions."""
        return numbers_of(self.questions)


def numbers_of(questions: Sequence[Numbered]) -> str:
    """Name questions by their numbers."""
    numbers = ", ".join(str(each.number) for each in questions)
    return f"question {numbers}" if len(questions) == 1 else f"questions {numbers}"


class _Record(Struct, frozen=True):
    """What is known of one question, over the quarters that the checks look at."""

    now: Answer
    before: tuple[Answer | None, ...]
    """The answers of the quarters before, newest first; None where it was not asked."""
    assessment: Assessment


def find_contradictions(
    assessment: Assessment, earlier: Iterable[Assessment]
) -> tuple[Finding, ...]:
    """Run every check on one quarter; `earlier` are the saved quarters before it, newest first."""
    lineage = Lineage([assessment.bank])
    past = []
    for each in islice(earlier, STANDING_QUARTERS - 1):
        past.append(
            {q.question.id: lineage.answer(q.question.id, each) for q in assessment.bank.questions}
        )
        lineage.learn(each.bank)
    records = [
        (
            each,
            _Record(
                assessment.answer(each.question.id),
                tuple(answers[each.question.id] for answers in past),
                assessment,
            ),
        )
        for each in assessment.bank.questions
    ]
    findings = (
        Finding(check, tuple(numbered for numbered, record in records if applies(record)))
        for check, applies in _CHECKS.items()
    )
    return tuple(finding for finding in findings if finding.questions)


def _lacks_an_action(record: _Record) -> bool:
    return score(record.now) == Band.CRITICAL and not record.now.open_actions


def _has_overdue_action(record: _Record) -> bool:
    quarter = record.assessment.quarter
    return any(action.is_overdue(quarter) for action in record.now.actions)


def _fell_without_note(record: _Record) -> bool:
    if not record.before or record.before[0] is None or record.now.note.strip():
        return False
    last = record.before[0]
    moves = (movement(last.rating(scale), record.now.rating(scale)) for scale in Scale)
    return Movement.DECLINED in moves


def _stands_still_with_a_plan(record: _Record) -> bool:
    run = [record.now, *(answer for answer in record.before if answer is not None)]
    if len(run) < STANDING_QUARTERS or record.now.progress is Progress.ACHIEVED:
        return False
    if not all(answer.is_answered and answer.plan is Plan.YES for answer in run):
        return False
    return movement(run[-1].progress, record.now.progress) is not Movement.IMPROVED


def _lacks_evidence(record: _Record) -> bool:
    return record.now.progress is Progress.ACHIEVED and not record.now.note.strip()


_CHECKS: Final[dict[Check, Callable[[_Record], bool]]] = {
    Check.CRITICAL_WITHOUT_ACTION: _lacks_an_action,
    Check.OVERDUE_ACTION: _has_overdue_action,
    Check.FALL_WITHOUT_NOTE: _fell_without_note,
    Check.PLAN_WITHOUT_PROGRESS: _stands_still_with_a_plan,
    Check.ACHIEVED_WITHOUT_NOTE: _lacks_evidence,
}
