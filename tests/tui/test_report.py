"""`r` on the priority gaps: a report in a format and a folder, written, replaced, opened."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from pathlib import Path
from typing import Final
from unittest.mock import Mock

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from breakthroughs_tui.history import History
from breakthroughs_tui.model import Assessment, Plan, Progress
from breakthroughs_tui.publishing import ExistsError, Published, Publisher
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui.report import ReportDialog
from tests.conftest import QUARTER
from tests.tui.conftest import ALL_DONE, FULL_DISK, Sit, Sitting, SitWithHistory
from tests.tui.test_app import choose_command

NAME: Final = "breakthroughs-2026-27-Q3"
CALLED: Final = {
    Format.HTML: "Web page",
    Format.MARKDOWN: "Markdown",
    Format.WORD: "Word document",
    Format.EXCEL: "Excel workbook",
    Format.CSV: "CSV",
    Format.JSON: "JSON",
}
"""What a person calls each format, in the order of the list."""


@pytest.fixture(autouse=True)
def _no_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never wait for a flush: on a busy disk each would take a second."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder for reports; what is typed starts from the one above it."""
    path = tmp_path / "papers"
    path.mkdir()
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def publisher(folder: Path, tmp_path: Path) -> Publisher:
    """Give what writes reports, and opens none."""
    return Publisher(folder, tmp_path / "quarters", None)


async def done(desk: Sitting) -> None:
    """Wait until every key so far has done all it does: also what a thread does for it."""
    has_come = asyncio.Event()
    desk.app.call_later(has_come.set)
    async with asyncio.timeout(20):
        await has_come.wait()
    await desk.settle()


async def press(desk: Sitting, *keys: str) -> None:
    """Press keys all at once, and wait until the last is done."""
    desk.type_ahead(*keys)
    await done(desk)


def folder_typed(desk: Sitting) -> str:
    """Give what stands in the field."""
    return desk.screen.query_one(Input).value


def chosen(desk: Sitting) -> str:
    """Give the format that the mark in the box is at, as a person calls it."""
    inside = [line.partition("│")[2].rpartition("│")[0] for line in desk.lines]
    line = next(line.partition("›")[2] for line in inside if "›" in line)
    return next(words for words in CALLED.values() if words in line)


def names(folder: Path) -> list[str]:
    """List what is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def says(desk: Sitting, words: str) -> bool:
    """Tell whether the box says something, wherever its lines break."""
    return words.replace(" ", "") in desk.boxed_text.replace(" ", "")


# --- from the gaps and back


async def test_r_opens_it_on_the_gaps_and_escape_closes_it(sit: Sit, publisher: Publisher) -> None:
    """Nowhere else; the footer names the key; closing leaves everything as it was.

    A format that only a later version knows is not chosen.
    """
    settings = Settings(report_format="odt")
    async with sit(ALL_DONE, publisher=publisher, settings=settings) as desk:
        await press(desk, "r", "/", "1", "enter", "r", "h", "r", "s")
        assert "r Report" in desk.lines[-1]
        before = desk.text
        await press(desk, "r")
        assert isinstance(desk.screen, ReportDialog)
        assert "─ Report ─" in desk.text
        assert chosen(desk) == "Web page"
        assert folder_typed(desk) == str(publisher.folder)
        assert f"{NAME}.html" in desk.boxed_text
        await press(desk, "escape")
        assert (desk.title, desk.text) == ("Priority gaps", before)
        assert names(publisher.folder) == []


async def test_the_palette_leads_there(sit: Sit, publisher: Publisher) -> None:
    """From any page, and over a dialog that is open; Esc comes back to the page."""
    async with sit(ALL_DONE, publisher=publisher) as desk:
        for way in ("s", "question_mark"):
            await press(desk, way)
            await choose_command(desk, "report")
            assert isinstance(desk.screen, ReportDialog)
            await press(desk, "escape")
            assert desk.title == "Priority gaps"


async def test_without_a_publisher_that_is_said(sit: Sit) -> None:
    """No dialog that could do nothing."""
    async with sit(ALL_DONE) as desk:
        await press(desk, "s", "r")
        assert not isinstance(desk.screen, ReportDialog)
        assert desk.remarks == ["No report can be written here."]


# --- writing


async def test_enter_writes_the_format_that_was_chosen(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """The arrows choose, round and round; the path is said; the dialog stays for the next one."""
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", "up", "down")
        for count, form in enumerate(Format):
            assert chosen(desk) == CALLED[form]
            assert f"{NAME}.{form}" in desk.boxed_text
            assert len(names(folder)) == count
            await press(desk, "enter")
            path = folder / f"{NAME}.{form}"
            assert says(desk, f"Written: {path}")
            before = desk.text
            assert "Ctrl+O" not in before  # there is no opener, as over SSH
            await press(desk, "ctrl+o")
            assert desk.text == before
            if form.is_text:
                expected = write_report(build_report(desk.session.assessment, ()), form)
                assert path.read_bytes() == expected.content
            await press(desk, "down")
        assert chosen(desk) == CALLED[Format.HTML]
        assert names(folder) == sorted(f"{NAME}.{form}" for form in Format)


async def test_a_burst_keeps_the_order_of_its_keys(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """From the start page to two reports and out again, typed before any of it is looked at."""
    (folder / "mine").mkdir()
    async with sit(ALL_DONE, publisher=publisher) as desk:
        keys = ["s", "r", "down", "enter", "end", *"/minx", "backspace", "e", "up", "enter"]
        await press(desk, *keys, "escape", "escape")
        assert desk.title == "Improvement breakthroughs"
        assert names(folder) == [f"{NAME}.md", "mine"]
        assert names(folder / "mine") == [f"{NAME}.html"]


async def test_typing_stands_for_the_folder(
    sit: Sit, publisher: Publisher, folder: Path, tmp_path: Path
) -> None:
    """What is typed at once takes its place; after End it goes on; letters are no keys here."""
    other = tmp_path / "qs?"
    other.mkdir()
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", *str(other), "enter")
        assert folder_typed(desk) == str(other)
        assert names(other) == [f"{NAME}.html"]
        await press(desk, *["backspace"] * len("qs?"), *"papers/", "down", "enter")
        assert names(folder) == [f"{NAME}.md"]
        assert not desk.has_left


async def test_a_burst_that_erases_the_folder_keeps_its_order(
    sit: Sit, publisher: Publisher, tmp_path: Path
) -> None:
    """A field's own keys, too, are done before the letters typed after them."""
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", "end", "ctrl+w", *"new")
        assert folder_typed(desk) == f"{tmp_path}/new"  # BUG: the letters go, too
        await press(desk, "ctrl+u", *"newer")
        assert folder_typed(desk) == "newer"


