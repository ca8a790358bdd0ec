"""A copy put together with the saved quarter: a normal save with a backup, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from breakthroughs_tui import document
from breakthroughs_tui.cli import Desk, commands
from breakthroughs_tui.cli.shells import quoted
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.merge import Side
from breakthroughs_tui.merging import Merger, read_copy
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, Question, QuestionBank
from breakthroughs_tui.opening import Opened, Request, open_quarter
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.store import read_document
from tests.conftest import NOW, QUARTER, TODAY, AssessmentMaker

LATER = NOW + timedelta(hours=1)
CONFLICT = "2026-27-Q3 (Jo's conflicted copy 2026-11-26).json"
Run = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give the folder of quarters, which does not exist yet."""
    return Store(tmp_path / "quarters", lambda: NOW)


@pytest.fixture
def ours(store: Store, make_assessment: AssessmentMaker) -> Assessment:
    """Give the quarter as it was saved here, after a first state that was backed up."""
    first = make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})
    store.file(QUARTER).save(first)
    file = store.file(QUARTER)
    file.load()
    second = first.with_answer("q1", Answer(Progress.ACHIEVED, Plan.NO, "Mine"))
    second = replace(second, modified=LATER)
    file.save(second)
    return second


@pytest.fixture
def theirs(ours: Assessment) -> Assessment:
    """Give the quarter as it was changed elsewhere."""
    answers = {
        "q1": Answer(Progress.JUST_STARTING, Plan.YES, "Theirs"),
        "q2": Answer(Progress.ACHIEVED, Plan.YES),
    }
    return replace(ours, answers=answers)


@pytest.fixture
def copy(store: Store, theirs: Assessment) -> Path:
    """Give the file that a sync service made of it, in the same folder."""
    path = store.folder / CONFLICT
    path.write_bytes(document.encode(theirs))
    return path


@pytest.fixture
def stick(tmp_path: Path, theirs: Assessment) -> Path:
    """Give the same copy on a memory stick, under the quarter's usual name."""
    path = tmp_path / "stick" / "2026-27-Q3.json"
    path.parent.mkdir()
    path.write_bytes(document.encode(theirs))
    return path


@pytest.fixture
def opened(tmp_path: Path, store: Store, ours: Assessment) -> Iterator[Opened]:
    """Give the saved quarter, open."""
    request = Request(
        file=store.file(QUARTER),
        quarter=QUARTER,
        history=History(store, lambda: TODAY),
        lock_folder=tmp_path / "locks",
        settings=Settings(),
        asked_bank=None,
        default_bank=lambda: ours.bank,
        now=lambda: LATER,
        confirm=lambda _question: False,
    )
    opened = open_quarter(request)
    yield opened
    opened.session.close()
    opened.lock.release()


@pytest.fixture
def merge(tmp_path: Path, opened: Opened) -> Callable[[Path], Merger]:
    """Give a function that prepares to put a copy together with the open quarter."""
    return lambda path: Merger(opened, read_copy(path, lambda: LATER), tmp_path / "locks")


def names_in(folder: Path) -> list[str]:
    """List a folder."""
    return sorted(path.name for path in folder.iterdir())


def finish(merger: Merger, side: Side = Side.THEIRS) -> Path:
    """Choose the same side for all that differs, and give where the copy is kept."""
    return merger.finish(dict.fromkeys(merger.differences(), side))


def test_the_result_is_a_save_with_a_backup_and_the_copy_goes_to_the_backups(
    store: Store, opened: Opened, merge: Callable[[Path], Merger], copy: Path, theirs: Assessment
) -> None:
    """Also where this session has saved, and backed up, before: nothing of either is lost."""
    opened.session.note("q3", "Written in this session")
    assert opened.session.wait_until_saved().is_saved
    before, other = store.path(QUARTER).read_bytes(), copy.read_bytes()
    merger = merge(copy)
    kept_as = finish(merger)
    assert kept_as == store.folder / "backups" / "2026-27-Q3.merged-20261122T103000Z.json"
    assert opened.session.wait_until_saved().is_saved
    merger.remove_copy()
    saved = store.load(QUARTER)
    assert saved.answers == {**theirs.answers, "q3": Answer(note="")}
    kept = [path.read_bytes() for path in (store.folder / "backups").iterdir()]
    assert before in kept
    assert other in kept
    assert names_in(store.folder) == ["2026-27-Q3.json", "backups"]
    assert next(store.file(QUARTER).backups()).document.assessment.answer("q3").note


