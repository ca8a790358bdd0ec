"""Every text on every screen can be read: 4.5 to 1 or more, in the dark theme and the light."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.color import ColorType
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.theme import Theme

from breakthroughs_tui.model import Assessment
from breakthroughs_tui.priority import Band
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui.themes import DARK, LIGHT, THEMES
from tests.conftest import QUARTER
from tests.tui.conftest import ALL_DONE, HALF_DONE, Sit, Sitting, SitWithHistory

YEAR_AGO = QUARTER.year_before
LEAST_CONTRAST = 4.5
NO_TEXT = set(" │╭╮╰╯─▌▊▎▔▁▂▃▄▅▆▇█░▕▏━🔎")
"""Blanks, frames, scroll bars, gap bars, a picture: WCAG asks 4.5 of text."""


def luminance(colour: ColorTriplet) -> float:
    """Give the relative luminance, as WCAG 2 defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """Give the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colours_of(style: Style) -> tuple[ColorTriplet, ColorTriplet]:
    """Give what a terminal draws: the text's colour and its ground."""
    assert style.color is not None
    assert style.bgcolor is not None
    assert ColorType.DEFAULT not in {style.color.type, style.bgcolor.type}
    assert not style.dim
    pair = style.color.get_truecolor(), style.bgcolor.get_truecolor()
    return (pair[1], pair[0]) if style.reverse else pair


def texts(desk: Sitting) -> Iterator[tuple[str, float]]:
    """Give each piece of text on a screen with its contrast.

    The page behind a dialog is dimmed on purpose: it takes no keys, and is left out.
    """
    for y, line in enumerate(desk.cells):
        x = 0
        for segment in line:
            if set(segment.text) - NO_TEXT:
                widget, _ = desk.screen.get_widget_at(x, y)
                if widget is not desk.screen:
                    assert segment.style is not None
                    yield segment.text.strip(), contrast(*colours_of(segment.style))
            x += segment.cell_length


def too_faint(desk: Sitting) -> list[tuple[str, float]]:
    """Give the texts on the screen that do not reach the least contrast."""
    found = list(texts(desk))
    assert found
    return [(text, round(ratio, 2)) for text, ratio in found if ratio < LEAST_CONTRAST]


def test_contrast_is_measured_as_wcag_does() -> None:
    """Black on white is 21, a colour on itself 1, and #767676 on white just over 4.5."""
    white, black = ColorTriplet(255, 255, 255), ColorTriplet(0, 0, 0)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)
    assert contrast(ColorTriplet(0x76, 0x76, 0x76), white) == pytest.approx(4.54, abs=0.01)
    assert contrast(white, ColorTriplet(0x77, 0x77, 0x77)) < LEAST_CONTRAST


@pytest.fixture(params=list(THEMES.values()), ids=list(THEMES))
def theme(request: pytest.FixtureRequest) -> Theme:
    """Give each theme in turn."""
    found: Theme = request.param
    return found


@pytest.mark.parametrize("answers", ["", HALF_DONE, ALL_DONE], ids=["nothing", "half", "all"])
async def test_every_page_can_be_read(sit: Sit, theme: Theme, answers: str) -> None:
    """With the focus and the cursor on each kind of thing."""
    async with sit(answers, settings=Settings(theme=theme.name), council="Ryedale") as desk:
        assert desk.app.current_theme == theme
        for keys in [
            ["u"],  # the start page, the way on focused
            ["down"],  # the first row under the cursor
            ["enter"],  # the breakthrough, its first group focused
            ["right"],  # pointing
            ["down", "left"],
            ["k", "k"],  # the way on focused
            ["escape", "s"],  # the gaps
            ["enter", "down"],  # a question under the cursor
            ["tab"],  # the matrix focused
            ["pagedown"],
            ["pagedown"],
        ]:
            await desk.press(*keys)
            assert too_faint(desk) == []


async def test_every_page_with_a_history_can_be_read(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], theme: Theme
) -> None:
    """Trend cells on their bands' colours, movements, checks, what is overdue, open and done."""
    async with sit_with_history(invented, settings=Settings(theme=theme.name)) as desk:
        desk.store.path(YEAR_AGO.next).write_bytes(b"{")
        (desk.store.folder / "notes.json").write_text("{}")
        for keys, shown in [
            (["up"], "Last time: 2026/27 Q2"),
            (["/", "2", "enter"], "Last: 26/27 Q2"),
            (["s"], "vs Q2 vs Q3"),
            (["tab", "enter", "down"], "put it in the plan"),
            (["a"], "+ Add an action"),
            (["a"], "Say what is to be done"),
            (["enter"], "or press Esc."),
            ([*"words", "tab", "tab", *"x", "enter"], '"x" is not a quarter'),
            (["escape", "escape", "h"], "No quarter's"),
            (["down", "down"], "Not readable"),
            (["c"], "2026/27 Q1 (Apr–Jun 2026) →"),
            (["down", "down", "enter", "down"], "progress ↓ declined"),
            (["y"], "2025/26 Q3 (Oct–Dec 2025) →"),
            (["right"], "cannot be compared"),
            (["t"], "~ Not every question"),
            (["left"], "see the list of quarters: 2025/26 Q4"),
            (["A"], "✓ Done"),
            (["down", "a"], "! Overdue  due 2026/27 Q2"),
            (["space"], "✓ Done     due 2026/27 Q2"),
            (["enter"], "Report late actions"),
            (["escape", "escape", "/", "8", "enter", "e"], "Last time, 2026/27 Q2"),
            (["escape", "h", "up", "enter"], "This is an older quarter"),
        ]:
            await desk.press(*keys)
            assert shown.casefold() in desk.text.casefold()
            assert too_faint(desk) == []


