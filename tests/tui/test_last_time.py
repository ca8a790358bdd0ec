"""What was said last time stands beside each group; `=` takes it over, and nothing else does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import (
    NO_ANSWER,
    Answer,
    Assessment,
    Plan,
    Progress,
    QuestionBank,
    Scale,
)
from breakthroughs_tui.opening import OLDER
from breakthroughs_tui.tui.breakthrough import BreakthroughPage
from tests.conftest import QUARTER
from tests.quarters import BANK, action, answer, take
from tests.tui.conftest import MARKUP, Sit, Sitting, SitWithHistory, small_bank

LAST = QUARTER.previous
YEAR_AGO = QUARTER.year_before


def same_keys(bank: QuestionBank) -> list[str]:
    """Give what a person presses from Start to the priority gaps if nothing has moved."""
    keys = ["enter"]
    for breakthrough in bank.breakthroughs:
        keys += ["=" for _ in breakthrough.questions]
        keys.append("enter")
    return keys


def ratings(assessment: Assessment) -> list[tuple[Progress | None, Plan | None]]:
    """Give the ratings of every question by number."""
    answers = [assessment.answer(each.question.id) for each in assessment.bank.questions]
    return [(each.progress, each.plan) for each in answers]


def beside(desk: Sitting) -> list[str]:
    """Give what stands right of each group's options on a screen of 80 cells or more."""
    last_options = ("( ) Just starting ", "( ) No ")
    return [
        line.partition(option)[2].strip()
        for line in desk.lines
        for option in last_options
        if option in line
    ]


# --- taking it over


@pytest.mark.parametrize("at_once", [False, True], ids=["key by key", "typed ahead"])
async def test_a_quarter_like_the_last_is_31_keys(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], *, at_once: bool
) -> None:
    """`=` for each question and Enter on each Continue copy all 44 ratings, and no note."""
    last = invented[2]
    keys = same_keys(last.bank)
    assert len(keys) == 1 + 22 + 8
    async with sit_with_history(invented[:3]) as desk:
        if at_once:
            await desk.write(*keys)
        else:
            await desk.press(*keys)
        assert desk.title == "Priority gaps"
        assert "22 of 22 questions answered · gap index 55%" in desk.lines[1]
        saved = desk.saved()
        assert ratings(saved) == ratings(last)
        assert None not in [rating for pair in ratings(saved) for rating in pair]
        assert {each.note for each in saved.answers.values()} == {""}
        assert desk.saved(LAST) == last


