"""The scoring rule and the order of priority, to the letter."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.model import (
    RATINGS,
    Answer,
    Assessment,
    Breakthrough,
    Plan,
    Progress,
    Question,
    QuestionBank,
    Scale,
)
from breakthroughs_tui.priority import (
    Band,
    Summary,
    Tally,
    advice_for,
    score,
    score_of,
    summarise,
)
from tests.conftest import NOW, QUARTER

RATED = {
    0: Answer(Progress.ACHIEVED, Plan.PARTIALLY),
    1: Answer(Progress.WORKING_TOWARDS, Plan.YES),
    2: Answer(Progress.JUST_STARTING, Plan.YES),
    3: Answer(Progress.JUST_STARTING, Plan.PARTIALLY),
    4: Answer(Progress.JUST_STARTING, Plan.NO),
    None: Answer(Progress.JUST_STARTING, None, note="half an answer is none"),
}
"""An answer for each score; None for unanswered."""

answers = st.builds(Answer, st.sampled_from([*Progress, None]), st.sampled_from([*Plan, None]))


def assess(bank: QuestionBank, breakthroughs: list[list[Answer]]) -> Assessment:
    """Give an assessment of a bank of this shape, with these answers."""
    given = {
        f"{b}-{q}": each for b, part in enumerate(breakthroughs) for q, each in enumerate(part)
    }
    parts = tuple(
        Breakthrough(f"b{b}", "", tuple(Question(f"{b}-{q}", "") for q in range(len(part))))
        for b, part in enumerate(breakthroughs)
    )
    return Assessment(QUARTER, "", "", NOW, NOW, replace(bank, breakthroughs=parts), given)


def summary_of(bank: QuestionBank, *breakthroughs: list[int | None]) -> Summary:
    """Summarise a bank whose questions have these scores."""
    return summarise(assess(bank, [[RATED[each] for each in part] for part in breakthroughs]))


def overall_of(bank: QuestionBank, *scores: int | None) -> Tally:
    """Add up questions with these scores."""
    return summary_of(bank, [*scores]).overall


@pytest.mark.parametrize(
    ("progress", "plan", "score_expected", "band", "advice"),
    [
        (Progress.JUST_STARTING, Plan.YES, 2, "Medium", "deliver the plan"),
        (Progress.JUST_STARTING, Plan.PARTIALLY, 3, "High", "complete the plan"),
        (Progress.JUST_STARTING, Plan.NO, 4, "Critical", "put it in the plan"),
        (Progress.WORKING_TOWARDS, Plan.YES, 1, "Low", "on course"),
        (Progress.WORKING_TOWARDS, Plan.PARTIALLY, 2, "Medium", "complete the plan"),
        (Progress.WORKING_TOWARDS, Plan.NO, 3, "High", "put it in the plan"),
        (Progress.ACHIEVED, Plan.YES, 0, "None", "sustain"),
        (Progress.ACHIEVED, Plan.PARTIALLY, 0, "None", "sustain"),
        (Progress.ACHIEVED, Plan.NO, 0, "None", "sustain, though the plan is silent"),
    ],
)
def test_the_rule(
    progress: Progress, plan: Plan, score_expected: int, band: str, advice: str
) -> None:
    """Each of the nine pairs of ratings has the score, band and advice of the design's table."""
    assert score_of(progress, plan) == score(Answer(progress, plan)) == score_expected
    assert Band(score_expected).look.word == band
    assert advice_for(progress, plan) == advice


@pytest.mark.parametrize(
    "answer", [Answer(), Answer(progress=Progress.ACHIEVED), Answer(plan=Plan.NO)]
)
def test_unanswered_is_never_zero(bank: QuestionBank, answer: Answer) -> None:
    """A question without both ratings has no score and no band, not a score of 0."""
    summary = summarise(assess(bank, [[answer]]))
    (question,) = summary.overall.questions
    assert question.score is question.band is None
    assert summary.overall.mean is summary.overall.band is summary.overall.gap_index is None


def test_bands_differ_without_colour() -> None:
    """Every band has a word and a symbol of its own."""
    assert len({band.look.word for band in Band}) == len({band.look.symbol for band in Band}) == 5


@pytest.mark.parametrize(
    ("scores", "gap_index"),
    [
        ([0], 0),
        ([4, 4], 100),
        ([1], 25),
        ([0, 1], 13),  # 12.5
        ([1, 2], 38),  # 37.5
        ([2, 3], 63),  # 62.5
        ([3, 4], 88),  # 87.5
        ([1, 0, 0], 8),  # 8.33
        ([1, 1, 0], 17),  # 16.67
        ([4, None, None], 100),
    ],
)
def test_gap_index(bank: QuestionBank, scores: list[int | None], gap_index: int) -> None:
    """The gap index is the mean of the answered questions as a percentage of 4, half up."""
    assert overall_of(bank, *scores).gap_index == gap_index


