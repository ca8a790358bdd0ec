"""From the path of a copy to one saved quarter: on the screens, or printed where nobody chooses."""

from __future__ import annotations

from pathlib import Path

from breakthroughs_tui import atomic
from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import has_terminal, print_table, tell
from breakthroughs_tui.cli.saved import Found, read
from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.merge import Side, find_differences
from breakthroughs_tui.merging import OtherCopy, read_copy
from breakthroughs_tui.plain import shown
from breakthroughs_tui.render.merge import merge_table

SOME_DIFFER = 1
"""The exit code where something differs and nobody is asked."""


def merge_copy(desk: Desk, file: Path) -> int:
    """Put a copy together with the saved quarter, and return the exit code.

    Without a terminal, what differs is printed and nothing is changed. Raises StoreError.
    """
    copy = read_copy(file.absolute(), desk.now)
    quarter = copy.assessment.quarter
    found = Found(desk.store.file(quarter), quarter, desk.history)
    if not found.file.exists:
        message = f"{quarter.label} has no saved file in {shown(desk.folder)}"
        hint = f"To use this copy as it is, copy it to {shown(found.file.path)}"
        raise StoreError(f"{message} to put a copy together with", hint)
    ours = read(desk, found)
    copy.check(ours)
    differences = find_differences(ours, copy.assessment, copy.origins(ours, found.file))
    if differences and has_terminal():
        from breakthroughs_tui.cli.sitting import say_where_saved, sit_down

        sit_down(desk, found, say_where_saved, copy=copy.file.path)
        return 0
    names = {Side.OURS: shown(found.file.path), Side.THEIRS: shown(copy.file.path)}
    print_table(lambda _width: merge_table(ours, differences, names))
    if has_terminal() and not atomic.is_same_file(copy.file.path, found.file.path):
        _put_away(desk, copy)
    return SOME_DIFFER if differences else 0


def _put_away(desk: Desk, copy: OtherCopy) -> None:
    """Keep a copy that differs in nothing among the backups. Raises StoreError."""
    kept = copy.keep(desk.folder, desk.now())
    copy.remove(desk.folder, desk.lock_folder)
    tell(f"The copy is kept in {shown(kept)}")
