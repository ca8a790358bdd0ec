"""The report as an Excel workbook: what can be sorted, filtered and reckoned with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from breakthroughs_tui.model import RATINGS, Scale, coverage, questions_text
from breakthroughs_tui.priority import HIGHEST_SCORE, NOT_ANSWERED, Band
from breakthroughs_tui.reports.paper import (
    date_text,
    due_text,
    movement_words,
    provisional_text,
    rating_heading,
    rating_word,
)
from breakthroughs_tui.reports.report import Gap, Ratings, Report, ReportedQuestion
from breakthroughs_tui.reports.shortening import Cells
from breakthroughs_tui.reports.tints import tint
from breakthroughs_tui.wording import BREAK_NOTE

Value = str | int | float | None

_FORMULA: Final = ("=", "+", "-", "@")
"""Whoever edits a cell that begins so would make a formula of it."""
_PERCENT: Final = "0%"
_POINTS: Final = "+0;−0;0"
_SHADE: Final = "#F1F4F7"
_LINE: Final = 13.5
"""The height of a line, in points."""
_LETTERS: Final = 1.15
"""How many letters of a text are as wide as the character that widths are counted in."""
_PAGE: Final = 160
"""Letters of a line that is not in a table: as much as the width of the sheet."""
_TALLEST: Final = 409
"""No row is taller, in points: Excel's limit."""


