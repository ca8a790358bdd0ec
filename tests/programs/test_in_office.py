"""The Word document and the workbook of the demo in LibreOffice."""

from __future__ import annotations

from pathlib import Path

from breakthroughs_tui.reports.formats import Format
from tests.programs import reported
from tests.programs.office import Office
from tests.programs.paper import sheets_of


def squeezed(text: str) -> str:
    """Take all blanks out: a line may be broken anywhere."""
    return "".join(text.split())


def test_the_word_document_is_printed_on_a4(office: Office, tmp_path: Path) -> None:
    """All questions, notes and actions, on numbered pages under the title."""
    report = reported.report("demo")
    document = tmp_path / "report.docx"
    document.write_bytes(reported.written("demo", Format.WORD))
    sheets = sheets_of(office.convert(document, "pdf"))
    assert {each.size for each in sheets} == {(210, 297)}
    printed = squeezed("".join(each.text for each in sheets))
    said = [report.headline, report.scoring_rule, *(each.text for each in report.actions)]
    said += [text for each in report.questions for text in (each.text, each.note)]
    assert [text for text in said if squeezed(text) not in printed] == []
    for number, sheet in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in sheet.text
        assert report.title in sheet.text
