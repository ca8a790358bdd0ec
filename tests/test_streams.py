"""Streams that are closed, full, gone or interrupted: an exit code that tells, and one line."""

from __future__ import annotations

import os
import pty
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from breakthroughs_tui.bank import default_bank_file
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import QuestionBank
from tests.conftest import NOW, QUARTER
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such redirections")
COMMAND = str(Path(sys.executable).with_name("breakthroughs"))
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk")
PRINTS = [
    "summary 2026-27-Q3", "summary 2026-27-Q3 --json", "compare", "history", "history --json",
    "report 2026-27-Q3 -o -", "report 2026-27-Q3 -f xlsx -o -", "report --all -o -", "demo",
    "check BANK", "schema bank", "-h", "compare -h", "--version",
]  # fmt: skip
"""Every command that prints, in the ways that it can."""
TELLS = ["history --data-dir NONE", "report 2026-27-Q3 --force -o FILE"]
"""Commands that have only messages."""
FAILS = {"assess": 2, "": 2, "nonsense": 2, "summary Q9": 2, "check NONE": 1, "compare Q1 Q2": 1}
"""Commands that cannot be done, and how they end whatever the streams are."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, bank: QuestionBank) -> Path:
    """Give a folder with four quarters."""
    store = Store(tmp_path_factory.mktemp("streams") / "answers", lambda: NOW)
    for each in example_quarters(bank, QUARTER):
        store.file(each.quarter).save(each)
    return store.folder


def run(
    folder: Path, typed: str, redirected: str = "", **streams: int
) -> tuple[int, str | None, str | None]:
    """Run the installed command in a shell; give its exit code, output and messages."""
    names = {"BANK": str(default_bank_file()), "NONE": str(folder / "none")}
    names["FILE"] = str(folder.parent / "report.csv")
    words = [names.get(word, word) for word in typed.split()]
    line = f"exec {shlex.join([COMMAND, '--data-dir', str(folder), *words])} {redirected}"
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        check=False,
        stdin=streams.get("stdin", subprocess.DEVNULL),
        stdout=streams.get("stdout", subprocess.PIPE),
        stderr=streams.get("stderr", subprocess.PIPE),
        timeout=20,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("typed", PRINTS)
def test_a_closed_output_is_told(folder: Path, typed: str) -> None:
    """Exit 1 and one line."""
    words = "error: Standard output is closed, so there was nowhere to print to.\n"
    assert run(folder, typed, ">&-") == (1, "", words)


@FULL
@pytest.mark.parametrize("typed", PRINTS)
def test_a_full_output_is_told(folder: Path, typed: str) -> None:
    """Exit 1 and one line; never 120, never "Exception ignored"."""
    words = "error: The output could not be written: No space left on device.\n"
    assert run(folder, typed, ">/dev/full") == (1, "", words)


@FULL
@pytest.mark.parametrize("typed", ["summary 2026-27-Q3", "history --json", "demo", "-h"])
@pytest.mark.parametrize("redirected", ["<&- >&- 2>&-", ">/dev/full 2>&1"])
def test_where_nothing_can_be_said_the_code_tells(
    folder: Path, typed: str, redirected: str
) -> None:
    """As in a job that keeps neither output nor messages."""
    assert run(folder, typed, redirected) == (1, "", "")


@pytest.mark.parametrize("typed", PRINTS)
def test_an_output_that_nobody_reads_ends_quietly(folder: Path, typed: str) -> None:
    """As with `| head`: exit 1 without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert run(folder, typed, stdout=writing) == (1, None, "")
    finally:
        os.close(writing)


@FULL
@pytest.mark.parametrize("typed", ["summary 2026-27-Q3", "demo", "--version"])
@pytest.mark.parametrize("redirected", ["2>/dev/full", "<&- 2>&-"])
def test_what_is_printed_needs_no_other_stream(folder: Path, typed: str, redirected: str) -> None:
    """Where there is no message, nothing is missing."""
    whole = run(folder, typed)
    assert (whole[0], whole[2]) == (0, "")
    assert run(folder, typed, redirected) == whole


@FULL
@pytest.mark.parametrize("typed", TELLS)
def test_messages_that_do_not_arrive_are_not_exit_0(folder: Path, typed: str) -> None:
    """0 says that all was written; what was asked for is done all the same."""
    assert run(folder, typed)[0] == 0
    written = folder.parent / "report.csv"
    content = written.read_bytes() if "FILE" in typed else b""
    for redirected in ("2>&-", "2>/dev/full", "<&- >&- 2>&-"):
        assert run(folder, typed, redirected) == (1, "", "")
        assert not content or written.read_bytes() == content


