"""Names that somebody else chose: of files, folders and arguments, whatever they hold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from breakthroughs_tui.bank import default_bank_file
from breakthroughs_tui.cli import Desk, commands
from breakthroughs_tui.cli.shells import quoted
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.model import Plan, Progress
from breakthroughs_tui.opening import Request, open_quarter
from breakthroughs_tui.plain import shown
from breakthroughs_tui.settings import Settings, load_settings
from tests.conftest import NOW, QUARTER, TODAY, AssessmentMaker

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
COMMAND = str(Path(sys.executable).with_name("breakthroughs"))
EVIL = [
    "\x1b]0;owned\x07\x1b[2J",  # sets the window's title, clears it
    "\x9b31m\x90q\x9c",  # the same in one character, C1
    "\u202egnp.fdp\u2066",  # reads from right to left
    "\nerror: all is lost\r\t",  # a line of its own
    "\udcff\udc9b2J",  # bytes that are no UTF-8, one of them a C1 code
    "\u2028\u200b\u2060\U000e0041",  # breaks a line, or is not seen
]
RATED: dict[str, tuple[Progress | None, Plan | None]] = {"q1": (Progress.ACHIEVED, Plan.YES)}
Run = Callable[..., Result]


@pytest.fixture(params=EVIL, ids=["C0", "C1", "bidi", "lines", "bytes", "unseen"])
def evil(request: pytest.FixtureRequest) -> str:
    """Give a piece of a name that must not reach a terminal as it is."""
    return str(request.param)


@pytest.fixture
def store(tmp_path: Path, evil: str, make_assessment: AssessmentMaker) -> Store:
    """Give a folder of such a name, with two quarters and such files beside them."""
    store = Store(tmp_path / f"a{evil}b", lambda: NOW)
    for quarter in (QUARTER, QUARTER.previous):
        store.file(quarter).save(make_assessment(RATED, quarter=quarter))
    for name in (f"2026-27-Q3.conflict-{evil}.json", f"{evil}.json"):
        (store.folder / name).write_bytes(store.path(QUARTER).read_bytes())
    (store.folder / f"bad{evil}.json").write_bytes(b"{")
    (store.folder / f"bad{evil}.yaml").write_text(f'a: "\x1b{shown(evil)}\n\u202e: [', "utf-8")
    return store


@pytest.fixture
def run(store: Store, tmp_path: Path) -> Run:
    """Give a function that runs a command, and holds that nothing it says steers a terminal."""

    def invoke(*typed: str, code: int, folder: Path = store.folder) -> Result:
        desk = Desk(folder, state_dir=tmp_path / "state", now=lambda: NOW, today=lambda: TODAY)
        result = CliRunner().invoke(commands, typed, obj=desk)
        assert (result.exit_code, result.exc_info and result.exc_info[0]) == (code, SystemExit), (
            result.output
        )
        assert steering(result.output) == set()
        return result

    return invoke


def steering(text: str) -> set[str]:
    """Give the characters that may act on a terminal, reorder a line or hide."""
    classes = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {each for each in text if each != "\n" and unicodedata.category(each) in classes}


def test_the_history_of_a_folder_that_others_write_to(run: Run, store: Store, evil: str) -> None:
    """Its copies are named, each on one line, spelt out."""
    store.path(QUARTER.previous).write_bytes(b"{")
    result = run("history", code=0)
    assert shown(f"2026-27-Q3.conflict-{evil}.json") in result.stdout
    assert f"Saved in {shown(store.folder)}\n" in result.stdout
    assert f"{shown(store.path(QUARTER.previous))} is damaged" in result.stdout


def test_json_gives_a_path_as_it_is(run: Run, store: Store, evil: str) -> None:
    """So that another program can open it; one that is no Unicode is spelt out."""
    [entry, _] = json.loads(run("history", "--json", code=0).stdout)
    path = store.path(QUARTER)
    assert entry["path"] == (shown(path) if "\udcff" in evil else str(path))
    run("summary", "--json", code=0)
    run("compare", "--json", code=0)
    run("report", "-f", "json", "-o", "-", code=0)


def test_every_command_names_what_it_was_given(run: Run, store: Store, evil: str) -> None:
    """In errors, warnings, hints, and in the table."""
    bad = str(store.folder / f"bad{evil}.json")
    assert shown(bad) in run("summary", bad, code=1).stderr
    assert shown(bad) in run("compare", bad, "Q3", code=1).stderr
    assert shown(bad) in run("report", bad, code=1).stderr
    run("summary", str(store.folder / f"{evil}.json"), code=0)
    for command in ("summary", "assess", "report"):
        run(command, f"none{evil}", code=2)
    run("summary", "Q1", code=1)
    run("compare", "Q1", code=1)
    run("compare", "Q3", "--last-year", code=1)
    run("history", folder=store.folder / f"none{evil}", code=0)
    run("history", folder=store.folder / f"bad{evil}.json", code=1)
    run("compare", folder=store.folder / f"none{evil}", code=1)
    run("summary", folder=Path(f"~nobody{evil}"), code=1)


def test_a_bank_of_such_a_name_or_such_text(run: Run, store: Store, evil: str) -> None:
    """Fit, unfit, missing or a folder: its name is shown, and what YAML quotes of it."""
    fit = store.folder / f"fit{evil}.yaml"
    fit.write_bytes(default_bank_file().read_bytes())
    assert run("check", str(fit), code=0).stdout.startswith(f"{shown(fit)} is fit to use")
    bad = store.folder / f"bad{evil}.yaml"
    result = run("check", str(bad), code=1)
    assert all(line.startswith(f"{shown(bad)}:") for line in result.stdout.splitlines())
    run("check", f"none{evil}", code=1)
    run("check", str(store.folder), code=1)


def test_a_report_of_such_a_name(run: Run, store: Store, evil: str) -> None:
    """Written, refused since it is there, since Windows cannot have it, or without a folder."""
    target = store.folder.parent / f"r{evil}x"
    target.mkdir()
    result = run("report", "-f", "csv", "-o", str(target), code=0)
    assert f"Written: {shown(target)}/breakthroughs-2026-27-Q3.csv\n" in result.stderr
    run("report", "-f", "csv", "-o", str(target), code=1)
    run("report", "-o", str(target / f"none{evil}" / "a.csv"), code=1)
    run("report", "-o", f"a{evil}.{evil}", code=2)
    run("report", "-f", "md", "-o", f"a{evil}.csv", code=2)
    named = target / f"r{evil}.csv"
    run("report", "-o", str(named), code=1 if evil[0] < " " or evil[-1] < " " else 0)
    run("report", "--all", "-o", str(target), code=0)


def test_clicks_own_errors(run: Run, evil: str) -> None:
    """What was typed stands on one line of the error, and cannot forge another."""
    for typed in (
        [f"no{evil}"],
        [f"--no{evil}"],
        ["summary", f"--no{evil}"],
        ["summary", f"--json={evil}"],
        ["check", "bank.yaml", f"more{evil}"],
        ["schema", f"no{evil}"],
        ["report", "-f", f"no{evil}"],
        ["report", f"-x{evil}"],
    ):
        lines = run(*typed, code=2).stderr.splitlines()
        assert lines[-1].startswith("Error: ")
        assert len(lines) in {1, 4}  # some have no usage and no hint


def test_the_choices_that_click_lists_keep_their_lines() -> None:
    """Nothing in them was typed."""
    assert "Choose from:\n\tbank" in CliRunner().invoke(commands, ["schema"]).stderr


def test_what_opening_a_quarter_says(store: Store, tmp_path: Path) -> None:
    """Notices are shown in the screens, and warnings of the settings too."""
    (store.folder / "settings.json").write_bytes(b"{")
    _, warning = load_settings(store.folder, lambda: NOW)
    store.path(QUARTER.previous).write_bytes(b"{")
    opened = open_quarter(
        Request(
            file=store.file(QUARTER),
            quarter=QUARTER,
            history=History(store, lambda: TODAY),
            lock_folder=tmp_path / "locks",
            settings=Settings(),
            asked_bank=None,
            default_bank=lambda: pytest.fail("no bank is needed"),
            now=lambda: NOW,
            confirm=lambda _: False,
        )
    )
    opened.session.close()
    opened.lock.release()
    assert len(opened.notices) == 2
    assert steering(f"{warning} {opened.notices} {opened.session.history.folder}") == set()


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the spelling is that of bash")
def test_a_command_to_type_next_names_the_very_folder(store: Store) -> None:
    """Spelt out so that a shell makes the name of it again, byte for byte."""
    typed = quoted(store.folder)
    assert steering(typed) == set()
    shell = ["/bin/bash", "-c", f"printf %s {typed}"]
    printed = subprocess.run(shell, check=True, capture_output=True)
    assert printed.stdout == os.fsencode(store.folder)


def test_the_installed_command_sends_no_such_byte(store: Store) -> None:
    """Through real streams, with the name in the environment, too."""
    for typed in (["history"], ["check", store.folder]):
        done = subprocess.run(
            [COMMAND, *typed], check=False, capture_output=True, timeout=20,
            env={**os.environ, "BREAKTHROUGHS_DATA_DIR": str(store.folder)},
        )  # fmt: skip
        said = (done.stdout + done.stderr).decode()
        assert steering(said) == set()
        assert "Traceback" not in said


# --- folders that cannot be used


def _broken_folders(tmp_path: Path) -> dict[str, Path]:
    places = {name: tmp_path / name for name in ("file", "dangling", "loop")}
    places["file"].write_bytes(b"")
    places["dangling"].symlink_to(tmp_path / "nowhere")
    places["loop"].symlink_to(places["loop"])
    return {**places, "inside a file": places["file"] / "x", "long": tmp_path / ("x" * 300)}


EVERY = ["summary", "summary --json", "compare", "compare --json", "history", "history --json",
         "report -o -", "report --all -o -"]  # fmt: skip
MAIN = [typed for typed in EVERY if "--json" not in typed]


@pytest.mark.parametrize("evil", [""], indirect=True, ids=["plain"])
@pytest.mark.parametrize("typed", EVERY)
def test_a_folder_that_cannot_be_used_is_told(run: Run, tmp_path: Path, typed: str) -> None:
    """A file, a loop, a name too long, a link to nowhere: words of ours, whatever is asked."""
    for kind, folder in _broken_folders(tmp_path).items():
        is_empty = kind == "dangling" and typed.startswith("history")
        result = run(*typed.split(), folder=folder, code=0 if is_empty else 1)
        assert is_empty or result.stderr.startswith("error: ")
        assert str(folder) in result.output or is_empty


_AS_ANOTHER_USER = """
import json, os, sys
from pathlib import Path
from click.testing import CliRunner
from breakthroughs_tui.cli import commands
good, *commands_typed = json.loads(sys.argv[1])
bad = sys.argv[2:]

