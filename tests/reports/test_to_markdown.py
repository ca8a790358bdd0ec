"""The Markdown says what was written, and nothing that was written is Markdown."""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from msgspec.structs import replace

from breakthroughs_tui.model import Assessment, NextStep, Scales
from breakthroughs_tui.reports.formats import Format
from breakthroughs_tui.reports.report import Report
from tests.quarters import BANK, action, answer, bank_of, take
from tests.reports.conftest import (
    HOSTILE,
    SECTIONS,
    SHOWN,
    file_of,
    noting,
    parse_html,
    report_of,
    squeezed,
    text_of,
)

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
"""Reads what GitHub reads, and would let any tag through."""


def markdown(report: Report) -> str:
    """Write a report as Markdown."""
    return file_of(report, Format.MARKDOWN).decode()


def rendered(report: Report) -> ET.Element:
    """Write a report as Markdown, and give the page that comes of it."""
    return parse_html(READER.render(markdown(report)))


def tags(page: ET.Element) -> list[str]:
    """List the elements of a page in order."""
    return [each.tag for each in page.iter()]


def one_line(text: str) -> Assessment:
    """Give a quarter in which everything that has one line is this text."""
    bank = bank_of(one="a")
    breakthrough = bank.breakthroughs[0]
    labels = {"achieved": text, "working_towards": text, "just_starting": text}
    progress = replace(BANK.scales.progress, question=text)
    bank = replace(
        bank,
        title=text,
        source=text,
        scales=Scales(replace(progress, options=replace(progress.options, **labels)),
                      BANK.scales.plan),
        breakthroughs=(replace(breakthrough, title=f"{text}."),),
        next_steps=(NextStep("A step", text, "current", f"mailto:{text}"),),
    )  # fmt: skip
    return replace(take(bank, a="JN"), council=text, assessor=text)


def notes_and_actions(*texts: str) -> Report:
    """Give a report in which everything that may have several lines is these texts."""
    breakthrough = bank_of(
        one=" ".join(f"q{number}" for number in range(len(texts)))
    ).breakthroughs[0]
    asked = tuple(
        replace(each, text=text) for each, text in zip(breakthrough.questions, texts, strict=True)
    )
    bank = replace(BANK, breakthroughs=(replace(breakthrough, questions=asked),), next_steps=())
    todo = replace(action(), owner="Somebody")
    given = {each.id: answer("JN", each.text, replace(todo, text=each.text)) for each in asked}
    return report_of(take(bank, **given))


@cache
def tags_of_plain(*texts: str) -> list[str]:
    """List the elements of a page in which these texts stand, which mean nothing."""
    return tags(rendered(notes_and_actions(*texts)))


def plain(text: str) -> str:
    """Give a text of as many lines that means nothing anywhere."""
    return "\n".join("x" if line.strip() else "" for line in text.splitlines())


def cells(page: ET.Element) -> list[list[str]]:
    """Give the text of every cell, row by row."""
    return [[text_of(cell) for cell in row] for row in page.iter("tr")]


