"""What a breakthrough's screen says was rated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from breakthroughs_tui.model import RATINGS, Scale

Ratings = dict[str, tuple[str | None, str | None]]
"""Progress and plan, by question id."""

_QUESTION: Final = re.compile(r"^ {0,3}(\d{1,2}) \S")
_OPTION: Final = re.compile(r"\((•| )\)")


def shown_ratings(lines: Sequence[str]) -> Ratings:
    """Read the ratings from the screen of a breakthrough."""
    found: dict[str, list[str | None]] = {}
    question = ""
    for line in lines:
        if number := _QUESTION.match(line):
            question = f"q{number[1]}"
        elif question and len(marks := _OPTION.findall(line)) == len(RATINGS[Scale.PLAN]):
            rated = found.setdefault(question, [])
            scale = list(Scale)[len(rated) % 2]
            is_rated = "•" in marks
            rated.append(RATINGS[scale][marks.index("•")].value if is_rated else None)
    return {key: (pair[0], pair[1]) for key, pair in found.items() if len(pair) == len(Scale)}
