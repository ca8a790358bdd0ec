"""The folder of quarters keeps every answer, whatever else writes there."""

from __future__ import annotations

import errno
import itertools
import os
import stat
import threading
from datetime import timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from msgspec.structs import replace

from breakthroughs_tui import atomic, document
from breakthroughs_tui.errors import DamagedError, NewerFormatError, StoreError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.model import Action, Answer, Assessment, Plan, Progress
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.store import QuarterFile, read_document
from tests.conftest import NOW, QUARTER, AssessmentMaker

Q2 = QUARTER.previous
NEWER = b'{"format": "breakthroughs-assessment", "format_version": 2, "answers": "?"}'


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give a folder of quarters that is not there yet, under a clock that stands still."""
    return Store(tmp_path / "quarters", lambda: NOW)


@pytest.fixture
def slow_store(tmp_path: Path) -> Store:
    """Give the same folder under a clock that moves a minute whenever it is read."""
    minutes = itertools.count()
    return Store(tmp_path / "quarters", lambda: NOW + timedelta(minutes=next(minutes)))


@pytest.fixture
def assessment(make_assessment: AssessmentMaker) -> Assessment:
    """Give an assessment with one answer."""
    return make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})


def noted(assessment: Assessment, note: str) -> Assessment:
    """Give the assessment with another note on its first question."""
    return assessment.with_answer("q1", Answer(note=note))


def run_once(store: Store, assessment: Assessment, *notes: str) -> QuarterFile:
    """Do what one run of the program does: load what is there, then save each note."""
    file = store.file(assessment.quarter)
    if file.exists:
        file.load()
    for note in notes:
        file.save(noted(assessment, note))
    return file


def note_in(path: Path) -> str:
    """Give the note that a saved file holds."""
    return read_document(path).assessment.answer("q1").note


def backed_up(file: QuarterFile) -> list[str]:
    """Give the note in each readable backup, the newest first."""
    return [backup.document.assessment.answer("q1").note for backup in file.backups()]


def names_in(folder: Path) -> list[str]:
    """List a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_saved_quarter_loads_as_it_was(store: Store, assessment: Assessment) -> None:
    """Ratings, notes and actions come back the same, from a folder that was not there."""
    action = Action("Write it", "A. N. Other", QUARTER.next, done=False, raised=QUARTER)
    full = assessment.with_answer("q2", Answer(Progress.ACHIEVED, None, "Läs\n½", (action,)))
    saved = store.file(QUARTER).save(full)
    assert (saved.path, saved.warning) == (store.folder / "2026-27-Q3.json", "")
    assert store.load(QUARTER) == full
    entry = store.entry(QUARTER)
    assert (entry.quarter, entry.path, entry.assessment, entry.problem) == (
        QUARTER, saved.path, full, None
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_this_user_can_read_the_answers(store: Store, assessment: Assessment) -> None:
    """Folders have mode 0700, and saved files and backups 0600."""
    run_once(store, assessment, "one")
    run_once(store, assessment, "two")
    paths = [store.folder, *store.folder.rglob("*")]
    modes = {(path.is_dir(), oct(path.stat().st_mode & 0o777)) for path in paths}
    assert modes == {(True, "0o700"), (False, "0o600")}


def test_fields_of_a_newer_minor_version_survive(store: Store, assessment: Assessment) -> None:
    """What this version does not know in a file is still there after a save, or from a backup."""
    path = store.file(QUARTER).save(assessment).path
    path.write_bytes(path.read_bytes().replace(b'"council"', b'"mood": "calm", "council"'))
    file = run_once(store, assessment, "changed")
    assert (b'"mood": "calm"' in path.read_bytes(), note_in(path)) == (True, "changed")
    path.write_bytes(b"{")
    store.file(QUARTER).restore(next(file.backups()))
    assert b'"mood": "calm"' in path.read_bytes()


def test_the_first_save_of_a_run_keeps_what_was_there(store: Store, assessment: Assessment) -> None:
    """A run copies the file as it loaded it before its own first save, unless it has that copy."""
    run_once(store, assessment, "first run")
    run_once(store, assessment)
    assert names_in(store.folder) == ["2026-27-Q3.json"]
    run_once(store, assessment, "first run")
    file = run_once(store, assessment, "next run", "more", "still more")
    assert names_in(store.folder / "backups") == ["2026-27-Q3.20261122T093000Z.json"]
    assert (backed_up(file), note_in(file.path)) == (["first run"], "still more")


def test_ten_backups_stay_and_one_a_quarter(slow_store: Store, assessment: Assessment) -> None:
    """The newest ten are kept, and the newest of every quarter however old it is."""
    for number in range(3):
        run_once(slow_store, replace(assessment, quarter=Q2), f"Q2 run {number}")
    for number in range(14):
        file = run_once(slow_store, assessment, f"run {number}")
    assert backed_up(file) == [f"run {number}" for number in range(12, 2, -1)]
    assert backed_up(slow_store.file(Q2)) == ["Q2 run 1"]
    assert len(names_in(slow_store.folder / "backups")) == 11


def test_backups_of_one_second_keep_their_order(store: Store, assessment: Assessment) -> None:
    """Runs within one second get names of their own, and the last of them is the newest."""
    for number in range(12):
        file = run_once(store, assessment, f"run {number}")
    assert backed_up(file) == [f"run {number}" for number in range(10, 0, -1)]
    assert "2026-27-Q3.20261122T093000Z-11.json" in names_in(store.folder / "backups")


@pytest.mark.parametrize("wrong_year", [2020, 2099])
def test_a_clock_that_was_wrong_for_a_day_does_not_push_backups_out(
    tmp_path: Path, assessment: Assessment, wrong_year: int
) -> None:
    """The copy just made is always there, and the newest one that is offered is of the past."""
    clock = [NOW]
    store = Store(tmp_path / "quarters", lambda: clock[0])
    made = []
    for number in range(30):
        clock[0] = (NOW + timedelta(days=number)).replace(year=wrong_year if number == 12 else 2026)
        before = backed_up(store.file(QUARTER))
        file = run_once(store, assessment, f"run {number}")
        made += [note for note in backed_up(file) if note not in before]
        if number:
            assert backed_up(file)[0] == f"run {number - 1}"
    assert made == [f"run {number}" for number in range(29)]
    assert len(backed_up(file)) == 10


def test_a_macs_twins_push_no_backup_out(slow_store: Store, assessment: Assessment) -> None:
    """Names with a leading dot are nobody's: they are neither counted nor dropped."""
    for number in range(12):
        file = run_once(slow_store, assessment, f"run {number}")
        for path in (slow_store.folder / "backups").glob("2026*"):
            path.with_name(f"._{path.name}").write_bytes(b"\0\5\x16\7")
    assert backed_up(file) == [f"run {number}" for number in range(10, 0, -1)]
    twins = [name for name in names_in(slow_store.folder / "backups") if name.startswith("._")]
    assert len(twins) == 11


def test_unreadable_backups_are_skipped(slow_store: Store, assessment: Assessment) -> None:
    """The newest readable backup comes first, whatever stands before it."""
    for number in range(4):
        file = run_once(slow_store, assessment, f"run {number}")
    folder = slow_store.folder / "backups"
    (folder / names_in(folder)[-1]).write_bytes(b"\0" * 100)
    (folder / "2026-27-Q3.20991231T000000Z.json").mkdir()
    (folder / "2026-27-Q3.notes.json").write_bytes(b"mine")
    assert backed_up(file) == ["run 1", "run 0"]


def test_a_backup_that_fails_does_not_keep_the_answers_from_disk(
    store: Store, assessment: Assessment
) -> None:
    """Without room for backups the answers are saved all the same, with a warning."""
    file = run_once(store, assessment, "one")
    (store.folder / "backups").write_bytes(b"in the way")
    file.load()
    assert "no backup" in file.save(noted(assessment, "two")).warning
    assert note_in(file.path) == "two"


@pytest.mark.parametrize("is_known", [True, False], ids=["loaded before", "never seen"])
def test_a_file_that_another_program_changed_is_left_alone(
    store: Store, assessment: Assessment, *, is_known: bool
) -> None:
    """Ours goes beside theirs, under one name for the whole run, and the save says so."""
    file = run_once(store, assessment, "ours") if is_known else store.file(QUARTER)
    theirs = document.encode(noted(assessment, "theirs"))
    store.folder.mkdir(exist_ok=True)
    store.path(QUARTER).write_bytes(theirs)
    for note in ("ours, again", "ours, at last"):
        saved = file.save(noted(assessment, note))
        assert saved.path.name == "2026-27-Q3.conflict-20261122T093000Z.json"
        assert "2026-27-Q3.json was changed by another program" in saved.warning
        assert saved.path.name in saved.warning
    assert store.path(QUARTER).read_bytes() == theirs
    assert note_in(saved.path) == "ours, at last"
    assert names_in(store.folder) == [saved.path.name, "2026-27-Q3.json"]


def test_only_our_last_bytes_are_ours(store: Store, assessment: Assessment) -> None:
    """A copy of the last save, or a deletion, sends no save elsewhere; an older copy does."""
    file = run_once(store, assessment, "one")
    file.path.write_bytes(one := file.path.read_bytes())
    assert file.save(noted(assessment, "two")).warning == ""
    file.path.unlink()
    assert file.save(noted(assessment, "three")).warning == ""
    file.path.write_bytes(one)
    assert file.save(noted(assessment, "four")).path != store.path(QUARTER)


@pytest.mark.parametrize("step", ["Beside.put_in_place", "make_names_last"])
def test_a_save_that_failed_at_the_very_end_is_not_another_programs(
    store: Store, assessment: Assessment, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """When the new bytes reached the disk but not its flush, the retry is no conflict."""
    file = run_once(store, assessment, "one")
    act = attrgetter(step)(atomic)

    def act_then_fail(what: Any, **options: Any) -> None:  # noqa: ANN401  as given
        act(what, **options)
        raise OSError(errno.EIO, "no flush")

    with monkeypatch.context() as patch:
        patch.setattr(f"breakthroughs_tui.atomic.{step}", act_then_fail)
        with pytest.raises(StoreError):
            file.save(noted(assessment, "two"))
    assert file.save(noted(assessment, "three")).warning == ""
    assert note_in(store.path(QUARTER)) == "three"


def test_a_full_disk_leaves_the_old_file(
    store: Store, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old file stays byte for byte, and the error says which file, why and what to do."""
    file = run_once(store, assessment, "one")
    before = file.path.read_bytes()
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(atomic, "written_beside", Mock(side_effect=full))
    with pytest.raises(StoreError) as caught:
        file.save(noted(assessment, "two"))
    assert caught.value.message == f"{file.path} could not be written: No space left on device"
    assert "Ctrl+S" in caught.value.hint
    assert file.path.read_bytes() == before


def test_a_folder_in_place_of_a_file_stays(store: Store, assessment: Assessment) -> None:
    """What stands there and cannot be read is never replaced, and a save says so in words."""
    store.path(QUARTER).mkdir(parents=True)
    with pytest.raises(StoreError, match="could not be written: Is a directory"):
        store.file(QUARTER).save(assessment)


@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"{", b"[]", NEWER], ids=repr)
def test_a_file_that_cannot_be_understood_is_never_overwritten(
    store: Store, assessment: Assessment, content: bytes
) -> None:
    """Loading names the file and changes nothing; a save goes beside it."""
    path = store.path(QUARTER)
    store.folder.mkdir()
    path.write_bytes(content)
    file = store.file(QUARTER)
    with pytest.raises(NewerFormatError if content == NEWER else DamagedError) as caught:
        file.load()
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert store.entry(QUARTER).problem == caught.value.message
    assert file.save(assessment).path != path
    assert path.read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="symlinks need rights there")
def test_what_a_killed_writer_left_goes(
    store: Store, tmp_path: Path, assessment: Assessment
) -> None:
    """Half-written files of this quarter go, also where a symlink leads; all else stays."""
    share = tmp_path / "share"
    share.mkdir()
    run_once(store, assessment, "one").path.rename(share / "2026-27-Q3.json")
    store.path(QUARTER).symlink_to(share / "2026-27-Q3.json")
    for name in (".2026-27-Q3.json.0a1b2c3d4e5f.tmp", ".2026-27-Q2.json.0a1b2c3d4e5f.tmp"):
        (share / name).touch()
    store.file(QUARTER).remove_leftovers()
    assert names_in(share) == [".2026-27-Q2.json.0a1b2c3d4e5f.tmp", "2026-27-Q3.json"]
    assert store.path(QUARTER).is_symlink()


def test_only_saved_quarters_are_listed_newest_first(
    store: Store, assessment: Assessment, make_assessment: AssessmentMaker
) -> None:
    """Conflicts, copies and misspelt names are no quarters, but named; settings are neither."""
    assert (store.quarters(), store.other_files()) == ([], [])
    for quarter in (Q2, Quarter(2027, 1), QUARTER):
        store.file(quarter).save(make_assessment(quarter=quarter))
    others = ["2026-27-Q1 (1)", "2026-27-Q3.conflict-X", "2026-28-Q1", "2027-28-q1"]
    for name in ("settings", *others):
        (store.folder / f"{name}.json").write_bytes(document.encode(assessment))
    for name in (".2026-27-Q3.json.0a1b2c3d4e5f.tmp", "._2026-27-Q2.json", "notes.txt"):
        (store.folder / name).touch()
    for name in ("Settings.damaged-X.json", "SETTINGS (1).json"):
        (store.folder / name).touch()
    (store.folder / "2026-27-Q1 papers").mkdir()
    (store.folder / "backups").mkdir()
    assert store.quarters() == [Quarter(2027, 1), QUARTER, Q2]
    assert store.other_files() == [store.folder / f"{name}.json" for name in others]


def test_a_file_named_for_another_quarter_is_refused(store: Store, assessment: Assessment) -> None:
    """Name and content must agree; the error gives both, and the right name."""
    store.file(Q2).save(assessment)
    with pytest.raises(StoreError, match=r"holds 2026/27 Q3 .*, not 2026/27 Q2") as caught:
        store.load(Q2)
    assert "2026-27-Q3.json" in caught.value.hint
    entry = store.entry(Q2)
    assert (entry.assessment, entry.problem) == (None, caught.value.message)


@pytest.mark.parametrize("name", ["2026-27-Q3.JSON", "2026-27-q3.json", "2026-27-q3.Json"])
def test_a_file_whose_name_differs_in_case_is_the_quarters_own(
    store: Store, assessment: Assessment, name: str
) -> None:
    """It is read, backed up and saved under its own name, as on a system that sees no case."""
    path = run_once(store, assessment, "one").path.rename(store.folder / name)
    assert (store.quarters(), store.other_files()) == ([QUARTER], [])
    assert store.entry(QUARTER).path == path
    file = run_once(store, assessment, "two")
    assert (file.path, note_in(path), backed_up(file)) == (path, "two", ["one"])
    assert names_in(store.folder) == sorted([name, "backups"])
    path.rename(store.path(QUARTER).with_name("2026-27-Q3.json"))
    assert backed_up(store.file(QUARTER)) == ["one"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no two names that differ in case alone")
def test_of_two_names_that_differ_in_case_the_exact_one_counts(
    store: Store, assessment: Assessment
) -> None:
    """The other is another file of the quarter; without an exact one, the first counts."""
    exact = run_once(store, assessment, "exact").path
    for name in ("2026-27-Q3.JSON", "2026-27-q3.json"):
        (store.folder / name).write_bytes(exact.read_bytes())
    others = [store.folder / "2026-27-Q3.JSON", store.folder / "2026-27-q3.json"]
    assert (store.path(QUARTER), store.other_files()) == (exact, others)
    assert [each.path for each in store.others_of(QUARTER, exact)] == others
    exact.unlink()
    assert store.path(QUARTER) == others[0]
    assert [each.path for each in store.others_of(QUARTER, others[0])] == [others[1]]


SYNC_COPIES = (
    "2026-27-Q3 (1).json",
    "2026-27-Q3 (Jo's conflicted copy 2026-11-26).json",
    "2026-27-Q3 (SFConflict jo@example.org 2026-11-26-15-30-12).json",
    "2026-27-Q3 - Copy.json",
    "2026-27-Q3 2.json",
    "2026-27-Q3-DESKTOP-7.json",
    "2026-27-Q3.json.txt",
    "2026-27-Q3.json~",
    "2026-27-Q3.sync-conflict-20261126-153012-ABCDEFG.json",
    "2026-27-Q3_conflict-20261126-153012.json",
    "2026-27-q3.conflict-20261122T093000Z.json",
    "2026-27-Q2 (1).json",
    "Copy of 2026-27-Q3.JSON",
)


def test_every_other_file_that_holds_a_quarter_is_found(
    store: Store, assessment: Assessment
) -> None:
    """By its content, whatever a sync service calls it; by its name, where it cannot be read."""
    own = run_once(store, assessment, "mine").path
    assert store.others_of(QUARTER, own) == []
    content = own.read_bytes()
    run_once(store, replace(assessment, quarter=Q2), "before")
    for name in SYNC_COPIES:
        (store.folder / name).write_bytes(content)
    (store.folder / "2026-27-Q3 (2).json").write_bytes(content[:100])
    (store.folder / "2026-27-Q3 (3).json").write_bytes(store.path(Q2).read_bytes())
    (store.folder / "list.json").write_bytes(b"{}")
    (store.folder / "._2026-27-Q3 (1).json").write_bytes(content)
    found = {each.path.name: each.problem for each in store.others_of(QUARTER, own)}
    assert [name for name, problem in found.items() if not problem] == sorted(SYNC_COPIES)
    problems = {name: problem for name, problem in found.items() if problem}
    assert list(problems) == ["2026-27-Q3 (2).json", "2026-27-Q3 (3).json"]
    assert "is damaged" in problems["2026-27-Q3 (2).json"]
    assert "holds 2026/27 Q2" in problems["2026-27-Q3 (3).json"]


def test_a_copy_has_the_quarters_own_file_beside_it(store: Store, assessment: Assessment) -> None:
    """Whoever opens a copy hears of the quarter's own file; whoever opens a backup does not."""
    run_once(store, assessment, "one")
    own = run_once(store, assessment, "two").path
    copy = store.folder / "2026-27-Q3 (1).json"
    copy.write_bytes(own.read_bytes())
    assert [each.path for each in store.others_of(QUARTER, copy)] == [own]
    backup = next((store.folder / "backups").iterdir())
    assert store.others_of(QUARTER, backup) == []


def test_a_quarter_whose_ending_changed_is_named(store: Store, assessment: Assessment) -> None:
    """Without a file of its own, it is misnamed; with one, it is another file of that quarter."""
    path = run_once(store, replace(assessment, quarter=Q2), "before").path
    misnamed = path.rename(store.folder / "2026-27-Q2.json.txt")
    assert store.misnamed() == {Q2: [misnamed]}
    run_once(store, replace(assessment, quarter=Q2), "afresh")
    assert store.misnamed() == {}
    assert [each.path for each in store.others_of(Q2, path)] == [misnamed]


def test_a_folder_that_cannot_be_read_says_so(store: Store) -> None:
    """No folder is no quarters; a file in its place is an error that advises another folder."""
    assert store.quarters() == []
    store.folder.write_bytes(b"")
    with pytest.raises(StoreError, match="quarters could not be read: Not a directory") as caught:
        store.quarters()
    assert "--data-dir" in caught.value.hint


def test_a_restore_that_fails_leaves_the_damaged_file_in_its_place(
    store: Store, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup is offered again next time: the quarter's name is not left free."""
    run_once(store, assessment, "first")
    file = run_once(store, assessment, "second")
    file.path.write_bytes(b"{")

    def no_room(_path: Path, _content: bytes, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "written_beside", no_room)
        with pytest.raises(StoreError, match="No space left"):
            store.file(QUARTER).restore(next(file.backups()))
    assert names_in(store.folder) == ["2026-27-Q3.json", "backups"]
    assert file.path.read_bytes() == b"{"


# --- a folder that is renamed, or whose disk is taken out


@pytest.mark.parametrize("known_by", ["a save", "loading", "its files", "another quarter's save"])
def test_a_folder_that_has_gone_is_not_begun_anew(
    store: Store, assessment: Assessment, known_by: str
) -> None:
    """A save says that it is gone, and makes nothing; where it is put back, the next one works."""
    file = store.file(QUARTER)
    if known_by == "a save":
        file.save(assessment)
    elif known_by == "another quarter's save":
        store.file(Q2).save(replace(assessment, quarter=Q2))
    else:
        run_once(store, assessment, "one")
        file = QuarterFile(store.path(QUARTER), lambda: NOW)
        if known_by == "loading":
            file.load()
        else:
            file.path.unlink()
    away = store.folder.rename(store.folder.with_name("renamed"))
    words = r"could not be written: its folder is gone; it may have been renamed or moved$"
    for _ in range(2):
        with pytest.raises(StoreError, match=words) as caught:
            file.save(noted(assessment, "two"))
    assert caught.value.hint == "Put that right, then press Ctrl+S to save."
    assert not store.folder.exists()
    away.rename(store.folder)
    assert file.save(noted(assessment, "three")).warning == ""
    assert note_in(store.path(QUARTER)) == "three"


def test_what_has_gone_is_not_an_empty_folder(store: Store, assessment: Assessment) -> None:
    """One that was never there holds no quarters; one that has gone is an error in words."""
    assert store.quarters() == []
    run_once(store, assessment, "one")
    away = store.folder.rename(store.folder.with_name("renamed"))
    with pytest.raises(StoreError, match="quarters is gone; it may have been renamed") as caught:
        store.quarters()
    assert caught.value.hint == "Put it back where it was."
    away.rename(store.folder)
    assert store.quarters() == [QUARTER]


# --- flushes, and two saves at a time


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is flushed: "file" or "folder"."""
    noted: list[str] = []
    flush = os.fsync

    def note(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        noted.append("folder" if is_folder else "file")
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return noted


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_a_save_flushes_no_more_than_the_promise_needs(
    store: Store, assessment: Assessment, flushes: list[str]
) -> None:
    """The file and its name; once, the new folder's; never the backup, nor what is superseded."""
    file = run_once(store, assessment, "one")
    assert sorted(flushes) == ["file", "folder", "folder"]
    flushes.clear()
    file = run_once(store, assessment, "two")
    assert backed_up(file) == ["one"]
    assert flushes == ["file", "folder"]
    flushes.clear()
    file.save(noted(assessment, "three"), is_superseded=lambda: True)
    assert flushes == ["file"]
    assert note_in(file.path) == "three"


def test_a_folder_made_for_a_superseded_save_is_flushed_by_the_next(
    store: Store, assessment: Assessment, flushes: list[str]
) -> None:
    """What is called saved survives a power cut, with the folder it stands in."""
    file = store.file(QUARTER)
    file.save(noted(assessment, "one"), is_superseded=lambda: True)
    assert flushes == ["file"]
    flushes.clear()
    file.save(noted(assessment, "two"))
    assert flushes.count("folder") == (0 if os.name == "nt" else 2)


@pytest.mark.parametrize("earlier_fails", [False, True])
def test_of_two_saves_at_a_time_the_later_one_counts(
    store: Store,
    assessment: Assessment,
    monkeypatch: pytest.MonkeyPatch,
    *,
    earlier_fails: bool,
) -> None:
    """However long the disk holds up the earlier one, and whatever becomes of it."""
    run_once(store, assessment, "before")
    file = store.file(QUARTER)
    file.load()
    is_held_up, may_go_on = threading.Event(), threading.Event()
    flush = os.fsync

    def hold_up_the_first(descriptor: int) -> None:
        if not is_held_up.is_set():
            is_held_up.set()
            assert may_go_on.wait(20)
            if earlier_fails:
                raise OSError(errno.EIO, "Input/output error")
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", hold_up_the_first)
    outcome: list[str] = []

    def save_earlier() -> None:
        try:
            outcome.append(file.save(noted(assessment, "earlier"), 1).warning)
        except StoreError as error:
            outcome.append(error.message)

    earlier = threading.Thread(target=save_earlier)
    earlier.start()
    assert is_held_up.wait(20)
    assert file.save(noted(assessment, "later"), 2).warning == ""
    assert note_in(file.path) == "later"
    may_go_on.set()
    earlier.join(20)
    assert ("could not be written" in outcome[0]) is earlier_fails
    assert note_in(file.path) == "later"
    assert file.save(noted(assessment, "last"), 3).warning == ""
    assert (note_in(file.path), backed_up(file)) == ("last", ["before"])
    assert names_in(store.folder) == ["2026-27-Q3.json", "backups"]


def test_the_number_decides_and_not_who_comes_first(store: Store, assessment: Assessment) -> None:
    """A thread that was held up before it began does not write an older state over a newer."""
    file = store.file(QUARTER)
    file.save(noted(assessment, "later"), 2)
    file.save(noted(assessment, "earlier"), 1)
    assert note_in(file.path) == "later"


def test_two_saves_at_a_time_leave_another_programs_change_alone(
    store: Store, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier one steps aside; the later one follows it, whatever it has prepared."""
    file = run_once(store, assessment, "before")
    theirs = document.encode(noted(assessment, "theirs"))
    is_held_up, may_go_on, later_is_ready = (threading.Event() for _ in range(3))
    flush = os.fsync

    def hold_up(descriptor: int) -> None:
        flush(descriptor)
        if not is_held_up.is_set():
            is_held_up.set()
            assert later_is_ready.wait(20)
        elif not later_is_ready.is_set():
            later_is_ready.set()
            assert may_go_on.wait(20)

    monkeypatch.setattr(os, "fsync", hold_up)
    earlier = threading.Thread(target=lambda: file.save(noted(assessment, "earlier"), 1))
    later = threading.Thread(target=lambda: file.save(noted(assessment, "later"), 2))
    earlier.start()
    assert is_held_up.wait(20)
    store.path(QUARTER).write_bytes(theirs)
    later.start()
    earlier.join(20)
    may_go_on.set()
    later.join(20)
    assert store.path(QUARTER).read_bytes() == theirs
    assert file.path != store.path(QUARTER)
    assert note_in(file.path) == "later"
