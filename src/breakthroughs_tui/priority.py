"""The scoring rule: how urgent each gap is, and which breakthrough comes first.

A question's score is 0 when progress is Achieved; otherwise the work left (Just
starting 2, Working towards 1) plus the plan gap (No 2, Partially 1, Yes 0). An
unanswered question has no score, which is never the same as 0. The rule and the
advice are the table under "How gaps are scored" in the README.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import cached_property
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from breakthroughs_tui.model import (
    Answer,
    Assessment,
    Breakthrough,
    Numbered,
    Plan,
    Progress,
    Scales,
    coverage,
)

HIGHEST_SCORE: Final = 4
NOT_ANSWERED: Final = "Not answered"
_WORK_LEFT: Final = {Progress.WORKING_TOWARDS: 1, Progress.JUST_STARTING: 2}
_PLAN_GAP: Final = {Plan.YES: 0, Plan.PARTIALLY: 1, Plan.NO: 2}

BandWord = Literal["Critical", "High", "Medium", "Low", "None"]


class Look(NamedTuple):
    """How a band is shown: always the word and the symbol, and a colour where there is one."""

    word: BandWord
    symbol: str
    dark: str
    """The colour on a dark background."""
    light: str
    """The colour on a light background."""
    ansi: str
    """The colour where the terminal's own sixteen are all there is."""

    @property
    def label(self) -> str:
        """Symbol and word, with the words of all bands in line."""
        return f"{self.symbol:<2} {self.word}"


class Band(IntEnum):
    """How urgent a gap is; the value is the score."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def look(self) -> Look:
        """The band's word, symbol and colours."""
        return _LOOKS[self]


_LOOKS: Final = {
    Band.CRITICAL: Look("Critical", "▲▲", "#ff8f8f", "#a3001b", "bold red"),
    Band.HIGH: Look("High", "▲", "#ffb35c", "#8a4100", "magenta"),
    Band.MEDIUM: Look("Medium", "◆", "#f0da6c", "#6a5500", "yellow"),
    Band.LOW: Look("Low", "▽", "#83cdf7", "#00537d", "cyan"),
    Band.NONE: Look("None", "✓", "#8fd694", "#1b6130", "green"),
}

_BY_WORD: Final = {look.word: look for look in _LOOKS.values()}


def look_of(word: BandWord) -> Look:
    """Give what goes with a band's word."""
    return _BY_WORD[word]


_ADVICE: Final = {
    (Progress.JUST_STARTING, Plan.YES): "deliver the plan",
    (Progress.JUST_STARTING, Plan.PARTIALLY): "complete the plan",
    (Progress.JUST_STARTING, Plan.NO): "put it in the plan",
    (Progress.WORKING_TOWARDS, Plan.YES): "on course",
    (Progress.WORKING_TOWARDS, Plan.PARTIALLY): "complete the plan",
    (Progress.WORKING_TOWARDS, Plan.NO): "put it in the plan",
    (Progress.ACHIEVED, Plan.YES): "sustain",
    (Progress.ACHIEVED, Plan.PARTIALLY): "sustain",
    (Progress.ACHIEVED, Plan.NO): "sustain, though the plan is silent",
}


def scoring_rule(scales: Scales) -> str:
    """State the rule in a bank's own words."""
    work = ", ".join(f"{scales.label(each)} {n}" for each, n in reversed(_WORK_LEFT.items()))
    gaps = ", ".join(f"{scales.label(each)} {n}" for each, n in reversed(_PLAN_GAP.items()))
    bands = ", ".join(f"{band.value} is {band.look.word}" for band in reversed(Band))
    achieved = scales.label(Progress.ACHIEVED)
    return (
        f"{achieved} scores 0. Otherwise work left ({work}) plus plan gap ({gaps}). Score {bands}."
    )


GAP_RULE: Final = (
    "A breakthrough's gap index is the mean score of its answered questions, as a percentage of 4. "
    "Its band is the mean rounded up. Unanswered is never zero. The highest mean comes first; of "
    "equal means, the one with more Critical questions."
)
"""How questions add up to a breakthrough, and which of those comes first."""


def score_of(progress: Progress, plan: Plan) -> int:
    """Apply the rule to one pair of ratings: 0, nothing to do, to 4, most urgent."""
    if progress is Progress.ACHIEVED:
        return 0
    return _WORK_LEFT[progress] + _PLAN_GAP[plan]


def score(answer: Answer) -> int | None:
    """Score one answer; None until both ratings are given."""
    if answer.progress is None or answer.plan is None:
        return None
    return score_of(answer.progress, answer.plan)


