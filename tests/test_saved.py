"""Files of earlier versions: read at once, and saved again as they were."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from breakthroughs_tui import document
from breakthroughs_tui.store import QuarterFile
from tests.conftest import NOW

FOLDER = Path(__file__).with_name("saved")
FILES = sorted(FOLDER.glob("*.json"))
FROZEN = {
    "2024-25-Q4": "e8a6d438b3c28055",
    "2025-26-Q1": "249c6635327fbc45",
    "2025-26-Q2": "81891badabaf2276",
    "2025-26-Q3": "8da9e5e82ef85c31",
    "2026-27-Q1": "ba42cbd9d947e8bf",
    "2026-27-Q2": "9ebbdaf6f16081b2",
    "2026-27-Q3": "fe7040a54dedda7c",
}
"""The first digits of each file's SHA-256: nobody made them anew."""

SUSPECT = "2025-26-Q1"
"""Holds a no-break blank, joined emoji and a backslash: what may hide something unsafe."""


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give a copy of each file."""
    original: Path = request.param
    copy = tmp_path / original.name
    copy.write_bytes(original.read_bytes())
    return copy


def test_they_are_as_they_were_saved() -> None:
    """A file that was changed, or written with other ends of lines, proves nothing."""
    digests = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in FILES}
    assert digests == FROZEN


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_is_read_by_the_fast_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader that suspects everything is asked only where text may be unsafe."""
    suspected = []
    careful = document._decode_any  # noqa: SLF001  the only trace of which way was taken

    def suspect(content: bytes) -> document.Document:
        suspected.append(path.stem)
        return careful(content)

    monkeypatch.setattr(document, "_decode_any", suspect)
    loaded = QuarterFile(path, lambda: NOW).load()
    assert loaded.quarter.id == path.stem
    assert suspected == [SUSPECT] * (path.stem == SUSPECT)


def test_each_is_saved_again_byte_for_byte(saved: Path) -> None:
    """Where nothing changed, nothing in the file does."""
    before = saved.read_bytes()
    file = QuarterFile(saved, lambda: NOW)
    file.save(file.load())
    assert saved.read_bytes() == before


def test_the_fast_and_the_careful_reader_agree(saved: Path) -> None:
    """What is not suspected is nevertheless read as what it is: a byte order mark is suspect."""
    content = saved.read_bytes()
    careful = document.decode(b"\xef\xbb\xbf" + content)
    assert careful.raw
    assert document.decode(content).assessment == careful.assessment


def test_every_word_is_kept() -> None:
    """Text of any script, quotes and tabs among it, is read as it was typed."""
    loaded = QuarterFile(FOLDER / "2025-26-Q2.json", lambda: NOW).load()
    assert loaded.council == "Cyngor Dosbarth Tŷ-ddewi – 例"
    assert loaded.answer("q2").note == "優先順位は公開された。次は期限を決める。\n목표와 기한"
    assert "\ttab" in loaded.answer("q3").note
    assert loaded.answer("q3").note.startswith("🎉 👍🏽 “quoted”")
    assert loaded.answer("q3").actions[0].text == 'Say "why" and when 🗓️'
    joined = QuarterFile(FOLDER / f"{SUSPECT}.json", lambda: NOW).load()
    assert joined.answer("q1").note == "👩‍💻 🏴󠁧󠁢󠁷󠁬󠁳󠁿, and a\u00a0blank from Word, S:\\Policy"
