"""What comes up when a quarter has ended while the program was left open."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key

A_MOMENT: Final = 0.7
"""Seconds in which a key was still meant for the page below."""


class NewQuarterDialog(Dialog[Quarter]):
    """Gives the quarter that has begun, to go on with that; None to stay with the open one."""

    HEADING = "A new quarter"
    FOOTING = "Enter goes to it · Esc stays"
    BINDINGS: ClassVar[list[BindingType]] = [key("enter", "turn", "Turn")]

    def __init__(self, close: Close[Quarter], session: Session, quarter: Quarter) -> None:
        """Offer a quarter in place of a session's own."""
        super().__init__(close)
        self._session = session
        self._quarter = quarter
        self._since = monotonic()

    def compose_content(self) -> list[Widget]:
        """Say what has begun, where answers go meanwhile, and the choice."""
        own, new = self._session.assessment.quarter, self._quarter
        is_saved = new in self._session.history.quarters()
        goes_on = (
            f"{own.label} is still open, to read only."
            if self._session.read_only_because
            else f"What you rate here still goes into {own.label}."
        )
        choice = (
            f"Press Enter to {'open' if is_saved else 'start'} {new.short_label}.\n"
            f"Press Esc to go on with {own.short_label}."
        )
        return [
            Static(Content.assemble(Content.styled(new.label, "bold"), " has begun.")),
            Static(Content(f"{goes_on}\n")),
            Static(Content(choice)),
        ]

    async def action_turn(self) -> None:
        """Go on with the quarter that has begun, unless Enter was typed before this was read."""
        if monotonic() - self._since >= A_MOMENT:
            await self.close_with(self._quarter)
