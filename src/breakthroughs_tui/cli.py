"""The commands. The only place that reads the clock, the environment and the user's folders.

Modules that only one command needs are imported by that command, so that `--version`
answers at once and only `assess` loads Textual.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click
from click.core import ParameterSource
from msgspec import Struct

from breakthroughs_tui.errors import (
    BankError,
    BreakthroughsError,
    DamagedError,
    StoreError,
    UsageError,
    os_reason,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from breakthroughs_tui.model import Assessment, QuestionBank
    from breakthroughs_tui.quarter import Quarter
    from breakthroughs_tui.session import Session
    from breakthroughs_tui.settings import Settings
    from breakthroughs_tui.store import QuarterFile, Store

_PROGRAM: Final = "breakthroughs-tui"
_PIPE_WIDTH: Final = 10_000
"""Cells in a line when nobody's screen limits it: no cell of a table is cut or wrapped."""
_QUARTER_HELP: Final = """QUARTER is an id (2026-27-Q3), "2026/27 Q3", Q3 (of this financial
year), current, previous, or the path of a saved file. Without it, the current quarter."""


def _now() -> datetime:
    """Tell the time, in UTC and whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


class Desk(Struct):
    """What a command takes from the world around it."""

    data_dir: Path | None = None
    bank_file: Path | None = None
    state_dir: Path | None = None
    now: Callable[[], datetime] = _now
    today: Callable[[], date] = date.today
    """The date where the person is: the desk's own calendar decides which quarter it is."""

    @property
    def folder(self) -> Path:
        """The folder that holds everything a person has."""
        if self.data_dir is not None:
            folder = Path(os.path.expanduser(self.data_dir))
            if folder.parts[:1] and folder.parts[0].startswith("~"):
                message = f"{self.data_dir} names the home of somebody who is not known here"
                raise StoreError(message, "Give the whole path of the folder.")
            return folder.absolute()
        import platformdirs

        return platformdirs.user_data_path(_PROGRAM, appauthor=False)

    @property
    def state_folder(self) -> Path:
        """The folder for what may be thrown away: locks, and copies saved in need."""
        if self.state_dir is not None:
            return self.state_dir
        import platformdirs

        return platformdirs.user_state_path(_PROGRAM, appauthor=False)

    def asked_bank(self) -> QuestionBank | None:
        """Read the bank that was chosen for this run, if any. Raises BankError."""
        if self.bank_file is None:
            return None
        from breakthroughs_tui.bank import load_bank

        return load_bank(self.bank_file)

    @property
    def store(self) -> Store:
        """The folder of quarters."""
        from breakthroughs_tui.store import Store

        return Store(self.folder, self.now)

    def command(self, rest: str) -> str:
        """Write the command that a person can type next, for the same folder."""
        if self.data_dir is None:
            return f"breakthroughs {rest}".rstrip()
        return f"breakthroughs --data-dir {_quoted(self.data_dir)} {rest}".rstrip()


def _quoted(path: Path) -> str:
    """Write a path so that the person's own shell takes it as one word."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.list2cmdline([str(path)])
    import shlex

    return shlex.quote(str(path))


class _Shown(click.ClickException):
    """An error of ours, the way the command line shows it."""

    def __init__(self, error: BreakthroughsError) -> None:
        super().__init__(error.message)
        self.error = error

    def show(self, file: Any = None) -> None:  # noqa: ANN401  click's signature
        """Print what happened, each problem, and what to do."""
        click.echo(f"error: {self.error.sentence}", file=file, err=True)
        if isinstance(self.error, BankError):
            for problem in self.error.problems:
                click.echo(problem, file=file, err=True)
        if self.error.hint:
            click.echo(self.error.hint, file=file, err=True)


class _ShownUsage(_Shown):
    """The same, for a command that cannot be meant."""

    exit_code = click.UsageError.exit_code


class _Commands(click.Group):
    """The group: every error of ours ends in words and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's signature
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise _ShownUsage(error) from error
        except BreakthroughsError as error:
            raise _Shown(error) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # the reader has seen enough: click ends quietly
            place = error.filename or "The output"
            message = f"{place} could not be used: {os_reason(error)}"
            raise _Shown(StoreError(message)) from error


