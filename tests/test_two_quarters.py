"""A new user's half year, in a terminal: one quarter, then the next with last time beside it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.clock import command_on
from tests.terminal import Terminal

QUESTIONS = (4, 3, 2, 3, 2, 4, 1, 3)
"""How many questions each breakthrough asks."""
AUTUMN, WINTER = date(2026, 11, 22), date(2027, 2, 16)
FIRST = "12 21 23 33 13 22 32 11 11 31 31 22 23 21 12 33 13 23 33 11 22 31"
CHANGES = {2: "11", 9: "22", 20: "32"}
"""By number, what is rated otherwise in the second quarter: up, both down, both down."""


def run(day: date, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a day."""
    command = [*command_on(day), "--data-dir", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def answer(day: date, folder: Path, keys: Sequence[str]) -> str:
    """Press keys at the screens, all at once, and give what was said on leaving."""
    command = [*command_on(day), "--data-dir", str(folder)]
    with Terminal(command, environment={"XDG_STATE_HOME": str(folder / "state")}) as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type("".join(keys))
        terminal.wait_to_see("Priority gaps")
        terminal.wait_to_see("22 of 22 questions answered")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        return terminal.text


def by_breakthrough(keys: Sequence[str]) -> list[str]:
    """Put Enter before the first breakthrough and after each, to go on."""
    pending = iter(keys)
    pressed = ["\r"]
    for count in QUESTIONS:
        pressed += [next(pending) for _ in range(count)]
        pressed.append("\r")
    return pressed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer two quarters: the second with `=` but for three questions."""
    folder = tmp_path_factory.mktemp("council") / "answers"
    answer(AUTUMN, folder, by_breakthrough(FIRST.split()))
    second = [CHANGES.get(number, "=") for number in range(1, 23)]
    answer(WINTER, folder, by_breakthrough(second))
    return folder


def test_the_second_quarter_holds_the_first_and_three_changes(folder: Path) -> None:
    """What `=` took over is this quarter's own; the first quarter's file is untouched."""
    saved = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*-Q?.json"))]
    assert [each["quarter"] for each in saved] == ["2026-27-Q3", "2026-27-Q4"]
    before, now = (list(each["answers"].values()) for each in saved)
    moved = [
        number for number, pair in enumerate(zip(before, now, strict=True), 1) if pair[0] != pair[1]
    ]
    assert moved == sorted(CHANGES)


def test_compare_shows_exactly_the_three_changes(folder: Path) -> None:
    """Each scale of each question moved as it was typed, and no other did."""
    compared = json.loads(run(WINTER, folder, "compare", "--json").stdout)
    assert (compared["earlier"], compared["later"]) == ("2026-27-Q3", "2026-27-Q4")
    moved = {
        each["number"]: (each["progress"], each["plan"])
        for each in compared["questions"]
        if (each["progress"], each["plan"]) != ("same", "same")
    }
    assert moved == {
        2: ("improved", "same"),
        9: ("declined", "declined"),
        20: ("declined", "declined"),
    }
    printed = run(WINTER, folder, "compare").stdout
    table = printed[printed.index("Questions that moved") :].splitlines()[2:]
    assert [line.split()[0] for line in table] == ["2", "9", "20"]


def test_taking_everything_over_takes_31_keys(tmp_path: Path) -> None:
    """Enter on Start, `=` for each of 22 questions, Enter on each of eight Continues."""
    folder = tmp_path / "answers"
    answer(AUTUMN, folder, by_breakthrough(FIRST.split()))
    keys = by_breakthrough(["="] * 22)
    assert len(keys) == 22 + 8 + 1
    answer(WINTER, folder, keys)
    values = json.loads(run(WINTER, folder, "compare", "--json").stdout)
    moves = {each[scale] for each in values["questions"] for scale in ("progress", "plan")}
    assert moves == {"same"}
    assert {each["direction"] for each in values["breakthroughs"]} == {"same"}
