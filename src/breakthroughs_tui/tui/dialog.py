"""What opens over a page, and gives a typed value when it closes."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget

from breakthroughs_tui.tui.page import key

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    """A box over the page. Esc closes it."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [key("escape", "close", "Close")]
    HEADING: ClassVar[str] = ""
    FOOTING: ClassVar[str] = "Esc closes"

    def compose(self) -> ComposeResult:
        """Frame the content."""
        box = VerticalScroll(*self.compose_content(), id="dialog", can_focus=False)
        box.border_title = self.HEADING
        box.border_subtitle = self.FOOTING
        yield box

    def compose_content(self) -> list[Widget]:
        """Give what stands in the box."""
        return []

    def arrive(self) -> None:
        """Focus what the keys should reach first. Called once, when the dialog is whole."""

    def result(self) -> Result | None:
        """Give the value that closing it means."""
        return None

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(self.result())
