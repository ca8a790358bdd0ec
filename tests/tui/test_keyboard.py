"""What arrives from a terminal becomes no more than what a person did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from breakthroughs_tui.tui.keyboard import KeyboardParser

CSI: Final = "\x1b["
PAUSES: Final = (0.4, 2.5)
"""Seconds of a slow line: longer than Textual waits for the rest of a sequence."""
LONG: Final = 30.0
"""Seconds after which nobody expects the rest of anything."""


class Line:
    """A line from a terminal, and a clock that stands still but for its pauses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
        """Connect it."""
        self._now = 1000.0
        self._patch = monkeypatch or pytest.MonkeyPatch()
        self._patch.setattr("textual._parser.get_time", lambda: self._now)
        self._patch.setattr("breakthroughs_tui.tui.keyboard.get_time", lambda: self._now)
        self._parser = KeyboardParser()

    def send(self, *parts: str | float) -> list[Message]:
        """Send texts with pauses of so many seconds between them; return all that comes of it."""
        try:
            return [message for part in (*parts, LONG) for message in self._take(part)]
        finally:
            self._patch.undo()

    def _take(self, part: str | float) -> Iterable[Message]:
        if isinstance(part, str):
            if part:  # nothing is the end of the line
                yield from self._parser.feed(part)
            return
        end = self._now + part
        while self._now < end:  # as often as the driver looks
            self._now += 0.05
            yield from self._parser.tick()


def keys(*parts: str | float) -> list[str]:
    """Return the names of the keys that come of what is sent."""
    return [each.key for each in Line().send(*parts) if isinstance(each, events.Key)]


def typed(*parts: str | float) -> str:
    """Return the characters that a field would take."""
    messages = Line().send(*parts)
    return "".join(
        each.character or ""
        for each in messages
        if isinstance(each, events.Key) and each.is_printable
    )


NOBODYS: Final = {
    "a mouse report with words for numbers": f"{CSI}<32;NaN;NaNM",
    "one with other words": f"{CSI}<35;undefined;undefinedm",
    "one with a minus and points": f"{CSI}<0;-1.5;3.25M",
    "one with words that nobody knows": f"{CSI}<0;True;(null)M",
    "one with formats": f"{CSI}<64;%d;$2M",
    "one with commas and blanks": f"{CSI}<0;1,5; 3\xa0M",
    "one in the manner of urxvt": f"{CSI}32;10;12M",
    "one from long ago": f"{CSI}M !!",
    "a colour": "\x1b]11;rgb:1e1e/1212/2121\x1b\\",
    "a colour that ends with a bell": "\x1b]10;rgb:ffff/aaaa/1111\x07",
    "a palette colour": "\x1b]4;12;rgb:1111/2222/3333\x1b\\",
    "a clipboard": "\x1b]52;c;MTIzZXF1YXM=\x07",
    "what the terminal is": f"{CSI}?62;1;2;4;6;9;15;22c",
    "what it is, once more": f"{CSI}>41;354;0c",
    "its name": "\x1bP>|xterm(354) 123\x1b\\",
    "a setting": "\x1bP1$r0m\x1b\\",
    "a capability": "\x1bP1+r544e=787465726d\x1b\\",
    "a picture's reply": "\x1b_Gi=31;OK\x1b\\",
    "where the cursor is": f"{CSI}12;34R",
    "where it is, in words": f"{CSI}NaN;NaNR",
    "a mode": f"{CSI}?2026;2$y",
    "a mode that it does not know": f"{CSI}?2048;0$y",
    "the size of the window": f"{CSI}8;24;80t",
    "the size in the band": f"{CSI}48;24;80;480;640t",
    "all is well": f"{CSI}0n",
    "the kitty flags": f"{CSI}?25u",
    "a key that no keyboard has": f"{CSI}99~",
    "a private sequence": f"{CSI}=1;2;3q",
    "the choice of a character set": "\x1b(B",
    "a function key of another keyboard": "\x1bO5q",
    "a control sequence in one character": "\x9b<35;12;12M",
    "numbers without end": f"{CSI}{'1;' * 70}z",
    "a key that goes up": f"{CSI}49;1:3u",
    "Shift by itself": f"{CSI}57441;2u",
    "a code that is no character": f"{CSI}999999999u",
    "two codes for one key": f"{CSI}27;5;65:66~",
    "modifiers that nobody knows": f"{CSI}51;257u",
}
"""What a terminal sends by itself, or what no key sends: by its name."""


@pytest.mark.parametrize("sequence", NOBODYS.values(), ids=NOBODYS)
def test_what_nobody_typed_is_no_key(sequence: str) -> None:
    """Dropped whole; what is typed before and after counts."""
    assert keys(f"1{sequence}2") == ["1", "2"]
    assert typed(f"a{sequence}b") == "ab"


