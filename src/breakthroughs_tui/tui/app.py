"""The app: which page is on top, and what every page shares. No rule and no file is known here."""

from __future__ import annotations

import asyncio
import gc
import io
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.console import Console
from textual import events
from textual.app import App, ScreenStackError
from textual.binding import Binding, BindingType
from textual.errors import NoWidget
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen

from breakthroughs_tui.saver import SaveState
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui import themes
from breakthroughs_tui.tui.navigator import Navigator
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import Out, Place, ToMerge, ToPalette
from breakthroughs_tui.tui.remarks import SECONDS, Remark, say
from breakthroughs_tui.tui.terminal import TerminalDriver
from breakthroughs_tui.tui.too_small import TooSmallScreen, is_too_small
from breakthroughs_tui.tui.work import Work

if TYPE_CHECKING:
    from breakthroughs_tui.merging import Merger
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.opening import Opened
    from breakthroughs_tui.publishing import Publisher
    from breakthroughs_tui.quarter import Quarter

_TWICE_WITHIN: Final = SECONDS
"""Seconds in which a second Ctrl+C means it."""
_WAYS_OUT: Final = {"q", "ctrl+c", "ctrl+q"}
"""Keys of a page that lead out: whoever leaves is offered no quarter."""


class BreakthroughsApp(App[None]):
    """Pages over one session."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "start.tcss"]  # the first page's too
    ENABLE_COMMAND_PALETTE = False  # there is one of our own; see `palette`
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "palette", show=False, priority=True, id="palette"),
        Binding("ctrl+c", "interrupt", show=False, priority=True, id="interrupt"),
    ]

    class StateChanged(Message):
        """The saver has a new state."""

    def __init__(  # noqa: PLR0913, PLR0917  what a run of the screens takes
        self,
        session: Session,
        settings: Settings,
        notices: tuple[str, ...] = (),
        turn_to: Callable[[Quarter, Settings], Opened] | None = None,
        publisher: Publisher | None = None,
        keep_copy: Callable[[Assessment], Path | None] | None = None,
        merge_with: Callable[[Path], Merger] | None = None,
        copy: Path | None = None,
    ) -> None:
        """Work on a session; `turn_to` opens another quarter in its place.

        `keep_copy` saves the answers in another folder, should this disk be slow. `merge_with`
        reads a copy that is to be put together with the open quarter; `copy` is one to begin with.
        """
        super().__init__(driver_class=TerminalDriver)
        self.work = Work(session, settings, turn_to, publisher, keep_copy, merge_with)
        self._copy = copy
        self._navigator = Navigator(self, self.work)
        self.fault = ""
        """The technical details of what closed the screens, if it was a fault."""
        self._notices = notices
        self._interrupted_at = -_TWICE_WITHIN
        self._is_asked_to_end = False
        self._is_leaving = False
        self._running_loop: asyncio.AbstractEventLoop | None = None
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in themes.THEMES else themes.DARK.name

    def get_default_screen(self) -> Screen[None]:
        """Begin with the start page."""
        return self._navigator.first_page()

    async def on_mount(self) -> None:
        """Hear of each save, and say what the person should know."""
        self.work.listen(self._post_state)
        self._running_loop = asyncio.get_running_loop()
        if self._is_asked_to_end:
            self._end_soon()
        for page in self.screen_stack:  # a window that is too small may be covered already
            if isinstance(page, Page):
                page.arrive()
        if self._copy is not None:
            await self._begin_with(ToMerge(self._copy))
        self._navigator.show_notices(self._notices)

    async def _begin_with(self, place: Place) -> None:
        """Go to a place, below the cover of a window that is too small."""
        is_covered = self._is_covered
        if is_covered:
            await self.pop_screen()
        await self._navigator.go(place)
        if is_covered:
            await self.push_screen(TooSmallScreen())

    def on_ready(self) -> None:
        """Collect garbage from here on, but not what the start leaves behind for good."""
        gc.freeze()
        gc.enable()

    def on_unmount(self) -> None:
        """Stop listening."""
        self.work.stop_listening()

    def _post_state(self, _state: SaveState) -> None:
        with suppress(RuntimeError):  # the loop has closed: there is no screen to tell
            self.post_message(self.StateChanged())

    async def on_breakthroughs_app_state_changed(self) -> None:
        """Show the state on every page, also on those below."""
        for page in self.screen_stack:
            if isinstance(page, Page) and page.is_mounted:
                page.show_state()
        if self.screen_stack:  # none are left when the disk answers at the very end
            await self._navigator.way_out.go_on_if_saved()

    def on_notify(self, event: Notify) -> None:
        """Show a remark in place of what is shown, however fast they come."""
        if isinstance(event.notification, Remark):
            self.clear_notifications()

    # --- what every page shares

    def exit(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  as Textual has it
        """Leave. From here on nothing that is typed or clicked counts."""
        self._is_leaving = True
        super().exit(*arguments, **options)

    async def on_event(self, event: events.Event) -> None:
        """Take keys, clicks and pastes until the person has left.

        The first one in a new quarter brings up the offer to start it, and does nothing else:
        it was meant for the quarter that the person believed to be in.
        """
        is_input = isinstance(event, events.InputEvent | events.Paste)
        is_meant = is_input and not isinstance(event, events.MouseMove)
        if self._is_leaving and is_input:
            return
        if isinstance(event, events.MouseEvent) and self._has_gone_from(event):
            return
        is_way_out = isinstance(event, events.Key) and event.key in _WAYS_OUT
        if is_meant and not is_way_out and await self._navigator.offer_new_quarter():
            return
        await super().on_event(event)

    def _has_gone_from(self, event: events.MouseEvent) -> bool:
        """Whether what is painted under the mouse has been taken away: Textual trips over it."""
        try:
            widget, _ = self.get_widget_at(int(event.x), int(event.y))
        except (NoWidget, ScreenStackError):
            return False
        return not widget.is_attached

    def on_key(self, event: events.Key) -> None:
        """Suggest Caps Lock when a capital does nothing but its small letter would do something.

        Only keys that nothing has used come here.
        """
        small = event.key.lower()
        if len(event.key) == 1 and small != event.key and small in self.active_bindings:
            say(self, f"{event.key} does nothing here, {small} does. Caps Lock may be on.")

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small."""
        if is_too_small(event.size) and not self._is_covered:
            self.push_screen(TooSmallScreen())
        elif self._is_covered and not is_too_small(event.size):
            self.pop_screen()
            self._navigator.show()
            self.post_message(self.StateChanged())

    @property
    def _is_covered(self) -> bool:
        return isinstance(self.screen, TooSmallScreen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no commands over a cover that takes no keys."""
        if action == "palette" and self._is_covered:
            return False
        return super().check_action(action, parameters)

    async def action_interrupt(self) -> None:
        """Quit at the second Ctrl+C. The first says so, and copies what is marked."""
        now = monotonic()
        if now - self._interrupted_at < _TWICE_WITHIN:
            await self._navigator.way_out.leave_at_once()
            return
        self._interrupted_at = now
        marked = getattr(self.focused, "selected_text", "") or self.screen.get_selected_text()
        if marked:
            self.copy_to_clipboard(marked)
        copied = "Copied. " if marked else ""
        say(self, f"{copied}Press Ctrl+C again to quit. Your answers {self._are_saved}.")

    @property
    def _are_saved(self) -> str:
        state = self.work.session.state
        if state.has_failed:
            return "are NOT SAVED"
        return "are being saved" if state.is_saving else "are saved"

    async def action_quit(self) -> None:
        """Leave, as `q` does; at once where a question could not be read."""
        if self._is_covered:
            self.exit()
        else:
            await self._navigator.go(Out())

    async def action_palette(self) -> None:
        """Open the command palette over whatever is open, except itself."""
        await self._navigator.go(ToPalette())

    def end(self) -> None:
        """Exit soon. Safe in a signal handler: before the loop runs, while it does, and after."""
        self._is_asked_to_end = True
        if self._running_loop is not None:
            with suppress(RuntimeError):  # the loop is closed: we are on the way out already
                self._running_loop.call_soon_threadsafe(self._end_soon)

    def _end_soon(self) -> None:
        """Exit behind whatever was typed before."""
        self.call_later(self._navigator.way_out.end)

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
