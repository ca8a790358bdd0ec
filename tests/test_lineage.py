"""A question is found again under whatever id it had, and no other is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthroughs_tui.lineage import Lineage, joined
from breakthroughs_tui.model import Answer, Plan, Progress, QuestionBank
from tests.quarters import MARKS, action, answer, bank_of, take


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        ("a b", "a b", ["a"]),
        ("b a", "c a! b", ["a"]),
        ("b c", "a<b c", ["b"]),
        ("b c", "a<b+c", ["b", "c"]),
        ("c d b", "a<b+c d", ["c", "b"]),
        ("b", "a<b d<b", ["b"]),
        ("b c", "a<b+c d<b", ["b", "c"]),
        ("c", "a<b+c", ["c"]),
        ("b", "a", []),
        ("b", "a<c", []),
        ("c", "a b<c", []),
    ],
    ids=[
        "kept",
        "moved and reworded",
        "renamed",
        "joined",
        "joined, in the earlier order",
        "split",
        "split and joined",
        "joined with one that is older still",
        "new",
        "replaces what was never asked",
        "beside one that was renamed",
    ],
)
def test_what_a_question_carries_on(earlier: str, later: str, found: list[str]) -> None:
    """A question is found by its id, else by what it replaces, in the earlier bank's order."""
    lineage = Lineage([bank_of(one=later)])
    asked = bank_of(one=earlier)
    assert [each.question.id for each in lineage.earlier("a", asked)] == found
    assert all(each is asked.find(each.question.id) for each in lineage.earlier("a", asked))


def test_a_question_renamed_more_than_once_is_followed() -> None:
    """Each step is in the bank that took it, and all of them are needed, in any order."""
    oldest, middle = bank_of(one="c d"), bank_of(one="b<c d")
    newest = bank_of(one="a<b d")
    for banks in ([newest, middle], [middle, newest]):
        (found,) = Lineage(banks).earlier("a", oldest)
        assert found.question.id == "c"
    assert Lineage([newest]).earlier("a", oldest) == ()


def test_what_was_said_once_stays_known() -> None:
    """A bank that says something else of the same question, or nothing, takes nothing back."""
    for banks in (["a<b", "a<c", "a"], ["a<c", "a<b"]):
        lineage = Lineage(bank_of(one=each) for each in banks)
        assert [each.question.id for each in lineage.earlier("a", bank_of(one="c"))] == ["c"]


def test_what_was_split_and_joined_again_is_counted_once() -> None:
    """Two ways back to the same question are one question."""
    lineage = Lineage([bank_of(one="a<b+c"), bank_of(one="b<d c<d")])
    assert [each.question.id for each in lineage.earlier("a", bank_of(one="d"))] == ["d"]


def test_a_question_that_took_another_in_keeps_it_through_a_new_name() -> None:
    """What b took in while it kept its id belongs to b, and to what b is called later."""
    lineage = Lineage([bank_of(one="a<b"), bank_of(one="b<c")])
    asked = bank_of(one="c b")
    for question_id in ("a", "b"):
        found = lineage.earlier(question_id, asked)
        assert [each.question.id for each in found] == ["c", "b"]


def test_banks_that_replace_in_a_circle_do_not_hang() -> None:
    """Two banks that each replace the other's question lead to an end."""
    lineage = Lineage([bank_of(one="a<b"), bank_of(one="b<a")])
    assert lineage.earlier("a", bank_of(one="c")) == ()


def test_the_answer_of_an_earlier_quarter() -> None:
    """An answer is found under the old id; asked but not given is not the same as not asked."""
    lineage = Lineage([bank_of(one="a<b c<d e")])
    last = take(bank_of(one="b d"), b="JN")
    assert lineage.answer("a", last) == answer("JN")
    assert lineage.answer("c", last) == Answer()
    assert lineage.answer("e", last) is None


@pytest.mark.parametrize(
    ("marks", "together"),
    [
        (["JN"], "JN"),
        (["JN", "JN"], "JN"),
        (["JN", "WN"], "-N"),
        (["JN", "JY"], "J-"),
        (["AY", "JN"], "--"),
        (["AY", "--"], "--"),
        (["A-", "AY"], "A-"),
        (["WP", "WP", "JP"], "-P"),
    ],
)
def test_a_rating_that_is_not_shared_is_nobodys(marks: list[str], together: str) -> None:
    """Questions that became one start from what they agreed on; the rest stands open."""
    assert joined([answer(each) for each in marks]) == answer(together)


def test_nothing_joined_is_nothing() -> None:
    """A question without an ancestor has no answer, not an empty one."""
    assert joined([]) is None


def test_notes_and_actions_are_joined() -> None:
    """Every note and every action of the questions that became one is kept, in their order."""
    first, second = action("first"), action("second", done=True)
    answers = [
        answer("JN", "one", first),
        answer("JN", "\N{WORD JOINER}"),
        answer("JN", "two", second),
    ]
    assert joined(answers) == answer("JN", "one\ntwo", first, second)


@given(st.lists(st.sampled_from(MARKS), min_size=1, max_size=4))
def test_joining_invents_no_rating(marks: list[str]) -> None:
    """A rating of a joined answer is that of each of its parts."""
    parts = [answer(each) for each in marks]
    together = joined(parts)
    assert together is not None
    assert together.progress in {None, *Progress}
    assert together.plan in {None, *Plan}
    assert all(together.progress in {None, each.progress} for each in parts)
    assert all(together.plan in {None, each.plan} for each in parts)


IDS = st.sampled_from("abcdefgh")
BANKS = st.dictionaries(IDS, st.lists(IDS, max_size=3), min_size=1, max_size=6).map(
    lambda replaced: bank_of(
        one=" ".join(f"{key}<{'+'.join(old)}" if old else key for key, old in replaced.items())
    )
)


@given(st.lists(BANKS, max_size=4), BANKS, IDS)
def test_any_banks_lead_back_to_questions_of_the_earlier_one(
    banks: list[QuestionBank], asked: QuestionBank, question_id: str
) -> None:
    """However wild the ids, the search ends, names no question twice, and keeps the order."""
    found = Lineage(banks).earlier(question_id, asked)
    assert [each for each in asked.questions if each in found] == [*found]
