"""The page needs nothing but itself, runs nothing, and can be read by every reader."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from breakthroughs_tui.model import NextStep
from breakthroughs_tui.priority import Band
from breakthroughs_tui.reports.formats import Format
from breakthroughs_tui.reports.report import Report
from tests.conftest import QUARTER
from tests.quarters import BANK, answer, bank_of, take
from tests.reports.conftest import (
    HOSTILE,
    SHOWN,
    TEXTS,
    file_of,
    noting,
    parse_html,
    report_of,
    saying,
    squeezed,
    text_of,
)

LEADS_OUT = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping",
             "cite", "manifest", "xlink:href"}  # fmt: skip
"""Attributes that make a browser fetch or send something; `href` is looked at by itself."""
RUNS = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "audio", "video",
        "template", "foreignobject", "use", "animate", "set"}  # fmt: skip
"""Elements that run, fetch or steer."""


def page_of(report: Report) -> ET.Element:
    """Write a report as HTML, and read it."""
    return parse_html(file_of(report, Format.HTML).decode())


@pytest.fixture(scope="module")
def page(demo: Report) -> ET.Element:
    """Give the page of the demo."""
    return page_of(demo)


def only(page: ET.Element, tag: str) -> ET.Element:
    """Find the one element of a kind."""
    (found,) = page.iter(tag)
    return found


def tags(page: ET.Element) -> list[str]:
    """List the elements of a page in order."""
    return [str(each.tag) for each in page.iter()]


def test_the_page_says_what_it_is(page: ET.Element) -> None:
    """Its language, its title and its encoding, before anything else."""
    assert only(page, "html").get("lang") == "en-GB"
    assert text_of(only(page, "title")) == "Improvement breakthroughs: 2026/27 Q3 (Oct–Dec 2026)"
    assert next(page.iter("meta")).get("charset") == "utf-8"
    names = {each.get("name"): each.get("content") for each in page.iter("meta")}
    assert names["viewport"] == "width=device-width, initial-scale=1"
    assert names["color-scheme"] == "light dark"


def test_headings_leave_no_level_out(page: ET.Element) -> None:
    """One first heading, then what stands under it, step by step."""
    levels = [int(tag[1]) for tag in tags(page) if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_part_the_page(page: ET.Element) -> None:
    """A head, a list of contents and the report itself; and a way past the head for keys."""
    body = only(page, "body")
    assert [each.tag for each in body] == ["a", "header", "nav", "main"]
    assert body[0].get("href") == f"#{only(page, 'main').get('id')}"
    assert only(page, "nav").get("aria-label")


def test_references_within_the_page_lead_somewhere(page: ET.Element) -> None:
    """No id is given twice; what is named by another element is there."""
    ids = [each.attrib["id"] for each in page.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    named = [each.attrib["aria-labelledby"] for each in page.iter("section")]
    assert named
    assert set(named) <= set(ids)
    within = [link[1:] for each in page.iter("a") if (link := each.attrib["href"])[0] == "#"]
    assert len(within) == len(list(only(page, "nav").iter("a"))) + 1
    assert set(within) <= set(ids)


def test_every_table_can_be_read_aloud(page: ET.Element) -> None:
    """A caption, headings of columns and of rows that say so, and as many cells in each row."""
    tables = list(page.iter("table"))
    assert len(tables) == 5 + len(BANK.breakthroughs)
    for table in tables:
        assert table[0].tag == "caption"
        assert text_of(table[0])
        assert len({len(row) for row in table.iter("tr")}) == 1
        assert len(list(table.iter("col"))) == len(next(table.iter("tr")))
        for row in table.iterfind("thead/tr"):
            assert {(each.tag, each.get("scope")) for each in row} == {("th", "col")}
        for row in table.iterfind("tbody/tr"):
            assert [each.get("scope") for each in row.iter("th")] == ["row"]


def test_a_cell_on_a_narrow_screen_still_says_what_it_is(page: ET.Element) -> None:
    """There it stands under its row's heading, with its column's before it."""
    for table in page.iter("table"):
        headings = [text_of(each) for each in table.iterfind("thead/tr/th")]
        for row in table.iterfind("tbody/tr"):
            for heading, cell in zip(headings, row, strict=True):
                assert cell.tag == "th" or cell.get("data-label") == heading


def test_a_band_is_a_word_and_never_a_colour_alone(page: ET.Element) -> None:
    """Its symbol is for the eye; where there is no room for the word it is there to be heard."""
    words = {band.look.word for band in Band}
    bands = [each for each in page.iter("span") if "band" in each.get("class", "").split()]
    assert len(bands) > 50
    for each in bands:
        assert each[0].get("aria-hidden") == "true"
        assert any(word in text_of(each) for word in words)


def test_the_chart_has_a_text_that_says_the_same(page: ET.Element, demo: Report) -> None:
    """As a picture with a description; the table below has the figures."""
    chart = only(page, "svg")
    assert chart.get("role") == "img"
    assert chart.attrib["aria-label"].startswith("Over all questions the gap index was ")
    known = [cell for cell in demo.trend.lines[-1].cells if cell]
    assert len(list(chart.iter("circle"))) == len(known)
    assert all(f"{cell.gap_index}%" in chart.attrib["aria-label"] for cell in known)


def test_a_gap_in_the_chart_is_no_line() -> None:
    """Only neighbours are joined."""
    bank = bank_of(one="a")
    quarters = [take(bank, QUARTER.shifted(-back), a="JN") for back in (0, 1, 3)]
    strokes = [each for each in only(page_of(report_of(*quarters)), "svg").iter("line")
               if each.get("class") == "stroke"]  # fmt: skip
    assert len(strokes) == 1


def test_the_page_needs_nothing_but_itself(page: ET.Element) -> None:
    """No script, no picture, no request; nothing but the next steps leads out."""
    needs_nothing(page)
    out = [each.attrib["href"] for each in page.iter("a") if each.attrib["href"][0] != "#"]
    assert out
    assert all(each.startswith(("https://", "http://")) for each in out)
    style = only(page, "style").text or ""
    assert not re.search(r"url\(|@import|@font-face|expression", style)


def needs_nothing(page: ET.Element) -> None:
    """Check that a browser finds nothing in a page to run or to fetch."""
    assert not set(tags(page)) & RUNS
    for each in page.iter():
        assert not set(each.attrib) & (LEADS_OUT | {"style"})
        assert not [name for name in each.attrib if name.startswith("on")]
        assert each.get("href", "#").startswith(("#", "https://", "http://"))


@pytest.mark.parametrize("form", ["demo", "one"])
def test_the_policy_lets_this_style_through_and_nothing_else(demo: Report, form: str) -> None:
    """The hash is that of the style element, byte for byte."""
    page = page_of(demo if form == "demo" else noting("x"))
    (policy,) = (each.attrib["content"] for each in page.iter("meta")
                 if each.get("http-equiv") == "Content-Security-Policy")  # fmt: skip
    style = only(page, "style").text or ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_the_style_gives_each_column_its_width(page: ET.Element) -> None:
    """Each column is of a class that has one; together they make up the whole."""
    widths = dict(re.findall(r"\.(w\d+) { width: (\d+)%; }", only(page, "style").text or ""))
    for table in page.iter("table"):
        shares = [int(widths[each.attrib["class"]]) for each in table.iter("col")]
        assert sum(shares) == pytest.approx(100, abs=len(shares) / 2)


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/a?b=c&d=%22", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)//https://", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//example.org", False),
    ],
)
def test_only_a_page_of_the_web_is_a_link(url: str, *, is_link: bool) -> None:
    """Any other address of a bank is text."""
    bank = replace(bank_of(one="a"), next_steps=(NextStep("A step", "Look", "current", url),))
    page = page_of(report_of(take(bank, a="JN")))
    found = [each for each in page.iter("a") if each.attrib["href"][0] != "#"]
    assert [(each.attrib["href"], each.text) for each in found] == ([(url, url)] if is_link else [])
    assert url in text_of(page)
    needs_nothing(page)


def test_what_is_not_complete_says_so_before_the_headline() -> None:
    """In the head; a complete one has no warning."""

    def head(**answers: str) -> list[str]:
        page = page_of(report_of(take(bank_of(one="a b"), **answers)))
        return [each.get("class", "") for each in only(page, "header").iter("p")]

    assert head(a="JN") == ["quarter", "warning", "headline"]
    assert head(a="JN", b="WY") == ["quarter", "headline"]


def test_lines_of_a_note_stay_lines() -> None:
    """The text is in the page with its line feeds, where the style keeps them."""
    page = page_of(noting("First\n  second\n\nthird"))
    (note,) = (each for each in page.iter() if each.text == "First\n  second\n\nthird")
    assert note.get("class") == "lines"
    assert note.get("dir") == "auto"
    assert ".lines { white-space: pre-line; }" in (only(page, "style").text or "")


def test_hostile_text_is_shown_as_it_is() -> None:
    """From a bank as from a person; and no element comes of it."""
    is_shown_as_text("\n".join(HOSTILE))


@settings(max_examples=10, deadline=None)
@given(SHOWN)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """From a bank as from a person; and no element comes of it."""
    is_shown_as_text(text)


def is_shown_as_text(text: str) -> None:
    """Check that a text is text wherever it stands."""
    page = page_of(saying(text))
    needs_nothing(page)
    heading, shown = only(page, "h1"), squeezed(text)
    assert "".join(heading.itertext()) == shown
    assert text_of(only(page, "title")).startswith(shown)
    assert shown in [each.text for each in page.iter("h3")]
    assert text.strip() in [each.text for each in page.iter("div")]
    assert shown in [each.text for each in page.iter("dd")]
    cells = [text_of(each) for tag in ("th", "td") for each in page.iter(tag)]
    assert cells.count(shown) >= 6
    headings = {each.get("data-label") for each in page.iter("td")}
    assert shown in headings


@settings(max_examples=5, deadline=None)
@given(TEXTS)
def test_no_element_depends_on_what_is_written(text: str) -> None:
    """A note makes the elements that any note makes."""
    assert elements_around(f"x{text}") == elements_around("x")


@cache
def elements_around(note: str) -> list[str]:
    """List the elements of a page with this note."""
    return tags(page_of(report_of(take(bank_of(one="a"), a=answer("JN", note)))))


def test_a_page_is_laid_out_for_print_narrow_screens_and_the_dark(page: ET.Element) -> None:
    """The style has rules for each, and colours for each band on both grounds."""
    style = only(page, "style").text or ""
    for media in ("(prefers-color-scheme: dark)", "(max-width: 48rem)", "@media print", "size: A4"):
        assert media in style
    for band in Band:
        assert band.look.light in style
        assert band.look.dark in style
