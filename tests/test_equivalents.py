"""What an encoding lacks keeps its meaning: in words, or in as many cells where it must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from breakthroughs_tui.comparison import Movement
from breakthroughs_tui.equivalents import encodable, equivalents, equivalents_in_cells, folded
from breakthroughs_tui.priority import Band

CODECS = (
    "ascii",
    "cp1252",
    "cp437",
    "latin-1",
    "cp850",
    "iso8859-14",
    "gbk",
    "shift_jis",
    "koi8-r",
)
OURS = "▲◆▽✓█░−–—…·↑↓→←“”‘’•●◐○›▸▾─│┌┐└┘├┤┬┴┼━┃╭╮╯╰▁▔▏▕✎×½²ŵŷé"
"""What the program's own texts and screens are made of, and some of its readers' letters."""


@pytest.mark.parametrize("codec", CODECS)
@given(st.text() | st.text(OURS))
def test_any_text_can_be_written(codec: str, text: str) -> None:
    """With nothing turned into a question mark, and what the encoding has left as it is."""
    for handler in (equivalents(), equivalents_in_cells()):
        written = text.encode(codec, handler).decode(codec)
        assert written.count("?") == text.count("?")
    laid_out = encodable(text, codec)
    assert laid_out.encode(codec, equivalents()) == laid_out.encode(codec)
    if text.isascii():
        assert laid_out == text


@pytest.mark.parametrize("codec", CODECS)
@given(st.text() | st.text(OURS) | st.text("👨\u200d👩👧議会e\u0302 x"))
def test_a_screen_stays_as_wide(codec: str, text: str) -> None:
    """Were it a cell more or less, the rest of the line would be in the wrong place."""
    lacking = [each for each in text if each.encode(codec, "ignore") == b""]
    whole = "".join(lacking)
    written = whole.encode(codec, equivalents_in_cells()).decode(codec)
    assert cell_len(written) == cell_len(whole)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("−13 ↑ improved", "-13 up improved"),
        ("Q2 → Q3 – now…", "Q2 to Q3 - now..."),
        ("‘a’ “b” · c", "'a' \"b\" - c"),
        ("███░░", "###.."),
        ("Cyngor Ŵyn, naïve, ½, ﬁ", "Cyngor Wyn, naive, 1/2, fi"),
        ("£5 €5", "GBP5 EUR5"),
        ("w\u0302 \ufe0f", "w "),
        ("中\U0001f600\udcff", r"\u4e2d\U0001f600\udcff"),
    ],
)
def test_equivalents_in_ascii(text: str, written: str) -> None:
    """A sign, a word, the base letter; else an escape."""
    assert text.encode("ascii", equivalents()).decode() == written == encodable(text, "ascii")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What’s", "what's"),
        ("the ʼday job‛", "the 'day job'"),
        ("“golden thread”", "'GOLDEN THREAD'"),
        ("it´s `so`", "it's 'so'"),
        ("long‑term – now", "long-term - now"),
        ("Dŵr Cymru", "dwr cymru"),
        ("cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
        ("Łódź", "łodz"),
        ("Άθήνα", "αθηνα"),
        ("a\N{NO-BREAK SPACE}b\N{IDEOGRAPHIC SPACE}c", "a b c"),
        ("part\N{SOFT HYPHEN}ner\N{ZERO WIDTH SPACE}ship", "partnership"),
        ("ｆｕｌｌ　１２", "full 12"),
    ],
)
def test_a_search_sees_both_alike(one: str, other: str) -> None:
    """Case, accents and the kinds of quotes, dashes and blanks make no difference."""
    assert folded(one) == folded(other)


def test_a_search_tells_words_apart() -> None:
    """An accent is no letter, but a letter is."""
    assert folded("well") != folded("we'll")
    assert folded("议会") != folded("議会")
    assert folded("long-term") != folded("longterm")


def test_only_what_an_encoding_lacks_is_replaced() -> None:
    """The old console has bars, Windows has dashes and quotes."""
    assert encodable("█░ – ·", "cp437") == "█░ - ·"
    assert encodable("█░ – “·”", "cp1252") == "#. – “·”"


def test_bands_and_movements_stay_apart_and_in_line() -> None:
    """Each with a mark of its own, and the words of all bands in one column."""
    bands = [encodable(band.look.label, "ascii") for band in Band]
    assert bands == ["ok None", ".  Low", "*  Medium", "!  High", "!! Critical"]
    moves = {encodable(each.label, "ascii") for each in Movement}
    assert {"up improved", "down declined", "- retired"} <= moves
    assert len(moves) == len(Movement)


@pytest.mark.parametrize(
    ("text", "written"),
    [("↑↓→←", "^v><"), ("▲▲ ◆ ▽ ✓", "!! * . +"), ("┌─┐│└┘├┼", "+-+|++++"), ("●◐○•›", "*o.*>"),
     ("議会", "____"), ("🇬🇧👨‍👩‍👧", "____"), ("é…", "e.")],
)  # fmt: skip
def test_equivalents_in_cells(text: str, written: str) -> None:
    """For the screens, one sign for each cell."""
    assert text.encode("ascii", equivalents_in_cells()).decode() == written
