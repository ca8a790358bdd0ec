"""The actions of one question: what is to be done, by whom, and until when."""

from __future__ import annotations

from typing import ClassVar, Final

from msgspec.structs import replace
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.actions import state_of
from breakthroughs_tui.model import Action
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.action_words import state_content, what_by_whom
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.page import undone
from breakthroughs_tui.tui.places import Go, ToAction
from breakthroughs_tui.tui.remarks import say
from breakthroughs_tui.tui.row_list import Row, RowList, beside

_KEYS: Final = "Enter changes · Space done · Backspace removes · u undoes"
_FRAME: Final = 8
"""Cells that the box takes from a row."""
_WIDEST: Final = 76
"""Cells of the box."""
_AROUND: Final = 11
"""Lines of the window that the list leaves for the frame, the question and the keys."""
_LEAST_LINES: Final = 3
_ROOMY: Final = 60
"""Cells of a row from which an action stands beside its date."""


class ActionsDialog(Dialog[None]):
    """Lists a question's actions; Enter changes one, or adds one."""

    CSS_PATH = "actions.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "press", "Change"),
        key("up,k", "move(-1)", "Previous"),
        key("down,j", "move(1)", "Next"),
        key("space", "done", "Done"),
        key("backspace,delete", "remove", "Remove"),
        key("u", "undo", "Undo"),
        key("a", "add", "Add"),
    ]

    def __init__(self, close: Close[None], session: Session, go: Go, question_id: str) -> None:
        """Open the actions of a question."""
        self._numbered = session.assessment.bank.find(question_id)
        super().__init__(close, f"Actions for question {self._numbered.number}")
        self._session = session
        self._go = go
        self._list = RowList(classes="rows")
        self._count = len(self._actions)
        """How many actions were listed last."""

    def compose_content(self) -> list[Widget]:
        """Give the question and the list."""
        question = Content.styled(self._numbered.question.text, "$muted")
        parts: list[Widget] = [Static(question, classes="question"), self._list]
        if not self._session.read_only_because:
            parts.append(Static(Content.styled(_KEYS, "$muted"), classes="keys"))
        return parts

    def arrive(self) -> None:
        """Start at the first action, or at adding one."""
        self.show_session()
        self._list.highlighted = 0
        self.set_focus(self._list)

    def on_resize(self) -> None:
        """Lay the actions out for the new size: the list scrolls, and all else stays in view."""
        self._list.styles.max_height = max(self.app.size.height - _AROUND, _LEAST_LINES)
        self.show_session()

    @property
    def _question_id(self) -> str:
        return self._numbered.question.id

    @property
    def _actions(self) -> tuple[Action, ...]:
        return self._session.assessment.answer(self._question_id).actions

    def show_session(self) -> None:
        """Show the actions as they stand."""
        rows = [Row(f"{index}", self._row(each)) for index, each in enumerate(self._actions)]
        if not self._session.read_only_because:
            rows.append(Row("add", Content("  + Add an action")))
        elif not rows:
            rows.append(Row("none", Content("  There are no actions.")))
        self._list.show(rows)
        if len(self._actions) == self._count + 1:
            self._list.highlighted = self._count  # the one that was added
        elif self._list.highlighted is None:
            self._list.highlighted = 0
        self._count = len(self._actions)

    def _row(self, action: Action) -> Content:
        quarter = self._session.assessment.quarter
        due = f"due {action.due.short_label}" if action.due else "no date"
        left = Content.assemble("  ", state_content(state_of(action, quarter)), f"{due:<15} ")
        room = min(self.app.size.width, _WIDEST) - _FRAME
        if room < _ROOMY:
            below = beside(Content(" " * 4), what_by_whom(action), room)
            return Content.assemble(left.rstrip(), "\n", below)
        return beside(left, what_by_whom(action), room)

    @property
    def _chosen(self) -> int | None:
        """The place of the action under the cursor; None on the line that adds one."""
        row = self._list.highlighted
        return row if row is not None and row < len(self._actions) else None

    def action_move(self, step: int) -> None:
        """Move over the actions."""
        self._list.move(step)

    async def action_press(self) -> None:
        """Change the action under the cursor, or add one."""
        if not self._refuses():
            await self._go(ToAction(self._question_id, self._chosen))

    async def action_add(self) -> None:
        """Add an action."""
        if not self._refuses():
            await self._go(ToAction(self._question_id))

    def action_done(self) -> None:
        """Mark the action under the cursor as done, or as open again."""
        if self._chosen is not None and not self._refuses():
            action = self._actions[self._chosen]
            changed = replace(action, done=not action.done)
            self._session.change_action(self._question_id, self._chosen, changed)
            self.show_session()

    def action_remove(self) -> None:
        """Take the action under the cursor away; undo brings it back."""
        if self._chosen is not None and not self._refuses():
            self._session.change_action(self._question_id, self._chosen, None)
            self.show_session()

    def action_undo(self) -> None:
        """Take back the last change, if it was made here: elsewhere it would go unseen."""
        change = self._session.last_change
        is_here = change is not None and change.question_id == self._question_id
        if change is None or not is_here or change.scales or change.is_note:
            say(self.app, "There is nothing to undo here.")
            return
        say(self.app, undone(self._session, self._session.undo()))
        self._count = len(self._actions)
        self.show_session()

    def _refuses(self) -> bool:
        """Tell, and say why, that nothing can be changed."""
        if self._session.read_only_because:
            say(self.app, self._session.read_only_because)
        return bool(self._session.read_only_because)
