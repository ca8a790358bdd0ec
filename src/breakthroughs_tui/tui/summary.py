"""The priority gaps: breakthroughs by rank, their questions, checks, the matrix, next steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import Plan, Progress, Scale
from breakthroughs_tui.priority import (
    RankedBreakthrough,
    ScoredQuestion,
    advice_for,
    most_urgent_first,
)
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.bands import BAND_CELLS, band_content, band_style
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.list_page import ListPage, show_from_first
from breakthroughs_tui.tui.matrix import Matrix
from breakthroughs_tui.tui.places import Go, ToQuestion, ToReport
from breakthroughs_tui.tui.row_list import Row, RowList, beside
from breakthroughs_tui.wording import gap_bar, one_line, shift_text

_BAR_CELLS: Final = {False: 4, True: 10}
"""Cells of a gap bar, on a narrow screen and on a wide one."""


class SummaryPage(ListPage):
    """What to work on first."""

    CSS_PATH = "summary.tcss"
    EXPLAINS_SCORES = True
    HEADING = "Priority gaps"
    LEADS_HERE = "summary"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "enter",
            "press",
            "Open",
            "Open a breakthrough's or a check's questions; go to a question",
            shown_as="Enter",
            show=True,
        ),
        key(
            "tab",
            "app.focus_next",
            "Next part",
            "Go to the checks, the matrix, and back",
            shown_as="Tab",
        ),
        key(
            "pagedown",
            "scroll(1)",
            "More",
            "See the checks, the matrix and where to turn",
            shown_as="PgDn",
            show=True,
        ),
        key("r", "report", "Report", "Write a report to hand in", show=True),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """Show what a session's answers add up to."""
        super().__init__(session, go)
        self._review = session.review()
        self._open: set[str] = set()
        """Ids of the rows whose questions are shown."""
        self._checks_heading = Static(Content.styled("  Checks", "bold"), id="checks-heading")
        self._checks = RowList(id="checks", classes="rows")
        self._matrix = Matrix(self._review.summary)

    def compose_body(self) -> Iterable[Widget]:
        """Give the table, the checks, the matrix and the next steps."""
        yield self.table
        yield self._checks_heading
        yield self._checks
        yield self._matrix
        yield Static(self._next_steps(), id="next-steps")

    def show_session(self) -> None:
        """Score the answers as they stand."""
        self._review = self.session.review()
        self._matrix.show(self._review.summary)
        super().show_session()

    def show_rows(self) -> None:
        """Lay everything out for the width."""
        super().show_rows()
        if not self._width:
            return
        self._checks_heading.display = self._checks.display = bool(self._review.findings)
        show_from_first(self._checks, self._check_rows())

    def rows(self) -> list[Row]:
        """Give the breakthroughs by rank, each that is open with its questions."""
        rows: list[Row] = []
        for entry in self._review.summary.breakthroughs:
            row_id = f"b:{entry.breakthrough.id}"
            rows.append(Row(row_id, self._breakthrough_row(entry)))
            if row_id in self._open:
                rows += [
                    Row(f"q:{each.numbered.question.id}", self._question_row(each))
                    for each in most_urgent_first(entry.tally.questions)
                ]
        return rows

    def _check_rows(self) -> list[Row]:
        """Give the checks that found something, each that is open with its questions."""
        scored = self._review.summary.overall.questions
        rows: list[Row] = []
        for finding in self._review.findings:
            row_id = f"c:{finding.words}"
            left = Content(f" {self._fold(row_id)} ")
            words = Content.styled(finding.words, "$text-warning")
            text = Content.assemble(words, f": {finding.where}")
            rows.append(Row(row_id, beside(left, text, self.room)))
            if row_id in self._open:
                rows += [
                    Row(f"{row_id}:{each.question.id}", self._question_row(scored[each.number - 1]))
                    for each in finding.questions
                ]
        return rows

    def _fold(self, row_id: str) -> str:
        """Draw whether the questions below a row are shown."""
        return "▾" if row_id in self._open else "▸"

    def standing_content(self) -> Content:
        """Say how far the answers go, what they add up to, and how that moved."""
        overall = self._review.summary.overall
        parts = [Content(overall.coverage)]
        if overall.band is not None:
            parts.append(
                Content.assemble(
                    f"gap index {overall.gap_index}% ", band_content(overall.band).rstrip()
                )
            )
        if overall.is_provisional:
            parts.append(Content.styled("provisional", "bold $text-warning"))
        lines = [Content(" · ").join(parts)]
        moved = [
            f"{shift_text(each.overall)} since {each.earlier.assessment.quarter.briefly}"
            for each in self._review.comparisons
            if each.overall.change is not None
        ]
        if moved:
            is_partial = any(each.overall.is_partial for each in self._review.comparisons)
            remark = " (~ not all compared)" if is_partial else ""
            lines.append(Content(f"Gap index: {', '.join(moved)}{remark}"))
        return Content("\n").join(lines)

    @property
    def _has_bars(self) -> bool:
        """Whether there is room for gap bars beside what moved since the quarters before."""
        return self.is_wide or not self._review.comparisons

    @property
    def _change_cells(self) -> int:
        """The cells of a column that says how far the gap index moved."""
        return 13 if self.is_wide else 6

    @property
    def _done_cells(self) -> int:
        """The cells of the column that says how many questions are answered.

        No cells where there is little room and every question is.
        """
        if not self._has_bars and not self._review.summary.overall.is_provisional:
            return 0
        most = max(entry.tally.total for entry in self._review.summary.breakthroughs)
        return max(2 * len(str(most)) + 2, len("Done "))

    def columns_content(self) -> Content:
        """Give the headings for the width."""
        bar_cells = _BAR_CELLS[self.is_wide] + 1 if self._has_bars else 0
        left = f"     {'Band':<{BAND_CELLS}}{'Gap':>5}{'':<{bar_cells}} "
        if self.is_narrow:
            return Content.styled(f"{left.rstrip()}", "$muted")
        done = "Done" if self._done_cells else ""
        counts = f"{done:<{self._done_cells}}{self._counts_heading()}  "
        return Content.styled(f"{left}{self._changes_heading()}{counts}Breakthrough", "$muted")

    def _changes_heading(self) -> str:
        """Name the quarters that the gaps are set against, a column each."""
        quarters = [each.earlier.assessment.quarter for each in self._review.comparisons]
        names = [f"vs {each.briefly if self.is_wide else f'Q{each.number}'}" for each in quarters]
        return "".join(f"{name:>{self._change_cells}}" for name in names) + "  " * bool(names)

    def _counts_heading(self) -> str:
        initials = self.session.assessment.bank.scales.initials
        return "  ".join(" ".join(initials(scale)) for scale in Scale)

    def _changes(self, breakthrough_id: str) -> Content:
        """Draw how far the gap index moved; less is better."""
        cells = []
        for shift in self._review.shifts(breakthrough_id):
            change = shift.change
            style = "" if not change else "$text-success" if change < 0 else "bold $text-error"
            text = f"{shift_text(shift):>{self._change_cells}}"
            cells.append(Content.styled(text, style))
        return Content.assemble(*cells, "  ") if cells else Content("")

    def _breakthrough_row(self, entry: RankedBreakthrough) -> Content:
        tally = entry.tally
        index = "" if tally.gap_index is None else f"{tally.gap_index}%"
        bar = Content.styled(
            gap_bar(tally.gap_index, _BAR_CELLS[self.is_wide]),
            "$muted" if tally.band is None else band_style(tally.band),
        )
        left = Content.assemble(
            f" {self._fold(f'b:{entry.breakthrough.id}')}{entry.rank:>2} ",
            band_content(tally.band),
            f"{index:>5} ",
            *((bar, " ") if self._has_bars else ()),
        )
        title = Content.styled(entry.breakthrough.title, "bold")
        if self.is_narrow:
            below = beside(Content(" " * 5), title, self.room)
            return Content.assemble(left.rstrip(), f"  {tally.answered}/{tally.total}\n", below)
        progress = " ".join(str(n) for n in tally.counts(tuple(Progress)).values())
        plan = " ".join(str(n) for n in tally.counts(tuple(Plan)).values())
        done = f"{tally.answered}/{tally.total}" if self._done_cells else ""
        left = Content.assemble(
            left,
            self._changes(entry.breakthrough.id),
            f"{done:<{self._done_cells}}{progress}  {plan}  ",
        )
        return beside(left, title, self.room)

    def _question_row(self, each: ScoredQuestion) -> Content:
        progress, plan = each.answer.progress, each.answer.plan
        left = Content.assemble(f"     {each.numbered.number:>3}  ", band_content(each.band), " ")
        text = Content(each.numbered.question.text)
        if progress and plan:
            advice = Content.styled(advice_for(progress, plan), "italic")
            text = Content.assemble(advice, ": ", text)
        remarks = "; ".join(self._review.remarks(each))
        if remarks:
            text = Content.assemble(text, Content.styled(f" ({remarks})", "$text-warning"))
        if self.is_narrow:
            below = beside(Content(" " * 5), text, self.room)
            return Content.assemble(left.rstrip(), "\n", below)
        return beside(left, text, self.room)

    def _next_steps(self) -> Content:
        steps = self.session.assessment.bank.next_steps
        lines = [Content.styled("Where to turn next", "bold")] if steps else []
        for step in steps:
            mark = " (archived: closed)" if step.status == "archived" else ""
            lines.append(Content.styled(f"\n{step.title}{mark}", "$text-primary"))
            lines.append(Content(one_line(step.text)))
            if step.url:
                lines.append(Content.styled(step.url, "$muted"))
        return Content("\n").join(lines)

    @property
    def _chosen(self) -> str:
        """The id of the row under the cursor."""
        lists = (each for each in (self.table, self._checks) if each is self.focused)
        return next((each.chosen_id or "" for each in lists), "")

    @property
    def question_in_hand(self) -> str | None:
        """The question under the cursor, in the table or below a check."""
        kind, _, name = self._chosen.partition(":")
        if kind == "c":
            name = name.partition(":")[2]
        return (name or None) if kind in {"c", "q"} else None

    async def action_report(self) -> None:
        """Write a report."""
        await self.go(ToReport())

    def action_move(self, step: int) -> None:
        """Move over the gaps and the checks, round and round."""
        self.move_in([self.table, self._checks], step)

    async def action_press(self) -> None:
        """Show or hide the questions of a breakthrough or a check, or go to the question."""
        if self.question_in_hand is not None:
            await self.go(ToQuestion(self.question_in_hand, comes_back=True))
        elif self._chosen:
            self._open ^= {self._chosen}
            self.show_rows()
            self.bring_into_view()
