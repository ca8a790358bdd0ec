"""A breakthrough's screen: every question whole, every key rates what the person means to rate."""

from __future__ import annotations

import pytest
from msgspec import convert, to_builtins

from breakthroughs_tui.model import (
    NO_ANSWER,
    RATINGS,
    Answer,
    Plan,
    Progress,
    QuestionBank,
    Scale,
)
from breakthroughs_tui.tui.breakthrough import BreakthroughPage
from tests.conftest import QUARTER
from tests.tui.conftest import ALL_DONE, FIRST_DONE, HALF_DONE, MARKUP, Sit, Sitting

GROUPS_OF_FIRST = [(number, scale) for number in (1, 2, 3, 4) for scale in Scale]
"""The groups of breakthrough 1, in order."""


async def open_breakthrough(desk: Sitting, position: int) -> BreakthroughPage:
    """Go from Start to the breakthrough at a position, from 0."""
    await desk.press(*["down"] * (position + 1), "enter")
    assert isinstance(desk.screen, BreakthroughPage)
    return desk.screen


# --- rating


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("digit", ["1", "2", "3"])
async def test_a_digit_rates_and_moves_on(sit: Sit, digit: str, scale: Scale) -> None:
    """Each digit gives its rating to the focused group alone, and the next group has the focus."""
    async with sit() as desk:
        await desk.press("enter", *["down"] * (scale is Scale.PLAN))
        at = GROUPS_OF_FIRST.index((1, scale))
        assert desk.focused == GROUPS_OF_FIRST[at]
        await desk.press(digit)
        rating = RATINGS[scale][int(digit) - 1]
        assert desk.session.assessment.answers == {"q1": NO_ANSWER.rated(scale, rating)}
        assert desk.focused == GROUPS_OF_FIRST[at + 1]
        label = desk.bank.scales.label(rating)
        assert desk.text.count("(•)") == 1
        assert f"(•) {label}" in desk.text
        assert desk.disk.written[-1] == desk.session.assessment


async def test_a_digit_replaces_a_rating(sit: Sit) -> None:
    """Who changes their mind presses another digit."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "3")
        assert desk.answer(1) == Answer(Progress.JUST_STARTING, Plan.PARTIALLY)
        assert desk.text.count("(•)") == 8


@pytest.mark.parametrize(
    ("arrows", "pointed"),
    [
        (["right"], "Achieved"),
        (["left"], "Just starting"),
        (["right", "right"], "Working towards"),
        (["right", "left"], "Achieved"),
        (["right"] * 5, "Just starting"),
        (["left"] * 5, "Achieved"),
    ],
    ids=["right", "left", "two right", "there and back", "past the last", "past the first"],
)
async def test_arrows_point_and_do_not_rate(sit: Sit, arrows: list[str], pointed: str) -> None:
    """From nowhere an arrow points at the nearest end; at an end it stays."""
    async with sit() as desk:
        await desk.press("enter")
        assert desk.reversed_text == ""
        await desk.press(*arrows)
        assert desk.reversed_text == f"( ) {pointed}"
        assert desk.session.assessment.answers == {}


@pytest.mark.parametrize("confirm", ["enter", "space"])
@pytest.mark.parametrize(
    ("arrows", "rating"),
    [
        (["right"], Progress.ACHIEVED),
        (["right", "right"], Progress.WORKING_TOWARDS),
        (["left"], Progress.JUST_STARTING),
    ],
    ids=["right", "right right", "left"],
)
async def test_arrows_point_and_enter_or_space_rates(
    sit: Sit, confirm: str, arrows: list[str], rating: Progress
) -> None:
    """Nothing is rated until it is confirmed; then the focus stays."""
    async with sit() as desk:
        await desk.press("enter", *arrows)
        assert desk.session.assessment.answers == {}
        await desk.press(confirm)
        assert desk.answer(1) == Answer(rating)
        assert desk.focused == GROUPS_OF_FIRST[0]


@pytest.mark.parametrize("confirm", ["enter", "space"])
@pytest.mark.parametrize("before", [[], ["right", "down", "up"]], ids=["at once", "after moving"])
async def test_without_a_cursor_nothing_is_rated(sit: Sit, confirm: str, before: list[str]) -> None:
    """Enter on an unanswered group changes nothing and says what to do instead."""
    async with sit() as desk:
        await desk.press("enter", *before, confirm)
        assert desk.session.assessment.answers == {}
        assert desk.disk.written == []
        assert desk.remarks == ["Point at an option with ← or → first, or press 1, 2 or 3."]


@pytest.mark.parametrize("confirm", ["enter", "space"])
async def test_a_restored_answer_is_not_overwritten(sit: Sit, confirm: str) -> None:
    """Enter on each group of a completed breakthrough leaves every rating as it was."""
    async with sit(FIRST_DONE) as desk:
        before = desk.session.assessment
        await desk.press("down", "enter")
        for group in GROUPS_OF_FIRST:
            assert desk.focused == group
            await desk.press(confirm, "down")
        assert desk.session.assessment is before
        assert desk.disk.written == []


async def test_backspace_takes_a_rating_away(sit: Sit) -> None:
    """Only the focused group is cleared; clearing nothing does nothing."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "down", "backspace")
        assert desk.answer(1) == Answer(Progress.ACHIEVED)
        assert desk.focused == (1, Scale.PLAN)
        assert desk.text.count("(•)") == 7
        writes = len(desk.disk.written)
        await desk.press("backspace")
        assert len(desk.disk.written) == writes


