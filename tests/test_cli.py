"""The commands: data on stdout, messages on stderr, and an exit code that tells."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import ANY, Mock

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from breakthroughs_tui import document
from breakthroughs_tui.bank import default_bank_file
from breakthroughs_tui.cli import Desk, commands
from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import Assessment, Plan, Progress
from breakthroughs_tui.opening import Sitting
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui import Ending
from tests.conftest import NOW, QUARTER, TODAY, AssessmentMaker
from tests.disk import is_saver_at_rest

TERMINAL = "click.testing._NamedTextIOWrapper.isatty"
FILE = "2026-27-Q3.json"
SEASONS = (QUARTER, Quarter(2026, 2), Quarter(2025, 4), Quarter(2025, 3), Quarter(2025, 2))
Run = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give the folder of quarters, which is not there yet."""
    return Store(tmp_path / "quarters", lambda: NOW)


@pytest.fixture
def run(tmp_path: Path, store: Store) -> Run:
    """Give a function that runs a command at a desk with a fixed day, and lets no fault pass."""

    def invoke(*arguments: str, data_dir: Path | None = store.folder) -> Result:
        desk = Desk(data_dir, state_dir=tmp_path / "state", now=lambda: NOW, today=lambda: TODAY)
        result = CliRunner().invoke(commands, arguments, obj=desk)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def half_done(store: Store, make_assessment: AssessmentMaker) -> Assessment:
    """Give an assessment with one question answered and one half answered, saved."""
    ratings = {"q1": (Progress.JUST_STARTING, Plan.NO), "q2": (Progress.ACHIEVED, None)}
    assessment = make_assessment(ratings)
    store.file(QUARTER).save(assessment)
    return assessment


@pytest.mark.parametrize(
    ("name", "number"),
    [("2026-27-Q3", 3), ("2026/27 Q3", 3), ("Q3", 3), ("q2", 2), ("current", 3), ("", 3),
     ("previous", 2), ("Q2\N{NO-BREAK SPACE}26/27", 2), ("PATH", 3)],
)  # fmt: skip
def test_a_quarter_can_be_named_in_many_ways(
    run: Run, store: Store, half_done: Assessment, name: str, number: int
) -> None:
    """By id, label, number, word or path; without any it is the quarter of today."""
    store.file(Quarter(2026, 2)).save(replace(half_done, quarter=Quarter(2026, 2)))
    arguments = [name.replace("PATH", str(store.folder / FILE))] if name else []
    printed = run("summary", "--json", *arguments).stdout
    assert json.loads(printed)["quarter"] == f"2026-27-Q{number}"


