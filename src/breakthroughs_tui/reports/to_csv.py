"""The report as CSV: tidy data, one row a question and quarter. Columns: docs/reports.md."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.model import Rating
from breakthroughs_tui.reports.report import Report, ReportedQuestion
from breakthroughs_tui.reports.shortening import Shortener, Written

COLUMNS: Final = (
    "quarter",
    "council",
    "assessor",
    "modified",
    "breakthrough_id",
    "breakthrough",
    "breakthrough_rank",
    "question_id",
    "question_number",
    "question",
    "progress",
    "progress_label",
    "plan",
    "plan_label",
    "score",
    "band",
    "note",
    "actions_overdue",
    "actions_open",
    "actions_done",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
"""A cell that begins so is reckoned out by a spreadsheet, quoted or not."""


def write_csv(reports: Iterable[Report]) -> Written:
    """Write reports as RFC 4180 CSV in UTF-8 with a byte order mark, which Excel needs."""
    cells = Shortener()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for report in reports:
        writer.writerows(_rows(report, cells))
    return Written(text.getvalue().encode("utf-8-sig"), tuple(cells.shortened))


def _rows(report: Report, cells: Shortener) -> Iterator[list[str | int | None]]:
    gaps = {gap.id: gap for gap in report.breakthroughs}
    for question in report.questions:
        gap = gaps[question.breakthrough]
        values = (
            report.quarter.id,
            report.council,
            report.assessor,
            f"{report.modified:%Y-%m-%dT%H:%M:%SZ}",
            gap.id,
            gap.title,
            gap.rank,
            question.id,
            question.number,
            question.text,
            question.progress,
            _label(report, question.progress),
            question.plan,
            _label(report, question.plan),
            question.score,
            question.band,
            question.note,
            *(_count(question, state) for state in ActionState),
        )
        yield [
            _cell(value, cells, f"the {name} of question {question.number}, {report.quarter.id}")
            for name, value in zip(COLUMNS, values, strict=True)
        ]


def _label(report: Report, rating: Rating | None) -> str | None:
    return None if rating is None else report.scales.label(rating)


def _count(question: ReportedQuestion, state: ActionState) -> int:
    return sum(action.state is state for action in question.actions)


def _cell(value: str | int | None, cells: Shortener, what: str) -> str | int | None:
    """Give a value that no spreadsheet takes for a formula: an apostrophe stands before it."""
    if not isinstance(value, str):
        return value
    return cells.fit(f"'{value}" if value.lstrip(" \n").startswith(_FORMULA) else value, what)
