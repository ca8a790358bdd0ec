"""Paths as a person types them, or copies them from elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from breakthroughs_tui.paths import as_meant, typed_path


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('"C:\\Gap reports"', "C:\\Gap reports"),
        ("'/home/jo/Gap reports/'", "/home/jo/Gap reports/"),
        (' "C:\\x" ', "C:\\x"),
        ("'\"twice\"'", '"twice"'),
        ("o'clock's", "o'clock's"),
        ("'one\"", "'one\""),
        ('"', '"'),
        ("''", ""),
        (" blanks ", " blanks "),
        ("", ""),
    ],
)
def test_a_path_loses_one_pair_of_quotes(typed: str, meant: str) -> None:
    """Those around the whole of it, with the blanks outside them; nothing else."""
    assert as_meant(typed) == meant


def test_a_home_is_known_in_quotes_too() -> None:
    """A shell that is given quotes leaves `~` alone."""
    assert as_meant('"~/x/"') == os.path.expanduser("~/x/")
    assert typed_path("'~'") == Path(os.path.expanduser("~"))


def test_a_path_is_given_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that begins nowhere begins here."""
    monkeypatch.chdir(tmp_path)
    assert typed_path("'a b/c.json'") == tmp_path / "a b" / "c.json"