def test_a_report_is_headings_lists_and_tables(demo: Report) -> None:
    """One first heading, no level left out, and nothing but what GitHub, Teams and Word know."""
    page = rendered(demo)
    (title,) = page.iter("h1")
    assert text_of(title) == "Improvement breakthroughs: 2026/27 Q3 (Oct–Dec 2026)"
    assert [text_of(each) for each in page.iter("h2")] == SECTIONS
    assert [text_of(each) for each in page.iter("h3")] == [
        each.title for each in BANK.breakthroughs
    ]
    assert set(tags(page)) == {
        "page", "h1", "h2", "h3", "p", "ul", "li", "strong", "a",
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip


def test_every_table_has_as_many_cells_in_each_row(demo: Report) -> None:
    """A row with a cell too many or too few would be shown wrong, or as no table at all."""
    tables = list(rendered(demo).iter("table"))
    assert len(tables) == 5 + len(demo.breakthroughs)
    for table in tables:
        assert len({len(row) for row in table.iter("tr")}) == 1


def test_a_provisional_report_says_so_before_anything_else() -> None:
    """As a quotation, above the headline; a complete one has none."""
    bank = bank_of(one="a b")
    page = rendered(report_of(take(bank, a="JN")))
    (warning,) = page.iter("blockquote")
    assert text_of(warning).startswith("Provisional: 1 of 2 questions answered.")
    assert not list(rendered(report_of(take(bank, a="JN", b="WY"))).iter("blockquote"))


def test_hostile_texts_are_shown_as_they_are() -> None:
    """In notes, actions and cells; and no element comes of them."""
    are_shown_as_text(*HOSTILE)


@settings(max_examples=10, deadline=None)
@given(SHOWN)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """In a note, an action and a cell; and no element comes of it."""
    are_shown_as_text(text)


def are_shown_as_text(*texts: str) -> None:
    """Check that texts which may have several lines are texts wherever they stand."""
    page = rendered(notes_and_actions(*texts))
    assert tags(page) == tags_of_plain(*map(plain, texts))
    said = [text_of(each) for each in page.iter("li")]
    in_cells = [cell for row in cells(page) for cell in row]
    for number, text in enumerate(texts, start=1):
        assert any(each.startswith(squeezed(f"Question {number}: {text}")) for each in said)
        assert squeezed(f"Action (open; Somebody): {text}") in said
        lines = [each.strip() for each in text.splitlines() if each.strip()]
        assert in_cells.count(squeezed(". ".join(lines))) >= 2, "the question and the action"


@pytest.mark.parametrize(
    "text",
    ["# heading", "- item", "2) item", "> quoted", "===", "~~~", "<b>&amp;</b>", "*a* __b__ `c`",
     "[x](javascript:alert(1))", "a|b\\|c"],
)  # fmt: skip
def test_hostile_names_are_shown_as_they_are(text: str) -> None:
    """The bank's title and words, council and assessor, each breakthrough, each next step."""
    names_are_shown_as_text(text)


@settings(max_examples=10, deadline=None)
@given(SHOWN.map(squeezed))
def test_any_name_is_shown_as_it_is(text: str) -> None:
    """The bank's title and words, council and assessor, each breakthrough, each next step."""
    names_are_shown_as_text(text)


@cache
def tags_of_plain_names() -> list[str]:
    """List the elements of a page in which each text of one line means nothing."""
    return tags(rendered(report_of(one_line("x"))))


def names_are_shown_as_text(text: str) -> None:
    """Check that a text of one line is text wherever it stands."""
    page = rendered(report_of(one_line(text)))
    assert tags(page) == tags_of_plain_names()
    whole = text_of(page)
    for expected in (
        f"{text}: 2026/27 Q3",
        f"Council: {text}",
        f"Answered by: {text}",
        f"under “{text}.”",
        f"A step: {text}",
        f"mailto:{text}",
        f"Progress: {text} Plan:",
        f"Where the questions come from: {text}",
        f"{text} scores 0.",
    ):
        assert expected in whole
    assert [text_of(each) for each in page.iter("h3")] == [f"{text}."]


def test_lines_of_a_note_stay_lines() -> None:
    """A line feed is a line's end and not a blank; empty lines part no list."""
    (note,) = (
        each
        for each in rendered(noting("First\n\n   second\nthird  ")).iter("li")
        if "First" in "".join(each.itertext())
    )
    assert [each.tag for each in note] == ["strong", "br", "br"]
    assert markdown(noting("First\n\n   second\nthird  ")).count(
        "- **Question 1**: First  \n  second  \n  third\n"
    )


def test_plain_words_are_written_plainly() -> None:
    """Nobody wants to read backslashes where they do nothing."""
    words = "It's 5 > 4 - 3 (see p. 2); R&D, AT&T & co: £1.5m + 20% = ~£2m! #1, user@example.org"
    assert f": {words}\n" in markdown(noting(words))


def test_a_price_alone_is_no_formula_and_two_are_none_either() -> None:
    """One $ means nothing; of two GitHub would make a formula."""
    assert ": It costs $5\n" in markdown(noting("It costs $5"))
    assert r": From \$5 to \$7" in markdown(noting("From $5 to $7"))
    assert r": \~gone\~" in markdown(noting("~gone~"))


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/a_b?c=*d*&e=f#g~h", True),
        ("http://example.org/[a](b)", True),
        ("javascript:alert(1)", False),
        ("https://example.org>[x](javascript:alert(1))", False),
    ],
)
def test_only_a_page_of_the_web_is_a_link(url: str, *, is_link: bool) -> None:
    """As it is written, so that it leads there; any other address of a bank is text."""
    bank = replace(bank_of(one="a"), next_steps=(NextStep("A step", "Look", "current", url),))
    page = rendered(report_of(take(bank, a="JN")))
    assert [each.text for each in page.iter("a")] == ([url] if is_link else [])
    assert f"A step: Look {url}" in text_of(page)
