"""The screens. Importing this package loads nothing; `run` loads Textual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from breakthroughs_tui.merging import Merger
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.opening import Sitting
    from breakthroughs_tui.publishing import Publisher
    from breakthroughs_tui.settings import Settings


class Ending(Struct, frozen=True):
    """How the screens ended."""

    fault: str = ""
    """The technical details of what closed them, if it was a fault."""
    copy: Path | None = None
    """Where the answers are, if the person did not wait for a slow disk to save them."""


def run(  # noqa: PLR0913, PLR0917  what a run of the screens takes
    sitting: Sitting,
    settings: Settings,
    remember: Callable[[Settings], None],
    notices: tuple[str, ...] = (),
    publisher: Publisher | None = None,
    keep_copy: Callable[[Assessment], Path | None] | None = None,
    merge_with: Callable[[Path], Merger] | None = None,
    copy: Path | None = None,
) -> Ending:
    """Show the quarter that is open until the person leaves or the system asks the program to end.

    `remember` is called with the settings if the person chose others. `publisher` writes the
    reports that they ask for. `keep_copy` saves answers in another folder, and tells where.
    `merge_with` reads a copy of the open quarter that is to be put together with it; `copy` is
    one to begin with.
    """
    from breakthroughs_tui.tui.app import BreakthroughsApp
    from breakthroughs_tui.tui.signals import end_on_signals

    session = sitting.opened.session
    app = BreakthroughsApp(
        session, settings, notices, sitting.turn_to, publisher, keep_copy, merge_with, copy
    )
    end_on_signals(app.end)
    app.run()
    if app.work.settings != settings:
        remember(app.work.settings)
    return Ending(app.fault, app.work.copy)
