"""The terminal that the screens run in: it may vanish, be suspended, and misreport its size."""

from __future__ import annotations

import io
import os
import re
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Final

from breakthroughs_tui.equivalents import equivalents_in_cells
from breakthroughs_tui.tui.keyboard import KeyboardParser

if TYPE_CHECKING:
    from textual.app import App

_MOST_AT_ONCE: Final = 4096
"""Bytes to read at a time."""
_AS_SURROGATE: Final = 0xDC00
"""What Python adds to a byte that it could not decode."""
_EIGHT_BIT: Final = "(?<![\udc80-\udcff])[\udc90\udc9b\udc9d](?![\udc80-\udcff])"
"""DCS, CSI and OSC in one byte each, as a regular expression."""
_AT_ONCE: Final = 0.1
"""Seconds within which Python may call the handlers of two signals in the wrong order."""
_LOOK_EVERY: Final = 0.05
"""Seconds between two looks at whether a key was Esc alone, and whether to end."""


def _cleaned(text: str) -> str:
    """Return what was decoded without the bytes that are no UTF-8.

    One that stands alone may begin a terminal's report, as ESC [ and the like do in two bytes.
    """
    if not any("\udc80" <= character <= "\udcff" for character in text):
        return text
    known = re.sub(_EIGHT_BIT, lambda found: chr(ord(found[0]) - _AS_SURROGATE), text)
    return known.encode("utf-8", "ignore").decode()


class VanishingTerminal:
    """Takes what is written, whether or not the window is still there.

    Textual writes from a thread of its own. Were that to end with an OSError, its queue
    would fill, and the program would wait for ever on the way out.
    """

    def __init__(self, terminal: IO[str] | None) -> None:
        """Write to a terminal for as long as it is there.

        What its encoding lacks has equivalents that take as many cells.
        """
        assert terminal is not None, "the screens are not shown without one"
        if isinstance(terminal, io.TextIOWrapper):
            terminal.reconfigure(errors=equivalents_in_cells())
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
        """Return the terminal's descriptor."""
        return self._terminal.fileno()

    def isatty(self) -> bool:
        """It is a terminal."""
        return True


if sys.platform == "win32":
    from textual.drivers import win32
    from textual.drivers.windows_driver import WindowsDriver

    class TerminalDriver(WindowsDriver):
        """Textual's driver for Windows, with our reading of keys."""

        def __init__(self, app: App[Any], **options: Any) -> None:  # noqa: ANN401  as given
            """Take the console over."""
            super().__init__(app, **options)
            self._file = VanishingTerminal(self._file)
            win32.XTermParser = KeyboardParser  # its thread makes the parser by this name

else:
    import selectors
    import signal

    from textual.app import ScreenStackError
    from textual.drivers.linux_driver import LinuxDriver

    class TerminalDriver(LinuxDriver):
        """Textual's driver for Linux and macOS, with our reading of keys, signals and sizes."""

        def __init__(self, app: App[Any], **options: Any) -> None:  # noqa: ANN401  as given
            """Take the terminal over; its window is as large as it says, whatever COLUMNS says."""
            super().__init__(app, **options)
            self._file = VanishingTerminal(self._file)  # type: ignore[assignment]
            self._size = self._get_terminal_size()
            self._is_on = False
            """Whether the terminal is ours at the moment."""
            self._is_asleep = False
            """Whether it was given back because the program is put to sleep."""
            self._woken_at = -_AT_ONCE
            """When (`time.monotonic`) the program was last told to go on."""

        def _get_terminal_size(self) -> tuple[int, int]:
            with suppress(OSError):
                columns, lines = os.get_terminal_size(self.fileno)
                if columns and lines:
                    return columns, lines
            return super()._get_terminal_size()

        def _query_in_band_window_resize(self) -> None:
            """Ask for no sizes among the keys: the system tells them, and nobody can type them."""

        def start_application_mode(self) -> None:
            """Take the terminal over."""
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self._is_on = True

        def stop_application_mode(self) -> None:
            """Restore the terminal, once."""
            if self._is_on:
                self._is_on = False
                super().stop_application_mode()

        def close(self) -> None:
            """Be done with the terminal, and with its signals unless it is to be woken again."""
            super().close()
            if not self._is_asleep:
                signal.signal(signal.SIGTSTP, signal.SIG_DFL)
                signal.signal(signal.SIGCONT, signal.SIG_DFL)

        def _sigtstp_application(self, *_: object) -> None:
            """Restore the terminal, sleep, and take it over again on waking.

            Textual takes it whenever it is told to go on, whether it has slept or not.
            """
            if not self._is_on:
                return
            came_at = monotonic()
            self._is_asleep = True
            self.suspend_application_mode()
            self._must_signal_resume = True
            if self._woken_at < came_at - _AT_ONCE:
                os.kill(os.getpid(), signal.SIGSTOP)
            self._is_asleep = False
            self.resume_application_mode()

        def _sigcont_application(self, *_: object) -> None:
            """Wake up, or paint over what a shell may have left in the window."""
            self._woken_at = monotonic()
            if self._is_on:
                self._loop.call_soon_threadsafe(self._paint_afresh)

        def _paint_afresh(self) -> None:
            with suppress(ScreenStackError):  # there is none while it starts or leaves
                self._app.screen.refresh(layout=True)

        def run_input_thread(self) -> None:
            """Hand on what arrives until the screens end, or the terminal is gone.

            Bytes that are no UTF-8 were typed by nobody: Textual would end with a fault.
            """
            parser = KeyboardParser()
            decode = getincrementaldecoder("utf-8")(errors="surrogateescape").decode
            with selectors.DefaultSelector() as selector:
                selector.register(self.fileno, selectors.EVENT_READ)
                while not self.exit_event.is_set():
                    is_ready = selector.select(_LOOK_EVERY)
                    for message in parser.tick():
                        self.process_message(message)
                    if not is_ready:
                        continue
                    content = self._read()
                    if not content:
                        self._loop.call_soon_threadsafe(self._app.exit)
                        return
                    if text := _cleaned(decode(content)):  # the parser takes nothing for the end
                        for message in parser.feed(text):
                            self.process_message(message)

        def _read(self) -> bytes:
            """Read what there is; nothing where the terminal is gone."""
            with suppress(OSError):
                return os.read(self.fileno, _MOST_AT_ONCE)
            return b""
