"""A report is there whole or not at all, and never takes the place of what somebody wants kept."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from breakthroughs_tui import atomic
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.model import Plan, Progress
from breakthroughs_tui.paths import typed_path
from breakthroughs_tui.publishing import (
    ExistsError,
    Published,
    Publisher,
    publish,
    usual_name,
)
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.settings import Settings, save_settings
from tests.conftest import NOW, QUARTER, TODAY, AssessmentMaker

OLD = b"what somebody wrote by hand\n"
REPORT = Written(b"<!doctype html>\n", ("the note of question 4",))
FULL = OSError(errno.ENOSPC, "No space left on device")
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty folder for reports."""
    path = tmp_path / "reports"
    path.mkdir()
    return path


@pytest.fixture
def store(tmp_path: Path, make_assessment: AssessmentMaker) -> Store:
    """Give the folder of quarters with two in it, a backup, a damaged quarter and settings."""
    store = Store(tmp_path / "answers", lambda: NOW)
    first = make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})
    store.file(QUARTER).save(first)
    again = store.file(QUARTER)
    again.save(again.load().with_answer("q2", first.answer("q1")))
    store.file(QUARTER.previous).save(make_assessment(quarter=QUARTER.previous))
    store.path(Quarter(2025, 1)).write_bytes(b"{")
    save_settings(store.folder, lambda: NOW, Settings(council="Here"))
    return store


def write(path: Path, *, answers: Path | None = None, replaces: bool = False) -> Published:
    """Publish a report; the folder of quarters is elsewhere if none is named."""
    place_of_answers = answers or path.parent / "no answers here"
    return publish(REPORT, path, answers=place_of_answers, replaces=replaces)


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder and those below it, also hidden ones."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# --- whole, private, and only where nothing is


@pytest.mark.parametrize("replaces", [False, True])
def test_a_report_holds_exactly_its_bytes(folder: Path, *, replaces: bool) -> None:
    """Nothing else is left in the folder, and what was shortened is passed on."""
    published = write(folder / "gaps.html", replaces=replaces)
    assert published == Published(folder / "gaps.html", ("the note of question 4",))
    assert contents(folder) == {"gaps.html": REPORT.content}


@POSIX
@pytest.mark.parametrize("is_there", [False, True])
def test_only_this_user_can_read_a_report(folder: Path, *, is_there: bool) -> None:
    """Mode 0600: the answers in it are candid; one that all could read becomes private."""
    path = folder / "gaps.html"
    if is_there:
        path.write_bytes(OLD)
        path.chmod(0o644)
    write(path, replaces=is_there)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_there_stays_until_somebody_says_otherwise(folder: Path) -> None:
    """Without leave not a byte changes; with it the new report stands there alone."""
    path = folder / "gaps.html"
    path.write_bytes(OLD)
    with pytest.raises(ExistsError, match="is there already") as caught:
        write(path)
    assert str(path) in caught.value.message
    assert contents(folder) == {"gaps.html": OLD}
    write(path, replaces=True)
    assert contents(folder) == {"gaps.html": REPORT.content}


def _appear(path: Path) -> Callable[..., object]:
    """Make a stand-in for os.link, before which somebody else makes the file."""
    real = os.link

    def link(source: Path, target: Path) -> None:
        path.write_bytes(OLD)
        real(source, target)

    return link


