"""What a person does is in memory at once, on disk soon, and never said to be there sooner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.model import NO_ANSWER, Answer, Assessment, Plan, Progress, Scale
from breakthroughs_tui.saver import SaveState
from breakthroughs_tui.session import Session
from breakthroughs_tui.store import Saved
from tests.conftest import NOW, QUARTER, AssessmentMaker
from tests.disk import Disk, is_saver_at_rest
from tests.quarters import BANK, MARKS, action, answer, bank_of, take

LATER = NOW + timedelta(minutes=5)
SAVING, SAVED = SaveState(is_saved=False, is_saving=True), SaveState(is_saved=True)
FULL = StoreError("The disk is full", "Make room, then press Ctrl+S.")
FAILED = SaveState(is_saved=False, reason="The disk is full. Make room, then press Ctrl+S.")


class Past(History):
    """The quarters before, as if read from disk."""

    def __init__(self, *earlier: Assessment) -> None:
        """Have these quarters, newest first."""
        super().__init__()
        self.earlier = earlier

    def before(self, assessment: Assessment) -> Iterator[Assessment]:
        """Give those before a quarter."""
        return (each for each in self.earlier if each.quarter < assessment.quarter)


class Desk:
    """A session, its disk, and every state that it has told."""

    def __init__(
        self,
        assessment: Assessment,
        read_only_because: str = "",
        *,
        last: Assessment | None = None,
        may_be_corrected: bool = False,
    ) -> None:
        """Begin, with or without a quarter before this one."""
        self.disk = Disk()
        self.session = Session(
            assessment,
            self.disk,
            lambda: LATER,
            history=Past(last) if last else None,
            read_only_because=read_only_because,
            may_be_corrected=may_be_corrected,
        )
        self.states: list[SaveState] = []
        self.stop_listening = self.session.listen(self.states.append)

    def leave(self) -> SaveState:
        """Let the disk finish, and close."""
        self.disk.may_go_on.set()
        return self.session.close()


@pytest.fixture
def desk(make_assessment: AssessmentMaker) -> Iterator[Desk]:
    """Give a session on an assessment with one answer, and end it."""
    desk = Desk(make_assessment({"q1": (Progress.ACHIEVED, Plan.YES)}))
    yield desk
    desk.leave()


@pytest.fixture
def desk_after() -> Iterator[Callable[..., Desk]]:
    """Give a function that makes a session on a quarter after another, and end each."""
    desks: list[Desk] = []

    def make(
        last: Assessment, now: Assessment, because: str = "", *, may_be_corrected: bool = False
    ) -> Desk:
        desks.append(Desk(now, because, last=last, may_be_corrected=may_be_corrected))
        return desks[-1]

    yield make
    for desk in desks:
        desk.leave()


def test_a_rating_is_kept_and_saved(desk: Desk) -> None:
    """A rating changes its own scale only, sets the time, and reaches the disk."""
    assert desk.session.state == SAVED
    assert desk.session.rate("q1", Plan.NO)
    assert desk.session.assessment.answer("q1") == Answer(Progress.ACHIEVED, Plan.NO)
    assert desk.session.assessment.modified == LATER
    assert desk.session.wait_until_saved() == SAVED
    assert desk.disk.written == [desk.session.assessment]


@pytest.mark.parametrize("scale", Scale)
def test_clearing_takes_back_one_scale(desk: Desk, scale: Scale) -> None:
    """Only the scale that was named is empty afterwards."""
    assert desk.session.clear("q1", scale)
    given_ratings = [desk.session.assessment.answer("q1").rating(each) for each in Scale]
    assert [rating is None for rating in given_ratings] == [each is scale for each in Scale]


@pytest.mark.parametrize(
    "action",
    [
        lambda session: session.rate("q1", Progress.ACHIEVED),
        lambda session: session.clear("q2", Scale.PLAN),
        lambda session: session.note("q1", ""),
        lambda session: session.describe("", ""),
        lambda session: session.undo(),
        lambda session: session.set_actions("q1", []),
        lambda session: session.set_actions("q2", [action(" \x1b\n")]),
        lambda session: session.same_as_last("q1"),
        lambda session: session.correct(),
    ],
    ids=["rate", "clear", "note", "describe", "undo", "actions", "blank", "same", "correct"],
)
def test_what_changes_nothing_saves_nothing(
    desk: Desk, action: Callable[[Session], object]
) -> None:
    """The same again, or the clearing of nothing, touches neither the disk nor the undo list."""
    before = desk.session.assessment
    assert not action(desk.session)
    assert desk.session.undo() is None
    assert desk.session.assessment is before
    assert desk.leave() == SAVED
    assert (desk.states, desk.disk.written) == ([], [])


def test_undo_takes_back_the_last_change_and_tells_it(desk: Desk) -> None:
    """Each undo gives the question and the scales that changed, none for a note, and saves."""
    session = desk.session
    session.rate("q1", Progress.JUST_STARTING)
    session.rate("q2", Plan.NO)
    session.note("q1", "Minutes of May")
    session.set_actions("q1", [action("Write to all")])
    undone = [session.undo() for _ in range(5)]
    assert [each and (each.question_id, each.scales, each.is_note) for each in undone] == [
        ("q1", (), False), ("q1", (), True), ("q2", (Scale.PLAN,), False),
        ("q1", (Scale.PROGRESS,), False), None,
    ]  # fmt: skip
    assert session.assessment.answer("q1") == Answer(Progress.ACHIEVED, Plan.YES)
    desk.leave()
    assert desk.disk.written[-1] == session.assessment


def test_undo_is_unlimited(desk: Desk) -> None:
    """A thousand changes can be taken back, one by one."""
    for number in range(1000):
        desk.session.rate("q3", list(Progress)[number % 3])
    assert sum(desk.session.undo() is not None for _ in range(1001)) == 1000
    assert desk.session.assessment.answer("q3") == NO_ANSWER


def test_one_visit_to_a_note_is_one_undo(desk: Desk) -> None:
    """What goes on is undone in one, but never with the next visit or another question's note."""
    session = desk.session
    session.note("q2", "other")
    for visit, is_joined in (("first", True), ("second", False)):
        session.note("q1", visit[:2], goes_on=is_joined)
        session.note("q1", visit, goes_on=True)
    notes = []
    while session.undo():
        notes.append((session.assessment.answer("q1").note, session.assessment.answer("q2").note))
    assert notes == [("first", "other"), ("", "other"), ("", "")]


