"""How fast the screens are: starting, going on, with a large bank, and with a slow disk.

Run with: python -m benchmarks.screens

The reference is a Textual app of three lines that shows one word. It and the installed
command are started in turn, 11 times each, in a pseudo-terminal of 80 by 24 cells; the
clock runs from exec to the words being in what the program has written.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.terminal import Terminal

PAIRS = 11
TURNS = 20
"""How many times Continue, or a rating, is timed in one run of the program."""
REFERENCE = """
from textual.app import App
from textual.widgets import Static
type("Word", (App,), {"compose": lambda self: [Static("Ready")]})().run()
"""
SLOW_DISK = """
import os, time
fsync = os.fsync
os.fsync = lambda descriptor: (time.sleep(0.15), fsync(descriptor))[1]
"""
"""Loaded by the interpreter at its start: a save flushes a file and a folder, so takes 300 ms."""


def write_large_bank(path: Path) -> None:
    """Write a bank of 800 breakthroughs and 2,200 questions."""
    default = Path("data/questions.yaml").read_text(encoding="utf-8")
    lines = [default[: default.index("breakthroughs:\n")], "breakthroughs:\n"]
    number = 0
    for position in range(800):
        lines.append(f"  - id: b{position}\n    title: Breakthrough area {position}\n")
        lines.append("    questions:\n")
        for _ in range(3 if position % 4 else 2):
            number += 1
            lines.append(f"      - {{id: q{number}, text: How far has part {number} come?}}\n")
    path.write_text("".join(lines), encoding="utf-8")


def command(folder: Path, *arguments: str) -> list[str]:
    """Give the installed command for a folder."""
    program = shutil.which("breakthroughs", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("Install the program first: pip install .")
    return [program, "--data-dir", str(folder), *arguments]


def answer_half(folder: Path, *arguments: str, breakthroughs: int = 4) -> None:
    """Leave a half-done assessment in a folder, made by the program itself."""
    with Terminal(command(folder, *arguments)) as terminal:
        terminal.wait_for("All keys")
        terminal.type("\r")
        for position in range(breakthroughs):
            seen = terminal.wait_for(f"Breakthrough {position + 1} of")
            seen = terminal.wait_for("All keys", after=seen)
            terminal.type("1" * 8 + "n")
        terminal.wait_for(f"Breakthrough {breakthroughs + 1} of")
        terminal.type("q")
        terminal.wait_for_exit()


def time_reference() -> tuple[float]:
    """Time the reference, in milliseconds."""
    begin = time.perf_counter()
    with Terminal([sys.executable, "-c", REFERENCE]) as terminal:
        terminal.wait_for("Ready")
        return ((time.perf_counter() - begin) * 1000,)


def time_start(folder: Path, *arguments: str) -> tuple[float, float]:
    """Time Start and the first questions being on screen, in milliseconds."""
    is_new = not folder.exists()
    begin = time.perf_counter()
    with Terminal(command(folder, *arguments)) as terminal:
        seen = terminal.wait_for("[ Start ]" if is_new else "[ Continue ]")
        start = (time.perf_counter() - begin) * 1000
        terminal.type("\r")
        seen = terminal.wait_for("Breakthrough ", after=seen)
        seen = terminal.wait_for("[ Continue", after=seen)
        questions = (time.perf_counter() - begin) * 1000
        terminal.type("q")
        terminal.wait_for_exit()
    return start, questions


def time_continue(folder: Path, *arguments: str) -> list[float]:
    """Time going from each breakthrough to the next being painted, in milliseconds."""
    times = []
    with Terminal(command(folder, *arguments)) as terminal:
        terminal.wait_for("All keys")
        terminal.type("\x1b[B\r")  # the first breakthrough in the list
        seen = terminal.wait_for("Breakthrough 1 of")
        terminal.wait_for("All keys", after=seen)
        position = 1
        for turn in range(TURNS):
            step = 1 if (turn // 7) % 2 == 0 else -1
            position += step
            before = terminal.settle()  # a person reads; the last page is put away meanwhile
            begin = time.perf_counter()
            terminal.type("n" if step > 0 else "p")
            seen = terminal.wait_for(f"Breakthrough {position} of", after=before)
            terminal.wait_for("[ Continue", after=seen)
            times.append((time.perf_counter() - begin) * 1000)
        terminal.type("q")
        terminal.wait_for_exit()
    return times


def time_keys(folder: Path, environment: dict[str, str]) -> list[float]:
    """Time from a rating's key to its mark on screen, one every 100 ms, in milliseconds."""
    times = []
    with Terminal(command(folder), environment=environment) as terminal:
        terminal.wait_for("All keys")
        terminal.type("\x1b[B\r")
        seen = terminal.wait_for("Breakthrough 1 of")
        terminal.wait_for("All keys", after=seen)
        for turn in range(TURNS):
            key, word = (("1", "Achieved"), ("3", "Just starting"))[turn % 2]
            before = terminal.settle()
            begin = time.perf_counter()
            terminal.type(key)
            terminal.wait_for(f"(•) {word}", after=before)
            times.append((time.perf_counter() - begin) * 1000)
            terminal.type("\x1b[A")  # back up to the same group
        terminal.type("q")
        terminal.wait_for_exit()
    return times


