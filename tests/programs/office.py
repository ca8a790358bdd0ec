"""LibreOffice, without its windows: what it makes of a file, and what it reads there."""

from __future__ import annotations

import csv
import os
import re
import subprocess
from itertools import count
from pathlib import Path
from typing import Final

_SECONDS: Final = 60
_TEXT: Final = "txt:Text (encoded):UTF8"
_SPREADSHEET_TEXT: Final = "Text - txt - csv (StarCalc)"
_COMMAS_AND_QUOTES: Final = "44,34,76"
"""In UTF-8. The numbers are LibreOffice's own: see "Filter Options for CSV" in its help."""

_EACH_SHEET_AS_SHOWN: Final = f"{_COMMAS_AND_QUOTES},1,,0,false,true,false,false,false,-1"
_WRITTEN: Final = re.compile(r"^Writing sheet (.*?) -> (.*)$", re.MULTILINE)


class Office:
    """One LibreOffice, with settings of its own as they are when it is new."""

    def __init__(self, program: str, folder: Path) -> None:
        """Take its command, and a folder for its settings and all that it writes."""
        self._program = program
        self._folder = folder
        self._numbers = count(1)

    def convert(self, file: Path, to: str) -> Path:
        """Open a file, save it as something else, such as `pdf`, and give the new file's path."""
        (made,) = self._convert(file, to)[0]
        return made

    def text(self, document: Path) -> str:
        """Give what is written in a document, with a line for each paragraph and each cell."""
        return self.convert(document, _TEXT).read_text(encoding="utf-8-sig")

    def sheets(self, spreadsheet: Path) -> dict[str, list[list[str]]]:
        """Give each sheet by name: its rows, each cell as it is shown.

        A CSV file is one sheet. Its formulas are worked out, as Excel does.
        """
        _, printed = self._convert(spreadsheet, f"csv:{_SPREADSHEET_TEXT}:{_EACH_SHEET_AS_SHOWN}")
        return {name: _rows(Path(path)) for name, path in _WRITTEN.findall(printed)}

    def _convert(self, file: Path, to: str) -> tuple[list[Path], str]:
        """Give the files that were made, and what was printed. Raises OSError if none was."""
        target = self._folder / str(next(self._numbers))
        reader = [f"--infilter={_SPREADSHEET_TEXT}:{_COMMAS_AND_QUOTES}"]
        done = subprocess.run(
            [
                self._program,
                f"-env:UserInstallation={(self._folder / 'settings').as_uri()}",
                "--headless",
                *(reader if file.suffix == ".csv" else ()),
                "--convert-to",
                to,
                "--outdir",
                target,
                file,
            ],
            env={**os.environ, "HOME": str(self._folder), "LC_ALL": "C.UTF-8"},
            check=False,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
        )
        made = sorted(target.glob("*"))
        if not made:
            message = f"LibreOffice made no {to} of {file.name}: {done.stdout}{done.stderr}"
            raise OSError(message)
        return made, done.stdout


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))
