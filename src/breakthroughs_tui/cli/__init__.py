"""The commands. The only package that reads the clock, the environment and the user's folders.

Modules that only one command needs are imported by that command, so that `--version`
answers at once and only the screens load Textual.
"""

from breakthroughs_tui.cli.commands import commands, main
from breakthroughs_tui.cli.desk import Desk

__all__ = ["Desk", "commands", "main"]
