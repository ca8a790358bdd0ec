"""The grounds on which a band's words stand, where a format cannot mix colours itself."""

from __future__ import annotations

from typing import Final

_STRENGTH: Final = 0.1
"""How much of the colour is in the ground; the rest is white."""


def tint(colour: str) -> str:
    """Give a light ground for words in a colour, both as `#rrggbb`."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    mixed = (round(255 - (255 - part) * _STRENGTH) for part in parts)
    return "#" + "".join(f"{part:02x}" for part in mixed)
