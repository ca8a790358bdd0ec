"""The Word document has real styles, tells what it is, and brings nothing of a template along."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from msgspec.structs import replace

from breakthroughs_tui.model import NextStep
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.report import Report
from tests.conftest import NOW
from tests.quarters import BANK, action, answer, bank_of, take
from tests.reports.conftest import (
    HOSTILE,
    MANY,
    SECTIONS,
    TEXTS,
    file_of,
    noting,
    parse_xml,
    parts_of,
    report_of,
    saying,
)

A4 = (11906, 16838)
"""In twentieths of a point."""


def opened(report: Report) -> WordDocument:
    """Write a report as Word, and open it."""
    return opened_file(file_of(report, Format.WORD))


def opened_file(content: bytes) -> WordDocument:
    """Open a Word file."""
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def file(demo: Report) -> bytes:
    """Give the document of the demo."""
    return file_of(demo, Format.WORD)


@pytest.fixture
def document(file: bytes) -> WordDocument:
    """Open it."""
    return opened_file(file)


def texts(document: WordDocument, style: str) -> list[str]:
    """Give the paragraphs of a style."""
    return [each.text for each in document.paragraphs if style_of(each) == style]


def style_of(paragraph: Paragraph) -> str:
    """Name a paragraph's style."""
    name = paragraph.style.name if paragraph.style else None
    assert isinstance(name, str)
    return name


def written(paragraph: Paragraph) -> str:
    """Give the text of a paragraph with that of its fields."""
    return "".join(each.text or "" for each in paragraph._p.iter(qn("w:t")))  # noqa: SLF001


def links(document: WordDocument) -> list[str]:
    """Give where the document leads to."""
    return [each.target_ref for each in document.part.rels.values() if each.is_external]


def test_headings_are_real_headings(document: WordDocument) -> None:
    """Word's own styles, so that its outline and its table of contents find them."""
    assert texts(document, "Title") == ["Improvement breakthroughs"]
    assert texts(document, "Subtitle") == ["2026/27 Q3 (Oct–Dec 2026)"]
    assert texts(document, "Heading 1") == SECTIONS
    titles = {each.title for each in BANK.breakthroughs}
    assert titles < set(texts(document, "Heading 2"))
    assert all(each.startswith("Question ") for each in texts(document, "Heading 3"))
    for level in (1, 2, 3):
        properties = document.styles[f"Heading {level}"].element.find(qn("w:pPr"))
        assert properties.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)


def test_every_style_that_is_used_is_defined(file: bytes) -> None:
    """A paragraph of an unknown style would look like any other."""
    parts = parts_of(file)
    defined = set(re.findall(rb'w:styleId="(\w+)"', parts["word/styles.xml"]))
    for name, part in parts.items():
        used = set(re.findall(rb'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', part))
        assert used <= defined, name


def test_it_is_for_a4_paper(document: WordDocument) -> None:
    """Upright, and every table is about as wide as what stands between the margins."""
    (section,) = document.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert (section.page_width.twips, section.page_height.twips) == A4
    assert section.left_margin is not None
    assert section.right_margin is not None
    room = A4[0] - section.left_margin.twips - section.right_margin.twips
    for table in document.tables:
        widths = [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid]  # noqa: SLF001
        assert sum(widths) == pytest.approx(room, rel=0.002)


def test_every_table_repeats_its_headings_and_parts_no_row(
    document: WordDocument, demo: Report
) -> None:
    """On whatever page its rows stand."""
    tables = document.tables
    assert len(tables) == 5 + len(demo.breakthroughs)
    for table in tables:
        for number, row in enumerate(table.rows):
            properties = row._tr.trPr  # noqa: SLF001
            assert properties is not None
            assert (properties.find(qn("w:tblHeader")) is not None) is (number == 0)
            assert properties.find(qn("w:cantSplit")) is not None
            assert len(row.cells) == len(table.columns)


def test_every_table_has_a_numbered_caption_above(document: WordDocument) -> None:
    """In the order in which they stand, by a field that Word counts anew."""
    blocks = list(document.iter_inner_content())
    captions = []
    for before, block in pairwise(blocks):
        if isinstance(block, Table):
            assert isinstance(before, Paragraph)
            assert style_of(before) == "Caption"
            captions.append(written(before))
            assert before._p.find(qn("w:fldSimple")) is not None  # noqa: SLF001
    assert captions[:2] == ["Table 1: Breakthroughs by priority",
                            "Table 2: Questions with each rating"]  # fmt: skip
    numbers = [re.match(r"Table (\d+): .", each) for each in captions]
    assert [found and int(found[1]) for found in numbers] == [*range(1, len(captions) + 1)]


def test_it_tells_what_it_is(document: WordDocument, demo: Report) -> None:
    """A list of files shows title, author and date, and a screen reader finds the language."""
    properties = document.core_properties
    assert properties.title == "Improvement breakthroughs: 2026/27 Q3 (Oct–Dec 2026)"
    assert properties.subject == demo.headline[:255]
    assert properties.author == properties.last_modified_by == demo.assessor
    assert properties.created == properties.modified == demo.modified.replace(microsecond=0)
    assert properties.language == "en-GB"


