"""One radio group: a scale of three ratings for one question, as one focusable widget.

Textual's own RadioSet cannot be cleared, tells on from off by colour alone, and opens
with its cursor on the first option, where Enter would overwrite an answer.
"""

from __future__ import annotations

from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from breakthroughs_tui.model import Rating, Scale
from breakthroughs_tui.tui.keys import key

ON: Final = "(•)"
"""What stands before the option that is chosen."""
OFF: Final = "( )"
"""What stands before any other."""
_BUTTON: Final = len(ON) + 1
_GAP: Final = 2
_LEAST_LABEL: Final = 8
"""Cells that a wrapped label gets however narrow the window is."""
_MARKER: Final = 2
"""Cells on the left that show the focus."""


class Option(NamedTuple):
    """One rating with the bank's word for it."""

    rating: Rating
    label: str


class _Place(NamedTuple):
    """Where an option stands in its group, in cells."""

    column: int
    row: int
    lines: tuple[str, ...]
    """The label, wrapped."""


class _Layout(NamedTuple):
    """Where everything in a group stands."""

    heading: str
    places: list[_Place]
    """Of the options, in their order."""
    last: _Place | None
    """Of what was said last time."""
    rows: int


def _put(rows: list[Content], row: int, column: int, content: Content) -> None:
    gap = " " * (column - rows[row].cell_length)
    rows[row] = Content.assemble(rows[row], gap, content)


