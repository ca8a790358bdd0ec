"""Stand-in."""

import os


def shown(name: str | os.PathLike[str]) -> str:
    """Return a name."""
    return str(name)
