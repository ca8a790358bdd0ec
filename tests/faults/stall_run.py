"""A disk that takes seconds for each flush: leaving says so, takes one save, and loses nothing.

Usage: python -m tests.faults.stall_run [--delay 8] [WAY...]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM
from typing import Final

from tests.faults.ratings import Ratings, shown_ratings
from tests.place import ARGUMENTS, Place, ratings_in
from tests.terminal import Terminal

SENTENCE: Final = "Saving your last answers. This disk is slow."
SAID_WITHIN: Final = 2.0
"""Seconds."""
_STALLING: Final = """
import os, sys, time
from breakthroughs_tui.cli import main

seconds, fsync = float(sys.argv[1]), os.fsync

def stall(descriptor):
    time.sleep(seconds)
    fsync(descriptor)

os.fsync = stall
sys.argv = ["breakthroughs", *sys.argv[2:]]
main()
"""
_KEYS: Final = "213223"
"""Three questions' ratings."""
_RATED: Final[Ratings] = {
    "q1": ("working_towards", "yes"),
    "q2": ("just_starting", "partially"),
    "q3": ("working_towards", "no"),
}


@dataclass
class Outcome:
    """How leaving went."""

    way: str
    delay: float
    """Seconds that each flush took."""
    says: bool = True
    """Whether somebody is there to be told."""
    waits: bool = True
    """Whether it is to wait for the disk: else a copy elsewhere has the answers."""
    status: int | None = None
    """None if it did not end."""
    seconds: float = 0.0
    """From the wish to leave to the end."""
    said_after: float | None = None
    """Seconds until the screen said that it is saving."""
    counted: list[str] = field(default_factory=list)
    """Each number that stood beside that."""
    saved: Ratings = field(default_factory=dict)

    @property
    def most_seconds(self) -> float:
        """How long one save may take, with what is waited for an older one and the end."""
        return 2 * self.delay + 4 if self.waits else 6

    @property
    def _statuses(self) -> tuple[int, ...]:
        """The exit codes that it may have: 1 where something is to be said, or cannot be."""
        if not self.waits:
            return (1,)
        return (0,) if self.says else (0, 1)

    @property
    def problems(self) -> list[str]:
        """What is not as it should be."""
        found = {
            "it did not end": self.status is None,
            f"it ended with {self.status}": self.status not in (None, *self._statuses),
            f"it took more than {self.most_seconds:.0f} s": self.seconds > self.most_seconds,
            f"answers are lost: {self.saved}": self.saved != _RATED,
        }
        if self.says:
            after = self.said_after
            found["it did not say that it was saving"] = after is None
            found[f"it said so after {after} s"] = after is not None and after > SAID_WITHIN
            found[f"no seconds are counted: {self.counted}"] = len(self.counted) < 1 + self.waits
        return [problem for problem, is_so in found.items() if is_so]

    def __str__(self) -> str:
        """Sum it up."""
        said = "unsaid" if self.said_after is None else f"said after {self.said_after:.1f} s"
        took = f"ended with {self.status} after {self.seconds:.1f} s, {said}, {self.counted}"
        return f"{self.way}: {took}: {'; '.join(self.problems) or 'well'}"


def _quit(terminal: Terminal) -> None:
    terminal.press("q")


def _interrupt(terminal: Terminal) -> None:
    terminal.press("ctrl+c")
    terminal.read_for(0.1)
    terminal.press("ctrl+c")


def _terminate(terminal: Terminal) -> None:
    terminal.signal(SIGTERM)


def _close(terminal: Terminal) -> None:
    terminal.close()


def _copy(terminal: Terminal) -> None:
    terminal.press("c")


WAYS: Final[dict[str, tuple[Callable[[Terminal], None], ...]]] = {
    "q": (_quit,),
    "ctrl-c": (_interrupt,),
    "sigterm": (_terminate,),
    "close": (_close,),
    "q,ctrl-c": (_quit, _interrupt),
    "q,sigterm": (_quit, _terminate),
    "q,close": (_quit, _close),
    "q,c": (_quit, _copy),
}
"""Ways to leave; the second of two is taken while the first is under way."""


def stalling(delay: float) -> list[str]:
    """Give the command line of the program on a disk that takes so long for each flush."""
    return [sys.executable, "-c", _STALLING, str(delay), *ARGUMENTS]


def run(way: str, delay: float) -> Outcome:
    """Rate three questions, leave at once in some way, and see how that goes."""
    steps = WAYS[way]
    first, *rest = steps
    outcome = Outcome(way, delay, says=_close not in steps, waits=_copy not in steps)
    with tempfile.TemporaryDirectory(prefix="stall-") as name:
        place = Place(Path(name))
        place.data.mkdir()
        place.state.joinpath("locks").mkdir(parents=True)  # else the start waits for their flushes
        with place.open(*stalling(delay)) as terminal:
            terminal.wait_to_see("[ Start ]")
            terminal.type(f"\r{_KEYS}")
            terminal.wait_until(lambda: _RATED.items() <= shown_ratings(terminal.lines).items())
            start = time.monotonic()
            first(terminal)
            for step in rest:
                _watch(terminal, outcome, start, start + 1)
                step(terminal)
            _watch(terminal, outcome, start, start + 2 * outcome.most_seconds)
            outcome.seconds = time.monotonic() - start
            outcome.status = terminal.process.poll()
            terminal.process.kill()
        outcome.saved = place.answers if outcome.waits else ratings_in(place.copies[0])
    return outcome


def _watch(terminal: Terminal, outcome: Outcome, start: float, until: float) -> None:
    """See what the screen says until then, or until the program ends."""
    while terminal.process.poll() is None and time.monotonic() < until:
        if terminal.is_closed:
            _wait(terminal.process, until - time.monotonic())
            return
        terminal.read_for(0.05)
        lines = terminal.lines
        place = next((number for number, line in enumerate(lines) if SENTENCE in line), None)
        if place is not None:
            if outcome.said_after is None:
                outcome.said_after = round(time.monotonic() - start, 1)
            beside = " ".join(lines[place : place + 3])
            outcome.counted += [
                number for number in re.findall(r"\d+", beside) if number not in outcome.counted
            ]


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        return


def main() -> int:
    """Leave in each way, and say how that went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=8, help="seconds for each flush")
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"one of {', '.join(WAYS)}")
    options = parser.parse_args()
    failures = 0
    for way in options.ways or WAYS:
        outcome = run(way, options.delay)
        print(outcome, flush=True)
        failures += bool(outcome.problems)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
