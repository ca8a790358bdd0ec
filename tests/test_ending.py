"""The installed command in a real terminal: however it ends, answers and terminal are whole."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from breakthroughs_tui.bank import default_bank_file
from breakthroughs_tui.model import Plan, Progress, QuestionBank
from tests.place import ARGUMENTS, COMMAND, QUARTER, Place
from tests.terminal import Terminal

DIGITS = "12 21 23 33 13 22 32 11 11 31 31 22 23 21 12 33 13 23 33 11 22 31"


# --- a whole assessment


def test_a_whole_assessment_typed_in_one_burst(place: Place, bank: QuestionBank) -> None:
    """53 keys, sent at once as soon as Start shows, end on the gaps and are saved as typed."""
    pairs = iter(DIGITS.split())
    keys = "\r" + "".join(
        "".join(next(pairs) for _ in breakthrough.questions) + "\r"
        for breakthrough in bank.breakthroughs
    )
    assert len(keys) == 53
    with place.open() as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type(keys)
        terminal.wait_for("Priority gaps")
        terminal.wait_for("22 of 22 questions answered")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert place.answers == {
        f"q{number}": (list(Progress)[int(pair[0]) - 1], list(Plan)[int(pair[1]) - 1])
        for number, pair in enumerate(DIGITS.split(), start=1)
    }
    assert terminal.left_on == []
    said = terminal.farewell
    assert f"Saved in {place.file} (22 of 22 questions answered)." in said
    assert f"breakthroughs --data-dir {place.data} summary {QUARTER}" in said


def test_the_command_that_is_named_next_works(place: Place, tmp_path: Path) -> None:
    """A shell opens the same quarter with it at the next open question, with the same bank."""
    bank = tmp_path / "our bank.yaml"
    text = default_bank_file().read_text("utf-8").replace("id: improvement", "id: our", 1)
    bank.write_text(text, "utf-8")
    with place.open(COMMAND, "--bank", str(bank), *ARGUMENTS) as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type("\r12q")
        assert terminal.wait_for_exit() == 0
    said = terminal.farewell
    assert f"Saved in {place.file} (1 of 22 questions answered)." in said
    command = said.partition("Go on with: ")[2]
    options = f"--data-dir {place.data} --bank '{bank}'"
    assert command == f"breakthroughs {options} assess {QUARTER}"
    with place.open("/bin/sh", "-c", command) as again:
        again.wait_for("[ Continue ]")
        again.type("\r3q")
        assert again.wait_for_exit() == 0
    assert place.answers == {"q1": ("achieved", "partially"), "q2": ("just_starting", None)}


# --- ways to end


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_saved_and_restored(
    place: Place, terminal: Terminal, number: signal.Signals
) -> None:
    """Asked to end by the system, it saves, sets the terminal back, and says where to go on."""
    terminal.signal(number)
    assert terminal.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", None)}
    assert terminal.left_on == []
    said = terminal.farewell
    assert f"Saved in {place.file} (0 of 22 questions answered)." in said
    assert f"assess {QUARTER}" in said


def test_a_burst_of_signals_ends_it_once(place: Place, terminal: Terminal) -> None:
    """A second and a third signal while it ends cannot cut the save or the clean-up short."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        terminal.signal(number)
    assert terminal.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", None)}
    assert terminal.left_on == []


def test_ctrl_c_twice_ends_it_saved_and_restored(place: Place, terminal: Terminal) -> None:
    """The first says that a second is needed; the second ends it."""
    terminal.type("\x03")
    terminal.wait_for("Press Ctrl+C again to quit")
    assert terminal.process.poll() is None
    terminal.type("\x03")
    assert terminal.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", None)}
    assert terminal.left_on == []
    assert f"Saved in {place.file}" in terminal.farewell


@pytest.mark.parametrize("key", ["q", "\x11"], ids=["q", "Ctrl+Q"])
def test_quitting_ends_it_saved_and_restored(place: Place, terminal: Terminal, key: str) -> None:
    """By its own keys."""
    terminal.type(key)
    assert terminal.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", None)}
    assert terminal.left_on == []


def test_escape_goes_back_and_does_not_quit(place: Place, terminal: Terminal) -> None:
    """A single Esc, as a terminal sends it, leads back to the start page."""
    terminal.type("\x1b")
    terminal.wait_for("[ Continue ]", after=terminal.wait_for("◐ In progress"))
    terminal.type("q")
    assert terminal.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", None)}


def test_a_closed_window_loses_nothing(place: Place, terminal: Terminal) -> None:
    """The window is gone, with whatever was typed last; the answers are in the file."""
    terminal.type("3")
    terminal.wait_for("(•) No")
    terminal.close()
    terminal.process.wait(15)
    assert place.answers == {"q1": ("working_towards", "no")}
    assert not list(place.data.glob(".*"))


def test_a_window_closed_in_the_middle_of_much_painting_ends_it(
    place: Place, terminal: Terminal
) -> None:
    """Though keys wait and nobody takes what is painted, the program ends and frees the file."""
    terminal.type("np" * 150)
    terminal.wait_for("Breakthrough 2 of 8")
    terminal.close()
    terminal.process.wait(15)
    assert place.answers == {"q1": ("working_towards", None)}
    with place.open() as again:
        again.wait_for("[ Continue ]")
        assert "Read only" not in again.text
        again.type("q")
        assert again.wait_for_exit() == 0


