"""The report in words: the headings, sentences and tables that every paper format lays out.

HTML, Markdown and Word differ in how they look, never in what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.model import RATINGS, NextStep, Rating, Scale, coverage, questions_text
from breakthroughs_tui.priority import NOT_ANSWERED, BandWord
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.report import (
    Change,
    Gap,
    MatrixCell,
    Ratings,
    Report,
    ReportedAction,
    ReportedQuestion,
    TrendCell,
)
from breakthroughs_tui.wording import BREAK_NOTE, PROVISIONAL_NOTE, change_text

TEMPLATES: Final = Path(__file__).with_name("templates")
MOST_QUARTERS: Final = 8
"""So many quarters have room side by side on a sheet of A4."""


_INDEX_NOTE: Final = (
    "The gap index is 0% where nothing is left to do, and 100% where everything is just starting "
    "and the plan is silent."
)


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
    names: int = 0
    """The column that names each row."""
    has_total: bool = False
    """Whether the last row is that of all questions."""
    notes: tuple[str, ...] = ()
    """What explains the marks in it."""


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


KINDS: Final = {
    "table": lambda block: isinstance(block, Table),
    "entries": lambda block: isinstance(block, Entries),
    "listing": lambda block: isinstance(block, Listing),
    "chart": lambda block: isinstance(block, Chart),
}
"""Tells a template what a block is."""


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
    facts: tuple[tuple[str, str], ...]
    """Names and values for the head of the paper."""
    warning: str
    """Why it is provisional; empty where it is not."""
    headline: str
    sections: tuple[Section, ...]


def lay_out(report: Report) -> Paper:
    """Put a report into words."""
    sections = (
        _gaps(report),
        _matrix(report),
        _checks(report),
        _actions(report),
        _trend(report),
        _next_steps(report.next_steps),
        _questions(report),
        _explanation(report),
    )
    return Paper(
        title=report.title,
        quarter=report.label,
        facts=(
            ("Council", report.council or "Not named"),
            ("Answered by", report.assessor or "Not named"),
            ("Last changed", date_text(report.modified)),
            ("Coverage", coverage(report.answered, report.total)),
        ),
        warning=provisional_text(report),
        headline=report.headline,
        sections=tuple(each for each in sections if each.text or each.blocks or each.sections),
    )


def date_text(moment: datetime) -> str:
    """Write a date as it stands in a letter."""
    return f"{moment.day} {moment:%B %Y}"


def provisional_text(report: Report) -> str:
    """Warn that the assessment is not complete; nothing if it is."""
    if not report.provisional:
        return ""
    return (
        f"Provisional: {coverage(report.answered, report.total)}. "
        "Everything below rests on those alone."
    )


def movement_words(change: Change) -> str:
    """Say which way something moved, and on how many questions that rests, if not on all."""
    if change.direction is None:
        return "not compared"
    partial = f"; {change.compared} of {change.total}" if change.compared < change.total else ""
    return f"{change.direction.word}{partial}"


def change_words(change: Change) -> str:
    """Say how far a gap index moved, and which way."""
    words = movement_words(change)
    return (
        words.capitalize() if change.points is None else f"{change_text(change.points)} ({words})"
    )


def ratings_words(report: Report, ratings: Ratings) -> tuple[str, str]:
    """Give the bank's words for both ratings."""
    return rating_word(report, ratings.progress), rating_word(report, ratings.plan)


def rating_word(report: Report, rating: Rating | None) -> str:
    """Give the bank's word for a rating, or say that there is none."""
    return NOT_ANSWERED if rating is None else report.scales.label(rating)


def due_text(due: Quarter | None) -> str:
    """Say by the end of which quarter."""
    return due.short_label if due else "No date"


def last_heading(report: Report) -> str:
    """Name the quarter that counts as last time; nothing in the first."""
    return f"In {report.last.short_label}" if report.last else ""


def _index(gap_index: int | None) -> str:
    return "–" if gap_index is None else f"{gap_index}%"


def _band_cell(band: BandWord | None) -> Cell:
    return Cell(NOT_ANSWERED) if band is None else Cell(band=band)


def _gaps(report: Report) -> Section:
    gaps = (*report.breakthroughs, report.overall)
    return Section("gaps", "Priority gaps", blocks=(_ranking(report, gaps), _shares(report, gaps)))


