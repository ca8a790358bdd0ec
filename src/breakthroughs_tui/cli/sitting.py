"""One sitting at the screens: open a quarter, show it, and say where the answers are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.interrupts import raise_if_lost
from breakthroughs_tui.cli.leaving import Leaving
from breakthroughs_tui.cli.opener import find_opener
from breakthroughs_tui.cli.output import tell
from breakthroughs_tui.cli.saved import Found, name_others
from breakthroughs_tui.errors import BreakthroughsError
from breakthroughs_tui.opening import Opened, Request, Sitting, open_quarter
from breakthroughs_tui.plain import fit_to_show, shown
from breakthroughs_tui.publishing import Publisher
from breakthroughs_tui.settings import Settings, load_settings

if TYPE_CHECKING:
    from breakthroughs_tui.merging import Merger
    from breakthroughs_tui.model import QuestionBank
    from breakthroughs_tui.quarter import Quarter


def sit_down(  # noqa: PLR0913  what a sitting may begin with
    desk: Desk,
    found: Found,
    say_goodbye: Callable[[Desk, Opened], None],
    notices: tuple[str, ...] = (),
    *,
    is_trial: bool = False,
    copy: Path | None = None,
) -> None:
    """Open a quarter, show the screens until the person leaves, then say goodbye.

    They begin with a copy of the quarter that is to be put together with it, if one is given.
    Of the invented answers of a trial no copy is kept elsewhere.
    Raises BreakthroughsError: what could not be opened or saved, or a fault of the screens.
    """
    settings, warning = load_settings(desk.folder, desk.now)
    request = _request(desk, found, settings, confirm=_ask)
    opened = open_quarter(replace(request, copy=copy))

    def request_for(quarter: Quarter) -> Request:
        other = Found(found.history.file(quarter), quarter, found.history)
        return _request(desk, other, settings, confirm=lambda _question: False)

    def merge_with(path: Path) -> Merger:
        from breakthroughs_tui.merging import Merger, read_copy  # here, to start at once

        return Merger(sitting.opened, read_copy(path, desk.now), desk.lock_folder)

    sitting = Sitting(opened, request_for)
    from breakthroughs_tui.tui import run

    notices += (*opened.notices, *((warning,) if warning else ()))
    leaving = Leaving(desk, sitting, is_trial=is_trial)
    keep_copy = None if is_trial else partial(leaving.keep_copy, lasts=False)
    raise_if_lost()
    with ExitStack() as whatever_happens:
        whatever_happens.callback(leaving.close)
        ending = run(
            sitting,
            settings,
            leaving.remember,
            notices,
            _publisher(desk),
            keep_copy,
            merge_with,
            copy,
        )
        report = _keep_fault(desk, ending.fault) if ending.fault else ""
        if ending.copy is not None:
            whatever_happens.pop_all()  # whoever leaves with a copy does not wait
            raise leaving.not_waited_for(ending.copy)
    for left in sitting.left:
        if left.file.exists:
            tell(f"Saved in {shown(left.file.path)} ({left.session.assessment.coverage}).")
            _name_others(desk, left)
        else:
            tell(f"warning: {shown(left.file.path)} is gone; it may have been renamed or moved.")
    say_goodbye(desk, sitting.opened)
    if report:
        raise BreakthroughsError("The screens closed because of a fault in the program", report)


def _request(
    desk: Desk, found: Found, settings: Settings, confirm: Callable[[str], bool]
) -> Request:
    return Request(
        file=found.file,
        quarter=found.quarter,
        history=found.history,
        lock_folder=desk.lock_folder,
        settings=settings,
        asked_bank=desk.asked_bank(),
        default_bank=_default_bank,
        now=desk.now,
        confirm=confirm,
    )


def _publisher(desk: Desk) -> Publisher:
    return Publisher(desk.documents_folder, desk.folder, find_opener())


def _ask(question: str) -> bool:
    try:
        return click.confirm(fit_to_show(question), default=True, err=True)
    except click.Abort as error:
        if not isinstance(error.__context__, EOFError):
            raise
        tell("")  # the question's line has no end yet
        message = "The input ended before the question was answered"
        raise BreakthroughsError(message, "Nothing was changed.") from None


def _default_bank() -> QuestionBank:
    from breakthroughs_tui.bank import load_default_bank

    return load_default_bank()


def say_where_saved(desk: Desk, opened: Opened) -> None:
    """Say where the answers are and what can be done next."""
    session, file = opened.session, opened.file
    assessment = session.assessment
    quarter = assessment.quarter
    if session.state.warning:
        tell(f"warning: {session.state.warning}")
    _name_others(desk, opened)
    if session.read_only_because:
        tell(f"Nothing was changed in {shown(file.path)}: it was open to read only.")
        return
    if not file.exists and not assessment.is_begun:
        tell(f"No answers yet, so nothing was saved for {quarter.label}.")
        tell(f"Come back with: {desk.command('assess', quarter.id)}")
        return
    tell(f"Saved in {shown(file.path)} ({assessment.coverage}).")
    name = desk.name_for(file.path, quarter)
    if assessment.answered < assessment.total:
        tell(f"Go on with: {desk.command('assess', name)}")
    else:
        tell(f"Print the result: {desk.command('summary', name)}")
        tell(f"Write a report of it: {desk.command('report', name)}")


def _name_others(desk: Desk, opened: Opened) -> None:
    session = opened.session
    found = Found(opened.file, session.assessment.quarter, session.history)
    name_others(desk, found, session.assessment)


def _keep_fault(desk: Desk, details: str) -> str:
    """Keep the technical details of a fault, and say what to do."""
    from breakthroughs_tui.rescue import keep_fault

    place = keep_fault(details, desk.fault_folder, desk.now)
    if place is None:
        return "Start it again; please report what you did."
    return f"Start it again. Please report it with this file: {shown(place)}"