@pytest.mark.parametrize(
    "deed",
    [
        lambda session: session.rate("q1", Plan.NO),
        lambda session: session.set_actions("q1", [action("Ask them")]),
    ],
    ids=["rating", "action"],
)
def test_a_note_never_joins_what_is_no_note(desk: Desk, deed: Callable[[Session], bool]) -> None:
    """A rating or an action between two words of a note is taken back by itself."""
    assert deed(desk.session)
    before = desk.session.assessment.answer("q1")
    desk.session.note("q1", "a", goes_on=True)
    desk.session.undo()
    assert desk.session.assessment.answer("q1") == before
    desk.session.undo()
    assert desk.session.assessment.answer("q1") == Answer(Progress.ACHIEVED, Plan.YES)


@pytest.mark.parametrize("last", MARKS)
@pytest.mark.parametrize("now", ["--", "AY", "J-", "-P", "WN"])
def test_same_as_last_takes_over_the_ratings_that_were_given(
    desk_after: Callable[..., Desk], last: str, now: str
) -> None:
    """Both, or the one that was given; a rating that was not given last time changes nothing."""
    mine = answer(now, "Mine", action("My own"))
    theirs = answer(last, "Theirs", action("Their own"))
    before = take(BANK, QUARTER.previous, q1=theirs, q2="JN")
    session = desk_after(before, take(BANK, q1=mine, q2="AY")).session
    expected = "".join(
        now[place] if last[place] == "-" else last[place] for place in range(len(now))
    )
    assert session.last_answer("q1") == theirs
    assert session.same_as_last("q1") == (expected != now)
    assert session.assessment.answer("q1") == answer(expected, "Mine", action("My own"))
    assert session.assessment.answer("q2") == answer("AY")
    assert not session.same_as_last("q1")


