"""Two quarters side by side: what moved, and which way.

Questions are matched by id, else by `replaces` (see `lineage`). Each scale of a question
moves by itself. A breakthrough's direction comes from the questions that are answered in
both quarters, and from no other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from msgspec import Struct

from breakthroughs_tui.lineage import Lineage, joined
from breakthroughs_tui.model import (
    RATINGS,
    Answer,
    Assessment,
    Numbered,
    Progress,
    Question,
    QuestionBank,
    Rating,
    Scale,
    scale_of,
)
from breakthroughs_tui.priority import (
    RankedBreakthrough,
    Summary,
    Tally,
    index_of,
    score,
    summarise,
)


class Movement(StrEnum):
    """What became of a rating, or of a breakthrough, from one quarter to a later one."""

    IMPROVED = "improved"
    DECLINED = "declined"
    SAME = "same"
    NEW = "new"
    RETIRED = "retired"
    NOT_ANSWERED_BEFORE = "not_answered_before"
    NOT_ANSWERED_NOW = "not_answered_now"

    @property
    def word(self) -> str:
        """The movement as a person reads it."""
        return self.value.replace("_", " ")

    @property
    def arrow(self) -> str:
        """One cell that shows it beside the word."""
        return _ARROWS[self]

    @property
    def label(self) -> str:
        """Arrow and word."""
        return f"{self.arrow} {self.word}"


_ARROWS: Final = {
    Movement.IMPROVED: "↑",
    Movement.DECLINED: "↓",
    Movement.SAME: "=",
    Movement.NEW: "+",
    Movement.RETIRED: "−",
    Movement.NOT_ANSWERED_BEFORE: "·",
    Movement.NOT_ANSWERED_NOW: "·",
}


def movement(before: Rating | None, now: Rating | None) -> Movement:
    """Compare two ratings of one scale. A missing one is no rating at all, never the lowest."""
    if now is None:
        return Movement.NOT_ANSWERED_NOW
    if before is None:
        return Movement.NOT_ANSWERED_BEFORE
    scale = RATINGS[scale_of(now)]
    return _direction(scale.index(before), scale.index(now))


def _direction(before: float, now: float) -> Movement:
    """Tell which way a number moved that is better the lower it is."""
    if now == before:
        return Movement.SAME
    return Movement.IMPROVED if now < before else Movement.DECLINED


class QuestionChange(Struct, frozen=True):
    """One question in two quarters."""

    earlier: tuple[Numbered, ...]
    """The questions that it carries on: none where it is new, several where it joins them."""
    later: Numbered | None
    """None where it is asked no more."""
    before: Answer | None
    now: Answer | None
    is_split: bool = False
    """Whether another question carries on the same earlier one."""
    moved_from: str = ""
    """The title of the breakthrough that it stood under, if that is another one now."""

    @property
    def numbered(self) -> Numbered:
        """The question as it is asked now, else as it last was."""
        return self.later or self.earlier[0]

    @property
    def shown_number(self) -> str:
        """Its number as a person reads it: in brackets where it is the one that it had."""
        return str(self.numbered.number) if self.later else f"({self.numbered.number})"

    @property
    def question(self) -> Question:
        """The question itself."""
        return self.numbered.question

    def movement(self, scale: Scale) -> Movement:
        """Tell what became of its rating on one scale."""
        if self.now is None:
            return Movement.RETIRED
        if self.before is None:
            return Movement.NEW
        return movement(self.before.rating(scale), self.now.rating(scale))

    @property
    def is_reworded(self) -> bool:
        """Whether its text is not what was asked before."""
        return bool(self.later and self.earlier) and any(
            each.question.text != self.question.text for each in self.earlier
        )

    @property
    def break_in_series(self) -> str:
        """Say how the question itself changed, if it did: then the ratings are not quite alike."""
        numbers = " and ".join(str(each.number) for each in self.earlier)
        breaks = []
        if len(self.earlier) > 1:
            breaks.append(f"joins what were questions {numbers}")
        elif self.is_split:
            breaks.append(f"split from what was question {numbers}")
        elif self.is_reworded:
            breaks.append("reworded")
        if self.moved_from:
            breaks.append(f"moved from {self.moved_from}")
        return ", ".join(breaks)

    @property
    def has_changed(self) -> bool:
        """Whether there is anything to say of it but that it is as it was, rated or not."""
        if self.before is None or self.now is None or self.break_in_series:
            return True
        return any(self.before.rating(scale) != self.now.rating(scale) for scale in Scale)

    @property
    def is_waiting(self) -> bool:
        """Whether it was rated before, has no rating now, and is else as it was."""
        return self.now is not None and not self.now.is_rated and not self.break_in_series

    @property
    def scores(self) -> tuple[int, int] | None:
        """Both scores of a question that is answered in both quarters: only such a one counts."""
        if self.before is None or self.now is None:
            return None
        before, now = score(self.before), score(self.now)
        return None if before is None or now is None else (before, now)


class Fall(NamedTuple):
    """A question that was achieved, and is so no more."""

    change: QuestionChange
    to: Progress


class Shift(Struct, frozen=True, dict=True):
    """Which way a set of questions moved together."""

    questions: tuple[QuestionChange, ...]

    @cached_property
    def _scores(self) -> tuple[list[int], list[int]]:
        """The scores before, and those now, of the questions answered in both quarters."""
        pairs = [each.scores for each in self.questions if each.scores is not None]
        return [before for before, _ in pairs], [now for _, now in pairs]

    @property
    def compared(self) -> int:
        """How many questions are answered in both quarters."""
        return len(self._scores[0])

    @property
    def total(self) -> int:
        """How many questions are asked in the later quarter."""
        return sum(each.later is not None for each in self.questions)

    @property
    def is_partial(self) -> bool:
        """Whether a question that is asked now does not count."""
        return self.compared < self.total

    @property
    def coverage(self) -> str:
        """How many questions count, in words."""
        return f"{self.compared} of {self.total} questions compared"

    @property
    def direction(self) -> Movement | None:
        """Improved, declined or same, by the mean score; None where nothing can be compared."""
        before, now = self._scores
        return _direction(sum(before), sum(now)) if before else None

    @property
    def change(self) -> int | None:
        """How far the gap index moved, in points, over the questions compared."""
        before, now = (index_of(scores) for scores in self._scores)
        return None if before is None or now is None else now - before


class BreakthroughChange(Struct, frozen=True):
    """One breakthrough in two quarters."""

    id: str
    title: str
    earlier: Tally | None
    """What it added up to before; None where it was not asked."""
    later: Tally | None
    """What it adds up to now; None where it is asked no more."""
    shift: Shift


class Comparison(Struct, frozen=True):
    """Two quarters side by side."""

    earlier: Summary
    later: Summary
    breakthroughs: tuple[BreakthroughChange, ...]
    """In the later quarter's order of priority; then those that are asked no more."""
    questions: tuple[QuestionChange, ...]
    """By number in the later quarter; then those that are asked no more."""
    overall: Shift

    @property
    def falls_from_achieved(self) -> tuple[Fall, ...]:
        """What was achieved in the earlier quarter, and is so no more."""
        pairs = ((each, each.before, each.now) for each in self.questions)
        return tuple(
            Fall(each, now.progress)
            for each, before, now in pairs
            if before and before.progress is Progress.ACHIEVED
            if now and now.progress and now.progress is not Progress.ACHIEVED
        )