async def test_a_home_and_a_relative_folder_are_understood(
    sit: Sit, publisher: Publisher, folder: Path, tmp_path: Path
) -> None:
    """`~` is the home, and blanks around a path are nothing."""
    home = tmp_path / "home"
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", *" ~ ", "enter")
        assert says(desk, f"Written: {home / NAME}.html")
        assert names(home) == [f"{NAME}.html"]
        await press(desk, "ctrl+a")
        await press(desk, *["delete"] * 3, *"papers", "enter")
        assert names(folder) == [f"{NAME}.html"]


async def test_a_bad_folder_is_said_and_can_be_mended(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """The dialog stays with what was typed, to the letter; nothing is made."""
    (folder / "file").write_bytes(b"")
    markup = "[/] [@click=app.quit]x[/] [bold]"
    async with sit(ALL_DONE, publisher=publisher, size=(120, 40)) as desk:
        await press(desk, "s", "r")
        for typed in ("none", markup, "~nosuchuser", "papers/file", "x" * 300):
            await press(desk, "ctrl+u")
            await press(desk, *typed, "enter")
            assert not desk.has_left
            assert folder_typed(desk) == typed
            reason = "could not be written: File name too long" if typed[0] == "x" else ""
            assert says(desk, reason or f"There is no folder {folder.parent / typed}")
        assert names(folder) == ["file"]
        await press(desk, "ctrl+u")
        await press(desk, *"papers", "enter")
        assert says(desk, f"Written: {folder / NAME}.html")
        assert "could not be written" not in desk.text


async def test_a_disk_that_is_full_is_said(
    sit: Sit, publisher: Publisher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half-written is left, and the next try may succeed."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", Mock(side_effect=OSError(28, "No space left on device")))
        async with sit(ALL_DONE, publisher=publisher) as desk:
            await press(desk, "s", "r", "enter")
            assert says(desk, "could not be written: No space left on device. Make room on the")
            assert names(folder) == []
            patch.undo()
            await press(desk, "enter")
            assert names(folder) == [f"{NAME}.html"]


async def test_markup_in_a_folders_name_is_text(
    sit: Sit, publisher: Publisher, tmp_path: Path
) -> None:
    """In the field, in what was written, and in what is there already."""
    odd = tmp_path / "[@click=app.quit]x[ [bold]"
    odd.mkdir()
    async with sit(ALL_DONE, publisher=publisher, size=(120, 40)) as desk:
        await press(desk, "s", "r", *odd.name, "enter")
        assert says(desk, f"Written: {odd / NAME}.html")
        await press(desk, "enter")
        assert says(desk, f"{odd / NAME}.html is there already")


# --- replacing


async def test_what_is_there_is_replaced_only_once_that_is_asked(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """Enter never replaces, however often; Ctrl+R does, once it was offered."""
    path = folder / f"{NAME}.html"
    path.write_bytes(b"mine")
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", "ctrl+r", "enter", "enter")
        assert says(desk, f"{path} is there already. Press Ctrl+R to replace it.")
        assert path.read_bytes() == b"mine"
        await press(desk, "ctrl+r")
        assert says(desk, f"Written: {path}")
        assert path.read_bytes().startswith(b"<!")
        path.write_bytes(b"mine again")
        await press(desk, "ctrl+r", "escape", "r", "ctrl+r")  # a new visit has no offer either
        assert path.read_bytes() == b"mine again"
        assert names(folder) == [path.name]


async def test_an_offer_to_replace_is_for_that_file_only(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """After another format or folder was chosen, Ctrl+R replaces nothing."""
    (folder / "m").mkdir()
    paths = [folder / f"{NAME}.html", folder / f"{NAME}.md", folder / "m" / f"{NAME}.md"]
    for path in paths:
        path.write_bytes(b"mine")
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", "enter", "down", "ctrl+r")
        assert {path.read_bytes() for path in paths} == {b"mine"}
        await press(desk, "enter", "end", "/", "m", "ctrl+r")
        assert {path.read_bytes() for path in paths} == {b"mine"}


async def test_answers_are_never_offered_to_be_replaced(sit: Sit, publisher: Publisher) -> None:
    """A folder in the place of the report, and the backups: said, and no Ctrl+R."""
    backups = publisher.answers / "backups"
    backups.mkdir(parents=True)
    (publisher.folder / f"{NAME}.html").mkdir()
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r", "enter", "ctrl+r")
        assert says(desk, "is not a file")
        await press(desk, "ctrl+u")
        await press(desk, *str(backups), "enter", "ctrl+r")
        assert says(desk, "is where answers are saved")
        assert "Ctrl+R" not in desk.text
        assert names(backups) == []


# --- opening


async def test_ctrl_o_opens_the_one_written_last(
    sit: Sit, folder: Path, publisher: Publisher
) -> None:
    """Nothing before there is one; then the last, whatever is chosen since; a failure is said."""
    no_program = OSError(1155, "No application is associated with the file")
    opener = Mock(side_effect=[None, None, no_program])
    async with sit(ALL_DONE, publisher=Publisher(folder, publisher.answers, opener)) as desk:
        await press(desk, "s", "r", "ctrl+o")
        opener.assert_not_called()
        await press(desk, "down", "enter")
        assert "Ctrl+O opens it." in desk.boxed_text
        await press(desk, "down", "ctrl+o", "enter", "ctrl+o")
        opened = [call.args[0].name for call in opener.call_args_list]
        assert opened == [f"{NAME}.md", f"{NAME}.docx"]
        await press(desk, "ctrl+o")
        assert says(desk, f"{folder / NAME}.docx could not be opened: No application is associated")
        assert names(folder) == [f"{NAME}.docx", f"{NAME}.md"]


# --- what is in it, and what is remembered


async def test_format_and_folder_are_remembered(sit: Sit, publisher: Publisher) -> None:
    """Within a sitting and for the next, the other choices untouched; what failed is not."""
    settings = Settings(theme="light", council="Here")
    chosen_folder = publisher.folder / "2026"
    chosen_folder.mkdir()
    async with sit(ALL_DONE, publisher=publisher, settings=settings) as desk:
        await press(desk, "s", "r", "down", "down", *"none", "enter", "escape")
        assert desk.app.work.settings == settings
        await press(desk, "r", "down", "down", *"papers/2026", "enter", "escape")
        kept = desk.app.work.settings
        assert kept == Settings(
            "light", "Here", report_format="docx", report_folder=str(chosen_folder)
        )
        await press(desk, "r")
        assert (chosen(desk), folder_typed(desk)) == (CALLED[Format.WORD], str(chosen_folder))
    async with sit(ALL_DONE, publisher=publisher, settings=kept) as desk:
        await press(desk, "s", "r")
        assert (chosen(desk), folder_typed(desk)) == (CALLED[Format.WORD], str(chosen_folder))
        assert f"{NAME}.docx" in desk.boxed_text


async def test_a_folder_of_another_computer_is_not_offered(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """The usual one is offered, what is missing is named, and Enter writes there."""
    settings = Settings(report_folder="C:\\Users\\jo\\[b]Reports")
    async with sit(ALL_DONE, publisher=publisher, settings=settings, size=(120, 40)) as desk:
        await press(desk, "s", "r")
        assert folder_typed(desk) == str(folder)
        assert says(desk, "The last report went to C:\\Users\\jo\\[b]Reports, which does not exist")
        assert says(desk, "here. This folder is offered instead.")
        await press(desk, "enter")
        assert names(folder) == [f"{NAME}.html"]


async def test_answers_that_could_not_be_saved_are_in_the_report(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """It is written from what the screens show, not from the file."""
    async with sit(publisher=publisher) as desk:
        desk.disk.faults += [FULL_DISK] * 9
        await press(desk, "enter", "3", "3", "s", "r", "up", "enter")
        assert desk.session.state.has_failed
        first = json.loads((folder / f"{NAME}.json").read_bytes())["questions"][0]
        assert (first["progress"], first["plan"]) == (Progress.JUST_STARTING, Plan.NO)


async def test_a_quarter_that_is_read_only_can_be_reported(
    sit: Sit, publisher: Publisher, folder: Path
) -> None:
    """Nothing of it changes."""
    async with sit(ALL_DONE, publisher=publisher, read_only_because="Open elsewhere.") as desk:
        await press(desk, "s", "r", "enter")
        assert names(folder) == [f"{NAME}.html"]
        assert desk.disk.written == []


async def test_another_quarter_is_reported_under_its_own_name(
    sit_with_history: SitWithHistory,
    invented: tuple[Assessment, ...],
    publisher: Publisher,
    folder: Path,
) -> None:
    """An older one that was turned to, set against those before it; its file stays."""
    before = QUARTER.previous
    async with sit_with_history(invented, publisher=publisher) as desk:
        saved = desk.store.path(before).read_bytes()
        await press(desk, "h", "down", "enter")
        assert desk.quarter == before
        await press(desk, "s", "r", "up")
        assert f"breakthroughs-{before.id}.json" in desk.boxed_text
        await press(desk, "enter")
        values = json.loads((folder / f"breakthroughs-{before.id}.json").read_bytes())
        assert (values["quarter"], values["last"]) == (before.id, before.previous.id)
        assert desk.store.path(before).read_bytes() == saved


async def test_the_details_are_in_the_report(sit: Sit, publisher: Publisher, folder: Path) -> None:
    """Council and name as given with `d` a moment before."""
    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "d", *"[b]Ryedale", "tab", *"Jo Doe", "enter")
        await press(desk, "s", "r", "down", "enter")
        text = (folder / f"{NAME}.md").read_text("utf-8")
        assert "Ryedale" in text
        assert "**Answered by:** Jo Doe\n" in text
        kept = desk.app.work.settings
        assert (kept.council, kept.assessor) == ("[b]Ryedale", "Jo Doe")


# --- how it looks


class Pretended(Publisher, frozen=True):
    """Writes nothing, into a folder whose name is the same in every run."""

    def publish(
        self,
        assessment: Assessment,
        history: History,
        form: Format,
        folder: str,
        *,
        replaces: bool = False,
    ) -> Published:
        """Shorten what goes into a table, and find all else there already."""
        del assessment, history
        path = Path(folder) / f"{NAME}.{form}"
        if form is not Format.EXCEL and not replaces:
            message = f"{path} is there already"
            raise ExistsError(message, "It was left as it is.")
        return Published(path, ("the note of question 4", "the note of question 17"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda s: f"{s[0]}x{s[1]}")
async def test_it_looks_as_it_did(
    sit: Sit, snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    """As it opens, when a file is there already, and when one is written."""
    pretended = Pretended(Path("/home/jo/Documents"), Path("/home/jo/quarters"), Mock())
    async with sit(ALL_DONE, publisher=pretended, size=size) as desk:
        for name, keys in {
            "open": "s r",
            "there already": "enter",
            "written": "down down down enter",
        }.items():
            await press(desk, *keys.split())
            assert desk.text == snapshot(name=name)


async def test_a_slow_disk_leaves_the_dialog_alive(
    sit: Sit, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that it is writing; Esc closes it, and the report is told of when it is there."""
    may_go_on = threading.Event()
    flush = os.fsync

    def slow(descriptor: int) -> None:
        assert may_go_on.wait(20)
        flush(descriptor)

    async with sit(ALL_DONE, publisher=publisher) as desk:
        await press(desk, "s", "r")
        monkeypatch.setattr(os, "fsync", slow)
        desk.type_ahead("enter")
        await desk.until(lambda: "Writing …" in desk.text)
        desk.type_ahead("escape")
        await desk.until(lambda: desk.title == "Priority gaps" and "─ Report" not in desk.text)
        may_go_on.set()
        await desk.until(lambda: bool(desk.remarks))
        assert desk.remarks[-1].startswith("Written: ")
