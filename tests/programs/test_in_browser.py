"""The web page in Chromium: read, looked at in the dark, on a small screen, and printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from breakthroughs_tui.priority import Band
from breakthroughs_tui.reports.formats import Format
from tests.programs import reported
from tests.programs.chromium import Browser, OpenPage
from tests.programs.paper import sheets_of

A4 = (210, 297)
BETWEEN_MARGINS = 680
"""Pixels: an A4 page but for 15 mm on either side."""
SMALL, LARGE = 320, 1280

LABELS = [f"{band.look.symbol} {band.look.word}" for band in Band]
BAND = re.compile(rf"({'|'.join(LABELS)})( \d+%~?)?")
CELLS = """[...document.querySelectorAll('th, td')].map(cell => {
    const seen = cell.cloneNode(true);
    seen.querySelectorAll('.hidden').forEach(word => word.remove());
    return seen.textContent;
})"""
BANDS = "[...document.querySelectorAll('.band')].map(band => band.textContent)"
UNJUDGED = """(() => {
    const colour = element => getComputedStyle(element).color;
    const symbols = [...document.querySelectorAll('.band [aria-hidden]')]
        .filter(symbol => colour(symbol) !== colour(symbol.parentElement));
    const labels = [...document.querySelectorAll('svg text')]
        .filter(label => getComputedStyle(label).fill !== colour(document.body));
    return [...symbols, ...labels].map(each => each.textContent);
})()"""
"""What has another colour than the words that axe-core judged: symbols, words in the drawing."""
OUTSIDE = """[...document.querySelectorAll('td .band')].filter(band =>
    band.getBoundingClientRect().right > band.closest('td').getBoundingClientRect().right
).map(band => band.textContent)"""
"""Bands that are wider than their cells."""
GROUND = "getComputedStyle(document.body).backgroundColor"


def show(
    browser: Browser, folder: Path, name: str, *, width: int = LARGE, dark: bool = False
) -> OpenPage:
    """Open a report's page."""
    page = folder / "report.html"
    page.write_bytes(reported.written(name, Format.HTML))
    return browser.open(page, width=width, dark=dark)


def texts(shown: OpenPage, expression: str) -> list[str]:
    """Give what a list of texts in JavaScript holds."""
    found = shown.ask(expression)
    assert isinstance(found, list)
    return found


def squeezed(text: str) -> str:
    """Take all blanks out: a line may be broken anywhere."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [
        ("demo", LARGE, False),
        ("incomplete", LARGE, True),
        ("empty", SMALL, False),
        ("hostile", SMALL, True),
    ],
)
def test_everybody_can_use_the_page(
    browser: Browser, tmp_path: Path, name: str, width: int, *, dark: bool
) -> None:
    """By day, by night, on a large screen, on a small one and on paper, nobody scrolls aside.

    Nothing for axe-core to find, nothing asked for, run, said or refused. Each report is
    looked at in one of the four ways, since that takes a second.
    """
    shown = show(browser, tmp_path, name, width=width, dark=dark)
    assert shown.title == f"{reported.report(name).title}: {reported.report(name).label}"
    assert shown.scroll_width == shown.width == width
    assert shown.requests == shown.scripts == shown.errors == shown.dialogs == []
    assert shown.violations() == []
    shown.show_as_printed()
    shown.resize(BETWEEN_MARGINS)
    assert shown.scroll_width == shown.width == BETWEEN_MARGINS


def test_what_axe_core_cannot_judge_looks_like_what_it_can(
    browser: Browser, tmp_path: Path
) -> None:
    """Symbols have the colour of the word beside them, and a drawing's words that of the page."""
    shown = show(browser, tmp_path, "demo")
    for each in shown.undecided():
        assert each.startswith("color-contrast: ")
        assert re.search(r'> span\[aria-hidden="true"\]\)$|\((text|\.value)\b[^ ]*\)$', each), each
    assert texts(shown, UNJUDGED) == []
    shown.show_dark()
    assert texts(shown, UNJUDGED) == []


def test_all_is_on_paper(browser: Browser, tmp_path: Path) -> None:
    """Each text of each table, with or without the grounds, which a browser leaves out unasked."""
    shown = show(browser, tmp_path, "demo", dark=True)
    cells = {squeezed(each) for each in texts(shown, CELLS)}
    cells |= {squeezed(each.text) for each in reported.report("demo").questions}
    cells |= {squeezed(each.note) for each in reported.report("demo").questions}
    for backgrounds in (False, True):
        pdf = shown.print_to(tmp_path / "report.pdf", backgrounds=backgrounds)
        sheets = sheets_of(pdf)
        assert {each.size for each in sheets} == {A4}
        printed = squeezed("".join(each.text for each in sheets))
        assert [each for each in cells if each not in printed] == []
    shown.show_as_printed()
    assert shown.ask(GROUND) == "rgb(255, 255, 255)", "no black paper for those who like it dark"


def test_a_band_stands_within_its_cell(browser: Browser, tmp_path: Path) -> None:
    """The longest there is, in the most quarters that are shown, on paper and on screens."""
    shown = show(browser, tmp_path, "long")
    assert any("100%~" in each for each in texts(shown, BANDS))
    for width in (SMALL, 770, 900, LARGE):
        shown.resize(width)
        assert texts(shown, OUTSIDE) == []
    shown.show_as_printed()
    shown.resize(BETWEEN_MARGINS)
    assert texts(shown, OUTSIDE) == []


def test_a_long_table_is_cut_between_rows_and_says_again_what_it_shows(
    browser: Browser, tmp_path: Path
) -> None:
    """200 questions: each row whole on one sheet, under the headings of its columns."""
    shown = show(browser, tmp_path, "many")
    sheets = [each.text for each in sheets_of(shown.print_to(tmp_path / "report.pdf"))]
    starts = [re.findall(r"Start(\d+)\.", each) for each in sheets]
    ends = [re.findall(r"End(\d+)\.", each) for each in sheets]
    assert starts == ends
    numbers = [number for found in starts for number in found]
    assert numbers == [str(number) for number in range(1, reported.MANY + 1)]
    with_rows = [sheet for sheet, found in zip(sheets, starts, strict=True) if found]
    assert len(with_rows) > 5
    assert all(re.search(r"No\.\s+Question\s+Progress\s+Plan\s+Band", each) for each in with_rows)


def test_a_band_is_read_without_its_colour(browser: Browser, tmp_path: Path) -> None:
    """By its word, or by a symbol of its own and the word for those who listen."""
    bands = [_spaced(each) for each in texts(show(browser, tmp_path, "incomplete"), BANDS)]
    assert len(bands) > 40
    assert [each for each in bands if not BAND.fullmatch(each)] == []
    assert {each[: each.rindex(" ")] if "%" in each else each for each in bands} == set(LABELS)


def _spaced(band: str) -> str:
    """Part a symbol from its word, which in a narrow cell is there for those who listen."""
    return re.sub(r"^(\W+?)\s*(\w)", r"\1 \2", " ".join(band.split()))
