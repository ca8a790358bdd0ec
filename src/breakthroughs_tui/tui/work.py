"""What the screens work on: the open quarter, the person's settings, the way to another quarter."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from breakthroughs_tui.saver import SaveState
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui.threads import in_thread

if TYPE_CHECKING:
    from breakthroughs_tui.merge import Difference, Side
    from breakthroughs_tui.merging import Merger
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.opening import Opened
    from breakthroughs_tui.publishing import Published, Publisher
    from breakthroughs_tui.quarter import Quarter
    from breakthroughs_tui.reports.formats import Format


class Work:
    """One quarter at a time. Whoever listens hears of the saves of whichever is open."""

    def __init__(  # noqa: PLR0913, PLR0917  what a run of the screens takes
        self,
        session: Session,
        settings: Settings,
        turn_to: Callable[[Quarter, Settings], Opened] | None = None,
        publisher: Publisher | None = None,
        keep_copy: Callable[[Assessment], Path | None] | None = None,
        merge_with: Callable[[Path], Merger] | None = None,
    ) -> None:
        """Begin with a session; `turn_to` opens another quarter in its place.

        It is given the settings, too: a new quarter takes its names from them.
        """
        self.session = session
        self.settings = settings
        """The person's choices as they stand; whoever runs the screens keeps them."""
        self.publisher = publisher
        """What writes reports; None where nothing may be written."""
        self.keep_copy = keep_copy
        """Saves answers in another folder, and tells where; None where there is no other."""
        self.merge_with = merge_with
        """Reads a copy that is to be put together with the open quarter. Raises StoreError."""
        self.merge_choices: dict[Difference, Side] = {}
        """What was chosen where a copy differs, for as long as the program runs."""
        self.copy: Path | None = None
        """Where the answers are, if the person left without waiting for them to be saved."""
        self._turn_to = turn_to
        self._this_quarter = session.history.this_quarter
        """Today's quarter, when it was last looked at."""
        self._listener: Callable[[SaveState], None] | None = None
        self._stop_listening: Callable[[], None] = lambda: None

    def listen(self, listener: Callable[[SaveState], None]) -> None:
        """Have a function called with each new state, from any thread; it must not block."""
        self._listener = listener
        self._stop_listening = self.session.listen(listener)

    def stop_listening(self) -> None:
        """Call nobody any more."""
        self._listener = None
        self._stop_listening()

    def new_quarter(self) -> Quarter | None:
        """Give today's quarter if it has begun since this was last asked, and is not open.

        Once for each that begins. A clock that is put back begins none, nor does the quarter
        that the person works on already, or one before it.
        """
        before, self._this_quarter = self._this_quarter, self.session.history.this_quarter
        this = self._this_quarter
        if before is None or this is None or this <= max(before, self.session.assessment.quarter):
            return None
        return this

    def offer_again(self) -> None:
        """Have `new_quarter` give it once more: the person wanted it, and could not have it."""
        self._this_quarter = self.session.assessment.quarter

    def turn_to(self, quarter: Quarter) -> tuple[str, ...]:
        """Work on another quarter, and give what the person should know of it.

        Raises BreakthroughsError; the work then stays as it is.
        """
        if self._turn_to is None or quarter == self.session.assessment.quarter:
            return ()
        opened = self._turn_to(quarter, self.settings)
        self._stop_listening()
        self.session = opened.session
        if self._listener is not None:
            self._stop_listening = self.session.listen(self._listener)
        return opened.notices

    async def publish(self, form: Format, folder: str, *, replaces: bool) -> Published:
        """Write a report of the open quarter, and remember how. Raises StoreError."""
        assert self.publisher is not None, "only a publisher writes"
        session = self.session
        published = await in_thread(
            partial(
                self.publisher.publish,
                session.assessment,
                session.history,
                form,
                folder,
                replaces=replaces,
            )
        )
        self.settings = replace(
            self.settings, report_format=form.value, report_folder=str(published.path.parent)
        )
        return published
