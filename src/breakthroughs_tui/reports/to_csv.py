"""The report as CSV: tidy data, one row a question and quarter. Columns: docs/reports.md."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.model import Rating
from breakthroughs_tui.moments import in_utc
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
_NUMBER: Final = re.compile(r"[\d\s.,:/%£$€()eE+-]*\d[\d\s.,:/%£$€()eE+-]*")
"""What a spreadsheet takes for a number, a date or a time, and shows otherwise."""
_WRITTEN_BY_PEOPLE: Final = {
    "council",
    "assessor",
    "breakthrough",
    "question",
    "progress_label",
    "plan_label",
    "note",
}


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
            f"{in_utc(report.modified):%Y-%m-%dT%H:%M:%SZ}",
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
            cells.fit(_guarded(name, value), _what(name, report, question))
            if isinstance(value, str)
            else value
            for name, value in zip(COLUMNS, values, strict=True)
        ]


def _label(report: Report, rating: Rating | None) -> str | None:
    return None if rating is None else report.scales.label(rating)


def _count(question: ReportedQuestion, state: ActionState) -> int:
    return sum(action.state is state for action in question.actions)


def _guarded(column: str, text: str) -> str:
    """Give a text as a spreadsheet shows it: an apostrophe stands before what it would change."""
    is_formula = text.lstrip(" \n").startswith(_FORMULA)
    is_number = column in _WRITTEN_BY_PEOPLE and _NUMBER.fullmatch(text) is not None
    return f"'{text}" if is_formula or is_number else text


def _what(column: str, report: Report, question: ReportedQuestion) -> str:
    return f"the {column} of question {question.number}, {report.quarter.id}"