def test_same_as_last_is_one_undo_and_saved(desk_after: Callable[..., Desk]) -> None:
    """Both ratings come and go together, and the rating before them is the next to be undone."""
    desk = desk_after(take(BANK, QUARTER.previous, q1="JN"), take(BANK))
    desk.session.rate("q1", Progress.ACHIEVED)
    assert desk.session.same_as_last("q1")
    assert desk.session.wait_until_saved() == SAVED
    assert desk.disk.written[-1].answer("q1") == answer("JN")
    change = desk.session.undo()
    assert change is not None
    assert (change.scales, change.is_note) == ((Scale.PROGRESS, Scale.PLAN), False)
    assert desk.session.assessment.answer("q1") == answer("A-")
    assert desk.session.undo() is not None
    assert desk.session.assessment.answer("q1") == NO_ANSWER


@pytest.mark.parametrize(
    ("asked", "was_asked", "last"),
    [
        ("a", "a", "JN"),
        ("a", "c a", "JN"),
        ("a!", "a", "JN"),
        ("a<c", "c", "WY"),
        ("a<c b<c", "c", "WY"),
        ("a<c+d", "c d", "W-"),
        ("a", "c d", None),
        ("a<b", "c d", None),
    ],
    ids=["kept", "moved", "reworded", "renamed", "split", "joined", "new", "replaces the unknown"],
)
def test_last_time_is_found_under_the_questions_old_name(
    desk_after: Callable[..., Desk], asked: str, was_asked: str, last: str | None
) -> None:
    """What a question carries on is its last time; a question that is new has none."""
    before = take(bank_of(one=was_asked), QUARTER.previous, a="JN", c="WY", d="WN")
    session = desk_after(before, take(bank_of(one=asked))).session
    assert session.last_answer("a") == (answer(last) if last else None)
    assert session.same_as_last("a") == (last is not None)
    assert session.assessment.answer("a") == answer(last or "--")


def test_last_is_the_newest_readable_quarter_before(
    tmp_path: Path, make_assessment: AssessmentMaker
) -> None:
    """Not a later one, a damaged one, another bank's, or one without any rating."""
    store = Store(tmp_path / "quarters", lambda: NOW)
    now = make_assessment({"q1": (Progress.ACHIEVED, None)})
    quarter = now.quarter
    empty = make_assessment(quarter=quarter.previous.previous.previous)
    store.file(empty.quarter).save(empty)
    for earlier, bank in (
        (quarter.next, BANK),
        (quarter, BANK),
        (quarter.previous, BANK),
        (quarter.previous.previous, replace(BANK, id="parish")),
        (quarter.year_before, BANK),
        (quarter.year_before.previous, BANK),
    ):
        store.file(earlier).save(replace(now, quarter=earlier, bank=bank))
    store.path(quarter.previous).write_bytes(b"{")
    session = Session(now, Disk(), lambda: NOW, history=History(store))
    assert session.last == replace(now, quarter=quarter.year_before)
    store.path(quarter.year_before).unlink()
    assert session.last == replace(now, quarter=quarter.year_before)
    assert Session(now, Disk(), lambda: NOW).last is None


def test_a_folder_that_cannot_be_read_has_no_last_quarter(
    tmp_path: Path, make_assessment: AssessmentMaker
) -> None:
    """Answering goes on without a comparison; nobody is kept from their answers by it."""
    (tmp_path / "quarters").write_bytes(b"")
    history = History(Store(tmp_path / "quarters", lambda: NOW))
    session = Session(make_assessment(), Disk(), lambda: NOW, history=history)
    assert (session.last, session.last_answer("q1")) == (None, None)
    assert not session.same_as_last("q1")