def in_turn(*measures: Callable[[], tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Take each measure PAIRS times, in turn, and give the medians of each.

    One run of each before that warms the disk up.
    """
    for measure in measures:
        measure()
    rounds = [[measure() for measure in measures] for _ in range(PAIRS)]
    return [tuple(map(median, zip(*runs, strict=True))) for runs in zip(*rounds, strict=True)]


def report(name: str, value: float, goal: str, detail: str) -> None:
    """Print one line of the result."""
    print(f"{name:<44} {value:7.2f}   goal: {goal:<14} {detail}")


def main() -> None:
    """Measure everything, and print it."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_STATE_HOME"] = str(Path(name) / "state")  # leave nothing behind
        measure_all(Path(name))


def measure_all(work: Path) -> None:
    """Measure in a temporary folder."""
    half, large, slow = work / "half", work / "large", work / "slow"
    bank = work / "large.yaml"
    write_large_bank(bank)
    answer_half(half)
    answer_half(large, "--bank", str(bank))
    (slow / "site").mkdir(parents=True)
    (slow / "site" / "sitecustomize.py").write_text(SLOW_DISK, encoding="utf-8")

    fresh = work / "fresh"
    (reference,), (start, questions), (large_start, large_questions), (new, _), (large_new, _) = (
        in_turn(
            time_reference,
            lambda: time_start(half),
            lambda: time_start(large),
            lambda: time_start(fresh),
            lambda: time_start(fresh, "--bank", str(bank)),
        )
    )
    print(f"The three-line app shows its word after {reference:.0f} ms (median of {PAIRS}).\n")
    report("Start on screen, ratio", start / reference, "1.3 at most", f"{start:.0f} ms")
    report(
        "Questions on screen, ratio", questions / reference, "1.5 at most", f"{questions:.0f} ms"
    )
    for name, many, few in (
        ("Start, large bank against default", large_start, start),
        ("Questions, large bank against default", large_questions, questions),
        ("Start of a new quarter, the same", large_new, new),
    ):
        report(name, many / few, "1.5 at most", f"{many:.0f} ms against {few:.0f} ms")

    usual, many = median(time_continue(half)), median(time_continue(large))
    report("Continue, ms", usual, "60 at most", f"median of {TURNS}")
    report("Continue, large bank against default", many / usual, "about 1", f"{many:.1f} ms")

    quick = median(time_keys(half, {}))
    late = median(time_keys(half, {"PYTHONPATH": str(slow / "site")}))
    detail = f"{late:.1f} ms against {quick:.1f} ms"
    report("Key drawn, 300 ms saves against usual", late / quick, "about 1", detail)


if __name__ == "__main__":
    main()
