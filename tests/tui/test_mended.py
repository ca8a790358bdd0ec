"""What once lost or hid an answer, each as a claim that it no longer does."""

from __future__ import annotations

import errno
from typing import IO, cast

from msgspec import convert, to_builtins

from breakthroughs_tui.model import Progress, QuestionBank
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.tui.terminal import VanishingTerminal
from tests.conftest import QUARTER
from tests.quarters import BANK, take
from tests.tui.conftest import FULL_DISK, Sit, Sitting, SitWithHistory, small_bank

LAST = QUARTER.previous


async def choose(desk: Sitting, typed: str) -> None:
    """Take the first command that the palette finds."""
    await desk.press("ctrl+p", *typed)
    await desk.until(lambda: "Priority gaps" in desk.text)
    await desk.press("enter")


async def test_the_palette_closes_a_note_that_is_open(sit: Sit) -> None:
    """No dialog is left behind to write an old text over a newer one."""
    async with sit() as desk:
        await desk.press("enter", "e", *"first")
        await choose(desk, "gaps")
        assert desk.lines[0].startswith(" Priority gaps")
        await desk.press("escape", "e", *" second", "escape", "escape", "escape")
        assert desk.answer(1).note == "first second"


async def test_a_note_that_nobody_edits_is_not_written(sit: Sit) -> None:
    """Looking at a note changes nothing, and adds no step to undo."""
    async with sit() as desk:
        await desk.press("enter", "e", *"A", "escape")
        before = desk.session.assessment
        await desk.press("e", "escape", "e", "escape")
        assert desk.session.assessment is before


async def test_each_visit_to_a_note_is_one_undo(sit: Sit) -> None:
    """Also a visit whose first keys take each other back."""
    async with sit() as desk:
        await desk.press("enter", "e", *"A", "escape")
        await desk.press("e", *"B", "backspace", *"C", "escape")
        assert desk.answer(1).note == "AC"
        await desk.press("u")
        assert desk.answer(1).note == "A"
        await desk.press("u")
        assert desk.answer(1).note == ""


async def test_ctrl_s_saves_from_within_a_note(sit: Sit) -> None:
    """What the NOT SAVED notice asks for works there, too; the note stays open."""
    async with sit() as desk:
        desk.disk.faults = [FULL_DISK]
        await desk.press("enter", "1")
        await desk.until(lambda: desk.session.state.has_failed)
        await desk.press("e", "ctrl+s")
        await desk.until(lambda: desk.session.state.is_saved)
        assert "─ Note for question 1 ─" in desk.text


async def test_breakthroughs_may_share_a_title(sit: Sit, bank: QuestionBank) -> None:
    """The search tells them apart by their place."""
    values = to_builtins(bank)
    for each in values["breakthroughs"]:
        each["title"] = "Same"
    async with sit(bank=convert(values, QuestionBank)) as desk:
        await desk.press("slash", *"same", "down", "enter")
        assert desk.lines[0].startswith(" Breakthrough 2 of 8")


async def test_long_labels_wrap_and_none_is_lost(sit: Sit, bank: QuestionBank) -> None:
    """At 40 columns each option of a wordy bank can be read, clicked and given."""
    values = to_builtins(bank)
    values["scales"]["progress"]["options"] = {
        "achieved": "Wedi'i gyflawni yn llawn erbyn hyn",
        "working_towards": "Gweithio tuag ato ar hyn o bryd",
        "just_starting": "Newydd ddechrau",
    }
    async with sit(bank=convert(values, QuestionBank), size=(40, 15)) as desk:
        await desk.press("enter")
        assert "( ) Newydd ddechrau" in desk.text
        assert "Gweithio tuag ato ar hyn o bryd" in desk.flowing_text
        await desk.click("( ) Newydd ddechrau")
        assert desk.answer(1).progress is Progress.JUST_STARTING


async def test_no_command_is_offered_over_the_cover_of_a_small_window(sit: Sit) -> None:
    """Nothing can be opened or rated unseen, and the page below shows the truth."""
    async with sit() as desk:
        await desk.press("enter", "1")
        shown = desk.text
        await desk.resize(38, 14)
        await desk.press("ctrl+p", *"gaps", "enter", "3")
        await desk.resize(80, 24)
        assert desk.text == shown


async def test_remarks_do_not_pile_up(sit: Sit) -> None:
    """A new remark takes the place of the one before, so that the answers stay in view."""
    async with sit(toasts=True) as desk:
        await desk.press("enter", "u", "u", "u", "u")
        assert desk.text.count("There is nothing to undo.") == 1


class ClosedWindow:
    """A terminal whose other side is gone."""

    def write(self, _text: str) -> int:
        """Fail, as Linux does."""
        raise OSError(errno.EIO, "Input/output error")

    def flush(self) -> None:
        """Fail likewise."""
        self.write("")


def test_a_window_that_is_gone_takes_what_is_written() -> None:
    """Textual's writing thread lives on, so that the program can end."""
    terminal = VanishingTerminal(cast("IO[str]", ClosedWindow()))
    assert terminal.write("text") == 4
    terminal.flush()


# --- what a critic of the quarters found


async def test_a_quarter_without_a_rating_is_never_last_time(
    sit_with_history: SitWithHistory,
) -> None:
    """A rating given by accident and taken back does not hide what was said before."""
    earlier, empty = take(BANK, LAST.previous, q1="JN"), take(BANK, LAST)
    async with sit_with_history([earlier, empty]) as desk:
        await desk.press("enter")
        assert f"Last: {LAST.previous.briefly}" in desk.text
        await desk.press("=")
        assert desk.answer(1).is_answered


async def test_joined_questions_that_disagreed_are_not_called_unanswered(
    sit_with_history: SitWithHistory,
) -> None:
    """Where they shared no rating it says so, and why nothing is taken over."""
    last = take(small_bank(area="a b"), LAST, a="JN", b="WY")
    async with sit_with_history([last], bank=small_bank(area="c<a+b")) as desk:
        await desk.press("enter")
        assert desk.text.count(" Differed") == 2
        await desk.press("=")
        assert desk.remarks[-1].startswith("This question joins questions that were rated diff")


async def test_a_quarter_of_the_far_future_does_not_move_the_trend(
    sit_with_history: SitWithHistory,
) -> None:
    """A mistaken name in the folder is no reason to begin thirty years on; → still leads there."""
    far = take(BANK, Quarter(2062, 2), q1="JN")
    async with sit_with_history([take(BANK, LAST, q1="JN"), far]) as desk:
        assert far.quarter.short_label not in desk.text
        await desk.press("t")
        assert f"{LAST.briefly} {QUARTER.briefly}" in desk.text
        await desk.press("right")
        assert QUARTER.next.briefly in desk.text


async def test_a_folder_that_cannot_be_read_is_said_and_offers_nothing(
    sit_with_history: SitWithHistory,
) -> None:
    """Nobody is told that there are no quarters when the disk would not say."""
    async with sit_with_history([take(BANK, LAST, q1="JN")]) as desk:
        folder = desk.store.folder
        folder.rename(folder.with_name("elsewhere"))
        folder.write_bytes(b"")
        await desk.press("h")
        assert "could not be read: Not a directory" in desk.flowing_text
        assert "+ Start" not in desk.text
