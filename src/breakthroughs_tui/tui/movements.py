"""How movements are drawn: always as arrow and word, and in colour."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from breakthroughs_tui.comparison import Movement

_STYLES: Final = {
    Movement.IMPROVED: "$text-success",
    Movement.DECLINED: "bold $text-error",
}


def movement_style(movement: Movement | None) -> str:
    """Name the style of a movement's text."""
    return _STYLES.get(movement, "") if movement else ""


def movement_content(movement: Movement) -> Content:
    """Draw a movement as arrow, word and colour."""
    return Content.styled(movement.label, movement_style(movement))
