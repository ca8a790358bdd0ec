"""A new question bank between two quarters: every question keeps its own past, and no other's.

The bank changes in every way at once: a question is reworded, one renamed, one split, two
joined, one retired, one added, one moved; and its breakthroughs come in the opposite order.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.actions import carry_open_actions
from breakthroughs_tui.checks import Check, find_contradictions
from breakthroughs_tui.comparison import Comparison, Movement, QuestionChange, compare
from breakthroughs_tui.lineage import Lineage, joined
from breakthroughs_tui.model import Answer, Assessment, QuestionBank, Scale
from breakthroughs_tui.priority import Band, summarise
from breakthroughs_tui.review import review
from breakthroughs_tui.trend import stalled, trend
from tests.conftest import QUARTER
from tests.quarters import MARKS, action, answer, bank_of, quarters_up_to, take

LAST = QUARTER.previous
OLD = bank_of(
    lead="reworded renamed kept",
    pull="whole beside",
    listen="first second",
    look="retired left",
    view="moved stays",
    systems="steady1 steady2",
    stick="alone",
)
NEW = bank_of(
    stick="alone",
    systems="steady1 steady2",
    view="stays",
    look="left added",
    listen="both<first+second moved",
    pull="half1<whole half2<whole beside",
    lead="reworded! newname<renamed kept",
)
CUT = bank_of(
    stick="alone",
    systems="steady1 steady2",
    view="stays",
    look="left added",
    listen="both<first+second moved",
    pull="half1 half2 beside",
    lead="reworded! newname<renamed kept",
)
"""The same, but that the halves of the split question do not say what they were."""
BEFORE = {
    "reworded": "JN",
    "renamed": "AY",
    "kept": "WP",
    "whole": "WP",
    "beside": "JY",
    "first": "JN",
    "second": "JP",
    "retired": "AY",
    "left": "WY",
    "moved": "AN",
    "stays": "JP",
    "steady1": "WP",
    "steady2": "JN",
    "alone": "WY",
}
AFTER = {
    "reworded": "WN",
    "newname": "WY",
    "kept": "WP",
    "half1": "AP",
    "half2": "JP",
    "beside": "JN",
    "both": "WN",
    "added": "JN",
    "left": "WY",
    "moved": "AY",
    "stays": "WP",
    "steady1": "AY",
    "steady2": "JN",
    "alone": "WN",
}
IMPROVED, DECLINED, SAME = Movement.IMPROVED, Movement.DECLINED, Movement.SAME
ADDED, RETIRED = Movement.NEW, Movement.RETIRED
EXPECTED = {
    "alone": ("alone", "WY", SAME, DECLINED, ""),
    "steady1": ("steady1", "WP", IMPROVED, IMPROVED, ""),
    "steady2": ("steady2", "JN", SAME, SAME, ""),
    "stays": ("stays", "JP", IMPROVED, SAME, ""),
    "left": ("left", "WY", SAME, SAME, ""),
    "added": ("", None, ADDED, ADDED, ""),
    "both": (
        "first second",
        "J-",
        IMPROVED,
        Movement.NOT_ANSWERED_BEFORE,
        "joins what were questions 6 and 7",
    ),
    "moved": ("moved", "AN", SAME, IMPROVED, "moved from View"),
    "half1": ("whole", "WP", IMPROVED, SAME, "split from what was question 4"),
    "half2": ("whole", "WP", DECLINED, SAME, "split from what was question 4"),
    "beside": ("beside", "JY", SAME, DECLINED, ""),
    "reworded": ("reworded", "JN", IMPROVED, SAME, "reworded"),
    "newname": ("renamed", "AY", DECLINED, SAME, ""),
    "kept": ("kept", "WP", SAME, SAME, ""),
    "retired": ("retired", "AY", RETIRED, RETIRED, ""),
}
"""By question: what it carries on, its ratings before, both movements, the break that is named."""


def before(bank: QuestionBank = OLD) -> Assessment:
    """Give the last quarter. Each answer's note, and each action, is the id of its question."""
    answers = {
        key: answer(marks, key, action(key), action(f"{key} done", done=True))
        for key, marks in BEFORE.items()
    }
    return take(bank, LAST, **answers)


