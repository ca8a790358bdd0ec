"""What opens over a page, and gives a typed value when it closes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar, Generic, TypeVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget

from breakthroughs_tui.tui.keys import key

Result = TypeVar("Result")
Close = Callable[[Result | None], Awaitable[None]]
"""Takes the dialog away and uses its value; None where it was left without one.

Not Textual's `dismiss`, which calls back later: the next key would overtake it.
"""


class Dialog(ModalScreen[None], Generic[Result]):
    """A box over the page. Esc closes it."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "close", "Close"),
        key("backspace", "edit('delete_left')", "Erase"),
        key("delete", "edit('delete_right')", "Erase"),
        key("left", "edit('cursor_left')", "Left"),
        key("right", "edit('cursor_right')", "Right"),
        key("home", "edit('home', 'cursor_line_start')", "Start"),
        key("end", "edit('end', 'cursor_line_end')", "End"),
        key("ctrl+left", "edit('cursor_left_word', 'cursor_word_left')", "Word left"),
        key("ctrl+right", "edit('cursor_right_word', 'cursor_word_right')", "Word right"),
        key("ctrl+w", "edit('delete_left_word', 'delete_word_left')", "Erase word"),
        key("ctrl+u", "edit('delete_left_all', 'delete_to_start_of_line')", "Erase to start"),
        key("ctrl+k", "edit('delete_right_all', 'delete_to_end_of_line')", "Erase to end"),
    ]
    HEADING: ClassVar[str] = ""
    FOOTING: ClassVar[str] = "Esc closes"
    TAKES_COMMANDS: ClassVar[bool] = True
    """Whether the command palette may open over it."""

    def __init__(self, close: Close[Result], heading: str = "") -> None:
        """Say how to close it; the heading stands for the class's own, if given."""
        super().__init__()
        self.close_with = close
        self.heading = heading or self.HEADING

    def compose(self) -> ComposeResult:
        """Frame the content."""
        box = VerticalScroll(*self.compose_content(), id="dialog", can_focus=False)
        box.border_title = self.heading
        box.border_subtitle = self.FOOTING
        yield box

    def compose_content(self) -> list[Widget]:
        """Give what stands in the box."""
        return []

    def show_session(self) -> None:
        """Bring the dialog up to date, once another over it has closed."""

    def arrive(self) -> None:
        """Focus what the keys should reach first. Called once, when the dialog is whole."""

    async def catch_up(self, field: Widget) -> None:
        """Wait until a field has taken in every key that was typed before this one."""
        has_caught_up = asyncio.Event()
        field.call_later(has_caught_up.set)
        await has_caught_up.wait()

    async def take_in(self) -> None:
        """Take in all that was typed before this moment; called when the person leaves."""
        if self.focused is not None:
            await self.catch_up(self.focused)

    async def action_edit(self, *names: str) -> None:
        """Move or erase in a field in its turn: Textual would do it after letters typed later.

        The names are those of the action, as one kind of field or another has it.
        """
        found = (getattr(self.focused, f"action_{name}", None) for name in names)
        action = next((each for each in found if each is not None), None)
        if self.focused is None or action is None:
            raise SkipAction  # no field: the key means what it means there
        await self.catch_up(self.focused)
        action()

    async def action_close(self) -> None:
        """Close it without a value."""
        await self.close_with(None)