def test_the_council_stands_for_an_author_without_a_name() -> None:
    """And nobody for nobody: never the library that wrote it."""
    report = report_of(replace(take(BANK), council="Merrow"))
    assert opened(report).core_properties.author == "Merrow"
    properties = opened(report_of(take(BANK))).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.modified == NOW


def test_nothing_of_a_template_is_left(file: bytes) -> None:
    """No picture, theme, fonts or printer of somebody else's, and no name of a library."""
    parts = parts_of(file)
    assert set(parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/settings.xml",
        "word/numbering.xml",
        *(name for name in parts if re.fullmatch(r"word/(header|footer)\d\.xml", name)),
    }
    for part in parts.values():
        assert b"python" not in part.lower()


def test_every_page_bears_the_title_and_its_number(document: WordDocument, demo: Report) -> None:
    """All but the first page, which has the title itself, have it above."""
    (section,) = document.sections
    assert section.header.paragraphs[0].text == f"{demo.title}\t{demo.label}"
    assert section.different_first_page_header_footer
    assert not section.first_page_header.paragraphs[0].text
    for footer in (section.footer, section.first_page_footer):
        (page,) = footer.paragraphs
        assert written(page) == "Page 1 of 1"
        fields = [each.get(qn("w:instr")) for each in page._p.iter(qn("w:fldSimple"))]  # noqa: SLF001
        assert fields == [" PAGE ", " NUMPAGES "]


def test_only_pages_of_the_web_are_linked() -> None:
    """An address of another kind is text; so is one in a note."""
    urls = ("https://example.org/a?b=c&d", "javascript:alert(1)", "file:///etc/passwd")
    steps = tuple(NextStep("A step", "Look", "current", each) for each in urls)
    bank = replace(bank_of(one="a"), next_steps=steps)
    document = opened(report_of(take(bank, a=answer("JN", "https://example.org/note"))))
    assert links(document) == [urls[0]]
    assert urls[1] in texts(document, "List Bullet")
    assert urls[2] in texts(document, "List Bullet")


def test_the_demo_links_to_its_next_steps_alone(document: WordDocument, demo: Report) -> None:
    """Nothing else leads out of the document."""
    expected = [each.url for each in demo.next_steps if each.url]
    assert expected
    assert links(document) == expected


def test_hostile_text_is_shown_as_it_is() -> None:
    """With its tabs and line feeds, wherever it stands."""
    is_shown_as_text("\n".join(HOSTILE))


@settings(max_examples=10, deadline=None)
@given(TEXTS)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """With its tabs and line feeds, wherever it stands; every part is well-formed XML."""
    is_shown_as_text(text)


def is_shown_as_text(text: str) -> None:
    """Check that a text is text, wherever it stands."""
    report = saying(text)
    content = file_of(report, Format.WORD)
    for part in parts_of(content).values():
        parse_xml(part)
    document = opened_file(content)
    on_one_line = " ".join(text.split())
    assert texts(document, "Title") == [on_one_line]
    assert texts(document, "Heading 2")[-1] == on_one_line
    if text.strip():
        assert text.strip() in texts(document, "Normal")
    asked, *_, actions = (document.tables[index] for index in (-1, 3))
    assert asked.rows[1].cells[1].text == text
    assert actions.rows[1].cells[3].text == text
    assert document.core_properties.title == f"{on_one_line}: {report.label}"[:255]


def test_lines_and_tabs_are_such_to_word() -> None:
    """A line feed in XML would be a blank to it."""
    (note,) = (each for each in opened(noting("One\ttwo\nthree")).paragraphs
               if each.text.startswith("One\t"))  # fmt: skip
    assert len(list(note._p.iter(qn("w:br")))) == 1  # noqa: SLF001
    assert len(list(note._p.iter(qn("w:tab")))) == 1  # noqa: SLF001


def test_a_cell_that_no_page_can_hold_is_shortened_and_named() -> None:
    """What is said of its question has it whole."""
    text = "word " * (MANY // 5 - 1) + "end"
    report = report_of(take(bank_of(one="a"), a=answer("--", "", action(text))))
    content, shortened = write_report(report, Format.WORD)
    assert shortened == ('Action in "Who is to do what, the overdue first"',)
    document = opened_file(content)
    cell = document.tables[3].rows[1].cells[3].text
    assert len(cell) < MANY
    assert cell.endswith(" more characters]")
    assert f"Action (open): {text}" in texts(document, "List Bullet")


def test_a_long_text_is_whole() -> None:
    """Word has room for 40,000 characters in a paragraph, though not in its properties."""
    note = "word " * (MANY // 5 - 1) + "end"
    assert note in texts(opened(noting(note)), "Normal")
    assert len(opened(saying("x" * MANY)).core_properties.title) == 255
