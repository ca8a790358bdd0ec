"""A report says everything of one quarter in the light of those before it, and nothing else."""

from __future__ import annotations

from datetime import timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.actions import ActionState
from breakthroughs_tui.comparison import Movement
from breakthroughs_tui.model import Action, Answer, Assessment, NextStep, Plan, Progress, Scale
from breakthroughs_tui.priority import GAP_RULE, Band, advice_for, score_of, scoring_rule
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.report import Change, Gap, Ratings, Report, Share
from tests.conftest import NOW, QUARTER
from tests.quarters import (
    BANK,
    MARKS,
    action,
    answer,
    bank_of,
    quarters_up_to,
    series,
    take,
)
from tests.reports.conftest import demo_quarters, report_of

LAST = QUARTER.previous
YEAR_AGO = QUARTER.year_before
FOUR = bank_of(one="a b", two="c d")
HUNDRED_POINTS = bank_of(one=" ".join(f"q{number}" for number in range(25)))
"""Each step of one question's score is one point of the index of all."""
FIRST = "Most remains to be done under “One” (Critical, gap index 100%);"
ALL = f"{FIRST} over all questions the gap index is"
SO_FAR = f"{FIRST} over the questions answered so far the gap index is"
LEVEL = ALL.replace("“One”", "“One” and “Two”")
ON = "2026/27 Q2 on the"
OTHERS = "questions that can be compared."


def change(
    since: Quarter, points: int | None, direction: Movement | None, compared: int, total: int
) -> Change:
    """Give how a gap index moved."""
    return Change(since=since, points=points, direction=direction, compared=compared, total=total)


def gap_of(report: Report, breakthrough_id: str) -> Gap:
    """Find a breakthrough's gap."""
    (found,) = (each for each in report.breakthroughs if each.id == breakthrough_id)
    return found


def test_nothing_answered_has_no_headline_but_that() -> None:
    """No gap is named where none is known; half an answer is none."""
    for assessment in (take(FOUR), take(FOUR, a="J-", b="-N", c=answer("--", "Soon"))):
        report = report_of(assessment)
        assert report.headline == "No question has been answered yet."
        assert (report.answered, report.total, report.provisional) == (0, 4, True)
        assert (report.overall.gap, report.overall.gap_index, report.overall.band) == (None,) * 3
        assert [each.rank for each in report.breakthroughs] == [1, 2]
        assert report.next_steps == ()


@pytest.mark.parametrize(
    ("now", "before", "headline"),
    [
        ("JN JN WY WY", "", f"{ALL} 63%."),
        ("JN JN WY --", "", f"{SO_FAR} 75%."),
        ("JN JN WY J-", "", f"{SO_FAR} 75%."),
        (
            "JN JN WY WY", "JN JN JN JN",
            f"{ALL} 63%, 37 points lower (better) than in 2026/27 Q2.",
        ),
        (
            "JN JN JN JN", "JN JN WY WY",
            f"{LEVEL} 100%, 37 points higher (worse) than in 2026/27 Q2.",
        ),
        ("JN JN WY JY", "JN JN JY WY", f"{ALL} 69%, much the same as in 2026/27 Q2."),
        (
            "JN JN WY WY", "JN JN JN --",
            f"{ALL} 63%, 25 points lower (better) than in {ON} 3 {OTHERS}",
        ),
        ("JN JN -- --", "JN JN JN JN", f"{SO_FAR} 100%, much the same as in {ON} 2 {OTHERS}"),
        (
            "JN JN -- --", "-- -- JN JN",
            f"{SO_FAR} 100%, which cannot be compared with 2026/27 Q2.",
        ),
        ("AY AN AP AY", "", "No gap is left in any question."),
        ("AY -- -- --", "", "No gap is left in the questions answered so far."),
        (
            "AY AY AY AY", "AY AY AY JN",
            "No gap is left in any question, 25 points lower (better) than in 2026/27 Q2.",
        ),
        ("-- -- -- --", "JN JN JN JN", "No question has been answered yet."),
    ],
)  # fmt: skip
def test_the_headline_says_where_most_is_to_be_done_and_how_the_whole_moved(
    now: str, before: str, headline: str
) -> None:
    """In one sentence: the first gap, the whole, and how that moved on what can be compared."""
    earlier = [take(FOUR, LAST, **dict(zip("abcd", before.split(), strict=True)))] if before else []
    assessment = take(FOUR, **dict(zip("abcd", now.split(), strict=True)))
    report = report_of(assessment, *earlier)
    assert report.headline == headline
    assert report.provisional is (report.answered < report.total)


