"""The demonstration: invented quarters in a temporary folder, which goes when it ends."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Final

import click
from msgspec.structs import replace

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import has_terminal, print_table, tell
from breakthroughs_tui.cli.pair import read_two
from breakthroughs_tui.cli.saved import find, read
from breakthroughs_tui.example import COUNCIL, example_quarters
from breakthroughs_tui.opening import Opened

INVENTED: Final = (
    f"Everything here is invented: {COUNCIL} does not exist. Change what you like: it goes "
    "when you leave."
)


def run_demo(desk: Desk) -> None:
    """Show the screens on invented quarters; without a terminal, print what they would show.

    Nothing of the person's own is read or written.
    """
    with tempfile.TemporaryDirectory(prefix="breakthroughs-demo-") as name:
        folder = Path(name)
        trial = replace(
            desk,
            data_dir=folder / "answers",
            bank_file=None,
            state_dir=folder / "state",
            fault_dir=desk.state_folder,
        )
        now = desk.now()
        for each in example_quarters(load_default_bank(), trial.this_quarter):
            dated = replace(each, created=min(each.created, now), modified=min(each.modified, now))
            trial.store.file(each.quarter).save(dated)
        if has_terminal():
            from breakthroughs_tui.cli.sitting import sit_down

            found = find(trial, "current")
            sit_down(trial, found, partial(_say_goodbye, desk), (INVENTED,), is_trial=True)
        else:
            _print_all(trial)


def _print_all(trial: Desk) -> None:
    from breakthroughs_tui.render.comparison import compare_table
    from breakthroughs_tui.render.summary import summary_table

    click.echo(f"Everything below is invented: {COUNCIL} does not exist.\n")
    found = find(trial, "current")
    assessment = read(trial, found)
    reviewed = found.history.review(assessment)
    print_table(lambda width: summary_table(reviewed, width))
    click.echo()
    comparison = read_two(trial, None, None, last_year=False)
    print_table(lambda width: compare_table(comparison, width, trial.own_time))


def _say_goodbye(desk: Desk, _trial: Desk, _opened: Opened) -> None:
    tell(f"The invented answers are gone. Start your own with: {desk.command()}")
