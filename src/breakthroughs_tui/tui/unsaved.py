"""What to do when the person leaves and the answers are not on disk."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key


class UnsavedDialog(Dialog[bool]):
    """Gives True to leave all the same, with a copy kept elsewhere; None to stay."""

    HEADING = "NOT SAVED"
    FOOTING = "Esc stays · q leaves"
    BINDINGS: ClassVar[list[BindingType]] = [key("q", "leave", "Leave")]

    def __init__(self, close: Close[bool], reason: str) -> None:
        """Say why."""
        super().__init__(close)
        self._reason = reason

    def compose_content(self) -> list[Widget]:
        """Give the reason, and the choice."""
        choice = (
            "Press Esc to stay and put that right, then Ctrl+S to save.\n"
            "Press q to leave: a copy of your answers is then kept in another folder."
        )
        return [Static(Content(f"{self._reason}\n")), Static(Content(choice))]

    async def action_leave(self) -> None:
        """Leave all the same."""
        await self.close_with(True)  # noqa: FBT003  the dialog's value
