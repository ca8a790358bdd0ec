"""What tests of reports may ask for: reports short and full, hostile text, readers of files."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from string import digits
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.model import (
    Action,
    Answer,
    Assessment,
    NextStep,
    Plan,
    PlanOptions,
    PlanScale,
    Progress,
    ProgressOptions,
    ProgressScale,
    QuestionBank,
    Scales,
    clean_text,
)
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.report import Report
from tests.conftest import QUARTER
from tests.quarters import BANK, bank_of, take

MANY: Final = 40_000
"""More characters than a spreadsheet's cell can hold."""
SECTIONS: Final = [
    "Priority gaps",
    "Progress and plan",
    "Checks",
    "Actions",
    "Trend",
    "Where to turn next",
    "Every question",
    "How gaps are scored",
]
"""What a full report has, in this order."""
HOSTILE: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b onclick="x">&amp; &#60; &nbsp;</td></table>',
    "</title></style><!-- ]]> <?x?>",
    "{{ 7 * 7 }}{% raw %}",
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@x",
    "\t=1+1",
    "a|b\\|c\\\\|d||",
    "`a` ``b`` ```",
    "[x](javascript:alert(1)) ![x](http://x/y.png) <http://x>",
    "# heading",
    "- item",
    "1. item",
    "2) item",
    "> quoted",
    "---",
    "===",
    "~~~",
    "a\n===\nb\n---\nc\n+ d\n> e\n* f\n1. g\n",
    "*a* **b** _c_ __d__ ~~e~~ $f$ \\*g\\*",
    "| a | b |\n| - | - |\n| c | d |",
    "one\n\n\n    indented\n\ttabbed\n# three\n2. four",
    "[a]: http://x\n[a]",
    "_x0041_",
    "<r><t>rich</t></r>",
    "<r><t>rich</r>",
    "https://example.org/a_b?c=d&e=f",
    "שלום (עולם) مرحبا",
    "\U0001f3f3\ufe0f\u200d\U0001f308 e\u0301 \U0001f600",
    "'",
)
"""Texts that would be something else than text in one of the formats."""
TEXTS: Final = st.one_of(
    st.text(max_size=60),
    st.text("\\`*_{}[]()<>#+-.!|&;=~$\"'@:/ \t\n\u00a01aé", max_size=30),
    st.sampled_from(HOSTILE),
).map(clean_text)
"""Whatever may stand in a saved file."""
SHOWN: Final = TEXTS.filter(lambda text: bool(text.strip()))
"""The same, with something to be seen in it."""


def report_of(assessment: Assessment, *earlier: Assessment) -> Report:
    """Report on a quarter in the light of those before it, newest first."""
    return build_report(assessment, earlier)


def demo_quarters() -> list[Assessment]:
    """Give the quarters of `demo`, newest first."""
    return sorted(example_quarters(BANK, QUARTER), key=lambda each: each.quarter, reverse=True)


@pytest.fixture(scope="session")
def demo() -> Report:
    """Give a report that has something of everything."""
    return report_of(*demo_quarters())


def bank_saying(text: str) -> QuestionBank:
    """Give a bank of one question in which every text is this one."""
    progress = ProgressScale(text, ProgressOptions(text, text, text))
    plan = PlanScale(text, PlanOptions(text, text, text))
    bank = bank_of(one="a")
    breakthrough = bank.breakthroughs[0]
    question = replace(breakthrough.questions[0], text=text)
    return replace(
        bank,
        title=text,
        source=text,
        scales=Scales(progress, plan),
        breakthroughs=(replace(breakthrough, title=text, questions=(question,)),),
        next_steps=(NextStep(text, text, "current", text),),
    )


def quarter_saying(text: str, bank: QuestionBank) -> Assessment:
    """Give a quarter in which every text that a person wrote is this one."""
    todo = Action(text, text, due=None, done=False, raised=QUARTER)
    answers = {"a": Answer(Progress.JUST_STARTING, Plan.NO, text, (todo,))}
    return replace(take(bank), council=text, assessor=text, answers=answers)


def saying(text: str) -> Report:
    """Give a report in which every text that a person or a bank wrote is this one."""
    return report_of(quarter_saying(text, bank_saying(text)))


def noting(note: str) -> Report:
    """Give a report of one question, with this note."""
    return report_of(take(bank_of(one="a"), a=Answer(note=note)))


