"""What all commands share: their options, and errors that end in words and an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.interrupts import INTERRUPTED
from breakthroughs_tui.cli.output import tell, window_width
from breakthroughs_tui.cli.streams import lost_text
from breakthroughs_tui.errors import (
    BankError,
    BreakthroughsError,
    UsageError,
    os_reason,
)
from breakthroughs_tui.paths import as_meant
from breakthroughs_tui.plain import fit_to_show, shown

QUARTER_HELP: Final = """QUARTER is an id (2026-27-Q3), "2026/27 Q3", "26/27 Q3", "Q3 2026/27",
Q3 (of this financial year), current, previous, or the path of a saved file."""


_WIDEST_HELP: Final = 100
"""The widest comfortable line, in cells; click keeps two as a margin."""
_NARROWEST_HELP: Final = 30
"""Below that, not even the options' names have room."""


class Commands(click.Group):
    """The group: whatever goes wrong in a command ends in words and an exit code."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:  # noqa: ANN401  click's signature
        """Run the command that was typed, and exit: with 0 only if it did what was asked."""
        if width := window_width():
            extra.setdefault("terminal_width", max(min(width, _WIDEST_HELP) - 2, _NARROWEST_HELP))
        run = partial(super().main, *args, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        sys.exit(_exit_code(run))

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:  # noqa: ANN401  likewise
        """Read what was typed."""
        try:
            return super().make_context(*args, **kwargs)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  likewise
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # before click, which would say "Aborted!"
            raise click.exceptions.Exit(INTERRUPTED) from None


def _exit_code(run: Callable[[], Any]) -> int:
    """Run a command, and report what went wrong, if anyone can still read it."""
    try:
        code = run() or 0  # a command that exits early gives its code
    except click.Abort:  # Ctrl+C at a question
        code = INTERRUPTED
    except BreakthroughsError as error:
        tell("\n".join(_lines(error)))
        return click.UsageError.exit_code if isinstance(error, UsageError) else 1
    except click.ClickException as error:
        tell(_usage_text(error).rstrip("\n"))
        return error.exit_code
    except OSError as error:
        if isinstance(error.filename, (str, bytes)):
            place = shown(os.fsdecode(error.filename))
            tell(f"error: {place} could not be used: {os_reason(error)}.")
        else:
            tell(f"error: {lost_text(error)}")
        return 1
    if code == INTERRUPTED and sys.stderr is not None and sys.stderr.isatty():
        tell("")  # the line with ^C has no end yet
    return int(code)


def _lines(error: BreakthroughsError) -> list[str]:
    """Return what happened, each problem, and what to do."""
    problems = error.problems if isinstance(error, BankError) else ()
    return [f"error: {error.sentence}", *problems, *([error.hint] if error.hint else [])]


def _usage_text(error: click.ClickException) -> str:
    """Return an error of click's with what was typed on one line, fit to show."""
    said = error.format_message()
    lists_choices = isinstance(error, click.MissingParameter)  # on lines of their own
    written = io.StringIO()
    error.show(written)
    whole = written.getvalue()
    return fit_to_show(whole if lists_choices else whole.replace(said, shown(said)))


class TypedPath(click.Path):
    """A path as a person types or copies it."""

    def __init__(self, kind: type[Path | str] = Path) -> None:
        """Give it as a Path, or as text, whose last slash stays; whoever uses it checks it."""
        super().__init__(path_type=kind, readable=False)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Take it as it was meant. An empty one would mean the current folder."""
        meant = as_meant(os.fspath(value))
        if not meant.strip():
            self.fail("it is empty. Give a path, or leave it out.", param, ctx)
        return super().convert(meant, param, ctx)


def _remember(ctx: click.Context, option: click.Parameter, value: Path | None) -> None:
    name = str(option.name)
    desk = ctx.ensure_object(Desk)
    is_typed = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    if value is not None and (is_typed or getattr(desk, name) is None):
        setattr(desk, name, value)


def folder_options(function: Callable[..., int | None]) -> Callable[..., int | None]:
    """Take `--data-dir` and `--bank`, before or after the command's name."""
    data_dir = click.option(
        "--data-dir",
        type=TypedPath(),
        metavar="DIR",
        envvar="BREAKTHROUGHS_DATA_DIR",
        help="The folder that holds your answers.",
        callback=_remember,
        expose_value=False,
    )
    bank = click.option(
        "--bank",
        "bank_file",
        type=TypedPath(),
        metavar="FILE",
        help="The question bank for a new quarter (YAML).",
        callback=_remember,
        expose_value=False,
    )
    return data_dir(bank(function))


def quarter_argument(function: Callable[..., None]) -> Callable[..., None]:
    """Take QUARTER, with or without quotes around its words; the current one if it is left out."""
    return click.argument("quarter", nargs=-1, metavar="[QUARTER]", callback=_as_one)(function)


def _as_one(_ctx: click.Context, _argument: click.Parameter, words: tuple[str, ...]) -> str:
    return " ".join(words) if words else "current"
