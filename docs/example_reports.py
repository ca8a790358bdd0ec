"""Make the example reports and their pictures: `python docs/example_reports.py`.

They are reports of the invented quarters of `breakthroughs demo`. The same program gives the
same files, which the tests compare; the pictures need Chromium, LibreOffice and pdftoppm,
and are as these draw them.
"""  # noqa: INP001  a program, not a package

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

DOCS: Final = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from breakthroughs_tui.bank import load_default_bank  # noqa: E402  after the path
from breakthroughs_tui.example import example_quarters  # noqa: E402
from breakthroughs_tui.publishing import usual_name  # noqa: E402
from breakthroughs_tui.quarter import Quarter  # noqa: E402
from breakthroughs_tui.reports.building import build_report  # noqa: E402
from breakthroughs_tui.reports.formats import Format, write_report  # noqa: E402
from tests.programs import chromium, needed  # noqa: E402
from tests.programs.office import Office  # noqa: E402

EXAMPLES: Final = DOCS / "example-reports"
THIS_QUARTER: Final = Quarter(2026, 3)
PAGE: Final = (1000, 1250)
"""Width and height of the window that shows the web page, in pixels."""
DOTS: Final = 90
"""Dots an inch in the pictures of sheets of paper."""


def example(form: Format) -> bytes:
    """Write the report of the newest of the invented quarters."""
    *earlier, newest = example_quarters(load_default_bank(), THIS_QUARTER)
    return write_report(build_report(newest, earlier[::-1]), form).content


def path(form: Format) -> Path:
    """Tell where an example stands."""
    return EXAMPLES / usual_name(THIS_QUARTER, form)


def _take_pictures(folder: Path) -> None:
    """Draw the top of the web page, and the first sheets of paper of the Word and Excel reports."""
    with chromium.running(needed.chromium(), folder) as browser:
        shown = browser.open(path(Format.HTML), width=PAGE[0], height=PAGE[1])
        shown.run(shown.page.screenshot(path=DOCS / "report-html.png"))
    office = Office(needed.libreoffice(), folder)
    for form, name in ((Format.WORD, "report-word"), (Format.EXCEL, "report-excel")):
        _draw_first_sheet(office.convert(path(form), "pdf"), DOCS / name)


def _draw_first_sheet(pdf: Path, picture: Path) -> None:
    program = shutil.which("pdftoppm") or needed.missing("pdftoppm is not installed")
    subprocess.run(  # noqa: S603  a program of the system, on a file of ours
        [program, "-png", "-singlefile", "-r", str(DOTS), pdf, picture], check=True
    )


def main() -> None:
    """Write the reports, then their pictures."""
    EXAMPLES.mkdir(exist_ok=True)
    for form in Format:
        path(form).write_bytes(example(form))
    with TemporaryDirectory() as folder:
        try:
            _take_pictures(Path(folder))
        except pytest.skip.Exception as missing:
            sys.exit(f"No pictures: {missing}")


if __name__ == "__main__":
    main()
