"""One breakthrough: all its questions, each with two radio groups, then Continue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import RATINGS, Answer, Numbered, Rating, Scale, Scales
from breakthroughs_tui.priority import NOT_ANSWERED
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.session import Change, Session
from breakthroughs_tui.tui.bars import Onward
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import Back, Go, Place, ToBreakthrough, ToNote, ToSummary
from breakthroughs_tui.tui.rating_group import Option, RatingGroup
from breakthroughs_tui.wording import DIFFERED, one_line

SCALE_NAMES = {Scale.PROGRESS: "Progress", Scale.PLAN: "Plan"}
"""What a scale is called where its full heading does not fit."""
NEW: Final = "New question"
"""What stands for last time where the question was not asked."""


class QuestionText(Widget):
    """A question with its number in the margin, its actions after it, the start of its note below.

    `remark` says how the question itself has changed since last time.
    """

    def __init__(self, numbered: Numbered, remark: str = "") -> None:
        """Show a question."""
        super().__init__()
        self._number = f"{numbered.number:>2} "
        remark = f" ({remark})" if remark else ""
        self._text = Content.assemble(
            numbered.question.text, Content.styled(remark, "italic $text-warning")
        )
        self._note = ""
        self._actions = ""

    def show(self, answer: Answer, quarter: Quarter) -> None:
        """Show the note and the actions of an answer, as they stand in a quarter."""
        note, actions = one_line(answer.evidence), _actions_in_brief(answer, quarter)
        if (note, actions) != (self._note, self._actions):
            self._note, self._actions = note, actions
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[Content]:
        room = max(width - len(self._number), 1)
        actions = Content.styled(f" · {self._actions}" if self._actions else "", "$text-primary")
        lines = Content.assemble(self._text, actions).wrap(room)
        if self._note:
            start = Content.styled(f"✎ {self._note}", "italic $muted")
            lines = [*lines, start.truncate(room, ellipsis=True)]
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the wrapped lines."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the number before the first line only."""
        lines = self._lines(self.size.width)
        margins = [Content.styled(self._number, "bold $text-primary")]
        margins += [Content(" " * len(self._number))] * (len(lines) - 1)
        pairs = zip(margins, lines, strict=True)
        return Content("\n").join([Content.assemble(margin, line) for margin, line in pairs])


def _actions_in_brief(answer: Answer, quarter: Quarter) -> str:
    """Say in a few cells how many actions are overdue, else how many are open."""
    overdue = sum(action.is_overdue(quarter) for action in answer.actions)
    if overdue:
        return f"{overdue} overdue"
    count = len(answer.open_actions)
    return f"{count} action{'' if count == 1 else 's'}" if count else ""


def _legend(scales: Scales, last: str = "", column: int | None = None) -> Content:
    """Say what each scale asks, and above the column of last time, which quarter that was."""
    width = max(len(name) for name in SCALE_NAMES.values())
    lines = [
        Content.assemble(
            Content.styled(f"{name:<{width}}  ", "bold"),
            Content.styled(scales.heading(scale), "$muted"),
        )
        for scale, name in SCALE_NAMES.items()
    ]
    if last and column is not None and lines[0].cell_length < column:
        gap = " " * (column - lines[0].cell_length)
        lines[0] = Content.assemble(lines[0], gap, Content.styled(last, "$muted"))
    return Content("\n").join(lines)


def rating_groups(
    question_id: str, scales: Scales, last: Mapping[Scale, str] | None = None
) -> tuple[RatingGroup, ...]:
    """Make both groups of a question, with their headings and columns aligned.

    `last` is what was said last time on each scale, in words. It takes the room of the full
    headings: the legend then says what each scale asks.
    """
    labels = {
        scale: [Option(rating, scales.label(rating)) for rating in ratings]
        for scale, ratings in RATINGS.items()
    }
    columns = list(zip(*labels.values(), strict=True))
    widths = tuple(4 + max(cell_len(option.label) for option in column) for column in columns)
    headings = {
        scale: SCALE_NAMES[scale] if last else scales.heading(scale) for scale in SCALE_NAMES
    }
    words = [NOT_ANSWERED, NEW, *(option.label for column in columns for option in column)]
    last_cells = max(cell_len(each) for each in words)
    short = max(cell_len(name) for name in SCALE_NAMES.values())
    full = max(cell_len(heading) for heading in headings.values())
    return tuple(
        RatingGroup(
            question_id,
            scale,
            (_padded(SCALE_NAMES[scale], short), _padded(headings[scale], full)),
            tuple(labels[scale]),
            widths,
            last=(last[scale] if last else "", last_cells),
        )
        for scale in Scale
    )


def words_of(answer: Answer | None, scales: Scales) -> dict[Scale, str]:
    """Put an earlier answer in words, scale by scale; None is a question that was not asked."""
    if answer is None:
        return dict.fromkeys(Scale, NEW)
    ratings = {scale: answer.rating(scale) for scale in Scale}
    return {
        scale: NOT_ANSWERED if rating is None else scales.label(rating)
        for scale, rating in ratings.items()
    }


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))


