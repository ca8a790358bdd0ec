"""The report as one HTML file that needs nothing else: no script, no picture, no request."""

from __future__ import annotations

import base64
import hashlib
from itertools import count, pairwise
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from breakthroughs_tui.priority import Band, look_of
from breakthroughs_tui.reports.paper import KINDS, TEMPLATES, Chart, Paper, Point, Section, Table

_CHART_WIDTH: Final = 420
_CHART_HEIGHT: Final = 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 18, 26
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
    """Neighbours that are joined: none over a quarter without answers."""


def write_html(paper: Paper) -> bytes:
    """Write a paper as an HTML page, UTF-8."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.tests.update(KINDS)
    environment.filters.update(drawn=_drawn, next=next)
    environment.globals["look_of"] = look_of
    looks = [band.look for band in Band]
    tables = list(_tables(paper.sections))
    style = environment.get_template("report.css.jinja").render(looks=looks, tables=tables)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = environment.get_template("report.html.jinja")
    return page.render(paper=paper, style=style, digest=digest, tables=count(1)).encode()


def _tables(sections: tuple[Section, ...]) -> list[Table]:
    """Give every table in the order in which the page has them."""
    found = []
    for section in sections:
        found += [block for block in section.blocks if isinstance(block, Table)]
        found += _tables(section.sections)
    return found


def _drawn(chart: Chart) -> _Lines:
    """Work out where everything in a chart stands."""
    step = (_CHART_WIDTH - _LEFT - _RIGHT) / max(len(chart.points), 1)
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
            if one.y is not None and other.y is not None
        ),
    )


def _height(gap_index: int) -> int:
    """Tell how far down the chart a gap index stands: 100% is at the top."""
    return round(_TOP + (_CHART_HEIGHT - _TOP - _BOTTOM) * (100 - gap_index) / 100)
