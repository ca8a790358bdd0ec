"""The report as a Word document, for people who go on writing in it.

The document starts from the parts in `templates/word`, all of them ours: python-docx's own
template brings styles, fonts and a picture that a report has no use for.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from html import escape  # its references are XML's too, and `xml.sax` is slow to import
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from breakthroughs_tui.priority import look_of
from breakthroughs_tui.reports.paper import (
    TEMPLATES,
    Cell,
    Column,
    Entries,
    Entry,
    Listing,
    Paper,
    Section,
    Table,
)
from breakthroughs_tui.reports.tints import tint

_PARTS: Final = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/numbering.xml": "numbering.xml",
}
"""Where each file of the folder stands in the document's package."""
_WIDTH: Final = 9638
"""Between the margins of an A4 page, in twentieths of a point."""
_TABLE_NUMBER: Final = r"SEQ Table \* ARABIC"
_MOST_ROWS_TOGETHER: Final = 14
"""A table of so many rows stands on one page; a longer one may run on to the next."""
_SHADE: Final = "F1F4F7"
_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def write_word(paper: Paper, *, author: str, modified: datetime) -> bytes:
    """Write a paper as a Word document (.docx) on A4."""
    document = Document(_base())
    writer = _Writer(document)
    body = document.element.body
    content = parse_xml(f"<w:body {_NAMESPACES}>{writer.paper(paper)}</w:body>")
    for element in reversed(content):
        body.insert(0, element)
    _describe(document, paper, author, modified)
    _head_and_foot(document, paper)
    saved = io.BytesIO()
    document.save(saved)
    return _undated(saved)


def _base() -> io.BytesIO:
    """Put the empty document together."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, file in _PARTS.items():
            package.writestr(name, (TEMPLATES / "word" / file).read_bytes())
    content.seek(0)
    return content


def _undated(saved: io.BytesIO) -> bytes:
    """Give a package without the times of its parts: the same report is the same file."""
    content = io.BytesIO()
    with zipfile.ZipFile(saved) as dated, zipfile.ZipFile(content, "w") as package:
        for name in dated.namelist():
            package.writestr(zipfile.ZipInfo(name), dated.read(name), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _describe(document: WordDocument, paper: Paper, author: str, modified: datetime) -> None:
    """Fill in what a list of files shows of a document."""
    properties = document.core_properties
    properties.title = _property(f"{paper.title}: {paper.quarter}")
    properties.subject = _property(paper.headline)
    properties.author = properties.last_modified_by = _property(author)
    properties.created = properties.modified = modified
    properties.language = "en-GB"
    properties.revision = 1


def _property(text: str) -> str:
    """Fit a text into a property of the document."""
    return text[:255]


def _head_and_foot(document: WordDocument, paper: Paper) -> None:
    """Put the title above each page and its number below."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.text = f"{paper.title}\t{paper.quarter}"
    number = f"{_run('Page ')}{_field('PAGE', '1')}{_run(' of ')}{_field('NUMPAGES', '1')}"
    for footer in (section.footer, section.first_page_footer):
        page = parse_xml(
            f'<w:p {_NAMESPACES}><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
            f"{_run(chr(9))}{number}</w:p>"
        )
        old = footer.paragraphs[0]._p  # noqa: SLF001  python-docx has no fields
        old.getparent().replace(old, page)


