"""Chromium, as somebody who opens a report has it: what they see, and what the page tries to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright import async_api
from playwright.async_api import async_playwright

from tests.programs import alongside, needed
from tests.programs.alongside import Alongside

_OFFLINE: Final = ("--host-resolver-rules=MAP * ~NOTFOUND",)
_STILL: Final = 250
"""Milliseconds. What a page asks for late, such as its icon, has come by then."""

_AXE: Final = """async () => {
    const {violations, incomplete} = await axe.run(document, {
        preload: false, rules: {"target-size": {enabled: true}},
    });
    const lines = rules => rules.flatMap(({id, help, nodes}) =>
        nodes.map(({target}) => `${id}: ${help} (${target.flat().join(" ")})`));
    return [lines(violations), lines(incomplete)];
}"""


class OpenPage:
    """One file in one window."""

    def __init__(self, alongside: Alongside, page: async_api.Page) -> None:
        """Take a page that shows nothing yet."""
        self.page = page
        """Playwright's own; use it with `run`."""
        self.run = alongside.run
        self.dialogs: list[str] = []
        """What was said by each box that opened: `alert: Hello`."""
        self.errors: list[str] = []
        """Errors in the console: also what the page's own policy refused."""
        self.scripts: list[str] = []
        """Where a script stands that ran, whatever it did: `report.html, line 3`."""
        self._requests: list[str] = []

    @property
    def title(self) -> str:
        """What stands in the window's title."""
        return self.run(self.page.title())

    @property
    def visible_text(self) -> str:
        """The words that are shown: none that the style hides."""
        return self.run(self.page.inner_text("body"))

    @property
    def width(self) -> int:
        """How wide the window is inside, in pixels, without a scroll bar."""
        return self.number("document.documentElement.clientWidth")

    @property
    def scroll_width(self) -> int:
        """How wide all that is shown is, in pixels: more than `width` if one must scroll aside."""
        return self.number("document.documentElement.scrollWidth")

    @property
    def requests(self) -> list[str]:
        """The address of all that was asked for beside the file: refused, or not there, as well."""
        self.run(self.page.wait_for_timeout(_STILL))
        return self._requests[1:]

    def ask(self, expression: str) -> object:
        """Give the value of an expression in JavaScript; the page's policy does not bar it."""
        return self.run(self.page.evaluate(expression))

    def number(self, expression: str) -> int:
        """Give the value of an expression in JavaScript that is a whole number."""
        found = self.ask(expression)
        assert isinstance(found, int)
        return found

    def press(self, *keys: str) -> None:
        """Press keys, one after another: `Tab`, `Shift+Tab`, `Enter`."""
        for key in keys:
            self.run(self.page.keyboard.press(key))

    def resize(self, width: int, height: int = 800) -> None:
        """Give the window another size."""
        self.run(self.page.set_viewport_size({"width": width, "height": height}))

    def show_as_printed(self) -> None:
        """Show the page from now on as its style wants it on paper."""
        self.run(self.page.emulate_media(media="print"))

    def show_dark(self) -> None:
        """Show the page from now on as to somebody who asked for dark colours."""
        self.run(self.page.emulate_media(color_scheme="dark"))

    def violations(self) -> list[str]:
        """Tell what axe-core finds wrong with what is shown now: `rule: help (selector)`."""
        return self._axe()[0]

    def undecided(self) -> list[str]:
        """Tell what axe-core leaves for a person to judge, in the same form."""
        return self._axe()[1]

    def print_to(self, target: Path, *, backgrounds: bool = False) -> Path:
        """Print to a PDF on A4, with the page's own margins, and give its path.

        Browsers leave backgrounds out, unless the person or the page asks for them.
        """
        self.run(
            self.page.pdf(
                path=target, format="A4", print_background=backgrounds, prefer_css_page_size=True
            )
        )
        return target

    def screenshot(self, target: Path) -> Path:
        """Take a picture of the whole page, as a PNG, and give its path."""
        self.run(self.page.screenshot(path=target, full_page=True))
        return target

    def _axe(self) -> list[list[str]]:
        self.ask(needed.axe())
        found: list[list[str]] = self.run(self.page.evaluate(_AXE))
        return found

    async def _load(self, address: str) -> None:
        """Show what is there, with an eye on all that it does from the start."""
        self.page.on("dialog", self._dismiss)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.context.on("request", lambda request: self._requests.append(request.url))
        debugger = await self.page.context.new_cdp_session(self.page)
        debugger.on("Debugger.scriptParsed", self._note_script)
        await debugger.send("Debugger.enable")
        await self.page.goto(address)

    async def _dismiss(self, dialog: async_api.Dialog) -> None:
        self.dialogs.append(f"{dialog.type}: {dialog.message}")
        await dialog.dismiss()

    def _hear(self, message: async_api.ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _note_script(self, script: dict[str, Any]) -> None:
        """Note a script of the page; those of `ask` and of axe-core have no address."""
        if address := script["url"]:
            self.scripts.append(f"{address.rpartition('/')[2]}, line {script['startLine'] + 1}")


class Browser:
    """Opens files, each as if the browser had never opened another."""

    def __init__(self, alongside: Alongside, browser: async_api.Browser) -> None:
        """Take a browser that runs."""
        self._alongside = alongside
        self._browser = browser

    def open(
        self, file: Path, *, width: int = 1280, height: int = 800, dark: bool = False
    ) -> OpenPage:
        """Open a file in a new window of this size, in pixels."""
        return self._alongside.run(self._open(file.absolute().as_uri(), width, height, dark=dark))

    def close_pages(self) -> None:
        """Close every window."""
        for context in self._browser.contexts:
            self._alongside.run(context.close())

    async def _open(self, address: str, width: int, height: int, *, dark: bool) -> OpenPage:
        context = await self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        opened = OpenPage(self._alongside, await context.new_page())
        await opened._load(address)  # noqa: SLF001  nobody else is to load a second file
        return opened


@contextmanager
def running(program: str, home: Path) -> Iterator[Browser]:
    """Run Chromium with an empty home and without a network until the block ends."""
    with alongside.running() as other:
        playwright = other.run(async_playwright().start())
        try:
            browser = other.run(
                playwright.chromium.launch(
                    executable_path=program, args=_OFFLINE, env={**os.environ, "HOME": str(home)}
                )
            )
            yield Browser(other, browser)
            other.run(browser.close())
        finally:
            other.run(playwright.stop())
