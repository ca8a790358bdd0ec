"""What stands between a person who has finished and a disk that has not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
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
from breakthroughs_tui.tui.remarks import NOTICE_SECONDS
from breakthroughs_tui.tui.threads import in_thread
from breakthroughs_tui.wording import SAVING_SLOWLY, seconds_so_far

COPY_SECONDS: Final = 5.0
"""How long a copy elsewhere may take."""


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
        goal: str = "",
    ) -> None:
        """Wait for a session; `keep_copy` saves its answers elsewhere, if that is offered.

        `goal` says what happens once they are saved, if not that the program closes.
        """
        super().__init__(close)
        self._session = session
        self._keep_copy = keep_copy
        self._goal = goal or "The program closes by itself"
        self._since = session.unsaved_since or monotonic()
        self._is_over = False
        self._is_copying = False
        self._so_far = Static()
        self._said = Static(classes="said")

    def compose_content(self) -> list[Widget]:
        """Give what is waited for, since when, and what else can be done."""
        offer = f"{self._goal} once they are saved."
        if self._keep_copy is not None:
            offer += (
                " To leave now, press c: a copy of your answers is then kept in another folder."
            )
        slow = Static(Content(SAVING_SLOWLY))
        return [slow, self._so_far, Static(Content(f"\n{offer}")), self._said]

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
        try:
            place = await asyncio.wait_for(in_thread(keep_copy), COPY_SECONDS)
        except OSError:  # also TimeoutError
            place = None
        self._is_copying = False
        if app.screen is not self:
            if place is not None:
                said = f"A copy of your answers is in {shown(place)}"
                app.notify(said, markup=False, timeout=NOTICE_SECONDS)
        elif place is None:
            self._say(
                f"No other folder took a copy within {COPY_SECONDS:.0f} seconds. "
                "Your answers are still being saved here."
            )
        else:
            app.call_later(self._end, place)

    def _say(self, text: str) -> None:
        self._said.update(Content(f"\n{text}"))
