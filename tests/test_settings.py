"""Settings are remembered, and never keep anybody from their answers."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from msgspec import Struct
from msgspec.structs import replace

from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.settings import Settings, load_settings, save_settings
from tests.conftest import NOW

CHOSEN = Settings(theme="light", council="Llanelwedd ½", assessor="A. N. Other")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty folder for the settings."""
    path = tmp_path / "data"
    path.mkdir()
    return path


def now() -> datetime:
    """Tell the time."""
    return NOW


def test_settings_load_as_they_were_saved(folder: Path) -> None:
    """What was chosen comes back, from a folder that was not there."""
    save_settings(folder / "new", lambda: NOW, CHOSEN)
    assert load_settings(folder / "new", now) == (CHOSEN, "")
    assert [path.name for path in (folder / "new").iterdir()] == ["settings.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_this_user_can_read_the_settings(folder: Path) -> None:
    """The file has mode 0600, its folder 0700."""
    save_settings(folder / "new", lambda: NOW, CHOSEN)
    modes = [oct((folder / name).stat().st_mode & 0o777) for name in ("new", "new/settings.json")]
    assert modes == ["0o700", "0o600"]


def test_without_a_file_the_defaults_serve(folder: Path) -> None:
    """A first run is no warning, and makes no file."""
    assert load_settings(folder, now) == (Settings("", "", ""), "")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 9,
        b"{",
        b"[]",
        b'{"theme": "\xff"}',
        b"[" * 100_000,
        b'{"x":' + b"[" * 100_000,
        b'{"x": NaN}',
        b'\xff\xfe{"',
        b"\xff\xfe{\0}",
    ],
    ids=["empty", "zeros", "cut", "list", "cp1252", "deep", "within", "nan", "half", "utf-16"],
)
def test_a_damaged_file_is_set_aside(folder: Path, content: bytes) -> None:
    """The defaults serve, the warning names the copy, and not a byte of it is lost."""
    (folder / "settings.json").write_bytes(content)
    settings, warning = load_settings(folder, now)
    aside = folder / "settings.damaged-20261122T093000Z.json"
    assert settings == Settings()
    assert aside.name in warning
    assert list(folder.iterdir()) == [aside]
    assert aside.read_bytes() == content


def test_settings_that_an_editor_marked_are_read(folder: Path) -> None:
    """Windows' own editors may begin a file with a byte order mark: that is no damage."""
    (folder / "settings.json").write_text('{"theme": "light"}', "utf-8-sig")
    assert load_settings(folder, now) == (Settings("light"), "")
    save_settings(folder, now, CHOSEN)
    assert [path.name for path in folder.iterdir()] == ["settings.json"]
    assert load_settings(folder, now) == (CHOSEN, "")


def test_one_value_that_is_not_fit_costs_only_itself(folder: Path) -> None:
    """The others hold, the warning names it, and the file stays until a choice is made."""
    path = folder / "settings.json"
    path.write_text(content := '{"theme": 3, "council": "Here", "assessor": ["Jo"]}')
    settings, warning = load_settings(folder, now)
    assert settings == Settings(council="Here")
    told = f'{path} holds what cannot be used for "theme", "assessor". The defaults serve.'
    assert (warning, path.read_text()) == (told, content)
    path.write_text('{"theme": null}')
    assert load_settings(folder, now)[1].endswith('for "theme". The default serves.')


