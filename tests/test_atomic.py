"""A written file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import FrameType

import pytest

from breakthroughs_tui import atomic

OLD, NEW = b"the old content\n", b"the new content\n"
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such thing")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Give a file with the old content, alone in its folder."""
    path = tmp_path / "folder" / "2026-27-Q3.json"
    path.parent.mkdir()
    path.write_bytes(OLD)
    return path


def mode(path: Path) -> int:
    """Give the permission bits of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Fail, rather than hang, if a system call blocks."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"still waiting after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _raising(error: BaseException) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise error

    return fail


def test_a_written_file_holds_exactly_the_bytes(target: Path) -> None:
    """The new content replaces the old one, and nothing else is left in the folder."""
    atomic.write_file(target, NEW)
    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()], ids=repr)
def test_a_fault_at_any_step_leaves_the_old_file(
    target: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    """Whatever step fails, the old bytes stand, and no temporary file is left."""
    with monkeypatch.context() as patch:
        patch.setattr(os, step, _raising(error))
        with pytest.raises(type(error)):
            atomic.write_file(target, NEW)
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


@POSIX
def test_a_disk_that_fills_up_halfway_leaves_the_old_file(target: Path) -> None:
    """A write that stops in the middle leaves the old bytes, and no temporary file."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            atomic.write_file(target, NEW * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