@POSIX
def test_a_file_that_appears_at_the_last_moment_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not there when we looked, and is when we write, is not replaced either."""
    path = folder / "gaps.html"
    monkeypatch.setattr(os, "link", _appear(path))
    with pytest.raises(ExistsError):
        write(path)
    assert contents(folder) == {"gaps.html": OLD}


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (FULL, "Make room on the disk, or choose another folder."),
        (OSError(errno.EACCES, "Permission denied"), "Choose another folder."),
        (OSError(errno.EROFS, "Read-only file system"), "Choose another folder."),
    ],
    ids=["full", "forbidden", "read only"],
)
@pytest.mark.parametrize("step", ["open", "fsync", "last"])
def test_a_fault_at_any_step_leaves_no_trace(  # noqa: PLR0913, PLR0917  each is one dimension
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: OSError,
    hint: str,
    is_there: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    """The error names file and reason; the old file, or none, is there, and no temporary one."""

    def fail(*_: object, **__: object) -> object:
        raise error

    path = folder / "gaps.html"
    if is_there:
        path.write_bytes(OLD)
    before = contents(folder)
    with monkeypatch.context() as patch:
        for name in ("replace", "link", "rename") if step == "last" else (step,):
            patch.setattr(os, name, fail)
        with pytest.raises(StoreError) as caught:
            write(path, replaces=is_there)
    assert caught.value.message == f"{path} could not be written: {error.strerror}"
    assert (caught.value.hint, type(caught.value)) == (hint, StoreError)
    assert contents(folder) == before


@POSIX
def test_a_disk_that_fills_up_halfway_leaves_no_trace(folder: Path) -> None:
    """Half a report is none."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(StoreError, match="could not be written: File too large"):
            publish(Written(b"x" * 9000), folder / "x.md", answers=folder / "a", replaces=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert contents(folder) == {}


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read only to root"
)
@pytest.mark.parametrize("replaces", [False, True])
def test_a_folder_that_is_read_only_is_told(folder: Path, *, replaces: bool) -> None:
    """The error says so, and the file in it is as it was."""
    (folder / "there.md").write_bytes(OLD)
    folder.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="could not be written: Permission denied"):
            write(folder / ("there.md" if replaces else "new.md"), replaces=replaces)
        assert contents(folder) == {"there.md": OLD}
    finally:
        folder.chmod(0o700)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root"
)
def test_a_folder_that_may_not_be_looked_into_is_told(folder: Path) -> None:
    """The error is one of ours: the screens must not close over it."""
    closed = folder / "closed"
    closed.mkdir(mode=0o000)
    try:
        with pytest.raises(StoreError, match="Permission denied"):
            write(closed / "below" / "x.md")
    finally:
        closed.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that refuses even root")
def test_a_folder_of_the_system_is_told() -> None:
    """Whoever runs the program, /proc takes no file; that is an error in words."""
    with pytest.raises(StoreError, match=r"/proc/gaps\.md could not be written: "):
        write(Path("/proc/gaps.md"))


def test_a_name_that_is_too_long_is_told(folder: Path) -> None:
    """The system's own reason is given, whatever its limit."""
    with pytest.raises(StoreError, match="could not be written: "):
        write(folder / f"{'x' * 300}.html")
    assert contents(folder) == {}


def test_a_folder_whose_name_is_too_long_is_told(folder: Path) -> None:
    """It is an error of ours, not of the system's: the screens show those and go on."""
    with pytest.raises(StoreError, match="File name too long"):
        write(folder / ("x" * 300) / "gaps.html")


def test_a_folder_that_is_not_there_is_not_made(folder: Path) -> None:
    """Whoever mistyped finds out, rather than a report in a new place."""
    path = folder / "2026" / "gaps.html"
    with pytest.raises(StoreError, match="There is no folder") as caught:
        write(path)
    assert str(path.parent) in caught.value.message
    assert list(folder.iterdir()) == []


# --- what is no place for a report


@POSIX
def test_a_link_leads_to_the_real_file(folder: Path, tmp_path: Path) -> None:
    """With leave the file it leads to is written and the link stays; without it, neither is."""
    real, link = tmp_path / "real.html", folder / "gaps.html"
    link.symlink_to(real)
    for is_there in (False, True):
        with pytest.raises(ExistsError):
            write(link)
        assert real.exists() == is_there
        assert write(link, replaces=True).path == link
        assert link.readlink() == real
        assert real.read_bytes() == REPORT.content
        real.write_bytes(OLD)


