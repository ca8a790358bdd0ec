"""What stands on paper: sections of headings, sentences, tables and lists, without any look.

HTML, Markdown and Word are written from it, so that they differ in how they look, and not in
what they say.
"""

from __future__ import annotations

from datetime import datetime
from itertools import accumulate, pairwise

from msgspec import Struct

from breakthroughs_tui.priority import BandWord


class Cell(Struct, frozen=True):
    """One cell of a table."""

    text: str = ""
    """May hold line feeds."""
    band: BandWord | None = None
    """Shown before the text: symbol, word and colour."""
    has_word: bool = True
    """Whether there is room for the band's word; else its symbol stands for it."""


class Column(Struct, frozen=True):
    """One column of a table."""

    heading: str
    width: int = 1
    """Its share of the width of the page, beside those of the other columns."""
    is_number: bool = False
    """Whether its cells stand in line on the right."""


class Table(Struct, frozen=True):
    """A table; one column of each row names it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    naming_column: int = 0
    """Its cells name the rows."""
    has_total: bool = False
    """Whether the last row is that of all questions."""
    notes: tuple[str, ...] = ()
    """What explains the marks in it."""

    @property
    def shares(self) -> list[int]:
        """The width of each column, in whole per cent of the table's: 100 together."""
        ends = list(accumulate((column.width for column in self.columns), initial=0))
        return [100 * end // ends[-1] - 100 * start // ends[-1] for start, end in pairwise(ends)]


class Entry(Struct, frozen=True):
    """Something to say under a heading of its own."""

    heading: str
    text: str = ""
    """May hold line feeds."""
    items: tuple[str, ...] = ()
    url: str = ""
    """A page of the web, which may be a link."""


class Entries(Struct, frozen=True):
    """Several of those."""

    entries: tuple[Entry, ...]


class Listing(Struct, frozen=True):
    """Short things to say, one a line."""

    items: tuple[str, ...]


class Point(Struct, frozen=True):
    """A gap index on the chart."""

    quarter: str
    gap_index: int | None
    """None where nothing was saved or answered."""
    starts_anew: bool = False
    """Whether other questions were asked than before: no line leads here."""

    @property
    def is_known(self) -> bool:
        """Whether there is a gap index to show."""
        return self.gap_index is not None


class Chart(Struct, frozen=True):
    """How one gap index moved; the table below it says the same in figures."""

    caption: str
    description: str
    """The same in a sentence."""
    points: tuple[Point, ...]


class Section(Struct, frozen=True):
    """A heading and what stands under it."""

    id: str
    heading: str
    text: tuple[str, ...] = ()
    """Paragraphs."""
    blocks: tuple[Table | Entries | Listing | Chart, ...] = ()
    sections: tuple[Section, ...] = ()


class Paper(Struct, frozen=True):
    """The whole report, top to bottom."""

    title: str
    quarter: str
    author: str
    """Who is named as the author of the file; may be empty."""
    modified: datetime
    """When an answer was last changed, as the person's own clock had it."""
    facts: tuple[tuple[str, str], ...]
    """Names and values for the head of the paper."""
    warning: str
    """Why it is provisional; empty where it is not."""
    headline: str
    sections: tuple[Section, ...]

    @property
    def tables(self) -> list[Table]:
        """Every table, from the top down."""
        found: list[Table] = []
        waiting = list(reversed(self.sections))
        while waiting:
            section = waiting.pop()
            found += [block for block in section.blocks if isinstance(block, Table)]
            waiting += reversed(section.sections)
        return found
