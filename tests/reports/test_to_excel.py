"""The workbook can be sorted, filtered and reckoned with, and runs nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from breakthroughs_tui.model import NextStep
from breakthroughs_tui.priority import Band
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.report import Report
from tests.conftest import QUARTER
from tests.quarters import BANK, action, answer, bank_of, take
from tests.reports.conftest import (
    HOSTILE,
    MANY,
    TEXTS,
    Sheet,
    file_of,
    noting,
    parse_xml,
    parts_of,
    read_workbook,
    report_of,
    saying,
    squeezed,
)

LAST = QUARTER.previous
FOUR = bank_of(one="a b", two="c d")
SHEETS = {"Gaps": "Rank", "Questions": "No.", "Actions": "State", "Trend": "Breakthrough"}
"""Each sheet with the heading of its first column."""


def workbook(report: Report) -> dict[str, Sheet]:
    """Write a report as Excel, and read it."""
    return read_workbook(file_of(report, Format.EXCEL))


@pytest.fixture(scope="module")
def file(demo: Report) -> bytes:
    """Give the workbook of the demo."""
    return file_of(demo, Format.EXCEL)


@pytest.fixture(scope="module")
def book(file: bytes) -> dict[str, Sheet]:
    """Give its sheets."""
    return read_workbook(file)


def rules(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Give where colours depend on what stands in a cell: place, criterion and value."""
    return [
        (block.attrib["sqref"], rule.get("operator", rule.attrib["type"]),
         rule.findtext("formula") or "")
        for block in sheet.xml.iter("conditionalFormatting")
        for rule in block.iter("cfRule")
    ]  # fmt: skip


def test_it_has_four_sheets(book: dict[str, Sheet]) -> None:
    """Named for what they hold."""
    assert list(book) == list(SHEETS)


@pytest.mark.parametrize("name", SHEETS)
def test_headings_stay_in_view_and_filter(book: dict[str, Sheet], name: str) -> None:
    """Everything down to the headings is frozen, and the filter begins at them."""
    xml, cells = book[name]
    places = (place for place, text in cells.items() if text == SHEETS[name])
    top = int(next(places).removeprefix("A"))
    (pane,) = xml.iter("pane")
    assert (pane.get("state"), pane.get("ySplit"), pane.get("xSplit")) == ("frozen", str(top), None)
    (filtered,) = xml.iter("autoFilter")
    found = re.fullmatch(r"A(\d+):[A-Z]+(\d+)", filtered.attrib["ref"])
    assert found is not None
    assert int(found[1]) == top < int(found[2])
    assert all(float(each.attrib["width"]) > 5 for each in xml.iter("col"))


def test_a_table_without_rows_can_be_filtered_all_the_same() -> None:
    """Whoever writes rows into it finds the filter there."""
    (filtered,) = workbook(noting("x"))["Actions"].xml.iter("autoFilter")
    assert filtered.get("ref") == "A1:G2"


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_merged_linked_or_reckoned(book: dict[str, Sheet], name: str) -> None:
    """So it can be sorted, and nothing in it runs."""
    tags = {each.tag for each in book[name].xml.iter()}
    assert not tags & {"mergeCell", "mergeCells", "f", "hyperlink", "hyperlinks"}


def test_the_package_holds_no_program_and_no_way_out(file: bytes) -> None:
    """Every part is well-formed; none is a macro, and no relation leads outside."""
    for name, part in parts_of(file).items():
        parse_xml(part)
        assert "vba" not in name.lower()
        assert b'TargetMode="External"' not in part