def test_each_question_can_be_undone_afterwards(
    opened: Opened, merge: Callable[[Path], Merger], copy: Path, ours: Assessment
) -> None:
    """One step a question, named for all that changed."""
    finish(merge(copy))
    undone = [opened.session.undo(), opened.session.undo(), opened.session.undo()]
    assert [change and change.what for change in undone] == [
        "both ratings",
        "both ratings and note",
        None,
    ]
    assert opened.session.assessment.answer("q1") == ours.answer("q1")


def test_what_both_came_from_is_told_by_the_backups(
    merge: Callable[[Path], Merger], copy: Path
) -> None:
    """The state that was backed up here before it was changed on both desks."""
    about_q1 = [each for each in merge(copy).differences() if each.key.question_id == "q1"]
    assert [each.origin and each.origin.value for each in about_q1] == [
        Progress.JUST_STARTING,
        Plan.NO,
        None,
    ]


def test_a_copy_in_another_folder_stays_there(
    store: Store,
    opened: Opened,
    merge: Callable[[Path], Merger],
    theirs: Assessment,
    stick: Path,
) -> None:
    """It is not ours to take away; what was put together is kept all the same."""
    merger = merge(stick)
    kept = finish(merger)
    assert opened.session.wait_until_saved().is_saved
    merger.remove_copy()
    assert read_document(kept).assessment == theirs
    assert stick.exists()
    assert finish(merge(stick)) == kept
    assert store.load(QUARTER).answers == theirs.answers


def test_a_backup_can_be_put_together_and_is_kept_though_it_is_the_oldest_of_ten(
    store: Store, opened: Opened, merge: Callable[[Path], Merger]
) -> None:
    """A person takes back part of what they changed; the backup made meanwhile pushes it out."""
    backup = next((store.folder / "backups").iterdir())
    for number in range(9):
        (backup.with_name(f"2026-27-Q3.20261122T0935{number:02}Z.json")).write_bytes(b"{}")
    content = backup.read_bytes()
    merger = merge(backup)
    kept = finish(merger)
    assert opened.session.wait_until_saved().is_saved
    merger.remove_copy()
    assert kept.read_bytes() == content


def test_nothing_is_put_together_where_nothing_may_be_changed(
    store: Store, opened: Opened, merge: Callable[[Path], Merger], copy: Path
) -> None:
    """The quarter is open in another window: the copy must not be taken away for nothing."""
    merger = merge(copy)
    opened.session.read_only_because = "It is open in another window."
    with pytest.raises(StoreError, match="another window"):
        finish(merger)
    assert copy.exists()
    assert not list((store.folder / "backups").glob("*.merged-*"))


def test_nothing_is_put_together_in_a_folder_that_is_gone(
    store: Store,
    tmp_path: Path,
    opened: Opened,
    merge: Callable[[Path], Merger],
    stick: Path,
) -> None:
    """A new folder with one quarter in it would look like all there is."""
    merger = merge(stick)
    store.folder.rename(tmp_path / "renamed")
    for act in (lambda: finish(merger), lambda: merge(stick)):
        with pytest.raises(StoreError, match="is gone"):
            act()
    assert not store.folder.exists()
    assert opened.session.last_change is None


def test_a_copy_that_changed_meanwhile_stays(merge: Callable[[Path], Merger], copy: Path) -> None:
    """A sync service may write it again while the person chooses."""
    merger = merge(copy)
    finish(merger)
    copy.write_bytes(copy.read_bytes() + b"\n")
    with pytest.raises(StoreError, match="was changed meanwhile"):
        merger.remove_copy()
    assert copy.exists()


