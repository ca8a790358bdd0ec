"""Two quarters side by side: what fell, what moved, and which way."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from breakthroughs_tui.comparison import BreakthroughChange, Comparison, QuestionChange
from breakthroughs_tui.model import Scale
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.bands import tally_content
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.list_page import ListPage
from breakthroughs_tui.tui.movements import movement_content, movement_style
from breakthroughs_tui.tui.places import Go, ToQuestion
from breakthroughs_tui.tui.row_list import Row, beside
from breakthroughs_tui.wording import (
    change_text,
    compared_text,
    direction_word,
    fall_text,
    standing_of_both,
    two_councils_text,
)

_DIRECTION_CELLS: Final = 15
_TALLY_CELLS: Final = 17
_CHANGE_CELLS: Final = 6


class ComparisonPage(ListPage):
    """The open quarter beside another: the one before, unless the person chooses."""

    HEADING = "Compare"
    LEADS_HERE = "compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "enter",
            "press",
            "Open",
            "Open a breakthrough's questions; go to a question",
            shown_as="Enter",
            show=True,
        ),
        key("y", "year", "A year ago", "Compare with the same quarter last year", show=True),
        key(
            "left",
            "turn(-1)",
            "Other quarter",
            "Compare with an older quarter, or with → a newer one",
            shown_as="← →",
            show=True,
        ),
        key("right", "turn(1)", "Newer"),
    ]

    def __init__(self, session: Session, go: Go, other: Quarter | None = None) -> None:
        """Set a session's quarter beside another; None is the one before."""
        super().__init__(session, go)
        self._other = other or self._usual()
        self._comparison = self._compare()
        self._open: set[str] = set()
        """Ids of the rows whose questions are shown."""

    @property
    def _others(self) -> list[Quarter]:
        """The quarters that have a file, beside the open one; oldest first."""
        own = self.session.assessment.quarter
        return sorted(each for each in self.session.history.quarters() if each != own)

    def _usual(self) -> Quarter | None:
        """Choose the quarter before; from the oldest, the one after."""
        last = self.session.last
        return last.quarter if last else next(iter(self._others), None)

    def _compare(self) -> Comparison | None:
        """Compare in the order of time; None where there is nothing to compare with."""
        other = self.session.saved(self._other).assessment if self._other else None
        return self.session.history.compare(self.session.assessment, other) if other else None

    def show_session(self) -> None:
        """Compare the answers as they stand."""
        self._comparison = self._compare()
        super().show_session()

    def standing_content(self) -> Content:
        """Name both quarters, and say how the whole moved."""
        found = self._comparison
        if found is None:
            return Content(self._nothing_to_compare())
        earlier, later = found.earlier.assessment, found.later.assessment
        names = f"{earlier.quarter.label} → {later.quarter.label}"
        lines = [Content.styled(names, "bold"), Content(standing_of_both(found))]
        if councils := two_councils_text(found):
            lines.append(Content(councils))
        return Content("\n").join([*lines, *map(Content, self._others_of_other())])

    def _others_of_other(self) -> list[str]:
        """Name every other file of the quarter that the open one is set beside."""
        history, other = self.session.history, self._other
        if other is None:
            return []
        return [each.notice for each in history.others_of(other, history.path(other))]

    def _nothing_to_compare(self) -> str:
        if self._other is None:
            return (
                "There is no earlier quarter to compare with. Come back when you have answered "
                "the questions a second time."
            )
        problem = self.session.saved(self._other).problem
        return f"{self._other.label} cannot be compared. {problem}."

    def columns_content(self) -> Content:
        """Give the headings for the width."""
        if self.is_narrow or self._comparison is None:
            return Content("")
        quarters = [
            each.assessment.quarter.short_label
            for each in (self._comparison.earlier, self._comparison.later)
        ]
        names = "".join(f"{name:<{_TALLY_CELLS}}" for name in quarters)
        return Content.styled(f"   {'':<{_DIRECTION_CELLS}}{names}Change Breakthrough", "$muted")

    def rows(self) -> list[Row]:
        """Give what fell from Achieved, then the breakthroughs, with questions where open."""
        found = self._comparison
        if found is None:
            return []
        rows = []
        for fall in found.falls_from_achieved:
            words = fall_text(found, fall, self.session.history.own_time)
            text = Content.styled(words, "$text-error")
            left = Content.styled(" ↓ " if self.is_narrow else " ↓ Fallen: ", "bold $text-error")
            rows.append(Row(f"f:{self._id_here(fall.change)}", beside(left, text, self.room)))
        for each in found.breakthroughs:
            row_id = f"b:{each.id}"
            rows.append(Row(row_id, self._breakthrough_row(each)))
            if row_id in self._open:
                rows += [
                    Row(f"q:{self._id_here(change)}", self._question_row(change))
                    for change in each.shift.questions
                ]
        return rows

    def _breakthrough_row(self, each: BreakthroughChange) -> Content:
        is_open = f"b:{each.id}" in self._open
        direction = each.shift.direction
        word = Content.styled(direction_word(each), movement_style(direction))
        left = Content.assemble(
            f" {'▾' if is_open else '▸'} ", word.truncate(_DIRECTION_CELLS, pad=True)
        )
        change = f"{change_text(each.shift.change):>{_CHANGE_CELLS}} "
        count = sum(q.has_changed and not q.is_waiting for q in each.shift.questions)
        remark = (
            f"{compared_text(each.shift)}{f' · {count} moved' if count and self.is_wide else ''}"
        )
        title = Content.assemble(
            Content.styled(each.title, "bold"), Content.styled(remark, "$muted")
        )
        tallies = [tally_content(tally, _TALLY_CELLS) for tally in (each.earlier, each.later)]
        if self.is_narrow:
            moved = Content(" → ").join([tally.rstrip() for tally in tallies])
            return Content("\n").join(
                [
                    Content.assemble(left, change.strip()),
                    beside(Content("   "), title, self.room),
                    Content.assemble("   ", moved),
                ]
            )
        return beside(Content.assemble(left, *tallies, change), title, self.room)

    def _question_row(self, change: QuestionChange) -> Content:
        progress, plan = (movement_content(change.movement(scale)) for scale in Scale)
        remark = f" ({change.break_in_series})" if change.break_in_series else ""
        text = Content.assemble(
            change.question.text, Content.styled(remark, "italic $text-warning")
        )
        number = f"  {change.shown_number:>4} {'' if self.is_narrow else 'progress '}"
        words = Content.assemble(number, progress, ", plan ", plan)
        return Content("\n").join([words, beside(Content(" " * 7), text, self.room)])

    def _id_here(self, change: QuestionChange) -> str:
        """Give the id that a question has in the open quarter; its own where it is not asked."""
        bank = self.session.assessment.bank
        ids = [each.question.id for each in (change.numbered, *change.earlier)]
        return next((each for each in ids if each in bank), ids[0])

    @property
    def question_in_hand(self) -> str | None:
        """The question under the cursor, if it is asked in the open quarter."""
        kind, _, name = (self.table.chosen_id or "").partition(":")
        return name if kind in {"f", "q"} and name in self.session.assessment.bank else None

    async def action_press(self) -> None:
        """Show or hide a breakthrough's questions, or go to the question."""
        chosen = self.table.chosen_id or ""
        if self.question_in_hand is not None:
            await self.go(ToQuestion(self.question_in_hand, comes_back=True))
        elif chosen.startswith("b:"):
            self._open ^= {chosen}
            self.show_rows()
        elif chosen:
            self.say("This question is not asked in the open quarter.")

    def action_year(self) -> None:
        """Compare with the same quarter last year."""
        a_year_ago = self.session.assessment.quarter.year_before
        if a_year_ago in self._others:
            self.turn_to(a_year_ago)
        else:
            self.say(f"{a_year_ago.label} is not saved.")

    def action_turn(self, step: int) -> None:
        """Compare with the next older or newer quarter."""
        others = self._others
        if self._other not in others:
            self.say("There is no other quarter to compare with.")
            return
        index = others.index(self._other) + step
        if 0 <= index < len(others):
            self.turn_to(others[index])
        else:
            self.say("This is the newest." if step > 0 else "This is the oldest.")

    def turn_to(self, other: Quarter) -> None:
        """Compare with another quarter."""
        self._other = other
        self.show_session()
