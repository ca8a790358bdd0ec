"""What stands between a person who has finished and a disk that has not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import ClassVar, Final

from textual.app import App
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.plain import shown
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.wording import SAVING_SLOWLY, seconds_so_far

COPY_SECONDS: Final = 5.0
"""How long a copy elsewhere may take."""
_TO_READ: Final = 12.0
"""Seconds for which a person may read where a copy is."""


class SavingDialog(Dialog[Path | bool]):
    """Waits for the disk, and closes by itself once it has answered, whatever it said.

    Gives True then, the path of a copy that the person left elsewhere instead, or None if they
    stay.
    """

    HEADING = "Saving"
    FOOTING = "Esc stays"
    TAKES_COMMANDS = False
    BINDINGS: ClassVar[list[BindingType]] = [key("c", "copy", "Copy")]

    def __init__(
        self,
        close: Close[Path | bool],
        session: Session,
        keep_copy: Callable[[], Path | None] | None,
    ) -> None:
        """Wait for a session; `keep_copy` saves its answers elsewhere, if that is offered."""
        super().__init__(close)
        self._session = session
        self._keep_copy = keep_copy
        self._since = session.unsaved_since or monotonic()
        self._is_over = False
        self._is_copying = False
        self._so_far = Static()
        self._said = Static(classes="said")

    def compose_content(self) -> list[Widget]:
        """Give what is waited for, since when, and what else can be done."""
        parts: list[Widget] = [Static(Content(SAVING_SLOWLY)), self._so_far]
        if self._keep_copy is not None:
            offer = "The program closes by itself once they are saved. To leave now, press c: "
            offer += "a copy of your answers is then kept in another folder."
            parts.append(Static(Content(f"\n{offer}")))
        return [*parts, self._said]

    def on_mount(self) -> None:
        """Count the seconds from here on."""
        self._count()
        self.set_interval(1.0, self._count)

    def _count(self) -> None:
        self._so_far.update(Content(seconds_so_far(monotonic() - self._since)))

    async def show_state(self) -> None:
        """Close once the disk has answered."""
        if not self._session.state.is_saving:
            await self._end(True)  # noqa: FBT003  the dialog's value

    async def _end(self, outcome: Path | bool) -> None:  # noqa: FBT001  likewise
        if not self._is_over:
            self._is_over = True
            await self.close_with(outcome)

    def action_copy(self) -> None:
        """Leave a copy elsewhere, while the screen goes on."""
        if self._keep_copy is not None and not self._is_copying:
            self._is_copying = True
            self._say("Making a copy in another folder …")
            self.app.run_worker(self._copy(self.app, self._keep_copy))  # it may outlive the dialog

    async def _copy(self, app: App[object], keep_copy: Callable[[], Path | None]) -> None:
        place = await _within(COPY_SECONDS, keep_copy)
        self._is_copying = False
        if app.screen is not self:
            if place is not None:
                said = f"A copy of your answers is in {shown(place)}"
                app.notify(said, markup=False, timeout=_TO_READ)
        elif place is None:
            self._say(
                f"No other folder took a copy within {COPY_SECONDS:.0f} seconds. "
                "Your answers are still being saved here."
            )
        else:
            app.call_later(self._end, place)

    def _say(self, text: str) -> None:
        self._said.update(Content(f"\n{text}"))


async def _within(seconds: float, function: Callable[[], Path | None]) -> Path | None:
    """Return a function's value, or None if it takes longer; its thread is then left to itself.

    Not `asyncio.to_thread`: the loop waits for those at its end, and a disk may hang for ever.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Path | None] = loop.create_future()

    def settle(place: Path | None) -> None:
        if not outcome.done():
            outcome.set_result(place)

    def run() -> None:
        place = function()
        with suppress(RuntimeError):  # the loop has closed: nobody waits
            loop.call_soon_threadsafe(settle, place)

    Thread(target=run, name="copy", daemon=True).start()
    try:
        return await asyncio.wait_for(outcome, seconds)
    except TimeoutError:
        return None
