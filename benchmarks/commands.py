"""How fast `breakthroughs summary` prints, against importing the libraries that it needs.

Run with: python -m benchmarks.commands
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.screens import answer_half, command, report

PAIRS = 21
REFERENCE = "import rich.console, rich.table, msgspec"


def time_run(arguments: list[str]) -> float:
    """Time a program from start to end, in milliseconds."""
    begin = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True)
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    """Measure the commands in turn with the reference, and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "answers"
        answer_half(folder)
        reference = [sys.executable, "-c", REFERENCE]
        summary, version = command(folder, "summary"), command(folder, "--version")
        for each in (reference, summary, version):
            time_run(each)
        rounds = [[time_run(each) for each in (reference, summary, version)] for _ in range(PAIRS)]
    middle = [median(column) for column in zip(*rounds, strict=True)]
    print(f"{REFERENCE}: {middle[0]:.0f} ms (median of {PAIRS}).\n")
    report("summary, ratio", middle[1] / middle[0], "1.5 at most", f"{middle[1]:.0f} ms")
    report("--version, ratio", middle[2] / middle[0], "no goal", f"{middle[2]:.0f} ms")


if __name__ == "__main__":
    main()