@POSIX
@pytest.mark.parametrize("replaces", [False, True])
def test_a_folder_or_a_device_is_no_place(folder: Path, *, replaces: bool) -> None:
    """Neither they nor links to them are ever replaced, though root could."""
    pipe, below, link = folder / "pipe", folder / "below", folder / "null.csv"
    os.mkfifo(pipe)
    below.mkdir()
    link.symlink_to("/dev/null")
    for path in (pipe, below, link, Path("/dev/null")):
        before = path.stat()
        with pytest.raises(StoreError, match="is not a file") as caught:
            write(path, replaces=replaces)
        assert not isinstance(caught.value, ExistsError)
        now = path.stat()
        assert (now.st_mode, now.st_ino, now.st_rdev) == (
            (before.st_mode, before.st_ino, before.st_rdev)
        )
    assert stat.S_ISCHR(os.lstat("/dev/null").st_mode)
    assert sorted(path.name for path in folder.iterdir()) == ["below", "null.csv", "pipe"]


RESERVED = (
    *("CON", "con.html", "Con.tar.gz", "prn", "PRN.md", "aux.txt", "AUX .html", "nul", "nul.json"),
    *("COM1.md", "com9", "lpt1.csv", "LPT¹.csv", "lpt².csv", "com³.docx", "COM0.html"),
    *("conin$", "CONOUT$.txt", "gaps.", "gaps ", "gaps.html.", "gaps.html ", "...", " "),
)
UNFIT = ("a<b.html", "a>b.html", "a:b.html", 'a"b.html', "a|b.html", "a?b.html", "a*b.html")
INNOCENT = (
    *("console.html", "common.html", "com10.md", "lpt.csv", "com.html", "auxiliary.docx"),
    *("null.md", "nuls", "my con.html", "gaps.con", "conin.html", "lpt¼.csv"),
    *("co n.html", ".hidden.md", "Bylchau blaenoriaeth – Ŵyr.html", "🙂.md"),
    "gaps [draft] (2) {x}; 100% & ~$.html",
)  # fmt: skip


@pytest.mark.parametrize("name", [*RESERVED, *UNFIT, "a\\b.html", "a\tb.html", "a\0b.html"])
def test_a_name_that_windows_would_refuse_is_refused_everywhere(folder: Path, name: str) -> None:
    """A report is handed on, and the next person's computer should take it."""
    for replaces in (False, True):
        with pytest.raises(StoreError, match="Windows") as caught:
            write(folder / name, replaces=replaces)
        assert caught.value.hint == "Choose another name."
        assert not isinstance(caught.value, ExistsError)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", INNOCENT)
def test_a_name_that_only_looks_reserved_is_taken(folder: Path, name: str) -> None:
    """Nobody is kept from an honest name."""
    write(folder / name)
    assert contents(folder) == {name: REPORT.content}


def test_a_folder_may_be_called_what_a_file_may_not(folder: Path) -> None:
    """A folder that is there, is there: only the report's own name is judged."""
    if os.name == "nt":
        pytest.skip("Windows has no such folders")
    (folder / "aux").mkdir()
    write(folder / "aux" / "gaps.html")
    assert contents(folder) == {"aux/gaps.html": REPORT.content}


# --- answers are never replaced


@pytest.mark.parametrize(
    "name",
    [
        *("2026-27-Q3.json", "2026-27-Q2.json", "2025-26-Q1.json", "2030-31-Q4.json"),
        "2026-27-q3.JSON",  # BUG: the same file on macOS and Windows, and taken for another
        *("settings.json", "2026-27-Q3.damaged-20261122T093000Z.json"),
        *("2026-27-Q3.conflict-20261122T093000Z.json", "backups/x.html"),
    ],
)
@pytest.mark.parametrize("replaces", [False, True])
def test_no_report_goes_where_answers_are(store: Store, name: str, *, replaces: bool) -> None:
    """A saved quarter, a damaged one, one still to come, settings, copies: leave does not help."""
    before = contents(store.folder)
    with pytest.raises(StoreError, match="is where answers are saved") as caught:
        write(store.folder / name, answers=store.folder, replaces=replaces)
    assert not isinstance(caught.value, ExistsError)
    assert contents(store.folder) == before


