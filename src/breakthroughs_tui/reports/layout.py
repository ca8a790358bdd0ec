"""From a report to paper: which sections there are, in which order, and what each says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.model import (
    RATINGS,
    NextStep,
    Plan,
    Progress,
    Scale,
    coverage,
    questions_text,
)
from breakthroughs_tui.priority import NOT_ANSWERED, BandWord
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.paper import (
    Cell,
    Chart,
    Column,
    Entries,
    Entry,
    Listing,
    Paper,
    Point,
    Section,
    Table,
)
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
    provisional_text,
    rating_heading,
    rating_word,
    unread_text,
)
from breakthroughs_tui.reports.report import (
    Change,
    Gap,
    MatrixCell,
    Report,
    ReportedAction,
    ReportedQuestion,
    ReportedTrend,
    TrendCell,
)
from breakthroughs_tui.wording import (
    BREAK_NOTE,
    NOTHING_YET,
    PROVISIONAL_NOTE,
    change_text,
    index_text,
    one_line,
)

QUARTERS_ON_PAPER: Final = 6
"""So many quarters have room side by side on a sheet of A4."""
_WEB_PAGE: Final = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)


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
        title=one_line(report.title),
        quarter=report.label,
        author=author(report),
        modified=report.modified,
        facts=(
            ("Council", one_line(report.council) or NOT_NAMED),
            ("Answered by", one_line(report.assessor) or NOT_NAMED),
            ("Last changed", date_text(report.modified)),
            ("Coverage", coverage(report.answered, report.total)),
        ),
        warning=" ".join(filter(None, (provisional_text(report), unread_text(report)))),
        headline=report.headline,
        sections=tuple(each for each in sections if each.text or each.blocks or each.sections),
    )


def _change_words(change: Change) -> str:
    """Say how far a gap index moved, which way, and on how many questions if not on all."""
    if change.direction is None:
        return NOT_COMPARED.capitalize()
    partly = f"; {change.compared} of {change.total} compared"
    words = change.direction.word + (partly if change.compared < change.total else "")
    return f"{change_text(change.points)} ({words})"


def _band_cell(band: BandWord | None) -> Cell:
    return Cell(NOT_ANSWERED) if band is None else Cell(band=band)


def _gaps(report: Report) -> Section:
    gaps = (*report.breakthroughs, report.overall)
    return Section("gaps", "Priority gaps", blocks=(_ranking(report, gaps), _shares(report, gaps)))


def _ranking(report: Report, gaps: tuple[Gap, ...]) -> Table:
    since = [quarter for quarter in (report.last, report.year_before) if quarter]
    columns = (
        Column("Rank", 4, is_number=True),
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
            Cell(index_text(gap.gap_index)),
            *(Cell(_change_words(change)) for change in gap.changes),
            Cell(f"{gap.answered} of {gap.total}"),
        )
        for gap in gaps
    )
    notes = [INDEX_NOTE]
    if since:
        notes.append("Changes are in points of the index: − is better, + is worse.")
    return Table(
        "Breakthroughs by priority",
        columns,
        rows,
        naming_column=1,
        has_total=True,
        notes=tuple(notes),
    )


def _shares(report: Report, gaps: tuple[Gap, ...]) -> Table:
    """Count the ratings of each breakthrough."""
    headings = [rating_heading(report, scale, each) for scale in Scale for each in RATINGS[scale]]
    columns = (
        Column("Breakthrough", 9),
        *(Column(heading, 4, is_number=True) for heading in headings),
    )
    rows = []
    for gap in gaps:
        shares = (*gap.progress.values(), *gap.plan.values())
        cells = (Cell(f"{each.questions} ({each.percent}%)") for each in shares)
        rows.append((Cell(gap.title), *cells))
    return Table(
        "Questions with each rating",
        columns,
        tuple(rows),
        has_total=True,
        notes=("Percentages are of all questions of the breakthrough.",),
    )


def _matrix(report: Report) -> Section:
    by_progress: dict[Progress, list[MatrixCell]] = {}
    for cell in report.matrix:
        by_progress.setdefault(cell.progress, []).append(cell)
    columns = (
        Column("Progress", 3),
        *(Column(rating_heading(report, Scale.PLAN, plan), 5) for plan in Plan),
    )
    rows = tuple(
        (
            Cell(rating_word(report, progress)),
            *(Cell(f"{each.advice}\n{_whose(each)}", each.band) for each in cells),
        )
        for progress, cells in by_progress.items()
    )
    table = Table("Question numbers by their ratings", columns, rows)
    return Section("matrix", MATRIX, blocks=(table,))


def _whose(cell: MatrixCell) -> str:
    return questions_text(cell.questions).capitalize() if cell.questions else "No question"


def _checks(report: Report) -> Section:
    found = tuple(check_text(each) for each in report.checks)
    if not found and not report.answered:
        return Section("checks", CHECKS, (NOTHING_YET,))
    if not found:
        return Section("checks", CHECKS, ("The checks found nothing to look at.",))
    return Section("checks", CHECKS, blocks=(Listing(found),))


def _actions(report: Report) -> Section:
    if not report.actions:
        return Section("actions", "Actions", (NO_ACTION,))
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
            Cell(owner_text(each)),
        )
        for each in report.actions
    )
    counts = dict.fromkeys(ActionState, 0)
    for each in report.actions:
        counts[each.state] += 1
    words = ", ".join(f"{count} {state.value.lower()}" for state, count in counts.items() if count)
    table = Table("Who is to do what, the overdue first", columns, rows, naming_column=3)
    return Section("actions", "Actions", (f"{words.capitalize()}.",), (table,))


def _trend(report: Report) -> Section:
    trend = report.trend
    if not any(any(line.cells) for line in trend.lines):
        return Section("trend", "Trend", (NOTHING_YET,))
    shown = trend.quarters[-QUARTERS_ON_PAPER:]
    columns = [Column("Breakthrough", 6), *(Column(_marked(each, trend), 3) for each in shown)]
    lines = [(line, line.cells[-QUARTERS_ON_PAPER:]) for line in trend.lines]
    rows = tuple(
        (Cell(line.title), *(_trend_cell(cell) for cell in cells))
        for line, cells in lines
        if any(cells)
    )
    notes = [BLANK_NOTE]
    if any(cell and cell.provisional for _, cells in lines for cell in cells):
        notes.append(PROVISIONAL_NOTE)
    if any(quarter in trend.breaks for quarter in shown):
        notes.append(BREAK_NOTE)
    if len(trend.quarters) > QUARTERS_ON_PAPER:
        notes.append("Earlier quarters are in the Excel report.")
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
    overall = report.trend.lines[-1].cells[-QUARTERS_ON_PAPER:]
    quarters = report.trend.quarters[-QUARTERS_ON_PAPER:]
    points = tuple(
        Point(
            _marked(quarter, report.trend),
            cell.gap_index if cell else None,
            starts_anew=quarter in report.trend.breaks,
        )
        for quarter, cell in zip(quarters, overall, strict=True)
    )
    known = [f"{each.gap_index}% in {each.quarter}" for each in points if each.is_known]
    if len(known) > 1:  # a line takes two points
        description = f"Over all questions the gap index was {', '.join(known)}."
        yield Chart(CHART, description, points)


def _marked(quarter: Quarter, trend: ReportedTrend) -> str:
    """Name a quarter; a mark says that other questions were asked than before."""
    return f"{quarter.briefly}{'*' if quarter in trend.breaks else ''}"


def _trend_cell(cell: TrendCell | None) -> Cell:
    if cell is None:
        return Cell()
    mark = "~" if cell.provisional else ""
    return Cell(f"{cell.gap_index}%{mark}", cell.band, has_word=False)


def _next_steps(steps: tuple[NextStep, ...]) -> Section:
    entries = tuple(
        Entry(
            one_line(step.title),
            one_line(step.text),
            (step.url,) if step.url and not _is_web_page(step.url) else (),
            step.url if _is_web_page(step.url) else "",
        )
        for step in steps
    )
    return Section("next-steps", NEXT_STEPS, blocks=(Entries(entries),) if entries else ())


def _is_web_page(url: str) -> bool:
    """Tell whether an address may be a link: one of another kind could run something."""
    return _WEB_PAGE.fullmatch(url) is not None


def _questions(report: Report) -> Section:
    """Give every question, in the order in which they are asked."""
    groups: dict[str, list[ReportedQuestion]] = {}
    for each in report.questions:
        groups.setdefault(each.breakthrough, []).append(each)
    titles = {gap.id: one_line(gap.title) for gap in report.breakthroughs}
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
        Column("Question", 11),
        Column("Progress", 4),
        Column("Plan", 3),
        Column("Band", 5),
        *((Column(f"In {report.last.short_label}", 5),) if report.last else ()),
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
    table = Table(f"Ratings of {_span(questions)}", columns, rows, naming_column=1)
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
    last = question.last
    if last is None:
        return NOT_ASKED
    if (last.progress, last.plan) == (question.progress, question.plan):
        return "The same"
    if last.progress is None and last.plan is None and not last.differed:
        return NOT_ANSWERED
    return "; ".join(last_words(report, last))


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
    source = one_line(report.source)
    text = (report.scoring_rule, *((f"{SOURCE}: {source}",) if source else ()))
    return Section("scoring", SCORING, text)
