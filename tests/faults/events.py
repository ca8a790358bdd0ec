"""What may reach the program at random: keys, clicks, pastes, sizes, a terminal's own bytes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

from tests.terminal import click_code, code_of, paste_code


class Event(NamedTuple):
    """One thing that happens, and how long nothing does after it."""

    what: bytes | tuple[int, int]
    """Bytes for the program, or the window's next size: columns and lines."""
    pause: float = 0.0
    """Seconds."""


_AT_WORK: Final = [*"123123123123jknpeas=h/tcdAgbriy ", "enter", "enter", "up", "down", "left"]
_MOVES: Final = ["right", "tab", "shift+tab", "page_up", "page_down", "home", "end", "esc", "esc"]
_EDITS: Final = ["backspace", "delete", "ctrl+e", "ctrl+s", "ctrl+o", "ctrl+r", "ctrl+u", "ctrl+k"]
_OTHERS: Final = ["ctrl+w", "ctrl+z", "ctrl+y", "ctrl+left", "shift+right", "shift+up", "f1", "f2"]
_KEYPAD: Final = ["keypad_1", "keypad_enter", "keypad_equal", "keypad_divide", "alt+1", "alt+q"]
_CAPITALS: Final = [*"USQAJKNPE?"]
_LEAVING: Final = ["q", "ctrl+q", "ctrl+c", "ctrl+c"]
_COMMANDS: Final = ["theme", "find", "gaps", "quar", "comp", "trend", "act", "rep", "keys", "x", ""]
_TEXTS: Final = [
    "Minutes of May",
    "Dŵr £5 – “quoted”",
    "日本語の記録",
    "👩‍💻",
    "a" * 200,
    "\\n\x1b[31m",
    "two\nlines",
    "\n\nafter empty ones\n",
    "1\r2\r3\rq",
    "",
]
_STRAY: Final = [
    b"\x1b[<32;NaN;NaNM",  # a mouse report with words for numbers
    b"\x1b[<0;-5;99999M",
    b"\x1b[<64;10;10M",  # the wheel
    b"\x1b[<65;10;10M",
    b"\x1b[<35;5;5M",  # a move
    b"\x1b[M !!",  # a mouse report of an old kind
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",  # a colour, asked for by somebody
    b"\x1b]4;1;rgb:cdcd/0000/0000\x07",
    b"\x1b]52;c;aGVsbG8=\x07",
    b"\x1bP>|XTerm(390)\x1b\\",  # a version
    b"\x1bP1$r0m\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",  # pictures
    b"\x1b[?62;22c",  # what the terminal is
    b"\x1b[>41;390;0c",
    b"\x1b[12;34R",
    b"\x1b[?2026;2$y",
    b"\x1b[?2048;1$y",
    b"\x1b[48;24;80;480;800t",  # a size, in the band
    b"\x1b[8;24;80t",
    b"\x1b[I",  # focus
    b"\x1b[O",
    b"\x1b[49;1:1u",  # key reports: press, repeat, release
    b"\x1b[49;1:2u",
    b"\x1b[49;1:3u",
    b"\x1b[97;5:3u",
    b"\x1b[57441;2:1u",
    b"\x1b[1;1:3A",
    b"\x1b[27;5;9~",
    b"\x1b[9999~",
    b"\x1b[200;201;1z",
    b"\x1b[1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;7;8;9q",
    b"\x1bOz",
    b"\x1bO1",
    b"\x1b\x1b[A",
    b"\x1b\x1b",
    b"\x1b",
    b"\xff\xfe1",
    b"\xe2\x82",
    b"\xc3(",
    b"\xf0\x9f\x98",
    b"\x00",
    b"\x9b1;1R",
]
_SIZES: Final = [(80, 24), (80, 24), (80, 24), (120, 40), (40, 15), (60, 20), (200, 60)]
_TINY: Final = [(39, 14), (20, 5), (1, 1), (80, 3)]


def events(random: Random, count: int) -> list[Event]:
    """Make so many things happen, the window being 80×24 at first."""
    made: list[Event] = []
    while len(made) < count:
        made += _next(random)
    return made[:count]


def _next(random: Random) -> Iterator[Event]:
    """Make one thing happen, which may take several events."""
    makers = {
        _one_key: 40,
        _burst: 12,
        _click: 12,
        _typing: 4,
        _paste: 5,
        _palette: 6,
        _resize: 3,
        _stray: 14,
        _leave: 1,
    }
    (make,) = random.choices(list(makers), list(makers.values()))
    return make(random)


def _pause(random: Random) -> float:
    """Mostly none or hardly any; now and then one in which an Esc becomes a key of its own."""
    (longest,) = random.choices([0.0, 0.02, 0.15], [5, 4, 1])
    return round(random.uniform(0, longest), 3)


def _key(random: Random) -> bytes:
    groups = [_AT_WORK, _MOVES, _EDITS, _OTHERS, _KEYPAD, _CAPITALS]
    (group,) = random.choices(groups, [10, 4, 2, 1, 1, 1])
    key = random.choice(group)
    return b"\x1b" if key == "esc" else code_of(key).encode()


def _one_key(random: Random) -> Iterator[Event]:
    yield Event(_key(random), _pause(random))


def _burst(random: Random) -> Iterator[Event]:
    """The same key several times, or several, in one go."""
    keys = [_key(random)] * random.randint(2, 6)
    if random.random() < 0.5:
        keys = [_key(random) for _ in keys]
    yield Event(b"".join(keys), _pause(random))


def _click(random: Random) -> Iterator[Event]:
    code = click_code(random.randrange(90), random.randrange(28)).encode()
    yield Event(code * random.choice([1, 1, 1, 2, 3]), _pause(random))


def _typing(random: Random) -> Iterator[Event]:
    text = random.choice([each for each in _TEXTS if each.isprintable()])
    yield Event(text.encode(), _pause(random))


def _paste(random: Random) -> Iterator[Event]:
    content = paste_code(random.choice(_TEXTS)).encode()
    if random.random() < 0.1:
        content = content.removesuffix(b"\x1b[201~")
        yield Event(content, 0.1)
        yield from _one_key(random)
        content = b"\x1b[201~"
    yield from _cut(random, content)


def _palette(random: Random) -> Iterator[Event]:
    """Open it, look for something, go up and down, choose or leave, in a burst or not."""
    is_burst = random.random() < 0.5
    keys = ["ctrl+p", *random.choice(_COMMANDS)]
    keys += random.choices(["down", "up", "page_down", "page_up", "enter", "esc"], k=4)
    for key in keys:
        yield Event(b"\x1b" if key == "esc" else code_of(key).encode(), 0 if is_burst else 0.05)


def _resize(random: Random) -> Iterator[Event]:
    yield Event(random.choice(_TINY if random.random() < 0.3 else _SIZES), _pause(random))


def _stray(random: Random) -> Iterator[Event]:
    yield from _cut(random, random.choice(_STRAY))


def _cut(random: Random, content: bytes) -> Iterator[Event]:
    """Send bytes whole, or in two pieces as a slow line does."""
    if len(content) > 1 and random.random() < 0.3:
        place = random.randrange(1, len(content))
        yield Event(content[:place], random.choice([0.05, 0.15, 0.4]))
        content = content[place:]
    yield Event(content, _pause(random))


def _leave(random: Random) -> Iterator[Event]:
    """Ask to end, and go on with keys all the same."""
    yield Event(code_of(random.choice(_LEAVING)).encode(), _pause(random))
    yield from _one_key(random)
