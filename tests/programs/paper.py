"""What came out of the printer: a PDF, page by page."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from pypdf import PdfReader

_POINTS_IN_MILLIMETRE: Final = 72 / 25.4


class Sheet(NamedTuple):
    """One page."""

    size: tuple[int, int]
    """Width and height, in whole millimetres: (210, 297) is A4 upright."""
    text: str
    """What can be read on it, in the order in which it was printed."""


def sheets_of(pdf: Path) -> list[Sheet]:
    """Give the pages of a PDF."""
    return [
        Sheet(
            (
                round(page.mediabox.width / _POINTS_IN_MILLIMETRE),
                round(page.mediabox.height / _POINTS_IN_MILLIMETRE),
            ),
            page.extract_text(),
        )
        for page in PdfReader(pdf).pages
    ]
