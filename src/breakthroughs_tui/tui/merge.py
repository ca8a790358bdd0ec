"""Two copies of one quarter: each part that differs, and what is chosen for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import groupby
from typing import ClassVar, Final

from msgspec import UNSET
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from breakthroughs_tui.merge import Difference, Key, Side, Value, propose
from breakthroughs_tui.merging import Merger
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.bars import Onward
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.list_page import ListPage
from breakthroughs_tui.tui.places import Go
from breakthroughs_tui.tui.rating_group import OFF, ON
from breakthroughs_tui.tui.row_list import Row, beside
from breakthroughs_tui.wording import ORIGIN, differences_text, question_heading, value_text

_WORD_CELLS: Final = 1 + max(len(word) for word in (*Side, ORIGIN))

Finish = Callable[[Mapping[Key, Side]], Awaitable[None]]
"""Puts the two together, as it was chosen."""


class MergePage(ListPage):
    """A row for each part that differs; only what one copy lacks is chosen from the start."""

    HEADING = "Put together"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            key(
                str(number),
                f"choose({number - 1})",
                "Choose",
                "Choose what is saved here, what is in the copy, or both notes",
                shown_as="1 2 3",
                show=True,
            )
            if number == 1
            else key(str(number), f"choose({number - 1})", "Choose")
            for number in (1, 2, 3)
        ),
        key(
            "enter",
            "press",
            "Choose",
            "Choose the next of a row; put the two together",
            shown_as="Enter",
        ),
        key("tab", "switch", "Switch", "Switch between the rows and the way on", shown_as="Tab"),
        key("shift+tab", "switch", "Switch"),
        key("backspace", "clear", "Clear", "Take the choice of a row back"),
        key("u", "undo", "Undo", "Take back the last choice", show=True),
    ]

    def __init__(self, session: Session, go: Go, merger: Merger, finish: Finish) -> None:
        """Show what differs between a session's quarter and a copy."""
        super().__init__(session, go)
        self._merger = merger
        self._finish = finish
        self._differences = merger.differences()
        self._choices = propose(self._differences)
        self._earlier: list[dict[Key, Side]] = []
        """The choices before each step, for undo."""
        self._onward = Onward("")

    def compose_bottom(self) -> Iterable[Widget]:
        """Give the way on, in view however long the rows are."""
        yield self._onward

    def arrive(self) -> None:
        """Start at the first row that wants a choice; else Enter goes on."""
        self._go_on()

    def show_session(self) -> None:
        """Compare the answers as they stand."""
        self._differences = self._merger.differences()
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
        return [index for index, each in rows if each.key not in self._choices]

    def standing_content(self) -> Content:
        """Name both files, and say in how much they differ."""
        lines = [Content(f"{side}: {name}") for side, name in self._merger.names.items()]
        return Content("\n").join([*lines, Content(differences_text(self._differences))])

    def rows(self) -> list[Row]:
        """Give a row for each part that differs, the first of a question with its text."""
        rows = []
        for _, group in groupby(self._differences, lambda each: each.key.question_id):
            first, *others = group
            rows += [self._row(first, has_heading=True), *map(self._row, others)]
            rows[-1] = Content.assemble(rows[-1], "\n")
        keys = (repr(each.key) for each in self._differences)
        return [Row(key, row) for key, row in zip(keys, rows, strict=True)]

    def _row(self, difference: Difference, *, has_heading: bool = False) -> Content:
        bank = self.session.assessment.bank
        lines = []
        if has_heading:
            heading = Content.styled(question_heading(bank, difference.key.question_id), "bold")
            lines.append(beside(Content("   "), heading, self.room))
        chosen = self._choices.get(difference.key)
        wish = "" if chosen else ": choose one"
        lines.append(Content.assemble("   ", difference.key.part.value, wish))
        for number, side in enumerate(difference.sides, start=1):
            mark = ON if side is chosen else OFF
            value = "" if side is Side.BOTH else self._said(difference, difference.value(side))
            lines.append(self._line(f"   {number} {mark} ", side, value))
        if difference.origin is not UNSET:
            value = self._said(difference, difference.origin)
            lines.append(self._line(" " * 9, ORIGIN, value, "$muted"))
        return Content("\n").join(lines)

    def _said(self, difference: Difference, value: Value) -> str:
        return value_text(difference.key.part, value, self.session.assessment.bank.scales)

    def _line(self, left: str, word: str, value: str, style: str = "") -> Content:
        """Write one copy's value beside its word; under it, where there is little room."""
        if self.is_narrow or not value:
            text = f"{word}: {value}" if value else word
            return beside(Content(left), Content.styled(text, style), self.room)
        label = Content.styled(f"{word:<{_WORD_CELLS}}", style)
        return beside(Content.assemble(left, label), Content.styled(value, style), self.room)

    @property
    def _in_hand(self) -> Difference | None:
        row = self.table.highlighted
        is_row = self.focused is self.table and row is not None and row < len(self._differences)
        return self._differences[row] if is_row and row is not None else None

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
        """Choose the next of a row; on the way on, put the two together."""
        difference = self._in_hand
        if difference is not None:
            sides = [None, *difference.sides]
            chosen = sides.index(self._choices.get(difference.key))
            self._choose(difference, (sides[1:] * 2)[chosen])
        elif self._open:
            self._go_on()
        else:
            await self._finish(self._choices)

    def _choose(self, difference: Difference, side: Side | None) -> None:
        choices = {key: value for key, value in self._choices.items() if key != difference.key}
        if side is not None:
            choices[difference.key] = side
        if choices != self._choices:
            self._earlier.append(self._choices)
            self._choices = choices
            self.show_rows()

    async def action_undo(self) -> None:
        """Take back the last choice."""
        if not self._earlier:
            self.say("There is no choice to take back.")
            return
        undone, self._choices = self._choices, self._earlier.pop()
        self.show_rows()
        for index, each in enumerate(self._differences):
            if undone.get(each.key) != self._choices.get(each.key):
                self._focus_row(index)

    def _go_on(self) -> None:
        """Go to the next row that wants a choice, from the first after the last; else onward."""
        row = self.table.highlighted or 0
        following = [*(each for each in self._open if each >= row), *self._open]
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