@pytest.mark.parametrize("unseen", ["\N{ZERO WIDTH SPACE}", "\N{HANGUL FILLER}", " \u0301", "\xa0"])
def test_names_of_which_nothing_can_be_seen_are_none(desk: Desk, unseen: str) -> None:
    """Of a council, of who answers, and of who is to do something: none is stored."""
    desk.session.describe(unseen, unseen)
    desk.session.set_actions("q1", [replace(action("Write to all"), owner=unseen)])
    found = desk.session.assessment
    assert (found.council, found.assessor) == ("", "")
    assert [each.owner for each in found.answer("q1").actions] == [""]


def test_actions_are_cleaned_and_blank_ones_left_out(desk: Desk) -> None:
    """No action without something to do, none that steers a terminal; all else stays as it is."""
    session = desk.session
    todo = replace(action("Ask", QUARTER.next), owner="A. Officer", raised=QUARTER)
    done = action("Tell", done=True)
    untidy = replace(todo, text=" \x1b[2JAsk\r\nagain\u202e\n", owner="\x07 A. Officer ")
    assert session.set_actions(
        "q1", iter([done, action(" "), action("\x1b\u202e"), action("\u200b\u2800"), untidy])
    )
    tidy = replace(todo, text="[2JAsk\nagain")
    assert session.assessment.answer("q1") == Answer(Progress.ACHIEVED, Plan.YES, "", (done, tidy))
    assert session.wait_until_saved() == SAVED
    assert desk.disk.written[-1].answer("q1").actions == (done, tidy)


def test_actions_are_set_as_a_whole_and_undone_as_a_whole(desk: Desk) -> None:
    """Two that are alike both stay, their order counts, and one undo brings back those before."""
    session = desk.session
    one, other = action("One"), action("Other", QUARTER)
    steps = [(one,), (one, one), (one, other), (other, one), ()]
    for step in steps:
        assert session.set_actions("q1", step)
        assert session.assessment.answer("q1").actions == step
    assert not session.set_actions("q1", [])
    for step in [*reversed(steps[:-1]), ()]:
        assert session.undo() is not None
        assert session.assessment.answer("q1").actions == step
    assert session.undo() is None


def test_a_note_is_cleaned(desk: Desk) -> None:
    """Characters that steer a terminal never enter the model; line breaks stay."""
    desk.session.note("q1", "a\x1b[2J\r\nb\u202e\x9b")
    desk.session.describe("C\x07", "D\x1b")
    assert desk.session.assessment.answer("q1").note == "a[2J\nb"
    assert (desk.session.assessment.council, desk.session.assessment.assessor) == ("C", "D")


def test_the_latest_state_wins_while_the_disk_is_slow(desk: Desk) -> None:
    """Nobody waits for the disk; what was overtaken is not written, and "saved" comes last."""
    session = desk.session
    desk.disk.may_go_on.clear()
    session.rate("q2", Progress.ACHIEVED)
    assert desk.disk.is_reached.wait(10)
    session.rate("q2", Progress.WORKING_TOWARDS)
    session.rate("q2", Progress.JUST_STARTING)
    assert session.state == SAVING
    desk.disk.may_go_on.set()
    assert session.wait_until_saved() == SAVED
    assert [each.answer("q2").progress for each in desk.disk.written] == [
        Progress.ACHIEVED,
        Progress.JUST_STARTING,
    ]
    assert desk.states == [SAVING, SAVING, SAVING, SAVED]


def test_a_failure_is_not_told_while_something_newer_waits(desk: Desk) -> None:
    """If the save of the newer answers works, nobody is alarmed in between."""
    desk.disk.may_go_on.clear()
    desk.disk.faults = [FULL]
    desk.session.rate("q2", Plan.NO)
    assert desk.disk.is_reached.wait(10)
    desk.session.rate("q2", Plan.PARTIALLY)
    desk.disk.may_go_on.set()
    assert desk.session.wait_until_saved() == SAVED
    assert desk.states == [SAVING, SAVING, SAVED]


