"""Every format that is read says the same, in the same order, in plain English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from breakthroughs_tui.model import Assessment, NextStep
from breakthroughs_tui.reports.colours import tint
from breakthroughs_tui.reports.layout import lay_out
from breakthroughs_tui.reports.paper import (
    Cell,
    Chart,
    Entries,
    Entry,
    Listing,
    Paper,
    Section,
    Table,
)
from breakthroughs_tui.reports.report import Report
from tests.conftest import QUARTER
from tests.quarters import BANK, action, answer, bank_of, quarters_up_to, series, take
from tests.reports.conftest import SECTIONS, SHOWN, report_of, saying

LAST = QUARTER.previous
FOUR = bank_of(one="a b", two="c d")


def paper_of(assessment: Assessment, *earlier: Assessment) -> Paper:
    """Lay out the report on a quarter."""
    return lay_out(report_of(assessment, *earlier))


def section(paper: Paper, section_id: str) -> Section:
    """Find a section."""
    (found,) = (each for each in paper.sections if each.id == section_id)
    return found


def tables(section: Section) -> list[Table]:
    """Give the tables of a section, those of its parts among them."""
    own = [each for each in section.blocks if isinstance(each, Table)]
    return own + [table for part in section.sections for table in tables(part)]


def all_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Give every section with its parts."""
    for each in sections:
        yield each
        yield from all_sections(each.sections)


def rows(table: Table) -> list[list[str]]:
    """Give the rows of a table, a band as its word before the text."""
    return [[_shown(cell) for cell in row] for row in table.rows]


def _shown(cell: Cell) -> str:
    return ": ".join(filter(None, (cell.band, cell.text)))


def headings(table: Table) -> list[str]:
    """Give the headings of a table."""
    return [column.heading for column in table.columns]


def test_a_full_report_has_its_parts_in_order(demo: Report) -> None:
    """Whoever has read one finds everything in the next."""
    assert [each.heading for each in lay_out(demo).sections] == SECTIONS


def test_an_empty_report_says_that_there_is_nothing() -> None:
    """A part with nothing in it says so, or is left out; none is a bare heading."""
    paper = paper_of(take(FOUR))
    assert section(paper, "checks").text == ("No question has been answered yet.",)
    assert section(paper, "actions").text == ("No action has been written down.",)
    assert "next-steps" not in {each.id for each in paper.sections}
    assert all(each.text or each.blocks or each.sections for each in all_sections(paper.sections))


def test_the_head_says_whose_it_is_and_how_complete() -> None:
    """A name that was never given is said to be missing; the date stands as in a letter."""
    assert paper_of(take(FOUR, a="JN")).facts == (
        ("Council", "Not named"),
        ("Answered by", "Not named"),
        ("Last changed", "22 November 2026"),
        ("Coverage", "1 of 4 questions answered"),
    )
    named = replace(take(FOUR), council="Merrow", assessor="An officer")
    assert paper_of(named).facts[:2] == (("Council", "Merrow"), ("Answered by", "An officer"))


def test_what_is_not_complete_says_so_at_the_top() -> None:
    """A complete one bears no warning."""
    assert paper_of(take(FOUR, a="JN")).warning == (
        "Provisional: 1 of 4 questions answered. Gaps and bands rest on those alone."
    )
    assert paper_of(take(FOUR)).warning == "Provisional: 0 of 4 questions answered."
    assert not paper_of(take(FOUR, a="JN", b="AY", c="WY", d="WN")).warning


def test_gaps_stand_by_rank_and_the_whole_comes_last() -> None:
    """With band, index, what moved and what it rests on; then how often each rating was given."""
    ranking, shares = tables(
        section(
            paper_of(
                take(FOUR, a="WY", b="AY", c="JN", d="WN"),
                take(FOUR, LAST, a="JN", b="AY", c="JN"),
                take(FOUR, QUARTER.year_before, d="WY"),
            ),
            "gaps",
        )
    )
    assert headings(ranking) == [
        "Rank", "Breakthrough", "Band", "Gap index", "Since 2026/27 Q2", "Since 2025/26 Q3",
        "Answered",
    ]  # fmt: skip
    assert rows(ranking) == [
        ["1", "Two", "Critical", "88%", "0 (same; 1 of 2 compared)",
         "+50 (declined; 1 of 2 compared)", "2 of 2"],
        ["2", "One", "Low", "13%", "−37 (improved)", "Not compared", "2 of 2"],
        ["", "All questions", "Medium", "50%", "−25 (improved; 3 of 4 compared)",
         "+50 (declined; 1 of 4 compared)", "4 of 4"],
    ]  # fmt: skip
    assert headings(shares)[1:] == [
        "Achieved", "Working towards", "Just starting", "Plan: Yes", "Plan: Partially", "Plan: No",
    ]  # fmt: skip
    assert rows(shares)[1] == ["One", "1 (50%)", "1 (50%)", "0 (0%)", "2 (100%)", "0 (0%)",
                               "0 (0%)"]  # fmt: skip
    assert ranking.has_total
    assert shares.has_total


