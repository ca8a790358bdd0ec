"""What is printed says everything, to every reader, and obeys nobody's text."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from rich.console import Console, RenderableType

from breakthroughs_tui.document import assessment_schema
from breakthroughs_tui.model import Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.priority import scoring_rule, summarise
from breakthroughs_tui.render import gap_bar, history_table, history_values, summary_table
from breakthroughs_tui.schema import json_schema
from breakthroughs_tui.store import Entry, Store
from tests.conftest import NOW, QUARTER, AssessmentMaker

GOLDEN = Path(__file__).parent / "golden"
PROBLEM = "[b]2026-27-Q2.json[/] is damaged"
RATED: dict[str, tuple[Progress | None, Plan | None]] = {
    "q1": (Progress.WORKING_TOWARDS, Plan.NO),
    "q2": (Progress.WORKING_TOWARDS, Plan.YES),
    "q5": (Progress.JUST_STARTING, Plan.NO),
    "q8": (Progress.WORKING_TOWARDS, Plan.PARTIALLY),
    "q10": (Progress.ACHIEVED, Plan.NO),
    "q13": (Progress.JUST_STARTING, None),
}


def printed(renderable: RenderableType, width: int = 200, *, in_colour: bool = False) -> str:
    """Print on a terminal of this width, and give what it received."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=in_colour,
        color_system="standard" if in_colour else None,
        highlight=False,
    )
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def summary_of(assessment: Assessment, width: int = 200, *, in_colour: bool = False) -> str:
    """Print the summary of an assessment."""
    return printed(summary_table(summarise(assessment), width), width, in_colour=in_colour)


@pytest.fixture
def rated(make_assessment: AssessmentMaker) -> Assessment:
    """Give an assessment with an answer in every band, and one half given."""
    return make_assessment(RATED)


@pytest.mark.parametrize(
    ("gap_index", "filled"),
    [(None, 0), (0, 0), (4, 0), (5, 1), (50, 5), (94, 9), (95, 10), (100, 10)],
)
def test_a_bar_is_filled_to_the_nearest_cell(gap_index: int | None, filled: int) -> None:
    """A bar is always as long as asked, and half a cell is rounded up."""
    assert gap_bar(gap_index, cells=10) == "█" * filled + "░" * (10 - filled)


def test_breakthroughs_stand_by_rank_with_band_and_gap(rated: Assessment) -> None:
    """Each has its rank, band as symbol and word, gap index, bar, coverage, counts and title."""
    lines = [" ".join(line.split()) for line in summary_of(rated).splitlines()]
    assert lines[3:9] == [
        "# Band Gap Done A W J Y P N Breakthrough",
        "1 ▲▲ Critical 100% █████ 1/3 0 0 1 0 0 1 Pull together",
        "2 ◆ Medium 50% ███░░ 2/4 0 2 0 1 0 1 Lead and manage effectively",
        "3 ◆ Medium 50% ███░░ 1/2 0 1 0 0 1 0 Make time to listen and learn",
        "4 ✓ None 0% ░░░░░ 1/3 1 0 0 0 0 1 Look outwards",
        "5 Not answered – ░░░░░ 0/2 0 0 1 0 0 0 Take a long-term view",
    ]


def test_the_questions_that_come_first_are_the_most_urgent(rated: Assessment) -> None:
    """Critical before High, with what to do; nothing below High, nothing unanswered."""
    rows = summary_of(rated).partition("Questions that come first\n")[2].partition("\n\n")[0]
    texts = [rated.bank.find(question_id).question.text for question_id in ("q5", "q1")]
    assert [" ".join(row.split()) for row in rows.splitlines()] == [
        "# Band What to do Question",
        f"5 ▲▲ Critical put it in the plan {texts[0]}",
        f"1 ▲ High put it in the plan {texts[1]}",
    ]


def test_without_urgent_questions_none_come_first(make_assessment: AssessmentMaker) -> None:
    """A council on course is not shown an empty table."""
    output = summary_of(make_assessment({"q1": (Progress.ACHIEVED, Plan.NO)}))
    assert "come first" not in output


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


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_summary_fits_its_terminal(rated: Assessment, width: int) -> None:
    """Every word of every breakthrough's title is there, and nothing is cut."""
    output = summary_of(rated, width, in_colour=True)
    titles = " ".join(breakthrough.title for breakthrough in rated.bank.breakthroughs)
    assert [word for word in titles.split() if word not in output] == []
    assert "…" not in output


def test_a_banks_text_is_not_markup(rated: Assessment) -> None:
    """Square brackets are printed as they were written, in titles, questions and labels."""
    bank = rated.bank
    nasty = "[red]A[/red] [/] [@click=app.quit]b[/]"
    question = replace(bank.breakthroughs[0].questions[0], text=nasty)
    breakthrough = replace(bank.breakthroughs[0], title=nasty, questions=(question,))
    scale = replace(bank.scales.plan, options=replace(bank.scales.plan.options, no=nasty))
    changed = replace(bank, breakthroughs=(breakthrough,), scales=replace(bank.scales, plan=scale))
    output = summary_of(replace(rated, bank=changed), in_colour=True)
    assert output.count(nasty) == 4


