"""Many quarters in a row: how each gap moved, and what has stood still."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from breakthroughs_tui.comparison import compare_questions
from breakthroughs_tui.lineage import Lineage
from breakthroughs_tui.model import Answer, Assessment, Progress
from breakthroughs_tui.priority import Tally, summarise
from breakthroughs_tui.quarter import Quarter

EVERYTHING: Final = "All questions"
"""The title of the row that is no breakthrough's."""
STALLED_AFTER: Final = 2
"""Further quarters with the same ratings after which a question counts as stalled."""


class TrendRow(Struct, frozen=True):
    """One breakthrough, or all of them, over time."""

    id: str
    """The breakthrough's id; empty for the row of all questions."""
    title: str
    tallies: tuple[Tally | None, ...]
    """One a quarter; None where no file was saved, or this was not asked."""


class Trend(Struct, frozen=True):
    """Breakthroughs down, quarters across."""

    quarters: tuple[Quarter, ...]
    """Every quarter from the oldest shown to the newest, also those without a file."""
    rows: tuple[TrendRow, ...]
    """In the newest bank's order; then what older banks asked; all questions last."""
    breaks: frozenset[Quarter]
    """Quarters that were asked other questions than the saved quarter before them."""


def trend(series: Mapping[Quarter, Assessment], quarters: Sequence[Quarter]) -> Trend:
    """Lay out these quarters, oldest first; a quarter without an assessment stays blank."""
    summaries = {quarter: summarise(series[quarter]) for quarter in quarters if quarter in series}
    titles: dict[str, str] = {}
    for summary in reversed(summaries.values()):
        for each in summary.assessment.bank.breakthroughs:
            titles.setdefault(each.id, each.title)
    tallies = {
        quarter: {entry.breakthrough.id: entry.tally for entry in summary.breakthroughs}
        for quarter, summary in summaries.items()
    }
    rows = [
        TrendRow(key, title, tuple(tallies.get(quarter, {}).get(key) for quarter in quarters))
        for key, title in titles.items()
    ]
    overall = tuple(
        summaries[quarter].overall if quarter in summaries else None for quarter in quarters
    )
    rows.append(TrendRow("", EVERYTHING, overall))
    saved = sorted(series)
    breaks = frozenset(
        quarter
        for before, quarter in pairwise(saved)
        if quarter in quarters and _breaks(series[before], series[quarter])
    )
    return Trend(tuple(quarters), tuple(rows), breaks)


def _breaks(before: Assessment, now: Assessment) -> bool:
    """Tell whether a quarter was asked anything else, or anywhere else, than the one before."""
    if before.bank is now.bank:
        return False
    changes = compare_questions(before, now)
    return any(not each.earlier or not each.later or each.break_in_series for each in changes)


def span(saved: Iterable[Quarter], most: int, *, end: Quarter | None = None) -> tuple[Quarter, ...]:
    """Give the quarters to lay out, oldest first: at most so many, up to the newest or `end`.

    Quarters without a file are among them; none before the oldest saved one is.
    """
    known = sorted(saved)
    if not known:
        return ()
    quarter = end or known[-1]
    shown = [quarter]
    while len(shown) < most and quarter > known[0]:
        quarter = quarter.previous
        shown.append(quarter)
    return tuple(reversed(shown))


def stalled(assessment: Assessment, earlier: Iterable[Assessment]) -> dict[str, int]:
    """Tell for how many further quarters each stalled question has kept its ratings, by id.

    It is stalled when it is not Achieved and both ratings are what they were two or more
    saved quarters ago. A quarter in which it was not answered neither counts nor breaks
    the run. `earlier` come newest first, and are read no further than needed.
    """
    runs: dict[str, int] = {}
    open_runs = {
        each.question.id: answer
        for each in assessment.bank.questions
        if (answer := assessment.answer(each.question.id)).is_answered
        and answer.progress is not Progress.ACHIEVED
    }
    lineage = Lineage([assessment.bank])
    for past in earlier if open_runs else ():
        for question_id, answer in list(open_runs.items()):
            numbered = lineage.earlier(question_id, past.bank)
            before = [past.answer(each.question.id) for each in numbered]
            if before and all(_is_unchanged(each, answer) for each in before):
                runs[question_id] = runs.get(question_id, 0) + 1
            elif not before or any(each.is_answered for each in before):
                del open_runs[question_id]
        if not open_runs:
            break
        lineage.learn(past.bank)
    return {key: count for key, count in runs.items() if count >= STALLED_AFTER}


def _is_unchanged(before: Answer, now: Answer) -> bool:
    return (before.progress, before.plan) == (now.progress, now.plan)