def test_gaps_are_numbers_that_say_what_moved() -> None:
    """Ranks, indexes as parts of one, points and counts; nothing where there is none."""
    two, one, every = workbook(
        report_of(
            take(FOUR, a="WY", b="AY", c="JN", d="WN"),
            take(FOUR, LAST, a="JN", b="AY", c="JN"),
            take(FOUR, QUARTER.year_before, d="WY"),
        )
    )["Gaps"].records("Rank")
    assert two.items() > {
        "Rank": 1, "Breakthrough": "Two", "Band": "Critical", "Gap index": 0.875,
        "Points since 2026/27 Q2": 0, "Moved since 2026/27 Q2": "same",
        "Questions compared with 2026/27 Q2": 1,
        "Points since 2025/26 Q3": 50, "Moved since 2025/26 Q3": "declined",
        "Questions compared with 2025/26 Q3": 1,
        "Answered": 2, "Questions": 2,
        "Just starting": 1, "Just starting, share": 0.5, "Plan: No": 2, "Plan: No, share": 1,
    }.items()  # fmt: skip
    assert one.items() > {
        "Rank": 2, "Gap index": 0.125, "Points since 2026/27 Q2": -37,
        "Moved since 2025/26 Q3": "not compared", "Questions compared with 2025/26 Q3": 0,
    }.items()  # fmt: skip
    assert "Points since 2025/26 Q3" not in one
    assert every.items() > {"Breakthrough": "All questions", "Gap index": 0.5}.items()
    assert "Rank" not in every


def test_the_first_sheet_says_whose_it_is_and_how_complete() -> None:
    """Above its table: what it is, from whom, that it is provisional, and the headline."""
    report = report_of(replace(take(FOUR, a="JN"), council="Merrow"))
    rows = workbook(report)["Gaps"].rows()
    title, *lines = (str(row[0]) for row in rows[: [row[0] for row in rows].index("Rank")])
    assert title == "Improvement breakthroughs: 2026/27 Q3 (Oct–Dec 2026)"
    assert squeezed(" ".join(lines)) == (
        "Council: Merrow · Answered by: not named · Last changed: 22 November 2026 · "
        "1 of 4 questions answered Provisional: 1 of 4 questions answered. "
        f"Gaps and bands rest on those alone. {report.headline}"
    )


def test_the_first_sheet_says_below_what_has_no_sheet_of_its_own() -> None:
    """Checks, the matrix, next steps, the rule and the source, a heading over each."""
    step = NextStep("A step", "Look\n here", "current", "https://example.org")
    bank = replace(FOUR, next_steps=(step,), source="A paper")
    texts = [row[0] for row in workbook(report_of(take(bank, a="JN")))["Gaps"].rows() if row]
    assert texts[texts.index("Checks") + 1] == "Critical gap, but no open action: question 1"
    after = texts.index("Progress and plan")
    assert "Just starting, plan No (Critical: put it in the plan): question 1" in texts[after:]
    steps = texts.index("Where to turn next")
    assert texts[steps + 1] == "A step: Look here https://example.org"
    assert str(texts[texts.index("How gaps are scored") + 1]).startswith("Achieved scores 0.")
    assert any(str(each).startswith("The gap index is 0% where") for each in texts)
    assert texts[-2:] == ["Where the questions come from", "A paper"]


def test_questions_have_a_row_each_with_all_that_is_said_of_them() -> None:
    """Numbers as numbers; ratings in words, those of last time beside them."""
    todo = replace(action("Write a bid", LAST), owner="A director")
    sheet = workbook(
        report_of(take(FOUR, a=answer("WN", "Why", todo, action("Ask")), c="J-"),
                  take(FOUR, LAST, a="JN"))
    )["Questions"]  # fmt: skip
    headings, first, second, third, _ = sheet.rows()
    assert headings == [
        "No.", "Breakthrough", "Question", "Progress", "Plan", "Score", "Band", "What to do",
        "Note", "Actions", "Remarks", "Progress in 2026/27 Q2", "Plan in 2026/27 Q2",
        "Question id",
    ]  # fmt: skip
    assert first == [
        1, "One", "How?", "Working towards", "No", 3, "High", "put it in the plan", "Why",
        "Overdue: Write a bid (A director; 2026/27 Q2)\nOpen: Ask (Nobody yet; No date)",
        "Just starting", "No", "a",
    ]  # fmt: skip
    unanswered = "Not answered"
    assert second == [2, "One", "How?", *[unanswered] * 5, "b"]
    assert third == [3, "Two", "How?", "Just starting", *[unanswered] * 4, "c"]


def test_a_question_that_was_not_asked_is_not_one_left_open() -> None:
    """Last time it was not asked, or it was and had no answer."""
    sheet = workbook(report_of(take(FOUR), take(bank_of(one="a b"), LAST, a="J-")))["Questions"]
    assert sheet.column("Progress in 2026/27 Q2") == [
        "Just starting", "Not answered", "Not asked", "Not asked",
    ]  # fmt: skip
    assert sheet.column("Plan in 2026/27 Q2")[1:3] == ["Not answered", "Not asked"]


