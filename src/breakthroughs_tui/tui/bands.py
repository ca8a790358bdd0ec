"""How bands are drawn: always in words or symbols, and in colour."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from breakthroughs_tui.priority import NOT_ANSWERED, Band, Tally

BAND_CELLS: Final = 12


def band_style(band: Band) -> str:
    """Name the style of a band's text, in whichever theme is on."""
    return f"$band-{band.name.lower()}"


def band_content(band: Band | None, width: int = BAND_CELLS) -> Content:
    """Draw a band as symbol, word and colour."""
    if band is None:
        return Content.styled(NOT_ANSWERED, "$muted").truncate(width, pad=True)
    text = Content.styled(band.look.label, band_style(band))
    return text.truncate(width, pad=True)


def tally_content(tally: Tally | None, width: int) -> Content:
    """Draw a band with its gap index."""
    if tally is None or tally.band is None:
        text = Content.styled("–" if tally is None else NOT_ANSWERED, "$muted")
    else:
        label = f"{tally.band.look.label:<11} {tally.gap_index:>3}%"
        text = Content.styled(label, band_style(tally.band))
    return text.truncate(width, pad=True)
