"""The values that everything else works on: a question bank, and the answers to it.

All are frozen. Their shapes are the shapes of the two files: the question bank
(YAML) and the assessment (JSON); see docs/question-bank.md and docs/saved-file.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final, Literal, NamedTuple

from msgspec import Meta, Struct
from msgspec.structs import replace

from breakthroughs_tui.plain import STEERING, if_seen
from breakthroughs_tui.quarter import Quarter

UNSAFE: Final = re.compile(f"[{STEERING}]")
"""Any one character that must not reach a screen."""


_LINE_BREAK: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Give the text without the characters that steer a terminal or reorder a line.

    Line breaks of every kind become line feeds. Everything that a person can see stays.
    """
    return UNSAFE.sub("", _LINE_BREAK.sub("\n", text))


class Scale(StrEnum):
    """Which of the two judgements a rating belongs to."""

    PROGRESS = "progress"
    PLAN = "plan"


class Progress(StrEnum):
    """How far the council has come."""

    ACHIEVED = "achieved"
    WORKING_TOWARDS = "working_towards"
    JUST_STARTING = "just_starting"


class Plan(StrEnum):
    """Whether the improvement plan addresses the area."""

    YES = "yes"
    PARTIALLY = "partially"
    NO = "no"


Rating = Progress | Plan
RATINGS: Final[dict[Scale, tuple[Rating, ...]]] = {
    Scale.PROGRESS: tuple(Progress),
    Scale.PLAN: tuple(Plan),
}
"""The options of each scale, in the order of the keys 1, 2 and 3."""


def scale_of(rating: Rating) -> Scale:
    """Tell which scale a rating belongs to."""
    return Scale.PROGRESS if isinstance(rating, Progress) else Scale.PLAN


class ProgressOptions(Struct, frozen=True):
    """The bank's words for the ratings of the progress scale."""

    achieved: str
    working_towards: str
    just_starting: str


class PlanOptions(Struct, frozen=True):
    """The bank's words for the ratings of the plan scale."""

    yes: str
    partially: str
    no: str


class ProgressScale(Struct, frozen=True):
    """The wording of the progress scale."""

    question: str
    options: ProgressOptions


class PlanScale(Struct, frozen=True):
    """The wording of the plan scale."""

    question: str
    options: PlanOptions


class Scales(Struct, frozen=True):
    """The wording of both scales."""

    progress: ProgressScale
    plan: PlanScale

    def heading(self, scale: Scale) -> str:
        """Give the question that the scale answers."""
        return self.progress.question if scale is Scale.PROGRESS else self.plan.question

    def label(self, rating: Rating) -> str:
        """Give the bank's word for a rating."""
        scale = self.progress if isinstance(rating, Progress) else self.plan
        label: str = getattr(scale.options, rating.value)
        return label

    def initials(self, scale: Scale) -> tuple[str, ...]:
        """Give a letter for each rating of a scale; its key where two letters are the same."""
        letters = tuple(self.label(rating)[:1].upper() for rating in RATINGS[scale])
        return letters if len(set(letters)) == len(letters) else ("1", "2", "3")


class Question(Struct, frozen=True):
    """One question for discussion."""

    id: str
    text: str
    replaces: tuple[str, ...] = ()
    """Ids of earlier questions whose history this one carries on."""


class Breakthrough(Struct, frozen=True):
    """One area of improvement: one screen."""

    id: str
    title: str
    questions: tuple[Question, ...]


class NextStep(Struct, frozen=True):
    """Where to turn once the gaps are known."""

    title: str
    text: str
    status: Literal["current", "archived"]
    url: str = ""
    breakthroughs: tuple[str, ...] = ()
    """Ids of the breakthroughs that it helps with; none means all."""


class Numbered(NamedTuple):
    """A question at its place in the bank."""

    number: int
    """Its position across the bank, from 1."""
    position: int
    """The position of its breakthrough, from 0."""
    question: Question


class QuestionBank(Struct, frozen=True, dict=True):
    """The breakthroughs, their questions, and the wording of both scales."""

    id: str
    version: str
    title: str
    source: str
    introduction: str
    scales: Scales
    breakthroughs: tuple[Breakthrough, ...]
    next_steps: tuple[NextStep, ...] = ()

    @cached_property
    def questions(self) -> tuple[Numbered, ...]:
        """Every question in order, so that the one numbered N is at N - 1."""
        placed = (
            (position, question)
            for position, breakthrough in enumerate(self.breakthroughs)
            for question in breakthrough.questions
        )
        return tuple(
            Numbered(number, position, question)
            for number, (position, question) in enumerate(placed, start=1)
        )

    @cached_property
    def _by_id(self) -> dict[str, Numbered]:
        return {numbered.question.id: numbered for numbered in self.questions}

    @cached_property
    def _by_breakthrough(self) -> tuple[tuple[Numbered, ...], ...]:
        ends: list[tuple[Numbered, ...]] = []
        start = 0
        for breakthrough in self.breakthroughs:
            end = start + len(breakthrough.questions)
            ends.append(self.questions[start:end])
            start = end
        return tuple(ends)

    def __contains__(self, question_id: object) -> bool:
        """Tell whether the bank asks a question."""
        return question_id in self._by_id

    def find(self, question_id: str) -> Numbered:
        """Give the question with this id. Raises KeyError if there is none."""
        return self._by_id[question_id]

    def questions_of(self, position: int) -> tuple[Numbered, ...]:
        """Give the numbered questions of the breakthrough at this position (from 0)."""
        return self._by_breakthrough[position]