@pytest.mark.parametrize(
    ("last", "moved"),
    [("JP", "1 point higher (worse) than in"), ("JY", "2 points higher (worse) than in")],
)
def test_one_point_is_not_points(last: str, moved: str) -> None:
    """The headline counts as a person does."""
    before = {each.question.id: "JN" for each in HUNDRED_POINTS.questions}
    now = take(HUNDRED_POINTS, **before)
    assert moved in report_of(now, take(HUNDRED_POINTS, LAST, **before | {"q7": last})).headline


def test_a_gap_too_small_for_the_index_is_still_a_gap() -> None:
    """An index that rounds to 0% is no sign that nothing is left to do."""
    bank = bank_of(one=" ".join(f"q{number}" for number in range(60)))
    bank = replace(bank, next_steps=(NextStep("for all", "x", "current"),))
    answers = {each.question.id: "AY" for each in bank.questions} | {"q7": "WY"}
    report = report_of(take(bank, **answers))
    assert report.overall.gap_index == 0
    assert report.headline.startswith("Most remains to be done under “One” (Low, gap index 0%)")
    assert len(report.next_steps) == 1


def test_a_report_is_headed_by_whose_it_is() -> None:
    """Quarter, council, assessor and date are the assessment's; title and source the bank's."""
    bank = replace(BANK, title="Our breakthroughs", source="A paper of 2004")
    assessment = replace(take(bank, q1="JN"), council="Merrow", assessor="An officer")
    report = report_of(assessment)
    assert (report.quarter, report.label) == (QUARTER, "2026/27 Q3 (Oct–Dec 2026)")
    assert (report.council, report.assessor) == ("Merrow", "An officer")
    assert report.modified == NOW
    assert (report.title, report.source) == ("Our breakthroughs", "A paper of 2004")
    assert report.scoring_rule == f"{scoring_rule(bank.scales)} {GAP_RULE}"
    assert report.scales == bank.scales


def test_gaps_stand_by_rank_with_how_they_moved() -> None:
    """Each since last time and since the same quarter of last year, on what can be compared."""
    report = report_of(
        take(FOUR, a="WY", b="AY", c="JN", d="WN"),
        take(FOUR, LAST, a="JN", b="AY", c="JN"),
        take(FOUR, LAST.previous, a="JN"),
        take(FOUR, YEAR_AGO, c="WY", d="WN"),
    )
    assert (report.last, report.year_before) == (LAST, YEAR_AGO)
    assert [(each.id, each.rank, each.gap, each.gap_index, each.band)
            for each in (*report.breakthroughs, report.overall)] == [
        ("two", 1, 3.5, 88, "Critical"),
        ("one", 2, 0.5, 13, "Low"),
        ("", None, 2.0, 50, "Medium"),
    ]  # fmt: skip
    assert gap_of(report, "one").changes == (
        change(LAST, -37, Movement.IMPROVED, 2, 2),
        change(YEAR_AGO, None, None, 0, 2),
    )
    assert gap_of(report, "two").changes == (
        change(LAST, 0, Movement.SAME, 1, 2),
        change(YEAR_AGO, 38, Movement.DECLINED, 2, 2),
    )
    assert report.overall.changes == (
        change(LAST, -25, Movement.IMPROVED, 3, 4),
        change(YEAR_AGO, 38, Movement.DECLINED, 2, 4),
    )


def test_a_year_ago_that_is_last_time_stands_once() -> None:
    """Two columns never say the same."""
    report = report_of(take(FOUR, a="WY"), take(FOUR, YEAR_AGO, a="JN"))
    assert (report.last, report.year_before) == (YEAR_AGO, None)
    assert [each.since for each in report.overall.changes] == [YEAR_AGO]


def test_a_quarter_without_ratings_is_in_the_trend_and_nowhere_else() -> None:
    """Last time is the last that was rated: one that holds a note alone compares with nothing."""
    idle = [
        take(FOUR, LAST, a=answer("--", "A note", action(due=LAST))),
        take(FOUR, YEAR_AGO, b=answer("--", "Another")),
    ]
    rated = take(FOUR, LAST.previous, a="JN")
    now = take(FOUR, a="WN")
    report = report_of(now, idle[0], rated, idle[1])
    assert replace(report, trend=report_of(now, rated).trend) == report_of(now, rated)
    assert report.trend.quarters == tuple(reversed(quarters_up_to(QUARTER, 5)))
    assert [bool(each) for each in report.trend.lines[-1].cells] == [
        False,
        False,
        True,
        False,
        True,
    ]


