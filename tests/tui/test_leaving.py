"""On the way out nothing is lost, nothing is silent, and nothing more is taken."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from breakthroughs_tui.model import Assessment, Plan, Progress
from breakthroughs_tui.tui import leaving
from tests.conftest import QUARTER
from tests.quarters import BANK, take
from tests.tui.conftest import FULL_DISK, Sit, SittingOnDisk, SitWithHistory

WAITS = "Saving your last answers. This disk is slow."


@asynccontextmanager
async def slow(sit: Sit, **options: object) -> AsyncIterator[SittingOnDisk]:
    """Sit at a disk that does not answer: question 1 is rated, and cannot be saved."""
    async with sit(**options) as desk:
        desk.disk.may_go_on.clear()
        await desk.press("enter", "1")
        yield desk
        desk.disk.may_go_on.set()


async def test_a_slow_disk_is_said_and_the_seconds_are_counted(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen stays alive, and closes by itself once the disk has all."""
    async with slow(sit) as desk:
        since = desk.session.unsaved_since
        assert since is not None
        await desk.press("q")
        assert WAITS in desk.flowing_text
        assert not desk.has_left
        monkeypatch.setattr(leaving, "monotonic", lambda: since + 7.2)
        await desk.until(lambda: "7 seconds so far." in desk.text)
        monkeypatch.setattr(leaving, "monotonic", lambda: since + 8.2)
        await desk.until(lambda: "8 seconds so far." in desk.text)
        desk.disk.may_go_on.set()
        await desk.until(lambda: desk.has_left)
        assert desk.app.return_code == 0
    assert desk.disk.written[-1].answer("q1").progress is Progress.ACHIEVED


async def test_a_quick_disk_is_not_spoken_of(sit: Sit) -> None:
    """Whoever leaves as usual sees no box."""
    async with sit() as desk:
        await desk.write("enter", "1", "q")
        assert desk.has_left
        assert len(desk.app.screen_stack) <= 2


async def test_esc_goes_back_to_the_questions(sit: Sit) -> None:
    """The person may stay, and go on with the work; the next q asks again."""
    async with slow(sit) as desk:
        await desk.press("q", "escape", "2")
        assert WAITS not in desk.flowing_text
        assert desk.answer(1).plan is Plan.PARTIALLY
        desk.disk.may_go_on.set()
        await desk.until(lambda: desk.session.state.is_saved)
        assert not desk.has_left
        await desk.press("q")
        assert desk.has_left


async def test_a_save_that_fails_at_last_is_asked_about(sit: Sit) -> None:
    """As if it had failed before: stay, or leave with a copy elsewhere."""
    async with slow(sit) as desk:
        desk.disk.faults = [FULL_DISK]
        await desk.press("q")
        desk.disk.may_go_on.set()
        await desk.until(lambda: "Press q to leave" in desk.flowing_text)
        assert not desk.has_left


async def test_a_copy_elsewhere_ends_the_wait(sit: Sit, tmp_path: Path) -> None:
    """It holds the answers as they stand; where it is goes to whoever ran the screens."""
    copied: list[Assessment] = []

    def keep_copy(assessment: Assessment) -> Path:
        copied.append(assessment)
        return tmp_path / "copy.json"

    async with slow(sit) as desk:
        desk.app.work.keep_copy = keep_copy
        await desk.press("q")
        assert "To leave now, press c" in desk.flowing_text
        desk.type_ahead("c")
        await desk.until(lambda: desk.has_left)
        assert copied == [desk.session.assessment]
        assert desk.app.work.copy == tmp_path / "copy.json"