@pytest.mark.parametrize("key", ["1", "2", "3", "backspace", "e", "left", "right", "space"])
async def test_keys_for_groups_leave_the_way_on_alone(sit: Sit, key: str) -> None:
    """On Continue, what rates, clears or points changes nothing; Space presses it, like Enter."""
    async with sit(FIRST_DONE) as desk:
        before = desk.session.assessment
        await desk.press("down", "enter", "up")
        assert desk.marked == "›[ Continue ]"
        await desk.press(key)
        assert desk.session.assessment is before
        goes_on = key == "space"
        assert desk.lines[0].startswith(f" Breakthrough {2 if goes_on else 1} of 8")


# --- undo


async def test_undo_goes_back_to_what_it_took_back(sit: Sit) -> None:
    """Ratings, a clearing and a replaced rating are undone one by one, each where it was."""
    async with sit(FIRST_DONE) as desk:
        before = desk.session.assessment.answers
        await desk.press("down", "enter", "3", "down", "backspace", "down", "down", "1")
        for group in [(3, Scale.PROGRESS), (2, Scale.PROGRESS), (1, Scale.PROGRESS)]:
            await desk.press("down", "u")
            assert desk.focused == group
        assert desk.session.assessment.answers == before
        assert desk.disk.written[-1].answers == before
        assert desk.remarks == [
            "Undone: progress of question 3.",
            "Undone: progress of question 2.",
            "Undone: progress of question 1.",
        ]
        await desk.press("u")
        assert desk.remarks[3:] == ["There is nothing to undo."]


async def test_undo_names_what_was_changed_on_another_page(sit: Sit) -> None:
    """The focus stays where it is, and the remark says what was taken back."""
    async with sit() as desk:
        await desk.press("enter", "2", "n", "down", "u")
        assert desk.session.assessment.answer("q1") == NO_ANSWER
        assert desk.focused == (5, Scale.PLAN)
        assert desk.remarks == ["Undone: progress of question 1."]
        await desk.press("p")
        assert "(•)" not in desk.text


# --- moving


@pytest.mark.parametrize("key", ["down", "j", "tab"])
async def test_down_goes_over_the_groups_and_the_way_on(sit: Sit, key: str) -> None:
    """After the last group comes Continue, then the first group again."""
    async with sit() as desk:
        await desk.press("enter")
        seen = [desk.focused]
        for _ in range(9):
            await desk.press(key)
            seen.append(desk.focused)
        assert seen == [*GROUPS_OF_FIRST, None, GROUPS_OF_FIRST[0]]


@pytest.mark.parametrize("key", ["up", "k", "shift+tab"])
async def test_up_goes_the_other_way(sit: Sit, key: str) -> None:
    """Before the first group comes Continue."""
    async with sit() as desk:
        await desk.press("enter")
        seen = []
        for _ in range(9):
            await desk.press(key)
            seen.append(desk.focused)
        assert seen == [None, *reversed(GROUPS_OF_FIRST)]


async def test_the_focus_shows_as_text_on_every_stop(sit: Sit) -> None:
    """There is one mark on the screen, on the line of the group or on Continue."""
    async with sit() as desk:
        await desk.press("enter")
        for _number, scale in GROUPS_OF_FIRST:
            assert desk.text.count("›") == 1
            assert desk.marked.startswith("› Progress" if scale is Scale.PROGRESS else "› Plan")
            await desk.press("down")
        assert desk.marked == "›[ Continue ]"


@pytest.mark.parametrize(("forward", "back"), [("n", "p"), ("pagedown", "pageup")])
async def test_breakthroughs_can_be_turned_like_pages(
    sit: Sit, bank: QuestionBank, forward: str, back: str
) -> None:
    """Through all eight and back, staying at both ends with a remark."""
    async with sit() as desk:
        await desk.press("enter", back)
        for position, each in enumerate(bank.breakthroughs):
            assert desk.lines[0].startswith(f" Breakthrough {position + 1} of 8")
            assert desk.lines[1] == f" {each.title}"
            await desk.press(forward)
        assert desk.lines[0].startswith(" Breakthrough 8 of 8")
        await desk.press(*[back] * 7)
        assert desk.lines[0].startswith(" Breakthrough 1 of 8")
        assert desk.remarks == ["This is the first breakthrough.", "This is the last breakthrough."]


