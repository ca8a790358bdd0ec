"""The report as one HTML file that needs nothing else: no script, no picture, no request."""

from __future__ import annotations

import base64
import hashlib
from itertools import pairwise
from typing import Final

from msgspec import Struct

from breakthroughs_tui.priority import Band, look_of
from breakthroughs_tui.reports import colours
from breakthroughs_tui.reports.paper import Chart, Paper, Point
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.reports.templating import environment

_CHART_WIDTH: Final = 420
_CHART_HEIGHT: Final = 204
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 18, 40
"""Room beside the lines for the labels. All lengths of the chart are in units of its own."""
_LEVELS: Final = (0, 25, 50, 75, 100)


class _Mark(Struct, frozen=True):
    """A point of the chart in its place."""

    x: int
    y: int | None
    point: Point


class _Lines(Struct, frozen=True):
    """A chart, worked out."""

    width: int
    height: int
    left: int
    right: int
    levels: tuple[tuple[int, int], ...]
    """Each gap index that has a line across, and how far down that is."""
    marks: tuple[_Mark, ...]
    strokes: tuple[tuple[_Mark, _Mark], ...]
    """Neighbours that are joined: none over a quarter without answers, or to other questions."""


def write_html(paper: Paper) -> Written:
    """Write a paper as an HTML page, UTF-8."""
    made = environment(autoescape=True)
    made.filters["drawn"] = _drawn
    made.globals["look_of"] = look_of
    style = made.get_template("report.css.jinja").render(
        colours=colours,
        looks=[band.look for band in Band],
        shares=sorted({share for table in paper.tables for share in table.shares}),
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = made.get_template("report.html.jinja")
    return Written(page.render(paper=paper, style=style, digest=digest).encode())


def _drawn(chart: Chart) -> _Lines:
    """Work out where everything in a chart stands."""
    step = (_CHART_WIDTH - _LEFT - _RIGHT) / len(chart.points)
    marks = tuple(
        _Mark(
            round(_LEFT + step * (place + 0.5)),
            None if point.gap_index is None else _height(point.gap_index),
            point,
        )
        for place, point in enumerate(chart.points)
    )
    return _Lines(
        width=_CHART_WIDTH,
        height=_CHART_HEIGHT,
        left=_LEFT,
        right=_CHART_WIDTH - _RIGHT,
        levels=tuple((level, _height(level)) for level in _LEVELS),
        marks=marks,
        strokes=tuple(
            (one, other)
            for one, other in pairwise(marks)
            if one.y is not None and other.y is not None and not other.point.starts_anew
        ),
    )


def _height(gap_index: int) -> int:
    """Tell how far down the chart a gap index stands: 100% is at the top."""
    return round(_TOP + (_CHART_HEIGHT - _TOP - _BOTTOM) * (100 - gap_index) / 100)
