"""Opening a quarter gives a session on the right answers, or a reason, and harms nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from breakthroughs_tui import document
from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.errors import BankError, DamagedError, NewerFormatError, StoreError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.opening import OLDER, READ_ONLY, Opened, Request, Sitting, open_quarter
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.store import QuarterFile
from tests.clock import in_summer
from tests.conftest import NOW, QUARTER, TODAY, AssessmentMaker
from tests.quarters import action, answer, bank_of, quarters_up_to, take

Q2, Q1, LAST_Q4 = quarters_up_to(QUARTER.previous, 3)
NEWER = b'{"format": "breakthroughs-assessment", "format_version": 2}'


class Desk:
    """A folder of quarters, and a person who answers what they are asked."""

    def __init__(self, folder: Path) -> None:
        """Say yes to everything."""
        self.store = Store(folder / "quarters", lambda: NOW)
        self.history = History(self.store, lambda: TODAY)
        self.default_bank: Callable[[], QuestionBank] = load_default_bank
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
        opened = open_quarter(self.request(quarter, path=path, bank=bank, settings=settings))
        self.opened.append(opened)
        return opened

    def request(
        self,
        quarter: Quarter | None,
        *,
        path: Path | None = None,
        bank: QuestionBank | None = None,
        settings: Settings | None = None,
    ) -> Request:
        """Ask for a quarter, or a path."""
        return Request(
            file=QuarterFile(path or self.store.path(quarter or QUARTER), lambda: NOW),
            quarter=quarter,
            history=self.history,
            lock_folder=self.lock_folder,
            settings=settings or Settings(),
            asked_bank=bank,
            default_bank=self.default_bank,
            now=lambda: NOW,
            confirm=self.confirm,
        )

    def sit_down(self, quarter: Quarter = QUARTER) -> Sitting:
        """Open a quarter to stay, with the others in reach."""
        return Sitting(self.open(quarter), self._following)

    def _following(self, quarter: Quarter) -> Request:
        return self.request(quarter)

    def save(self, *assessments: Assessment) -> None:
        """Have these quarters in the folder."""
        for each in assessments:
            self.store.file(each.quarter).save(each)

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

    def is_free(self, quarter: Quarter = QUARTER) -> bool:
        """Tell whether another window could write a quarter."""
        lock = WriterLock(self.lock_folder, self.store.path(quarter))
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


@pytest.mark.parametrize(
    ("settings", "council", "assessor"),
    [
        (Settings(), "Old Town", "B. Before"),
        (Settings("", "New Town", ""), "New Town", "B. Before"),
        (Settings("", "New Town", "N. Now"), "New Town", "N. Now"),
    ],
)
def test_a_new_quarter_knows_whose_it_is(
    desk: Desk, assessment: Assessment, settings: Settings, council: str, assessor: str
) -> None:
    """By the settings, else as in the last quarter: nobody writes it down again and again."""
    older = replace(assessment, quarter=Q1, council="Older Town", assessor="A. Ages ago")
    desk.save(older, replace(older, quarter=Q2, council="Old Town", assessor="B. Before"))
    found = desk.open(settings=settings).session.assessment
    assert (found.council, found.assessor, found.answers) == (council, assessor, {})


def test_the_first_answer_makes_the_file(desk: Desk) -> None:
    """A session that was opened saves where the quarter belongs."""
    session = desk.open().session
    session.rate("q1", Plan.NO)
    assert session.wait_until_saved().is_saved
    assert desk.store.load(QUARTER) == session.assessment


def test_a_saved_quarter_goes_on_where_it_was(desk: Desk, assessment: Assessment) -> None:
    """What is on disk is on screen, by quarter as by path, with nothing to say."""
    desk.store.file(QUARTER).save(assessment)
    for path in (None, desk.path):
        opened = desk.open(None if path else QUARTER, path=path)
        assert (opened.session.assessment, opened.notices) == (assessment, ())
        opened.lock.release()
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
    assert "saved on 22 November 2026 at 09:30, with 1 of 22 questions" in desk.was_asked[0]
    assert str(desk.path) in desk.was_asked[0]
    assert opened.session.assessment == desk.store.load(QUARTER) == assessment
    aside = "2026-27-Q3.damaged-20261122T093000Z.json"
    assert desk.names() == [aside, "2026-27-Q3.json", "backups"]
    assert (desk.store.folder / aside).read_bytes() == content
    opened.session.rate("q3", Plan.NO)
    assert opened.session.wait_until_saved().warning == ""


def test_the_hour_of_a_backup_is_the_persons_own(desk: Desk, assessment: Assessment) -> None:
    """As the clock on their wall had it: half past nine in UTC is half past ten in summer."""
    desk.history = History(desk.store, lambda: TODAY, in_summer)
    desk.store.file(QUARTER).save(assessment)
    file = desk.store.file(QUARTER)
    file.save(file.load().with_answer("q2", Answer(Progress.ACHIEVED, Plan.YES)))
    desk.damage()
    desk.open()
    assert "saved on 22 November 2026 at 10:30, with" in desk.was_asked[0]


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
            desk.open(quarter, bank=other)
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
    fresh = desk.open(QUARTER.next, bank=changed)
    assert (fresh.session.assessment.bank, fresh.notices) == (changed, ())


def savable(**breakthroughs: str) -> QuestionBank:
    """Give a bank from its questions' ids that a file can hold; see `quarters.bank_of`."""
    return replace(bank_of(**breakthroughs), version="1", source="us", introduction="Hello")


