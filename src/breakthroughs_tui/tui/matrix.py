"""The 3×3 matrix: which questions have which pair of ratings."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from breakthroughs_tui.model import Plan, Progress, Scales
from breakthroughs_tui.priority import Band, Summary, score_of
from breakthroughs_tui.tui.bands import band_style

_MOST_LINES: Final = 22
"""Lines of numbers in a cell; a large bank's end in "+N", the count of the others."""


class Matrix(Widget, can_focus=True):
    """Question numbers by rating; rows are progress, columns the plan."""

    def __init__(self, summary: Summary) -> None:
        """Show a summary's questions."""
        super().__init__()
        self._summary = summary

    def show(self, summary: Summary) -> None:
        """Show another summary's questions."""
        self._summary = summary
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines."""
        del container, viewport
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the matrix."""
        return Content("\n").join(self._lines(self.size.width))

    @property
    def _scales(self) -> Scales:
        return self._summary.assessment.bank.scales

    def _lines(self, width: int) -> list[Content]:
        labels = [self._scales.label(progress) for progress in Progress]
        side = min(max(cell_len(label) for label in labels), width // 3)
        column = max((width - side - 2) // len(Plan) - 1, 6)
        marker = "› " if self.has_focus else "  "
        heading = Content.styled(f"{marker}Question numbers by rating", "bold")
        lines = [
            heading,
            self._row("", side, [self._fitted(self._scales.label(plan), column) for plan in Plan]),
        ]
        for progress in reversed(Progress):
            cells = [self._cell(progress, plan, column) for plan in Plan]
            for index in range(max(len(cell) for cell in cells)):
                row = [
                    cell[index] if index < len(cell) else Content(" " * column) for cell in cells
                ]
                name = self._scales.label(progress) if index == 0 else ""
                lines.append(self._row(name, side, row))
        return lines

    def _row(self, name: str, side: int, cells: list[Content]) -> Content:
        return Content.assemble("  ", self._fitted(name, side), " ", Content(" ").join(cells))

    def _fitted(self, text: str, column: int) -> Content:
        return Content.styled(text, "$muted").truncate(column, ellipsis=True, pad=True)

    def _cell(self, progress: Progress, plan: Plan, column: int) -> list[Content]:
        """Give the lines of one cell: the band's symbol, then the numbers, wrapped."""
        band = Band(score_of(progress, plan))
        numbers = [str(number) for number in self._summary.overall.numbers(progress, plan)]
        indent = len(band.look.symbol) + 1
        lines = _wrapped(numbers or ["–"], column - indent)
        style = band_style(band) if numbers else "$muted"
        first, *others = lines
        margin = " " * indent
        texts = [f"{band.look.symbol} {first}"]
        texts += [line if line.startswith("+") else f"{margin}{line}" for line in others]
        return [Content.styled(text, style).truncate(column, pad=True) for text in texts]


def _wrapped(numbers: list[str], width: int) -> list[str]:
    """Fill lines with numbers; what does not fit in the last is counted, as `+N`."""
    lines = [""]
    for index, number in enumerate(numbers):
        joined = f"{lines[-1]} {number}".strip()
        if len(joined) <= width or not lines[-1]:
            lines[-1] = joined
        elif len(lines) < _MOST_LINES:
            lines.append(number)
        else:
            lines[-1] = f"+{len(numbers) - index + lines[-1].count(' ') + 1}"
            break
    return lines
