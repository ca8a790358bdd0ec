"""The formats that a report can be written in. Each loads its own library, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from breakthroughs_tui.model import Assessment
    from breakthroughs_tui.reports.paper import Paper
    from breakthroughs_tui.reports.report import Report
    from breakthroughs_tui.reports.shortening import Written


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
        return _WORDS[self][0]

    @property
    def purpose(self) -> str:
        """What it is good for."""
        return _WORDS[self][1]

    @property
    def is_text(self) -> bool:
        """Whether it can be read on a terminal."""
        return self not in {Format.WORD, Format.EXCEL}

    @classmethod
    def of(cls, path: PurePath) -> Format | None:
        """Tell the format from the ending of a file's name; None if it ends otherwise."""
        return _ENDINGS.get(path.suffix.lower().removeprefix("."))


_WORDS: Final = {
    Format.HTML: ("Web page (HTML)", "to read and print"),
    Format.MARKDOWN: ("Markdown", "to paste into a chat or a wiki"),
    Format.WORD: ("Word document", "to go on writing in"),
    Format.EXCEL: ("Excel workbook", "to sort and filter"),
    Format.CSV: ("CSV", "one row a question, for other programs"),
    Format.JSON: ("JSON", "everything, for other programs"),
}
_ENDINGS: Final = {
    **{each.value: each for each in Format},
    "htm": Format.HTML,
    "markdown": Format.MARKDOWN,
}


def write_quarters(assessments: Iterable[Assessment]) -> Written:
    """Write many quarters, the oldest first, as one CSV table."""
    from breakthroughs_tui.reports.building import build_report
    from breakthroughs_tui.reports.to_csv import write_csv

    return write_csv(build_report(each, ()) for each in assessments)


def write_report(report: Report, form: Format) -> Written:
    """Write a report in one format."""
    match form:
        case Format.JSON:
            from breakthroughs_tui.reports.to_json import write_json

            return write_json(report)
        case Format.CSV:
            from breakthroughs_tui.reports.to_csv import write_csv

            return write_csv([report])
        case Format.EXCEL:
            from breakthroughs_tui.reports.to_excel import write_excel

            return write_excel(report)
        case Format.HTML | Format.MARKDOWN | Format.WORD:
            from breakthroughs_tui.reports.layout import lay_out

            return _write_paper(lay_out(report), form)


def _write_paper(paper: Paper, form: Format) -> Written:
    if form is Format.WORD:
        from breakthroughs_tui.reports.to_word import write_word

        return write_word(paper)
    if form is Format.MARKDOWN:
        from breakthroughs_tui.reports.to_markdown import write_markdown

        return write_markdown(paper)
    from breakthroughs_tui.reports.to_html import write_html

    return write_html(paper)
