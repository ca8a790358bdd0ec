"""The app: which page is on top, and what every page shares. No rule and no file is known here."""

from __future__ import annotations

import asyncio
import gc
import io
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import PurePath
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from rich.console import Console
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from breakthroughs_tui.saver import SaveState
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui import themes
from breakthroughs_tui.tui.navigator import Navigator
from breakthroughs_tui.tui.output import VanishingTerminal
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import (
    Out,
    ToAllActions,
    ToComparison,
    ToDetails,
    ToHelp,
    ToHistory,
    ToJump,
    ToReport,
    ToSummary,
    ToTrend,
)
from breakthroughs_tui.tui.too_small import TooSmallScreen, is_too_small
from breakthroughs_tui.tui.work import Work

if TYPE_CHECKING:
    from breakthroughs_tui.opening import Opened
    from breakthroughs_tui.publishing import Publisher
    from breakthroughs_tui.quarter import Quarter

_TWICE_WITHIN: Final = 3.0
"""Seconds in which a second Ctrl+C means it."""


class BreakthroughsApp(App[None]):
    """Pages over one session."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "start.tcss"]  # the first page's too
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True, id="interrupt"),
    ]

    class StateChanged(Message):
        """The saver has a new state."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        notices: tuple[str, ...] = (),
        turn_to: Callable[[Quarter], Opened] | None = None,
        publisher: Publisher | None = None,
    ) -> None:
        """Work on a session; `turn_to` opens another quarter in its place."""
        super().__init__()
        self.work = Work(session, settings, turn_to, publisher)
        self._navigator = Navigator(self, self.work)
        self.fault = ""
        """The technical details of what closed the screens, if it was a fault."""
        self._notices = notices
        self._interrupted_at = -_TWICE_WITHIN
        self._is_asked_to_end = False
        self._running_loop: asyncio.AbstractEventLoop | None = None
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in themes.THEMES else themes.DARK.name

    def get_default_screen(self) -> Screen[None]:
        """Begin with the start page."""
        return self._navigator.first_page()

    def on_mount(self) -> None:
        """Hear of each save, and say what the person should know."""
        self.work.listen(self._tell_of_state)
        self._running_loop = asyncio.get_running_loop()
        if self._is_asked_to_end:
            self.exit()
        for page in self.screen_stack:  # a window that is too small may be covered already
            if isinstance(page, Page):
                page.arrive()
        self._navigator.tell(self._notices)

    def on_ready(self) -> None:
        """Collect garbage from here on, but not what the start leaves behind for good."""
        gc.freeze()
        gc.enable()

    def on_unmount(self) -> None:
        """Hear no more."""
        self.work.stop_listening()

    def _tell_of_state(self, _state: SaveState) -> None:
        with suppress(RuntimeError):  # the loop has closed: there is no screen to tell
            self.post_message(self.StateChanged())

    def on_breakthroughs_app_state_changed(self) -> None:
        """Show the state on every page, also on those below."""
        for page in self.screen_stack:
            if isinstance(page, Page) and page.is_mounted:
                page.show_state()

    # --- what every page shares

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small."""
        if is_too_small(event.size) and not self._is_covered:
            self.push_screen(TooSmallScreen())
        elif self._is_covered and not is_too_small(event.size):
            self.pop_screen()
            self._navigator.show()

    @property
    def _is_covered(self) -> bool:
        return isinstance(self.screen, TooSmallScreen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no commands over a cover that takes no keys."""
        if action == "command_palette" and self._is_covered:
            return False
        return super().check_action(action, parameters)

    async def action_interrupt(self) -> None:
        """Quit at the second Ctrl+C; the first copies what is marked, or says so."""
        marked = getattr(self.focused, "selected_text", "") or self.screen.get_selected_text()
        if marked:
            self.copy_to_clipboard(marked)
            return
        now = monotonic()
        if now - self._interrupted_at < _TWICE_WITHIN:
            self.exit()
            return
        self._interrupted_at = now
        are_safe = "are NOT SAVED" if self.work.session.state.has_failed else "are saved"
        said = f"Press Ctrl+C again to quit. Your answers {are_safe}."
        self.notify(said, markup=False, timeout=_TWICE_WITHIN)

    async def action_quit(self) -> None:
        """Leave, as `q` does; at once where a question could not be read."""
        if self._is_covered:
            self.exit()
        else:
            await self._navigator.go(Out())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """List what the command palette offers."""
        del screen
        for theme in themes.THEMES.values():
            name = "dark" if theme.dark else "light"
            yield SystemCommand(
                f"Use the {name} theme",
                "Show light text on a dark ground"
                if theme.dark
                else "Show dark text on a light ground",
                partial(self._use_theme, theme.name),
            )
        for name, what, place in (
            ("Council and name", "Say whose assessment this is", ToDetails()),
            ("Find", "Go to a question or breakthrough", ToJump()),
            ("Priority gaps", "See what to work on first", ToSummary()),
            ("Quarters", "Open, compare or start a quarter", ToHistory()),
            ("Compare", "See what moved since last quarter", ToComparison()),
            ("Trend", "See how the gaps moved over the quarters", ToTrend()),
            ("Actions", "See all actions, the overdue ones first", ToAllActions()),
            ("Report", "Write a report to hand in", ToReport()),
            ("Keys", "See every key that works here", ToHelp()),
        ):
            yield SystemCommand(
                name, what, partial(self.call_later, self._navigator.go_afresh, place)
            )
        yield SystemCommand("Quit", "Leave; your answers are saved", self.action_quit)

    def _use_theme(self, name: str) -> None:
        self.theme = name
        self.work.settings = replace(self.work.settings, theme=name)

    def end(self) -> None:
        """Exit soon. Safe in a signal handler: before the loop runs, while it does, and after."""
        self._is_asked_to_end = True
        if self._running_loop is not None:
            with suppress(RuntimeError):  # the loop is closed: we are on the way out already
                self._running_loop.call_soon_threadsafe(self.exit)

    def _build_driver(self, *arguments: Any, **options: Any) -> Driver:  # noqa: ANN401  as given
        """Let the driver write to a window that may be closed at any moment."""
        driver = super()._build_driver(*arguments, **options)
        terminal = getattr(driver, "_file", None)
        if terminal is not None:
            driver._file = VanishingTerminal(terminal)  # type: ignore[attr-defined]  # noqa: SLF001
        return driver

    def _fatal_error(self) -> None:
        """Keep the details of a fault for a file, without the answers that a frame may hold."""
        self.fault += traceback.format_exc()
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Keep what else Textual would show on leaving: no traceback is shown to a person."""
        console = Console(file=io.StringIO(), width=100, no_color=True, force_terminal=False)
        with console.capture() as captured:
            for renderable in self._exit_renderables:
                console.print(renderable)
        self.fault += captured.get()
        self._exit_renderables.clear()
