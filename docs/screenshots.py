"""Make the README's pictures from the real app: `python docs/screenshots.py`.

The same program gives the same bytes: the clock stands still, and the quarters are the
invented ones of `breakthroughs demo`, worked on with the keys that a person would press.
"""  # noqa: INP001  a program, not a package

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.opening import Request, open_quarter
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui.app import BreakthroughsApp

DOCS: Final = Path(__file__).parent
NOW: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
THIS_QUARTER: Final = Quarter(2026, 3)
SIZE: Final = (80, 24)
PICTURES: Final = {
    "breakthrough.svg": (3, "enter 1 1 = 1"),
    "priority-gaps.svg": (4, "s"),
    "comparison.svg": (4, "c"),
    "trend.svg": (4, "t"),
    "actions.svg": (4, "A"),
}
"""By file name: how many of the invented quarters are saved, and the keys that are pressed."""
_FONT_RULE: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_MAKER: Final = re.compile(r"\s*<!-- Generated with .*? -->")


def _now() -> datetime:
    return NOW


def _request(folder: Path, saved: int) -> Request:
    """Save the oldest of the invented quarters, and ask for this quarter."""
    store = Store(folder / "answers", _now)
    for assessment in example_quarters(load_default_bank(), THIS_QUARTER)[:saved]:
        store.file(assessment.quarter).save(assessment)
    return Request(
        file=store.file(THIS_QUARTER),
        quarter=THIS_QUARTER,
        history=History(store, NOW.date),
        lock_folder=folder / "locks",
        settings=Settings(),
        asked_bank=None,
        default_bank=load_default_bank,
        now=_now,
        confirm=lambda _question: False,
    )


def _picture(app: BreakthroughsApp) -> str:
    """Draw the screen as SVG that fetches nothing: without the rules that name a font's host."""
    svg = app.export_screenshot(title="breakthroughs")
    svg = _MAKER.sub("", _FONT_RULE.sub("", svg))
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


async def take_picture(folder: Path, saved: int, keys: str) -> str:
    """Press keys in this quarter, with so many quarters saved, and draw what they lead to."""
    opened = open_quarter(_request(folder, saved))
    app = BreakthroughsApp(opened.session, Settings())
    try:
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*("equals_sign" if key == "=" else key for key in keys.split()))
            await asyncio.to_thread(opened.session.wait_until_saved)
            await pilot.pause()
            return _picture(app)
    finally:
        opened.session.close()  # its thread would keep this program alive
        opened.lock.release()


def main() -> None:
    """Write the pictures beside this program."""
    for name, (saved, keys) in PICTURES.items():
        with TemporaryDirectory() as folder:
            svg = asyncio.run(take_picture(Path(folder), saved, keys))
        (DOCS / name).write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
