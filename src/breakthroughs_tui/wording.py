"""What the screens, the command line and the reports say alike, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from breakthroughs_tui.model import Action, Plan, Progress, listed
from breakthroughs_tui.plain import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from breakthroughs_tui.comparison import BreakthroughChange, Comparison, Fall, Shift
    from breakthroughs_tui.merge import Difference, Origin, Part, Value
    from breakthroughs_tui.model import Assessment, QuestionBank, Scales
    from breakthroughs_tui.moments import OwnTime
    from breakthroughs_tui.priority import Tally
    from breakthroughs_tui.trend import Trend

PROVISIONAL_NOTE: Final = "~ Not every question was answered."
BREAK_NOTE: Final = "* Other questions were asked than in the quarter before."
NOTHING_YET: Final = "No question has been answered yet."
BEFORE_BOTH: Final = "Before both"
"""What stands before the value that two copies came from."""
BACKED_UP: Final = "In backups"
"""What stands before the value that is in every backup no newer than either."""
DIFFERED: Final = "Differed"
"""What stands for last time where the questions that were joined had two ratings."""
SAVING_SLOWLY: Final = "Saving your last answers. This disk is slow."
_BAR_CELLS: Final = 5
_MOST_NAMES: Final = 5
"""So many files, or shortened texts, are named one by one."""


def seconds_so_far(seconds: float) -> str:
    """Return how long something has taken, in whole seconds."""
    whole = int(seconds)
    return f"{whole} second{'' if whole == 1 else 's'} so far."


def one_line(text: str) -> str:
    """Give a text whose line breaks are only how a bank was written."""
    return " ".join(text.split())


def gap_bar(gap_index: int | None, cells: int = _BAR_CELLS) -> str:
    """Draw a gap index (0 to 100) as a bar of this many cells."""
    filled = 0 if gap_index is None else (gap_index * cells + 50) // 100
    return "█" * filled + "░" * (cells - filled)


def index_text(gap_index: int | None) -> str:
    """Write a gap index (0 to 100)."""
    return "–" if gap_index is None else f"{gap_index}%"


def change_text(change: int | None) -> str:
    """Write how far a gap index moved, in points: always with its sign."""
    if change is None:
        return "–"
    return f"{change:+}".replace("-", "−") if change else "0"


def shift_text(shift: Shift) -> str:
    """Write how far a gap index moved, and whether that rests on some of the questions only."""
    mark = "~" if shift.is_partial and shift.change is not None else ""
    return f"{change_text(shift.change)}{mark}"


def compared_text(shift: Shift) -> str:
    """Say how many questions a movement rests on, where that is not all; else nothing."""
    return f" ({shift.compared}/{shift.total} compared)" if shift.is_partial else ""


def standing_of_both(comparison: Comparison) -> str:
    """Say in one line how the whole moved, and how many questions that rests on."""
    from breakthroughs_tui.comparison import Movement  # here: most words need no comparison

    parts = []
    direction, change = comparison.overall.direction, comparison.overall.change
    if direction is not None:
        points = "point" if change in {1, -1} else "points"
        moved = "" if direction is Movement.SAME else f" ({change_text(change)} {points})"
        parts.append(f"{direction.label}{moved}")
    return " · ".join([*parts, comparison.overall.coverage])


def fallen_text(comparison: Comparison) -> str:
    """Name what was achieved and is so no more."""
    scales = comparison.earlier.assessment.bank.scales
    return f"Fallen from {scales.label(Progress.ACHIEVED)}"


def fall_text(comparison: Comparison, fall: Fall, own_time: OwnTime) -> str:
    """Say what was achieved and is so no more, with both dates."""
    earlier, later = comparison.earlier.assessment, comparison.later.assessment
    was = f"{earlier.bank.scales.label(Progress.ACHIEVED)} in {dated(earlier, own_time)}"
    now = f"{later.bank.scales.label(fall.to)} in {dated(later, own_time)}"
    numbered = fall.change.numbered
    return f"Question {numbered.number}: {was}; {now}. {numbered.question.text}"


def dated(assessment: Assessment, own_time: OwnTime) -> str:
    """Name a quarter with the date of its last change."""
    day = own_time(assessment.modified)
    return f"{assessment.quarter.short_label} ({day.day} {day:%b %Y})"


def two_councils_text(comparison: Comparison) -> str:
    """Warn where the quarters name two councils: a file may be a colleague's."""
    names = [each.assessment.council for each in (comparison.earlier, comparison.later)]
    if len(set(names) - {""}) < 2:  # noqa: PLR2004  it takes two
        return ""
    return f"They name two councils: {names[0]} and {names[1]}."