def test_a_closed_window_during_a_note_loses_nothing(place: Place, terminal: Terminal) -> None:
    """What stands in an open note is kept as it was typed."""
    terminal.type("e")
    terminal.wait_for("Note for question 1")
    terminal.type("Minutes of May")
    terminal.wait_to_see("Minutes of May")
    terminal.close()
    terminal.process.wait(15)
    assert place.note("q1") == "Minutes of May"


def test_what_was_saved_survives_a_kill(place: Place, terminal: Terminal) -> None:
    """Once "Saved" shows, not even SIGKILL loses the answer; the next start goes on from it."""
    terminal.type("1")
    terminal.wait_for("(•) Yes")
    terminal.wait_until_saved()
    terminal.process.kill()
    terminal.process.wait(15)
    assert place.answers == {"q1": ("working_towards", "yes")}
    with place.open() as again:
        again.wait_for("[ Continue ]")
        again.type("\r3q")
        assert again.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", "yes"), "q2": ("just_starting", None)}


def test_looking_leaves_no_file(place: Place) -> None:
    """Without an answer there is nothing to save, and the program says so."""
    with place.open() as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert not place.file.exists()
    assert "No answers yet, so nothing was saved" in terminal.farewell
    assert terminal.left_on == []


# --- when something is wrong


def test_leaving_unsaved_keeps_a_copy_elsewhere(place: Place, terminal: Terminal) -> None:
    """If the folder is gone, the person is asked; then a copy is kept, and its path is said."""
    terminal.wait_until_saved()
    place.data.rename(place.data.with_name("moved"))
    place.data.write_bytes(b"in the way")
    terminal.type("3")
    terminal.wait_for("NOT SAVED")
    terminal.type("q")
    terminal.wait_for("Press q to leave")
    terminal.type("q")
    assert terminal.wait_for_exit() == 1
    assert terminal.left_on == []
    said = terminal.farewell
    assert "NOT SAVED" in said
    copy = Path(said.partition("All your answers are in ")[2].split()[0])
    saved = json.loads(copy.read_bytes())
    assert saved["answers"]["q1"]["plan"] == "no"
    assert f"breakthroughs --data-dir {place.data} assess {copy}" in said


FAULTY = """
import sys
from breakthroughs_tui.cli import main
from breakthroughs_tui.tui.page import Page

def fail(page):
    raise RuntimeError("boom")

Page.action_jump = fail
sys.argv = ["breakthroughs", *sys.argv[1:]]
main()
"""


def test_a_fault_ends_in_words(place: Place) -> None:
    """Answers saved, terminal set back, no traceback; the details are in a file, without notes."""
    with place.open(sys.executable, "-c", FAULTY, *ARGUMENTS) as terminal:
        terminal.wait_for("[ Start ]")
        terminal.type("\r2e")
        terminal.wait_for("Note for question 1")
        terminal.type("Confidential")
        terminal.wait_until(lambda: place.note("q1") == "Confidential")
        terminal.type("\x1b")
        terminal.wait_for("✎")
        terminal.type("/")
        assert terminal.wait_for_exit() == 1
    assert terminal.left_on == []
    said = terminal.farewell
    assert "error: The screens closed because of a fault in the program." in said
    assert "Traceback" not in terminal.text
    assert place.answers == {"q1": ("working_towards", None)}
    details = Path(said.partition("with this file: ")[2].split()[0])
    report = details.read_text(encoding="utf-8")
    assert "RuntimeError: boom" in report
    assert "Confidential" not in report


def test_a_second_window_can_only_read(place: Place, terminal: Terminal) -> None:
    """While one window has the quarter, another shows it and refuses changes, saying why."""
    with place.open() as second:
        second.wait_for("Read only")
        second.wait_for("open in another window")
        second.type("\r3q")
        assert second.wait_for_exit() == 0
    terminal.type("1q")
    assert terminal.wait_for_exit() == 0
    assert place.answers == {"q1": ("working_towards", "yes")}


# --- no terminal


def without_input(place: Place) -> tuple[int, bytes, bytes]:
    """Run it with a terminal to write on and none to read from."""
    return _run_on_half_a_terminal(place, has_input=False)


def without_output(place: Place) -> tuple[int, bytes, bytes]:
    """Run it with a terminal to read from and none to write on."""
    return _run_on_half_a_terminal(place, has_input=True)


def without_either(place: Place) -> tuple[int, bytes, bytes]:
    """Run it as a script does."""
    ended = subprocess.run(
        [COMMAND, *ARGUMENTS],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **place.environment},
        timeout=20,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def _run_on_half_a_terminal(place: Place, *, has_input: bool) -> tuple[int, bytes, bytes]:
    window, inside = pty.openpty()
    try:
        ended = subprocess.run(
            [COMMAND, *ARGUMENTS],
            stdin=inside if has_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE if has_input else inside,
            stderr=subprocess.PIPE,
            env={**os.environ, **place.environment},
            timeout=20,
            check=False,
        )
    finally:
        os.close(inside)
        os.close(window)
    return ended.returncode, ended.stdout or b"", ended.stderr


@pytest.mark.parametrize("run", [without_input, without_output, without_either])
def test_without_a_terminal_no_screen_starts(
    place: Place, run: Callable[[Place], tuple[int, bytes, bytes]]
) -> None:
    """Exit 2, with what to do instead, nothing on standard output, and nothing written."""
    status, output, errors = run(place)
    assert status == 2
    assert output == b""
    assert b"error: The screens need a terminal" in errors
    assert b"Run it without pipes." in errors
    assert b"\x1b" not in errors
    assert not place.file.exists()
