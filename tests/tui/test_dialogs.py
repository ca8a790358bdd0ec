"""What opens over a page: note, find, keys, council, not saved, too small."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.binding import Binding
from textual.widgets import Input, TextArea

from breakthroughs_tui.model import (
    Answer,
    Assessment,
    Breakthrough,
    Plan,
    Progress,
    Question,
    QuestionBank,
    Scale,
)
from breakthroughs_tui.priority import Band, advice_for, score_of, scoring_rule
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui.details import DetailsDialog
from breakthroughs_tui.tui.jump import matches
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import ToBreakthrough, ToQuestion
from tests.tui.conftest import (
    ALL_DONE,
    FIRST_DONE,
    FULL_DISK,
    MARKUP,
    Sit,
    Sitting,
    SitWithHistory,
)

TOO_SMALL = "Please make the window larger: 40 columns by 15 lines at least. Nothing is lost."


# --- the note


async def test_a_note_is_kept_as_it_is_typed(sit: Sit) -> None:
    """Each letter is saved before the dialog closes; then the note shows under its question."""
    async with sit() as desk:
        await desk.press("enter", "down", "down", "e")
        assert "─ Note for question 2 ─" in desk.text
        assert "Are leaders clearly behind the vision, priorities and targets?" in desk.boxed_text
        await desk.write(*"In May")
        assert desk.disk.written[-1].answer("q2").note == "In May"
        await desk.press("escape")
        assert "✎ In May" in desk.text
        assert desk.focused == (2, Scale.PROGRESS)


async def test_letters_and_digits_in_a_note_are_text(sit: Sit) -> None:
    """No key of the page below works while a note is written."""
    async with sit() as desk:
        await desk.write("enter", "e", *"1nqsu?/d", "enter", *"2")
        assert desk.session.assessment.answers == {"q1": Answer(note="1nqsu?/d\n2")}
        assert not desk.has_left


async def test_one_visit_to_a_note_is_one_undo(sit: Sit) -> None:
    """A second visit goes on at the end of the note, and is undone by itself."""
    async with sit() as desk:
        await desk.write("enter", "e", *"May", "escape", "e", *", June", "escape")
        assert desk.answer(1).note == "May, June"
        await desk.press("u")
        assert desk.answer(1).note == "May"
        assert "✎ May" in desk.text
        await desk.press("u")
        assert desk.answer(1).note == ""
        assert "✎" not in desk.text
        assert desk.remarks == ["Undone: note of question 1."] * 2


@pytest.mark.parametrize("key", ["escape", "ctrl+s"])
async def test_closing_a_note_keeps_it(sit: Sit, key: str) -> None:
    """There is nothing to confirm: undo mends it."""
    async with sit() as desk:
        await desk.write("enter", "e", *"kept", key)
        assert desk.title == "Breakthrough 1 of 8"
        assert desk.answer(1).note == "kept"


async def test_a_note_is_literal(sit: Sit) -> None:
    """What looks like markup in a note is shown to the letter, in the dialog and on the page."""
    async with sit({"q1": Answer(note=MARKUP)}) as desk:
        await desk.press("enter")
        assert f"✎ {MARKUP}" in desk.text
        await desk.press("e")
        assert MARKUP in desk.text
        await desk.write(*"[/b]", "escape")
        assert f"✎ {MARKUP}[/b]" in desk.text


async def test_pasted_text_is_cleaned(sit: Sit) -> None:
    """Characters that steer a terminal do not enter the answers."""
    async with sit() as desk:
        await desk.press("enter", "e")
        desk.screen.query_one(TextArea).insert("a\x1b]52;c;x\x07b\u202ec")
        await desk.settle()
        assert desk.answer(1).note == "a]52;c;xbc"
        await desk.press("escape")
        assert "✎ a]52;c;xbc" in desk.text


@pytest.mark.parametrize("number", [1, 6])
async def test_a_small_window_shows_what_is_typed_in_a_note(sit: Sit, number: int) -> None:
    """At 40 by 15, even under the longest question, the line with the cursor is in view."""
    async with sit(size=(40, 15)) as desk:
        await desk.write("slash", *str(number), "enter", "e", *"evidence")
        assert "evidence" in desk.text
        assert f"Note for question {number}" in desk.text


# --- find


@pytest.mark.parametrize(
    ("typed", "title", "focused"),
    [
        ("golden", "Breakthrough 6 of 8", (16, Scale.PROGRESS)),
        ("THREAD gold", "Breakthrough 6 of 8", (16, Scale.PROGRESS)),
        ("22", "Breakthrough 8 of 8", (22, Scale.PROGRESS)),
        ("2", "Breakthrough 1 of 8", (2, Scale.PROGRESS)),
        ("look out", "Breakthrough 4 of 8", (10, Scale.PROGRESS)),
        ("", "Breakthrough 1 of 8", (1, Scale.PROGRESS)),
    ],
    ids=["word", "words in any order", "number", "number alone", "title", "nothing typed"],
)
async def test_find_goes_to_what_is_typed(
    sit: Sit, typed: str, title: str, focused: tuple[int, Scale]
) -> None:
    """Part of a question or of a breakthrough's title, or a number, leads there."""
    async with sit() as desk:
        await desk.press("/", *typed)
        assert "─ Find ─" in desk.text
        await desk.press("enter")
        assert desk.title == title
        assert desk.focused == focused


