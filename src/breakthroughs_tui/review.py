"""One quarter seen from the quarters before it: what a summary says beyond the gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from breakthroughs_tui.checks import Finding, find_contradictions
from breakthroughs_tui.comparison import Comparison, Shift, compare
from breakthroughs_tui.model import Assessment, QuestionBank
from breakthroughs_tui.priority import Band, ScoredQuestion, Summary, summarise
from breakthroughs_tui.trend import stalled


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
    """What the checks found, then what has stalled: the longest first."""

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Those that there are: against the last quarter, then against a year ago."""
        return tuple(each for each in (self.since_last, self.since_last_year) if each is not None)

    @cached_property
    def _shifts(self) -> tuple[dict[str, Shift], ...]:
        return tuple(
            {each.id: each.shift for each in comparison.breakthroughs}
            for comparison in self.comparisons
        )

    def shifts(self, breakthrough_id: str) -> tuple[Shift, ...]:
        """Tell how a breakthrough of this quarter moved in each of the comparisons."""
        return tuple(each[breakthrough_id] for each in self._shifts)

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
    standing = stalled(assessment, earlier())
    return Review(
        summarise(assessment),
        since_last,
        since_last_year,
        standing,
        (*find_contradictions(assessment, earlier()), *_stalled(assessment, standing)),
    )


def _stalled(assessment: Assessment, standing: dict[str, int]) -> Iterator[Finding]:
    """Name what has stalled, the longest first."""
    for quarters in sorted(set(standing.values()), reverse=True):
        own = (q for q in assessment.bank.questions if standing.get(q.question.id) == quarters)
        yield Finding(_stalled_for(quarters).capitalize(), tuple(own))