def _remember(ctx: click.Context, option: click.Parameter, value: Path | None) -> None:
    name = str(option.name)
    desk = ctx.ensure_object(Desk)
    is_typed = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if value is not None and (is_typed or getattr(desk, name) is None):
        setattr(desk, name, value)


def _folder_options(function: Callable[..., None]) -> Callable[..., None]:
    """Take `--data-dir` and `--bank`, before or after the command's name."""
    data_dir = click.option(
        "--data-dir",
        type=click.Path(path_type=Path),
        metavar="DIR",
        envvar="BREAKTHROUGHS_DATA_DIR",
        help="The folder that holds your answers.",
        callback=_remember,
        expose_value=False,
    )
    bank = click.option(
        "--bank",
        "bank_file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The question bank for a new quarter (YAML).",
        callback=_remember,
        expose_value=False,
    )
    return data_dir(bank(function))


def _quarter_argument(function: Callable[..., None]) -> Callable[..., None]:
    return click.argument("quarter", required=False, default="current", metavar="[QUARTER]")(
        function
    )


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
    Examples:
      breakthroughs                        answer this quarter's questions
      breakthroughs assess previous        open last quarter
      breakthroughs summary Q2             print Q2's priority gaps
      breakthroughs summary --json         the same for another program
      breakthroughs history                every quarter so far
      breakthroughs check my-bank.yaml     is this question bank fit to use?""",
)
@_folder_options
@click.version_option(package_name=_PROGRAM, prog_name="breakthroughs")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Find out where your council has most work left and its plan does not help.

    Answer questions about improvement breakthroughs, once a quarter. Without a
    command, this opens the current quarter.
    """
    ctx.ensure_object(Desk)
    if ctx.invoked_subcommand is None:
        ctx.invoke(assess, quarter="current")


@commands.command(help=f"Answer the questions of a quarter, on screen.\n\n{_QUARTER_HELP}")
@_folder_options
@_quarter_argument
@click.pass_obj
def assess(desk: Desk, quarter: str) -> None:
    """Open the screens on one quarter, then say where the answers are."""
    file, wanted = _find(desk, quarter)
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        message = "The screens need a terminal for the keys and the display"
        hint = f"Run it without pipes. To print the results: {desk.command('summary')}"
        raise UsageError(message, hint)
    _work_on(desk, file, wanted)


def _work_on(desk: Desk, file: QuarterFile, quarter: Quarter | None) -> None:
    """Open a quarter, show the screens until the person leaves, and say where the answers are."""
    from breakthroughs_tui.opening import Request, open_quarter
    from breakthroughs_tui.settings import load_settings

    settings, warning = load_settings(desk.folder, desk.now)
    opened = open_quarter(
        Request(
            file=file,
            quarter=quarter,
            store=desk.store,
            lock_folder=desk.state_folder / "locks",
            settings=settings,
            asked_bank=desk.asked_bank(),
            default_bank=_default_bank,
            now=desk.now,
            confirm=lambda question: click.confirm(question, default=True, err=True),
        )
    )
    from breakthroughs_tui.tui import run

    notices = (*opened.notices, *((warning,) if warning else ()))
    with ExitStack() as leaving:
        leaving.callback(_rescue, desk, opened.session)
        leaving.callback(opened.lock.release)
        leaving.callback(opened.session.close)
        fault = run(opened.session, settings, partial(_remember_settings, desk), notices)
        report = _keep_fault(desk, fault) if fault else ""
    _say_goodbye(desk, opened.session, file)
    if report:
        raise BreakthroughsError("The screens closed because of a fault in the program", report)


