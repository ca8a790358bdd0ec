"""The report as an Excel workbook: what can be sorted, filtered and reckoned with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from breakthroughs_tui.model import RATINGS, Scale, coverage, questions_text
from breakthroughs_tui.priority import HIGHEST_SCORE, NOT_ANSWERED, Band
from breakthroughs_tui.reports.colours import INK, SHADE, tint
from breakthroughs_tui.reports.phrases import (
    BLANK_NOTE,
    CHART,
    CHECKS,
    INDEX_NOTE,
    MATRIX,
    NEXT_STEPS,
    NO_ACTION,
    NOT_COMPARED,
    NOT_NAMED,
    SCORING,
    SOURCE,
    author,
    check_text,
    date_text,
    due_text,
    last_words,
    owner_text,
    provisional_text,
    rating_heading,
    rating_word,
    unread_text,
)
from breakthroughs_tui.reports.report import Gap, Report, ReportedQuestion
from breakthroughs_tui.reports.shortening import Shortener, Written
from breakthroughs_tui.wording import BREAK_NOTE, one_line

Value = str | int | float | None
Look = dict[str, str | int]
"""Properties of a cell, as XlsxWriter names them."""

_FORMULA: Final = ("=", "+", "-", "@")
"""Whoever edits a cell that begins so would make a formula of it."""
_WHOLE: Final = "0"
_PERCENT: Final = "0%"
_POINTS: Final = "+0;−0;0"
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
_MOST_OF_A_PROPERTY: Final = 255


class _Column(NamedTuple):
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


class _Book:
    """A workbook that is being written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.shortener = Shortener()
        self.content = io.BytesIO()
        self.book = Workbook(self.content, {"in_memory": True})
        self._formats: dict[tuple[tuple[str, str | int], ...], CellFormat] = {}

    def format(self, **properties: str | int) -> CellFormat:
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
        columns: Sequence[_Column],
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

    def _headings(self, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> None:
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
        columns: Sequence[_Column],
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
        fitted, form = self.shortener.fit(value, what), self.format(**quoted, **look)
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


def write_excel(report: Report) -> Written:
    """Write a report as an Excel workbook (.xlsx)."""
    book = _Book(report)
    book.book.set_properties(
        {
            "title": f"{report.title}: {report.label}"[:_MOST_OF_A_PROPERTY],
            "subject": report.headline[:_MOST_OF_A_PROPERTY],
            "author": author(report)[:_MOST_OF_A_PROPERTY],
            "created": report.modified,
        }
    )
    _gaps(book)
    _questions(book)
    _actions(book)
    _trend(book)
    book.book.close()
    return Written(book.content.getvalue(), tuple(book.shortener.shortened))


def _gaps(book: _Book) -> None:
    report = book.report
    sheet = book.sheet("Gaps")
    columns = [
        _Column("Rank", 7, _WHOLE, is_centred=True),
        _Column("Breakthrough", 44),
        _Column("Band", 13),
        _Column("Gap index", 8, _PERCENT),
    ]
    for quarter in filter(None, (report.last, report.year_before)):
        name = quarter.short_label
        columns.append(_Column(f"Points since {name}", 12, _POINTS))
        columns.append(_Column(f"Moved since {name}", 14))
        columns.append(_Column(f"Questions compared with {name}", 14, _WHOLE))
    columns += [_Column("Answered", 11, _WHOLE), _Column("Questions", 11, _WHOLE)]
    first_count = len(columns)
    for scale in Scale:
        for rating in RATINGS[scale]:
            name = rating_heading(report, scale, rating)
            columns += [_Column(name, 11, _WHOLE), _Column(f"{name}, share", 11, _PERCENT)]
    top = _head(book, sheet)
    below = book.table(sheet, top, columns, (_gap_values(gap) for gap in report.breakthroughs))
    book.row(sheet, below, columns, _gap_values(report.overall), bold=1, top=1)
    book.colour_bands(sheet, top + 1, 2, below)
    end = _foot(book, sheet, below + 2)
    sheet.print_area(0, 0, end, first_count - 1)  # the counts are to sort and filter by
    sheet.fit_to_pages(1, 1)


def _head(book: _Book, sheet: Worksheet) -> int:
    """Write what the report is, and its result; give the row below."""
    report = book.report
    names = (("Council", report.council), ("Answered by", report.assessor))
    facts = [f"{name}: {value or NOT_NAMED.lower()}" for name, value in names]
    facts.append(f"Last changed: {date_text(report.modified)}")
    facts.append(coverage(report.answered, report.total))
    title = f"{report.title}: {report.label}"
    book.text(sheet, (0, 0), title, "the title of Gaps", bold=1, font_size=16)
    lines = (" · ".join(facts), provisional_text(report), unread_text(report), report.headline)
    return book.lines(sheet, 1, lines, bold=1)


def _gap_values(gap: Gap) -> list[Value]:
    values: list[Value] = [gap.rank, gap.title, gap.band or NOT_ANSWERED, _part(gap.gap)]
    for change in gap.changes:
        direction = change.direction.word if change.direction else NOT_COMPARED
        values += [change.points, direction, change.compared]
    values += [gap.answered, gap.total]
    for share in (*gap.progress.values(), *gap.plan.values()):
        values += [share.questions, share.questions / gap.total]
    return values


def _part(gap: float | None) -> float | None:
    """Give a mean score as a part of the highest."""
    return None if gap is None else gap / HIGHEST_SCORE


def _foot(book: _Book, sheet: Worksheet, row: int) -> int:
    """Write what else the report says, below the table; give the row after it."""
    report = book.report
    label = report.scales.label
    matrix = (
        f"{label(cell.progress)}, plan {label(cell.plan)} ({cell.band}: {cell.advice}): "
        f"{questions_text(cell.questions) if cell.questions else 'no question'}"
        for cell in report.matrix
    )
    steps = (one_line(f"{step.title}: {step.text} {step.url}") for step in report.next_steps)
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        (CHECKS, map(check_text, report.checks)),
        (MATRIX, matrix),
        (NEXT_STEPS, steps),
        (SCORING, [report.scoring_rule, INDEX_NOTE]),
        (SOURCE, [one_line(report.source)]),
    )
    for heading, lines in parts:
        row = book.lines(sheet, row, lines, heading)
    return row