@pytest.mark.usefixtures("half_done")
def test_a_path_may_be_in_quotes_wherever_it_is_typed(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows copies it: on the command line, and in the variable, where no shell reads it."""
    bank = tmp_path / "our bank.yaml"
    bank.write_text("x: [", "utf-8")
    folder, file = f'"{store.folder}"', f"'{store.path(QUARTER)}'"
    for typed in (["--data-dir", folder, "summary"], ["summary", file], ["compare", file, file]):
        result = run(*typed, "--json", data_dir=None)
        assert (result.exit_code, json.loads(result.stdout)) == (0, ANY), typed
    assert run("check", f'"{bank}"').stdout.startswith(f"{bank}:2:1: ")
    desk = Desk(store.folder)
    CliRunner().invoke(commands, ["assess", "--bank", f'"{bank}"'], obj=desk)
    assert desk.bank_file == bank
    report = f'"{tmp_path / "gap report.csv"}"'
    assert run("report", "-o", report).exit_code == 0
    assert run("report", "-f", "md", "-o", f'"{tmp_path}/"').exit_code == 0
    assert (tmp_path / "gap report.csv").exists()
    assert (tmp_path / "breakthroughs-2026-27-Q3.md").exists()
    monkeypatch.setenv("BREAKTHROUGHS_DATA_DIR", folder)
    assert run("summary", data_dir=None).exit_code == 0


NO_QUARTERS = ("Q5", "2026-28-Q1", "", "[/]", "no/such.json", "/", "~nosuchuser/x", "x" * 300)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        *(((["summary", name], 2, "Write a quarter as 2026-27-Q3")) for name in NO_QUARTERS),
        ([], 2, "need a terminal"),
        (["assess", "Q3"], 2, "need a terminal"),
        (["nonsense"], 2, "No such command"),
        (["summary", "--nonsense"], 2, "No such option"),
        (["schema", "nonsense"], 2, "not one of 'bank', 'assessment'"),
        (["check", "none.yaml"], 1, "error: none.yaml is not there."),
        (["history", "--data-dir", __file__], 1, "could not be read: Not a directory"),
        (["summary", "--data-dir", "x" * 300], 1, "could not be read: File name too long"),
        (["compare", "Q2", "Q5"], 2, '"Q5" is not a quarter'),
        (["summary", "x"], 2, '"x" is not a quarter. There is no file of that name either.\n'),
        (["summary", "2026-28-Q1"], 2, "as in 2026-27-Q1. There is no file of that name either.\n"),
        (["summary", ""], 2, "error: The name of a quarter is empty.\n"),
        (["report", "\N{NO-BREAK SPACE}"], 2, "error: The name of a quarter is empty.\n"),
        (["summary", "Q1", "Q2"], 2, '"Q1 Q2" is not a quarter.'),
        (["compare", "Q1", "Q2", "Q3"], 2, "compare takes two quarters at most, not 3 words.\n"),
        (["compare", "a", "b", "c"], 2, 'in quotes: "26/27 Q3"\n'),
        (["compare", "Q2", "Q3", "--last-year"], 2, "--last-year goes with one quarter at most"),
        (["compare", "--nonsense"], 2, "No such option"),
        (["compare", "--data-dir", __file__], 1, "could not be read: Not a directory"),
        (["history", "--data-dir", "~nosuchuser/x"], 1, "~nosuchuser"),
    ],
)
def test_refusals_come_in_words(run: Run, arguments: list[str], code: int, words: str) -> None:
    """2 for wrong usage, or a screen without a terminal; 1 for what is on disk; never a fault."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


@pytest.mark.usefixtures("half_done")
@pytest.mark.parametrize(
    "words", ["2026/27 Q3", "Q3 26/27", "quarter 3 2026 / 27", "2026/27 Q3 Oct – Dec"]
)
def test_a_quarter_of_several_words_needs_no_quotes(run: Run, words: str) -> None:
    """A command that takes one quarter takes its words together; options may stand among them."""
    expected = run("summary", "2026-27-Q3", "--json").stdout
    first, *rest = words.split()
    assert run("summary", first, "--json", *rest).stdout == expected != ""


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("26/27 Q1 26/27 Q2", "'26/27 Q1' '26/27 Q2'"),
        ("Q1 26/27 Q2", "Q1 '26/27 Q2'"),
        ("26/27 Q2", "'26/27 Q2'"),
        ("Q1 2026/27 previous", "'Q1 2026/27' previous"),
    ],
)
def test_two_quarters_of_several_words_need_quotes(run: Run, words: str, meant: str) -> None:
    """Which words belong together is for the person to say; the command is told as it works."""
    result = run("compare", *words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f" compare {meant}\n")


@pytest.mark.usefixtures("half_done")
def test_a_quarter_without_answers_says_what_to_do(run: Run) -> None:
    """It is no table of zeros but exit code 1, with the command to start and the latest quarter."""
    result = run("summary", "Q4")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: 2026/27 Q4 (Jan–Mar 2027) has no answers in ")
    assert re.search(r"assess 2026-27-Q4\n.* summary 2026-27-Q3\n$", result.stderr)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is damaged: it is not JSON"),
        (b'{"format": "breakthroughs-assessment", "format_version": 2}', "by a newer version"),
        (b"", "could not be read: Is a directory"),
    ],
)
def test_an_unreadable_quarter_is_told(run: Run, store: Store, content: bytes, words: str) -> None:
    """The summary ends with exit code 1 and the history goes on, each with file and reason."""
    path = store.folder / FILE
    store.folder.mkdir()
    path.write_bytes(content) if content else path.mkdir()
    summary, table, values = run("summary"), run("history"), run("history", "--json")
    assert [each.exit_code for each in (summary, table, values)] == [1, 0, 0]
    assert summary.stderr.startswith(f"error: {path}")
    [entry] = json.loads(values.stdout)
    assert {entry[key] for key in ("answered", "total", "gap_index", "modified")} == {None}
    for told in (summary.stderr, table.stdout, entry["problem"]):
        assert words in told


