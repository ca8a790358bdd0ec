"""A field, and below it what fits the words typed so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Generic, NamedTuple, TypeVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.equivalents import folded
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.fields import LineField
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.row_list import Row, RowList

Choice = TypeVar("Choice")

_AROUND: Final = 5
"""Lines of the window that the list leaves for the frame and the field."""
_MOST_LINES: Final = 12
_LEAST_LINES: Final = 3


class Found(NamedTuple, Generic[Choice]):
    """A line of what was found."""

    line: Content
    choice: Choice


def has_words(typed: str, text: str) -> bool:
    """Whether each word typed is part of a text, in any order, however it is written.

    A dash between words is none of them, and an apostrophe may be left out.
    """
    searched = folded(text)
    bare = searched.replace("'", "")
    signs = folded(typed).split()
    words = [word for word in signs if any(map(str.isalnum, word))]
    return all(word in searched or word in bare for word in words or signs)


class SearchDialog(Dialog[Choice]):
    """Closes with the choice under the cursor, or None. Subclasses say what fits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "press", "Choose"),
        key("up", "move(-1)", "Previous"),
        key("down", "move(1)", "Next"),
        key("pageup", "scroll(-1)", "Page up"),
        key("pagedown", "scroll(1)", "Page down"),
    ]

    def __init__(self, close: Close[Choice], placeholder: str) -> None:
        """Begin with all there is."""
        super().__init__(close)
        self._choices: list[Choice] = []
        self._searched = ""
        """What they were found for."""
        self._field = LineField(placeholder=placeholder)
        self._list = RowList()
        self._list.can_focus = False
        self._nothing = Static(Content("Nothing matches. Type less, or other words."))

    def find(self, typed: str) -> Sequence[Found[Choice]]:
        """Return what fits, best first."""
        raise NotImplementedError

    def compose_content(self) -> list[Widget]:
        """Give the field and what it finds."""
        return [self._field, self._list, self._nothing]

    def arrive(self) -> None:
        """Typing goes into the field."""
        self.set_focus(self._field)

    def on_resize(self) -> None:
        """Lay out what was found for the new size: the list scrolls, the field stays in view."""
        room = self.app.size.height - _AROUND
        self._list.styles.max_height = max(min(room, _MOST_LINES), _LEAST_LINES)
        self._search()

    def on_input_changed(self) -> None:
        """Search with each letter."""
        self._search()

    def _search(self) -> None:
        self._searched = self._field.value
        found = self.find(self._searched)
        self._choices = [each.choice for each in found]
        self._list.highlighted = None
        self._list.show(
            [Row(repr(each.choice), Content.assemble("  ", each.line)) for each in found]
        )
        self._list.highlighted = 0 if found else None
        self._nothing.display = not found

    def action_move(self, step: int) -> None:
        """Move over what was found."""
        self._list.move(step)

    def action_scroll(self, step: int) -> None:
        """Move by a page over what was found."""
        self._list.move_by_page(step)

    async def action_press(self) -> None:
        """Choose the line under the cursor; what was typed last counts, however fast."""
        await self.catch_up(self._field)
        if self._field.value != self._searched:
            self._search()
        if self._list.highlighted is not None:
            await self.close_with(self._choices[self._list.highlighted])
