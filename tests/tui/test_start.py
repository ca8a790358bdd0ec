"""The start page says what the exercise is for, how far it has come, and leads on."""

from __future__ import annotations

import pytest

from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import Assessment, Progress, QuestionBank, Scale, Status
from breakthroughs_tui.opening import OLDER
from breakthroughs_tui.quarter import Quarter
from tests.conftest import QUARTER
from tests.tui.conftest import ALL_DONE, FIRST_DONE, HALF_DONE, Sit, SitWithHistory, flowing

LAST = QUARTER.previous
BEFORE = LAST.previous
YEAR_AGO = QUARTER.year_before
ROWS = {
    "first": "○ Not started  1  Lead and manage effectively",
    "last": "○ Not started  8  Prepare for the future and reach for new heights",
}


async def test_a_first_run_says_what_the_exercise_is_for(sit: Sit, bank: QuestionBank) -> None:
    """The quarter, the introduction and all eight breakthroughs show, and Start is focused."""
    async with sit() as desk:
        assert desk.lines[1] == " 2026/27 Q3 (Oct–Dec 2026) · 0 of 22 questions answered"
        assert flowing(bank.introduction) in desk.flowing_text
        assert [each.title in desk.text for each in bank.breakthroughs] == [True] * 8
        assert desk.text.count("○ Not started") == 8
        assert desk.marked == "›[ Start ]"


async def test_each_status_has_its_word_and_symbol(sit: Sit, bank: QuestionBank) -> None:
    """Completed, in progress and not started read differently, without colour."""
    async with sit(HALF_DONE) as desk:
        marks = [desk.line_with(each.title)[3:].split("  ")[0] for each in bank.breakthroughs]
        assert marks == [*["● Completed"] * 3, "◐ In progress", *["○ Not started"] * 4]
        words = [desk.session.assessment.status(position) for position in range(8)]
        assert [mark[2:] for mark in marks] == words
        assert {mark[2:] for mark in marks} == set(Status)


@pytest.mark.parametrize(
    ("answers", "label"),
    [("", "Start"), (HALF_DONE, "Continue"), (ALL_DONE, "See the priority gaps")],
    ids=["nothing", "half", "all"],
)
async def test_the_way_on_is_named_for_what_is_left(sit: Sit, answers: str, label: str) -> None:
    """Enter starts, continues, or shows the outcome; the introduction is for the first run."""
    async with sit(answers) as desk:
        assert desk.marked == f"›[ {label} ]"
        assert ("Talk through" in desk.text) == (not answers)


@pytest.mark.parametrize(
    ("answers", "focused"),
    [
        ("", (1, Scale.PROGRESS)),
        (HALF_DONE, (11, Scale.PLAN)),
        (f".. {FIRST_DONE}", (1, Scale.PROGRESS)),
        (".1 11", (1, Scale.PROGRESS)),
    ],
    ids=["nothing", "half", "a gap before", "half a question"],
)
async def test_enter_leads_to_the_first_unanswered_question(
    sit: Sit, answers: str, focused: tuple[int, Scale]
) -> None:
    """The group that wants a rating has the focus."""
    async with sit(answers) as desk:
        await desk.press("enter")
        assert desk.focused == focused


async def test_enter_leads_to_the_gaps_when_all_is_answered(sit: Sit) -> None:
    """With nothing left to answer, the way on is the outcome."""
    async with sit(ALL_DONE) as desk:
        await desk.press("enter")
        assert desk.lines[0].startswith(" Priority gaps")


@pytest.mark.parametrize("down", ["down", "j"])
async def test_down_goes_over_the_rows_and_back_to_the_way_on(sit: Sit, down: str) -> None:
    """From Start through all eight rows and round again."""
    async with sit() as desk:
        seen = []
        for _ in range(9):
            await desk.press(down)
            seen.append(desk.marked)
        assert seen[0] == f"› {ROWS['first']}"
        assert seen[7] == f"› {ROWS['last']}"
        assert seen[8] == "›[ Start ]"
        assert len(set(seen)) == 9


@pytest.mark.parametrize("up", ["up", "k"])
async def test_up_goes_the_other_way(sit: Sit, up: str) -> None:
    """From Start to the last row, and from the first row to Start."""
    async with sit() as desk:
        await desk.press(up)
        assert desk.marked == f"› {ROWS['last']}"
        await desk.press(*[up] * 7)
        assert desk.marked == f"› {ROWS['first']}"
        await desk.press(up)
        assert desk.marked == "›[ Start ]"


