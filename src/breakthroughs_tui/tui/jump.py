"""Find a question or a breakthrough by typing part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from textual.content import Content

from breakthroughs_tui.equivalents import folded
from breakthroughs_tui.model import QuestionBank
from breakthroughs_tui.tui.dialog import Close
from breakthroughs_tui.tui.places import Place, ToBreakthrough, ToQuestion
from breakthroughs_tui.tui.search import Found, SearchDialog, has_words

_MOST: Final = 50
_NUMBER: Final = r"(?:q(?:uestion(?: no)?)?)?\W*(\d+)\W*"
"""`12`, `Q12`, `question 12`, as a search sees it."""


def matches(bank: QuestionBank, typed: str) -> list[tuple[str, Place]]:
    """Find what a person may mean. The question whose number it is comes first.

    With a number alone, the numbers of other questions are not searched.
    """
    number = re.fullmatch(_NUMBER, folded(typed).strip())
    found: list[tuple[str, Place]] = [
        (f"   {each.title}", ToBreakthrough(position))
        for position, each in enumerate(bank.breakthroughs)
        if has_words(typed, each.title)
    ]
    first: list[tuple[str, Place]] = []
    for each in bank.questions:
        line = f"{each.number:>2} {each.question.text}", ToQuestion(each.question.id)
        if number and number[1] == str(each.number):
            first.append(line)
        elif has_words(typed, each.question.text if number else line[0]):
            found.append(line)
    return [*first, *found][:_MOST]


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
