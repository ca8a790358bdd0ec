"""The templates of the formats that are laid out with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from breakthroughs_tui.reports.paper import Chart, Entries, Listing, Table

TEMPLATES: Final = Path(__file__).with_name("templates")


def environment(**options: Any) -> Environment:  # noqa: ANN401  Jinja2's
    """Give what fills the templates in; a template can ask what a block is."""
    made = Environment(  # noqa: S701  each format says how it escapes
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        **options,
    )
    for kind in (Chart, Entries, Listing, Table):
        made.tests[kind.__name__.lower()] = _is(kind)
    return made


def _is(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)
