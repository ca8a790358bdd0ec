"""The priority gaps: what to work on first, why, and the way to each question and back."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from breakthroughs_tui.comparison import compare
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank, Scale
from breakthroughs_tui.priority import Band, Summary, summarise
from breakthroughs_tui.tui.breakthrough import BreakthroughPage
from breakthroughs_tui.tui.matrix import Matrix
from breakthroughs_tui.tui.summary import SummaryPage
from tests.conftest import QUARTER
from tests.quarters import BANK, take
from tests.tui.conftest import (
    ALL_DONE,
    FIRST_DONE,
    HALF_DONE,
    MARKUP,
    Sit,
    Sitting,
    SitWithHistory,
    points,
)

LAST = QUARTER.previous
ONE_OF_EACH_BAND = "11 .. .. .. 21 .. .. 22 .. 23 .. .. 33"
"""Breakthroughs 1 to 5 come out None, Low, Medium, High and Critical; the rest unanswered."""


def ranked(desk: Sitting) -> Summary:
    """Score the answers as they stand."""
    return summarise(desk.session.assessment)


def shown_ranks(desk: Sitting) -> list[str]:
    """Give the rows of breakthroughs that are in view, each from its rank on."""
    return [line[3:] for line in desk.lines if re.match(r" [ ›][▸▾] *\d", line)]


async def go_to_onward(desk: Sitting) -> None:
    """Move down to the way on."""
    assert isinstance(desk.screen, BreakthroughPage)
    while desk.focused is not None:
        await desk.press("down")


# --- the table


@pytest.mark.parametrize("answers", [ALL_DONE, HALF_DONE, ""], ids=["all", "half", "nothing"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_rows_stand_in_the_order_of_priority(
    sit: Sit, answers: str, size: tuple[int, int]
) -> None:
    """Each row has the rank, the band's word and symbol, the index, coverage and counts."""
    async with sit(answers, size=size) as desk:
        await desk.press("s")
        assert desk.lines[0].startswith(" Priority gaps  2026/27 Q3")
        for row, entry in zip(shown_ranks(desk), ranked(desk).breakthroughs, strict=True):
            tally = entry.tally
            assert row.startswith(f"{entry.rank:>2} ")
            if tally.band is None:
                assert " Not answered " in row
                assert "%" not in row
            else:
                assert f" {tally.band.look.symbol:<2} {tally.band.look.word} " in row
                assert f" {tally.gap_index}% " in row
            counts = [
                " ".join(str(count) for count in tally.counts(tuple(scale)).values())
                for scale in (Progress, Plan)
            ]
            assert f"{tally.answered}/{tally.total}  {'  '.join(counts)}  " in row
            assert entry.breakthrough.title in desk.flowing_text


async def test_each_band_reads_differently(sit: Sit) -> None:
    """Word and symbol tell the band; the bar has more cells the larger the gap."""
    async with sit(ONE_OF_EACH_BAND) as desk:
        await desk.press("s")
        rows = shown_ranks(desk)
        bands = [row[3:16].strip() for row in rows]
        assert bands == [
            "▲▲ Critical", "▲  High", "◆  Medium", "▽  Low", "✓  None", *["Not answered"] * 3,
        ]  # fmt: skip
        assert [band.look.word in bands[4 - band] for band in Band] == [True] * 5
        assert [row.count("█") for row in rows[:6]] == [4, 3, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("answers", "standing"),
    [
        ("", "0 of 22 questions answered · provisional"),
        ("33", "1 of 22 questions answered · gap index 100% ▲▲ Critical · provisional"),
        (" ".join(["11"] * 22), "22 of 22 questions answered · gap index 0% ✓  None"),
    ],
    ids=["nothing", "one", "all achieved"],
)
async def test_the_standing_says_how_much_is_answered(
    sit: Sit, answers: str, standing: str
) -> None:
    """Coverage always; "provisional" until all is answered; unanswered is never zero."""
    async with sit(answers) as desk:
        await desk.press("s")
        assert desk.lines[1] == f" {standing}"


