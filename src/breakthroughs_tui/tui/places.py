"""Where a person can go. A page asks for a place; the app knows how to get there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple


class ToBreakthrough(NamedTuple):
    """The screen of one breakthrough, at its first open question."""

    position: int
    """Its place in the bank, from 0."""


class ToQuestion(NamedTuple):
    """The screen of a question's breakthrough, at that question."""

    question_id: str
    comes_back: bool = False
    """Whether Continue leads back to where the person came from."""


class ToSummary(NamedTuple):
    """The priority gaps."""


class Back(NamedTuple):
    """The page that this one was opened from."""


class Out(NamedTuple):
    """Leave the program, saved."""


class ToNote(NamedTuple):
    """The note of one question, over the page."""

    question_id: str


class ToJump(NamedTuple):
    """The search for a question or a breakthrough, over the page."""


class ToHelp(NamedTuple):
    """The keys that work on the page, over it."""


class ToDetails(NamedTuple):
    """Whose assessment this is, over the page."""


Place = ToBreakthrough | ToQuestion | ToSummary | Back | Out | ToNote | ToJump | ToHelp | ToDetails
Go = Callable[[Place], Awaitable[None]]
"""How a page asks. Not a message: a message would let the next key overtake it."""