async def test_undo_takes_both_ratings_back_at_once(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """One step, and the question that it took back has the focus again."""
    async with sit_with_history(invented[:3]) as desk:
        await desk.press("enter", "=")
        assert desk.answer(1) == Answer(Progress.WORKING_TOWARDS, Plan.YES)
        assert desk.focused == (2, Scale.PROGRESS)
        assert desk.text.count("(•)") == 2
        await desk.press("u")
        assert desk.answer(1) == NO_ANSWER
        assert desk.focused == (1, Scale.PROGRESS)
        assert "(•)" not in desk.text
        assert desk.remarks == ["Undone: both ratings of question 1."]
        assert ratings(desk.saved()) == [(None, None)] * 22


async def test_it_stands_in_place_of_what_was_given_this_time(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """From either group of the question; undo brings this quarter's own rating back."""
    async with sit_with_history(invented[:3]) as desk:
        await desk.press("enter", "3", "=", "k", "k", "=")
        assert desk.answer(1) == Answer(Progress.WORKING_TOWARDS, Plan.YES)
        assert desk.focused == (2, Scale.PROGRESS)
        await desk.press("u")
        assert desk.answer(1) == Answer(Progress.JUST_STARTING)
        await desk.press("u", "u")
        assert desk.answer(1) == NO_ANSWER
        assert desk.remarks[-1] == "There is nothing to undo."


async def test_what_stands_already_is_passed_over(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """The focus goes on, and there is nothing to undo."""
    async with sit_with_history(invented[:3]) as desk:
        await desk.press("enter", "2", "1")
        before = desk.session.assessment
        await desk.press("k", "=")
        assert desk.focused == (2, Scale.PROGRESS)
        assert desk.session.assessment is before


@pytest.mark.parametrize(
    ("keys", "given"),
    [
        (["=", "2", "2"], {1: "WY", 2: "WP"}),
        (["=", "u", "1"], {1: "A-"}),
        (["3", "=", "=", "u"], {1: "WY"}),
        (["down", "=", "n", "=", "p", "="], {1: "WY", 2: "AY", 5: "WP"}),
        (["=", "k", "e", *"=", "escape", "3"], {1: "WN"}),
        (["=", "s", "escape", "3"], {1: "WY", 2: "J-"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_keys_around_it_typed_ahead_land_where_they_are_meant(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    keys: list[str],
    given: dict[int, str],
) -> None:
    """However fast they come, each rates the group that the keys before it lead to."""
    async with sit_with_history(invented[:3]) as desk:
        await desk.write("enter", *keys)
        found = {
            number: pair for number, pair in enumerate(ratings(desk.saved()), start=1) if any(pair)
        }
        assert found == {
            number: (answer(marks).progress, answer(marks).plan) for number, marks in given.items()
        }


FOUR = small_bank(area="a b c d")
PART_OF_IT = take(
    small_bank(area="a b c"), LAST, a=answer("AY", "Evidence"), b=answer("--", "A note"), c="-P"
)
"""Last time: a answered, b not, c by half; d is new this time."""


@pytest.mark.parametrize(
    ("number", "remark"),
    [
        (2, "This question was not answered last time."),
        (4, "This question is new: there are no ratings to take over."),
    ],
    ids=["not answered", "new"],
)
async def test_where_there_is_nothing_to_take_over_it_says_why(
    sit_with_history: SitWithHistory, number: int, remark: str
) -> None:
    """Nothing changes, the focus stays, and nothing is written."""
    async with sit_with_history([PART_OF_IT], bank=FOUR) as desk:
        await desk.press("enter", *["down"] * (2 * number - 2), "=")
        assert desk.remarks[-1:] == [remark]
        assert desk.focused == (number, Scale.PROGRESS)
        assert desk.session.assessment.answers == {}
        assert not desk.store.file(QUARTER).exists


async def test_half_an_answer_leaves_the_other_half_to_be_given(
    sit_with_history: SitWithHistory,
) -> None:
    """The rating that there is comes over, and the group that still lacks one has the focus."""
    async with sit_with_history([PART_OF_IT], bank=FOUR) as desk:
        await desk.press("enter", *["down"] * 5, "=")
        assert desk.answer(3) == Answer(None, Plan.PARTIALLY)
        assert desk.focused == (3, Scale.PROGRESS)
        await desk.press("1", "k", "=")
        assert desk.answer(3) == Answer(Progress.ACHIEVED, Plan.PARTIALLY)
        assert desk.focused == (4, Scale.PROGRESS)


async def test_after_the_last_question_comes_continue(sit_with_history: SitWithHistory) -> None:
    """There, `=` does nothing: a person who keeps it pressed does not run on."""
    bank = small_bank(area="a b")
    async with sit_with_history([take(bank, LAST, a="AY", b="JN")], bank=bank) as desk:
        await desk.press("enter", "=", "=")
        assert desk.marked == "›[ Continue to the priority gaps ]"
        before = desk.session.assessment
        await desk.press("=", "=")
        assert desk.marked == "›[ Continue to the priority gaps ]"
        assert desk.session.assessment is before
        assert desk.remarks == []


async def test_in_the_first_quarter_there_is_nothing_to_be_the_same_as(sit: Sit) -> None:
    """The key says so, the hint line does not offer it, and nothing stands beside the groups."""
    async with sit() as desk:
        await desk.press("enter")
        shown = desk.text
        assert "Last" not in shown
        assert "= Same" not in shown
        await desk.press("=")
        assert desk.text == shown
        assert desk.remarks == ["There is no earlier quarter to take the ratings from."]
        assert desk.disk.written == []


async def test_a_quarter_that_is_read_only_takes_nothing_over(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """It says why, and what last time said can be read all the same."""
    async with sit_with_history(invented, LAST) as desk:
        await desk.press("down", "enter", "=")
        assert desk.remarks == [OLDER]
        assert desk.focused == (1, Scale.PROGRESS)
        assert "Last: 26/27 Q1" in desk.text
        assert desk.session.assessment == invented[2]
        assert desk.saved(LAST) == invented[2]


# --- what comes along, and what does not


async def test_nothing_is_filled_in_beforehand(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """A new quarter has no rating and no note, counts nothing, and is not written by being read."""
    async with sit_with_history(invented[:3]) as desk:
        assert "0 of 22 questions answered" in desk.flowing_text
        assert desk.text.count("○ Not started") == 8
        assert desk.marked == "›[ Start ]"
        await desk.press("enter")
        for _ in range(8):
            assert "(•)" not in desk.text
            assert "✎" not in desk.text
            await desk.press("enter", "n")
        await desk.press("s")
        assert desk.lines[1] == " 0 of 22 questions answered · provisional"
        assert desk.text.count("Not answered") == 8
        assert ratings(desk.session.assessment) == [(None, None)] * 22
        assert not desk.store.file(QUARTER).exists


async def test_open_actions_come_along_and_done_ones_stay_behind(
    sit_with_history: SitWithHistory,
) -> None:
    """They stand at their question, and count as nothing answered."""
    done = action("Done before", done=True)
    last = take(BANK, LAST, q1=answer("JN", "", action("Do this"), done), q2=answer("AY", "", done))
    async with sit_with_history([last]) as desk:
        assert desk.answer(1) == Answer(actions=(action("Do this"),))
        assert desk.answer(2) == NO_ANSWER
        assert desk.text.count("○ Not started") == 8
        assert desk.marked == "›[ Start ]"
        await desk.press("enter")
        assert desk.focused == (1, Scale.PROGRESS)
        assert "be achieved? · 1 action" in desk.flowing_text.replace("been", "be")
        assert desk.text.count("1 action") == 1


async def test_what_is_new_and_what_is_left_behind_is_said(
    sit_with_history: SitWithHistory,
) -> None:
    """Where the questions have changed; an open action of one that is asked no more stays."""
    last = take(small_bank(area="a b"), LAST, b=answer("JN", "", action("Do this")))
    async with sit_with_history([last], bank=small_bank(area="a c")) as desk:
        changed, left_behind = desk.remarks
        assert changed == f"The questions are not quite those of {LAST.label}."
        assert left_behind.startswith("1 open action is about questions that are asked no more.")
        await desk.press("A")
        assert "There are no actions yet." in desk.text


# --- what stands beside


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_last_time_stands_beside_each_group(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], size: tuple[int, int]
) -> None:
    """In the bank's words, in a column headed by the quarter; taking it over leaves it there."""
    last = invented[2]
    scales = last.bank.scales
    async with sit_with_history(invented[:3], size=size) as desk:
        await desk.press("enter")
        for position in range(8):
            heading = desk.line_with("Last: 26/27 Q2")
            words = [
                scales.label(rating)
                for each in last.bank.questions_of(position)
                for rating in ratings(last)[each.number - 1]
                if rating is not None
            ]
            if size == (80, 24):
                assert beside(desk) == words
                columns = {
                    line.rindex(word)
                    for line, word in zip(
                        [each for each in desk.lines if "( ) " in each], words, strict=True
                    )
                }
                assert columns == {heading.index("Last:")}
            for word in words:
                assert f" {word}\n" in desk.text
            await desk.press("n")


async def test_where_there_is_little_room_last_time_stands_below(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15 each group with its last rating comes into view with the focus."""
    last = invented[2]
    async with sit_with_history(invented[:3], size=(40, 15)) as desk:
        await desk.press("enter")
        for each in last.bank.questions:
            for scale in Scale:
                assert desk.focused == (each.number, scale)
                rating = last.answer(each.question.id).rating(scale)
                assert rating is not None
                own = desk.flowing_text.partition("› ")[2]
                assert f"Last: {last.bank.scales.label(rating)}" in own
                await desk.write("down")
            if desk.focused is None:
                await desk.press("enter")


async def test_what_was_not_answered_and_what_is_new_says_so(
    sit_with_history: SitWithHistory,
) -> None:
    """Neither looks like a rating."""
    async with sit_with_history([PART_OF_IT], bank=FOUR) as desk:
        await desk.press("enter")
        assert beside(desk) == [
            "Achieved", "Yes", "Not answered", "Not answered", "Not answered", "Partially",
            "New question", "New question",
        ]  # fmt: skip


async def test_last_time_is_told_in_its_own_words(sit_with_history: SitWithHistory) -> None:
    """A bank that has renamed an option does not rename what was said."""
    scales = replace(
        FOUR.scales,
        progress=replace(
            FOUR.scales.progress,
            options=replace(FOUR.scales.progress.options, achieved="Done [/]"),
        ),
    )
    last = take(replace(FOUR, scales=scales), LAST, a="AY", b="WP", c="JN", d="AN")
    async with sit_with_history([last], bank=FOUR) as desk:
        await desk.press("enter")
        assert beside(desk)[:2] == ["Done [/]", "Yes"]
        assert "( ) Achieved" in desk.text


async def test_the_newest_that_can_be_read_is_last_time(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], store: Store
) -> None:
    """A damaged quarter, and one that is still to come, are passed over."""
    store.folder.mkdir()
    store.path(LAST).write_bytes(b"{")
    to_come = replace(invented[3], quarter=QUARTER.next)
    async with sit_with_history([*invented[:2], to_come]) as desk:
        await desk.press("enter")
        assert "Last: 26/27 Q1" in desk.text
        await desk.press("=")
        assert desk.answer(1) == Answer(Progress.WORKING_TOWARDS, Plan.YES)


@pytest.mark.parametrize(
    ("before", "now", "remarks"),
    [
        ("a b", "a! b", ["reworded", ""]),
        ("a b", "a c<b", ["", ""]),
        ("a b", "c<a d<a b", ["split", "split", ""]),
        ("a b", "c<a+b", ["joins"]),
    ],
    ids=["reworded", "renamed", "split", "joined"],
)
async def test_a_question_that_changed_says_how(
    sit_with_history: SitWithHistory, before: str, now: str, remarks: list[str]
) -> None:
    """After its text: what was said last time was said to other words."""
    bank = small_bank(area=now)
    last = take(small_bank(area=before), LAST, a="AY", b="AY")
    async with sit_with_history([last], bank=bank) as desk:
        await desk.press("enter")
        for each, remark in zip(bank.questions, remarks, strict=True):
            said = desk.line_with(f" {each.number} How").partition(each.question.text)[2].strip()
            assert said.startswith(f"({remark}") if remark else not said
            assert said.endswith(")") == bool(remark)
        assert beside(desk)[:2] == ["Achieved", "Yes"]


async def test_a_question_that_moved_says_where_from(sit_with_history: SitWithHistory) -> None:
    """By the title of the breakthrough that it stood under."""
    last = take(small_bank(first="a", other="b c"), LAST, a="AY", b="WP")
    async with sit_with_history([last], bank=small_bank(first="a b", other="c")) as desk:
        await desk.press("enter")
        assert "2 How? (moved from Other)" in desk.text


# --- actions in brief


async def test_a_question_says_in_brief_what_is_to_be_done(sit: Sit) -> None:
    """How many actions are overdue, else how many are open; nothing of those that are done."""
    late, done = action("x", LAST), action("y", LAST, done=True)
    answers = {
        "q1": Answer(actions=(action("x", QUARTER), done)),
        "q2": Answer(actions=(action("x"), action("y", QUARTER.next))),
        "q3": Answer(actions=(action("x"), late, late)),
        "q4": Answer(actions=(done, done)),
    }
    async with sit(answers) as desk:
        await desk.press("enter")
        for words in ("achieved? · 1 action", "targets? · 2 actions", "council? · 2 overdue"):
            assert f"{words}\n" in desk.text
        assert desk.text.count(" · ") == 3


# --- the note


async def test_last_times_note_stands_below_the_new_one(sit_with_history: SitWithHistory) -> None:
    """To the letter, with its quarter; it is not part of the new note."""
    note = f"Minutes of May.\n{MARKUP}"
    last = take(BANK, LAST, q1=answer("JN", note), q2=answer("JN", " \n"))
    async with sit_with_history([last]) as desk:
        await desk.press("enter", "e")
        assert f"Last time, {LAST.label}: " in desk.boxed_text
        assert f" Minutes of May. {MARKUP}" in desk.boxed_text
        await desk.write(*"New", "escape")
        assert desk.answer(1).note == "New"
        assert "Minutes" not in desk.text
        await desk.press("down", "down", "e")
        assert "Last time" not in desk.boxed_text
        await desk.press("ctrl+o", "tab", "escape")
        assert desk.answer(2).note == ""
        assert not desk.has_left


async def test_last_times_note_can_be_copied_into_the_new_one(
    sit_with_history: SitWithHistory,
) -> None:
    """Where the cursor is, as often as asked; one undo takes it all back. Typed ahead, too."""
    last = take(BANK, LAST, q1=answer("JN", "Minutes."))
    async with sit_with_history([last]) as desk:
        await desk.write("enter", "e", *"In May: ", "ctrl+o", *" Now", "escape", "2")
        assert desk.saved().answer("q1") == answer("W-", "In May: Minutes. Now")
        await desk.press("u", "u")
        assert desk.answer(1) == NO_ANSWER
        assert desk.saved(LAST) == last


@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=["80x24", "40x15"])
async def test_all_of_a_long_old_note_can_be_read(
    sit_with_history: SitWithHistory, size: tuple[int, int]
) -> None:
    """Tab goes to it, and End to its end; letters typed there are no text."""
    note = "\n".join(f"Line {number} of it." for number in range(1, 31))
    last = take(BANK, LAST, q1=answer("JN", note))
    async with sit_with_history([last], size=size) as desk:
        await desk.press("enter", "e", "tab")
        seen = desk.boxed_text
        await desk.press("end", "x")
        seen += desk.boxed_text
        assert "Line 1 of it." in seen
        assert "Line 30 of it." in seen
        await desk.write("tab", *"Back", "escape")
        assert desk.answer(1).note == "Back"


async def test_a_read_only_quarter_copies_no_note(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """The old note can be read there, and that is all."""
    async with sit_with_history(invented, LAST) as desk:
        await desk.press("/", "4", "enter", "e")
        assert "Services report to cabinet" in desk.boxed_text
        await desk.write("ctrl+o", *"xyz", "escape")
        assert desk.session.assessment == invented[2]


async def test_a_long_old_note_leaves_room_to_write(sit_with_history: SitWithHistory) -> None:
    """At 40 by 15, the line that is typed is in view."""
    last = take(BANK, LAST, q6=answer("JN", "Old words. " * 60))
    async with sit_with_history([last], size=(40, 15)) as desk:
        await desk.write("slash", "6", "enter", "e", *"fresh")
        assert "fresh" in desk.text
        assert "Note for question 6" in desk.text


# --- what is in view


async def test_every_breakthrough_shows_whole_beside_last_time(
    sit_with_history: SitWithHistory, bank: QuestionBank
) -> None:
    """At 80 by 24, with an open action on each question: no scrolling, and nothing cut."""
    worst = answer("WP", "An old note", action("Do this", QUARTER.next))
    last = take(bank, LAST, **{each.question.id: worst for each in bank.questions})
    async with sit_with_history([last]) as desk:
        await desk.press("enter")
        for position, breakthrough in enumerate(bank.breakthroughs):
            assert isinstance(desk.screen, BreakthroughPage)
            assert desk.screen.body.max_scroll_y == 0
            assert desk.lines[1] == f" {breakthrough.title}"
            questions = bank.questions_of(position)
            for each in questions:
                assert f"{each.number} {each.question.text} · 1 action " in desk.flowing_text
            for rating in (*Progress, *Plan):
                assert desk.text.count(f"( ) {bank.scales.label(rating)}") == len(questions)
            assert beside(desk) == ["Working towards", "Partially"] * len(questions)
            for scale in Scale:
                assert bank.scales.heading(scale) in desk.text
            assert "Last: 26/27 Q2" in desk.text
            assert "[ Continue" in desk.text
            assert desk.lines[-1].endswith("? All keys")
            assert "…" not in desk.text
            await desk.press("n")