@FULL
@pytest.mark.parametrize("typed", FAILS)
def test_what_cannot_be_done_keeps_its_exit_code(folder: Path, typed: str) -> None:
    """Wrong usage, or screens without a terminal, are that on any streams."""
    code, _, errors = run(folder, typed, "<&- >&-")
    assert (code, "error: " in (errors or "").lower()) == (FAILS[typed], True)
    for redirected in (">/dev/full 2>&1", "<&- >&- 2>&-"):
        assert run(folder, typed, redirected) == (FAILS[typed], "", "")


@pytest.mark.parametrize("typed", ["summary 2026-27-Q3", *TELLS, "nonsense"])
def test_a_window_that_is_closed_is_no_fault(folder: Path, typed: str) -> None:
    """Input, output and messages on a terminal that has gone: 0, 1 or 2, as with a disk."""
    window, inside = pty.openpty()
    os.close(window)
    code, _, _ = run(folder, typed, stdin=inside, stdout=inside, stderr=inside)
    os.close(inside)
    assert code == (2 if typed == "nonsense" else 1)


# --- interrupts


_AT = """
import atexit, os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever those who run the tests do
moment = sys.argv[1]

class Interrupting:
    def find_spec(name, path=None, target=None):
        if name == moment:
            sys.meta_path.remove(Interrupting)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting)
if moment == "exit":
    atexit.register(os.kill, os.getpid(), signal.SIGINT)
if moment == "collection":
    import io
    class Late:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(9):
                pass
    def write(text, late=[Late()]):
        late.clear()
        time.sleep(1)  # work that goes on, unless it is interrupted
        return len(text)
    import rich.console
    rich.console.Console.print = lambda *_: write("")
from breakthroughs_tui.__main__ import main
sys.argv = ["breakthroughs", *sys.argv[2:]]
main()
"""
MOMENTS = [
    "breakthroughs_tui.cli", "click", "msgspec", "breakthroughs_tui.cli.desk", "platformdirs",
    "rich", "rich.table", "breakthroughs_tui.render.tables", "breakthroughs_tui.trend",
    "collection", "exit",
]  # fmt: skip
"""While a module is imported, early and late; where nothing can be raised; after the end."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_ctrl_c_ends_a_command_quietly(folder: Path, moment: str) -> None:
    """Whenever it comes: killed by the signal, or exit 130; no traceback, no "Aborted!"."""
    named = {"BREAKTHROUGHS_DATA_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", _AT, moment, "history"], check=False, capture_output=True,
        timeout=20, env={**os.environ, **({} if moment == "platformdirs" else named)},
    )  # fmt: skip
    assert (done.returncode in {-2, 130}, done.stderr) == (True, b"")


def test_what_runs_first_imports_next_to_nothing() -> None:
    """Every import before Ctrl+C is taken care of is time in which it prints a traceback."""
    program = """import sys; known = set(sys.modules); import breakthroughs_tui.__main__
print(*sorted(set(sys.modules) - known - set(sys.builtin_module_names)))"""
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert printed.stdout.split() == [b"breakthroughs_tui", b"breakthroughs_tui.__main__"]


def test_ctrl_c_that_is_to_be_ignored_is_ignored(folder: Path) -> None:
    """As under nohup, and in the background of a script."""
    program = _AT.replace("default_int_handler", "SIG_IGN")
    for moment in ("click", "rich", "exit"):
        done = subprocess.run(
            [sys.executable, "-c", program, moment, "--data-dir", folder, "history"],
            check=False, capture_output=True, timeout=20,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [("\x04", 1, "error: The input ended before"), ("\x03", 130, "^C"), ("n\r", 1, "damaged")],
)
def test_a_question_that_is_not_answered(tmp_path: Path, key: str, code: int, words: str) -> None:
    """The end of the input has words, Ctrl+C has none; the damaged file stays as it is."""
    path = tmp_path / "2026-27-Q3.json"
    path.write_bytes(b"{")
    with Terminal([COMMAND, "--data-dir", str(tmp_path), "assess", path.stem]) as terminal:
        terminal.wait_for("[Y/n]")
        terminal.type(key)
        assert terminal.wait_for_exit() == code
    said = terminal.text.partition("[Y/n]")[2]
    assert words in said
    assert "Aborted" not in said
    assert "Traceback" not in said
    assert path.read_bytes() == b"{"


# --- the window's size


@pytest.mark.parametrize("typed", [["history"], ["summary", "2026-27-Q3"], ["summary", "-h"]])
def test_a_window_is_as_wide_as_it_is(folder: Path, typed: list[str]) -> None:
    """COLUMNS and LINES were true when the shell set them; since then the window has changed."""
    shown = []
    for columns, environment in ((60, {}), (60, {"COLUMNS": "132", "LINES": "5"}), (100, {})):
        command = [COMMAND, "--data-dir", str(folder), *typed]
        with Terminal(command, columns=columns, environment=environment) as terminal:
            assert terminal.wait_for_exit() == 0
        shown.append(terminal.text)
    assert shown[0] == shown[1] != shown[2]
