"""Opening a quarter gives a session on the right answers, or a reason, and harms nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from breakthroughs_tui import document
from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.errors import DamagedError, NewerFormatError, StoreError
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.opening import READ_ONLY, Opened, Request, open_quarter
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.store import QuarterFile, Store
from tests.conftest import NOW, QUARTER, AssessmentMaker

Q2 = QUARTER.previous
NEWER = b'{"format": "breakthroughs-assessment", "format_version": 2}'


class Desk:
    """A folder of quarters, and a person who answers what they are asked."""

    def __init__(self, folder: Path) -> None:
        """Say yes to everything."""
        self.store = Store(folder / "quarters", lambda: NOW)
        self.lock_folder = folder / "locks"
        self.says_yes = True
        self.was_asked: list[str] = []
        self.opened: list[Opened] = []

    def open(
        self,
        quarter: Quarter | None = QUARTER,
        *,
        path: Path | None = None,
        bank: QuestionBank | None = None,
        settings: Settings | None = None,
    ) -> Opened:
        """Open a quarter, or a path."""
        request = Request(
            file=QuarterFile(path or self.path, lambda: NOW),
            quarter=quarter,
            store=self.store,
            lock_folder=self.lock_folder,
            settings=settings or Settings(),
            asked_bank=bank,
            default_bank=load_default_bank,
            now=lambda: NOW,
            confirm=self.confirm,
        )
        self.opened.append(open_quarter(request))
        return self.opened[-1]

    def confirm(self, question: str) -> bool:
        """Answer a question."""
        self.was_asked.append(question)
        return self.says_yes

    @property
    def path(self) -> Path:
        """Where this quarter is saved."""
        return self.store.path(QUARTER)

    def damage(self, content: bytes = b'{"format": ') -> bytes:
        """Spoil this quarter's file, and give what it holds now."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_bytes(content)
        return content

    def is_free(self) -> bool:
        """Tell whether another window could write this quarter."""
        lock = WriterLock(self.lock_folder, self.path)
        lock.release()
        return not lock.is_held_elsewhere

    def names(self) -> list[str]:
        """List the folder of quarters."""
        return sorted(path.name for path in self.store.folder.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give an empty desk, and close what was opened."""
    desk = Desk(tmp_path)
    yield desk
    for opened in desk.opened:
        opened.session.close()
        opened.lock.release()


@pytest.fixture
def assessment(make_assessment: AssessmentMaker) -> Assessment:
    """Give an assessment with one answer."""
    return make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})


def test_a_new_quarter_starts_empty(desk: Desk, bank: QuestionBank) -> None:
    """It takes the bank, the settings' names and the time, and writes nothing yet."""
    opened = desk.open(settings=Settings("", "Llanelwedd", "A. N. Other"))
    assert opened.session.assessment == Assessment(
        QUARTER, "Llanelwedd", "A. N. Other", NOW, NOW, bank, {}
    )
    assert (opened.notices, opened.session.read_only_because) == ((), "")
    assert not desk.store.folder.exists()
    assert not desk.is_free()


def test_the_first_answer_makes_the_file(desk: Desk) -> None:
    """A session that was opened saves where the quarter belongs."""
    session = desk.open().session
    session.rate("q1", Plan.NO)
    assert session.wait_until_saved().is_saved
    assert desk.store.load(QUARTER) == session.assessment


def test_a_saved_quarter_goes_on_where_it_was(desk: Desk, assessment: Assessment) -> None:
    """What is on disk is on screen, by quarter as by path, with nothing to say."""
    desk.store.file(QUARTER).save(assessment)
    elsewhere = desk.path.rename(desk.store.folder / "copy.json")
    desk.store.file(QUARTER).save(assessment)
    for opened in (desk.open(), desk.open(None, path=elsewhere)):
        assert opened.session.assessment == assessment
        assert opened.notices == ()
    assert desk.was_asked == []


def test_a_quarter_open_elsewhere_is_read_only(desk: Desk, assessment: Assessment) -> None:
    """The answers show and do not change; only the writer tidies away what is half written."""
    desk.store.file(QUARTER).save(assessment)
    half_written = desk.store.folder / ".2026-27-Q3.json.0a1b2c3d4e5f.tmp"
    half_written.touch()
    desk.open()
    assert not half_written.exists()
    half_written.touch()
    session = desk.open().session
    assert (session.assessment, session.read_only_because) == (assessment, READ_ONLY)
    assert not session.rate("q1", Plan.YES)
    assert half_written.exists()


def test_a_damaged_quarter_open_elsewhere_is_left_to_the_other_window(desk: Desk) -> None:
    """Without the lock nobody is asked to repair anything."""
    desk.open()
    content = desk.damage()
    with pytest.raises(DamagedError):
        desk.open()
    assert (desk.was_asked, desk.path.read_bytes()) == ([], content)


def test_a_place_without_locks_is_a_notice(desk: Desk) -> None:
    """Where nothing can be locked, the person is warned and can work."""
    desk.lock_folder.write_bytes(b"in the way")
    opened = desk.open()
    assert [notice[:29] for notice in opened.notices] == ["This file could not be locked"]
    assert opened.session.rate("q1", Plan.NO)


def test_a_damaged_file_gives_way_to_its_backup(desk: Desk, assessment: Assessment) -> None:
    """With a yes, the newest good backup stands in its place, and the damaged bytes beside it."""
    desk.store.file(QUARTER).save(assessment)
    file = desk.store.file(QUARTER)
    file.save(file.load().with_answer("q2", Answer(Progress.ACHIEVED, Plan.YES)))
    content = desk.damage()
    opened = desk.open()
    assert "saved on 22 November 2026 at 09:30 UTC, with 1 of 22 questions" in desk.was_asked[0]
    assert str(desk.path) in desk.was_asked[0]
    assert opened.session.assessment == desk.store.load(QUARTER) == assessment
    aside = "2026-27-Q3.damaged-20261122T093000Z.json"
    assert desk.names() == [aside, "2026-27-Q3.json", "backups"]
    assert (desk.store.folder / aside).read_bytes() == content
    opened.session.rate("q3", Plan.NO)
    assert opened.session.wait_until_saved().warning == ""


@pytest.mark.parametrize("content", [b"", b"\0\0", b"{}"], ids=repr)
def test_without_a_backup_a_fresh_start_is_offered(desk: Desk, content: bytes) -> None:
    """With a yes, the damaged file is set aside whole and the quarter starts empty."""
    desk.damage(content)
    opened = desk.open()
    assert "There is no backup" in desk.was_asked[0]
    assert opened.session.assessment.answers == {}
    assert [path.read_bytes() for path in desk.store.folder.iterdir()] == [content]
    assert not desk.path.exists()


@pytest.mark.parametrize("has_backup", [True, False])
def test_a_no_leaves_everything_as_it_is(
    desk: Desk, assessment: Assessment, *, has_backup: bool
) -> None:
    """With a no, the damaged file stays where it is, and the quarter is free for others."""
    if has_backup:
        desk.store.file(QUARTER).save(assessment)
        file = desk.store.file(QUARTER)
        file.load()
        file.save(assessment.with_answer("q2", Answer(note="x")))
    content = desk.damage()
    before = desk.names()
    desk.says_yes = False
    with pytest.raises(StoreError, match="left as it is"):
        desk.open()
    assert len(desk.was_asked) == 1
    assert (desk.names(), desk.path.read_bytes()) == (before, content)
    assert desk.is_free()


def test_a_damaged_path_without_a_backup_cannot_start_afresh(desk: Desk) -> None:
    """A path says no quarter, so there is nothing to start."""
    content = desk.damage()
    with pytest.raises(DamagedError):
        desk.open(None)
    assert (desk.was_asked, desk.path.read_bytes()) == ([], content)


@pytest.mark.parametrize("other", ["newer", "misnamed"])
def test_what_must_stay_is_not_opened(desk: Desk, assessment: Assessment, other: str) -> None:
    """A newer format, or another quarter's answers, is refused untouched, and the lock freed."""
    misnamed = document.encode(replace(assessment, quarter=Q2))
    content = desk.damage(NEWER if other == "newer" else misnamed)
    with pytest.raises(NewerFormatError if other == "newer" else StoreError):
        desk.open()
    assert (desk.was_asked, desk.path.read_bytes()) == ([], content)
    assert desk.is_free()


def test_another_bank_is_refused(desk: Desk, assessment: Assessment, bank: QuestionBank) -> None:
    """Neither a saved quarter nor a new one of the folder takes a bank with another id."""
    desk.store.file(QUARTER).save(assessment)
    other = replace(bank, id="other")
    for quarter in (QUARTER, QUARTER.next):
        with pytest.raises(StoreError, match='"improvement-breakthroughs", not "other"') as caught:
            desk.open(quarter, path=desk.store.path(quarter), bank=other)
        assert "--data-dir" in caught.value.hint
        assert desk.is_free()
    assert desk.names() == ["2026-27-Q3.json"]


def test_a_refused_bank_leaves_a_damaged_file_in_place(
    desk: Desk, assessment: Assessment, bank: QuestionBank
) -> None:
    """When opening fails after all, the file is as it was, even after a yes."""
    desk.store.file(Q2).save(replace(assessment, quarter=Q2))
    content = desk.damage()
    with pytest.raises(StoreError, match='not "other"'):
        desk.open(bank=replace(bank, id="other"))
    assert desk.path.read_bytes() == content


def test_a_new_version_of_a_bank_waits_for_the_next_quarter(
    desk: Desk, assessment: Assessment, bank: QuestionBank
) -> None:
    """A saved quarter keeps the bank it was started with, and says so; a new one takes the new."""
    desk.store.file(QUARTER).save(assessment)
    changed = replace(bank, version="2", title="Reworded")
    opened = desk.open(bank=changed)
    assert opened.session.assessment.bank == bank
    assert [notice[:19] for notice in opened.notices] == ["This quarter keeps "]
    following = QUARTER.next
    fresh = desk.open(following, path=desk.store.path(following), bank=changed)
    assert (fresh.session.assessment.bank, fresh.notices) == (changed, ())


WRITES_UNTIL_KILLED = """
import itertools, pathlib, sys
from tests.test_opening import Desk
session = Desk(pathlib.Path(sys.argv[1])).open().session
for number in itertools.count():
    session.note("q1", f"{sys.argv[2]} {number}")
    if number % 3 == 0 and session.wait_until_saved().is_saved:
        print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_killed_at_any_moment_it_comes_back_with_what_was_saved(tmp_path: Path) -> None:
    """After SIGKILL the quarter opens for writing, with every answer whose "saved" was told."""
    for run in range(10):
        command = [sys.executable, "-c", WRITES_UNTIL_KILLED, str(tmp_path), str(run)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(random.Random(run).randint(1, 30)):  # noqa: S311  not a secret
                last = writer.stdout.readline()
            writer.kill()
            last = (writer.stdout.read().split() or [last])[-1]
        desk = Desk(tmp_path)
        opened = desk.open()
        opened.lock.release()
        assert opened.session.read_only_because == ""
        noted_by, number = opened.session.assessment.answer("q1").note.split()
        assert (noted_by, int(number) >= int(last)) == (str(run), True)
        assert desk.names() in (["2026-27-Q3.json"], ["2026-27-Q3.json", "backups"])
