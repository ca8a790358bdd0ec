"""What the program remembers between runs, beside the quarters: `settings.json`."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from breakthroughs_tui import atomic
from breakthroughs_tui.copies import set_aside
from breakthroughs_tui.errors import StoreError, os_reason
from breakthroughs_tui.folder import SETTINGS_NAME
from breakthroughs_tui.model import clean_text
from breakthroughs_tui.plain import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

_MOST_BYTES: Final = 1024 * 1024
_DAMAGED: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)


class Settings(Struct, frozen=True):
    """The person's choices; the defaults serve until something is chosen."""

    theme: str = ""
    council: str = ""
    assessor: str = ""
    report_format: str = ""
    """What the last report was written as, and where to."""
    report_folder: str = ""


def load_settings(folder: Path, now: Callable[[], datetime]) -> tuple[Settings, str]:
    """Read the settings, and a warning where the defaults had to serve.

    One value that is not fit costs only itself; a damaged file is set aside. Never raises:
    nobody should be kept from their answers by this.
    """
    path = folder / SETTINGS_NAME
    try:
        found = _read(path)
    except OSError as error:
        return (
            Settings(),
            f"{shown(path)} could not be read ({os_reason(error)}). The defaults serve.",
        )
    except _DAMAGED:
        return Settings(), _set_aside(path, now)
    fit, unfit = _known(found)
    return Settings(**fit), _unfit_text(path, unfit)


def _known(found: dict[str, msgspec.Raw]) -> tuple[dict[str, Any], list[str]]:
    """Give the values that can be used, by name, and the names of those that cannot."""
    fit, unfit = {}, []
    for field in msgspec.structs.fields(Settings):
        if field.name in found:
            try:
                fit[field.name] = _cleaned(msgspec.json.decode(found[field.name], type=field.type))
            except msgspec.MsgspecError:
                unfit.append(field.name)
    return fit, unfit


def _unfit_text(path: Path, names: list[str]) -> str:
    if not names:
        return ""
    defaults = "default serves" if len(names) == 1 else "defaults serve"
    listed = ", ".join(f'"{name}"' for name in names)
    return f"{shown(path)} holds what cannot be used for {listed}. The {defaults}."


def _cleaned(value: Any) -> Any:  # noqa: ANN401  settings are of several types
    return clean_text(value) if isinstance(value, str) else value


def _read(path: Path) -> dict[str, msgspec.Raw]:
    """Read what the file holds, if there is one: each value as it is written there.

    Raises OSError or one of `_DAMAGED`.
    """
    try:
        content = atomic.read_file(path, _MOST_BYTES)
    except FileNotFoundError:
        return {}
    is_utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    return msgspec.json.decode(text, type=dict[str, msgspec.Raw])


def _set_aside(path: Path, now: Callable[[], datetime]) -> str:
    try:
        aside = set_aside(path, "damaged", now())
    except OSError as error:
        return f"{shown(path)} is damaged and could not be set aside ({os_reason(error)})."
    return f"{shown(path)} was damaged. It is kept as {shown(aside.name)}, and the defaults serve."


def save_settings(
    folder: Path, now: Callable[[], datetime], settings: Settings, *, may_make: bool = True
) -> None:
    """Write the settings over what the file held. Raises StoreError.

    A value that cannot be used stays there until another than the default is chosen.
    Without `may_make` a folder that is missing is not made.
    """
    path = folder / SETTINGS_NAME
    try:
        if may_make:
            atomic.make_folder(folder)
        try:
            others = _read(path)
        except _DAMAGED:
            _set_aside(path, now)
            others = {}
        _, unfit = _known(others)
        usual = Settings()
        chosen = {
            name: _cleaned(value)
            for name, value in msgspec.to_builtins(settings).items()
            if name not in unfit or value != getattr(usual, name)
        }
        document = msgspec.json.encode({**others, **chosen})
        atomic.write_file(path, msgspec.json.format(document, indent=2) + b"\n")
    except OSError as error:
        message = f"{shown(path)} could not be written: {os_reason(error)}"
        raise StoreError(message, "This choice will be forgotten.") from error
