"""Each command that is printed works as it stands, in the person's own shell."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import breakthroughs_tui
from breakthroughs_tui.bank import default_bank_file, load_bank
from breakthroughs_tui.cli import Desk, commands
from breakthroughs_tui.cli.shells import how_started, quoted
from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.opening import Sitting
from breakthroughs_tui.paths import as_meant
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui import Ending
from tests.conftest import NOW, QUARTER, TODAY

ODD = """-Jo's "gaps" $HOME `x` & %PATH% ½ 議;#"""
"""A name that a shell would take apart."""
TERMINAL = "click.testing._NamedTextIOWrapper.isatty"
RATED = Answer(Progress.JUST_STARTING, Plan.NO)
Q2 = QUARTER.previous
POSIX = pytest.mark.skipif(os.name == "nt", reason="there is no sh, nor such a name")


class Office:
    """A person at a shell, with answers and a bank of their own under names that are hard to type.

    Whatever is printed is run by `sh`, from another folder: a stand-in on the PATH notes what
    the shell makes of it, and that is run here.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have no answers yet."""
        self.store = Store(folder / ODD, lambda: NOW)
        self.bank_file = folder / f"{ODD}.yaml"
        bank = default_bank_file().read_text("utf-8").replace("id: improvement", "id: our", 1)
        self.bank_file.write_text(bank, "utf-8")
        self.sat_at: list[Session] = []
        """What was opened on the screens."""
        self._folder = folder
        self._patch = monkeypatch

    @property
    def bank(self) -> QuestionBank:
        """The bank, read."""
        return load_bank(self.bank_file)

    def save(self, *answers: Answer, quarter: Quarter = QUARTER) -> Path:
        """Save a quarter with these answers to the first questions."""
        given = {f"q{number}": answer for number, answer in enumerate(answers, start=1)}
        saved = Assessment(quarter, "", "", NOW, NOW, self.bank, given)
        return self.store.file(quarter).save(saved).path

    def run(self, *typed: str | Path, deed: Callable[[Session], object] | None = None) -> Result:
        """Run a command from beside the folder and the bank; with a deed, on a terminal."""
        options = ["--data-dir", ODD, "--bank", self.bank_file.name]
        return self._run(self._folder, [*options, *typed], deed)

    def _run(
        self, here: Path, typed: Sequence[str | Path], deed: Callable[[Session], object] | None
    ) -> Result:
        def screens(sitting: Sitting, *_: object) -> Ending:
            self.sat_at.append(sitting.opened.session)
            if deed is not None:
                deed(sitting.opened.session)
            return Ending()

        desk = Desk(state_dir=self._folder / "state", now=lambda: NOW, today=lambda: TODAY)
        with self._patch.context() as patch:
            patch.chdir(here)
            if deed is not None:
                patch.setattr(TERMINAL, lambda _: True, raising=False)
                patch.setattr("breakthroughs_tui.tui.run", screens)
            result = CliRunner().invoke(commands, [str(each) for each in typed], "y\n", obj=desk)
        assert result.exc_info is None or result.exc_info[0] is SystemExit, result.exc_info
        return result

    def follow(self, command: str) -> Result:
        """Type a command that was printed, on a terminal."""
        elsewhere = self._folder / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        stand_in = elsewhere / "breakthroughs"
        stand_in.write_text("#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done\n")
        stand_in.chmod(0o700)
        done = subprocess.run(
            ["/bin/sh", "-c", command], check=True, capture_output=True, cwd=elsewhere,
            env={**os.environ, "PATH": f"{elsewhere}:{os.environ['PATH']}"},
        )  # fmt: skip
        assert done.stderr == b""
        self.sat_at.clear()
        return self._run(elsewhere, os.fsdecode(done.stdout).split("\0")[:-1], lambda _: None)


def printed(result: Result) -> dict[str, str]:
    """Give each command that was printed, by the words before it."""
    found = re.findall(
        r"(?:^|[.] )([^.\n]*): (breakthroughs(?: .*)?)$", result.output, re.MULTILINE
    )
    assert result.output.count(": breakthroughs") == len(found)
    return dict(found)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Give an office."""
    return Office(tmp_path, monkeypatch)


def rate(session: Session) -> None:
    """Give one rating."""
    session.rate("q1", Plan.NO)


def sat_at(office: Office, quarter: Quarter = QUARTER) -> Assessment:
    """Give what was opened last, and see that it is this quarter with the office's own bank."""
    [session] = office.sat_at
    assert session.assessment.quarter == quarter
    assert session.assessment.bank == office.bank
    return session.assessment