def test_a_summary_does_without_a_damaged_quarter_before(run: Run, seasons: Store) -> None:
    """It compares with the newest that can be read, and names both."""
    seasons.path(Quarter(2026, 2)).write_bytes(b"{")
    result = run("summary")
    path = seasons.path(Quarter(2026, 2))
    assert result.exit_code == 0
    assert result.stderr.startswith(f"warning: {path} is damaged: it is not JSON")
    assert "vs 25/26 Q4 vs 25/26 Q3" in result.stdout


def test_a_trend_of_nothing_is_not_printed(run: Run, store: Store) -> None:
    """Where no quarter can be read, the history is what is wrong, and no empty table."""
    store.folder.mkdir()
    store.path(QUARTER).write_bytes(b"{")
    assert "Trend" not in run("history").stdout


def test_a_file_of_another_quarter_is_refused(
    run: Run, store: Store, half_done: Assessment
) -> None:
    """A renamed file is not taken for what its name says."""
    store.file(QUARTER.previous).save(half_done)
    result = run("summary", "previous")
    assert (result.exit_code, " not 2026/27 Q2 (Jul–Sep 2026)" in result.stderr) == (1, True)


def test_history_lists_the_newest_first(run: Run, store: Store, half_done: Assessment) -> None:
    """For people and for programs, with what is known of each."""
    store.file(Quarter(2025, 4)).save(replace(half_done, quarter=Quarter(2025, 4), answers={}))
    first, second = json.loads(run("history", "--json").stdout)
    lines = run("history").stdout.splitlines()
    assert [line[:25] for line in lines[1:3]] == [first["label"], second["label"]]
    assert list(first.items()) == [
        ("quarter", "2026-27-Q3"), ("label", "2026/27 Q3 (Oct–Dec 2026)"),
        ("path", str(store.folder / FILE)), ("answered", 1), ("total", 22), ("gap_index", 100),
        ("modified", "2026-11-22T09:30:00Z"), ("problem", None),
    ]  # fmt: skip
    assert (second["quarter"], second["answered"], second["gap_index"]) == ("2025-26-Q4", 0, None)


def test_an_empty_history_says_how_to_start(run: Run) -> None:
    """No quarter is no error: it says so, and what to type."""
    result = run("history")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("No quarter is saved in")
    assert "breakthroughs --data-dir" in result.stderr


def test_check_describes_a_fit_bank(run: Run) -> None:
    """The bank that comes with the program is fit, and its breakthroughs are listed."""
    file = str(default_bank_file())
    result = run("check", file)
    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr, len(lines)) == (0, "", 10)
    assert lines[0].startswith(f"{file} is fit to use: Improvement breakthroughs")
    assert lines[1] == "breakthroughs: 8, questions: 22, next steps: 7"
    assert lines[2] == "  Lead and manage effectively (questions 1–4)"


def test_check_lists_every_problem_of_an_unfit_bank(run: Run, tmp_path: Path) -> None:
    """The problems, with their places, are data; that the bank is unfit is the error."""
    file = tmp_path / "bank.yaml"
    text = default_bank_file().read_text("utf-8").replace("  plan:", "  plam:")
    file.write_text(text, "utf-8")
    result = run("check", str(file))
    places = [line.split(": ")[0] for line in result.stdout.splitlines()]
    wrong = [text.splitlines().index(key) + 1 for key in ("  progress:", "  plam:")]
    assert (result.exit_code, places) == (1, [f"{file}:{line}:3" for line in wrong])
    assert result.stderr.startswith(f"error: {file} is not fit to use: 2 problems found.\n")


