"""How a screen binds its keys."""

from __future__ import annotations

from textual.binding import Binding


def key(  # noqa: PLR0913  a binding has this many parts
    keys: str,
    action: str,
    description: str,
    tooltip: str = "",
    *,
    shown_as: str = "",
    show: bool = False,
) -> Binding:
    """Make a binding of a page. One without a tooltip is an alias, and not listed in the help.

    Priority bindings run in the order in which the keys arrive, before the next key is
    looked at: somebody who types fast, or over a slow line, rates what they mean to rate.
    """
    return Binding(
        keys,
        action,
        description,
        show=show,
        key_display=shown_as or None,
        priority=True,
        tooltip=tooltip,
        id=f"{action}:{keys}",
    )
