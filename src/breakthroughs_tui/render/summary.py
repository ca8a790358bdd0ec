"""The summary of one quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from breakthroughs_tui.model import RATINGS, Plan, Progress, Scale
from breakthroughs_tui.priority import Band, Tally, advice_for, most_urgent_first, scoring_rule
from breakthroughs_tui.render.tables import (
    KEY_TO_CHANGES,
    NARROW,
    ROOMY,
    band_text,
    band_word,
    grid,
    index_text,
    standing,
)
from breakthroughs_tui.wording import gap_bar, shift_text

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from breakthroughs_tui.model import Scales
    from breakthroughs_tui.priority import ScoredQuestion, Summary
    from breakthroughs_tui.review import Review


def _counts(tally: Tally, scale: type[Progress | Plan]) -> Text:
    return Text(" ".join(str(count) for count in tally.counts(tuple(scale)).values()))


def summary_table(review: Review, width: int) -> RenderableType:
    """Lay out the ranked breakthroughs, the questions that come first, the checks, the rule.

    `width` is the terminal's, in cells: a narrow one has no room for bars and counts.
    """
    summary = review.summary
    scales = summary.assessment.bank.scales
    lines: list[RenderableType] = [
        Text(f"Priority gaps: {summary.assessment.quarter.label}", style="bold"),
        Text(standing(summary.overall)),
        Text(""),
        _ranking(review, width),
        *(Text(line) for line in _keys_to_columns(review, width)),
    ]
    urgent = [each for each in summary.overall.questions if (each.score or 0) >= Band.HIGH]
    if urgent:
        lines += [Text(""), Text("Questions that come first", style="bold")]
        lines.append(_first_questions(review, most_urgent_first(urgent), width))
    if review.findings:
        lines += [Text(""), Text("Checks", style="bold")]
        lines += [Text(f"{each.words}: {each.where}") for each in review.findings]
    return Group(*lines, Text(""), Text(f"How gaps are scored: {scoring_rule(scales)}"))


def _has_counts(review: Review, width: int) -> bool:
    return width >= (ROOMY if review.comparisons else NARROW)


def _ranking(review: Review, width: int) -> Table:
    has_counts, has_changes = _has_counts(review, width), width >= NARROW
    scales = review.summary.assessment.bank.scales
    letters = [" ".join(scales.initials(scale)) for scale in Scale]
    changes = [f"vs {each.earlier.assessment.quarter.briefly}" for each in review.comparisons]
    ranked = grid(
        *("#", "Band", "Gap"),
        *(("",) if has_counts else ()),
        *(changes if has_changes else ()),
        *(("Done",) if has_changes else ()),
        *((f"{each} " for each in letters) if has_counts else ()),
        "Breakthrough",
    )
    for entry in review.summary.breakthroughs:
        tally = entry.tally
        moved = [Text(shift_text(each)) for each in review.shifts(entry.breakthrough.id)]
        ranked.add_row(
            Text(str(entry.rank)),
            band_text(tally.band),
            index_text(tally),
            *((Text(gap_bar(tally.gap_index)),) if has_counts else ()),
            *(moved if has_changes else ()),
            *((Text(f"{tally.answered}/{tally.total}"),) if has_changes else ()),
            *((_counts(tally, Progress), _counts(tally, Plan)) if has_counts else ()),
            Text(entry.breakthrough.title),
        )
    return ranked


def _keys_to_columns(review: Review, width: int) -> list[str]:
    """Explain what the headings cannot."""
    lines = []
    if _has_counts(review, width):
        scales = review.summary.assessment.bank.scales
        letters = [" ".join(scales.initials(scale)) for scale in Scale]
        lines.append(_key_to_counts(scales, letters))
    if review.comparisons and width >= NARROW:
        lines.append(f"{KEY_TO_CHANGES}.")
        if any(each.overall.is_partial for each in review.comparisons):
            lines.append("~: not every question could be compared.")
    return lines


def _first_questions(review: Review, questions: list[ScoredQuestion], width: int) -> Table:
    has_advice = width >= NARROW
    table = grid("#", "Band", *(("What to do",) if has_advice else ()), "Question")
    for each in questions:
        progress, plan = each.answer.progress, each.answer.plan
        advice = advice_for(progress, plan) if progress and plan else ""
        number, _, question = each.numbered
        remarks = "; ".join(review.remarks(each))
        text = f"{question.text} ({remarks})" if remarks else question.text
        advised = (Text(advice),) if has_advice else ()
        table.add_row(Text(str(number)), band_text(each.band), *advised, Text(text))
    return table


def _key_to_counts(scales: Scales, letters: list[str]) -> str:
    labels = [", ".join(scales.label(rating) for rating in RATINGS[scale]) for scale in Scale]
    pairs = zip(letters, labels, strict=True)
    return " ".join(f"{each}: how many {names}." for each, names in pairs)


def summary_values(summary: Summary) -> dict[str, Any]:
    """Give the summary as `summary --json` prints it."""
    overall = summary.overall
    bank = summary.assessment.bank
    return {
        "quarter": summary.assessment.quarter.id,
        "label": summary.assessment.quarter.label,
        "answered": overall.answered,
        "total": overall.total,
        "provisional": overall.is_provisional,
        "gap_index": overall.gap_index,
        "band": band_word(overall.band),
        "breakthroughs": [
            {
                "id": entry.breakthrough.id,
                "title": entry.breakthrough.title,
                "rank": entry.rank,
                "band": band_word(entry.tally.band),
                "gap_index": entry.tally.gap_index,
                "answered": entry.tally.answered,
                "total": entry.tally.total,
                "progress": entry.tally.counts(tuple(Progress)),
                "plan": entry.tally.counts(tuple(Plan)),
            }
            for entry in summary.breakthroughs
        ],
        "questions": [
            {
                "id": each.numbered.question.id,
                "number": each.numbered.number,
                "breakthrough": bank.breakthroughs[each.numbered.position].id,
                "text": each.numbered.question.text,
                "progress": each.answer.progress,
                "plan": each.answer.plan,
                "score": each.score,
                "band": band_word(each.band),
            }
            for each in overall.questions
        ],
    }