def _default_bank() -> QuestionBank:
    from breakthroughs_tui.bank import load_default_bank

    return load_default_bank()


def _say_goodbye(desk: Desk, session: Session, file: QuarterFile) -> None:
    """Say where the answers are and what can be done next."""
    assessment = session.assessment
    quarter = assessment.quarter
    if session.state.warning:
        _tell(f"warning: {session.state.warning}")
    if session.read_only_because:
        _tell(f"Nothing was changed in {file.path}: it was open to read only.")
        return
    if not file.exists:
        _tell(f"No answers yet, so nothing was saved for {quarter.label}.")
        _tell(f"Come back with: {desk.command(f'assess {quarter.id}')}")
        return
    _tell(f"Saved in {file.path} ({assessment.coverage}).")
    is_usual = file.path == desk.store.path(quarter)
    name = quarter.id if is_usual else _quoted(file.path)
    if assessment.answered < assessment.total:
        _tell(f"Go on with: {desk.command(f'assess {name}')}")
    else:
        _tell(f"Print the result: {desk.command(f'summary {name}')}")


def _tell(text: str) -> None:
    """Say something to a person who may have closed the window already."""
    with suppress(OSError):
        click.echo(text, err=True)


def _rescue(desk: Desk, session: Session) -> None:
    """Keep answers that could not be saved somewhere else. Raises StoreError, saying where."""
    if not session.state.has_failed:
        return
    import tempfile

    from breakthroughs_tui.rescue import save_elsewhere

    home = Path(os.path.expanduser("~"))
    folders = (desk.state_folder / "rescued", home, Path(tempfile.gettempdir()))
    place = save_elsewhere(session.assessment, folders, desk.now)
    hint = "No other folder took a copy. The old file is as it was."
    if place is not None:
        hint = f"All your answers are in {place}\nOpen them with: "
        hint += f"breakthroughs assess {_quoted(place)}"
    raise StoreError(f"NOT SAVED: {session.state.reason}", hint)


def _keep_fault(desk: Desk, details: str) -> str:
    """Keep the technical details of a fault, and say what to do."""
    from breakthroughs_tui.rescue import keep_fault

    place = keep_fault(details, desk.state_folder, desk.now)
    if place is None:
        return "Start it again; please report what you did."
    return f"Start it again. Please report it with this file: {place}"


def _remember_settings(desk: Desk, settings: Settings) -> None:
    from breakthroughs_tui.settings import save_settings

    try:
        save_settings(desk.folder, desk.now, settings)
    except StoreError as error:
        _tell(f"warning: {error.text}")


@commands.command(help=f"Print the priority gaps of a quarter.\n\n{_QUARTER_HELP}")
@_folder_options
@_quarter_argument
@click.option("--json", "as_json", is_flag=True, help="Print it for another program.")
@click.pass_obj
def summary(desk: Desk, quarter: str, *, as_json: bool) -> None:
    """Print the ranked breakthroughs, with the questions that come first."""
    from breakthroughs_tui.priority import summarise
    from breakthroughs_tui.render import summary_table, summary_values

    found = summarise(_read(desk, quarter))
    if as_json:
        _print_json(summary_values(found))
    else:
        _print(lambda width: summary_table(found, width))


@commands.command()
@_folder_options
@click.option("--json", "as_json", is_flag=True, help="Print it for another program.")
@click.pass_obj
def history(desk: Desk, *, as_json: bool) -> None:
    """List every quarter that you have saved, newest first."""
    from breakthroughs_tui.priority import summarise
    from breakthroughs_tui.render import history_table, history_values

    entries = [
        (entry, summarise(entry.assessment).overall if entry.assessment else None)
        for entry in desk.store.entries()
    ]
    if as_json:
        _print_json(history_values(entries))
    elif not entries:
        click.echo(f"No quarter is saved in {desk.folder} yet.", err=True)
        click.echo(f"Start with: {desk.command('')}", err=True)
    else:
        _print(lambda width: history_table(entries, str(desk.folder), width))


