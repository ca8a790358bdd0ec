"""The summary says where the gaps are, what moved and what stands still, to every reader."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from breakthroughs_tui.model import Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.priority import scoring_rule
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.render.summary import summary_table
from breakthroughs_tui.review import review
from tests.conftest import AssessmentMaker
from tests.quarters import BANK, action, answer, bank_of, quarters_up_to, take
from tests.render.conftest import (
    GOLDEN,
    LAST_Q3,
    LAST_Q4,
    NASTY,
    Q1,
    Q2,
    command,
    printed,
    save,
    section,
    squeezed,
)


def summary_of(
    assessment: Assessment,
    width: int = 200,
    *,
    earlier: Iterable[Assessment] = (),
    in_colour: bool = False,
) -> str:
    """Print the summary of an assessment."""
    listed = list(earlier)
    reviewed = review(assessment, lambda: listed)
    return printed(summary_table(reviewed, width), width, in_colour=in_colour)


def test_breakthroughs_stand_by_rank_with_band_and_gap(rated: Assessment) -> None:
    """Each has its rank, band as symbol and word, gap index, bar, coverage, counts and title."""
    assert squeezed(summary_of(rated))[3:9] == [
        "# Band Gap Done A W J Y P N Breakthrough",
        "1 ▲▲ Critical 100% █████ 1/3 0 0 1 0 0 1 Pull together",
        "2 ◆ Medium 50% ███░░ 2/4 0 2 0 1 0 1 Lead and manage effectively",
        "3 ◆ Medium 50% ███░░ 1/2 0 1 0 0 1 0 Make time to listen and learn",
        "4 ✓ None 0% ░░░░░ 1/3 1 0 0 0 0 1 Look outwards",
        "5 Not answered – ░░░░░ 0/2 0 0 1 0 0 0 Take a long-term view",
    ]


def test_breakthroughs_show_how_they_moved(year: list[Assessment]) -> None:
    """Since the last quarter and since a year ago, in points; a dash where none can be compared."""
    now, *earlier = year
    output = summary_of(now, earlier=earlier)
    assert squeezed(output)[3:9] == [
        "# Band Gap vs 26/27 Q2 vs 25/26 Q3 Done A W J Y P N Breakthrough",
        "1 ▲▲ Critical 100% █████ 0~ +50~ 1/3 0 0 1 0 0 1 Pull together",
        "2 ◆ Medium 50% ███░░ +25~ 0~ 2/4 0 2 0 1 0 1 Lead and manage effectively",
        "3 ◆ Medium 50% ███░░ 0~ +50~ 1/2 0 1 0 0 1 0 Make time to listen and learn",
        "4 ▽ Low 25% █░░░░ 0~ −25~ 1/2 0 1 1 1 0 0 Take a long-term view",
        "5 ✓ None 0% ░░░░░ −75~ – 1/3 1 0 0 0 0 1 Look outwards",
    ]
    assert "\nvs: how far the gap index moved since then, in points; less is better.\n" in output
    assert "\n~: not every question could be compared.\n" in output


@pytest.mark.parametrize(
    ("earlier", "columns"),
    [
        ([], []),
        ([Q2], ["vs 26/27 Q2"]),
        ([Q1, LAST_Q4], ["vs 26/27 Q1"]),
        ([LAST_Q3], ["vs 25/26 Q3"]),
        ([Q1, LAST_Q3], ["vs 26/27 Q1", "vs 25/26 Q3"]),
        ([Q2, LAST_Q3.previous], ["vs 26/27 Q2"]),
    ],
    ids=["none", "last", "no year ago", "last is a year ago", "both", "too long ago"],
)
def test_a_column_stands_for_each_quarter_compared(
    earlier: list[Quarter], columns: list[str]
) -> None:
    """The last one that was saved, whichever that is, and the same quarter of last year."""
    past = [take(BANK, quarter, q1="JN") for quarter in earlier]
    output = summary_of(take(BANK, q1="AN"), earlier=past)
    assert [each for each in ("vs 26/27 Q2", "vs 26/27 Q1", "vs 25/26 Q4", "vs 25/26 Q3",
                              "vs 25/26 Q2") if each in output] == columns  # fmt: skip
    assert ("points; less is better" in output) == bool(columns)


def test_the_questions_that_come_first_are_the_most_urgent(rated: Assessment) -> None:
    """Critical before High, with what to do; nothing below High, nothing unanswered."""
    texts = [rated.bank.find(question_id).question.text for question_id in ("q5", "q1")]
    assert section(summary_of(rated), "Questions that come first") == [
        "# Band What to do Question",
        f"5 ▲▲ Critical put it in the plan {texts[0]} (no open action)",
        f"1 ▲ High put it in the plan {texts[1]} (no open action)",
    ]


def test_without_urgent_questions_none_come_first(make_assessment: AssessmentMaker) -> None:
    """A council on course is not shown an empty table."""
    output = summary_of(make_assessment({"q1": (Progress.ACHIEVED, Plan.NO)}))
    assert "come first" not in output
    assert "stalled" not in output


def test_a_question_says_what_stands_in_its_way() -> None:
    """A wide gap without an open action, and how long it has not moved; else nothing."""
    bank = bank_of(one="a b c d e f g")
    done = action("Done", done=True)
    now = {
        "a": answer("JN", "", action()), "b": answer("JN", "", done), "c": answer("WN"),
        "d": answer("WP"), "e": answer("JY"), "f": answer("AN"), "g": answer("WN"),
    }  # fmt: skip
    before = {key: replace(each, actions=()) for key, each in now.items()} | {"g": answer("JN")}
    past = [take(bank, quarter, **before) for quarter in quarters_up_to(Q2, 3)]
    past[2] = past[2].with_answer("c", answer("JN")).with_answer("e", answer("WY"))
    output = summary_of(take(bank, **now), earlier=past)
    assert section(output, "Questions that come first")[1:] == [
        "1 ▲▲ Critical put it in the plan How? (stalled for 3 quarters)",
        "2 ▲▲ Critical put it in the plan How? (no open action; stalled for 3 quarters)",
        "3 ▲ High put it in the plan How? (no open action; stalled for 2 quarters)",
        "7 ▲ High put it in the plan How? (no open action)",
    ]
    assert section(output, "Checks")[-2:] == [
        "Stalled for 3 quarters: questions 1, 2, 4",
        "Stalled for 2 quarters: questions 3, 5",
    ]


def test_two_quarters_alike_are_not_stalled_yet() -> None:
    """One further quarter is no standstill, so that nothing is said of it."""
    past = [take(BANK, Q2, q1="WP", q2="JN")]
    assert "stalled" not in summary_of(take(BANK, q1="WP", q2="JN"), earlier=past).lower()


def test_checks_name_their_questions(year: list[Assessment]) -> None:
    """Each once, the gravest first and what has stalled last, with the numbers of its questions."""
    now, *earlier = year
    assert section(summary_of(now, earlier=earlier), "Checks") == [
        "Overdue action: question 5",
        "Worse than last time, and no note says why: question 1",
        "The plan says Yes, but no progress for three quarters: question 14",
        "Achieved, but no note says what shows it: question 10",
        "Stalled for 3 quarters: questions 5, 14",
        "Stalled for 2 quarters: question 8",
    ]
    two = take(BANK, q1="JN", q4="JN", q9=answer("AY", "Seen"))
    assert section(summary_of(two), "Checks") == [
        "Critical gap, but no open action: questions 1, 4"
    ]


def test_without_contradictions_there_are_no_checks() -> None:
    """Nobody is shown an empty heading."""
    assert "Checks" not in summary_of(take(BANK, q1=answer("AY", "The minutes of May"), q2="WP"))


def test_a_summary_says_how_much_was_answered(
    rated: Assessment, bank: QuestionBank, make_assessment: AssessmentMaker
) -> None:
    """The coverage is always there; "provisional" only until all is answered."""
    complete = {each.question.id: (Progress.ACHIEVED, Plan.YES) for each in bank.questions}
    lines = [
        summary_of(each).splitlines()[1]
        for each in (rated, make_assessment(complete), make_assessment())
    ]
    assert lines == [
        "5 of 22 questions answered · gap index 50% (Medium) · provisional",
        "22 of 22 questions answered · gap index 0% (None)",
        "0 of 22 questions answered · provisional",
    ]


def test_a_summary_ends_with_the_scoring_rule(rated: Assessment) -> None:
    """Nobody has to look up what a band means."""
    rule = scoring_rule(rated.bank.scales)
    assert summary_of(rated, 999).splitlines()[-1] == f"How gaps are scored: {rule}"


def test_bands_have_colours_only_in_colour(rated: Assessment) -> None:
    """On a terminal symbol and word are coloured; elsewhere there is no escape code at all."""
    assert "\x1b[1;31m▲▲ Critical\x1b[0m" in summary_of(rated, in_colour=True)
    assert "\x1b" not in summary_of(rated)


@pytest.mark.parametrize("width", [40, 60, 64, 80, 99, 100, 120])
def test_a_summary_fits_its_terminal(year: list[Assessment], width: int) -> None:
    """Every word of every title, check and remark is there, and nothing is cut."""
    now, *earlier = year
    for past in ([], earlier):
        output = summary_of(now, width, earlier=past, in_colour=True)
        reviewed = review(now, lambda: past)  # noqa: B023  it is called at once
        texts = [breakthrough.title for breakthrough in BANK.breakthroughs]
        texts += [f"{each.words}: {each.where}" for each in reviewed.findings]
        texts += [BANK.find(question_id).question.text for question_id in ("q5", "q1")]
        assert [word for word in " ".join(texts).split() if word not in output] == []
        assert "no open action" in " ".join(output.split())
        assert "…" not in output


@pytest.mark.parametrize(("width", "told"), [(63, False), (64, True), (80, True)])
def test_changes_show_where_there_is_room(
    year: list[Assessment], width: int, *, told: bool
) -> None:
    """A narrow terminal keeps rank, band and gap; the changes, whole, come before the counts."""
    now, *earlier = year
    output = summary_of(now, width, earlier=earlier)
    assert ("vs 26/27 Q2 vs 25/26 Q3" in output) == told
    assert ("less is better" in " ".join(output.split())) == told
    assert "A W J" not in output
    assert "A W J" in summary_of(now, 100, earlier=earlier)
    assert ("A W J" in summary_of(now, width)) == told


def test_a_banks_text_is_not_markup(rated: Assessment) -> None:
    """Square brackets are printed as they were written, in titles, questions and labels."""
    bank = rated.bank
    question = replace(bank.breakthroughs[0].questions[0], text=NASTY)
    breakthrough = replace(bank.breakthroughs[0], title=NASTY, questions=(question,))
    scale = replace(bank.scales.plan, options=replace(bank.scales.plan.options, no=NASTY))
    changed = replace(bank, breakthroughs=(breakthrough,), scales=replace(bank.scales, plan=scale))
    output = summary_of(replace(rated, bank=changed), in_colour=True)
    assert output.count(NASTY) == 4


def test_the_summary_is_printed_to_the_letter(folder: Path) -> None:
    """When piped it is plain, aligned text, byte for byte as in the golden file."""
    printed_bytes = command(folder, "summary 2026-27-Q3")[1].encode()
    assert printed_bytes == (GOLDEN / "summary.txt").read_bytes()


def test_the_summary_for_programs_is_printed_to_the_letter(
    tmp_path: Path, bank: QuestionBank, make_assessment: AssessmentMaker
) -> None:
    """Breakthroughs by rank, questions by number, every key of DESIGN.md, null where unanswered."""
    small = replace(bank, breakthroughs=(bank.breakthroughs[4], bank.breakthroughs[2]))
    ratings = {"q8": (Progress.JUST_STARTING, Plan.NO), "q9": (Progress.WORKING_TOWARDS, None)}
    before = make_assessment({"q8": (Progress.ACHIEVED, Plan.NO)}, bank=small, quarter=Q2)
    save(tmp_path, before, make_assessment(ratings, bank=small))
    printed_bytes = command(tmp_path, "summary 2026-27-Q3 --json")[1].encode()
    assert printed_bytes == (GOLDEN / "summary.json").read_bytes()


def test_the_summary_for_programs_has_the_documented_keys(folder: Path) -> None:
    """No more and no fewer, whatever the text says of the quarters before."""
    values = json.loads(command(folder, "summary 2026-27-Q3 --json")[1])
    assert " ".join(values) == (
        "quarter label answered total provisional gap_index band breakthroughs questions"
    )
    assert {" ".join(each) for each in values["breakthroughs"]} == {
        "id title rank band gap_index answered total progress plan"
    }
    assert {" ".join(each) for each in values["questions"]} == {
        "id number breakthrough text progress plan score band"
    }
    assert [list(values["breakthroughs"][0][scale]) for scale in ("progress", "plan")] == [
        ["achieved", "working_towards", "just_starting"], ["yes", "partially", "no"]
    ]  # fmt: skip
