"""A dark and a light theme. Every text stands at 4.5:1 or more on its background."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

from breakthroughs_tui.priority import Band


def _theme(name: str, *, dark: bool, colours: dict[str, str]) -> Theme:
    primary, text, muted = colours["primary"], colours["foreground"], colours["muted"]
    bands = {
        f"band-{band.name.lower()}": band.look.dark if dark else band.look.light for band in Band
    }
    return Theme(
        name=name,
        dark=dark,
        primary=primary,
        secondary=primary,
        accent=primary,
        warning=bands["band-medium"],
        error=bands["band-critical"],
        success=bands["band-none"],
        foreground=text,
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        text_alpha=1.0,
        variables={
            **bands,
            "muted": muted,
            "text-muted": muted,
            "text-disabled": muted,
            "text-primary": primary,
            "text-error": bands["band-critical"],
            "text-warning": bands["band-medium"],
            "text-success": bands["band-none"],
            "focus-row": colours["focus"],
            "block-cursor-foreground": text,
            "block-cursor-background": colours["focus"],
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": colours["focus"],
            "input-selection-background": colours["focus"],
            "input-selection-foreground": text,
            "scrollbar": muted,
            "scrollbar-background": colours["surface"],
        },
    )


DARK: Final = _theme(
    "breakthroughs-dark",
    dark=True,
    colours={
        "primary": "#8ecbff",
        "foreground": "#edf2f5",
        "muted": "#a9b8c3",
        "background": "#10171d",
        "surface": "#161f27",
        "panel": "#1f2b35",
        "focus": "#24384a",
    },
)
LIGHT: Final = _theme(
    "breakthroughs-light",
    dark=False,
    colours={
        "primary": "#00508a",
        "foreground": "#15202a",
        "muted": "#4a5965",
        "background": "#fbfcfd",
        "surface": "#f1f4f6",
        "panel": "#e2e9ee",
        "focus": "#d6e6f4",
    },
)
THEMES: Final = {theme.name: theme for theme in (DARK, LIGHT)}
