"""Text fit to show: nothing that steers a terminal, nothing that is not seen."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthroughs_tui.errors import BankError, BreakthroughsError
from breakthroughs_tui.plain import fit_json, fit_to_show, if_seen, is_blank, shown, without_unseen

ANY_TEXT = st.text(
    st.characters() | st.sampled_from("\x1b\x9b\n\t\u202e\u200d\u200b\ud800\udcff🏴")
)
"""Lone surrogates included, which names that are no UTF-8 are full of."""
UNSAFE = {"Cc", "Cs", "Zl", "Zp"}
INSIDE_WORDS = {"\u200c", "\u200d"}
VISIBLE_FORMATS = (
    range(0x600, 0x6E0),
    range(0x70F, 0x710),
    range(0x890, 0x8E3),
    range(0x110BD, 0x13456),
)
"""Format characters that are seen: signs around numbers in Arabic, Kaithi and Egyptian."""


def steers(character: str) -> bool:
    """Tell by Unicode's own classes whether a character may act on a terminal, or hide."""
    category, code = unicodedata.category(character), ord(character)
    if category == "Cf":
        is_tag = 0xE0000 <= code <= 0xE007F  # inside flags
        return not (is_tag or character in INSIDE_WORDS or any(code in r for r in VISIBLE_FORMATS))
    return category in UNSAFE or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


@given(ANY_TEXT)
def test_a_name_that_is_shown_is_one_safe_line(name: str) -> None:
    """Whatever it was; and showing it again changes nothing."""
    safe = shown(name)
    assert not [each for each in safe if steers(each)]
    assert shown(safe) == safe == fit_to_show(safe)
    safe.encode()


@given(ANY_TEXT)
def test_running_text_keeps_its_lines(text: str) -> None:
    """And its tabs; the rest is as safe as a name."""
    safe = fit_to_show(text)
    assert not [each for each in safe if each not in "\n\t" and steers(each)]
    assert fit_to_show(safe) == safe
    assert safe.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    ["", " \t\n", "\x1b", "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\N{LINE SEPARATOR}",
     "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH JOINER}", "\N{SOFT HYPHEN}", "\N{WORD JOINER}",
     "\N{ZERO WIDTH NO-BREAK SPACE}", "\N{VARIATION SELECTOR-16}", "\N{VARIATION SELECTOR-17}",
     "\N{MONGOLIAN VOWEL SEPARATOR}", "\N{BRAILLE PATTERN BLANK}", "\N{HANGUL FILLER}",
     "\N{HALFWIDTH HANGUL FILLER}", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{TAG LATIN SMALL LETTER A}",
     "\N{COMBINING ACUTE ACCENT}", " \N{COMBINING DIAERESIS}",
     "\N{NO-BREAK SPACE}\N{COMBINING ENCLOSING KEYCAP}"],
    ids=ascii,
)  # fmt: skip
def test_a_text_may_hold_nothing_that_can_be_seen(text: str) -> None:
    """Blanks of all kinds, joiners, selectors, fillers and an accent without its letter: none."""
    assert is_blank(text)
    assert is_blank(f"{text} {text}")
    assert not is_blank(f"{text}ŵ{text}")


@pytest.mark.parametrize(
    "text", ["5", "?", "–", "é", "e\N{COMBINING ACUTE ACCENT}", "का", "👍", "ー"]
)
def test_whatever_can_be_seen_is_not_blank(text: str) -> None:
    """A sign is enough, in any script, and stays when the blanks around it go."""
    assert not is_blank(text)
    assert if_seen(f" {text} ") == text


@given(ANY_TEXT)
def test_what_cannot_be_seen_can_be_left_out(text: str) -> None:
    """A name that keeps a letter without it is not blank, and nothing else is lost."""
    seen = without_unseen(text)
    assert without_unseen(seen) == seen
    assert not [each for each in seen if each not in "\n\t" and steers(each)]
    assert is_blank(text) is is_blank(seen)


@pytest.mark.parametrize(
    "text",
    [
        "Cyngor Sir Ddinbych: ŵ ŷ", "議会", "مجلس", "نمی‌خواهم", "👨‍👩‍👧 ⚠️ 🇬🇧",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "a\\b – “c” … 50%", "葛󠄀",
        " blank ",
    ],
)  # fmt: skip
def test_what_a_person_can_see_stays(text: str) -> None:
    """In every script; joiners inside emoji and words, and the letters inside a flag, too."""
    assert shown(text) == fit_to_show(text) == text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
        ("a\nb\r\tc\x7f\x9b", r"a\nb\r\tc\x7f\x9b"),
        ("\u202egnp.exe\u2066", r"\u202egnp.exe\u2066"),
        ("a\u200bb\u2060\ufeff\xad\u3164", r"a\u200bb\u2060\ufeff\xad\u3164"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\udcff\ud83d", r"\udcff\ud83d"),
        ("\ufdd0\uffff\U0010ffff\U000e0001", r"\ufdd0\uffff\U0010ffff\U000e0001"),
        ("a\u200db é\u200dé é\u200d\u200dé", "a\\u200db é\u200dé é\\u200d\\u200dé"),
        ("\U000e0067x", r"\U000e0067x"),
    ],
)
def test_what_steers_or_hides_is_spelt_out(name: str, safe: str) -> None:
    """As Python would write it, so that the name can be told from every other."""
    assert shown(name) == safe


def test_a_path_is_shown_like_its_text() -> None:
    """No caller need turn it into text first."""
    assert shown(Path("a/\x1b")) == r"a/\x1b"


@given(ANY_TEXT.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text)))
def test_json_holds_the_same_and_is_safe(text: str) -> None:
    """For another program a name is what it is on the disk, spelt the way JSON does."""
    for only_ascii in (False, True):
        safe = fit_json(json.dumps([text], ensure_ascii=False), only_ascii=only_ascii)
        assert json.loads(safe) == [text]
        assert not [each for each in safe if steers(each)]
        assert safe.isascii() or not only_ascii


@given(ANY_TEXT)
def test_no_error_of_ours_steers_a_terminal(text: str) -> None:
    """Whoever raised it, and whatever library it quotes: in message, hint and problems."""
    for error in (BreakthroughsError(text, text), BankError(text, text, (text,))):
        said = f"{error} {error.message} {error.hint} {error.text} {getattr(error, 'problems', '')}"
        assert fit_to_show(said) == said
