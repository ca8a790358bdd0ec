"""How an action is put in words."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.model import Action

_MARKS: Final = {
    ActionState.OVERDUE: ("! Overdue", "bold $text-error"),
    ActionState.OPEN: ("○ Open", ""),
    ActionState.DONE: ("✓ Done", "$text-success"),
}


STATE_CELLS: Final = 11


def state_content(state: ActionState) -> Content:
    """Draw where an action stands, as mark, word and colour."""
    words, style = _MARKS[state]
    return Content.styled(words, style).truncate(STATE_CELLS, pad=True)


def what_by_whom(action: Action) -> Content:
    """Say what is to be done, and by whom."""
    owner = f" — {action.owner}" if action.owner else ""
    return Content.assemble(action.text, Content.styled(owner, "$muted"))
