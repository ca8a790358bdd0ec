"""Two quarters side by side: what fell comes first, and every movement reads as arrow and word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from breakthroughs_tui.comparison import compare
from breakthroughs_tui.model import Assessment, QuestionBank, Scale
from breakthroughs_tui.tui.breakthrough import BreakthroughPage
from breakthroughs_tui.tui.comparison import ComparisonPage
from tests.conftest import QUARTER
from tests.quarters import BANK, take
from tests.tui.conftest import MARKUP, Sit, Sitting, SitWithHistory, points, small_bank

LAST = QUARTER.previous
BEFORE = LAST.previous
YEAR_AGO = QUARTER.year_before


def pair(desk: Sitting) -> str:
    """Give the line that names both quarters, if there is one."""
    return next((line.strip() for line in desk.lines if ") → " in line), "")


def rows(desk: Sitting) -> list[str]:
    """Give the rows of breakthroughs that are in view, each from its direction on."""
    return [line[3:] for line in desk.lines if line[2:3] in {"▸", "▾"}]


async def go_back(desk: Sitting) -> str:
    """Press Continue on a breakthrough's page, and give what it promised."""
    assert isinstance(desk.screen, BreakthroughPage)
    while desk.focused is not None:
        await desk.write("down")
    promised = desk.marked
    await desk.press("enter")
    return promised


# --- what it shows


@pytest.mark.parametrize("size", [(80, 40), (120, 40)], ids=["80x40", "120x40"])
async def test_it_sets_the_quarter_beside_the_one_before(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], size: tuple[int, int]
) -> None:
    """Both named, earlier first; a row a breakthrough with direction, both gaps and the change."""
    found = compare(invented[2], invented[3])
    async with sit_with_history(invented, size=size) as desk:
        await desk.press("c")
        assert pair(desk) == f"{LAST.label} → {QUARTER.label}"
        assert desk.lines[2] == " ↑ improved (−6 points) · 22 of 22 questions compared"
        for row, each in zip(rows(desk), found.breakthroughs, strict=True):
            assert each.earlier is not None
            assert each.later is not None
            assert each.shift.direction is not None
            parts = [each.shift.direction.label]
            for tally in (each.earlier, each.later):
                assert tally.band is not None
                parts += [tally.band.look.symbol, tally.band.look.word, f"{tally.gap_index}%"]
            parts += [points(each.shift.change), each.title.split()[0]]
            assert " ".join(row.split()).startswith(" ".join(parts))
            assert each.title.split()[-1] in desk.flowing_text


async def test_each_breakthrough_says_how_many_of_its_questions_moved(
    sit_with_history: SitWithHistory,
) -> None:
    """Up or down: two that cancel each other out are no standstill."""
    bank = small_bank(one="a b", two="c", three="d")
    saved = [
        take(bank, LAST, a="WY", b="WP", c="AY", d="JN"),
        take(bank, a="WP", b="WY", c="AY", d="JP"),
    ]
    async with sit_with_history(saved, size=(120, 40)) as desk:
        await desk.press("c")
        assert "= same" in desk.line_with("One")
        assert desk.line_with("One").endswith("One · 2 moved")
        assert desk.line_with("Two").endswith("Two")
        assert desk.line_with("Three").endswith("Three · 1 moved")


