"""Two copies of one quarter put together: what differs, what the person chooses, what results.

Parts that are alike in both stay as they are. Of a part that only one copy has, that is what is
proposed, unless the other took it away; every other choice is the person's. A choice is made for a
difference, values and all: it does not outlive them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from breakthroughs_tui.model import (
    NO_ANSWER,
    Action,
    Answer,
    Assessment,
    Plan,
    Progress,
    Rating,
    scale_of,
)


class Side(StrEnum):
    """Which of the two copies a part is taken from."""

    OURS = "Saved here"
    THEIRS = "In the copy"
    BOTH = "Both notes"
    """One after the other."""


class Part(StrEnum):
    """What two copies may differ in."""

    COUNCIL = "Council"
    ASSESSOR = "Answered by"
    PROGRESS = "Progress"
    PLAN = "Plan"
    NOTE = "Note"
    ACTION = "Action"

    @property
    def nothing(self) -> str:
        """What a copy has for it that has nothing, in words."""
        return _NOTHING[self]


_NOTHING: Final = {
    Part.COUNCIL: "Not named",
    Part.ASSESSOR: "Not named",
    Part.PROGRESS: "Not rated",
    Part.PLAN: "Not rated",
    Part.NOTE: "No note",
    Part.ACTION: "No such action",
}
Value = Rating | Action | str | None
"""What a copy has for a part; None or an empty text where it has nothing."""


class Key(Struct, frozen=True):
    """Names one part of an assessment, in both copies alike."""

    part: Part
    question_id: str = ""
    """Nothing for the council and the assessor."""
    action: Action | None = None
    """The action, as the first of the copies has it that has one."""
    count: int = 0
    """How many just like it stand before it."""


class Origin(Struct, frozen=True):
    """What copies came from, for one part."""

    value: Value
    is_sure: bool
    """Whether both copies came from it; else it is only what every backup says."""


def _contains(note: str, other: str) -> bool:
    """Whether a note has all of another as paragraphs: part of one may mean something else."""
    return f"\n\n{other.strip()}\n\n" in f"\n\n{note.strip()}\n\n"


class Difference(Struct, frozen=True):
    """One part that the copies do not have alike."""

    key: Key
    ours: Value
    theirs: Value
    origin: Origin | None = None
    """None where no backup tells."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """What can be chosen, in the order of the keys 1, 2 and 3."""
        has_two_notes = self.key.part is Part.NOTE and self.ours and self.theirs
        return tuple(Side) if has_two_notes else (Side.OURS, Side.THEIRS)

    @property
    def proposal(self) -> Side | None:
        """The copy that alone has anything, unless the other took it away."""
        if (self.ours and self.theirs) or (self.origin and self.origin.value):
            return None
        return Side.OURS if self.ours else Side.THEIRS

    def value(self, side: Side) -> Value:
        """Return what choosing a side comes to. Raises ValueError for one that cannot be chosen.

        Both notes are one of them where that contains the other.
        """
        if side not in self.sides:
            message = f"{side} cannot be chosen"
            raise ValueError(message)
        if side is not Side.BOTH:
            return self.ours if side is Side.OURS else self.theirs
        ours, theirs = str(self.ours), str(self.theirs)
        if _contains(ours, theirs):
            return ours
        return theirs if _contains(theirs, ours) else f"{ours}\n\n{theirs}"


Choices = Mapping[Difference, Side]


class Origins(Struct, frozen=True):
    """The states that two copies may have come from."""

    states: tuple[Assessment, ...] = ()
    is_sure: bool = False
    """Whether there is one, and both came from it."""


def find_differences(
    ours: Assessment, theirs: Assessment, origins: Origins | None = None
) -> tuple[Difference, ...]:
    """List what differs: council and assessor, then by question in the bank's order.

    Notes that differ only in blanks at their ends are alike. An action is the same in both if its
    text and the quarter in which it was raised are.
    """
    left, right = _parts(ours), _parts(theirs)
    pairs = {key: (left.get(key), right.get(key)) for key in {**left, **right}}
    pairs = {key: pair for key, pair in pairs.items() if not _are_alike(*pair)}
    places = {asked.question.id: asked.number for asked in ours.bank.questions} | {"": 0}

    def place(key: Key) -> tuple[int, str, int]:
        known = places.get(key.question_id, len(places))
        return known, key.question_id, list(Part).index(key.part)

    found = origins or Origins()
    before = [_parts(state) for state in found.states]
    return tuple(
        Difference(key, *pair, _origin(key, before, is_sure=found.is_sure))
        for key, pair in sorted(_paired(pairs).items(), key=lambda item: place(item[0]))
    )


def _parts(assessment: Assessment) -> dict[Key, Value]:
    """Take an assessment apart; what it has nothing for is left out."""
    parts: dict[Key, Value] = {
        Key(Part.COUNCIL): assessment.council,
        Key(Part.ASSESSOR): assessment.assessor,
    }
    for question_id, answer in assessment.answers.items():
        parts[Key(Part.PROGRESS, question_id)] = answer.progress
        parts[Key(Part.PLAN, question_id)] = answer.plan
        parts[Key(Part.NOTE, question_id)] = answer.note
        count: Counter[Action] = Counter()
        for action in answer.actions:
            parts[Key(Part.ACTION, question_id, action, count[action])] = action
            count[action] += 1
    return {key: value for key, value in parts.items() if value}


def _are_alike(ours: Value, theirs: Value) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours.strip() == theirs.strip()
    return ours == theirs


def _paired(pairs: dict[Key, tuple[Value, Value]]) -> dict[Key, tuple[Value, Value]]:
    """Join what each copy has of the same action, one to one, in their order."""
    lone = {key: theirs for key, (ours, theirs) in pairs.items() if key.action and not ours}
    joined = dict(pairs)
    for key, (ours, theirs) in pairs.items():
        twin = next((other for other in lone if _is_same_action(key, other)), None)
        if key.action and not theirs and twin is not None:
            joined[key] = (ours, lone.pop(twin))
            del joined[twin]
    return joined


def _is_same_action(one: Key, other: Key) -> bool:
    """Whether two keys name the same action of a question, whoever changed it since."""
    if one.action is None or other.action is None or one.question_id != other.question_id:
        return False
    return (one.action.text, one.action.raised) == (other.action.text, other.action.raised)


def _origin(key: Key, origins: list[dict[Key, Value]], *, is_sure: bool) -> Origin | None:
    """Return what all that may be the origin have for a part; None where they disagree."""
    values = [
        next((value for other, value in origin.items() if _is_same_action(key, other)), None)
        if key.action
        else origin.get(key)
        for origin in origins
    ]
    agree = bool(values) and all(value == values[0] for value in values)
    return Origin(values[0], is_sure) if agree else None


def common_origins(ours: Assessment, theirs: Assessment, backups: Sequence[Assessment]) -> Origins:
    """Choose the backups that both copies may have come from; none where they began apart.

    Each of two desks backs up the state from which it goes on. So a state that was kept twice is
    where they parted; the newest, if there are several. Without one, it may be any backup that is
    no newer than either copy.
    """
    parted = min(ours.modified, theirs.modified)
    copies = [copy for copy in (ours, theirs) if copy.modified == parted]
    known = [
        backup
        for backup in backups
        if backup.created == ours.created == theirs.created and backup.modified <= parted
    ]
    twice = [state for state in known if [*known, *copies].count(state) > 1]
    if twice:
        return Origins((max(twice, key=lambda state: state.modified),), is_sure=True)
    return Origins(tuple(known))


def propose(differences: Iterable[Difference]) -> dict[Difference, Side]:
    """Make the choices that are no question; see `Difference.proposal`."""
    proposals = ((difference, difference.proposal) for difference in differences)
    return {difference: side for difference, side in proposals if side is not None}


def put_together(
    ours: Assessment, differences: Iterable[Difference], choices: Choices
) -> Assessment:
    """Return our copy with each part that differs as it was chosen.

    Raises KeyError where no choice was made, ValueError for a choice that cannot be.
    """
    chosen = {difference.key: difference.value(choices[difference]) for difference in differences}
    parts = {**_parts(ours), **chosen}
    answers = dict.fromkeys(ours.answers, NO_ANSWER)
    for key, value in parts.items():
        if key.question_id and value:
            answers[key.question_id] = _with(answers.get(key.question_id, NO_ANSWER), value)
    return replace(
        ours,
        council=parts.get(Key(Part.COUNCIL)) or "",
        assessor=parts.get(Key(Part.ASSESSOR)) or "",
        answers=answers,
    )


def _with(answer: Answer, value: Rating | Action | str) -> Answer:
    """Return an answer with one part more."""
    if isinstance(value, Action):
        return replace(answer, actions=(*answer.actions, value))
    if isinstance(value, Progress | Plan):
        return answer.rated(scale_of(value), value)
    return replace(answer, note=value)