def test_open_actions_come_along_and_nothing_else_does(desk: Desk) -> None:
    """As they were written, without ratings, notes and what is done; on disk with the first answer.

    Until then there is no file, and the quarter is not begun.
    """
    late, later = action("Late", Q2), action("Later", QUARTER.next)
    last = take(
        load_default_bank(), Q2,
        q1=answer("JN", "Why", late, action("Done", done=True), later),
        q2=answer("AY", "", action("Done", done=True)), q3=answer("WP"), q4=answer("--", "", late),
    )  # fmt: skip
    desk.save(last)
    opened = desk.open()
    session = opened.session
    assert session.assessment.answers == {
        "q1": Answer(actions=(late, later)), "q4": Answer(actions=(late,))
    }  # fmt: skip
    assert (opened.notices, session.assessment.is_begun) == ((), False)
    assert session.undo() is None
    assert desk.names() == ["2026-27-Q2.json"]
    session.rate("q2", Plan.NO)
    session.wait_until_saved()
    assert desk.store.load(QUARTER) == session.assessment
    assert desk.store.load(Q2) == last


def test_actions_come_from_the_newest_readable_quarter_before(desk: Desk) -> None:
    """Not from a later one, a damaged one, or an older one where they may be done since."""
    bank = load_default_bank()
    for quarter in (QUARTER.next, Q1, LAST_Q4):
        desk.save(take(bank, quarter, q1=answer("--", "", action(f"Of {quarter.id}"))))
    desk.store.path(Q2).write_bytes(b"{")
    assert desk.open().session.assessment.answers == {
        "q1": Answer(actions=(action(f"Of {Q1.id}"),))
    }


