"""The command `breakthroughs`, from its first line: quiet when it is interrupted at once.

Until the command proper takes care of it, Ctrl+C ends the program the way the system does. This
is done as the module is imported, and with what is built in alone: each import before it is some
milliseconds in which Python would print a traceback.
"""

import _signal  # type: ignore[import-not-found]  # it has no stub
import gc

if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:  # else it is to be ignored
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def main() -> None:
    """Run the command that was typed, and exit."""
    gc.disable()  # a command ends before garbage counts; the screens collect once they are up
    from breakthroughs_tui.cli import main as run

    run()


if __name__ == "__main__":
    main()
