"""What a person does to one assessment: rate, clear, note, act, undo; saved as they go."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from breakthroughs_tui.folder import Entry
from breakthroughs_tui.history import History, of_bank
from breakthroughs_tui.model import (
    NO_ANSWER,
    Action,
    Answer,
    Assessment,
    Rating,
    Scale,
    clean_text,
    listed,
    scale_of,
)
from breakthroughs_tui.plain import if_seen
from breakthroughs_tui.saver import AssessmentFile, Saver, SaveState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from breakthroughs_tui.lineage import Lineage
    from breakthroughs_tui.quarter import Quarter
    from breakthroughs_tui.review import Review


class Change(Struct, frozen=True):
    """One step that can be undone."""

    question_id: str
    before: Answer
    after: Answer

    @property
    def scales(self) -> tuple[Scale, ...]:
        """The scales whose rating changed: none for a note or an action."""
        return tuple(
            scale for scale in Scale if self.before.rating(scale) != self.after.rating(scale)
        )

    @property
    def what(self) -> str:
        """What changed, in words."""
        before, after = self.before, self.after
        ratings = "both ratings" if len(self.scales) > 1 else "".join(self.scales)
        note = "note" if before.note != after.note else ""
        actions = "actions" if before.actions != after.actions else ""
        return listed([part for part in (ratings, note, actions) if part])

    @property
    def is_note(self) -> bool:
        """Whether only the note changed."""
        return replace(self.before, note=self.after.note) == self.after


def _if_seen(text: str) -> str:
    return if_seen(clean_text(text))


class Session:
    """One person at work on one assessment.

    Every change is a new `Assessment`, handed to the saver at once. `state` and
    `unsaved_since` may be read from any thread; everything else belongs to the thread that
    made the session.
    """

    def __init__(  # noqa: PLR0913  a session has this many parts
        self,
        assessment: Assessment,
        file: AssessmentFile,
        now: Callable[[], datetime],
        *,
        history: History | None = None,
        read_only_because: str = "",
        may_be_corrected: bool = False,
    ) -> None:
        """Start from an assessment as it is on disk, or a new one."""
        self.assessment = assessment
        """The answers as they stand: the truth that the screens show."""
        self._opened = assessment
        self.history = history or History()
        """The quarters saved beside this one."""
        self.read_only_because = read_only_because
        """Why nothing can be changed; empty when it can."""
        self.may_be_corrected = may_be_corrected
        """Whether it is read only until the person asks to correct it."""
        self.state = SaveState(is_saved=True)
        self.now = now
        """Tells the time, in UTC."""
        self._file = file
        self._saver = Saver(file, self._set_state)
        self._changes: list[Change] = []
        self._listeners: list[Callable[[SaveState], None]] = []

    def listen(self, listener: Callable[[SaveState], None]) -> Callable[[], None]:
        """Have a function called with each new state, from either thread; it must not block.

        Gives a function that ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @cached_property
    def last(self) -> Assessment | None:
        """The newest rated quarter before this one, as it was when first asked for."""
        return next(self.history.rated_before(self.assessment), None)

    @cached_property
    def _lineage(self) -> Lineage:
        from breakthroughs_tui.lineage import Lineage  # here, to start at once

        return Lineage([self.assessment.bank])

    def last_answer(self, question_id: str) -> Answer | None:
        """Give what was said last time; None where there was none, or the question is new."""
        return self._lineage.answer(question_id, self.last) if self.last else None

    @cached_property
    def _breaks(self) -> dict[str, str]:
        """How questions changed since last time, by id; a bank stays while its quarter is open."""
        if self.last is None or self.last.bank is self.assessment.bank:
            return {}
        from breakthroughs_tui.comparison import compare_questions  # likewise

        changes = compare_questions(self.last, self.assessment)
        return {each.question.id: each.break_in_series for each in changes if each.later}

    def differed(self, question_id: str, scale: Scale) -> bool:
        """Tell whether it joins questions that were rated differently on a scale last time."""
        if self.last is None:
            return False
        from breakthroughs_tui.lineage import differ  # likewise

        numbered = self._lineage.earlier(question_id, self.last.bank)
        return differ((self.last.answer(each.question.id) for each in numbered), scale)

    def break_in_series(self, question_id: str) -> str:
        """Say how a question itself changed since last time: reworded, split, joined, or not."""
        return self._breaks.get(question_id, "")

    def saved(self, quarter: Quarter) -> Entry:
        """Give a quarter as it is on disk, the open one as it stands.

        One that answers another bank than the open one says so.
        """
        if quarter == self.assessment.quarter:
            return Entry(quarter, self.history.path(quarter), self.assessment, None)
        return of_bank(self.history.entry(quarter), self.assessment.bank.id)

    @property
    def copies(self) -> list[Path]:
        """The files of the folder that hold this quarter as well, if this one is its own file."""
        quarter, path = self.assessment.quarter, self._file.path
        if path != self.history.path(quarter):
            return []
        others = self.history.others_of(quarter, path)
        return [other.path for other in others if not other.problem]

    def review(self) -> Review:
        """See the answers as they stand in the light of the quarters before."""
        return self.history.review(self.assessment)

    def correct(self) -> None:
        """Open an older quarter to changes, since the person asks."""
        if self.may_be_corrected:
            self.read_only_because = ""
            self.may_be_corrected = False

    def rate(self, question_id: str, rating: Rating) -> bool:
        """Give a rating, and tell whether that changed anything."""
        answer = self.assessment.answer(question_id)
        return self._change(question_id, answer.rated(scale_of(rating), rating))

    def same_as_last(self, question_id: str) -> bool:
        """Take over the ratings of last time as this quarter's own, and tell whether any moved.

        A rating that was not given last time is left as it is. The note and the actions
        stay this quarter's own.
        """
        last = self.last_answer(question_id) or NO_ANSWER
        answer = self.assessment.answer(question_id)
        for scale in Scale:
            rating = last.rating(scale)
            answer = answer if rating is None else answer.rated(scale, rating)
        return self._change(question_id, answer)

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

    def set_actions(self, question_id: str, actions: Iterable[Action]) -> bool:
        """Put these actions in place of a question's own, and tell whether that changed anything.

        An action without a text that can be seen is nothing to do: it is left out.
        """
        cleaned = (
            replace(each, text=_if_seen(each.text), owner=_if_seen(each.owner)) for each in actions
        )
        answer = self.assessment.answer(question_id)
        kept = tuple(each for each in cleaned if each.text)
        return self._change(question_id, replace(answer, actions=kept))

    def change_action(self, question_id: str, place: int | None, action: Action | None) -> bool:
        """Put an action at a place, from 0; tell whether that changed anything.

        No place adds it at the end; no action takes the one there away.
        """
        actions = list(self.assessment.answer(question_id).actions)
        start = len(actions) if place is None else place
        actions[start : start + 1] = [] if action is None else [action]
        return self.set_actions(question_id, actions)

    def replace_answers(self, assessment: Assessment) -> None:
        """Put another state of this quarter in place of the answers: a step of undo a question."""
        if self.read_only_because:
            return
        for question_id in assessment.answers:
            before, after = (each.answer(question_id) for each in (self.assessment, assessment))
            if before != after and question_id in assessment.bank:
                self._changes.append(Change(question_id, before, after))
        if assessment != self.assessment:
            self._set(assessment)

    def describe(self, council: str, assessor: str) -> None:
        """Say whose assessment it is."""
        changed = replace(self.assessment, council=_if_seen(council), assessor=_if_seen(assessor))
        if changed != self.assessment and not self.read_only_because:
            self._set(changed)

    @property
    def is_changed(self) -> bool:
        """Whether anything was changed since the quarter was opened."""
        return self.assessment != self._opened

    @property
    def last_change(self) -> Change | None:
        """What undo would take back; None when there is nothing."""
        return self._changes[-1] if self._changes else None

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

    @property
    def unsaved_since(self) -> float | None:
        """Since when (`time.monotonic`) an answer has been waiting to be saved; None if none is."""
        return self._saver.unsaved_since

    def wait_until_saved(self, seconds: float | None = None) -> SaveState:
        """Wait for the disk, for so long at most, and give the outcome so far."""
        self._saver.wait(seconds)
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
        if joins and last and last.question_id == question_id and last.is_note:
            before = self._changes.pop().before
        if answer != before:
            self._changes.append(Change(question_id, before, answer))
        self._set(self.assessment.with_answer(question_id, answer))
        return True

    def _set(self, assessment: Assessment) -> None:
        self.assessment = replace(assessment, modified=self.now())
        self._hand_over()

    def _hand_over(self) -> None:
        self._saver.save(self.assessment)

    def _set_state(self, state: SaveState) -> None:
        self.state = state
        for listener in tuple(self._listeners):
            listener(state)