@pytest.mark.parametrize(
    ("asked", "carried", "notice"),
    [
        ("a b c", {"a": ["A", "A2"], "b": ["B"]}, ()),
        ("x<a y<b c", {"x": ["A", "A2"], "y": ["B"]}, ()),
        ("x<a+b+c", {"x": ["A", "A2", "B"]}, ()),
        ("x<b b2<b a", {"x": ["B"], "a": ["A", "A2"]}, ()),
        ("a c", {"a": ["A", "A2"]}, ("1 open action is about questions",)),
        ("b x<z", {"b": ["B"]}, ("2 open actions are about questions",)),
        ("x y", {}, ("3 open actions are about questions",)),
    ],
    ids=["kept", "renamed", "joined", "split", "one dropped", "two dropped", "all dropped"],
)
def test_actions_follow_their_questions_into_a_new_bank(
    desk: Desk, asked: str, carried: dict[str, list[str]], notice: tuple[str, ...]
) -> None:
    """To what replaces them, each to one place; what is left behind is counted, and where it is."""
    a = answer("JN", "", action("A"), action("A2"), action("Done", done=True))
    desk.save(take(savable(one="a b c"), Q2, a=a, b=answer("--", "", action("B")), c="WY"))
    opened = desk.open(bank=savable(one=asked))
    assert {
        key: [each.text for each in found.actions]
        for key, found in opened.session.assessment.answers.items()
    } == carried
    changed = () if asked == "a b c" else ("The questions are not quite those of 2026/27 Q2",)
    expected = (*changed, *notice)
    assert [
        each[: len(words)] for each, words in zip(opened.notices, expected, strict=True)
    ] == list(expected)


def test_what_is_left_behind_is_told_when_a_quarter_is_started(desk: Desk) -> None:
    """Once: when it is opened again, there is nothing to say."""
    desk.save(take(savable(one="a"), Q2, a=answer("--", "", action("A"))))
    for notices in (2, 0):
        opened = desk.open(bank=savable(one="b"))
        assert len(opened.notices) == notices
        opened.session.rate("b", Plan.NO)
        opened.session.close()
        opened.lock.release()


def test_a_fresh_start_tells_what_is_left_behind(desk: Desk) -> None:
    """One that follows a damaged file is a new quarter like any other."""
    desk.save(take(savable(one="a b"), Q2, a=answer("--", "", action("A")), b="JN"))
    desk.damage()
    opened = desk.open(bank=savable(one="b"))
    assert len(desk.was_asked) == 1
    assert [notice[:16] for notice in opened.notices[1:]] == [
        "The questions ar",
        "1 open action is",
    ]
    assert ".damaged-" in opened.notices[0]


def test_another_version_of_the_questions_is_told(desk: Desk) -> None:
    """Whoever forgets to name the bank of last time hears that the questions are others."""
    desk.save(take(replace(savable(one="a!"), version="3"), Q2, a="JN"))
    (notice,) = desk.open(bank=replace(savable(one="a"), version="1")).notices
    assert notice.endswith("Q2 (Jul–Sep 2026) (version 1 of the bank, not 3).")


@pytest.mark.parametrize(
    ("saved", "quarter", "reason"),
    [
        ([Q1], Q1, OLDER),
        ([LAST_Q4, Q2, QUARTER], LAST_Q4, OLDER),
        ([Q2, QUARTER], Q2, OLDER),
        ([Q2], Q2, ""),
        ([Q2, QUARTER.next], Q2, ""),
        ([QUARTER], QUARTER, ""),
        ([QUARTER.next], QUARTER.next, ""),
        ([QUARTER], Q2, ""),
        ([QUARTER], LAST_Q4, ""),
    ],
    ids=[
        "past", "long past", "just ended, today's begun", "just ended", "a later one is no reason",
        "today's", "to come", "just ended, to start", "long past, to start",
    ],
)  # fmt: skip
def test_older_quarters_open_to_read(
    desk: Desk, assessment: Assessment, saved: list[Quarter], quarter: Quarter, reason: str
) -> None:
    """One that is past is not changed by accident; what has no file is there to be started."""
    desk.save(*(replace(assessment, quarter=each) for each in saved))
    session = desk.open(quarter).session
    assert (session.read_only_because, session.may_be_corrected) == (reason, bool(reason))
    assert session.rate("q2", Plan.NO) == (not reason)


def test_an_older_quarter_can_be_corrected(desk: Desk, assessment: Assessment) -> None:
    """It is the only window that may; what was there goes to the backups, as ever."""
    older = replace(assessment, quarter=Q1)
    desk.save(older, assessment)
    session = desk.open(Q1).session
    assert not desk.is_free(Q1)
    session.correct()
    assert session.rate("q2", Plan.NO)
    assert session.wait_until_saved().is_saved
    assert desk.store.load(Q1) == session.assessment
    assert [each.document.assessment for each in desk.store.file(Q1).backups()] == [older]