@pytest.mark.parametrize(
    "retry", [lambda session: session.rate("q3", Plan.NO), lambda session: session.save()],
    ids=["next change", "save"],
)  # fmt: skip
def test_a_failed_save_is_tried_again(desk: Desk, retry: Callable[[Session], object]) -> None:
    """The state says why; the next change, or a save on demand, writes all the answers."""
    desk.disk.faults = [FULL]
    desk.session.rate("q2", Progress.ACHIEVED)
    assert desk.session.wait_until_saved() == FAILED
    assert desk.session.state.has_failed
    retry(desk.session)
    assert desk.session.wait_until_saved() == SAVED
    assert desk.states == [SAVING, FAILED, SAVING, SAVED]
    assert desk.disk.written == [desk.session.assessment]


@pytest.mark.parametrize("error", [ValueError("odd"), OSError("gone"), RecursionError()])
def test_an_unforeseen_error_does_not_end_the_saving(desk: Desk, error: Exception) -> None:
    """Whatever went wrong is told, and the next change is saved as ever."""
    desk.disk.faults = [error]
    desk.session.rate("q2", Progress.ACHIEVED)
    assert desk.session.wait_until_saved().has_failed
    assert type(error).__name__ in desk.session.state.reason
    desk.session.rate("q2", Plan.NO)
    assert desk.session.wait_until_saved() == SAVED


def test_closing_writes_what_waits(desk: Desk) -> None:
    """Answers given just before the end are on disk when it has closed, and the thread is gone."""
    desk.disk.may_go_on.clear()
    desk.session.rate("q2", Progress.ACHIEVED)
    assert desk.disk.is_reached.wait(10)
    desk.session.rate("q2", Plan.NO)
    assert desk.leave() == SAVED
    assert desk.disk.written[-1] == desk.session.assessment
    assert is_saver_at_rest()


class HeldUp(Disk):
    """A disk that holds up the first save until it is let go, and no other."""

    def save(self, assessment: Assessment, number: int, is_superseded: Callable[[], bool]) -> Saved:
        """Write the assessment; the first one late."""
        if not self.is_reached.is_set():
            return super().save(assessment, number, is_superseded)
        self.superseded = is_superseded()
        self.written.append(assessment)
        return Saved(Path("memory"), self.warning)


def test_leaving_waits_for_the_latest_answers_and_not_for_those_before(
    make_assessment: AssessmentMaker,
) -> None:
    """What holds up an older state no longer matters once the latest is saved."""
    disk = HeldUp()
    disk.may_go_on.clear()
    session = Session(make_assessment(), disk, lambda: LATER)
    states: list[SaveState] = []
    session.listen(states.append)
    session.rate("q2", Progress.ACHIEVED)
    assert disk.is_reached.wait(10)
    session.rate("q2", Plan.NO)
    since = session.unsaved_since
    assert session.wait_until_saved(10) == SAVED
    assert disk.written == [session.assessment]
    assert not disk.superseded
    assert (since is None, session.unsaved_since) == (False, None)
    assert session.close() == SAVED
    disk.may_go_on.set()
    assert is_saver_at_rest()
    assert states == [SAVING, SAVING, SAVED]


def test_closing_tries_a_failed_save_once_more(desk: Desk) -> None:
    """A disk that fails while the session closes, and then has room, takes the answers."""
    desk.disk.faults = [FULL]
    desk.disk.may_go_on.clear()
    desk.session.rate("q2", Progress.ACHIEVED)
    threading.Timer(0.05, desk.disk.may_go_on.set).start()
    assert desk.session.close() == SAVED
    assert desk.disk.written == [desk.session.assessment]


def test_a_failed_close_fails_again(make_assessment: AssessmentMaker) -> None:
    """Closing gives the failure, and closing again gives it again."""
    desk = Desk(make_assessment())
    desk.disk.faults = [FULL] * 9
    desk.session.rate("q2", Progress.ACHIEVED)
    assert [desk.leave(), desk.leave()] == [FAILED, FAILED]


