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


def drive(program: str, folder: Path) -> None:
    """Answer every question "Just starting" and "No", leave, and read the summary back."""
    command = [program, "--data-dir", str(folder)]
    state = {"XDG_STATE_HOME": str(folder / "state")}
    with Terminal(command, environment=state) as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type("\r" + "".join("3" * 2 * count + "\r" for count in QUESTIONS))
        terminal.wait_for("Priority gaps")
        terminal.wait_for("22 of 22 questions answered")
        terminal.type("q")
        status = terminal.wait_for_exit()
        if status != 0 or "Saved in" not in terminal.text:
            sys.exit(f"The screens ended with {status}:\n{terminal.text[-2000:]}")
    printed = subprocess.run(  # noqa: S603  our own command
        [*command, "summary", "--json"], capture_output=True, check=True
    )
    summary = json.loads(printed.stdout)
    if (summary["answered"], summary["gap_index"], summary["band"]) != (22, 100, "Critical"):
        sys.exit(f"The summary is not what was typed: {summary}")
    print(f"Drove {program}: 53 keys, {summary['answered']} answers, {summary['band']}.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        drive(sys.argv[1], Path(name) / "answers")
