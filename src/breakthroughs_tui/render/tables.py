"""What every table of the command line is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from breakthroughs_tui import wording
from breakthroughs_tui.priority import NOT_ANSWERED, Band

if TYPE_CHECKING:
    from rich.console import RenderableType

    from breakthroughs_tui.priority import Tally

NARROW: Final = 64
"""Cells of a terminal below which a table keeps only its most important columns."""
ROOMY: Final = 100
"""Cells from which it has room for all of them."""
KEY_TO_CHANGES: Final = "vs: how far the gap index moved since then, in points; less is better"
_NUMBERS: Final = ("#", "Gap", "Was", "Now", "Change")
"""Headings of columns whose cells stand in line on the right."""


def band_text(band: Band | None) -> Text:
    """Draw a band as symbol, word and colour."""
    if band is None:
        return Text(NOT_ANSWERED)
    return Text(band.look.label, style=band.look.ansi)


def index_text(tally: Tally | None) -> Text:
    """Write a gap index as a percentage."""
    return Text(wording.index_text(None if tally is None else tally.gap_index))


def band_word(band: Band | None) -> str | None:
    """Give a band as JSON has it."""
    return None if band is None else band.look.word


def grid(*headings: str) -> Table:
    """Make a table without lines; the last column takes what room is left."""
    table = _empty_grid()
    for heading in headings:
        table.add_column(
            Text(heading, style="dim"),
            justify="right" if heading in _NUMBERS or heading.startswith("vs ") else "left",
            no_wrap=heading != headings[-1],
            overflow="fold",
        )
    return table


def bare_grid(columns: int) -> Table:
    """Make a table without lines or headings; the last column takes what room is left."""
    table = _empty_grid(has_headings=False)
    for column in range(columns):
        table.add_column(no_wrap=column < columns - 1, overflow="fold")
    return table


def _empty_grid(*, has_headings: bool = True) -> Table:
    return Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=has_headings)


def encodable_layout(layout: RenderableType, encoding: str) -> RenderableType:
    """Return a layout of texts and grids with equivalents for what an encoding lacks.

    Before it is laid out, so that columns stay in line whatever the equivalents' widths.
    """
    if encoding == "utf-8":  # it lacks nothing
        return layout
    from breakthroughs_tui.equivalents import encodable  # here, to start at once

    if isinstance(layout, Text):
        text = layout.copy()
        text.plain = encodable(layout.plain, encoding)
        return text
    if isinstance(layout, Group):
        return Group(*(encodable_layout(each, encoding) for each in layout.renderables))
    assert isinstance(layout, Table), "a layout is made of texts, groups and grids"
    table = _empty_grid(has_headings=layout.show_header)
    for column in layout.columns:
        table.add_column(
            encodable_layout(column.header, encoding),
            justify=column.justify,
            no_wrap=column.no_wrap,
            overflow=column.overflow,
        )
    for cells in zip(*(column.cells for column in layout.columns), strict=True):
        table.add_row(*(encodable_layout(each, encoding) for each in cells))
    return table


def standing(tally: Tally) -> str:
    """Say in one line what a whole assessment adds up to."""
    parts = [tally.coverage]
    if tally.gap_index is not None and tally.band is not None:
        parts.append(f"gap index {tally.gap_index}% ({tally.band.look.word})")
    if tally.is_provisional:
        parts.append("provisional")
    return " · ".join(parts)
