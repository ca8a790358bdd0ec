"""Small banks and quarters, written so short that a test reads as a table."""

from __future__ import annotations

from collections.abc import Iterable

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.model import (
    Action,
    Answer,
    Assessment,
    Breakthrough,
    Plan,
    Progress,
    Question,
    QuestionBank,
)
from breakthroughs_tui.quarter import Quarter
from tests.conftest import NOW, QUARTER

BANK = load_default_bank()
PROGRESS = dict(zip("AWJ-", [*Progress, None], strict=True))
PLAN = dict(zip("YPN-", [*Plan, None], strict=True))
MARKS = [progress + plan for progress in PROGRESS for plan in PLAN]
"""Every pair of ratings, those that are not given among them."""


def answer(marks: str, note: str = "", *actions: Action) -> Answer:
    """Give an answer from its ratings' initials: `JN` is Just starting and No, `-` is none."""
    return Answer(PROGRESS[marks[0]], PLAN[marks[1]], note, actions)


def action(text: str = "", due: Quarter | None = None, *, done: bool = False) -> Action:
    """Give an action that was raised a year ago."""
    return Action(text, "", due, done, QUARTER.year_before)


def bank_of(**breakthroughs: str) -> QuestionBank:
    """Give a bank from its questions' ids: `a b<c d<e+f g!`.

    There b replaces c, d replaces e and f, and g is reworded. All others are worded alike.
    """
    return QuestionBank(
        BANK.id,
        "",
        BANK.title,
        "",
        "",
        BANK.scales,
        tuple(
            Breakthrough(key, key.title(), tuple(map(_question, words.split())))
            for key, words in breakthroughs.items()
        ),
    )


def _question(word: str) -> Question:
    name, _, old = word.rstrip("!").partition("<")
    text = "How, then?" if word.endswith("!") else "How?"
    return Question(name, text, tuple(old.split("+")) if old else ())


def take(
    bank: QuestionBank, quarter: Quarter = QUARTER, /, **answers: str | Answer | None
) -> Assessment:
    """Give a quarter with these answers; None is one that nobody has touched."""
    given = {
        key: answer(each) if isinstance(each, str) else each
        for key, each in answers.items()
        if each is not None
    }
    return Assessment(quarter, "", "", NOW, NOW, bank, given)


def quarters_up_to(quarter: Quarter, count: int) -> list[Quarter]:
    """Give so many quarters in a row, newest first; this one is the newest."""
    found = [quarter]
    while len(found) < count:
        found.append(found[-1].previous)
    return found[:count]


def series(bank: QuestionBank, question_id: str, marks: Iterable[str]) -> list[Assessment]:
    """Give quarters in a row, newest first, with these answers to one question."""
    listed = list(marks)
    return [
        take(bank, quarter, **{question_id: each})
        for quarter, each in zip(quarters_up_to(QUARTER, len(listed)), listed, strict=True)
    ]
