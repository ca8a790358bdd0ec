"""Characters that look like a space, or like nothing, where the layout of YAML counts.

A web page or Word brings them along. In a value they are text. In the indentation, beside a
key or inside it, a file that looks right means something else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from breakthroughs_tui.plain import BLANKS, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ODD: Final = f"{BLANKS}{UNSEEN}"
_SPACES: Final = f"[ \t{_ODD}]*+"


class Stray(NamedTuple):
    """One such character. Strays sort by place."""

    line: int
    column: int
    """Both from 1, in characters."""
    character: str
    stand_in: str
    """What belongs in its place: a plain space, or nothing."""


class _Patterns(NamedTuple):
    odd: re.Pattern[str]
    margin: re.Pattern[str]
    key: re.Pattern[str]
    opening: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        odd=re.compile(f"[{_ODD}]"),
        margin=re.compile(f"{_SPACES}(?:[-?](?=[ \t{_ODD}]){_SPACES})*+"),
        key=re.compile(
            rf"(?P<before>{_SPACES})(?P<key>[\w\"'-][\w\"'{_ODD}-]*+{_SPACES})"
            rf":(?=[ \t{_ODD}]|$)(?P<after>[{_ODD}]{_SPACES})?"
        ),
        opening=re.compile("[{,]"),
    )


def find_strays(text: str) -> list[Stray]:
    """Find them wherever the layout may be; only YAML can say which of them are in a value."""
    odd, margin, key, opening = _patterns()
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not odd.search(line):
            continue
        layout = margin.match(line)
        start = layout.end() if layout else 0
        spaces, names = [(0, start)], []
        starts = [each.end() for each in opening.finditer(line)] if "{" in line else []
        for match in filter(None, (key.match(line, each) for each in (start, *starts))):
            spaces += [match.span("before"), match.span("after")]
            names.append(match.span("key"))
        places = [(at, " ") for span in spaces for at in range(*span)]
        places += [(at, "") for span in names for at in range(*span)]
        for at, blank in places:
            if odd.match(line, at):
                stand_in = blank if re.match(f"[{BLANKS}]", line[at]) else ""
                found.append(Stray(number, at + 1, line[at], stand_in))
    return sorted(set(found))


def descriptions(strays: Iterable[Stray]) -> Iterator[tuple[int, int, str]]:
    """Give line and column of each run of strays, and say what it is and what to do."""
    import unicodedata  # here: few files have any

    runs = groupby(
        enumerate(sorted(strays)),
        lambda each: (each[1].line, each[1].column - each[0], *each[1][2:]),
    )
    for (line, _, character, stand_in), members in runs:
        run = [stray for _, stray in members]
        name = unicodedata.name(character, "invisible character").lower()
        code = f"U+{ord(character):04X}"
        if len(run) == 1:
            do = "put a plain space in its place" if stand_in else "remove it"
            yield line, run[0].column, f"{name} {code}; {do}"
        else:
            do = "put plain spaces in their place" if stand_in else "remove them"
            yield line, run[0].column, f"{name} {code} ({len(run)} of them); {do}"


class Mended:
    """A text with what belongs in the place of each stray, and where its characters were."""

    def __init__(self, text: str, strays: Iterable[Stray]) -> None:
        """Put every stand-in in its place."""
        self._before = text.split("\n")
        self._lines = lines = list(self._before)
        self._gone: dict[int, list[int]] = {}
        for number, members in groupby(sorted(strays), lambda stray: stray.line):
            here = list(members)
            line = list(lines[number - 1])
            for stray in here:
                line[stray.column - 1] = stray.stand_in
            lines[number - 1] = "".join(line)
            gone = [stray.column - 1 for stray in here if not stray.stand_in]
            self._gone[number - 1] = [at - before for before, at in enumerate(gone)]
        self.text = "\n".join(lines)

    def margin_below(self, line: int, least: int) -> int:
        """Return the indentation, in spaces, of the block of text below a line (from 1).

        They are plain ones if those before the first stray are enough.
        """
        for at in range(line, len(self._lines)):
            if self._lines[at].strip():
                plain = _margin(self._before[at])
                return plain if plain >= least else _margin(self._lines[at])
        return least

    def start(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column (from 1) where what begins here (from 0) began."""
        return line + 1, column + 1 + bisect_right(self._gone.get(line, ()), column)

    def end(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column (from 1) where what ends before here (from 0) ended."""
        return line + 1, column + 1 + bisect_left(self._gone.get(line, ()), column)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
