"""A page whose body is rows to move over and choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.page import NORMAL_WIDTH, WIDE_WIDTH, Page
from breakthroughs_tui.tui.places import Go
from breakthroughs_tui.tui.row_list import Row, RowList


class ListPage(Page):
    """Rows under a line that says what they add up to, and a line of headings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "press", "Open", "Open what is under the cursor", shown_as="Enter", show=True),
        key(
            "up,k",
            "move(-1)",
            "Move",
            "Move over the rows (also k and j)",
            shown_as="↑ ↓",
            show=True,
        ),
        key("down,j", "move(1)", "Next"),
        key("pagedown", "scroll(1)", "More", "See what is below", shown_as="PgDn"),
        key("pageup", "scroll(-1)", "Back up", "Go back up", shown_as="PgUp"),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """Show a session's rows."""
        super().__init__(session, go)
        self.standing = Static(classes="standing")
        """What the rows add up to."""
        self.columns = Static(classes="columns")
        """The headings of the columns."""
        self.table = RowList(classes="rows")
        self._width = 0

    def compose_top(self) -> Iterable[Widget]:
        """Give what stays in view above the rows."""
        yield self.standing
        yield self.columns

    def compose_body(self) -> Iterable[Widget]:
        """Give the rows."""
        yield self.table

    def arrive(self) -> None:
        """Start at the first row."""
        self.set_focus(self.table)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new width."""
        self._width = event.size.width
        self.show_rows()
        self.body.scroll_to(y=0, animate=False)
        self.call_after_refresh(self.bring_into_view)

    def show_session(self) -> None:
        """Show the answers as they stand."""
        self.show_rows()

    @property
    def is_narrow(self) -> bool:
        """Whether a line has room for one thing only."""
        return self._width < NORMAL_WIDTH

    @property
    def is_wide(self) -> bool:
        """Whether a line has room for everything."""
        return self._width >= WIDE_WIDTH

    @property
    def room(self) -> int:
        """How many cells a row has."""
        return self._width - 4

    def rows(self) -> Sequence[Row]:
        """Give the rows for the width."""
        raise NotImplementedError

    def standing_content(self) -> Content:
        """Say what the rows add up to."""
        return Content("")

    def columns_content(self) -> Content:
        """Give the headings for the width; a narrow line has none."""
        return Content("")

    def show_rows(self) -> None:
        """Lay everything out, as soon as the width is known."""
        if self._width:
            rows = self.rows()
            self.standing.update(self.standing_content())
            self.columns.update(self.columns_content())
            show_from_first(self.table, rows)

    def action_scroll(self, step: int) -> None:
        """Move by a page: over the rows where they scroll, else over what is below them."""
        rows = self.focused
        if not isinstance(rows, RowList) or rows.highlighted is None:
            super().action_scroll(step)
            return
        last = 0 if step < 0 else rows.option_count - 1
        if rows.max_scroll_y == 0 or rows.highlighted == last:
            super().action_scroll(step)
            return
        rows.move_by_page(step)

    def action_move(self, step: int) -> None:
        """Move over the rows, round and round."""
        self.move_in([self.table], step)

    def move_in(self, lists: Sequence[RowList], step: int) -> None:
        """Move over the rows of several lists as if they were one."""
        lists = [each for each in lists if each.option_count]
        focused = next((each for each in lists if each is self.focused), None)
        if focused is None:
            if lists:
                self.set_focus(lists[0])
            return
        row = focused.highlighted
        index = (0 if row is None else row) + step
        if 0 <= index < focused.option_count:
            focused.highlighted = index
        else:
            following = lists[(lists.index(focused) + step) % len(lists)]
            following.highlighted = 0 if step > 0 else following.option_count - 1
            self.set_focus(following)
        self.bring_into_view()

    def bring_into_view(self) -> None:
        """Scroll to the row under the cursor."""
        if isinstance(self.focused, RowList) and self.is_attached:
            self.focused.scroll_to_highlight()
            self.body.scroll_to_widget(self.focused, animate=False)

    async def action_press(self) -> None:
        """Open what is under the cursor."""


def show_from_first(rows_of: RowList, rows: Sequence[Row]) -> None:
    """Show rows, with the cursor on the first until it is moved."""
    rows_of.show(rows)
    if rows_of.highlighted is None and rows:
        rows_of.highlighted = 0
