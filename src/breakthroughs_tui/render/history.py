"""The saved quarters, and how the gaps moved over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.text import Text

from breakthroughs_tui.plain import shown
from breakthroughs_tui.render.tables import NARROW, ROOMY, band_text, grid, index_text
from breakthroughs_tui.wording import other_files_text, trend_cell, trend_notes

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from breakthroughs_tui.folder import Entry
    from breakthroughs_tui.moments import OwnTime
    from breakthroughs_tui.priority import Tally
    from breakthroughs_tui.trend import Trend

_MOST_QUARTERS: Final = 12
_CELL: Final = 9
"""Cells of a quarter in the trend, with the gap after it."""
_TITLE_CELLS: Final = 24
"""The least that a breakthrough's title gets in the trend."""


def history_table(
    entries: list[tuple[Entry, Tally | None]],
    folder: str,
    others: list[Path],
    width: int,
    own_time: OwnTime,
) -> RenderableType:
    """Lay out the saved quarters, newest first, each with its tally or what is wrong with it.

    `others` are the folder's files that are no quarter: they are named below. `own_time` tells
    when each quarter was changed.
    """
    is_narrow = width < NARROW
    councils = {entry.assessment.council for entry, _ in entries if entry.assessment}
    several = sorted(councils - {""}) if len(councils - {""}) > 1 else []
    has_councils = bool(several) and width >= ROOMY
    table = grid(
        *("Quarter", "Done", "Gap", "Band"),
        *(() if is_narrow else ("Changed", "File")),
        *(("Council",) if has_councils else ()),
    )
    problems: list[RenderableType] = []
    for entry, tally in entries:
        if entry.assessment is None or tally is None:
            problems.append(Text(f"{entry.quarter.short_label}: {entry.problem}"))
            changed, done, gap, council = Text("–"), Text("–"), Text("–"), Text("–")
            band = Text("Not counted", style="bold red")
        else:
            changed = Text(f"{own_time(entry.assessment.modified):%Y-%m-%d}")
            done, gap = Text(f"{tally.answered}/{tally.total}"), index_text(tally)
            band = band_text(tally.band)
            council = Text(entry.assessment.council)
        name = entry.quarter.short_label if is_narrow else entry.quarter.label
        place = () if is_narrow else (changed, Text(shown(entry.path.name)))
        whose = (council,) if has_councils else ()
        table.add_row(Text(name), done, gap, band, *place, *whose)
    lines: list[RenderableType] = [table, Text(f"Saved in {shown(folder)}"), *problems]
    if several and not has_councils:
        lines.append(Text(f"They name several councils: {'; '.join(several)}."))
    if others:
        lines.append(Text(other_files_text(others)))
    return Group(*lines)


def quarters_that_fit(width: int) -> int:
    """Tell how many quarters of a trend stand side by side in so many cells; a dozen at most."""
    return min(max((width - _TITLE_CELLS) // _CELL, 1), _MOST_QUARTERS)


def trend_table(found: Trend) -> RenderableType:
    """Lay out how each gap moved: breakthroughs down, quarters across, the newest on the right."""
    headings = [each.briefly + ("*" if each in found.breaks else "") for each in found.quarters]
    table = grid(*headings, "Breakthrough")
    for row in found.rows:
        cells = [_trend_cell(tally) for tally in row.tallies]
        table.add_row(*cells, Text(row.title, style="" if row.id else "bold"))
    lines: list[RenderableType] = [Text("Trend of the gap index", style="bold"), table]
    return Group(*lines, *(Text(line) for line in trend_notes(found)))


def _trend_cell(tally: Tally | None) -> Text:
    if tally is None or tally.band is None:
        return Text("")
    return Text(trend_cell(tally), style=tally.band.look.ansi)


def history_values(entries: list[tuple[Entry, Tally | None]]) -> list[dict[str, Any]]:
    """Give the history as `history --json` prints it."""
    return [
        {
            "quarter": entry.quarter.id,
            "label": entry.quarter.label,
            "path": _as_json(entry.path),
            "answered": tally.answered if tally else None,
            "total": tally.total if tally else None,
            "gap_index": tally.gap_index if tally else None,
            "modified": entry.assessment.modified if entry.assessment else None,
            "problem": entry.problem,
        }
        for entry, tally in entries
    ]


def _as_json(path: Path) -> str:
    """Write a path as it is; one that is no Unicode, which JSON cannot hold, as it is shown."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return shown(text)
    return text
