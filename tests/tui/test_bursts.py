"""Keys in a burst, pastes, Ctrl+C and Caps Lock: what a person means is what happens."""

from __future__ import annotations

import pytest
from textual import events

from breakthroughs_tui.model import Progress
from breakthroughs_tui.tui.fields import LineField
from tests.tui.conftest import ALL_DONE, HALF_DONE, Sit, Sitting, mouse

# --- the palette


@pytest.mark.parametrize(
    "keys",
    [
        ["ctrl+p", "enter", "enter"],
        ["ctrl+p", *"gaps", "enter", "enter", "enter"],
        ["ctrl+p", *"zzz", "pagedown", "pageup", "enter", "down", "up"],
        ["ctrl+p", "pagedown", "pageup", "end", "home", "down"],
        ["ctrl+p", "ctrl+p", "ctrl+p", "escape", "escape"],
        ["ctrl+p", *"keys", "enter", "escape", "ctrl+p", *"find", "enter"],
        ["ctrl+p", "escape", "enter"],
        ["e", "ctrl+p", *"gaps", "enter", "escape"],
        ["slash", "pagedown", "pageup", *"zzz", "pagedown", "enter"],
    ],
    ids="-".join,
)
async def test_a_burst_into_a_search_ends_nothing(sit: Sit, keys: list[str]) -> None:
    """It closes once, and moves in nothing where there is nothing."""
    async with sit(ALL_DONE) as desk:
        await desk.press("enter")
        await desk.write(*keys)
        assert not desk.has_left
        assert desk.app.fault == ""
        await desk.press("escape", "escape", "escape")
        assert len(desk.app.screen_stack) == 1


async def test_two_clicks_outside_the_palette_end_nothing(sit: Sit) -> None:
    """In one burst, too."""
    async with sit() as desk:
        await desk.press("ctrl+p")
        await desk.click("Improvement breakthroughs")
        await desk.click("Improvement breakthroughs")
        assert not desk.has_left


async def test_a_command_is_found_by_its_name_first(sit: Sit) -> None:
    """Enter right behind the letters takes what they name."""
    async with sit(ALL_DONE) as desk:
        await desk.write("ctrl+p", *"tre", "enter")
        assert desk.title.startswith("Trend")


async def test_a_click_on_a_row_that_has_gone_chooses_nothing(sit: Sit) -> None:
    """What was painted there a moment ago is not what stands there now."""
    async with sit() as desk:
        await desk.press("slash")
        row = next(y for y, line in enumerate(desk.lines) if "22 " in line or " 9 " in line)
        desk.type_ahead(*"zzz")
        for kind in (events.MouseDown, events.MouseUp):
            desk.app.post_message(mouse(kind, 12, row))
        await desk.settle()
        assert desk.app.fault == ""
        assert "─ Find ─" in desk.text


# --- remarks


async def test_remarks_in_one_burst_do_not_pile_up(sit: Sit) -> None:
    """The last one stands alone, however many keys came at once."""
    async with sit(toasts=True) as desk:
        await desk.press("enter")
        await desk.write(*["enter"] * 6)
        assert desk.flowing_text.count("Point at an option") == 1
        await desk.write("u", "u", "p", "p")
        assert "Point at an option" not in desk.flowing_text
        assert desk.flowing_text.count("This is the first breakthrough.") == 1


# --- pastes


async def paste(desk: Sitting, text: str) -> None:
    """Paste a text, as a terminal does."""
    desk.app.post_message(events.Paste(text))
    await desk.settle()


@pytest.mark.parametrize(
    ("pasted", "line"),
    [
        ("Ryedale\nDistrict\nCouncil", "Ryedale District Council"),
        ("\n\nRyedale\n", "Ryedale"),
        ("Ryedale", "Ryedale"),
        (" and Malton", " and Malton"),
        ("  Ryedale  \n\t District", "Ryedale District"),
        ("\n \n", ""),
        ("", ""),
        ("One\u2028Two", "One Two"),
    ],
)
async def test_several_lines_become_one(sit: Sit, pasted: str, line: str) -> None:
    """Joined with blanks, the empty ones left out; nothing pasted takes nothing away."""
    async with sit(council="Old") as desk:
        await desk.press("d")
        await desk.press("ctrl+u")
        await paste(desk, pasted)
        field = desk.screen.focused
        assert isinstance(field, LineField)
        assert field.value == line