def most_urgent_first(questions: Iterable[ScoredQuestion]) -> list[ScoredQuestion]:
    """Sort by score, the highest first, then by number; unanswered questions come last."""
    return sorted(
        questions, key=lambda each: -1 if each.score is None else each.score, reverse=True
    )


def advice_for(progress: Progress, plan: Plan) -> str:
    """Say what a pair of ratings asks the council to do."""
    return _ADVICE[progress, plan]


def percentage(part: int, whole: int) -> int:
    """Give a part as a whole percentage; a half is rounded up, in whole numbers."""
    return (2 * 100 * part + whole) // (2 * whole)


def index_of(scores: Sequence[int]) -> int | None:
    """Give the mean of scores as a whole percentage of 4; None where there is none.

    Equal means give equal indexes.
    """
    return percentage(sum(scores), HIGHEST_SCORE * len(scores)) if scores else None


class ScoredQuestion(Struct, frozen=True):
    """A question with its answer and what the rule makes of it."""

    numbered: Numbered
    answer: Answer
    score: int | None

    @property
    def band(self) -> Band | None:
        """The band of the score; None where the question is not answered."""
        return None if self.score is None else Band(self.score)


class Tally(Struct, frozen=True, dict=True):
    """What a set of questions adds up to: a breakthrough's, or the whole bank's."""

    questions: tuple[ScoredQuestion, ...]

    @cached_property
    def scores(self) -> tuple[int, ...]:
        """The scores of the answered questions."""
        return tuple(each.score for each in self.questions if each.score is not None)

    @property
    def answered(self) -> int:
        """How many of the questions are answered."""
        return len(self.scores)

    @property
    def total(self) -> int:
        """How many questions there are."""
        return len(self.questions)

    @property
    def is_provisional(self) -> bool:
        """Whether a question is still to be answered."""
        return self.answered < self.total

    @property
    def mean(self) -> float | None:
        """The gap: the mean score of the answered questions, 0 to 4.

        Equal means are equal floats, since a division of whole numbers rounds correctly.
        """
        return sum(self.scores) / self.answered if self.answered else None

    @property
    def band(self) -> Band | None:
        """The mean rounded up to a whole score."""
        return Band(-(-sum(self.scores) // self.answered)) if self.answered else None

    @property
    def gap_index(self) -> int | None:
        """The mean as a whole percentage of 4; a half is rounded up."""
        return index_of(self.scores)

    @property
    def coverage(self) -> str:
        """How much has been answered, in words."""
        return coverage(self.answered, self.total)

    def numbers(self, progress: Progress, plan: Plan) -> tuple[int, ...]:
        """Give the numbers of the questions that have this pair of ratings."""
        return tuple(
            each.numbered.number
            for each in self.questions
            if (each.answer.progress, each.answer.plan) == (progress, plan)
        )

    def counts(self, ratings: tuple[Progress | Plan, ...]) -> dict[str, int]:
        """Count how often each rating was given, by rating id."""
        given = [r for each in self.questions for r in (each.answer.progress, each.answer.plan)]
        return {rating.value: given.count(rating) for rating in ratings}


class RankedBreakthrough(Struct, frozen=True):
    """A breakthrough with its place in the order of priority."""

    rank: int
    """1 for the one that comes first."""
    position: int
    """Its place in the bank, from 0."""
    breakthrough: Breakthrough
    tally: Tally


class Summary(Struct, frozen=True):
    """Where most work is left and the plan does not help."""

    assessment: Assessment
    overall: Tally
    breakthroughs: tuple[RankedBreakthrough, ...]
    """By rank."""


def _rank_key(entry: tuple[int, Breakthrough, Tally]) -> tuple[bool, float, int, int]:
    position, _, tally = entry
    critical = tally.scores.count(Band.CRITICAL)
    return tally.mean is None, -(tally.mean or 0), -critical, position


def summarise(assessment: Assessment) -> Summary:
    """Score every question and rank the breakthroughs.

    Higher mean first, then more Critical questions, then the bank's order; a
    breakthrough with no answered question comes last.
    """
    scored = []
    for numbered in assessment.bank.questions:
        answer = assessment.answer(numbered.question.id)
        scored.append(ScoredQuestion(numbered, answer, score(answer)))
    entries = []
    for position, breakthrough in enumerate(assessment.bank.breakthroughs):
        numbers = [each.number for each in assessment.bank.questions_of(position)]
        own = scored[numbers[0] - 1 : numbers[-1]]
        entries.append((position, breakthrough, Tally(tuple(own))))
    return Summary(
        assessment,
        Tally(tuple(scored)),
        tuple(
            RankedBreakthrough(rank, *entry)
            for rank, entry in enumerate(sorted(entries, key=_rank_key), start=1)
        ),
    )
