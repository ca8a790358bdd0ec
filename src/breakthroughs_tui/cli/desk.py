"""What a command takes from the world around it: the clock, the folders, the files named."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from breakthroughs_tui.cli.shells import COMMAND, quoted
from breakthroughs_tui.errors import BankError, StoreError
from breakthroughs_tui.plain import shown

if TYPE_CHECKING:
    from breakthroughs_tui.folder import Store
    from breakthroughs_tui.history import History
    from breakthroughs_tui.model import QuestionBank
    from breakthroughs_tui.moments import OwnTime
    from breakthroughs_tui.quarter import Quarter

_PROGRAM: Final = "breakthroughs-tui"
_MAY_START_A_QUARTER: Final = ("", "assess", "merge")
"""The commands that need the bank: it is that of a new quarter."""
_READ_NO_ANSWERS: Final = ("check",)
"""The commands that need no folder."""


def _now() -> datetime:
    """Tell the time, in UTC and whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def _own_time(moment: datetime) -> datetime:
    """Tell a moment as this computer's clock does; one that it cannot tell, as it was saved.

    Those are the years before 1970 on Windows, and the first and the last day that there is.
    """
    try:
        return moment.astimezone()
    except (OSError, OverflowError, ValueError):
        return moment


class Desk(Struct, dict=True):
    """What a command takes from the world around it."""

    data_dir: Path | None = None
    bank_file: Path | None = None
    state_dir: Path | None = None
    fault_dir: Path | None = None
    now: Callable[[], datetime] = _now
    today: Callable[[], date] = date.today
    """The date where the person is: the desk's own calendar decides which quarter it is."""
    own_time: OwnTime = _own_time
    """Tells a moment in the time zone where the person is."""
    program: Callable[[], str] = lambda: COMMAND
    """Tells the words that start the program."""

    @property
    def folder(self) -> Path:
        """The folder that holds everything a person has."""
        if self.data_dir is not None:
            if self.data_dir.parts[:1] and self.data_dir.parts[0].startswith("~"):
                message = f"{shown(self.data_dir)} names the home of somebody who is not known here"
                raise StoreError(message, "Give the whole path of the folder.")
            return self.data_dir.absolute()
        import platformdirs

        return platformdirs.user_data_path(_PROGRAM, appauthor=False)

    @property
    def state_folder(self) -> Path:
        """The folder for what may be thrown away: locks, and copies saved in need."""
        if self.state_dir is not None:
            return self.state_dir
        import platformdirs

        return platformdirs.user_state_path(_PROGRAM, appauthor=False)

    @property
    def lock_folder(self) -> Path:
        """The folder for the locks on what is open."""
        return self.state_folder / "locks"

    @property
    def fault_folder(self) -> Path:
        """The folder for the technical details of a fault in the program."""
        return self.fault_dir or self.state_folder

    @property
    def documents_folder(self) -> Path:
        """The folder for what a person makes: their home where it is not there."""
        import platformdirs

        folder = platformdirs.user_documents_path()
        return folder if folder.is_dir() else Path(os.path.expanduser("~"))

    def asked_bank(self) -> QuestionBank | None:
        """Read the bank that was chosen for this run, if any. Raises BankError."""
        return None if self.bank_file is None else self.load_bank(self.bank_file)

    def load_bank(self, path: Path) -> QuestionBank:
        """Read a bank. Raises BankError, with the command that checks it again."""
        from breakthroughs_tui.bank import load_bank

        try:
            return load_bank(path)
        except BankError as error:
            if not error.problems:
                raise
            hint = f"{error.hint} Then check it again: {self.command('check', path.absolute())}"
            raise BankError(error.message, hint, error.problems) from None

    @property
    def this_quarter(self) -> Quarter:
        """The quarter in which today falls."""
        from breakthroughs_tui.quarter import Quarter

        return Quarter.containing(self.today())

    @cached_property
    def store(self) -> Store:
        """The folder of quarters: one for the whole run, which remembers whether it existed."""
        from breakthroughs_tui.folder import Store

        return Store(self.folder, self.now)

    @property
    def history(self) -> History:
        """What the folder holds."""
        from breakthroughs_tui.history import History

        return History(self.store, self.today, self.own_time, self.command_to_read)

    def command_to_read(self, path: Path) -> str:
        """Write the command that prints a saved file."""
        return self.command("summary", path)

    def command(self, name: str = "", *words: str | Path) -> str:
        """Write a command that a person can type next, from any folder: for the same answers.

        It works as it stands; `name` is that of the command, empty for the screens.
        """
        options: list[str | Path] = []
        if self.data_dir is not None and name not in _READ_NO_ANSWERS:
            options += ["--data-dir", self.folder]
        if self.bank_file is not None and name in _MAY_START_A_QUARTER:
            options += ["--bank", self.bank_file.absolute()]
        typed = [*options, *([name] if name else []), *words]
        return " ".join([self.program(), *map(quoted, typed)])

    def name_for(self, path: Path, quarter: Quarter | None) -> str | Path:
        """Return what a person can type for a saved file: the quarter's id if that leads to it."""
        is_usual = quarter is not None and path == self.store.path(quarter)
        return quarter.id if quarter is not None and is_usual else path
