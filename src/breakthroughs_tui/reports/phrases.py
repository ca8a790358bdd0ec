"""What the formats say alike, on paper and in the cells of Excel: headings, names, short words."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from breakthroughs_tui.model import Rating, Scale, coverage, questions_text
from breakthroughs_tui.priority import NOT_ANSWERED
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.report import Ratings, Report, ReportedAction, ReportedCheck
from breakthroughs_tui.wording import DIFFERED, one_line

CHECKS: Final = "Checks"
MATRIX: Final = "Progress and plan"
NEXT_STEPS: Final = "Where to turn next"
SCORING: Final = "How gaps are scored"
SOURCE: Final = "Where the questions come from"
CHART: Final = "Gap index over all questions; less is better"
INDEX_NOTE: Final = (
    "The gap index is 0% where nothing is left to do, and 100% where everything is just starting "
    "and the plan is silent."
)
BLANK_NOTE: Final = "A blank cell: no answers, or none that could be read."
NO_ACTION: Final = "No action has been written down."
NOT_NAMED: Final = "Not named"
NOT_ASKED: Final = "Not asked"
NOT_COMPARED: Final = "not compared"


def date_text(moment: datetime) -> str:
    """Write a date as it stands in a letter."""
    return f"{moment.day} {moment:%B %Y}"


def provisional_text(report: Report) -> str:
    """Warn that the assessment is not complete; nothing if it is."""
    if not report.provisional:
        return ""
    rests = " Gaps and bands rest on those alone." if report.answered else ""
    return f"Provisional: {coverage(report.answered, report.total)}.{rests}"


def unread_text(report: Report) -> str:
    """Name the quarters that should count, and could not be read; nothing if all could."""
    names = ", ".join(quarter.short_label for quarter in report.unread)
    return f"Not counted, since they could not be read: {names}." if names else ""


def rating_word(report: Report, rating: Rating | None) -> str:
    """Give the bank's word for a rating, or say that there is none."""
    return NOT_ANSWERED if rating is None else one_line(report.scales.label(rating))


def last_words(report: Report, last: Ratings) -> tuple[str, str]:
    """Give the words for both ratings of last time; joined questions may have differed."""
    progress, plan = (
        DIFFERED if scale in last.differed else rating_word(report, rating)
        for scale, rating in ((Scale.PROGRESS, last.progress), (Scale.PLAN, last.plan))
    )
    return progress, plan


def due_text(due: Quarter | None) -> str:
    """Say by the end of which quarter."""
    return due.short_label if due else "No date"


def rating_heading(report: Report, scale: Scale, rating: Rating) -> str:
    """Name a column of ratings: those of the plan say so."""
    label = rating_word(report, rating)
    return label if scale is Scale.PROGRESS else f"Plan: {label}"


def check_text(check: ReportedCheck) -> str:
    """Say what a check found, and where."""
    return f"{check.words}: {questions_text(check.questions)}"


def owner_text(action: ReportedAction) -> str:
    """Say whose an action is."""
    return action.owner or "Nobody yet"


def property_text(text: str) -> str:
    """Fit a text into a property of an Office file, which holds 255 characters."""
    return text[:255]


def author(report: Report) -> str:
    """Name who the file is by; nobody where nobody is named."""
    return report.assessor or report.council
