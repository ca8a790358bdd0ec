"""A stand-in for a saved file, for tests of what saves into it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from breakthroughs_tui.model import Assessment
from breakthroughs_tui.store import Saved


def is_saver_at_rest() -> bool:
    """Whether no thread of a closed session is left, once each has had time to end."""
    savers = [thread for thread in threading.enumerate() if thread.name == "saver"]
    for saver in savers:
        saver.join(10)
    return not any(saver.is_alive() for saver in savers)


class Disk:
    """A file that may be slow, full or broken, and knows what was written to it."""

    def __init__(self) -> None:
        """Be fast and whole."""
        self.path = Path("memory")
        self.written: list[Assessment] = []
        self.faults: list[Exception] = []
        """What the next saves raise."""
        self.warning = ""
        self.is_reached = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def save(self, assessment: Assessment, number: int, is_superseded: Callable[[], bool]) -> Saved:
        """Write the assessment as soon as the disk may go on."""
        del number, is_superseded
        self.is_reached.set()
        self.may_go_on.wait(20)
        if self.faults:
            raise self.faults.pop(0)
        self.written.append(assessment)
        return Saved(self.path, self.warning)
