"""What stands for a character where a stream's encoding has none: its meaning in ASCII.

Windows pipes are cp1252, old consoles cp437. `−13` must come out as `-13` there, never as `?13`.
Who searches has a keyboard of few characters, too: what looks alike is found alike.
"""

from __future__ import annotations

import codecs
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from breakthroughs_tui.plain import escape, without_unseen

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDS: Final = "breakthroughs-words"
_CELLS: Final = "breakthroughs-cells"
_UNKNOWN: Final = "_"
"""What fills the cells of a character that has no equivalent as wide as itself."""

_ALIKE: Final = {
    **dict.fromkeys("−–—‐‑‒―·", "-"),
    **dict.fromkeys("‘’‚‛′ʼʻ´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("•●◆✎", "*"),
    **dict.fromkeys("›▸▶", ">"),
    **dict.fromkeys("▾▼", "v"),
    **dict.fromkeys("░○▽", "."),
    **dict.fromkeys("█▇▆▅▓▒▉▊▋", "#"),
    **dict.fromkeys("─━═▁▂▃▔╌╍┄┅┈┉╴╶╸╺", "-"),
    **dict.fromkeys("│┃║▏▎▍▌▐▕╎╏┆┇┊┋╵╷╹╻", "|"),
    **{chr(code): "+" for code in range(0x250C, 0x254C)},  # corners and crossings
    **{chr(code): "+" for code in range(0x2552, 0x2571)},  # the same, doubled or rounded
    **dict.fromkeys("▄▀■▖▗▘▙▚▛▜▝▞▟", "#"),
    **dict(zip("▲◐×⁄‹øØłŁđĐħı¦¡°", "!ox/<oOlLdDhi|!o", strict=True)),
}
"""Equivalents as wide as what they replace: one cell each."""
_IN_WORDS: Final = {
    "↑": "up", "↓": "down", "→": "to", "←": "from", "↔": "to and from", "✓": "ok", "✗": "x",
    "£": "GBP", "€": "EUR", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th",
    "Þ": "Th", "©": "(c)", "®": "(R)", "±": "+/-", "§": "s.", "⚠": "!",
}  # fmt: skip
"""Equivalents of another width, for text that nobody laid out in cells."""
_QUOTES: Final = str.maketrans('"`', "''")
_IN_A_CELL: Final = dict(zip("↑↓→←↔✓✗…⚠£€ß±§©®", "^v><-+x.!LEs+scR", strict=True))


def equivalents() -> str:
    """Return the name of an error handler for streams: ASCII with the same meaning, in any width.

    For `open(errors=…)` and `reconfigure`; what has no equivalent is escaped.
    """
    codecs.register_error(_WORDS, lambda error: _replaced(error, _all_in_words))
    return _WORDS


def equivalents_in_cells() -> str:
    """Return the name of an error handler for screens: each equivalent takes as many cells.

    What stands behind it on the line stays where it was.
    """
    codecs.register_error(_CELLS, lambda error: _replaced(error, in_cells))
    return _CELLS


def _replaced(error: UnicodeError, replace: Callable[[str], str]) -> tuple[str, int]:
    """Replace all that cannot be encoded in a row: some codecs report it one by one."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, end = error.object, error.end
    while end < len(text) and not _encodes(text[end], error.encoding):
        end += 1
    return replace(text[error.start : end]), end


def encodable(text: str, encoding: str) -> str:
    """Return the text with equivalents for what an encoding lacks, so that it can be laid out.

    A band's tick takes the blank that follows it: the words of all bands stay in line.
    """
    if _encodes(text, encoding):
        return text
    if not _encodes("✓", encoding):
        text = text.replace("✓  ", "ok ")
    return "".join(each if _encodes(each, encoding) else in_words(each) for each in text)


@lru_cache(maxsize=512)
def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def in_words(character: str) -> str:
    """Return the ASCII equivalent of one character: a sign, a word, a base letter or an escape."""
    known = _IN_WORDS.get(character) or _ALIKE.get(character)
    return known or _letters(character, escape(character))


def _all_in_words(text: str) -> str:
    return "".join(in_words(each) for each in text)


def in_cells(text: str) -> str:
    """Return ASCII that takes as many cells of a terminal as the text."""
    from rich.cells import cell_len  # what Textual measures with

    width = cell_len(text)  # emoji that are joined take less than their parts
    signs = "".join(_in_its_cells(each, cell_len(each)) for each in text)
    return signs[:width].ljust(width, _UNKNOWN)


def _in_its_cells(character: str, cells: int) -> str:
    known = _IN_A_CELL.get(character) or _ALIKE.get(character) or _letters(character, "")
    return known if len(known) == cells else _UNKNOWN * cells


def folded(text: str) -> str:
    """Return a text as a search sees it.

    Case, accents, and the kinds of quotes, dashes and blanks make no difference.
    """
    if not text.isascii():
        import unicodedata

        signs = "".join(_ALIKE.get(each, each) for each in without_unseen(text).casefold())
        parts = unicodedata.normalize("NFKD", signs)
        bare = (each for each in parts if not unicodedata.combining(each))
        text = "".join(_ALIKE.get(each, each) for each in bare)
    return text.casefold().translate(_QUOTES)


def _letters(character: str, otherwise: str) -> str:
    """Return what a character is made of, without accents; an accent alone is nothing."""
    import unicodedata  # here, to start at once: most streams encode everything

    parts = unicodedata.normalize("NFKD", character)
    bare = [each for each in parts if unicodedata.category(each) != "Mn"]
    found = "".join(_ALIKE.get(each, each) for each in bare)
    return found if found.isascii() and (found.isprintable() or not bare) else otherwise
