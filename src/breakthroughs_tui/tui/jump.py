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
_NO: Final = r"\W*(?:no|number)?\W*0*(\d+)\W*"
_QUESTION: Final = f"(?:q|question)?{_NO}"
"""`12`, `Q12`, `no. 12`, `question number 12`, as a search sees it."""
_BREAKTHROUGH: Final = f"breakthrough{_NO}"


def matches(bank: QuestionBank, typed: str) -> list[tuple[str, Place]]:
    """Find what a person may mean. The one whose number it is comes first.

    With a number alone, the numbers of other questions are not searched. Before the number
    there are all, below those that have the words.
    """
    sought = folded(typed).strip()
    number = re.fullmatch(_QUESTION, sought)
    position = re.fullmatch(_BREAKTHROUGH, sought)
    is_breakthrough, is_question = (_begins(sought, name) for name in ("breakthrough", "question"))
    first: list[tuple[str, Place]] = []
    found: list[tuple[str, Place]] = []
    others: list[tuple[str, Place]] = []
    for index, breakthrough in enumerate(bank.breakthroughs):
        line = f"   {breakthrough.title}", ToBreakthrough(index)
        if position and position[1] == str(index + 1):
            first.append(line)
        elif has_words(typed, breakthrough.title):
            found.append(line)
        elif is_breakthrough:
            others.append(line)
    for each in bank.questions:
        row = f"{each.number:>2} {each.question.text}", ToQuestion(each.question.id)
        if number and number[1] == str(each.number):
            first.append(row)
        elif has_words(typed, each.question.text if number else row[0]):
            found.append(row)
        elif is_question:
            others.append(row)
    return [*first, *found, *others][:_MOST]


def _begins(sought: str, name: str) -> bool:
    """Whether what was typed so far may end in the number of a thing of that name."""
    words = " ".join(re.findall(r"\w+", sought))
    wholes = (f"{name} number", f"{name} no")
    return bool(words) and any(whole.startswith(words) for whole in wholes)


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