@pytest.fixture
def seasons(store: Store, make_assessment: AssessmentMaker) -> Store:
    """Give a folder with five quarters: the two newest, one before a gap, and two a year ago."""
    for quarter, progress in zip(SEASONS, itertools.cycle(Progress), strict=False):
        saved = make_assessment({"q1": (progress, Plan.NO)}, quarter=quarter)
        store.file(quarter).save(saved)
    return store


def compared(result: Result) -> tuple[str, str]:
    """Give the quarters that were compared, and see that nothing went wrong."""
    assert (result.exit_code, result.stderr) == (0, "")
    values = json.loads(result.stdout)
    return values["earlier"], values["later"]


@pytest.mark.usefixtures("seasons")
@pytest.mark.parametrize(
    ("typed", "earlier", "later"),
    [
        ("", "2026-27-Q2", "2026-27-Q3"),
        ("current", "2026-27-Q2", "2026-27-Q3"),
        ("Q2", "2026-27-Q2", "2026-27-Q3"),
        ("2025-26-Q4", "2025-26-Q4", "2026-27-Q3"),
        ("2025-26-Q4 Q2", "2025-26-Q4", "2026-27-Q2"),
        ("current previous", "2026-27-Q2", "2026-27-Q3"),
        ("Q3 2025-26-Q2", "2025-26-Q2", "2026-27-Q3"),
        ("2025/26_Q4 2026/27_Q2", "2025-26-Q4", "2026-27-Q2"),
        ("--last-year", "2025-26-Q3", "2026-27-Q3"),
        ("--last-year Q2", "2025-26-Q2", "2026-27-Q2"),
        ("Q3 --last-year", "2025-26-Q3", "2026-27-Q3"),
    ],
)
def test_the_quarters_to_compare(run: Run, typed: str, earlier: str, later: str) -> None:
    """Without a name the two newest, with one that and the newest; always in the order of time."""
    names = [name.replace("_", " ") for name in typed.split()]
    assert compared(run("compare", "--json", *names)) == (earlier, later)


@pytest.mark.usefixtures("seasons")
@pytest.mark.parametrize("name", [name for name in NO_QUARTERS if name])
def test_what_is_no_quarter_is_not_compared(run: Run, name: str) -> None:
    """In either place that is wrong usage, with the ways to write one."""
    for typed in ([name], [name, "Q2"], ["Q2", name], ["--last-year", name]):
        result = run("compare", *typed)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Write a quarter as 2026-27-Q3" in result.stderr


