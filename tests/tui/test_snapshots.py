"""Every page and dialog, cell by cell, as text. A change here is meant, and its commit says why.

To accept one: pytest tests/tui/test_snapshots.py --snapshot-update
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from breakthroughs_tui.model import Answer, Assessment
from tests.conftest import QUARTER
from tests.quarters import take
from tests.tui.conftest import (
    ALL_DONE,
    HALF_DONE,
    Sit,
    SitWithHistory,
    answers_of,
    small_bank,
)

NOTE = "Corporate plan 2025, page 12; minutes of the scrutiny committee, May."
SIZES = [(80, 24), (120, 40), (40, 15)]


def half_done() -> dict[str, Answer]:
    """Give answers to half of the questions, and a note."""
    answers = answers_of(HALF_DONE)
    return {**answers, "q10": Answer(answers["q10"].progress, answers["q10"].plan, NOTE)}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ("", ""),
        (HALF_DONE, ""),
        ("", "enter"),
        (HALF_DONE, "enter"),
        (ALL_DONE, "s"),
        (HALF_DONE, "s"),
        (ALL_DONE, "s enter down"),
        (ALL_DONE, "s tab tab pagedown"),
    ],
    ids=[
        "start first run",
        "start half done",
        "breakthrough first run",
        "breakthrough half done",
        "gaps",
        "gaps provisional",
        "gaps opened",
        "gaps below",
    ],
)
async def test_a_page_looks_as_it_did(
    sit: Sit, snapshot: SnapshotAssertion, answers: str, keys: str, size: tuple[int, int]
) -> None:
    """The page at the smallest usual size, a large one and the least."""
    async with sit(half_done() if answers == HALF_DONE else answers, size=size) as desk:
        await desk.press(*keys.split())
        assert desk.text == snapshot


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_page_with_a_history_looks_as_it_did(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    snapshot: SnapshotAssertion,
    size: tuple[int, int],
) -> None:
    """Every page of the newest of four quarters; nobody saved the one between the first two."""
    async with sit_with_history(invented, size=size) as desk:
        for name, keys in {
            "start": "u",
            "gaps": "s",
            "gaps opened": "enter down",
            "gaps, a check opened": "tab enter down",
            "quarters": "escape h",
            "compare": "escape c",
            "compare opened": "down enter down",
            "trend": "t",
            "actions": "A",
        }.items():
            await desk.press(*keys.split())
            assert desk.text == snapshot(name=name)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_new_quarter_looks_as_it_did(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    snapshot: SnapshotAssertion,
    size: tuple[int, int],
) -> None:
    """From its start, with another that may be started, to the first answers."""
    async with sit_with_history(invented[:2], size=size) as desk:
        for name, keys in {
            "start with an offer": "u",
            "breakthrough": "enter",
            "breakthrough, some taken over": "= = down 3 down",
            "gaps": "s",
            "trend": "t",
        }.items():
            await desk.press(*keys.split())
            assert desk.text == snapshot(name=name)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_an_older_quarter_looks_as_it_did(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    snapshot: SnapshotAssertion,
    size: tuple[int, int],
) -> None:
    """Open to read only; beside it a damaged file, one of another bank, and one that is none."""
    other = replace(small_bank(area="a b"), id="other-bank")
    saved = [*invented[:2], take(other, QUARTER.previous, a="AY")]
    async with sit_with_history(saved, QUARTER.previous.previous, size=size) as desk:
        desk.store.path(QUARTER.year_before.next).write_bytes(b"{")
        (desk.store.folder / "notes.json").write_text("{}")
        for name, keys in {
            "start": "u",
            "breakthrough": "down enter",
            "quarters": "h",
            "compare, damaged": "down down down c",
            "trend": "t",
        }.items():
            await desk.press(*keys.split())
            assert desk.text == snapshot(name=name)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_first_quarter_looks_as_it_did(
    sit: Sit, snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    """The pages that have nothing to show yet say so."""
    async with sit(half_done(), size=size) as desk:
        for name, key in {"quarters": "h", "compare": "c", "trend": "t", "actions": "A"}.items():
            await desk.press(key)
            assert desk.text == snapshot(name=name)


async def test_dialogs_over_a_history_look_as_they_did(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], snapshot: SnapshotAssertion
) -> None:
    """Actions, the note beside the old one, and the keys of each page, at 80 by 24."""
    async with sit_with_history(invented) as desk:
        for name, keys in {
            "actions": "/ 1 7 enter a",
            "actions, one done": "space down",
            "new action": "enter D o",
            "action, a wrong quarter": "tab J o tab Q 5 enter",
            "action": "escape up enter",
            "note": "escape escape / 1 7 enter e",
            "keys of breakthrough": "escape ?",
            "keys of quarters": "escape h ?",
            "keys of compare": "escape c ?",
            "keys of trend": "escape t ?",
            "keys of actions": "escape A ?",
        }.items():
            await desk.press(*keys.split())
            assert desk.text == snapshot(name=name)


async def test_every_breakthrough_beside_last_time_looks_as_it_did(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], snapshot: SnapshotAssertion
) -> None:
    """All eight at 80 by 24, with the actions that came along."""
    async with sit_with_history(invented[:3]) as desk:
        await desk.press("enter")
        for _ in range(8):
            assert desk.text == snapshot
            await desk.press("n")


@pytest.mark.parametrize(
    "keys",
    [
        "down enter e",
        "slash",
        "slash v i s i o n down",
        "slash z z",
        "d R y e d a l e tab J o",
        "question_mark",
        "down enter question_mark",
        "s question_mark",
    ],
    ids=[
        "note",
        "find",
        "find vision",
        "find nothing",
        "council",
        "keys of start",
        "keys of breakthrough",
        "keys of gaps",
    ],
)
async def test_a_dialog_looks_as_it_did(sit: Sit, snapshot: SnapshotAssertion, keys: str) -> None:
    """The dialog over its page, at 80 by 24."""
    async with sit(half_done()) as desk:
        await desk.press(*keys.split())
        assert desk.text == snapshot


async def test_every_breakthrough_looks_as_it_did(sit: Sit, snapshot: SnapshotAssertion) -> None:
    """All eight at 80 by 24, in their order."""
    async with sit() as desk:
        await desk.press("enter")
        for _ in range(8):
            assert desk.text == snapshot
            await desk.press("n")


async def test_states_look_as_they_did(sit: Sit, snapshot: SnapshotAssertion) -> None:
    """Not saved, leaving unsaved, a window that is too small, and read only."""
    async with sit() as desk:
        await desk.press("enter")
        await desk.fail_to_save()
        assert desk.text == snapshot(name="not saved")
        await desk.press("q")
        assert desk.text == snapshot(name="leaving unsaved")
        await desk.press("escape")
        await desk.resize(30, 10)
        assert desk.text == snapshot(name="too small")
    async with sit(half_done(), read_only_because="This quarter is open elsewhere.") as desk:
        await desk.press("enter")
        assert desk.text == snapshot(name="read only")
