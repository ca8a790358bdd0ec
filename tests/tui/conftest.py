"""A person at the screens: what they see, press, click and find saved."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import convert, to_builtins
from msgspec.structs import replace
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.message import Message
from textual.notifications import Notify
from textual.pilot import Pilot
from textual.screen import Screen

from breakthroughs_tui import opening
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.folder import Entry, Store
from breakthroughs_tui.history import History
from breakthroughs_tui.merging import Merger, read_copy
from breakthroughs_tui.model import (
    Answer,
    Assessment,
    Plan,
    Progress,
    QuestionBank,
    Scale,
)
from breakthroughs_tui.moments import OwnTime, in_utc
from breakthroughs_tui.publishing import Publisher
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui.app import BreakthroughsApp
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.rating_group import RatingGroup
from tests.clock import Calendar
from tests.conftest import NOW, QUARTER, TODAY
from tests.disk import Disk
from tests.quarters import bank_of

FULL_DISK: Final = StoreError("The disk is full", "Make room, then press Ctrl+S to save.")
MARKUP: Final = "[/] [@click=app.quit]x[/] [bold]"
"""What raises, is live, or disappears where text is taken for markup."""
_QUIET_ROUNDS: Final = 2
"""So often must everything that waits be handled without a change on screen."""
_FRAMES: Final = str.maketrans(dict.fromkeys("│╭╮╰╯─▌▁▂▃▄▅▆▇", " "))


class Window:
    """One window with an app in it: what it shows, and what a person does to it."""

    def __init__(self, app: App[None], pilot: Pilot[None]) -> None:
        """Look at an app that runs."""
        self.pilot = pilot
        self._app = app

    @property
    def screen(self) -> Screen[Any]:
        """What is on top."""
        return self._app.screen

    @property
    def has_left(self) -> bool:
        """Whether the app is ending."""
        return self._app.return_code is not None

    @property
    def cells(self) -> list[list[Segment]]:
        """The rendered screen, styles and all, line by line."""
        return [list(strip) for strip in self.screen._compositor.render_strips()]  # noqa: SLF001

    @property
    def lines(self) -> list[str]:
        """The rendered screen as text, without the blanks at the ends of lines."""
        return ["".join(each.text for each in line).rstrip() for line in self.cells]

    @property
    def text(self) -> str:
        """The rendered screen as text."""
        return "\n".join(self.lines) + "\n"

    @property
    def flowing_text(self) -> str:
        """The rendered screen without frames and line breaks, one blank between words."""
        return flowing(self.text)

    @property
    def boxed_text(self) -> str:
        """What the frame of a dialog holds, as `flowing_text`, without the page beside it."""
        inside = [line.partition("│")[2].rpartition("│")[0] for line in self.lines]
        return flowing("\n".join(inside))

    @property
    def marked(self) -> str:
        """What has the mark of the focus, or of the cursor: from the mark to the line's end."""
        marked = (line[line.index("›") :] for line in self.lines if "›" in line)
        return next(marked, "").rstrip(" │")

    @property
    def reversed_text(self) -> str:
        """What is shown in reverse: the option that Enter would choose."""
        return "".join(
            each.text
            for line in self.cells
            for each in line
            if each.style is not None and each.style.reverse
        )

    @property
    def is_busy(self) -> bool:
        """Whether more is to come, though the screen stands still."""
        if any(not worker.is_finished for worker in self._app.workers):
            return True
        pumps = [self._app, *self.screen.walk_children(with_self=True)]
        after_next_painting = self.screen._callbacks  # noqa: SLF001  it has no public name
        return bool(after_next_painting) or any(each.message_queue_size for each in pumps)

    def line_with(self, words: str) -> str:
        """Give the first line with these words."""
        return next(line for line in self.lines if words in line)

    async def give_way(self) -> None:
        """Let all that waits be handled, once."""
        await self.pilot.pause(0)

    async def settle(self) -> None:
        """Wait until all that was asked for is done and shown."""
        quiet, before = 0, ""
        async with asyncio.timeout(20):
            while quiet < _QUIET_ROUNDS and not self.has_left:
                await self.give_way()
                await self._app.animator.wait_until_complete()
                now = self.text
                quiet = quiet + 1 if now == before and not self.is_busy else 0
                before = now

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to come true."""
        async with asyncio.timeout(20):
            while not condition():
                await self.pilot.pause(0.005)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, looking at the screen after each."""
        for key in keys:
            self.type_ahead(key)
            await self.settle()

    async def write(self, *keys: str) -> None:
        """Press keys all at once, and look at the screen after the last."""
        self.type_ahead(*keys)
        await self.settle()

    def type_ahead(self, *keys: str) -> None:
        """Press keys all at once, before any is looked at."""
        for key in keys:
            is_character = len(key) == 1
            name = _character_to_key(key) if is_character else key
            self._app.post_message(events.Key(name, key if is_character else None))

    async def click(self, words: str, *, along: int = 0, nth: int = 0) -> None:
        """Click so many cells after the start of words, at the nth place that has them."""
        places = [
            (cell_len(line[:start]), y)
            for y, line in enumerate(self.lines)
            for start in range(len(line))
            if line.startswith(words, start)
        ]
        x, y = places[nth]
        for kind in (events.MouseMove, events.MouseDown, events.MouseUp):
            self._app.post_message(mouse(kind, x + along, y))
        await self.settle()

    async def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        await self.pilot.resize_terminal(columns, lines)
        await self.settle()


