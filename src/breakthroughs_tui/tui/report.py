"""Writing a report: as what, and into which folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final, Protocol

from textual.binding import BindingType
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.errors import StoreError, os_reason
from breakthroughs_tui.plain import shown
from breakthroughs_tui.publishing import ExistsError, Published, usual_name
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.formats import Format
from breakthroughs_tui.tui.dialog import Close, Dialog
from breakthroughs_tui.tui.fields import LineField
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.remarks import NOTICE_SECONDS
from breakthroughs_tui.tui.row_list import Row, RowList
from breakthroughs_tui.wording import shortened_text


class Publish(Protocol):
    """Writes a report in a format into a folder."""

    async def __call__(self, form: Format, folder: str, *, replaces: bool) -> Published:
        """Raise StoreError, `ExistsError` where a file may not be replaced."""


_FORMATS: Final = tuple(Format)
_A_MOMENT: Final = 1.0
"""Seconds."""


class _Outcome(Static):
    """What came of it; comes into view as soon as it has its room."""

    def on_resize(self) -> None:
        """Show all of it."""
        self.scroll_visible(animate=False)


class ReportDialog(Dialog[None]):
    """Writes as many reports as the person asks for. The arrows choose the format."""

    CSS_PATH = "report.tcss"
    HEADING = "Report"
    FOOTING = "↑ ↓ · Enter writes · Esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "write(False)", "Write"),
        key("ctrl+r", "write(True)", "Replace"),
        key("ctrl+o", "open", "Open"),
        key("up", "move(-1)", "Previous"),
        key("down", "move(1)", "Next"),
    ]

    def __init__(  # noqa: PLR0913, PLR0917  what to write, how, where to, and what opens it
        self,
        close: Close[None],
        quarter: Quarter,
        form: Format,
        folder: str,
        publish: Publish,
        opener: Callable[[Path], None] | None,
        remark: str = "",
    ) -> None:
        """Begin with a format, a folder and what is to be said of that.

        Without an opener, the path is all that is told.
        """
        super().__init__(close)
        self._quarter = quarter
        self._first = form
        self._publish = publish
        self._opener = opener
        self._path: Path | None = None
        """The report that was written last."""
        self._is_idle = asyncio.Event()
        """Whether no report is being written."""
        self._is_idle.set()
        self._asks_to_replace: tuple[Format, str] | None = None
        """The format and folder for which Ctrl+R was offered."""
        self._list = RowList()
        self._list.can_focus = False
        self._folder = LineField(folder, placeholder="A folder that is there")
        self._file_name = Static(classes="name")
        self._said = _Outcome(Content(remark), classes="said")

    def compose_content(self) -> list[Widget]:
        """Give the formats, the folder, the file's name, and what came of it."""
        return [self._list, Static(Content("Folder")), self._folder, self._file_name, self._said]

    def arrive(self) -> None:
        """Typing goes into the folder."""
        self.set_focus(self._folder)

    def on_mount(self) -> None:
        """Begin with the format of last time."""
        lines = {each: Content(f"  {each.label}, {each.purpose}") for each in _FORMATS}
        self._list.show([Row(form.value, line) for form, line in lines.items()])
        self._list.highlighted = _FORMATS.index(self._first)
        self._show_name()

    @property
    def _form(self) -> Format:
        return _FORMATS[self._list.highlighted or 0]

    def _show_name(self) -> None:
        self._file_name.update(Content(usual_name(self._quarter, self._form)))

    def action_move(self, step: int) -> None:
        """Move over the formats."""
        self._list.move(step)
        self._show_name()
        self._say("")

    async def action_write(self, replaces: bool) -> None:  # noqa: FBT001  the binding's value
        """Write the report; one that is there is replaced only once that has been asked."""
        await self.catch_up(self._folder)
        folder = self._folder.value.strip()
        asked = (self._form, folder)
        may_replace = replaces and asked == self._asks_to_replace
        if self._is_idle.is_set():
            self._is_idle.clear()
            self._say("Writing …")
            self.app.run_worker(self._write(*asked, replaces=may_replace))
        with suppress(TimeoutError):  # keys typed ahead wait for a report, not for a slow disk
            await asyncio.wait_for(self._is_idle.wait(), _A_MOMENT)

    async def _write(self, form: Format, folder: str, *, replaces: bool) -> None:
        """Write it while the screen goes on: the disk may be slow."""
        try:
            published = await self._publish(form, folder, replaces=replaces)
        except ExistsError as error:
            self._asks_to_replace = (form, folder)
            self._say(f"{error.sentence} Press Ctrl+R to replace it.", is_problem=True)
        except StoreError as error:
            self._say(error.text, is_problem=True)
        else:
            self._asks_to_replace = None
            self._path = published.path
            self._say(_written(published, can_open=self._opener is not None))
        finally:
            self._is_idle.set()

    async def action_open(self) -> None:
        """Show the report with the system's program for it."""
        if self._path is None or self._opener is None:
            return
        try:
            await asyncio.to_thread(self._opener, self._path)
        except OSError as error:
            self._say(
                f"{shown(self._path)} could not be opened: {os_reason(error)}.", is_problem=True
            )

    def _say(self, text: str, *, is_problem: bool = False) -> None:
        if not self.is_attached:  # closed meanwhile
            severity: SeverityLevel = "error" if is_problem else "information"
            self.app.notify(text, markup=False, severity=severity, timeout=NOTICE_SECONDS)
            return
        self._said.set_class(is_problem, "-problem")
        self._said.update(Content(text))
        self.call_after_refresh(self._said.scroll_visible, animate=False)


def _written(published: Published, *, can_open: bool) -> str:
    """Say where the report is, and what it had no room for."""
    parts = [f"Written: {shown(published.path)}"]
    if can_open:
        parts.append("Ctrl+O opens it.")
    if published.shortened:
        parts.append(shortened_text(published.shortened))
    return "\n".join(parts)
