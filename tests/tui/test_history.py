"""Every quarter in one list: open one, start one, compare one; what cannot be read harms none."""

from __future__ import annotations

import errno
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from breakthroughs_tui import atomic, document
from breakthroughs_tui.folder import Store
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, Scale
from breakthroughs_tui.opening import OLDER, READ_ONLY
from breakthroughs_tui.priority import summarise
from breakthroughs_tui.quarter import Quarter
from tests.clock import in_summer
from tests.conftest import QUARTER
from tests.quarters import BANK, answer, quarters_up_to, take
from tests.tui.conftest import SittingWithHistory, SitWithHistory, small_bank

LAST = QUARTER.previous
BEFORE = LAST.previous
YEAR_AGO = QUARTER.year_before
CORRECTED = "You can correct this quarter now. Each change is saved."


def rows(desk: SittingWithHistory) -> list[str]:
    """Give the rows of the list of quarters that are in view, without the cursor."""
    return [line[2:] for line in desk.lines[3:] if re.search(r"\d{4}/\d\d Q\d", line)]


def full_disk(path: Path, _content: bytes, **_options: object) -> None:
    """Refuse to write, as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


# --- the list


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_it_lists_what_is_saved_the_newest_first(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], size: tuple[int, int]
) -> None:
    """Each with its coverage, its gap and the day of its last change; the open one is marked."""
    async with sit_with_history(invented, size=size) as desk:
        await desk.press("h")
        assert desk.lines[1] == " 4 quarters are saved"
        for row, each in zip(rows(desk), reversed(invented), strict=True):
            tally = summarise(each).overall
            assert tally.band is not None
            mark = "●" if each.quarter == QUARTER else " "
            facts = [each.quarter.label, f"{tally.answered}/22", tally.band.look.symbol]
            facts += [tally.band.look.word, f"{tally.gap_index}%", f"{each.modified:%-d %b %Y}"]
            facts += [each.council] if size == (120, 40) else []
            assert " ".join(row.split()) == " ".join([mark, *facts]).strip()
        assert "● is open now. The files are in quarters" in desk.text


async def test_the_day_of_a_change_is_the_persons_own(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Half past midnight in summer is the next day, in the list and where something has fallen."""
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    saved = [replace(each, modified=late) for each in invented]
    async with sit_with_history(saved, own_time=in_summer) as desk:
        await desk.press("h")
        assert [row.split()[-3:] for row in rows(desk)] == [["1", "Jul", "2026"]] * 4
        await desk.press("c")
        assert "Achieved in 2026/27 Q2 (1 Jul 2026)" in desk.flowing_text
        assert "in 2026/27 Q3 (1 Jul 2026)" in desk.flowing_text


