"""The priority gaps: breakthroughs by rank, their questions, the matrix, where to turn next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Plan, Progress, Scale
from breakthroughs_tui.priority import (
    NOT_ANSWERED,
    Band,
    RankedBreakthrough,
    ScoredQuestion,
    advice_for,
    most_urgent_first,
    summarise,
)
from breakthroughs_tui.render import gap_bar
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.matrix import Matrix
from breakthroughs_tui.tui.page import NORMAL_WIDTH, WIDE_WIDTH, Page
from breakthroughs_tui.tui.places import Go, ToQuestion
from breakthroughs_tui.tui.row_list import Row, RowList, beside
from breakthroughs_tui.tui.themes import band_style

_BAND_CELLS: Final = 12
_BAR_CELLS: Final = {False: 4, True: 10}
"""Cells of a gap bar, on a narrow screen and on a wide one."""


def band_content(band: Band | None, width: int = _BAND_CELLS) -> Content:
    """Draw a band as symbol, word and colour."""
    if band is None:
        return Content.styled(NOT_ANSWERED, "$muted").truncate(width, pad=True)
    text = Content.styled(band.look.label, band_style(band))
    return text.truncate(width, pad=True)


class SummaryPage(Page):
    """What to work on first."""

    CSS_PATH = "summary.tcss"
    EXPLAINS_SCORES = True
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "enter",
            "press",
            "Open",
            "Open a breakthrough's questions; go to a question",
            shown_as="Enter",
            show=True,
        ),
        key(
            "up,k",
            "move(-1)",
            "Move",
            "Move over the rows (also k and j)",
            shown_as="↑ ↓",
            show=True,
        ),
        key("down,j", "move(1)", "Next"),
        key("tab", "app.focus_next", "Next part", "Go to the matrix, and back", shown_as="Tab"),
        key(
            "pagedown",
            "scroll(1)",
            "More",
            "See the matrix and where to turn",
            shown_as="PgDn",
            show=True,
        ),
        key("pageup", "scroll(-1)", "Back up", "Go back up", shown_as="PgUp"),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """Show what a session's answers add up to."""
        super().__init__(session, go, "Priority gaps")
        self._summary = summarise(session.assessment)
        self._open: set[str] = set()
        """Ids of the breakthroughs whose questions are shown."""
        self._standing_line = Static(id="standing")
        self._columns_line = Static(id="columns")
        self._matrix = Matrix(self._summary)
        self._table = RowList(id="gaps")
        self._width = 0

    def compose_top(self) -> Iterable[Widget]:
        """Give what the answers cover, and the table's heading."""
        yield self._standing_line
        yield self._columns_line

    def compose_body(self) -> Iterable[Widget]:
        """Give the table, the matrix and the next steps."""
        yield self._table
        yield self._matrix
        yield Static(self._next_steps(), id="next-steps")

    def arrive(self) -> None:
        """Start at the first gap."""
        self.set_focus(self._table)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the rows out for the new width."""
        self._width = event.size.width
        self._show_rows()

    def show_session(self) -> None:
        """Score the answers as they stand."""
        self._summary = summarise(self.session.assessment)
        self._matrix.show(self._summary)
        self._show_rows()

    @property
    def _is_wide(self) -> bool:
        return self._width >= WIDE_WIDTH

    def _show_rows(self) -> None:
        """Lay everything out for the width."""
        if not self._width:
            return
        self._standing_line.update(self._standing())
        self._columns_line.update(self._columns())
        rows: list[Row] = []
        for entry in self._summary.breakthroughs:
            rows.append(Row(f"b:{entry.breakthrough.id}", self._breakthrough_row(entry)))
            if entry.breakthrough.id in self._open:
                rows += [
                    Row(f"q:{each.numbered.question.id}", self._question_row(each))
                    for each in most_urgent_first(entry.tally.questions)
                ]
        self._table.show(rows)
        if self._table.highlighted is None:
            self._table.highlighted = 0

    @property
    def _done_cells(self) -> int:
        """The cells of the column that says how many questions are answered."""
        most = max(entry.tally.total for entry in self._summary.breakthroughs)
        return max(2 * len(str(most)) + 2, len("Done "))

    def _standing(self) -> Content:
        overall = self._summary.overall
        parts = [Content(overall.coverage)]
        if overall.band is not None:
            parts.append(
                Content.assemble(
                    f"gap index {overall.gap_index}% ", band_content(overall.band).rstrip()
                )
            )
        if overall.is_provisional:
            parts.append(Content.styled("provisional", "bold $text-warning"))
        return Content(" · ").join(parts)

    def _columns(self) -> Content:
        left = f"     {'Band':<{_BAND_CELLS}} {'Gap':<{_BAR_CELLS[self._is_wide] + 6}}"
        if self._width < NORMAL_WIDTH:
            return Content.styled(f"{left.rstrip()}", "$muted")
        counts = f"{'Done':<{self._done_cells}}{self._counts_heading()}  "
        return Content.styled(f"{left}{counts}Breakthrough", "$muted")

    def _counts_heading(self) -> str:
        initials = self.session.assessment.bank.scales.initials
        return "  ".join(" ".join(initials(scale)) for scale in Scale)

    def _breakthrough_row(self, entry: RankedBreakthrough) -> Content:
        tally = entry.tally
        bar_cells = _BAR_CELLS[self._is_wide]
        index = "" if tally.gap_index is None else f"{tally.gap_index}%"
        bar = Content.styled(
            gap_bar(tally.gap_index, bar_cells),
            "$muted" if tally.band is None else band_style(tally.band),
        )
        is_open = entry.breakthrough.id in self._open
        left = Content.assemble(
            f" {'▾' if is_open else '▸'}{entry.rank:>2} ",
            band_content(tally.band),
            " ",
            bar,
            f"{index:>5} ",
        )
        title = Content.styled(entry.breakthrough.title, "bold")
        if self._width < NORMAL_WIDTH:
            below = beside(Content(" " * 5), title, self._width - 4)
            return Content.assemble(left.rstrip(), f"  {tally.answered}/{tally.total}\n", below)
        progress = " ".join(str(n) for n in tally.counts(tuple(Progress)).values())
        plan = " ".join(str(n) for n in tally.counts(tuple(Plan)).values())
        done = f"{tally.answered}/{tally.total}"
        left = Content.assemble(left, f"{done:<{self._done_cells}}{progress}  {plan}  ")
        return beside(left, title, self._width - 4)

    def _question_row(self, each: ScoredQuestion) -> Content:
        progress, plan = each.answer.progress, each.answer.plan
        left = Content.assemble(f"     {each.numbered.number:>3}  ", band_content(each.band), " ")
        text = Content(each.numbered.question.text)
        if progress and plan:
            advice = Content.styled(advice_for(progress, plan), "italic")
            text = Content.assemble(advice, ": ", text)
        if self._width < NORMAL_WIDTH:
            below = beside(Content(" " * 5), text, self._width - 4)
            return Content.assemble(left.rstrip(), "\n", below)
        return beside(left, text, self._width - 4)

    def _next_steps(self) -> Content:
        steps = self.session.assessment.bank.next_steps
        lines = [Content.styled("Where to turn next", "bold")] if steps else []
        for step in steps:
            mark = " (archived: closed)" if step.status == "archived" else ""
            lines.append(Content.styled(f"\n{step.title}{mark}", "$text-primary"))
            lines.append(Content(" ".join(step.text.split())))
            if step.url:
                lines.append(Content.styled(step.url, "$muted"))
        return Content("\n").join(lines)

    def action_move(self, step: int) -> None:
        """Move over the rows, round and round."""
        if self.focused is not self._table:
            self.set_focus(self._table)
        elif step > 0:
            self._table.action_cursor_down()
        else:
            self._table.action_cursor_up()
        self.body.scroll_to_widget(self._table, animate=False)

    async def action_press(self) -> None:
        """Show or hide a breakthrough's questions, or go to the question."""
        kind, _, name = (self._table.chosen_id or "").partition(":")
        if self.focused is not self._table or not name:
            return
        if kind == "q":
            await self.go(ToQuestion(name, comes_back=True))
            return
        self._open ^= {name}
        self._show_rows()