def test_a_value_that_is_not_fit_stays_until_that_very_choice_is_made(folder: Path) -> None:
    """Another choice writes nothing over it: a later version may know what it means."""
    path = folder / "settings.json"
    path.write_text('{"theme": {"by": "hour"}, "council": ["A", "B"]}')
    settings, _ = load_settings(folder, now)
    save_settings(folder, now, replace(settings, assessor="Jo"))
    kept = json.loads(path.read_bytes())
    assert (kept["theme"], kept["council"], kept["assessor"]) == ({"by": "hour"}, ["A", "B"], "Jo")
    settings, warning = load_settings(folder, now)
    assert settings == Settings(assessor="Jo")
    assert '"theme", "council"' in warning
    save_settings(folder, now, replace(settings, theme="light"))
    kept = json.loads(path.read_bytes())
    assert (kept["theme"], kept["council"]) == ("light", ["A", "B"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_settings_in_utf_16_are_read(folder: Path, encoding: str) -> None:
    """An old Notepad's "Unicode" is no damage; the next choice writes UTF-8."""
    path = folder / "settings.json"
    mark = "" if encoding == "utf-16" else "\ufeff"
    path.write_bytes(f'{mark}{{"council": "Llanelwedd ½", "later": [1]}}'.encode(encoding))
    assert load_settings(folder, now) == (Settings(council="Llanelwedd ½"), "")
    save_settings(folder, now, CHOSEN)
    assert load_settings(folder, now) == (CHOSEN, "")
    assert json.loads(path.read_text("utf-8"))["later"] == [1]
    assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize("number", ["1e999", "9" * 5000, "-0.0000000000000000000000000001"])
def test_a_number_that_no_computer_holds_costs_nothing(folder: Path, number: str) -> None:
    """Of a key that is not known here every digit is kept; of one that is, it is not fit."""
    path = folder / "settings.json"
    path.write_text(f'{{"theme": "light", "scale": [{number}]}}')
    assert load_settings(folder, now) == (Settings("light"), "")
    save_settings(folder, now, CHOSEN)
    assert number in path.read_text("utf-8")
    assert load_settings(folder, now) == (CHOSEN, "")
    path.write_text(f'{{"theme": {number}, "council": "Here"}}')
    settings, warning = load_settings(folder, now)
    assert settings == Settings(council="Here")
    assert 'for "theme"' in warning


class _Later(Struct, frozen=True):
    """Settings of a later version: one is a yes or no."""

    theme: str = ""
    is_spoken: bool = False
    widths: tuple[int, ...] = ()


def test_a_setting_may_be_of_any_type(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no text comes back as it was, and a version that does not know it keeps it."""
    with monkeypatch.context() as patch:
        patch.setattr("breakthroughs_tui.settings.Settings", _Later)
        later: Any = _Later("dark\x1b", is_spoken=True, widths=(80, 24))
        save_settings(folder, now, later)
        found: Any = load_settings(folder, now)
        assert found == (_Later("dark", is_spoken=True, widths=(80, 24)), "")
    save_settings(folder, now, CHOSEN)
    assert load_settings(folder, now) == (CHOSEN, "")
    kept = json.loads((folder / "settings.json").read_bytes())
    assert (kept["is_spoken"], kept["widths"]) == (True, [80, 24])


def test_a_damaged_file_that_cannot_be_moved_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The defaults serve even then, with a warning that says why."""
    (folder / "settings.json").write_bytes(b"{")
    monkeypatch.setattr(os, "rename", Mock(side_effect=PermissionError(13, "Permission denied")))
    settings, warning = load_settings(folder, now)
    assert settings == Settings()
    assert "could not be set aside (Permission denied)" in warning
    assert (folder / "settings.json").read_bytes() == b"{"


def test_what_is_not_a_file_is_left_alone(folder: Path) -> None:
    """A folder in its place is a warning to read, and an error in words to write."""
    (folder / "settings.json").mkdir()
    settings, warning = load_settings(folder, now)
    assert settings == Settings()
    assert "could not be read (Is a directory)" in warning
    with pytest.raises(StoreError, match=r"settings\.json could not be written: Is a directory"):
        save_settings(folder, lambda: NOW, CHOSEN)


def test_a_full_disk_keeps_the_old_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A choice that cannot be saved is an error in words, and the old file stays."""
    save_settings(folder, lambda: NOW, CHOSEN)
    full = OSError(28, "No space left on device")
    monkeypatch.setattr("breakthroughs_tui.atomic.write_file", Mock(side_effect=full))
    with pytest.raises(StoreError, match="No space left on device") as caught:
        save_settings(folder, lambda: NOW, Settings())
    assert caught.value.hint == "This choice will be forgotten."
    assert load_settings(folder, now) == (CHOSEN, "")


def test_what_a_later_version_wrote_survives(folder: Path) -> None:
    """Keys that this version does not know are still there after a save."""
    path = folder / "settings.json"
    path.write_text('{"theme": "dark", "language": "cy"}')
    assert load_settings(folder, now) == (Settings(theme="dark"), "")
    save_settings(folder, lambda: NOW, Settings(theme="light"))
    assert json.loads(path.read_bytes())["language"] == "cy"
    assert load_settings(folder, now)[0].theme == "light"


def test_text_that_steers_a_terminal_is_taken_out(folder: Path) -> None:
    """A settings file from elsewhere cannot send escape codes to the screen."""
    (folder / "settings.json").write_text('{"council": "\\u001b[31mX\\u202e", "assessor": "Y"}')
    assert load_settings(folder, now) == (Settings(council="[31mX", assessor="Y"), "")


def test_how_the_last_report_was_written_is_remembered(folder: Path) -> None:
    """Format and folder come back beside the rest; a file from before they were known serves."""
    (folder / "settings.json").write_text('{"theme": "dark", "council": "Here", "assessor": ""}')
    before, warning = load_settings(folder, now)
    assert (before, warning) == (Settings("dark", "Here"), "")
    after = Settings("dark", "Here", report_format="docx", report_folder="/home/jo/Papur – ½")
    save_settings(folder, now, after)
    assert load_settings(folder, now) == (after, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_folder_whose_name_is_no_text_keeps_nobody_from_leaving(folder: Path) -> None:
    """Its name is saved, or an error in words says that it is not; the other choices stand."""
    odd = os.fsdecode(b"/home/caf\xe9")
    with suppress(StoreError):
        save_settings(folder, now, Settings("dark", report_folder=odd))
    assert load_settings(folder, now)[0].report_folder in {odd, "", "/home/caf"}
