"""A comparison says what moved, which way, and how much of the whole that rests on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.comparison import compare
from breakthroughs_tui.model import Assessment, Breakthrough, Question
from breakthroughs_tui.moments import OwnTime, in_utc
from breakthroughs_tui.render.comparison import compare_table, compare_values
from tests.conftest import NOW, QUARTER
from tests.quarters import BANK, MARKS, answer, bank_of, take
from tests.render.conftest import (
    GOLDEN,
    NASTY,
    Q2,
    command,
    printed,
    savable,
    save,
    section,
    squeezed,
)

ASKED = [each.question.id for each in BANK.questions]


def comparison_of(
    earlier: Assessment,
    later: Assessment,
    width: int = 200,
    own_time: OwnTime = in_utc,
    *,
    in_colour: bool = False,
) -> str:
    """Print the comparison of two quarters."""
    table = compare_table(compare(earlier, later), width, own_time)
    return printed(table, width, in_colour=in_colour)


@pytest.fixture
def before() -> Assessment:
    """Give a quarter of eight questions, and when it was left."""
    asked = savable(alpha="a b c", beta="d e f", gone="g h")
    given_answers = {
        "a": "JN", "b": "AY", "c": "W-", "d": "JP", "e": "JP", "f": "WN", "g": "AY", "h": "JY"
    }  # fmt: skip
    return replace(take(asked, Q2, **given_answers), modified=NOW - timedelta(days=80))


@pytest.fixture
def now() -> Assessment:
    """Give the quarter after that: with questions reworded, new, joined, split and dropped."""
    asked = savable(alpha="a! b c", new="n", beta="x<d+e y<f z<f")
    return take(asked, a="WP", b="WY", c="WN", n="AN", x="J-", y="WN", z="JN")


def test_a_comparison_starts_with_the_whole(before: Assessment, now: Assessment) -> None:
    """Which quarters, which way, how far, and how many questions that rests on."""
    assert comparison_of(before, now).splitlines()[:2] == [
        "From 2026/27 Q2 (Jul–Sep 2026) to 2026/27 Q3 (Oct–Dec 2026)",
        "= same · 4 of 7 questions compared",
    ]
    standings = [
        comparison_of(take(BANK, Q2, q1=earlier), take(BANK, q1=later)).splitlines()[1]
        for earlier, later in (("JN", "WN"), ("AY", "JY"), ("AY", "AN"), ("J-", "JN"))
    ]
    assert standings == [
        "↑ improved (−25 points) · 1 of 22 questions compared",
        "↓ declined (+50 points) · 1 of 22 questions compared",
        "= same · 1 of 22 questions compared",
        "0 of 22 questions compared",
    ]


def test_a_fall_from_achieved_comes_first_with_both_dates(
    before: Assessment, now: Assessment
) -> None:
    """In the words that each quarter was answered in; nothing where nothing fell."""
    labels = now.bank.scales.progress.options
    welsh = replace(
        now.bank.scales.progress, options=replace(labels, working_towards="Ar y ffordd")
    )
    now = replace(now, bank=replace(now.bank, scales=replace(now.bank.scales, progress=welsh)))
    output = comparison_of(before, now)
    assert output.index("Fallen from Achieved") < output.index("Direction")
    was, now_is = "Achieved in 2026/27 Q2 (3 Sep 2026)", "Ar y ffordd in 2026/27 Q3 (22 Nov 2026)"
    assert section(output, "Fallen from Achieved") == [f"Question 2: {was}; {now_is}. How?"]
    assert "Fallen" not in comparison_of(take(BANK, Q2, q1="AY"), take(BANK, q1="AN", q2="JN"))
    assert "Fallen" not in comparison_of(take(BANK, Q2, q1="AY"), take(BANK, q1="-N"))


def test_breakthroughs_stand_in_todays_order_of_priority(
    before: Assessment, now: Assessment
) -> None:
    """Each with its direction, gap and band in both quarters, and how many questions count."""
    assert squeezed(comparison_of(before, now))[6:11] == [
        "Direction Was Band before Now Band now Change Compared Breakthrough",
        "↓ declined 75% ▲ High 88% ▲▲ Critical +13 2/3 Beta",
        "↑ improved 50% ◆ Medium 50% ◆ Medium −12 2/3 Alpha",
        "+ new – – 0% ✓ None – 0/1 New",
        "− retired 25% ▽ Low – – – 0/0 Gone",
    ]


def test_a_breakthrough_that_cannot_be_compared_says_so() -> None:
    """Where no question is answered in both quarters there is no direction, and no "same"."""
    rows = squeezed(comparison_of(take(BANK, Q2, q1="JN", q5="WN"), take(BANK, q2="JN", q5="WN")))
    assert rows[4:6] == [
        "· not compared 100% ▲▲ Critical 100% ▲▲ Critical – 0/4 Lead and manage effectively",
        "= same 75% ▲ High 75% ▲ High 0 1/3 Pull together",
    ]


def test_questions_that_moved_are_told_scale_by_scale(before: Assessment, now: Assessment) -> None:
    """With arrow and word, and what became of the question itself."""
    assert section(comparison_of(before, now), "Questions that moved") == [
        "# Progress Plan Question",
        "1 ↑ improved ↑ improved How, then? (reworded)",
        "2 ↓ declined = same How?",
        "3 = same · not answered before How?",
        "4 + new + new How?",
        "5 = same · not answered now How? (joins what were questions 4 and 5)",
        "6 = same = same How? (split from what was question 6)",
        "7 ↓ declined = same How? (split from what was question 6)",
        "(7) − retired − retired How?",
        "(8) − retired − retired How?",
    ]


def test_questions_that_did_not_move_are_left_out() -> None:
    """What is the same on both scales is no news, nor is what was answered in neither quarter."""
    same = dict.fromkeys(ASKED, "WN")
    output = comparison_of(take(BANK, Q2, **same), take(BANK, **{**same, "q9": "WP"}))
    assert section(output, "Questions that moved")[1:] == [
        f"9 = same ↑ improved {BANK.find('q9').question.text}"
    ]
    output = comparison_of(take(BANK, Q2, **same), take(BANK, **same))
    assert output.splitlines()[-1].rstrip() == "No question moved."
    assert output.splitlines()[1].rstrip() == "= same · 22 of 22 questions compared"
    output = comparison_of(take(BANK, Q2, q1="WN", q3="A-"), take(BANK, q1="WY", q3="A-"))
    assert [line[0] for line in section(output, "Questions that moved")[1:]] == ["1"]


def test_a_narrow_terminal_has_the_same_facts_in_a_row(before: Assessment, now: Assessment) -> None:
    """Coverage joins the titles, then the bands go, then the points; both scales' words stay."""
    heading = "Direction Was Band before Now Band now Change Breakthrough"
    assert heading in squeezed(comparison_of(before, now, 99))
    assert " compared)" in comparison_of(before, now, 99)
    assert "Direction Was Now Change Breakthrough" in squeezed(comparison_of(before, now, 75))
    output = comparison_of(before, now, 63)
    assert "Direction Was Now Breakthrough" in squeezed(output)
    assert section(output, "Questions that moved")[:4] == [
        "# Question",
        "1 ↑ improved; plan ↑ improved: How, then? (reworded)",
        "2 ↓ declined; plan = same: How?",
        "3 = same; plan · not answered before: How?",
    ]


