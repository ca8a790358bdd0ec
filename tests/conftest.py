"""What every test may ask for: a fixed clock, the default bank, and no way to the real home."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.quarter import Quarter

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
QUARTER = Quarter(2026, 3)

collect_ignore = (
    ["faults", "test_ending.py", "test_terminal.py", "test_two_quarters.py"]
    if sys.platform == "win32"
    else []
)
"""Windows has no pseudo-terminals to drive the command in."""

AssessmentMaker = Callable[..., Assessment]


@pytest.fixture(autouse=True)
def _no_way_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every folder of the user to `tmp_path`: a test must never touch real answers."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "BREAKTHROUGHS_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def bank() -> QuestionBank:
    """Give the bank that comes with the program."""
    return load_default_bank()


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