def test_without_a_last_time_there_are_no_columns_for_it() -> None:
    """Nothing stands empty."""
    headings = workbook(noting("x"))["Questions"].rows()[0]
    assert not [each for each in headings if str(each).startswith(("Progress in", "Plan in"))]


def test_actions_stand_overdue_first() -> None:
    """One a row, with the question that it is about."""
    todo = replace(action("Write a bid", LAST), owner="A director")
    sheet = workbook(report_of(take(FOUR, c=answer("--", "", action("Ask"), todo))))["Actions"]
    assert sheet.rows() == [
        ["State", "Due", "Question no.", "Question", "Action", "Owner", "Raised"],
        ["Overdue", "2026/27 Q2", 3, "How?", "Write a bid", "A director", "2025/26 Q3"],
        ["Open", "No date", 3, "How?", "Ask", "Nobody yet", "2025/26 Q3"],
    ]


def test_the_trend_is_numbers_with_a_blank_for_a_gap() -> None:
    """All quarters that there are, a star at a break; what is not known is no 0."""
    report = report_of(take(FOUR, a="WY", c="AY"), take(bank_of(one="a"), LAST.previous, a="JN"))
    rows = workbook(report)["Trend"].rows()
    assert rows[:4] == [
        ["Breakthrough", "2026/27 Q1", "2026/27 Q2", "2026/27 Q3*"],
        ["One", 1, 0.25],
        ["Two", 0],
        ["All questions", 1, 0.125],
    ]
    notes = [row[0] for row in rows[4:] if row]
    assert notes[0] == "Notes"
    assert "Not every question was answered in 2026/27 Q3." in notes
    assert "* Other questions were asked than in the quarter before." in notes


def test_a_line_is_drawn_once_there_are_two_points(file: bytes) -> None:
    """One quarter is no trend."""
    drawn, alone = (
        [name for name in parts_of(each) if "charts/" in name]
        for each in (file, file_of(noting("x"), Format.EXCEL))
    )
    assert len(drawn) == 1
    assert alone == []


def test_bands_are_coloured_by_their_words(book: dict[str, Sheet], demo: Report) -> None:
    """The word stands in the cell, so the colour alone says nothing."""
    sheets = book
    words = {f'"{band.look.word}"' for band in Band}
    assert {value for _, kind, value in rules(sheets["Gaps"]) if kind == "equal"} == words
    assert {value for _, kind, value in rules(sheets["Questions"]) if kind == "equal"} == words
    (place,) = {place for place, *_ in rules(sheets["Questions"])}
    assert place == f"G2:G{1 + len(demo.questions)}"
    assert set(sheets["Questions"].column("Band")) <= {
        "Not answered", *(band.look.word for band in Band)
    }  # fmt: skip
    assert [rule[1:] for rule in rules(sheets["Actions"])] == [("equal", '"Overdue"')]


def test_the_trend_is_coloured_as_the_bands_round_up(file: bytes, book: dict[str, Sheet]) -> None:
    """Anything above 75% is Critical, 0 alone is None, and a blank has no colour."""
    found = [rule[1:] for rule in rules(book["Trend"])]
    assert found[0][0] == "containsBlanks"
    assert [(kind, float(value)) for kind, value in found[1:]] == [
        ("greaterThan", 0.75),
        ("greaterThan", 0.5),
        ("greaterThan", 0.25),
        ("greaterThan", 0),
        ("equal", 0),
    ]
    formats = parts_of(file)["xl/styles.xml"].decode()
    assert all(f"&quot;{band.look.word}&quot; 0%" in formats for band in Band)


