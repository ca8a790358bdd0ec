"""How fast 400 saved quarters open, against reading and `json.loads` of their files.

Run with: python -m benchmarks.quarters

The quarters are those of the demonstration, repeated over a hundred years. The screens are
timed in a pseudo-terminal, from the key to the page being painted. The list reads a file when
its row comes into view, and the trend those that it shows; starting a new quarter reads all.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from msgspec.structs import replace

from benchmarks.screens import command, report
from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.document import encode
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.quarter import Quarter
from tests.terminal import Terminal

QUARTERS = 400
ROUNDS = 11
NEWEST = Quarter(2026, 2)


def save_quarters(folder: Path) -> None:
    """Save 400 quarters, the newest in the summer of 2026."""
    folder.mkdir(parents=True)
    examples = example_quarters(load_default_bank(), NEWEST)
    quarter = NEWEST
    for number in range(QUARTERS):
        assessment = replace(examples[-1 - number % len(examples)], quarter=quarter)
        (folder / f"{quarter.id}.json").write_bytes(encode(assessment))
        quarter = quarter.previous


def time_raw(folder: Path) -> float:
    """Time reading and `json.loads` of every file, in milliseconds."""
    begin = time.perf_counter()
    for path in folder.glob("*-Q?.json"):
        json.loads(path.read_bytes())
    return (time.perf_counter() - begin) * 1000


def time_pages(folder: Path) -> tuple[float, float]:
    """Time the list of quarters and then the trend being on screen, in milliseconds."""
    with Terminal(command(folder, "assess", NEWEST.id)) as terminal:
        terminal.wait_for("All keys")
        seen = terminal.settle()
        begin = time.perf_counter()
        terminal.type("h")
        terminal.wait_for(f"{QUARTERS} quarters are saved", after=seen)
        terminal.wait_for("All keys", after=seen)
        listed = (time.perf_counter() - begin) * 1000
        seen = terminal.settle()
        begin = time.perf_counter()
        terminal.type("t")
        terminal.wait_for("All questions", after=seen)
        trend = (time.perf_counter() - begin) * 1000
        terminal.type("q")
        terminal.wait_for_exit()
    return listed, trend


def time_new_quarter(folder: Path) -> float:
    """Time a new quarter being on screen, in milliseconds: every file tells which bank it is of."""
    begin = time.perf_counter()
    with Terminal(command(folder, "assess", NEWEST.next.id)) as terminal:
        terminal.wait_for("[ Start ]")
        taken = (time.perf_counter() - begin) * 1000
        terminal.type("q")
        terminal.wait_for_exit()
    return taken


def time_command(folder: Path, *arguments: str) -> float:
    """Time a command from start to end, in milliseconds."""
    begin = time.perf_counter()
    subprocess.run(command(folder, *arguments), check=True, capture_output=True)
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    """Measure in turn, and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "answers"
        save_quarters(folder)
        time_raw(folder)
        rounds = [
            (
                time_raw(folder),
                *time_pages(folder),
                time_command(folder, "summary", NEWEST.id),
                time_command(folder, "history"),
                time_new_quarter(folder),
            )
            for _ in range(ROUNDS)
        ]
    raw, listed, trend, summary, history, new = map(median, zip(*rounds, strict=True))
    print(f"Reading and json.loads of {QUARTERS} files: {raw:.0f} ms (median of {ROUNDS}).\n")
    report("History on screen, ratio", listed / raw, "2 at most", f"{listed:.0f} ms")
    report("Trend on screen, ratio", trend / raw, "2 at most", f"{trend:.0f} ms")
    for name, taken in (
        ("summary, ms", summary),
        ("history, ms", history),
        ("Start of a new quarter, ms", new),
    ):
        report(name, taken, "no goal", "with as many quarters in the folder")


if __name__ == "__main__":
    main()