def direction_word(change: BreakthroughChange) -> str:
    """Say which way a breakthrough moved, with an arrow, or why that cannot be said."""
    from breakthroughs_tui.comparison import Movement  # likewise

    if change.later is None:
        return Movement.RETIRED.label
    if change.shift.direction is not None:
        return change.shift.direction.label
    return Movement.NEW.label if change.earlier is None else "· not compared"


def trend_cell(tally: Tally) -> str:
    """Write a tally in seven cells: symbol, gap index, and whether it is provisional."""
    if tally.band is None:
        return ""
    mark = "~" if tally.is_provisional else ""
    return f"{tally.band.look.symbol:<2} {tally.gap_index}%{mark}"


def trend_notes(found: Trend) -> list[str]:
    """Explain the marks that a trend has."""
    notes = []
    if any(tally and tally.is_provisional for row in found.rows for tally in row.tallies):
        notes.append(PROVISIONAL_NOTE)
    if found.breaks:
        notes.append(BREAK_NOTE)
    return notes


def differences_text(differences: Sequence[Difference]) -> str:
    """Say in how much two copies of a quarter differ."""
    if not differences:
        return "Nothing differs."
    parts = [each.key.question_id for each in differences if each.key.question_id]
    questions = len(set(parts))
    counts = f"{len(parts)} part{'' if len(parts) == 1 else 's'}"
    where = f"{counts} of {questions} question{'' if questions == 1 else 's'}"
    what = [
        *(["whose assessment this is"] if len(parts) < len(differences) else []),
        *([where] if parts else []),
    ]
    return f"What differs: {listed(what)}."


def question_heading(bank: QuestionBank, question_id: str) -> str:
    """Name a question by its number and text, or say what belongs to no question."""
    if not question_id:
        return "Whose assessment this is"
    if question_id not in bank:
        return f"{question_id}, which is not asked"
    numbered = bank.find(question_id)
    return f"{numbered.number}. {one_line(numbered.question.text)}"


def origin_text(origin: Origin) -> str:
    """Say how sure it is what two copies came from."""
    return BEFORE_BOTH if origin.is_sure else BACKED_UP


def value_text(part: Part, value: Value, scales: Scales) -> str:
    """Write what a copy has for one part of an assessment, or that it has nothing."""
    if isinstance(value, Action):
        due = f", due {value.due.short_label}" if value.due else ""
        owner = f" — {value.owner}" if value.owner else ""
        return f"{value.text}{owner} ({'done' if value.done else 'open'}{due})"
    if isinstance(value, Progress | Plan):
        return scales.label(value)
    return value or part.nothing


def other_files_text(others: list[Path]) -> str:
    """Name the files of the folder that are no quarter."""
    names = ", ".join(shown(path.name) for path in others)
    return f"Not counted, since the name is no quarter's: {names}."


def to_read_text(command: str) -> str:
    """Say what prints one of them."""
    return f"To read one: {command}"


def shortened_text(shortened: Sequence[str]) -> str:
    """Say which texts of a report had no room in its cells."""
    return f"Too long for a cell, so shortened: {_first_of(shortened)}. JSON has all of it."


def _first_of(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
