"""Whose assessment this is: the council, and who answers."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.plain import if_seen
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.fields import LineField
from breakthroughs_tui.tui.keys import key


class Details(NamedTuple):
    """What stands at the head of an assessment."""

    council: str
    assessor: str


class DetailsDialog(Dialog[Details]):
    """Gives both names as they stand when it closes."""

    HEADING = "Council"
    FOOTING = "Enter keeps · Esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "keep", "Keep"),
        key("tab,down", "app.focus_next", "Next"),
        key("shift+tab,up", "app.focus_previous", "Previous"),
    ]

    def __init__(self, close: Close[Details], details: Details) -> None:
        """Show the names so far."""
        super().__init__(close)
        self._council = LineField(details.council, placeholder="Name of the council")
        self._assessor = LineField(details.assessor, placeholder="Your name or post")

    def compose_content(self) -> list[Widget]:
        """Give both fields."""
        return [
            Static(Content("Council")),
            self._council,
            Static(Content("Answered by")),
            self._assessor,
        ]

    def arrive(self) -> None:
        """Start with the council."""
        self.set_focus(self._council)

    async def action_keep(self) -> None:
        """Close with what was typed."""
        await self.catch_up(self._council)
        await self.catch_up(self._assessor)
        details = Details(if_seen(self._council.value), if_seen(self._assessor.value))
        await self.close_with(details)