@pytest.mark.parametrize("typed", [["Q5"], ["Q5", "Q2"], [""], ["", "Q2"], ["Q2", ""]])
def test_wrong_usage_is_told_whatever_is_saved(run: Run, typed: list[str]) -> None:
    """An empty name is no quarter left out; and in an empty folder, too, Q5 is no quarter."""
    result = run("compare", *typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Write a quarter as 2026-27-Q3" in result.stderr


def test_files_are_compared_by_their_paths(run: Run, seasons: Store, tmp_path: Path) -> None:
    """Wherever they are, beside a quarter or another path; one alone with the newest quarter."""
    older = seasons.path(Quarter(2025, 4))
    assert compared(run("compare", "--json", str(older))) == ("2025-26-Q4", "2026-27-Q3")
    copy = older.rename(tmp_path / "copy.json")
    assert compared(run("compare", "--json", str(copy), "Q2")) == ("2025-26-Q4", "2026-27-Q2")
    assert compared(run("compare", "--json", "Q2", str(copy))) == ("2025-26-Q4", "2026-27-Q2")


def test_a_file_of_another_folder_is_compared_with_its_own_last_year(
    run: Run, seasons: Store, tmp_path: Path
) -> None:
    """The quarters beside it are its past, not those of the usual folder."""
    theirs = seasons.folder.rename(tmp_path / "theirs")
    path = theirs / FILE
    found = compared(run("compare", "--json", "--last-year", str(path)))
    assert found == ("2025-26-Q3", "2026-27-Q3")


@pytest.mark.usefixtures("seasons")
def test_a_renamed_question_is_followed_over_the_quarters_between(
    run: Run, store: Store, half_done: Assessment
) -> None:
    """Who renames twice still sees what moved: the banks between are asked, too."""
    first = half_done.bank.breakthroughs[0]
    for quarter, name, old in ((Quarter(2026, 2), "b", ("q1",)), (QUARTER, "c", ("b",))):
        asked = replace(first, questions=(replace(first.questions[0], id=name, replaces=old),))
        bank = replace(half_done.bank, breakthroughs=(asked,))
        answer = replace(half_done.answer("q1"), progress=Progress.ACHIEVED)
        saved = replace(half_done, quarter=quarter, bank=bank, answers={name: answer})
        store.path(quarter).write_bytes(document.encode(saved))
    values = json.loads(run("compare", "--json", "2025-26-Q4").stdout)
    assert [values["questions"][0][key] for key in ("id", "progress", "plan")] == (
        ["c", "improved", "same"]
    )


def test_without_two_quarters_there_is_nothing_to_compare(run: Run, store: Store) -> None:
    """No quarter, or one: exit code 1, with what to do until there are two."""
    result = run("compare")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: No quarter in {store.folder} can be compared yet.\n")
    assert "Start with: breakthroughs --data-dir" in result.stderr


@pytest.mark.usefixtures("half_done")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "error: No quarter before 2026/27 Q3 (Oct–Dec 2026) can be read in "),
        ("Q3", "error: No quarter before 2026/27 Q3 (Oct–Dec 2026) can be read in "),
        ("Q2", "error: 2026/27 Q2 (Jul–Sep 2026) has no answers in "),
        ("Q3 Q4", "error: 2026/27 Q4 (Jan–Mar 2027) has no answers in "),
        ("--last-year", "error: 2025/26 Q3 (Oct–Dec 2025) has no answers in "),
    ],
)
def test_a_quarter_that_is_not_saved_cannot_be_compared(run: Run, typed: str, words: str) -> None:
    """The error names that quarter and the folder, and says what can be done."""
    result = run("compare", *typed.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(words)
    assert "breakthroughs --data-dir" in result.stderr


def test_the_newest_to_compare_holds_a_rating_and_is_not_still_to_come(
    run: Run, seasons: Store
) -> None:
    """Neither a mistaken name nor a quarter that was only looked at stands in the way."""
    file = seasons.file(QUARTER)
    newest = file.load()
    seasons.file(Quarter(2062, 2)).save(replace(newest, quarter=Quarter(2062, 2)))
    file.save(replace(newest, answers={}))
    assert compared(run("compare", "--json")) == ("2025-26-Q4", "2026-27-Q2")


def test_quarters_of_two_banks_are_not_compared(
    run: Run, store: Store, half_done: Assessment
) -> None:
    """Their questions have nothing to do with each other; the error names both banks."""
    bank = replace(half_done.bank, id="parish")
    store.file(Quarter(2026, 2)).save(replace(half_done, quarter=Quarter(2026, 2), bank=bank))
    result = run("compare", "Q2", "Q3")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'two question banks, "parish" and "improvement-breakthroughs".' in result.stderr
    assert "Only quarters of one bank can be compared." in result.stderr


@pytest.mark.parametrize("as_json", [True, False])
def test_a_damaged_quarter_is_named_and_left_out(
    run: Run, seasons: Store, *, as_json: bool
) -> None:
    """It is a warning beside the comparison of the rest; one that is asked for is an error."""
    damaged = seasons.path(Quarter(2026, 2))
    damaged.write_bytes(b"{")
    option = ["--json"] if as_json else []
    result = run("compare", *option)
    assert (result.exit_code, "2025-26-Q4" in result.stdout) == (0, as_json)
    assert re.fullmatch(rf"warning: {re.escape(str(damaged))} is damaged: .*\n", result.stderr)
    result = run("compare", "Q2", *option)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"error: {damaged} is damaged: ")


