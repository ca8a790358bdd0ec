"""One quarter seen from the quarters before it: what a summary says beyond the gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from msgspec import Struct

from breakthroughs_tui.checks import Finding, find_contradictions, numbers_of
from breakthroughs_tui.comparison import Comparison, compare
from breakthroughs_tui.model import Assessment, Numbered, QuestionBank
from breakthroughs_tui.priority import Band, ScoredQuestion, Summary, summarise
from breakthroughs_tui.trend import stalled


class Pointer(Struct, frozen=True):
    """Something to look at, and the questions that it leads to."""

    words: str
    questions: tuple[Numbered, ...]

    @property
    def where(self) -> str:
        """Name the questions."""
        return numbers_of(self.questions)


class Review(Struct, frozen=True, dict=True):
    """A summary with what moved, what stands still and what contradicts itself."""

    summary: Summary
    since_last: Comparison | None
    """Against the newest quarter before this one; None in the first."""
    since_last_year: Comparison | None
    """Against the same quarter of the year before; None where that is the last, or not there."""
    stalled: dict[str, int]
    """For how many further quarters each stalled question has not moved, by id."""
    findings: tuple[Finding, ...]

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Those that there are: against the last quarter, then against a year ago."""
        return tuple(each for each in (self.since_last, self.since_last_year) if each is not None)

    @cached_property
    def _changes(self) -> tuple[dict[str, int | None], ...]:
        return tuple(
            {each.id: each.shift.change for each in comparison.breakthroughs}
            for comparison in self.comparisons
        )

    def changes(self, breakthrough_id: str) -> tuple[int | None, ...]:
        """Tell how a breakthrough's gap index moved, in points, in each of the comparisons."""
        return tuple(each.get(breakthrough_id) for each in self._changes)

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """What the checks found, then what has stalled: the longest first."""
        pointers = [Pointer(each.check.value, each.questions) for each in self.findings]
        asked = self.summary.assessment.bank.questions
        for quarters in sorted(set(self.stalled.values()), reverse=True):
            own = (each for each in asked if self.stalled.get(each.question.id) == quarters)
            pointers.append(Pointer(_stalled_for(quarters).capitalize(), tuple(own)))
        return tuple(pointers)

    def remarks(self, scored: ScoredQuestion) -> tuple[str, ...]:
        """Say what stands in the way of a question: no action though the gap is wide, no move."""
        found = []
        if (scored.score or 0) >= Band.HIGH and not scored.answer.open_actions:
            found.append("no open action")
        quarters = self.stalled.get(scored.numbered.question.id)
        if quarters:
            found.append(_stalled_for(quarters))
        return tuple(found)


def _stalled_for(quarters: int) -> str:
    return f"stalled for {quarters} quarters"


def review(assessment: Assessment, earlier: Callable[[], Iterable[Assessment]]) -> Review:
    """Look at one quarter in the light of those before it.

    `earlier` gives the saved quarters before it, newest first; each time it is called,
    they are read no further than needed.
    """
    since_last = since_last_year = None
    between: list[QuestionBank] = []
    for past in earlier():
        if since_last is None:
            since_last = compare(past, assessment)
        elif past.quarter == assessment.quarter.year_before:
            since_last_year = compare(past, assessment, between)
        if past.quarter <= assessment.quarter.year_before:
            break
        between.append(past.bank)
    return Review(
        summarise(assessment),
        since_last,
        since_last_year,
        stalled(assessment, earlier()),
        find_contradictions(assessment, earlier()),
    )
