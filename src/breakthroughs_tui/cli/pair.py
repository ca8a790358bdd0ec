"""From what a person types to two saved quarters, side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from breakthroughs_tui.cli.desk import Desk
from breakthroughs_tui.cli.output import tell
from breakthroughs_tui.cli.saved import Found, find, read, warn_of_others
from breakthroughs_tui.comparison import Comparison
from breakthroughs_tui.errors import StoreError, UsageError
from breakthroughs_tui.folder import Entry
from breakthroughs_tui.history import History
from breakthroughs_tui.model import Assessment
from breakthroughs_tui.quarter import Quarter

_MOST_NAMES: Final = 8
_TWO: Final = 2


def as_two(desk: Desk, words: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Return what was typed for the earlier and the later quarter.

    Raises UsageError where a quarter of several words has no quotes: which words belong
    together is for the person to say.
    """
    is_one = len(words) > 1 and all(words) and _is_quarter(desk, " ".join(words))
    if len(words) <= _TWO and not is_one:
        earlier, later = (*words, None, None)[:_TWO]
        return earlier, later
    ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    both = next((way for way in ways if all(_is_quarter(desk, each) for each in way)), None)
    meant = (" ".join(words),) if is_one else both
    message = f"compare takes two quarters at most, not {len(words)} words"
    if is_one:
        message = "A quarter of several words stands without quotes"
    example = desk.command("compare", *meant) if meant else '"26/27 Q3"'
    raise UsageError(message, f"Put a quarter of several words in quotes: {example}")


def _is_quarter(desk: Desk, text: str) -> bool:
    try:
        Quarter.parse(text, desk.today())
    except ValueError:
        return False
    return True


def read_two(
    desk: Desk, earlier_text: str | None, later_text: str | None, *, last_year: bool
) -> Comparison:
    """Compare two saved quarters: those named, else the newest and the one before it.

    One name alone is compared with the newest; the newest itself with the one before it.
    They are put in the order of time. A quarter that cannot be read is named on standard
    error, and left out. Raises StoreError or UsageError.
    """
    first = None if earlier_text is None else find(desk, earlier_text)
    second = None if later_text is None else find(desk, later_text)
    named = second or first
    history = named.history if named else desk.history
    entries = history.entries()
    later = read(desk, second) if second else _newest(entries, desk.this_quarter)
    earlier = read(desk, first) if first else None
    by_name = {
        each.quarter: found for found, each in ((first, earlier), (second, later)) if found and each
    }

    def name(each: Assessment) -> str | Path:
        found = by_name.get(each.quarter)
        path = found.file.path if found else history.path(each.quarter)
        return desk.name_for(path, each.quarter)

    if later is not None and (earlier is None or (second is None and earlier == later)):
        earlier = _before(desk, history, later, name, last_year=last_year)
    _warn(entries, earlier, later if second else None)
    for each in filter(None, (earlier, later)):
        usual = Found(history.file(each.quarter), each.quarter, history)
        warn_of_others(desk, by_name.get(each.quarter, usual), each)
    if later is None:
        message = f"No quarter in {history.folder} can be compared yet"
        raise StoreError(message, f"Start with: {desk.command()}")
    if earlier is None:
        message = f"No quarter before {later.quarter.label} can be read in {history.folder}"
        until_then = desk.command("summary", name(later))
        raise StoreError(message, f"Compare again next quarter. Until then: {until_then}")
    _check_same_bank(earlier, later)
    return history.compare(earlier, later)


def _newest(entries: list[Entry], this_quarter: Quarter) -> Assessment | None:
    """Choose the newest quarter with a rating; one still to come only if there is no other."""
    found = [each.assessment for each in entries if each.assessment is not None]
    usual = (each for each in found if each.quarter <= this_quarter and each.has_ratings)
    return next(usual, next(iter(found), None))


def _before(
    desk: Desk,
    history: History,
    later: Assessment,
    name: Callable[[Assessment], str | Path],
    *,
    last_year: bool,
) -> Assessment | None:
    if not last_year:
        return next(history.rated_before(later), None)
    quarter = later.quarter.year_before
    if quarter not in history.quarters():
        saved = ", ".join(each.id for each in history.quarters()[:_MOST_NAMES])
        message = f"{quarter.label} has no answers in {history.folder}"
        just_before = next(history.rated_before(later), None)
        if just_before is None:
            offer = f"To print {later.quarter.id}: {desk.command('summary', name(later))}"
        else:
            command = desk.command("compare", name(just_before), name(later))
            offer = f"To compare with the one before: {command}"
        raise StoreError(message, f"Saved there: {saved}. {offer}")
    return read(desk, Found(history.file(quarter), quarter, history))


def _warn(entries: list[Entry], one: Assessment | None, other: Assessment | None) -> None:
    """Name the quarters that cannot be read: between two; after one; else all."""
    ends = sorted(each.quarter for each in (one, other) if each is not None)
    for entry in entries:
        is_after = not ends or entry.quarter > ends[0]
        is_before = other is None or entry.quarter < ends[-1]
        if entry.problem is not None and is_after and is_before:
            tell(f"warning: {entry.problem}")


def _check_same_bank(earlier: Assessment, later: Assessment) -> None:
    if earlier.bank.id != later.bank.id:
        message = (
            f"{earlier.quarter.label} and {later.quarter.label} answer two question banks, "
            f'"{earlier.bank.id}" and "{later.bank.id}"'
        )
        raise StoreError(message, "Only quarters of one bank can be compared.")
