"""`breakthroughs report`: data in a file or on stdout, paths and warnings on stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from breakthroughs_tui.cli import Desk, commands
from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import (
    Answer,
    Assessment,
    Plan,
    Progress,
    ProgressOptions,
    QuestionBank,
)
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.formats import Format
from tests.clock import command_on
from tests.conftest import NOW, QUARTER, TODAY
from tests.quarters import take

COMMAND: Final = str(Path(sys.executable).with_name("breakthroughs"))
USUAL: Final = "breakthroughs-2026-27-Q3"
FORMATS: Final = [each.value for each in Format]
TEXTS: Final = [each.value for each in Format if each.is_text]
BINARY: Final = [each.value for each in Format if not each.is_text]
PART_OF_ZIP: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
NOT_WINDOWS: Final = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def saved_once(tmp_path_factory: pytest.TempPathFactory, bank: QuestionBank) -> Path:
    """Save three whole quarters: this one, and two before it that were better."""
    store = Store(tmp_path_factory.mktemp("saved") / "answers", lambda: NOW)
    for quarter, marks in ((QUARTER, "JN"), (Quarter(2026, 2), "WN"), (Quarter(2025, 3), "AY")):
        given = {each.question.id: marks for each in bank.questions}
        store.file(quarter).save(replace(take(bank, quarter, **given), council="Merrow"))
    return store.folder


@pytest.fixture
def store(tmp_path: Path, saved_once: Path) -> Store:
    """Give a folder with those quarters."""
    return Store(Path(shutil.copytree(saved_once, tmp_path / "answers")), lambda: NOW)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder, which is the current one."""
    path = tmp_path / "here"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def run(tmp_path: Path, store: Store, here: Path) -> Run:
    """Give a function that runs `report` at a desk with a fixed day, and lets no fault pass."""
    assert here.is_dir()

    def invoke(*arguments: str, data_dir: Path = store.folder) -> Result:
        desk = Desk(data_dir, state_dir=tmp_path / "state", now=lambda: NOW, today=lambda: TODAY)
        result = CliRunner().invoke(commands, ["report", *arguments], obj=desk)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def save(store: Store, **changes: object) -> Assessment:
    """Change something about this quarter's saved answers."""
    file = store.file(QUARTER)
    changed = replace(file.load(), **changes)
    file.save(changed)
    return changed


def command(
    store: Store, typed: str, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command in a process of its own."""
    return subprocess.run(
        [COMMAND, "--data-dir", store.folder, "report", *typed.split()],
        check=False, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, timeout=20,
        env={**os.environ, "FORCE_COLOR": "1"},
    )  # fmt: skip


def form_of(content: bytes) -> str:
    """Tell a report's format from its bytes."""
    if content.startswith(b"PK"):
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        return next(form for form, part in PART_OF_ZIP.items() if part in names)
    starts = {b"<!doctype html>": "html", b"# ": "md", b"\xef\xbb\xbf": "csv", b"{": "json"}
    return next(form for start, form in starts.items() if content.lower().startswith(start))


# --- format and place


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_goes_into_the_current_folder(run: Run, here: Path, form: str) -> None:
    """In the format asked for, under its usual name; the path is on stderr, and nothing else."""
    path = here / f"{USUAL}.{form}"
    result = run("2026-27-Q3", "-f", form)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Written: {path}\n"
    assert form_of(path.read_bytes()) == form
    assert list(here.iterdir()) == [path]


def test_without_a_format_it_is_a_web_page(run: Run, here: Path) -> None:
    """What opens on every computer."""
    assert run().exit_code == 0
    assert [path.name for path in here.iterdir()] == [f"{USUAL}.html"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *((f"gaps.{form}", form) for form in FORMATS),
        *((f"Gaps.Draft.{form.upper()}", form) for form in FORMATS),
        *(("gaps.htm", "html"), ("gaps.HTM", "html"), ("gaps.markdown", "md")),
    ],
)
def test_the_ending_of_the_name_says_the_format(run: Run, here: Path, name: str, form: str) -> None:
    """In letters of either kind, and as some programs write it."""
    result = run("-o", name)
    assert (result.exit_code, result.stderr) == (0, f"Written: {here / name}\n")
    assert form_of((here / name).read_bytes()) == form


