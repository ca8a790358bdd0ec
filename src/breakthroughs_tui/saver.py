"""Saving in a thread of its own: the latest state wins, and the screen never waits for the disk."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from breakthroughs_tui.errors import BreakthroughsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.store import Saved


_PATIENCE: Final = 1.0
"""Seconds to wait for an older save, at most, before the latest is written beside it."""


class SaveState(Struct, frozen=True):
    """Whether the answers on screen are safe on disk."""

    is_saved: bool
    is_saving: bool = False
    reason: str = ""
    """Why the last save failed: what happened and what to do."""
    warning: str = ""
    """What the person should know, though the answers are safe."""

    @property
    def has_failed(self) -> bool:
        """Whether the answers are only in memory, and a save was tried."""
        return bool(self.reason)


class AssessmentFile(Protocol):
    """Where a session saves; a `store.QuarterFile`."""

    @property
    def path(self) -> Path:
        """Where the next save goes."""

    def save(self, assessment: Assessment, number: int, is_superseded: Callable[[], bool]) -> Saved:
        """Write the assessment, or raise BreakthroughsError.

        A later save may run beside this one, in another thread: the one with the higher number
        counts, whichever ends first, and makes the last, slow step of this one needless.
        """


class Saver:
    """Writes the latest state in a thread of its own. Whoever hands it over never waits.

    The listener hears of each state in order, from either thread; it must not block. Threads
    do not keep the program alive: whoever ends it calls `close`, unless the answers are safe
    elsewhere.
    """

    def __init__(self, file: AssessmentFile, listener: Callable[[SaveState], None]) -> None:
        """Be ready; the thread starts with the first save."""
        self._file = file
        self._listener = listener
        self._condition = threading.Condition()
        self.unsaved_since: float | None = None
        """Since when (`time.monotonic`) something has been waiting to be saved.

        None once the latest save has ended, even by failing.
        """
        self._waiting: Assessment | None = None
        self._handed_over = 0
        """How many states were handed over: the number of the latest."""
        self._settled = 0
        """The number of the latest that is saved, or could not be."""
        self._thread: threading.Thread | None = None

    def save(self, assessment: Assessment) -> None:
        """Have this state written next, instead of any that is still waiting."""
        with self._condition:
            self._waiting = assessment
            self._handed_over += 1
            if self.unsaved_since is None:
                self.unsaved_since = monotonic()
            self._listener(SaveState(is_saved=False, is_saving=True))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the latest state is settled, for so long at most; return whether it is.

        Where a slow disk holds up an older state, a second thread writes the latest meanwhile.
        """
        patience = _PATIENCE if seconds is None else min(seconds, _PATIENCE)
        with self._condition:
            if self._condition.wait_for(self._is_settled, patience):
                return True
            if self._waiting is not None:
                threading.Thread(target=self._write_next, name="second saver", daemon=True).start()
            rest = None if seconds is None else seconds - patience
            return self._condition.wait_for(self._is_settled, rest)

    def close(self) -> None:
        """Write what is waiting, then end the thread; another save starts another."""
        self.wait()
        with self._condition:
            self._thread = None
            self._condition.notify_all()

    def _is_settled(self) -> bool:
        return self._settled == self._handed_over

    def _run(self) -> None:
        own = threading.current_thread()
        while True:
            with self._condition:
                self._condition.wait_for(
                    lambda: self._waiting is not None or self._thread is not own
                )
                if self._thread is not own:
                    return
            self._write_next()

    def _write_next(self) -> None:
        """Write the state that waits, if another thread has not taken it."""
        with self._condition:
            assessment, self._waiting = self._waiting, None
            number = self._handed_over
        if assessment is None:
            return
        state = self._write(assessment, number)
        with self._condition:
            if number == self._handed_over:
                self._settled = number
                self.unsaved_since = None
                self._listener(state)
                self._condition.notify_all()

    def _write(self, assessment: Assessment, number: int) -> SaveState:
        try:
            saved = self._file.save(assessment, number, lambda: number < self._handed_over)
        except BreakthroughsError as error:
            return SaveState(is_saved=False, reason=error.text)
        except Exception as error:  # noqa: BLE001  the thread must live: the answers are in memory
            reason = f"The save failed: {type(error).__name__} {error}. Press Ctrl+S to try again."
            return SaveState(is_saved=False, reason=reason)
        return SaveState(is_saved=True, warning=saved.warning)
