"""Programs that are no Python packages: found, or the test that needs one says what to install."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str:
    """Give the command that starts Chromium."""
    return _command(
        ("chromium", "chromium-browser", "google-chrome"),
        "Chromium is not installed (Debian: apt-get install chromium)",
    )


def libreoffice() -> str:
    """Give the command that starts LibreOffice."""
    return _command(
        ("soffice", "libreoffice"),
        "LibreOffice is not installed "
        "(Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)",
    )


def axe() -> str:
    """Give the script of axe-core, which finds what keeps people from using a page."""
    if not AXE.is_file():
        missing("axe-core is not installed (npm install --no-package-lock --prefix tests/programs)")
    return AXE.read_text(encoding="utf-8")


def missing(reason: str) -> NoReturn:
    """Skip the test, or fail it where BREAKTHROUGHS_ALL_PROGRAMS says that all are installed."""
    if os.environ.get("BREAKTHROUGHS_ALL_PROGRAMS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _command(names: tuple[str, ...], reason: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    missing(reason)
