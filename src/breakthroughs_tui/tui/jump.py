"""Find a question or a breakthrough by typing part of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from breakthroughs_tui.model import QuestionBank
from breakthroughs_tui.tui.dialog import Close
from breakthroughs_tui.tui.places import Place, ToBreakthrough, ToQuestion
from breakthroughs_tui.tui.search import Found, SearchDialog, has_words

_MOST: Final = 50


def matches(bank: QuestionBank, typed: str) -> list[tuple[str, Place]]:
    """Find what a person may mean. A number alone means the question with that number."""
    lines: list[tuple[str, Place]] = [
        (f"   {each.title}", ToBreakthrough(position))
        for position, each in enumerate(bank.breakthroughs)
    ]
    lines += [
        (f"{each.number:>2} {each.question.text}", ToQuestion(each.question.id))
        for each in bank.questions
    ]
    number = typed.strip()
    if number.isdecimal():
        return [line for line in lines if line[0].split()[0] == number]
    return [line for line in lines if has_words(typed, line[0])][:_MOST]


class JumpDialog(SearchDialog[Place]):
    """Gives the place chosen, or None."""

    HEADING = "Find"
    FOOTING = "Enter goes there · Esc closes"

    def __init__(self, close: Close[Place], bank: QuestionBank) -> None:
        """Search a bank."""
        super().__init__(close, "Type part of a question, or its number")
        self._bank = bank

    def find(self, typed: str) -> Sequence[Found[Place]]:
        """Return the breakthroughs and questions with these words."""
        return [Found(Content(line), place) for line, place in matches(self._bank, typed)]