async def test_it_opens_at_the_first_group_without_a_rating(sit: Sit) -> None:
    """Half a question counts as open; where all is rated, the first group has the focus."""
    async with sit(HALF_DONE) as desk:
        for focused in [(1, Scale.PROGRESS), (5, Scale.PROGRESS), (8, Scale.PROGRESS)]:
            await desk.press(*[] if focused[0] > 1 else ["down", "enter"])
            assert desk.focused == focused
            await desk.press("n")
        assert desk.focused == (11, Scale.PLAN)


async def test_continue_leads_through_all_to_the_gaps(sit: Sit) -> None:
    """Enter on Continue opens the next breakthrough; on the last one, the outcome."""
    async with sit(ALL_DONE) as desk:
        await open_breakthrough(desk, 0)
        for number in range(2, 9):
            await desk.press("up", "enter")
            assert desk.lines[0].startswith(f" Breakthrough {number} of 8")
        await desk.press("up")
        assert desk.marked == "›[ Continue to the priority gaps ]"
        await desk.press("enter")
        assert desk.lines[0].startswith(" Priority gaps")


async def test_escape_goes_back_to_the_start_page(sit: Sit) -> None:
    """From wherever the pages were turned to, one Esc leads back."""
    async with sit() as desk:
        await desk.press("enter", "n", "n", "escape")
        assert "[ Start ]" in desk.text


# --- the mouse


async def test_a_click_on_an_option_rates_it(sit: Sit) -> None:
    """The group that was clicked has the focus, and the digits go on from there."""
    async with sit() as desk:
        await desk.press("enter")
        await desk.click("( ) Partially", nth=1)
        assert desk.session.assessment.answers == {"q2": Answer(None, Plan.PARTIALLY)}
        assert desk.focused == (2, Scale.PLAN)
        await desk.click("( ) Just starting", along=16, nth=3)
        assert desk.answer(4) == Answer(Progress.JUST_STARTING)
        await desk.press("u")
        assert desk.answer(4) == NO_ANSWER


async def test_a_click_beside_the_options_rates_nothing(sit: Sit) -> None:
    """It focuses the group, that is all; a click on a question does nothing."""
    async with sit() as desk:
        await desk.press("enter")
        await desk.click("Plan      ( )")
        assert desk.focused == (1, Scale.PLAN)
        await desk.click("Are leaders clearly")
        assert desk.session.assessment.answers == {}


async def test_a_click_on_continue_goes_on(sit: Sit) -> None:
    """It is Enter on it."""
    async with sit() as desk:
        await desk.press("enter")
        await desk.click("[ Continue ]")
        assert desk.lines[0].startswith(" Breakthrough 2 of 8")


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        ("n Next", " Breakthrough 3 of 8"),
        ("p Previous", " Breakthrough 1 of 8"),
        ("s Gaps", " Priority gaps"),
        ("h Quarters", " Quarters  2026/27 Q3"),
        ("c Compare", " Compare  2026/27 Q3"),
        ("e Note", "Note for question 5"),
        ("a Actions", "Actions for question 5"),
        ("? All keys", "─ Keys ─"),
        ("2 3 Rate", "(•) Achieved"),
        ("↑ ↓ Move", "›[ Continue ]"),
    ],
)
async def test_a_click_on_a_hint_presses_its_key(sit: Sit, hint: str, shown: str) -> None:
    """The bottom line works like buttons, to the last cell of each."""
    async with sit(size=(120, 40)) as desk:
        await open_breakthrough(desk, 1)
        assert shown not in desk.text
        await desk.click(hint, along=len(hint) - 1, nth=-1)
        assert shown in desk.text


# --- what is in view


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_every_breakthrough_shows_whole(
    sit: Sit, bank: QuestionBank, size: tuple[int, int]
) -> None:
    """No scrolling, and nothing cut: title, questions, options, Continue, the hint line."""
    async with sit(size=size) as desk:
        await desk.press("enter")
        for position, breakthrough in enumerate(bank.breakthroughs):
            assert isinstance(desk.screen, BreakthroughPage)
            assert desk.screen.body.max_scroll_y == 0
            assert breakthrough.title in desk.text
            questions = bank.questions_of(position)
            for each in questions:
                assert f"{each.number} {each.question.text}" in desk.flowing_text
            for rating in (*Progress, *Plan):
                assert desk.text.count(f"( ) {bank.scales.label(rating)}") == len(questions)
            headings = 1 if size == (80, 24) else len(questions)
            for scale in Scale:
                assert desk.text.count(bank.scales.heading(scale)) == headings
            assert "[ Continue" in desk.text
            assert desk.lines[-1].endswith("? All keys")
            assert "…" not in desk.text
            await desk.press("n")


