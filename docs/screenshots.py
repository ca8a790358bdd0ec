"""Make the README's two pictures from the real app: `python docs/screenshots.py`.

The same program gives the same bytes: the clock stands still, and the answers are invented
and typed with the keys that a person would press.
"""  # noqa: INP001  a program, not a package

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.model import Assessment
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.store import Store
from breakthroughs_tui.tui.app import BreakthroughsApp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.pilot import Pilot

DOCS: Final = Path(__file__).parent
NOW: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SIZE: Final = (80, 24)
FIRST: Final = "22112"
"""What is typed before the picture of the first breakthrough: a digit for each rating."""
REST: Final = ("122", "322322", "1121", "211232", "3332", "21223221", "11", "232122")
"""The other ratings, breakthrough by breakthrough; Enter after each goes on."""
_FONT_RULE: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_MAKER: Final = re.compile(r"\s*<!-- Generated with .*? -->")


def _now() -> datetime:
    return NOW


def _new_app(folder: Path) -> BreakthroughsApp:
    """Open a quarter that nobody has answered yet."""
    assessment = Assessment(Quarter.containing(NOW), "", "", NOW, NOW, load_default_bank(), {})
    file = Store(folder, _now).file(assessment.quarter)
    return BreakthroughsApp(Session(assessment, file, _now), Settings())


async def _type(pilot: Pilot[None], keys: Iterable[str]) -> None:
    """Press the keys, then wait until the screen shows that the answers are saved."""
    app = pilot.app
    assert isinstance(app, BreakthroughsApp)
    await pilot.press(*keys)
    await asyncio.to_thread(app.session.wait_until_saved)
    await pilot.pause()


def _picture(app: BreakthroughsApp) -> str:
    """Draw the screen as SVG that fetches nothing: without the rules that name a font's host."""
    svg = app.export_screenshot(title="breakthroughs")
    svg = _MAKER.sub("", _FONT_RULE.sub("", svg))
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


async def take_pictures(folder: Path) -> dict[str, str]:
    """Answer every question, and give both pictures by file name."""
    app = _new_app(folder)
    try:
        async with app.run_test(size=SIZE) as pilot:
            await _type(pilot, ["enter", *FIRST])
            breakthrough = _picture(app)
            await _type(pilot, [key for digits in REST for key in (*digits, "enter")])
            return {"breakthrough.svg": breakthrough, "priority-gaps.svg": _picture(app)}
    finally:
        app.session.close()  # its thread would keep this program alive


def main() -> None:
    """Write both pictures beside this program."""
    with TemporaryDirectory() as folder:
        pictures = asyncio.run(take_pictures(Path(folder)))
    for name, svg in pictures.items():
        (DOCS / name).write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
