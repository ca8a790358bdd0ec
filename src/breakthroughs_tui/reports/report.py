"""What a report says: one quarter in the light of those before it, as plain values.

Every format is written from this one value. Its shape is also the JSON format, described
in docs/reports.md and docs/report.schema.json.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.comparison import Movement
from breakthroughs_tui.model import NextStep, Plan, Progress, Scale, Scales
from breakthroughs_tui.priority import BandWord
from breakthroughs_tui.quarter import Quarter


class Share(Struct, frozen=True, kw_only=True):
    """How many questions have a rating."""

    questions: int
    percent: int
    """Of all questions of the breakthrough, answered or not; a half is rounded up."""


class Change(Struct, frozen=True, kw_only=True):
    """How a gap index moved since an earlier quarter."""

    since: Quarter
    points: int | None
    """The index now less the index then, over the questions compared: below zero is better."""
    direction: Movement | None
    """Improved, declined or same; null where no question is answered in both quarters."""
    compared: int
    """How many questions are answered in both quarters."""
    total: int


class Gap(Struct, frozen=True, kw_only=True):
    """What a breakthrough's questions add up to, or all questions."""

    id: str
    """The breakthrough's id; empty for all questions."""
    title: str
    rank: int | None
    """1 for the one that comes first; null for all questions."""
    gap: float | None
    """The mean score of the answered questions, 0 to 4."""
    gap_index: int | None
    """The same as a whole percentage of 4."""
    band: BandWord | None
    answered: int
    total: int
    progress: dict[Progress, Share]
    plan: dict[Plan, Share]
    changes: tuple[Change, ...]
    """Since last time, then since the same quarter of the year before, where there are such."""


class MatrixCell(Struct, frozen=True, kw_only=True):
    """One pair of ratings, what the rule makes of it, and who has it."""

    progress: Progress
    plan: Plan
    score: int
    band: BandWord
    advice: str
    questions: tuple[int, ...]
    """Numbers."""


class Ratings(Struct, frozen=True, kw_only=True):
    """Both ratings of a question."""

    progress: Progress | None
    plan: Plan | None
    differed: tuple[Scale, ...]
    """The scales on which questions that were joined had two ratings: it has none there."""


class ReportedAction(Struct, frozen=True, kw_only=True):
    """Who is to do what about a question."""

    question: int
    """Its number."""
    text: str
    owner: str
    due: Quarter | None
    state: ActionState
    raised: Quarter


class ReportedQuestion(Struct, frozen=True, kw_only=True):
    """One question with everything that is said of it."""

    id: str
    number: int
    breakthrough: str
    """The id of its breakthrough."""
    text: str
    progress: Progress | None
    plan: Plan | None
    score: int | None
    band: BandWord | None
    advice: str
    """What the ratings ask the council to do; empty until both are given."""
    note: str
    actions: tuple[ReportedAction, ...]
    last: Ratings | None
    """What it was rated last time; null where it was not asked."""
    remarks: tuple[str, ...]
    """What stands in the way: no open action, no movement, another wording than last time."""


class ReportedCheck(Struct, frozen=True, kw_only=True):
    """Something to look at, and the questions that it is about."""

    words: str
    questions: tuple[int, ...]
    """Numbers."""


class TrendCell(Struct, frozen=True, kw_only=True):
    """A gap in one quarter; see `Gap`."""

    gap: float
    gap_index: int
    band: BandWord
    provisional: bool


class TrendLine(Struct, frozen=True, kw_only=True):
    """A breakthrough over time, or all questions."""

    id: str
    """The breakthrough's id; empty for all questions."""
    title: str
    cells: tuple[TrendCell | None, ...]
    """One a quarter; null where nothing was saved, asked or answered."""


class ReportedTrend(Struct, frozen=True, kw_only=True):
    """How the gaps moved up to this quarter."""

    quarters: tuple[Quarter, ...]
    """The oldest first, without a break."""
    lines: tuple[TrendLine, ...]
    """In the bank's order; then what is asked no more; all questions last."""
    breaks: tuple[Quarter, ...]
    """Those that were asked other questions than the saved quarter before them."""


class Report(Struct, frozen=True, kw_only=True):
    """One quarter, ready to be written in any format."""

    format: Literal["breakthroughs-report"]
    format_version: Literal[1]
    quarter: Quarter
    label: str
    """The quarter as a person reads it."""
    title: str
    """The question bank's."""
    council: str
    assessor: str
    modified: Annotated[datetime, Meta(tz=True)]
    """When an answer was last changed, as the person's own clock had it."""
    answered: int
    total: int
    provisional: bool
    headline: str
    """The result in one sentence."""
    scales: Scales
    unread: tuple[Quarter, ...]
    """Quarters before it that are saved and could not be read: they count nowhere."""
    last: Quarter | None
    """The quarter that counts as last time."""
    year_before: Quarter | None
    """The same quarter of the year before; null where that is last time, or not saved."""
    overall: Gap
    breakthroughs: tuple[Gap, ...]
    """By rank."""
    matrix: tuple[MatrixCell, ...]
    """Row by row: Just starting first, and in each row the plan's Yes first."""
    questions: tuple[ReportedQuestion, ...]
    """By number."""
    actions: tuple[ReportedAction, ...]
    """Overdue ones first, then open, then done; the earliest due first."""
    checks: tuple[ReportedCheck, ...]
    trend: ReportedTrend
    next_steps: tuple[NextStep, ...]
    """Those that bear on the first three breakthroughs by rank, and are still there."""
    scoring_rule: str
    source: str
