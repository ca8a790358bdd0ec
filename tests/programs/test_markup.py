"""The web page against the rules of HTML that need no browser."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final

import pytest

from breakthroughs_tui.reports.formats import Format
from tests.programs import reported

_VOID: Final = {"br", "col", "link", "meta"}
_DRAWN: Final = {"svg", "line", "text", "circle"}
_PARENTS: Final = {
    "head": {"html"},
    "body": {"html"},
    "title": {"head"},
    "meta": {"head"},
    "style": {"head"},
    "li": {"ul"},
    "dt": {"dl"},
    "dd": {"dl"},
    "caption": {"table"},
    "colgroup": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "col": {"colgroup"},
    "tr": {"thead", "tbody"},
    "th": {"tr"},
    "td": {"tr"},
    "figcaption": {"figure"},
}
"""Where an element may stand only."""
_WORDS_ONLY: Final = {"p", "span", "a", "h1", "h2", "h3", "figcaption", "title"}
"""What holds words, and elements within a line."""
_WITHIN_A_LINE: Final = {"span", "a", "br"}
_NO_WORDS: Final = {"ul", "dl", "table", "colgroup", "thead", "tbody", "tr", "html", "head"}
"""What holds no words of its own."""
_ATTRIBUTES: Final = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "a": {"href", "rel"},
    "th": {"scope"},
    "svg": {"viewbox"},
    "line": {"x1", "x2", "y1", "y2"},
    "text": {"x", "y", "text-anchor"},
    "circle": {"cx", "cy", "r"},
}
"""What an element may have beside what any may: nothing obsolete, no style, no handler."""
_FOR_ANY: Final = re.compile(r"class|id|dir|role|aria-[a-z]+|data-[a-z]+")


class Page(HTMLParser):
    """A page, read strictly: nothing is left to be closed or guessed."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.points_to: list[str] = []
        """The ids that links and labels name."""
        self.counts: Counter[str] = Counter()
        self.levels: list[int] = []
        """Of the headings, in order."""
        self.tables: list[list[int]] = []
        """How many cells each row of each table has."""
        self.doctype = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.problems += [f"{tag} is not closed" for tag in self._open]

    def handle_decl(self, decl: str) -> None:
        """Note the doctype, which comes before all else."""
        self.doctype = "" if self.counts else decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check where an element stands and what it has."""
        parent = self._open[-1] if self._open else ""
        self._check_place(tag, parent)
        self._check_attributes(tag, attrs)
        self.counts[tag] += 1
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in {"th", "td"}:
            self.tables[-1][-1] += 1
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<line/>`, which only a drawing may have."""
        if tag not in _DRAWN:
            self._say(f"<{tag}/>")
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last, and nothing else."""
        if not self._open or self._open.pop() != tag:
            self._say(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        """Check that words stand where words may."""
        if data.strip() and (not self._open or self._open[-1] in _NO_WORDS):
            self._say(f"words where none may be: {data.strip()[:20]}")

    def handle_comment(self, data: str) -> None:
        """A page to hand in has no remarks for its maker."""
        self._say(f"a comment: {data[:20]}")

    def _check_place(self, tag: str, parent: str) -> None:
        if tag in _PARENTS and parent not in _PARENTS[tag]:
            self._say(f"{tag} in {parent}")
        if parent in _WORDS_ONLY and tag not in _WITHIN_A_LINE:
            self._say(f"{tag} in {parent}")
        if tag in {"main", "nav", "header"} and parent != "body":
            self._say(f"{tag} in {parent}")

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self._say(f"an attribute is repeated: {names}")
        for name, value in attrs:
            if name not in _ATTRIBUTES.get(tag, ()) and not _FOR_ANY.fullmatch(name):
                self._say(f"{tag} has {name}")
            if value is None:
                self._say(f"{name} has no value")
            elif name == "id":
                self.ids.append(value)
            elif name == "aria-labelledby":
                self.points_to += value.split()
            elif name == "href" and value.startswith("#"):
                self.points_to.append(value[1:])

    def _say(self, problem: str) -> None:
        self.problems.append(f"line {self.getpos()[0]}: {problem}")


@pytest.mark.parametrize("name", [*reported.NAMES, "many"])
def test_a_page_keeps_the_rules_of_html(name: str) -> None:
    """Everything is closed, known and in its place; what a link or a label names is there once."""
    content = reported.written(name, Format.HTML)
    page = Page(content.decode())
    assert page.problems == []
    assert page.doctype == "DOCTYPE html"
    assert b'<meta charset="utf-8">' in content[:1024]
    assert not content.startswith(b"\xef\xbb\xbf")
    assert len(set(page.ids)) == len(page.ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", each) for each in page.ids)
    assert set(page.points_to) <= set(page.ids)
    assert {tag: page.counts[tag] for tag in ("title", "h1", "main", "header", "nav")} == (
        dict.fromkeys(("title", "h1", "main", "header", "nav"), 1)
    )
    assert page.levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(page.levels))
    assert all(len(set(cells)) == 1 for cells in page.tables)
    assert page.counts["caption"] == page.counts["table"] == len(page.tables)
    assert page.counts["script"] == page.counts["img"] == page.counts["link"] == 0


@pytest.mark.parametrize("name", reported.NAMES)
def test_each_table_has_rows(name: str) -> None:
    """A table with nothing in it tells nothing, and a screen reader stumbles over it."""
    tables = Page(reported.written(name, Format.HTML).decode()).tables
    assert all(len(rows) > 1 for rows in tables)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ("<p>One<p>Two</p>", "p in p"),
        ("<p>One", "</body> closes nothing"),
        ("<ul>One</ul>", "words where none may be: One"),
        ('<p id="a" id="b">One</p>', "an attribute is repeated: ['id', 'id']"),
        ('<table align="left"></table>', "table has align"),
        ('<p onclick="x">One</p>', "p has onclick"),
        ("<br/>", "<br/>"),
    ],
)
def test_a_page_that_breaks_them_is_noticed(wrong: str, problem: str) -> None:
    """Else the test above would prove nothing."""
    assert f"line 1: {problem}" in Page(f"<html><body>{wrong}</body></html>").problems
