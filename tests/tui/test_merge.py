"""Two copies of a quarter are put together on one page, part by part, as the person chooses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from breakthroughs_tui import document
from breakthroughs_tui.folder import Store
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.model import Action, Answer, Assessment, Plan, Progress
from tests.conftest import QUARTER, AssessmentMaker
from tests.tui.conftest import SittingWithHistory, SitWithHistory

NAME: Final = "2026-27-Q3 (1).json"
OFFER: Final = f"± Put together with {NAME}"
WRITTEN: Final = Action("Write it", "", None, done=False, raised=QUARTER)


@pytest.fixture
def ours(make_assessment: AssessmentMaker) -> Assessment:
    """Give the quarter as it was saved here."""
    ratings = {"q1": (Progress.ACHIEVED, Plan.NO), "q5": (Progress.ACHIEVED, Plan.NO)}
    return make_assessment(ratings).with_answer("q2", Answer(note="Mine"))


@pytest.fixture
def theirs(ours: Assessment) -> Assessment:
    """Give the quarter as it was changed elsewhere: three parts are to be chosen."""
    answers = {
        "q1": Answer(Progress.JUST_STARTING, Plan.NO),
        "q2": Answer(note="Theirs"),
        "q5": Answer(Progress.ACHIEVED, Plan.PARTIALLY, actions=(WRITTEN,)),
    }
    return replace(ours, answers=answers)


@pytest.fixture
def copy(store: Store, theirs: Assessment) -> Path:
    """Give the file that a sync service made of it, beside the quarter's own."""
    store.folder.mkdir()
    path = store.folder / NAME
    path.write_bytes(document.encode(theirs))
    return path


async def open_merge(desk: SittingWithHistory) -> None:
    """Go to the page from the start page: the offer is the last row."""
    await desk.press("up")
    assert OFFER in desk.marked.replace("›", "")
    await desk.press("enter")
    assert desk.title == "Put together"


async def test_a_copy_is_offered_and_chosen_from_part_by_part(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path, store: Store
) -> None:
    """The result is saved with a backup, and the copy goes to the backups."""
    before = copy.read_bytes()
    async with sit_with_history([ours]) as desk:
        assert f"{NAME} holds 2026/27 Q3" in " ".join(desk.remarks)
        await open_merge(desk)
        assert "What differs: 4 parts of 3 questions." in desk.text
        assert "[ 3 left to choose ]" in desk.text
        await desk.press("2", "3")
        assert "Plan: choose one" in desk.text
        await desk.press("1")
        assert desk.marked == "›[ Put the two together ]"
        await desk.press("enter")
        await desk.settle()
        assert desk.title.startswith("Improvement")
        assert OFFER not in desk.text
        assert desk.session.state.is_saved
    saved = store.load(QUARTER).answers
    assert saved["q1"] == Answer(Progress.JUST_STARTING, Plan.NO)
    assert saved["q2"] == Answer(note="Mine\n\nTheirs")
    assert saved["q5"] == Answer(Progress.ACHIEVED, Plan.NO, actions=(WRITTEN,))
    assert not copy.exists()
    kept = {path.name: path.read_bytes() for path in (store.folder / "backups").iterdir()}
    assert kept["2026-27-Q3.merged-20261122T093000Z.json"] == before
    assert kept["2026-27-Q3.20261122T093000Z.json"] == document.encode(ours)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=str)
async def test_it_looks_as_it_did(
    sit_with_history: SitWithHistory,
    ours: Assessment,
    copy: Path,
    snapshot: SnapshotAssertion,
    size: tuple[int, int],
) -> None:
    """As it opens, half chosen, all chosen; and what the help says."""
    async with sit_with_history([ours], copy=copy, size=size) as desk:
        for name, keys in {"open": "", "half": "2 3", "all": "1", "help": "question_mark"}.items():
            await desk.press(*keys.split())
            assert desk.text == snapshot(name=name)


async def test_keys_typed_all_at_once_choose_in_their_order(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path, store: Store
) -> None:
    """However fast: the rows, then the way on."""
    async with sit_with_history([ours], copy=copy) as desk:
        await desk.write("2", "3", "1", "enter")
        await desk.settle()
    assert store.load(QUARTER).answers["q2"] == Answer(note="Mine\n\nTheirs")
    assert not copy.exists()


