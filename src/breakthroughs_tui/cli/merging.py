"""From the path of a copy to one saved quarter: on the screens, or printed for nobody to choose."""

from __future__ import annotations

from pathlib import Path

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import has_terminal, print_table, tell
from breakthroughs_tui.cli.saved import Found, read
from breakthroughs_tui.merge import Side, find_differences
from breakthroughs_tui.merging import read_copy
from breakthroughs_tui.plain import shown
from breakthroughs_tui.render.merge import merge_table

SOME_DIFFER = 1
"""The exit code where something differs and nobody is asked."""


def merge_copy(desk: Desk, file: Path) -> int:
    """Put a copy together with the saved quarter, and return the exit code.

    Without a terminal, what differs is printed and nothing is changed. Raises StoreError.
    """
    path = file.absolute()
    copy = read_copy(path, desk.now)
    quarter = copy.assessment.quarter
    found = Found(desk.store.file(quarter), quarter, desk.history)
    is_interactive = has_terminal()
    if is_interactive and not found.file.exists:
        _sit_down(desk, found, path)
        return 0
    ours = read(desk, found)
    copy.check(ours)
    differences = find_differences(ours, copy.assessment, copy.origins(ours, found.file))
    if differences and is_interactive:
        _sit_down(desk, found, path)
        return 0
    names = {Side.OURS: shown(found.file.path), Side.THEIRS: shown(path)}
    print_table(lambda _width: merge_table(ours, differences, names))
    if is_interactive and not copy.is_at(found.file.path):
        place = copy.put_away(desk.folder, desk.lock_folder)
        tell(f"The copy is kept in {shown(place)}")
    return SOME_DIFFER if differences else 0


def _sit_down(desk: Desk, found: Found, path: Path) -> None:
    from breakthroughs_tui.cli.sitting import say_where_saved, sit_down

    sit_down(desk, found, say_where_saved, copy=path)
