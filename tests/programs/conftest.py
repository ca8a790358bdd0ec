"""What a test asks for to open a report: a browser, an office. Each is started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs import chromium, needed
from tests.programs.chromium import Browser
from tests.programs.office import Office


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Keep one Chromium for all tests: it takes longer to start than to open a page."""
    with chromium.running(needed.chromium(), tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(_chromium: Browser) -> Iterator[Browser]:
    """Give Chromium, without a window from another test."""
    yield _chromium
    _chromium.close_pages()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Give LibreOffice: with settings for all tests, which take a second to make."""
    return Office(needed.libreoffice(), tmp_path_factory.mktemp("office"))
