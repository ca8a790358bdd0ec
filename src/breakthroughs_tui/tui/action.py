"""One action: what, who, and the quarter by whose end it is due."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Action
from breakthroughs_tui.plain import is_blank
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.fields import LineField
from breakthroughs_tui.tui.keys import key


class ActionDialog(Dialog[None]):
    """Changes an action of a question, or adds one."""

    CSS_PATH = "action.tcss"
    FOOTING = "Enter keeps · Esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "keep", "Keep"),
        key("tab,down", "app.focus_next", "Next"),
        key("shift+tab,up", "app.focus_previous", "Previous"),
    ]

    def __init__(
        self, close: Close[None], session: Session, question_id: str, place: int | None
    ) -> None:
        """Open the action at a place, from 0; None is a new one."""
        number = session.assessment.bank.find(question_id).number
        kind = "New action" if place is None else "Action"
        super().__init__(close, f"{kind} for question {number}")
        self._session = session
        self._question_id = question_id
        self._place = place
        actions = session.assessment.answer(question_id).actions
        self._before = None if place is None else actions[place]
        old = self._before
        due = old.due.short_label if old and old.due else ""
        what = old.text if old else ""
        self._what = LineField(what, placeholder="Say what is to be done")
        self._owner = LineField(old.owner if old else "", placeholder="Name or post")
        self._due = LineField(due, placeholder="Q4, or 2026/27 Q4, or nothing")
        self._problem = Static(classes="problem")

    def compose_content(self) -> list[Widget]:
        """Give the fields."""
        return [
            Static(Content("What")),
            self._what,
            Static(Content("Who")),
            self._owner,
            Static(Content("Due by the end of")),
            self._due,
            self._problem,
        ]

    def arrive(self) -> None:
        """Start with what is to be done."""
        self.set_focus(self._what)

    async def action_keep(self) -> None:
        """Keep what was typed, or say what is wrong with it."""
        for field in (self._what, self._owner, self._due):
            await self.catch_up(field)
        if is_blank(self._what.value):
            self._refuse("Say what is to be done, or press Esc.", self._what)
            return
        try:
            due = self._due_quarter()
        except ValueError as error:
            self._refuse(f"{error}. Write Q4, or 2026/27 Q4, or nothing.", self._due)
            return
        self._session.change_action(self._question_id, self._place, self._typed(due))
        await self.close_with(None)

    def _due_quarter(self) -> Quarter | None:
        """Read the due quarter, or none. Raises ValueError, with a text fit to show."""
        typed, own = self._due.value, self._session.assessment.quarter
        return None if is_blank(typed) else Quarter.parse_from(typed, own)

    def _typed(self, due: Quarter | None) -> Action:
        old = self._before
        return Action(
            self._what.value,
            self._owner.value,
            due,
            done=old.done if old else False,
            raised=old.raised if old else self._session.assessment.quarter,
        )

    def _refuse(self, reason: str, field: LineField) -> None:
        self._problem.update(Content(reason))
        self.set_focus(field)