async def test_enter_shows_and_hides_the_questions(sit: Sit, bank: QuestionBank) -> None:
    """The most urgent first, each with its band, what it asks for and its whole text."""
    async with sit(FIRST_DONE, size=(120, 40)) as desk:
        await desk.press("s")
        closed = desk.text
        assert desk.marked.startswith("›▸ 1")
        await desk.press("enter")
        assert desk.marked.startswith("›▾ 1")
        found = re.findall(r"^ {5,}(\d+) {2}(\S+ +\S+) +([a-z ]+):", desk.text, re.MULTILINE)
        assert found == [
            ("4", "▲▲ Critical", "put it in the plan"),
            ("3", "▲  High", "put it in the plan"),
            ("2", "▽  Low", "on course"),
            ("1", "✓  None", "sustain"),
        ]
        for each in bank.questions_of(0):
            assert each.question.text in desk.flowing_text
        await desk.press("enter")
        assert desk.text == closed


async def test_several_breakthroughs_can_be_open(sit: Sit) -> None:
    """Opening one leaves the other open; an unanswered question says so and has no advice."""
    async with sit("33 .. .. .. 2.", size=(120, 40)) as desk:
        await desk.press("s", "enter", "down", "down", "down", "down", "down", "enter")
        assert desk.text.count("▾") == 2
        assert "    5  Not answered Is the vision" in desk.text
        assert "    1  ▲▲ Critical  put it in the plan: How clear" in desk.text


# --- moving


@pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
async def test_the_cursor_moves_over_the_rows(sit: Sit, down: str, up: str) -> None:
    """One mark shows the row, round and round."""
    async with sit(ALL_DONE) as desk:
        await desk.press("s")
        rows = [f"›▸ {rank}" for rank in range(1, 9)]
        rows += ["›▸ Critical gap, but no open action", "›▸ Achieved, but no note says"]
        for row in [*rows, rows[0]]:
            assert desk.marked.startswith(row)
            assert desk.text.count("›") == 1
            await desk.press(down)
        for row in (rows[0], *reversed(rows[6:])):
            await desk.press(up)
            assert desk.marked.startswith(row)


@pytest.mark.parametrize(
    ("tab", "parts"),
    [("tab", ["checks", "matrix", "table"]), ("shift+tab", ["matrix", "checks", "table"])],
)
async def test_tab_goes_to_the_checks_the_matrix_and_back(
    sit: Sit, tab: str, parts: list[str]
) -> None:
    """One mark shows where the focus is; Enter opens a row only where there is one."""
    marks = {
        "table": "›▸ 1",
        "checks": "›▸ Critical gap, but no open action",
        "matrix": "› Question numbers by rating",
    }
    async with sit(ALL_DONE, size=(120, 40)) as desk:
        await desk.press("s")
        for part in parts:
            await desk.press(tab)
            assert desk.marked.startswith(marks[part])
            assert desk.text.count("›") == 1
            if part == "matrix":
                shown = desk.text
                await desk.press("enter")
                assert desk.text == shown
                for back in ("down", "k"):
                    await desk.press(back)
                    assert desk.marked.startswith(marks["table"])
                    await desk.press(*[tab] * (parts.index("matrix") + 1))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_page_down_shows_all_that_stands_below(
    sit: Sit, bank: QuestionBank, size: tuple[int, int]
) -> None:
    """The matrix and every next step come by, what is closed marked as such; Page Up goes back."""
    async with sit(ALL_DONE, size=size) as desk:
        await desk.press("s")
        first, seen, pages = desk.text, "", 0
        while pages < 12:
            seen += desk.flowing_text
            await desk.press("pagedown")
            pages += 1
        assert "Question numbers by rating" in seen
        assert "Where to turn next" in seen
        for step in bank.next_steps:
            closed = " (archived: closed)" if step.status == "archived" else ""
            assert f"{step.title}{closed}" in seen
        await desk.press(*["pageup"] * pages)
        assert desk.text == first


async def test_a_small_window_reaches_every_row(sit: Sit, bank: QuestionBank) -> None:
    """At 40 by 15, each title and each question's whole text comes into view with the cursor."""
    async with sit(ALL_DONE, size=(40, 15)) as desk:
        await desk.press("s")
        summary = ranked(desk)
        for entry in summary.breakthroughs:
            await desk.press("enter")
            assert entry.tally.band is not None
            head = f"{entry.rank} {entry.tally.band.look.symbol} {entry.tally.band.look.word}"
            assert f"›▾ {head}" in desk.flowing_text
            assert entry.breakthrough.title in desk.flowing_text
            for _ in entry.tally.questions:
                await desk.press("down")
                number = re.search(r"› +(\d+)", desk.marked)
                assert number is not None
                text = bank.questions[int(number[1]) - 1].question.text
                assert f": {text} " in f"{desk.flowing_text} "
            await desk.press("down")