@pytest.mark.parametrize("name", ["gaps.txt", "gaps.bin", "gaps", "gaps.MD", "gaps.markdown"])
def test_a_format_can_be_named_beside_the_file(run: Run, here: Path, name: str) -> None:
    """Where the ending says nothing, or the same."""
    result = run("-f", "md", "-o", name)
    assert (result.exit_code, form_of((here / name).read_bytes())) == (0, "md")


def test_a_format_and_an_ending_that_differ_are_wrong_usage(run: Run, here: Path) -> None:
    """A web page in a file that ends as a Word document would open in neither."""
    result = run("-f", "html", "-o", "gaps.docx")
    assert (result.exit_code, result.stdout, list(here.iterdir())) == (2, "", [])
    assert '"gaps.docx" and the format "html" do not go together.' in result.stderr


@pytest.mark.parametrize("name", ["gaps.txt", "gaps.pdf", "gaps", ".html", "gaps.html.gz", "x."])
def test_an_ending_that_says_nothing_is_wrong_usage(run: Run, here: Path, name: str) -> None:
    """The endings that there are, are named."""
    result = run("-o", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f'error: The name "{name}" does not say which format to write.' in result.stderr
    assert all(f".{form}" in result.stderr for form in FORMATS)
    assert list(here.iterdir()) == []


def test_several_formats_at_once(run: Run, here: Path) -> None:
    """Each once, in the order asked for, each with its path."""
    result = run("-f", "json", "-f", "csv", "-f", "json", "-f", "md")
    paths = [here / f"{USUAL}.{form}" for form in ("json", "csv", "md")]
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [f"Written: {path}" for path in paths]
    assert sorted(here.iterdir()) == sorted(paths)


def test_of_several_none_is_written_where_one_is_there(run: Run, here: Path) -> None:
    """Nobody has to find out which were and which were not; with --force, all are."""
    path = here / f"{USUAL}.json"
    path.write_bytes(b"mine")
    typed = ["-f", "md", "-f", "json", "-f", "csv"]
    result = run(*typed)
    assert (result.exit_code, list(here.iterdir()), path.read_bytes()) == (1, [path], b"mine")
    assert f"error: {path} is there already." in result.stderr
    assert run(*typed, "--force").exit_code == 0
    assert len(list(here.iterdir())) == 3


@pytest.mark.parametrize("output", ["gaps.html", "-", "none/gaps.md"])
def test_several_formats_do_not_go_into_one_place(run: Run, here: Path, output: str) -> None:
    """Nothing at all is written then."""
    result = run("-f", "json", "-f", "csv", "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error: 2 formats do not go into one file." in result.stderr
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("out", []), ("out/", ["csv"]), ("./out", ["csv"]), ("~/out", ["csv", "json"]),
        ("FULL", ["md"]),
    ],
)  # fmt: skip
def test_a_folder_takes_the_usual_names(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, typed: str, forms: list[str]
) -> None:
    """However the folder is written; `~` is the home also where no shell says so."""
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    folder = here / "out"
    folder.mkdir()
    asked = [part for form in forms for part in ("-f", form)]
    result = run(*asked, "-o", typed.replace("FULL", str(folder)))
    paths = [folder / f"{USUAL}.{form}" for form in forms or ["html"]]
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [f"Written: {path}" for path in paths]
    assert sorted(folder.iterdir()) == sorted(paths)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["-o", "none/gaps.html"], "error: There is no folder "),
        (["-o", "con.html"], 'error: Windows reserves the name "con.html".'),
        (["-o", "a?b.html"], "which Windows refuses"),
        (["-o", "/dev/null", "-f", "csv", "--force"], "error: /dev/null is not a file."),
        (["-o", "~nosuchuser/gaps.html"], "error: There is no folder "),
        (["-o", f"{'x' * 300}.html"], "File name too long"),
        (["-o", f"{'x' * 300}/a.html"], "File name too long"),
        (["-f", "html", "-o", "none/"], "error: There is no folder "),
    ],
)
@NOT_WINDOWS
def test_a_place_that_cannot_be_is_told(run: Run, here: Path, typed: list[str], words: str) -> None:
    """Exit code 1, and nothing is written anywhere."""
    result = run(*typed)
    assert (result.exit_code, result.stdout, list(here.iterdir())) == (1, "", [])
    assert words in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_on_stdout_is_what_would_be_in_the_file(run: Run, here: Path, form: str) -> None:
    """Byte for byte, and only that; no file is made."""
    result = run("-f", form, "-o", "-")
    assert (result.exit_code, result.stderr, list(here.iterdir())) == (0, "", [])
    run("-f", form)
    assert result.stdout_bytes == (here / f"{USUAL}.{form}").read_bytes()