def test_an_older_quarter_open_elsewhere_cannot_be_corrected(
    desk: Desk, assessment: Assessment
) -> None:
    """The other window has it, and that is what the person is told."""
    desk.save(replace(assessment, quarter=Q1))
    desk.open(Q1)
    session = desk.open(Q1).session
    assert (session.read_only_because, session.may_be_corrected) == (READ_ONLY, False)
    session.correct()
    assert not session.rate("q1", Plan.YES)


def test_a_path_is_older_by_what_it_holds(desk: Desk, assessment: Assessment) -> None:
    """Whatever its name, a past quarter is read first and corrected on purpose."""
    path = desk.store.folder / "copy.json"
    desk.save(replace(assessment, quarter=Q1))
    desk.store.path(Q1).rename(path)
    assert desk.open(None, path=path).session.read_only_because == OLDER


def test_a_rescued_quarter_opens_though_the_folder_is_gone_bad(
    desk: Desk, assessment: Assessment, tmp_path: Path
) -> None:
    """Answers that were saved elsewhere, since the folder could not be used, are in reach."""
    path = tmp_path / "2026-27-Q2.rescued-20261122T093000Z.json"
    path.write_bytes(document.encode(replace(assessment, quarter=Q2)))
    desk.store.folder.write_bytes(b"in the way")
    assert desk.open(None, path=path).session.assessment.quarter == Q2


@pytest.mark.skipif(os.name == "nt", reason="Windows renames no folder that holds an open file")
def test_no_quarter_is_begun_in_a_folder_that_has_gone(desk: Desk, assessment: Assessment) -> None:
    """Whoever turns to another one is told, and keeps the one that is open."""
    desk.lock_folder = desk.store.folder / "locks"  # macOS has them in one folder
    desk.save(replace(assessment, quarter=Q2))
    sitting = desk.sit_down()
    first = sitting.opened
    away = desk.store.folder.rename(desk.store.folder.with_name("renamed"))
    for quarter in (Q2, Q1):
        with pytest.raises(StoreError, match="is gone; it may have been renamed or moved"):
            sitting.turn_to(quarter)
    assert sitting.opened is first
    assert not desk.store.folder.exists()
    away.rename(desk.store.folder)
    desk.opened.append(sitting.turn_to(Q2))


def test_turning_to_another_quarter_leaves_the_first_saved_and_free(
    desk: Desk, assessment: Assessment
) -> None:
    """The last answer is on disk, another window may have that file, and this one the new."""
    desk.save(replace(assessment, quarter=Q2))
    sitting = desk.sit_down()
    first = sitting.opened.session
    first.rate("q2", Plan.NO)
    following = sitting.turn_to(Q2)
    desk.opened.append(following)
    assert sitting.opened is following
    assert following.session.assessment.quarter == Q2
    assert following.file.path == desk.store.path(Q2)
    assert desk.store.load(QUARTER) == first.assessment
    assert (desk.is_free(QUARTER), desk.is_free(Q2)) == (True, False)


def test_turning_there_and_back_goes_on_where_it_was(desk: Desk, assessment: Assessment) -> None:
    """Each quarter is as it was left, open to changes as it should be, at every turn."""
    desk.save(replace(assessment, quarter=Q1))
    sitting = desk.sit_down()
    for number in range(1, 4):
        session = sitting.opened.session
        assert session.assessment.answer("q1").note == "x" * (number - 1)
        assert session.note("q1", "x" * number)
        older = sitting.turn_to(Q1).session
        assert (older.assessment.answers, older.read_only_because) == (assessment.answers, OLDER)
        desk.opened.append(sitting.turn_to(QUARTER))
    sitting.close()
    assert (desk.is_free(QUARTER), desk.is_free(Q1)) == (True, True)


