"""What a format gives: the bytes of a file, and what its cells had no room for."""

from __future__ import annotations

from typing import Final, NamedTuple

MOST_UNITS: Final = 32_767
"""UTF-16 code units in a cell: Excel's limit, and LibreOffice's when it reads CSV."""
_MARK: Final = " … [shortened: {:,} more characters]"


class Written(NamedTuple):
    """A report as the bytes of a file."""

    content: bytes
    shortened: tuple[str, ...] = ()
    """What the format had no room for, as in "Note in row 5 of Questions"."""


class Shortener:
    """Fits texts into cells, and remembers which it had to shorten."""

    def __init__(self) -> None:
        """Begin with none."""
        self.shortened: list[str] = []
        """What was shortened."""

    def fit(self, text: str, what: str, most_units: int = MOST_UNITS) -> str:
        """Give a text as a cell can hold it; one that was shortened says so at its end."""
        if _units(text) <= most_units:
            return text
        self.shortened.append(what)
        room = most_units - len(_MARK.format(len(text)))
        start = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
        return start + _MARK.format(len(text) - len(start))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