def test_stdout_alone_is_a_web_page(run: Run) -> None:
    """The same as without -o."""
    assert form_of(run("-o", "-").stdout_bytes) == "html"


def test_the_real_command_writes_the_same_bytes(store: Store, here: Path) -> None:
    """Into a redirected file, with nothing else, FORCE_COLOR or not."""
    assert command(store, "2026-27-Q3 -f docx").returncode == 0
    expected = (here / f"{USUAL}.docx").read_bytes()
    with open(here / "redirected", "wb") as file:
        assert command(store, "2026-27-Q3 -f docx -o -", file.fileno()).stderr == b""
    assert (here / "redirected").read_bytes() == expected


# --- what is there already


def test_a_file_that_is_there_stays_without_force(run: Run, here: Path) -> None:
    """The error says what to type; with it, the report is replaced."""
    path = here / f"{USUAL}.md"
    path.write_bytes(b"mine")
    result = run("-f", "md")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"error: {path} is there already.",
        "Add --force to replace it, or give another name with -o.",
    ]
    assert path.read_bytes() == b"mine"
    result = run("-f", "md", "--force")
    assert (result.exit_code, result.stderr) == (0, f"Written: {path}\n")
    assert form_of(path.read_bytes()) == "md"


def test_force_is_not_needed_where_nothing_is(run: Run, here: Path) -> None:
    """It is leave, not a demand."""
    assert run("--force", "-o", "gaps.md").exit_code == 0
    assert (here / "gaps.md").is_file()


# BUG: without --force, "is there already. Add --force to replace it": it would not help
@pytest.mark.parametrize("name", ["2026-27-Q3.json", "2025-26-Q1.json", "settings.json"])
@pytest.mark.parametrize("extra", [[], ["--force"], ["--force", "-f", "json"]])
def test_no_report_replaces_answers(run: Run, store: Store, name: str, extra: list[str]) -> None:
    """Not even with --force: the quarter itself, a damaged one, the settings."""
    store.path(Quarter(2025, 1)).write_bytes(b"{")
    path = store.folder / name
    before = path.read_bytes() if path.exists() else None
    result = run("-o", str(path), *extra)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"error: {path} is where answers are saved." in result.stderr
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_report_of_a_path_does_not_replace_that_path(
    run: Run, store: Store, tmp_path: Path
) -> None:
    """A quarter that was saved elsewhere is as safe there."""
    path = tmp_path / "rescued.json"
    path.write_bytes(store.path(QUARTER).read_bytes())
    result = run(str(path), "-o", str(path), "--force")
    assert (result.exit_code, "is where answers are saved" in result.stderr) == (1, True)
    assert path.read_bytes() == store.path(QUARTER).read_bytes()


def test_a_report_may_stand_beside_the_answers(run: Run, store: Store) -> None:
    """A new report.json in the folder of quarters harms nobody, and is no quarter."""
    assert run("-o", str(store.folder / "report.json")).exit_code == 0
    assert run("-o", str(store.folder), "-f", "json").exit_code == 0
    assert len(store.quarters()) == 3
    assert run().exit_code == 0


# --- which quarter


@pytest.mark.parametrize(
    ("typed", "quarter"),
    [
        ("", "2026-27-Q3"), ("current", "2026-27-Q3"), ("previous", "2026-27-Q2"),
        ("q2", "2026-27-Q2"), ("2025/26 Q3", "2025-26-Q3"), ("PATH", "2026-27-Q2"),
        ("~/copy.json", "2026-27-Q2"), ("copy.json", "2026-27-Q2"),
    ],
)  # fmt: skip
def test_a_quarter_is_named_as_elsewhere(
    run: Run, store: Store, here: Path, typed: str, quarter: str
) -> None:
    """By id, label, number, word or path; the usual file name says which quarter it holds."""
    saved = store.path(Quarter(2026, 2)).read_bytes()
    for folder in (here, Path(os.path.expanduser("~"))):
        (folder / "copy.json").write_bytes(saved)
    arguments = [typed.replace("PATH", str(store.path(Quarter(2026, 2))))] if typed else []
    result = run(*arguments, "-f", "json")
    path = here / f"breakthroughs-{quarter}.json"
    assert (result.exit_code, result.stderr) == (0, f"Written: {path}\n")
    assert json.loads(path.read_bytes())["quarter"] == quarter