async def test_what_fell_from_achieved_comes_first(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """With both dates, and what it has become."""
    async with sit_with_history(invented) as desk:
        await desk.press("c")
        assert desk.marked.startswith("›↓ Fallen: Question 11: Achieved in 2026/27 Q2")
        assert (
            "Question 11: Achieved in 2026/27 Q2 (30 Jul 2026); Working towards in 2026/27 Q3 "
            "(29 Oct 2026). How effectively are partnership opportunities used to help achieve "
            "outcomes?"
        ) in desk.flowing_text


async def test_enter_shows_and_hides_what_became_of_each_question(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Each scale by itself, as arrow and word; several breakthroughs can be open."""
    found = compare(invented[2], invented[3])
    async with sit_with_history(invented, size=(120, 72)) as desk:
        await desk.press("c", "up")
        closed = desk.text
        for each in reversed(found.breakthroughs):
            desk.type_ahead("enter", *["down"] * len(each.shift.questions))
            await desk.write(*["up"] * len(each.shift.questions), "up")
        assert desk.text.count("▾") == 8
        for change in found.questions:
            moves = [change.movement(scale).label for scale in Scale]
            line = f"{change.numbered.number:>3} progress {moves[0]}, plan {moves[1]}"
            assert line in desk.text
            assert change.question.text in desk.flowing_text
        for _ in found.breakthroughs:
            desk.type_ahead("down", "enter")
        await desk.write("down", "up")
        assert desk.text == closed


async def test_a_rating_that_is_missing_is_no_movement(sit_with_history: SitWithHistory) -> None:
    """Not answered before or now says so, and is not counted."""
    bank = small_bank(area="a b c")
    saved = [take(bank, LAST, a="AY", b="--", c="WY"), take(bank, a="--", b="AY", c="WP")]
    async with sit_with_history(saved) as desk:
        await desk.press("c", "down", "up", "enter")
        assert "1 of 3 questions compared" in desk.lines[2]
        assert "Area (1/3 compared)" in desk.flowing_text
        assert "1 progress · not answered now, plan · not answered now" in desk.text
        assert "2 progress · not answered before, plan · not answered before" in desk.text
        assert "3 progress = same, plan ↓ declined" in desk.text


async def test_new_and_retired_questions_say_so(sit_with_history: SitWithHistory) -> None:
    """What is asked no more cannot be gone to; what changed says how."""
    before = small_bank(area="a b", gone="x")
    now = small_bank(area="a! c", fresh="y")
    saved = [take(before, LAST, a="WY", b="AY", x="AY"), take(now, a="AY", c="AY", y="AY")]
    async with sit_with_history(saved, size=(120, 40)) as desk:
        await desk.press("c")
        assert [row.split()[:2] for row in rows(desk)] == [
            ["↑", "improved"], ["+", "new"], ["−", "retired"],
        ]  # fmt: skip
        await desk.press("enter", "down")
        assert "1 progress ↑ improved, plan = same" in desk.marked
        assert "How, then? (reworded)" in desk.text
        await desk.press("down")
        assert "2 progress + new, plan + new" in desk.marked
        await desk.press("down")
        assert "(2) progress − retired, plan − retired" in desk.marked
        await desk.press("enter")
        assert desk.remarks == ["This question is not asked in the open quarter."]
        assert desk.title == "Compare"


async def test_two_councils_are_named(sit_with_history: SitWithHistory) -> None:
    """A file may be a colleague's; one council, or one that is not named, is nothing to say."""
    one, other = (
        replace(take(BANK, quarter, q1="AY"), council=council)
        for quarter, council in ((LAST, "Ryedale [/]"), (QUARTER, "York"))
    )
    async with sit_with_history([one, other]) as desk:
        await desk.press("c")
        assert "They name two councils: Ryedale [/] and York." in desk.text
        desk.session.describe("", "")
        await desk.press("escape", "c")
        assert "councils" not in desk.text
        desk.session.describe("Ryedale [/]", "")
        await desk.press("escape", "c")
        assert "councils" not in desk.text


# --- which two


async def test_y_compares_with_a_year_ago(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """By the financial year; a quarter that is not saved is named."""
    async with sit_with_history(invented) as desk:
        await desk.press("c", "y")
        assert pair(desk) == f"{YEAR_AGO.label} → {QUARTER.label}"
        assert desk.lines[2] == " ↑ improved (−34 points) · 20 of 22 questions compared"
    async with sit_with_history([], LAST) as desk:
        await desk.press("c", "y")
        assert desk.remarks == [f"{LAST.year_before.label} is not saved."]
        assert pair(desk) == f"{BEFORE.label} → {LAST.label}"


async def test_left_and_right_go_through_the_quarters(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Older and newer, the open one left out; the earlier always stands first."""
    async with sit_with_history(invented, LAST) as desk:
        await desk.press("c")
        seen = [pair(desk)]
        for key in ("left", "left", "right", "right", "right"):
            await desk.press(key)
            seen.append(pair(desk))
        before, year_ago = f"{BEFORE.label} → {LAST.label}", f"{YEAR_AGO.label} → {LAST.label}"
        after = f"{LAST.label} → {QUARTER.label}"
        assert seen == [before, year_ago, year_ago, before, after, after]
        assert desk.remarks == ["This is the oldest.", "This is the newest."]


async def test_the_pair_follows_what_is_typed_ahead(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """However fast the keys come."""
    async with sit_with_history(invented) as desk:
        await desk.write("c", "left", "left", "right", "y", "escape", "h", "j", "j", "c", "right")
        assert pair(desk) == f"{LAST.label} → {QUARTER.label}"


async def test_without_an_earlier_quarter_it_says_when_to_come_back(sit: Sit) -> None:
    """There is nothing to open, to turn to, or to break."""
    async with sit("12 21") as desk:
        await desk.press("c")
        shown = desk.text
        assert "There is no earlier quarter to compare with. Come back when you have" in shown
        await desk.press("enter", "down", "up", "left", "right", "y")
        assert desk.text == shown
        said = "There is no other quarter to compare with."
        assert desk.remarks == [said, said, f"{YEAR_AGO.label} is not saved."]


async def test_the_first_of_several_quarters_can_be_compared_with_the_later_ones(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """There is none before it; right leads to those after it."""
    async with sit_with_history(invented, YEAR_AGO) as desk:
        await desk.press("c", "right")
        assert pair(desk) in {f"{YEAR_AGO.label} → {each.quarter.label}" for each in invented[1:]}


async def test_a_quarter_that_cannot_be_compared_says_why(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Damaged, or of another bank; left and right go on to the others."""
    other = replace(small_bank(area="a"), id="other-bank")
    saved = [invented[0], take(other, BEFORE, a="AY"), *invented[2:]]
    async with sit_with_history(saved) as desk:
        desk.store.path(LAST).write_bytes(b'{"[/]')
        await desk.press("h", "down", "c")
        damaged = desk.store.path(LAST)
        words = f"{LAST.label} cannot be compared. {damaged} is damaged: "
        assert words in desk.flowing_text
        await desk.press("enter", "left")
        assert f"{BEFORE.label} cannot be compared. " in desk.flowing_text
        assert 'answers the question bank "other-bank", not ' in desk.flowing_text
        await desk.press("left")
        assert pair(desk) == f"{YEAR_AGO.label} → {QUARTER.label}"


# --- to a question and back


async def test_enter_on_a_fall_goes_to_its_question_and_continue_comes_back(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """What is changed there shows: a fall that is mended is none."""
    async with sit_with_history(invented) as desk:
        await desk.press("c", "enter")
        assert desk.focused == (11, Scale.PROGRESS)
        await desk.press("1")
        await go_back(desk)
        assert isinstance(desk.screen, ComparisonPage)
        assert "Fallen" not in desk.text
        assert "improved (−8 points)" in desk.lines[2]


async def test_continue_does_not_promise_the_gaps_where_it_leads_elsewhere(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """From the comparison it leads to the comparison, from the actions to the actions."""
    async with sit_with_history(invented) as desk:
        for way, title in ((["c", "enter"], "Compare"), (["A", "g"], "Actions")):
            await desk.press(*way)
            promised = await go_back(desk)
            assert desk.title == title
            assert "gaps" not in promised
            await desk.press("escape")


async def test_enter_on_a_question_row_goes_there(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Of the later quarter or the earlier, whichever is open; `a` opens its actions."""
    async with sit_with_history(invented) as desk:
        await desk.press("c", "down", "enter", "down", "a")
        assert "─ Actions for question 15 ─" in desk.text
        await desk.press("escape", "enter")
        assert desk.focused == (15, Scale.PROGRESS)
        await desk.press("escape")
        assert desk.text.count("▾") == 1
        assert desk.marked.startswith("›   15 progress = same")


async def test_a_renamed_question_is_the_same_question_from_either_side(
    sit_with_history: SitWithHistory,
) -> None:
    """Whichever of the two quarters is open, its own question is the one to go to."""
    saved = [
        take(small_bank(area="a"), LAST, a="AY"),
        take(small_bank(area="b<a"), b="WY"),
    ]
    for quarter in (QUARTER, LAST):
        async with sit_with_history([] if quarter == LAST else saved, quarter) as desk:
            await desk.press("h", *["down"] * (quarter == QUARTER), "c")
            assert pair(desk) == f"{LAST.label} → {QUARTER.label}"
            desk.remarks.clear()
            await desk.press("enter")
            assert desk.focused == (1, Scale.PROGRESS)
            assert desk.remarks == []


async def test_comparing_changes_nothing(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """No key of the page touches an answer or a file."""
    async with sit_with_history(invented) as desk:
        before = {path: path.read_bytes() for path in desk.store.folder.iterdir()}
        await desk.press("c", "1", "=", "backspace", "space", "enter", "left", "y", "right", "tab")
        assert desk.session.assessment == invented[3]
        assert {path: path.read_bytes() for path in desk.store.folder.iterdir()} == before


# --- whatever the bank


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_bank_text_is_literal(
    sit_with_history: SitWithHistory, hostile_bank: QuestionBank, size: tuple[int, int]
) -> None:
    """What looks like markup in titles and questions is shown to the letter."""
    now = take(hostile_bank, q1="WY", q2="AY", q3="AN")
    async with sit_with_history(
        [take(hostile_bank, LAST, q1="AY", q2="WY", q3="AY"), now], size=size
    ) as desk:
        seen = ""
        for key in ("c", "down", "enter", "pagedown", "pagedown", "pagedown", "pagedown"):
            await desk.press(key)
            seen += desk.flowing_text
        for words in ("Ask 1", "Area 1"):
            assert f"{words}{MARKUP}".replace(" ", "") in seen.replace(" ", "")
        assert "Achieved [/] in 2026/27 Q2" in seen
        assert not desk.has_left


async def test_a_small_window_reaches_every_row(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15, each row comes into view with the cursor, whole."""
    found = compare(invented[2], invented[3])
    async with sit_with_history(invented, size=(40, 15)) as desk:
        await desk.press("c")
        assert "↓ Question 11: Achieved in" in desk.flowing_text
        for each in found.breakthroughs:
            await desk.press("down")
            assert each.shift.direction is not None
            assert desk.marked.startswith(f"›▸ {each.shift.direction.label}")
            below = desk.flowing_text.partition("›▸ ")[2]
            assert each.title in below
            assert each.later is not None
            assert f"→ {each.later.band.look.label if each.later.band else ''}" in desk.text