@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize("sequence", NOBODYS.values(), ids=NOBODYS)
def test_however_it_was_cut(sequence: str, pause: float) -> None:
    """At any place, by a line that is slow; Esc comes of it if the cut is right after ESC."""
    for cut in range(1, len(sequence)):
        is_bare = cut == 1 and sequence.startswith("\x1b")
        if sequence.startswith("\x1b("):
            continue  # a key with Alt
        found = keys(sequence[:cut], pause, sequence[cut:], 12.0, "2")
        assert found == (["escape", "2"] if is_bare else ["2"]), (cut, found)


@given(
    sequence=st.sampled_from(list(NOBODYS.values())),
    cuts=st.lists(st.integers(1, 10), max_size=4),
    pause=st.sampled_from(PAUSES),
)
def test_cut_more_than_once(sequence: str, cuts: list[int], pause: float) -> None:
    """Nothing of it rates, opens or writes anything, if each piece has more than one character."""
    if sequence.startswith("\x1b("):
        return
    places = sorted({0, *(2 * cut for cut in cuts if 2 * cut < len(sequence) - 1)})
    parts: list[str | float] = []
    for start, end in zip(places, [*places[1:], len(sequence)], strict=True):
        parts += [sequence[start:end], pause]
    assert keys(*parts) == []


@given(st.text(alphabet=[*map(chr, range(32, 127))], max_size=40).filter(lambda t: "M" not in t))
def test_any_garbage_in_a_mouse_report_ends_with_it_or_with_what_it_cannot_hold(text: str) -> None:
    """No fault comes of it, whatever it is."""
    keys(f"{CSI}<{text}M")


@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_read(content: bytes) -> None:
    """Nothing that a line may carry ends in a fault, and Ctrl+C behind it is heard."""
    assert keys(content.decode("utf-8", "ignore"), LONG, "\x03")[-1] == "ctrl+c"


# --- keys that are keys


def test_a_lone_esc_works_at_once() -> None:
    """As soon as nothing follows it; twice is twice."""
    line = Line()
    assert [each.key for each in line.send("\x1b", 0.15) if isinstance(each, events.Key)] == [
        "escape"
    ]
    assert keys("\x1b", 0.3, "\x1b", 0.3) == ["escape", "escape"]
    assert keys("\x1b\x1b") == ["escape", "escape"]


@pytest.mark.parametrize("character", "123=aeqUAé\r/?snPO_X]^")
def test_esc_then_a_key_is_both(character: str) -> None:
    """With a person's pause between them."""
    assert keys("\x1b", 0.3, character)[1:] == keys(character)
    behind = [each for digit in "312" for each in (0.4, digit)]
    assert keys("\x1b", 0.3, character, *behind)[2:] == ["3", "1", "2"]


@pytest.mark.parametrize("character", [*map(chr, range(32, 127))])
def test_alt_and_a_key_rates_and_writes_nothing(character: str) -> None:
    """By itself, and with what is typed after a moment."""
    found = keys(f"\x1b{character}", 1.2, "2")
    assert found[-1:] == ["2"]
    assert all(key.startswith(("alt+", "ctrl+")) for key in found[:-1])
    assert typed(f"\x1b{character}") == ""
    assert keys(f"\x1b{character}\x03")[-1] == "ctrl+c"


@pytest.mark.parametrize("alt", [f"{CSI}50;3u", f"{CSI}50;3;50u", f"{CSI}27;3;50~"])
def test_alt_and_a_key_as_other_terminals_report_it(alt: str) -> None:
    """By kitty's protocol, with the text and without, and xterm's."""
    assert keys(alt) == ["alt+2"]
    assert typed(alt) == ""


@pytest.mark.parametrize("character", "P]X_^[O")
def test_what_is_typed_after_alt_and_an_introducer_is_typed(character: str) -> None:
    """A person's keys come one by one, and are not taken for the rest of a report."""
    behind = [each for letter in "2026 plan" for each in (0.25, letter)]
    assert typed(f"\x1b{character}", *behind) == "2026 plan"


def test_what_a_mac_composes_with_option_is_typed() -> None:
    """Option and 2 is ™ there."""
    assert typed(f"{CSI}50;3;8482u") == "™"


