"""What a window shows: the program's output as a terminal draws it, by pyte."""

from __future__ import annotations

import re
from typing import Final

import pyte
from rich.cells import cell_len

_UNDRAWN: Final = re.compile(
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]"  # key and device reports switched: pyte would print their end
    rb"|\x1b\[\?[0-9;]*\$p"  # a mode asked after
    rb"|\x1b[P\]_^X][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, clipboard, pictures
)
"""What a terminal takes in without drawing anything, and pyte does not know."""
_UNFINISHED: Final = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P\]_^X][^\x07\x1b]*\x1b?)?\Z")
_TO_ALTERNATE: Final = b"\x1b[?1049h"
_TO_MAIN: Final = b"\x1b[?1049l"


class Screen:
    """The cells of a window: the main screen, and the alternate one while a program uses it."""

    def __init__(self, columns: int, lines: int) -> None:
        """Be empty."""
        self._size = (columns, lines)
        self._main = self._shown = _Cells(columns, lines)
        self._held = b""
        """The start of a sequence whose end has not come."""

    def feed(self, output: bytes) -> None:
        """Draw what a program wrote next; it may be cut anywhere."""
        output = self._held + output
        unfinished = _UNFINISHED.search(output)
        end = unfinished.start() if unfinished else len(output)
        self._held = output[end:]
        for part in re.split(rb"(\x1b\[\?1049[hl])", _UNDRAWN.sub(b"", output[:end])):
            if part == _TO_ALTERNATE:
                self._shown = _Cells(*self._size)
            elif part == _TO_MAIN:
                self._shown = self._main
            else:
                self._shown.stream.feed(part)

    def resize(self, columns: int, lines: int) -> None:
        """Have another size."""
        self._size = (columns, lines)
        for cells in (self._main, self._shown):
            cells.resize(lines, columns)

    @property
    def lines(self) -> list[str]:
        """What a person reads, top first, without the blanks at the ends of lines."""
        return [line.rstrip() for line in self._shown.display]

    def where(self, words: str) -> tuple[int, int] | None:
        """Find the first cell of some words: its column and line, from 0; None if not shown."""
        for number, line in enumerate(self.lines):
            before, found, _ = line.partition(words)
            if found:
                return cell_len(before), number
        return None


class _Cells(pyte.Screen):
    """One screen with what draws on it."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self.stream = pyte.ByteStream(self)