# --- since the quarters before


def columns(desk: Sitting) -> str:
    """Give the headings of the table's columns."""
    return desk.line_with("  Band ")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_each_gap_is_set_against_last_quarter_and_a_year_ago(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], size: tuple[int, int]
) -> None:
    """In points, with its sign; one that not every question counts in is marked."""
    year_ago, _, last, now = invented
    since = [compare(each, now) for each in (last, year_ago)]
    async with sit_with_history(invented, size=size) as desk:
        await desk.press("s")
        assert " −6 since 26/27 Q2, −34~ since 25/26 Q3" in desk.flowing_text
        names = "vs Q2 vs Q3" if size == (80, 24) else "vs 26/27 Q2  vs 25/26 Q3"
        assert f" {names} " in columns(desk)
        rows = {row[:2].strip(): row for row in shown_ranks(desk)}
        for entry in ranked(desk).breakthroughs:
            changes = [
                re.escape(points(each.shift.change))
                + ("~" if each.shift.compared < each.shift.total else "")
                for comparison in since
                for each in comparison.breakthroughs
                if each.id == entry.breakthrough.id
            ]
            pattern = rf" {entry.tally.gap_index}% .* {' +'.join(changes)} "
            assert re.search(pattern, rows[f"{entry.rank}"])


async def test_what_cannot_be_compared_is_a_dash(sit_with_history: SitWithHistory) -> None:
    """Not answered now, or then; one column where only one quarter is there to compare with."""
    last = take(BANK, LAST, q1="WY", q5="JN")
    async with sit_with_history([last]) as desk:
        await desk.press("enter", "1", "1", "s")
        assert " −25~ since 26/27 Q2" in desk.flowing_text
        assert columns(desk).count("vs") == 1
        assert re.search(r" 0% +−25~ +1/4 ", shown_ranks(desk)[0])
        others = shown_ranks(desk)[1:]
        assert len(others) == 7
        assert [row for row in others if not re.search("Not answered +– +0/", row)] == []


async def test_the_first_quarter_has_nothing_to_be_set_against(sit: Sit) -> None:
    """No column, and no line above the table."""
    async with sit(ALL_DONE) as desk:
        await desk.press("s")
        assert "vs" not in columns(desk)
        assert "since" not in desk.text


