"""The installed command and what reaches it besides keys: a terminal's reports, bursts, signals."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.place import ARGUMENTS, COMMAND, Place
from tests.terminal import Terminal, paste_code

CSI = "\x1b["
NOBODYS = {
    "a report that begins with one byte": "\udc9b1;2R",
    "a mouse report with words": f"{CSI}<32;NaN;NaNM",
    "a colour": "\x1b]11;rgb:1e1e/2222/3333\x1b\\",
    "a setting": "\x1bP1$r123m\x1b\\",
    "what the terminal is": f"{CSI}?62;1;22c",
    "a key that goes up": f"{CSI}49;1:3u",
    "a key with Alt": "\x1b2",
    "bytes that are no UTF-8": "\udcff\udc9f\udc98",
    "a paste": paste_code("123q=\r\x1b[31m321"),
}


def send(terminal: Terminal, *pieces: str, pause: float = 0.4) -> None:
    """Send a sequence in pieces, as a slow line does."""
    terminal.send_in_pieces([each.encode("utf-8", "surrogateescape") for each in pieces], pause)


def leave(terminal: Terminal) -> None:
    """Leave by the keyboard alone, and hold that all is well."""
    terminal.type("q")
    assert terminal.wait_for_exit() == 0
    assert terminal.left_on == []
    assert "Traceback" not in terminal.text


# --- input that nobody typed


@pytest.mark.parametrize("way", ["", "a", "d", "\x10"], ids=repr)
def test_nothing_comes_of_it(place: Place, terminal: Terminal, way: str) -> None:
    """On a page or in a dialog it changes neither the answers nor what is shown."""
    terminal.type(way)
    terminal.read_for(0.25)
    shown = terminal.lines
    in_a_field = way in {"d", "\x10"}
    nobodys = [each for name, each in NOBODYS.items() if not (in_a_field and name == "a paste")]
    send(terminal, *nobodys, pause=0.03)
    terminal.read_for(0.25)
    assert terminal.lines == shown
    if way:
        terminal.press("esc")
    leave(terminal)
    assert place.answers == {"q1": ("working_towards", None)}


def test_a_sequence_that_a_slow_line_cuts_is_dropped_whole(
    place: Place, terminal: Terminal
) -> None:
    """A mouse report and a colour in two pieces; the key behind them counts."""
    send(terminal, f"{CSI}<35;1", "2;11M")
    send(terminal, "\x1b]11;rgb:1111", "/2222/3333\x1b\\")
    send(terminal, f"{CSI}", "<35;12;11M")
    terminal.type("3")
    leave(terminal)
    assert place.answers == {"q1": ("working_towards", "no")}


def test_nothing_is_written_into_a_note(place: Place, terminal: Terminal) -> None:
    """Only what is typed, and what is pasted, in its turn."""
    terminal.type("e")
    terminal.wait_for("Note for question 1")
    for sequence in NOBODYS.values():
        if "200~" not in sequence:
            send(terminal, sequence)
    terminal.type("one ")
    terminal.paste("two\rthree")
    terminal.type(" four")
    terminal.wait_until(lambda: place.note("q1") == "one two\nthree four")
    terminal.press("esc")
    leave(terminal)


def test_a_lone_esc_goes_back_at_once(terminal: Terminal) -> None:
    """In less time than a person notices."""
    started = time.monotonic()
    terminal.type("\x1b")
    terminal.wait_to_see("[ Continue ]")
    terminal.wait_to_see("◐ In progress", seconds=2)
    assert time.monotonic() - started < 2
    leave(terminal)


def test_the_keypad_works_under_the_kitty_protocol(place: Place, terminal: Terminal) -> None:
    """Digits rate, Enter goes on, `/` finds."""
    terminal.press("keypad_3")
    terminal.wait_for("(•) No")
    terminal.press("keypad_divide")
    terminal.wait_to_see("Type part of a question")
    terminal.press("esc")
    leave(terminal)
    assert place.answers == {"q1": ("working_towards", "no")}


# --- bursts


@pytest.mark.parametrize(
    "keys",
    ["\x10\r\r", "\x10gaps\r\r\r", f"\x10{CSI}6~{CSI}5~zzz{CSI}6~\r\r"],
    ids=["Enter twice", "found, Enter thrice", "pages of nothing"],
)
def test_a_burst_into_the_palette_ends_nothing(terminal: Terminal, keys: str) -> None:
    """Typed ahead, as over a slow line."""
    terminal.type(keys)
    terminal.read_for(0.3)
    assert terminal.process.poll() is None
    terminal.type("\x1b[27u" * 3)
    leave(terminal)


def test_clicks_outside_the_palette_end_nothing(terminal: Terminal) -> None:
    """Two in one burst."""
    terminal.type(f"\x10{CSI}<0;1;1M{CSI}<0;1;1m{CSI}<0;1;1M{CSI}<0;1;1m")
    terminal.read_for(0.5)
    assert terminal.process.poll() is None
    terminal.press("esc")
    leave(terminal)


@pytest.mark.parametrize("behind", [f"?{CSI}B", "\x10\r\r", "13e\x03\x03"], ids=repr)
def test_keys_behind_the_one_that_quits_do_nothing(
    place: Place, terminal: Terminal, behind: str
) -> None:
    """Whatever they would have done."""
    terminal.type(f"q{behind}")
    assert terminal.wait_for_exit() == 0
    assert terminal.left_on == []
    assert place.faults == []
    assert place.answers == {"q1": ("working_towards", None)}


def test_several_lines_pasted_name_the_council(place: Place, terminal: Terminal) -> None:
    """As one line, also when the first is empty and the old name is erased before."""
    terminal.type("d")
    terminal.wait_to_see("Name of the council")
    terminal.paste("\rRyedale\rDistrict Council\r")
    terminal.type("\r")
    terminal.wait_until(lambda: '"Ryedale District Council"' in place.file.read_text("utf-8"))
    leave(terminal)


# --- signals and sizes


@pytest.mark.parametrize(
    "numbers",
    [
        [signal.SIGCONT, signal.SIGCONT],
        [signal.SIGSTOP, signal.SIGCONT],
        [signal.SIGTSTP, signal.SIGCONT, signal.SIGCONT, signal.SIGTSTP, signal.SIGCONT],
    ],
    ids=lambda numbers: "-".join(number.name for number in numbers),
)
def test_sleep_and_waking_do_no_harm(
    place: Place, terminal: Terminal, numbers: list[signal.Signals]
) -> None:
    """The screen is there again, keys count once, and leaving gives the terminal back."""
    shown = terminal.lines
    for number in numbers:
        terminal.signal(number)
        terminal.read_for(0.2)
    terminal.wait_until(lambda: terminal.lines == shown)
    terminal.type("3")
    terminal.wait_until_saved()
    leave(terminal)
    assert place.answers == {"q1": ("working_towards", "no")}


def test_the_window_tells_its_size_and_the_environment_does_not(place: Place) -> None:
    """COLUMNS and LINES may be those of another window, or of none."""
    place.environment |= {"COLUMNS": "30", "LINES": "10"}
    with place.open(columns=90, lines=26) as terminal:
        terminal.wait_to_see("[ Start ]")
        assert len(terminal.lines[0]) == 90 - 1  # the blank at its end
        terminal.resize(70, 20)
        terminal.wait_until(lambda: len(terminal.lines[0]) == 70 - 1)
        leave(terminal)


WITHOUT_HANGING_UP = """
import signal, subprocess, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
sys.exit(subprocess.call(sys.argv[1:], start_new_session=True))
"""
"""Runs a command in this window, but in a session that the window does not end."""


def test_a_terminal_that_is_gone_ends_the_program(place: Place) -> None:
    """Though nobody sends it a signal: it does not wait for keys that cannot come."""
    with place.open(sys.executable, "-c", WITHOUT_HANGING_UP, COMMAND, *ARGUMENTS) as terminal:
        terminal.wait_to_see("[ Start ]")
        terminal.type("\r1")
        terminal.wait_for("(•)")
        terminal.wait_until_saved()
        terminal.close()
        assert terminal.process.wait(15) in {0, 1}
    assert place.answers == {"q1": ("achieved", None)}


@pytest.mark.parametrize("keys", ["\x03\x03", "q"])
def test_the_exit_code_of_a_closed_window_is_no_accident(place: Place, keys: str) -> None:
    """0 or 1, also when the words on leaving have nowhere to go."""
    with place.open() as terminal:
        terminal.wait_to_see("[ Start ]")
        terminal.type(f"\r1{keys}")
        terminal.close()
        assert terminal.process.wait(15) in {0, 1}


def test_the_screens_on_a_stream_that_is_full_say_so_in_a_code(place: Place) -> None:
    """There is no terminal then."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [COMMAND, *ARGUMENTS], stdin=subprocess.DEVNULL, stdout=full, stderr=full, check=False
        )
    assert ended.returncode in {1, 2}
    assert place.answers == {}