@pytest.mark.parametrize("width", [40, 60, 64, 80, 99, 100, 120])
def test_a_comparison_fits_its_terminal(year: list[Assessment], width: int) -> None:
    """Every word of every title and question is there, and nothing is cut."""
    output = comparison_of(year[-1], year[0], width, in_colour=True)
    texts = [breakthrough.title for breakthrough in BANK.breakthroughs]
    texts += [BANK.find(question_id).question.text for question_id in ("q1", "q2", "q5", "q8")]
    assert [word for word in " ".join(texts).split() if word not in output] == []
    assert "…" not in output


def test_directions_have_colours_only_in_colour(before: Assessment, now: Assessment) -> None:
    """Better is green and worse is red, beside the arrow and the word; elsewhere no code at all."""
    output = comparison_of(before, now, in_colour=True)
    assert "\x1b[32m↑ improved\x1b[0m" in output
    assert "\x1b[1;31m↓ declined\x1b[0m" in output
    assert "\x1b" not in comparison_of(before, now)


@pytest.mark.parametrize(
    ("earlier", "later", "is_told"),
    [("A", "B", True), ("A", "A", False), ("", "B", False), ("A", "", False), ("", "", False)],
)
def test_two_councils_are_told(earlier: str, later: str, *, is_told: bool) -> None:
    """A file may be a colleague's; one that names no council is nobody else's."""
    output = comparison_of(
        replace(take(BANK, Q2), council=earlier), replace(take(BANK), council=later)
    )
    assert (f"They name two councils: {earlier} and {later}." in output) == is_told
    assert ("two councils" in output) == is_told