def _ranking(report: Report, gaps: tuple[Gap, ...]) -> Table:
    since = [quarter for quarter in (report.last, report.year_before) if quarter]
    columns = (
        Column("Rank", 3, is_number=True),
        Column("Breakthrough", 12),
        Column("Band", 6),
        Column("Gap index", 4, is_number=True),
        *(Column(f"Since {quarter.short_label}", 7) for quarter in since),
        Column("Answered", 5, is_number=True),
    )
    rows = tuple(
        (
            Cell("" if gap.rank is None else str(gap.rank)),
            Cell(gap.title),
            _band_cell(gap.band),
            Cell(_index(gap.gap_index)),
            *(Cell(change_words(change)) for change in gap.changes),
            Cell(f"{gap.answered} of {gap.total}"),
        )
        for gap in gaps
    )
    notes = [_INDEX_NOTE]
    if since:
        notes.append("Changes are in points of the index; less is better.")
    return Table(
        "Breakthroughs by priority", columns, rows, names=1, has_total=True, notes=tuple(notes)
    )


def _shares(report: Report, gaps: tuple[Gap, ...]) -> Table:
    """Count the ratings of each breakthrough."""
    ratings = [(scale, rating) for scale in Scale for rating in RATINGS[scale]]
    columns = (
        Column("Breakthrough", 9),
        *(Column(rating_heading(report, scale, rating), 4, is_number=True)
          for scale, rating in ratings),
    )  # fmt: skip
    rows = []
    for gap in gaps:
        shares = {Scale.PROGRESS: gap.progress, Scale.PLAN: gap.plan}
        counted = [shares[scale][rating.value] for scale, rating in ratings]
        cells = (Cell(f"{each.questions} ({each.percent}%)") for each in counted)
        rows.append((Cell(gap.title), *cells))
    return Table(
        "Questions with each rating",
        columns,
        tuple(rows),
        has_total=True,
        notes=("Percentages are of all questions of the breakthrough.",),
    )


def rating_heading(report: Report, scale: Scale, rating: Rating) -> str:
    """Name a column of ratings: those of the plan say so."""
    label = report.scales.label(rating)
    return label if scale is Scale.PROGRESS else f"Plan: {label}"


def _matrix(report: Report) -> Section:
    by_progress: dict[Rating, list[MatrixCell]] = {}
    for cell in report.matrix:
        by_progress.setdefault(cell.progress, []).append(cell)
    columns = (
        Column("Progress", 3),
        *(Column(f"Plan: {report.scales.label(plan)}", 5) for plan in RATINGS[Scale.PLAN]),
    )
    rows = tuple(
        (
            Cell(report.scales.label(progress)),
            *(Cell(f"{each.advice}\n{_whose(each)}", each.band) for each in cells),
        )
        for progress, cells in by_progress.items()
    )
    table = Table("Question numbers by their ratings", columns, rows)
    return Section("matrix", "Progress and plan", blocks=(table,))


def _whose(cell: MatrixCell) -> str:
    return questions_text(cell.questions).capitalize() if cell.questions else "No question"


def _checks(report: Report) -> Section:
    found = tuple(f"{each.words}: {questions_text(each.questions)}" for each in report.checks)
    if not found:
        return Section("checks", "Checks", ("The checks found nothing to look at.",))
    return Section("checks", "Checks", blocks=(Listing(found),))


def _actions(report: Report) -> Section:
    if not report.actions:
        return Section("actions", "Actions", ("No action has been written down.",))
    columns = (
        Column("State", 3),
        Column("Due", 4),
        Column("Question", 3, is_number=True),
        Column("Action", 10),
        Column("Owner", 6),
    )
    rows = tuple(
        (
            Cell(each.state.value),
            Cell(due_text(each.due)),
            Cell(str(each.question)),
            Cell(each.text),
            Cell(each.owner or "Nobody yet"),
        )
        for each in report.actions
    )
    counts = dict.fromkeys(ActionState, 0)
    for each in report.actions:
        counts[each.state] += 1
    words = ", ".join(f"{count} {state.value.lower()}" for state, count in counts.items() if count)
    table = Table("Who is to do what, the overdue first", columns, rows, names=3)
    return Section("actions", "Actions", (f"{words.capitalize()}.",), (table,))


def _trend(report: Report) -> Section:
    trend = report.trend
    shown = trend.quarters[-MOST_QUARTERS:]
    columns = [Column("Breakthrough", 7)]
    for quarter in shown:
        mark = "*" if quarter in trend.breaks else ""
        columns.append(Column(f"{quarter.briefly}{mark}", 3))
    lines = [(line, line.cells[-MOST_QUARTERS:]) for line in trend.lines]
    rows = tuple(
        (Cell(line.title), *(_trend_cell(cell) for cell in cells))
        for line, cells in lines
        if any(cells)
    )
    notes = ["A blank cell: nothing was saved, asked or answered."]
    if any(cell and cell.provisional for _, cells in lines for cell in cells):
        notes.append(PROVISIONAL_NOTE)
    if trend.breaks:
        notes.append(BREAK_NOTE)
    if len(trend.quarters) > MOST_QUARTERS:
        notes.append("Earlier quarters are in the Excel, CSV and JSON reports.")
    table = Table(
        "Gap index by quarter, the newest on the right",
        tuple(columns),
        rows,
        has_total=True,
        notes=tuple(notes),
    )
    return Section("trend", "Trend", blocks=(*_chart(report), table))


