"""Actions: said at a question, listed for the whole quarter, and never lost or half kept."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from textual.widgets import Input

from breakthroughs_tui.model import Action, Answer, Assessment, Scale
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.tui.action import ActionDialog
from breakthroughs_tui.tui.actions import ActionsDialog
from tests.conftest import QUARTER
from tests.quarters import BANK, action, answer, take
from tests.tui.conftest import MARKUP, Sit, Sitting, SitWithHistory

LAST = QUARTER.previous
YEAR_AGO = QUARTER.year_before
REVIEW = Action("Review it", "Chief executive", QUARTER.next, done=False, raised=QUARTER)
TWO = {"q1": Answer(actions=(REVIEW, action("Ask partners")))}
"""Question 1 has two open actions, the first of which is due."""
HOSTILE = f"{MARKUP} \x1b]52;c;x\x07\u202eb"
"""Markup, a command to the terminal, and a character that turns the text round."""
HARMLESS = f"{MARKUP} ]52;c;xb"
"""What is left of it: all that a person can see."""


def actions_of(desk: Sitting, number: int) -> list[tuple[str, str, str, bool]]:
    """Give a question's actions: what, who, the due quarter's id, and whether it is done."""
    return [
        (each.text, each.owner, each.due.id if each.due else "", each.done)
        for each in desk.answer(number).actions
    ]


def listed(desk: Sitting) -> list[str]:
    """Give the first line of each action in the dialog, from its state on."""
    found = re.findall(r"│ [ ›] ([!○✓] [A-Z][a-z]+ .*?) *│", desk.text)
    return [" ".join(each.split()) for each in found]


def chosen(desk: Sitting) -> str:
    """Give what is under the cursor of the dialog: its first line."""
    found = re.search(r"│ › (.*?) *│", desk.text)
    return " ".join(found[1].split()) if found else ""


async def point_at(desk: Sitting, words: str) -> None:
    """Move the cursor of the dialog to the row with these words."""
    for _ in range(len(listed(desk)) + 1):
        if words in chosen(desk):
            return
        await desk.press("up")
    raise AssertionError(words)


# --- at a question


async def test_an_action_is_said_in_what_who_and_when(sit: Sit) -> None:
    """It is saved with its question, and stands there in brief; the list can be left at once."""
    async with sit() as desk:
        await desk.press("enter", "down", "down", "a")
        assert "─ Actions for question 2 ─" in desk.text
        assert "Are leaders clearly behind the vision" in desk.boxed_text
        assert chosen(desk) == "+ Add an action"
        await desk.press("enter")
        assert "─ New action for question 2 ─" in desk.text
        await desk.write(*"Agree targets", "tab", *"Cabinet", "tab", *"Q4", "enter")
        expected = Action("Agree targets", "Cabinet", QUARTER.next, done=False, raised=QUARTER)
        assert desk.answer(2).actions == (expected,)
        assert desk.disk.written[-1].answer("q2").actions == (expected,)
        assert listed(desk) == ["○ Open due 2026/27 Q4 Agree targets — Cabinet"]
        await desk.press("escape")
        assert "targets? · 1 action\n" in desk.text
        assert desk.focused == (2, Scale.PROGRESS)


async def test_an_action_typed_ahead_is_kept_whole(sit: Sit) -> None:
    """Every letter goes where it is meant, and the keys after the dialogs rate again."""
    async with sit() as desk:
        desk.type_ahead("enter", "a", "a", *"Ask a u2", "tab", *"Ann", "tab", *"q1", "enter")
        await desk.write("a", *"Next", "enter", "escape", "2", "a", "escape", "3")
        assert actions_of(desk, 1) == [
            ("Ask a u2", "Ann", "2027-28-Q1", False), ("Next", "", "", False),
        ]  # fmt: skip
        assert answer("WN") == replace(desk.answer(1), actions=())
        assert desk.disk.written[-1] == desk.session.assessment


async def test_an_action_can_be_changed(sit: Sit) -> None:
    """What stands there can be corrected, the quarter in which it was raised stays."""
    old = action("Review", LAST)
    async with sit({"q1": Answer(actions=(old,))}) as desk:
        await desk.press("enter", "a", "enter")
        assert "─ Action for question 1 ─" in desk.text
        assert "2026/27 Q2" in desk.boxed_text
        await desk.press("end")
        await desk.write(*" all", "tab", *"Jo", "tab", *["backspace"] * 10, "enter")
        assert desk.answer(1).actions == (Action("Review all", "Jo", None, False, old.raised),)  # noqa: FBT003
        assert "○ Open no date Review all — Jo" in desk.boxed_text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["end", *"!"], "Review it!"),
        (["home", *"Do: "], "Do: Review it"),
        (["end", "left", "left", *"of "], "Review of it"),
        ([*"All", "left", "delete"], "Al"),
    ],
    ids=["end", "home", "left", "delete"],
)
async def test_keys_that_move_in_a_field_typed_ahead_come_before_the_letters_after_them(
    sit: Sit, keys: list[str], text: str
) -> None:
    """A field opens with its text marked: a letter that overtook End would replace it all."""
    async with sit(TWO) as desk:
        await desk.write("enter", "a", "enter", *keys, "enter")
        assert desk.answer(1).actions[0] == replace(REVIEW, text=text)


async def test_an_action_is_done_and_open_again(sit: Sit) -> None:
    """Space turns it either way; the others, and all else of it, stay as they are."""
    async with sit(TWO) as desk:
        await desk.press("enter", "a", "space")
        assert desk.answer(1).actions == (replace(REVIEW, done=True), action("Ask partners"))
        assert listed(desk)[0].startswith("✓ Done")
        assert chosen(desk) == listed(desk)[0]
        await desk.press("space", "down", "space")
        assert desk.answer(1).actions == (REVIEW, action("Ask partners", done=True))
        await desk.press("escape")
        assert "· 1 action\n" in desk.text


@pytest.mark.parametrize("key", ["backspace", "delete"])
async def test_an_action_is_taken_away_and_undo_brings_it_back(sit: Sit, key: str) -> None:
    """The one under the cursor; from within the dialog, and from the page."""
    async with sit(TWO) as desk:
        await desk.press("enter", "a", key)
        assert desk.answer(1).actions == (action("Ask partners"),)
        await desk.press("u")
        assert desk.answer(1).actions == (REVIEW, action("Ask partners"))
        assert len(listed(desk)) == 2
        await desk.press("down", "down", key)
        assert chosen(desk) == "+ Add an action"
        assert desk.answer(1).actions == (REVIEW, action("Ask partners"))
        await desk.press("up", key)
        assert desk.answer(1).actions == (REVIEW,)
        await desk.press("escape", "u")
        assert desk.answer(1).actions == (REVIEW, action("Ask partners"))
        assert desk.remarks[-1] == "Undone: actions of question 1."
        assert desk.focused == (1, Scale.PROGRESS)


async def test_each_change_to_an_action_is_one_undo(sit: Sit) -> None:
    """Added, changed, done, removed: four steps back."""
    async with sit() as desk:
        await desk.write("enter", "a", "a", *"One", "enter")
        await point_at(desk, "One")
        await desk.press("enter", "end", *"s", "enter", "space", "backspace")
        seen = [actions_of(desk, 1)]
        for _ in range(4):
            await desk.press("u")
            seen.append(actions_of(desk, 1))
        assert seen == [
            [],
            [("Ones", "", "", True)],
            [("Ones", "", "", False)],
            [("One", "", "", False)],
            [],
        ]
        await desk.press("u")
        assert desk.answer(1).actions == ()
        undone = "Undone: actions of question 1."
        assert desk.remarks[:-1] == [undone] * 4
        assert desk.remarks[-1].startswith("There is nothing to undo")


@pytest.mark.parametrize("key", ["k", "up", "j", "down"])
async def test_the_cursor_moves_over_actions_and_add(sit: Sit, key: str) -> None:
    """Round and round; one mark shows where it is."""
    async with sit(TWO) as desk:
        await desk.press("enter", "a")
        rows = [*listed(desk), "+ Add an action"]
        assert len(rows) == 3
        if key in {"k", "up"}:
            rows = [rows[0], *reversed(rows[1:])]
        for row in [*rows, rows[0]]:
            assert chosen(desk) == row
            assert desk.boxed_text.count("›") == 1
            await desk.press(key)


async def test_letters_in_an_action_are_text(sit: Sit) -> None:
    """No key of the list below, nor of the page, works while an action is written."""
    async with sit(TWO) as desk:
        typed = "a u jk 1 = ? q"
        await desk.press("enter", "a", "down", "down", "enter", *typed, "tab", *typed, "enter")
        assert desk.answer(1).actions[:2] == (REVIEW, action("Ask partners"))
        assert actions_of(desk, 1)[2] == (typed, typed, "", False)


async def test_tab_and_arrows_move_between_the_fields(sit: Sit) -> None:
    """Down and Tab lead on, Up and Shift+Tab back, round and round."""
    async with sit() as desk:
        await desk.press("enter", "a", "a")
        assert isinstance(desk.screen, ActionDialog)
        what, who, due = desk.screen.query(Input)
        for key, field in [
            ("tab", who), ("down", due), ("tab", what), ("up", due), ("shift+tab", who),
        ]:  # fmt: skip
            await desk.press(key)
            assert desk.screen.focused is field


async def test_escape_keeps_nothing_of_an_action(sit: Sit) -> None:
    """What was typed and not kept is forgotten, new or old."""
    async with sit(TWO) as desk:
        before = desk.session.assessment
        await desk.write("enter", "a", "enter", *"xyz", "escape", "a", *"New", "escape")
        assert isinstance(desk.screen, ActionsDialog)
        await desk.press("escape")
        assert desk.session.assessment is before
        assert desk.disk.written == []


# --- what is refused


@pytest.mark.parametrize(
    ("due", "reason"),
    [
        ("soon", '"soon" is not a quarter. Write Q4, or 2026/27 Q4, or nothing.'),
        ("Q5", '"Q5" is not a quarter. Write Q4, or 2026/27 Q4, or nothing.'),
        ("2026/28 Q1", '"2026/28 Q1" is not one financial year: 2026 is followed by 2027'),
        ("[/]", '"[/]" is not a quarter. Write Q4, or 2026/27 Q4, or nothing.'),
    ],
    ids=["a word", "no such quarter", "two years apart", "markup"],
)
async def test_a_due_quarter_that_is_none_is_refused_with_a_reason(
    sit: Sit, due: str, reason: str
) -> None:
    """Nothing is kept until it is mended; the cursor stands where the fault is."""
    async with sit() as desk:
        await desk.write("enter", "a", "a", *"Do it", "tab", "tab", *due, "enter")
        assert reason in desk.boxed_text
        assert desk.answer(1).actions == ()
        await desk.write(*["backspace"] * len(due), *"Q4", "enter")
        assert actions_of(desk, 1) == [("Do it", "", "2026-27-Q4", False)]


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("Q4", Quarter(2026, 4)),
        ("q3", QUARTER),
        ("Q 1", Quarter(2027, 1)),
        (" 2027/28 Q1 ", Quarter(2027, 1)),
        ("2026-27-Q3", QUARTER),
        ("", None),
        ("  ", None),
    ],
)
async def test_a_due_quarter_may_be_written_in_several_ways(
    sit: Sit, typed: str, due: Quarter | None
) -> None:
    """With its year, or short, or not at all; a short one is the next of its name."""
    async with sit() as desk:
        await desk.write("enter", "a", "a", *"Do it", "tab", "tab", *typed, "enter")
        assert [each.due for each in desk.answer(1).actions] == [due]


async def test_a_short_due_quarter_means_the_open_quarters_year(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Not today's: who corrects last year's quarter means that year."""
    async with sit_with_history(invented, YEAR_AGO) as desk:
        await desk.write("ctrl+e", "down", "enter", "a", "a", *"Do it", "tab", "tab", *"Q4")
        await desk.press("enter")
        assert actions_of(desk, 1)[-1] == ("Do it", "", "2025-26-Q4", False)
        assert desk.saved(YEAR_AGO).answer("q1").actions[-1].raised == YEAR_AGO


