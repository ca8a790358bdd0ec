"""Text fit to show on any terminal: what would steer it, or not be seen at all, is spelt out.

A file's name may hold anything but a slash, and whoever shares a folder can choose it.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Final

STEERING: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1: terminal commands
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls: text that reads otherwise
    "\u2028\u2029\ufeff\ufff9-\ufffb\ufffe\uffff"  # separators, byte order mark, annotations
    "\ufdd0-\ufdef"  # no characters at all, for ever
    "\ud800-\udfff"  # halves of a character: no file can hold them
)
"""What must never reach a screen, as the inside of a regular expression's brackets."""

_UNSEEN: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\uffa0"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
)
"""What has no width or no looks: two names that differ in it look the same."""

_FLAG: Final = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f"
"""A flag such as that of Wales: a black flag, then letters that are not seen."""
_JOINERS: Final = "\u200c\u200d"
"""They have no width, but belong inside emoji and some scripts."""
_SELECTORS: Final = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""They choose among the looks of the character before, and have none of their own."""
BLANKS: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
"""What looks like a space and is not one, as the inside of a regular expression's brackets."""
UNSEEN: Final = f"{STEERING}{_UNSEEN}{_JOINERS}{_SELECTORS}"
"""What cannot be seen by itself, likewise."""
_ACCENTS: Final = ("Mn", "Me")
"""The classes of what stands on the character before, or around it."""
_SHORT: Final = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}


@cache
def _unfit(kept: str) -> re.Pattern[str]:
    """Compile what is to be spelt out but `kept`; the group is what only looks like that."""
    unfit = f"{STEERING}{_UNSEEN}" + "".join(set("\t\n") - set(kept))
    visible = f"[^\x00-\x7f{STEERING}{_UNSEEN}{_JOINERS}]"
    joiner = f"(?<!{visible})[{_JOINERS}]|[{_JOINERS}](?!{visible})"
    return re.compile(f"({_FLAG})|[{unfit}]|{joiner}")


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(f"[{UNSEEN}]")


def without_unseen(text: str) -> str:
    """Return a text without what cannot be seen; blanks of every kind stay."""
    return text if text.isascii() and text.isprintable() else _unseen().sub("", text)


def is_blank(text: str) -> bool:
    """Whether nothing in a text can be seen: no more than blanks, joiners, fillers and the like.

    An accent is seen with its letter only.
    """
    seen = without_unseen(text).replace("\u2800", " ").split()
    if not seen or any(each.isascii() for each in seen):  # most texts: no classes are looked up
        return not seen
    import unicodedata

    return all(unicodedata.category(each) in _ACCENTS for each in "".join(seen))


def if_seen(text: str) -> str:
    """Return a text without the blanks around it; nothing if nothing in it can be seen."""
    return "" if is_blank(text) else text.strip()


def _fit(text: str, kept: str) -> str:
    if text.isascii() and text.isprintable():  # most are: then nothing need be compiled
        return text
    return _unfit(kept).sub(lambda found: found[1] or escape(found[0]), text)


def shown(name: str | os.PathLike[str]) -> str:
    r"""Write a name on one line, safe to show: `\x1b` for an escape, `\n` for a line feed.

    What a person can see stays, in any script; a name already shown stays as it is.
    """
    return _fit(os.fspath(name), "")


def fit_to_show(text: str) -> str:
    """Write running text safe to show: like `shown`, but line feeds and tabs stay."""
    return _fit(text, "\t\n")


def fit_json(text: str, *, only_ascii: bool = False) -> str:
    r"""Write JSON safe to show: it holds the same, escaped as JSON has it (`\u202e`)."""
    if text.isascii() and "\x7f" not in text:  # what else there is, is JSON's own
        return text
    found = _unfit("\t\n").sub(lambda found: found[1] or _escape_json(found[0]), text)
    return "".join(map(_escape_json, found)) if only_ascii else found


def _escape_json(character: str) -> str:
    if "\n" <= character < "\x7f":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def escape(character: str) -> str:
    r"""Spell out one character: `\n`, `\x1b`, `\u202e`, `\U000e0001`."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code <= 0xFF:  # noqa: PLR2004  the forms are Python's
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  likewise