class RatingGroup(Widget, can_focus=True):
    """Shows which rating is given, if any; says which one the mouse asks for.

    The page sets `rating`. The digits, Enter and Backspace are the page's keys, since
    they also move the focus.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left", "point(-1)", "Point", "Point at an option of the group", shown_as="← →"),
        key("right", "point(1)", "Point"),
    ]

    rating: reactive[Rating | None] = reactive(None)
    """The rating that is given."""
    cursor: reactive[int | None] = reactive(None)
    """The option that Enter would choose; None until left or right, or a rating."""

    class Chosen(Message):
        """The mouse asks for a rating."""

        def __init__(self, group: RatingGroup, rating: Rating) -> None:
            """Say which group, and which rating."""
            super().__init__()
            self.group = group
            self.rating = rating

        @property
        def control(self) -> RatingGroup:
            """The group that was clicked."""
            return self.group

    def __init__(  # noqa: PLR0913  one for each part that stands in line with the other group
        self,
        question_id: str,
        scale: Scale,
        names: tuple[str, str],
        options: tuple[Option, ...],
        widths: tuple[int, ...],
        *,
        last: tuple[str, int] = ("", 0),
    ) -> None:
        """Show a scale for a question.

        `names` are the scale's short and full headings, as wide as the other group's; the
        full one shows where there is room. `widths` are the cells of each column, the same
        for both groups of a question. `last` is what was said last time, in words, and the
        cells that the longest such words take.
        """
        super().__init__()
        self.question_id = question_id
        self.scale = scale
        self._short, self._full = names
        self._options = options
        self._widths = widths
        self._last, self._last_cells = last

    @property
    def pointed(self) -> Rating | None:
        """The rating under the cursor."""
        return None if self.cursor is None else self._options[self.cursor].rating

    def rating_at(self, index: int) -> Rating:
        """Give the rating of the option at an index, from 0."""
        return self._options[index].rating

    def watch_rating(self, rating: Rating | None) -> None:
        """Put the cursor on what is chosen."""
        ratings = [option.rating for option in self._options]
        self.cursor = ratings.index(rating) if rating in ratings else None

    def on_blur(self) -> None:
        """Forget a cursor that was moved and not used."""
        self.watch_rating(self.rating)

    def action_point(self, step: int) -> None:
        """Move the cursor, from nowhere to the nearest end."""
        last = len(self._options) - 1
        if self.cursor is None:
            self.cursor = 0 if step > 0 else last
        else:
            self.cursor = min(max(self.cursor + step, 0), last)

    def _layout(self, width: int) -> _Layout:
        """Find the roomiest layout that fits: all in a row, last time below, or a row an option."""
        tries = ((self._full, _GAP), (self._short, _GAP), (self._short, 1))
        for has_last_beside in (True, False) if self._last else (False,):
            for heading, gap in tries:
                left = _MARKER + cell_len(heading) + gap
                end = left + sum(self._widths) + gap * (len(self._widths) - 1)
                last_cells = gap + self._last_cells if has_last_beside else 0
                if end + last_cells <= width:
                    places = self._in_a_row(left, gap)
                    return self._with_last(heading, places, end + gap if has_last_beside else None)
        left = _MARKER + cell_len(self._short) + _GAP
        return self._with_last(self._short, self._in_a_column(left, width), None)

    def _in_a_row(self, left: int, gap: int) -> list[_Place]:
        starts = [
            left + sum(self._widths[:index]) + gap * index for index in range(len(self._options))
        ]
        pairs = zip(starts, self._options, strict=True)
        return [_Place(start, 0, (option.label,)) for start, option in pairs]

    def _in_a_column(self, left: int, width: int) -> list[_Place]:
        places: list[_Place] = []
        row = 0
        for option in self._options:
            lines = Content(option.label).wrap(max(width - left - _BUTTON, _LEAST_LABEL))
            places.append(_Place(left, row, tuple(line.plain for line in lines)))
            row += len(lines)
        return places

    def _with_last(self, heading: str, places: list[_Place], column: int | None) -> _Layout:
        """Put last time beside the options, at a column, or on a line below them."""
        rows = max(place.row + len(place.lines) for place in places)
        if not self._last:
            return _Layout(heading, places, None, rows)
        if column is not None:
            return _Layout(heading, places, _Place(column, 0, (self._last,)), rows)
        below = _Place(places[0].column, rows, (f"Last: {self._last}",))
        return _Layout(heading, places, below, rows + 1)

    def last_column(self, width: int) -> int | None:
        """Tell at which cell of the group last time stands beside the options, if it does."""
        last = self._layout(width).last
        return last.column if last and last.row == 0 else None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the rows that the options take."""
        del container, viewport
        return self._layout(width).rows

    def render(self) -> Content:
        """Draw the heading and the options; focus, cursor and rating each show without colour."""
        layout = self._layout(self.size.width)
        marker = "› " if self.has_focus else "  "
        heading = Content.styled(layout.heading, "bold" if self.has_focus else "$muted")
        rows = [Content.assemble(marker, heading)]
        rows += [Content("")] * (layout.rows - 1)
        for index, place in enumerate(layout.places):
            for offset, line in enumerate(place.lines):
                option = self._option(index, line, is_first=offset == 0)
                _put(rows, place.row + offset, place.column, option)
        if layout.last is not None:
            words = Content.styled(layout.last.lines[0], "$muted")
            _put(rows, layout.last.row, layout.last.column, words)
        return Content("\n").join(rows)

    def _option(self, index: int, line: str, *, is_first: bool) -> Content:
        is_on = self._options[index].rating == self.rating
        is_pointed = self.has_focus and index == self.cursor
        style = "bold reverse" if is_pointed else "bold $text-primary" if is_on else ""
        button = (ON if is_on else OFF) if is_first else " " * len(ON)
        return Content.styled(f"{button} {line}", style)

    def on_click(self, event: events.Click) -> None:
        """Ask for the rating under the mouse."""
        position = event.get_content_offset(self)
        if position is None:
            return
        for option, place in zip(self._options, self._layout(self.size.width).places, strict=True):
            width = _BUTTON + max(cell_len(line) for line in place.lines)
            is_in_rows = place.row <= position.y < place.row + len(place.lines)
            if is_in_rows and place.column <= position.x < place.column + width:
                self.post_message(self.Chosen(self, option.rating))