@pytest.mark.parametrize("readable", [True, False], ids=["one left", "none left"])
def test_a_damaged_quarter_is_named_though_nothing_can_be_compared(
    run: Run, store: Store, half_done: Assessment, *, readable: bool
) -> None:
    """Nobody is told that a quarter is not saved when its file is there, and damaged."""
    damaged = store.path(Quarter(2026, 2))
    damaged.write_bytes(b"{")
    if not readable:
        store.path(half_done.quarter).unlink()
    result = run("compare")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{damaged} is damaged" in result.stderr


def test_a_colleagues_quarter_does_not_stand_in_the_way(
    run: Run, seasons: Store, half_done: Assessment
) -> None:
    """The two newest are those of the folder's own bank, as the history has it."""
    theirs = replace(half_done, quarter=QUARTER.next, bank=replace(half_done.bank, id="parish"))
    seasons.file(QUARTER.next).save(theirs)
    values = json.loads(run("compare", "--json").stdout or "{}")
    assert (values.get("earlier"), values.get("later")) == ("2026-27-Q2", "2026-27-Q3")


@pytest.mark.usefixtures("half_done")
@pytest.mark.parametrize("typed", ["--data-dir HERE history", "history --data-dir HERE", "history"])
@pytest.mark.parametrize("environment", ["", "HERE", "elsewhere"])
def test_the_folder_named_with_the_command_counts(
    run: Run, store: Store, monkeypatch: pytest.MonkeyPatch, typed: str, environment: str
) -> None:
    """`--data-dir` works on either side, and is above BREAKTHROUGHS_DATA_DIR."""
    here = str(store.folder)
    monkeypatch.setenv("BREAKTHROUGHS_DATA_DIR", environment.replace("HERE", here))
    result = run(*typed.replace("HERE", here).split(), "--json", data_dir=None)
    assert len(json.loads(result.stdout)) == ("HERE" in typed or environment == "HERE")


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Callable[..., Result]]:
    """Give a function that opens the current quarter on a terminal and does one thing there."""
    sessions: list[Session] = []

    def assess(
        deed: Callable[[Session], object],
        *typed: str,
        fault: str = "",
        then: Callable[[Sitting], object] = lambda _: None,
    ) -> Result:
        def screens(sitting: Sitting, *_: object) -> Ending:
            sessions.append(sitting.opened.session)
            deed(sitting.opened.session)
            then(sitting)
            sessions.append(sitting.opened.session)
            return Ending(fault)

        with monkeypatch.context() as patch:
            patch.setattr(TERMINAL, lambda _: True, raising=False)
            patch.setattr("breakthroughs_tui.tui.run", screens)
            return run(*typed)

    yield assess
    for session in sessions:
        session.close()


@pytest.mark.parametrize("piped", ["<stdin>", "<stdout>"])
def test_no_screen_opens_into_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch, piped: str) -> None:
    """One end of the terminal is not enough: a screen that no key reaches could not be left."""
    monkeypatch.setattr(TERMINAL, lambda stream: stream.name != piped, raising=False)
    monkeypatch.setattr("breakthroughs_tui.tui.run", Mock(side_effect=AssertionError("opened")))
    result = run()
    assert (result.exit_code, "need a terminal" in result.stderr) == (2, True)


def rate(session: Session) -> bool:
    """Give one rating."""
    return session.rate("q1", Plan.NO)


def rate_again(session: Session) -> bool:
    """Change one rating."""
    return session.rate("q1", Plan.YES)


def test_leaving_says_where_the_answers_are(visit: Run, run: Run, store: Store) -> None:
    """With the coverage and the command to go on; then the quarter is free for the next visit."""
    for typed in ([], ["assess"], ["assess", "Q3"]):
        result = visit(rate, *typed)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.splitlines() == [
            f"Saved in {store.folder / FILE} (0 of 22 questions answered).",
            f"Go on with: breakthroughs --data-dir {store.folder} assess 2026-27-Q3",
        ]
    assert json.loads(run("summary", "--json").stdout)["breakthroughs"][0]["plan"]["no"] == 1


def test_leaving_a_path_names_that_path(visit: Run, tmp_path: Path, half_done: Assessment) -> None:
    """The command to go on leads to the answers just given, not to the quarter's usual file."""
    path = Store(tmp_path / "other", lambda: NOW).file(QUARTER).save(half_done).path
    assert visit(rate, "assess", str(path)).stderr.endswith(f" assess {path}\n")