def test_no_report_replaces_a_backup(store: Store) -> None:
    """Whatever it is called, and also when it is damaged."""
    [backup] = (store.folder / "backups").iterdir()
    for content in (backup.read_bytes(), b"{"):
        backup.write_bytes(content)
        with pytest.raises(StoreError, match="is where answers are saved"):
            write(backup, answers=store.folder, replaces=True)
        assert backup.read_bytes() == content


@pytest.mark.parametrize("name", ["2026-27-Q3.json", "copy for Jo.html", "rescued"])
def test_a_saved_quarter_is_known_wherever_it_is(store: Store, folder: Path, name: str) -> None:
    """One that was copied, rescued or opened by its path is not replaced under any name."""
    saved = store.path(QUARTER).read_bytes()
    path = folder / name
    path.write_bytes(saved)
    with pytest.raises(StoreError, match="is where answers are saved"):
        write(path, answers=store.folder, replaces=True)
    assert path.read_bytes() == saved


def test_a_saved_quarter_is_known_however_it_is_written(store: Store, folder: Path) -> None:
    """Another program may have sorted its keys, or begun with blanks."""
    values = json.loads(store.path(QUARTER).read_bytes())
    path = folder / "sorted.json"
    for content in (json.dumps(values, sort_keys=True), " " * 3000 + json.dumps(values)):
        path.write_text(content)
        with pytest.raises(StoreError, match="is where answers are saved"):
            write(path, answers=store.folder, replaces=True)
        assert path.read_text() == content


def test_what_cannot_be_read_is_not_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold anything."""
    path = folder / "x.html"
    path.write_bytes(OLD)
    denied = Mock(side_effect=PermissionError(errno.EACCES, "Permission denied"))
    monkeypatch.setattr(atomic, "read_file", denied)
    with pytest.raises(StoreError, match="could not be written: Permission denied"):
        write(path, replaces=True)
    assert path.read_bytes() == OLD


def test_what_a_killed_writer_left_goes_with_the_next_report(folder: Path) -> None:
    """Once it is old enough to be nobody's any more; that of another writer stays."""
    old, new = folder / ".x.html.00.tmp", folder / ".x.html.11.tmp"
    for path in (old, new):
        path.write_bytes(OLD)
    os.utime(old, (0, 0))
    write(folder / "x.html")
    assert contents(folder) == {"x.html": REPORT.content, ".x.html.11.tmp": OLD}


@POSIX
@pytest.mark.parametrize("name", ["2026-27-Q3.json", "2025-26-Q1.json"], ids=["good", "damaged"])
def test_a_link_to_answers_is_where_answers_are(store: Store, folder: Path, name: str) -> None:
    """Neither through a link to the file nor through one to its folder."""
    before = contents(store.folder)
    (folder / "gaps.json").symlink_to(store.folder / name)
    (folder / "below").symlink_to(store.folder)
    for path in (folder / "gaps.json", folder / "below" / name):
        for answers in (store.folder, folder / "below"):
            with pytest.raises(StoreError, match="is where answers are saved"):
                write(path, answers=answers, replaces=True)
    assert contents(store.folder) == before


@POSIX
@pytest.mark.parametrize("content", [b"{", None], ids=["damaged", "gone"])
def test_a_quarter_that_is_kept_elsewhere_through_a_link_is_known(
    store: Store, folder: Path, content: bytes | None
) -> None:
    """A quarter's name in the folder of quarters is enough, also when it is a link to a drive."""
    kept = folder / "on a drive"
    if content is not None:
        kept.write_bytes(content)
    path = store.path(Quarter(2026, 1))
    path.symlink_to(kept)
    with pytest.raises(StoreError, match="is where answers are saved"):  # BUG: it is replaced
        write(path, answers=store.folder, replaces=True)
    assert (kept.read_bytes() if kept.exists() else None) == content