async def test_every_cell_of_the_trend_has_its_bands_colour(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], theme: Theme
) -> None:
    """As its ground, so that the table can be read at a glance; a blank cell has none."""
    async with sit_with_history(invented, settings=Settings(theme=theme.name)) as desk:
        await desk.press("t")
        grounds: dict[str, set[str]] = {}
        for line in desk.cells[2:-1]:
            for segment in line:
                assert segment.style is not None
                assert segment.style.bgcolor is not None
                for band in Band:
                    if segment.text.startswith(f"{band.look.symbol:<2} "):
                        colour = segment.style.bgcolor.get_truecolor().hex
                        grounds.setdefault(band.look.word, set()).add(colour)
        expected = {
            band.look.word: {band.look.dark if theme.dark else band.look.light} for band in Band
        }
        assert grounds == expected


async def test_every_dialog_can_be_read(sit: Sit, theme: Theme) -> None:
    """Empty and filled in, with text marked, at its start and its end."""
    async with sit(ALL_DONE, settings=Settings(theme=theme.name)) as desk:
        await desk.press("enter", "escape")
        for keys in [
            ["down", "enter", "e"],  # an empty note
            [*"some words"],
            ["ctrl+a"],  # marked
            ["escape", "/"],  # the placeholder
            [*"vision", "down"],
            ["shift+home"],
            [*"zzz"],  # nothing found
            ["escape", "?"],
            ["pagedown", "pagedown", "pagedown"],
            ["escape", "d"],
            [*"Ryedale", "tab"],
            [*"Jo", "shift+tab"],  # marked on arrival
        ]:
            await desk.press(*keys)
            assert too_faint(desk) == []


async def test_every_warning_can_be_read(sit: Sit, theme: Theme) -> None:
    """Saving, not saved, leaving unsaved, remarks, read only, and a window that is too small."""
    chosen = Settings(theme=theme.name)
    async with sit(settings=chosen, toasts=True) as desk:
        await desk.press("enter")
        desk.disk.may_go_on.clear()
        await desk.press("1", "p")
        await desk.until(lambda: "This is the first breakthrough." in desk.text)
        assert too_faint(desk) == []
        desk.disk.may_go_on.set()
        await desk.fail_to_save()
        assert too_faint(desk) == []
        await desk.press("q")
        assert too_faint(desk) == []
        await desk.resize(30, 10)
        assert too_faint(desk) == []
    async with sit(settings=chosen, read_only_because="Another window has it.") as desk:
        await desk.press("enter")
        assert too_faint(desk) == []


async def test_the_command_palette_can_be_read(sit: Sit, theme: Theme) -> None:
    """As it opens, and with a command found and chosen."""
    async with sit(settings=Settings(theme=theme.name)) as desk:
        await desk.write("ctrl+p")
        assert "─ Commands ─" in desk.text
        assert too_faint(desk) == []
        await desk.write(*"light")
        assert desk.marked.startswith("› Use the light theme")
        assert too_faint(desk) == []


async def test_a_theme_changes_every_page_at_once(sit: Sit) -> None:
    """The text stays as it is; the ground is the other theme's, below the top page, too."""
    async with sit(HALF_DONE) as desk:
        await desk.press("enter", "s")
        before = desk.text
        grounds = []
        for theme in (DARK, LIGHT):
            desk.app.theme = theme.name
            await desk.settle()
            assert desk.text == before
            grounds.append(
                {str(each.style.bgcolor) for line in desk.cells for each in line if each.style}
            )
        assert grounds[0].isdisjoint(grounds[1])
        await desk.press("escape")
        assert too_faint(desk) == []


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_each_band_has_a_colour_of_its_own(*, dark: bool) -> None:
    """Five words, five symbols, five colours, each readable on each ground of its theme."""
    theme = DARK if dark else LIGHT
    looks = [band.look for band in Band]
    colours = [theme.variables[f"band-{band.name.lower()}"] for band in Band]
    assert colours == [look.dark if dark else look.light for look in looks]
    for values in (colours, [look.word for look in looks], [look.symbol for look in looks]):
        assert len(set(values)) == 5
    for ground in (theme.background, theme.surface, theme.panel, theme.variables["focus-row"]):
        assert ground is not None
        for colour in colours:
            assert contrast(triplet(colour), triplet(ground)) >= LEAST_CONTRAST


def triplet(colour: str) -> ColorTriplet:
    """Read a colour as it stands in a theme: #rrggbb."""
    return ColorTriplet(*bytes.fromhex(colour.removeprefix("#")))