def test_leaving_names_the_quarter_that_was_open_last(
    visit: Run, store: Store, half_done: Assessment
) -> None:
    """Whoever turned to another quarter has both saved, and goes on with the one they left."""
    store.file(Quarter(2026, 2)).save(replace(half_done, quarter=Quarter(2026, 2)))
    store.path(QUARTER).unlink()

    def turn(sitting: Sitting) -> None:
        session = sitting.turn_to(Quarter(2026, 2)).session
        session.correct()
        assert rate_again(session)

    result = visit(rate, then=turn)
    assert result.stderr.splitlines() == [
        f"Saved in {store.path(QUARTER)} (0 of 22 questions answered).",
        f"Saved in {store.path(Quarter(2026, 2))} (1 of 22 questions answered).",
        f"Go on with: breakthroughs --data-dir {store.folder} assess 2026-27-Q2",
    ]
    assert store.load(QUARTER).answer("q1").plan is Plan.NO


def test_another_quarter_of_a_path_is_the_one_beside_it(
    visit: Run, store: Store, tmp_path: Path, half_done: Assessment
) -> None:
    """The screens list the quarters of that folder, and open those, never the usual folder's."""
    other = Store(tmp_path / "other", lambda: NOW)
    path = other.file(QUARTER).save(half_done).path
    other.file(Quarter(2026, 2)).save(replace(half_done, quarter=Quarter(2026, 2)))
    opened: list[Path] = []

    def turn(sitting: Sitting) -> None:
        opened.append(sitting.turn_to(Quarter(2026, 2)).file.path)

    visit(lambda _: None, "assess", str(path), then=turn)
    assert opened == [other.path(Quarter(2026, 2))]
    assert store.quarters() == [QUARTER]


def test_an_older_quarter_is_left_as_it_is(visit: Run, store: Store, half_done: Assessment) -> None:
    """It was open to read only, and that is what is said; once corrected, it says where it is."""
    store.file(Quarter(2026, 1)).save(replace(half_done, quarter=Quarter(2026, 1)))
    before = store.path(Quarter(2026, 1)).read_bytes()
    result = visit(rate_again, "assess", "Q1")
    assert result.stderr.startswith("Nothing was changed in ")
    assert store.path(Quarter(2026, 1)).read_bytes() == before
    result = visit(lambda session: (session.correct(), rate_again(session)), "assess", "Q1")
    assert result.stderr.startswith(f"Saved in {store.path(Quarter(2026, 1))} ")
    assert store.path(Quarter(2026, 1)).read_bytes() != before


def test_leaving_without_an_answer_saves_nothing(visit: Run, store: Store) -> None:
    """Somebody who only looked finds no file, and is told so."""
    result = visit(lambda _: None)
    assert result.exit_code == 0
    assert "No answers yet, so nothing was saved for 2026/27 Q3" in result.stderr
    assert not store.folder.exists()


def test_answers_that_could_not_be_saved_are_rescued(
    visit: Run, run: Run, store: Store, tmp_path: Path
) -> None:
    """If the folder is gone bad they go elsewhere, and the error says where: nothing is lost."""

    def spoil(session: Session) -> None:
        store.folder.write_bytes(b"in the way")
        rate(session)

    result = visit(spoil)
    rescued = tmp_path / "state" / "rescued" / "2026-27-Q3.rescued-20261122T093000Z.json"
    assert result.exit_code == 1
    assert result.stderr.startswith("error: NOT SAVED: ")
    assert f"breakthroughs --data-dir {store.folder} assess {rescued}\n" in result.stderr
    assert '"no": 1' in run("summary", str(rescued), "--json").stdout


