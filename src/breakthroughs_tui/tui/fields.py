"""A field of one line."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class LineField(Input):
    """Takes a paste of several lines as one."""

    def __init__(self, value: str = "", *, placeholder: str = "") -> None:
        """Begin with a text; the placeholder shows while there is none."""
        super().__init__(value, placeholder=placeholder, compact=True)

    def on_paste(self, event: events.Paste) -> None:
        """Join the lines that are not empty; Textual would keep the first, even if it is."""
        event.prevent_default()
        event.stop()
        self._enter(event.text)

    def action_paste(self) -> None:
        """Take what was copied here, in the same way."""
        self._enter(self.app.clipboard)

    def _enter(self, text: str) -> None:
        """Put a text in place of what is marked, else at the cursor."""
        lines = text.splitlines()
        if len(lines) > 1:
            lines = [line.strip() for line in lines if line.strip()]
        if any(lines):
            self.replace(" ".join(lines), *self.selection)
