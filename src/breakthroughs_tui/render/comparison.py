"""Two quarters side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.text import Text

from breakthroughs_tui.comparison import Movement
from breakthroughs_tui.model import Scale
from breakthroughs_tui.render.tables import (
    NARROW,
    ROOMY,
    band_text,
    grid,
    index_text,
)
from breakthroughs_tui.wording import (
    change_text,
    compared_text,
    direction_word,
    fall_text,
    fallen_text,
    standing_of_both,
    two_councils_text,
)

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from breakthroughs_tui.comparison import BreakthroughChange, Comparison, QuestionChange
    from breakthroughs_tui.moments import OwnTime
    from breakthroughs_tui.priority import Tally

_FOR_BANDS: Final = 76
"""Cells of a terminal from which both bands have room."""
_STYLES: Final = {Movement.IMPROVED: "green", Movement.DECLINED: "bold red"}


def compare_table(comparison: Comparison, width: int, own_time: OwnTime) -> RenderableType:
    """Lay out what fell from Achieved, then the breakthroughs, then the questions that moved.

    `width` is the terminal's, in cells; `own_time` tells when each quarter was changed.
    """
    earlier, later = comparison.earlier.assessment, comparison.later.assessment
    lines: list[RenderableType] = [
        Text(f"From {earlier.quarter.label} to {later.quarter.label}", style="bold"),
        Text(standing_of_both(comparison)),
    ]
    if councils := two_councils_text(comparison):
        lines.append(Text(councils))
    falls = comparison.falls_from_achieved
    if falls:
        lines += [Text(""), Text(fallen_text(comparison), style="bold")]
        lines += [Text(fall_text(comparison, each, own_time), style="bold red") for each in falls]
    lines += [Text(""), _breakthroughs(comparison, width)]
    changed = [each for each in comparison.questions if each.has_changed]
    moved = [each for each in changed if not each.is_waiting]
    if moved:
        lines += [Text(""), Text("Questions that moved", style="bold"), _questions(moved, width)]
    else:
        lines += [Text(""), Text("No question moved.")]
    if len(moved) < len(changed):
        waiting = len(changed) - len(moved)
        lines.append(Text(f"Not answered in {later.quarter.short_label} yet: {waiting}."))
    return Group(*lines)


def _breakthroughs(comparison: Comparison, width: int) -> Table:
    has_bands, has_coverage = width >= _FOR_BANDS, width >= ROOMY
    table = grid(
        *("Direction", "Was"),
        *(("Band before",) if has_bands else ()),
        "Now",
        *(("Band now",) if has_bands else ()),
        *(("Change",) if width >= NARROW else ()),
        *(("Compared",) if has_coverage else ()),
        "Breakthrough",
    )
    for each in comparison.breakthroughs:
        compared = Text(f"{each.shift.compared}/{each.shift.total}")
        table.add_row(
            _direction(each),
            index_text(each.earlier),
            *((_band(each.earlier),) if has_bands else ()),
            index_text(each.later),
            *((_band(each.later),) if has_bands else ()),
            *((Text(change_text(each.shift.change)),) if width >= NARROW else ()),
            *((compared,) if has_coverage else ()),
            Text(each.title if has_coverage else f"{each.title}{compared_text(each.shift)}"),
        )
    return table


def _direction(change: BreakthroughChange) -> Text:
    direction = change.shift.direction
    return Text(direction_word(change), style=_STYLES.get(direction, "") if direction else "")


def _band(tally: Tally | None) -> Text:
    return Text("–") if tally is None else band_text(tally.band)


def _questions(changes: list[QuestionChange], width: int) -> Table:
    table = grid("#", *(("Progress", "Plan") if width >= NARROW else ()), "Question")
    for each in changes:
        moves = [each.movement(scale) for scale in Scale]
        cells = [Text(move.label, style=_STYLES.get(move, "")) for move in moves]
        remark = f" ({each.break_in_series})" if each.break_in_series else ""
        text = f"{each.question.text}{remark}"
        number = Text(each.shown_number)
        if width >= NARROW:
            table.add_row(number, *cells, Text(text))
        else:
            words = f"{each.movement(Scale.PROGRESS).label}; plan {each.movement(Scale.PLAN).label}"
            table.add_row(number, Text(f"{words}: {text}"))
    return table


def compare_values(comparison: Comparison) -> dict[str, Any]:
    """Give the comparison as `compare --json` prints it."""
    return {
        "earlier": comparison.earlier.assessment.quarter.id,
        "later": comparison.later.assessment.quarter.id,
        "breakthroughs": [
            {
                "id": each.id,
                "title": each.title,
                "earlier_gap_index": each.earlier.gap_index if each.earlier else None,
                "later_gap_index": each.later.gap_index if each.later else None,
                "direction": each.shift.direction,
            }
            for each in comparison.breakthroughs
        ],
        "questions": [
            {
                "id": each.question.id,
                "number": each.numbered.number,
                "progress": each.movement(Scale.PROGRESS),
                "plan": each.movement(Scale.PLAN),
                "reworded": each.is_reworded,
            }
            for each in comparison.questions
        ],
    }
