"""Quarters of the UK local government financial year, which starts on 1 April."""

from __future__ import annotations

import re
from functools import lru_cache, total_ordering
from typing import TYPE_CHECKING, Final

from breakthroughs_tui.plain import shown, without_unseen

if TYPE_CHECKING:
    from datetime import date

_MONTHS: Final = {1: "Apr–Jun", 2: "Jul–Sep", 3: "Oct–Dec", 4: "Jan–Mar"}
_LAST: Final = 4
_CENTURY: Final = 2000
_FLAGS: Final = re.IGNORECASE
_DASHES: Final = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_LINES: Final = rf"_/\\\u2044\u2215\uff0f{_DASHES}"
"""Whatever may stand between two years: dashes, slashes, the line below."""
_BETWEEN: Final = rf"[\s,:{_LINES}]"
_NUMBER: Final = r"Q(?:uarter)?\s*(?P<number>[1-4])"
_YEARS: Final = (
    rf"(?P<year>[1-9][0-9]{{3}}|[0-9]{{2}})\s*[{_LINES}]\s*(?P<end>[0-9]{{4}}|[0-9]{{2}})"
)
_SPAN: Final = rf"[a-z]{{3}}\s*[{_DASHES}]\s*[a-z]{{3}}"
_MONTHS_TYPED: Final = (
    rf"(?:\s*\((?P<months>.*)\)|[\s,]+(?P<bare_months>{_SPAN}(?:\s+[0-9]{{4}})?))?"
)
_WITH_YEARS: Final = (
    f"{_YEARS}{_BETWEEN}*{_NUMBER}{_MONTHS_TYPED}",
    f"{_NUMBER}{_BETWEEN}+{_YEARS}{_MONTHS_TYPED}",
)
"""The years may stand before the number or after it."""
_WITH_MONTHS: Final = rf"{_NUMBER}[\s,(]+(?P<months>{_SPAN}\s+(?P<year>2[0-9]{{3}}))\s*\)?"
"""The months' year tells the financial year."""
_WORDS: Final = ("current", "previous")
_IN_QUOTES: Final = "[\"“”](.*)[\"“”]|['‘’](.*)['‘’]"

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
        return f"{self.short_label} ({self.months})"

    @property
    def months(self) -> str:
        """Its months, with the calendar year that they are in: `Oct–Dec 2026`."""
        return f"{_MONTHS[self.number]} {self.year + (self.number == _LAST)}"

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
        """Read what a person may type: an id, a label, `26/27 Q3`, `Q3 2026/2027`; with `today`
        also `Q3` (of today's financial year), `current` and `previous`.

        Any case, any dash or slash, any kind of blank; with or without its months, and one pair
        of quotes around it. A year of two digits is of this century.
        Raises ValueError, with a text fit to show, for anything else.
        """
        typed = _as_meant(text)
        if today is not None and typed.lower() in _WORDS:  # first: most commands mean this one
            current = cls.containing(today)
            return current if typed.lower() == "current" else current.previous
        for form in _WITH_YEARS:
            if match := re.fullmatch(form, typed, _FLAGS):
                return _checked(match, text)
        if match := re.fullmatch(_WITH_MONTHS, typed, _FLAGS):
            number = int(match["number"])
            quarter = cls(int(match["year"]) - (number == _LAST), number)
            return _with_months(quarter, match["months"], text)
        if today is not None and (match := re.fullmatch(_NUMBER, typed, _FLAGS)):
            return cls(cls.containing(today).year, int(match["number"]))
        message = f"{_quoted(text)} is not a quarter"
        raise ValueError(message)

    @classmethod
    def parse_from(cls, text: str, first: Quarter) -> Quarter:
        """Read what a person may type where a quarter to come is meant: like `parse`, as if it
        were typed in `first`, but `Q1` alone is the next one of that name.

        Raises ValueError, with a text fit to show, for anything else.
        """
        quarter = cls.parse(text, first.first_day)
        is_alone = re.fullmatch(_NUMBER, _as_meant(text), _FLAGS)
        return quarter.shifted(_LAST) if is_alone and quarter < first else quarter


def _checked(match: re.Match[str], text: str) -> Quarter:
    """Make the quarter that was typed with its years. Raises ValueError if they contradict it."""
    year, end = int(match["year"]), int(match["end"])
    year += _CENTURY if len(match["year"]) == len("26") else 0
    quarter = Quarter(year, int(match["number"]))
    _with_months(quarter, match["months"] or match["bare_months"] or "", text)
    if end != (year + 1 if len(match["end"]) == len("2027") else (year + 1) % 100):
        message = f"{_quoted(text)} is not one financial year: {year} is followed by {year + 1}"
        raise ValueError(f"{message}, as in {quarter.id}")
    return quarter


def _with_months(quarter: Quarter, months: str, text: str) -> Quarter:
    """Return the quarter, if the months that were typed are its own. Raises ValueError."""
    typed = _plainly(months)
    if typed not in ("", _plainly(_MONTHS[quarter.number]), _plainly(quarter.months)):
        message = f"{_quoted(text)} is not one quarter: {quarter.id} is {quarter.label}"
        raise ValueError(message)
    return quarter


def _as_meant(text: str) -> str:
    """Return what was typed in plain letters and digits, without the quotes around it."""
    typed = without_unseen(text).strip()
    if not typed.isascii():
        import unicodedata

        typed = unicodedata.normalize("NFKC", typed)
    if not typed.isalnum() and (match := re.fullmatch(_IN_QUOTES, typed)):
        typed = (match[1] or match[2] or "").strip()
    return typed


def _plainly(months: str) -> str:
    """Write months one way, however they were typed."""
    return re.sub(f"[{_DASHES}]", "-", "".join(months.split())).lower()


def _quoted(text: str) -> str:
    return f'"{shown(text.strip())}"'


@lru_cache(maxsize=1024)
def _from_id(text: str) -> Quarter:
    if re.fullmatch(ID_PATTERN, text):  # what is typed otherwise takes longer to tell
        exact = Quarter(int(text[:4]), int(text[-1]))
        if exact.id == text:
            return exact
    quarter = Quarter.parse(text)
    if quarter.id != text:
        message = f'"{shown(text)}" is not written as "{quarter.id}"'
        raise ValueError(message)
    return quarter