def _questions(book: _Book) -> None:
    report = book.report
    sheet = book.sheet("Questions")
    last = report.last.short_label if report.last else ""
    columns = [
        _Column("No.", 6, _WHOLE, is_centred=True),
        _Column("Breakthrough", 24),
        _Column("Question", 40),
        _Column("Progress", 16),
        _Column("Plan", 11),
        _Column("Score", 7, _WHOLE, is_centred=True),
        _Column("Band", 13),
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
    actions = (
        f"{each.state.value}: {each.text} ({owner_text(each)}; {due_text(each.due)})"
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
        last = question.last
        values += last_words(report, last) if last else ("Not asked", "Not asked")
    return [*values, question.id]


def _actions(book: _Book) -> None:
    report = book.report
    sheet = book.sheet("Actions")
    columns = [
        _Column("State", 10),
        _Column("Due", 14),
        _Column("Question no.", 10, _WHOLE, is_centred=True),
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
            owner_text(each),
            each.raised.short_label,
        )
        for each in report.actions
    )
    below = book.table(sheet, 0, columns, rows)
    if not report.actions:
        book.lines(sheet, 2, [NO_ACTION])
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
    *rows, overall = (
        [line.title, *(_part(cell.gap) if cell else None for cell in line.cells)]
        for line in trend.lines
    )
    below = book.table(sheet, 0, columns, rows)
    book.row(sheet, below, columns, overall, bold=1, top=1)
    _colour_trend(book, sheet, (1, 1, below, len(trend.quarters)))
    after = book.lines(sheet, below + 2, _trend_notes(book.report), "Notes")
    if sum(map(bool, trend.lines[-1].cells)) > 1:  # a line takes two points
        _chart(book, sheet, below, after)


def _colour_trend(book: _Book, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
    """Have each number show its band: the mean rounded up, so that just above is the next."""
    sheet.conditional_format(*area, {"type": "blanks", "stop_if_true": True})
    for band in reversed(Band):
        look = band.look
        form = book.book.add_format(
            {
                "font_color": look.light,
                "bg_color": tint(look.light),
                "num_format": f'"{look.word}" {_PERCENT}',
            }
        )
        is_above = {"criteria": ">", "value": (band - 1) / HIGHEST_SCORE}
        is_none = {"criteria": "==", "value": 0}
        limit = is_none if band is Band.NONE else is_above
        rule = {"type": "cell", "format": form, "stop_if_true": True, **limit}
        sheet.conditional_format(*area, rule)


def _trend_notes(report: Report) -> Iterator[str]:
    trend = report.trend
    yield INDEX_NOTE
    yield BLANK_NOTE
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
            "marker": {"type": "circle", "size": 7, "fill": {"color": INK}},
            "line": {"color": INK, "width": 2},
            "data_labels": {"value": True, "position": "above", "num_format": _PERCENT},
        }
    )
    chart.set_title({"name": CHART, "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"min": 0, "max": 1, "num_format": _PERCENT})
    chart.show_blanks_as("gap")
    words = {"description": "The last row of the table above, as a line."}
    sheet.insert_chart(below, 0, chart, words)
