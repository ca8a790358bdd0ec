"""The driver itself: what it sends and shows is what a terminal would."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.place import Place
from tests.screen import Screen
from tests.terminal import Terminal

ECHO = """
import os, sys, termios, tty
tty.setraw(0)
print("ready\\r")
while (content := os.read(0, 1000)) != b"q":
    print(repr(content), "\\r")
"""
"""Says what it is sent."""


@pytest.fixture
def echo() -> Iterator[Terminal]:
    """Give a terminal whose program says what it is sent."""
    with Terminal([sys.executable, "-u", "-c", ECHO]) as terminal:
        terminal.wait_for("ready")
        yield terminal


def test_named_keys_are_sent_as_xterm_sends_them(echo: Terminal) -> None:
    """A name, a character, or a modifier with either."""
    for key, sent in {
        "up": r"\x1b[A",
        "ctrl+p": r"\x10",
        "shift+tab": r"\x1b[Z",
        "keypad_equal": r"\x1b[57415u",
        "alt+x": r"\x1bx",
        "esc": r"\x1b",
        "=": "=",
    }.items():
        echo.press(key)
        echo.wait_for(f"b'{sent}'")
    echo.press("q")
    assert echo.wait_for_exit() == 0


def test_a_key_after_esc_is_a_key_of_its_own(echo: Terminal) -> None:
    """Sent together they would be Alt and that key."""
    echo.press("esc", "j")
    echo.wait_for(r"b'\x1b' ")
    echo.wait_for("b'j'")


def test_a_click_on_words_is_sent_for_their_first_cell(echo: Terminal) -> None:
    """Cells are counted, not characters, and from 1."""
    echo.type("x")
    echo.wait_for("b'x'")
    echo.click("'x'")
    echo.wait_for(r"b'\x1b[<0;2;2M\x1b[<0;2;2m'")


def test_pieces_arrive_apart(echo: Terminal) -> None:
    """As over a slow line."""
    echo.send_in_pieces([b"\x1b[<0;1", b";1M"], 0.2)
    echo.wait_for(r"b';1M'", after=echo.wait_for(r"b'\x1b[<0;1'"))


def test_a_paste_has_brackets(echo: Terminal) -> None:
    """As every terminal adds them where the program asked for it."""
    echo.paste("two\nlines")
    echo.wait_for(r"b'\x1b[200~two\nlines\x1b[201~'")


def test_the_size_is_the_windows_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window of 50 cells has 50, whatever the tests themselves run in."""
    monkeypatch.setenv("COLUMNS", "99")
    monkeypatch.setenv("LINES", "99")
    command = [sys.executable, "-c", "import shutil; print(shutil.get_terminal_size())"]
    with Terminal(command, columns=50, lines=20) as terminal:
        terminal.wait_for("columns=50, lines=20")


def test_keys_that_nobody_takes_are_an_error_not_a_hang() -> None:
    """A test of a program that hangs ends."""
    with Terminal([sys.executable, "-c", "import time; time.sleep(60)"]) as terminal:
        terminal.type("stty raw")
        with pytest.raises(TimeoutError):
            terminal.send(b"x\n" * 50_000, seconds=0.3)


@pytest.mark.parametrize("size", [1, 3, 1000], ids=lambda size: f"{size} bytes at a time")
def test_the_screen_shows_text_and_nothing_else(size: int) -> None:
    """What a terminal does not draw is not drawn, wherever the output is cut."""
    output = (
        "shell\r\n\x1b[?1049h\x1b[>25u\x1b[?2026$p\x1b]52;c;eA==\x07\x1b]0;title\x1b\\\x1bP=1s\x1b\\"
        "\x1b[2J\x1b[H✓ Sé \x1b[1;31m日本\x1b[0m|\x1b[<u"
    ).encode()
    screen = Screen(20, 3)
    for start in range(0, len(output), size):
        screen.feed(output[start : start + size])
    assert screen.lines == ["✓ Sé 日本|", "", ""]
    assert screen.where("|") == (9, 0)
    screen.feed(b"\x1b[?1049l")
    assert screen.lines == ["shell", "", ""]


def test_the_screen_follows_the_window(tmp_path: Path) -> None:
    """What the program painted for another size is drawn at that size."""
    with Place(tmp_path).open() as terminal:
        terminal.wait_to_see("[ Start ]")
        terminal.resize(120, 40)
        terminal.wait_until(lambda: terminal.lines[0].rfind("✓ Saved") > 100)
        assert len(terminal.lines) == 40
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_on == []
        assert terminal.lines[0].startswith("No answers yet")
