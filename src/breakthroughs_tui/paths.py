"""Paths as a person types them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_QUOTES: Final = ("'", '"')


def as_meant(typed: str) -> str:
    """Return what was meant by a path: without a pair of quotes around it, and `~` as their home.

    "Copy as path" of Windows quotes what it copies, and no shell takes the quotes from a
    variable or a field. A slash at the end stays.
    """
    bare = typed.strip()
    is_quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in _QUOTES
    return os.path.expanduser(bare[1:-1] if is_quoted else typed)


def typed_path(typed: str) -> Path:
    """Return the path that a person typed, from the root."""
    return Path(as_meant(typed)).absolute()