def test_read_only_refuses_every_change(
    make_assessment: AssessmentMaker, desk_after: Callable[..., Desk]
) -> None:
    """Nothing is changed and nothing written, not even on demand."""
    last = take(BANK, QUARTER.previous, q1="JN")
    now = make_assessment({"q1": (Progress.ACHIEVED, None)})
    desk = desk_after(last, now, "open in another window")
    before, session = desk.session.assessment, desk.session
    changes = [session.rate("q1", Plan.NO), session.clear("q1", Scale.PROGRESS)]
    changes += [session.note("q1", "x"), session.undo() is not None]
    changes += [session.same_as_last("q1"), session.set_actions("q1", [action("x")])]
    session.describe("X", "Y")
    session.correct()
    session.save()
    assert (desk.leave(), desk.disk.written) == (SAVED, [])
    assert (changes, session.assessment is before) == ([False] * 6, True)
    assert session.read_only_because == "open in another window"


def test_an_older_quarter_is_corrected_only_when_asked(desk_after: Callable[..., Desk]) -> None:
    """Until then it is read only; from then on every change is made and saved as ever."""
    last = take(BANK, QUARTER.previous, q1="JN")
    desk = desk_after(last, take(BANK), "an older quarter", may_be_corrected=True)
    session = desk.session
    assert session.may_be_corrected
    assert not session.same_as_last("q1")
    assert session.assessment.answer("q1") == NO_ANSWER
    session.correct()
    assert (session.read_only_because, session.may_be_corrected) == ("", False)
    assert session.same_as_last("q1")
    assert desk.leave() == SAVED
    assert desk.disk.written == [session.assessment]


def test_a_warning_comes_with_the_save(desk: Desk) -> None:
    """What the file has to say about a good save is in the state; it is no failure."""
    desk.disk.warning = "was changed by another program"
    desk.session.describe("Council", "Officer")
    state = desk.session.wait_until_saved()
    assert (state.is_saved, state.warning) == (True, "was changed by another program")
    assert not state.has_failed
    assert (desk.disk.written[0].council, desk.disk.written[0].assessor) == ("Council", "Officer")


def test_who_stops_listening_hears_no_more(desk: Desk) -> None:
    """A screen that is gone is told nothing."""
    desk.stop_listening()
    desk.session.rate("q2", Plan.NO)
    desk.leave()
    assert desk.states == []


QUESTIONS = st.sampled_from(["q1", "q2", "q3"])
DEEDS = st.one_of(
    st.tuples(st.just("rate"), QUESTIONS, st.sampled_from([*Progress, *Plan])),
    st.tuples(st.just("clear"), QUESTIONS, st.sampled_from(Scale)),
    st.tuples(st.just("note"), QUESTIONS, st.sampled_from(["", "a", "ab"])),
    st.tuples(st.just("same_as_last"), QUESTIONS),
    st.tuples(
        st.just("set_actions"), QUESTIONS, st.lists(st.builds(action, st.sampled_from(["", "a"])))
    ),
)


@settings(deadline=None)
@given(st.lists(DEEDS, max_size=30))
def test_undoing_everything_gives_the_starting_answers(deeds: list[tuple[str, ...]]) -> None:
    """Whatever was done, undoing all of it leaves no trace, and the disk holds the outcome."""
    start = {"q1": Answer(Progress.ACHIEVED, None, "a")}
    last = take(BANK, QUARTER.previous, q1="JN", q2="W-")
    desk = Desk(Assessment(QUARTER, "", "", NOW, NOW, BANK, start), last=last)
    for name, *arguments in deeds:
        getattr(desk.session, name)(*arguments)
    while desk.session.undo():
        pass
    assert desk.leave() == SAVED
    left = desk.session.assessment.answers
    assert {key: answer for key, answer in left.items() if answer != NO_ANSWER} == start
    assert desk.disk.written[-1:] in ([], [desk.session.assessment])