@pytest.mark.parametrize("tab", ["tab", "shift+tab"])
async def test_tab_switches_between_the_list_and_the_way_on(sit: Sit, tab: str) -> None:
    """There are two stops, so both directions lead to the other."""
    async with sit() as desk:
        await desk.press(tab)
        assert desk.marked == f"› {ROWS['first']}"
        await desk.press(tab)
        assert desk.marked == "›[ Start ]"


async def test_enter_on_a_row_opens_its_breakthrough(sit: Sit) -> None:
    """Any breakthrough can be taken first; Esc comes back to the row."""
    async with sit() as desk:
        await desk.press("down", "down", "down", "enter")
        assert desk.lines[0].startswith(" Breakthrough 3 of 8")
        assert desk.focused == (8, Scale.PROGRESS)
        await desk.press("escape")
        assert desk.marked == "› ○ Not started  3  Make time to listen and learn"


async def test_the_mouse_opens_a_row_and_presses_start(sit: Sit) -> None:
    """A click is Enter on what is clicked."""
    async with sit() as desk:
        await desk.click("Take a long-term view")
        assert desk.lines[0].startswith(" Breakthrough 5 of 8")
        await desk.press("escape")
        await desk.click("[ Start ]")
        assert desk.lines[0].startswith(" Breakthrough 1 of 8")


async def test_coming_back_shows_what_was_answered(sit: Sit) -> None:
    """The list, the coverage and the way on follow the answers given meanwhile."""
    async with sit(council="Ryedale") as desk:
        await desk.press("enter", "1", "1", "escape")
        assert desk.lines[1].startswith(" Ryedale · 2026/27 Q3 (Oct–Dec 2026) · 1 of 22 questions")
        assert "◐ In progress  1  Lead and manage effectively" in desk.text
        assert desk.line_with("[ Continue ]")
        assert "Talk through" not in desk.text
        await desk.press("enter")
        assert desk.focused == (2, Scale.PROGRESS)


async def test_undo_works_on_the_start_page(sit: Sit) -> None:
    """What was rated elsewhere is taken back here, shown, and named."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "3", "escape")
        assert "● Completed    1  Lead" in desk.text
        await desk.press("u")
        assert desk.answer(1).progress == "achieved"
        assert desk.remarks == ["Undone: progress of question 1."]
        await desk.press("u")
        assert desk.remarks[1:] == ["There is nothing to undo."]


async def test_escape_on_the_start_page_stays(sit: Sit) -> None:
    """There is nowhere to go back to, and nothing is lost."""
    async with sit() as desk:
        before = desk.text
        await desk.press("escape")
        assert desk.text == before
        assert not desk.has_left


@pytest.mark.parametrize("answers", ["", HALF_DONE], ids=["first run", "later"])
async def test_a_small_window_reaches_every_row(sit: Sit, bank: QuestionBank, answers: str) -> None:
    """At 40 by 15 each title and its status come into view with the cursor, and Start stays."""
    async with sit(answers, size=(40, 15)) as desk:
        for position, each in enumerate(bank.breakthroughs):
            await desk.press("down")
            assert f"› {position + 1} {each.title} " in f"{desk.flowing_text} "
            status = desk.session.assessment.status(position)
            row = desk.flowing_text.partition(f"› {position + 1} ")[2]
            assert row.removeprefix(each.title)[3:].startswith(status)
            assert "[ " in desk.lines[-2]


async def test_the_rows_follow_a_change_of_width(sit: Sit) -> None:
    """A window made small and large again shows what it showed before."""
    async with sit(HALF_DONE) as desk:
        before = desk.text
        await desk.resize(40, 15)
        assert desk.text != before
        await desk.resize(80, 24)
        assert desk.text == before


async def test_bank_text_is_literal(sit: Sit, hostile_bank: QuestionBank) -> None:
    """What looks like markup in the bank, or in the council's name, is text."""
    async with sit(bank=hostile_bank, council="[/] [bold]") as desk:
        assert hostile_bank.title in desk.lines[0]
        assert desk.lines[1].startswith(" [/] [bold] · 2026/27 Q3")
        assert hostile_bank.introduction in desk.flowing_text
        for each in hostile_bank.breakthroughs:
            assert each.title in desk.text
        await desk.click("x[/]")
        assert not desk.has_left