class _Writer:
    """Writes the parts of a paper as WordprocessingML."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._tables = 0

    def paper(self, paper: Paper) -> str:
        """Write everything from the title down."""
        facts = (
            _paragraph(_run(f"{name}\t") + _run(value, is_bold=True), "Fact")
            for name, value in paper.facts
        )
        return "".join(
            [
                _paragraph(_run(paper.title), "Title"),
                _paragraph(_run(paper.quarter), "Subtitle"),
                *facts,
                _paragraph(_run(paper.warning), "Warning") if paper.warning else "",
                _paragraph(_run(paper.headline), "Headline"),
                *(self._section(section, 1) for section in paper.sections),
            ]
        )

    def _section(self, section: Section, depth: int) -> str:
        parts = [_paragraph(_run(section.heading), f"Heading{depth}")]
        leads_on = "TextTogether" if section.blocks or section.sections else ""
        parts += [_paragraph(_run(text), leads_on) for text in section.text]
        for block in section.blocks:
            if isinstance(block, Table):
                parts.append(self._table(block))
            elif isinstance(block, Entries):
                parts += [self._entry(entry, depth + 1) for entry in block.entries]
            elif isinstance(block, Listing):
                parts += [_paragraph(_run(item), "ListBullet") for item in block.items]
        parts += [self._section(each, depth + 1) for each in section.sections]
        return "".join(parts)

    def _entry(self, entry: Entry, depth: int) -> str:
        parts = [_paragraph(_run(entry.heading), f"Heading{depth}")]
        if entry.text:
            parts.append(_paragraph(_run(entry.text)))
        if entry.url:
            parts.append(_paragraph(self._link(entry.url)))
        parts += [_paragraph(_run(item), "ListBullet") for item in entry.items]
        return "".join(parts)

    def _link(self, url: str) -> str:
        part = self._document.part
        target = part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        style = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
        return f'<w:hyperlink r:id="{target}"><w:r>{style}{_text(url)}</w:r></w:hyperlink>'

    def _table(self, table: Table) -> str:
        self._tables += 1
        caption = (
            f"{_run('Table ')}{_field(_TABLE_NUMBER, str(self._tables))}"
            f"{_run(f': {table.caption}')}"
        )
        widths = _widths(table.columns)
        last = len(table.rows) - 1
        stays = len(table.rows) <= _MOST_ROWS_TOGETHER
        rows = (
            _row(
                table,
                row,
                widths,
                is_total=table.has_total and index == last,
                stays=stays and index < last,
            )
            for index, row in enumerate(table.rows)
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        properties = (
            '<w:tblStyle w:val="ReportTable"/>'
            f'<w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{escape(table.caption)}"/>'
        )
        parts = [
            _paragraph(caption, "Caption"),
            f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
            _heading_row(table.columns, widths),
            *rows,
            "</w:tbl>",
            *(_paragraph(_run(note), "Note") for note in table.notes),
        ]
        return "".join(parts)


def _widths(columns: tuple[Column, ...]) -> list[int]:
    whole = sum(column.width for column in columns)
    return [_WIDTH * column.width // whole for column in columns]


def _heading_row(columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = (
        _table_cell(_run(column.heading), "TableHeading", width, _SHADE, column)
        for column, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(
    table: Table, row: tuple[Cell, ...], widths: list[int], *, is_total: bool, stays: bool
) -> str:
    """Write a row; one that stays is on the same page as the next."""
    cells = []
    for cell, column, width in zip(row, table.columns, widths, strict=True):
        ground, content = "", _run(cell.text, is_bold=is_total)
        if cell.band:
            look = look_of(cell.band)
            ground = tint(look.light)[1:].upper()
            label = f"{look.symbol} {look.word}" if cell.has_word else f"{look.symbol} {cell.text}"
            content = _run(label, is_bold=True, colour=look.light[1:].upper())
            if cell.has_word and cell.text:
                content += f"<w:r><w:br/></w:r>{_run(cell.text)}"
        style = "TableTextTogether" if stays else "TableText"
        cells.append(_table_cell(content, style, width, ground, column))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _table_cell(content: str, style: str, width: int, ground: str, column: Column) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    paragraph = _paragraph(content, style, is_right=column.is_number)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraph}</w:tc>'


def _paragraph(content: str, style: str = "", *, is_right: bool = False) -> str:
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if is_right:
        properties += '<w:jc w:val="right"/>'
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
        if properties
        else f"<w:p>{content}</w:p>"
    )


def _run(text: str, *, is_bold: bool = False, colour: str = "") -> str:
    if not text:
        return ""
    properties = "<w:b/><w:bCs/>" if is_bold else ""
    if colour:
        properties += f'<w:color w:val="{colour}"/>'
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{_text(text)}</w:r>"


def _text(text: str) -> str:
    """Write text with its tabs and line feeds."""
    marked = escape(text).replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    marked = marked.replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    return f"<w:t xml:space='preserve'>{marked}</w:t>"


def _field(instruction: str, result: str) -> str:
    """Write what Word works out; the result stands for it until then."""
    return f'<w:fldSimple w:instr=" {instruction} ">{_run(result)}</w:fldSimple>'
