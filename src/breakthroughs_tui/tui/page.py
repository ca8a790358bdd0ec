"""What every full screen has: a title bar with the save state, a notice, a body, a line of keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.session import Change, SaveState, Session
from breakthroughs_tui.tui.places import (
    Back,
    Go,
    Out,
    Place,
    ToBreakthrough,
    ToDetails,
    ToHelp,
    ToJump,
    ToSummary,
)

NORMAL_WIDTH: Final = 76
"""Cells from which a line has room for more than one thing."""
WIDE_WIDTH: Final = 112
"""Cells from which it has room for everything."""


def key(  # noqa: PLR0913  a binding has this many parts
    keys: str,
    action: str,
    description: str,
    tooltip: str = "",
    *,
    shown_as: str = "",
    show: bool = False,
) -> Binding:
    """Make a binding of a page. One without a tooltip is an alias, and not listed in the help.

    Priority bindings run in the order in which the keys arrive, before the next key is
    looked at: somebody who types fast, or over a slow line, rates what they mean to rate.
    """
    return Binding(
        keys,
        action,
        description,
        show=show,
        key_display=shown_as or None,
        priority=True,
        tooltip=tooltip,
        id=f"{action}:{keys}",
    )


class TitleBar(Widget):
    """The page's name on the left, the save state on the right."""

    def __init__(self, name: str, quarter: str) -> None:
        """Show the page's name and the quarter."""
        super().__init__()
        self._title = name
        self._quarter = quarter
        self._state = SaveState(is_saved=True)
        self._is_read_only = False

    def set_state(self, state: SaveState, *, is_read_only: bool) -> None:
        """Show whether the answers are safe."""
        self._state, self._is_read_only = state, is_read_only
        self.refresh()

    def render(self) -> Content:
        """Fit both sides into the line; the state is never cut."""
        state = self._state_content()
        room = self.size.width - state.cell_length - 1
        title = Content.styled(self._title, "bold $text-primary")
        with_quarter = Content.assemble(title, Content.styled(f"  {self._quarter}", "$muted"))
        left = with_quarter if with_quarter.cell_length <= room else title
        return Content.assemble(left.truncate(room, ellipsis=True, pad=True), " ", state)

    def _state_content(self) -> Content:
        if self._is_read_only:
            return Content.styled("Read only", "bold $text-warning")
        if self._state.has_failed:
            return Content.styled("! NOT SAVED", "bold $text-error")
        if self._state.is_saving:
            return Content.styled("… Saving", "$text-warning")
        return Content.styled("✓ Saved", "$text-success")


class Onward(Widget, can_focus=True):
    """The way on from a page: focused like a button, pressed with Enter or a click."""

    def __init__(self, label: str) -> None:
        """Show the label."""
        super().__init__()
        self.label = label

    def render(self) -> Content:
        """Show the focus as text, too."""
        return Content(f"{'›' if self.has_focus else ' '}[ {self.label} ]")

    def set_label(self, label: str) -> None:
        """Show another label."""
        self.label = label
        self.refresh(layout=True)

    def on_click(self) -> None:
        """A click is Enter on it."""
        self.focus()
        self.app.simulate_key("enter")


