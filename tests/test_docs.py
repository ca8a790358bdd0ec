"""The documents: what they show is what the program does."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from breakthroughs_tui import document
from breakthroughs_tui.bank import load_default_bank, parse_bank
from breakthroughs_tui.cli import commands
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.publishing import usual_name
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.to_csv import COLUMNS
from tests.conftest import QUARTER

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/every-quarter.md",
    "docs/question-bank.md",
    "docs/reports.md",
    "docs/saved-file.md",
)
PICTURES = ["breakthrough.svg", "priority-gaps.svg", "comparison.svg", "trend.svg", "actions.svg"]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def read(page: str) -> str:
    """Give a page's text."""
    return (ROOT / page).read_text(encoding="utf-8")


def examples(page: str, language: str) -> list[bytes]:
    """Give the fenced blocks of a page that are in one language; there is at least one."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", read(page), re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no example in {language}"
    return [block.encode() for block in found]


def heading_anchors(page: str) -> set[str]:
    """Give what a link may name after `#`: each heading in small letters, joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("name", ["bank", "assessment", "report"])
def test_a_schema_file_is_what_the_command_prints(name: str) -> None:
    """Byte for byte, so that another program may rely on the file alone."""
    printed = CliRunner().invoke(commands, ["schema", name])
    assert printed.exit_code == 0
    assert (DOCS / f"{name}.schema.json").read_text(encoding="utf-8") == printed.stdout


def test_every_example_of_a_bank_loads() -> None:
    """Whoever copies one from the page has a bank that is fit to use."""
    for example in examples("docs/question-bank.md", "yaml"):
        assert parse_bank(example, "question-bank.md").questions


def test_every_example_of_a_saved_file_loads_and_is_written_the_same() -> None:
    """The keys stand in the order in which the program writes them."""
    for example in examples("docs/saved-file.md", "json"):
        loaded = document.decode(example)
        assert loaded.assessment.answered == 1
        assert document.encode(loaded.assessment) == example


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    """To a file of the repo, or to a heading of the page."""
    for target in LINK.findall(read(page)):
        path, _, anchor = target.partition("#")
        if path:
            assert ((ROOT / page).parent / path).is_file(), target
        else:
            assert anchor in heading_anchors(page), target


@pytest.mark.parametrize("form", list(Format))
def test_an_example_report_is_what_the_program_writes(form: Format) -> None:
    """To the letter; of Word and Excel each part of the package, as packing may differ."""
    *earlier, newest = example_quarters(load_default_bank(), QUARTER)
    written = write_report(build_report(newest, earlier[::-1]), form).content
    golden = (DOCS / "example-reports" / usual_name(QUARTER, form)).read_bytes()
    if form.is_text:
        assert written.decode() == golden.decode()
    else:
        assert parts(written) == parts(golden)


def parts(package: bytes) -> dict[str, str]:
    """Give the parts of a Word or Excel file by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_the_reports_page_shows_every_example() -> None:
    """And a picture of those that are more than text."""
    page = read("docs/reports.md")
    for form in Format:
        assert f"(example-reports/{usual_name(QUARTER, form)})" in page
    for name in ("html", "word", "excel"):
        assert f"(report-{name}.png)" in page
        assert (DOCS / f"report-{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_reports_page_names_every_column() -> None:
    """And no other."""
    rows = read("docs/reports.md").partition("| column |")[2].partition("\n\n")[0].splitlines()
    first_cells = (row.split("|")[1] for row in rows[2:])
    named = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(COLUMNS)


@pytest.mark.parametrize("name", PICTURES)
def test_the_readme_shows_a_picture_that_fetches_nothing(name: str) -> None:
    """It is well-formed, and names no address but the one that says it is SVG."""
    assert f"](docs/{name})" in read("README.md")
    text = read(f"docs/{name}")
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  ours
    assert re.findall(r"https?:[^\"\s]*", text) == ["http://www.w3.org/2000/svg"]


def test_the_readme_begins_with_the_two_commands() -> None:
    """Each on its own line, since `&&` is an error in Windows PowerShell."""
    title, commands_block = read("README.md").split("\n\n")[:2]
    assert title == "# breakthroughs-tui"
    assert commands_block == "```\npip install .\nbreakthroughs\n```"