ANSWERS = st.fixed_dictionaries({}, optional=dict.fromkeys("abcd", st.sampled_from(MARKS)))


@settings(max_examples=40, deadline=None)
@given(ANSWERS)
def test_every_answered_question_is_in_one_cell_of_the_matrix(given_: dict[str, str]) -> None:
    """The matrix has a cell for each pair of ratings, with what the rule makes of it."""
    assessment = take(FOUR, **given_)
    matrix = report_of(assessment).matrix
    assert [(each.progress, each.plan) for each in matrix] == [
        (progress, plan) for progress in reversed(Progress) for plan in Plan
    ]
    for cell in matrix:
        score = score_of(cell.progress, cell.plan)
        assert (cell.score, cell.band) == (score, Band(score).look.word)
        assert cell.advice == advice_for(cell.progress, cell.plan)
        assert cell.questions == tuple(
            each.number
            for each in FOUR.questions
            if assessment.answer(each.question.id) == Answer(cell.progress, cell.plan)
        )
    listed = [number for cell in matrix for number in cell.questions]
    assert len(listed) == len(set(listed)) == assessment.answered


def test_ratings_are_counted_over_all_questions() -> None:
    """Half answers count where they are given; a share is of all questions, a half rounded up."""
    bank = bank_of(one="a b c", two="d e f g h")
    report = report_of(take(bank, a="JN", b="J-", c="-P", d="AY"))
    one = gap_of(report, "one")
    assert (one.answered, one.total) == (1, 3)
    assert [(key, each.questions, each.percent) for key, each in one.progress.items()] == [
        ("achieved", 0, 0), ("working_towards", 0, 0), ("just_starting", 2, 67),
    ]  # fmt: skip
    assert [(key, each.questions, each.percent) for key, each in one.plan.items()] == [
        ("yes", 0, 0), ("partially", 1, 33), ("no", 1, 33),
    ]  # fmt: skip
    assert report.overall.progress[Progress.ACHIEVED] == Share(questions=1, percent=13)
    assert report.overall.progress[Progress.JUST_STARTING] == Share(questions=2, percent=25)


def test_questions_say_everything_that_is_known_of_them() -> None:
    """Ratings, score, band, what to do, note without its margins, actions and remarks."""
    todo = Action("Write a bid", "A director", LAST, done=False, raised=LAST)
    report = report_of(take(FOUR, b=answer("WN", "\n No room\n in it \n", todo), c="J-", d="JN"))
    assert [(each.number, each.id, each.breakthrough) for each in report.questions] == [
        (1, "a", "one"), (2, "b", "one"), (3, "c", "two"), (4, "d", "two"),
    ]  # fmt: skip
    _, second, third, fourth = report.questions
    assert (second.progress, second.plan) == (Progress.WORKING_TOWARDS, Plan.NO)
    assert (second.score, second.band, second.advice) == (3, "High", "put it in the plan")
    assert second.note == "No room\n in it"
    assert [(each.text, each.owner, each.due, each.state, each.raised)
            for each in second.actions] == [
        ("Write a bid", "A director", LAST, ActionState.OVERDUE, LAST)
    ]  # fmt: skip
    assert second.remarks == ()
    assert (third.progress, third.plan) == (Progress.JUST_STARTING, None)
    assert (third.score, third.band, third.advice, third.remarks) == (None, None, "", ())
    assert fourth.remarks == ("no open action",)


def test_actions_stand_overdue_first() -> None:
    """Then open ones, then done; in each the earliest due first, and what has no date last."""
    report = report_of(
        take(
            FOUR,
            a=answer("JN", "", action("done", LAST, done=True), action("undated")),
            b=answer("--", "", action("this", QUARTER), action("overdue", LAST)),
            d=answer("WN", "", action("long overdue", YEAR_AGO), action("next", QUARTER.next)),
        )
    )
    assert [(each.text, each.question, each.state.value) for each in report.actions] == [
        ("long overdue", 4, "Overdue"),
        ("overdue", 2, "Overdue"),
        ("this", 2, "Open"),
        ("next", 4, "Open"),
        ("undated", 1, "Open"),
        ("done", 1, "Done"),
    ]
    assert {(each.question, each) for each in report.actions} == {
        (question.number, each) for question in report.questions for each in question.actions
    }