@pytest.mark.parametrize("name", ["report.json", "breakthroughs-2026-27-Q3.json", "gaps.html"])
def test_a_new_report_may_go_beside_the_answers(store: Store, name: str) -> None:
    """It is no quarter, and is replaced like any other report."""
    quarters = store.quarters()
    for replaces in (False, True):
        write(store.folder / name, answers=store.folder, replaces=replaces)
    assert (store.folder / name).read_bytes() == REPORT.content
    assert store.quarters() == quarters


@pytest.mark.parametrize("form", Format)
def test_a_report_in_any_format_is_not_taken_for_answers(
    folder: Path, make_assessment: AssessmentMaker, form: Format
) -> None:
    """So it can be written again."""
    assessment = make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})
    written = write_report(build_report(assessment, ()), form)
    path = folder / usual_name(QUARTER, form)
    for replaces in (False, True):
        publish(written, path, answers=folder / "answers", replaces=replaces)
    assert path.read_bytes() == written.content


# --- one person's reports


def test_a_publisher_writes_into_the_folder_that_was_typed(
    store: Store, folder: Path, make_assessment: AssessmentMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the usual name; from the current folder, from the home, in full, or in quotes."""
    publisher = Publisher(folder, store.folder, None)
    monkeypatch.chdir(folder.parent)
    home = Path(os.path.expanduser("~"))
    quoted = f'"{folder.parent}"'
    wanted = {"reports": folder, "~": home, str(store.folder): store.folder, quoted: folder.parent}
    for typed, meant in wanted.items():
        published = publisher.publish(make_assessment(), History(), Format.CSV, typed)
        assert published.path == meant / "breakthroughs-2026-27-Q3.csv"
        assert published.path.is_file()
        with pytest.raises(ExistsError):
            publisher.publish(make_assessment(), History(), Format.CSV, typed)
        publisher.publish(make_assessment(), History(), Format.CSV, typed, replaces=True)


def test_a_home_that_nobody_knows_is_a_missing_folder(folder: Path) -> None:
    """No folder of that name is made."""
    with pytest.raises(StoreError, match=r"There is no folder .*~nosuchuser"):
        write(typed_path("~nosuchuser/reports") / "gaps.html")
    assert contents(folder) == {}


def test_a_report_sets_the_quarter_against_those_before_it(
    store: Store, make_assessment: AssessmentMaker
) -> None:
    """What is compared comes from the folder of quarters; a damaged one there is left out."""
    now = make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})
    before = make_assessment({"q1": (Progress.ACHIEVED, Plan.NO)}, quarter=QUARTER.previous)
    store.path(QUARTER.previous).unlink()
    store.file(QUARTER.previous).save(before)
    publisher = Publisher(store.folder, store.folder, None)
    published = publisher.publish(now, History(store, lambda: TODAY), Format.MARKDOWN, "")
    assert published.path == store.folder / "breakthroughs-2026-27-Q3.md"
    text = published.path.read_text("utf-8")
    assert "100 points higher (worse) than in 2026/27 Q2" in text


def test_a_report_is_flushed_like_a_save(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, then its folder: what was written outlasts a power cut."""
    flushed: list[bool] = []
    monkeypatch.setattr(
        os, "fsync", lambda number: flushed.append(stat.S_ISDIR(os.fstat(number).st_mode))
    )
    for replaces in (False, True):
        write(folder / "gaps.html", replaces=replaces)
    assert flushed == [False, True] * 2 if os.name != "nt" else [False] * 2


def test_the_folder_is_asked_for_nothing_when_the_name_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No byte is written before the name is judged: opening `con` would talk to the keyboard."""
    monkeypatch.setattr(atomic, "write_file", lambda *_, **__: pytest.fail("written"))
    with pytest.raises(StoreError):
        write(folder / "con.html", replaces=True)