@pytest.mark.parametrize("way", [["d"], ["slash"], ["ctrl+p"], ["enter", "a", "a"]], ids="-".join)
async def test_every_field_of_one_line_takes_a_paste_so(sit: Sit, way: list[str]) -> None:
    """Whichever dialog it stands in."""
    async with sit() as desk:
        await desk.press(*way)
        field = desk.screen.focused
        assert isinstance(field, LineField)
        await paste(desk, "\nstrategic\nvision\n")
        assert field.value == "strategic vision"


async def test_what_was_copied_here_is_pasted_likewise(sit: Sit) -> None:
    """Ctrl+V takes it as a paste of the terminal's is taken."""
    async with sit() as desk:
        desk.app.copy_to_clipboard("\nA\nB")
        await desk.press("d", "ctrl+v", "enter")
        assert desk.session.assessment.council == "A B"


@pytest.mark.parametrize("way", [["enter"], ["s"], ["h"], [], ["question_mark"], ["A"], ["t"]])
async def test_a_paste_does_nothing_on_a_page(sit: Sit, way: list[str]) -> None:
    """Letters and digits in it are no keys."""
    async with sit(ALL_DONE) as desk:
        await desk.press(*way)
        before, answers = desk.text, desk.session.assessment
        await paste(desk, "123q\nsu=")
        assert (desk.text, desk.session.assessment) == (before, answers)
        assert not desk.has_left


# --- Ctrl+C


async def test_ctrl_c_leaves_a_field_that_opens_with_its_text_marked(sit: Sit) -> None:
    """The first copies what is marked, and says so; the second leaves."""
    async with sit(council="Ryedale") as desk:
        await desk.press("d", "ctrl+c")
        assert desk.app.clipboard == "Ryedale"
        assert desk.remarks == ["Copied. Press Ctrl+C again to quit. Your answers are saved."]
        await desk.press("ctrl+c")
        assert desk.has_left


# --- Caps Lock


@pytest.mark.parametrize(
    ("way", "capital"),
    [
        ([], "S"),
        ([], "J"),
        (["enter"], "U"),
        (["enter"], "E"),
        (["enter"], "N"),
        (["s"], "R"),
        (["h"], "C"),
        (["enter", "a"], "A"),
        (["enter", "a"], "U"),
        (["question_mark"], "J"),
    ],
)
async def test_a_capital_that_does_nothing_is_said(sit: Sit, way: list[str], capital: str) -> None:
    """On pages and in dialogs, where its small letter does something."""
    async with sit(HALF_DONE) as desk:
        await desk.press(*way)
        before, screen = desk.session.assessment, desk.screen
        await desk.press(capital)
        assert (desk.session.assessment, desk.screen) == (before, screen)
        small = capital.lower()
        expected = f"{capital} does nothing here, {small} does. Caps Lock may be on."
        assert desk.remarks[-1:] == [expected]


@pytest.mark.parametrize("capital", ["W", "X", "É"])
async def test_a_capital_without_a_small_key_is_not_spoken_of(sit: Sit, capital: str) -> None:
    """Nobody meant anything by it that the program could know."""
    async with sit() as desk:
        await desk.press("enter", capital)
        assert desk.remarks == []


async def test_a_capital_that_does_something_else_is_said(sit: Sit) -> None:
    """`A` lists all actions where `a` would have opened those of one question."""
    async with sit() as desk:
        await desk.press("enter", "A")
        assert desk.title == "Actions"
        assert desk.remarks[-1].endswith("Caps Lock may be on.")


async def test_capitals_in_a_field_are_text(sit: Sit) -> None:
    """Nothing is said of them there."""
    async with sit() as desk:
        await desk.write("d", *"RYEDALE", "enter")
        assert desk.session.assessment.council == "RYEDALE"
        await desk.write("enter", "e", *"SEE", "escape")
        assert desk.answer(1).note == "SEE"
        assert desk.remarks == []


async def test_a_digit_rates_after_all_that(sit: Sit) -> None:
    """The keys are what they were."""
    async with sit() as desk:
        await desk.write("enter", "U", "1")
        assert desk.answer(1).progress is Progress.ACHIEVED
