"""Passing remarks: one at a time, since a pile of them would cover the answers."""

from __future__ import annotations

from typing import Any, Final

from textual.app import App
from textual.notifications import Notification, Notify

SECONDS: Final = 3.0
"""How long a remark stands."""
NOTICE_SECONDS: Final = 12.0
"""How long a notice stands, which has to be read."""


class Remark(Notification):
    """Takes the place of whatever is shown; see `BreakthroughsApp.on_notify`."""


def say(app: App[Any], text: str) -> None:
    """Show a passing remark, also where many keys come in one burst: the last one counts."""
    app.post_message(Notify(Remark(text, timeout=SECONDS)))