def test_a_report_sets_a_quarter_against_those_before_it(run: Run) -> None:
    """Last time, and the same quarter a year ago."""
    values = json.loads(run("-f", "json", "-o", "-").stdout)
    assert (values["last"], values["year_before"]) == ("2026-27-Q2", "2025-26-Q3")
    assert [each["points"] for each in values["overall"]["changes"]] == [25, 100]


def test_the_quarters_beside_a_path_are_its_past(run: Run, store: Store, tmp_path: Path) -> None:
    """A colleague's folder has a history of its own."""
    theirs = tmp_path / "theirs"
    store.folder.rename(theirs)
    values = json.loads(run(str(theirs / "2026-27-Q3.json"), "-f", "json", "-o", "-").stdout)
    assert values["last"] == "2026-27-Q2"


def test_without_answers_it_says_what_to_do(run: Run, here: Path, tmp_path: Path) -> None:
    """No quarter, or no folder at all: exit code 1 with the command to start, and no file."""
    for result in (run("Q4"), run(data_dir=tmp_path / "none")):
        assert (result.exit_code, result.stdout) == (1, "")
        assert "has no answers in" in result.stderr
        assert " assess 2026-27-Q" in result.stderr
    assert (list(here.iterdir()), (tmp_path / "none").exists()) == ([], False)


@pytest.mark.parametrize("typed", ["Q5", "2026-28-Q1", "none.json", ""])
def test_what_is_no_quarter_is_wrong_usage(run: Run, here: Path, typed: str) -> None:
    """With the ways to write one."""
    result = run(typed)
    assert (result.exit_code, result.stdout, list(here.iterdir())) == (2, "", [])
    assert "Write a quarter as 2026-27-Q3" in result.stderr


@pytest.mark.parametrize("typed", [["-f", "pdf"], ["-f", ""], ["--nonsense"], ["Q2", "Q3"], ["-o"]])
def test_wrong_usage_ends_with_2(run: Run, here: Path, typed: list[str]) -> None:
    """What click itself finds wrong."""
    result = run(*typed)
    assert (result.exit_code, result.stdout, list(here.iterdir())) == (2, "", [])


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_damaged_quarter_is_told_and_replaces_nothing(
    run: Run, store: Store, here: Path, force: list[str]
) -> None:
    """Exit code 1 with file and reason; the report of last time stays."""
    (here / f"{USUAL}.html").write_bytes(b"mine")
    store.path(QUARTER).write_bytes(b"{")
    result = run(*force)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: {store.path(QUARTER)} is damaged: it is not JSON")
    assert (here / f"{USUAL}.html").read_bytes() == b"mine"


def test_a_damaged_quarter_before_it_is_a_warning(run: Run, store: Store) -> None:
    """The report does without it, and names it; with -o - the warning is not in the data."""
    damaged = store.path(Quarter(2026, 2))
    damaged.write_bytes(b"{")
    result = run("-f", "json", "-o", "-")
    assert result.exit_code == 0
    assert re.fullmatch(rf"warning: {re.escape(str(damaged))} is damaged: .*\n", result.stderr)
    report = json.loads(result.stdout)
    assert (report["last"], report["unread"]) == ("2025-26-Q3", ["2026-27-Q2"])
    said = "Not counted, since they could not be read: 2026/27 Q2."
    assert said in run("-f", "html", "-o", "-").stdout
    assert said in run("-f", "md", "-o", "-").stdout