def test_a_copy_that_is_open_elsewhere_is_refused(
    tmp_path: Path, merge: Callable[[Path], Merger], copy: Path
) -> None:
    """Before the choice, and before it is put away."""
    merger = merge(copy)
    lock = WriterLock(tmp_path / "locks", copy)
    for act in (lambda: merge(copy), merger.remove_copy):
        with pytest.raises(StoreError, match="is open in another window"):
            act()
    lock.release()
    assert copy.exists()


def test_where_the_copy_cannot_be_kept_nothing_is_put_together(
    store: Store, opened: Opened, merge: Callable[[Path], Merger], copy: Path, ours: Assessment
) -> None:
    """What was refused would else be nowhere."""
    merger = merge(copy)
    backups = store.folder / "backups"
    backups.rename(store.folder / "moved")
    backups.write_bytes(b"in the way")
    with pytest.raises(StoreError, match="could not be kept") as caught:
        finish(merger)
    assert "Nothing was changed." in caught.value.hint
    assert (opened.session.assessment, copy.exists()) == (ours, True)


@pytest.mark.skipif(os.name == "nt", reason="symlinks need rights there")
def test_a_folder_under_two_names_is_one(
    tmp_path: Path, store: Store, merge: Callable[[Path], Merger], copy: Path
) -> None:
    """Its backups are not counted twice: that would make any of them what both came from."""
    (tmp_path / "link").symlink_to(store.folder)
    plain = merge(copy).differences()
    for spelt in (tmp_path / "link" / copy.name, store.folder / ".." / "quarters" / copy.name):
        merger = merge(spelt)
        assert merger.differences() == plain
        assert list(merger.names.values()) == ["2026-27-Q3.json", CONFLICT]
    assert not any(each.origin and each.origin.is_sure for each in plain)


@pytest.mark.parametrize("name", ["2026-27-Q3.json", "link.json"])
def test_the_saved_quarter_itself_is_refused(
    store: Store, merge: Callable[[Path], Merger], name: str
) -> None:
    """Under whatever name: it would be moved away."""
    if name == "link.json":
        if os.name == "nt":
            pytest.skip("symlinks need rights there")
        (store.folder / name).symlink_to("2026-27-Q3.json")
    with pytest.raises(StoreError, match="is the saved quarter itself"):
        merge(store.folder / name)


PROBLEMS: dict[str, bytes | Callable[[Assessment], Assessment]] = {
    "holds 2026/27 Q2": lambda theirs: replace(theirs, quarter=QUARTER.previous),
    "answers the question bank": lambda theirs: replace(theirs, bank=replace(theirs.bank, id="o")),
    "answers other questions": lambda theirs: replace(theirs, bank=reworded(theirs.bank)),
    "is damaged": b"{",
    "newer version": b'{"format": "breakthroughs-assessment", "format_version": 2}',
}


def reworded(bank: QuestionBank) -> QuestionBank:
    """Give a bank with another first question under the same id."""
    first, *others = bank.breakthroughs
    question = Question("q1", "Another question?")
    first = replace(first, questions=(question, *first.questions[1:]))
    return replace(bank, breakthroughs=(first, *others))


@pytest.mark.parametrize("words", PROBLEMS)
def test_what_does_not_go_together_is_refused(
    store: Store,
    opened: Opened,
    merge: Callable[[Path], Merger],
    theirs: Assessment,
    words: str,
) -> None:
    """The error names the file and the reason, and nothing is touched."""
    problem = PROBLEMS[words]
    content = problem if isinstance(problem, bytes) else document.encode(problem(theirs))
    path = store.folder / CONFLICT
    path.write_bytes(content)
    before = store.path(QUARTER).read_bytes()
    with pytest.raises(StoreError, match=words) as caught:
        merge(path)
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert (path.read_bytes(), store.path(QUARTER).read_bytes()) == (content, before)
    assert opened.session.last_change is None


# --- the command