@pytest.mark.parametrize("typed", ["", "   "])
async def test_an_action_that_says_nothing_is_refused(sit: Sit, typed: str) -> None:
    """Esc leads out, as it says."""
    async with sit() as desk:
        await desk.write("enter", "a", "a", *typed, "tab", *"Jo", "enter")
        assert "Say what is to be done, or press Esc." in desk.boxed_text
        assert isinstance(desk.screen, ActionDialog)
        await desk.write("end", *"Now", "enter")
        assert actions_of(desk, 1) == [("Now", "Jo", "", False)]


async def test_an_old_action_is_not_emptied_by_mistake(sit: Sit) -> None:
    """Who clears its text is asked what is to be done; it stays until it is removed on purpose."""
    async with sit(TWO) as desk:
        await desk.press("enter", "a", "enter", *["backspace"] * 9, "enter")
        assert "Say what is to be done" in desk.boxed_text
        await desk.press("escape")
        assert desk.answer(1) == TWO["q1"]


async def test_a_read_only_quarters_actions_can_be_read(sit: Sit) -> None:
    """Nothing adds, changes, finishes or removes one, here or in the list of all; each says why."""
    reason = "Another window has it."
    async with sit(TWO, read_only_because=reason) as desk:
        before = desk.session.assessment
        await desk.press("enter", "a")
        shown = desk.text
        assert len(listed(desk)) == 2
        assert "Add an action" not in shown
        await desk.press("enter", "a", "space", "backspace", "delete")
        assert desk.text == shown
        assert desk.remarks == [reason] * 5
        await desk.press("escape", "A", "space", "enter")
        assert desk.title == "Actions"
        about_capitals = "A lists all actions, a those of one question. Caps Lock may be on."
        assert desk.remarks == [*[reason] * 5, about_capitals, *[reason] * 2]
        await desk.press("escape", "down", "down", "a")
        assert "There are no actions." in desk.boxed_text
        await desk.press("enter", "escape")
        assert desk.session.assessment is before
        assert desk.disk.written == []


