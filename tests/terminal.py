"""A pseudo-terminal with a program in it, driven as a person would: type, click, look, close.

Nothing but Python is needed until the screen is asked for: `.ci/drive.py` runs where only the
wheel is.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from tests.screen import Screen

_ESCAPES = re.compile(r"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>78]")
MODES: Final = {
    "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
    "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
    "mouse clicks": (b"\x1b[?1000h", b"\x1b[?1000l"),
    "mouse moves": (b"\x1b[?1003h", b"\x1b[?1003l"),
    "mouse coordinates": (b"\x1b[?1006h", b"\x1b[?1006l"),
    "bracketed paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
}
"""What the screens switch on in a terminal: how that is done, and undone."""
KEYS: Final = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "ctrl+right": "\x1b[1;5C",
    "ctrl+left": "\x1b[1;5D",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
    "shift+right": "\x1b[1;2C",
    "shift+left": "\x1b[1;2D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "insert": "\x1b[2~",
    "delete": "\x1b[3~",
    "page_up": "\x1b[5~",
    "page_down": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "keypad_divide": "\x1b[57410u",
    "keypad_enter": "\x1b[57414u",
    "keypad_equal": "\x1b[57415u",
    **{f"keypad_{digit}": f"\x1b[{57399 + digit}u" for digit in range(10)},
}
"""What xterm sends for a key, and kitty for those of the keypad. Esc is a case of its own."""
_ESC_ALONE: Final = 0.2
"""Seconds after which an Esc can no longer be the start of something: twice Textual's own."""


def code_of(key: str) -> str:
    """Give what a terminal sends for a key: `ctrl+p`, `alt+x`, a name in `KEYS`, a character."""
    modifier, plus, letter = key.rpartition("+")
    if key in KEYS or not (plus and modifier):
        return KEYS.get(key, key)
    return "\x1b" + code_of(letter) if modifier == "alt" else chr(ord(letter.upper()) & 31)


def click_code(column: int, line: int) -> str:
    """Give what a terminal sends for a click of the first button on a cell, from 0."""
    place = f"0;{column + 1};{line + 1}"
    return f"\x1b[<{place}M\x1b[<{place}m"


def paste_code(text: str) -> str:
    """Give what a terminal sends for a text from the clipboard."""
    return f"\x1b[200~{text}\x1b[201~"