TWINS: Final = {
    f"{CSI}57415u": "=",
    f"{CSI}57415;;61u": "=",
    "\x1bOX": "=",
    f"{CSI}57410u": "/",
    f"{CSI}57410;129;47u": "/",
    "\x1bOo": "/",
    f"{CSI}57411;;42u": "*",
    f"{CSI}57413u": "+",
    f"{CSI}57412u": "-",
    f"{CSI}57409;;46u": ".",
    f"{CSI}57416u": ",",
    f"{CSI}57401u": "2",
    f"{CSI}57401;129;50u": "2",
    "\x1bOr": "2",
    f"{CSI}57414u": "\r",
    f"{CSI}57414;129u": "\r",
    "\x1bOM": "\r",
    f"{CSI}13;2u": "\r",
    f"{CSI}13;5u": "\r",
    f"{CSI}109;5u": "\r",
    f"{CSI}105;5u": "\t",
    f"{CSI}32;2;32u": " ",
    f"{CSI}32;;32u": " ",
    f"{CSI}127;2u": "\x7f",
    f"{CSI}104;5u": "\x7f",
    f"{CSI}97u": "a",
    f"{CSI}97;1:1u": "a",
    f"{CSI}97;1:2u": "a",
    f"{CSI}97;129;97u": "a",
    f"{CSI}97;2u": "A",
    f"{CSI}97;2;65u": "A",
    f"{CSI}97:65;2u": "A",
    f"{CSI}97;65u": "A",
    f"{CSI}97;65;65u": "A",
    f"{CSI}97;66u": "a",
    f"{CSI}47;2u": "?",
    f"{CSI}47:63;2u": "?",
    f"{CSI}47;2;63u": "?",
    f"{CSI}61;2;43u": "+",
    f"{CSI}27;5;99~": "\x03",
    f"{CSI}27;2;13~": "\r",
    f"{CSI}27;5;9~": "\t",
    f"{CSI}27;2;65~": "A",
    f"{CSI}99;5u": "\x03",
    f"{CSI}99;69u": "\x03",
    f"{CSI}99;133u": "\x03",
    f"{CSI}115;5u": "\x13",
    f"{CSI}A": f"{CSI}1A",
    f"{CSI}1;129A": f"{CSI}A",
    f"{CSI}57419u": f"{CSI}A",
    f"{CSI}57424u": f"{CSI}F",
    f"{CSI}57426u": f"{CSI}3~",
}
"""Key reports, by what another terminal sends for the same key."""


@pytest.mark.parametrize(("report", "twin"), TWINS.items(), ids=repr)
def test_a_key_works_like_its_twin(report: str, twin: str) -> None:
    """Under every name that a terminal may give it; what it types is the same, too."""
    assert keys(report) == keys(twin)
    assert typed(report) == typed(twin)


def test_escape_by_its_report_is_escape() -> None:
    """Also with Shift, and as Ctrl+[."""
    assert keys(f"{CSI}27u", f"{CSI}27;2u", f"{CSI}91;5u") == ["escape"] * 3


def test_text_without_a_key_is_typed() -> None:
    """As an input method reports it, however many characters there are."""
    assert typed(f"{CSI}0;;12354:12356u") == "あい"


@given(
    st.lists(
        st.one_of(st.sampled_from([27, 13, 9, 57399]), st.integers(0, 10**9)),
        min_size=1,
        max_size=3,
    ),
    st.integers(0, 300),
    st.integers(0, 9),
    st.lists(st.integers(0, 0x20FFFF), max_size=3),
    st.sampled_from("u~ABCDEFHPQRS"),
)
def test_any_key_report_is_read(
    codes: list[int], modifiers: int, event: int, text: list[int], end: str
) -> None:
    """Whatever stands in it, no fault comes of it."""
    code, points = ":".join(map(str, codes)), ":".join(map(str, text))
    keys(f"{CSI}{code};{modifiers}:{event};{points}{end}")


# --- pastes and clicks


def pastes(*parts: str | float) -> list[str]:
    """Return the texts that were pasted; nothing else may come of it."""
    messages = Line().send(*parts)
    assert all(isinstance(each, events.Paste) for each in messages), messages
    return [each.text for each in messages if isinstance(each, events.Paste)]


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("123", "123"),
        ("one\rtwo\r\nthree\n", "one\ntwo\nthree\n"),
        ("\x1b[31m1\x1b[0m", "[31m1[0m"),
        (f"{'1' * 50}\x1b{'2' * 50}", f"{'1' * 50}{'2' * 50}"),
        ("a\x1b[200~b", "a[200~b"),
        ("\x1b[<0;1;1Mq\x03", "[<0;1;1Mq"),
        ("\u202eq\x9b1", "q1"),
        ("", ""),
    ],
)
def test_a_paste_is_never_keys(pasted: str, text: str) -> None:
    """Whatever it holds, in one piece or in many; it reaches a field without control codes."""
    whole = f"{CSI}200~{pasted}{CSI}201~"
    assert pastes(whole) == [text]
    for cut in range(2, len(whole)):
        assert pastes(whole[:cut], 0.4, whole[cut:]) == [text], cut


def test_a_paste_that_lost_its_end_does_not_make_the_program_deaf() -> None:
    """After some seconds of silence it is over."""
    messages = Line().send(f"{CSI}200~12", 31.0, "3")
    assert [type(each) for each in messages] == [events.Paste, events.Key]
    assert keys(f"{CSI}200~12\x03", 1.0, "34", 1.0, "\x03") == ["ctrl+c"]


def test_clicks_and_the_focus_are_heard() -> None:
    """A button that goes down and up, the wheel, and the window that has the keyboard."""
    kinds = [type(each) for each in Line().send(f"{CSI}<0;5;6M{CSI}<0;5;6m{CSI}<65;1;1M{CSI}I")]
    expected: list[type[Any]] = [
        events.MouseDown,
        events.MouseUp,
        events.MouseScrollDown,
        events.AppFocus,
    ]
    assert kinds == expected
