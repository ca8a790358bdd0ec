"""Colours that more than one format has, as `#rrggbb`; those of the bands are in `priority`."""

from __future__ import annotations

from typing import Final

INK: Final = "#1b1f24"
SOFT: Final = "#4b5560"
LINE: Final = "#c4cad1"
SHADE: Final = "#f1f4f7"
ALERT: Final = "#8a4100"
LINK: Final = "#00457c"
_STRENGTH: Final = 0.1
"""How much of a band's colour is in the ground of its words; the rest is the page."""


def tint(colour: str, page: str = "#ffffff") -> str:
    """Give the ground for words in a colour, on a page of another."""
    mixed = (
        round(under + (over - under) * _STRENGTH)
        for over, under in zip(_parts(colour), _parts(page), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