class Terminal:
    """One program in one window."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Open the window and start the program in it.

        The environment is ours and what is given, but for our own window's size.
        """
        self.output = bytearray()
        """Everything that the program has written so far."""
        self._window, inside = pty.openpty()
        os.set_blocking(self._window, False)
        self._sizes: list[tuple[int, int, int]] = []
        """Sizes of the window that are not drawn yet: position in the output, columns, lines."""
        self._screen: Screen | None = None
        self._drawn = 0
        """How much of the output the screen has taken in."""
        self.resize(columns, lines)
        ours = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            command,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  nothing else runs threads while we fork
            env={**ours, "TERM": "xterm-256color", **(environment or {})},
        )
        os.close(inside)

    def __enter__(self) -> Self:
        """Use it in a `with`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.close()

    # --- what a person does

    def type(self, keys: str) -> None:
        """Send keys, all at once."""
        self.send(keys.encode())

    def press(self, *keys: str) -> None:
        """Press named keys one after the other: `enter`, `esc`, `ctrl+p`, `keypad_equal`, `x`.

        After Esc, it waits until that can be nothing else.
        """
        for key in keys:
            if key == "esc":
                self.send(b"\x1b")
                self.read_for(_ESC_ALONE)
            else:
                self.type(code_of(key))

    def click(self, place: str | tuple[int, int]) -> None:
        """Click on a cell (column and line, from 0), or on words, once they show."""
        if isinstance(place, str):
            self.wait_to_see(place)
            found = self._draw().where(place)
            assert found is not None, f"{place!r} is gone"
            place = found
        self.type(click_code(*place))

    def paste(self, text: str) -> None:
        """Paste a text, in the brackets that a terminal puts around it."""
        self.type(paste_code(text))

    def send(self, content: bytes, seconds: float = 15) -> None:
        """Send bytes as they are.

        What the program writes meanwhile is read, so that neither waits for the other. To one
        that has ended, they are lost. Raises TimeoutError if it does not take them.
        """
        deadline = time.monotonic() + seconds
        while content:
            try:
                content = content[os.write(self._window, content) :]
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError("The program takes no more keys") from None
                self.read_for(0.02)
            except OSError:  # Linux: the other side is closed
                return

    def send_in_pieces(self, content: Sequence[bytes], pause: float) -> None:
        """Send bytes as a slow line does, with so many seconds between two pieces."""
        for number, piece in enumerate(content):
            if number:
                self.read_for(pause)
            self.send(piece)

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self._window, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._sizes.append((len(self.output), columns, lines))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def close(self) -> None:
        """Close the window, as its cross does."""
        if self._window >= 0:
            os.close(self._window)
            self._window = -1

    @property
    def is_closed(self) -> bool:
        """Whether the window is gone."""
        return self._window < 0

    # --- what a person sees

    @property
    def text(self) -> str:
        """All that was ever written, without the escape codes."""
        return _ESCAPES.sub("", self.output.decode(errors="replace"))

    @property
    def lines(self) -> list[str]:
        """What the window shows now, line by line."""
        return self._draw().lines

    def shows(self, words: str) -> bool:
        """Whether words stand on a line of the window now."""
        return self._draw().where(words) is not None

    @property
    def left_on(self) -> list[str]:
        """Name each thing that the screens did not switch on and, for good, off again."""
        return [
            what
            for what, (on, off) in MODES.items()
            if not 0 <= self.output.rfind(on) < self.output.rfind(off)
        ]

    @property
    def farewell(self) -> str:
        """What was written on the main screen after the end, as one line."""
        after = self.output.rpartition(MODES["alternate screen"][1])[2]
        return " ".join(_ESCAPES.sub("", after.decode(errors="replace")).split())

    # --- waiting

    def wait_for(self, words: str, *, after: int = 0, seconds: float = 15) -> int:
        """Read until these words stand in what was written after a position, in bytes.

        Gives the position behind them. Raises TimeoutError with what was written instead.
        """
        wanted = words.encode()
        deadline = time.monotonic() + seconds
        while (found := self.output.find(wanted, after)) < 0:
            if not self._read(deadline - time.monotonic()):
                message = f"{words!r} did not come; the window shows:\n{self.text[-3000:]}"
                raise TimeoutError(message)
        return found + len(wanted)

    def wait_to_see(self, words: str, seconds: float = 15) -> None:
        """Read until words stand on a line of the window."""
        self.wait_until(lambda: self.shows(words), seconds, f"{words!r} is not shown")

    def wait_until(
        self, condition: Callable[[], object], seconds: float = 15, what: str = "It is not so"
    ) -> None:
        """Read until something has come true. Raises TimeoutError with what the window shows."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                shown = "\n".join(self.lines)
                raise TimeoutError(f"{what}; the window shows:\n{shown}")
            self.read_for(0.02)

    def wait_until_saved(self) -> None:
        """Read until the title bar says that the answers are saved."""
        self.wait_until(lambda: "✓ Saved" in self.lines[0])

    def settle(self, seconds: float = 0.15) -> int:
        """Read until nothing has come for so long, and give the position of what comes next.

        Where a cursor blinks, it must be for less than half a second.
        """
        while self._read(seconds):
            pass
        return len(self.output)

    def read_for(self, seconds: float) -> None:
        """Read whatever comes in a time; for a program that has ended, nothing does."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self._read(left):
                time.sleep(max(deadline - time.monotonic(), 0))

    def wait_for_exit(self, seconds: float = 15) -> int:
        """Read until the program ends, and give its exit status."""
        deadline = time.monotonic() + seconds
        while self._read(deadline - time.monotonic()):
            pass
        return self.process.wait(timeout=max(deadline - time.monotonic(), 0.1))

    def _read(self, seconds: float) -> bool:
        """Take in what the program writes next; False when the time is up or it has ended."""
        ready, _, _ = select.select([self._window], [], [], max(seconds, 0))
        if not ready:
            return False
        try:
            content = os.read(self._window, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.output += content
        return bool(content)

    def _draw(self) -> Screen:
        """Bring the screen up to date with what was written, at the size it then had."""
        from tests.screen import Screen

        if self._screen is None:
            _, columns, lines = self._sizes.pop(0)
            self._screen = Screen(columns, lines)
        for until, columns, lines in self._sizes:
            self._draw_until(until)
            self._screen.resize(columns, lines)
        self._sizes.clear()
        self._draw_until(len(self.output))
        return self._screen

    def _draw_until(self, position: int) -> None:
        assert self._screen is not None, "drawn on nothing"
        self._screen.feed(bytes(self.output[self._drawn : position]))
        self._drawn = position


def _take_terminal() -> None:
    """Make the window the controlling terminal, so that closing it sends SIGHUP."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
