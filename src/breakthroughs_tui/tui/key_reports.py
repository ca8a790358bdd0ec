"""What a terminal reports of one key, with its modifiers, as the key that the screens bind.

The forms are those of xterm's `CSI 1 ; modifiers letter`, of its modifyOtherKeys, and of the
kitty keyboard protocol: `CSI code:shifted:base ; modifiers:event ; text u`. Textual's own reader
raises on the last one's events, and names many of its keys otherwise than their twins.
"""

from __future__ import annotations

import re
import sys
from typing import Final

from msgspec import Struct
from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.keys import _character_to_key

_REPORT: Final = re.compile(
    r"\x1b\[(?P<code>\d{0,9})(:(?P<shifted>\d{0,9})(:\d{0,9})?)?"
    r"(;(?P<modifiers>\d{0,9})(:(?P<event>\d{0,9}))?(;(?P<text>[\d:]*))?)?(?P<end>[u~A-FHP-S])"
)
_SHIFT, _ALT, _CTRL, _CAPS_LOCK, _NUM_LOCK = 1, 2, 4, 64, 128
_MODIFIERS: Final = {
    _SHIFT: "shift",
    _ALT: "alt",
    _CTRL: "ctrl",
    8: "super",
    16: "hyper",
    32: "meta",
}
_ALL_MODIFIERS: Final = 255
_PRESSED_OR_REPEATED: Final = {"", "1", "2"}
_KEYPAD: Final = {
    "decimal": ".",
    "divide": "/",
    "multiply": "*",
    "subtract": "-",
    "add": "+",
    "equal": "=",
    "separator": ",",
    **{digit: digit for digit in "0123456789"},
}
"""The keys of the keypad that type a character, by Textual's names for them."""
_TWINS: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+enter": "enter",
    "ctrl+tab": "tab",
    "ctrl+shift+tab": "shift+tab",
    "shift+enter": "enter",
    "shift+space": "space",
    "shift+backspace": "backspace",
    "shift+escape": "escape",
}
"""What other terminals send for the same keys."""
_CHARACTERS: Final = {"enter": "\r", "tab": "\t", "backspace": "\x7f", "space": " "}
_SHIFTED: Final = {"/": "?"}
"""Where Shift leads on a British keyboard, if the terminal does not say: the key for help."""
_MODIFY_OTHER_KEYS: Final = 27
"""The code with which xterm reports `CSI 27 ; modifiers ; character ~`."""


class _Report(Struct, frozen=True):
    code: int
    shifted: str
    """The character with Shift, if the terminal says so."""
    modifiers: int
    """Bits."""
    text: str
    """What the key types, if the terminal says so."""
    end: str


def keys_of(sequence: str) -> list[events.Key] | None:
    """Return the keys that a report stands for; none for one that types nothing.

    None if the sequence is no such report. A release, a modifier by itself, and a code that no
    key has type nothing.
    """
    match = _REPORT.fullmatch(sequence)
    if match is None:
        return None
    if (match["event"] or "") not in _PRESSED_OR_REPEATED:
        return []
    code, text, end = int(match["code"] or 1), match["text"] or "", match["end"]
    if end == "~" and code == _MODIFY_OTHER_KEYS:
        code, text, end = int(text if text.isdecimal() else 0), "", "u"
    modifiers = max(int(match["modifiers"] or 1) - 1, 0)
    if modifiers > _ALL_MODIFIERS:
        return []
    shifted = _characters(match["shifted"] or "")
    return _keys(_Report(code, shifted, modifiers & ~_NUM_LOCK, _characters(text), end))


def _characters(codes: str) -> str:
    """Read code points that are divided by colons; those that are no text are left out."""
    numbers = (int(code) for code in codes.split(":") if code)
    return "".join(chr(number) for number in numbers if _is_text(number))


def _is_text(code: int) -> bool:
    return code <= sys.maxunicode and chr(code).isprintable()


def _keys(report: _Report) -> list[events.Key]:
    name = FUNCTIONAL_KEYS.get(f"{report.code}{report.end}")
    typed = _KEYPAD.get(name or "", "")
    if name is not None and not typed:
        return _functional(name, report.modifiers & ~_CAPS_LOCK)
    if name is None and report.end != "u":
        return []
    base = typed or (chr(report.code) if _is_text(report.code) else "")
    held = report.modifiers & ~(_SHIFT | _CAPS_LOCK)
    is_composed = held == _ALT and report.text.casefold() not in {"", base.casefold()}
    if held and not is_composed:
        return [_named(_character_to_key(base.lower()), held)] if base else []
    text = report.text or _shifted(base, report)
    return [events.Key(_character_to_key(each), each) for each in text]


def _functional(name: str, modifiers: int) -> list[events.Key]:
    """Return a key that types no character; a modifier or a lock by itself is none."""
    if name.endswith(("_shift", "_control", "_alt", "_super", "_hyper", "_meta", "_lock")):
        return []
    return [_named(name, modifiers)]


def _named(name: str, modifiers: int) -> events.Key:
    held = sorted(word for bit, word in _MODIFIERS.items() if modifiers & bit)
    full = "+".join([*held, name])
    twin = _TWINS.get(full, full)
    return events.Key(twin, _CHARACTERS.get(twin))


def _shifted(base: str, report: _Report) -> str:
    """Return what a key types by its modifiers, where the terminal does not say."""
    has_shift, has_caps = bool(report.modifiers & _SHIFT), bool(report.modifiers & _CAPS_LOCK)
    if base.isalpha():
        return base.upper() if has_shift != has_caps else base
    if has_shift:
        return report.shifted or _SHIFTED.get(base, base)
    return base
