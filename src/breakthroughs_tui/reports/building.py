"""From the answers to a report. Pure: no disk, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from breakthroughs_tui.actions import ActionState, list_actions, state_of
from breakthroughs_tui.comparison import Comparison, QuestionChange, Shift
from breakthroughs_tui.lineage import differ
from breakthroughs_tui.model import (
    Action,
    Assessment,
    NextStep,
    Numbered,
    Plan,
    Progress,
    Scale,
)
from breakthroughs_tui.moments import OwnTime, in_utc
from breakthroughs_tui.priority import (
    GAP_RULE,
    Band,
    BandWord,
    RankedBreakthrough,
    Tally,
    advice_for,
    percentage,
    score_of,
    scoring_rule,
)
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.report import (
    Change,
    Gap,
    MatrixCell,
    Ratings,
    Report,
    ReportedAction,
    ReportedCheck,
    ReportedQuestion,
    ReportedTrend,
    Share,
    TrendCell,
    TrendLine,
)
from breakthroughs_tui.review import Review, review
from breakthroughs_tui.trend import EVERYTHING, span, trend
from breakthroughs_tui.wording import NOTHING_YET, fallen_text, one_line

TOP_GAPS: Final = 3
"""So many breakthroughs, by rank, are what the next steps should bear on."""
MOST_NAMED: Final = 2
"""So many breakthroughs that are level are named in the headline."""
TREND_QUARTERS: Final = 40
"""So many quarters the trend goes back: ten years."""
Rated = TypeVar("Rated", Progress, Plan)


def build_report(
    assessment: Assessment,
    earlier: Sequence[Assessment],
    unread: Sequence[Quarter] = (),
    own_time: OwnTime = in_utc,
) -> Report:
    """Say everything of one quarter.

    `earlier` are the saved quarters of the same bank before it, newest first; one without
    any rating is in the trend and nowhere else. `unread` are those that could not be read.
    `own_time` tells when the quarter was changed, for the papers.
    """
    rated = [each for each in earlier if each.has_ratings]
    reviewed = review(assessment, lambda: rated)
    summary, bank = reviewed.summary, assessment.bank
    overall = _gap(
        id="",
        title=EVERYTHING,
        rank=None,
        tally=summary.overall,
        changes=_changes(reviewed, [each.overall for each in reviewed.comparisons]),
    )
    gaps = tuple(_ranked(entry, reviewed) for entry in summary.breakthroughs)
    return Report(
        format="breakthroughs-report",
        format_version=1,
        quarter=assessment.quarter,
        label=assessment.quarter.label,
        title=bank.title,
        council=assessment.council,
        assessor=assessment.assessor,
        modified=own_time(assessment.modified),
        answered=overall.answered,
        total=overall.total,
        provisional=summary.overall.is_provisional,
        headline=_headline(gaps, overall),
        scales=bank.scales,
        unread=tuple(sorted(unread)),
        last=_quarter(reviewed.since_last),
        year_before=_quarter(reviewed.since_last_year),
        overall=overall,
        breakthroughs=gaps,
        matrix=tuple(_matrix(summary.overall)),
        questions=tuple(_questions(reviewed)),
        actions=tuple(
            _action(each.numbered, each.action, each.state) for each in list_actions(assessment)
        ),
        checks=tuple(_checks(reviewed)),
        trend=_trend([*reversed(earlier), assessment]),
        next_steps=tuple(_next_steps(bank.next_steps, gaps)),
        scoring_rule=f"{scoring_rule(bank.scales)} {GAP_RULE}",
        source=bank.source,
    )


def _quarter(comparison: Comparison | None) -> Quarter | None:
    return comparison.earlier.assessment.quarter if comparison else None


def _word(band: Band | None) -> BandWord | None:
    return None if band is None else band.look.word


def _ranked(entry: RankedBreakthrough, reviewed: Review) -> Gap:
    return _gap(
        id=entry.breakthrough.id,
        title=entry.breakthrough.title,
        rank=entry.rank,
        tally=entry.tally,
        changes=_changes(reviewed, reviewed.shifts(entry.breakthrough.id)),
    )


def _gap(
    *,
    id: str,  # noqa: A002  the name that it has in JSON
    title: str,
    rank: int | None,
    tally: Tally,
    changes: tuple[Change, ...],
) -> Gap:
    return Gap(
        id=id,
        title=title,
        rank=rank,
        gap=tally.mean,
        gap_index=tally.gap_index,
        band=_word(tally.band),
        answered=tally.answered,
        total=tally.total,
        progress=_shares(tally, Progress),
        plan=_shares(tally, Plan),
        changes=changes,
    )


def _changes(reviewed: Review, shifts: Sequence[Shift]) -> tuple[Change, ...]:
    """Say how something moved in each of the comparisons."""
    return tuple(
        Change(
            since=comparison.earlier.assessment.quarter,
            points=shift.change,
            direction=shift.direction,
            compared=shift.compared,
            total=shift.total,
        )
        for comparison, shift in zip(reviewed.comparisons, shifts, strict=True)
    )


def _shares(tally: Tally, ratings: type[Rated]) -> dict[Rated, Share]:
    counts = tally.counts(tuple(ratings))
    return {
        rating: Share(
            questions=counts[rating.value], percent=percentage(counts[rating.value], tally.total)
        )
        for rating in ratings
    }


def _headline(gaps: Sequence[Gap], overall: Gap) -> str:
    """Say in one sentence where most is to be done, and how the whole stands."""
    if overall.gap is None:
        return NOTHING_YET
    moved = f", {_moved(overall.changes[0])}" if overall.changes else ""
    is_all = overall.answered == overall.total
    if overall.gap == 0:
        where = "any question" if is_all else "the questions answered so far"
        return f"No gap is left in {where}{moved}."
    over = "over all questions" if is_all else "over the questions answered so far"
    first = gaps[0]
    level = [gap for gap in gaps if gap.gap == first.gap]
    under = " and ".join(f"“{one_line(gap.title)}”" for gap in level)
    if len(level) > MOST_NAMED:
        under = f"{len(level)} breakthroughs alike"
    return (
        f"Most remains to be done under {under} ({first.band}, gap index "
        f"{first.gap_index}%); {over} the gap index is {overall.gap_index}%{moved}."
    )


def _moved(change: Change) -> str:
    """Say how the whole moved, in words."""
    quarter = change.since.short_label
    if change.points is None:
        return f"which cannot be compared with {quarter}"
    partly = change.compared < change.total
    questions = "1 question" if change.compared == 1 else f"{change.compared} questions"
    on = f" on the {questions} that can be compared" if partly else ""
    if not change.points:
        return f"much the same as in {quarter}{on}"
    way = "lower (better)" if change.points < 0 else "higher (worse)"
    points = abs(change.points)
    return f"{points} {'point' if points == 1 else 'points'} {way} than in {quarter}{on}"


def _matrix(overall: Tally) -> Iterator[MatrixCell]:
    for progress in reversed(Progress):
        for plan in Plan:
            score = score_of(progress, plan)
            yield MatrixCell(
                progress=progress,
                plan=plan,
                score=score,
                band=Band(score).look.word,
                advice=advice_for(progress, plan),
                questions=overall.numbers(progress, plan),
            )


def _questions(reviewed: Review) -> Iterator[ReportedQuestion]:
    assessment = reviewed.summary.assessment
    since = reviewed.since_last.questions if reviewed.since_last else ()
    changes = {each.later.number: each for each in since if each.later}
    for each in reviewed.summary.overall.questions:
        number, position, question = each.numbered
        progress, plan = each.answer.progress, each.answer.plan
        change = changes.get(number)
        yield ReportedQuestion(
            id=question.id,
            number=number,
            breakthrough=assessment.bank.breakthroughs[position].id,
            text=question.text,
            progress=progress,
            plan=plan,
            score=each.score,
            band=_word(each.band),
            advice=advice_for(progress, plan) if progress and plan else "",
            note=each.answer.evidence,
            actions=tuple(
                _action(each.numbered, action, state_of(action, assessment.quarter))
                for action in each.answer.actions
            ),
            last=_last_ratings(reviewed.since_last, change),
            remarks=(*reviewed.remarks(each), *_breaks(change)),
        )


def _last_ratings(since: Comparison | None, change: QuestionChange | None) -> Ratings | None:
    if since is None or change is None or change.before is None:
        return None
    past = since.earlier.assessment
    answers = [past.answer(each.question.id) for each in change.earlier]
    return Ratings(
        progress=change.before.progress,
        plan=change.before.plan,
        differed=tuple(scale for scale in Scale if differ(answers, scale)),
    )


def _breaks(change: QuestionChange | None) -> Iterator[str]:
    if change and change.break_in_series:
        yield change.break_in_series
    elif change and change.before is None:
        yield "new"


def _action(numbered: Numbered, action: Action, state: ActionState) -> ReportedAction:
    return ReportedAction(
        question=numbered.number,
        text=action.text,
        owner=action.owner,
        due=action.due,
        state=state,
        raised=action.raised,
    )


def _checks(reviewed: Review) -> Iterator[ReportedCheck]:
    """Give what fell from Achieved, then what the checks found."""
    since = reviewed.since_last
    falls = since.falls_from_achieved if since else ()
    if since and falls:
        words = f"{fallen_text(since)} since {since.earlier.assessment.quarter.short_label}"
        numbers = tuple(each.change.numbered.number for each in falls)
        yield ReportedCheck(words=words, questions=numbers)
    for found in reviewed.findings:
        numbers = tuple(each.number for each in found.questions)
        yield ReportedCheck(words=found.words, questions=numbers)


def _trend(series: Sequence[Assessment]) -> ReportedTrend:
    by_quarter = {each.quarter: each for each in series}
    found = trend(by_quarter, span(by_quarter, TREND_QUARTERS))
    return ReportedTrend(
        quarters=found.quarters,
        lines=tuple(
            TrendLine(
                id=row.id,
                title=row.title,
                cells=tuple(_trend_cell(tally) for tally in row.tallies),
            )
            for row in found.rows
        ),
        breaks=tuple(sorted(found.breaks)),
    )


def _trend_cell(tally: Tally | None) -> TrendCell | None:
    if tally is None or tally.mean is None or tally.gap_index is None or tally.band is None:
        return None
    return TrendCell(
        gap=tally.mean,
        gap_index=tally.gap_index,
        band=tally.band.look.word,
        provisional=tally.is_provisional,
    )


def _next_steps(steps: Sequence[NextStep], gaps: Sequence[Gap]) -> Iterator[NextStep]:
    """Choose the steps that help with the top gaps; one that names no breakthrough helps all."""
    top = {each.id for each in gaps[:TOP_GAPS] if each.gap}
    for step in steps:
        bears = not step.breakthroughs or top.intersection(step.breakthroughs)
        if step.status == "current" and top and bears:
            yield step
