"""Every action of the assessment: overdue ones first, then open, then done."""

from __future__ import annotations

from typing import ClassVar, Final

from msgspec.structs import replace
from textual.binding import BindingType
from textual.content import Content

from breakthroughs_tui.actions import ActionState, ListedAction, list_actions
from breakthroughs_tui.session import Session
from breakthroughs_tui.tui.action_words import STATE_CELLS, state_content, what_by_whom
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.list_page import ListPage
from breakthroughs_tui.tui.places import Go, ToAction, ToQuestion
from breakthroughs_tui.tui.row_list import Row, beside

_DUE_CELLS: Final = 12
_NUMBER_CELLS: Final = 4


class AllActionsPage(ListPage):
    """What is to be done, by whom and until when."""

    HEADING = "Actions"
    LEADS_HERE = "all_actions"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "press", "Change", "Change the action", shown_as="Enter", show=True),
        key(
            "space",
            "done",
            "Done",
            "Mark it as done, or as open again",
            shown_as="Space",
            show=True,
        ),
        key("g", "question", "Question", "Go to the action's question", show=True),
    ]

    def __init__(self, session: Session, go: Go) -> None:
        """List a session's actions."""
        super().__init__(session, go)
        self._listed: tuple[ListedAction, ...] = ()

    def standing_content(self) -> Content:
        """Count the actions by where they stand."""
        if not self._listed:
            return Content("There are no actions yet. At a question, press a to add one.")
        states = [each.state for each in self._listed]
        counts = [f"{states.count(state)} {state.value.lower()}" for state in ActionState]
        return Content(" · ".join(counts))

    def columns_content(self) -> Content:
        """Give the headings for the width."""
        if self.is_narrow or not self._listed:
            return Content("")
        headings = f"{'State':<{STATE_CELLS}}{'Due':<{_DUE_CELLS}}{'Q':>{_NUMBER_CELLS - 2}}"
        return Content.styled(f"   {headings}  What, who", "$muted")

    def rows(self) -> list[Row]:
        """Give a row for each action, as it stands."""
        self._listed = list_actions(self.session.assessment)
        return [
            Row(f"{each.numbered.question.id} {each.index}", self._row(each))
            for each in self._listed
        ]

    def _row(self, each: ListedAction) -> Content:
        due = each.action.due.short_label if each.action.due else "no date"
        left = Content.assemble(
            "   ",
            state_content(each.state),
            f"{due:<{_DUE_CELLS}}{each.numbered.number:>{_NUMBER_CELLS - 2}}  ",
        )
        if self.is_narrow:
            below = beside(Content(" " * 5), what_by_whom(each.action), self.room)
            return Content.assemble(left.rstrip(), "\n", below)
        return beside(left, what_by_whom(each.action), self.room)

    @property
    def _chosen(self) -> ListedAction | None:
        row = self.table.highlighted
        return None if row is None else self._listed[row]

    @property
    def question_in_hand(self) -> str | None:
        """The question of the action under the cursor."""
        return self._chosen.numbered.question.id if self._chosen else None

    async def action_press(self) -> None:
        """Change the action under the cursor."""
        if self._chosen is not None:
            await self.go(ToAction(self._chosen.numbered.question.id, self._chosen.index))

    async def action_question(self) -> None:
        """Go to the action's question; Continue comes back."""
        if self._chosen is not None:
            await self.go(ToQuestion(self._chosen.numbered.question.id, comes_back=True))

    def action_done(self) -> None:
        """Mark the action under the cursor as done, or as open again."""
        if self._chosen is None or self.refuses_changes():
            return
        changed = replace(self._chosen.action, done=not self._chosen.action.done)
        self.session.change_action(self._chosen.numbered.question.id, self._chosen.index, changed)
        self.show_rows()
