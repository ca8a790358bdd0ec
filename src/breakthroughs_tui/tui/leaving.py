"""What stands between a person who has done and a disk that has not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.plain import shown
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key

COPY_SECONDS: Final = 5.0
"""How long a copy elsewhere may take."""


def seconds_text(since: float) -> str:
    """Write how long ago a moment (`time.monotonic`) was, in whole seconds."""
    seconds = int(monotonic() - since)
    return f"{seconds} second{'' if seconds == 1 else 's'}"


class SavingDialog(Dialog[bool]):
    """Waits for the disk, and closes by itself once the last answers are saved, or cannot be.

    Gives True when the wait is over, however it ended; None if the person stays. A copy that
    was left elsewhere instead is handed to `leave_with`.
    """

    HEADING = "Saving"
    FOOTING = "Esc stays"
    BINDINGS: ClassVar[list[BindingType]] = [key("c", "copy", "Copy")]

    def __init__(
        self,
        close: Close[bool],
        session: Session,
        keep_copy: Callable[[], Path | None] | None,
        leave_with: Callable[[Path], None],
    ) -> None:
        """Wait for a session; `keep_copy` saves its answers elsewhere, if that is offered."""
        super().__init__(close)
        self._session = session
        self._keep_copy = keep_copy
        self._leave_with = leave_with
        self._since = session.unsaved_since or monotonic()
        self._is_over = False
        self._so_far = Static()
        self._said = Static(classes="said")

    def compose_content(self) -> list[Widget]:
        """Say what is waited for, since when, and what else can be done."""
        parts: list[Widget] = [
            Static(Content("Saving your last answers. This disk is slow.")),
            self._so_far,
        ]
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
        self._so_far.update(Content(f"{seconds_text(self._since)} so far."))

    async def show_state(self) -> None:
        """Close once the disk has answered."""
        if not self._session.state.is_saving and not self._is_over:
            self._is_over = True
            await self.close_with(True)  # noqa: FBT003  the dialog's value

    def action_copy(self) -> None:
        """Leave a copy elsewhere, while the screen goes on."""
        if self._keep_copy is not None:
            self._say("Making a copy in another folder …")
            self.run_worker(self._copy(self._keep_copy), exclusive=True)

    async def _copy(self, keep_copy: Callable[[], Path | None]) -> None:
        place = await _within(COPY_SECONDS, keep_copy)
        if place is None:
            self._say(
                f"No other folder took a copy within {COPY_SECONDS:.0f} seconds. "
                "Your answers are still being saved here."
            )
        elif not self._is_over:
            self._is_over = True
            self._say(f"A copy is in {shown(place)}")
            self._leave_with(place)

    def _say(self, text: str) -> None:
        self._said.update(Content(f"\n{text}"))


async def _within(seconds: float, function: Callable[[], Path | None]) -> Path | None:
    """Run what may hang, in a thread that nobody waits for any longer; None if it did not end."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Path | None] = loop.create_future()

    def tell(place: Path | None) -> None:
        if not outcome.done():
            outcome.set_result(place)

    def run() -> None:
        place = function()
        with suppress(RuntimeError):  # the loop has closed: nobody waits
            loop.call_soon_threadsafe(tell, place)

    Thread(target=run, name="copy", daemon=True).start()
    try:
        return await asyncio.wait_for(outcome, seconds)
    except TimeoutError:
        return None
