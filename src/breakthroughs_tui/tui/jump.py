"""Find a question or a breakthrough by typing part of it."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from breakthroughs_tui.model import QuestionBank
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.places import Place, ToBreakthrough, ToQuestion
from breakthroughs_tui.tui.row_list import Row, RowList

_MOST: Final = 50


def matches(bank: QuestionBank, typed: str) -> list[tuple[str, Place]]:
    """Find what a person may mean: each word typed is part of the line, in any order and case.

    A number alone means the question with that number.
    """
    words = typed.casefold().split()
    lines: list[tuple[str, Place]] = [
        (f"{'':>4}{each.title}", ToBreakthrough(position))
        for position, each in enumerate(bank.breakthroughs)
    ]
    lines += [
        (f"{each.number:>3} {each.question.text}", ToQuestion(each.question.id))
        for each in bank.questions
    ]
    if len(words) == 1 and words[0].isdecimal():
        return [line for line in lines if line[0].split()[0] == words[0]]
    found = [line for line in lines if all(word in line[0].casefold() for word in words)]
    return found[:_MOST]


class JumpDialog(Dialog[Place]):
    """Gives the place chosen, or None."""

    CSS_PATH = "jump.tcss"
    HEADING = "Find"
    FOOTING = "Enter goes there · Esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "press", "Go there"),
        key("up", "move(-1)", "Previous"),
        key("down", "move(1)", "Next"),
    ]

    def __init__(self, close: Close[Place], bank: QuestionBank) -> None:
        """Search a bank."""
        super().__init__(close)
        self._bank = bank
        self._places: list[Place] = []
        self._searched = ""
        """What the places were found for."""
        self._input = Input(placeholder="Type part of a question, or its number", compact=True)
        self._list = RowList()
        self._list.can_focus = False
        self._nothing = Static(Content("Nothing matches. Type less, or other words."))

    def compose_content(self) -> list[Widget]:
        """Give the field and what it finds."""
        return [self._input, self._list, self._nothing]

    def arrive(self) -> None:
        """Typing goes into the field."""
        self.set_focus(self._input)

    def on_mount(self) -> None:
        """Begin with everything."""
        self._search()

    def on_input_changed(self) -> None:
        """Search with each letter."""
        self._search()

    def _search(self) -> None:
        self._searched = self._input.value
        found = matches(self._bank, self._searched)
        self._places = [place for _, place in found]
        self._list.highlighted = None
        self._list.show([Row(repr(place), Content(f" {line}")) for line, place in found])
        self._list.highlighted = 0 if found else None
        self._nothing.display = not found

    def action_move(self, step: int) -> None:
        """Move over what was found."""
        self._list.move(step)

    async def action_press(self) -> None:
        """Choose the line under the cursor; what was typed last counts, however fast."""
        await self.catch_up(self._input)
        if self._input.value != self._searched:
            self._search()
        if self._list.highlighted is not None:
            await self.close_with(self._places[self._list.highlighted])
