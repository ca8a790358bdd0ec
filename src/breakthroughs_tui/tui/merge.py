"""Two copies of one quarter: each part that differs, and what is chosen for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from itertools import groupby
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from breakthroughs_tui.merge import Choices, Difference, Side, Value, propose
from breakthroughs_tui.merging import Merger
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.bars import Onward
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.list_page import ListPage
from breakthroughs_tui.tui.places import Go
from breakthroughs_tui.tui.rating_group import OFF, ON
from breakthroughs_tui.tui.row_list import Row, RowList, beside
from breakthroughs_tui.wording import (
    BACKED_UP,
    BEFORE_BOTH,
    differences_text,
    origin_text,
    question_heading,
    value_text,
)

_WORD_CELLS: Final = 1 + max(len(word) for word in (*Side, BEFORE_BOTH, BACKED_UP))

Finish = Callable[[Choices], Awaitable[None]]
"""Puts the two together, as it was chosen."""


class _Line(NamedTuple):
    """A line of a row, or several, and what a click on it chooses."""

    content: Content
    side: Side | None = None


class PartList(RowList):
    """Rows of several lines, that tells which line was clicked."""

    class Clicked(Message):
        """A line of a row was clicked."""

        def __init__(self, row: int, line: int) -> None:
            """Count both from 0."""
            super().__init__()
            self.row = row
            self.line = line

    def on_click(self, event: events.Click) -> None:
        """Tell the line, in place of Enter on the row."""
        event.prevent_default()
        row = event.style.meta.get("option")
        if row is None or row >= self.option_count:
            return
        above = sum(map(self.lines_of, range(row)))
        self.post_message(self.Clicked(row, event.y + round(self.scroll_y) - above))


class MergePage(ListPage):
    """A row for each part that differs; only what one copy lacks is chosen from the start."""

    HEADING = "Put together"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "1",
            "choose(0)",
            "Choose",
            "Choose what is saved here (1), what is in the copy (2), or both notes (3)",
            shown_as="1 2 3",
            show=True,
        ),
        key("2", "choose(1)", "Choose"),
        key("3", "choose(2)", "Choose"),
        key(
            "enter",
            "press",
            "Go on",
            "Go on to the next choice; put the two together",
            shown_as="Enter",
            show=True,
        ),
        key("tab", "switch", "Switch", "Switch between the rows and the way on", shown_as="Tab"),
        key("shift+tab", "switch", "Switch"),
        key("backspace", "clear", "Clear", "Take the choice of a row back", shown_as="Backspace"),
        key("u", "undo", "Undo", "Take back the last choice", show=True),
    ]

    def __init__(
        self,
        session: Session,
        go: Go,
        merger: Merger,
        finish: Finish,
        choices: dict[Difference, Side],
    ) -> None:
        """Show what differs between a session's quarter and a copy.

        `choices` are those made before; it is kept up to date, for another visit.
        """
        super().__init__(session, go)
        self.table = PartList(classes="rows")
        self._merger = merger
        self._finish = finish
        self._differences = merger.differences()
        self._choices = choices
        self._earlier: list[dict[Difference, Side]] = []
        """The choices before each step, for undo."""
        self._sides: list[list[Side | None]] = []
        """What a click chooses, by row and line."""
        self._onward = Onward("")
        self._propose(self._differences)

    def _propose(self, differences: Iterable[Difference]) -> None:
        for difference, side in propose(differences).items():
            self._choices.setdefault(difference, side)

    def compose_bottom(self) -> Iterable[Widget]:
        """Give the way on, in view however long the rows are."""
        yield self._onward

    def arrive(self) -> None:
        """Start at the first row that wants a choice; else Enter goes on."""
        self._go_on()

    def show_session(self) -> None:
        """Compare the answers as they stand. What has changed meanwhile is to be chosen anew."""
        before, self._differences = self._differences, self._merger.differences()
        if self._differences != before:
            self._earlier.clear()
            self._propose(found for found in self._differences if found not in before)
        super().show_session()

    def show_rows(self) -> None:
        """Lay everything out, and say how much is left to choose."""
        super().show_rows()
        left = len(self._open)
        if not self._differences:
            label = "Put the copy away"
        else:
            label = f"{left} left to choose" if left else "Put the two together"
        self._onward.set_label(label)

    @property
    def _open(self) -> list[int]:
        """The places of the rows that want a choice."""
        rows = enumerate(self._differences)
        return [index for index, difference in rows if difference not in self._choices]

    def standing_content(self) -> Content:
        """Name both files, a line for each, and say what differs."""
        lines = [
            f"{side}: {_end_of(name, self.size.width - cell_len(side) - 4)}"
            for side, name in self._merger.names.items()
        ]
        return Content("\n".join([*lines, differences_text(self._differences)]))

    def rows(self) -> list[Row]:
        """Give a row for each part that differs, the first of a question with its text."""
        rows: list[list[_Line]] = []
        for question_id, group in groupby(self._differences, lambda found: found.key.question_id):
            parts = [self._part(difference) for difference in group]
            heading = question_heading(self.session.assessment.bank, question_id)
            start = beside(Content("   "), Content.styled(heading, "bold"), self.room)
            parts[0].insert(0, _Line(start))
            parts[-1].append(_Line(Content("")))
            rows += parts
        self._sides = [
            [line.side for line in row for _ in range(line.content.plain.count("\n") + 1)]
            for row in rows
        ]
        names = (repr(difference.key) for difference in self._differences)
        contents = (Content("\n").join([line.content for line in row]) for row in rows)
        return [Row(name, content) for name, content in zip(names, contents, strict=True)]

    def _part(self, difference: Difference) -> list[_Line]:
        chosen = self._choices.get(difference)
        wish = "" if chosen else ": choose one"
        lines = [_Line(Content(f"   {difference.key.part}{wish}"))]
        for number, side in enumerate(difference.sides, start=1):
            mark = ON if side is chosen else OFF
            said = "" if side is Side.BOTH else self._said(difference, difference.value(side))
            lines.append(_Line(self._labelled(f"   {number} {mark} ", side, said), side))
        if difference.origin is not None:
            said = self._said(difference, difference.origin.value)
            word = origin_text(difference.origin)
            lines.append(_Line(self._labelled(" " * 9, word, said, "$muted")))
        return lines

    def _said(self, difference: Difference, value: Value) -> str:
        return value_text(difference.key.part, value, self.session.assessment.bank.scales)

    def _labelled(self, left: str, word: str, said: str, style: str = "") -> Content:
        """Write what a copy says beside its word; after it, where there is little room."""
        if self.is_narrow or not said:
            text = f"{word}: {said}" if said else word
            return beside(Content(left), Content.styled(text, style), self.room)
        label = Content.styled(f"{word:<{_WORD_CELLS}}", style)
        return beside(Content.assemble(left, label), Content.styled(said, style), self.room)

    @property
    def _in_hand(self) -> Difference | None:
        row = self.table.highlighted
        if self.focused is not self.table or row is None or row >= len(self._differences):
            return None
        return self._differences[row]

    def on_part_list_clicked(self, message: PartList.Clicked) -> None:
        """Go to the row that was clicked, and choose what its line says."""
        self._focus_row(message.row)
        sides = self._sides[message.row]
        if message.line < len(sides) and sides[message.line] is not None:
            self._choose(self._differences[message.row], sides[message.line])

    def action_choose(self, index: int) -> None:
        """Choose for the row under the cursor, and go to the next that wants a choice."""
        difference = self._in_hand
        if difference is None or index >= len(difference.sides):
            return
        self._choose(difference, difference.sides[index])
        self._go_on()

    def action_clear(self) -> None:
        """Take the choice of the row under the cursor back."""
        if self._in_hand is not None:
            self._choose(self._in_hand, None)

    async def action_press(self) -> None:
        """Go on to the next row that wants a choice; on the way on, put the two together."""
        difference = self._in_hand
        if difference is not None and difference not in self._choices:
            numbers = [str(number) for number, _ in enumerate(difference.sides, start=1)]
            self.say(f"Press {', '.join(numbers[:-1])} or {numbers[-1]} to choose.")
        elif difference is not None or self._open:
            self._go_on()
        else:
            await self._finish(self._choices)

    def _choose(self, difference: Difference, side: Side | None) -> None:
        if side is self._choices.get(difference):
            return
        self._earlier.append(dict(self._choices))
        self._choices.pop(difference, None)
        if side is not None:
            self._choices[difference] = side
        self.show_rows()

    async def action_undo(self) -> None:
        """Take back the last choice."""
        if not self._earlier:
            self.say("There is no choice to take back.")
            return
        undone, earlier = dict(self._choices), self._earlier.pop()
        self._choices.clear()
        self._choices.update(earlier)
        self.show_rows()
        for index, difference in enumerate(self._differences):
            if undone.get(difference) is not earlier.get(difference):
                self._focus_row(index)

    def _go_on(self) -> None:
        """Go to the next row that wants a choice, from the first after the last; else onward."""
        row = self.table.highlighted or 0
        following = [*(place for place in self._open if place >= row), *self._open]
        if following:
            self._focus_row(following[0])
        else:
            self.set_focus(self._onward)

    def _focus_row(self, index: int) -> None:
        self.set_focus(self.table)
        self.table.highlighted = index
        self.bring_into_view()

    def action_switch(self) -> None:
        """Go from the rows to the way on, or back."""
        if self.focused is self._onward and self._differences:
            self._focus_row(self.table.highlighted or 0)
        else:
            self.set_focus(self._onward)

    def action_move(self, step: int) -> None:
        """Move over the rows and the way on, round and round."""
        last = len(self._differences) - 1
        row = self.table.highlighted or 0
        if self.focused is self._onward:
            if last >= 0:
                self._focus_row(0 if step > 0 else last)
        elif 0 <= row + step <= last:
            self._focus_row(row + step)
        else:
            self.set_focus(self._onward)

    def action_scroll(self, step: int) -> None:
        """Scroll by a page: a note may be longer than the window. The cursor stays in view."""
        rows = self.table
        rows.scroll_relative(y=step * max(rows.size.height - 1, 1), animate=False)
        if rows.in_view and rows.highlighted not in rows.in_view:
            self._focus_row(rows.in_view.start)


def _end_of(name: str, cells: int) -> str:
    """Return the end of a name that is too long: what tells two of a folder apart."""
    if cell_len(name) <= cells:
        return name
    while cell_len(name) >= max(cells, 2):
        name = name[1:]
    return f"…{name}"
