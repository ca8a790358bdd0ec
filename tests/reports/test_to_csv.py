"""The CSV is tidy data that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from breakthroughs_tui.reports.report import Report
from breakthroughs_tui.reports.to_csv import COLUMNS, write_csv
from tests.conftest import QUARTER
from tests.quarters import action, answer, bank_of, take
from tests.reports.conftest import MANY, TEXTS, noting, report_of, saying

LAST = QUARTER.previous
BANK = bank_of(one="a b", two="c")
TEXT_COLUMNS = ["council", "assessor", "breakthrough", "question", "progress_label", "plan_label",
                "note"]  # fmt: skip
"""Those in which a person or a bank may have written anything."""


def read(*reports: Report) -> list[dict[str, str]]:
    """Write reports, and read the rows as another program would."""
    content, _ = write_csv(reports)
    with io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def note_of(note: str) -> str:
    """Give a note as it stands in the file."""
    (row,) = read(noting(note))
    return row["note"]


def guarded(text: str) -> str:
    """Give a text as it is to stand in the file."""
    starts = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
    is_number = any(each.isdecimal() for each in text) and all(
        each.isdecimal() or each.isspace() or each in ".,:/%£$€()eE+-" for each in text
    )
    is_formula = text.lstrip(" \n").startswith(starts)
    return f"'{text}" if is_formula or is_number else text


def test_the_columns_are_those_that_are_documented() -> None:
    """Other programs rely on their names and on their order."""
    content, _ = write_csv([])
    assert content.decode("utf-8-sig") == (
        "quarter,council,assessor,modified,breakthrough_id,breakthrough,breakthrough_rank,"
        "question_id,question_number,question,progress,progress_label,plan,plan_label,score,band,"
        "note,actions_overdue,actions_open,actions_done\r\n"
    )


def test_a_row_says_everything_of_a_question() -> None:
    """Ids beside words, numbers as numbers, and nothing where there is no rating."""
    todo = (action(due=LAST), action(due=QUARTER), action(), action(done=True))
    assessment = take(BANK, a="J-", c=answer("WN", "Why", *todo))
    rows = read(report_of(replace(assessment, council="Merrow", assessor="An officer")))
    assert rows[2] == {
        "quarter": "2026-27-Q3",
        "council": "Merrow",
        "assessor": "An officer",
        "modified": "2026-11-22T09:30:00Z",
        "breakthrough_id": "two",
        "breakthrough": "Two",
        "breakthrough_rank": "1",
        "question_id": "c",
        "question_number": "3",
        "question": "How?",
        "progress": "working_towards",
        "progress_label": "Working towards",
        "plan": "no",
        "plan_label": "No",
        "score": "3",
        "band": "High",
        "note": "Why",
        "actions_overdue": "1",
        "actions_open": "2",
        "actions_done": "1",
    }
    assert {key: rows[0][key] for key in COLUMNS[6:]} == {
        "breakthrough_rank": "2",
        "question_id": "a",
        "question_number": "1",
        "question": "How?",
        "progress": "just_starting",
        "progress_label": "Just starting",
        "plan": "",
        "plan_label": "",
        "score": "",
        "band": "",
        "note": "",
        "actions_overdue": "0",
        "actions_open": "0",
        "actions_done": "0",
    }


def test_every_question_of_every_quarter_has_one_row() -> None:
    """In the order of the quarters given, then by number, answered or not."""
    rows = read(report_of(take(BANK, LAST, a="JN")), report_of(take(bank_of(one="b z"), b="WY")))
    assert [(each["quarter"], each["question_id"], each["question_number"]) for each in rows] == [
        ("2026-27-Q2", "a", "1"),
        ("2026-27-Q2", "b", "2"),
        ("2026-27-Q2", "c", "3"),
        ("2026-27-Q3", "b", "1"),
        ("2026-27-Q3", "z", "2"),
    ]


def test_the_file_is_as_spreadsheets_want_it() -> None:
    """UTF-8 with one byte order mark, and a line ends with CR LF; in a note it stays a LF."""
    content, shortened = write_csv([noting("one – two\nthree"), noting("x")])
    assert content.startswith(b"\xef\xbb\xbfquarter,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.count(b"\r\n") == content.count(b"\r") == 3
    assert '"one – two\nthree"'.encode() in content
    assert content.endswith(b"\r\n")
    assert shortened == ()


def test_numbers_are_no_text() -> None:
    """What can be reckoned with stands bare, so that it is read as a number."""
    content, _ = write_csv([report_of(take(BANK, a="JN"))])
    assert content.splitlines()[1].endswith(b",one,One,1,a,1,How?,just_starting,Just starting,"
                                            b"no,No,4,Critical,,0,0,0")  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@x", "＝1+1", "＋1", "－1", "＠x",
        '=HYPERLINK("http://x","y")', "-", "- one\n- two", "=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_reckon_out_is_kept_from_it(text: str) -> None:
    """A ' stands before it, in a note as in any other text, from a person as from a bank."""
    assert note_of(text) == f"'{text}"
    (row,) = read(saying(text))
    assert {row[column] for column in TEXT_COLUMNS} == {f"'{text}"}


@pytest.mark.parametrize("before", ["", " ", "   ", "\n", " \n "])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_blanks_before_it_change_nothing(before: str, sign: str) -> None:
    """A spreadsheet may take them away."""
    (row,) = read(saying(f"{before}{sign}1"))
    assert row["council"] == f"'{before}{sign}1"


@pytest.mark.parametrize(
    "text", ["a=1", "1-2 cars", "x@y", "'=1+1", '"=1+1', "a\t=1", "−1", "– one"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    """Only what stands first makes a formula."""
    assert note_of(text) == text


@pytest.mark.parametrize("text", ["007", "1-2", "1/2", "1e5", "12:30", "£1,000", "(3)", "5 %"])
def test_what_would_be_taken_for_a_number_is_guarded(text: str) -> None:
    """A spreadsheet would show a date, a time or another number; an id stays as it is."""
    assert note_of(text) == f"'{text}"
    (row,) = read(report_of(take(bank_of(one="1"), **{"1": "JN"})))
    assert row["question_id"] == "1"


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_is_one_cell_that_reads_back(text: str) -> None:
    """Commas, quotes and line feeds part no cells and no rows."""
    (row,) = read(saying(text))
    assert {row[column] for column in TEXT_COLUMNS[:-1]} == {guarded(text)}
    assert row["note"] == guarded(text.strip())
    assert row["actions_open"] == "1"


@pytest.mark.parametrize("text", ["x" * MANY, "=" + "x" * MANY], ids=["text", "formula"])
def test_what_no_cell_can_hold_is_shortened_and_named(text: str) -> None:
    """By column, question and quarter; the cell says how much is missing, and stays guarded."""
    report = report_of(take(BANK, LAST, b=answer("--", text)))
    content, shortened = write_csv([report, report_of(take(BANK))])
    assert shortened == ("the note of question 2, 2026-27-Q2",)
    assert b" more characters]" in content
    note = read(report)[1]["note"]
    assert 32_700 < len(note) <= 32_767
    assert note.startswith("'=x" if text[0] == "=" else "xx")


def test_length_is_counted_as_a_spreadsheet_counts() -> None:
    """An emoji takes two of the places that a letter takes one of."""
    fits, too_long = "\U0001f600" * 16_383, "\U0001f600" * 16_384
    assert note_of(fits) == fits
    assert len(note_of(too_long).encode("utf-16-le")) // 2 <= 32_767
    assert note_of(too_long) != too_long
