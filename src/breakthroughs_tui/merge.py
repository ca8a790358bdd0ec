"""Two copies of one quarter put together: what differs, what the person chooses, what results.

Parts that are alike in both stay as they are. Of a part that only one copy has, that is what is
proposed, unless the other took it away; every other choice is the person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import UNSET, Struct, UnsetType
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
    action: tuple[str, str, int] = ("", "", 0)
    """The text of an action, the id of the quarter in which it was raised, and which of those."""


class Difference(Struct, frozen=True):
    """One part that the copies do not have alike."""

    key: Key
    ours: Value
    theirs: Value
    origin: Value | UnsetType = UNSET
    """What both came from; unset where no backup tells."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """What can be chosen, in the order of the keys 1, 2 and 3."""
        has_two_notes = self.key.part is Part.NOTE and self.ours and self.theirs
        return tuple(Side) if has_two_notes else (Side.OURS, Side.THEIRS)

    @property
    def proposal(self) -> Side | None:
        """The copy that alone has anything, unless the other took it away."""
        if (self.ours and self.theirs) or (self.origin is not UNSET and self.origin):
            return None
        return Side.OURS if self.ours else Side.THEIRS

    def value(self, side: Side) -> Value:
        """Return what choosing a side comes to."""
        if side is Side.BOTH:
            return f"{self.ours}\n\n{self.theirs}"
        return self.ours if side is Side.OURS else self.theirs


def find_differences(
    ours: Assessment, theirs: Assessment, origins: Sequence[Assessment] = ()
) -> tuple[Difference, ...]:
    """List what differs: council and assessor, then by question in the bank's order.

    `origins` are what both may have come from; see `common_origins`.
    """
    left, right = _parts(ours), _parts(theirs)
    before = [_parts(origin) for origin in origins]
    places = {each.question.id: each.number for each in ours.bank.questions} | {"": 0}
    keys = sorted(
        {**left, **right},
        key=lambda key: (places.get(key.question_id, len(places)), list(Part).index(key.part)),
    )
    return tuple(
        Difference(key, left.get(key), right.get(key), _origin(key, before))
        for key in keys
        if left.get(key) != right.get(key)
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
        count: Counter[tuple[str, str]] = Counter()
        for action in answer.actions:
            named = action.text, action.raised.id
            count[named] += 1
            parts[Key(Part.ACTION, question_id, (*named, count[named]))] = action
    return {key: value for key, value in parts.items() if value}


def _origin(key: Key, origins: list[dict[Key, Value]]) -> Value | UnsetType:
    """Return what all that may be the origin have for a part; unset where they disagree."""
    values = [origin.get(key) for origin in origins]
    return values[0] if values and all(value == values[0] for value in values) else UNSET


def common_origins(
    ours: Assessment, theirs: Assessment, backups: Sequence[Assessment]
) -> tuple[Assessment, ...]:
    """Choose the backups that both copies may have come from; none where they began apart.

    Each of two desks backs up the state from which it goes on. So a state that was kept twice is
    where they parted; the newest, if there are several. Without one, it may be any backup that is
    no newer than either copy.
    """
    parted = min(ours.modified, theirs.modified)
    copies = [each for each in (ours, theirs) if each.modified == parted]
    known = [
        each
        for each in backups
        if each.created == ours.created == theirs.created and each.modified <= parted
    ]
    twice = [each for each in known if [*known, *copies].count(each) > 1]
    return (max(twice, key=lambda each: each.modified),) if twice else tuple(known)


def propose(differences: Iterable[Difference]) -> dict[Key, Side]:
    """Make the choices that are no question; see `Difference.proposal`."""
    return {each.key: each.proposal for each in differences if each.proposal is not None}


def put_together(
    ours: Assessment, differences: Iterable[Difference], choices: Mapping[Key, Side]
) -> Assessment:
    """Return our copy with each part that differs as it was chosen.

    Raises KeyError where no choice was made.
    """
    chosen = {each.key: each.value(choices[each.key]) for each in differences}
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
