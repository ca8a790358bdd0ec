"""The folder as one series: read once, told truly, and never spoilt by one bad file."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import Mock

import pytest
from msgspec.structs import replace

from breakthroughs_tui import atomic, document
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.model import Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.quarter import Quarter
from tests.conftest import NOW, QUARTER, TODAY, AssessmentMaker
from tests.quarters import quarters_up_to

Q2, Q1, LAST_Q4 = quarters_up_to(QUARTER.previous, 3)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give a folder of quarters that is not there yet."""
    return Store(tmp_path / "quarters", lambda: NOW)


@pytest.fixture
def history(store: Store) -> History:
    """Give the history of that folder."""
    return History(store, lambda: TODAY)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Give a count of the files that are read from now on."""
    counted = Mock(wraps=atomic.read_file)
    monkeypatch.setattr(atomic, "read_file", counted)
    return counted


@pytest.fixture
def assessment(make_assessment: AssessmentMaker) -> Assessment:
    """Give this quarter with one answer, not saved."""
    return make_assessment({"q1": (Progress.JUST_STARTING, Plan.NO)})


def put(
    store: Store, assessment: Assessment, *quarters: Quarter, bank: QuestionBank | None = None
) -> None:
    """Have files of these quarters, all with the same answers."""
    store.folder.mkdir(exist_ok=True)
    content = document.encode(replace(assessment, bank=bank or assessment.bank))
    for quarter in quarters:
        named = content.replace(assessment.quarter.id.encode(), quarter.id.encode())
        store.path(quarter).write_bytes(named)


def told(history: History) -> dict[Quarter, str | None]:
    """Give what is wrong with each quarter, newest first."""
    return {entry.quarter: entry.problem for entry in history.entries()}


def test_a_history_is_told_newest_first(
    store: Store, history: History, assessment: Assessment
) -> None:
    """Each quarter comes with its file and its answers, and nothing wrong with it."""
    assert (history.entries(), history.folder) == ([], str(store.folder))
    put(store, assessment, Q2, QUARTER, LAST_Q4)
    assert [(each.quarter, each.path) for each in history.entries()] == [
        (quarter, store.path(quarter)) for quarter in (QUARTER, Q2, LAST_Q4)
    ]
    assert told(history) == {QUARTER: None, Q2: None, LAST_Q4: None}
    for entry in history.entries():
        assert entry.assessment == replace(assessment, quarter=entry.quarter)


def test_without_a_folder_there_is_no_history(assessment: Assessment) -> None:
    """Nothing is saved, nothing can be started, and nothing comes before a quarter."""
    history = History()
    assert (history.folder, history.quarters(), history.other_files()) == ("", [], [])
    assert (history.entries(), history.startable(), history.is_older(Q1)) == ([], [], False)
    assert list(history.before(assessment)) == []
    assert history.skipped(assessment) == []
    history.check_bank("any")


def test_a_file_is_read_once(
    store: Store, history: History, assessment: Assessment, reads: Mock
) -> None:
    """However often it is asked for, and by whichever way."""
    put(store, assessment, QUARTER, Q2, Q1)
    for _ in range(3):
        history.entries()
        assert len(list(history.before(assessment))) == 2
        history.skipped(assessment)
        history.check_bank(assessment.bank.id)
    assert reads.call_count == 3


@pytest.mark.parametrize("way", ["saved", "in place", "same size", "copied over"])
def test_a_file_that_changed_is_read_again(
    store: Store, history: History, assessment: Assessment, way: str
) -> None:
    """Whoever changed it, and however: the history shows what is on disk now."""
    put(store, assessment, QUARTER, Q2)
    path = store.path(QUARTER)
    assert history.entry(QUARTER).assessment == assessment
    now = replace(assessment, council="Elsewhere")
    if way == "same size":
        now = replace(assessment, modified=NOW.replace(day=23))
    content = document.encode(now)
    if way == "saved":
        atomic.write_file(path, content)
    elif way == "copied over":
        times = path.stat()
        path.unlink()
        path.write_bytes(content)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    else:
        assert (len(content) == path.stat().st_size) == (way == "same size")
        path.write_bytes(content)
        os.utime(path, (0, 1))
    assert history.entry(QUARTER).assessment == now
    assert history.entries()[0].assessment == now


def test_a_file_that_goes_or_comes_is_seen(
    store: Store, history: History, assessment: Assessment
) -> None:
    """A quarter that is deleted, started, damaged or mended while the screens are open."""
    put(store, assessment, QUARTER, Q2)
    history.entries()
    store.path(QUARTER).unlink()
    assert list(told(history)) == [Q2]
    assert "is not there" in str(history.entry(QUARTER).problem)
    put(store, assessment, QUARTER, Q1)
    assert list(told(history)) == [QUARTER, Q2, Q1]
    store.path(Q2).write_bytes(b"{")
    assert "is damaged" in str(told(history)[Q2])
    put(store, assessment, Q2)
    assert told(history)[Q2] is None


def test_a_file_that_could_not_be_read_for_a_moment_is_read_again(
    store: Store, history: History, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner or a sync program lets go without changing the file; so the reason goes."""
    put(store, assessment, QUARTER)
    with monkeypatch.context() as patch:
        held = PermissionError(13, "Permission denied")
        patch.setattr(atomic, "read_file", Mock(side_effect=held))
        assert "Permission denied" in str(history.entry(QUARTER).problem)
    assert history.entry(QUARTER).problem is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is damaged: it is empty"),
        (b"{", "is damaged: it is not JSON"),
        (b'{"format": "breakthroughs-assessment", "format_version": 2}', "by a newer version"),
        (None, "could not be read: Is a directory"),
    ],
)
def test_one_bad_file_spoils_nothing(
    store: Store, history: History, assessment: Assessment, content: bytes | None, words: str
) -> None:
    """It is named with the reason, and all the others are there as if it were not."""
    put(store, assessment, QUARTER, Q1, LAST_Q4)
    path = store.path(Q2)
    path.mkdir() if content is None else path.write_bytes(content)
    problems = told(history)
    assert list(problems) == [QUARTER, Q2, Q1, LAST_Q4]
    assert [quarter for quarter, problem in problems.items() if problem] == [Q2]
    assert str(problems[Q2]).startswith(str(path))
    assert words in str(problems[Q2])
    assert [each.quarter for each in history.before(assessment)] == [Q1, LAST_Q4]
    history.check_bank(assessment.bank.id)


