"""Opening a quarter for one writer: the lock, the file or a backup of it, or a fresh start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from breakthroughs_tui.errors import DamagedError, StoreError
from breakthroughs_tui.lock import WriterLock
from breakthroughs_tui.model import Assessment, QuestionBank
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.store import Backup, QuarterFile, Store, check_quarter

READ_ONLY: Final = "This quarter is open in another window. You can read it here, not change it."


class Request(Struct, frozen=True, kw_only=True):
    """What is to be opened, and from where the rest comes."""

    file: QuarterFile
    quarter: Quarter | None
    """None where a path was given: then the file says which quarter it holds."""
    store: Store
    lock_folder: Path
    settings: Settings
    asked_bank: QuestionBank | None
    """The bank that the person chose for this run."""
    default_bank: Callable[[], QuestionBank]
    now: Callable[[], datetime]
    confirm: Callable[[str], bool]
    """Puts a yes-or-no question to the person; yes is the safe answer."""


class Opened(Struct, frozen=True):
    """A session at work on a file that nobody else may write."""

    session: Session
    lock: WriterLock
    notices: tuple[str, ...]
    """What the person should know before they start."""


def open_quarter(request: Request) -> Opened:
    """Lock and load a quarter, or start it.

    Raises StoreError or BankError; the file on disk is then as it was.
    """
    with ExitStack() as undo:
        lock = WriterLock(request.lock_folder, request.file.path)
        undo.callback(lock.release)
        if not lock.is_held_elsewhere:
            request.file.remove_leftovers()
        assessment = _load(request, lock) if request.file.exists else _start(request)
        notices = [*([lock.warning] if lock.warning else []), *_check_bank(request, assessment)]
        notices += [
            f"Other answers for this quarter are in {path}. A program changed the file while "
            "they were given."
            for path in request.store.conflicts(assessment.quarter)
            if path != request.file.path
        ]
        undo.pop_all()  # the lock is kept from here on
    read_only = READ_ONLY if lock.is_held_elsewhere else ""
    session = Session(assessment, request.file, request.now, read_only_because=read_only)
    return Opened(session, lock, tuple(notices))


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
        offer = (
            f"The newest good backup was saved on {saved.modified:%d %B %Y at %H:%M} UTC, with "
            f"{saved.coverage}. Set the damaged file aside "
            "and use the backup?"
        )
    if not request.confirm(f"{error.message}.\n{offer}"):
        raise StoreError(f"{file.path} is damaged, and was left as it is", "")
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
    """Make a new, empty assessment; nothing is written before the first answer."""
    if request.quarter is None:
        raise StoreError(f"{request.file.path} is not there", "")
    bank = request.asked_bank or request.default_bank()
    request.store.check_bank(bank.id)
    moment = request.now()
    return Assessment(
        quarter=request.quarter,
        council=request.settings.council,
        assessor=request.settings.assessor,
        created=moment,
        modified=moment,
        bank=bank,
        answers={},
    )


def _check_bank(request: Request, assessment: Assessment) -> list[str]:
    """Compare the bank asked for with the one that a saved quarter answers."""
    asked, own = request.asked_bank, assessment.bank
    if asked is None or asked == own:
        return []
    if asked.id != own.id:
        message = f'{request.file.path} answers the question bank "{own.id}", not "{asked.id}"'
        hint = "Give each bank a folder of its own: breakthroughs --data-dir DIR --bank FILE"
        raise StoreError(message, hint)
    return [
        "This quarter keeps the questions that it was started with. The next takes the new ones."
    ]