@POSIX
@pytest.mark.parametrize("number", [errno.EIO, errno.EINVAL], ids=["broken", "no such thing"])
def test_a_folder_that_cannot_be_flushed_is_reported(
    target: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A last step that fails is told; one that the file system does not have is no failure."""
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, "no flush")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="no flush") if number == errno.EIO else nullcontext():
        atomic.write_file(target, NEW)
    assert target.read_bytes() == NEW
    assert list(target.parent.iterdir()) == [target]


@POSIX
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o177, 0o777], ids=oct)
def test_only_this_user_can_read_what_is_made(tmp_path: Path, mask: int) -> None:
    """A new folder has mode 0700 and a new file 0600, whatever the umask."""
    folder = tmp_path / "new"
    with _umask(mask):
        atomic.make_folder(folder)
        atomic.write_file(folder / "file", NEW)
    assert (oct(mode(folder)), oct(mode(folder / "file"))) == ("0o700", "0o600")


@POSIX
def test_a_file_that_others_could_read_becomes_private(target: Path) -> None:
    """Writing takes away what an older mode allowed."""
    target.chmod(0o644)
    atomic.write_file(target, NEW)
    assert oct(mode(target)) == "0o600"


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    """Missing parents are made too, and a folder that is there is left as it is."""
    folder = tmp_path / "a" / "b" / "c"
    atomic.make_folder(folder)
    (folder / "file").write_bytes(OLD)
    atomic.make_folder(folder)
    assert (folder / "file").read_bytes() == OLD


def test_a_folder_is_not_made_over_a_file(target: Path) -> None:
    """A file where the folder should be is an error, and stays."""
    with pytest.raises(FileExistsError):
        atomic.make_folder(target)
    assert target.read_bytes() == OLD


@POSIX
@pytest.mark.parametrize("is_there", [True, False])
def test_a_symlink_is_followed_and_kept(target: Path, tmp_path: Path, *, is_there: bool) -> None:
    """Writing through a chain of links changes the real file, there or not, and keeps the links."""
    if not is_there:
        target.unlink()
    links = tmp_path / "links"
    links.mkdir()
    (links / "first").symlink_to("second")
    (links / "second").symlink_to(target)
    atomic.write_file(links / "first", NEW)
    assert target.read_bytes() == NEW
    assert not target.is_symlink()
    assert (links / "first").readlink() == Path("second")
    assert sorted(path.name for path in links.iterdir()) == ["first", "second"]
    assert list(target.parent.iterdir()) == [target]


@POSIX
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    """Reading a pipe that nobody writes to is an error, not a wait."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with _time_limit(5), pytest.raises(OSError, match="not a file"):
        atomic.read_file(pipe, 100)


@POSIX
def test_a_refused_folder_leaves_nothing_open(tmp_path: Path) -> None:
    """Reading a folder is an error, and does not use up a file descriptor."""
    before = len(os.listdir("/dev/fd"))
    with pytest.raises(OSError, match=r"directory|not a file"):
        atomic.read_file(tmp_path, 100)
    assert len(os.listdir("/dev/fd")) == before


def test_a_file_is_read_up_to_its_limit(target: Path) -> None:
    """A file of exactly the limit is read whole; one byte more is refused."""
    assert atomic.read_file(target, len(OLD)) == OLD
    with pytest.raises(OSError, match="larger than 15 bytes"):
        atomic.read_file(target, len(OLD) - 1)


@pytest.mark.parametrize("known", [0, 5, 15, 16, 99])
def test_a_file_that_grows_is_read_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    """The size that the system gives is a hint only: all is read, up to the limit."""
    real = os.fstat

    def fstat(descriptor: int) -> os.stat_result:
        found = list(real(descriptor))
        found[stat.ST_SIZE] = known
        return os.stat_result(found)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", fstat)
        assert atomic.read_file(target, len(OLD)) == OLD
        with pytest.raises(OSError, match="larger than 15 bytes"):
            atomic.read_file(target, len(OLD) - 1)


def _refuse_replacing(
    monkeypatch: pytest.MonkeyPatch, error: OSError, times: int = 1_000
) -> list[float]:
    """Have the first calls to os.replace fail, and give the list of waits to come."""
    waits: list[float] = []
    refusals = iter(range(times))
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if next(refusals, None) is not None:
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits


@pytest.mark.parametrize("refusals", [1, 6])
def test_windows_waits_for_a_file_that_is_held(
    target: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    """On Windows a sharing violation is waited out, each time longer, and the file replaced."""
    waits = _refuse_replacing(monkeypatch, PermissionError(errno.EACCES, "held"), refusals)
    monkeypatch.setattr(sys, "platform", "win32")
    atomic.write_file(target, NEW)
    assert target.read_bytes() == NEW
    assert waits == [0.025 * 2**count for count in range(refusals)]


def test_windows_gives_up_after_1_6_seconds(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays held keeps its old bytes, and the error is raised within 1.6 s."""
    waits = _refuse_replacing(monkeypatch, PermissionError(errno.EACCES, "held"))
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(PermissionError, match="held"):
        atomic.write_file(target, NEW)
    assert 1.5 < sum(waits) <= 1.6
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("platform", "error"),
    [("linux", PermissionError(errno.EACCES, "no")), ("win32", OSError(errno.ENOSPC, "full"))],
)
def test_nothing_else_is_waited_for(
    target: Path, monkeypatch: pytest.MonkeyPatch, platform: str, error: OSError
) -> None:
    """Only Windows shares badly, and only that passes: any other refusal is final at once."""
    waits = _refuse_replacing(monkeypatch, error)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(type(error)):
        atomic.write_file(target, NEW)
    assert waits == []


@pytest.mark.parametrize("stem", ["2026-27-Q3", "odd [1]*?"])
def test_leftovers_go_by_the_name_of_their_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stem: str
) -> None:
    """What a killed writer of a file or of a copy left is removed, and no other's."""
    if os.name == "nt" and "*" in stem:
        pytest.skip("Windows has no such names")
    folder = tmp_path / "quarters"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", _raising(OSError("killed here")))
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        for each in (f"{stem}.json", f"{stem}.conflict-1.json", "other.json"):
            with suppress(OSError):
                atomic.write_file(folder / each, NEW)
    assert len(list(folder.iterdir())) == 3
    atomic.remove_leftovers(folder, stem)
    assert [path.name.startswith(".other.json.") for path in folder.iterdir()] == [True]


LONGEST = [
    "a" * 250 + ".html",
    "½" * 125 + ".html",
    "議" * 83 + "a.html",
    "🦆" * 62 + "ab.html",
    os.fsdecode(b"\xff" * 250) + ".html",
]


LONG_NAMES = pytest.mark.parametrize(
    "name", LONGEST, ids=["ASCII", "2 bytes", "3 bytes", "4 bytes", "no UTF-8"]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty folder."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@POSIX
@LONG_NAMES
def test_a_name_of_any_length_that_the_disk_takes_is_written(folder: Path, name: str) -> None:
    """What is written beside a file has no longer a name than the file, by either measure."""
    assert len(os.fsencode(name)) == 255
    for path in (folder / name, folder / name[30:]):
        with atomic.written_beside(path, NEW) as beside:
            for encoding in ("utf-8", "utf-16-le"):
                own, made = (
                    len(each.name.encode(encoding, "surrogatepass"))
                    for each in (path, beside.temporary)
                )
                assert made <= max(own, 128)
        atomic.write_file(path, NEW)
        assert path.read_bytes() == NEW
    assert len(list(folder.iterdir())) == 2


@POSIX
@LONG_NAMES
def test_leftovers_of_a_long_name_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """By the whole name or its stem, though theirs had no room for all of it; others stay."""
    other = f"{name[:9]}.html"
    for stem in (name, name.removesuffix(".html")):
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", _raising(OSError("killed here")))
            patch.setattr(Path, "unlink", lambda *_, **__: None)
            for each in (name, other):
                with suppress(OSError):
                    atomic.write_file(folder / each, NEW)
        assert len(list(folder.iterdir())) == 2
        atomic.remove_leftovers(folder, stem)
        [left] = folder.iterdir()
        assert left.name.startswith(f".{other}.")
        left.unlink()


# --- a file that must not be there yet


def _without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a file system that knows no hard links, as memory sticks do."""
    monkeypatch.setattr(os, "link", _raising(OSError(errno.EPERM, "Operation not permitted")))


def _on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have os.rename never replace, and no os.link that would be called."""
    real = os.rename

    def rename(source: Path, target: Path) -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "File exists", str(target))
        real(source, target)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "rename", rename)
    monkeypatch.setattr(os, "link", _raising(AssertionError("not needed there")))


SYSTEMS = pytest.mark.parametrize(
    "become", [lambda _: None, _without_links, _on_windows], ids=["as it is", "no links", "windows"]
)


@SYSTEMS
def test_a_new_file_is_made_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch, become: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """It holds the bytes, only this user can read it, and it has one name."""
    path = target.with_name("new")
    become(monkeypatch)
    atomic.write_file(path, NEW, replaces=False)
    assert path.read_bytes() == NEW
    assert sorted(target.parent.iterdir()) == [target, path]
    assert path.stat().st_nlink == 1
    if os.name != "nt":
        assert oct(mode(path)) == "0o600"


@SYSTEMS
@pytest.mark.parametrize("through", ["", "link", "link to nothing"])
def test_what_is_there_is_not_replaced(
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    become: Callable[[pytest.MonkeyPatch], None],
    through: str,
) -> None:
    """Not by its name, nor through a link; and no temporary file is left."""
    path = target
    if through:
        path = target.with_name("other")
        path.symlink_to(target)
    if through == "link to nothing":  # what it leads to may be made, and is new
        target.unlink()
    become(monkeypatch)
    if through == "link to nothing":
        atomic.write_file(path, NEW, replaces=False)
    else:
        with pytest.raises(FileExistsError):
            atomic.write_file(path, NEW, replaces=False)
    assert target.read_bytes() == (NEW if through == "link to nothing" else OLD)
    assert sorted(target.parent.iterdir()) == sorted({target, path})


@SYSTEMS
def test_a_file_that_appears_while_ours_is_written_stays(
    target: Path, monkeypatch: pytest.MonkeyPatch, become: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Somebody else who is quicker keeps the name, and ours is an error, not a loss."""
    become(monkeypatch)
    path, real = target.with_name("new"), os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        path.write_bytes(OLD)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FileExistsError):
        atomic.write_file(path, NEW, replaces=False)
    assert path.read_bytes() == OLD
    assert sorted(target.parent.iterdir()) == [target, path]


@SYSTEMS
@pytest.mark.parametrize("step", ["open", "fsync", "rename"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()], ids=repr)
def test_a_fault_at_any_step_makes_no_file(
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    become: Callable[[pytest.MonkeyPatch], None],
    step: str,
    error: BaseException,
) -> None:
    """Neither half of it nor a temporary one."""
    with monkeypatch.context() as patch:
        become(patch)
        patch.setattr(os, step, _raising(error))
        if step == "rename":
            patch.setattr(os, "link", _raising(error))
        with pytest.raises(type(error)):
            atomic.write_file(target.with_name("new"), NEW, replaces=False)
    assert list(target.parent.iterdir()) == [target]
    assert target.read_bytes() == OLD