class Sitting(Window):
    """One person at the screens of the program."""

    def __init__(self, app: BreakthroughsApp, pilot: Pilot[None], remarks: list[str]) -> None:
        """Sit down at an app that runs."""
        super().__init__(app, pilot)
        self.app = app
        self.remarks = remarks
        """What the app said in passing."""

    @property
    def session(self) -> Session:
        """The session that the screens work on."""
        return self.app.work.session

    @property
    def bank(self) -> QuestionBank:
        """The questions."""
        return self.session.assessment.bank

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way that will end by itself."""
        return self.session.state.is_saving

    @property
    def is_busy(self) -> bool:
        """Whether more is to come: a save, or the news of one for the title bar of a page."""
        pages = (page for page in self.app.screen_stack if isinstance(page, Page))
        told = [page.title_bar._state for page in pages]  # noqa: SLF001  it has no public name
        is_behind = any(each is not self.session.state for each in told)
        return self.is_saving or is_behind or self._is_page_below_behind or super().is_busy

    @property
    def _is_page_below_behind(self) -> bool:
        """Whether the page that a dialog lies over is still to be drawn as saved."""
        if isinstance(self.screen, Page) or self.session.state.is_saving:
            return False
        return any("… Saving" in line for line in self.lines[:1])

    async def give_way(self) -> None:
        """Let all that waits be handled, once; a save gets the processor to itself."""
        if self.is_saving:
            await asyncio.to_thread(self.session.wait_until_saved)
        await super().give_way()

    @property
    def focused(self) -> tuple[int, Scale] | None:
        """The question number and scale that the next digit rates."""
        group = self.screen.focused
        if not isinstance(group, RatingGroup):
            return None
        return self.bank.find(group.question_id).number, group.scale

    @property
    def title(self) -> str:
        """The page's name in its title bar."""
        return self.lines[0].strip().partition("  ")[0]

    def answer(self, number: int) -> Answer:
        """Give the answer to a question by its number."""
        return self.session.assessment.answer(self.bank.questions[number - 1].question.id)


