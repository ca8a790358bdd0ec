"""Drive an installed command through its main job: 53 keys, the next quarter, every report.

Usage: drive.py PROGRAM. Needs nothing but Python, so that it can run where only the wheel is.
"""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.clock import command_on
from tests.terminal import Terminal

QUESTIONS = (4, 3, 2, 3, 2, 4, 1, 3)
"""How many questions each breakthrough asks."""
SMALLEST_REPORT = 4000
"""Bytes."""
PROGRESS = ("achieved", "working_towards", "just_starting")
PLAN = ("yes", "partially", "no")


def drive(program: str, folder: Path) -> None:
    """Answer every question, each pair of ratings in turn, and read file and summary back."""
    command = [program, "--data-dir", str(folder)]
    pairs = [(number % 3, number // 3 % 3) for number in range(sum(QUESTIONS))]
    digits = iter(f"{progress + 1}{plan + 1}" for progress, plan in pairs)
    keys = "\r" + "".join("".join(next(digits) for _ in range(n)) + "\r" for n in QUESTIONS)
    with Terminal(command, environment={"XDG_STATE_HOME": str(folder / "state")}) as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type(keys)
        terminal.wait_for("Priority gaps")
        terminal.wait_for("22 of 22 questions answered")
        terminal.type("q")
        status = terminal.wait_for_exit()
        if status != 0 or "Saved in" not in terminal.text:
            sys.exit(f"The screens ended with {status}:\n{terminal.text[-2000:]}")
    (saved,) = folder.glob("*-Q?.json")
    answers = json.loads(saved.read_text(encoding="utf-8"))["answers"].values()
    ratings = [(answer["progress"], answer["plan"]) for answer in answers]
    if ratings != [(PROGRESS[progress], PLAN[plan]) for progress, plan in pairs]:
        sys.exit(f"The file does not hold what was typed: {ratings}")
    printed = subprocess.run([*command, "summary", "--json"], capture_output=True, check=True)
    summary = json.loads(printed.stdout)
    if [(each["progress"], each["plan"]) for each in summary["questions"]] != ratings:
        sys.exit(f"The summary is not what was typed: {summary}")
    print(f"Drove {program}: {len(keys)} keys, {len(ratings)} answers, as typed.")


def drive_next_quarter(folder: Path) -> None:
    """Three months on, take everything over with `=`: 31 keys, after which nothing has moved."""
    later = [*command_on(datetime.now(UTC).date() + timedelta(days=92)), "--data-dir", str(folder)]
    keys = "\r" + "".join("=" * n + "\r" for n in QUESTIONS)
    with Terminal(later, environment={"XDG_STATE_HOME": str(folder / "state")}) as terminal:
        terminal.wait_for("Last time")
        terminal.wait_for("All keys")
        terminal.type(keys)
        terminal.wait_for("Gap index: ")
        terminal.type("q")
        terminal.wait_for_exit()
    printed = subprocess.run([*later, "compare", "--json"], capture_output=True, check=True)
    moves = {each["progress"] for each in json.loads(printed.stdout)["questions"]}
    if moves != {"same"}:
        sys.exit(f"Something moved: {printed.stdout!r}")
    print(f"The next quarter: {len(keys)} keys, everything the same.")


def write_reports(program: str, folder: Path) -> None:
    """Write the newest quarter in every format: each has what it was laid out with."""
    formats = ("html", "md", "docx", "xlsx", "csv", "json")
    quarter = max(path.stem for path in folder.glob("*-Q?.json"))
    options = [part for form in formats for part in ("-f", form)]
    command = [program, "--data-dir", str(folder), "report", quarter, *options, "-o", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    sizes = {form: (folder / f"breakthroughs-{quarter}.{form}").stat().st_size for form in formats}
    if min(sizes.values()) < SMALLEST_REPORT:
        sys.exit(f"A report is too small to be one: {sizes}")
    print(f"Reports of {quarter}: {sizes} bytes.")


def run_demo(program: str) -> None:
    """Without a terminal, `demo` prints the summary and the comparison, and leaves nothing."""
    printed = subprocess.run([program, "demo"], capture_output=True, check=True, text=True).stdout
    if "invented" not in printed or "Fallen from Achieved" not in printed:
        sys.exit(f"The demonstration does not show what it should:\n{printed}")
    print("The demonstration prints.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        drive(sys.argv[1], Path(name) / "answers")
        drive_next_quarter(Path(name) / "answers")
        write_reports(sys.argv[1], Path(name) / "answers")
    run_demo(sys.argv[1])