def test_a_colleagues_file_is_no_part_of_the_series(
    store: Store, history: History, assessment: Assessment
) -> None:
    """A quarter of another bank is named, whichever quarter it is, and left out of everything."""
    put(store, assessment, QUARTER, Q1)
    for theirs in (Q2, QUARTER.next):
        put(store, assessment, theirs, bank=replace(assessment.bank, id="parish"))
        problems = told(history)
        assert [quarter for quarter, problem in problems.items() if problem] == [theirs]
        assert problems[theirs] == (
            f'{store.path(theirs)} answers the question bank "parish", '
            'not "improvement-breakthroughs"'
        )
        assert next(e.assessment for e in history.entries() if e.problem) is None
        assert [each.quarter for each in history.before(assessment)] == [Q1]
        history.check_bank("improvement-breakthroughs")
        with pytest.raises(StoreError):
            history.check_bank("parish")
        store.path(theirs).unlink()


def test_a_colleagues_quarter_has_a_series_of_its_own(
    store: Store, history: History, assessment: Assessment
) -> None:
    """Seen from a quarter of the other bank, the folder holds that bank's quarters."""
    theirs = replace(assessment, bank=replace(assessment.bank, id="parish"))
    put(store, assessment, Q2, LAST_Q4)
    put(store, theirs, Q1)
    assert [each.quarter for each in history.before(theirs)] == [Q1]


def test_where_two_banks_are_level_the_newer_quarter_counts(
    store: Store, history: History, assessment: Assessment
) -> None:
    """Somebody who took a new bank is not told that their newest quarter is the odd one."""
    put(store, assessment, Q2)
    put(store, assessment, QUARTER, bank=replace(assessment.bank, id="new"))
    assert [quarter for quarter, problem in told(history).items() if problem] == [Q2]
    history.check_bank("new")


def test_another_bank_is_refused_with_advice(
    store: Store, history: History, assessment: Assessment
) -> None:
    """The error names the folder and both banks, and advises a folder of its own."""
    history.check_bank("any, while the folder is not there")
    put(store, assessment, QUARTER)
    history.check_bank(assessment.bank.id)
    with pytest.raises(StoreError, match='"improvement-breakthroughs", not "other"') as caught:
        history.check_bank("other")
    assert str(store.folder) in caught.value.message
    assert "--data-dir" in caught.value.hint


def test_names_and_contents_must_agree(
    store: Store, history: History, assessment: Assessment
) -> None:
    """A copy with another quarter's name is told, and read for neither quarter."""
    put(store, assessment, QUARTER, Q1)
    store.path(Q2).write_bytes(store.path(Q1).read_bytes())
    assert "holds 2026/27 Q1 (Apr–Jun 2026), not 2026/27 Q2" in str(told(history)[Q2])
    assert [each.quarter for each in history.before(assessment)] == [Q1]


def test_a_name_that_is_no_quarter_is_listed_apart(
    store: Store, history: History, assessment: Assessment
) -> None:
    """What a colleague sent, or a conflict left, is not counted, but it is not hidden either."""
    put(store, assessment, QUARTER)
    names = ["2026-27-Q3 from Jo.json", "2026-27-Q3.conflict-20261122T093000Z.json"]
    for name in (*names, "settings.json"):
        (store.folder / name).write_bytes(store.path(QUARTER).read_bytes())
    assert [path.name for path in history.other_files()] == names
    assert list(told(history)) == [QUARTER]


