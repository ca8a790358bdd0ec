"""Ctrl+C in a command: it ends quietly, with what it began to write taken away."""

from __future__ import annotations

import signal
import sys
from _thread import interrupt_main, start_new_thread
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED: Final = 130
"""The exit code of a command that was interrupted."""


class Interrupts:
    """Ctrl+C from here on raises KeyboardInterrupt, and it is remembered that it came.

    Python turns one into another error where it falls into the making of a class.
    """

    def __init__(self) -> None:
        """Listen, unless the program was started with Ctrl+C ignored."""
        self.came = False
        """Whether Ctrl+C has been pressed."""
        sys.unraisablehook = _raise_again
        if signal.getsignal(signal.SIGINT) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(signal.SIGINT, self._raise)

    def end(self) -> None:
        """Have Ctrl+C end the program at once: there is nothing left to take away.

        Unless the screens have installed their own handler.
        """
        if signal.getsignal(signal.SIGINT) == self._raise:
            signal.signal(signal.SIGINT, signal.SIG_DFL)

    def _raise(self, _number: int, _frame: object) -> NoReturn:
        self.came = True
        raise KeyboardInterrupt


def raise_if_lost() -> None:
    """Raise KeyboardInterrupt once more if one came, and a library did not let it pass."""
    owner = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if isinstance(owner, Interrupts) and owner.came:
        raise KeyboardInterrupt


def _raise_again(lost: UnraisableHookArgs) -> None:
    """Repeat an interrupt that fell where nothing can be raised; report others as usual."""
    if lost.exc_type is KeyboardInterrupt:
        start_new_thread(interrupt_main, ())  # here it would be lost again
    else:
        sys.__unraisablehook__(lost)
