"""How the gaps moved: breakthroughs down, quarters across, the newest on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Assessment
from breakthroughs_tui.priority import Tally
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.trend import Trend, TrendRow, span, trend
from breakthroughs_tui.tui.bands import band_style
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.page import NORMAL_WIDTH, Page
from breakthroughs_tui.tui.places import Go
from breakthroughs_tui.wording import trend_cell, trend_notes

_CELL: Final = 9
"""Cells of a column: symbol, index and mark on the band's colour, then a gap."""
_TITLE_CELLS: Final = 22
"""The least that a title gets beside its cells."""
_NARROW_TITLE_CELLS: Final = 2
"""Where there is little room, titles stand on lines of their own."""


def columns_that_fit(width: int) -> int:
    """Tell how many quarters stand side by side in so many cells."""
    title = _TITLE_CELLS if width >= NORMAL_WIDTH else _NARROW_TITLE_CELLS
    return max((width - title) // _CELL, 1)


class TrendTable(Widget):
    """The table itself."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(classes="part")
        self._trend = Trend((), (), frozenset())

    def show(self, found: Trend) -> None:
        """Show a trend."""
        self._trend = found
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines."""
        del container, viewport
        return sum(line.plain.count("\n") + 1 for line in self._lines(width))

    def render(self) -> Content:
        """Draw the table."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        heading = "".join(
            f"{each.briefly}{'*' if each in self._trend.breaks else '':<{_CELL - 8}}"
            for each in self._trend.quarters
        )
        title_cells = self._title_cells(width)
        return [
            Content.styled(f"{'':<{title_cells}}{heading}", "$muted"),
            *(self._row(row, title_cells) for row in self._trend.rows),
        ]

    def _title_cells(self, width: int) -> int:
        """Give titles what the quarters leave them, as far as they need it."""
        if width < NORMAL_WIDTH:
            return _NARROW_TITLE_CELLS
        longest = max((cell_len(row.title) for row in self._trend.rows), default=0) + 2
        return max(_TITLE_CELLS, min(longest, width - _CELL * len(self._trend.quarters)))

    def _row(self, row: TrendRow, title_cells: int) -> Content:
        cells = Content("").join([_cell(tally) for tally in row.tallies])
        title = Content.styled(row.title, "" if row.id else "bold")
        if title_cells == _NARROW_TITLE_CELLS:
            above = Content("\n").join(title.wrap(self.size.width or NORMAL_WIDTH))
            return Content.assemble(above, "\n", " " * title_cells, cells)
        lines = title.wrap(title_cells - 1)
        padded = lines[0].truncate(title_cells, pad=True)
        return Content("\n").join([Content.assemble(padded, cells), *lines[1:]])


def _cell(tally: Tally | None) -> Content:
    """Draw a tally on its band's colour; a quarter without one stays blank."""
    if tally is None:
        return Content(" " * _CELL)
    if tally.band is None:
        return Content.styled("–", "$muted").truncate(_CELL, pad=True)
    text = Content(trend_cell(tally)).truncate(_CELL - 1, pad=True)
    colour = band_style(tally.band)
    return Content.assemble(text.stylize(f"$background on {colour}"), " ")


class TrendPage(Page):
    """As many quarters as fit; left and right show older and newer ones."""

    HEADING = "Trend of the gap index"
    LEADS_HERE = "trend"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "left",
            "turn(-1)",
            "Older",
            "See older quarters, or with → newer ones",
            shown_as="← →",
            show=True,
        ),
        key("right", "turn(1)", "Newer"),
        key("down,j", "scroll(1)", "Down", "See what is below", shown_as="↓"),
        key("up,k", "scroll(-1)", "Up", "Go back up", shown_as="↑"),
        key("pagedown", "scroll(1)", "Down"),
        key("pageup", "scroll(-1)", "Up"),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """Show the quarters up to the newest."""
        super().__init__(session, go)
        self._table = TrendTable()
        self._notes = Static(classes="part remarks")
        self._width = 0
        self._end: Quarter | None = None
        """The newest quarter shown; None for the open one, or the newest so far."""

    def compose_body(self) -> Iterable[Widget]:
        """Give the table, and what its marks mean."""
        yield self._table
        yield self._notes

    def on_resize(self, event: events.Resize) -> None:
        """Show as many quarters as fit."""
        self._width = event.size.width
        self.show_session()

    def show_session(self) -> None:
        """Show the answers as they stand."""
        if not self._width:
            return
        saved = self._saved
        shown = span(saved, self._columns, end=self._usual_end)
        series = self._series(saved, shown)
        found = trend(series, shown)
        self._table.show(found)
        unreadable = [each.short_label for each in shown if each in saved and each not in series]
        names = ", ".join(unreadable)
        lines = [
            "Each cell: the band's symbol and the gap index. Less is better.",
            *trend_notes(found),
            *([f"Not counted, see the list of quarters: {names}."] if names else []),
        ]
        self._notes.update(Content("\n".join(lines)))

    @property
    def _columns(self) -> int:
        return columns_that_fit(self._width - 4)

    @property
    def _usual_end(self) -> Quarter:
        own = self.session.assessment.quarter
        return self._end or max([own, *self.session.history.quarters_so_far()])

    @property
    def _saved(self) -> list[Quarter]:
        """The quarters that have a file, and the open one; oldest first."""
        saved = {self.session.assessment.quarter, *self.session.history.quarters()}
        return sorted(saved, key=lambda quarter: quarter.id)

    def _series(
        self, saved: list[Quarter], shown: tuple[Quarter, ...]
    ) -> dict[Quarter, Assessment]:
        """Read the quarters shown, and the one before them: a break may stand between."""
        before = [quarter for quarter in saved if quarter < shown[0]][-1:]
        entries = (self.session.saved(each) for each in (*before, *shown) if each in saved)
        return {each.quarter: each.assessment for each in entries if each.assessment is not None}

    def action_turn(self, step: int) -> None:
        """Move by one quarter, as long as there are some to see."""
        saved = self._saved
        end = self._usual_end
        shown = span(saved, self._columns, end=end)
        if step < 0 and shown[0] > saved[0]:
            self._end = end.previous
        elif step > 0 and end < saved[-1]:
            self._end = end.next
        else:
            self.say("There are no older quarters." if step < 0 else "This is the newest quarter.")
        self.show_session()