def test_a_first_quarter_is_compared_with_nothing() -> None:
    """No column stands empty, and nothing is explained that is not there."""
    paper = paper_of(take(FOUR, a="JN"))
    ranking, _ = tables(section(paper, "gaps"))
    assert headings(ranking) == ["Rank", "Breakthrough", "Band", "Gap index", "Answered"]
    assert rows(ranking)[1] == ["2", "Two", "Not answered", "–", "0 of 2"]
    assert not [note for note in ranking.notes if "Changes" in note]
    (first, _) = tables(section(paper, "questions"))
    assert headings(first) == ["No.", "Question", "Progress", "Plan", "Band"]


def test_the_matrix_says_what_to_do_and_about_which_questions() -> None:
    """Three rows of three; a pair of ratings that nobody gave says so."""
    (matrix,) = tables(section(paper_of(take(FOUR, a="JN", b="JN", c="AY")), "matrix"))
    assert headings(matrix) == ["Progress", "Plan: Yes", "Plan: Partially", "Plan: No"]
    assert rows(matrix) == [
        ["Just starting", "Medium: deliver the plan\nNo question",
         "High: complete the plan\nNo question", "Critical: put it in the plan\nQuestions 1, 2"],
        ["Working towards", "Low: on course\nNo question",
         "Medium: complete the plan\nNo question", "High: put it in the plan\nNo question"],
        ["Achieved", "None: sustain\nQuestion 3", "None: sustain\nNo question",
         "None: sustain, though the plan is silent\nNo question"],
    ]  # fmt: skip


def test_checks_name_their_questions() -> None:
    """One line each."""
    (listing,) = section(paper_of(take(FOUR, a="JN", b="JN", c="AY")), "checks").blocks
    assert listing == Listing(
        (
            "Critical gap, but no open action: questions 1, 2",
            "Achieved, but no note says what shows it: question 3",
        )
    )


def test_actions_are_counted_and_listed() -> None:
    """The overdue first; one that is nobody's and one without a date say so."""
    mine = replace(action("Write a bid", LAST), owner="A director")
    part = section(paper_of(take(FOUR, c=answer("--", "", action("Ask"), mine))), "actions")
    assert part.text == ("1 overdue, 1 open.",)
    (table,) = tables(part)
    assert rows(table) == [
        ["Overdue", "2026/27 Q2", "3", "Write a bid", "A director"],
        ["Open", "No date", "3", "Ask", "Nobody yet"],
    ]


def test_the_trend_shows_six_quarters() -> None:
    """As many as have room on a sheet; older ones are said to be in other formats."""
    now, *earlier = series(FOUR, "a", ["JN"] * 7)
    paper = paper_of(now, *earlier[:5])
    (table,) = tables(section(paper, "trend"))
    newest = [quarter.briefly for quarter in reversed(quarters_up_to(QUARTER, 6))]
    assert headings(table) == ["Breakthrough", *newest]
    assert not [note for note in table.notes if "Earlier" in note]
    longer = tables(section(paper_of(now, *earlier), "trend"))[0]
    assert headings(longer) == headings(table)
    assert [note for note in longer.notes if "Earlier quarters" in note]
    assert rows(longer) == [["One", *["Critical: 100%~"] * 6],
                            ["All questions", *["Critical: 100%~"] * 6]]  # fmt: skip


def test_the_trend_explains_its_marks_and_no_other() -> None:
    """A break has a star at its quarter, a provisional index a tilde; a gap is blank."""
    whole = dict.fromkeys("abcd", "JN")
    now = take(FOUR, **whole)
    (plain,) = tables(section(paper_of(now, take(FOUR, LAST, **whole)), "trend"))
    assert plain.notes == ("A blank cell: no answers, or none that could be read.",)
    old = take(bank_of(one="a"), LAST.previous, a="WY")
    (table,) = tables(section(paper_of(now, old), "trend"))
    assert headings(table) == ["Breakthrough", "26/27 Q1", "26/27 Q2", "26/27 Q3*"]
    assert rows(table)[0] == ["One", "Low: 25%", "", "Critical: 100%"]
    assert "* Other questions were asked than in the quarter before." in table.notes
    assert not [note for note in table.notes if note.startswith("~")]


def test_a_break_before_the_quarters_shown_is_not_explained() -> None:
    """No star stands for it."""
    now, *earlier = series(FOUR, "a", ["JN"] * 9)
    old = take(bank_of(one="a"), earlier[-1].quarter.previous, a="JN")
    (table,) = tables(section(paper_of(now, *earlier, old), "trend"))
    assert not [note for note in table.notes if note.startswith("*")]


