"""Random input to the installed program: it must end when asked, whole, and with files that load.

Usage: python -m tests.faults.random_driver [--runs 30] [--events 1000] [--seed N]
       [--shrink SECONDS] [--replay FILE]
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGINT
from typing import NamedTuple

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.document import encode
from breakthroughs_tui.errors import BreakthroughsError
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.folder import SETTINGS_NAME
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.settings import load_settings
from breakthroughs_tui.store import read_document
from tests.faults.events import Event, events
from tests.faults.shrinking import shrink
from tests.place import COMMAND, Place
from tests.terminal import Terminal

TO_START = 15
"""Seconds."""
TO_CATCH_UP = 60
"""Seconds for keys that were typed ahead."""
TO_END = 20
"""Seconds."""
_ENDS_WHAT_IS_OPEN = b"\x1b[201~\x1b\\"
"""The end of a paste, and of any string that a terminal sends."""


class Failure(NamedTuple):
    """What went wrong."""

    kind: str
    """The same for the same cause: what is compared while a list is made shorter."""
    details: str
    events: list[Event]
    """What had been sent by then."""


def try_events(sent: Sequence[Event], *, with_quarters: bool) -> Failure | None:
    """Send events to the program in new folders, leave it, and look at what it left behind."""
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        place = Place(Path(name))
        place.environment["SSH_TTY"] = "somewhere else"  # no report is opened on this screen
        if with_quarters:
            _fill(place)
        return _Try(place, sent).run()


def _fill(place: Place) -> None:
    """Put the four quarters of `demo` in the folder."""
    place.data.mkdir(mode=0o700)
    this_quarter = Quarter.containing(datetime.now(UTC).date())
    for assessment in example_quarters(load_default_bank(), this_quarter):
        place.data.joinpath(f"{assessment.quarter.id}.json").write_bytes(encode(assessment))


class _Try:
    """One list of events, on one folder. When the program ends by a key, it is started again."""

    def __init__(self, place: Place, sent: Sequence[Event]) -> None:
        self._place = place
        self._events = sent
        self._size = (80, 24)
        self._done = 0

    def run(self) -> Failure | None:
        """Send all of it, and give the first thing that went wrong."""
        while True:
            columns, lines = self._size
            with self._place.open(COMMAND, columns=columns, lines=lines) as terminal:
                failure = self._sit(terminal)
            if failure or self._done == len(self._events):
                return failure

    def _sit(self, terminal: Terminal) -> Failure | None:
        """Send what is left of the events, until the program ends."""
        try:
            terminal.wait_for("\x1b[?2004h", seconds=TO_START)
            terminal.read_for(0.1)
            while self._done < len(self._events) and terminal.process.poll() is None:
                self._send(terminal, self._events[self._done])
                self._done += 1
            if terminal.process.poll() is None:
                _catch_up(terminal)
                _leave(terminal)
            terminal.wait_for_exit(TO_END)
        except (TimeoutError, subprocess.TimeoutExpired):
            kind = f"it does not end (state {_state(terminal)})"
            return self._failure(kind, "\n".join(terminal.lines))
        return self._look(terminal)

    def _send(self, terminal: Terminal, event: Event) -> None:
        if isinstance(event.what, bytes):
            terminal.send(event.what)
        else:
            self._size = event.what
            terminal.resize(*event.what)
        terminal.read_for(event.pause)

    def _look(self, terminal: Terminal) -> Failure | None:
        """Look at what an ended program left behind."""
        status, said = terminal.process.returncode, terminal.farewell
        for report in self._place.faults:
            details = report.read_text("utf-8")
            return self._failure(_cause(details), details)
        if "Traceback" in terminal.text:
            return self._failure("a traceback on the screen", said)
        if terminal.left_on:
            return self._failure("not restored", f"{terminal.left_on} after {said}")
        if status not in (0, -SIGINT):  # Ctrl+C may come when the screens are gone already
            return self._failure(f"exit {status}", said)
        if self._place.leftovers:
            return self._failure("leftovers", f"{self._place.leftovers}")
        unread = _unread(self._place.data)
        return self._failure("a file that cannot be read", unread) if unread else None

    def _failure(self, kind: str, details: str) -> Failure:
        return Failure(kind, details, list(self._events[: self._done]))


def _catch_up(terminal: Terminal) -> None:
    """Wait until the program has taken the keys that were typed ahead of it."""
    deadline = time.monotonic() + TO_CATCH_UP
    seen = -1
    while len(terminal.output) - seen > 500 and time.monotonic() < deadline:  # a cursor blinks
        seen = len(terminal.output)
        terminal.read_for(0.4)


def _leave(terminal: Terminal) -> None:
    """Leave as a person does who does not know where they are: Esc and q, then Ctrl+C twice."""
    terminal.resize(80, 24)
    terminal.send(_ENDS_WHAT_IS_OPEN)
    terminal.read_for(0.3)
    deadline = time.monotonic() + TO_END
    while time.monotonic() < deadline:
        for keys in (["esc", "esc", "esc", "q"], ["esc", "ctrl+c", "ctrl+c"]):
            terminal.press(*keys)
            until = time.monotonic() + 3
            while time.monotonic() < until:
                terminal.read_for(0.05)
                if terminal.process.poll() is not None:
                    return


def _state(terminal: Terminal) -> str:
    """Give the letter for what a process is at: T is stopped, S waits, R works."""
    command = ["ps", "-o", "state=", "-p", str(terminal.process.pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()[:1]


def _cause(report: str) -> str:
    """Give the kind of error in a report of a fault, and the function it came from."""
    errors = re.findall(
        r"^([\w.]+(?:Error|Exception|Matches|Exit|Interrupt))\b", report, re.MULTILINE
    )
    functions = re.findall(r"(?:\bin (\w+) *│|, in (\w+)$)", report, re.MULTILINE)
    where = "".join(functions[-1]) if functions else "?"
    return f"{errors[-1] if errors else 'a fault'} in {where}"


def _unread(folder: Path) -> str:
    """Name the first file that does not load, or that says that something went wrong."""
    for path in sorted(folder.rglob("*.json")):
        if path.name == SETTINGS_NAME:
            continue
        if "conflict" in path.name or "damaged" in path.name:
            return f"{path.name}: nobody else wrote here"
        try:
            read_document(path)
        except BreakthroughsError as error:
            return error.text
    return load_settings(folder, lambda: datetime.now(UTC))[1]


def report(failure: Failure, seed: int, *, with_quarters: bool, shrink_seconds: float) -> str:
    """Say what went wrong and how to see it again, with as few events as can be found in time."""

    def fails(sent: Sequence[Event]) -> bool:
        found = try_events(sent, with_quarters=with_quarters)
        return found is not None and found.kind == failure.kind

    short = shrink(failure.events, fails, shrink_seconds)
    again = sum(fails(short) for _ in range(3)) if shrink_seconds else 0
    listed = "\n".join(f"    {tuple(event)!r}," for event in short)
    return (
        f"seed {seed}: {failure.kind}\n{failure.details}\n"
        f"{len(short)} of {len(failure.events)} events; again {again} times of 3. "
        f"To replay, keep this in a file:\n(\n  {with_quarters},\n  [\n{listed}\n  ],\n)"
    )


def run(seed: int, count: int, shrink_seconds: float = 0) -> str:
    """Try one seed; give an empty text, or what went wrong. Odd ones start without a quarter."""
    with_quarters = seed % 2 == 0
    failure = try_events(events(random.Random(seed), count), with_quarters=with_quarters)
    if failure is None:
        return ""
    return report(failure, seed, with_quarters=with_quarters, shrink_seconds=shrink_seconds)


def replay(path: Path) -> str:
    """Try the list in a file; give an empty text, or what went wrong."""
    with_quarters, listed = ast.literal_eval(path.read_text("utf-8"))
    failure = try_events([Event(*event) for event in listed], with_quarters=with_quarters)
    return "" if failure is None else f"{failure.kind}\n{failure.details}"


def main() -> int:
    """Try many seeds, or one list again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first run")
    parser.add_argument("--shrink", type=float, default=120, help="seconds for each failing run")
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    if options.replay:
        failed = replay(options.replay)
        print(failed or "Nothing went wrong.")
        return bool(failed)
    failures = 0
    for seed in range(options.seed, options.seed + options.runs):
        start = time.monotonic()
        said = run(seed, options.events, options.shrink)
        failures += bool(said)
        seconds = time.monotonic() - start
        print(f"seed {seed}: {seconds:.0f} s, {'FAILED' if said else 'well'}", flush=True)
        if said:
            print(said, flush=True)
    print(f"{options.runs} runs of {options.events} events: {failures} failed.")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