def test_every_question_and_breakthrough_can_be_found(bank: QuestionBank) -> None:
    """Its own words, in any case, find each; its number finds a question and nothing else."""
    for position, breakthrough in enumerate(bank.breakthroughs):
        assert ToBreakthrough(position) in [p for _, p in matches(bank, breakthrough.title.upper())]
    for each in bank.questions:
        place = ToQuestion(each.question.id)
        assert place in [p for _, p in matches(bank, each.question.text)]
        for typed in (
            " {} ",
            "q{}",
            "Q {}",
            "Question\N{NO-BREAK SPACE}{}",
            "question no. {}",
            "question number {}",
            "no. {}",
            "Q0{}",
            "00{}",
            "{}.",
        ):
            assert [p for _, p in matches(bank, typed.format(each.number))] == [place], typed
    assert matches(bank, "23") == matches(bank, "q23") == matches(bank, "9" * 5000) == []
    assert len(matches(bank, "")) == 30


def test_a_breakthrough_is_found_by_its_number(bank: QuestionBank) -> None:
    """Its number after the word leads to it; there is none beyond the last."""
    for position in range(len(bank.breakthroughs)):
        for typed in ("breakthrough {}", "Breakthrough no. {}", "breakthrough 0{}"):
            found = matches(bank, typed.format(position + 1))
            assert [p for _, p in found] == [ToBreakthrough(position)]
    assert matches(bank, "breakthrough 9") == matches(bank, "breakthrough 0") == []


@pytest.mark.parametrize("whole", ["question number 12", "question no. 12", "Q12"])
def test_while_a_question_is_typed_there_are_questions_to_see(
    bank: QuestionBank, whole: str
) -> None:
    """Nobody is told that nothing matches before the number is there."""
    place = ToQuestion(bank.questions[11].question.id)
    for end in range(1, len(whole)):
        assert matches(bank, whole[:end]), whole[:end]
    assert place in [p for _, p in matches(bank, "question ")]
    assert len([p for _, p in matches(bank, "q") if isinstance(p, ToQuestion)]) == 22
    places = [p for _, p in matches(bank, "breakthrough")]
    assert places == [ToBreakthrough(position) for position in range(8)]


