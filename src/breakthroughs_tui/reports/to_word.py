"""The report as a Word document, for people who go on writing in it.

The document starts from the parts in `templates/word`, all of them ours: python-docx's own
template brings styles, fonts and a picture that a report has no use for. The body is written as
WordprocessingML (ECMA-376, part 1, chapter 17): python-docx has no captions, fields or links, and
fills tables slowly, cell by cell. Packaging, relationships, properties, head and foot are
python-docx's.
"""

from __future__ import annotations

import io
import zipfile
from html import escape  # its references are XML's too, and `xml.sax` is slow to import
from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from breakthroughs_tui.moments import in_utc
from breakthroughs_tui.priority import look_of
from breakthroughs_tui.reports.colours import SHADE, tint
from breakthroughs_tui.reports.paper import (
    Cell,
    Chart,
    Column,
    Entries,
    Entry,
    Listing,
    Paper,
    Section,
    Table,
)
from breakthroughs_tui.reports.phrases import property_text
from breakthroughs_tui.reports.shortening import Shortener, Written

_FOLDER: Final = Path(__file__).with_name("templates") / "word"
_BODY: Final = "word/document.xml"
_PARTS: Final = {
    "[Content_Types].xml": "content-types.xml",
    "_rels/.rels": "package-rels.xml",
    _BODY: "document.xml",
    "word/_rels/document.xml.rels": "document-rels.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/numbering.xml": "numbering.xml",
}
"""Where each file of the folder stands in the document's package."""
_BEFORE: Final = "<w:sectPr>"
"""What stands last in the body: the size of the page."""
_WIDTH: Final = 9638
"""Between the margins of an A4 page, in twentieths of a point."""
_TABLE_NUMBER: Final = r"SEQ Table \* ARABIC"
_MOST_ROWS_TOGETHER: Final = 14
"""A table of so many rows stands on one page; a longer one may run on to the next."""
_SHORT: Final = 400
"""So many letters surely leave room on a page. What is longer may run on to the next."""
_MOST_IN_CELL: Final = 3000
_MOST_IN_HEADING: Final = 200
"""A table that has more letters in a cell or a heading cannot be read, and LibreOffice never ends
laying it out."""
_LONG: Final = 2000
"""A paragraph of so many letters, marks and all, may be cut and left behind by the next."""
_MOST_IN_HEAD: Final = 80
"""Letters of the title above each page."""
_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def write_word(paper: Paper) -> Written:
    """Write a paper as a Word document (.docx) on A4."""
    writer = _Writer()
    document = Document(_package(writer.paper(paper)))
    for key, url in writer.links.items():
        document.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, url, key, is_external=True)
    _describe(document, paper)
    _head_and_foot(document, paper)
    saved = io.BytesIO()
    document.save(saved)
    return Written(_undated(saved), tuple(writer.shortener.shortened))


