"""The short form of each trial: some trouble in every run of the tests."""

from __future__ import annotations

from pathlib import Path
from signal import SIGCONT, Signals

import pytest

from tests.faults import kill_run, random_driver, stall_run
from tests.faults.events import Event
from tests.place import Place


@pytest.mark.parametrize("seed", [1, 2])
def test_random_input_ends_well(seed: int) -> None:
    """With quarters and without: no fault, no hang, exit 0, the terminal restored, files whole."""
    assert random_driver.run(seed, 60) == ""


def test_what_was_shown_as_saved_survives_kills() -> None:
    """The next start goes on from it, and nothing half written is left."""
    outcome = kill_run.run(kills=3, seed=1)
    assert outcome.problems == []
    assert outcome.promised > 0


@pytest.mark.parametrize("way", ["q", "q,c"])
def test_a_slow_disk_is_said_and_loses_nothing(way: str) -> None:
    """Leaving counts the seconds of one save, and ends by itself, or at once with a copy."""
    assert stall_run.run(way, delay=1.2).problems == []


CLICKED_WHERE_A_ROW_WAS = [
    (b"/3 3", 0.018),
    (b"\x1b[F", 0.0),
    (b"\x1b[<0;18;17M\x1b[<0;18;17m" * 3, 0.0),
]


CLICKED_WHAT_HAD_GONE = [
    (b"Minutes of May", 0.0),
    (b"\xc3", 0.4),
    (b"\x1b[<0;40;23M\x1b[<0;40;23m", 0.007),
    (b"\x1b[<0;70;23M\x1b[<0;70;23m" * 3, 0.01),
]


@pytest.mark.parametrize(
    "found", [CLICKED_WHERE_A_ROW_WAS, CLICKED_WHAT_HAD_GONE], ids=["a row", "a page"]
)
def test_what_once_ended_in_a_fault_no_longer_does(found: list[tuple[bytes, float]]) -> None:
    """As the random driver has found it, and made it short."""
    sent = [Event(*each) for each in found]
    assert random_driver.try_events(sent, with_quarters=False) is None


@pytest.mark.parametrize("what", ["Ctrl+Z", SIGCONT], ids=str)
def test_stop_and_go_on_mean_nothing_once_the_screens_are_gone(
    tmp_path: Path, what: str | Signals
) -> None:
    """It neither stops, nor takes the terminal again, nor forgets to end."""
    place = Place(tmp_path)
    with place.open(*stall_run.stalling(0.3)) as terminal:
        terminal.wait_to_see("[ Start ]")
        terminal.type("\r2q")
        terminal.wait_for("\x1b[?1049l")
        if isinstance(what, Signals):
            terminal.signal(what)
        else:
            terminal.press(what.lower())
        assert terminal.wait_for_exit(10) == 0
    assert terminal.left_on == []
    assert "Traceback" not in terminal.text
    assert place.answers == {"q1": ("working_towards", None)}


def test_a_window_closed_on_a_slow_disk_ends_the_program() -> None:
    """Though it was leaving already."""
    assert stall_run.run("q,close", delay=1).problems == []