def test_find_sees_through_how_it_is_written(bank: QuestionBank) -> None:
    """Curly apostrophes, accents, dashes and blanks make no difference, on either side."""
    texts = [
        "What’s the council’s plan for Dŵr Cymru?",
        "Is it long–term?",
        "Was the Q1 goal of 2030 met?",
    ]
    questions = tuple(Question(f"q{n}", text) for n, text in enumerate(texts))
    bank = replace(bank, breakthroughs=(Breakthrough("one", "Caffi’r Bae", questions),))
    for typed, place in [
        ("what's", ToQuestion("q0")),
        ("WHAT’S", ToQuestion("q0")),
        ("dwr", ToQuestion("q0")),
        ("cymrû", ToQuestion("q0")),
        ("councils plan", ToQuestion("q0")),
        ("plan – cymru / what", ToQuestion("q0")),
        ("long-term", ToQuestion("q1")),
        ("caffi'r\N{NO-BREAK SPACE}bae", ToBreakthrough(0)),
        ("Q1 goal", ToQuestion("q2")),
        ("2030", ToQuestion("q2")),
    ]:
        assert [p for _, p in matches(bank, typed)] == [place], typed
    assert [p for _, p in matches(bank, "Q1")] == [ToQuestion("q0"), ToQuestion("q2")]


async def test_what_is_found_is_chosen_with_the_arrows(sit: Sit) -> None:
    """The mark moves over what was found, and Enter takes it."""
    async with sit() as desk:
        await desk.write("/", *"vision")
        assert desk.marked.startswith("›  1 How clear")
        await desk.press("down", "down")
        assert desk.marked.startswith("›  4 Is service")
        await desk.press("up")
        assert desk.marked.startswith("›  2 Are leaders")
        await desk.press("enter")
        assert desk.focused == (2, Scale.PROGRESS)


async def test_a_click_chooses_what_was_found(sit: Sit) -> None:
    """The mouse goes there, too."""
    async with sit() as desk:
        await desk.write("/", *"vision")
        await desk.click("Is service delivery")
        assert desk.focused == (4, Scale.PROGRESS)


async def test_nothing_found_is_said(sit: Sit) -> None:
    """Enter then stays; taking letters back finds again."""
    async with sit() as desk:
        await desk.write("/", *"[/]")
        assert "Nothing matches. Type less, or other words." in desk.text
        assert "› " not in desk.text
        await desk.press("enter")
        assert "─ Find ─" in desk.text
        await desk.write(*["backspace"] * 3, *"22")
        assert "Nothing matches" not in desk.text
        await desk.press("enter")
        assert desk.focused == (22, Scale.PROGRESS)


async def test_escape_leaves_find_without_going(sit: Sit) -> None:
    """The page and its focus are as they were."""
    async with sit() as desk:
        await desk.press("enter", "down")
        before = desk.text
        await desk.write("/", *"golden", "escape")
        assert desk.text == before


async def test_find_works_from_every_page(sit: Sit) -> None:
    """From a breakthrough it turns to another; from the gaps, Esc comes back to them."""
    async with sit(ALL_DONE) as desk:
        await desk.write("s", "/", *"golden", "enter")
        assert desk.focused == (16, Scale.PROGRESS)
        await desk.write("/", *"22", "enter")
        assert desk.focused == (22, Scale.PROGRESS)
        await desk.press("escape")
        assert desk.title == "Priority gaps"


async def test_find_shows_bank_text_literally(sit: Sit, hostile_bank: QuestionBank) -> None:
    """What looks like markup can be read, and found."""
    async with sit(bank=hostile_bank) as desk:
        await desk.write("/", *"[/] 3")
        assert f"Area 3 {MARKUP}" in desk.text
        await desk.press("enter")
        assert desk.title == "Breakthrough 2 of 2"


# --- the keys


def listed_keys(page: Page) -> list[Binding]:
    """Give the bindings of a page and of what it has in it that have something to say.

    The key that leads to this very page has nothing to say on it.
    """
    active = [each.binding for each in page.active_bindings.values() if each.node is not page.app]
    return [each for each in active if each.tooltip and each.action != page.LEADS_HERE]


