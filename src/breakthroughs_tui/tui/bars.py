"""What frames a page: the title bar with the save state, the way on, the line of keys."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Final

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from breakthroughs_tui.saver import SaveState

_COUNTED_FROM: Final = 2
"""Seconds from which a save says how long it has taken."""


class TitleBar(Widget):
    """The page's name on the left, the save state on the right."""

    def __init__(self, name: str, quarter: str) -> None:
        """Show the page's name and the quarter."""
        super().__init__()
        self._title = name
        self._quarter = quarter
        self._state = SaveState(is_saved=True)
        self._is_read_only = False
        self._saving_since: float | None = None

    def set_title(self, name: str, quarter: str) -> None:
        """Show another name and quarter."""
        self._title, self._quarter = name, quarter
        self.refresh()

    def set_state(
        self, state: SaveState, *, is_read_only: bool, saving_since: float | None = None
    ) -> None:
        """Show whether the answers are safe, and since when (`time.monotonic`) they are not."""
        self._state, self._is_read_only = state, is_read_only
        self._saving_since = saving_since
        self.auto_refresh = 1.0 if state.is_saving else None
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
            return Content.styled(f"… Saving{self._so_far()}", "$text-warning")
        return Content.styled("✓ Saved", "$text-success")

    def _so_far(self) -> str:
        """Say how long the save has taken, once a person may wonder."""
        seconds = 0 if self._saving_since is None else int(monotonic() - self._saving_since)
        return f" for {seconds} s" if seconds >= _COUNTED_FROM else ""


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
