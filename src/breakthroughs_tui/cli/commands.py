"""Each command, from its arguments to what it prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
from click.core import ParameterSource

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.group import (
    QUARTER_HELP,
    Commands,
    TypedPath,
    folder_options,
    quarter_argument,
)
from breakthroughs_tui.cli.interrupts import INTERRUPTED, Interrupts
from breakthroughs_tui.cli.output import has_terminal, print_json, print_table, tell
from breakthroughs_tui.cli.shells import how_started
from breakthroughs_tui.cli.streams import finish_streams, prepare_streams
from breakthroughs_tui.errors import BankError, UsageError
from breakthroughs_tui.plain import shown
from breakthroughs_tui.reports.formats import Format

THIS_QUARTER = "Without it, the current quarter."


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
    Examples:
      breakthroughs                        answer this quarter's questions
      breakthroughs assess previous        open last quarter
      breakthroughs summary Q2             print Q2's priority gaps
      breakthroughs summary --json         the same for another program
      breakthroughs compare                what moved since last quarter
      breakthroughs history                every quarter so far
      breakthroughs report -f docx         write a report, as a Word document
      breakthroughs merge copy.json        put two copies of a quarter together
      breakthroughs demo                   try it with invented answers
      breakthroughs check my-bank.yaml     is this question bank fit to use?""",
)
@folder_options
@click.version_option(package_name="breakthroughs-tui", prog_name="breakthroughs")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Find out where your council has most work left and its plan does not help.

    Answer questions about improvement breakthroughs, once a quarter. Without a
    command, this opens the current quarter.
    """
    ctx.ensure_object(Desk)
    if ctx.invoked_subcommand is None:
        ctx.invoke(assess, quarter="current")


@commands.command(
    help=f"Answer the questions of a quarter, on screen.\n\n{QUARTER_HELP} {THIS_QUARTER}"
)
@folder_options
@quarter_argument
@click.pass_obj
def assess(desk: Desk, quarter: str) -> None:
    """Open the screens on one quarter, then say where the answers are."""
    from breakthroughs_tui.cli.saved import find

    found = find(desk, quarter)
    if not has_terminal():
        message = "The screens need a terminal for the keys and the display"
        hint = "Run it without pipes."
        if found.file.exists:
            name = desk.name_for(found.file.path, found.quarter)
            hint += f" To print the results: {desk.command('summary', name)}"
        raise UsageError(message, hint)
    from breakthroughs_tui.cli.sitting import say_where_saved, sit_down

    sit_down(desk, found, say_where_saved)


@commands.command(help=f"Print the priority gaps of a quarter.\n\n{QUARTER_HELP} {THIS_QUARTER}")
@folder_options
@quarter_argument
@click.option("--json", "as_json", is_flag=True, help="Print it for another program.")
@click.pass_obj
def summary(desk: Desk, quarter: str, *, as_json: bool) -> None:
    """Print the ranked breakthroughs, with the questions that come first."""
    from breakthroughs_tui.cli.saved import find, read, warn_of_others
    from breakthroughs_tui.priority import summarise
    from breakthroughs_tui.render.summary import summary_table, summary_values

    found = find(desk, quarter)
    assessment = read(desk, found)
    warn_of_others(desk, found, assessment)
    if as_json:
        print_json(summary_values(summarise(assessment)))
        return
    for problem in found.history.skipped(assessment):
        tell(f"warning: {problem}")
    reviewed = found.history.review(assessment)
    print_table(lambda width: summary_table(reviewed, width))


@commands.command()
@folder_options
@click.argument("quarters", nargs=-1, metavar="[EARLIER] [LATER]")
@click.option("--last-year", is_flag=True, help="Compare with the same quarter a year before.")
@click.option("--json", "as_json", is_flag=True, help="Print it for another program.")
@click.pass_obj
def compare(desk: Desk, quarters: tuple[str, ...], *, last_year: bool, as_json: bool) -> None:
    """Print what moved between two quarters.

    EARLIER and LATER are quarters as in `summary`, or paths of saved files. Without them, the
    newest quarter is compared with the one before it; with one, that one with the newest, or
    the newest itself with the one before it.
    """
    from breakthroughs_tui.cli.pair import as_two, read_two
    from breakthroughs_tui.render.comparison import compare_table, compare_values

    earlier, later = as_two(desk, quarters)
    if last_year and later:
        message = "--last-year goes with one quarter at most"
        raise UsageError(message, "Leave it out, or name only the later quarter.")
    if last_year:
        earlier, later = None, earlier
    found = read_two(desk, earlier, later, last_year=last_year)
    if as_json:
        print_json(compare_values(found))
    else:
        print_table(lambda width: compare_table(found, width, desk.own_time))


@commands.command()
@folder_options
@click.option("--json", "as_json", is_flag=True, help="Print it for another program.")
@click.pass_obj
def history(desk: Desk, *, as_json: bool) -> None:
    """List every quarter that you have saved, newest first, and how the gaps moved."""
    from breakthroughs_tui.priority import summarise
    from breakthroughs_tui.render.history import (
        history_table,
        history_values,
        quarters_that_fit,
        trend_table,
    )
    from breakthroughs_tui.trend import span, trend
    from breakthroughs_tui.wording import other_files_text, to_read_text

    saved = desk.history
    entries = [
        (entry, summarise(entry.assessment).overall if entry.assessment else None)
        for entry in saved.entries()
    ]
    others = saved.other_files()
    if as_json:
        print_json(history_values(entries))
        if others:
            tell(f"warning: {other_files_text(others)}")
    elif not entries:
        tell(f"No quarter is saved in {shown(desk.folder)} yet.")
        tell(f"Start with: {desk.command()}")
    else:
        print_table(
            lambda width: history_table(entries, str(desk.folder), others, width, desk.own_time)
        )
        if readable := saved.readable(others):
            tell(to_read_text(saved.command_to_read(readable)))
        series = {entry.quarter: entry.assessment for entry, _ in entries if entry.assessment}
        if series:
            end = max((each for each in series if each <= desk.this_quarter), default=max(series))
            click.echo()
            print_table(
                lambda width: trend_table(
                    trend(series, span(series, quarters_that_fit(width), end=end))
                )
            )


@commands.command(help=f"Write a report of a quarter, to hand in.\n\n{QUARTER_HELP} {THIS_QUARTER}")
@folder_options
@quarter_argument
@click.option(
    "-f",
    "--format",
    "forms",
    type=click.Choice([each.value for each in Format], case_sensitive=False),
    multiple=True,
    help="The format; may be given several times. Without it, the file's name decides, or html.",
)
@click.option(
    "-o",
    "--output",
    type=TypedPath(str),
    metavar="FILE|FOLDER|-",
    help="Where to write it; - is standard output. Without it, this folder.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--all", "whole", is_flag=True, help="Write every quarter into one CSV table.")
@click.pass_context
def report(  # noqa: PLR0913  one for each option
    ctx: click.Context,
    quarter: str,
    forms: tuple[str, ...],
    output: str | None,
    *,
    force: bool,
    whole: bool,
) -> None:
    """Write one quarter in one format or several, or all quarters as CSV."""
    from breakthroughs_tui.cli.reporting import report_all, report_quarter

    chosen = [Format(each) for each in dict.fromkeys(forms)]
    if not whole:
        report_quarter(ctx.obj, quarter, chosen, output, force=force)
    elif ctx.get_parameter_source("quarter") is ParameterSource.COMMANDLINE:
        message = "--all writes every quarter, so no quarter can be named"
        raise UsageError(message, "Leave one of the two out.")
    else:
        report_all(ctx.obj, chosen, output, force=force)


@commands.command()
@folder_options
@click.argument("file", type=TypedPath(), metavar="FILE")
@click.pass_obj
def merge(desk: Desk, file: Path) -> int:
    """Put a copy of a quarter together with the saved one.

    FILE is a copy that a sync service, another program or another computer made. Each part that
    differs is shown with what both copies have, and you choose. Without a terminal, the
    differences are printed: exit code 0 if there are none, 1 if there are.
    """
    from breakthroughs_tui.cli.merging import merge_copy

    return merge_copy(desk, file)


@commands.command()
@click.pass_obj
def demo(desk: Desk) -> None:
    """Try it with invented answers, which go when you leave.

    Without a terminal, print what the program would show.
    """
    from breakthroughs_tui.cli.demo import run_demo

    run_demo(desk)


@commands.command()
@click.argument("file", type=TypedPath(), metavar="BANK.yaml")
@click.pass_obj
def check(desk: Desk, file: Path) -> None:
    """Tell whether a question bank is fit to use.

    Every problem goes to standard output, one a line, as file:line:column; a bank without
    any is described.
    """
    try:
        bank = desk.load_bank(file)
    except BankError as error:
        for problem in error.problems:
            click.echo(problem)
        raise BankError(error.message, error.hint) from None
    counts = f"breakthroughs: {len(bank.breakthroughs)}, questions: {len(bank.questions)}"
    click.echo(f"{shown(file)} is fit to use: {bank.title} (id {bank.id}, version {bank.version})")
    click.echo(f"{counts}, next steps: {len(bank.next_steps)}")
    for position, breakthrough in enumerate(bank.breakthroughs):
        numbers = [each.number for each in bank.questions_of(position)]
        span = (
            f"question {numbers[0]}"
            if len(numbers) == 1
            else f"questions {numbers[0]}–{numbers[-1]}"
        )
        click.echo(f"  {breakthrough.title} ({span})")


@commands.command()
@click.argument(
    "name",
    type=click.Choice(["bank", "assessment", "report"]),
    metavar="bank|assessment|report",
)
def schema(name: str) -> None:
    """Print the JSON Schema of a bank, an assessment or a report."""
    if name == "report":
        from breakthroughs_tui.reports.to_json import report_schema

        print_json(report_schema())
        return
    from breakthroughs_tui.document import assessment_schema
    from breakthroughs_tui.model import QuestionBank
    from breakthroughs_tui.schema import json_schema

    print_json(json_schema(QuestionBank, closed=True) if name == "bank" else assessment_schema())


def main() -> NoReturn:
    """Run the command that was typed."""
    interrupts = Interrupts()
    code = INTERRUPTED
    try:
        try:
            code = _run()
        except BaseException:
            if not interrupts.came:
                raise
        interrupts.end()
    except KeyboardInterrupt:  # between the lines here
        pass
    sys.exit(code)


def _run() -> int:
    """Run the command on streams that can be written to, and give its exit code."""
    prepare_streams()
    code = 0
    try:
        commands.main(obj=Desk(program=how_started))
    except SystemExit as ending:
        code = int(ending.code or 0)
    return finish_streams(code)