@pytest.fixture
def run(tmp_path: Path, store: Store) -> Run:
    """Give a function that runs a command at a desk with a fixed day, and lets no fault pass."""

    def invoke(*arguments: str | Path) -> Result:
        desk = Desk(
            store.folder, state_dir=tmp_path / "state", now=lambda: LATER, today=lambda: TODAY
        )
        result = CliRunner().invoke(commands, [str(each) for each in arguments], obj=desk)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def test_without_a_terminal_the_differences_are_printed(run: Run, store: Store, copy: Path) -> None:
    """With both files, what each has, and what both came from; exit code 1; nothing changes."""
    before = {path: path.read_bytes() for path in store.folder.rglob("*.json")}
    result = run("merge", copy)
    assert result.exit_code == 1
    assert str(copy) in result.stdout
    assert str(store.path(QUARTER)) in result.stdout
    assert "What differs: 5 parts of 2 questions." in result.stdout
    lines = [line.split("  ")[-1].strip() for line in result.stdout.splitlines()]
    start = next(index for index, line in enumerate(lines) if line.startswith("1. "))
    assert lines[start + 1 : start + 4] == ["Achieved", "Just starting", "Just starting"]
    assert {path: path.read_bytes() for path in store.folder.rglob("*.json")} == before


def test_nothing_differs_in_the_quarter_itself_or_a_true_copy(
    run: Run, store: Store, ours: Assessment
) -> None:
    """Exit code 0, and nothing is moved."""
    true_copy = store.folder / CONFLICT
    true_copy.write_bytes(document.encode(replace(ours, modified=NOW)))
    for path in (store.path(QUARTER), true_copy):
        result = run("merge", path)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.endswith("Nothing differs.\n")
        assert path.exists()