def test_questions_carry_what_they_were_rated_last_time() -> None:
    """By their old names too: joined ones as far as they agree, and new ones not at all."""
    report = report_of(
        take(bank_of(one="a j<b+c r! n s<t u<t k"), a="WN", j="WY", r="WY", n="WY", k="AY"),
        take(bank_of(one="a b c r t k"), LAST, a="JN", b="JN", c="JY", r="JP", t="WN"),
    )
    j, w, n = Progress.JUST_STARTING, Progress.WORKING_TOWARDS, Plan.NO
    assert {each.id: (each.last, each.remarks[len(each.remarks) - 1 :])
            for each in report.questions} == {
        "a": (Ratings(progress=j, plan=n, differed=()), ("no open action",)),
        "j": (
            Ratings(progress=j, plan=None, differed=(Scale.PLAN,)),
            ("joins what were questions 2 and 3",),
        ),
        "r": (Ratings(progress=j, plan=Plan.PARTIALLY, differed=()), ("reworded",)),
        "n": (None, ("new",)),
        "s": (Ratings(progress=w, plan=n, differed=()), ("split from what was question 5",)),
        "u": (Ratings(progress=w, plan=n, differed=()), ("split from what was question 5",)),
        "k": (Ratings(progress=None, plan=None, differed=()), ()),
    }  # fmt: skip


def test_three_that_are_level_are_counted_rather_than_named() -> None:
    """No one of them comes before the others."""
    report = report_of(take(bank_of(one="a", two="b", three="c"), a="JN", b="JN", c="JN"))
    assert report.headline.startswith("Most remains to be done under 3 breakthroughs alike (Crit")


def test_a_single_question_that_can_be_compared_is_one() -> None:
    """Also in words."""
    bank = bank_of(one="a b")
    report = report_of(take(bank, a="JN", b="AY"), take(bank, LAST, a="AY"))
    assert report.headline.endswith("on the 1 question that can be compared.")


def test_the_time_is_told_in_utc() -> None:
    """Wherever the file was saved."""
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5)))
    report = report_of(replace(take(FOUR), modified=elsewhere))
    assert report.modified.isoformat() == NOW.isoformat()


def test_quarters_that_could_not_be_read_are_named() -> None:
    """Oldest first; they count nowhere."""
    report = build_report(take(FOUR, a="JN"), [], [LAST, LAST.previous])
    assert report.unread == (LAST.previous, LAST)
    assert report.trend.quarters == (QUARTER,)


def test_in_the_first_quarter_no_question_is_new() -> None:
    """There is no last time that it could be missing from."""
    assert {(each.last, each.remarks) for each in report_of(take(FOUR, a="WY")).questions} == {
        (None, ())
    }


def test_checks_begin_with_what_is_achieved_no_more() -> None:
    """In the bank's own words; then what the checks found, and what has stalled last."""
    options = replace(BANK.scales.progress.options, achieved="Done")
    scales = replace(BANK.scales, progress=replace(BANK.scales.progress, options=options))
    bank = replace(FOUR, scales=scales)
    past = [take(bank, LAST, a="AY", b="AY", c="JN"), take(bank, LAST.previous, c="JN")]
    report = report_of(take(bank, a=answer("WY", "A vote"), b="JY", c="JN", d="AY"), *past)
    assert [(each.words, each.questions) for each in report.checks] == [
        ("Fallen from Done since 2026/27 Q2", (1, 2)),
        ("Critical gap, but no open action", (3,)),
        ("Worse than last time, and no note says why", (2,)),
        ("Done, but no note says what shows it", (4,)),
        ("Stalled for 2 quarters", (3,)),
    ]


def test_a_quarter_in_order_has_no_checks() -> None:
    """Nothing is made up where nothing was found."""
    assert report_of(take(FOUR, a="WY"), take(FOUR, LAST, a="JY")).checks == ()