@POSIX
def test_what_is_said_on_leaving_leads_back(office: Office) -> None:
    """To the same quarter, with the same bank, in the same folder: before and after a rating."""
    for deed, label in ((lambda _: None, "Come back with"), (rate, "Go on with")):
        office.sat_at.clear()
        commands_said = printed(office.run(deed=deed))
        assert list(commands_said) == [label]
        office.follow(commands_said[label])
        sat_at(office)
    assert office.store.load(QUARTER).answer("q1").plan is Plan.NO


@POSIX
@pytest.mark.parametrize("is_named", [False, True], ids=["here", "by path"])
def test_what_is_said_of_a_finished_quarter_prints_it_and_reports_it(
    office: Office, tmp_path: Path, *, is_named: bool
) -> None:
    """Also where it lies elsewhere: then by its path."""
    path = office.save(*[RATED] * 22)
    named = [path.rename(tmp_path / f"{ODD}.json")] if is_named else []
    said = printed(office.run("assess", *named, deed=lambda _: None))
    assert list(said) == ["Print the result", "Write a report of it"]
    assert "Priority gaps: 2026/27 Q3" in office.follow(said["Print the result"]).stdout
    report = tmp_path / "elsewhere" / "breakthroughs-2026-27-Q3.html"
    assert f"Written: {report}" in office.follow(said["Write a report of it"]).stderr


@POSIX
def test_rescued_answers_are_opened_by_what_is_said(office: Office) -> None:
    """Though the folder cannot be used."""

    def spoil(session: Session) -> None:
        office.store.folder.write_bytes(b"in the way")
        rate(session)

    said = printed(office.run(deed=spoil))
    assert list(said) == ["Open them with"]
    office.follow(said["Open them with"])
    assert sat_at(office).answer("q1").plan is Plan.NO


@POSIX
@pytest.mark.parametrize("typed", ["history", "compare", "report --all", "demo"])
def test_an_empty_folder_is_begun_by_what_is_said(office: Office, typed: str) -> None:
    """With the folder and the bank that were named."""
    deed = rate if typed == "demo" else None
    [command] = printed(office.run(*typed.split(), deed=deed)).values()
    office.follow(command)
    sat_at(office)


@POSIX
def test_what_is_said_of_a_missing_quarter(office: Office) -> None:
    """One command starts it, the other shows the latest there is."""
    office.save(RATED, quarter=Q2)
    for typed, shows in (("summary", "Priority gaps: 2026/27 Q2"), ("report", "2026-27-Q2.html")):
        said = printed(office.run(typed))
        assert list(said) == ["Start it with", "Or see the latest quarter"]
        result = office.follow(said["Or see the latest quarter"])
        assert (result.exit_code, shows in result.output) == (0, True)
        office.follow(said["Start it with"])
        sat_at(office)


@POSIX
def test_what_is_said_of_a_damaged_quarter(office: Office) -> None:
    """The newest good backup is offered, and used; without one, a fresh start."""
    office.save(RATED)
    file = office.store.file(QUARTER)
    file.save(file.load())
    for typed in (["summary"], ["summary", file.path]):
        file.path.write_bytes(b"{")
        said = printed(office.run(*typed))
        assert list(said) == ["To use the newest good backup"]
        office.follow(said["To use the newest good backup"])
        assert sat_at(office).answer("q1") == RATED
    shutil.rmtree(file.path.parent / "backups")
    file.path.write_bytes(b"{")
    assert printed(office.run("summary", file.path)) == {}
    said = printed(office.run("summary"))
    assert list(said) == ["To start this quarter afresh"]
    office.follow(said["To start this quarter afresh"])
    assert sat_at(office).answers == {}


