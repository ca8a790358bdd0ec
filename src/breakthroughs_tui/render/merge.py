"""What differs between two copies of one quarter."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from breakthroughs_tui.merge import Side
from breakthroughs_tui.render.tables import bare_grid
from breakthroughs_tui.wording import (
    differences_text,
    origin_text,
    question_heading,
    value_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from breakthroughs_tui.merge import Difference
    from breakthroughs_tui.model import Assessment, Scales


def merge_table(
    ours: Assessment, differences: Sequence[Difference], names: dict[Side, str]
) -> RenderableType:
    """Lay out each part that differs, by question, with what each copy has.

    `names` are the two files, fit to show.
    """
    lines: list[RenderableType] = [Text(ours.quarter.label, style="bold")]
    lines += [Text(f"{side}: {name}") for side, name in names.items()]
    lines.append(Text(differences_text(differences)))
    for question_id, parts in groupby(differences, lambda found: found.key.question_id):
        heading = question_heading(ours.bank, question_id)
        lines += [Text(""), Text(heading, style="bold")]
        lines += [_part(difference, ours.bank.scales) for difference in parts]
    return Group(*lines)


def _part(difference: Difference, scales: Scales) -> Table:
    values = [(side.value, difference.value(side)) for side in (Side.OURS, Side.THEIRS)]
    if difference.origin is not None:
        values.append((origin_text(difference.origin), difference.origin.value))
    table = bare_grid(3)
    for index, (word, value) in enumerate(values):
        what = "" if index else difference.key.part.value
        said = value_text(difference.key.part, value, scales)
        table.add_row(Text(f"{what:<12}"), Text(f"{word:<12}"), Text(said))
    return table
