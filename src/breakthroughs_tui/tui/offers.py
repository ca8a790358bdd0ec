"""How a quarter that may be started is offered, and a copy that may be put together with one."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from breakthroughs_tui.history import History
from breakthroughs_tui.plain import shown
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.tui.row_list import Row, beside


def start_row(quarter: Quarter, history: History, margin: str, width: int) -> Row:
    """Offer a quarter after a margin, in so many cells, and say which one it is."""
    which = "this quarter" if quarter == history.this_quarter else "the quarter just ended"
    offer = Content(f"Start {quarter.label}, {which}")
    return Row(f"start {quarter.id}", beside(Content(f"{margin}+ "), offer, width))


def merge_row(copy: Path, margin: str, width: int) -> Row:
    """Offer to put a copy together with the open quarter, after a margin, in so many cells."""
    offer = Content(f"Put together with {shown(copy.name)}")
    return Row(f"merge {copy.name}", beside(Content(f"{margin}± "), offer, width))