class SittingOnDisk(Sitting):
    """A sitting with one quarter, the first, whose file is a stand-in."""

    def __init__(
        self, app: BreakthroughsApp, pilot: Pilot[None], remarks: list[str], disk: Disk
    ) -> None:
        """Sit down with a file that may be slow, full or broken."""
        super().__init__(app, pilot, remarks)
        self.disk = disk

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way, and the disk is not held up."""
        return super().is_saving and self.disk.may_go_on.is_set()

    async def fail_to_save(self) -> None:
        """Give question 1 a rating that the disk does not take."""
        self.disk.faults.append(FULL_DISK)
        self.session.rate("q1", Progress.JUST_STARTING)
        await self.settle()


class SittingWithHistory(Sitting):
    """A sitting with a folder of quarters, each of which can be turned to."""

    def __init__(
        self, app: BreakthroughsApp, pilot: Pilot[None], remarks: list[str], store: Store
    ) -> None:
        """Sit down with a folder."""
        super().__init__(app, pilot, remarks)
        self.store = store

    @property
    def quarter(self) -> Quarter:
        """The quarter that is open."""
        return self.session.assessment.quarter

    def saved(self, quarter: Quarter = QUARTER) -> Assessment:
        """Read a quarter from the folder."""
        return self.store.load(quarter)


def mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    """Make a mouse event at a cell of the screen, as the terminal sends it."""
    return kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)  # noqa: FBT003


Sit = Callable[..., AbstractAsyncContextManager[SittingOnDisk]]
SitWithHistory = Callable[..., AbstractAsyncContextManager[SittingWithHistory]]
OpenQuarter = Callable[..., opening.Sitting]


def flowing(text: str) -> str:
    """Give a text without frames and line breaks, one blank between words."""
    return " ".join(text.translate(_FRAMES).split())


def points(change: int | None) -> str:
    """Write how far a gap index moved as a person reads it: with its sign, unless it did not."""
    assert change is not None
    return f"{change:+}".replace("-", "−") if change else "0"


def answers_of(keys: str) -> dict[str, Answer]:
    """Read answers to questions q1, q2 … as the two keys that give each; a dot gives none."""
    progress: dict[str, Progress | None] = dict(zip("123.", (*Progress, None), strict=True))
    plan: dict[str, Plan | None] = dict(zip("123.", (*Plan, None), strict=True))
    return {
        f"q{number}": Answer(progress[pair[0]], plan[pair[1]])
        for number, pair in enumerate(keys.split(), start=1)
        if pair != ".."
    }


def assessment_keys(bank: QuestionBank, keys: str) -> list[str]:
    """Give what a person presses from Start to the priority gaps to give these answers."""
    pairs = iter(keys.split())
    pressed = ["enter"]
    for breakthrough in bank.breakthroughs:
        pressed += [digit for _ in breakthrough.questions for digit in next(pairs)]
        pressed.append("enter")
    return pressed


HALF_DONE: Final = "12 21 23 33 13 22 32 11 11 31 3."
"""Breakthroughs 1 to 3 are completed, 4 is in progress: question 11 wants its plan rating."""
ALL_DONE: Final = "12 21 23 33 13 22 32 11 11 31 31 22 23 21 12 33 13 23 33 11 22 31"
"""All 22 questions, every pair of ratings at least once."""
FIRST_DONE: Final = "12 21 23 33"
"""Breakthrough 1 is completed; its scores are 0, 1, 3 and 4."""


@asynccontextmanager
async def at_the_screens(  # noqa: PLR0913, PLR0917  what a run of the program takes, and its window
    session: Session,
    settings: Settings,
    notices: Iterable[str] = (),
    turn_to: Callable[[Quarter, Settings], opening.Opened] | None = None,
    publisher: Publisher | None = None,
    merge_with: Callable[[Path], Merger] | None = None,
    copy: Path | None = None,
    *,
    size: tuple[int, int],
    toasts: bool,
) -> AsyncIterator[tuple[BreakthroughsApp, Pilot[None], list[str]]]:
    """Open the screens on a session, and give what a person sits down with."""
    app = BreakthroughsApp(
        session, settings, tuple(notices), turn_to, publisher, None, merge_with, copy
    )
    app.animation_level = "none"  # where a glide ends is the same, only sooner
    remarks = list[str]()

    def hear(message: Message) -> None:
        if isinstance(message, Notify):
            remarks.append(message.notification.message)

    async with app.run_test(size=size, notifications=toasts, message_hook=hear) as pilot:
        await Sitting(app, pilot, remarks).settle()
        yield app, pilot, remarks


@pytest.fixture
def sit(bank: QuestionBank) -> Sit:
    """Give a function that opens the screens on one quarter, to be used in `async with`."""
    default_bank = bank

    @asynccontextmanager
    async def open_screens(  # noqa: PLR0913  one for each thing that a test may set
        answers: Mapping[str, Answer] | str = "",
        *,
        size: tuple[int, int] = (80, 24),
        bank: QuestionBank = default_bank,
        council: str = "",
        settings: Settings | None = None,
        read_only_because: str = "",
        notices: Iterable[str] = (),
        toasts: bool = False,
        publisher: Publisher | None = None,
    ) -> AsyncIterator[SittingOnDisk]:
        given = answers_of(answers) if isinstance(answers, str) else dict(answers)
        assessment = Assessment(QUARTER, council, "", NOW, NOW, bank, given)
        disk = Disk()
        session = Session(assessment, disk, lambda: NOW, read_only_because=read_only_because)
        settings = settings or Settings()
        shown = at_the_screens(
            session, settings, notices, None, publisher, size=size, toasts=toasts
        )
        try:
            async with shown as seat:
                yield SittingOnDisk(*seat, disk)
        finally:
            disk.may_go_on.set()
            session.close()

    return open_screens


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give an empty folder of quarters, whose name on the screens is the same in every run.

    It never waits for a flush: on a busy disk each would take a second.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    return Store(Path("quarters"), lambda: NOW)


@pytest.fixture
def calendar() -> Calendar:
    """Give the calendar that the screens look at; it may be turned over while they are open."""
    return Calendar(TODAY)


@pytest.fixture
def open_quarter(
    store: Store, tmp_path: Path, bank: QuestionBank, calendar: Calendar
) -> OpenQuarter:
    """Give a function that opens a quarter of the folder, with the others in reach."""

    def open_one(  # noqa: PLR0913  one for each thing that a test may set
        quarter: Quarter = QUARTER,
        *,
        today: Quarter = QUARTER,
        bank: QuestionBank = bank,
        settings: Settings | None = None,
        own_time: OwnTime = in_utc,
        copy: Path | None = None,
    ) -> opening.Sitting:
        calendar.day = today.first_day
        history = History(
            store, calendar.today, own_time, lambda path: f"breakthroughs summary {path}"
        )

        def request_for(quarter: Quarter) -> opening.Request:
            return opening.Request(
                file=history.file(quarter),
                quarter=quarter,
                history=history,
                lock_folder=tmp_path / "locks",
                settings=settings or Settings(),
                asked_bank=None,
                default_bank=lambda: bank,
                now=lambda: NOW,
                confirm=lambda _question: False,
                copy=copy,
            )

        return opening.Sitting(opening.open_quarter(request_for(quarter)), request_for)

    return open_one


@pytest.fixture
def sit_with_history(store: Store, open_quarter: OpenQuarter, tmp_path: Path) -> SitWithHistory:
    """Give a function that saves quarters and opens the screens on one, for `async with`.

    What it takes besides is what `open_quarter` takes.
    """

    @asynccontextmanager
    async def open_screens(  # noqa: PLR0913  likewise
        saved: Iterable[Assessment] = (),
        quarter: Quarter = QUARTER,
        *,
        size: tuple[int, int] = (80, 24),
        settings: Settings | None = None,
        toasts: bool = False,
        publisher: Publisher | None = None,
        copy: Path | None = None,
        **others: Any,  # noqa: ANN401  as open_quarter has them
    ) -> AsyncIterator[SittingWithHistory]:
        settings = settings or Settings()
        for each in saved:
            store.file(each.quarter).save(each)
        sitting = open_quarter(quarter, settings=settings, copy=copy, **others)
        session, notices = sitting.opened.session, sitting.opened.notices

        def merge_with(path: Path) -> Merger:
            return Merger(sitting.opened, read_copy(path, lambda: NOW), tmp_path / "locks")

        shown = at_the_screens(
            session,
            settings,
            notices,
            sitting.turn_to,
            publisher,
            merge_with,
            copy,
            size=size,
            toasts=toasts,
        )
        try:
            async with shown as seat:
                yield SittingWithHistory(*seat, store)
        finally:
            sitting.close()

    return open_screens


def small_bank(**breakthroughs: str) -> QuestionBank:
    """Give a bank as `tests.quarters.bank_of` does, whole enough to be saved."""
    bank = bank_of(**breakthroughs)
    return replace(bank, version="1", source="Tests", introduction="Answer these.")


@pytest.fixture(scope="session")
def invented(bank: QuestionBank) -> tuple[Assessment, ...]:
    """Give four quarters, oldest first: a year ago, the two before this one, and this one."""
    return example_quarters(bank, QUARTER)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Quarter]:
    """Note each file that is read for the history."""
    found: list[Quarter] = []
    read = Store.entry

    def noted(store: Store, quarter: Quarter) -> Entry:
        found.append(quarter)
        return read(store, quarter)

    monkeypatch.setattr(Store, "entry", noted)
    return found


@pytest.fixture
def hostile_bank(bank: QuestionBank) -> QuestionBank:
    """Give a small bank whose every text looks like markup."""
    values = to_builtins(bank)
    return convert(
        {
            **values,
            "title": f"Title {MARKUP}",
            "introduction": f"Introduction {MARKUP}",
            "scales": {
                name: {
                    "question": f"{name}? {MARKUP}",
                    "options": {key: f"{text} [/]" for key, text in scale["options"].items()},
                }
                for name, scale in values["scales"].items()
            },
            "breakthroughs": [
                {
                    "id": f"b{first}",
                    "title": f"Area {first} {MARKUP}",
                    "questions": [
                        {"id": f"q{number}", "text": f"Ask {number} {MARKUP}"}
                        for number in (first, first + 1)
                    ],
                }
                for first in (1, 3)
            ],
            "next_steps": [
                {
                    "title": f"Step {MARKUP}",
                    "text": f"Turn {MARKUP}",
                    "status": "current",
                    "url": f"https://x/{MARKUP}",
                }
            ],
        },
        QuestionBank,
    )
