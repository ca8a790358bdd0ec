"""A person's folders for one try of the installed command, and what came to be in them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from tests.terminal import Terminal

COMMAND: Final = str(Path(sys.executable).with_name("breakthroughs"))
QUARTER: Final = "2026-27-Q3"
ARGUMENTS: Final = ("assess", QUARTER)
"""A named quarter: what is tried does not depend on the day."""


class Place:
    """Where one person's answers, locks and reports are."""

    def __init__(self, folder: Path) -> None:
        """Name the folders; the program makes them."""
        self.data = folder / "answers"
        self.state = folder / "state"
        self.environment = {
            "BREAKTHROUGHS_DATA_DIR": str(self.data),
            "XDG_STATE_HOME": str(self.state),
            "HOME": str(folder),
        }
        self.file = self.data / f"{QUARTER}.json"

    def open(self, *command: str, columns: int = 80, lines: int = 24) -> Terminal:
        """Start the program, or another command, in a terminal of its own."""
        return Terminal(
            command or [COMMAND, *ARGUMENTS],
            columns=columns,
            lines=lines,
            environment=self.environment,
        )

    @property
    def answers(self) -> dict[str, tuple[str | None, str | None]]:
        """Read both ratings of each question from the saved file."""
        return ratings_in(self.file)

    def note(self, question_id: str) -> str:
        """Read a note from the saved file."""
        return _answers_in(self.file).get(question_id, {}).get("note") or ""

    @property
    def faults(self) -> list[Path]:
        """List the files with details of a fault in the program."""
        return sorted(self.state.rglob("fault-*.txt"))

    @property
    def leftovers(self) -> list[Path]:
        """List what half a save has left behind in the data folder."""
        return sorted(self.data.rglob(".*"))

    @property
    def copies(self) -> list[Path]:
        """List the copies that were kept outside the data folder."""
        return sorted(self.state.rglob("*.rescued-*.json"))


def ratings_in(file: Path) -> dict[str, tuple[str | None, str | None]]:
    """Read both ratings of each question from a saved file; none if it does not exist."""
    answers = _answers_in(file)
    return {key: (answer["progress"], answer["plan"]) for key, answer in answers.items()}


def _answers_in(file: Path) -> dict[str, dict[str, str | None]]:
    if not file.exists():
        return {}
    saved: dict[str, dict[str, dict[str, str | None]]] = json.loads(file.read_bytes())
    return saved["answers"]
