"""One writer at a time, and nobody is kept out by a process that is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from breakthroughs_tui.lock import WriterLock

HOLDS_UNTIL_KILLED = """
import sys, pathlib
from breakthroughs_tui.lock import WriterLock
lock = WriterLock(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
print(lock.is_held_elsewhere, lock.warning, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder for lock files, which is not there yet."""
    return tmp_path / "state" / "locks"


def test_the_second_writer_is_refused_until_the_first_is_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only one holds the lock, nobody waits, and a refused one that lets go frees nothing."""
    monkeypatch.setattr("time.sleep", Mock(side_effect=AssertionError("it waits")))
    first = WriterLock(folder, tmp_path / "file")
    second = WriterLock(folder, tmp_path / "file")
    second.release()
    third = WriterLock(folder, tmp_path / "file")
    first.release()
    fourth = WriterLock(folder, tmp_path / "file")
    locks = [first, second, third, fourth]
    assert [each.is_held_elsewhere for each in locks] == [False, True, True, False]
    assert [each.warning for each in locks] == [""] * 4
    fourth.release()


def test_each_file_has_a_lock_of_its_own(folder: Path, tmp_path: Path) -> None:
    """Files of one name in two folders are open to two writers, and nothing is put beside them."""
    targets = [tmp_path / name / "2026-27-Q3.json" for name in ("a", "b")]
    locks = [WriterLock(folder, target) for target in targets]
    assert [lock.is_held_elsewhere for lock in locks] == [False, False]
    assert not targets[0].parent.exists()
    for lock in locks:
        lock.release()


def test_a_symlink_locks_what_it_leads_to(folder: Path, tmp_path: Path) -> None:
    """Two ways to one file are one lock."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    first = WriterLock(folder, tmp_path / "file")
    assert WriterLock(folder, tmp_path / "link").is_held_elsewhere
    first.release()


def test_a_killed_holder_frees_the_lock(folder: Path, tmp_path: Path) -> None:
    """Another process keeps the lock until it ends, however it ends."""
    command: list[str | Path] = [
        sys.executable,
        "-c",
        HOLDS_UNTIL_KILLED,
        folder,
        tmp_path / "file",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"False"
        assert WriterLock(folder, tmp_path / "file").is_held_elsewhere
        holder.kill()
    lock = WriterLock(folder, tmp_path / "file")
    assert not lock.is_held_elsewhere
    lock.release()


def test_a_folder_that_cannot_be_made_is_a_warning(folder: Path, tmp_path: Path) -> None:
    """Where no lock file can be, work goes on, warned."""
    folder.parent.write_bytes(b"in the way")
    lock = WriterLock(folder, tmp_path / "file")
    assert not lock.is_held_elsewhere
    assert lock.warning.startswith("This file could not be locked (")
    assert "second window" in lock.warning
    lock.release()


@pytest.mark.parametrize("number", [38, 37, 95, 5], ids=["ENOSYS", "ENOLCK", "EOPNOTSUPP", "EIO"])
def test_a_file_system_without_locks_is_a_warning(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Where the system cannot lock, work goes on, warned, with no lock left for ever."""
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", Mock(side_effect=OSError(number, "cannot lock")))
    for _ in range(2):
        lock = WriterLock(folder, tmp_path / "file")
        assert not lock.is_held_elsewhere
        assert "cannot lock" in lock.warning
        lock.release()
