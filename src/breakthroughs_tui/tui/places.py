"""Where a person can go. A page asks for a place; the navigator knows how to get there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from breakthroughs_tui.quarter import Quarter


class ToBreakthrough(Struct, frozen=True):
    """The screen of one breakthrough, at its first open question."""

    position: int
    """Its place in the bank, from 0."""


class ToQuestion(Struct, frozen=True):
    """The screen of a question's breakthrough, at that question."""

    question_id: str
    comes_back: bool = False
    """Whether Continue leads back to where the person came from."""


class ToSummary(Struct, frozen=True):
    """The priority gaps."""


class ToHistory(Struct, frozen=True):
    """Every saved quarter."""


class ToComparison(Struct, frozen=True):
    """The open quarter beside another one."""

    other: Quarter | None = None
    """The other quarter; None for the one before."""


class ToTrend(Struct, frozen=True):
    """How the gaps moved over the quarters."""


class ToQuarter(Struct, frozen=True):
    """Another quarter, instead of this one; one that is not saved is started."""

    quarter: Quarter


class ToMerge(Struct, frozen=True):
    """Putting a copy of the open quarter together with it."""

    path: Path


class ToAllActions(Struct, frozen=True):
    """The actions of the whole assessment."""


class ToActions(Struct, frozen=True):
    """The actions of one question, over the page."""

    question_id: str


class ToAction(Struct, frozen=True):
    """One action of a question, over what is open."""

    question_id: str
    place: int | None = None
    """Its place among the question's actions, from 0; None for a new one."""


class Back(Struct, frozen=True):
    """The page that this one was opened from."""


class Out(Struct, frozen=True):
    """Leave the program, saved."""


class ToNote(Struct, frozen=True):
    """The note of one question, over the page."""

    question_id: str


class ToJump(Struct, frozen=True):
    """The search for a question or a breakthrough, over the page."""


class ToHelp(Struct, frozen=True):
    """The keys that work on the page, over it."""


class ToDetails(Struct, frozen=True):
    """Whose assessment this is, over the page."""


class ToPalette(Struct, frozen=True):
    """The commands that work anywhere, over what is open."""


class UseTheme(Struct, frozen=True):
    """Where the person is, in another theme."""

    name: str


class ToReport(Struct, frozen=True):
    """Writing a report, over the page."""


Place = (
    ToBreakthrough
    | ToQuestion
    | ToSummary
    | ToHistory
    | ToComparison
    | ToTrend
    | ToQuarter
    | ToMerge
    | ToAllActions
    | ToActions
    | ToAction
    | Back
    | Out
    | ToNote
    | ToJump
    | ToHelp
    | ToDetails
    | ToPalette
    | ToReport
    | UseTheme
)
Go = Callable[[Place], Awaitable[None]]
"""How a page asks. Not a message: a message would let the next key overtake it."""
