"""Opening a quarter for one writer: the lock, the file or a backup of it, or a fresh start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from breakthroughs_tui.atomic import is_same_file
from breakthroughs_tui.errors import DamagedError, StoreError
from breakthroughs_tui.folder import OtherFile
from breakthroughs_tui.history import OWN_FOLDER, History
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.model import Assessment, Question, QuestionBank
from breakthroughs_tui.plain import shown
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.store import Backup, QuarterFile, check_quarter

READ_ONLY: Final = "This quarter is open in another window. You can read it here, not change it."
OLDER: Final = "This is an older quarter. You can read it; press Ctrl+E to correct it."
_MOST_NAMED: Final = 3
"""So many files are named one by one."""


class Request(Struct, frozen=True, kw_only=True):
    """What is to be opened, and from where the rest comes."""

    file: QuarterFile
    quarter: Quarter | None
    """None where a path was given: then the file says which quarter it holds."""
    history: History
    """The quarters beside the file."""
    lock_folder: Path
    settings: Settings
    copy: Path | None = None
    """A copy that is to be put together with it at once: it need not be named."""
    asked_bank: QuestionBank | None
    """The bank that the person chose for this run."""
    default_bank: Callable[[], QuestionBank]
    now: Callable[[], datetime]
    confirm: Callable[[str], bool]
    """Puts a yes-or-no question to the person; yes is the safe answer."""


class Opened(Struct, frozen=True):
    """A session at work on a file that nobody else may write."""

    session: Session
    file: QuarterFile
    lock: WriterLock
    notices: tuple[str, ...]
    """What the person should know before they start."""


def open_quarter(request: Request) -> Opened:
    """Lock and load a quarter, or start it.

    Raises StoreError or BankError; the file on disk is then as it was.
    """
    request.history.check_folder()
    with ExitStack() as undo:
        lock = WriterLock(request.lock_folder, request.file.path)
        undo.callback(lock.release)
        if not lock.is_held_elsewhere:
            request.file.remove_leftovers()
        assessment = _load(request, lock) if request.file.exists else _start(request)
        is_new = not request.file.exists  # also where a damaged file was set aside
        notices = [*([lock.warning] if lock.warning else []), *_check_bank(request, assessment)]
        notices += _others(request, assessment.quarter)
        notices += _what_is_new(request, assessment) if is_new else []
        is_older = not is_new and request.history.is_older(assessment.quarter)
        notices += _skipped(request, assessment)
        undo.pop_all()  # the lock is kept from here on
    session = Session(
        assessment,
        request.file,
        request.now,
        history=request.history,
        read_only_because=READ_ONLY if lock.is_held_elsewhere else OLDER if is_older else "",
        may_be_corrected=is_older and not lock.is_held_elsewhere,
    )
    return Opened(session, request.file, lock, tuple(notices))


def _others(request: Request, quarter: Quarter) -> list[str]:
    """Name every other file of the quarter in one notice, and say what to do."""
    others = [
        other
        for other in request.history.others_of(quarter, request.file.path)
        if request.copy is None or not is_same_file(other.path, request.copy)
    ]
    copies = sum(not other.problem for other in others)
    lines = [*_named(others, quarter), *(_what_to_do(request, quarter, copies) if copies else [])]
    return ["\n".join(lines)] if lines else []


def _named(others: list[OtherFile], quarter: Quarter) -> list[str]:
    """Name a few files one by one; more would cover the page."""
    if len(others) <= _MOST_NAMED:
        return [other.notice for other in others]
    copies = sum(not other.problem for other in others)
    rest = len(others) - copies
    hold = "1 other file holds" if copies == 1 else f"{copies} other files hold"
    are = "1 file is named after it but" if rest == 1 else f"{rest} files are named after it but"
    return [
        *([f"{hold} {quarter.label}."] if copies else []),
        *([f"{are} cannot be read."] if rest else []),
        "The list of quarters (h) names them all.",
    ]


def _what_to_do(request: Request, quarter: Quarter, copies: int) -> list[str]:
    """Say how copies are put together with the quarter."""
    own = request.history.path(quarter)
    if request.file.path != own:
        return ["When you leave, you are shown the command that puts two together."]
    which = "it" if copies == 1 else "one"
    rename = [] if own.exists() else [f"Or leave, and rename {which} to {shown(own.name)}."]
    return [f"Select {which} at the end of the start page to put the two together.", *rename]


def _skipped(request: Request, assessment: Assessment) -> list[str]:
    """Name the quarters just before that cannot be counted, and the one that counts as last."""
    problems = request.history.skipped(assessment)
    if not problems:
        return []
    more = len(problems) - _MOST_NAMED
    others = [f"{more} more quarters cannot be read."] if more > 0 else []
    last = next(request.history.rated_before(assessment), None)
    counts = [f"{last.quarter.label} counts as last time."] if last else []
    return [*(f"{each}." for each in problems[:_MOST_NAMED]), *others, *counts]


def _what_is_new(request: Request, assessment: Assessment) -> list[str]:
    """Say of a new quarter that its questions changed, and which open actions stay behind."""
    last = next(request.history.before(assessment), None)
    if last is None or _questions(last.bank) == _questions(assessment.bank):
        return []
    from breakthroughs_tui.actions import carry_open_actions  # here, to start at once

    before, now = last.bank.version, assessment.bank.version
    versions = f" (version {now} of the bank, not {before})" if now != before else ""
    notices = [f"The questions are not quite those of {last.quarter.label}{versions}."]
    count = carry_open_actions(last, assessment.bank).left_behind
    if count:
        actions = "1 open action is" if count == 1 else f"{count} open actions are"
        notices.append(f"{actions} about questions that are asked no more. They stay there.")
    return notices


def _questions(bank: QuestionBank) -> set[Question]:
    return {each.question for each in bank.questions}


def _load(request: Request, lock: WriterLock) -> Assessment:
    file = request.file
    try:
        assessment = file.load()
    except DamagedError as error:
        if lock.is_held_elsewhere:
            raise
        return _recover(request, error)
    if request.quarter is not None:
        check_quarter(file.path, assessment, request.quarter)
    return assessment


def _recover(request: Request, error: DamagedError) -> Assessment:
    """Offer the newest good backup of a damaged file, or a fresh start; keep the damaged one."""
    file = request.file
    backup = next(_own_backups(request), None)
    if backup is None and request.quarter is None:
        raise error
    if backup is None:
        offer = "There is no backup of it. Set it aside and start this quarter afresh?"
    else:
        saved = backup.document.assessment
        moment = request.history.own_time(saved.modified)
        offer = (
            f"The newest good backup was saved on {moment:%d %B %Y at %H:%M}, with "
            f"{saved.coverage}. Set the damaged file aside "
            "and use the backup?"
        )
    if not request.confirm(f"{error.message}.\n{offer}"):
        quarter = request.quarter.id if request.quarter else shown(file.path)
        hint = f"Leave, then open {quarter} again from the command line to use a backup."
        raise StoreError(f"{shown(file.path)} is damaged, and was left as it is", hint)
    if backup is None:
        fresh = _start(request)
        file.set_aside()
        return fresh
    _check_bank(request, backup.document.assessment)
    return file.restore(backup)


def _own_backups(request: Request) -> Iterator[Backup]:
    """Give the good backups that hold the quarter asked for, the newest first."""
    for backup in request.file.backups():
        if request.quarter in {backup.document.assessment.quarter, None}:
            yield backup


def _start(request: Request) -> Assessment:
    """Make a new assessment: no rating or note is carried over, open actions are.

    Nothing is written before the first answer.
    """
    if request.quarter is None:
        raise StoreError(f"{shown(request.file.path)} is not there", "")
    bank = _bank_to_start_with(request)
    moment = request.now()
    settings = request.settings
    assessment = Assessment(
        quarter=request.quarter,
        council=settings.council,
        assessor=settings.assessor,
        created=moment,
        modified=moment,
        bank=bank,
        answers={},
    )
    last = next(request.history.before(assessment), None)
    if last is None:
        return assessment
    from breakthroughs_tui.actions import carry_open_actions  # here, to start at once

    return replace(
        assessment,
        council=settings.council or last.council,
        assessor=settings.assessor or last.assessor,
        answers=carry_open_actions(last, bank).answers,
    )


def _bank_to_start_with(request: Request) -> QuestionBank:
    """Choose the bank asked for; else the program's own, unless the quarters answer another.

    Raises StoreError where they answer another than was asked for.
    """
    if request.asked_bank is not None:
        request.history.check_bank(request.asked_bank.id)
        return request.asked_bank
    default, newest = request.default_bank(), request.history.newest_bank()
    return default if newest is None or newest.id == default.id else newest


def _check_bank(request: Request, assessment: Assessment) -> list[str]:
    """Compare the bank asked for with the one that a saved quarter answers."""
    asked, own = request.asked_bank, assessment.bank
    if asked is None or asked == own:
        return []
    if asked.id != own.id:
        message = (
            f'{shown(request.file.path)} answers the question bank "{own.id}", not "{asked.id}"'
        )
        raise StoreError(message, OWN_FOLDER)
    return [
        "This quarter keeps the questions that it was started with. The next takes the new ones."
    ]


class Sitting:
    """One person's time at the screens: one quarter is open, and another may follow."""

    def __init__(self, opened: Opened, request_for: Callable[[Quarter], Request]) -> None:
        """Begin with a quarter; `request_for` makes what opens another of the same folder."""
        self.opened = opened
        """The quarter that is open now."""
        self.left: list[Opened] = []
        """Quarters that were open before, and were changed."""
        self._request_for = request_for

    def turn_to(self, quarter: Quarter, settings: Settings | None = None) -> Opened:
        """Open another quarter, then save and close this one.

        `settings` are the person's choices as they are now, if they may have changed.
        Raises StoreError, also when this one cannot be saved, or BankError; this one is then
        still open.
        """
        state = self.opened.session.wait_until_saved()
        if state.has_failed:
            raise StoreError("This quarter is NOT SAVED, so it stays open", state.reason)
        request = self._request_for(quarter)
        if settings is not None:
            request = replace(request, settings=settings)
        if request.file.path == self.opened.file.path:
            return self.opened
        following = open_quarter(request)
        if self.opened.session.is_changed:
            path = self.opened.file.path
            self.left = [*(left for left in self.left if left.file.path != path), self.opened]
        self.close()
        self.opened = following
        return following

    def close(self) -> None:
        """Write what is not saved yet, and let others have the file."""
        try:
            self.opened.session.close()
        finally:
            self.opened.lock.release()