class HintLine(Widget):
    """The page's main keys in one line; a click on one presses it.

    What does not fit is left out from the end, but never the last: the key for all keys.
    """

    def __init__(self, bindings: Iterable[Binding]) -> None:
        """Take the bindings to show, the most useful first."""
        super().__init__()
        self._hints = [
            (each.key.partition(",")[0], each.key_display or each.key, each.description)
            for each in bindings
            if each.show
        ]
        self._spans: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Lay out as many as fit."""
        *hints, last = self._hints
        room = self.size.width - _width(last)
        shown = []
        for hint in hints:
            room -= _width(hint) + 2
            if room < 0:
                break
            shown.append(hint)
        parts: list[Content] = []
        self._spans = []
        start = 0
        for hint in (*shown, last):
            name, display, description = hint
            parts.append(Content.styled(display, "bold $text-primary"))
            parts.append(Content(f" {description}  "))
            self._spans.append((start, start + _width(hint), name))
            start += _width(hint) + 2
        return Content.assemble(*parts).rstrip()

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        position = event.get_content_offset(self)
        for start, end, name in self._spans:
            if position is not None and start <= position.x < end:
                self.app.simulate_key(name)


def _width(hint: tuple[str, str, str]) -> int:
    _, display, description = hint
    return len(display) + 1 + len(description)


class Page(Screen[None]):
    """A full screen over one session. Subclasses give the title, the body and more keys."""

    AUTO_FOCUS = ""
    EXPLAINS_SCORES: ClassVar[bool] = False
    """Whether the help begins with the scoring rule."""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  the base declares it without ClassVar
        (0, "-narrow"),
        (NORMAL_WIDTH, "-normal"),
        (WIDE_WIDTH, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012  likewise
    BINDINGS: ClassVar[list[BindingType]] = [
        key("u", "undo", "Undo", "Take back the last change", show=True),
        key("s", "summary", "Gaps", "See the priority gaps", show=True),
        key(
            "slash",
            "jump",
            "Find",
            "Go to a question or breakthrough by typing part of it",
            shown_as="/",
            show=True,
        ),
        key("d", "details", "Council", "Say which council this is, and who answers"),
        key("ctrl+s", "save", "Save", "Save again, after a failure", shown_as="Ctrl+S"),
        key("escape", "back", "Back", "Go back", shown_as="Esc"),
        key("q", "out", "Quit", "Quit; your answers are saved (so does Ctrl+C twice)", show=True),
        key(
            "question_mark,f1",
            "help",
            "All keys",
            "See every key that works here (also F1)",
            shown_as="?",
            show=True,
        ),
    ]

    def __init__(self, session: Session, go: Go, heading: str) -> None:
        """Show a session under a heading; ask `go` for other pages."""
        super().__init__()
        self.heading = heading
        self.body = VerticalScroll(id="body", can_focus=False)
        """What scrolls when there is little room."""
        self._title_bar = TitleBar(heading, session.assessment.quarter.short_label)
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
                    if binding.id not in seen:
                        seen[binding.id] = binding
        return list(seen.values())

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        yield self._title_bar
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
        self._title_bar.set_state(state, is_read_only=bool(read_only))
        said = read_only or (f"NOT SAVED. {state.reason}" if state.has_failed else state.warning)
        self._notice.display = bool(said)
        self._notice.set_class(state.has_failed, "-failed")
        self._notice.update(Content(said))

    def say(self, text: str) -> None:
        """Show a passing remark."""
        self.app.clear_notifications()  # one at a time: a pile would cover the answers
        self.notify(text, markup=False, timeout=3)

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
            self.say("There is nothing to undo.")
            return
        self.show_session()
        self.show_undone(change)

    def show_undone(self, change: Change) -> None:
        """Say what was taken back."""
        self.say(f"Undone: {self.describe(change)}.")

    def describe(self, change: Change) -> str:
        """Name a change in words."""
        numbered = self.session.assessment.bank.find(change.question_id)
        if change.scale is None:
            return f"note of question {numbered.number}"
        return f"{change.scale.value} of question {numbered.number}"

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
        if not self.refuses_changes():
            await self.go(ToDetails())

    async def action_back(self) -> None:
        """Go back to where the person came from."""
        await self.go(Back())

    async def action_out(self) -> None:
        """Leave."""
        await self.go(Out())

    def action_save(self) -> None:
        """Save now."""
        self.session.save()

    async def go_on_from(self, position: int) -> None:
        """Go to the breakthrough at a position, or past the last to the priority gaps."""
        breakthroughs = self.session.assessment.bank.breakthroughs
        place: Place = ToBreakthrough(position) if position < len(breakthroughs) else ToSummary()
        await self.go(place)
