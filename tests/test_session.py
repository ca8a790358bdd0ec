"""What a person does is in memory at once, on disk soon, and never said to be there sooner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.model import NO_ANSWER, Answer, Assessment, Plan, Progress, Scale
from breakthroughs_tui.session import SaveState, Session
from tests.conftest import NOW, QUARTER, AssessmentMaker
from tests.disk import Disk

LATER = NOW + timedelta(minutes=5)
SAVING, SAVED = SaveState(is_saved=False, is_saving=True), SaveState(is_saved=True)
FULL = StoreError("The disk is full", "Make room, then press Ctrl+S.")
FAILED = SaveState(is_saved=False, reason="The disk is full. Make room, then press Ctrl+S.")


class Desk:
    """A session, its disk, and every state that it has told."""

    def __init__(self, assessment: Assessment, read_only_because: str = "") -> None:
        """Begin."""
        self.disk = Disk()
        self.session = Session(
            assessment, self.disk, lambda: LATER, read_only_because=read_only_because
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
    ],
    ids=["rate", "clear", "note", "describe", "undo"],
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
    """Each undo gives the question and the scale that changed, none for a note, and saves."""
    session = desk.session
    session.rate("q1", Progress.JUST_STARTING)
    session.rate("q2", Plan.NO)
    session.note("q1", "Minutes of May")
    undone = [session.undo() for _ in range(4)]
    assert [change and (change.question_id, change.scale) for change in undone] == [
        ("q1", None), ("q2", Scale.PLAN), ("q1", Scale.PROGRESS), None,
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
    assert "saver" not in [thread.name for thread in threading.enumerate()]


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


def test_read_only_refuses_every_change(make_assessment: AssessmentMaker) -> None:
    """Nothing is changed and nothing written, not even on demand."""
    desk = Desk(make_assessment({"q1": (Progress.ACHIEVED, None)}), "open in another window")
    before, session = desk.session.assessment, desk.session
    changes = [session.rate("q1", Plan.NO), session.clear("q1", Scale.PROGRESS)]
    changes += [session.note("q1", "x"), session.undo() is not None]
    session.describe("X", "Y")
    session.save()
    assert (desk.leave(), desk.disk.written) == (SAVED, [])
    assert (changes, session.assessment is before) == ([False] * 4, True)


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


BANK = load_default_bank()
QUESTIONS = st.sampled_from(["q1", "q2", "q3"])
DEEDS = st.one_of(
    st.tuples(st.just("rate"), QUESTIONS, st.sampled_from([*Progress, *Plan])),
    st.tuples(st.just("clear"), QUESTIONS, st.sampled_from(Scale)),
    st.tuples(st.just("note"), QUESTIONS, st.sampled_from(["", "a", "ab"])),
)


@settings(deadline=None)
@given(st.lists(DEEDS, max_size=30))
def test_undoing_everything_gives_the_starting_answers(deeds: list[tuple[str, str, str]]) -> None:
    """Whatever was done, undoing all of it leaves no trace, and the disk holds the outcome."""
    start = {"q1": Answer(Progress.ACHIEVED, None, "a")}
    desk = Desk(Assessment(QUARTER, "", "", NOW, NOW, BANK, start))
    for name, question_id, value in deeds:
        getattr(desk.session, name)(question_id, value)
    while desk.session.undo():
        pass
    assert desk.leave() == SAVED
    left = desk.session.assessment.answers
    assert {key: answer for key, answer in left.items() if answer != NO_ANSWER} == start
    assert desk.disk.written[-1:] in ([], [desk.session.assessment])
