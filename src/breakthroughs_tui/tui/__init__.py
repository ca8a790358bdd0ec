"""The screens. Importing this package loads nothing; `run` loads Textual."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from breakthroughs_tui.opening import Sitting
    from breakthroughs_tui.publishing import Publisher
    from breakthroughs_tui.settings import Settings


def run(
    sitting: Sitting,
    settings: Settings,
    remember: Callable[[Settings], None],
    notices: tuple[str, ...] = (),
    publisher: Publisher | None = None,
) -> str:
    """Show the quarter that is open until the person leaves or the system asks the program to end.

    `remember` is called with the settings if the person chose others. `publisher` writes the
    reports that they ask for.

    Gives an empty text, or the technical details of a fault that closed the screens.
    """
    from breakthroughs_tui.tui.app import BreakthroughsApp
    from breakthroughs_tui.tui.signals import end_on_signals

    app = BreakthroughsApp(sitting.opened.session, settings, notices, sitting.turn_to, publisher)
    end_on_signals(app.end)
    app.run()
    if app.work.settings != settings:
        remember(app.work.settings)
    return app.fault
