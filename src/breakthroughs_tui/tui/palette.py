"""The command palette: what can be done from anywhere, found by typing part of its name.

Not Textual's own, which fills its list later than the keys arrive: Enter twice in one burst, or
Page Down while the list was still empty, ended the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from breakthroughs_tui.tui import themes
from breakthroughs_tui.tui.dialog import Close
from breakthroughs_tui.tui.page import NORMAL_WIDTH
from breakthroughs_tui.tui.places import (
    Out,
    Place,
    ToAllActions,
    ToComparison,
    ToDetails,
    ToHelp,
    ToHistory,
    ToJump,
    ToReport,
    ToSummary,
    ToTrend,
    UseTheme,
)
from breakthroughs_tui.tui.search import Found, SearchDialog, has_words


class _Line(NamedTuple):
    name: str
    what: str
    place: Place


COMMANDS: Final = (
    *(
        _Line(
            f"Use the {'dark' if theme.dark else 'light'} theme",
            "Show light text on a dark ground"
            if theme.dark
            else "Show dark text on a light ground",
            UseTheme(theme.name),
        )
        for theme in themes.THEMES.values()
    ),
    _Line("Council and name", "Say whose assessment this is", ToDetails()),
    _Line("Find", "Go to a question or breakthrough", ToJump()),
    _Line("Priority gaps", "See what to work on first", ToSummary()),
    _Line("Quarters", "Open, compare or start a quarter", ToHistory()),
    _Line("Compare", "See what moved since last quarter", ToComparison()),
    _Line("Trend", "See how the gaps moved over the quarters", ToTrend()),
    _Line("Actions", "See all actions, the overdue ones first", ToAllActions()),
    _Line("Report", "Write a report to hand in", ToReport()),
    _Line("Keys", "See every key that works here", ToHelp()),
    _Line("Quit", "Leave; your answers are saved", Out()),
)
"""In the order in which they are listed."""
_NAME_CELLS: Final = max(cell_len(line.name) for line in COMMANDS)


class PaletteDialog(SearchDialog[Place]):
    """Gives where the command chosen leads, or None."""

    HEADING = "Commands"
    FOOTING = "Enter chooses · Esc closes"
    TAKES_COMMANDS = False

    def __init__(self, close: Close[Place]) -> None:
        """List every command."""
        super().__init__(close, "Type part of a command")

    def find(self, typed: str) -> Sequence[Found[Place]]:
        """Return the commands with these words: those in whose name they stand come first."""
        found = [line for line in COMMANDS if has_words(typed, f"{line.name} {line.what}")]
        found.sort(key=lambda line: not has_words(typed, line.name))
        return [Found(self._content(line), line.place) for line in found]

    def _content(self, line: _Line) -> Content:
        if self.app.size.width < NORMAL_WIDTH:
            return Content(line.name)
        what = Content.styled(line.what, "$muted")
        return Content.assemble(f"{line.name:<{_NAME_CELLS}}  ", what)
