"""The note of one question: the evidence, in the officer's own words."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from breakthroughs_tui.model import NO_ANSWER
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key


class NoteDialog(Dialog[None]):
    """Edits a note. What is typed is saved as it is typed; one undo takes it all back."""

    CSS_PATH = "note.tcss"
    FOOTING = "Esc closes; the note is kept"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", "Save"),
        key("ctrl+o", "take_over", "Take over"),
        key("tab", "app.focus_next", "Next"),
        key("shift+tab", "app.focus_previous", "Previous"),
    ]

    def __init__(self, close: Close[None], session: Session, question_id: str) -> None:
        """Open the note of a question."""
        self._session = session
        self._numbered = session.assessment.bank.find(question_id)
        super().__init__(close, f"Note for question {self._numbered.number}")
        self._before = session.assessment.answer(question_id).note
        self._is_under_way = False
        """Whether this visit has changed the note: then it is one step of undo with the rest."""
        self._text = TextArea(
            self._before, tab_behavior="focus", read_only=bool(session.read_only_because)
        )
        self._text.move_cursor(self._text.document.end)
        self._old_note = (session.last_answer(question_id) or NO_ANSWER).evidence
        """What was noted last time."""

    def compose_content(self) -> list[Widget]:
        """Give the question and the text."""
        return [
            Static(Content.styled(self._numbered.question.text, "$muted")),
            self._text,
            *self._last_note(),
        ]

    def _last_note(self) -> list[Widget]:
        """Give what was noted last time, to be read beside the new note."""
        last = self._session.last
        if last is None or not self._old_note:
            return []
        heading = Content.styled(f"Last time, {last.quarter.label}:", "bold")
        keys = Content.styled(" Tab reads it, Ctrl+O copies it.", "$muted")
        text = Content.assemble(heading, keys, "\n", self._old_note)
        return [VerticalScroll(Static(text), classes="last", can_focus=True)]

    def arrive(self) -> None:
        """Typing goes into the text."""
        self.set_focus(self._text)

    async def take_in(self) -> None:
        """Keep all that was typed."""
        await self.catch_up(self._text)
        self._keep()

    async def action_close(self) -> None:
        """Close it with all that was typed."""
        await self.take_in()
        await super().action_close()

    async def action_save(self) -> None:
        """Save now, with all that was typed."""
        await self.take_in()
        self._session.save()

    async def action_take_over(self) -> None:
        """Copy the old note to where the cursor is; it becomes part of this one."""
        await self.catch_up(self._text)
        if self._old_note and not self._session.read_only_because:
            self._text.insert(self._old_note)
            self._keep()

    def on_text_area_changed(self) -> None:
        """Keep what is typed, so that a closed window loses nothing."""
        self._keep()

    def _keep(self) -> None:
        if not self._is_under_way and self._text.text == self._before:
            return
        question_id = self._numbered.question.id
        self._session.note(question_id, self._text.text, goes_on=self._is_under_way)
        self._is_under_way = self._session.assessment.answer(question_id).note != self._before