@NOT_WINDOWS
def test_a_closed_stdout_is_told(store: Store) -> None:
    """A report that goes nowhere is no report."""
    report = [COMMAND, "--data-dir", str(store.folder), "report", "2026-27-Q3", "-o", "-"]
    shell = ["/bin/sh", "-c", f"{shlex.join(report)} >&-"]
    done = subprocess.run(shell, check=False, stderr=subprocess.PIPE, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr.startswith("error: Standard output is closed")


# --- the whole history


def quarters_of(content: bytes) -> list[str]:
    """Give the quarters of a table, each once, in their order."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return list(dict.fromkeys(row["quarter"] for row in rows))


@pytest.mark.parametrize("typed", [[], ["-f", "csv"], ["-o", "."], ["-f", "csv", "-f", "csv"]])
def test_all_quarters_go_into_one_table(run: Run, here: Path, typed: list[str]) -> None:
    """The oldest first, one row a question and quarter, under a name of its own."""
    result = run("--all", *typed)
    path = here / "breakthroughs-all-quarters.csv"
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Written: {path}\n"
    assert quarters_of(path.read_bytes()) == ["2025-26-Q3", "2026-27-Q2", "2026-27-Q3"]
    assert len(path.read_text("utf-8-sig").splitlines()) == 1 + 3 * 22
    assert run("--all", *typed).exit_code == 1
    assert run("--all", "--force", *typed).exit_code == 0


def test_all_quarters_can_go_to_a_file_or_to_stdout(run: Run, here: Path) -> None:
    """The same bytes."""
    assert run("--all", "-o", "all.csv").exit_code == 0
    result = run("--all", "-o", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == (here / "all.csv").read_bytes()


def test_one_quarter_of_all_is_the_same_row_by_row(run: Run) -> None:
    """The table of one quarter is a part of the table of all."""
    whole = run("--all", "-o", "-").stdout.splitlines()
    one = run("Q3", "-f", "csv", "-o", "-").stdout.splitlines()
    assert whole[0].removeprefix("\ufeff") == one[0].removeprefix("\ufeff")
    assert whole[-22:] == one[1:]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["Q3"], "--all writes every quarter, so no quarter can be named"),
        (["current"], "--all writes every quarter, so no quarter can be named"),
        (["-f", "html"], "Only CSV holds the whole history"),
        (["-f", "csv", "-f", "json"], "Only CSV holds the whole history"),
        (["-f", "csv", "-f", "json", "-o", "x.csv"], "2 formats do not go into one file"),
        (["-o", "all.html"], "Only CSV holds the whole history"),
    ],
)
def test_all_quarters_are_csv_and_nothing_else(
    run: Run, here: Path, typed: list[str], words: str
) -> None:
    """A quarter or another format beside --all is wrong usage."""
    result = run("--all", *typed)
    assert (result.exit_code, result.stdout, list(here.iterdir())) == (2, "", [])
    assert f"error: {words}." in result.stderr


def test_all_quarters_are_those_that_can_be_read(run: Run, store: Store) -> None:
    """Each that cannot is a warning; when none is left, that is the error."""
    damaged, *others = (Quarter(2026, 2), QUARTER, Quarter(2025, 3))
    store.path(damaged).write_bytes(b"{")
    result = run("--all", "-o", "-")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"warning: {store.path(damaged)} is damaged")
    assert result.stderr.count("\n") == 1
    assert quarters_of(result.stdout_bytes) == ["2025-26-Q3", "2026-27-Q3"]
    for quarter in others:
        store.path(quarter).write_bytes(b"{")
    result = run("--all", "-o", "-")
    assert (result.exit_code, result.stdout_bytes) == (1, b"")
    assert f"error: No quarter can be read in {store.folder}." in result.stderr


def test_all_of_nothing_says_how_to_start(run: Run, here: Path, tmp_path: Path) -> None:
    """An empty folder gives no empty table."""
    result = run("--all", data_dir=tmp_path / "none")
    assert (result.exit_code, result.stdout, list(here.iterdir())) == (1, "", [])
    assert "Start with: breakthroughs --data-dir" in result.stderr


# --- what is said besides


def test_what_had_to_be_shortened_is_a_warning(run: Run, store: Store, here: Path) -> None:
    """Some are named, the rest counted; formats that hold everything have nothing to warn of."""
    long = Answer(Progress.ACHIEVED, Plan.YES, "long " * 9000)
    before = store.load(QUARTER).answers
    save(store, answers={**before, **{f"q{number}": long for number in range(1, 10)}})
    for form in ("csv", "xlsx"):
        result = run("-f", form)
        path = here / f"{USUAL}.{form}"
        assert result.exit_code == 0
        written, warning = result.stderr.splitlines()
        assert written == f"Written: {path}"
        assert re.fullmatch(
            r"warning: Too long for a cell, so shortened: \w.*, \w.*, \w.* and \d more\. "
            r"JSON has all of it\.",
            warning,
        )
        assert run("-f", form, "-o", "-").stderr == f"{warning}\n"
    others = [part for form in (*TEXTS, "docx") if form != "csv" for part in ("-f", form)]
    assert "warning" not in run(*others).stderr
    assert ("long " * 9000).strip() in (here / f"{USUAL}.md").read_text("utf-8")


@pytest.mark.parametrize("typed", [[], ["-f", "json", "-o", "-"]])
def test_a_report_without_a_council_says_how_to_name_one(
    run: Run, store: Store, typed: list[str]
) -> None:
    """Once, on stderr; a report that names one needs no such hint."""
    hint = "The report names no council. To name yours, open the quarter and press d."
    assert hint not in run(*typed, "--force").stderr
    save(store, council="")
    result = run(*typed, "--force")
    assert (result.exit_code, result.stderr.count(hint)) == (0, 1)
    assert hint not in result.stdout


def parts(content: bytes) -> str:
    """Give a report as text: what is zipped, unzipped."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return "".join(archive.read(name).decode("utf-8") for name in names)


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_is_in_the_words_of_its_bank(run: Run, store: Store, form: str) -> None:
    """A Welsh bank's labels stand in every format, and the default bank's nowhere."""
    bank = store.load(QUARTER).bank
    starting, heading = "Megis dechrau", "Pa gynnydd?"
    options = ProgressOptions("Wedi’i gyflawni", "Ar y gweill", starting)
    progress = replace(bank.scales.progress, question=heading, options=options)
    save(store, bank=replace(bank, scales=replace(bank.scales, progress=progress)))
    text = parts(run("-f", form, "-o", "-").stdout_bytes)
    assert starting in text
    assert form in {"csv", "xlsx"} or heading in text  # whose columns have names of their own
    assert ("Just starting" in text, "What progress have you made?" in text) == (False, False)


def test_an_incomplete_quarter_says_so_at_the_top(run: Run, store: Store) -> None:
    """Before the first number that it makes uncertain; CSV, which is rows only, has no top."""
    warning = "Provisional: 1 of 22 questions answered."
    saved = save(store, answers={"q1": Answer(Progress.JUST_STARTING, Plan.NO)})
    assert run("-o", "gaps.csv").stderr.splitlines()[1:] == [
        f"The report is provisional: {saved.coverage}."
    ]
    for form, heading in (("html", "<h2"), ("md", "\n## ")):
        text = run("-f", form, "-o", "-").stdout
        top = text[text.index("<body") if form == "html" else 0 :].partition(heading)[0]
        assert warning in top
        assert "gap index" not in top.partition(warning)[0]
    values = json.loads(run("-f", "json", "-o", "-").stdout)
    names = list(values)
    assert (values["provisional"], values["answered"], values["total"]) == (True, 1, 22)
    assert names.index("provisional") < names.index("headline") < names.index("overall")
    for form in BINARY:
        assert warning in parts(run("-f", form, "-o", "-").stdout_bytes)


@pytest.mark.parametrize("form", ["html", "md", "json"])
def test_a_complete_quarter_does_not(run: Run, store: Store, form: str) -> None:
    """Nothing about it is uncertain, though an earlier one was."""
    before = store.file(QUARTER.previous)
    before.save(replace(before.load(), answers={"q1": Answer(Progress.ACHIEVED, Plan.YES)}))
    text = run("-f", form, "-o", "-").stdout
    assert "Provisional: 1" not in text
    assert form != "json" or json.loads(text)["provisional"] is False


# --- the installed command


_LOADED = """
import sys
from pathlib import Path
from breakthroughs_tui.cli import commands
libraries = ("textual", "rich", "yaml", "jinja2", "docx", "xlsxwriter")
for form in sys.argv[2:]:
    typed = ["--data-dir", sys.argv[1], "report", "2026-27-Q3", "-f", form]
    commands.main(typed, prog_name="breakthroughs", standalone_mode=False)
    print(form, *(name for name in libraries if name in sys.modules))
"""


@pytest.mark.parametrize(
    "loaded",
    [
        ["json", "csv", "xlsx xlsxwriter", "md jinja2 xlsxwriter", "html jinja2 xlsxwriter"],
        ["docx docx"],
    ],
    ids=["all but Word", "Word"],
)
@pytest.mark.usefixtures("here")
def test_a_format_loads_its_own_library_and_no_other(store: Store, loaded: list[str]) -> None:
    """Nor the screens' or the tables'; what one format has loaded is there for those after it."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, store.folder, *(line.split()[0] for line in loaded)],
        check=True, capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    assert done.stdout.splitlines() == loaded


def test_the_schema_of_a_report_is_printed(run: Run) -> None:
    """As JSON on stdout, of the very report that the command writes."""
    result = CliRunner().invoke(commands, ["schema", "report"])
    schema = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert schema["$schema"].startswith("https://json-schema.org/")
    values = json.loads(run("-f", "json", "-o", "-").stdout)
    reference = schema.get("$ref", "").rpartition("/")[2]
    report = schema["$defs"][reference] if reference else schema
    assert set(report["properties"]) == set(values)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk to hand")
def test_a_full_disk_under_stdout_is_told_in_words(store: Store) -> None:
    """Exit code 1 and no traceback."""
    with open("/dev/full", "wb") as full:
        done = command(store, "2026-27-Q3 -f csv -o -", full.fileno())
    assert (done.returncode, done.stderr[:7], b"Traceback" in done.stderr) == (1, b"error: ", False)
    assert b"No space left on device" in done.stderr


@NOT_WINDOWS
def test_a_reader_who_has_seen_enough_is_no_error(store: Store) -> None:
    """As in `breakthroughs report -o - | head`: not a word, though more was to come."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = command(store, "2026-27-Q3 -f html -o -", writing)
    finally:
        os.close(writing)
    assert done.stderr == b""


@NOT_WINDOWS
@pytest.mark.parametrize("form", ["docx", "md"])
def test_a_terminal_is_given_text_only(store: Store, form: str) -> None:
    """What is not text would upset it: exit code 2, and what to do instead."""
    from tests.terminal import Terminal

    typed = ["--data-dir", str(store.folder), "report", "2026-27-Q3", "-f", form, "-o", "-"]
    with Terminal([COMMAND, *typed], columns=200) as terminal:
        code = terminal.wait_for_exit()
    if form in TEXTS:
        assert (code, "# Improvement breakthroughs: 2026/27 Q3" in terminal.text) == (0, True)
    else:
        assert code == 2
        assert "are no text, and would upset the terminal." in terminal.text
        assert "Name a file with -o" in terminal.text
        assert "PK" not in terminal.text


@NOT_WINDOWS
def test_the_details_are_in_the_report_of_this_quarter_and_the_next(
    tmp_path: Path, here: Path
) -> None:
    """Council and name, given once with `d`, are asked for no more."""
    from tests.terminal import Terminal

    folder = tmp_path / "council"
    for day, details, quarter in (
        (date(2026, 11, 22), "dSir Ddinbych\tJo Doe, policy\r", "2026-27-Q3"),
        (date(2027, 2, 16), "", "2026-27-Q4"),
    ):
        typed = [*command_on(day), "--data-dir", str(folder)]
        with Terminal(typed, environment={"XDG_STATE_HOME": str(folder / "state")}) as terminal:
            terminal.wait_for("[ Start ]")
            terminal.type(f"{details}\r21q")
            assert terminal.wait_for_exit() == 0
        report = [*typed, "report", "-f", "md", "-f", "json"]
        done = subprocess.run(report, cwd=here, capture_output=True, text=True, check=True)
        assert "names no council" not in done.stderr
        values = json.loads((here / f"breakthroughs-{quarter}.json").read_bytes())
        assert (values["council"], values["assessor"]) == ("Sir Ddinbych", "Jo Doe, policy")
        text = (here / f"breakthroughs-{quarter}.md").read_text("utf-8")
        assert "**Council:** Sir Ddinbych\n" in text
        assert "**Answered by:** Jo Doe, policy\n" in text