def test_text_of_banks_and_councils_is_not_markup() -> None:
    """Square brackets are printed as they were written, wherever they stand."""
    question = Question("q", NASTY)
    label = replace(BANK.scales.progress.options, achieved=NASTY, just_starting=NASTY)
    scale = replace(BANK.scales.progress, options=label)
    bank = replace(
        BANK,
        breakthroughs=(Breakthrough("b", NASTY, (question,)),),
        scales=replace(BANK.scales, progress=scale),
    )
    earlier = replace(take(bank, Q2, q="AY"), council=NASTY)
    later = replace(take(bank, q="JY"), council=f"{NASTY}!")
    assert comparison_of(earlier, later, 999, in_colour=True).count(NASTY) == 8


DIRECTIONS = ("improved", "declined", "same")
WORDS = {*DIRECTIONS, "new", "retired", "not_answered_before", "not_answered_now"}
banks = st.sampled_from(["a b c", "a! b<x c", "x y", "b<x+y a", "c<x d<x", "d"])


@settings(deadline=None)
@given(banks, banks, st.lists(st.sampled_from(MARKS), min_size=10, max_size=10))
def test_the_values_have_the_documented_shape(earlier: str, later: str, marks: list[str]) -> None:
    """Whatever is compared: those keys in that order, those words, and nothing else."""
    given_marks = iter(marks)
    before, now = (
        take(bank, quarter, **{each.question.id: next(given_marks) for each in bank.questions})
        for bank, quarter in ((bank_of(one=earlier), Q2), (bank_of(one=later), QUARTER))
    )
    values = json.loads(json.dumps(compare_values(compare(before, now))))
    assert list(values) == ["earlier", "later", "breakthroughs", "questions"]
    assert (values["earlier"], values["later"]) == (Q2.id, QUARTER.id)
    for each in values["breakthroughs"]:
        assert list(each) == ["id", "title", "earlier_gap_index", "later_gap_index", "direction"]
        assert each["direction"] in {*DIRECTIONS, None}
    for each in values["questions"]:
        assert list(each) == ["id", "number", "progress", "plan", "reworded"]
        assert {each["progress"], each["plan"]} <= WORDS
        assert isinstance(each["reworded"], bool)
    assert [each["id"] for each in values["questions"]][: now.total] == [
        each.question.id for each in now.bank.questions
    ]


@settings(deadline=None)
@given(st.lists(st.sampled_from([each for each in MARKS if "-" not in each]), max_size=22))
def test_a_quarter_compared_with_itself_has_not_moved(marks: list[str]) -> None:
    """Every rating that was given is the same, and so is every breakthrough that has any."""
    now = take(BANK, **dict(zip(ASKED, marks, strict=False)))
    values = compare_values(compare(now, now))
    assert [each["direction"] for each in values["breakthroughs"]] == [
        None if each["later_gap_index"] is None else "same" for each in values["breakthroughs"]
    ]
    for each in values["questions"][: len(marks)]:
        assert (each["progress"], each["plan"], each["reworded"]) == ("same", "same", False)


@pytest.fixture
def compared(tmp_path: Path) -> Path:
    """Give a folder with two quarters of real questions, the later ones much changed."""
    far, listen, stick, ready = (BANK.breakthroughs[place] for place in (4, 2, 6, 7))
    how_long, actions = far.questions
    earlier = replace(BANK, breakthroughs=(far, listen, stick))
    later = replace(BANK, version="2", breakthroughs=(
        replace(far, questions=(
            replace(how_long, text="How long term is the council's vision, and who knows it?"),
            Question("actions", "Is this vision translated into clear actions?", (actions.id,)),
            Question("people", "Are people held to account for them?", (actions.id,)),
        )),
        replace(listen, questions=(
            Question("learning", "Is learning valued and put into practice?", ("q8", "q9")),
        )),
        replace(ready, questions=ready.questions[2:]),
    ))  # fmt: skip
    was = take(earlier, Q2, q13="AY", q14="JN", q8="WP", q9="WN", q19="JN")
    now = take(later, q13="WY", actions="WP", people=answer("J-"), learning="AY", q22="JP")
    save(tmp_path, replace(was, modified=NOW - timedelta(days=80)), now)
    return tmp_path


def test_the_comparison_is_printed_to_the_letter(compared: Path) -> None:
    """When piped it is plain, aligned text, byte for byte as in the golden file."""
    code, output, errors = command(compared, "compare")
    assert (code, errors) == (0, ["False"])
    assert output.encode() == (GOLDEN / "compare.txt").read_bytes()


def test_the_comparison_for_programs_is_printed_to_the_letter(compared: Path) -> None:
    """Breakthroughs by priority, questions by number, every key of DESIGN.md."""
    code, output, errors = command(compared, "compare Q2 Q3 --json")
    assert (code, errors) == (0, ["False"])
    assert output.encode() == (GOLDEN / "compare.json").read_bytes()
