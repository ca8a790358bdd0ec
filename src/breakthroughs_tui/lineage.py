"""Which question is which from one bank to another: by id, else by `replaces`.

A bank may change from quarter to quarter. A question that keeps its id is the same one,
wherever it stands and however it is worded. One with a new id carries on those that it
`replaces`: one (renamed), or several (joined); two may carry on the same one (split). One
that keeps its id and replaces others joins them to itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from breakthroughs_tui.model import Answer, Assessment, Numbered, QuestionBank, Scale

Rated = TypeVar("Rated")


class Lineage:
    """The ancestry of questions, over all the banks that lie between two quarters."""

    def __init__(self, banks: Iterable[QuestionBank]) -> None:
        """Learn what replaces what."""
        self._replaces: dict[str, tuple[str, ...]] = {}
        for bank in banks:
            self.learn(bank)

    def learn(self, bank: QuestionBank) -> None:
        """Learn from one more bank."""
        for each in bank.questions:
            question = each.question
            if question.replaces:
                known = self._replaces.get(question.id, ())
                self._replaces[question.id] = (*known, *question.replaces)

    def earlier(self, question_id: str, bank: QuestionBank) -> tuple[Numbered, ...]:
        """Give the questions of an earlier bank that this one carries on, in that bank's order.

        None where it is new; several where it joins them.
        """
        if question_id in bank and question_id not in self._replaces:
            return (bank.find(question_id),)  # as nearly always
        found: set[Numbered] = set()
        seen: set[str] = set()
        waiting = [question_id]
        while waiting:
            old_id = waiting.pop()
            if old_id in seen:
                continue
            seen.add(old_id)
            if old_id in bank:
                found.add(bank.find(old_id))
            waiting += self._replaces.get(old_id, ())
        return tuple(sorted(found, key=lambda each: each.number))

    def answer(self, question_id: str, assessment: Assessment) -> Answer | None:
        """Give what an earlier quarter says of a question; None where it was not asked."""
        numbered = self.earlier(question_id, assessment.bank)
        return joined([assessment.answer(each.question.id) for each in numbered])


def differ(answers: Iterable[Answer], scale: Scale) -> bool:
    """Tell whether questions that became one were rated differently on a scale."""
    return len({answer.rating(scale) for answer in answers}) > 1


def joined(answers: list[Answer]) -> Answer | None:
    """Make one answer of those to questions that became one; None of none.

    A rating that they do not share is nobody's: it stands open.
    """
    if len(answers) < 2:  # noqa: PLR2004  one needs no joining
        return answers[0] if answers else None
    return Answer(
        _shared([answer.progress for answer in answers]),
        _shared([answer.plan for answer in answers]),
        "\n".join(answer.note for answer in answers if answer.evidence),
        tuple(action for answer in answers for action in answer.actions),
    )


def _shared(ratings: list[Rated | None]) -> Rated | None:
    return ratings[0] if len(set(ratings)) == 1 else None
