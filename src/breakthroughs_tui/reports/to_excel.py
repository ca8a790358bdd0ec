"""The report as an Excel workbook: what can be sorted, filtered and reckoned with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from xlsxwriter.worksheet import Worksheet

from breakthroughs_tui.model import RATINGS, Scale, coverage, questions_text
from breakthroughs_tui.moments import in_utc
from breakthroughs_tui.priority import HIGHEST_SCORE, NOT_ANSWERED, Band
from breakthroughs_tui.reports.colours import INK, tint
from breakthroughs_tui.reports.phrases import (
    BLANK_NOTE,
    CHART,
    CHECKS,
    INDEX_NOTE,
    MATRIX,
    NEXT_STEPS,
    NO_ACTION,
    NOT_ASKED,
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
    property_text,
    provisional_text,
    rating_heading,
    rating_word,
    unread_text,
)
from breakthroughs_tui.reports.report import Gap, Report, ReportedQuestion
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.reports.workbook import Book, SheetColumn, Value
from breakthroughs_tui.wording import BREAK_NOTE, one_line

_WHOLE: Final = "0"
_PERCENT: Final = "0%"
_POINTS: Final = "+0;−0;0"


def write_excel(report: Report) -> Written:
    """Write a report as an Excel workbook (.xlsx)."""
    book = Book(
        {
            "title": property_text(f"{report.title}: {report.label}"),
            "subject": property_text(report.headline),
            "author": property_text(author(report)),
            "created": in_utc(report.modified),
        }
    )
    _gaps(book, report)
    _questions(book, report)
    _actions(book, report)
    _trend(book, report)
    return book.written()


def _gaps(book: Book, report: Report) -> None:
    sheet = book.sheet("Gaps")
    columns = [
        SheetColumn("Rank", 7, _WHOLE, is_centred=True),
        SheetColumn("Breakthrough", 44),
        SheetColumn("Band", 13),
        SheetColumn("Gap index", 8, _PERCENT),
    ]
    for quarter in filter(None, (report.last, report.year_before)):
        name = quarter.short_label
        columns.append(SheetColumn(f"Points since {name}", 12, _POINTS))
        columns.append(SheetColumn(f"Moved since {name}", 14))
        columns.append(SheetColumn(f"Questions compared with {name}", 14, _WHOLE))
    columns += [SheetColumn("Answered", 11, _WHOLE), SheetColumn("Questions", 11, _WHOLE)]
    first_count = len(columns)
    for scale in Scale:
        for rating in RATINGS[scale]:
            name = rating_heading(report, scale, rating)
            columns += [SheetColumn(name, 11, _WHOLE), SheetColumn(f"{name}, share", 11, _PERCENT)]
    top = _head(book, sheet, report)
    below = book.table(sheet, top, columns, (_gap_values(gap) for gap in report.breakthroughs))
    book.row(sheet, below, columns, _gap_values(report.overall), bold=1, top=1)
    book.colour_bands(sheet, top + 1, 2, below)
    end = _foot(book, sheet, below + 2, report)
    sheet.print_area(0, 0, end, first_count - 1)  # the counts are to sort and filter by
    sheet.fit_to_pages(1, 1)


def _head(book: Book, sheet: Worksheet, report: Report) -> int:
    """Write what the report is, and its result; give the row below."""
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


def _foot(book: Book, sheet: Worksheet, row: int, report: Report) -> int:
    """Write what else the report says, below the table; give the row after it."""
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


def _questions(book: Book, report: Report) -> None:
    sheet = book.sheet("Questions")
    last = report.last.short_label if report.last else ""
    columns = [
        SheetColumn("No.", 6, _WHOLE, is_centred=True),
        SheetColumn("Breakthrough", 24),
        SheetColumn("Question", 40),
        SheetColumn("Progress", 16),
        SheetColumn("Plan", 11),
        SheetColumn("Score", 7, _WHOLE, is_centred=True),
        SheetColumn("Band", 13),
        SheetColumn("What to do", 16),
        SheetColumn("Note", 48),
        SheetColumn("Actions", 40),
        SheetColumn("Remarks", 18),
        *(
            (SheetColumn(f"Progress in {last}", 16), SheetColumn(f"Plan in {last}", 12))
            if last
            else ()
        ),
        SheetColumn("Question id", 12),
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
        values += last_words(report, last) if last else (NOT_ASKED, NOT_ASKED)
    return [*values, question.id]


def _actions(book: Book, report: Report) -> None:
    sheet = book.sheet("Actions")
    columns = [
        SheetColumn("State", 10),
        SheetColumn("Due", 14),
        SheetColumn("Question no.", 10, _WHOLE, is_centred=True),
        SheetColumn("Question", 46),
        SheetColumn("Action", 50),
        SheetColumn("Owner", 26),
        SheetColumn("Raised", 14),
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


def _trend(book: Book, report: Report) -> None:
    """Lay the quarters side by side: numbers that read as band and gap index."""
    trend = report.trend
    sheet = book.sheet("Trend")
    columns = [SheetColumn("Breakthrough", 46)]
    for quarter in trend.quarters:
        mark = "*" if quarter in trend.breaks else ""
        columns.append(SheetColumn(f"{quarter.short_label}{mark}", 15, _PERCENT))
    *rows, overall = (
        [line.title, *(_part(cell.gap) if cell else None for cell in line.cells)]
        for line in trend.lines
    )
    below = book.table(sheet, 0, columns, rows)
    book.row(sheet, below, columns, overall, bold=1, top=1)
    _colour_trend(book, sheet, (1, 1, below, len(trend.quarters)))
    after = book.lines(sheet, below + 2, _trend_notes(report), "Notes")
    if sum(map(bool, trend.lines[-1].cells)) > 1:  # a line takes two points
        _chart(book, sheet, below, after, len(trend.quarters))


def _colour_trend(book: Book, sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
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


def _chart(book: Book, sheet: Worksheet, row: int, below: int, count: int) -> None:
    """Draw the last row of the table as a line."""
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