class Action(Struct, frozen=True):
    """One thing that somebody is to do about a question."""

    text: str
    owner: str
    due: Quarter | None
    """The quarter by whose end it is to be done."""
    done: bool
    raised: Quarter
    """The quarter in which it was first written."""

    def is_overdue(self, quarter: Quarter) -> bool:
        """Tell whether it is open in a quarter, and was due before that."""
        return not self.done and self.due is not None and self.due < quarter


class Answer(Struct, frozen=True):
    """Both ratings of one question, its note (evidence) and its actions."""

    progress: Progress | None = None
    plan: Plan | None = None
    note: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether both ratings are given."""
        return self.progress is not None and self.plan is not None

    @property
    def is_rated(self) -> bool:
        """Whether either rating is given."""
        return self.progress is not None or self.plan is not None

    @property
    def evidence(self) -> str:
        """What the note shows: no blanks around it, and nothing if none of it can be seen."""
        return if_seen(self.note)

    @property
    def open_actions(self) -> tuple[Action, ...]:
        """The actions that are not done."""
        return tuple(action for action in self.actions if not action.done)

    def rating(self, scale: Scale) -> Rating | None:
        """Give the rating on one scale."""
        return self.progress if scale is Scale.PROGRESS else self.plan

    def rated(self, scale: Scale, rating: Rating | None) -> Answer:
        """Give this answer with another rating on one scale, or none."""
        return replace(self, **{scale.value: rating})


NO_ANSWER: Final = Answer()


class Status(StrEnum):
    """How far a breakthrough has been answered."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"


def coverage(answered: int, total: int) -> str:
    """Say how much has been answered."""
    return f"{answered} of {total} questions answered"


def listed(words: Sequence[str]) -> str:
    """Join words into a list, as a sentence has it: `one, two and three`."""
    return " and ".join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])


def questions_text(numbers: Sequence[int]) -> str:
    """Name questions by their numbers."""
    listed = ", ".join(str(each) for each in numbers)
    return f"question {listed}" if len(numbers) == 1 else f"questions {listed}"


class Assessment(Struct, frozen=True):
    """One quarter's answers, with the bank that they answer."""

    quarter: Quarter
    council: str
    assessor: str
    created: Annotated[datetime, Meta(tz=True)]
    modified: Annotated[datetime, Meta(tz=True)]
    bank: QuestionBank
    answers: dict[str, Answer]
    """By question id; a question that nobody has touched is absent."""

    def answer(self, question_id: str) -> Answer:
        """Give the answer to a question, an empty one if there is none."""
        return self.answers.get(question_id, NO_ANSWER)

    def with_answer(self, question_id: str, answer: Answer) -> Assessment:
        """Give this assessment with one answer changed."""
        return replace(self, answers={**self.answers, question_id: answer})

    @property
    def has_ratings(self) -> bool:
        """Whether any rating is given."""
        return any(answer.is_rated for answer in self.answers.values())

    @property
    def is_begun(self) -> bool:
        """Whether any rating is given, or any note written; actions may have come along."""
        return self.has_ratings or any(answer.evidence for answer in self.answers.values())

    @property
    def answered(self) -> int:
        """How many of the bank's questions are answered."""
        return sum(self.answer(each.question.id).is_answered for each in self.bank.questions)

    @property
    def total(self) -> int:
        """How many questions the bank asks."""
        return len(self.bank.questions)

    @property
    def coverage(self) -> str:
        """How much has been answered, in words."""
        return coverage(self.answered, self.total)

    def status(self, position: int) -> Status:
        """Tell how far the breakthrough at this position (from 0) has been answered."""
        answers = [self.answer(q.id) for q in self.bank.breakthroughs[position].questions]
        if all(answer.is_answered for answer in answers):
            return Status.COMPLETED
        if any(answer.is_rated for answer in answers):
            return Status.IN_PROGRESS
        return Status.NOT_STARTED

    def first_unanswered(self) -> Numbered | None:
        """Find the first question that still wants an answer."""
        for each in self.bank.questions:
            if not self.answer(each.question.id).is_answered:
                return each
        return None
