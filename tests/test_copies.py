"""Copies are told apart by what their names say; a clock that was wrong once decides nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from breakthroughs_tui.copies import as_copy, copies_in, copies_of, free_path, set_aside, stamp
from tests.conftest import NOW

STAMP = "20261122T093000Z"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Give a saved file."""
    path = tmp_path / "2026-27-Q3.json"
    path.write_bytes(b"first")
    return path


def test_files_set_aside_in_one_second_all_stay(target: Path) -> None:
    """A file set aside never takes the name of another, nor of a link to nothing."""
    first = set_aside(target, "damaged", NOW)
    (target.parent / f"2026-27-Q3.damaged-{STAMP}-2.json").symlink_to("nowhere")
    target.write_bytes(b"second")
    third = set_aside(target, "damaged", NOW)
    assert first.name == f"2026-27-Q3.damaged-{STAMP}.json"
    assert third.name == f"2026-27-Q3.damaged-{STAMP}-3.json"
    assert (first.read_bytes(), third.read_bytes()) == (b"first", b"second")
    assert not target.exists()


def test_a_moment_is_written_without_what_file_names_forbid() -> None:
    """A moment in a file name sorts by time, and holds no colon."""
    assert stamp(datetime(2026, 11, 22, 9, 5, 7, tzinfo=UTC)) == "20261122T090507Z"


def test_a_name_says_what_it_copies_why_and_when() -> None:
    """Names are read in any case; a Mac's twin and any other name are no copies."""
    copy = as_copy(Path(f"2026-27-q3.Conflict-{STAMP.lower()}-12.JSON"))
    assert copy is not None
    assert (copy.of, copy.tag, copy.stamp, copy.number) == ("2026-27-q3", "conflict", STAMP, 12)
    nested = as_copy(Path(f"2026-27-Q3.conflict-{STAMP}.{STAMP}.json"))
    assert nested is not None
    assert (nested.of, nested.tag) == (f"2026-27-q3.conflict-{STAMP.lower()}", "")
    for name in ("2026-27-Q3.json", f"._2026-27-Q3.{STAMP}.json", f"2026-27-Q3.{STAMP}.json.txt"):
        assert as_copy(Path(name)) is None


@pytest.mark.parametrize("tag", ["", "damaged", "conflict", "merged"])
def test_a_copy_from_the_future_counts_as_the_oldest(target: Path, tag: str) -> None:
    """The newest is the newest of the past, whatever a clock once said; also of a wrong past."""
    label = f"{tag}-" if tag else ""
    folder = target.parent
    for year in (2020, 2025, 2026, 2098, 2099):
        (folder / f"2026-27-Q3.{label}{year}1121T000000Z.json").touch()
    order = [copy.stamp[:4] for copy in copies_of(target, copies_in(folder, NOW), tag)]
    assert order == ["2098", "2099", "2020", "2025", "2026"]
    wrong = NOW - timedelta(days=365 * 6)
    order = [copy.stamp[:4] for copy in copies_of(target, copies_in(folder, wrong), tag)]
    assert order == ["2025", "2026", "2098", "2099", "2020"]


@pytest.mark.parametrize("tag", ["", "damaged"])
def test_a_new_copy_is_the_newest_even_where_an_earlier_one_has_gone(
    target: Path, tag: str
) -> None:
    """Its number follows the highest of its second, not the first that is free."""
    label = f"{tag}-" if tag else ""
    for number in ("", "-2", "-11"):
        (target.parent / f"2026-27-Q3.{label}{STAMP}{number}.json").touch()
    (target.parent / f"2026-27-Q3.{label}{STAMP}.json").unlink()
    new = free_path(target, tag, NOW)
    assert new.name == f"2026-27-Q3.{label}{STAMP}-12.json"
    new.touch()
    assert copies_of(target, copies_in(target.parent, NOW), tag)[-1].path == new


def test_no_folder_holds_no_copies(tmp_path: Path) -> None:
    """That there are no backups yet is no error."""
    assert copies_in(tmp_path / "backups", NOW) == []
