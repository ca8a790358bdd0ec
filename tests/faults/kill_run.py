"""SIGKILL at random moments while questions are rated: what was shown as saved must be saved.

Usage: python -m tests.faults.kill_run [--kills 300] [--seed N]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from breakthroughs_tui.errors import BreakthroughsError
from breakthroughs_tui.store import read_document
from tests.faults.ratings import Ratings, shown_ratings
from tests.place import Place
from tests.terminal import Terminal

_MOST_KEYS: Final = 12
_LONGEST_PAUSE: Final = 0.08
"""Seconds between two keys."""
_LONGEST_WAIT: Final = 0.04
"""Seconds between the last key and the end: a save takes less."""


@dataclass
class Outcome:
    """What many kills came to."""

    kills: int = 0
    promised: int = 0
    """Ratings that had been shown as saved when the program was killed."""
    unsaved: int = 0
    """Kills that came while it was still saving."""
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Sum it up."""
        counts = f"{self.kills} kills, {self.unsaved} of them while saving"
        held = f"{self.promised} ratings shown as saved"
        return "\n".join([f"{counts}; {held}; {len(self.problems)} problems.", *self.problems])


def run(kills: int, seed: int) -> Outcome:
    """Kill the program so many times, on one folder until all is answered, then on the next."""
    chance = Random(seed)
    outcome = Outcome()
    while outcome.kills < kills:
        with tempfile.TemporaryDirectory(prefix="kills-") as name:
            place = Place(Path(name))
            while outcome.kills < kills and not _is_answered(place.answers):
                _kill_once(place, chance, outcome)
            _start_again(place, outcome)
    return outcome


def _is_answered(ratings: Ratings) -> bool:
    return len(ratings) == 22 and all(all(pair) for pair in ratings.values())


def _kill_once(place: Place, chance: Random, outcome: Outcome) -> None:
    """Rate a few questions, kill, and compare the file with what had been shown as saved."""
    with place.open() as terminal:
        terminal.wait_to_see("[ ")
        _check_leftovers(place, outcome)
        terminal.press("enter")
        terminal.wait_to_see("Breakthrough ")
        terminal.settle()
        _check_start(place, terminal, outcome)
        promised: Ratings = {}
        for _ in range(chance.randint(1, _MOST_KEYS)):
            is_through = terminal.shows("›[ ")
            terminal.type(
                "\r" if is_through else chance.choice("123") * chance.choice([1, 1, 1, 2])
            )
            _watch(terminal, chance.uniform(0, _LONGEST_PAUSE), promised)
        _watch(terminal, chance.uniform(0, _LONGEST_WAIT), promised)
        terminal.process.kill()
        terminal.process.wait()
        terminal.settle(0.02)  # what it had written before is shown all the same
        _note_what_is_shown(terminal, promised)
    outcome.kills += 1
    outcome.promised += sum(rating is not None for pair in promised.values() for rating in pair)
    outcome.unsaved += "… Saving" in terminal.lines[0]
    _check_file(place, promised, outcome)


def _watch(terminal: Terminal, seconds: float, promised: Ratings) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        terminal.read_for(0.004)
        _note_what_is_shown(terminal, promised)


def _note_what_is_shown(terminal: Terminal, promised: Ratings) -> None:
    """Whenever the title says "Saved", the ratings beside it are promised."""
    lines = terminal.lines
    if "✓ Saved" in lines[0]:
        promised.update(shown_ratings(lines[1:]))


def _check_file(place: Place, promised: Ratings, outcome: Outcome) -> None:
    if not place.file.exists():
        if any(any(pair) for pair in promised.values()):
            outcome.problems.append(f"kill {outcome.kills}: no file, though saved: {promised}")
        return
    try:
        read_document(place.file)
    except BreakthroughsError as error:
        outcome.problems.append(f"kill {outcome.kills}: {error.text}")
        return
    saved = place.answers
    for question, pair in promised.items():
        found = saved.get(question, (None, None))
        for shown, kept in zip(pair, found, strict=True):
            if shown is not None and shown != kept:
                said = f"kill {outcome.kills}: {question} was shown as saved: {pair}, not {found}"
                outcome.problems.append(said)


def _check_start(place: Place, terminal: Terminal, outcome: Outcome) -> None:
    """The first page goes on from the file: it shows what is there, at the first open question."""
    saved = place.answers
    for question, pair in shown_ratings(terminal.lines).items():
        if pair != saved.get(question, (None, None)):
            outcome.problems.append(f"start {outcome.kills}: {question} shows {pair}, not the file")
    unrated = [pair for pair in shown_ratings(terminal.lines).values() if None in pair]
    if not unrated:
        outcome.problems.append(f"start {outcome.kills}: it does not go on at an open question")


def _check_leftovers(place: Place, outcome: Outcome) -> None:
    if place.leftovers:
        outcome.problems.append(f"start {outcome.kills}: left behind are {place.leftovers}")


def _start_again(place: Place, outcome: Outcome) -> None:
    """After the last kill, too, a start finds all in order and an end leaves it so."""
    with place.open() as terminal:
        terminal.wait_to_see("[ ")
        _check_leftovers(place, outcome)
        terminal.press("q")
        if terminal.wait_for_exit() != 0 or place.faults:
            outcome.problems.append(f"after kill {outcome.kills}: {terminal.farewell}")


def main() -> int:
    """Kill, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    outcome = run(options.kills, options.seed)
    print(outcome)
    return bool(outcome.problems)


if __name__ == "__main__":
    sys.exit(main())