@pytest.mark.parametrize(
    "state", ["state", "quarters"], ids=["apart", "in one folder, as on macOS"]
)
def test_a_folder_that_was_renamed_is_not_begun_anew(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """Neither for the answers, nor for their copy, nor for what is to be remembered."""

    def screens(
        sitting: Sitting, settings: Settings, remember: Callable[[Settings], None], *_: object
    ) -> Ending:
        rate(sitting.opened.session)
        sitting.opened.session.wait_until_saved()
        store.folder.rename(tmp_path / "renamed")
        sitting.opened.session.rate("q2", Plan.NO)
        remember(replace(settings, theme="light"))
        return Ending()

    monkeypatch.setattr(TERMINAL, lambda _: True, raising=False)
    monkeypatch.setattr("breakthroughs_tui.tui.run", screens)
    desk = Desk(store.folder, state_dir=tmp_path / state, now=lambda: NOW, today=lambda: TODAY)
    result = CliRunner().invoke(commands, [], obj=desk)
    assert (result.exit_code, "NOT SAVED: " in result.stderr) == (1, True)
    assert "its folder is gone; it may have been renamed or moved." in result.stderr
    assert "settings.json could not be written: No such file or directory." in result.stderr
    assert not store.folder.exists()
    home = Path(os.path.expanduser("~"))
    kept = tmp_path / "state" / "rescued" if state == "state" else home
    [copy] = kept.glob("2026-27-Q3.rescued-*.json")
    assert document.decode(copy.read_bytes()).assessment.answer("q2").plan is Plan.NO
    assert (tmp_path / "renamed" / FILE).exists()


def test_rescued_answers_can_be_printed(
    run: Run, store: Store, tmp_path: Path, half_done: Assessment
) -> None:
    """They are in reach even while the usual folder cannot be read: that is why they are there."""
    rescued = store.path(QUARTER).rename(tmp_path / "2026-27-Q3.rescued-20261122T093000Z.json")
    store.folder.rmdir()
    store.folder.write_bytes(b"in the way")
    result = run("summary", str(rescued))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Priority gaps: {half_done.quarter.label}")


def test_a_fault_in_the_screens_keeps_the_answers(visit: Run, store: Store, tmp_path: Path) -> None:
    """The details go to a file, the words to the person, and the answers are on disk."""
    result = visit(rate, fault="Traceback: a bug")
    assert (result.exit_code, "Traceback" in result.stderr) == (1, False)
    assert "error: The screens closed because of a fault" in result.stderr
    report = tmp_path / "state" / "fault-20261122T093000Z.txt"
    assert report.read_text() == "Traceback: a bug"
    assert store.load(QUARTER).answer("q1").plan is Plan.NO


def test_an_interrupt_keeps_the_answers(visit: Run, store: Store) -> None:
    """Ctrl+C outside the screens' own keys ends the saver too, after the last answer."""

    def interrupt(session: Session) -> None:
        rate(session)
        raise KeyboardInterrupt

    result = visit(interrupt)
    assert (result.exit_code, result.output) == (130, "\n")  # the line with ^C ends
    assert is_saver_at_rest()
    assert store.load(QUARTER).answer("q1").plan is Plan.NO


def test_a_folder_renamed_after_the_last_save_is_not_said_to_hold_it(
    visit: Callable[..., Result], store: Store, tmp_path: Path
) -> None:
    """Nor is a command printed that would begin the quarter anew; a copy is kept elsewhere."""

    def rename(sitting: Sitting) -> None:
        assert sitting.opened.session.wait_until_saved().is_saved
        store.folder.rename(tmp_path / "renamed")

    result = visit(rate, then=rename)
    assert result.exit_code == 1
    assert f"error: {store.path(QUARTER)} is gone; it may have been renamed or moved." in (
        result.stderr
    )
    assert "Saved in" not in result.stderr
    assert "Go on with" not in result.stderr
    [copy] = (tmp_path / "state" / "rescued").glob("2026-27-Q3.rescued-*.json")
    assert document.decode(copy.read_bytes()).assessment.answer("q1").plan is Plan.NO


@pytest.mark.parametrize("empty", ["", '""', "''", " "])
def test_an_empty_path_is_refused(run: Run, empty: str) -> None:
    """It would mean the folder where the command is typed."""
    result = run("--data-dir", empty, "history")
    assert (result.exit_code, "it is empty" in result.stderr) == (2, True)