async def test_a_small_window_shows_what_has_the_focus(sit: Sit, bank: QuestionBank) -> None:
    """At 40 by 15, each stop brings its whole question and all its options into view."""
    async with sit(size=(40, 15)) as desk:
        await desk.press("enter")
        for each in bank.questions:
            for scale in Scale:
                assert desk.focused == (each.number, scale)
                assert f"{each.number} {each.question.text}" in desk.flowing_text
                labels = [f"( ) {bank.scales.label(rating)}" for rating in RATINGS[scale]]
                group = " ".join([scale.value.title(), *labels])
                assert f"› {group}" in desk.flowing_text
                assert desk.lines[-1].endswith("? All keys")
                await desk.press("down")
            if desk.focused is None:
                assert desk.marked.startswith("›[ Continue")
                await desk.press("enter")


async def test_the_focus_stays_in_view_when_the_window_shrinks(sit: Sit) -> None:
    """A window made small keeps the question that is being answered in view."""
    async with sit(size=(120, 40)) as desk:
        await open_breakthrough(desk, 5)
        await desk.press(*["down"] * 7)
        await desk.resize(40, 15)
        assert desk.focused == (18, Scale.PLAN)
        assert "18 Are systems continually refined and improved?" in desk.flowing_text
        assert desk.marked.startswith("› Plan")


async def test_a_note_shows_under_its_question(sit: Sit) -> None:
    """Its start stands on one line, cut where the line ends; the rating groups follow."""
    answers = {"q2": Answer(note="First line\nsecond line " + "x" * 99)}
    async with sit(answers) as desk:
        await desk.press("enter")
        at = desk.lines.index(desk.line_with("2 Are leaders"))
        assert desk.lines[at + 1].startswith("    ✎ First line second line xxx")
        assert desk.lines[at + 1].endswith("x…")
        assert "Progress" in desk.lines[at + 2]


async def test_text_from_the_bank_and_notes_is_literal(
    sit: Sit, hostile_bank: QuestionBank
) -> None:
    """What looks like markup is shown to the letter, and a click on it does nothing."""
    answers = {"q1": Answer(note=f"Note {MARKUP}")}
    for size in [(80, 24), (120, 40), (40, 15)]:
        async with sit(answers, bank=hostile_bank, size=size) as desk:
            await desk.press("enter")
            assert f"Area 1 {MARKUP}" in desk.flowing_text
            assert f"1 Ask 1 {MARKUP}" in desk.flowing_text
            assert "✎ Note [/] [@click" in desk.text
            assert "( ) Achieved [/]" in desk.text
            await desk.click("x[/]")
            assert not desk.has_left


# --- read only


async def test_a_read_only_quarter_refuses_every_change(sit: Sit) -> None:
    """Nothing changes, by key or mouse, and each time the person is told why."""
    reason = f"{QUARTER.label} is open in another window [/]."
    async with sit(FIRST_DONE, read_only_because=reason) as desk:
        before = desk.session.assessment
        await desk.press("down", "enter", "right")
        shown = desk.text
        assert "Read only" in desk.lines[0]
        assert reason in desk.flowing_text
        keys = ["1", "2", "3", "enter", "space", "backspace", "d"]
        for count, key in enumerate(keys, start=1):
            await desk.press(key)
            assert desk.text == shown
            assert desk.remarks == [reason] * count
        await desk.click("( ) No")
        assert desk.remarks == [reason] * (len(keys) + 1)
        await desk.press("u", "ctrl+s", "e", "x", "escape")
        assert desk.session.assessment is before
        assert desk.disk.written == []


async def test_a_bank_of_another_size_works(sit: Sit, bank: QuestionBank) -> None:
    """One breakthrough of twelve questions scrolls, and the digits bring each into view."""
    values = to_builtins(bank)
    questions = [{"id": f"x{number}", "text": f"Asked {number}?"} for number in range(1, 13)]
    values["breakthroughs"] = [{"id": "only", "title": "Only", "questions": questions}]
    async with sit(bank=convert(values, QuestionBank)) as desk:
        await desk.press("enter")
        for number in range(1, 13):
            assert f"{number:>3} Asked {number}?" in desk.text
            await desk.press("1", "3")
        assert desk.marked == "›[ Continue to the priority gaps ]"
        await desk.press("enter")
        assert "12 of 12 questions answered" in desk.text
