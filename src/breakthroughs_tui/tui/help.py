"""Every key that works on a page, and the scoring rule."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Plan, Progress, Scales
from breakthroughs_tui.priority import GAP_RULE, Band, advice_for, score_of, scoring_rule
from breakthroughs_tui.tui.bands import band_style
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.keys import key


def _key_name(binding: Binding) -> str:
    return binding.key_display or binding.key


def keys_content(bindings: list[Binding]) -> Content:
    """List the keys that have a tooltip, one a line."""
    rows = [(_key_name(each), each.tooltip) for each in bindings if each.tooltip]
    rows.append(("Ctrl+Q", "Quit, also from a note or another box"))
    rows.append(("Ctrl+P", "Choose a theme and other commands"))
    rows.append(("Mouse", "Click anything, also the keys in the bottom line"))
    width = max(cell_len(name) for name, _ in rows)
    lines = [
        Content.assemble(Content.styled(f"{name:<{width}}", "bold $text-primary"), f"  {what}")
        for name, what in rows
    ]
    return Content("\n").join(lines)


def rule_content(scales: Scales) -> Content:
    """State the scoring rule, and what each pair of ratings asks for."""
    lines = [Content(scoring_rule(scales)), Content("")]
    for progress in reversed(Progress):
        for plan in Plan:
            band = Band(score_of(progress, plan))
            look = Content.styled(f"{band.look.label:<11}", band_style(band))
            pair = f"  {scales.label(progress)}, plan {scales.label(plan)}: "
            lines.append(Content.assemble(look, pair, advice_for(progress, plan)))
    lines += [Content(""), Content(GAP_RULE)]
    return Content("\n").join(lines)


class HelpDialog(Dialog[None]):
    """The keys of the page below it."""

    HEADING = "Keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("question_mark,f1,q,enter", "close", "Close"),
        key("down,j", "scroll(1)", "Down"),
        key("up,k", "scroll(-1)", "Up"),
        key("pagedown,space", "scroll(10)", "Page down"),
        key("pageup", "scroll(-10)", "Page up"),
    ]
    FOOTING = "↑ ↓ scroll · Esc closes"

    def __init__(
        self, close: Close[None], bindings: list[Binding], scales: Scales, *, rule_first: bool
    ) -> None:
        """List a page's bindings, after the rule or before it."""
        super().__init__(close)
        keys = [Static(keys_content(bindings))]
        rule = [
            Static(Content.styled("How gaps are scored", "bold")),
            Static(rule_content(scales)),
        ]
        blank = Static(" ")
        self._parts = [*rule, blank, *keys] if rule_first else [*keys, blank, *rule]

    def compose_content(self) -> list[Widget]:
        """Give the keys and the rule."""
        return list(self._parts)

    def action_scroll(self, lines: int) -> None:
        """Scroll by so many lines."""
        self.query_one("#dialog").scroll_relative(y=lines, animate=False)