FOLDER = Path("/home/officer/.local/share/breakthroughs-tui")


@pytest.fixture
def entries(rated: Assessment) -> list[Entry]:
    """Give a quarter that can be read, and one that cannot."""
    return [
        Entry(QUARTER, FOLDER / "2026-27-Q3.json", rated, None),
        Entry(QUARTER.previous, FOLDER / "2026-27-Q2.json", None, PROBLEM),
    ]


def history_of(entries: list[Entry], width: int) -> str:
    """Print the history."""
    rows = [
        (each, summarise(each.assessment).overall if each.assessment else None) for each in entries
    ]
    return printed(history_table(rows, str(FOLDER), width), width)


def test_history_has_a_line_a_quarter(entries: list[Entry]) -> None:
    """A quarter shows how far it is; then come the folder, and what is wrong with which."""
    lines = [" ".join(line.split()) for line in history_of(entries, 200).splitlines()]
    assert lines == [
        "Quarter Done Gap Band Changed File",
        "2026/27 Q3 (Oct–Dec 2026) 5/22 50% ◆ Medium 2026-11-22 2026-27-Q3.json",
        "2026/27 Q2 (Jul–Sep 2026) – – Not readable – 2026-27-Q2.json",
        f"Saved in {FOLDER}",
        f"2026/27 Q2: {PROBLEM}",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_history_fits_its_terminal(entries: list[Entry], width: int) -> None:
    """On a terminal too narrow for them, names and folder are folded, not lost."""
    output = "".join(history_of(entries, width).split())
    assert "…" not in output
    for told in ("2026/27Q3", "5/22", "50%", "◆Medium", str(FOLDER)):
        assert told in output
    for told in ("(Oct–Dec2026)", "2026-11-22", "2026-27-Q3.json"):
        assert (told in output) == (width >= 80)


def test_history_has_nulls_where_nothing_is_known(
    entries: list[Entry], make_assessment: AssessmentMaker
) -> None:
    """A quarter that cannot be read, or has no answer, has no number that looks like one."""
    empty = make_assessment()
    rows = [
        (entries[1], None),
        (Entry(QUARTER, Path("x"), empty, None), summarise(empty).overall),
    ]
    values = history_values(rows)
    assert [each["answered"] for each in values] == [None, 0]
    assert [each["gap_index"] for each in values] == [None, None]
    assert [each["modified"] for each in values] == [None, NOW]
    assert [each["problem"] for each in values] == [PROBLEM, None]


@pytest.fixture
def folder(tmp_path: Path, rated: Assessment) -> Path:
    """Give a folder with one saved quarter, and a long path."""
    path = tmp_path.joinpath(*(["a" * 60] * 4))
    Store(path, lambda: NOW).file(QUARTER).save(rated)
    return path


def command(folder: Path, typed: str, stdout: int = subprocess.PIPE) -> tuple[int, str, list[str]]:
    """Run the real command in a process of its own; give its code, output and error lines."""
    code = """import atexit, sys
from breakthroughs_tui.cli import main
atexit.register(lambda: print("textual" in sys.modules, file=sys.stderr))
main()"""
    done = subprocess.run(
        [sys.executable, "-c", code, "--data-dir", folder, *typed.split()],
        check=False, encoding="utf-8", stdout=stdout, stderr=subprocess.PIPE, timeout=20,
        env={**os.environ, "FORCE_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.splitlines()


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
    Store(tmp_path, lambda: NOW).file(QUARTER).save(make_assessment(ratings, bank=small))
    printed_bytes = command(tmp_path, "summary 2026-27-Q3 --json")[1].encode()
    assert printed_bytes == (GOLDEN / "summary.json").read_bytes()


@pytest.mark.parametrize("typed", ["--version", "summary 2026-27-Q3", "history", "history --json"])
def test_printing_loads_no_textual_and_sends_no_codes(folder: Path, typed: str) -> None:
    """What only prints is quick, and plain when piped, even if FORCE_COLOR is set."""
    code, output, errors = command(folder, typed)
    assert (code, errors) == (0, ["False"])
    assert re.fullmatch("[^\x1b]+\n", output)


@pytest.mark.parametrize(
    ("name", "schema"),
    [("bank", json_schema(QuestionBank, closed=True)), ("assessment", assessment_schema())],
)
def test_a_schema_is_printed_as_json(folder: Path, name: str, schema: dict[str, Any]) -> None:
    """What the command prints is the schema that the loader's tests hold to account."""
    code, output, errors = command(folder, f"schema {name}")
    assert (code, errors) == (0, ["False"])
    assert json.loads(output) == json.loads(msgspec.json.encode(schema))


def test_a_long_path_is_not_cut_when_piped(folder: Path) -> None:
    """No line of the history is folded or shortened, however deep the folder."""
    _, output, _ = command(folder, "history")
    assert f"Saved in {folder}\n" in output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk to hand")
def test_output_that_finds_no_room_is_told_in_words(folder: Path) -> None:
    """When the disk under a redirected output is full, that is exit code 1 and no traceback."""
    with Path("/dev/full").open("w") as full:
        code, _, errors = command(folder, "history", stdout=full.fileno())
    assert (code, errors[0][:7]) == (1, "error: ")
