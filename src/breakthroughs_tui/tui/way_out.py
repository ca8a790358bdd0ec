"""Leaving, and waiting for the disk: nothing typed is lost, and nobody waits without a word."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.app import App

from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.work import Work

if TYPE_CHECKING:
    from breakthroughs_tui.tui.dialog import Close, Dialog

_A_MOMENT: Final = 0.15
"""Seconds that a save may take before a person is told that it is waited for."""
_TO_TAKE_IN: Final = 2.0
"""Seconds within which any field has taken in what was typed."""


class WayOut:
    """The ways to leave: when asked, at once, or because the system ends the program."""

    def __init__(
        self,
        app: App[None],
        work: Work,
        show: Callable[[Dialog[Any]], Awaitable[None]],
        when_closed: Callable[[Callable[[Any], Awaitable[None]]], Close[Any]],
    ) -> None:
        """Lead out of an app; `show` opens a dialog, `when_closed` makes the way to close it."""
        self._app = app
        self._work = work
        self._show = show
        self._when_closed = when_closed

    async def leave(self) -> None:
        """Leave once everything is saved; ask if it cannot be."""
        await self._take_in()
        await self.when_saved(self._leave)

    async def leave_at_once(self) -> None:
        """Leave without a question: what is not saved goes elsewhere once the screens are gone."""
        from breakthroughs_tui.tui.leaving import SavingDialog

        await self._take_in()
        if isinstance(self._app.screen, SavingDialog):
            await self._exit()
        else:
            await self.when_saved(self._exit)

    async def end(self) -> None:
        """Leave because the system asks for it: nobody may be there to wait with."""
        await self._take_in()
        await self._exit()

    async def when_saved(self, go_on: Callable[[], Awaitable[None]], goal: str = "") -> None:
        """Go on once the disk has the last answers; say so if that takes a moment.

        `goal` says what happens then, if not that the program closes.
        """
        session = self._work.session
        if session.state.is_saving:
            await asyncio.to_thread(session.wait_until_saved, _A_MOMENT)
        if not session.state.is_saving:
            await go_on()
            return
        from breakthroughs_tui.tui.leaving import SavingDialog

        async def use(outcome: Path | bool) -> None:  # noqa: FBT001  the dialog's value
            if isinstance(outcome, Path):
                self._work.copy = outcome
                await self._exit()
            else:
                await go_on()

        keep_copy = None if goal else self._work.keep_copy
        copy = partial(keep_copy, session.assessment) if keep_copy else None
        await self._show(SavingDialog(self._when_closed(use), session, copy, goal))
        await self.go_on_if_saved()

    async def go_on_if_saved(self) -> None:
        """Close what waits for the disk once it has answered."""
        if isinstance(self._app.screen, Page):
            return
        from breakthroughs_tui.tui.leaving import SavingDialog

        if isinstance(self._app.screen, SavingDialog):
            await self._app.screen.show_state()

    async def _take_in(self) -> None:
        """Let whatever was typed before reach its field, so that it is saved."""
        from breakthroughs_tui.tui.dialog import Dialog

        with suppress(TimeoutError):
            async with asyncio.timeout(_TO_TAKE_IN):
                for screen in self._app.screen_stack:
                    if isinstance(screen, Dialog):
                        await screen.take_in()

    async def _leave(self) -> None:
        state = self._work.session.state
        if not state.has_failed:
            await self._exit()
            return
        from breakthroughs_tui.tui.unsaved import UnsavedDialog

        await self._show(UnsavedDialog(self._when_closed(self._leave_unsaved), state.reason))

    async def _leave_unsaved(self, _leaves: bool) -> None:  # noqa: FBT001  the dialog's value
        await self._exit()

    async def _exit(self) -> None:
        self._app.exit()
