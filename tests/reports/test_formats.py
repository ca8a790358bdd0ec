"""Each format is known by its ending, writes its own kind of file, and loads its own library."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path, PurePath

import pytest

from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.formats import Format, write_quarters, write_report
from breakthroughs_tui.reports.report import Report
from breakthroughs_tui.reports.shortening import Written
from tests.conftest import QUARTER
from tests.quarters import bank_of, take
from tests.render.conftest import savable, save
from tests.reports.conftest import HOSTILE, demo_quarters, file_of, report_of, saying

LOADED = """
import sys
LIBRARIES = {"jinja2", "docx", "lxml", "xlsxwriter"}
def loaded():
    return sorted(LIBRARIES & set(sys.modules))
"""
EACH = """
import json
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.building import build_report
from tests.quarters import bank_of, take
report = build_report(take(bank_of(one="a"), a="JN"), [])
found = {"none": loaded()}
known = set(sys.modules)
for form in Format:
    write_report(report, form)
    found[form] = loaded()
    for name in set(sys.modules) - known:
        del sys.modules[name]
print(json.dumps(found))
"""
SUMMARY = """
import atexit
from breakthroughs_tui.cli import main
atexit.register(lambda: print(*loaded(), file=sys.stderr))
sys.argv[1:] = ["--data-dir", sys.argv[1], "summary", "2026-27-Q3"]
main()
"""
SCREENS = """
import pkgutil
from importlib import import_module
from breakthroughs_tui import tui
for module in pkgutil.iter_modules(tui.__path__, "breakthroughs_tui.tui."):
    import_module(module.name)
import breakthroughs_tui.cli.sitting
print(*loaded())
"""


@pytest.fixture(scope="module")
def files(demo: Report) -> dict[Format, Written]:
    """Give the demo in every format."""
    return {form: write_report(demo, form) for form in Format}


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, from the root of the repository."""
    return subprocess.run(
        [sys.executable, "-c", LOADED + code, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        timeout=20,
    )


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("report.html", Format.HTML),
        ("report.HTM", Format.HTML),
        ("a folder/report.md", Format.MARKDOWN),
        ("report.Markdown", Format.MARKDOWN),
        ("report.docx", Format.WORD),
        ("report.xlsx", Format.EXCEL),
        ("2026.html.csv", Format.CSV),
        ("report.json", Format.JSON),
        ("report", None),
        ("report.doc", None),
        ("report.xls", None),
        ("report.html/report", None),
        (".html", None),
        ("html", None),
        ("", None),
    ],
)
def test_the_ending_of_a_name_tells_the_format(name: str, form: Format | None) -> None:
    """In whatever case; no ending stands for a format that is not written here."""
    assert Format.of(PurePath(name)) is form


def test_every_format_has_a_label_of_its_own_and_an_ending() -> None:
    """A person chooses between them by the label."""
    assert len({form.label for form in Format}) == len(Format)
    for form in Format:
        assert Format.of(PurePath(f"report.{form.value}")) is form


def test_only_text_can_be_read_on_a_terminal(files: dict[Format, Written]) -> None:
    """What is said to be text is UTF-8 without a character that steers; the others are packages."""
    for form, (content, _) in files.items():
        assert content.startswith(b"PK") is not form.is_text
        if form.is_text:
            assert not {*content.decode()} & {"\0", "\x1b", "\x7f"}


def test_a_report_is_written_in_every_format(files: dict[Format, Written]) -> None:
    """Each file begins as its kind does, and nothing of the demo is too long for any."""
    begins = {
        Format.HTML: b"<!DOCTYPE html>",
        Format.MARKDOWN: b"# ",
        Format.WORD: b"PK",
        Format.EXCEL: b"PK",
        Format.CSV: b"\xef\xbb\xbfquarter,",
        Format.JSON: b'{\n  "format": "breakthroughs-report"',
    }
    for form, written in files.items():
        assert written.content.startswith(begins[form])
        assert written.shortened == ()


@pytest.mark.parametrize("form", Format)
def test_the_same_report_is_written_as_the_same_bytes(
    files: dict[Format, Written], demo: Report, form: Format
) -> None:
    """A file comes from the report and from nothing else: a package's parts bear no time."""
    assert write_report(demo, form) == files[form]
    if not form.is_text:
        with zipfile.ZipFile(io.BytesIO(files[form].content)) as package:
            assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("form", Format)
def test_an_empty_quarter_can_be_written(form: Format) -> None:
    """A report of nothing is still a report."""
    assert file_of(report_of(take(bank_of(one="a"))), form)


@pytest.mark.parametrize("form", Format)
def test_hostile_text_stops_no_format(form: Format) -> None:
    """Whatever a bank or a person wrote, a file comes of it."""
    assert file_of(saying("\n".join(HOSTILE)), form)


def test_many_quarters_are_one_csv() -> None:
    """In the order given, under one row of headings; each is written as it would be alone."""
    quarters = [take(bank_of(one="a"), QUARTER.previous, a="JN"), take(bank_of(one="b"), b="WY")]
    first, second = (write_report(build_report(each, []), Format.CSV).content for each in quarters)
    assert write_quarters(quarters).content == first + second.partition(b"\r\n")[2]
    assert write_quarters(quarters[:1]).content == first


def test_a_quarter_is_written_in_the_light_of_those_before_it(
    files: dict[Format, Written],
) -> None:
    """As its report is."""
    now, *earlier = demo_quarters()
    for form in (Format.JSON, Format.CSV, Format.MARKDOWN):
        assert write_report(build_report(now, earlier), form) == files[form]


def test_a_format_loads_its_own_library_and_no_other() -> None:
    """Naming the formats and building a report load none."""
    done = run(EACH)
    assert json.loads(done.stdout or "{}") == {
        "none": [],
        "html": ["jinja2"],
        "md": ["jinja2"],
        "docx": ["docx", "lxml"],
        "xlsx": ["xlsxwriter"],
        "csv": [],
        "json": [],
    }, done.stderr


def test_a_summary_loads_no_library_of_a_format(tmp_path: Path) -> None:
    """The command that is asked for most does not wait for those that are not."""
    save(tmp_path, take(savable(one="a"), a="JN"))
    done = run(SUMMARY, str(tmp_path))
    assert "Critical" in done.stdout
    assert done.stderr == "\n"


def test_the_screens_load_none_of_them() -> None:
    """Not one of their modules, nor what opens them."""
    assert run(SCREENS).stdout == "\n"
