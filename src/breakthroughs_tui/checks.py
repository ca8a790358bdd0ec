"""Checks: where the answers contradict one another, or lack what would carry them.

They advise, and never block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import islice
from typing import Final

from msgspec import Struct

from breakthroughs_tui.comparison import Movement, movement
from breakthroughs_tui.lineage import Lineage
from breakthroughs_tui.model import (
    Answer,
    Assessment,
    Numbered,
    Plan,
    Progress,
    Scale,
    Scales,
    questions_text,
)
from breakthroughs_tui.priority import Band, score
from breakthroughs_tui.quarter import Quarter

STANDING_QUARTERS: Final = 3
"""Quarters in a row, this one among them, in which a plan may say Yes without any progress."""


class Check(StrEnum):
    """What is looked for, the gravest first; the bank's own words go in where braces stand."""

    CRITICAL_WITHOUT_ACTION = "Critical gap, but no open action"
    OVERDUE_ACTION = "Overdue action"
    FALL_WITHOUT_NOTE = "Worse than last time, and no note says why"
    PLAN_WITHOUT_PROGRESS = "The plan says {yes}, but no progress for three quarters"
    ACHIEVED_WITHOUT_NOTE = "{achieved}, but no note says what shows it"

    def words(self, scales: Scales) -> str:
        """Say what is wrong, in a bank's own words."""
        return self.value.format(
            achieved=scales.label(Progress.ACHIEVED), yes=scales.label(Plan.YES)
        )


class Finding(Struct, frozen=True):
    """Something to look at, and the questions that it is about."""

    words: str
    questions: tuple[Numbered, ...]
    """By number."""
    check: Check | None = None
    """The check that found it, if one did."""

    @property
    def where(self) -> str:
        """Name the questions."""
        return questions_text([each.number for each in self.questions])


class _Record(Struct, frozen=True):
    """What is known of one question, over the quarters that the checks look at."""

    now: Answer
    before: tuple[Answer | None, ...]
    """The answers of the quarters before, newest first; None where it was not asked."""
    quarter: Quarter


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
                assessment.quarter,
            ),
        )
        for each in assessment.bank.questions
    ]
    findings = (
        Finding(
            check.words(assessment.bank.scales),
            tuple(numbered for numbered, record in records if applies(record)),
            check,
        )
        for check, applies in _CHECKS.items()
    )
    return tuple(finding for finding in findings if finding.questions)


def _lacks_an_action(record: _Record) -> bool:
    return score(record.now) == Band.CRITICAL and not record.now.open_actions


def _has_overdue_action(record: _Record) -> bool:
    return any(action.is_overdue(record.quarter) for action in record.now.actions)


def _fell_without_note(record: _Record) -> bool:
    if not record.before or record.before[0] is None or record.now.evidence:
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
    return record.now.progress is Progress.ACHIEVED and not record.now.evidence


_CHECKS: Final[dict[Check, Callable[[_Record], bool]]] = {
    Check.CRITICAL_WITHOUT_ACTION: _lacks_an_action,
    Check.OVERDUE_ACTION: _has_overdue_action,
    Check.FALL_WITHOUT_NOTE: _fell_without_note,
    Check.PLAN_WITHOUT_PROGRESS: _stands_still_with_a_plan,
    Check.ACHIEVED_WITHOUT_NOTE: _lacks_evidence,
}
