"""Quarters of the UK local government financial year, which starts on 1 April."""

from __future__ import annotations

import re
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_MONTHS: Final = {1: "Apr–Jun", 2: "Jul–Sep", 3: "Oct–Dec", 4: "Jan–Mar"}
_LAST: Final = 4
_QUARTER: Final = re.compile(
    r"(?P<year>[1-9]\d{3})\s*[-/–]\s*(?P<end>\d{2})[\s-]*Q(?P<number>[1-4])\s*(?P<months>\(.*\))?",
    re.IGNORECASE | re.ASCII,
)
_NUMBER_ALONE: Final = re.compile(r"Q(?P<number>[1-4])", re.IGNORECASE | re.ASCII)

ID_PATTERN: Final = r"^[1-9][0-9]{3}-[0-9]{2}-Q[1-4]$"
"""What an id looks like, for the JSON Schema."""


@total_ordering
class Quarter:
    """One financial-year quarter. Quarters sort by time.

    A plain class, because msgspec writes dataclasses and structs as JSON objects
    and a quarter is saved as its id.
    """

    __slots__ = ("number", "year")

    year: int
    """The calendar year in which the financial year starts: 2026 for 2026/27."""
    number: int
    """1 for April to June, to 4 for January to March."""

    def __init__(self, year: int, number: int) -> None:
        """Trust the caller; `parse` and `from_id` check."""
        object.__setattr__(self, "year", year)
        object.__setattr__(self, "number", number)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a quarter is a value."""
        message = f"cannot set {name} of a Quarter to {value!r}"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same three months."""
        return isinstance(other, Quarter) and self._order == other._order

    def __lt__(self, other: object) -> bool:
        """Tell whether this quarter comes before the other."""
        return self._order < other._order if isinstance(other, Quarter) else NotImplemented

    def __reduce__(self) -> tuple[type[Quarter], tuple[int, int]]:
        """Copy and pickle by value."""
        return Quarter, self._order

    def __hash__(self) -> int:
        """Equal quarters hash alike."""
        return hash(self._order)

    def __repr__(self) -> str:
        """Show how to write it."""
        return f"Quarter({self.year}, {self.number})"

    def __str__(self) -> str:
        """Show the id."""
        return self.id

    @property
    def _order(self) -> tuple[int, int]:
        return self.year, self.number

    @property
    def id(self) -> str:
        """The name used in files and commands: `2026-27-Q3`."""
        return f"{self.year}-{(self.year + 1) % 100:02}-Q{self.number}"

    @property
    def short_label(self) -> str:
        """The name where room is short: `2026/27 Q3`."""
        return f"{self.year}/{(self.year + 1) % 100:02} Q{self.number}"

    @property
    def briefly(self) -> str:
        """The name for a heading over a few cells: `26/27 Q3`."""
        return self.short_label[2:]

    @property
    def label(self) -> str:
        """The name that a person reads: `2026/27 Q3 (Oct–Dec 2026)`."""
        calendar_year = self.year + (self.number == _LAST)
        return f"{self.short_label} ({_MONTHS[self.number]} {calendar_year})"

    @property
    def previous(self) -> Quarter:
        """The quarter before this one."""
        return self.shifted(-1)

    @property
    def next(self) -> Quarter:
        """The quarter after this one."""
        return self.shifted(1)

    @property
    def first_day(self) -> date:
        """The day on which it begins."""
        from datetime import date

        if self.number == _LAST:
            return date(self.year + 1, 1, 1)
        return date(self.year, 3 * self.number + 1, 1)

    @property
    def year_before(self) -> Quarter:
        """The same quarter of the financial year before."""
        return self.shifted(-_LAST)

    def shifted(self, by: int) -> Quarter:
        """Give the quarter so many later; earlier where that is below zero."""
        year, number = divmod(_LAST * self.year + self.number - 1 + by, _LAST)
        return Quarter(year, number + 1)

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """Find the quarter in which a day falls."""
        months_since_april = (day.month - 4) % 12
        year = day.year if day.month >= 4 else day.year - 1  # noqa: PLR2004  4 is April
        return cls(year, months_since_april // 3 + 1)

    @classmethod
    def from_id(cls, text: str) -> Quarter:
        """Read an id exactly as `id` writes it. Raises ValueError for anything else."""
        return _from_id(text)

    @classmethod
    def parse(cls, text: str, today: date | None = None) -> Quarter:
        """Read what a person may type: an id, `2026/27 Q3`, a label; with `today` also
        `Q3` (of today's financial year), `current` and `previous`.

        Raises ValueError, with a text fit to show, for anything else.
        """
        typed = text.strip()
        if match := _QUARTER.fullmatch(typed):
            quarter = cls(int(match["year"]), int(match["number"]))
            if match["months"] and not quarter.label.endswith(match["months"]):
                message = f"{typed!r} is not one quarter: {quarter.id} is {quarter.label}"
                raise ValueError(message)
            if int(match["end"]) != (quarter.year + 1) % 100:
                message = f"{typed!r} is not one financial year: {quarter.year} is followed by "
                message += f"{(quarter.year + 1) % 100:02}, as in {quarter.id}"
                raise ValueError(message)
            return quarter
        if today is not None:
            current = cls.containing(today)
            if typed.lower() == "current":
                return current
            if typed.lower() == "previous":
                return current.previous
            if match := _NUMBER_ALONE.fullmatch(typed):
                return cls(current.year, int(match["number"]))
        message = f"{typed!r} is not a quarter"
        raise ValueError(message)


@lru_cache(maxsize=1024)
def _from_id(text: str) -> Quarter:
    quarter = Quarter.parse(text)
    if quarter.id != text:
        message = f"{text!r} is not written as {quarter.id!r}"
        raise ValueError(message)
    return quarter