def compare_questions(
    earlier: Assessment, later: Assessment, between: Iterable[QuestionBank] = ()
) -> tuple[QuestionChange, ...]:
    """Match the questions of two quarters.

    `between` are the banks of the quarters that lie between: a question may have been
    renamed more than once.
    """
    lineage = Lineage([later.bank, *between])
    found = [lineage.earlier(each.question.id, earlier.bank) for each in later.bank.questions]
    carried = Counter(numbered.question.id for each in found for numbered in each)
    changes = []
    for numbered, old in zip(later.bank.questions, found, strict=True):
        before = joined([earlier.answer(each.question.id) for each in old])
        is_split = any(carried[each.question.id] > 1 for each in old)
        now = later.answer(numbered.question.id)
        moved_from = _moved_from(earlier.bank, old, later.bank, numbered)
        changes.append(QuestionChange(old, numbered, before, now, is_split, moved_from))
    changes += [
        QuestionChange((each,), None, earlier.answer(each.question.id), None)
        for each in earlier.bank.questions
        if each.question.id not in carried
    ]
    return tuple(changes)


def _moved_from(
    old_bank: QuestionBank, old: tuple[Numbered, ...], bank: QuestionBank, now: Numbered
) -> str:
    """Give the title of the breakthrough that a question stood under, if it is another one."""
    homes = [old_bank.breakthroughs[each.position] for each in old]
    own_id = bank.breakthroughs[now.position].id
    return "" if not homes or own_id in {each.id for each in homes} else homes[0].title


def compare(
    earlier: Assessment, later: Assessment, between: Iterable[QuestionBank] = ()
) -> Comparison:
    """Set two quarters side by side; see `compare_questions`."""
    questions = compare_questions(earlier, later, between)
    before, now = summarise(earlier), summarise(later)
    asked, gone = _by_position(questions)
    old = {entry.breakthrough.id: entry for entry in before.breakthroughs}
    breakthroughs = []
    for entry in now.breakthroughs:
        known = old.pop(entry.breakthrough.id, None)
        own = asked[entry.position] + (gone[known.position] if known else [])
        tally = known.tally if known else None
        breakthroughs.append(_change(entry, tally, entry.tally, own))
    breakthroughs += [
        _change(entry, entry.tally, None, gone[entry.position]) for entry in old.values()
    ]
    return Comparison(before, now, tuple(breakthroughs), questions, Shift(questions))


def _change(
    entry: RankedBreakthrough,
    earlier: Tally | None,
    later: Tally | None,
    questions: list[QuestionChange],
) -> BreakthroughChange:
    breakthrough = entry.breakthrough
    shift = Shift(tuple(questions))
    return BreakthroughChange(breakthrough.id, breakthrough.title, earlier, later, shift)


def _by_position(
    questions: Iterable[QuestionChange],
) -> tuple[dict[int, list[QuestionChange]], dict[int, list[QuestionChange]]]:
    """Put questions under their breakthrough's position: those still asked, and those gone."""
    asked: dict[int, list[QuestionChange]] = defaultdict(list)
    gone: dict[int, list[QuestionChange]] = defaultdict(list)
    for each in questions:
        (asked if each.later else gone)[each.numbered.position].append(each)
    return asked, gone