def test_texts_stay_texts() -> None:
    """None becomes a number, a formula, a date, a link or another text."""
    texts = (
        "=1+1", '=HYPERLINK("http://x","y")', "{=1+1}", "+1", "-1", "@x", "\t=1", "_x0041_",
        "_x005F_", "https://example.org", "mailto:x@example.org", "internal:Gaps!A1", "1", "0.5",
        "1e5", "TRUE", "2026-01-01", "'", *HOSTILE,
    )  # fmt: skip
    ids = [f"q{number}" for number in range(len(texts))]
    answers = {key: answer("--", text, action(text)) for key, text in zip(ids, texts, strict=True)}
    book = workbook(report_of(take(bank_of(one=" ".join(ids)), **answers)))
    assert book["Questions"].column("Note") == [text.strip() for text in texts]
    assert book["Actions"].column("Action") == list(texts)
    for sheet in book.values():
        assert not {each.tag for each in sheet.xml.iter()} & {"f", "hyperlink"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_who_edits_a_text_does_not_make_a_formula_of_it(text: str) -> None:
    """The cell is marked as a text that only looks like one; other cells are not."""
    for note, is_marked in ((text, True), (f"is {text}", False)):
        parts = parts_of(file_of(noting(note), Format.EXCEL))
        assert (b'quotePrefix="1"' in parts["xl/styles.xml"]) is is_marked


@settings(max_examples=10, deadline=None)
@given(TEXTS)
def test_any_text_reads_back(text: str) -> None:
    """Every part is well-formed XML, and a cell holds what was written."""
    content = file_of(saying(text), Format.EXCEL)
    for part in parts_of(content).values():
        parse_xml(part)
    questions, actions = (read_workbook(content)[name] for name in ("Questions", "Actions"))
    assert questions.column("Breakthrough") == [text or None]
    assert questions.column("Question") == [text or None]
    assert questions.column("Note") == [text.strip() or None]
    assert actions.column("Owner") == [text or "Nobody yet"]


def test_what_no_cell_can_hold_is_shortened_and_named() -> None:
    """By column, row and sheet; the cell says how much is missing, and the file is whole."""
    todo = replace(action("z" * MANY), owner="o")
    report = report_of(take(FOUR, b=answer("JN", "=" + "x" * MANY, todo)))
    content, shortened = write_report(report, Format.EXCEL)
    assert shortened == (
        "Note in row 3 of Questions",
        "Actions in row 3 of Questions",
        "Action in row 2 of Actions",
    )
    questions, actions = (read_workbook(content)[name] for name in ("Questions", "Actions"))
    for found in (questions.column("Note")[1], actions.column("Action")[0]):
        assert isinstance(found, str)
        assert 32_700 < len(found) <= 32_767
        assert found.endswith(" more characters]")


def test_a_title_that_no_cell_can_hold_is_shortened_and_named() -> None:
    """Nothing is left out without a word."""
    bank = replace(FOUR, title="x" * MANY)
    assert write_report(report_of(take(bank)), Format.EXCEL).shortened == ("the title of Gaps",)


def test_a_full_cell_is_not_shortened() -> None:
    """32,767 UTF-16 code units are what Excel holds: an emoji takes two."""
    for note in ("x" * 32_767, "\U0001f600" * 16_383):
        content, shortened = write_report(noting(note), Format.EXCEL)
        assert shortened == ()
        assert read_workbook(content)["Questions"].column("Note") == [note]
    assert write_report(noting("\U0001f600" * 16_384), Format.EXCEL).shortened


def test_it_tells_what_it_is(file: bytes, demo: Report) -> None:
    """A list of files shows title, author and date."""
    core = parts_of(file)["docProps/core.xml"].decode()
    assert "<dc:title>Improvement breakthroughs: 2026/27 Q3 (Oct–Dec 2026)</dc:title>" in core
    assert f"<dc:creator>{demo.assessor}</dc:creator>" in core
    assert f"{demo.modified:%Y-%m-%dT%H:%M:%SZ}</dcterms:created>" in core


def test_sheets_print_on_a4_as_wide_as_a_page(book: dict[str, Sheet]) -> None:
    """Lying, with the number of the page below."""
    for name, sheet in book.items():
        (page,) = sheet.xml.iter("pageSetup")
        assert (page.get("paperSize"), page.get("orientation")) == ("9", "landscape"), name
        assert name == "Gaps" or page.get("fitToHeight") == "0"
        assert sheet.xml.findtext("headerFooter/oddFooter") == "&L&A&RPage &P of &N"


def test_the_default_bank_is_written_whole() -> None:
    """Every question has its row, every text its words."""
    questions = workbook(report_of(take(BANK)))["Questions"]
    assert questions.column("Question") == [each.question.text for each in BANK.questions]
    assert questions.column("Question id") == [each.question.id for each in BANK.questions]
