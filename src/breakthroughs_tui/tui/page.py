"""What every full screen has: a title bar with the save state, a notice, a body, a line of keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.session import Change, Session
from breakthroughs_tui.tui.bars import HintLine, TitleBar
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.places import (
    Back,
    Go,
    Out,
    ToActions,
    ToAllActions,
    ToComparison,
    ToDetails,
    ToHelp,
    ToHistory,
    ToJump,
    ToSummary,
    ToTrend,
)
from breakthroughs_tui.tui.remarks import say

NORMAL_WIDTH: Final = 76
"""Cells from which a line has room for more than one thing."""
WIDE_WIDTH: Final = 112
"""Cells from which it has room for everything."""


def undone(session: Session, change: Change | None) -> str:
    """Say what was taken back, if anything was."""
    if change is None:
        return "There is nothing to undo."
    numbered = session.assessment.bank.find(change.question_id)
    return f"Undone: {change.what} of question {numbered.number}."


class Page(Screen[None]):
    """A full screen over one session. Subclasses give the title, the body and more keys."""

    AUTO_FOCUS = ""
    HEADING: ClassVar[str] = ""
    LEADS_HERE: ClassVar[str] = ""
    """The action that leads to this page: on it, that key is not worth naming."""
    EXPLAINS_SCORES: ClassVar[bool] = False
    """Whether the help begins with the scoring rule."""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  the base declares it without ClassVar
        (0, "-narrow"),
        (NORMAL_WIDTH, "-normal"),
        (WIDE_WIDTH, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012  likewise
    BINDINGS: ClassVar[list[BindingType]] = [
        key("s", "summary", "Gaps", "See the priority gaps", show=True),
        key("h", "history", "Quarters", "See every quarter: open, compare or start one", show=True),
        key("u", "undo", "Undo", "Take back the last change", show=True),
        key("q", "out", "Quit", "Quit; your answers are saved (so does Ctrl+C twice)", show=True),
        key("c", "compare", "Compare", "See what moved since last quarter", show=True),
        key(
            "slash",
            "jump",
            "Find",
            "Go to a question or breakthrough by typing part of it",
            shown_as="/",
            show=True,
        ),
        key("t", "trend", "Trend", "See how the gaps moved over the quarters", show=True),
        key("a", "actions", "Actions", "See the actions of this question, or of all"),
        key("A", "all_actions", "All actions", "See all actions, the overdue ones first"),
        key("d", "details", "Council", "Say which council this is, and who answers"),
        key("ctrl+e", "correct", "Correct", "Correct an older quarter", shown_as="Ctrl+E"),
        key("ctrl+s", "save", "Save", "Save again, after a failure", shown_as="Ctrl+S"),
        key("escape", "back", "Back", "Go back", shown_as="Esc"),
        key(
            "question_mark,f1",
            "help",
            "All keys",
            "See every key that works here (also F1)",
            shown_as="?",
            show=True,
        ),
    ]

    def __init__(self, session: Session, go: Go, heading: str = "") -> None:
        """Show a session; ask `go` for other pages. A heading stands for the class's own."""
        super().__init__()
        self.body = VerticalScroll(id="body", can_focus=False)
        """What scrolls when there is little room."""
        self.title_bar = TitleBar(heading or self.HEADING, session.assessment.quarter.short_label)
        self._notice = Static(id="notice")
        self.session = session
        self.go = go

    @property
    def bindings_in_order(self) -> list[Binding]:
        """The page's own keys, then those of every page."""
        seen: dict[str, Binding] = {}
        for owner in type(self).__mro__:
            if issubclass(owner, Page):
                for binding in owner.__dict__.get("BINDINGS", ()):
                    if binding.action != self.LEADS_HERE:
                        seen.setdefault(binding.id, binding)
        return list(seen.values())

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        yield self.title_bar
        yield self._notice
        yield from self.compose_top()
        with self.body:
            yield from self.compose_body()
        yield from self.compose_bottom()
        yield HintLine(self.bindings_in_order)

    def compose_top(self) -> Iterable[Widget]:
        """Give what stays in view above the body."""
        return ()

    def compose_body(self) -> Iterable[Widget]:
        """Give what scrolls when there is little room."""
        return ()

    def compose_bottom(self) -> Iterable[Widget]:
        """Give what stays in view below the body."""
        return ()

    def on_mount(self) -> None:
        """Show the state from the start."""
        self.show_state()

    def arrive(self) -> None:
        """Focus what the keys should reach first. Called once, when the page is whole."""

    def show_session(self) -> None:
        """Bring the page up to date with the session: what it shows is the model, never itself."""

    def show_state(self) -> None:
        """Show whether the answers are safe, and why not."""
        state, read_only = self.session.state, self.session.read_only_because
        self.title_bar.set_state(
            state, is_read_only=bool(read_only), saving_since=self.session.unsaved_since
        )
        said = read_only or (f"NOT SAVED. {state.reason}" if state.has_failed else state.warning)
        self._notice.display = bool(said)
        self._notice.set_class(state.has_failed, "-failed")
        self._notice.update(Content(said))

    def say(self, text: str) -> None:
        """Show a passing remark."""
        say(self.app, text)

    def refuses_changes(self) -> bool:
        """Tell, and remind the person, that this quarter is read only."""
        if self.session.read_only_because:
            self.say(self.session.read_only_because)
            return True
        return False

    async def action_undo(self) -> None:
        """Take back the last change, wherever it was made."""
        change = self.session.undo()
        if change is None:
            self.say(undone(self.session, None))
            return
        self.show_session()
        self.show_undone(change)

    def show_undone(self, change: Change) -> None:
        """Say what was taken back."""
        self.say(undone(self.session, change))

    @property
    def question_in_hand(self) -> str | None:
        """The id of the question that the person is at, if any."""
        return None

    def action_correct(self) -> None:
        """Open an older quarter to changes."""
        if self.session.may_be_corrected:
            self.session.correct()
            self.show_state()
            self.say("You can correct this quarter now. Each change is saved.")
        elif not self.refuses_changes():
            self.say("You can change this quarter already.")

    async def action_history(self) -> None:
        """Go to the list of quarters."""
        await self.go(ToHistory())

    async def action_compare(self) -> None:
        """Set this quarter beside the one before."""
        await self.go(ToComparison())

    async def action_trend(self) -> None:
        """Go to the trend."""
        await self.go(ToTrend())

    async def action_actions(self) -> None:
        """Open the actions of the question in hand, else the list of all."""
        question_id = self.question_in_hand
        await self.go(ToActions(question_id) if question_id else ToAllActions())

    async def action_all_actions(self) -> None:
        """Go to the list of all actions, which is not what `a` does at a question."""
        is_otherwise = self.question_in_hand is not None
        await self.go(ToAllActions())
        if is_otherwise:
            self.say("A lists all actions, a those of one question. Caps Lock may be on.")

    async def action_summary(self) -> None:
        """Go to the priority gaps."""
        await self.go(ToSummary())

    async def action_jump(self) -> None:
        """Open the search."""
        await self.go(ToJump())

    async def action_help(self) -> None:
        """Open the list of keys."""
        await self.go(ToHelp())

    async def action_details(self) -> None:
        """Ask whose assessment this is."""
        await self.go(ToDetails())

    def action_scroll(self, step: int) -> None:
        """Scroll the body by a page."""
        self.body.scroll_relative(y=step * max(self.body.size.height - 1, 1), animate=False)

    async def action_back(self) -> None:
        """Go back to where the person came from."""
        await self.go(Back())

    async def action_out(self) -> None:
        """Leave."""
        await self.go(Out())

    def action_save(self) -> None:
        """Save now."""
        self.session.save()
