"""What tests of printed output may ask for: a printer, the real command, a year of quarters."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.console import Console, RenderableType

from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import Assessment, Plan, Progress, QuestionBank
from tests.conftest import NOW, QUARTER, AssessmentMaker
from tests.quarters import BANK, action, answer, bank_of, quarters_up_to, take

GOLDEN = Path(__file__).parent.parent / "golden"
Q2, Q1, LAST_Q4, LAST_Q3 = quarters_up_to(QUARTER.previous, 4)
NASTY = "[red]A[/red] [/] [@click=app.quit]b[/]"
"""Text that a program which read markup would obey, or fall over."""
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


def squeezed(output: str) -> list[str]:
    """Give the lines of an output, with one space where there were many."""
    return [" ".join(line.split()) for line in output.splitlines()]


def section(output: str, heading: str) -> list[str]:
    """Give the lines under a heading, squeezed; there is none where there is no such heading."""
    return squeezed(f"\n{output}".partition(f"\n{heading}\n")[2].partition("\n\n")[0])


def savable(**breakthroughs: str) -> QuestionBank:
    """Give a bank from its questions' ids that a file can hold; see `quarters.bank_of`."""
    return replace(bank_of(**breakthroughs), version="1", source="us", introduction="Hello")


@pytest.fixture
def rated(make_assessment: AssessmentMaker) -> Assessment:
    """Give an assessment with an answer in every band, and one half given."""
    return make_assessment(RATED)


@pytest.fixture
def year(rated: Assessment) -> list[Assessment]:
    """Give a year and a quarter of it, newest first, in which much moved and some did not."""
    now = rated.with_answer("q5", answer("JN", "No room in the budget", action("Write a bid", Q2)))
    now = now.with_answer("q14", answer("WY"))
    return [
        now,
        take(BANK, Q2, q1="AY", q2="WP", q5="JN", q8="WP", q10="WN", q14="WY"),
        take(BANK, Q1, q1="WN", q5="JN", q8="WP", q14="WY"),
        take(BANK, LAST_Q4, q5="JN", q14="WY"),
        take(BANK, LAST_Q3, q1="JN", q2="AY", q5="JY", q8="AN", q13="JN", q14="JY"),
    ]


@pytest.fixture
def folder(tmp_path: Path, year: list[Assessment]) -> Path:
    """Give a folder with those quarters, and a long path."""
    path = tmp_path.joinpath(*(["a" * 60] * 4))
    save(path, *year)
    return path


def save(folder: Path, *assessments: Assessment) -> None:
    """Have these quarters in a folder."""
    store = Store(folder, lambda: NOW)
    for each in assessments:
        store.file(each.quarter).save(each)


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
