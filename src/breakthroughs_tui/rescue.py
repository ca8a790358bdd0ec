"""When the usual file cannot be written: keep what there is somewhere else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from breakthroughs_tui import atomic, document
from breakthroughs_tui.copies import free_path, stamp
from breakthroughs_tui.errors import BreakthroughsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from breakthroughs_tui.model import Assessment


def save_elsewhere(
    assessment: Assessment,
    folders: Iterable[Path],
    now: Callable[[], datetime],
    *,
    lasts: bool = True,
) -> Path | None:
    """Save an assessment in the first folder that takes it, and return where; None if none does.

    Without `lasts` no slow disk is waited for: a power cut in the next minute may take the copy.
    """
    for folder in folders:
        with suppress(BreakthroughsError, OSError, ValueError):
            atomic.make_folder(folder, lasts=lasts)
            path = free_path(folder / f"{assessment.quarter.id}.json", "rescued", now())
            atomic.write_file(path, document.encode(assessment), replaces=False, lasts=lasts)
            return path
    return None


def keep_fault(details: str, folder: Path, now: Callable[[], datetime]) -> Path | None:
    """Write the technical details of a fault to a file, and tell where; None if that failed."""
    place = folder / f"fault-{stamp(now())}.txt"
    with suppress(OSError):
        atomic.make_folder(folder)
        atomic.write_file(place, details.encode(errors="replace"))
        return place
    return None