# --- whatever is typed


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_an_actions_text_is_literal(sit: Sit, size: tuple[int, int]) -> None:
    """What looks like markup is shown to the letter; what steers a terminal does not get in."""
    async with sit(size=size) as desk:
        await desk.press("enter", "a", "a")
        for field in list(desk.screen.query(Input))[:2]:
            field.value = HOSTILE
        await desk.press("enter")
        assert actions_of(desk, 1) == [(HARMLESS, HARMLESS, "", False)]
        both = f"{HARMLESS} — {HARMLESS}".replace(" ", "")
        assert both in desk.boxed_text.replace(" ", "") or size == (40, 15)
        await desk.press("escape", "A")
        assert both in desk.text.replace(" ", "").replace("\n", "")
        await desk.press("enter")
        assert HARMLESS in desk.text or size == (40, 15)
        await desk.press("escape")
        await desk.click("[bold]")
        assert not desk.has_left


async def test_a_carried_actions_text_is_literal(sit_with_history: SitWithHistory) -> None:
    """Also one that comes along from a file."""
    last = take(BANK, LAST, q1=answer("JN", "", action(MARKUP, LAST)))
    async with sit_with_history([last]) as desk:
        await desk.press("A")
        assert f"! Overdue  {LAST.short_label}   1  {MARKUP}" in desk.text


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=["80x24", "40x15"])
async def test_the_cursor_reaches_each_of_many_actions(sit: Sit, size: tuple[int, int]) -> None:
    """What is under it is in view, whole, and so is the line that adds one."""
    many = tuple(action(f"Task {number} of many words") for number in range(12))
    async with sit({"q1": Answer(actions=many)}, size=size) as desk:
        await desk.press("enter", "a")
        for number in range(12):
            assert chosen(desk).startswith("○ Open")
            assert f"Task {number} of many words" in desk.boxed_text.partition("› ")[2]
            await desk.write("down")
        assert chosen(desk) == "+ Add an action"