@pytest.mark.parametrize(
    ("scores", "band"),
    [
        ([0, 0], Band.NONE),
        ([0, 0, 0, 1], Band.LOW),
        ([1, 1], Band.LOW),
        ([1, 1, 1, 2], Band.MEDIUM),
        ([2, 2, 2, 3], Band.HIGH),
        ([3, 3, 3], Band.HIGH),
        ([3, 3, 3, 4], Band.CRITICAL),
        ([None, 2], Band.MEDIUM),
    ],
)
def test_band_is_the_mean_rounded_up(
    bank: QuestionBank, scores: list[int | None], band: Band
) -> None:
    """A breakthrough is as urgent as its mean, rounded up to a whole score."""
    assert overall_of(bank, *scores).band is band


@pytest.mark.parametrize(
    ("breakthroughs", "order"),
    [
        ([[1], [3], [2]], [1, 2, 0]),
        ([[2, 2], [4, 0], [2]], [1, 0, 2]),
        ([[4, 0, 2], [4, 0, 4, 0]], [1, 0]),
        ([[2], [2, 2], [1, 3]], [0, 1, 2]),
        ([[None], [0], [None, None], [1]], [3, 1, 0, 2]),
        ([[0, 4], [None, 4, 4]], [1, 0]),
        ([[1, 0, 0], [2, 0, 0, 0, 0, 0]], [0, 1]),
    ],
    ids=[
        "mean",
        "critical",
        "critical-count",
        "bank-order",
        "unanswered",
        "answered-only",
        "third",
    ],
)
def test_ranking(
    bank: QuestionBank, breakthroughs: list[list[int | None]], order: list[int]
) -> None:
    """Higher mean first, then more Critical questions, then bank order; unanswered last."""
    ranked = summary_of(bank, *breakthroughs).breakthroughs
    assert [each.position for each in ranked] == order
    assert [each.rank for each in ranked] == list(range(1, len(order) + 1))


@pytest.mark.parametrize(
    ("scores", "coverage", "is_provisional"),
    [
        ([None], "0 of 1 questions answered", True),
        ([4, None, 0], "2 of 3 questions answered", True),
        ([4, 0], "2 of 2 questions answered", False),
    ],
)
def test_a_summary_with_a_gap_in_it_is_provisional(
    bank: QuestionBank, scores: list[int | None], coverage: str, *, is_provisional: bool
) -> None:
    """A summary says how many questions are answered, and is final only with all of them."""
    overall = overall_of(bank, *scores)
    assert overall.coverage == coverage
    assert overall.is_provisional is is_provisional


def test_counts_of_ratings(bank: QuestionBank) -> None:
    """Every rating given is counted, also in half an answer; one never given counts 0."""
    overall = overall_of(bank, 4, 3, 1, None)
    assert overall.counts(RATINGS[Scale.PROGRESS]) == {
        "achieved": 0,
        "working_towards": 1,
        "just_starting": 3,
    }
    assert overall.counts(RATINGS[Scale.PLAN]) == {"yes": 1, "partially": 1, "no": 1}


def test_summary_of_the_default_bank(bank: QuestionBank) -> None:
    """The eight breakthroughs share the 22 questions, and one Critical answer leads."""
    answered = {"q19": RATED[4], "q1": RATED[3]}
    summary = summarise(Assessment(QUARTER, "", "", NOW, NOW, bank, answered))
    assert [each.position for each in summary.breakthroughs] == [6, 0, 1, 2, 3, 4, 5, 7]
    assert [each.tally.total for each in summary.breakthroughs] == [1, 4, 3, 2, 3, 2, 4, 3]
    assert summary.overall.coverage == "2 of 22 questions answered"
    assert [each.numbered.number for each in summary.overall.questions] == list(range(1, 23))


def expected_score(answer: Answer) -> int | None:
    """Apply the rule as the design's table has it, cell by cell."""
    if answer.progress is None or answer.plan is None:
        return None
    column = ["yes", "partially", "no"].index(answer.plan.value)
    rows = {"just_starting": "234", "working_towards": "123", "achieved": "000"}
    return int(rows[answer.progress.value][column])


@settings(deadline=None)
@given(st.lists(st.lists(answers, min_size=1, max_size=6), min_size=1, max_size=9))
def test_summary_agrees_with_exact_arithmetic(
    bank: QuestionBank, breakthroughs: list[list[Answer]]
) -> None:
    """Means, bands, indexes and ranks are those of the rule worked out in fractions."""
    summary = summarise(assess(bank, breakthroughs))
    left = set(range(len(breakthroughs)))
    for ranked in summary.breakthroughs:
        worked_out = {}
        for position in left:
            scores = [s for s in map(expected_score, breakthroughs[position]) if s is not None]
            mean = Fraction(sum(scores), len(scores)) if scores else Fraction(-1)
            worked_out[position] = mean, scores.count(4), -position
        mean, _, _ = worked_out[ranked.position]
        assert worked_out[ranked.position] == max(worked_out.values())
        left.remove(ranked.position)
        is_answered = mean >= 0
        assert ranked.tally.mean == (float(mean) if is_answered else None)
        assert ranked.tally.band == (math.ceil(mean) if is_answered else None)
        half_up = math.floor(mean * 25 + Fraction(1, 2))
        assert ranked.tally.gap_index == (half_up if is_answered else None)
    assert not left
