"""From what a person types to a saved quarter."""

from __future__ import annotations

import os
from typing import NamedTuple

from msgspec.structs import replace

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import tell
from breakthroughs_tui.errors import DamagedError, StoreError, UsageError
from breakthroughs_tui.folder import Store
from breakthroughs_tui.history import History
from breakthroughs_tui.model import Assessment, listed
from breakthroughs_tui.paths import typed_path
from breakthroughs_tui.plain import is_blank, shown
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.store import QuarterFile, check_quarter


class Found(NamedTuple):
    """What QUARTER means."""

    file: QuarterFile
    quarter: Quarter | None
    """None where a path was given: then the file says which quarter it holds."""
    history: History
    """The quarters beside it."""


def find(desk: Desk, text: str) -> Found:
    """Find the file that QUARTER means. Raises UsageError if there is none and it is no quarter."""
    try:
        quarter = Quarter.parse(text, desk.today())
    except ValueError as error:
        path = typed_path(text)
        if os.path.isfile(path):
            store = Store(path.parent, desk.now)
            beside = History(store, desk.today, desk.own_time, desk.command_to_read)
            history = beside if beside.quarters() else desk.history
            return Found(QuarterFile(path, desk.now), None, history)
        hint = "Write a quarter as 2026-27-Q3, Q3, current or previous."
        if is_blank(text):
            message = "The name of a quarter is empty"
        else:
            message = f"{error}. There is no file of that name either"
        raise UsageError(message, hint) from None
    return Found(desk.store.file(quarter), quarter, desk.history)


def warn_of_others(desk: Desk, found: Found, assessment: Assessment) -> None:
    """Name every other file of a quarter that is read, unless the file read lies elsewhere."""
    if found.file.path.parent == found.history.path(assessment.quarter).parent:
        name_others(desk, found, assessment)


def name_others(desk: Desk, found: Found, assessment: Assessment) -> None:
    """Name every other file of a quarter, and say what to do about each."""
    quarter, path = assessment.quarter, found.file.path
    own = found.history.path(quarter)
    at_folder = desk if own.parent == desk.folder else replace(desk, data_dir=own.parent)
    for other in found.history.others_of(quarter, path):
        tell(f"warning: {other.notice}")
        if other.problem:
            continue
        if not own.exists():
            tell(f"To have it read as that quarter, rename it to {shown(own.name)}.")
        elif other.path == own:
            tell(f"Put this copy together with it: {at_folder.command('merge', path)}")
        else:
            command = at_folder.command("merge", other.path)
            tell(f"Put it together with the saved quarter: {command}")


def read(desk: Desk, found: Found, command: str = "summary") -> Assessment:
    """Read a saved quarter. Raises StoreError; the hint names the command for another one."""
    if found.quarter is not None and not found.file.exists:
        message = f"{found.quarter.label} has no answers in {shown(desk.folder)}"
        saved = found.history.read_quarters()
        hint = f"Start it with: {desk.command('assess', found.quarter.id)}"
        others = found.history.others_of(found.quarter, found.file.path)
        if names := [shown(other.path.name) for other in others if not other.problem]:
            which = "it" if len(names) == 1 else "one of them"
            rename = f"To have {which} read, rename it to {found.file.path.name}."
            verb = "holds" if len(names) == 1 else "hold"
            hint = f"{listed(names)} {verb} that quarter. {rename}\n{hint}"
        if saved:
            hint += f"\nOr see the latest quarter: {desk.command(command, saved[0].id)}"
        raise StoreError(message, hint)
    try:
        assessment = found.file.load()
    except DamagedError as error:
        raise DamagedError(error.message, _way_out(desk, found)) from error
    if found.quarter is not None:
        check_quarter(found.file.path, assessment, found.quarter)
    return assessment


def _way_out(desk: Desk, found: Found) -> str:
    """Say what can be done about a damaged file."""
    if next(found.file.backups(), None) is not None:
        offer = "To use the newest good backup"
    elif found.quarter is not None:
        offer = "There is no backup of it. To start this quarter afresh"
    else:
        return "There is no backup of it."
    return f"{offer}: {desk.command('assess', desk.name_for(found.file.path, found.quarter))}"