# --- all of them


ALL = {
    "q1": Answer(actions=(action("Later", QUARTER.next), action("Done early", LAST, done=True))),
    "q2": Answer(actions=(action("Whenever"), action("Late", LAST))),
    "q3": Answer(actions=(action("Now", QUARTER), action("Very late", YEAR_AGO))),
    "q22": Answer(actions=(action("Now, too", QUARTER),)),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_all_actions_are_listed_the_most_urgent_first(
    sit: Sit, size: tuple[int, int]
) -> None:
    """Overdue, open, done; the earliest due first, and those without a date last."""
    async with sit(ALL, size=size) as desk:
        await desk.press("A")
        assert desk.title == "Actions"
        assert desk.lines[1] == " 2 overdue · 4 open · 1 done"
        seen = []
        for _ in range(7):
            text = desk.flowing_text.partition("› ")[2]
            seen.append(re.sub(r" (?=[!○✓]).*| Enter .*", "", text[2:]))
            await desk.press("down")
        assert seen == [
            "Overdue 2025/26 Q3 3 Very late",
            "Overdue 2026/27 Q2 2 Late",
            "Open 2026/27 Q3 3 Now",
            "Open 2026/27 Q3 22 Now, too",
            "Open 2026/27 Q4 1 Later",
            "Open no date 2 Whenever",
            "Done 2026/27 Q2 1 Done early",
        ]
        assert "Very late" in desk.flowing_text.partition("› ")[2]  # round again


async def test_space_marks_an_action_as_done_and_the_cursor_stays_with_it(sit: Sit) -> None:
    """It moves to those that are done, is counted there, and can be opened again."""
    async with sit(ALL) as desk:
        await desk.press("A", "down", "space")
        assert desk.answer(2).actions[1] == action("Late", LAST, done=True)
        assert desk.lines[1] == " 1 overdue · 4 open · 2 done"
        assert desk.marked.startswith("›  ✓ Done     2026/27 Q2   2  Late")
        await desk.press("space")
        assert desk.lines[1] == " 2 overdue · 4 open · 1 done"
        assert desk.marked.startswith("›  ! Overdue  2026/27 Q2   2  Late")
        await desk.press("space", "u")
        assert desk.lines[1] == " 2 overdue · 4 open · 1 done"
        assert desk.remarks == ["Undone: actions of question 2."]
        assert desk.disk.written[-1].answers == ALL


async def test_enter_changes_the_action_under_the_cursor(sit: Sit) -> None:
    """Of whatever question; the list shows it as it is then."""
    async with sit(ALL) as desk:
        await desk.press("A", "enter")
        assert "─ Action for question 3 ─" in desk.text
        await desk.press("end")
        await desk.write(*"!", "tab", "tab", *["backspace"] * 10, *"Q4", "enter")
        assert desk.title == "Actions"
        assert actions_of(desk, 3)[1] == ("Very late!", "", "2026-27-Q4", False)
        assert "○ Open     2026/27 Q4   3  Very late!" in desk.text
        assert desk.lines[1] == " 1 overdue · 5 open · 1 done"


async def test_g_goes_to_the_question_and_continue_comes_back(sit: Sit) -> None:
    """To the list, with the cursor where it was."""
    async with sit(ALL) as desk:
        await desk.press("A", "up", "up", "up", "up", "g")
        assert desk.focused == (22, Scale.PROGRESS)
        await desk.press("1", "2")
        assert desk.marked.startswith("›[ Go back")
        await desk.press("enter")
        assert desk.title == "Actions"
        assert "22  Now, too" in desk.marked


async def test_a_in_the_list_opens_the_questions_own(sit: Sit) -> None:
    """Where one can be added; Esc comes back to the list, which shows it."""
    async with sit(ALL) as desk:
        await desk.press("A", "a")
        assert "─ Actions for question 3 ─" in desk.text
        await desk.write("a", *"Another", "enter", "escape")
        assert desk.title == "Actions"
        assert "no date 3 Another" in desk.flowing_text


@pytest.mark.parametrize("way", [[], ["s"], ["h"], ["c"], ["t"]], ids="-".join)
async def test_a_leads_to_the_list_where_no_question_is_in_hand(sit: Sit, way: list[str]) -> None:
    """Esc leads back."""
    async with sit(ALL) as desk:
        await desk.press(*way)
        title = desk.title
        await desk.press("a")
        assert desk.title == "Actions"
        await desk.press("escape")
        assert desk.title == title


async def test_without_actions_the_list_says_how_to_add_one(sit: Sit) -> None:
    """No key has anything to work on, and none breaks."""
    async with sit() as desk:
        await desk.press("A")
        shown = desk.text
        assert "There are no actions yet. At a question, press a to add one." in shown
        await desk.press("enter", "space", "g", "a", "down", "up", "pagedown", "j")
        assert desk.text == shown
        assert desk.session.assessment.answers == {}
        await desk.press("escape")
        assert desk.marked == "›[ Start ]"