def test_a_hundred_years_of_quarters(
    store: Store, history: History, assessment: Assessment, reads: Mock
) -> None:
    """All of 400 quarters are listed, each is read once, and they share one bank."""
    quarters = quarters_up_to(QUARTER, 400)
    put(store, assessment, *quarters)
    assert told(history) == dict.fromkeys(quarters)
    assert [each.quarter for each in history.before(assessment)] == quarters[1:]
    assert reads.call_count == 400
    banks = {id(entry.assessment.bank) for entry in history.entries() if entry.assessment}
    assert len(banks) == 1


def test_quarters_before_are_read_no_further_than_asked(
    store: Store, history: History, assessment: Assessment, reads: Mock
) -> None:
    """Whoever wants only the last quarter does not wait for the whole folder."""
    put(store, assessment, QUARTER.next, QUARTER, Q1, LAST_Q4)
    last = next(history.before(assessment))
    assert (last, reads.call_count) == (replace(assessment, quarter=Q1), 1)


def test_what_stands_between_a_quarter_and_the_last_is_named(
    store: Store, history: History, assessment: Assessment
) -> None:
    """Damaged ones and those of another bank, the newest first; older ones do not matter."""
    put(store, assessment, QUARTER, LAST_Q4, QUARTER.next)
    put(store, assessment, Q1, bank=replace(assessment.bank, id="parish"))
    for quarter in (Q2, LAST_Q4.previous, QUARTER.next.next):
        store.path(quarter).write_bytes(b"{")
    damaged, foreign = history.skipped(assessment)
    assert damaged.startswith(f"{store.path(Q2)} is damaged")
    assert foreign.startswith(f'{store.path(Q1)} answers the question bank "parish"')
    assert len(history.skipped(replace(assessment, quarter=LAST_Q4))) == 1


@pytest.mark.parametrize(
    ("saved", "startable"),
    [
        ([], [QUARTER, Q2]),
        ([QUARTER], [Q2]),
        ([Q2], [QUARTER]),
        ([QUARTER, Q2], []),
        ([QUARTER.next, Q1], [QUARTER, Q2]),
    ],
)
def test_todays_quarter_and_the_one_just_ended_may_be_started(
    store: Store,
    history: History,
    assessment: Assessment,
    saved: list[Quarter],
    startable: list[Quarter],
) -> None:
    """Each while it has no file, readable or not; none where nobody knows the day."""
    put(store, assessment, *saved)
    assert history.startable() == startable
    assert History(store).startable() == []
    for quarter in saved:
        store.path(quarter).write_bytes(b"{")
    assert history.startable() == startable


@pytest.mark.parametrize(
    ("saved", "older"),
    [
        ([], [LAST_Q4, Q1]),
        ([QUARTER], [LAST_Q4, Q1, Q2]),
        ([Q2], [LAST_Q4, Q1]),
        ([Q1, LAST_Q4], [LAST_Q4, Q1]),
        ([QUARTER.next], [LAST_Q4, Q1]),
        ([QUARTER.next, QUARTER], [LAST_Q4, Q1, Q2]),
    ],
)
def test_which_quarters_are_older(
    store: Store,
    history: History,
    assessment: Assessment,
    saved: list[Quarter],
    older: list[Quarter],
) -> None:
    """All before the one just ended; that one too once today's is begun; never a later one.

    A file from the future, saved under a wrong clock, makes no quarter older.
    """
    put(store, assessment, *saved)
    quarters = [LAST_Q4, Q1, Q2, QUARTER, QUARTER.next, QUARTER.next.next]
    assert [quarter for quarter in quarters if history.is_older(quarter)] == older
    assert not any(History(store).is_older(quarter) for quarter in quarters)


def test_a_folder_that_cannot_be_read_is_an_error(
    store: Store, history: History, assessment: Assessment
) -> None:
    """Nobody is told that they have no quarters when the disk would not say.

    Only a quarter at work goes on without the others: it may be a rescued copy.
    """
    store.folder.write_bytes(b"")
    for ask in (
        history.read_quarters,
        history.entries,
        lambda: history.check_bank("any"),
    ):
        with pytest.raises(StoreError, match="could not be read: Not a directory"):
            ask()
    assert (history.quarters(), history.other_files()) == ([], [])
    assert list(history.before(assessment)) == []
    assert history.skipped(assessment) == []


def test_a_quarter_whose_ending_changed_is_no_quarter_but_is_named(
    store: Store, history: History, assessment: Assessment
) -> None:
    """Whoever compares or lists quarters hears which file was left out, and its right name."""
    put(store, assessment, QUARTER, Q2, Q1)
    store.path(Q2).rename(store.folder / "2026-27-Q2.json.txt")
    problem = "2026-27-Q2.json.txt is not counted: the file of 2026/27 Q2 (Jul–Sep 2026) is named"
    entries = told(history)
    assert list(entries) == [QUARTER, Q2, Q1]
    assert str(entries[Q2]).startswith(problem)
    assert [each.quarter for each in history.unread_before(assessment)] == [Q2]
    assert [each[: len(problem)] for each in history.skipped(assessment)] == [problem]
    assert history.quarters() == [QUARTER, Q1]