async def test_a_copy_that_takes_too_long_is_given_up(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen says so and goes on waiting for the disk; the keys work meanwhile."""
    monkeypatch.setattr(leaving, "COPY_SECONDS", 0.2)
    released = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(_assessment: Assessment) -> None:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result(20)

    async with slow(sit) as desk:
        desk.app.work.keep_copy = hang
        await desk.press("q")
        desk.type_ahead("c")
        await desk.until(lambda: "No other folder took a copy within" in desk.flowing_text)
        released.set()
        await desk.press("escape")
        assert WAITS not in desk.flowing_text


async def test_a_copy_is_made_once_however_often_it_is_asked_for(sit: Sit) -> None:
    """A burst of c makes one, and leaves once."""
    copies: list[Assessment] = []

    def keep_copy(assessment: Assessment) -> Path:
        copies.append(assessment)
        return Path("copy.json")

    async with slow(sit) as desk:
        desk.app.work.keep_copy = keep_copy
        await desk.press("q")
        desk.type_ahead("c", "c", "c")
        await desk.until(lambda: desk.has_left)
        assert len(copies) == 1


async def test_a_copy_that_comes_after_esc_is_told(sit: Sit) -> None:
    """The person stays, and hears where their answers have gone to."""
    may_go_on = threading.Event()

    def keep_copy(_assessment: Assessment) -> Path:
        assert may_go_on.wait(20)
        return Path("elsewhere/copy.json")

    async with slow(sit) as desk:
        desk.app.work.keep_copy = keep_copy
        await desk.press("q")
        desk.type_ahead("c", "escape")
        await desk.until(lambda: WAITS not in desk.flowing_text)
        may_go_on.set()
        await desk.until(lambda: bool(desk.remarks))
        assert desk.remarks == ["A copy of your answers is in elsewhere/copy.json"]
        assert not desk.has_left


async def test_the_wait_ends_also_behind_a_window_that_was_too_small(sit: Sit) -> None:
    """Once there is room again, it sees that the disk has answered."""
    async with slow(sit) as desk:
        await desk.press("q")
        await desk.resize(20, 5)
        desk.disk.may_go_on.set()
        await desk.until(lambda: desk.session.state.is_saved)
        await desk.resize(80, 24)
        await desk.until(lambda: desk.has_left)


async def test_no_copy_is_offered_where_there_is_no_other_folder(sit: Sit) -> None:
    """And c does nothing then."""
    async with slow(sit) as desk:
        await desk.press("q", "c")
        assert "press c" not in desk.flowing_text


async def test_ctrl_c_twice_waits_in_the_same_box_and_once_more_leaves_it(sit: Sit) -> None:
    """What is not saved then, the program saves without the screens."""
    async with slow(sit) as desk:
        await desk.press("ctrl+c")
        assert desk.remarks[-1].endswith("Your answers are being saved.")
        await desk.press("ctrl+c")
        assert WAITS in desk.flowing_text
        assert not desk.has_left
        await desk.press("ctrl+c")
        assert desk.has_left
    assert desk.disk.written[-1].answer("q1").progress is Progress.ACHIEVED


async def test_the_palette_does_not_open_while_it_waits(sit: Sit) -> None:
    """Its commands would lead away from what is being waited for."""
    async with slow(sit) as desk:
        await desk.press("q", "ctrl+p")
        assert "─ Commands ─" not in desk.text


@pytest.mark.parametrize(
    "behind",
    [
        ["question_mark", "down"],
        ["ctrl+p"],
        ["ctrl+p", "enter", "enter"],
        ["1", "e", "x"],
        ["q"],
        ["h", "enter"],
        ["escape"],
        ["ctrl+c", "ctrl+c"],
    ],
    ids="-".join,
)
async def test_keys_behind_the_one_that_leaves_do_nothing(sit: Sit, behind: list[str]) -> None:
    """Once leaving has begun no key is taken, whatever it is."""
    async with sit() as desk:
        await desk.write("enter", "1", "q", *behind)
        assert desk.has_left
        assert desk.app.return_code == 0
        assert desk.app.fault == ""
        assert desk.answer(1).plan is None
        assert desk.answer(1).note == ""


async def test_the_title_says_how_long_a_save_has_taken(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From two seconds on, by itself; before that it would only flicker."""
    async with slow(sit) as desk:
        since = desk.session.unsaved_since
        assert since is not None
        assert desk.lines[0].endswith("… Saving")
        monkeypatch.setattr("breakthroughs_tui.tui.bars.monotonic", lambda: since + 3.1)
        await desk.until(lambda: desk.lines[0].endswith("… Saving for 3 s"))
        await desk.press("2")
        assert desk.session.unsaved_since == since
        desk.disk.may_go_on.set()
        await desk.until(lambda: desk.lines[0].endswith("✓ Saved"))
        assert desk.session.unsaved_since is None


@pytest.mark.parametrize("way", [["ctrl+q"], ["ctrl+c", "ctrl+c"]], ids="-".join)
async def test_what_was_typed_before_leaving_is_kept(sit: Sit, way: list[str]) -> None:
    """A note and the keys that leave, all in one burst; only what is behind them is dropped."""
    async with sit() as desk:
        await desk.press("enter", "e")
        desk.type_ahead(*"Minutes of May", *way, *"lost")
        await desk.until(lambda: desk.has_left)
        assert desk.answer(1).note == "Minutes of May"


async def test_what_was_typed_before_the_system_ends_it_is_kept(sit: Sit) -> None:
    """As when the window is closed."""
    async with sit() as desk:
        await desk.press("enter", "e")
        desk.type_ahead(*"Minutes of May")
        desk.app.end()
        await desk.until(lambda: desk.has_left)
        assert desk.answer(1).note == "Minutes of May"


async def test_turning_to_another_quarter_says_what_it_waits_for(
    sit_with_history: SitWithHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow disk, too; it opens by itself."""
    may_go_on = threading.Event()
    last = QUARTER.previous
    async with sit_with_history([take(BANK, last, q1="JN")]) as desk:
        monkeypatch.setattr(os, "fsync", lambda _descriptor: may_go_on.wait(20))
        desk.type_ahead("enter", "1", "h", "down", "enter")
        await desk.until(lambda: "The other quarter opens" in desk.flowing_text)
        may_go_on.set()
        await desk.until(lambda: desk.quarter == last)
