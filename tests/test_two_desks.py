"""One folder on two computers, and a service that keeps both files: put together, none is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.place import QUARTER, Place

CONFLICT = f"{QUARTER} (conflicted copy 2026-11-26).json"


def answer(place: Place, keys: str, note: str = "") -> None:
    """Open the quarter, press keys at its first breakthrough, write a note there, and leave."""
    with place.open() as terminal:
        terminal.wait_for("›[ ")
        terminal.type(f"\r{keys}")
        if note:
            terminal.type(f"e{note}\x1b")
            terminal.settle()  # Esc and a letter at once are another key
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


def test_what_was_answered_on_two_desks_is_put_together(tmp_path: Path) -> None:
    """What one desk alone has is there; of what both changed, what the person chose."""
    (tmp_path / "office").mkdir()
    office, home = Place(tmp_path / "office"), Place(tmp_path / "home")
    answer(office, "12")
    shutil.copytree(office.data, home.data)
    answer(office, "3", "Seen at the office")
    answer(home, "1", "Seen at home")
    (office.data / CONFLICT).write_bytes(home.file.read_bytes())
    for backup in (home.data / "backups").iterdir():
        shutil.copy(backup, office.data / "backups" / f"{backup.stem}-2.json")
    with office.open() as terminal:
        terminal.wait_to_see("± Put together with")
        terminal.type("\x1b[A\r")
        terminal.wait_to_see("What differs: ")
        assert terminal.shows("Before both")
        terminal.type("23")
        terminal.wait_to_see("›[ Put the two together ]")
        terminal.type("\r")
        terminal.wait_to_see("The copy is kept in")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
    assert office.answers["q1"] == ("achieved", "partially")
    assert office.answers["q2"][0] == home.answers["q2"][0]
    assert office.note("q2") == "Seen at the office\n\nSeen at home"
    assert not (office.data / CONFLICT).exists()
    kept = [path.read_bytes() for path in (office.data / "backups").glob("*.merged-*.json")]
    assert kept == [home.file.read_bytes()]
    assert office.faults == []