async def all_of_help(desk: Sitting) -> str:
    """Read the open help from its start to its end."""
    parts = [desk.boxed_text]
    while len(parts) < 2 or parts[-1] != parts[-2]:
        await desk.press("pagedown")
        parts.append(desk.boxed_text)
    return " ".join(parts)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=["80x24", "40x15"])
@pytest.mark.parametrize(
    ("way", "fewest"),
    [
        ("", 18), ("enter", 25), ("s", 18), ("h", 18), ("c", 19), ("t", 15), ("A", 19),
    ],
    ids=["start", "breakthrough", "gaps", "quarters", "compare", "trend", "actions"],
)  # fmt: skip
async def test_help_lists_every_key_that_works(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    way: str,
    fewest: int,
    size: tuple[int, int],
) -> None:
    """Each binding with something to say stands there, its key before it."""
    async with sit_with_history(invented[:3], size=size) as desk:
        await desk.press(*way.split())
        assert isinstance(desk.screen, Page)
        expected = listed_keys(desk.screen)
        assert len(expected) >= fewest
        await desk.press("?")
        seen = await all_of_help(desk)
        missing = [
            each.tooltip
            for each in expected
            if f"{each.key_display or each.key} {each.tooltip}" not in seen
        ]
        assert missing == []
        assert "Ctrl+P Choose a theme and other commands" in seen