def test_turning_to_a_quarter_without_a_file_starts_it(desk: Desk, assessment: Assessment) -> None:
    """With its own answers; nothing is written for one that was only looked at."""
    desk.save(assessment)
    sitting = desk.sit_down()
    for quarter in (Q2, QUARTER.next, QUARTER):
        desk.opened.append(sitting.turn_to(quarter))
        started = sitting.opened.session.assessment
        assert started.quarter == quarter
        assert started.answers == (assessment.answers if quarter == QUARTER else {})
    assert desk.names() == ["2026-27-Q3.json"]


def test_a_new_quarter_takes_the_bank_that_the_folder_answers(desk: Desk) -> None:
    """Nobody who has a bank of their own need name it each quarter; another one is refused."""
    own = replace(savable(one="a b"), id="ours")
    desk.save(take(own, Q2, a="JN"))
    opened = desk.open()
    assert opened.session.assessment.bank == own
    opened.lock.release()
    with pytest.raises(StoreError, match="holds quarters of the question bank"):
        desk.open(bank=replace(own, id="another"))


def unfit() -> QuestionBank:
    """Fail to read a question bank."""
    raise BankError("The bank is not fit to use")


@pytest.mark.parametrize("trouble", ["damaged", "newer", "misnamed", "no bank"])
def test_a_quarter_that_does_not_open_leaves_the_first_open(
    desk: Desk, assessment: Assessment, trouble: str
) -> None:
    """It is still the one on screen, still locked, still saves; and the other file is untouched."""
    sitting = desk.sit_down()
    first = sitting.opened
    first.session.rate("q1", Plan.NO)
    first.session.wait_until_saved()
    contents = {
        "damaged": b"{",
        "newer": NEWER,
        "misnamed": document.encode(replace(assessment, quarter=Q1)),
    }
    if trouble in contents:
        desk.store.path(Q2).write_bytes(contents[trouble])
    else:
        desk.default_bank = unfit
    before = desk.names()
    desk.says_yes = False
    with pytest.raises(BankError if trouble == "no bank" else StoreError):
        sitting.turn_to(Q2)
    assert sitting.opened is first
    assert (desk.is_free(QUARTER), desk.is_free(Q2)) == (False, True)
    assert first.session.rate("q2", Plan.NO)
    assert first.session.wait_until_saved().is_saved
    assert desk.names() == before
    if trouble in contents:
        assert desk.store.path(Q2).read_bytes() == contents[trouble]


def test_answers_that_are_not_saved_keep_their_quarter_open(
    desk: Desk, assessment: Assessment
) -> None:
    """They are in memory only: the person is told why, and no other quarter is opened."""
    desk.save(replace(assessment, quarter=Q2))
    sitting = desk.sit_down()
    first = sitting.opened
    desk.path.mkdir()
    first.session.rate("q1", Plan.NO)
    with pytest.raises(StoreError, match="NOT SAVED, so it stays open") as caught:
        sitting.turn_to(Q2)
    assert "Is a directory" in caught.value.hint
    assert (sitting.opened, first.session.read_only_because) == (first, "")
    assert (desk.is_free(QUARTER), desk.is_free(Q2)) == (False, True)
    desk.path.rmdir()
    first.session.save()
    desk.opened.append(sitting.turn_to(Q2))
    assert desk.store.load(QUARTER).answer("q1").plan is Plan.NO


def test_the_other_quarter_is_opened_before_the_first_is_closed(
    desk: Desk, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At no moment is nothing open: whatever goes wrong, there is a quarter to show."""
    desk.save(replace(assessment, quarter=Q2))
    sitting = desk.sit_down()
    were_free = []

    def watched(request: Request) -> Opened:
        were_free.append(desk.is_free(QUARTER))
        return open_quarter(request)

    monkeypatch.setattr("breakthroughs_tui.opening.open_quarter", watched)
    desk.opened.append(sitting.turn_to(Q2))
    assert (were_free, desk.is_free(QUARTER)) == ([False], True)


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
