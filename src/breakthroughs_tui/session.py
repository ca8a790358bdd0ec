"""What a person does to one assessment: rate, clear, note, undo; saved as they go."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from breakthroughs_tui.errors import BreakthroughsError
from breakthroughs_tui.model import Answer, Assessment, Rating, Scale, clean_text, scale_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

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


class Change(Struct, frozen=True):
    """One step that can be undone."""

    question_id: str
    before: Answer
    after: Answer

    @property
    def scale(self) -> Scale | None:
        """The scale whose rating changed; None for a note."""
        for scale in Scale:
            if self.before.rating(scale) != self.after.rating(scale):
                return scale
        return None


class AssessmentFile(Protocol):
    """Where a session saves; a `store.QuarterFile`."""

    def save(self, assessment: Assessment) -> Saved:
        """Write the assessment, or raise BreakthroughsError."""


class Saver:
    """One thread that writes the latest state. Whoever hands it over never waits.

    The listener hears of each state in order, from either thread; it must not block.
    """

    def __init__(self, file: AssessmentFile, listener: Callable[[SaveState], None]) -> None:
        """Be ready; the thread starts with the first save."""
        self._file = file
        self._listener = listener
        self._condition = threading.Condition()
        self._waiting: Assessment | None = None
        self._is_busy = False
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def save(self, assessment: Assessment) -> None:
        """Have this state written next, instead of any that is still waiting."""
        with self._condition:
            self._waiting = assessment
            self._listener(SaveState(is_saved=False, is_saving=True))
            self._is_closed = False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="saver")
                self._thread.start()
            self._condition.notify_all()

    def wait(self) -> None:
        """Wait until nothing is left to write."""
        with self._condition:
            self._condition.wait_for(lambda: self._waiting is None and not self._is_busy)

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
                    self._listener(state)
                self._condition.notify_all()

    def _write(self, assessment: Assessment) -> SaveState:
        try:
            saved = self._file.save(assessment)
        except BreakthroughsError as error:
            return SaveState(is_saved=False, reason=error.text)
        except Exception as error:  # noqa: BLE001  the thread must live: the answers are in memory
            reason = f"The save failed: {type(error).__name__} {error}. Press Ctrl+S to try again."
            return SaveState(is_saved=False, reason=reason)
        return SaveState(is_saved=True, warning=saved.warning)


class Session:
    """One person at work on one assessment.

    Every change is a new `Assessment`, handed to the saver at once. `state` may be read
    from any thread; everything else belongs to the thread that made the session.
    """

    def __init__(
        self,
        assessment: Assessment,
        file: AssessmentFile,
        now: Callable[[], datetime],
        *,
        read_only_because: str = "",
    ) -> None:
        """Start from an assessment as it is on disk, or a new one."""
        self.assessment = assessment
        """The answers as they stand: the truth that the screens show."""
        self.read_only_because = read_only_because
        """Why nothing can be changed; empty when it can."""
        self.state = SaveState(is_saved=True)
        self._now = now
        self._saver = Saver(file, self._set_state)
        self._changes: list[Change] = []
        self._listeners: list[Callable[[SaveState], None]] = []

    def listen(self, listener: Callable[[SaveState], None]) -> Callable[[], None]:
        """Have a function called with each new state, from either thread; it must not block.

        Gives a function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def rate(self, question_id: str, rating: Rating) -> bool:
        """Give a rating, and tell whether that changed anything."""
        answer = self.assessment.answer(question_id)
        return self._change(question_id, answer.rated(scale_of(rating), rating))

    def clear(self, question_id: str, scale: Scale) -> bool:
        """Take a rating back, and tell whether that changed anything."""
        answer = self.assessment.answer(question_id)
        return self._change(question_id, answer.rated(scale, None))

    def note(self, question_id: str, text: str, *, goes_on: bool = False) -> bool:
        """Write a question's note, and tell whether that changed anything.

        `goes_on` joins it to the change before, so that one visit to the note is one undo.
        """
        answer = self.assessment.answer(question_id)
        return self._change(question_id, replace(answer, note=clean_text(text)), joins=goes_on)

    def describe(self, council: str, assessor: str) -> None:
        """Say whose assessment it is."""
        changed = replace(
            self.assessment, council=clean_text(council), assessor=clean_text(assessor)
        )
        if changed != self.assessment and not self.read_only_because:
            self._set(changed)

    def undo(self) -> Change | None:
        """Take back the last change of this run, and give it; None when there is none."""
        if not self._changes:
            return None
        change = self._changes.pop()
        self._set(self.assessment.with_answer(change.question_id, change.before))
        return change

    def save(self) -> None:
        """Save now, though nothing changed since: after a failure, or to be sure."""
        if not self.read_only_because:
            self._hand_over()

    def wait_until_saved(self) -> SaveState:
        """Wait for the disk, and give the outcome."""
        self._saver.wait()
        return self.state

    def close(self) -> SaveState:
        """Write what is not saved yet, once more if it failed before, and give the outcome."""
        self._saver.wait()
        if self.state.has_failed:
            self._hand_over()
        self._saver.close()
        return self.state

    def _change(self, question_id: str, answer: Answer, *, joins: bool = False) -> bool:
        before = self.assessment.answer(question_id)
        if self.read_only_because or answer == before:
            return False
        last = self._changes[-1] if self._changes else None
        if joins and last and last.question_id == question_id and last.scale is None:
            before = self._changes.pop().before
        if answer != before:
            self._changes.append(Change(question_id, before, answer))
        self._set(self.assessment.with_answer(question_id, answer))
        return True

    def _set(self, assessment: Assessment) -> None:
        self.assessment = replace(assessment, modified=self._now())
        self._hand_over()

    def _hand_over(self) -> None:
        self._saver.save(self.assessment)

    def _set_state(self, state: SaveState) -> None:
        self.state = state
        for listener in tuple(self._listeners):
            listener(state)
