"""What is wrong with a page or a file is seen: else the reports' tests would prove nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from tests.programs import needed
from tests.programs.chromium import Browser
from tests.programs.office import Office
from tests.programs.paper import sheets_of

POLICY = """<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'">"""
GOOD = "<main><h1>Hello</h1><p>All is well.</p></main>"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Give where a test writes its page."""
    return tmp_path / "page.html"


def write(page: Path, body: str, *, head: str = POLICY, title: str = "A page") -> Path:
    """Write a page, and give its path."""
    start = f'<!doctype html><html lang="en-GB"><meta charset="utf-8">{head}<title>{title}</title>'
    page.write_text(f"{start}<body>{body}</body></html>", encoding="utf-8")
    return page


def test_a_good_page_has_nothing_to_answer_for(browser: Browser, page: Path) -> None:
    """A policy that bars everything does not keep axe-core out, nor does axe-core leave a trace."""
    shown = browser.open(write(page, GOOD))
    assert shown.title == "A page"
    assert shown.visible_text == "Hello\n\nAll is well."
    assert shown.violations() == shown.undecided() == []
    assert shown.requests == shown.scripts == shown.errors == shown.dialogs == []


def test_what_keeps_people_from_using_a_page_is_reported(browser: Browser, page: Path) -> None:
    """Rule, help and place: also for a rule that is only good practice."""
    pale = '<p style="color: #ccc">Pale</p><h3>Too deep</h3>'
    found = browser.open(write(page, f"<main><h1>Hello</h1>{pale}</main>")).violations()
    assert len(found) == 2
    assert "heading-order: Heading levels should only increase by one (h3)" in found
    assert found[0].startswith("color-contrast: ")
    assert found[0].endswith("(p)")


def test_dark_colours_are_looked_at_too(browser: Browser, page: Path) -> None:
    """What can be read by day may not be read by night."""
    dark = "@media (prefers-color-scheme: dark) { main { background: #111; color: #222 } }"
    found = browser.open(write(page, GOOD, head=f"<style>{dark}</style>"), dark=True).violations()
    assert [each.partition(":")[0] for each in found] == ["color-contrast"] * 2


@pytest.mark.parametrize("head", ["", POLICY], ids=["allowed", "refused"])
def test_a_request_is_noticed(browser: Browser, page: Path, head: str) -> None:
    """Whether the page's policy lets it through or not; also for a file beside the page."""
    icon = '<link rel="icon" href="https://example.org/icon.png">'
    body = '<img src="https://example.org/a.png"><img src="b.png">'
    shown = browser.open(write(page, GOOD + body, head=head + icon))
    beside = (page.parent / "b.png").as_uri()
    assert {"https://example.org/a.png", "https://example.org/icon.png", beside} == {
        *shown.requests
    }
    assert shown.errors


def test_a_script_that_runs_is_noticed(browser: Browser, page: Path) -> None:
    """Whatever it does, and where it stands; one that the policy bars does not run."""
    body = """<script>window.ran = 1</script>
        <svg onload='window.ran += 1'></svg>
        <img src='data:,' onerror='window.ran += 1'>"""
    shown = browser.open(write(page, GOOD + body, head=""))
    assert shown.ask("window.ran") == len(shown.scripts) == 3
    assert sorted(shown.scripts) == [f"page.html, line {line}" for line in (1, 2, 3)]

    barred = browser.open(write(page, GOOD + body))
    assert barred.ask("window.ran") is None
    assert barred.scripts == []
    assert all("Content Security Policy" in error for error in barred.errors)


def test_a_box_that_opens_and_an_error_are_noticed(browser: Browser, page: Path) -> None:
    """They are closed and noted; the page goes on."""
    script = "<script>alert('Ho'); console.error('Hm'); nothing.there</script>"
    shown = browser.open(write(page, GOOD + script, head=""))
    assert shown.dialogs == ["alert: Ho"]
    assert shown.errors == ["Hm", "nothing is not defined"]


def test_a_page_too_wide_for_a_small_screen_is_noticed(browser: Browser, page: Path) -> None:
    """At 320 pixels, which is 1280 at four times the size."""
    shown = browser.open(write(page, GOOD), width=320)
    assert shown.scroll_width == shown.width == 320
    wide = browser.open(write(page, '<div style="min-width: 400px">Wide</div>'), width=320)
    assert (wide.width, wide.scroll_width) == (320, 408)
    wide.resize(500)
    assert wide.scroll_width == wide.width == 500


