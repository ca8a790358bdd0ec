"""The terminal as a file that may go away while it is written to."""

from __future__ import annotations

from contextlib import suppress
from typing import IO


class VanishingTerminal:
    """Takes what is written, whether or not the window is still there.

    Textual writes from a thread of its own. Were that to end with an OSError, its queue
    would fill, and the program would wait for ever on the way out.
    """

    def __init__(self, terminal: IO[str]) -> None:
        """Write to a terminal for as long as it is there."""
        self._terminal = terminal

    def write(self, text: str) -> int:
        """Write a text, or let it go."""
        with suppress(OSError):
            self._terminal.write(text)
        return len(text)

    def flush(self) -> None:
        """Send on what was written, or let it go."""
        with suppress(OSError):
            self._terminal.flush()

    def fileno(self) -> int:
        """Give the terminal's descriptor."""
        return self._terminal.fileno()

    def isatty(self) -> bool:
        """It is a terminal."""
        return True