def file_of(report: Report, form: Format) -> bytes:
    """Write a report, and give the file's content."""
    return write_report(report, form).content


def parts_of(content: bytes) -> dict[str, bytes]:
    """Unpack the parts of a Word or Excel file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def parse_xml(content: bytes) -> ET.Element:
    """Read XML that we wrote. Raises ParseError if it is not well-formed."""
    return ET.fromstring(content)  # noqa: S314  our own


_NAMESPACE: Final = re.compile(r"\{[^}]*\}")
_EXCEL_ESCAPE: Final = re.compile("_x([0-9A-F]{4})_")


class Sheet(NamedTuple):
    """A sheet of a workbook, as its XML has it."""

    xml: ET.Element
    """Without namespaces."""
    cells: dict[str, str | float]
    """By place, as in `A1`: numbers that are numbers, texts that are texts."""

    def rows(self) -> list[list[str | float]]:
        """Give what stands in each row; an empty cell is left out."""
        return [
            [self.cells[cell.attrib["r"]] for cell in row if cell.attrib["r"] in self.cells]
            for row in self.xml.iter("row")
        ]

    def records(self, first: str) -> list[dict[str, str | float]]:
        """Give the rows of the table whose first heading this is; an empty cell is left out."""
        rows = [
            {
                cell.attrib["r"].rstrip(digits): self.cells[cell.attrib["r"]]
                for cell in row
                if cell.attrib["r"] in self.cells
            }
            for row in self.xml.iter("row")
        ]
        top = next(number for number, row in enumerate(rows) if row.get("A") == first)
        numbers = [int(row.attrib["r"]) for row in self.xml.iter("row")]
        return [
            {str(rows[top][place]): value for place, value in row.items()}
            for number, row in enumerate(rows)
            if number > top and numbers[number] - number == numbers[top] - top
        ]

    def column(self, heading: str) -> list[str | float | None]:
        """Give what stands under a heading; None for an empty cell."""
        first = self.cells["A1"]
        return [row.get(heading) for row in self.records(str(first))]


def read_workbook(content: bytes) -> dict[str, Sheet]:
    """Read the sheets of an Excel workbook by name, in order."""
    parts = {name: _plain(part) for name, part in parts_of(content).items() if _is_xml(name)}
    texts = []
    for entry in parts["xl/sharedStrings.xml"].iter("si"):
        text = "".join(each.text or "" for each in entry.iter("t"))
        texts.append(_EXCEL_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))
    names = [each.attrib["name"] for each in parts["xl/workbook.xml"].iter("sheet")]
    return {
        name: _sheet(parts[f"xl/worksheets/sheet{number}.xml"], texts)
        for number, name in enumerate(names, start=1)
    }


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _plain(content: bytes) -> ET.Element:
    root = parse_xml(content)
    for each in root.iter():
        each.tag = _NAMESPACE.sub("", each.tag)
    return root


def _sheet(xml: ET.Element, texts: list[str]) -> Sheet:
    cells: dict[str, str | float] = {}
    for cell in xml.iter("c"):
        value = cell.findtext("v")
        if value is not None:
            is_text = cell.get("t") == "s"
            assert is_text or "t" not in cell.attrib, "nothing but texts and numbers"
            cells[cell.attrib["r"]] = texts[int(value)] if is_text else float(value)
    return Sheet(xml, cells)


_EMPTY: Final = {"meta", "col", "br", "hr", "img", "link", "input"}
"""Elements of HTML that have no end tag."""


class _Page(HTMLParser):
    """Builds a tree of a page; every tag must be closed by its own, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = ET.TreeBuilder()
        self.open: list[str] = []
        self.tree.start("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute of {tag} is given twice"
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in _EMPTY:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)  # none of ours has one


def parse_html(text: str) -> ET.Element:
    """Read HTML into a tree under an element of ours."""
    page = _Page()
    page.feed(text)
    page.close()
    assert not page.open
    page.tree.end("page")
    return page.tree.close()


def text_of(element: ET.Element) -> str:
    """Give the text of an element, with one space where there are blanks or a line ends."""
    for each in element.iter("br"):
        each.tail = f"\n{each.tail or ''}"
    return " ".join("".join(element.itertext()).split())


def squeezed(text: str) -> str:
    """Give a text with one space where there are blanks."""
    return " ".join(text.split())
