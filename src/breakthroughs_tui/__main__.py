"""`python -m breakthroughs_tui` is the command `breakthroughs`."""

from breakthroughs_tui.cli import main

if __name__ == "__main__":
    main()
