"""A pseudo-terminal with a program in it, driven as a person would: type, look, close."""

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
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

_ESCAPES = re.compile(r"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>78]")


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
        """Open the window and start the program in it."""
        self.output = b""
        """Everything that the program has written so far."""
        self._window, inside = pty.openpty()
        self.resize(columns, lines)
        self.process = subprocess.Popen(
            command,
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=_take_terminal,  # noqa: PLW1509  nothing else runs threads while we fork
            env={**os.environ, "TERM": "xterm-256color", **(environment or {})},
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

    @property
    def text(self) -> str:
        """What was written, without the escape codes."""
        return _ESCAPES.sub("", self.output.decode(errors="replace"))

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self._window, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Send keys, all at once."""
        os.write(self._window, keys.encode())

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

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

    def settle(self, seconds: float = 0.15) -> int:
        """Read until nothing has come for so long, and give the position of what comes next."""
        while self._read(seconds):
            pass
        return len(self.output)

    def wait_for_exit(self, seconds: float = 15) -> int:
        """Read until the program ends, and give its exit status."""
        deadline = time.monotonic() + seconds
        while self._read(deadline - time.monotonic()):
            pass
        return self.process.wait(timeout=max(deadline - time.monotonic(), 0.1))

    def close(self) -> None:
        """Close the window, as its cross does."""
        if self._window >= 0:
            os.close(self._window)
            self._window = -1

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


def _take_terminal() -> None:
    """Make the window the controlling terminal, so that closing it sends SIGHUP."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