class BreakthroughPage(Page):
    """The questions of one breakthrough."""

    CSS_PATH = "breakthrough.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("1", "rate(0)", "Rate", "Rate, and go to the next group", shown_as="1 2 3", show=True),
        key("2", "rate(1)", "Rate"),
        key("3", "rate(2)", "Rate"),
        key(
            "up,k",
            "move(-1)",
            "Move",
            "Go to the previous or next group (also k and j)",
            shown_as="↑ ↓",
            show=True,
        ),
        key("down,j", "move(1)", "Next group"),
        key(
            "tab",
            "move(1)",
            "Next group",
            "Go to the next group; Shift+Tab goes back",
            shown_as="Tab",
        ),
        key("shift+tab", "move(-1)", "Previous group"),
        key(
            "enter",
            "press",
            "Choose",
            "Choose the option pointed at (also Space); go on",
            shown_as="Enter",
        ),
        key("space", "press", "Choose"),
        key(
            "equals_sign",
            "same",
            "Same",
            "Same as last time: take both ratings over, and go on",
            shown_as="=",
            show=True,
        ),
        key("backspace", "clear", "Clear", "Take the rating away", shown_as="Backspace"),
        key("e", "note", "Note", "Write a note: the evidence for this question", show=True),
        key("a", "actions", "Actions", "Say who is to do what about this question", show=True),
        key("n", "turn(1)", "Next", "Go to the next breakthrough (also Page Down)", show=True),
        key(
            "p", "turn(-1)", "Previous", "Go to the previous breakthrough (also Page Up)", show=True
        ),
        key("pagedown", "turn(1)", "Next"),
        key("pageup", "turn(-1)", "Previous"),
    ]

    def __init__(
        self,
        session: Session,
        go: Go,
        position: int,
        *,
        question_id: str | None = None,
        comes_back: bool = False,
    ) -> None:
        """Show the breakthrough at a position, from 0; start at a question if one is named."""
        bank = session.assessment.bank
        heading = f"Breakthrough {position + 1} of {len(bank.breakthroughs)}"
        super().__init__(session, go, heading)
        self.position = position
        self._start = question_id
        self._comes_back = comes_back
        self._breakthrough = bank.breakthroughs[position]
        self._numbered = bank.questions_of(position)
        self._groups: list[RatingGroup] = []
        self._texts: dict[str, QuestionText] = {}
        self._legend = Static(id="legend")
        self._onward = Onward(self._onward_label())

    @property
    def bindings_in_order(self) -> list[Binding]:
        """The page's keys, with those of a focused group among them.

        Without an earlier quarter, nothing can be the same as last time.
        """
        groups = [each for each in RatingGroup.BINDINGS if isinstance(each, Binding)]
        first, *others = super().bindings_in_order
        if self.session.last is None:
            others = [each for each in others if each.action != "same"]
        return [first, *groups, *others]

    def compose_top(self) -> Iterable[Widget]:
        """Give the title."""
        yield Static(Content.styled(self._breakthrough.title, "bold"), id="title")

    def compose_body(self) -> Iterable[Widget]:
        """Give what the scales ask, each question with its two groups, and the way on."""
        scales = self.session.assessment.bank.scales
        last = self.session.last
        self.set_class(last is not None, "-with-last")
        self._legend.update(_legend(scales))
        yield self._legend
        for numbered in self._numbered:
            question_id = numbered.question.id
            answer = self.session.assessment.answer(question_id)
            text = QuestionText(numbered, self.session.break_in_series(question_id))
            text.show(answer, self.session.assessment.quarter)
            self._texts[question_id] = text
            yield text
            words = None
            if last is not None:
                words = words_of(self.session.last_answer(question_id), last.bank.scales)
                for scale in Scale:
                    if self.session.differed(question_id, scale):
                        words[scale] = DIFFERED
            for group in rating_groups(question_id, scales, words):
                group.set_reactive(RatingGroup.rating, answer.rating(group.scale))
                group.watch_rating(group.rating)
                group.set_class(group.scale is Scale.PLAN, "-last")
                self._groups.append(group)
                yield group
        yield self._onward

    @property
    def _is_last(self) -> bool:
        return self.position + 1 == len(self.session.assessment.bank.breakthroughs)

    def _onward_label(self) -> str:
        if self._comes_back:
            return "Go back"
        return "Continue to the priority gaps" if self._is_last else "Continue"

    def _next_place(self) -> Place:
        """Tell where Continue leads."""
        if self._comes_back:
            return Back()
        return ToSummary() if self._is_last else ToBreakthrough(self.position + 1)

    def arrive(self) -> None:
        """Start at the question asked for, else at the first group without a rating."""
        own = [group for group in self._groups if group.question_id == self._start]
        groups = own or self._groups
        self._focus(next((group for group in groups if group.rating is None), groups[0]))

    def on_resize(self) -> None:
        """Keep what has the focus in view, and the name of the last quarter over its column."""
        if self.session.last is not None:
            self.call_after_refresh(self._head_last_column)
        if self.focused is not None:
            self.call_after_refresh(self._bring_into_view, self.focused)

    def show_session(self) -> None:
        """Show the ratings and notes as they stand."""
        for group in self._groups:
            answer = self.session.assessment.answer(group.question_id)
            group.rating = answer.rating(group.scale)
            self._texts[group.question_id].show(answer, self.session.assessment.quarter)

    def show_undone(self, change: Change) -> None:
        """Go to what was taken back, if it is here."""
        for group in self._groups:
            is_changed = group.scale in change.scales or not change.scales
            if group.question_id == change.question_id and is_changed:
                self._focus(group)
                break
        super().show_undone(change)

    def _head_last_column(self) -> None:
        """Name the last quarter above the column in which its ratings stand."""
        last = self.session.last
        if not self.is_attached or last is None:
            return
        group = self._groups[0]
        column = group.last_column(group.content_size.width)
        if column is not None:
            column += group.content_region.x - self._legend.content_region.x
        scales = self.session.assessment.bank.scales
        self._legend.update(_legend(scales, f"Last: {last.quarter.briefly}", column))

    @property
    def question_in_hand(self) -> str | None:
        """The question of the focused group."""
        return self.focused.question_id if isinstance(self.focused, RatingGroup) else None

    @property
    def _stops(self) -> list[Widget]:
        return [*self._groups, self._onward]

    def _focus(self, widget: Widget) -> None:
        """Focus a group, and bring its whole question into view."""
        self.set_focus(widget, scroll_visible=False)
        self.call_after_refresh(self._bring_into_view, widget)

    def _bring_into_view(self, widget: Widget) -> None:
        if not self.is_attached:
            return  # the person has gone on already
        region = widget.virtual_region
        if isinstance(widget, RatingGroup):
            region = Region.from_union(
                [
                    self._texts[widget.question_id].virtual_region,
                    *(
                        g.virtual_region
                        for g in self._groups
                        if g.question_id == widget.question_id
                    ),
                ]
            )
        if region.height > self.body.size.height:
            region = widget.virtual_region
        self.body.scroll_to_region(region, animate=False, force=True)

    def action_move(self, step: int) -> None:
        """Go to the next or previous group; after the last comes Continue."""
        stops = self._stops
        if self.focused not in stops:
            self._focus(stops[0])
            return
        self._focus(stops[(stops.index(self.focused) + step) % len(stops)])

    def action_rate(self, index: int) -> None:
        """Give the focused group its rating, and go on."""
        if isinstance(self.focused, RatingGroup) and self._rate(
            self.focused, self.focused.rating_at(index)
        ):
            self.action_move(1)

    def _rate(self, group: RatingGroup, rating: Rating) -> bool:
        if self.refuses_changes():
            return False
        self.session.rate(group.question_id, rating)
        self.show_session()
        return True

    def on_rating_group_chosen(self, message: RatingGroup.Chosen) -> None:
        """Rate what was clicked."""
        self._focus(message.group)
        self._rate(message.group, message.rating)

    async def action_press(self) -> None:
        """Choose the option pointed at, or go on."""
        if isinstance(self.focused, Onward):
            await self.go(self._next_place())
        elif isinstance(self.focused, RatingGroup):
            if self.focused.pointed is None:
                self.say("Point at an option with ← or → first, or press 1, 2 or 3.")
            else:
                self._rate(self.focused, self.focused.pointed)

    def action_same(self) -> None:
        """Take over both ratings of last time, and go on to the next question."""
        group = self.focused
        if not isinstance(group, RatingGroup) or self.refuses_changes():
            return
        last = self.session.last_answer(group.question_id)
        if self.session.last is None:
            self.say("There is no earlier quarter to take the ratings from.")
        elif last is None:
            self.say("This question is new: there are no ratings to take over.")
        elif not last.is_rated:
            differed = any(self.session.differed(group.question_id, scale) for scale in Scale)
            what = "joins questions that were rated differently" if differed else "was not answered"
            self.say(f"This question {what} last time.")
        else:
            self.session.same_as_last(group.question_id)
            self.show_session()
            self._go_on_from(group.question_id)

    def _go_on_from(self, question_id: str) -> None:
        """Go to what the question still lacks, else to the next question, else to Continue."""
        own = [group for group in self._groups if group.question_id == question_id]
        lacking = [group for group in own if group.rating is None]
        stops = self._stops
        self._focus(lacking[0] if lacking else stops[stops.index(own[-1]) + 1])

    def action_clear(self) -> None:
        """Take the focused group's rating away."""
        if isinstance(self.focused, RatingGroup) and not self.refuses_changes():
            self.session.clear(self.focused.question_id, self.focused.scale)
            self.show_session()

    async def action_note(self) -> None:
        """Open the note of the focused question."""
        if isinstance(self.focused, RatingGroup):
            await self.go(ToNote(self.focused.question_id))

    async def action_turn(self, step: int) -> None:
        """Go to the next or previous breakthrough, if there is one."""
        position = self.position + step
        if 0 <= position < len(self.session.assessment.bank.breakthroughs):
            await self.go(ToBreakthrough(position))
        else:
            self.say(
                "This is the last breakthrough." if step > 0 else "This is the first breakthrough."
            )
