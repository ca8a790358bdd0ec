"""Saving in a thread of its own: the latest state wins, and the screen never waits for the disk."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from breakthroughs_tui.errors import BreakthroughsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.store import Saved


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

    def save(self, assessment: Assessment, is_superseded: Callable[[], bool]) -> Saved:
        """Write the assessment, or raise BreakthroughsError.

        A later save that waits already makes the last, slow step of this one needless.
        """


class Saver:
    """One thread that writes the latest state. Whoever hands it over never waits.

    The thread does not keep the program alive: whoever ends the program calls `close`, unless
    the answers are safe elsewhere.

    The listener hears of each state in order, from either thread; it must not block.
    """

    def __init__(self, file: AssessmentFile, listener: Callable[[SaveState], None]) -> None:
        """Be ready; the thread starts with the first save."""
        self._file = file
        self._listener = listener
        self._condition = threading.Condition()
        self.unsaved_since: float | None = None
        """The moment (`time.monotonic`) from which something was to be saved; None if all is."""
        self._waiting: Assessment | None = None
        self._is_busy = False
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def save(self, assessment: Assessment) -> None:
        """Have this state written next, instead of any that is still waiting."""
        with self._condition:
            self._waiting = assessment
            if self.unsaved_since is None:
                self.unsaved_since = monotonic()
            self._listener(SaveState(is_saved=False, is_saving=True))
            self._is_closed = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until nothing is left to write, for so long at most; return whether that is so."""
        with self._condition:
            return self._condition.wait_for(
                lambda: self._waiting is None and not self._is_busy, seconds
            )

    def close(self) -> None:
        """Write what is waiting, then end the thread; another save starts another."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._waiting is not None or self._is_closed)
                if self._waiting is None:
                    return
                assessment, self._waiting = self._waiting, None
                self._is_busy = True
            state = self._write(assessment)
            with self._condition:
                self._is_busy = False
                if self._waiting is None:
                    self.unsaved_since = None
                    self._listener(state)
                self._condition.notify_all()

    def _is_superseded(self) -> bool:
        return self._waiting is not None

    def _write(self, assessment: Assessment) -> SaveState:
        try:
            saved = self._file.save(assessment, self._is_superseded)
        except BreakthroughsError as error:
            return SaveState(is_saved=False, reason=error.text)
        except Exception as error:  # noqa: BLE001  the thread must live: the answers are in memory
            reason = f"The save failed: {type(error).__name__} {error}. Press Ctrl+S to try again."
            return SaveState(is_saved=False, reason=reason)
        return SaveState(is_saved=True, warning=saved.warning)
