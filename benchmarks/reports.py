"""How long `breakthroughs report` takes in each format.

Run with: python -m benchmarks.reports

Text formats are timed against `summary`. Word and Excel are timed against a program that
imports their library and saves one empty document. The goal is read as the format's own part,
from its import to the file, since Python, click and the reading of the quarters alone take longer
than XlsxWriter's whole empty workbook; the whole command is printed beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.commands import time_run
from benchmarks.screens import command, report
from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.folder import Store
from breakthroughs_tui.quarter import Quarter

ROUNDS = 21
NEWEST = Quarter(2026, 3)
TEXT_GOALS = {"md": 1.5, "csv": 1.5, "json": 1.5, "html": 2.0}
EMPTY = {
    "docx": 'import docx; docx.Document().save("{0}")',
    "xlsx": 'import xlsxwriter as x; w = x.Workbook("{0}"); w.add_worksheet(); w.close()',
}
"""Import the library and save one empty document."""
LIBRARY_GOAL = 1.3
FORMAT_ALONE = """
import pickle, sys, time
with open(sys.argv[1], "rb") as file:
    report = pickle.load(file)
from breakthroughs_tui.reports.formats import Format, write_report
begin = time.perf_counter()
content = write_report(report, Format(sys.argv[2])).content
with open(sys.argv[3], "wb") as file:
    file.write(content)
print(time.perf_counter() - begin)
"""
"""The format from its import to the file; Python and the report are there already."""
EMPTY_ALONE = """
import time
begin = time.perf_counter()
{}
print(time.perf_counter() - begin)
"""
REPORT = """
import pickle, sys
from pathlib import Path
from breakthroughs_tui.history import History
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.folder import Store
from datetime import UTC, datetime
history = History(Store(Path(sys.argv[1]), lambda: datetime.now(UTC)))
assessment = history.entry(Quarter.from_id(sys.argv[2])).assessment
with open(sys.argv[3], "wb") as file:
    pickle.dump(build_report(assessment, tuple(history.before(assessment))), file)
"""


def save_demo(folder: Path) -> None:
    """Save the invented quarters of `breakthroughs demo`."""
    quarters = example_quarters(load_default_bank(), NEWEST)
    for each in quarters:
        Store(folder, lambda: quarters[-1].modified).file(each.quarter).save(each)


def time_within(code: str, *arguments: str) -> float:
    """Run a program that prints how long its work took, in seconds; give milliseconds."""
    run = [sys.executable, "-c", code, *arguments]
    return float(subprocess.run(run, check=True, capture_output=True).stdout) * 1000


def main() -> None:
    """Measure every format in turn with its reference, and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder, answers, value = Path(name), Path(name) / "answers", Path(name) / "report"
        save_demo(answers)
        subprocess.run(
            [sys.executable, "-c", REPORT, str(answers), NEWEST.id, str(value)], check=True
        )
        runs = {"summary": command(answers, "summary", NEWEST.id)}
        for form in (*TEXT_GOALS, *EMPTY):
            output = str(folder / f"r.{form}")
            runs[form] = command(answers, "report", NEWEST.id, "-o", output, "--force")
        for form, code in EMPTY.items():
            runs[f"empty {form}"] = [sys.executable, "-c", code.format(folder / f"e.{form}")]
        for each in runs.values():
            time_run(each)
        rounds: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for kind, each in runs.items():
                rounds.setdefault(kind, []).append(time_run(each))
            for form, code in EMPTY.items():
                saved = str(folder / f"a.{form}")
                alone = time_within(FORMAT_ALONE, str(value), form, saved)
                empty = time_within(EMPTY_ALONE.format(code.format(saved)))
                rounds.setdefault(f"{form} alone", []).append(alone)
                rounds.setdefault(f"empty {form} alone", []).append(empty)
    middle = {kind: median(times) for kind, times in rounds.items()}
    print(f"summary: {middle['summary']:.0f} ms (median of {ROUNDS}).\n")
    for form, goal in TEXT_GOALS.items():
        ratio = middle[form] / middle["summary"]
        report(f"{form}, by summary", ratio, f"{goal} at most", f"{middle[form]:.0f} ms")
    for form in EMPTY:
        for kind, goal_text in (("", "no goal"), (" alone", f"{LIBRARY_GOAL} at most")):
            ratio = middle[f"{form}{kind}"] / middle[f"empty {form}{kind}"]
            took = f"{middle[f'{form}{kind}']:.0f} ms"
            report(f"{form}{kind}, by an empty one", ratio, goal_text, took)


if __name__ == "__main__":
    main()
