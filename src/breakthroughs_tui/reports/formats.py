"""The formats that a report can be written in. Each loads its own library, when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from breakthroughs_tui.reports.report import Report


class Format(StrEnum):
    """A format, named as its files end."""

    HTML = "html"
    MARKDOWN = "md"
    WORD = "docx"
    EXCEL = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def label(self) -> str:
        """What a person calls it."""
        return _LABELS[self]

    @property
    def is_text(self) -> bool:
        """Whether it can be read on a terminal."""
        return self not in {Format.WORD, Format.EXCEL}

    @classmethod
    def of(cls, path: PurePath) -> Format | None:
        """Tell the format from the ending of a file's name; None if it ends otherwise."""
        return _ENDINGS.get(path.suffix.lower().removeprefix("."))


_LABELS: Final = {
    Format.HTML: "Web page (HTML), to read and print",
    Format.MARKDOWN: "Markdown, to paste into a chat or a wiki",
    Format.WORD: "Word document, to go on writing in",
    Format.EXCEL: "Excel workbook, to sort and filter",
    Format.CSV: "CSV, one row a question, for other programs",
    Format.JSON: "JSON, everything, for other programs",
}
_ENDINGS: Final = {
    **{each.value: each for each in Format},
    "htm": Format.HTML,
    "markdown": Format.MARKDOWN,
}


class Written(NamedTuple):
    """A report as the bytes of a file."""

    content: bytes
    shortened: tuple[str, ...] = ()
    """What the format had no room for, as in "Note in row 5 of Questions"."""


def write_report(report: Report, form: Format) -> Written:
    """Write a report in one format."""
    if form is Format.JSON:
        from breakthroughs_tui.reports.to_json import write_json

        return Written(write_json(report))
    if form is Format.CSV:
        return write_history([report])
    if form is Format.EXCEL:
        from breakthroughs_tui.reports.to_excel import write_excel

        return _with_shortened(*write_excel(report))
    from breakthroughs_tui.reports.paper import lay_out

    paper = lay_out(report)
    if form is Format.WORD:
        from breakthroughs_tui.reports.to_word import write_word

        author = report.assessor or report.council
        return Written(write_word(paper, author=author, modified=report.modified))
    if form is Format.MARKDOWN:
        from breakthroughs_tui.reports.to_markdown import write_markdown

        return Written(write_markdown(paper))
    from breakthroughs_tui.reports.to_html import write_html

    return Written(write_html(paper))


def write_history(reports: Sequence[Report]) -> Written:
    """Write several quarters, the oldest first, as CSV."""
    from breakthroughs_tui.reports.to_csv import write_csv

    return _with_shortened(*write_csv(reports))


def _with_shortened(content: bytes, shortened: list[str]) -> Written:
    return Written(content, tuple(shortened))
