"""What covers everything while the window is too small to work in."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

LEAST: Final = Size(40, 15)
"""The smallest window that the screens are made for, in cells."""


def is_too_small(size: Size) -> bool:
    """Tell whether a window is smaller than the screens are made for."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmallScreen(ModalScreen[None]):
    """Asks for a larger window; takes no keys, so that nothing is rated unseen."""

    DEFAULT_CSS = """
    TooSmallScreen { align: center middle; background: $background; overflow: hidden; }
    TooSmallScreen Static { width: auto; max-width: 100%; height: auto; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """Say what is needed."""
        least = f"{LEAST.width} columns by {LEAST.height} lines at least"
        yield Static(Content(f"Please make the window larger: {least}. Nothing is lost."))
