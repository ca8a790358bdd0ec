"""The app: which page is on top, and what every page shares. No rule and no file is known here."""

from __future__ import annotations

import asyncio
import gc
import io
import traceback
from collections.abc import Awaitable, Callable, Iterable
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

from breakthroughs_tui.session import SaveState, Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui import themes
from breakthroughs_tui.tui.output import VanishingTerminal
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import (
    Back,
    Out,
    Place,
    ToBreakthrough,
    ToDetails,
    ToHelp,
    ToJump,
    ToNote,
    ToQuestion,
    ToSummary,
)
from breakthroughs_tui.tui.start import StartPage
from breakthroughs_tui.tui.too_small import TooSmallScreen, is_too_small

if TYPE_CHECKING:
    from breakthroughs_tui.tui.details import Details
    from breakthroughs_tui.tui.dialog import Close, Dialog

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
    ) -> None:
        """Work on a session."""
        super().__init__()
        self.session = session
        self.settings = settings
        """The person's choices as they stand; whoever runs the app keeps them."""
        self.fault = ""
        """The technical details of what closed the screens, if it was a fault."""
        self._notices = notices
        self._interrupted_at = -_TWICE_WITHIN
        self._stop_listening: Callable[[], None] | None = None
        self._is_asked_to_end = False
        self._running_loop: asyncio.AbstractEventLoop | None = None
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = settings.theme if settings.theme in themes.THEMES else themes.DARK.name

    def get_default_screen(self) -> Screen[None]:
        """Begin with the start page."""
        return StartPage(self.session, self.go)

    def on_mount(self) -> None:
        """Hear of each save, and say what the person should know."""
        self._stop_listening = self.session.listen(self._tell_of_state)
        self._running_loop = asyncio.get_running_loop()
        if self._is_asked_to_end:
            self.exit()
        for page in self.screen_stack:  # a window that is too small may be covered already
            if isinstance(page, Page):
                page.arrive()
        for notice in self._notices:
            self.notify(notice, markup=False, timeout=12)

    def on_ready(self) -> None:
        """Collect garbage from here on, but not what the start leaves behind for good."""
        gc.freeze()
        gc.enable()

    def on_unmount(self) -> None:
        """Hear no more."""
        if self._stop_listening is not None:
            self._stop_listening()

    def _tell_of_state(self, _state: SaveState) -> None:
        with suppress(RuntimeError):  # the loop has closed: there is no screen to tell
            self.post_message(self.StateChanged())

    def on_breakthroughs_app_state_changed(self) -> None:
        """Show the state on every page, also on those below."""
        for page in self.screen_stack:
            if isinstance(page, Page) and page.is_mounted:
                page.show_state()

    # --- going places

    async def go(self, place: Place) -> None:
        """Go to a place. Only keys lead here, so this is done before the next key is looked at."""
        match place:
            case ToBreakthrough(position):
                await self._show_breakthrough(position)
            case ToQuestion(question_id, comes_back):
                await self._show_breakthrough(
                    self.session.assessment.bank.find(question_id).position,
                    question_id=question_id,
                    comes_back=comes_back,
                )
            case ToSummary():
                await self._show_summary()
            case Back():
                await self._back()
            case Out():
                await self._leave()
            case ToNote(question_id):
                await self._open_note(question_id)
            case ToJump():
                await self._open_jump()
            case ToHelp():
                await self._open_help()
            case ToDetails():
                await self._open_details()

    async def _show_breakthrough(
        self, position: int, *, question_id: str | None = None, comes_back: bool = False
    ) -> None:
        from breakthroughs_tui.tui.breakthrough import BreakthroughPage

        page = BreakthroughPage(
            self.session, self.go, position, question_id=question_id, comes_back=comes_back
        )
        if isinstance(self.screen, BreakthroughPage):
            await self.switch_screen(page)
        else:
            await self.push_screen(page)
        page.arrive()

    async def _show_summary(self) -> None:
        from breakthroughs_tui.tui.summary import SummaryPage

        if any(isinstance(page, SummaryPage) for page in self.screen_stack):
            while not isinstance(self.screen, SummaryPage):
                await self._back()
            return
        page = SummaryPage(self.session, self.go)
        await self.push_screen(page)
        page.arrive()

    async def _go_afresh(self, place: Place) -> None:
        """Go to a place from the command palette: what is open over the page is closed first."""
        from breakthroughs_tui.tui.dialog import Dialog

        while isinstance(self.screen, Dialog):
            await self.screen.action_close()
        await self.go(place)

    async def _back(self) -> None:
        if len(self.screen_stack) > 1:
            await self.pop_screen()
            self._show_page()

    async def _leave(self) -> None:
        if not self.session.state.has_failed or self._is_covered:
            self.exit()
            return
        from breakthroughs_tui.tui.unsaved import UnsavedDialog

        await self._open(
            UnsavedDialog(self._when_closed(self._leave_unsaved), self.session.state.reason)
        )

    async def _leave_unsaved(self, _leaves: bool) -> None:  # noqa: FBT001  the dialog's value
        self.exit()

    async def _open_note(self, question_id: str) -> None:
        from breakthroughs_tui.tui.note import NoteDialog

        await self._open(NoteDialog(self._when_closed(), self.session, question_id))

    async def _open_jump(self) -> None:
        from breakthroughs_tui.tui.jump import JumpDialog

        await self._open(JumpDialog(self._when_closed(self.go), self.session.assessment.bank))

    async def _open_help(self) -> None:
        from breakthroughs_tui.tui.help import HelpDialog

        if isinstance(self.screen, Page):
            page, scales = self.screen, self.session.assessment.bank.scales
            keys = page.bindings_in_order
            rule_first = page.EXPLAINS_SCORES
            await self._open(HelpDialog(self._when_closed(), keys, scales, rule_first=rule_first))

    async def _open_details(self) -> None:
        from breakthroughs_tui.tui.details import Details, DetailsDialog

        if isinstance(self.screen, Page) and self.screen.refuses_changes():
            return
        assessment = self.session.assessment
        details = Details(assessment.council, assessment.assessor)
        await self._open(DetailsDialog(self._when_closed(self._keep_details), details))

    async def _keep_details(self, details: Details) -> None:
        self.session.describe(details.council, details.assessor)
        self.settings = replace(self.settings, council=details.council, assessor=details.assessor)
        self._show_page()

    async def _open(self, dialog: Dialog[Any]) -> None:
        await self.push_screen(dialog)
        dialog.arrive()

    def _when_closed(self, use: Callable[[Any], Awaitable[None]] | None = None) -> Close[Any]:
        """Make the way to close a dialog and use its value, before the next key is looked at."""

        async def close(value: object) -> None:
            await self._back()
            if use is not None and value is not None:
                await use(value)

        return close

    def _show_page(self) -> None:
        if isinstance(self.screen, Page):
            self.screen.show_session()
            self.screen.show_state()

    # --- what every page shares

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while the window is too small."""
        if is_too_small(event.size) and not self._is_covered:
            self.push_screen(TooSmallScreen())
        elif self._is_covered and not is_too_small(event.size):
            self.pop_screen()
            self._show_page()

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
        are_safe = "are NOT SAVED" if self.session.state.has_failed else "are saved"
        said = f"Press Ctrl+C again to quit. Your answers {are_safe}."
        self.notify(said, markup=False, timeout=_TWICE_WITHIN)

    async def action_quit(self) -> None:
        """Leave, as `q` does."""
        await self._leave()

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
            ("Keys", "See every key that works here", ToHelp()),
        ):
            yield SystemCommand(name, what, partial(self.call_later, self._go_afresh, place))
        yield SystemCommand("Quit", "Leave; your answers are saved", self.action_quit)

    def _use_theme(self, name: str) -> None:
        self.theme = name
        self.settings = replace(self.settings, theme=name)

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