def _chart(report: Report) -> Iterator[Chart]:
    """Draw all questions over time, once there is a line to draw."""
    overall = report.trend.lines[-1].cells[-MOST_QUARTERS:]
    quarters = report.trend.quarters[-MOST_QUARTERS:]
    points = tuple(
        Point(quarter.briefly, cell.gap_index if cell else None)
        for quarter, cell in zip(quarters, overall, strict=True)
    )
    known = [f"{each.gap_index}% in {each.quarter}" for each in points if each.is_known]
    if len(known) > 1:  # a line takes two points
        description = f"Over all questions the gap index was {', '.join(known)}."
        yield Chart("Gap index over all questions; less is better", description, points)


def _trend_cell(cell: TrendCell | None) -> Cell:
    if cell is None:
        return Cell()
    mark = "~" if cell.provisional else ""
    return Cell(f"{cell.gap_index}%{mark}", cell.band, has_word=False)


def _next_steps(steps: tuple[NextStep, ...]) -> Section:
    entries = tuple(
        Entry(
            step.title,
            " ".join(step.text.split()),
            (step.url,) if step.url and not _is_web_page(step.url) else (),
            step.url if _is_web_page(step.url) else "",
        )
        for step in steps
    )
    heading = "Where to turn about the first gaps"
    return Section("next-steps", heading, blocks=(Entries(entries),) if entries else ())


def _is_web_page(url: str) -> bool:
    """Tell whether an address may be a link: one of another kind could run something."""
    return url.lower().startswith(("https://", "http://"))


def _questions(report: Report) -> Section:
    """Give every question, in the order in which they are asked."""
    groups: dict[str, list[ReportedQuestion]] = {}
    for each in report.questions:
        groups.setdefault(each.breakthrough, []).append(each)
    titles = {gap.id: gap.title for gap in report.breakthroughs}
    sections = tuple(
        Section(
            f"questions-{position}",
            titles[breakthrough_id],
            blocks=_answers(report, questions),
        )
        for position, (breakthrough_id, questions) in enumerate(groups.items(), start=1)
    )
    text = (f"Progress: {report.scales.progress.question} Plan: {report.scales.plan.question}",)
    return Section("questions", "Every question", text, sections=sections)


def _answers(report: Report, questions: list[ReportedQuestion]) -> tuple[Table | Entries, ...]:
    columns = (
        Column("No.", 2, is_number=True),
        Column("Question", 12),
        Column("Progress", 4),
        Column("Plan", 3),
        Column("Band", 4),
        *((Column(last_heading(report), 5),) if report.last else ()),
    )
    rows = tuple(
        (
            Cell(str(each.number)),
            Cell(each.text),
            Cell(rating_word(report, each.progress)),
            Cell(rating_word(report, each.plan)),
            _band_cell(each.band),
            *((Cell(_last(report, each)),) if report.last else ()),
        )
        for each in questions
    )
    table = Table(f"Ratings of {_span(questions)}", columns, rows, names=1)
    entries = tuple(_said_of(each) for each in questions)
    said = tuple(each for each in entries if each.text or each.items)
    return (table, Entries(said)) if said else (table,)


def _span(questions: list[ReportedQuestion]) -> str:
    """Name questions in a row by the first and the last."""
    first, last = questions[0].number, questions[-1].number
    if first == last:
        return f"question {first}"
    return f"questions {first} {'and' if last == first + 1 else 'to'} {last}"


def _last(report: Report, question: ReportedQuestion) -> str:
    """Say what a question was rated last time."""
    if question.last is None:
        return "Not asked"
    if question.last == Ratings(question.progress, question.plan):
        return "The same"
    progress, plan = ratings_words(report, question.last)
    return progress if progress == plan == NOT_ANSWERED else f"{progress}; {plan}"


def _said_of(question: ReportedQuestion) -> Entry:
    """Give a question's note, its actions, and what stands in the way."""
    actions = (_action_words(each) for each in question.actions)
    remarks = (f"{each[0].upper()}{each[1:]}." for each in question.remarks)
    return Entry(f"Question {question.number}", question.note, (*actions, *remarks))


def _action_words(action: ReportedAction) -> str:
    """Say what is to be done, where it stands, until when it is due and whose it is."""
    parts = [action.state.value.lower()]
    if action.due:
        parts.append(f"due {action.due.short_label}")
    if action.owner:
        parts.append(action.owner)
    return f"Action ({'; '.join(parts)}): {action.text}"


def _explanation(report: Report) -> Section:
    source = " ".join(report.source.split())
    text = (report.scoring_rule, *((f"Where the questions come from: {source}",) if source else ()))
    return Section("scoring", "How gaps are scored", text)
