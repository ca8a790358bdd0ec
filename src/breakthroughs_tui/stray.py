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

from breakthroughs_tui.plain import BLANKS, STEERING, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ODD: Final = f"{BLANKS}{UNSEEN}"
_SPACES: Final = f"[ \t{_ODD}]*+"
_VALUE: Final = (
    r"(?:[|>][-+1-9]*+"  # the header of a block of text
    r"""|"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'"""
    r"|[\[{].*[\]}])"
)
"""What may have nothing after it on its line but a comment."""


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
    steering: re.Pattern[str]
    blank: re.Pattern[str]
    spaces: re.Pattern[str]
    dash: re.Pattern[str]
    key: re.Pattern[str]
    tail: re.Pattern[str]
    opening: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        odd=re.compile(f"[{_ODD}]"),
        steering=re.compile(f"[{STEERING}]"),
        blank=re.compile(f"[{BLANKS}]"),
        spaces=re.compile(_SPACES),
        dash=re.compile(f"[-?](?P<after>[ \t{_ODD}]{_SPACES})"),
        key=re.compile(
            rf"(?P<before>{_SPACES})(?P<key>[\w\"'-][\w\"'{_ODD}-]*+{_SPACES})"
            rf":(?=[ \t{_ODD}]|$)(?P<after>[{_ODD}]{_SPACES})?"
        ),
        tail=re.compile(rf"[ \t]*+{_VALUE}(?P<after>{_SPACES})(?=#|$)"),
        opening=re.compile("[{,]"),
    )


def find_strays(text: str) -> list[Stray]:
    """Find them wherever the layout may be; only YAML can say which of them are in a value."""
    odd = _patterns().odd
    return [
        Stray(number, at + 1, line[at], stand_in)
        for number, line in enumerate(text.split("\n"), start=1)
        if odd.search(line)
        for at, stand_in in sorted(set(_strays_of(line)))
    ]


def _strays_of(line: str) -> Iterator[tuple[int, str]]:
    """Give the place (from 0) of each stray of a line, and what belongs there."""
    _, _, _, _, dash, key, tail, opening = _patterns()
    start = _end_of_spaces(line)
    yield from _within(line, (0, start))
    while match := dash.match(line, start):
        yield from _apart(line, match.span("after"))
        start = match.end()
    value = start
    starts = [match.end() for match in opening.finditer(line)] if "{" in line else []
    for match in filter(None, (key.match(line, each) for each in (start, *starts))):
        yield from _within(line, match.span("before"))
        yield from _within(line, match.span("key"), blank="")
        yield from _apart(line, match.span("after"))
        value = match.end() if match.start() == start else value
    if match := tail.match(line, value):
        yield from _apart(line, match.span("after"))


def _within(line: str, span: tuple[int, int], *, blank: str = " ") -> Iterator[tuple[int, str]]:
    """Give the odd characters of a part of a line; `blank` belongs in the place of a blank."""
    odd, blanks = _patterns().odd, _patterns().blank
    for at in range(*span):
        if odd.match(line, at):
            yield at, blank if blanks.match(line, at) else ""


def _apart(line: str, span: tuple[int, int]) -> Iterator[tuple[int, str]]:
    """Give those between two things of one line: one blank, at least, belongs there.

    At the end of the line none does.
    """
    start, end = span
    if end == len(line):
        yield from _within(line, span, blank="")
    elif any(each in " \t" or _patterns().blank.match(each) for each in line[start:end]):
        yield from _within(line, span)
    elif start < end:
        yield start, " "
        yield from _within(line, (start + 1, end))


def _end_of_spaces(line: str) -> int:
    spaces = _patterns().spaces.match(line)
    return spaces.end() if spaces else 0


def find_steering(text: str) -> list[Stray]:
    """Find the control characters, wherever they stand."""
    steering = _patterns().steering
    return [
        Stray(number, found.start() + 1, found[0], "")
        for number, line in enumerate(text.split("\n"), start=1)
        for found in steering.finditer(line)
    ]


def odd_in_id(value: str) -> list[tuple[int, str]]:
    """Give the place (from 0) of each odd character of an id, and what belongs there.

    Two ids that differ in it look the same. Control characters are left to others.
    """
    odd, steering, blank, *_ = _patterns()
    return [
        (found.start(), " " if blank.match(found[0]) and inside else "")
        for found in odd.finditer(value)
        if not steering.match(found[0])
        for inside in [value[: found.start()].strip() and value[found.end() :].strip()]
    ]


def indented(strays: list[Stray], text: str) -> dict[int, list[Stray]]:
    """Give the strays in the indentation, by line: before anything but dashes."""
    lines, dash = text.split("\n"), _patterns().dash
    found: dict[int, list[Stray]] = {}
    for number, members in groupby(strays, lambda stray: stray.line):
        line = lines[number - 1]
        end = _end_of_spaces(line)
        while match := dash.match(line, end):
            end = match.end()
        if here := [stray for stray in members if stray.column <= end]:
            found[number] = here
    return found


def descriptions(strays: Iterable[Stray]) -> Iterator[tuple[int, int, str]]:
    """Give line and column of each run of strays, and say what it is and what to do."""
    runs = groupby(
        enumerate(sorted(strays)),
        lambda each: (each[1].line, each[1].column - each[0], *each[1][2:]),
    )
    for (line, _, character, stand_in), members in runs:
        run = [stray for _, stray in members]
        name = f"{_name(character)} U+{ord(character):04X}"
        if len(run) == 1:
            do = "put a plain space in its place" if stand_in else "remove it"
            yield line, run[0].column, f"{name}; {do}"
        else:
            do = "put plain spaces in their place" if stand_in else "remove them"
            yield line, run[0].column, f"{name} ({len(run)} of them); {do}"


def _name(character: str) -> str:
    import unicodedata  # here: few files have any

    if _patterns().steering.match(character):
        return "control character"
    return unicodedata.name(character, "invisible character").lower()


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

    def find(self, character: str, line: int, column: int) -> int:
        """Return the column (from 0) of a character on a line, or -1; search from one on."""
        return self._lines[line].find(character, column)

    def start(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column (from 1) where what begins here (from 0) began."""
        return line + 1, column + 1 + bisect_right(self._gone.get(line, ()), column)

    def end(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column (from 1) where what ends before here (from 0) ended."""
        return line + 1, column + 1 + bisect_left(self._gone.get(line, ()), column)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
