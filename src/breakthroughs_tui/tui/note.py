"""The note of one question: the evidence, in the officer's own words."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea

from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.page import key


class NoteDialog(Dialog[None]):
    """Edits a note. What is typed is saved as it is typed; one undo takes it all back."""

    CSS_PATH = "note.tcss"
    FOOTING = "Esc closes; the note is kept"
    BINDINGS: ClassVar[list[BindingType]] = [key("ctrl+s", "close", "Close")]

    def __init__(self, close: Close[None], session: Session, question_id: str) -> None:
        """Open the note of a question."""
        self._session = session
        self._numbered = session.assessment.bank.find(question_id)
        super().__init__(close, f"Note for question {self._numbered.number}")
        self._has_changed = False
        note = session.assessment.answer(question_id).note
        self._text = TextArea(note, soft_wrap=True, tab_behavior="focus", show_line_numbers=False)
        self._text.move_cursor(self._text.document.end)

    def compose_content(self) -> list[Widget]:
        """Give the question and the text."""
        return [Static(Content.styled(self._numbered.question.text, "$muted")), self._text]

    def arrive(self) -> None:
        """Typing goes into the text."""
        self.set_focus(self._text)

    async def action_close(self) -> None:
        """Close it with all that was typed."""
        await self.catch_up(self._text)
        self._keep()
        await super().action_close()

    def on_text_area_changed(self) -> None:
        """Keep what is typed, so that a closed window loses nothing."""
        self._keep()

    def _keep(self) -> None:
        changed = self._session.note(
            self._numbered.question.id, self._text.text, goes_on=self._has_changed
        )
        self._has_changed = self._has_changed or changed
