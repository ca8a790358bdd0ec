"""What all commands share: their options, and errors that end in words and an exit code."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.errors import (
    BankError,
    BreakthroughsError,
    StoreError,
    UsageError,
    os_reason,
)

QUARTER_HELP: Final = """QUARTER is an id (2026-27-Q3), "2026/27 Q3", Q3 (of this financial
year), current, previous, or the path of a saved file."""


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


class Commands(click.Group):
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


def folder_options(function: Callable[..., None]) -> Callable[..., None]:
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


def quarter_argument(function: Callable[..., None]) -> Callable[..., None]:
    """Take QUARTER; the current one if it is left out."""
    return click.argument("quarter", required=False, default="current", metavar="[QUARTER]")(
        function
    )