def _package(content: str) -> io.BytesIO:
    """Put a document together from its parts and what stands in its body."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as parts:
        for name, file in _PARTS.items():
            part = (_FOLDER / file).read_text(encoding="utf-8")
            if name == _BODY:
                part = part.replace(_BEFORE, f"{content}{_BEFORE}", 1)
            parts.writestr(name, part)
    package.seek(0)
    return package


def _undated(saved: io.BytesIO) -> bytes:
    """Give a package without the times of its parts: the same report is the same file."""
    content = io.BytesIO()
    with zipfile.ZipFile(saved) as dated, zipfile.ZipFile(content, "w") as package:
        for name in dated.namelist():
            package.writestr(zipfile.ZipInfo(name), dated.read(name), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _describe(document: WordDocument, paper: Paper) -> None:
    """Fill in what a list of files shows of a document."""
    properties = document.core_properties
    properties.title = property_text(f"{paper.title}: {paper.quarter}")
    properties.subject = property_text(paper.headline)
    properties.author = properties.last_modified_by = property_text(paper.author)
    properties.created = properties.modified = in_utc(paper.modified)
    properties.language = "en-GB"
    properties.revision = 1


def _head_and_foot(document: WordDocument, paper: Paper) -> None:
    """Put the title above each page and its number below."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    title = paper.title
    short = title if len(title) <= _MOST_IN_HEAD else f"{title[:_MOST_IN_HEAD]}…"
    head.text = f"{short}\t{paper.quarter}"
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

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        """The pages that it links to, by the key of their relationship."""
        self.shortener = Shortener()
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
        leads_on = bool(section.blocks or section.sections)
        parts += [_paragraph(_run(text), stays=leads_on) for text in section.text]
        for block in section.blocks:
            match block:
                case Table():
                    parts.append(self._table(block))
                case Entries():
                    parts += [self._entry(entry, depth + 1) for entry in block.entries]
                case Listing():
                    parts += [_paragraph(_run(item), "ListBullet") for item in block.items]
                case Chart():
                    pass  # the table below it says the same
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
        key = f"link{len(self.links) + 1}"
        self.links[key] = url
        style = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
        return f'<w:hyperlink r:id="{key}"><w:r>{style}{_text(url)}</w:r></w:hyperlink>'

    def _table(self, table: Table) -> str:
        self._tables += 1
        caption = (
            f"{_run('Table ')}{_field(_TABLE_NUMBER, str(self._tables))}"
            f"{_run(f': {table.caption}')}"
        )
        widths = [_WIDTH * share // 100 for share in table.shares]
        last = len(table.rows) - 1
        stays = len(table.rows) <= _MOST_ROWS_TOGETHER and all(map(_is_short, table.rows))
        rows = (
            self._row(
                table,
                row,
                widths,
                is_total=table.has_total and index == last,
                stays=stays and (index < last or bool(table.notes)),
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
            self._heading_row(table, widths),
            *rows,
            "</w:tbl>",
            *(_paragraph(_run(note), "Note") for note in table.notes),
        ]
        return "".join(parts)

    def _heading_row(self, table: Table, widths: list[int]) -> str:
        cells = []
        for column, width in zip(table.columns, widths, strict=True):
            what = f'a heading of "{table.caption}"'
            heading = _run(self.shortener.fit(column.heading, what, _MOST_IN_HEADING))
            cells.append(_table_cell(heading, "TableHeading", width, SHADE, column, stays=True))
        row = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        return f"<w:tr>{row}{''.join(cells)}</w:tr>"

    def _row(
        self,
        table: Table,
        row: tuple[Cell, ...],
        widths: list[int],
        *,
        is_total: bool,
        stays: bool,
    ) -> str:
        """Write a row; one that stays is on the same page as the next."""
        cells = []
        for cell, column, width in zip(row, table.columns, widths, strict=True):
            text = self.shortener.fit(
                cell.text, f'{column.heading} in "{table.caption}"', _MOST_IN_CELL
            )
            ground, content = "", _run(text, is_bold=is_total)
            if cell.band:
                look = look_of(cell.band)
                ground = tint(look.light)
                label = f"{look.symbol} {look.word if cell.has_word else text}"
                content = _run(label, is_bold=True, colour=look.light)
                if cell.has_word and text:
                    content += f"<w:r><w:br/></w:r>{_run(text)}"
            cells.append(_table_cell(content, "TableText", width, ground, column, stays=stays))
        whole = "<w:trPr><w:cantSplit/></w:trPr>" if _is_short(row) else ""
        return f"<w:tr>{whole}{''.join(cells)}</w:tr>"


def _is_short(row: tuple[Cell, ...]) -> bool:
    return all(len(cell.text) <= _SHORT for cell in row)


def _table_cell(  # noqa: PLR0913  what it holds, and how it looks
    content: str, style: str, width: int, ground: str, column: Column, *, stays: bool
) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground[1:]}"/>' if ground else ""
    paragraph = _paragraph(content, style, is_right=column.is_number, stays=stays)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraph}</w:tc>'


def _paragraph(
    content: str, style: str = "", *, is_right: bool = False, stays: bool = False
) -> str:
    """Write a paragraph; one that stays is on the same page as the next."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if len(content) > _LONG:
        properties += '<w:keepNext w:val="0"/><w:keepLines w:val="0"/>'
    elif stays:
        properties += "<w:keepNext/>"
    if is_right:
        properties += '<w:jc w:val="right"/>'
    look = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{look}{content}</w:p>"


def _run(text: str, *, is_bold: bool = False, colour: str = "") -> str:
    if not text:
        return ""
    properties = "<w:b/><w:bCs/>" if is_bold else ""
    if colour:
        properties += f'<w:color w:val="{colour[1:]}"/>'
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