# --- with other quarters


async def test_it_names_last_time_and_how_far_it_was_answered(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """A person who comes back needs no introduction, though this quarter has no answer yet."""
    async with sit_with_history(invented[:3]) as desk:
        assert "Last time: 2026/27 Q2 (Jul–Sep 2026) · 22 of 22 questions answered" in desk.text
        assert "Talk through" not in desk.text
        assert desk.marked == "›[ Start ]"
    async with sit_with_history([], YEAR_AGO) as desk:
        assert "Newest saved: 2026/27 Q2 (Jul–Sep 2026) · 22 of 22 questions answered" in desk.text


async def test_a_newest_quarter_that_cannot_be_read_says_so(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], store: Store
) -> None:
    """It is named all the same, and the work goes on."""
    store.folder.mkdir()
    store.path(LAST).write_bytes(b"{")
    async with sit_with_history(invented[:2]) as desk:
        assert "Newest saved: 2026/27 Q2 (Jul–Sep 2026) · cannot be counted" in desk.text
        await desk.press("enter")
        assert desk.focused == (1, Scale.PROGRESS)


@pytest.mark.parametrize(
    ("opened", "offered"),
    [
        (QUARTER, [f"+ Start {LAST.label}, the quarter just ended"]),
        (LAST, [f"+ Start {QUARTER.label}, this quarter"]),
        (
            BEFORE,
            [
                f"+ Start {QUARTER.label}, this quarter",
                f"+ Start {LAST.label}, the quarter just ended",
            ],
        ),
    ],
    ids=["this quarter", "the quarter just ended", "an older one"],
)
async def test_it_offers_the_quarters_that_may_be_started(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    opened: Quarter,
    offered: list[str],
) -> None:
    """Today's and the one just ended, unless they are saved or open, below the breakthroughs."""
    async with sit_with_history(invented[:2], opened) as desk:
        assert [line.strip() for line in desk.lines if "+ Start" in line] == offered
        await desk.press("up")
        assert desk.marked == f"› {offered[-1]}"
        await desk.press("enter")
        assert desk.quarter == (QUARTER if opened == LAST else LAST)
        assert desk.marked == "›[ Start ]"


async def test_a_first_run_offers_no_other_quarter(sit_with_history: SitWithHistory) -> None:
    """Who has saved nothing has nothing to catch up on."""
    async with sit_with_history() as desk:
        assert "+ Start" not in desk.text
        assert "Talk through" in desk.text


async def test_what_is_started_here_is_saved_as_its_own_quarter(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Typed ahead or not, and the offer of the quarter that was left is there instead."""
    async with sit_with_history(invented[:2]) as desk:
        await desk.write("up", "enter", "enter", "1")
        assert desk.saved(LAST).answers["q1"].progress is Progress.ACHIEVED
        assert not desk.store.file(QUARTER).exists
        await desk.press("escape")
        assert f"+ Start {QUARTER.label}, this quarter" in desk.text


async def test_an_older_quarter_opens_to_read_only_until_ctrl_e(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """The notice says which key, and goes with it; then a rating goes into that quarter's file."""
    async with sit_with_history(invented, BEFORE) as desk:
        assert desk.lines[0].endswith("Read only")
        assert desk.lines[1] == f" {OLDER}"
        await desk.press("down", "enter", "3", "ctrl+e", "3")
        assert desk.remarks[0] == OLDER
        assert OLDER not in desk.text
        assert desk.saved(BEFORE).answer("q1").progress is Progress.JUST_STARTING
        assert desk.saved(QUARTER) == invented[3]
        await desk.press("escape")
        assert OLDER not in desk.text
        assert desk.lines[0].endswith("✓ Saved")


async def test_a_small_window_reaches_every_offer(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15 too, whole."""
    async with sit_with_history(invented[:1], YEAR_AGO, size=(40, 15)) as desk:
        await desk.press("up", "up")
        assert f"› + Start {QUARTER.label}, this quarter" in desk.flowing_text
        await desk.press("down")
        assert f"› + Start {LAST.label}, the quarter just ended" in desk.flowing_text
