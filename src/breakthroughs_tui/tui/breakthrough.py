"""One breakthrough: all its questions, each with two radio groups, then Continue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget
from textual.widgets import Static

from breakthroughs_tui.model import RATINGS, Numbered, Rating, Scale, Scales
from breakthroughs_tui.session import Change, Session
from breakthroughs_tui.tui.bars import Onward
from breakthroughs_tui.tui.keys import key
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import Back, Go, Place, ToBreakthrough, ToNote, ToSummary
from breakthroughs_tui.tui.rating_group import Option, RatingGroup

SCALE_NAMES = {Scale.PROGRESS: "Progress", Scale.PLAN: "Plan"}
"""What a scale is called where its full heading does not fit."""
_GUTTER = 4


class QuestionText(Widget):
    """A question with its number in the margin, and the start of its note below."""

    def __init__(self, numbered: Numbered, note: str) -> None:
        """Show a question and its note."""
        super().__init__()
        self._number = f"{numbered.number:>3} "
        self._text = Content(numbered.question.text)
        self.note = note

    def set_note(self, note: str) -> None:
        """Show another note."""
        if note != self.note:
            self.note = note
            self.refresh(layout=True)

    def _lines(self, width: int) -> list[Content]:
        lines = self._text.wrap(max(width - _GUTTER, 1))
        if self.note:
            start = Content.styled(f"✎ {' '.join(self.note.split())}", "italic $muted")
            lines = [*lines, start.truncate(max(width - _GUTTER, 1), ellipsis=True)]
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the wrapped lines."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the number before the first line only."""
        margins = [Content.styled(self._number, "bold $text-primary")]
        lines = self._lines(self.size.width)
        margins += [Content(" " * _GUTTER)] * (len(lines) - 1)
        pairs = zip(margins, lines, strict=True)
        return Content("\n").join([Content.assemble(margin, line) for margin, line in pairs])


def _legend(scales: Scales) -> Content:
    width = max(len(name) for name in SCALE_NAMES.values())
    lines = [
        Content.assemble(
            Content.styled(f"{name:<{width}}  ", "bold"),
            Content.styled(scales.heading(scale), "$muted"),
        )
        for scale, name in SCALE_NAMES.items()
    ]
    return Content("\n").join(lines)


def rating_groups(question_id: str, scales: Scales) -> tuple[RatingGroup, ...]:
    """Make both groups of a question, with their headings and columns aligned."""
    labels = {
        scale: [Option(rating, scales.label(rating)) for rating in ratings]
        for scale, ratings in RATINGS.items()
    }
    columns = zip(*labels.values(), strict=True)
    widths = tuple(4 + max(cell_len(option.label) for option in column) for column in columns)
    short = max(cell_len(name) for name in SCALE_NAMES.values())
    full = max(cell_len(scales.heading(scale)) for scale in Scale)
    return tuple(
        RatingGroup(
            question_id,
            scale,
            (_padded(SCALE_NAMES[scale], short), _padded(scales.heading(scale), full)),
            tuple(labels[scale]),
            widths,
        )
        for scale in Scale
    )


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
        key("backspace", "clear", "Clear", "Take the rating away", shown_as="Backspace"),
        key("e", "note", "Note", "Write a note: the evidence for this question", show=True),
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
        self._onward = Onward(self._onward_label())

    @property
    def bindings_in_order(self) -> list[Binding]:
        """The page's keys, with those of a focused group among them."""
        groups = [each for each in RatingGroup.BINDINGS if isinstance(each, Binding)]
        first, *others = super().bindings_in_order
        return [first, *groups, *others]

    def compose_top(self) -> Iterable[Widget]:
        """Give the title."""
        yield Static(Content.styled(self._breakthrough.title, "bold"), id="title")

    def compose_body(self) -> Iterable[Widget]:
        """Give what the scales ask, each question with its two groups, and the way on."""
        scales = self.session.assessment.bank.scales
        yield Static(_legend(scales), id="legend")
        for numbered in self._numbered:
            question_id = numbered.question.id
            answer = self.session.assessment.answer(question_id)
            text = QuestionText(numbered, answer.note)
            self._texts[question_id] = text
            yield text
            for group in rating_groups(question_id, scales):
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
            return "Back to the gaps"
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
        """Keep what has the focus in view."""
        if self.focused is not None:
            self.call_after_refresh(self._bring_into_view, self.focused)

    def show_session(self) -> None:
        """Show the ratings and notes as they stand."""
        for group in self._groups:
            answer = self.session.assessment.answer(group.question_id)
            group.rating = answer.rating(group.scale)
            self._texts[group.question_id].set_note(answer.note)

    def show_undone(self, change: Change) -> None:
        """Go to what was taken back, if it is here."""
        for group in self._groups:
            if group.question_id == change.question_id and group.scale in {change.scale, None}:
                self._focus(group)
                break
        super().show_undone(change)

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
