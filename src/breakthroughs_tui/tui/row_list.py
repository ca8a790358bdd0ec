"""A list of rows to choose from, whose cursor shows without colour."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Row(NamedTuple):
    """A line, or several, that can be chosen."""

    id: str
    content: Content
    """Its first cell is kept free for the cursor."""


def beside(left: Content, text: Content, width: int) -> Content:
    """Wrap a text beside what stands on its left."""
    room = max(width - left.cell_length, 10)
    first, *others = text.wrap(room)
    margin = Content(" " * left.cell_length)
    return Content("\n").join(
        [Content.assemble(left, first), *(Content.assemble(margin, line) for line in others)]
    )


class RowList(OptionList):
    """Rows with a marker on the one under the cursor."""

    class Scrolled(Message):
        """Other rows are in view."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's name
        """Begin empty."""
        super().__init__(id=id, classes=classes, compact=True, markup=False)
        self._rows: list[Row] = []
        self._marked: int | None = None

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows, keeping the cursor on its row if that is still here."""
        chosen = self.chosen_id
        if [row.id for row in rows] == [row.id for row in self._rows]:
            for index, row in enumerate(rows):
                if row != self._rows[index]:
                    self._rows[index] = row
                    self._draw(index)
            return
        self._rows = list(rows)
        self._marked = None
        self.clear_options()
        self.add_options([Option(row.content, row.id) for row in rows])
        ids = [row.id for row in rows]
        if chosen is not None and rows:
            self.highlighted = ids.index(chosen) if chosen in ids else 0

    def on_click(self, event: events.Click) -> None:
        """Take no click on a row that is painted still, but has gone."""
        if (event.style.meta.get("option") or 0) >= self.option_count:
            event.prevent_default()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """A click on a row is Enter on it."""
        message.stop()
        if self.can_focus:
            self.focus()
        self.app.simulate_key("enter")

    def fill(self, index: int, content: Content) -> None:
        """Give a row its content later than the others."""
        self._rows[index] = Row(self._rows[index].id, content)
        self._draw(index)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that other rows are in view."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    def lines_of(self, index: int) -> int:
        """Return how many lines a row takes."""
        return self._rows[index].content.plain.count("\n") + 1

    @property
    def in_view(self) -> range:
        """The indexes of the rows of which any line is in view."""
        top = round(self.scroll_y)
        ends = list(accumulate(map(self.lines_of, range(len(self._rows)))))
        first = bisect_right(ends, top)
        return range(first, min(bisect_right(ends, top + self.size.height) + 1, len(ends)))

    def move(self, step: int) -> None:
        """Move the cursor to the next row, or the one before."""
        if step > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def action_page_up(self) -> None:
        """Move up by a page; Textual's own looks for rows that may not be laid out yet."""
        self.move_by_page(-1)

    def action_page_down(self) -> None:
        """Move down by a page, in the same way."""
        self.move_by_page(1)

    def move_by_page(self, step: int) -> None:
        """Move the cursor by as many rows as are in view, to the first or last at most."""
        if self.highlighted is not None:
            index = self.highlighted + step * max(self.size.height - 1, 1)
            self.highlighted = min(max(index, 0), self.option_count - 1)

    @property
    def chosen_id(self) -> str | None:
        """The id of the row under the cursor."""
        return None if self.highlighted is None else self._rows[self.highlighted].id

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Move the marker with the cursor."""
        before, self._marked = self._marked, highlighted
        for index in {before, highlighted}:
            if index is not None and index < len(self._rows):
                self._draw(index)
        super().watch_highlighted(highlighted)

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001  Textual's signature
        """Show the marker only while the list has the focus: there is one on the screen."""
        super().watch_has_focus(_has_focus)
        if self._marked is not None and self._marked < len(self._rows):
            self._draw(self._marked)

    def _draw(self, index: int) -> None:
        content = self._rows[index].content
        if index == self._marked and (self.has_focus or not self.can_focus):
            content = Content.assemble("›", content[1:])
        self.replace_option_prompt_at_index(index, content)
