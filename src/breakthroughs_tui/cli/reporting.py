"""From what a person types to reports on the disk or on standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import click

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import tell
from breakthroughs_tui.cli.saved import Found, find, read, warn_of_others
from breakthroughs_tui.errors import StoreError, UsageError
from breakthroughs_tui.plain import shown
from breakthroughs_tui.publishing import (
    ExistsError,
    check_target,
    publish,
    report_on,
    usual_name,
)
from breakthroughs_tui.reports.formats import Format, write_quarters, write_report
from breakthroughs_tui.reports.shortening import Written
from breakthroughs_tui.wording import shortened_text

_STANDARD_OUTPUT: Final = "-"
_ALL_QUARTERS: Final = "breakthroughs-all-quarters.csv"


def report_quarter(
    desk: Desk, quarter: str, forms: list[Format], output: str | None, *, force: bool
) -> None:
    """Write the reports of one quarter. Raises UsageError or StoreError."""
    chosen = _formats(forms, output, Format.HTML)
    found = find(desk, quarter)
    assessment = read(desk, found, "report")
    warn_of_others(desk, found, assessment)
    for entry in found.history.unread_before(assessment):
        tell(f"warning: {entry.problem}")
    names = {form: usual_name(assessment.quarter, form) for form in chosen}
    report = report_on(assessment, found.history)
    reports = {form: write_report(report, form) for form in chosen}
    _deliver_all(desk, reports, names, output, force=force)
    if assessment.answered < assessment.total:
        tell(f"The report is provisional: {assessment.coverage}.")
    if not assessment.council:
        tell("The report names no council. To name yours, open the quarter and press d.")


def report_all(desk: Desk, forms: list[Format], output: str | None, *, force: bool) -> None:
    """Write every quarter of the folder into one table. Raises UsageError or StoreError."""
    if _formats(forms, output, Format.CSV) != [Format.CSV]:
        message = "Only CSV holds the whole history"
        raise UsageError(message, "Leave --all out, or write CSV.")
    history = desk.history
    entries = history.entries()
    for entry in entries:
        if entry.problem:
            tell(f"warning: {entry.problem}")
        elif entry.assessment and history.other_files():
            found = Found(history.file(entry.quarter), entry.quarter, history)
            warn_of_others(desk, found, entry.assessment)
    quarters = [entry.assessment for entry in reversed(entries) if entry.assessment]
    if not quarters:
        message = f"No quarter can be read in {shown(desk.folder)}"
        raise StoreError(message, f"Start with: {desk.command()}")
    reports = {Format.CSV: write_quarters(quarters)}
    _deliver_all(desk, reports, {Format.CSV: _ALL_QUARTERS}, output, force=force)


def _formats(forms: list[Format], output: str | None, usual: Format) -> list[Format]:
    """Choose the formats: those asked for, else that of the file's name, else the usual one."""
    if output is None or output == _STANDARD_OUTPUT or _is_folder(output):
        chosen = forms or [usual]
        if output == _STANDARD_OUTPUT and len(chosen) > 1:
            raise _one_file(chosen)
        return chosen
    if len(forms) > 1:
        raise _one_file(forms)
    named = Format.of(Path(output))
    if forms and named not in {None, forms[0]}:
        message = f'The name "{shown(output)}" and the format "{forms[0]}" do not go together'
        raise UsageError(message, "Leave -f out, or give another name.")
    if forms:
        return forms
    if named is None:
        message = f'The name "{shown(output)}" does not say which format to write'
        known = ", ".join(f".{each.value}" for each in Format)
        raise UsageError(message, f"End it with one of {known}, or name a format with -f.")
    return [named]


def _one_file(forms: list[Format]) -> UsageError:
    message = f"{len(forms)} formats do not go into one file"
    return UsageError(message, "Give a folder with -o, or one format with -f.")


def _is_folder(output: str) -> bool:
    """Tell whether a folder is meant: one that is there, or a name that can be nothing else."""
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _deliver_all(
    desk: Desk,
    reports: dict[Format, Written],
    names: dict[Format, str],
    output: str | None,
    *,
    force: bool,
) -> None:
    """Write reports where they are to go: none if one of them may not replace what is there."""
    if output == _STANDARD_OUTPUT:
        for form, written in reports.items():
            _print(written, form)
    else:
        target = Path(output or "").absolute()
        is_folder = output is None or _is_folder(output)
        paths = {form: target / names[form] if is_folder else target for form in reports}
        try:
            for path in paths.values():
                check_target(path, answers=desk.folder, replaces=force)
            for form, written in reports.items():
                publish(written, paths[form], answers=desk.folder, replaces=force)
                tell(f"Written: {shown(paths[form])}")
        except ExistsError as error:
            hint = "Add --force to replace it, or give another name with -o."
            raise StoreError(error.message, hint) from None
    for written in reports.values():
        if written.shortened:
            tell(f"warning: {shortened_text(written.shortened)}")


def _print(written: Written, form: Format) -> None:
    if not form.is_text and sys.stdout.isatty():
        message = "Word and Excel reports are no text, and would upset the terminal"
        raise UsageError(message, "Name a file with -o, or send the output to one.")
    click.echo(written.content, nl=False)