def after(bank: QuestionBank = NEW) -> Assessment:
    """Give this quarter."""
    return take(bank, QUARTER, **AFTER)


def told(change: QuestionChange) -> tuple[str, str | None, Movement, Movement, str]:
    """Give what a comparison says of a question, in the order of `EXPECTED`."""
    marks = next(
        (
            each
            for each in MARKS
            if change.before
            and (change.before.progress, change.before.plan)
            == (answer(each).progress, answer(each).plan)
        ),
        None,
    )
    return (
        " ".join(each.question.id for each in change.earlier),
        marks,
        change.movement(Scale.PROGRESS),
        change.movement(Scale.PLAN),
        change.break_in_series,
    )


def test_every_question_is_compared_with_its_own_past() -> None:
    """By id, else by what it replaces: never by place, number or breakthrough; breaks are named."""
    comparison = compare(before(), after())
    assert {each.question.id: told(each) for each in comparison.questions} == EXPECTED
    assert [each.question.id for each in comparison.questions] == [*EXPECTED]
    for each in comparison.questions:
        notes = each.before.note.split() if each.before else []
        assert notes == EXPECTED[each.question.id][0].split()
        expected = answer(AFTER[each.question.id]) if each.later else None
        assert each.now == expected


def test_halves_that_do_not_say_what_they_were_are_new() -> None:
    """Without `replaces` nothing is guessed: the whole is retired, and its halves are new."""
    comparison = compare(before(), after(CUT))
    expected = dict(EXPECTED)
    expected["half1"] = expected["half2"] = expected["added"]
    expected["whole"] = ("whole", "WP", RETIRED, RETIRED, "")
    assert {each.question.id: told(each) for each in comparison.questions} == expected


def shifts(comparison: Comparison) -> dict[str, tuple[int | None, ...]]:
    """Give by breakthrough: gap index before and now, and points moved over those compared."""
    return {
        each.id: (
            each.earlier.gap_index if each.earlier else None,
            each.later.gap_index if each.later else None,
            each.shift.change,
            each.shift.compared,
            each.shift.total,
        )
        for each in comparison.breakthroughs
    }


@pytest.mark.parametrize("bank", [NEW, CUT], ids=["with replaces", "without"])
def test_gap_indexes_are_right(bank: QuestionBank) -> None:
    """Each quarter's are those of its own questions; the change rests on those that match."""
    found = shifts(compare(before(), after(bank)))
    is_split = bank is NEW
    assert found == {
        "stick": (25, 75, 50, 1, 1),
        "systems": (75, 50, -25, 2, 2),
        "view": (38, 50, -25, 1, 1),
        "look": (13, 63, 0, 1, 2),
        "listen": (88, 38, 0, 1, 2),
        "pull": (50, 58, *((8, 3, 3) if is_split else (50, 1, 3))),
        "lead": (50, 50, 0, 3, 3),
    }


def test_unchanged_breakthroughs_are_not_touched() -> None:
    """They read the same in either order, and as if nothing else had changed."""
    plain_before, plain_after = bank_of(systems="steady1 steady2", stick="alone"), NEW
    alone = shifts(compare(before(plain_before), after(plain_after)))
    together = shifts(compare(before(), after()))
    for key in ("systems", "stick"):
        assert alone[key] == together[key]
    comparison = compare(before(), after())
    assert comparison.earlier == summarise(before())
    assert comparison.later == summarise(after())


def test_falls_are_listed_under_the_new_name() -> None:
    """What was achieved under another id fell; what was retired did not."""
    falls = compare(before(), after()).falls_from_achieved
    assert [each.change.question.id for each in falls] == ["newname"]


