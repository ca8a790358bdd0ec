"""What arrives from a terminal, as keys, pastes and clicks: no more than a person did.

A terminal sends its own reports on the same line as the keys. Textual types out each one that
it does not know, or that a slow line cuts in two. Here, what began with ESC and was not
understood is dropped whole, by the grammar of ECMA-48, however it was cut.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import partial
from typing import Final

from textual import constants, events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._parser import ParseEOF, ParseTimeout, Peek1, Read1, TokenCallback
from textual._time import get_time
from textual._xterm_parser import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    FOCUSIN,
    FOCUSOUT,
    XTermParser,
)
from textual.keys import Keys, _character_to_key
from textual.message import Message

from breakthroughs_tui.model import clean_text
from breakthroughs_tui.tui.key_reports import keys_of

_CUT: Final = 10.0
"""Seconds to wait for the rest of a sequence that a slow line has cut."""
_PASTE_CUT: Final = 30.0
"""Seconds to wait for the rest of a paste."""
_CHARSET_DELAY: Final = 0.02
"""Seconds to wait after Alt and a sign such as ( for what only a terminal would send with it."""
_LONGEST: Final = 128
"""Characters of a sequence that may mean something. A longer one is only followed to its end."""

_ESC: Final = "\x1b"
_CTRL_C: Final = "\x03"
"""What is never lost, whatever was begun."""
_CSI: Final = "\x1b["
_STRINGS: Final = "]P_^X"
"""What begins a string after ESC: OSC, DCS, APC, PM, SOS."""
_ENDS_OF_STRING: Final = "\x07\x9c"
_AFTER_A_CUT: Final = "[O]P_"
"""What may follow an ESC that was cut off, and is bound to no key."""
_C1: Final = {chr(code + 0x40): chr(code) for code in map(ord, "O[]P_^X")}
"""Introducers in one character, by the letter that follows ESC in two."""
_WITH_ALT: Final = "fb\x7f\t"
"""What a terminal sends after ESC for moving and erasing by words, and for Shift+Tab."""
_IN_NUMBERS: Final = frozenset("0123456789;:<=>?")
_MOUSE: Final = re.compile(r"\x1b\[(<[-\d;]+[mM]|M...)", re.DOTALL)
_SYNCHRONISED: Final = re.compile(r"\x1b\[\?2026;[1-4]\$y")
_WORDS: Final = ("NaN", "nan", "inf", "Inf", "Infinity", "undefined", "null", "None")
"""What broken programs between the terminal and us write for a number."""

_Reading = Generator[Read1 | Peek1, str, None]
_Issue = Callable[[Message], None]


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f"


def _goes_on(body: str, character: str) -> bool:
    """Whether a character can be the next of a sequence, by what follows `ESC [` in it."""
    is_mouse = body.startswith("<")  # where programs have been seen to write anything
    return (is_mouse or character.isascii()) and not _is_control(character)


def _is_complete(body: str) -> bool:
    """Whether what follows `ESC [` has come to its end, whatever it means."""
    if not body:
        return False
    if body.startswith("<"):
        return body[-1] in "mM"
    if body.startswith("M"):
        return len(body) == len("M...")  # an old mouse report
    if body == "[":
        return False  # a function key of the Linux console
    tail = re.split("[;:<=>?]", body)[-1].lstrip("+-")
    if tail and any(word.startswith(tail) for word in _WORDS):
        return False
    for word in _WORDS:
        tail = tail.removeprefix(word)
    return bool(tail) and "@" <= tail[-1] <= "~"


class KeyboardParser(XTermParser):
    """Reads what a terminal sends. Takes the place of Textual's own parser in its drivers.

    What comes alone, after a pause, and ends nothing was typed by a person, whatever was begun
    before it: the rest of a report that a slow line has cut comes in one go.
    """

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001, FBT002  Textual's signature
        """Be ready; nothing is read yet."""
        self._put_back: deque[str] = deque()
        """Characters that were read, and turned out to belong to what comes next."""
        super().__init__(debug)

    def tick(self) -> Iterable[Message]:
        """Check for timeouts, and start the clock for the next wait, which Textual forgets."""
        yield from super().tick()
        if self._timeout_time is None and self._awaiting.timeout is not None:
            self._timeout_time = get_time() + self._awaiting.timeout

    def parse(self, token_callback: TokenCallback[Message]) -> _Reading:
        """Issue a message for each key, click and paste, for as long as anything arrives."""
        with suppress(ParseEOF):
            while True:
                character = yield from self._next()
                if character in _C1:
                    self._put_back.appendleft(_C1[character])
                    character = _ESC
                if character == _ESC:
                    yield from self._read_sequence(token_callback)
                else:
                    self._issue_keys(character, token_callback)

    def _parse_extended_key(  # type: ignore[override]  # Textual wraps it in a cache
        self, sequence: str
    ) -> list[events.Key] | None:
        return keys_of(sequence)

    # --- characters

    def _next(self, seconds: float | None = None) -> Generator[Read1 | Peek1, str, str]:
        """Read a character. Raises ParseTimeout if none comes for so long."""
        if self._put_back:
            return self._put_back.popleft()
        return (yield self.read1(seconds))

    def _is_alone(self) -> Generator[Read1 | Peek1, str, bool]:
        """Whether nothing follows at once."""
        try:
            self._put_back.appendleft((yield from self._next(constants.ESCAPE_DELAY)))
        except ParseTimeout:
            return True
        return False

    def _rest(
        self, is_end: Callable[[str], bool], seconds: float = _CUT
    ) -> Generator[Read1 | Peek1, str, str | None]:
        """Read the next character of what was begun; None if there is no more of it."""
        try:
            return (yield from self._next(constants.ESCAPE_DELAY))
        except ParseTimeout:
            pass
        try:
            character = yield from self._next(seconds)
        except ParseTimeout:
            return None
        if not is_end(character) and (yield from self._is_alone()):
            self._put_back.append(character)
            return None
        return character

    # --- sequences

    def _issue_keys(self, sequence: str, issue: _Issue) -> bool:
        """Issue the keys that a sequence stands for, and return whether there are any."""
        keys = list(self._sequence_to_key_events(sequence))
        for key in keys:
            if key.key != Keys.Ignore:
                issue(key)
        return bool(keys)

    def _read_sequence(self, issue: _Issue) -> _Reading:
        """Read what follows ESC: nothing, if that was the key."""
        try:
            introducer = yield from self._next(constants.ESCAPE_DELAY)
        except ParseTimeout:
            issue(events.Key("escape", _ESC))
            found = yield from self._rest("[".__eq__)  # which nobody types
            if found is None:
                return
            if found not in _AFTER_A_CUT:
                self._put_back.appendleft(found)
                return
            introducer = found
        if introducer == "[":
            yield from self._read_control_sequence(issue)
        elif introducer == "O":
            yield from self._read_single_shift(issue)
        elif introducer in _STRINGS:
            yield from self._read_string()
        elif introducer == _ESC:
            issue(events.Key("escape", _ESC))
            self._put_back.appendleft(introducer)
        else:
            yield from self._read_with_alt(introducer, issue)

    def _read_with_alt(self, character: str, issue: _Issue) -> _Reading:
        """Read a key with Alt, which never means what it means by itself."""
        if character in _WITH_ALT:
            self._issue_keys(_ESC + character, issue)
        elif character == _CTRL_C:
            self._put_back.appendleft(character)
        elif not _is_control(character):
            if " " <= character <= "/":  # a choice of character set goes on, a key does not
                try:
                    following = yield from self._next(_CHARSET_DELAY)
                except ParseTimeout:
                    pass
                else:
                    if following == _CTRL_C:
                        self._put_back.appendleft(following)
                    return
            issue(events.Key(f"alt+{_character_to_key(character)}", None))

    def _read_single_shift(self, issue: _Issue) -> _Reading:
        """Read a key of the keypad, or a function key."""
        sequence = f"{_ESC}O"
        while sequence[-1] in "O0123456789;":
            character = yield from self._rest(str.isalpha)
            if character is None:
                return
            if _is_control(character):
                self._put_back.appendleft(character)
                return
            sequence += character
        if sequence == f"{_ESC}OX":
            issue(events.Key("equals_sign", "="))  # the keypad's; Textual's table lacks it
        elif sequence in ANSI_SEQUENCES_KEYS:
            self._issue_keys(sequence, issue)

    def _read_control_sequence(self, issue: _Issue) -> _Reading:
        """Read a report or a key; what is not understood is dropped with its last character."""
        sequence, is_too_long = _CSI, False
        while not _is_complete(body := sequence.removeprefix(_CSI)):
            character = yield from self._rest(partial(_ends, body))
            if character is None:
                return
            if not _goes_on(body, character):
                self._put_back.appendleft(character)
                return
            sequence += character
            if len(sequence) > _LONGEST:
                is_too_long = True
                sequence = sequence[: len(_CSI) + 1] + sequence[-len("Infinity") :]
            if character in _IN_NUMBERS or is_too_long:
                continue
            if sequence == BRACKETED_PASTE_START:
                yield from self._read_paste(issue)
                return
            if self._issue_report(sequence, issue):
                return

    def _issue_report(self, sequence: str, issue: _Issue) -> bool:
        """Issue what a sequence means, and return whether it is whole."""
        if sequence in {FOCUSIN, FOCUSOUT}:
            issue(events.AppFocus() if sequence == FOCUSIN else events.AppBlur())
        elif _SYNCHRONISED.fullmatch(sequence):
            issue(messages.TerminalSupportsSynchronizedOutput())
        elif _MOUSE.fullmatch(sequence):
            event = self.parse_mouse_code(sequence)
            if event is not None:
                issue(event)
        elif sequence != BRACKETED_PASTE_END:
            return self._issue_keys(sequence, issue)
        return True

    def _read_paste(self, issue: _Issue) -> _Reading:
        """Read a paste to its end: whatever it holds, none of it is a key.

        Only Ctrl+C ends one that has lost its end, or half a minute of silence.
        """
        pasted: list[str] = []
        end = list(BRACKETED_PASTE_END)
        while pasted[-len(end) :] != end:
            character = yield from self._rest(_CTRL_C.__ne__, _PASTE_CUT)
            if character is None:
                break
            pasted.append(character)
        text = "".join(pasted).removesuffix(BRACKETED_PASTE_END)
        issue(events.Paste(clean_text(text)))

    def _read_string(self) -> _Reading:
        """Drop a string such as a colour reply, with its end."""
        character: str | None = ""
        while character is not None and character not in {*_ENDS_OF_STRING, _ESC, _CTRL_C}:
            character = yield from self._rest(_ENDS_OF_STRING.__contains__)
        if character == _CTRL_C:
            self._put_back.appendleft(character)
        elif character == _ESC:
            following = yield from self._rest("\\".__eq__)
            if following is not None and following != "\\":
                self._put_back.extendleft((following, _ESC))


def _ends(body: str, character: str) -> bool:
    return _is_complete(body + character)