@POSIX
@pytest.mark.parametrize("is_named", [False, True], ids=["here", "by path"])
def test_what_is_said_where_there_is_nothing_to_compare_with(
    office: Office, tmp_path: Path, *, is_named: bool
) -> None:
    """In the folder of quarters, and in that of a file which was named by its path."""
    if is_named:
        office.store = Store(tmp_path / f"theirs{ODD}", lambda: NOW)
    named = [office.save(RATED)][: int(is_named)]
    said = {
        **printed(office.run("compare", *named)),
        **printed(office.run("compare", "--last-year", *named)),
    }
    assert list(said) == ["Until then", "To print 2026-27-Q3"]
    for command in said.values():
        assert "Priority gaps: 2026/27 Q3" in office.follow(command).stdout
    office.save(RATED, quarter=Q2)
    said = printed(office.run("compare", "--last-year", *named))
    assert list(said) == ["To compare with the one before"]
    result = office.follow(said["To compare with the one before"])
    assert (result.exit_code, "2026/27 Q2" in result.stdout) == (0, True)


@POSIX
def test_what_is_said_of_other_files_reads_them(office: Office) -> None:
    """One that is no quarter's is printed, and one that holds a quarter is put together with it."""
    path = office.save(RATED)
    shutil.copy(path, path.with_name(f"2026-27-Q3 {ODD}.json"))
    said = printed(office.run("history"))
    assert list(said) == ["To read one"]
    assert "Priority gaps: 2026/27 Q3" in office.follow(said["To read one"]).stdout
    said = printed(office.run("summary"))
    assert list(said) == ["Put it together with the saved quarter"]
    result = office.follow(said["Put it together with the saved quarter"])
    assert (result.exit_code, "Nothing differs." in result.stdout) == (0, True)


@POSIX
def test_what_is_said_without_a_terminal_prints_the_results(office: Office) -> None:
    """Where there are any."""
    assert printed(office.run("assess", "Q2")) == {}
    office.save(RATED, quarter=Q2)
    said = printed(office.run("assess", "Q2"))
    assert list(said) == ["To print the results"]
    result = office.follow(said["To print the results"])
    assert "Priority gaps: 2026/27 Q2" in result.stdout


@POSIX
def test_what_is_said_of_an_unfit_bank_checks_it(office: Office) -> None:
    """Wherever it was to be used."""
    office.bank_file.write_text("- not a bank", "utf-8")
    for typed, deed in ((["check", f"./{office.bank_file.name}"], None), ([], rate)):
        said = printed(office.run(*typed, deed=deed))
        assert list(said) == ["Then check it again"]
        result = office.follow(said["Then check it again"])
        assert f"{office.bank_file}:1:1: " in result.stdout


# --- who makes them


def test_no_command_is_written_by_hand() -> None:
    """All but those in the help's examples are made in one place, which knows the options."""
    by_hand = re.compile(
        rf": breakthroughs\b|\bbreakthroughs (--|({'|'.join(commands.commands)})\b)"
    )
    package = Path(breakthroughs_tui.__file__).parent
    found = [
        (path.name, text)
        for path in package.rglob("*.py")
        for text in _texts(ast.parse(path.read_text("utf-8")))
        if by_hand.search(text) and "\b\n" not in text
    ]
    assert found == []


def _texts(tree: ast.Module) -> list[str]:
    """Give the texts of a module that are not docstrings."""
    said = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    return [
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in said
    ]


@POSIX
def test_the_program_is_named_as_it_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its command where that is on the PATH; else by the Python that runs it."""
    assert how_started() == "breakthroughs"
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert how_started() == f"{shlex.quote(sys.executable)} -m breakthroughs_tui"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{how_started()} --version"], check=True, capture_output=True, timeout=20
    )
    assert done.stdout.startswith(b"breakthroughs, version ")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert how_started() == "py -m breakthroughs_tui"


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        (r"C:\Users\jo\answers", r"C:\Users\jo\answers"),
        ("2026-27-Q3", "2026-27-Q3"),
        (r"C:\Cyngor Ŵyn\R&D", r'"C:\Cyngor Ŵyn\R&D"'),
        (r"C:\Jo's; notes", '"C:\\Jo\'s; notes"'),
        ("\\\\office\\our share\\", '"\\\\office\\our share\\\\"'),
        (r"C:\$ and `", "'\"C:\\$ and `\"'"),
    ],
)
def test_words_are_quoted_for_both_shells_of_windows(
    monkeypatch: pytest.MonkeyPatch, word: str, typed: str
) -> None:
    """The command prompt knows double quotes only; in those, PowerShell reads `$`."""
    monkeypatch.setattr("sys.platform", "win32")
    assert quoted(word) == typed
    if typed[0] == "'":  # what is left of it by either shell is understood
        assert as_meant(typed.replace('"', "")) == as_meant(typed[1:-1]) == word
