"""What a report says: one quarter in the light of those before it, as plain values.

Every format is written from this one value. Its shape is also the JSON format, described
in docs/reports.md and docs/report.schema.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from breakthroughs_tui.actions import ActionState, list_actions, state_of
from breakthroughs_tui.comparison import Comparison, Movement, QuestionChange, Shift
from breakthroughs_tui.model import (
    RATINGS,
    Action,
    Answer,
    Assessment,
    NextStep,
    Numbered,
    Plan,
    Progress,
    Scale,
    Scales,
)
from breakthroughs_tui.priority import (
    Band,
    BandWord,
    RankedBreakthrough,
    ScoredQuestion,
    Tally,
    advice_for,
    percentage,
    score_of,
    scoring_rule,
)
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.review import Review, review
from breakthroughs_tui.trend import span, trend

TOP_GAPS: Final = 3
"""So many breakthroughs, by rank, are what the next steps should bear on."""
MOST_QUARTERS: Final = 40
"""So many quarters the trend goes back: ten years."""
_EVERYTHING: Final = "All questions"


class Share(Struct, frozen=True):
    """How many questions have a rating."""

    questions: int
    percent: int
    """Of all questions of the breakthrough, answered or not; a half is rounded up."""


class Change(Struct, frozen=True):
    """How a gap index moved since an earlier quarter."""

    since: Quarter
    points: int | None
    """The index now less the index then, over the questions compared: below zero is better."""
    direction: Movement | None
    """Improved, declined or same; null where no question is answered in both quarters."""
    compared: int
    """How many questions are answered in both quarters."""
    total: int


class Gap(Struct, frozen=True):
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
    progress: dict[str, Share]
    """By rating id."""
    plan: dict[str, Share]
    changes: tuple[Change, ...]
    """Since last time, then since the same quarter of the year before, where there are such."""


class MatrixCell(Struct, frozen=True):
    """One pair of ratings, what the rule makes of it, and who has it."""

    progress: Progress
    plan: Plan
    score: int
    band: BandWord
    advice: str
    questions: tuple[int, ...]
    """Numbers."""


class Ratings(Struct, frozen=True):
    """Both ratings of a question."""

    progress: Progress | None
    plan: Plan | None


class ReportedAction(Struct, frozen=True):
    """Who is to do what about a question."""

    question: int
    """Its number."""
    text: str
    owner: str
    due: Quarter | None
    state: ActionState
    raised: Quarter


class ReportedQuestion(Struct, frozen=True):
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


class ReportedCheck(Struct, frozen=True):
    """Something to look at, and the questions that it is about."""

    words: str
    questions: tuple[int, ...]
    """Numbers."""


class TrendCell(Struct, frozen=True):
    """A gap in one quarter; see `Gap`."""

    gap: float
    gap_index: int
    band: BandWord
    provisional: bool


class TrendLine(Struct, frozen=True):
    """A breakthrough over time, or all questions."""

    id: str
    """The breakthrough's id; empty for all questions."""
    title: str
    cells: tuple[TrendCell | None, ...]
    """One a quarter; null where nothing was saved, asked or answered."""


class ReportedTrend(Struct, frozen=True):
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
    """When an answer was last changed (UTC)."""
    answered: int
    total: int
    provisional: bool
    headline: str
    """The result in one sentence."""
    scales: Scales
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


def build_report(assessment: Assessment, earlier: Sequence[Assessment]) -> Report:
    """Say everything of one quarter.

    `earlier` are the saved quarters of the same bank before it, newest first; one without
    any rating is in the trend and nowhere else.
    """
    rated = [each for each in earlier if each.has_ratings]
    reviewed = review(assessment, lambda: rated)
    summary, bank = reviewed.summary, assessment.bank
    shifts = [each.overall for each in reviewed.comparisons]
    overall = _gap("", _EVERYTHING, None, summary.overall, shifts, reviewed)
    gaps = tuple(_ranked(entry, reviewed) for entry in summary.breakthroughs)
    return Report(
        format="breakthroughs-report",
        format_version=1,
        quarter=assessment.quarter,
        label=assessment.quarter.label,
        title=bank.title,
        council=assessment.council,
        assessor=assessment.assessor,
        modified=assessment.modified,
        answered=overall.answered,
        total=overall.total,
        provisional=summary.overall.is_provisional,
        headline=_headline(gaps, overall),
        scales=bank.scales,
        last=_quarter(reviewed.since_last),
        year_before=_quarter(reviewed.since_last_year),
        overall=overall,
        breakthroughs=gaps,
        matrix=tuple(_matrix(summary.overall.questions)),
        questions=tuple(_questions(reviewed)),
        actions=tuple(
            _action(each.numbered, each.action, each.state) for each in list_actions(assessment)
        ),
        checks=tuple(_checks(reviewed)),
        trend=_trend([*reversed(earlier), assessment]),
        next_steps=tuple(_next_steps(bank.next_steps, gaps)),
        scoring_rule=scoring_rule(bank.scales),
        source=bank.source,
    )


def _quarter(comparison: Comparison | None) -> Quarter | None:
    return comparison.earlier.assessment.quarter if comparison else None


def _word(band: Band | None) -> BandWord | None:
    return None if band is None else band.look.word


def _ranked(entry: RankedBreakthrough, reviewed: Review) -> Gap:
    breakthrough = entry.breakthrough
    shifts = reviewed.shifts(breakthrough.id)
    return _gap(breakthrough.id, breakthrough.title, entry.rank, entry.tally, shifts, reviewed)