class _Column(NamedTuple):
    """One column of a sheet's table."""

    heading: str
    width: int
    """In characters."""
    number_format: str = ""
    """For numbers; empty for text."""
    is_centred: bool = False

    @property
    def place(self) -> dict[str, str | int]:
        """Say where in its cells the heading and the values stand."""
        if self.is_centred:
            return {"align": "center"}
        return {"align": "right"} if self.number_format else {"align": "left", "indent": 1}

    def lines(self, value: Value) -> int:
        """Tell about how many lines a value takes."""
        if not isinstance(value, str):
            return 1
        letters = self.width * _LETTERS
        return sum(int(len(line) // letters) + 1 for line in value.split("\n"))


class _Book:
    """A workbook that is being written."""

    def __init__(self, report: Report) -> None:
        self.content = io.BytesIO()
        self.cells = Cells()
        self.book = Workbook(self.content, {"in_memory": True})
        self.report = report
        self._formats: dict[tuple[tuple[str, str | int], ...], Format] = {}
        self.title = self.format(bold=1, font_size=16)
        self.bold = self.format(bold=1)

    def format(self, **properties: str | int) -> Format:
        """Give the format with these properties, one for all cells that want it."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"font_name": "Arial", "font_size": 10, **properties}
            )
        return self._formats[key]

    def sheet(self, name: str, pages: int = 0) -> Worksheet:
        """Add a sheet that prints on A4, as wide as the page; on so many pages, 0 for any."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, pages)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def table(
        self,
        sheet: Worksheet,
        top: int,
        columns: Sequence[_Column],
        rows: Iterable[Sequence[Value]],
    ) -> int:
        """Write a table with a filter, its headings in view however far one scrolls.

        Give the row after it.
        """
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self.headings(sheet, top, columns)
        row = top
        for values in rows:
            row += 1
            self.row(sheet, row, columns, values)
        sheet.freeze_panes(top + 1, 0)
        if not top:  # what stands above would come along
            sheet.repeat_rows(0)
        sheet.autofilter(top, 0, max(row, top + 1), len(columns) - 1)
        return row + 1

    def headings(self, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> None:
        """Write the row of headings."""
        sheet.set_row(row, _LINE * max(each.lines(each.heading) for each in columns) + 3)
        look: dict[str, str | int] = {"bold": 1, "text_wrap": 1, "bottom": 2, "bg_color": _SHADE}
        for place, column in enumerate(columns):
            form = self.format(valign="bottom", **look, **column.place)
            sheet.write_string(row, place, column.heading, form)

    def row(
        self,
        sheet: Worksheet,
        row: int,
        columns: Sequence[_Column],
        values: Sequence[Value],
        **look: str | int,
    ) -> None:
        """Write a row: numbers as numbers, texts as nothing but texts."""
        pairs = zip(columns, values, strict=True)
        most_lines = max(column.lines(value) for column, value in pairs)
        sheet.set_row(row, min(_LINE * most_lines + 3, _TALLEST))
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            if isinstance(value, str) and value:
                what = f"{column.heading} in row {row + 1} of {sheet.name}"
                quoted = {"quote_prefix": 1} if value.startswith(_FORMULA) else {}
                form = self.format(
                    valign="top", text_wrap=1, align="left", indent=1, **quoted, **look
                )
                sheet.write_string(row, place, self.cells.fit(value, what), form)
            elif isinstance(value, int | float):
                form = self.format(
                    valign="top", num_format=column.number_format, **column.place, **look
                )
                sheet.write_number(row, place, value, form)

    def lines(self, sheet: Worksheet, row: int, heading: str, lines: Iterable[str]) -> int:
        """Write lines under a heading, below a table; give the row after a blank one."""
        written = [part for line in lines for part in wrap(line, _PAGE)]
        if not written:
            return row
        for text, form in ((heading, self.bold), *((line, self.format()) for line in written)):
            sheet.write_string(row, 0, text, form)
            row += 1
        return row + 1

    def colour_bands(self, sheet: Worksheet, top: int, place: int, bottom: int) -> None:
        """Colour a column of bands by their words."""
        for band in Band:
            look = band.look
            form = self.book.add_format(
                {"font_color": look.light, "bg_color": tint(look.light), "bold": 1}
            )
            rule = {"type": "cell", "criteria": "==", "value": f'"{look.word}"', "format": form}
            sheet.conditional_format(top, place, bottom, place, rule)


def write_excel(report: Report) -> tuple[bytes, list[str]]:
    """Write a report as an Excel workbook (.xlsx); give it, and what was shortened."""
    book = _Book(report)
    book.book.set_properties(
        {
            "title": f"{report.title}: {report.label}"[:255],
            "subject": report.headline[:255],
            "author": report.assessor or report.council,
            "created": report.modified,
        }
    )
    _gaps(book)
    _questions(book)
    _actions(book)
    _trend(book)
    book.book.close()
    return book.content.getvalue(), book.cells.shortened


def _gaps(book: _Book) -> None:
    report = book.report
    sheet = book.sheet("Gaps", pages=1)
    columns = [
        _Column("Rank", 7, "0", is_centred=True),
        _Column("Breakthrough", 44),
        _Column("Band", 12),
        _Column("Gap index", 10, _PERCENT),
    ]
    for quarter in filter(None, (report.last, report.year_before)):
        columns.append(_Column(f"Points since {quarter.short_label}", 12, _POINTS))
        columns.append(_Column(f"Moved since {quarter.short_label}", 19))
    columns += [_Column("Answered", 10, "0"), _Column("Questions", 10, "0")]
    top = _head(book, sheet)
    sheet.set_column(len(columns), 2 + 2 * sum(map(len, RATINGS.values())), 10)  # the counts below
    below = book.table(sheet, top, columns, (_standing(gap) for gap in report.breakthroughs))
    book.row(sheet, below, columns, _standing(report.overall), bold=1, top=1)
    book.colour_bands(sheet, top + 1, 2, below)
    _foot(book, sheet, _counts(book, sheet, below + 2))


def _standing(gap: Gap) -> list[Value]:
    values: list[Value] = [gap.rank, gap.title, gap.band or NOT_ANSWERED, _part(gap.gap)]
    for change in gap.changes:
        values += [change.points, movement_words(change)]
    return [*values, gap.answered, gap.total]


def _counts(book: _Book, sheet: Worksheet, row: int) -> int:
    """Write how many questions have each rating, and what share; give the row below."""
    report = book.report
    columns = [_Column("", 7), _Column("Breakthrough", 44)]
    for scale in Scale:
        for rating in RATINGS[scale]:
            name = rating_heading(report, scale, rating)
            columns += [_Column(name, 10, "0"), _Column(f"{name}, share", 10, _PERCENT)]
    book.headings(sheet, row, columns)
    for gap in (*report.breakthroughs, report.overall):
        row += 1
        values: list[Value] = [None, gap.title]
        for share in (*gap.progress.values(), *gap.plan.values()):
            values += [share.questions, share.questions / gap.total]
        look = {} if gap.id else {"bold": 1, "top": 1}
        book.row(sheet, row, columns, values, **look)
    return row + 2


def _head(book: _Book, sheet: Worksheet) -> int:
    """Write what the report is, and its result; give the row below."""
    report = book.report
    names = (("Council", report.council), ("Answered by", report.assessor))
    facts = [f"{name}: {value or 'not named'}" for name, value in names]
    facts.append(f"Last changed: {date_text(report.modified)}")
    facts.append(coverage(report.answered, report.total))
    sheet.write_string(0, 0, f"{report.title}: {report.label}", book.title)
    row = 1
    for line in (" · ".join(facts), provisional_text(report), report.headline):
        for part in wrap(line, _PAGE):
            sheet.write_string(row, 0, part, book.bold)
            row += 1
    return row


def _part(gap: float | None) -> float | None:
    """Give a mean score as a part of the highest."""
    return None if gap is None else gap / HIGHEST_SCORE


def _foot(book: _Book, sheet: Worksheet, row: int) -> None:
    """Write what else the report says, below the table."""
    report = book.report
    label = report.scales.label
    matrix = (
        f"{label(cell.progress)}, plan {label(cell.plan)} ({cell.band}: {cell.advice}): "
        f"{questions_text(cell.questions) if cell.questions else 'no question'}"
        for cell in report.matrix
    )
    checks = (f"{each.words}: {questions_text(each.questions)}" for each in report.checks)
    steps = (
        " ".join(f"{step.title}: {step.text} {step.url}".split()) for step in report.next_steps
    )
    row = book.lines(sheet, row, "Checks", checks)
    row = book.lines(sheet, row, "Progress and plan", matrix)
    row = book.lines(sheet, row, "Where to turn about the first gaps", steps)
    row = book.lines(sheet, row, "How gaps are scored", [report.scoring_rule])
    book.lines(sheet, row, "Where the questions come from", [" ".join(report.source.split())])


def _questions(book: _Book) -> None:
    report = book.report
    sheet = book.sheet("Questions")
    last = report.last.short_label if report.last else ""
    columns = [
        _Column("No.", 6, "0", is_centred=True),
        _Column("Breakthrough", 24),
        _Column("Question", 40),
        _Column("Progress", 16),
        _Column("Plan", 11),
        _Column("Score", 7, "0", is_centred=True),
        _Column("Band", 12),
        _Column("What to do", 16),
        _Column("Note", 48),
        _Column("Actions", 40),
        _Column("Remarks", 18),
        *((_Column(f"Progress in {last}", 16), _Column(f"Plan in {last}", 12)) if last else ()),
        _Column("Question id", 12),
    ]
    titles = {gap.id: gap.title for gap in report.breakthroughs}
    rows = [_question_values(report, each, titles[each.breakthrough]) for each in report.questions]
    below = book.table(sheet, 0, columns, rows)
    book.colour_bands(sheet, 1, 6, below - 1)


def _question_values(report: Report, question: ReportedQuestion, title: str) -> list[Value]:
    before = question.last or Ratings(None, None)
    actions = (
        f"{each.state.value}: {each.text} ({each.owner or 'nobody yet'}; {due_text(each.due)})"
        for each in question.actions
    )
    values: list[Value] = [
        question.number,
        title,
        question.text,
        rating_word(report, question.progress),
        rating_word(report, question.plan),
        question.score,
        question.band or NOT_ANSWERED,
        question.advice,
        question.note,
        "\n".join(actions),
        "; ".join(question.remarks),
    ]
    if report.last:
        values += [rating_word(report, before.progress), rating_word(report, before.plan)]
    return [*values, question.id]


def _actions(book: _Book) -> None:
    report = book.report
    sheet = book.sheet("Actions")
    columns = [
        _Column("State", 10),
        _Column("Due", 14),
        _Column("Question no.", 10, "0", is_centred=True),
        _Column("Question", 46),
        _Column("Action", 50),
        _Column("Owner", 26),
        _Column("Raised", 14),
    ]
    texts = {each.number: each.text for each in report.questions}
    rows = (
        (
            each.state.value,
            due_text(each.due),
            each.question,
            texts[each.question],
            each.text,
            each.owner,
            each.raised.short_label,
        )
        for each in report.actions
    )
    below = book.table(sheet, 0, columns, rows)
    overdue = book.book.add_format({"bold": 1, "font_color": Band.CRITICAL.look.light})
    rule = {"type": "cell", "criteria": "==", "value": '"Overdue"', "format": overdue}
    sheet.conditional_format(1, 0, max(below - 1, 1), 0, rule)


def _trend(book: _Book) -> None:
    """Lay the quarters side by side: numbers that read as band and gap index."""
    trend = book.report.trend
    sheet = book.sheet("Trend")
    columns = [_Column("Breakthrough", 46)]
    for quarter in trend.quarters:
        mark = "*" if quarter in trend.breaks else ""
        columns.append(_Column(f"{quarter.short_label}{mark}", 15, _PERCENT))
    rows = [
        [line.title, *(_part(cell.gap) if cell else None for cell in line.cells)]
        for line in trend.lines
    ]
    below = book.table(sheet, 0, columns, rows)
    place = (1, 1, below - 1, len(trend.quarters))
    sheet.conditional_format(*place, {"type": "blanks", "stop_if_true": True})
    for band in reversed(Band):
        look = band.look
        form = book.book.add_format(
            {
                "font_color": look.light,
                "bg_color": tint(look.light),
                "num_format": f'"{look.word}" 0%',
            }
        )
        least = (band - 1) / HIGHEST_SCORE
        rule = {"type": "cell", "criteria": ">", "value": least, "format": form}
        if band is Band.NONE:
            rule |= {"criteria": "==", "value": 0}
        sheet.conditional_format(*place, rule | {"stop_if_true": True})
    after = book.lines(sheet, below + 1, "Notes", _trend_notes(book.report))
    if sum(map(bool, trend.lines[-1].cells)) > 1:
        _chart(book, sheet, below - 1, after)


def _trend_notes(report: Report) -> Iterator[str]:
    trend = report.trend
    yield "Gap index: 0% where nothing is left to do. Blank: nothing was saved, asked or answered."
    overall = zip(trend.quarters, trend.lines[-1].cells, strict=True)
    partly = [quarter.short_label for quarter, cell in overall if cell and cell.provisional]
    if partly:
        yield f"Not every question was answered in {', '.join(partly)}."
    if trend.breaks:
        yield BREAK_NOTE


def _chart(book: _Book, sheet: Worksheet, row: int, below: int) -> None:
    """Draw the last row of the table as a line."""
    count = len(book.report.trend.quarters)
    chart = book.book.add_chart({"type": "line"})
    assert chart is not None, "there are lines"
    chart.add_series(
        {
            "name": ["Trend", row, 0],
            "categories": ["Trend", 0, 1, 0, count],
            "values": ["Trend", row, 1, row, count],
            "marker": {"type": "circle", "size": 7, "fill": {"color": "#1B1F24"}},
            "line": {"color": "#1B1F24", "width": 2},
            "data_labels": {"value": True, "position": "above", "num_format": _PERCENT},
        }
    )
    chart.set_title({"name": "Gap index over all questions; less is better"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"min": 0, "max": 1, "num_format": _PERCENT})
    chart.show_blanks_as("gap")
    sheet.insert_chart(
        below, 0, chart, {"description": "The last row of the table above, as a line."}
    )