def test_a_chart_says_in_words_what_it_shows() -> None:
    """It wants two quarters at least, and leaves a gap where nothing is known."""
    now, last = take(FOUR, a="JN"), take(FOUR, LAST.previous, a="WY")
    assert not [each for each in section(paper_of(now), "trend").blocks if isinstance(each, Chart)]
    chart = section(paper_of(now, last), "trend").blocks[0]
    assert isinstance(chart, Chart)
    assert chart.description == (
        "Over all questions the gap index was 25% in 26/27 Q1, 100% in 26/27 Q3."
    )
    assert [each.gap_index for each in chart.points] == [25, None, 100]


def test_questions_stand_under_their_breakthrough() -> None:
    """In the order in which they are asked, with what they were last time."""
    bank = bank_of(one="a b c d e", two="n")
    part = section(
        paper_of(
            take(bank, a="WY", b="JN", c="--", d="A-", e="AY"),
            take(bank_of(one="a b c d e"), LAST, a="WY", b="JP", c="JN", e="--"),
        ),
        "questions",
    )
    assert [each.heading for each in part.sections] == ["One", "Two"]
    first, second = tables(part)
    assert first.caption == "Ratings of questions 1 to 5"
    assert second.caption == "Ratings of question 6"
    assert headings(first)[-1] == "In 2026/27 Q2"
    assert rows(first) == [
        ["1", "How?", "Working towards", "Yes", "Low", "The same"],
        ["2", "How?", "Just starting", "No", "Critical", "Just starting; Partially"],
        ["3", "How?", "Not answered", "Not answered", "Not answered", "Just starting; No"],
        ["4", "How?", "Achieved", "Not answered", "Not answered", "Not answered"],
        ["5", "How?", "Achieved", "Yes", "None", "Not answered"],
    ]
    assert rows(second)[0][-1] == "Not asked"


def test_a_question_says_what_was_written_of_it() -> None:
    """Note, actions and remarks; one of which nothing is said has no entry."""
    todo = replace(action("Write a bid", LAST), owner="A director")
    bank = bank_of(one="a b c")
    part = section(
        paper_of(take(bank, a=answer("--", "First\nsecond", todo, action("Ask")), c="JN")),
        "questions",
    )
    entries = part.sections[0].blocks[1]
    assert entries == Entries(
        (
            Entry(
                "Question 1",
                "First\nsecond",
                ("Action (overdue; due 2026/27 Q2; A director): Write a bid",
                 "Action (open): Ask"),
            ),
            Entry("Question 3", "", ("No open action.",)),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/a_b?c=d&e", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("JavaScript:alert(1)//https://example.org", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("file:///etc/passwd", False),
        ("vbscript:x", False),
        ("//example.org", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_only_a_page_of_the_web_may_be_a_link(url: str, *, is_link: bool) -> None:
    """Any other address is shown as text, since it could run something."""
    bank = replace(FOUR, next_steps=(NextStep("A step", " Look\nhere ", "current", url),))
    (entries,) = section(paper_of(take(bank, a="JN")), "next-steps").blocks
    items = () if is_link or not url else (url,)
    assert entries == Entries((Entry("A step", "Look here", items, url if is_link else ""),))


def test_the_rule_and_the_source_end_it() -> None:
    """The rule in the bank's own words; a bank that names no source says nothing of one."""
    bank = replace(FOUR, source="A paper\n  of 2004")
    text = section(paper_of(take(bank)), "scoring").text
    assert text[0].startswith("Achieved scores 0. Otherwise work left")
    assert text[1] == "Where the questions come from: A paper of 2004"
    assert len(section(paper_of(take(FOUR)), "scoring").text) == 1


@settings(max_examples=15, deadline=None)
@given(SHOWN)
def test_tables_are_whole_whatever_is_written(text: str) -> None:
    """Each row has a cell a column, each table a caption and names its rows, ids come once."""
    sections = list(all_sections(lay_out(saying(text)).sections))
    ids = [each.id for each in sections]
    assert len(ids) == len(set(ids))
    for table in (each for part in sections for each in part.blocks if isinstance(each, Table)):
        assert table.caption
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert table.naming_column < len(table.columns)


def test_the_demo_is_laid_out_whole(demo: Report) -> None:
    """Each of its questions stands in one table, and each breakthrough has a part of its own."""
    part = section(lay_out(demo), "questions")
    assert [each.heading for each in part.sections] == [each.title for each in BANK.breakthroughs]
    numbers = [row[0].text for table in tables(part) for row in table.rows]
    assert numbers == [str(number) for number in range(1, len(BANK.questions) + 1)]


def test_a_tint_is_the_colour_thinned_with_white() -> None:
    """Or with what else is under it; words in the colour stand out from it."""
    assert tint("#000000") == "#e6e6e6"
    assert tint("#ffffff") == "#ffffff"
    assert tint("#ff0000") == "#ffe6e6"
    assert tint("#ffffff", "#000000") == "#1a1a1a"