def test_a_page_is_printed_on_a4(browser: Browser, page: Path, tmp_path: Path) -> None:
    """Page by page, with the style for paper."""
    style = "<style>@media print { nav { display: none } p { break-before: page } }</style>"
    shown = browser.open(write(page, f"<nav>Skip</nav>{GOOD}", head=style))
    assert "Skip" in shown.visible_text
    sheets = sheets_of(shown.print_to(tmp_path / "page.pdf"))
    assert [each.size for each in sheets] == [(210, 297)] * 2
    assert [each.text for each in sheets] == ["Hello", "All is well."]
    shown.show_as_printed()
    assert "Skip" not in shown.visible_text


def test_a_page_is_used_by_its_keys_and_has_its_picture_taken(
    browser: Browser, page: Path, tmp_path: Path
) -> None:
    """Tab goes from link to link."""
    shown = browser.open(write(page, '<main><h1>Hello</h1><a href="#b" id="b">B</a></main>'))
    shown.press("Tab")
    assert shown.ask("document.activeElement.id") == "b"
    assert shown.screenshot(tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


async def test_the_browser_leaves_other_loops_alone(browser: Browser, page: Path) -> None:
    """A test of the screens runs in a loop of its own; the browser's is in another thread."""
    assert browser.open(write(page, GOOD)).title == "A page"


def test_a_word_document_is_read_back(office: Office, tmp_path: Path) -> None:
    """Its words as text, its pages on paper."""
    document = Document()
    document.add_heading("Où 1", level=1)
    document.add_table(1, 2).cell(0, 1).text = "Cell"
    document.add_paragraph("Two").paragraph_format.page_break_before = True
    document.save(str(tmp_path / "report.docx"))
    assert office.text(tmp_path / "report.docx").split() == ["Où", "1", "Cell", "Two"]
    sheets = sheets_of(office.convert(tmp_path / "report.docx", "pdf"))
    assert [each.text.split() for each in sheets] == [["Où", "1", "Cell"], ["Two"]]


def test_a_workbook_is_read_back(office: Office, tmp_path: Path) -> None:
    """Sheet by sheet, in their order, each cell as it is shown."""
    with xlsxwriter.Workbook(tmp_path / "report.xlsx") as workbook:
        sheet = workbook.add_worksheet("To do")
        sheet.write_row(0, 0, ["Où", 0.25], workbook.add_format({"num_format": "0%"}))
        sheet.write_string(1, 0, "=1+1")
        workbook.add_worksheet("Also").write(0, 0, "a, b")
    found = office.sheets(tmp_path / "report.xlsx")
    assert list(found.items()) == [("To do", [["Où", "25%"], ["=1+1", ""]]), ("Also", [["a, b"]])]


def test_a_table_of_commas_is_read_back(office: Office, tmp_path: Path) -> None:
    """With its mark of UTF-8; a cell that is a formula is seen to be worked out."""
    with (tmp_path / "rows.csv").open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([["Où", "a, b\nc"], ["=1+1", "'=1+1"]])
    assert office.sheets(tmp_path / "rows.csv") == {"rows": [["Où", "a, b\nc"], ["2", "'=1+1"]]}


def test_a_file_that_the_office_cannot_open_is_an_error(office: Office, tmp_path: Path) -> None:
    """It says so, although LibreOffice ends as if all were well."""
    (tmp_path / "report.docx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(OSError, match=r"made no pdf of report\.docx"):
        office.convert(tmp_path / "report.docx", "pdf")


@pytest.mark.parametrize(("installed", "outcome"), [("0", "Skipped"), ("1", "Failed")])
def test_a_missing_program_skips_or_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: str, outcome: str
) -> None:
    """It fails where all are said to be installed, and says what to install either way."""
    monkeypatch.setenv("BREAKTHROUGHS_ALL_PROGRAMS", installed)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(needed, "AXE", tmp_path / "axe.min.js")
    expected = {"Skipped": pytest.skip.Exception, "Failed": pytest.fail.Exception}[outcome]
    for find, words in (
        (needed.chromium, "install chromium"),
        (needed.libreoffice, "LibreOffice is not installed"),
        (needed.axe, "npm install"),
    ):
        with pytest.raises(expected, match=words):
            find()