@commands.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="BANK.yaml")
def check(file: Path) -> None:
    """Tell whether a question bank is fit to use.

    Every problem goes to standard output, one a line, as file:line:column; a bank without
    any is described.
    """
    from breakthroughs_tui.bank import load_bank

    try:
        bank = load_bank(file)
    except BankError as error:
        for problem in error.problems:
            click.echo(problem)
        raise BankError(error.message, error.hint) from None
    counts = f"breakthroughs: {len(bank.breakthroughs)}, questions: {len(bank.questions)}"
    click.echo(f"{file} is fit to use: {bank.title} (id {bank.id}, version {bank.version})")
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
@click.argument("name", type=click.Choice(["bank", "assessment"]), metavar="bank|assessment")
def schema(name: str) -> None:
    """Print the JSON Schema of a bank or an assessment."""
    from breakthroughs_tui.document import assessment_schema
    from breakthroughs_tui.model import QuestionBank
    from breakthroughs_tui.schema import json_schema

    _print_json(json_schema(QuestionBank, closed=True) if name == "bank" else assessment_schema())


def _find(desk: Desk, text: str) -> tuple[QuarterFile, Quarter | None]:
    """Find the file that QUARTER means, and the quarter unless a path was given.

    Raises UsageError if it means neither.
    """
    from breakthroughs_tui.quarter import Quarter
    from breakthroughs_tui.store import QuarterFile

    try:
        quarter = Quarter.parse(text, desk.today())
    except ValueError as error:
        path = Path(os.path.expanduser(text)).absolute()
        if os.path.isfile(path):
            return QuarterFile(path, desk.now), None
        message = f"{error}, and there is no file of that name"
        hint = "Write a quarter as 2026-27-Q3, Q3, current or previous."
        raise UsageError(message, hint) from None
    return desk.store.file(quarter), quarter


def _read(desk: Desk, text: str) -> Assessment:
    """Read the saved quarter that QUARTER means. Raises StoreError or UsageError."""
    from breakthroughs_tui.store import check_quarter

    file, quarter = _find(desk, text)
    if quarter is not None and not file.exists:
        message = f"{quarter.label} has no answers in {desk.folder}"
        saved = desk.store.quarters()
        hint = f"Start it with: {desk.command(f'assess {quarter.id}')}"
        if saved:
            hint += f"\nOr see the latest quarter: {desk.command(f'summary {saved[0].id}')}"
        raise StoreError(message, hint)
    try:
        assessment = file.load()
    except DamagedError as error:
        hint = f"To use the newest good backup: {desk.command(f'assess {_name_of(file, quarter)}')}"
        raise DamagedError(error.message, hint) from error
    if quarter is not None:
        check_quarter(file.path, assessment, quarter)
    return assessment


def _name_of(file: QuarterFile, quarter: Quarter | None) -> str:
    return _quoted(file.path) if quarter is None else quarter.id


def _print(render: Callable[[int], RenderableType]) -> None:
    """Print a table: in colour on a terminal, else as plain, aligned text."""
    from rich.console import Console

    if sys.stdout.isatty():
        terminal = Console(markup=False, highlight=False)
        terminal.print(render(terminal.width))
        return
    console = Console(
        force_terminal=False, no_color=True, width=_PIPE_WIDTH, markup=False, highlight=False
    )
    with console.capture() as captured:
        console.print(render(_PIPE_WIDTH))
    lines = captured.get().splitlines()
    click.echo("\n".join(line.rstrip() for line in lines))


def _print_json(value: object) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def main() -> NoReturn:
    """Run the command that was typed."""
    gc.disable()  # a command ends before garbage counts; the screens collect once they are up
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no "–" still gets the rest
    commands()
    sys.exit()