def run(folder, typed):
    result = CliRunner().invoke(commands, ["--data-dir", folder, *typed.split()])
    return result.exit_code, repr(result.exception), result.output

run(good, "nonsense")
for typed in commands_typed:  # what is imported late must be there: the other user may not read it
    for folder in (good, good + "/none", good + "/2026-27-Q3.json"):
        run(folder, typed)
if os.geteuid() == 0:
    os.setuid(65534)
pairs = [(folder, typed) for folder in bad for typed in commands_typed]
print(json.dumps([[*pair, *run(*pair)] for pair in pairs]))
"""


@pytest.mark.parametrize("evil", [""], indirect=True, ids=["plain"])
def test_a_folder_that_may_not_be_read_is_told(store: Store) -> None:
    """Neither listed nor entered, or one of the two: words of ours for every command."""
    with tempfile.TemporaryDirectory() as name:
        above = Path(name)
        above.chmod(0o755)
        places = [above / "closed", above / "closed" / "inside", above / "listed"]
        for place in places:
            shutil.copytree(store.folder, place)
        places[2].chmod(0o744 if os.geteuid() == 0 else 0o444)
        places[0].chmod(0o700 if os.geteuid() == 0 else 0)
        done = subprocess.run(
            [sys.executable, "-c", _AS_ANOTHER_USER, json.dumps([str(store.folder), *MAIN]),
             *map(str, places)],
            check=True, stdout=subprocess.PIPE, timeout=60, cwd="/",
        )  # fmt: skip
        for place in (places[0], places[2]):
            place.chmod(0o700)
    for folder, typed, code, fault, said in json.loads(done.stdout):
        lists_problems = folder == str(places[2]) and typed.startswith("history")
        assert (code, fault) == ((0, "None") if lists_problems else (1, "SystemExit(1)")), typed
        assert folder in said
        assert "could not be read: Permission denied" in said
        assert lists_problems or "error: " in said