async def test_an_open_quarter_without_an_answer_is_listed_as_not_saved(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """With the first answer it is; the list shows the answers as they stand."""
    async with sit_with_history(invented[2:3]) as desk:
        await desk.press("h")
        assert desk.lines[1] == " 1 quarter is saved"
        assert rows(desk)[0].split()[-4:] == ["answered", "not", "saved", "yet"]
        await desk.press("escape", "enter", "=", "h")
        assert desk.lines[1] == " 2 quarters are saved"
        assert "1/22" in rows(desk)[0]
        assert rows(desk)[0].endswith("22 Nov 2026")
        await desk.press("u")
        assert "0/22" in rows(desk)[0]


async def test_what_is_no_quarter_is_named_below(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """A file that somebody else put there is left alone, and can be read from the command line."""
    async with sit_with_history(invented) as desk:
        for name in ("notes [b].json", "2026-27-Q3.conflict-20261122T093000Z.json", "x.txt"):
            (desk.store.folder / name).write_text("{}")
        await desk.press("h")
        assert desk.lines[1] == " 4 quarters are saved"
        assert (
            "Not counted, since the name is no quarter's: 2026-27-Q3.conflict-"
            "20261122T093000Z.json, notes [b].json." in desk.flowing_text
        )


async def test_a_small_window_shows_each_row_whole(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15 nothing is cut: not what is offered, nor what is wrong with a file."""
    other = replace(small_bank(area="a b"), id="other-bank")
    saved = [invented[0], take(other, BEFORE, a="AY")]
    async with sit_with_history(saved, YEAR_AGO, size=(40, 15)) as desk:
        desk.store.path(YEAR_AGO.next).write_bytes(b"{")
        await desk.press("h")
        seen = ""
        for _ in range(5):
            seen += desk.flowing_text
            await desk.press("down")
        assert f"{YEAR_AGO.short_label} 20/22 ▲▲ Critical 80%" in seen
        assert f"{YEAR_AGO.next.short_label} Not readable" in seen
        assert f"{BEFORE.short_label} Another question bank" in seen
        assert f"+ Start {QUARTER.label}, this quarter" in seen
        assert f"+ Start {LAST.label}, the quarter just ended" in seen


# --- opening another


async def test_enter_opens_another_quarter(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At its start page, whatever was open over the old one; Esc leads nowhere else."""
    async with sit_with_history(invented) as desk:
        await desk.press("enter", "t", "h", "down", "enter")
        assert desk.quarter == LAST
        assert desk.title == "Improvement breakthroughs"
        assert LAST.short_label in desk.lines[0]
        assert "Newest saved: 2026/27 Q3 (Oct–Dec 2026) · 22 of 22" in desk.text
        assert desk.marked == "›[ See the priority gaps ]"
        await desk.press("escape")
        assert desk.title == "Improvement breakthroughs"
        await desk.press("enter")
        assert "gap index 55%" in desk.lines[2]


async def test_enter_on_the_open_quarter_leads_to_its_start(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """It stays open, with its undo."""
    async with sit_with_history(invented) as desk:
        await desk.press("down", "enter", "3", "h", "enter")
        assert desk.quarter == QUARTER
        assert desk.title == "Improvement breakthroughs"
        await desk.press("u")
        assert desk.session.assessment.answers == invented[3].answers


async def test_an_older_quarter_opens_to_read_only(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """The page says so, nothing that a person does there changes it, and the key is told."""
    async with sit_with_history(invented) as desk:
        files = {path.name: path.read_bytes() for path in desk.store.folder.iterdir()}
        await desk.press("h", "down", "down", "enter")
        assert desk.quarter == BEFORE
        assert desk.lines[0].endswith("Read only")
        assert desk.flowing_text.count(OLDER) == 1
        await desk.press("down", "enter", "1", "=", "backspace", "d")
        assert desk.remarks == [OLDER] * 4
        await desk.press("u", "ctrl+s", "q")
        assert desk.has_left
        assert {path.name: path.read_bytes() for path in desk.store.folder.iterdir()} == files


async def test_an_older_quarter_can_be_corrected(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """After Ctrl+E its changes are saved, into its own file and no other; a backup is kept."""
    async with sit_with_history(invented) as desk:
        newest = desk.store.path(QUARTER).read_bytes()
        await desk.press("h", "down", "down", "enter", "ctrl+e")
        assert desk.remarks == [CORRECTED]
        assert desk.lines[0].endswith("✓ Saved")
        assert OLDER not in desk.flowing_text
        await desk.press("down", "enter", "3")
        assert desk.saved(BEFORE).answer("q1").progress is Progress.JUST_STARTING
        assert desk.store.path(QUARTER).read_bytes() == newest
        assert [path.name[:10] for path in (desk.store.folder / "backups").iterdir()] == [BEFORE.id]
        await desk.press("ctrl+e")
        assert desk.remarks[1:] == ["You can change this quarter already."]


async def test_each_quarters_answers_go_into_its_own_file(
    sit_with_history: SitWithHistory,
) -> None:
    """There and back again: what was rated before turning is saved; undo does not cross over."""
    async with sit_with_history([take(BANK, LAST, q1="A-")]) as desk:
        await desk.press("enter", "2", "h", "down", "enter", "ctrl+e", "enter")
        assert desk.focused == (1, Scale.PLAN)
        await desk.press("3", "h", "enter", "u")
        assert desk.quarter == QUARTER
        assert desk.remarks[-1] == "There is nothing to undo."
        assert desk.saved(LAST).answers == {"q1": Answer(Progress.ACHIEVED, Plan.NO)}
        assert desk.saved(QUARTER).answers == {"q1": Answer(Progress.WORKING_TOWARDS)}


@pytest.mark.parametrize(
    ("keys", "quarter", "marks"),
    [
        (["h", "down", "enter", "enter", "2"], LAST, "AP"),
        (["enter", "3", "h", "j", "enter", "ctrl+e", "enter", "3"], LAST, "AN"),
        (["enter", "1", "h", "j", "enter", "h", "enter", "enter", "2"], QUARTER, "AP"),
        (["h", "t", "h", "k", "k", "enter", "enter", "1"], QUARTER, "A-"),
    ],
    ids=["another", "an older one", "there and back", "round and round"],
)
async def test_keys_typed_ahead_land_in_the_quarter_that_they_lead_to(
    sit_with_history: SitWithHistory, keys: list[str], quarter: Quarter, marks: str
) -> None:
    """However fast they come, across the closing of one file and the opening of another."""
    async with sit_with_history([take(BANK, LAST, q1="A-")]) as desk:
        await desk.write(*keys)
        assert desk.quarter == quarter
        assert desk.saved(quarter).answer("q1") == answer(marks)


async def test_a_quarter_that_is_open_elsewhere_cannot_be_corrected(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], tmp_path: Path
) -> None:
    """It opens to read only, says why, and Ctrl+E does not change that."""
    async with sit_with_history(invented) as desk:
        elsewhere = WriterLock(tmp_path / "locks", desk.store.path(LAST))
        await desk.press("h", "down", "enter", "ctrl+e")
        assert desk.quarter == LAST
        assert READ_ONLY in desk.flowing_text
        assert desk.remarks == [READ_ONLY]
        await desk.press("h", "enter")
        assert desk.quarter == QUARTER
        assert desk.lines[0].endswith("✓ Saved")
        elsewhere.release()


async def test_the_quarter_that_was_left_is_free(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], tmp_path: Path
) -> None:
    """Another window can write it; the one that is open now, none can."""
    async with sit_with_history(invented) as desk:
        await desk.press("h", "down", "enter")
        for quarter, is_free in ((QUARTER, True), (LAST, False)):
            lock = WriterLock(tmp_path / "locks", desk.store.path(quarter))
            assert lock.is_held_elsewhere != is_free
            lock.release()


# --- starting one


async def test_quarters_that_may_be_started_are_offered_first(
    sit_with_history: SitWithHistory,
) -> None:
    """Today's and the one just ended, if they are neither saved nor open."""
    saved = [take(BANK, BEFORE, q1="AY"), take(BANK, YEAR_AGO, q1="AY")]
    async with sit_with_history(saved, BEFORE) as desk:
        await desk.press("h")
        assert [row.strip() for row in rows(desk)[:2]] == [
            f"+ Start {QUARTER.label}, this quarter",
            f"+ Start {LAST.label}, the quarter just ended",
        ]
        assert desk.marked.lstrip("› ").startswith("+ Start 2026/27 Q3")
        await desk.press("down", "enter")
        assert desk.quarter == LAST
        assert desk.marked == "›[ Start ]"
        assert not desk.store.file(LAST).exists
        await desk.press("h")
        assert rows(desk)[0].strip() == f"+ Start {QUARTER.label}, this quarter"
        assert desk.text.count("+ Start") == 1
        await desk.press("enter", "enter", "1")
        assert desk.quarter == QUARTER
        assert desk.saved(QUARTER).answers == {"q1": Answer(Progress.ACHIEVED)}
        assert not desk.store.file(LAST).exists


async def test_a_quarter_started_here_takes_the_open_actions_along(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """And the names; it has no rating."""
    async with sit_with_history(invented[:3], LAST) as desk:
        await desk.press("h", "enter")
        assert desk.quarter == QUARTER
        assert desk.session.assessment.council == invented[2].council
        assert desk.session.assessment.answered == 0
        await desk.press("A")
        assert desk.lines[1] == " 2 overdue · 5 open · 0 done"


# --- what cannot be read


async def test_a_damaged_quarter_says_why_and_the_open_one_stays(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """The file is left as it is, and the answers go on into the quarter that is open."""
    async with sit_with_history(invented) as desk:
        path = desk.store.path(LAST)
        path.write_bytes(b'{"format": [/]')
        await desk.press("h")
        assert rows(desk)[1].split()[-2:] == ["Not", "readable"]
        await desk.press("down", "enter")
        assert desk.quarter == QUARTER
        assert desk.title == "Quarters"
        assert len(desk.remarks) == 1
        assert desk.remarks[0].startswith(f"{path} is damaged, and was left as it is. ")
        assert LAST.id in desk.remarks[0].partition("is. ")[2]
        await desk.press("escape", "down", "enter", "3")
        assert desk.saved(QUARTER).answer("q1").progress is Progress.JUST_STARTING
        assert path.read_bytes() == b'{"format": [/]'


async def test_a_quarter_of_another_bank_says_so(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """It has no gap to be compared with."""
    other = replace(small_bank(area="a b"), id="other-bank")
    async with sit_with_history([*invented[:2], take(other, LAST, a="AY"), invented[3]]) as desk:
        await desk.press("h")
        assert desk.line_with(LAST.label).endswith("Another question bank")
        assert [row.count("%") for row in rows(desk)] == [1, 0, 1, 1]


async def test_unsaved_answers_keep_their_quarter_open(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a full disk none is left behind; once there is room, the way is free."""
    async with sit_with_history(invented) as desk:
        with monkeypatch.context() as patch:
            patch.setattr(atomic, "written_beside", full_disk)
            await desk.press("down", "enter", "3", "h", "down", "enter")
            assert desk.title == "Quarters"
            assert desk.quarter == QUARTER
            assert desk.lines[0].endswith("! NOT SAVED")
            assert len(desk.remarks) == 1
            assert desk.remarks[0].startswith("This quarter is NOT SAVED, so it stays open. ")
            assert "No space left on device" in desk.remarks[0]
            assert desk.answer(1).progress is Progress.JUST_STARTING
        await desk.press("ctrl+s", "enter")
        assert desk.quarter == LAST
        assert desk.saved(QUARTER).answer("q1").progress is Progress.JUST_STARTING


# --- comparing one


async def test_c_compares_the_quarter_under_the_cursor(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """With the open one; the open one itself with the one before it."""
    async with sit_with_history(invented) as desk:
        await desk.press("h", "c")
        assert desk.lines[1] == f" {LAST.label} → {QUARTER.label}"
        await desk.press("escape", "down", "down", "c")
        assert desk.lines[1] == f" {BEFORE.label} → {QUARTER.label}"
        await desk.press("escape")
        assert desk.marked.startswith("›  2026/27 Q1")
        await desk.click("c Compare")
        assert desk.lines[1] == f" {BEFORE.label} → {QUARTER.label}"


async def test_an_offer_cannot_be_compared(sit_with_history: SitWithHistory) -> None:
    """It says why, and the list stays."""
    async with sit_with_history([take(BANK, BEFORE, q1="AY")], BEFORE) as desk:
        await desk.press("h", "c")
        assert desk.remarks == ["This quarter has no answers yet."]
        assert desk.title == "Quarters"


# --- a long history


@pytest.mark.parametrize(("size", "least"), [((80, 24), 16), ((40, 15), 6)], ids=["80x24", "40x15"])
async def test_of_400_quarters_only_those_in_view_are_read(
    sit_with_history: SitWithHistory,
    store: Store,
    reads: list[Quarter],
    size: tuple[int, int],
    least: int,
) -> None:
    """Scrolling fills the rows that come into view; no row in view is without its facts."""
    newest = take(BANK, BEFORE, **{each.question.id: "WP" for each in BANK.questions})
    content = document.encode(newest)
    store.folder.mkdir()
    for each in quarters_up_to(BEFORE, 400):
        named = f'"quarter": "{each.id}"'.encode()
        store.path(each).write_bytes(content.replace(b'"quarter": "2026-27-Q1"', named))
    async with sit_with_history([], BEFORE, size=size) as desk:
        await desk.press("h")
        assert " 400 quarters are saved" in desk.lines
        assert least <= len(reads) <= 24
        for keys in (["down"] * 30, ["up"] * 40, ["pagedown"] * 3, ["pageup"], ["u"]):
            await desk.write(*keys)
            listed = [row for row in rows(desk) if "Start" not in row]
            assert len(listed) >= least
            assert [row for row in listed if "22/22" not in row] == []
            assert len(reads) == len(set(reads)) <= 120


# --- a folder that goes away


async def test_nothing_breaks_when_the_folder_goes(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Every page can be seen, and nothing is begun in its place; once it is back, all is saved."""
    async with sit_with_history(invented) as desk:
        await desk.press("h")
        shutil.rmtree(desk.store.folder)
        for key in ("down", "c", "left", "y", "escape", "escape", "h", "t", "left", "A", "s"):
            await desk.press(key)
        await desk.press("escape", "escape", "escape", "h", "pagedown")
        assert "quarters is gone; it may have been renamed or moved. Put it back" in desk.lines[1]
        assert rows(desk)[0].endswith("not saved yet")
        await desk.press("enter", "down", "enter", "=", "e", "escape", "a", "escape", "3")
        assert desk.lines[0].endswith("! NOT SAVED")
        assert "its folder is gone; it may have been renamed or moved" in desk.flowing_text
        assert not desk.has_left
        assert desk.quarter == QUARTER
        assert not desk.store.folder.exists()
        desk.store.folder.mkdir()
        await desk.press("ctrl+s")
        assert desk.lines[0].endswith("✓ Saved")
        assert desk.saved(QUARTER) == desk.session.assessment
        assert desk.saved(QUARTER).answer("q2").progress is Progress.JUST_STARTING