async def test_choices_can_be_undone_until_the_end(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """Step by step, also one that was changed or taken back; nothing is saved before the end."""
    async with sit_with_history([ours], copy=copy) as desk:
        await desk.press("1", "2", "1")
        assert desk.marked == "›[ Put the two together ]"
        await desk.press("u", "u")
        assert "[ 2 left to choose ]" in desk.text
        assert desk.marked.startswith("›  2. ")
        await desk.press("enter")
        assert "Press 1, 2 or 3 to choose." in desk.remarks
        await desk.press("2", "up")
        assert "2 (•) In the copy Theirs" in desk.text
        await desk.press("backspace")
        assert "[ 2 left to choose ]" in desk.text
        await desk.press("u")
        assert "2 (•) In the copy Theirs" in desk.text
        await desk.press(*"uuu")
        assert "There is no choice to take back." in desk.remarks
        assert "[ 3 left to choose ]" in desk.text
        await desk.press("escape")
        assert (desk.session.assessment, desk.session.last_change) == (ours, None)
    assert copy.exists()


async def test_enter_before_the_end_goes_to_what_is_left(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """Nothing is put together while a choice is missing, and no key chooses for two rows."""
    async with sit_with_history([ours], copy=copy) as desk:
        await desk.press("3")
        assert "[ 3 left to choose ]" in desk.text
        await desk.press("tab", "enter")
        assert desk.marked.startswith("›  1. ")
        await desk.press("tab", "1")
        assert "[ 3 left to choose ]" in desk.text
        await desk.press("down", "down")
        assert desk.marked.startswith("›  2. ")


async def test_a_click_chooses_the_option_that_is_clicked(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path, store: Store
) -> None:
    """Whichever line of it, however far the rows are scrolled; elsewhere it only points."""
    async with sit_with_history([ours], copy=copy, size=(80, 18)) as desk:
        await desk.click("2 ( ) In the copy Just")
        assert "2 (•) In the copy Just starting" in desk.text
        await desk.click("3 ( ) Both notes")
        assert "3 (•) Both notes" in desk.text
        await desk.click("1 ( ) Saved here  Mine")
        assert "1 (•) Saved here  Mine" in desk.text
        await desk.press("pagedown")
        await desk.click("Plan: choose one")
        assert desk.marked.startswith("›  5. ")
        assert "1 left to choose" in desk.text
        await desk.click("In the copy Partially", along=4)
        await desk.click("[ Put the two")
        await desk.settle()
    saved = store.load(QUARTER).answers
    assert [saved["q1"].progress, saved["q2"].note] == [Progress.JUST_STARTING, "Mine"]
    assert saved["q5"].plan is Plan.PARTIALLY
    assert not copy.exists()


async def test_a_choice_does_not_outlive_what_it_was_made_for(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path, store: Store
) -> None:
    """What is answered meanwhile is chosen anew; all other choices stay."""
    async with sit_with_history([ours], copy=copy, size=(80, 60)) as desk:
        await desk.press("2", "3", "2")
        desk.session.note("q2", "Mine, and more")
        await desk.press("s", "escape")
        assert "[ 1 left to choose ]" in desk.text
        desk.session.note("q2", "")
        await desk.press("s", "escape")
        assert "2 (•) In the copy Theirs" in desk.text
        desk.session.describe("Merrowdale", "")
        desk.session.rate("q9", Plan.NO)
        await desk.press("s", "escape")
        assert "(•) Saved here  Merrowdale" in desk.text
        await desk.press("tab", "tab", "enter")
        await desk.settle()
    saved = store.load(QUARTER)
    assert (saved.answers["q2"].note, saved.council) == ("Theirs", "Merrowdale")
    assert saved.answers["q9"].plan is Plan.NO


async def test_choices_are_still_there_on_another_visit(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """Esc loses nothing."""
    del copy
    async with sit_with_history([ours]) as desk:
        await open_merge(desk)
        await desk.press("2", "1", "escape", "enter")
        assert "[ 1 left to choose ]" in desk.text
        assert desk.marked.startswith("›  5. ")


async def test_long_paths_leave_room_for_the_rows(
    sit_with_history: SitWithHistory, ours: Assessment, theirs: Assessment, tmp_path: Path
) -> None:
    """Each takes a line, whose end tells one file from another."""
    elsewhere = tmp_path / "Corporate Services" / "Policy and Performance" / "2026-27-Q3.json"
    elsewhere.parent.mkdir(parents=True)
    elsewhere.write_bytes(document.encode(theirs))
    async with sit_with_history([ours], copy=elsewhere, size=(40, 15)) as desk:
        assert desk.lines[1].endswith("quarters/2026-27-Q3.json")
        assert desk.lines[2].startswith(" In the copy: …")
        assert desk.lines[2].endswith("2026-27-Q3.json")
        assert "2 ( ) In the copy: Just" in desk.text


async def test_many_copies_are_told_in_one_short_notice(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path, store: Store
) -> None:
    """The rows name them; the notice covers none of them for long."""
    for number in range(2, 20):
        (store.folder / f"2026-27-Q3 ({number}).json").write_bytes(copy.read_bytes())
    (store.folder / "2026-27-Q3 (99).json").write_bytes(b"{")
    async with sit_with_history([ours], size=(80, 40)) as desk:
        (notice,) = desk.remarks
        assert notice.splitlines() == [
            "19 other files hold 2026/27 Q3 (Oct–Dec 2026).",
            "1 file is named after it but cannot be read.",
            "The list of quarters (h) names them all.",
            "Select one at the end of the start page to put the two together.",
        ]
        assert desk.text.count("± Put together with") == 19
        await desk.press("h")
        assert "2026-27-Q3 (99).json" in desk.flowing_text


async def test_a_copy_to_begin_with_is_not_announced_over_itself(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """The page shows it already."""
    async with sit_with_history([ours], copy=copy) as desk:
        assert desk.remarks == []


async def test_comparing_names_the_other_files_of_the_other_quarter(
    sit_with_history: SitWithHistory, ours: Assessment, store: Store
) -> None:
    """Whoever sets two quarters side by side may have the wrong file of one."""
    past = replace(ours, quarter=QUARTER.previous)
    store.folder.mkdir()
    (store.folder / "2026-27-Q2-DESKTOP-7.json").write_bytes(document.encode(past))
    async with sit_with_history([past, ours]) as desk:
        await desk.press("c")
        assert "2026-27-Q2-DESKTOP-7.json holds 2026/27 Q2" in desk.flowing_text


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40)], ids=str)
async def test_long_notes_can_be_read_whole(
    sit_with_history: SitWithHistory,
    ours: Assessment,
    theirs: Assessment,
    copy: Path,
    size: tuple[int, int],
) -> None:
    """Page by page, with the row under the cursor in view."""
    words = [f"word{number}" for number in range(200)]
    long = theirs.with_answer("q2", Answer(note=" ".join(words)))
    copy.write_bytes(document.encode(long))
    async with sit_with_history([ours], copy=copy, size=size) as desk:
        seen = set(desk.flowing_text.split())
        for _ in range(60):
            await desk.press("pagedown")
            seen.update(desk.flowing_text.split())
        assert set(words) <= seen
        await desk.press("1")
        assert "2 left to choose" in desk.text


async def test_a_save_that_fails_leaves_the_copy(
    sit_with_history: SitWithHistory,
    ours: Assessment,
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The screen says NOT SAVED, and the copy is still where it was."""
    async with sit_with_history([ours], copy=copy) as desk:
        await desk.press("1", "1", "1")
        with monkeypatch.context() as patch:

            def refuse(*_: object) -> None:
                raise OSError(28, "No space left on device")

            patch.setattr(os, "replace", refuse)
            await desk.press("enter")
            assert "NOT SAVED" in desk.text
        assert copy.exists()


async def test_a_copy_that_is_like_the_quarter_is_only_put_away(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """Enter is all that is left to do, and it changes no answer."""
    copy.write_bytes(document.encode(ours))
    async with sit_with_history([ours], copy=copy) as desk:
        assert "Nothing differs." in desk.text
        assert desk.marked == "›[ Put the copy away ]"
        await desk.press("1", "tab", "down", "backspace", "pagedown", "enter")
        assert not copy.exists()
        assert desk.session.assessment == ours


@pytest.mark.parametrize("problem", ["damaged", "open elsewhere", "another bank"])
async def test_a_copy_that_cannot_be_put_together_says_why(  # noqa: PLR0913, PLR0917  as given
    sit_with_history: SitWithHistory,
    ours: Assessment,
    theirs: Assessment,
    copy: Path,
    tmp_path: Path,
    problem: str,
) -> None:
    """A notice with what to do; the person stays at the start."""
    lock = WriterLock(tmp_path / "locks", copy if problem == "open elsewhere" else tmp_path / "x")
    if problem == "another bank":
        copy.write_bytes(document.encode(replace(theirs, bank=replace(theirs.bank, id="other"))))
    async with sit_with_history([ours]) as desk:
        await desk.press("up")
        if problem == "damaged":
            copy.write_bytes(b"{")
        await desk.press("enter")
        assert desk.title.startswith("Improvement")
        assert NAME in desk.remarks[-1]
    lock.release()
    assert copy.exists()


async def test_an_older_quarter_is_put_together_too(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path, store: Store
) -> None:
    """Whoever chooses part by part means to correct it."""
    today = QUARTER.next.next
    async with sit_with_history([ours], today=today, copy=copy) as desk:
        await desk.press("2", "2", "2", "enter")
        await desk.settle()
    assert store.load(QUARTER).answers["q1"] == Answer(Progress.JUST_STARTING, Plan.NO)


async def test_looking_at_a_copy_opens_no_older_quarter(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """Whoever goes back without putting the two together has corrected nothing."""
    today = QUARTER.next.next
    async with sit_with_history([ours], today=today, copy=copy) as desk:
        await desk.press("2", "escape")
        assert desk.session.read_only_because


async def test_a_window_that_is_too_small_at_first_shows_it_once_it_is_larger(
    sit_with_history: SitWithHistory, ours: Assessment, copy: Path
) -> None:
    """The cover goes, and leads nowhere else."""
    async with sit_with_history([ours], copy=copy, size=(30, 10)) as desk:
        assert "Saved here" not in desk.text
        await desk.resize(80, 24)
        assert desk.title == "Put together"
        await desk.press("2", "2", "2", "enter")
        await desk.settle()
        assert desk.title.startswith("Improvement")
        await desk.press("s")
        assert desk.title == "Priority gaps"
