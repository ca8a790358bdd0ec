"""Streams that cannot hold every character: what is printed keeps its meaning and its columns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from breakthroughs_tui.bank import default_bank_file
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import QuestionBank
from tests.conftest import NOW, QUARTER
from tests.terminal import Terminal

COMMAND = str(Path(sys.executable).with_name("breakthroughs"))
ENCODINGS = ["cp1252", "cp437", "ascii", "latin-1", "utf-8"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, bank: QuestionBank) -> Path:
    """Give a folder with four quarters, whose name has no equivalent."""
    store = Store(tmp_path_factory.mktemp("encodings") / "Cyngor Ŵyn 議会", lambda: NOW)
    for each in example_quarters(bank, QUARTER):
        store.file(each.quarter).save(each)
    return store.folder


@cache
def run(folder: Path, encoding: str, *typed: str) -> str:
    """Run the installed command with its streams in an encoding; give all that it says.

    Nothing changes what it says, so each is run once.
    """
    done = subprocess.run(
        [COMMAND, "--data-dir", folder, *typed], check=False, capture_output=True, timeout=20,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )  # fmt: skip
    return (done.stdout + done.stderr).decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_table_has_a_question_mark(folder: Path, encoding: str) -> None:
    """But those that end a question, which are as many as with everything."""
    for typed in (["summary", "2026-27-Q3"], ["compare"], ["summary", "Q9"]):
        assert run(folder, encoding, *typed).count("?") == run(folder, "utf-8", *typed).count("?")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_columns_stay_in_line(folder: Path, encoding: str) -> None:
    """Though an equivalent may be wider than what it stands for."""
    lines = run(folder, encoding, "compare").splitlines()
    top = next(number for number, line in enumerate(lines) if line.startswith("Direction"))
    titles = lines[top].index("Breakthrough"), lines[top].index("Now")
    for line in lines[top + 1 : top + 9]:
        assert line[titles[0] - 1] == " " != line[titles[0]]
        assert line[titles[1] + 3] == " " != line[titles[1] + 2]
    lines = run(folder, encoding, "summary", "2026-27-Q3").splitlines()
    words = [
        line.find(band) for band in ("Critical", "High", "Low", "None") for line in lines[4:12]
    ]
    assert len(set(words) - {-1}) == 1


def test_what_a_windows_pipe_lacks(folder: Path) -> None:
    """Signs, bars, arrows and marks in cp1252, and its own dashes as they are."""
    summary = run(folder, "cp1252", "summary", "2026-27-Q3")
    assert "1 !! Critical 81% ####." in summary
    assert "8 ok None      0% ....." in summary
    assert " -13 " in summary
    assert "(Oct–Dec 2026)" in summary
    compared = run(folder, "cp1252", "compare")
    assert "up improved " in compared
    assert "down declined " in compared
    assert "Cyngor Wyn \\u8b70\\u4f1a" in run(folder, "cp1252", "history")


def test_what_an_old_console_has_stays(folder: Path) -> None:
    """Bars and the middle dot, not the dash."""
    summary = run(folder, "cp437", "summary", "2026-27-Q3")
    assert "81% ████░" in summary
    assert "(Oct-Dec 2026)\n22 of 22 questions answered · gap" in summary


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_holds_the_same_in_every_encoding(folder: Path, encoding: str) -> None:
    """Escaped as JSON escapes: no equivalent stands in data for another program."""
    assert json.loads(run(folder, encoding, "history", "--json")) == json.loads(
        run(folder, "utf-8", "history", "--json")
    )


def test_ascii_alone_is_sent_where_there_is_no_more(folder: Path) -> None:
    """Also by what click prints itself, and for errors."""
    bank = str(default_bank_file())
    for typed in (["check", bank], ["--help"], ["nonsenseŵ"], ["summary", "ŵ–議"], ["demo"]):
        assert run(folder, "ascii", *typed).isascii()
    assert "No such command 'nonsensew'" in run(folder, "ascii", "nonsenseŵ")
    assert "(questions 1-4)" in run(folder, "ascii", "check", bank)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminal")
def test_a_terminal_of_another_encoding(folder: Path) -> None:
    """In colour and in line, as in a pipe."""
    environment = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    command = [COMMAND, "--data-dir", str(folder), "compare"]
    with Terminal(command, columns=120, environment=environment) as terminal:
        assert terminal.wait_for_exit() == 0
    assert "up improved" in terminal.text
    assert "?" not in terminal.text.partition("Direction")[2].partition("Questions that")[0]
