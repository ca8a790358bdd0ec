"""Sheets of an Excel workbook: tables of texts and numbers, each shown as what it is."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from breakthroughs_tui.priority import Band
from breakthroughs_tui.reports.colours import SHADE, tint
from breakthroughs_tui.reports.shortening import Shortener, Written

Value = str | int | float | None
Look = dict[str, str | int]
"""Properties of a cell, as XlsxWriter names them."""

_FORMULA: Final = ("=", "+", "-", "@")
"""Whoever edits a cell that begins so would make a formula of it."""
_A4: Final = 9
_LINE: Final = 13.5
"""The height of a line, in points."""
_TALLEST: Final = 409
"""No row is taller, in points: Excel's limit."""
_MOST_SEEN: Final = 4000
"""More letters than the tallest row shows."""
_LETTERS: Final = 1.15
"""How many letters of a text are as wide as the character that widths are counted in."""
_BOLD_LETTERS: Final = 0.95
"""The same in bold."""
_PAGE: Final = 185
"""Letters of a line that is not in a table: about the width of a page."""
_MOST_FROZEN: Final = 8
"""With more rows above a table, its heading scrolls with them: else nothing below could be seen."""


class SheetColumn(NamedTuple):
    """One column of a sheet's table."""

    heading: str
    width: int
    """In characters."""
    number_format: str = ""
    """For numbers; empty for text."""
    is_centred: bool = False

    @property
    def place(self) -> Look:
        """Say where in its cells the heading and the values stand."""
        if self.is_centred:
            return {"align": "center"}
        return {"align": "right"} if self.number_format else {"align": "left", "indent": 1}

    def lines(self, value: Value, letters: float = _LETTERS) -> int:
        """Tell about how many lines a value takes."""
        if not isinstance(value, str):
            return 1
        room = int(self.width * letters)
        return sum(len(wrap(line, room)) or 1 for line in value[:_MOST_SEEN].split("\n"))


class Book:
    """A workbook that is being written."""

    def __init__(self, properties: dict[str, object]) -> None:
        """Begin empty, with what a list of files shows of it."""
        self._shortener = Shortener()
        self._content = io.BytesIO()
        self.book = Workbook(self._content, {"in_memory": True})
        """XlsxWriter's own, for what only one sheet has."""
        self.book.set_properties(properties)
        self._formats: dict[tuple[tuple[str, str | int], ...], Format] = {}

    def format(self, **properties: str | int) -> Format:
        """Give the format with these properties, one for all cells that want it."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            look = {"font_name": "Arial", "font_size": 10, **properties}
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet that prints on A4, as wide as the page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def table(
        self,
        sheet: Worksheet,
        top: int,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[Value]],
    ) -> int:
        """Write a table with a filter, its headings in view however far one scrolls.

        Give the row after it.
        """
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self._headings(sheet, top, columns)
        row = top
        for values in rows:
            row += 1
            self.row(sheet, row, columns, values)
        if top <= _MOST_FROZEN:
            sheet.freeze_panes(top + 1, 0)
        if not top:  # what stands above would come along
            sheet.repeat_rows(0)
        sheet.autofilter(top, 0, max(row, top + 1), len(columns) - 1)
        return row + 1

    def _headings(self, sheet: Worksheet, row: int, columns: Sequence[SheetColumn]) -> None:
        most_lines = max(column.lines(column.heading, _BOLD_LETTERS) for column in columns)
        sheet.set_row(row, _LINE * most_lines + 3)
        look: Look = {"bold": 1, "text_wrap": 1, "valign": "bottom", "bottom": 1}
        look["bg_color"] = SHADE
        for place, column in enumerate(columns):
            what = f"heading {place + 1} of {sheet.name}"
            self.text(sheet, (row, place), column.heading, what, **look, **column.place)

    def row(
        self,
        sheet: Worksheet,
        row: int,
        columns: Sequence[SheetColumn],
        values: Sequence[Value],
        **look: str | int,
    ) -> None:
        """Write a row: numbers as numbers, texts as nothing but texts."""
        pairs = list(zip(columns, values, strict=True))
        most_lines = max(column.lines(value) for column, value in pairs)
        sheet.set_row(row, min(_LINE * most_lines + 3, _TALLEST))
        for place, (column, value) in enumerate(pairs):
            if isinstance(value, str) and value:
                what = f"{column.heading} in row {row + 1} of {sheet.name}"
                wrapped: Look = {"valign": "top", "text_wrap": 1, "align": "left", "indent": 1}
                self.text(sheet, (row, place), value, what, **wrapped, **look)
            elif isinstance(value, int | float):
                form = self.format(
                    valign="top", num_format=column.number_format, **column.place, **look
                )
                sheet.write_number(row, place, value, form)

    def text(
        self, sheet: Worksheet, cell: tuple[int, int], value: str, what: str, **look: str | int
    ) -> None:
        """Write a text as nothing but a text, and as much of it as a cell can hold."""
        quoted: Look = {"quote_prefix": 1} if value.startswith(_FORMULA) else {}
        fitted, form = self._shortener.fit(value, what), self.format(**quoted, **look)
        if fitted.startswith("<r>") and fitted.endswith("</r>"):  # XlsxWriter writes that as XML
            sheet.write_rich_string(*cell, fitted[0], form, fitted[1:], form)
        else:
            sheet.write_string(*cell, fitted, form)

    def lines(
        self, sheet: Worksheet, row: int, lines: Iterable[str], heading: str = "", **look: str | int
    ) -> int:
        """Write lines that no column holds; give the row below, after a blank one if headed."""
        written = [part for line in lines for part in wrap(line, _PAGE, break_on_hyphens=False)]
        if heading and written:
            self.text(sheet, (row, 0), heading, heading, bold=1)
            row += 1
        for line in written:
            self.text(sheet, (row, 0), line, line, **look)
            row += 1
        return row + 1 if heading and written else row

    def colour_bands(self, sheet: Worksheet, top: int, place: int, bottom: int) -> None:
        """Colour a column of bands by their words."""
        for band in Band:
            look = band.look
            form = self.book.add_format(
                {"font_color": look.light, "bg_color": tint(look.light), "bold": 1}
            )
            rule = {"type": "cell", "criteria": "==", "value": f'"{look.word}"', "format": form}
            sheet.conditional_format(top, place, max(top, bottom), place, rule)

    def written(self) -> Written:
        """Give the file. Nothing can be added after that."""
        self.book.close()
        return Written(self._content.getvalue(), tuple(self._shortener.shortened))