def test_a_true_copy_is_put_away_at_a_terminal(
    run: Run, store: Store, ours: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to choose; the quarter itself is never put away."""
    monkeypatch.setattr("breakthroughs_tui.cli.merging.has_terminal", lambda: True)
    true_copy = store.folder / CONFLICT
    true_copy.write_bytes(document.encode(ours))
    assert run("merge", store.path(QUARTER)).exit_code == 0
    assert store.load(QUARTER) == ours
    result = run("merge", true_copy)
    assert "The copy is kept in" in result.stderr
    assert not true_copy.exists()


def test_at_a_terminal_the_screens_begin_with_the_choice(
    run: Run, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quarter is open below."""
    monkeypatch.setattr("breakthroughs_tui.cli.merging.has_terminal", lambda: True)
    sit_down = Mock()
    monkeypatch.setattr("breakthroughs_tui.cli.sitting.sit_down", sit_down)
    assert run("merge", copy).exit_code == 0
    assert sit_down.call_args.kwargs == {"copy": copy}
    assert sit_down.call_args.args[1].quarter == QUARTER


def test_a_merge_that_cannot_be_says_why(
    run: Run, store: Store, ours: Assessment, copy: Path
) -> None:
    """A missing file, another bank, no saved quarter: words and exit code 1."""
    missing = run("merge", store.folder / "none.json")
    assert (missing.exit_code, "none.json is not there" in missing.stderr) == (1, True)
    other = replace(ours, bank=replace(ours.bank, id="another"))
    copy.write_bytes(document.encode(other))
    result = run("merge", copy)
    assert (result.exit_code, "answers the question bank" in result.stderr) == (1, True)
    copy.write_bytes(b"{")
    result = run("merge", copy)
    assert (result.exit_code, "Nothing was changed." in result.stderr) == (1, True)
    copy.write_bytes(document.encode(ours))
    store.path(QUARTER).unlink()
    result = run("merge", copy)
    assert (result.exit_code, "has no saved file in" in result.stderr) == (1, True)
    assert f"copy it to {store.path(QUARTER)}" in result.stderr
    assert run("merge", "~nobody-has-this-name/x.json").exit_code == 1


def test_whoever_reads_a_quarter_hears_of_its_other_files(
    run: Run, store: Store, tmp_path: Path, copy: Path
) -> None:
    """All of them, each with what to do; on standard error, whatever is printed."""
    (store.folder / "2026-27-Q3.json.txt").write_bytes(b"half of it")
    out = str(tmp_path / "report.html")
    for arguments in (
        ("summary",),
        ("summary", "--json"),
        ("summary", str(store.path(QUARTER))),
        ("report", "-o", out, "--force"),
        ("report", "--all", "-o", "-"),
    ):
        said = run(*arguments).stderr
        assert f"warning: {CONFLICT} holds 2026/27 Q3 (Oct–Dec 2026), too." in said
        assert f"merge {quoted(copy)}" in said
        assert "2026-27-Q3.json.txt is damaged" in said
        assert "Move it out of the folder" in said


def test_a_copy_that_is_read_names_the_quarters_own_file(
    run: Run, store: Store, copy: Path
) -> None:
    """The command then puts that copy together with it."""
    said = run("summary", copy).stderr
    assert "warning: 2026-27-Q3.json holds 2026/27 Q3" in said
    assert f"merge {quoted(copy)}" in said
    backup = next((store.folder / "backups").iterdir())
    assert run("summary", backup).stderr == ""


def test_a_quarter_without_a_file_names_what_may_be_it(
    run: Run, store: Store, ours: Assessment
) -> None:
    """Whose ending changed is told its right name, not only that there are no answers."""
    del ours
    store.path(QUARTER).rename(store.folder / "2026-27-Q3.json.txt")
    said = run("summary").stderr
    assert "2026-27-Q3.json.txt holds that quarter." in said
    assert "To have it read, rename it to 2026-27-Q3.json." in said
    (store.folder / "2026-27-Q3 (1).json").write_bytes(
        (store.folder / "2026-27-Q3.json.txt").read_bytes()
    )
    said = run("summary").stderr
    assert "2026-27-Q3 (1).json and 2026-27-Q3.json.txt hold that quarter." in said
    assert "To have one of them read, rename it to 2026-27-Q3.json." in said


def test_whoever_compares_or_lists_hears_of_other_files_too(
    run: Run, store: Store, ours: Assessment, copy: Path
) -> None:
    """Also where there is only one quarter, and where another program asks."""
    assert f"warning: {CONFLICT} holds" in run("compare").stderr
    assert CONFLICT in run("history", "--json").stderr
    store.file(QUARTER.previous).save(replace(ours, quarter=QUARTER.previous))
    past = store.folder / "2026-27-Q2 (1).json"
    past.write_bytes(store.path(QUARTER.previous).read_bytes())
    said = run("compare").stderr
    assert f"merge {quoted(past)}" in said
    assert f"merge {quoted(copy)}" in said


def test_a_copy_without_the_quarters_own_file_is_to_be_renamed(
    run: Run, store: Store, ours: Assessment, copy: Path
) -> None:
    """There is nothing to put it together with, so no command says so."""
    del ours
    (store.folder / "2026-27-Q3 (1).json").write_bytes(copy.read_bytes())
    store.path(QUARTER).unlink()
    said = run("summary", copy).stderr
    assert "warning: 2026-27-Q3 (1).json holds" in said
    assert "To have it read as that quarter, rename it to 2026-27-Q3.json." in said
    assert "merge" not in said


def test_only_a_file_that_can_be_read_is_offered_to_be_read(
    run: Run, store: Store, ours: Assessment, copy: Path
) -> None:
    """A damaged one that was set aside stands before it in the alphabet."""
    del ours
    (store.folder / "2026-27-Q3 (0).json").write_bytes(b"{")
    assert f"summary {quoted(copy)}" in run("history").stderr
    copy.unlink()
    assert "To read one" not in run("history").stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no count that is worth asking")
def test_another_name_of_the_same_file_is_no_copy(run: Run, store: Store, ours: Assessment) -> None:
    """A hard link holds the quarter because it is the quarter."""
    del ours
    (store.folder / "2026-27-Q3 (1).json").hardlink_to(store.path(QUARTER))
    assert run("summary").stderr == ""
