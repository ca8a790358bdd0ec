"""What the command line prints: Rich renderables, and the same facts as plain JSON values.

All text goes in as `Text`, so that nothing in a bank or a note is read as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from breakthroughs_tui.model import RATINGS, Plan, Progress, Scale
from breakthroughs_tui.priority import (
    NOT_ANSWERED,
    Band,
    Tally,
    advice_for,
    most_urgent_first,
    scoring_rule,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from breakthroughs_tui.model import Scales
    from breakthroughs_tui.priority import ScoredQuestion, Summary
    from breakthroughs_tui.store import Entry

_BAR_CELLS: Final = 5
_NARROW: Final = 64
"""Cells of a terminal below which a table keeps only its most important columns."""


def gap_bar(gap_index: int | None, cells: int = _BAR_CELLS) -> str:
    """Draw a gap index (0 to 100) as a bar of this many cells."""
    filled = 0 if gap_index is None else (gap_index * cells + 50) // 100
    return "█" * filled + "░" * (cells - filled)


def _band_text(band: Band | None) -> Text:
    if band is None:
        return Text(NOT_ANSWERED)
    return Text(band.look.label, style=band.look.ansi)


def _counts(tally: Tally, scale: type[Progress | Plan]) -> Text:
    return Text(" ".join(str(count) for count in tally.counts(tuple(scale)).values()))


def _index_text(tally: Tally) -> Text:
    return Text("–" if tally.gap_index is None else f"{tally.gap_index}%")


def _standing(tally: Tally) -> str:
    parts = [tally.coverage]
    if tally.gap_index is not None and tally.band is not None:
        parts.append(f"gap index {tally.gap_index}% ({tally.band.look.word})")
    if tally.is_provisional:
        parts.append("provisional")
    return " · ".join(parts)


def _grid(*headings: str) -> Table:
    """Make a table without lines; the last column takes what room is left."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in headings:
        table.add_column(
            Text(heading, style="dim"),
            justify="right" if heading in {"#", "Gap"} else "left",
            no_wrap=heading != headings[-1],
            overflow="fold",
        )
    return table


def _question_row(each: ScoredQuestion) -> tuple[RenderableType, ...]:
    progress, plan = each.answer.progress, each.answer.plan
    advice = advice_for(progress, plan) if progress and plan else ""
    number, _, question = each.numbered
    return Text(str(number)), _band_text(each.band), Text(advice), Text(question.text)


def summary_table(summary: Summary, width: int) -> RenderableType:
    """Lay out the ranked breakthroughs, then the questions that come first, then the rule.

    `width` is the terminal's, in cells: a narrow one has no room for bars and counts.
    """
    scales = summary.assessment.bank.scales
    is_narrow = width < _NARROW
    letters = [" ".join(scales.initials(scale)) for scale in Scale]
    counts = () if is_narrow else ("", "Done", *(f"{each} " for each in letters))
    ranked = _grid("#", "Band", "Gap", *counts, "Breakthrough")
    for entry in summary.breakthroughs:
        tally = entry.tally
        details = (
            Text(gap_bar(tally.gap_index)),
            Text(f"{tally.answered}/{tally.total}"),
            _counts(tally, Progress),
            _counts(tally, Plan),
        )
        ranked.add_row(
            Text(str(entry.rank)),
            _band_text(tally.band),
            _index_text(tally),
            *(() if is_narrow else details),
            Text(entry.breakthrough.title),
        )
    lines: list[RenderableType] = [
        Text(f"Priority gaps: {summary.assessment.quarter.label}", style="bold"),
        Text(_standing(summary.overall)),
        Text(""),
        ranked,
    ]
    if not is_narrow:
        lines.append(Text(_key_to_counts(scales, letters)))
    urgent = [each for each in summary.overall.questions if (each.score or 0) >= Band.HIGH]
    if urgent:
        first = _grid("#", "Band", *(() if is_narrow else ("What to do",)), "Question")
        for each in most_urgent_first(urgent):
            number, band, advice, question = _question_row(each)
            first.add_row(number, band, *(() if is_narrow else (advice,)), question)
        lines += [Text(""), Text("Questions that come first", style="bold"), first]
    return Group(*lines, Text(""), Text(f"How gaps are scored: {scoring_rule(scales)}"))


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
        "band": _band_word(overall.band),
        "breakthroughs": [
            {
                "id": entry.breakthrough.id,
                "title": entry.breakthrough.title,
                "rank": entry.rank,
                "band": _band_word(entry.tally.band),
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
                "band": _band_word(each.band),
            }
            for each in overall.questions
        ],
    }


def _band_word(band: Band | None) -> str | None:
    return None if band is None else band.look.word


def history_table(
    entries: list[tuple[Entry, Tally | None]], folder: str, width: int
) -> RenderableType:
    """Lay out the saved quarters, newest first, each with its tally or what is wrong with it."""
    is_narrow = width < _NARROW
    table = _grid("Quarter", "Done", "Gap", "Band", *(() if is_narrow else ("Changed", "File")))
    problems: list[RenderableType] = []
    for entry, tally in entries:
        if entry.assessment is None or tally is None:
            problems.append(Text(f"{entry.quarter.short_label}: {entry.problem}"))
            changed, done, gap = Text("–"), Text("–"), Text("–")
            band = Text("Not readable", style="bold red")
        else:
            changed = Text(f"{entry.assessment.modified:%Y-%m-%d}")
            done, gap = Text(f"{tally.answered}/{tally.total}"), _index_text(tally)
            band = _band_text(tally.band)
        name = entry.quarter.short_label if is_narrow else entry.quarter.label
        place = () if is_narrow else (changed, Text(entry.path.name))
        table.add_row(Text(name), done, gap, band, *place)
    return Group(table, Text(f"Saved in {folder}"), *problems)


def history_values(entries: list[tuple[Entry, Tally | None]]) -> list[dict[str, Any]]:
    """Give the history as `history --json` prints it."""
    return [
        {
            "quarter": entry.quarter.id,
            "label": entry.quarter.label,
            "path": str(entry.path),
            "answered": tally.answered if tally else None,
            "total": tally.total if tally else None,
            "gap_index": tally.gap_index if tally else None,
            "modified": entry.assessment.modified if entry.assessment else None,
            "problem": entry.problem,
        }
        for entry, tally in entries
    ]
