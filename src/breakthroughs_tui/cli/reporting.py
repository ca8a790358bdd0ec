"""From what a person types to reports on the disk or on standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import tell
from breakthroughs_tui.cli.saved import find, read
from breakthroughs_tui.errors import StoreError, UsageError
from breakthroughs_tui.publishing import (
    ExistsError,
    compose,
    compose_all,
    place,
    publish,
    usual_name,
)
from breakthroughs_tui.reports.formats import Format, Written

_STANDARD_OUTPUT: Final = "-"
_ALL_QUARTERS: Final = "breakthroughs-all-quarters.csv"
_MOST_SHORTENED: Final = 3
"""So many shortened texts are named one by one."""


def report_quarter(
    desk: Desk, quarter: str, forms: list[Format], output: str | None, *, force: bool
) -> None:
    """Write the reports of one quarter. Raises UsageError or StoreError."""
    chosen = _formats(forms, output)
    found = find(desk, quarter)
    assessment = read(desk, found)
    for problem in found.history.skipped(assessment):
        tell(f"warning: {problem}")
    for form in chosen:
        written = compose(assessment, found.history, form)
        _deliver(desk, written, form, output, usual_name(assessment.quarter, form), force=force)
    if not assessment.council:
        tell("The report names no council. To name yours, open the quarter and press d.")


def report_all(desk: Desk, forms: list[Format], output: str | None, *, force: bool) -> None:
    """Write every quarter of the folder into one table. Raises UsageError or StoreError."""
    chosen = _formats(forms or [Format.CSV], output)
    if chosen != [Format.CSV]:
        message = "Only CSV holds the whole history"
        raise UsageError(message, "Leave --all out, or add -f csv.")
    entries = desk.history.entries()
    for entry in entries:
        if entry.problem:
            tell(f"warning: {entry.problem}")
    quarters = [entry.assessment for entry in reversed(entries) if entry.assessment]
    if not quarters:
        message = f"No quarter can be read in {desk.folder}"
        raise StoreError(message, f"Start with: {desk.command('')}")
    written = compose_all(quarters)
    _deliver(desk, written, Format.CSV, output, _ALL_QUARTERS, force=force)


def _formats(forms: list[Format], output: str | None) -> list[Format]:
    """Choose the formats: those asked for, else that of the file's name, else a web page."""
    if len(forms) > 1 and output is not None and not _is_folder(output):
        message = f"{len(forms)} formats do not go into one file"
        raise UsageError(message, "Give a folder with -o, or one format with -f.")
    if forms:
        return forms
    if output is None or output == _STANDARD_OUTPUT or _is_folder(output):
        return [Format.HTML]
    form = Format.of(Path(output))
    if form is None:
        message = f'The name "{output}" does not say which format to write'
        known = ", ".join(f".{each.value}" for each in Format)
        raise UsageError(message, f"End it with one of {known}, or name a format with -f.")
    return [form]


def _is_folder(output: str) -> bool:
    return output != _STANDARD_OUTPUT and place(output).is_dir()


def _deliver(  # noqa: PLR0913  what, in which format, where to
    desk: Desk, written: Written, form: Format, output: str | None, usual: str, *, force: bool
) -> None:
    if output == _STANDARD_OUTPUT:
        _print(written, form)
    else:
        path = place(output or "")
        if path.is_dir():
            path /= usual
        try:
            publish(written, path, answers=desk.folder, replaces=force)
        except ExistsError as error:
            hint = "Add --force to replace it, or give another name with -o."
            raise StoreError(error.message, hint) from None
        tell(f"Written: {path}")
    _tell_of_shortened(written.shortened)


def _print(written: Written, form: Format) -> None:
    if not form.is_text and sys.stdout.isatty():
        message = f"{form.label.partition(',')[0]}: that is not text, and would upset the terminal"
        raise UsageError(message, "Name a file with -o, or send the output to one.")
    click.echo(written.content, nl=False)


def _tell_of_shortened(shortened: tuple[str, ...]) -> None:
    if not shortened:
        return
    named = ", ".join(shortened[:_MOST_SHORTENED])
    more = len(shortened) - _MOST_SHORTENED
    others = f" and {more} more" if more > 0 else ""
    tell(f"warning: too long for a cell, so shortened: {named}{others}. JSON has all of it.")
