"""Where a command's words go: data to standard output, messages to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

_PIPE_WIDTH: Final = 10_000
"""Cells in a line when nobody's screen limits it: no cell of a table is cut or wrapped."""


def has_terminal() -> bool:
    """Tell whether the screens have a terminal for the keys and the display."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def tell(text: str) -> None:
    """Say something to a person who may have closed the window already."""
    with suppress(OSError):
        click.echo(text, err=True)


def print_table(render: Callable[[int], RenderableType]) -> None:
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


def print_json(value: object) -> None:
    """Print a value for another program."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))