@pytest.mark.parametrize("bank", [NEW, CUT], ids=["with replaces", "without"])
def test_the_trend_shows_the_break(bank: QuestionBank) -> None:
    """The quarter with the new bank is marked; the one after it, with the same, is not."""
    quarters = tuple(reversed(quarters_up_to(QUARTER.next, 4)))
    now = after(bank)
    latest = take(bank, QUARTER.next, **AFTER)
    saved = [take(OLD, LAST.previous, **BEFORE), before(), now, latest]
    found = trend({each.quarter: each for each in saved}, quarters)
    assert found.breaks == {QUARTER}
    assert [row.id for row in found.rows] == [*(part.id for part in NEW.breakthroughs), ""]
    rows = {
        row.id: [each.gap_index if each else None for each in row.tallies] for row in found.rows
    }
    assert rows["systems"] == [75, 75, 50, 50]
    assert rows["stick"] == [25, 25, 75, 75]
    assert rows["view"] == [38, 38, 50, 50]


def test_open_actions_come_along_to_their_own_question() -> None:
    """A rename, a join, a split and a move keep them; those of a retired question are counted."""
    carried = carry_open_actions(before(), NEW)
    assert {
        key: [each.text for each in answer.actions] for key, answer in carried.answers.items()
    } == {
        "alone": ["alone"],
        "steady1": ["steady1"],
        "steady2": ["steady2"],
        "stays": ["stays"],
        "left": ["left"],
        "both": ["first", "second"],
        "moved": ["moved"],
        "half1": ["whole"],
        "beside": ["beside"],
        "reworded": ["reworded"],
        "newname": ["renamed"],
        "kept": ["kept"],
    }
    assert carried.left_behind == 1
    assert all(not answer.is_rated and not answer.note for answer in carried.answers.values())
    without = carry_open_actions(before(), CUT)
    assert without.left_behind == 2
    assert "half1" not in without.answers
    assert {**without.answers, "half1": carried.answers["half1"]} == carried.answers


def test_what_stands_still_does_so_under_its_new_name() -> None:
    """The run of a question goes on through the change, and never over into another's."""
    past = [before(), take(OLD, LAST.previous, **BEFORE), take(OLD, LAST.year_before, **BEFORE)]
    assert stalled(after(), past) == {"steady2": 3, "left": 3, "kept": 3}
    still = {"newname": "AY", "reworded": "JN", "half1": "WP", "moved": "WN", "added": "JN"}
    assert stalled(take(NEW, QUARTER, **still), past) == {"reworded": 3, "half1": 3}
    assert stalled(take(CUT, QUARTER, **still), past) == {"reworded": 3}


def test_checks_look_at_the_right_past() -> None:
    """A fall is one from the question's own rating, under whatever name; a new one has none."""
    past = [before(), take(OLD, LAST.previous, **BEFORE)]
    findings = {
        each.check: [numbered.question.id for numbered in each.questions]
        for each in find_contradictions(after(), past)
    }
    assert findings == {
        Check.CRITICAL_WITHOUT_ACTION: ["steady2", "added", "beside"],
        Check.FALL_WITHOUT_NOTE: ["alone", "half2", "beside", "newname"],
        Check.PLAN_WITHOUT_PROGRESS: ["left", "newname"],
        Check.ACHIEVED_WITHOUT_NOTE: ["steady1", "moved", "half1"],
    }


def test_a_review_ranks_by_the_new_questions_alone() -> None:
    """Bands and ranks are those of this quarter's own answers, whatever the last bank was."""
    found = review(after(), lambda: [before()])
    ranked = found.summary.breakthroughs
    assert [each.breakthrough.id for each in ranked] == [
        "stick", "look", "pull", "systems", "view", "lead", "listen",
    ]  # fmt: skip
    assert ranked[0].tally.band is Band.HIGH
    assert found.summary == summarise(after())


class Step(NamedTuple):
    """A bank, and what each of its questions carries on from the first bank of all."""

    bank: QuestionBank
    origins: dict[str, frozenset[str]]
    replaced: dict[str, list[str]]
    """What each question says that it replaces: a bank may go on saying so."""


FATES = ["keep", "reword", "rename", "split", "join", "retire"]
KEYS = "abcdef"


