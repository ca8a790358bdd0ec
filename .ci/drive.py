"""Drive an installed command through its main job: 53 keys, then the summary.

Usage: drive.py PROGRAM. Needs nothing but Python, so that it can run where only the wheel is.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.terminal import Terminal

QUESTIONS = (4, 3, 2, 3, 2, 4, 1, 3)
"""How many questions each breakthrough asks."""
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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        drive(sys.argv[1], Path(name) / "answers")