def _gap(  # noqa: PLR0913, PLR0917  a gap has this many parts
    gap_id: str,
    title: str,
    rank: int | None,
    tally: Tally,
    shifts: Sequence[Shift],
    reviewed: Review,
) -> Gap:
    quarters = [each.earlier.assessment.quarter for each in reviewed.comparisons]
    return Gap(
        gap_id,
        title,
        rank,
        tally.mean,
        tally.gap_index,
        _word(tally.band),
        tally.answered,
        tally.total,
        _shares(tally, Scale.PROGRESS),
        _shares(tally, Scale.PLAN),
        tuple(
            Change(quarter, shift.change, shift.direction, shift.compared, shift.total)
            for quarter, shift in zip(quarters, shifts, strict=True)
        ),
    )


def _shares(tally: Tally, scale: Scale) -> dict[str, Share]:
    return {
        key: Share(count, percentage(count, tally.total))
        for key, count in tally.counts(RATINGS[scale]).items()
    }


def _headline(gaps: Sequence[Gap], overall: Gap) -> str:
    """Say in one sentence where most is to be done, and how the whole stands."""
    first = gaps[0]
    if overall.gap_index is None:
        return "No question has been answered yet."
    moved = f", {_moved(overall.changes[0])}" if overall.changes else ""
    is_all = overall.answered == overall.total
    over = "over all questions" if is_all else "over the questions answered so far"
    if overall.gap_index == 0:
        return f"No gap is left {over}{moved}."
    return (
        f"Most remains to be done under “{first.title}” ({first.band}, gap index "
        f"{first.gap_index}%); {over} the gap index is {overall.gap_index}%{moved}."
    )


def _moved(change: Change) -> str:
    """Say how the whole moved, in words."""
    since = f"since {change.since.short_label}"
    if change.points is None:
        return f"which cannot be compared with {change.since.short_label}"
    if change.compared < change.total:
        since += f" on the {change.compared} questions that can be compared"
    if not change.points:
        return f"much the same {since}"
    kind = "an improvement" if change.points < 0 else "a decline"
    points = abs(change.points)
    return f"{kind} of {points} {'point' if points == 1 else 'points'} {since}"


def _matrix(questions: Sequence[ScoredQuestion]) -> Iterator[MatrixCell]:
    for progress in reversed(Progress):
        for plan in Plan:
            score = score_of(progress, plan)
            numbers = tuple(
                each.numbered.number
                for each in questions
                if (each.answer.progress, each.answer.plan) == (progress, plan)
            )
            advice = advice_for(progress, plan)
            yield MatrixCell(progress, plan, score, Band(score).look.word, advice, numbers)


def _questions(reviewed: Review) -> Iterator[ReportedQuestion]:
    assessment = reviewed.summary.assessment
    since = reviewed.since_last.questions if reviewed.since_last else ()
    changes = {each.later.number: each for each in since if each.later}
    for each in reviewed.summary.overall.questions:
        number, position, question = each.numbered
        progress, plan = each.answer.progress, each.answer.plan
        change = changes.get(number)
        yield ReportedQuestion(
            question.id,
            number,
            assessment.bank.breakthroughs[position].id,
            question.text,
            progress,
            plan,
            each.score,
            _word(each.band),
            advice_for(progress, plan) if progress and plan else "",
            each.answer.note.strip(),
            tuple(
                _action(each.numbered, action, state_of(action, assessment.quarter))
                for action in each.answer.actions
            ),
            _ratings(change.before) if change else None,
            (*reviewed.remarks(each), *_breaks(change)),
        )


def _ratings(answer: Answer | None) -> Ratings | None:
    return None if answer is None else Ratings(answer.progress, answer.plan)


def _breaks(change: QuestionChange | None) -> Iterator[str]:
    if change and change.break_in_series:
        yield change.break_in_series
    elif change and change.before is None:
        yield "new"


def _action(numbered: Numbered, action: Action, state: ActionState) -> ReportedAction:
    return ReportedAction(
        numbered.number, action.text, action.owner, action.due, state, action.raised
    )


def _checks(reviewed: Review) -> Iterator[ReportedCheck]:
    """Give what fell from Achieved, then what the checks found."""
    since = reviewed.since_last
    falls = since.falls_from_achieved if since else ()
    if since and falls:
        achieved = since.earlier.assessment.bank.scales.label(Progress.ACHIEVED)
        words = f"Fallen from {achieved} since {since.earlier.assessment.quarter.short_label}"
        yield ReportedCheck(words, tuple(each.change.numbered.number for each in falls))
    for found in reviewed.findings:
        yield ReportedCheck(found.words, tuple(each.number for each in found.questions))


def _trend(series: Sequence[Assessment]) -> ReportedTrend:
    by_quarter = {each.quarter: each for each in series}
    found = trend(by_quarter, span(by_quarter, MOST_QUARTERS))
    lines = tuple(
        TrendLine(row.id, row.title, tuple(_trend_cell(tally) for tally in row.tallies))
        for row in found.rows
    )
    return ReportedTrend(found.quarters, lines, tuple(sorted(found.breaks)))


def _trend_cell(tally: Tally | None) -> TrendCell | None:
    if tally is None or tally.mean is None or tally.gap_index is None or tally.band is None:
        return None
    return TrendCell(tally.mean, tally.gap_index, tally.band.look.word, tally.is_provisional)


def _next_steps(steps: Sequence[NextStep], gaps: Sequence[Gap]) -> Iterator[NextStep]:
    """Choose the steps that help with the top gaps; one that names no breakthrough helps all."""
    top = {each.id for each in gaps[:TOP_GAPS] if each.gap_index}
    for step in steps:
        bears = not step.breakthroughs or top.intersection(step.breakthroughs)
        if step.status == "current" and top and bears:
            yield step