def heirs(key: str, fate: str, number: int) -> list[str]:
    """Name the questions that carry one on in the next bank."""
    return {
        "keep": [key],
        "reword": [key],
        "rename": [f"{key}_new{number}"],
        "split": [f"{key}_left{number}", f"{key}_right{number}"],
        "join": [f"joined{number}"],
        "retire": [],
    }[fate]


@st.composite
def changes(draw: st.DrawFn) -> list[Step]:
    """Draw a bank and one or two new ones after it, each changed in ways of every kind."""
    found = [Step(bank_of(one="a b c", two="d e f"), {key: frozenset(key) for key in KEYS}, {})]
    for number in range(draw(st.integers(1, 2))):
        last = found[-1]
        origins: dict[str, frozenset[str]] = {f"added{number}": frozenset()}
        replaced: dict[str, list[str]] = {}
        marks: dict[str, str] = {}
        for key, own in last.origins.items():
            fate = draw(st.sampled_from(FATES))
            for name in heirs(key, fate, number):
                origins[name] = origins.get(name, frozenset()) | own
                if name != key:
                    replaced.setdefault(name, []).append(key)
                elif key in last.replaced and draw(st.booleans()):
                    replaced[key] = last.replaced[key]
                marks[name] = "!" if fate == "reword" else ""
        words = [
            (f"{key}<{'+'.join(replaced[key])}" if key in replaced else key) + marks.get(key, "")
            for key in draw(st.permutations([*origins]))
        ]
        cut = draw(st.integers(1, len(words)))
        parts = {"two": " ".join(words[:cut]), "one": " ".join(words[cut:])}
        bank = bank_of(**{key: each for key, each in parts.items() if each})
        found.append(Step(bank, origins, replaced))
    return found


@settings(deadline=None)
@given(changes(), st.lists(st.sampled_from(MARKS), min_size=6, max_size=6))
def test_whatever_changes_no_question_has_another_ones_past(
    steps: list[Step], marks: list[str]
) -> None:
    """Over one new bank or two, each question's past is what it carries on, and nothing else.

    What nobody carries on is retired, and listed once.
    """
    first, last = steps[0], steps[-1]
    answers = {key: answer(each, key) for key, each in zip(KEYS, marks, strict=True)}
    earlier = take(first.bank, LAST, **answers)
    comparison = compare(earlier, take(last.bank), [each.bank for each in steps[1:-1]])
    carried = frozenset().union(*last.origins.values())
    gone = [each for each in comparison.questions if each.later is None]
    assert [each.question.id for each in gone] == [key for key in KEYS if key not in carried]
    asked = [each for each in comparison.questions if each.later is not None]
    assert [each.later for each in asked] == [*last.bank.questions]
    for each in asked:
        own = last.origins[each.question.id]
        ids = [numbered.question.id for numbered in each.earlier]
        assert ids == sorted(own)
        assert each.before == joined([answers[key] for key in ids])
        others = [key for key, origins in last.origins.items() if origins & own]
        assert each.is_split is (len(others) > 1)


@settings(deadline=None)
@given(changes(), st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3)))
def test_whatever_changes_no_action_is_lost_or_doubled(
    steps: list[Step], counts: dict[str, int]
) -> None:
    """Every open action goes to one question that carries its own on, or is counted as left."""
    last, bank = steps[0], steps[1].bank
    answers = {
        key: Answer(actions=(*[action(key)] * count, action(key, done=True)))
        for key, count in counts.items()
    }
    carried = carry_open_actions(take(last.bank, LAST, **answers), bank)
    lineage = Lineage([bank])
    taken = 0
    for key, each in carried.answers.items():
        assert key in bank
        own = {numbered.question.id for numbered in lineage.earlier(key, last.bank)}
        assert {listed.text for listed in each.actions} <= own
        assert not any(listed.done for listed in each.actions)
        taken += len(each.actions)
    assert taken + carried.left_behind == sum(counts.values())
    followed = frozenset().union(*steps[1].origins.values())
    assert carried.left_behind == sum(count for key, count in counts.items() if key not in followed)
