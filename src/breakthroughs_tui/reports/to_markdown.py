"""The report as Markdown (GitHub's), for wikis, chats and word processors."""

from __future__ import annotations

import re
from typing import Final

from breakthroughs_tui.priority import look_of
from breakthroughs_tui.reports.paper import Cell, Column, Paper
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.reports.templating import environment

_ALWAYS: Final = re.compile(
    r"[\\`*\[\]<|]|&(?=#?\w+;)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|#+$", re.MULTILINE
)
"""What means something wherever it stands; `_` within a word does not, nor in an address."""
_PAIRED: Final = re.compile(r"[~$]")
"""What means something when there are two of it: struck out, or a formula."""
_AT_START: Final = re.compile(r"^(?:[#>+=-]|\d+(?=[.)]))", re.MULTILINE)
"""What makes a heading, a quotation, a list or a rule of a line."""
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_MARGIN: Final = re.compile(r"^[^\S\n]+|[^\S\n]+$", re.MULTILINE)


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escape(text: object) -> Markdown:
    """Write a text so that Markdown shows it as it is, wherever it stands."""
    if isinstance(text, Markdown):
        return text
    return Markdown(_AT_START.sub(_escape_start, _escape_within(str(text))))


def _escape_within(text: str) -> str:
    """Write a text for where no line begins with it."""
    plain = _ALWAYS.sub(r"\\\g<0>", _MARGIN.sub("", text))
    return _PAIRED.sub(r"\\\g<0>", plain) if len(_PAIRED.findall(plain)) > 1 else plain


def _escape_start(found: re.Match[str]) -> str:
    start = found[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def write_markdown(paper: Paper) -> Written:
    """Write a paper as UTF-8 Markdown."""
    made = environment(finalize=escape)
    made.filters.update(cell=_cell, lines=_lines, rule=_rule, written=Markdown)
    text = made.get_template("report.md.jinja").render(paper=paper)
    return Written((_BLANK_LINES.sub("\n\n", text).strip() + "\n").encode())


def _cell(cell: Cell) -> Markdown:
    """Write a cell on one line."""
    lines = [line for line in _escape_within(cell.text).split("\n") if line]
    if cell.band is None:
        return Markdown(". ".join(lines))
    look = look_of(cell.band)
    if not cell.has_word:
        return Markdown(" ".join([look.symbol, *lines]))
    return Markdown(": ".join([f"{look.symbol} {look.word}", ". ".join(lines)]).removesuffix(": "))


def _lines(text: str, indent: int = 0) -> Markdown:
    """Write lines so that they stay lines, each so far to the right."""
    lines = [line for line in escape(text).split("\n") if line]
    return Markdown(("  \n" + " " * indent).join(lines))


def _rule(column: Column) -> Markdown:
    return Markdown("---:" if column.is_number else "---")
