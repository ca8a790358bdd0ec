"""Every quarter: those saved, newest first, and those that may be started."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Assessment
from breakthroughs_tui.priority import summarise
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.bands import tally_content
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.list_page import ListPage
from breakthroughs_tui.tui.offers import start_row
from breakthroughs_tui.tui.places import Go, ToComparison, ToQuarter
from breakthroughs_tui.tui.row_list import Row
from breakthroughs_tui.wording import other_files_text, to_read_text

_LABEL_CELLS: Final = 26
_NARROW_LABEL_CELLS: Final = 11
_BATCH: Final = 60
"""So many quarters are listed at first, and as many more as the cursor nears the end: laying
out 400 rows takes longer than reading those in view."""
_DONE_CELLS: Final = 10
_TALLY_CELLS: Final = 18


class HistoryPage(ListPage):
    """Opens, compares or starts a quarter."""

    HEADING = "Quarters"
    LEADS_HERE = "history"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "enter",
            "press",
            "Open",
            "Open the quarter under the cursor, or start it",
            shown_as="Enter",
            show=True,
        ),
        key("c", "compare", "Compare", "Compare that quarter with the open one", show=True),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """Show the quarters beside a session's own."""
        super().__init__(session, go)
        self._quarters: list[Quarter] = []
        """The quarter of each row."""
        self._saved: set[Quarter] = set()
        self._offers = 0
        """How many of the first rows may be started."""
        self._most = _BATCH
        """How many quarters are listed at most."""
        self._filled: set[int] = set()
        """The rows that say more than their name."""
        self._below = Static(id="below")

    def compose_body(self) -> Iterable[Widget]:
        """Give the rows, then where the files are."""
        yield self.table
        yield self._below

    def show_session(self) -> None:
        """Look at the folder again."""
        self._filled.clear()
        super().show_session()

    def show_rows(self) -> None:
        """Lay out what the folder holds; a file is read when its row comes into view."""
        self._filled.clear()
        if self._width:
            self._below.update(self._where())
        super().show_rows()
        self.call_after_refresh(self._fill)

    def on_row_list_scrolled(self) -> None:
        """Read what has come into view."""
        self._fill()

    def action_move(self, step: int) -> None:
        """Move over the rows; after the last one that is listed come more, if there are any."""
        if self.table.highlighted == len(self._quarters) - 1 and step > 0:
            self._list_more()
        super().action_move(step)

    def _list_more(self) -> bool:
        """List more quarters, and tell whether there were any."""
        if self._most >= len(self._saved):
            return False
        self._most += _BATCH
        self.show_rows()
        return True

    def _fill(self) -> None:
        if self.table.in_view.stop >= len(self._quarters) and self._list_more():
            return
        for index in self.table.in_view:
            if index >= self._offers and index not in self._filled:
                self._filled.add(index)
                self.table.fill(index, self._row(self._quarters[index]))

    def rows(self) -> list[Row]:
        """Give the quarters that may be started, then those saved: most by name only."""
        history, own = self.session.history, self.session.assessment.quarter
        self._saved = set(history.quarters())
        offers = history.startable(own)
        listed = sorted({*self._saved, own}, key=lambda quarter: quarter.id, reverse=True)
        listed = listed[: self._most]
        self._offers = len(offers)
        self._quarters = [*offers, *listed]
        self._filled.update(range(self.size.height))  # as many as can be in view at first
        return [
            *(start_row(quarter, history, " ", self.room) for quarter in offers),
            *(
                Row(
                    quarter.id,
                    self._row(quarter) if index in self._filled else Content(f"   {quarter.label}"),
                )
                for index, quarter in enumerate(listed, start=len(offers))
            ),
        ]

    def standing_content(self) -> Content:
        """Say how many quarters there are."""
        problem = "" if self._saved else self.session.history.problem
        if problem:
            return Content.styled(problem, "$text-error")
        count = len(self._saved)
        return Content("1 quarter is saved" if count == 1 else f"{count} quarters are saved")

    def columns_content(self) -> Content:
        """Give the headings for the width."""
        if self.is_narrow:
            return Content("")
        headings = f"{'Quarter':<{_LABEL_CELLS}}{'Answered':<{_DONE_CELLS}}"
        return Content.styled(f"   {headings}{'Gap':<{_TALLY_CELLS}}Last change", "$muted")

    def _row(self, quarter: Quarter) -> Content:
        """Draw a quarter: how far it was answered and what it adds up to, or what is wrong."""
        is_open = quarter == self.session.assessment.quarter
        label = quarter.short_label if self.is_narrow else quarter.label
        cells = _NARROW_LABEL_CELLS if self.is_narrow else _LABEL_CELLS
        mark = "●" if is_open else " "
        left = Content.assemble(f" {mark} ", Content.styled(f"{label:<{cells}}", "bold"))
        assessment = self.session.saved(quarter).assessment
        if assessment is not None:
            return Content.assemble(left, self._facts(assessment))
        is_readable = self.session.history.entry(quarter).assessment is not None
        problem = "Another question bank" if is_readable else "Not readable"
        return Content.assemble(left, Content.styled(problem, "bold $text-error"))

    def _facts(self, assessment: Assessment) -> Content:
        tally = summarise(assessment).overall
        done = f"{tally.answered}/{tally.total}"
        if self.is_narrow:
            return Content.assemble(f"{done} ", tally_content(tally, _TALLY_CELLS).rstrip())
        day = self.session.history.own_time(assessment.modified)
        is_saved = assessment.quarter in self._saved
        changed = f"{day.day:>2} {day:%b %Y}" if is_saved else "not saved yet"
        whose = f"  {assessment.council}" if self.is_wide else ""
        gap = tally_content(tally, _TALLY_CELLS)
        return Content.assemble(f"{done:<{_DONE_CELLS}}", gap, Content(f"{changed}{whose}"))

    def _where(self) -> Content:
        history = self.session.history
        lines = [f"● is open now. The files are in {history.folder}"]
        others = history.other_files()
        if others:
            lines.append(other_files_text(others))
        if readable := history.readable(others):
            lines.append(to_read_text(history.command_to_read(readable)))
        return Content.styled("\n".join(lines), "$muted")

    @property
    def _chosen(self) -> Quarter | None:
        row = self.table.highlighted
        return None if row is None else self._quarters[row]

    async def action_press(self) -> None:
        """Open the quarter under the cursor, or start it."""
        if self._chosen is not None:
            await self.go(ToQuarter(self._chosen))

    async def action_compare(self) -> None:
        """Compare the quarter under the cursor with the open one."""
        row = self.table.highlighted
        if row is not None and row < self._offers:
            self.say("This quarter has no answers yet.")
            return
        is_own = self._chosen == self.session.assessment.quarter
        await self.go(ToComparison(None if is_own else self._chosen))
