"""What a command takes from the world around it: the clock, the folders, the files named."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.plain import shown

if TYPE_CHECKING:
    from breakthroughs_tui.folder import Store
    from breakthroughs_tui.history import History
    from breakthroughs_tui.model import QuestionBank
    from breakthroughs_tui.quarter import Quarter

_PROGRAM: Final = "breakthroughs-tui"


def _now() -> datetime:
    """Tell the time, in UTC and whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


class Desk(Struct, dict=True):
    """What a command takes from the world around it."""

    data_dir: Path | None = None
    bank_file: Path | None = None
    state_dir: Path | None = None
    fault_dir: Path | None = None
    now: Callable[[], datetime] = _now
    today: Callable[[], date] = date.today
    """The date where the person is: the desk's own calendar decides which quarter it is."""

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
        if self.bank_file is None:
            return None
        from breakthroughs_tui.bank import load_bank

        return load_bank(self.bank_file)

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

        return History(self.store, self.this_quarter)

    def command(self, rest: str) -> str:
        """Write the command that a person can type next, for the same folder."""
        if self.data_dir is None:
            return f"breakthroughs {rest}".rstrip()
        return f"breakthroughs --data-dir {quoted(self.data_dir)} {rest}".rstrip()


def quoted(path: Path) -> str:
    r"""Write a path so that the person's own shell takes it as one word, safe to show.

    One that is not fit to show is spelt out the way bash, zsh and ksh read it: `$'a\x1bb'`.
    """
    name = str(path)
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline([shown(name)])
    if shown(name) != name:
        return f"$'{''.join(_spelt_out(each) for each in name)}'"
    import shlex

    return shlex.quote(name)


def _spelt_out(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if shown(character) == character:
        return character
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))
