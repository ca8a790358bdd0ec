"""What every test may ask for: a fixed clock, the default bank, and no way to the real home."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.quarter import Quarter

if TYPE_CHECKING:
    from tests.place import Place
    from tests.terminal import Terminal

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
QUARTER = Quarter(2026, 3)

collect_ignore = (
    ["faults", "test_ending.py", "test_terminal.py", "test_two_desks.py", "test_two_quarters.py"]
    if sys.platform == "win32"
    else []
)
"""Windows has no pseudo-terminals to drive the command in."""

AssessmentMaker = Callable[..., Assessment]


@pytest.fixture(autouse=True, scope="session")
def _one_time_zone() -> Iterator[None]:
    """Tell the time in UTC wherever the tests run, also in the programs that they start.

    On Windows the clock of this process stays the computer's: a test that looks at what it
    tells brings its own (`tests.clock`).
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", "UTC")
        if sys.platform != "win32":
            time.tzset()
        yield


@pytest.fixture(autouse=True)
def _no_way_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every folder of the user to `tmp_path`: a test must never touch real answers.

    The command is on the PATH, as it is for whoever has installed it.
    """
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "BREAKTHROUGHS_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def bank() -> QuestionBank:
    """Give the bank that comes with the program."""
    return load_default_bank()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Give folders for the installed command that no other test uses."""
    from tests.place import Place  # here: Windows has no pseudo-terminals

    return Place(tmp_path)


@pytest.fixture
def terminal(place: Place) -> Iterator[Terminal]:
    """Give a terminal with the program in it, at work: question 1 has its first rating."""
    with place.open() as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type("\r2")
        terminal.wait_for("(•)")
        terminal.wait_until_saved()
        terminal.settle()
        yield terminal


@pytest.fixture
def make_assessment(bank: QuestionBank) -> AssessmentMaker:
    """Give a function that makes an assessment from (progress, plan) pairs by question id."""

    def make(
        ratings: dict[str, tuple[Progress | None, Plan | None]] | None = None,
        *,
        quarter: Quarter = QUARTER,
        bank: QuestionBank = bank,
    ) -> Assessment:
        answers = {key: Answer(progress, plan) for key, (progress, plan) in (ratings or {}).items()}
        return Assessment(quarter, "", "", NOW, NOW, bank, answers)

    return make