async def test_coverage_gives_way_to_changes_only_where_it_says_nothing(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 80 cells there is no room for both; while a question is open, it stays."""
    async with sit_with_history(invented) as desk:
        await desk.press("s")
        assert "Done" not in columns(desk)
        await desk.press("enter", "down", "enter", "backspace", "s")
        assert "Done" in columns(desk)
        assert "3/4" in desk.text
        await desk.press("u")
        assert "Done" not in columns(desk)


# --- the checks


CHECKS = [
    "Critical gap, but no open action: question 12",
    "Overdue action: questions 14, 17",
    "Worse than last time, and no note says why: question 13",
    "The plan says Yes, but no progress for three quarters: question 18",
    "Achieved, but no note says what shows it: questions 3, 22",
    "Stalled for 3 quarters: questions 16, 17",
    "Stalled for 2 quarters: questions 12, 15, 18",
]
"""What there is to look at in the newest of the invented quarters."""


def checks(desk: Sitting) -> list[str]:
    """Give the checks that found something, with what they are about; from the open window."""
    text = desk.flowing_text.partition(" Checks ")[2].partition(" Question numbers")[0]
    return [each.strip(" ›") for each in re.split("[▸▾]", text)[1:]]


async def test_checks_point_to_what_contradicts_itself(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """The gravest first, then what has stalled, the longest first; each names its questions."""
    async with sit_with_history(invented, size=(120, 40)) as desk:
        await desk.press("s")
        assert checks(desk) == CHECKS


async def test_without_findings_there_is_no_heading_for_them(sit: Sit) -> None:
    """Tab then goes from the table to the matrix."""
    async with sit("21") as desk:
        await desk.press("s")
        assert "Checks" not in desk.text
        await desk.press("tab")
        assert desk.marked == "› Question numbers by rating"
        await desk.press("tab")
        assert desk.marked.startswith("›▸ 1")


async def test_enter_on_a_check_opens_its_questions(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Enter on one goes there, and Continue comes back to it; Enter on the check closes it."""
    async with sit_with_history(invented, size=(120, 40)) as desk:
        await desk.press("s", "tab", "down")
        closed = desk.text
        await desk.press("enter")
        assert desk.marked.startswith("›▾ Overdue action: questions 14, 17")
        for number in (14, 17):
            await desk.press("down")
            assert re.match(rf"› +{number} ", desk.marked)
        await desk.press("enter")
        assert desk.focused == (17, Scale.PROGRESS)
        await go_to_onward(desk)
        await desk.press("enter")
        assert desk.title == "Priority gaps"
        assert re.match(r"› +17 ", desk.marked)
        await desk.press("up", "up", "enter")
        assert desk.text == closed


async def test_what_has_stalled_leads_to_its_questions(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Like a check; several can be open, and Tab comes back to the row that it left."""
    async with sit_with_history(invented, size=(120, 60)) as desk:
        await desk.press("s", "up", "enter")
        assert desk.marked.startswith("›▾ Stalled for 2 quarters: questions 12, 15, 18")
        await desk.press("up", "enter")
        assert desk.text.count("▾") == 2
        await desk.press("tab", "tab", "tab")
        assert desk.marked.startswith("›▾ Stalled for 3 quarters: questions 16, 17")
        await desk.press("down", "down", "enter")
        assert desk.focused == (17, Scale.PROGRESS)


async def test_a_question_says_what_stands_in_its_way(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """No action though the gap is wide, and how long nothing has moved; `a` mends the first."""
    async with sit_with_history(invented, size=(120, 40)) as desk:
        await desk.press("s", "tab", "enter", "down")
        assert "12  ▲▲ Critical  put it in the plan: Do partnerships offer" in desk.marked
        assert "(no open action; stalled for 2 quarters)" in desk.flowing_text
        await desk.press("a")
        assert "─ Actions for question 12 ─" in desk.text
        await desk.write("a", *"Ask the auditor", "enter", "escape")
        assert desk.title == "Priority gaps"
        assert "Critical gap, but no open action" not in desk.text
        assert "no open action" not in desk.text
        await desk.press("u")
        assert checks(desk)[0].startswith("Critical gap, but no open action: question 12")


async def test_a_small_window_reaches_every_check(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15 each check and each of its questions comes into view with the cursor, whole."""
    async with sit_with_history(invented, size=(40, 15)) as desk:
        await desk.press("s", *["up"] * len(CHECKS))
        for check in CHECKS:
            assert f"›▸ {check}" in desk.flowing_text
            await desk.press("enter")
            numbers = re.findall(r"\d+", check.partition(": ")[2])
            for number in numbers:
                await desk.press("down")
                assert re.match(rf"› +{number} ", desk.marked)
                text = desk.bank.questions[int(number) - 1].question.text
                shown = desk.flowing_text.partition("› ")[2]
                assert f": {text}" in shown
                if number in {"12", "15", "16", "17", "18"}:
                    assert re.search(r"stalled for \d quarters\)", shown)
            await desk.press(*["up"] * len(numbers), "enter", "down")


async def test_a_check_goes_when_what_it_found_is_mended(sit: Sit) -> None:
    """A note is enough for what is achieved; the cursor stays on the page."""
    async with sit("11 11", size=(120, 40)) as desk:
        await desk.press("s", "tab", "enter", "down", "enter")
        assert desk.focused == (1, Scale.PROGRESS)
        await desk.write("e", *"Minutes", "escape", "s")
        assert checks(desk)[0].startswith("Achieved, but no note says what shows it: question 2")
        await desk.write("/", "2", "enter", "e", *"Report", "escape", "s")
        assert "Checks" not in desk.text
        await desk.press("down")
        assert desk.marked.startswith("›▸ ")


# --- to a question and back


async def test_enter_on_a_question_goes_to_it_and_continue_comes_back(sit: Sit) -> None:
    """The rating given there changes the table; the open rows and the cursor are as they were."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("s", "enter", "down", "enter")
        assert desk.lines[0].startswith(" Breakthrough 1 of 8")
        assert desk.focused == (4, Scale.PROGRESS)
        await desk.press("1", "1")
        assert desk.marked == "›[ Go back ]"
        await desk.press("enter")
        assert desk.lines[0].startswith(" Priority gaps")
        assert desk.answer(4) == Answer(Progress.ACHIEVED, Plan.YES)
        assert "gap index 25% ▽  Low" in desk.lines[1]
        assert re.match(r"› +4  ✓  None", desk.marked)
        assert desk.text.count("▾") == 1


async def test_it_goes_to_the_group_that_is_open(sit: Sit) -> None:
    """Of a half-answered question, the group without a rating has the focus."""
    async with sit("12 2.") as desk:
        await desk.press("s", "enter", "down", "down", "enter")
        assert desk.focused == (2, Scale.PLAN)


async def test_escape_comes_back_from_a_question_too(sit: Sit) -> None:
    """What was changed on the way shows; from the summary, Esc leads to where it came from."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "s", "enter", "down", "enter", "1", "escape")
        assert re.match(r"› +4  ✓  None", desk.marked)
        await desk.press("escape")
        assert desk.lines[0].startswith(" Breakthrough 1 of 8")
        assert desk.text.count("(•) Achieved") == 2
        await desk.press("escape")
        assert "[ Continue ]" in desk.text


async def test_s_comes_back_to_the_same_summary(sit: Sit) -> None:
    """The gaps key, deep in a question that was reached from them, leads to them, once."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("s", "enter", "down", "enter", "s")
        assert isinstance(desk.screen, SummaryPage)
        assert desk.text.count("▾") == 1
        await desk.press("s", "escape")
        assert "[ Continue ]" in desk.text


async def test_undo_shows_in_the_table(sit: Sit) -> None:
    """What was rated before is taken back on the summary, and scored anew."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "3", "s")
        assert "gap index 69%" in desk.lines[1]
        await desk.press("u")
        assert "gap index 50%" in desk.lines[1]
        assert desk.remarks == ["Undone: progress of question 1."]
        matrix = desk.screen.query_one(Matrix)
        assert "✓ 1" in str(matrix.render())


# --- the mouse


async def test_a_click_on_a_row_opens_it(sit: Sit) -> None:
    """A click on a breakthrough shows its questions, a click on a question goes to it."""
    async with sit(FIRST_DONE, size=(120, 40)) as desk:
        await desk.press("s")
        await desk.click("Look outwards")
        assert desk.marked.startswith("›▾ 4 Not answered")
        await desk.click("How effectively are partnership")
        assert desk.focused == (11, Scale.PROGRESS)
        await go_to_onward(desk)
        await desk.click("[ Go back ]")
        assert desk.lines[0].startswith(" Priority gaps")
        await desk.click("Look outwards")
        assert "▾" not in desk.text


@pytest.mark.parametrize(
    ("hint", "shown"),
    [("Enter Open", "▾"), ("PgDn More", "LGA corporate peer challenge"), ("/ Find", "─ Find ─")],
)
async def test_a_click_on_a_hint_presses_its_key(sit: Sit, hint: str, shown: str) -> None:
    """The bottom line works like buttons here, too."""
    async with sit(ALL_DONE, size=(112, 24)) as desk:
        await desk.press("s")
        assert shown not in desk.text
        await desk.click(hint, nth=-1)
        assert shown in desk.text


# --- whatever the bank


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_bank_text_is_literal(
    sit: Sit, hostile_bank: QuestionBank, size: tuple[int, int]
) -> None:
    """What looks like markup in titles, questions and next steps is shown to the letter."""
    async with sit("12 3.", bank=hostile_bank, size=size) as desk:
        seen = ""
        for key in ("s", "enter", *["pagedown"] * 6):
            await desk.press(key)
            seen += desk.flowing_text
        for words in ("Area 1", "Area 3", "Ask 1", "Ask 2", "Step", "Turn"):
            assert f"{words} {MARKUP}" in seen
        assert f"https://x/{MARKUP}" in seen
        assert not desk.has_left


async def test_a_bank_without_next_steps_has_no_heading_for_them(
    sit: Sit, bank: QuestionBank
) -> None:
    """Nothing stands below the matrix then."""
    async with sit(ALL_DONE, bank=replace(bank, next_steps=()), size=(120, 50)) as desk:
        await desk.press("s")
        assert "Question numbers by rating" in desk.text
        assert "Where to turn" not in desk.text
