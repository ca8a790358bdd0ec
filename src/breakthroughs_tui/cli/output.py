"""Where a command's words go: data to standard output, messages to standard error."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from breakthroughs_tui.plain import fit_json, fit_to_show

if TYPE_CHECKING:
    from rich.console import RenderableType

_UTF8: Final = "utf-8"
_PIPE_WIDTH: Final = 10_000
"""Cells in a line when nobody's screen limits it: no cell of a table is cut or wrapped."""


def has_terminal() -> bool:
    """Tell whether the screens have a terminal for the keys and the display."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams)


def window_width() -> int | None:
    """Return the cells across of the window that is written to, whatever COLUMNS says.

    None without a window, or with one that does not tell.
    """
    with suppress(AttributeError, OSError, ValueError):
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    return None


def tell(text: str) -> None:
    """Say something to a person who may have closed the window already."""
    with suppress(OSError):
        click.echo(fit_to_show(text), err=True)


def print_table(render: Callable[[int], RenderableType]) -> None:
    """Print a table: in colour on a terminal, else as plain, aligned text."""
    from rich.console import Console

    from breakthroughs_tui.render.tables import encodable_layout

    encoding = _encoding()
    if sys.stdout.isatty():
        terminal = Console(width=window_width(), markup=False, highlight=False)
        terminal.print(encodable_layout(render(terminal.width), encoding))
        return
    console = Console(
        force_terminal=False, no_color=True, width=_PIPE_WIDTH, markup=False, highlight=False
    )
    with console.capture() as captured:
        console.print(encodable_layout(render(_PIPE_WIDTH), encoding))
    lines = captured.get().splitlines()
    click.echo("\n".join(line.rstrip() for line in lines))


def print_json(value: object) -> None:
    """Print a value for another program: UTF-8, and ASCII where the stream is something else."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    click.echo(fit_json(text, only_ascii=_encoding() != _UTF8).encode())


def _encoding() -> str:
    return codecs.lookup(sys.stdout.encoding or _UTF8).name