def test_the_trend_shows_gaps_in_it_as_gaps() -> None:
    """A quarter that was not saved, asked or answered is blank: it is never 0."""
    other = bank_of(one="a b", gone="z")
    report = report_of(
        take(FOUR, a="WY", b="WY", c="AY", d="AY"),
        take(FOUR, LAST.previous, a="JN"),
        take(other, YEAR_AGO, a="JN", b="WY", z="WN"),
    )
    trend = report.trend
    assert trend.quarters == tuple(reversed(quarters_up_to(QUARTER, 5)))
    assert [(line.id, line.title, [cell and (cell.gap_index, cell.band, cell.provisional)
                                   for cell in line.cells]) for line in trend.lines] == [
        ("one", "One", [(63, "High", False), None, (100, "Critical", True), None,
                        (25, "Low", False)]),
        ("two", "Two", [None, None, None, None, (0, "None", False)]),
        ("gone", "Gone", [(75, "High", False), None, None, None, None]),
        ("", "All questions", [(67, "High", False), None, (100, "Critical", True), None,
                               (13, "Low", False)]),
    ]  # fmt: skip
    assert trend.breaks == (LAST.previous,)


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (39, 39), (40, 40), (41, 40), (60, 40)])
def test_the_trend_goes_back_ten_years_at_most(count: int, shown: int) -> None:
    """The newest forty quarters, in order, and this one last."""
    now, *earlier = series(FOUR, "a", ["JN"] * count)
    trend = report_of(now, *earlier).trend
    assert len(trend.quarters) == shown
    assert trend.quarters[-1] == QUARTER
    assert all(before.next == after for before, after in pairwise(trend.quarters))
    assert {len(line.cells) for line in trend.lines} == {shown}


def test_the_newest_quarter_of_the_trend_is_the_report() -> None:
    """Both reckon alike."""
    report = report_of(*demo_quarters())
    newest = {line.id: line.cells[-1] for line in report.trend.lines}
    for gap in (*report.breakthroughs, report.overall):
        cell = newest[gap.id]
        assert cell is not None
        assert (cell.gap, cell.gap_index, cell.band) == (gap.gap, gap.gap_index, gap.band)


def test_next_steps_bear_on_the_first_three_gaps() -> None:
    """Those for all, and those for one of the first three that has a gap; archived ones never."""
    steps = (
        NextStep("for all", "x", "current"),
        NextStep("first", "x", "current", breakthroughs=("d",)),
        NextStep("third and fourth", "x", "current", breakthroughs=("a", "b")),
        NextStep("fourth", "x", "current", breakthroughs=("a",)),
        NextStep("without a gap", "x", "current", breakthroughs=("e",)),
        NextStep("closed", "x", "archived"),
        NextStep("first, closed", "x", "archived", breakthroughs=("d",)),
    )
    bank = replace(bank_of(a="q1", b="q2", c="q3", d="q4", e="q5"), next_steps=steps)

    def titles(**answers: str) -> list[str]:
        return [each.title for each in report_of(take(bank, **answers)).next_steps]

    assert titles(q1="WY", q2="WP", q3="WN", q4="JN", q5="AY") == [
        "for all", "first", "third and fourth",
    ]  # fmt: skip
    assert titles(q1="WY") == ["for all", "third and fourth", "fourth"]
    assert titles(q5="AY") == []
    assert titles() == []


QUARTERS = st.lists(ANSWERS, min_size=1, max_size=6).map(
    lambda listed: [
        take(FOUR, quarter, **answers)
        for quarter, answers in zip(quarters_up_to(QUARTER, len(listed)), listed, strict=True)
    ]
)


@settings(max_examples=30, deadline=None)
@given(QUARTERS)
def test_the_same_quarters_give_the_same_report(quarters: list[Assessment]) -> None:
    """A report comes from what it is given and from nothing else, and changes none of it."""
    now, *earlier = quarters
    answers = dict(now.answers)
    listed = list(earlier)
    report = build_report(now, earlier)
    assert build_report(replace(now), [replace(each) for each in earlier]) == report
    assert now.answers == answers
    assert earlier == listed


@settings(max_examples=30, deadline=None)
@given(QUARTERS)
def test_the_parts_of_a_report_agree(quarters: list[Assessment]) -> None:
    """Ranks run from 1, each question stands under its breakthrough, and the sums are the whole."""
    report = report_of(*quarters)
    gaps = report.breakthroughs
    assert [gap.rank for gap in gaps] == list(range(1, len(gaps) + 1))
    assert sum(gap.answered for gap in gaps) == report.answered == report.overall.answered
    assert sum(gap.total for gap in gaps) == report.total == len(report.questions)
    assert [each.number for each in report.questions] == list(range(1, report.total + 1))
    known = [gap.gap for gap in gaps if gap.gap is not None]
    assert known == sorted(known, reverse=True)
    for gap in gaps:
        scores = [
            each.score
            for each in report.questions
            if each.breakthrough == gap.id and each.score is not None
        ]
        assert gap.gap == (sum(scores) / len(scores) if scores else None)
    for each in (*gaps, report.overall):
        compared = [quarter for quarter in (report.last, report.year_before) if quarter]
        assert [change.since for change in each.changes] == compared
    assert all(isinstance(quarter, Quarter) for quarter in report.trend.quarters)
