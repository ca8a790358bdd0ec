"""Where a person can go. A page asks for a place; the navigator knows how to get there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from breakthroughs_tui.quarter import Quarter


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


class ToHistory(NamedTuple):
    """Every saved quarter."""


class ToComparison(NamedTuple):
    """The open quarter beside another one."""

    other: Quarter | None = None
    """The other quarter; None for the one before."""


class ToTrend(NamedTuple):
    """How the gaps moved over the quarters."""


class ToQuarter(NamedTuple):
    """Another quarter, instead of this one; one that is not saved is started."""

    quarter: Quarter


class ToAllActions(NamedTuple):
    """The actions of the whole assessment."""


class ToActions(NamedTuple):
    """The actions of one question, over the page."""

    question_id: str


class ToAction(NamedTuple):
    """One action of a question, over what is open."""

    question_id: str
    place: int | None = None
    """Its place among the question's actions, from 0; None for a new one."""


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


class ToPalette(NamedTuple):
    """The commands that work anywhere, over what is open."""


class UseTheme(NamedTuple):
    """Where the person is, in another theme."""

    name: str


class ToReport(NamedTuple):
    """Writing a report, over the page."""


Place = (
    ToBreakthrough
    | ToQuestion
    | ToSummary
    | ToHistory
    | ToComparison
    | ToTrend
    | ToQuarter
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
