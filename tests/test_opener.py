"""A file is opened where the person can see it, and nothing of that reaches the screens."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest

from breakthroughs_tui.cli.opener import find_opener

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows runs no such scripts")
REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
LOUD = """#!/bin/sh
echo to standard output
echo to standard error >&2
read -r typed && echo "took $typed"
printf '%s\\n' "$0" "$#" "$1" >"$SEEN.new" && mv "$SEEN.new" "$SEEN"
exit 3
"""
"""A program that says much, takes keys if it can, and fails."""


@pytest.fixture(autouse=True)
def _at_a_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sit at a Linux desk with a display and a loud `xdg-open` and `open`, wherever tests run."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("xdg-open", "open"):
        (programs / name).write_text(LOUD)
        (programs / name).chmod(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    for name in (*REMOTE, "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def open_and_see(tmp_path: Path, path: Path) -> list[str]:
    """Open a file, and give the program that was run, how many words it was given, and the first.

    Ends when the program has, so that whatever it says has been said.
    """
    seen = tmp_path / "seen"
    before = set(threading.enumerate())
    opener = find_opener()
    assert opener is not None
    with suppress(OSError):  # the program fails, and says so
        opener(path)
    wait_until(seen.exists)
    for thread in set(threading.enumerate()) - before:
        thread.join(15)
    program, count, first = seen.read_text().splitlines()
    return [Path(program).name, count, first]


@pytest.mark.parametrize("name", REMOTE)
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_over_ssh_nothing_is_opened(
    monkeypatch: pytest.MonkeyPatch, name: str, platform: str
) -> None:
    """It would open on a computer that nobody sits at, even one with a display."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "startfile", Mock(), raising=False)
    assert find_opener() is not None
    monkeypatch.setenv(name, "192.0.2.1 50000 22")
    assert find_opener() is None


def test_an_empty_variable_is_no_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing says nothing."""
    for name in REMOTE:
        monkeypatch.setenv(name, "")
    assert find_opener() is not None


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_display_nothing_is_opened(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """A text console has no room for a web page; either kind of display will do."""
    monkeypatch.setenv("DISPLAY", "x")
    if value is None:
        monkeypatch.delenv("DISPLAY")
    else:
        monkeypatch.setenv("DISPLAY", value)
    assert find_opener() is None
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert find_opener() is not None


def test_without_a_program_for_it_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A display alone is not enough."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_opener() is None


@POSIX
@pytest.mark.parametrize(("platform", "program"), [("linux", "xdg-open"), ("darwin", "open")])
def test_a_file_is_handed_to_the_systems_program(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    platform: str,
    program: str,
) -> None:
    """As one word, whatever is in its name; what the program says and takes is not ours."""
    monkeypatch.setattr(sys, "platform", platform)
    if platform == "darwin":
        monkeypatch.delenv("DISPLAY")  # there, a display is no variable
    path = tmp_path / "gaps; echo 'x' $(y) – 2026.html"
    assert open_and_see(tmp_path, path) == [program, "1", str(path)]
    assert tuple(capfd.readouterr()) == ("", "")


@POSIX
def test_the_program_has_no_hold_on_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot read the keys, and a Ctrl+C at the screens does not end it."""
    calls: list[tuple[list[str], dict[str, object]]] = []

    def start(command: list[str], **options: object) -> Mock:
        calls.append((command, options))
        return Mock(wait=Mock(return_value=0))

    monkeypatch.setattr(subprocess, "Popen", start)
    opener = find_opener()
    assert opener is not None
    opener(tmp_path / "x.md")
    [(command, options)] = calls
    assert command == ["xdg-open", str(tmp_path / "x.md")]
    assert {options[name] for name in ("stdin", "stdout", "stderr")} == {subprocess.DEVNULL}
    assert options["start_new_session"] is True


@POSIX
def test_the_screens_do_not_wait_for_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some open a file only once its window is closed."""
    may_end, has_ended = threading.Event(), threading.Event()

    def wait(seconds: float | None = None) -> None:
        if seconds is not None:
            raise subprocess.TimeoutExpired("xdg-open", seconds)
        may_end.wait(15)
        has_ended.set()

    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: Mock(wait=wait))
    opener = find_opener()
    assert opener is not None
    opener(tmp_path / "x.md")
    assert not has_ended.is_set()
    may_end.set()
    assert has_ended.wait(15)


@POSIX
def test_a_program_that_fails_is_told(tmp_path: Path) -> None:
    """The system may have none for such a file."""
    opener = find_opener()
    assert opener is not None
    with pytest.raises(OSError, match="xdg-open could not show it"):
        opener(tmp_path / "x.md")


@POSIX
def test_a_program_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there at the start and is not any more is an error for the screens to show."""
    opener = find_opener()
    assert opener is not None
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="xdg-open"):
        opener(tmp_path / "x.md")


def test_windows_opens_a_file_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There, the system does it, and its error reaches whoever asked."""
    monkeypatch.setattr(sys, "platform", "win32")
    startfile = Mock(side_effect=[None, OSError(1155, "No application is associated")])
    monkeypatch.setattr(os, "startfile", startfile, raising=False)
    opener = find_opener()
    assert opener is not None
    opener(tmp_path / "gaps.html")
    startfile.assert_called_once_with(tmp_path / "gaps.html")
    with pytest.raises(OSError, match="No application"):
        opener(tmp_path / "gaps.html")
