"""When the screens are gone: what is not saved yet is saved, or kept in another folder."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import tell
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.plain import shown
from breakthroughs_tui.settings import Settings, save_settings
from breakthroughs_tui.wording import SAVING_SLOWLY, seconds_so_far

if TYPE_CHECKING:
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.opening import Sitting

_FIRST: Final = 1.0
"""Seconds to wait for the disk before the person is told."""
_EVERY: Final = 3.0
"""Seconds between two messages after that."""


class Leaving:
    """The end of one sitting, in which nothing is lost and nobody waits without a word."""

    def __init__(self, desk: Desk, sitting: Sitting, *, is_trial: bool) -> None:
        """Prepare to leave. Of the invented answers of a trial no copy is kept."""
        self._desk = desk
        self._sitting = sitting
        self._is_trial = is_trial
        self._threads: list[Thread] = []
        """What writes the settings."""

    def remember(self, settings: Settings) -> None:
        """Save settings; not waited for yet."""
        thread = Thread(target=self._save_settings, args=(settings,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def close(self) -> None:
        """Write what is not saved yet; if that takes a while, say so.

        Raises StoreError, saying where a copy of the answers is: if the disk would not take
        them, or the person would not wait for it any longer.
        """
        if not self._is_done(_FIRST):
            self._wait_with_words()
        self._sitting.close()
        opened = self._sitting.opened
        state = opened.session.state
        if state.has_failed:
            raise StoreError(f"NOT SAVED: {state.reason}", self._where_it_is(self.keep_copy()))
        if opened.session.assessment.is_begun and not opened.file.exists:
            message = f"{shown(opened.file.path)} is gone; it may have been renamed or moved"
            raise StoreError(message, self._where_it_is(self.keep_copy()))

    def _is_done(self, seconds: float) -> bool:
        """Wait for the disk, for so long at most, and return whether it has everything."""
        end = monotonic() + seconds
        is_saving = self._sitting.opened.session.wait_until_saved(seconds).is_saving
        for thread in self._threads:
            thread.join(max(end - monotonic(), 0))
        return not is_saving and not any(thread.is_alive() for thread in self._threads)

    def _wait_with_words(self) -> None:
        began = monotonic() - _FIRST
        tell(f"{SAVING_SLOWLY} {seconds_so_far(_FIRST)}")
        tell("Press Ctrl+C to keep a copy in another folder instead of waiting.")
        try:
            with _interruptible():
                while not self._is_done(_EVERY):
                    tell(f"{SAVING_SLOWLY} {seconds_so_far(monotonic() - began)}")
        except KeyboardInterrupt:
            raise self.not_waited_for(self.keep_copy(lasts=False)) from None

    def not_waited_for(self, copy: Path | None) -> StoreError:
        """Make the error that says where the answers are, if the disk may not have them."""
        path = shown(self._sitting.opened.file.path)
        message = f"{path} was still being saved, and may lack your last answers"
        return StoreError(message, self._where_it_is(copy))

    def keep_copy(self, assessment: Assessment | None = None, *, lasts: bool = True) -> Path | None:
        """Save answers in the first other folder that takes them, and return where.

        None if no folder takes them. Without `lasts` no slow disk is waited for.
        """
        if self._is_trial:
            return None
        import tempfile

        from breakthroughs_tui.rescue import save_elsewhere

        rescued = self._desk.state_folder / "rescued"
        folders = [rescued, Path(os.path.expanduser("~"))]
        if self._desk.store.is_gone and self._desk.folder in rescued.parents:
            folders.remove(rescued)  # macOS keeps both in one folder: it is not to be made anew
        with suppress(OSError):  # there may be no folder for temporary files
            folders.append(Path(tempfile.gettempdir()))
        answers = assessment or self._sitting.opened.session.assessment
        return save_elsewhere(answers, folders, self._desk.now, lasts=lasts)

    def _where_it_is(self, copy: Path | None) -> str:
        if copy is None:
            return "No other folder took a copy. The old file is as it was."
        command = self._desk.command("assess", copy)
        return f"All your answers are in {shown(copy)}\nOpen them with: {command}"

    def _save_settings(self, settings: Settings) -> None:
        try:
            may_make = not self._desk.store.is_gone
            save_settings(self._desk.folder, self._desk.now, settings, may_make=may_make)
        except StoreError as error:
            tell(f"warning: {error.text}")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl+C raise KeyboardInterrupt, which the screens have taken for themselves."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