async def test_keys_are_named_as_on_the_keyboard(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Esc, Tab, PgDn: what is longer than a letter begins with a capital, or is an arrow."""
    async with sit_with_history(invented) as desk:
        for way in ("", "enter", "s", "h", "c", "t", "A"):
            await desk.press(*way.split())
            assert isinstance(desk.screen, Page)
            names = [each.key_display or each.key for each in listed_keys(desk.screen)]
            assert [name for name in names if len(name) > 1 and name[0].islower()] == []
            await desk.press("escape")


async def test_help_does_not_list_what_cannot_work(sit: Sit) -> None:
    """Without an earlier quarter there is nothing to be the same as."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("enter", "?")
        assert "Same as last time" not in await all_of_help(desk)
        await desk.press("escape")
        assert "= Same" not in desk.text


@pytest.mark.parametrize("key", ["?", "f1"])
async def test_help_states_the_scoring_rule(sit: Sit, key: str) -> None:
    """All nine pairs of ratings, with band and advice; on the gaps page the rule comes first."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("s", key)
        assert desk.lines[1].split("│")[1].strip() == "How gaps are scored"
        seen = await all_of_help(desk)
        assert scoring_rule(desk.bank.scales) in seen
        assert "Unanswered is never zero." in seen
        label = desk.bank.scales.label
        for progress in Progress:
            for plan in Plan:
                look = Band(score_of(progress, plan)).look
                pair = f"{label(progress)}, plan {label(plan)}: {advice_for(progress, plan)}"
                assert f"{look.symbol} {look.word} {pair}" in seen


@pytest.mark.parametrize("key", ["escape", "?", "f1", "q", "enter"])
async def test_help_closes(sit: Sit, key: str) -> None:
    """Any of the keys that a person may try closes it, and does nothing else."""
    async with sit() as desk:
        await desk.press("enter")
        before = desk.text
        await desk.press("?")
        assert desk.text != before
        await desk.press(key)
        assert desk.text == before
        assert not desk.has_left


@pytest.mark.parametrize(
    ("down", "up"), [("down", "up"), ("j", "k"), ("pagedown", "pageup"), ("space", "pageup")]
)
async def test_help_scrolls(sit: Sit, down: str, up: str) -> None:
    """What does not fit comes into view, and goes again."""
    async with sit() as desk:
        await desk.press("?")
        first = desk.text
        await desk.press(down, down)
        assert desk.text != first
        await desk.press(up, up)
        assert desk.text == first


async def test_help_shows_the_banks_words_literally(sit: Sit, hostile_bank: QuestionBank) -> None:
    """The options' labels stand there to the letter."""
    async with sit(bank=hostile_bank) as desk:
        await desk.press("s", "?")
        assert "Just starting [/], plan No [/]: put it in the plan" in desk.boxed_text


# --- the council


async def test_council_and_name_are_kept_and_shown(sit: Sit) -> None:
    """They head the assessment, are saved with it, and serve as the next quarter's."""
    async with sit() as desk:
        await desk.write("d", *"Ryedale [/]", "tab", *"Jo", "enter")
        assert desk.lines[1].startswith(" Ryedale [/] · 2026/27 Q3 (Oct–Dec 2026)")
        await desk.settle()
        assert desk.disk.written[-1].council == "Ryedale [/]"
        assert desk.disk.written[-1].assessor == "Jo"
        assert desk.app.work.settings == Settings(council="Ryedale [/]", assessor="Jo")


async def test_blanks_around_the_council_are_left_out(sit: Sit) -> None:
    """A name of blanks alone is none."""
    async with sit(council="Ryedale") as desk:
        await desk.write("d", *"  York ", "tab", *" \N{HANGUL FILLER} ", "enter")
        assert desk.session.assessment.council == "York"
        assert desk.session.assessment.assessor == ""


async def test_council_and_name_can_be_changed(sit: Sit) -> None:
    """The dialog opens with what stands there; the theme that was chosen stays."""
    chosen = Settings(theme="breakthroughs-light", council="Ryedale")
    async with sit(council="Ryedale", settings=chosen) as desk:
        await desk.press("enter", "d")
        assert "│ Ryedale" in desk.text
        await desk.press("end", *["backspace"] * 3, "enter")
        await desk.settle()
        assert desk.session.assessment.council == "Ryed"
        assert desk.app.work.settings == Settings(theme="breakthroughs-light", council="Ryed")


async def test_escape_leaves_the_council_as_it_was(sit: Sit) -> None:
    """What was typed and not kept is forgotten."""
    async with sit(council="Ryedale") as desk:
        before = desk.session.assessment
        await desk.write("d", *"xyz", "escape")
        assert desk.session.assessment is before
        assert desk.app.work.settings == Settings()


async def test_tab_and_arrows_move_between_the_fields(sit: Sit) -> None:
    """Down and Tab lead on, Up and Shift+Tab back."""
    async with sit() as desk:
        await desk.press("d")
        assert isinstance(desk.screen, DetailsDialog)
        council, assessor = desk.screen.query(Input)
        for key, field in [
            ("tab", assessor), ("tab", council), ("down", assessor),
            ("up", council), ("shift+tab", assessor),
        ]:  # fmt: skip
            await desk.press(key)
            assert desk.screen.focused is field


# --- not saved


async def test_leaving_asks_first_when_the_answers_are_not_saved(sit: Sit) -> None:
    """The reason is given; Esc stays, and a save that works lets q leave at once."""
    async with sit() as desk:
        await desk.press("enter")
        await desk.fail_to_save()
        await desk.press("q")
        assert not desk.has_left
        assert "─ NOT SAVED ─" in desk.text
        assert f"{FULL_DISK.message}. {FULL_DISK.hint}" in desk.boxed_text
        await desk.press("escape")
        assert desk.title == "Breakthrough 1 of 8"
        await desk.press("ctrl+s", "q")
        assert desk.has_left
        assert desk.disk.written[-1].answer("q1").progress is Progress.JUST_STARTING


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_a_person_can_leave_unsaved_all_the_same(sit: Sit, key: str) -> None:
    """After the warning, q leaves."""
    async with sit() as desk:
        await desk.fail_to_save()
        await desk.press(key)
        assert not desk.has_left
        await desk.press("q")
        assert desk.has_left


async def test_the_reason_is_literal(sit: Sit) -> None:
    """What looks like markup in an error's text is shown to the letter."""
    async with sit() as desk:
        desk.disk.faults = [type(FULL_DISK)(f"/data/{MARKUP} is full", "Make room.")]
        desk.session.rate("q1", Progress.ACHIEVED)
        await desk.settle()
        assert f"NOT SAVED. /data/{MARKUP} is full. Make room." in desk.flowing_text
        await desk.press("q")
        assert f"│ /data/{MARKUP} is full. Make room." in desk.text


# --- too small


@pytest.mark.parametrize("size", [(39, 24), (80, 14), (20, 5)], ids=lambda s: f"{s[0]}")
async def test_a_window_that_is_too_small_is_covered(sit: Sit, size: tuple[int, int]) -> None:
    """It asks for a larger one; no key rates anything unseen, and the answers remain."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "down")
        before, shown = desk.session.assessment, desk.text
        await desk.resize(*size)
        assert "Please make" in desk.text
        assert "Breakthrough" not in desk.text
        await desk.press("1", "3", "backspace", "u", "e", "n", "s", "enter", "escape", "q")
        assert desk.session.assessment is before
        assert not desk.has_left
        await desk.resize(80, 24)
        assert desk.text == shown
        await desk.press("3")
        assert desk.answer(1).plan is Plan.NO


async def test_it_says_how_large_a_window_must_be(sit: Sit) -> None:
    """The smallest size that works is named, and works."""
    async with sit(size=(39, 15)) as desk:
        assert desk.flowing_text == TOO_SMALL
        await desk.resize(40, 15)
        assert desk.title == "Improvement breakthroughs"


async def test_a_small_window_does_not_call_safe_what_is_not_saved(sit: Sit) -> None:
    """After a failed save, no screen claims that the answers are safe."""
    async with sit() as desk:
        await desk.fail_to_save()
        await desk.resize(30, 10)
        assert "Please make" in desk.text
        assert "safe" not in desk.text


async def test_a_window_that_starts_too_small_comes_up_ready(sit: Sit) -> None:
    """Once it is large enough, the start page is whole, with the way on focused."""
    async with sit(size=(30, 10)) as desk:
        await desk.resize(80, 24)
        assert desk.marked == "›[ Start ]"
        await desk.press("enter")
        assert desk.focused == (1, Scale.PROGRESS)


async def test_a_note_survives_a_small_window(sit: Sit) -> None:
    """Who shrinks the window while writing goes on where they were."""
    async with sit() as desk:
        await desk.write("enter", "e", *"One")
        await desk.resize(30, 10)
        await desk.write(*"xyz")
        await desk.resize(80, 24)
        await desk.write(*" two")
        assert desk.answer(1).note == "One two"


async def test_nothing_stays_covered_once_there_is_room(sit: Sit) -> None:
    """Though the command palette was asked for meanwhile, a large window shows its page again."""
    async with sit() as desk:
        await desk.press("enter")
        shown = desk.text
        await desk.resize(30, 10)
        await desk.press("ctrl+p")
        await desk.resize(80, 24)
        assert desk.text == shown


async def test_a_dialog_fits_a_small_window(sit: Sit) -> None:
    """At 40 by 15 each dialog shows its heading and its way out."""
    async with sit(size=(40, 15)) as desk:
        await desk.press("enter")
        cut = []
        for keys, heading in [
            ("e", "Note for question 1"),
            ("/", "Find"),
            ("?", "Keys"),
            ("a", "Actions for question 1"),
            ("aa", "New action for question 1"),
            ("d", "Council"),
        ]:
            await desk.press(*keys)
            assert f"─ {heading} ─" in desk.text
            cut += [] if "Esc closes" in desk.text else [heading]
            await desk.press(*["escape"] * len(keys))
            assert desk.title == "Breakthrough 1 of 8"
        assert cut == []
