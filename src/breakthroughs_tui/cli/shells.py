"""The commands that the program says to type next, as the person's own shell reads them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

from breakthroughs_tui.plain import shown

COMMAND: Final = "breakthroughs"
_PLAIN_ON_WINDOWS: Final = re.compile(r"[\w\\/:.+-]+")
"""What needs no quotes in the command prompt or in PowerShell."""


def how_started() -> str:
    """Return the words that start this program, whether or not its command is on the PATH."""
    import shutil

    if shutil.which(COMMAND):
        return COMMAND
    python = "py" if sys.platform == "win32" else quoted(sys.executable)
    return f"{python} -m breakthroughs_tui"


def quoted(word: str | Path) -> str:
    r"""Write a word so that the person's own shell takes it as one, safe to show.

    One that is not fit to show is spelt out the way bash, zsh and ksh read it: `$'a\x1bb'`.
    """
    text = str(word)
    if sys.platform == "win32":
        return _quoted_on_windows(shown(text))
    if shown(text) != text:
        return f"$'{''.join(_spelt_out(each) for each in text)}'"
    import shlex

    return shlex.quote(text)


def _quoted_on_windows(text: str) -> str:
    """Write a word for the command prompt and for PowerShell alike.

    In double quotes PowerShell still reads `$` and the backtick, so single quotes go around
    those: it takes them off, and from the command prompt `paths.as_meant` does.
    """
    if _PLAIN_ON_WINDOWS.fullmatch(text):
        return text
    slashes = text[len(text.rstrip("\\")) :]  # they would make the quote a part of the word
    double = f'"{text}{slashes}"'
    return f"'{double}'" if set("$`").intersection(text) else double


def _spelt_out(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if shown(character) == character:
        return character
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(character))
