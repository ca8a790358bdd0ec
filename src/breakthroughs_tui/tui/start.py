"""Where the work begins: the quarter, the list of breakthroughs, Continue."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Status
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.bars import Onward
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.offers import merge_row, start_row
from breakthroughs_tui.tui.page import NORMAL_WIDTH, Page
from breakthroughs_tui.tui.places import (
    Go,
    Place,
    ToBreakthrough,
    ToMerge,
    ToQuarter,
    ToQuestion,
    ToSummary,
)
from breakthroughs_tui.tui.row_list import Row, RowList, beside

_MARKS: Final = {
    Status.NOT_STARTED: Content.styled("○ Not started", "$muted"),
    Status.IN_PROGRESS: Content.styled("◐ In progress", "$text-warning"),
    Status.COMPLETED: Content.styled("● Completed  ", "$text-success"),
}


class StartPage(Page):
    """The task list of one quarter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "enter", "press", "Open", "Go on, or open the breakthrough", shown_as="Enter", show=True
        ),
        key(
            "up,k",
            "move(-1)",
            "Move",
            "Move over the breakthroughs (also k and j)",
            shown_as="↑ ↓",
            show=True,
        ),
        key("down,j", "move(1)", "Next"),
        key("tab", "switch", "Switch", "Switch between the list and Continue", shown_as="Tab"),
        key("shift+tab", "switch", "Switch"),
        key("pagedown", "scroll(1)", "More", "See what is below", shown_as="PgDn"),
        key("pageup", "scroll(-1)", "Back up", "Go back up", shown_as="PgUp"),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """Show a session from its start."""
        super().__init__(session, go, session.assessment.bank.title)
        self._width = NORMAL_WIDTH
        self._saved: list[Quarter] = []
        """The quarters that have a file, newest first."""
        self._offers: list[Quarter] = []
        """The quarters that may be started instead of this one."""
        self._copies: list[Path] = []
        """The copies of this quarter that may be put together with it."""
        self._look_around()
        self._heading_line = Static(id="heading")
        introduction = session.assessment.bank.introduction.strip()
        self._introduction = Static(Content(introduction), id="introduction")
        self._list = RowList(id="tasks")
        self._introduction.display = self._is_first_run
        self._onward = Onward(self._onward_label())

    def compose_body(self) -> Iterable[Widget]:
        """Give the quarter, what the exercise is for, and the list."""
        self._heading_line.update(self._heading())
        self._list.show(self._rows())
        yield self._heading_line
        yield self._introduction
        yield self._list

    def compose_bottom(self) -> Iterable[Widget]:
        """Give the way on, in view however long the list is."""
        yield self._onward

    def work_on(self, session: Session) -> None:
        """Begin again, with another quarter."""
        self.session = session
        bank = session.assessment.bank
        self.title_bar.set_title(bank.title, session.assessment.quarter.short_label)
        self._introduction.update(Content(bank.introduction.strip()))
        self.show_session()
        self.show_state()
        self._focus_onward()

    def _look_around(self) -> None:
        """See what else is saved, and what may be started."""
        own, history = self.session.assessment.quarter, self.session.history
        self._saved = history.quarters()
        self._offers = history.startable(own) if self._saved else []
        self._copies = self.session.copies

    def on_resize(self, event: events.Resize) -> None:
        """Lay the list out for the new width."""
        was_roomy = self._width >= NORMAL_WIDTH
        self._width = event.size.width
        if not (was_roomy and self._width >= NORMAL_WIDTH):
            self._list.show(self._rows())

    def arrive(self) -> None:
        """Enter goes on with the work."""
        self.set_focus(self._onward)

    def show_session(self) -> None:
        """Show how far each breakthrough has come."""
        self._look_around()
        self._heading_line.update(self._heading())
        self._introduction.display = self._is_first_run
        chosen = self._list.chosen_id
        self._list.show(self._rows())
        self._onward.set_label(self._onward_label())
        if chosen is not None and self._list.chosen_id != chosen:
            self._focus_onward()  # a copy that was offered is put together

    @property
    def _is_first_run(self) -> bool:
        """Whether nothing has been answered yet, in this quarter or any other."""
        return not self.session.assessment.is_begun and not self._saved

    def _heading(self) -> Content:
        """Name the quarter, and the newest one that is saved beside it."""
        assessment = self.session.assessment
        council = f"{assessment.council} · " if assessment.council else ""
        heading = Content.assemble(
            Content.styled(f"{council}{assessment.quarter.label}", "bold"),
            Content.styled(f" · {assessment.coverage}", "$muted"),
        )
        so_far = self.session.history.quarters_so_far()
        others = [quarter for quarter in so_far if quarter != assessment.quarter]
        if not others:
            return heading
        last = self.session.last
        is_last = last is not None and others[0] == last.quarter
        words = f"{'Last time' if is_last else 'Newest saved'}: {self._describe(others[0])}"
        return Content("\n").join([heading, Content.styled(words, "$muted")])

    def _describe(self, quarter: Quarter) -> str:
        """Name a saved quarter, and say how far it was answered."""
        saved = self.session.saved(quarter).assessment
        return f"{quarter.label} · {saved.coverage if saved else 'cannot be counted'}"

    def _rows(self) -> list[Row]:
        bank = self.session.assessment.bank
        rows = [
            Row(each.id, self._row(position, each.title))
            for position, each in enumerate(bank.breakthroughs)
        ]
        history, room = self.session.history, self._width - 6
        rows += [start_row(each, history, "  ", room) for each in self._offers]
        return rows + [merge_row(each, "  ", room) for each in self._copies]

    def _row(self, position: int, title: str) -> Content:
        """Draw a breakthrough with its status; where there is little room, on a line of its own."""
        mark = _MARKS[self.session.assessment.status(position)]
        number = Content.styled(f"{position + 1}  ", "$muted")
        if self._width < NORMAL_WIDTH:
            above = beside(Content.assemble("  ", number), Content(title), self._width - 4)
            return Content.assemble(above, "\n     ", mark)
        return Content.assemble("  ", mark, "  ", number, Content(title))

    def _onward_label(self) -> str:
        assessment = self.session.assessment
        if not assessment.is_begun:
            return "Start"
        return "Continue" if assessment.first_unanswered() else "See the priority gaps"

    async def action_press(self) -> None:
        """Open the breakthrough under the cursor, or go on where work is left."""
        if self.focused is self._list and self._list.highlighted is not None:
            await self._open_row(self._list.highlighted)
            return
        unanswered = self.session.assessment.first_unanswered()
        if unanswered is None:
            await self.go(ToSummary())
        else:
            await self.go(ToQuestion(unanswered.question.id))

    async def _open_row(self, index: int) -> None:
        places: list[Place] = []
        places += map(ToBreakthrough, range(len(self.session.assessment.bank.breakthroughs)))
        places += map(ToQuarter, self._offers)
        places += map(ToMerge, self._copies)
        await self.go(places[index])

    def action_switch(self) -> None:
        """Go from the list to Continue, or back."""
        if self.focused is self._list:
            self._focus_onward()
        else:
            self._focus_list(self._list.highlighted or 0)

    def action_move(self, step: int) -> None:
        """Move over the breakthroughs and Continue, round and round."""
        last = self._list.option_count - 1
        if self.focused is not self._list or self._list.highlighted is None:
            self._focus_list(0 if step > 0 else last)
        elif 0 <= self._list.highlighted + step <= last:
            self._list.highlighted += step
        else:
            self._focus_onward()

    def _focus_list(self, index: int) -> None:
        self.set_focus(self._list)
        self._list.highlighted = index

    def _focus_onward(self) -> None:
        self._list.highlighted = None
        self.set_focus(self._onward)
