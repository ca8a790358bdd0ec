"""The quarters whose reports are opened: whole, in part, empty, hostile, with many questions."""

from __future__ import annotations

from functools import cache
from typing import Final

from msgspec.structs import replace

from breakthroughs_tui.bank import load_default_bank
from breakthroughs_tui.example import example_quarters
from breakthroughs_tui.model import Answer, Assessment, Breakthrough, Plan, Progress, Question
from breakthroughs_tui.reports.building import build_report
from breakthroughs_tui.reports.formats import Format, write_report
from breakthroughs_tui.reports.report import Report
from tests.conftest import QUARTER
from tests.programs import hostile

NAMES: Final = ("demo", "incomplete", "empty", "hostile")
MANY: Final = 200


@cache
def report(name: str) -> Report:  # noqa: PLR0911  one a name
    """Give one of the reports by its name."""
    *earlier, demo = example_quarters(load_default_bank(), QUARTER)
    earlier.reverse()
    if name == "hostile":
        return build_report(hostile.loaded(hostile.quarter()), [hostile.loaded(hostile.before())])
    if name == "endless":
        return build_report(hostile.loaded(hostile.endless()), [])
    if name == "empty":
        return build_report(replace(demo, council="", assessor="", answers={}), [])
    if name == "incomplete":
        kept = {f"q{number}": demo.answers[f"q{number}"] for number in range(1, 23, 3)}
        return build_report(replace(demo, answers=kept), earlier)
    if name == "long":
        return _long(demo)
    if name == "many":
        return build_report(_many(demo), [])
    return build_report(demo, earlier)


@cache
def written(name: str, form: Format) -> bytes:
    """Give the file of a report."""
    return write_report(report(name), form).content


def _long(assessment: Assessment) -> Report:
    """Answer nearly everything as badly as can be, for more quarters than are shown."""
    worst = {key: Answer(Progress.JUST_STARTING, Plan.NO) for key in list(assessment.answers)[1:]}
    quarters = [
        replace(assessment, quarter=assessment.quarter.shifted(-number), answers=worst)
        for number in range(9)
    ]
    return build_report(quarters[0], quarters[1:])


def _many(assessment: Assessment) -> Assessment:
    """Ask 200 questions under one heading, each some lines long, with its number at both ends."""
    filling = " ".join(["so that it takes more than one line"] * 2)
    questions = tuple(
        Question(f"q{number}", f"Start{number}. {filling} End{number}.")
        for number in range(1, MANY + 1)
    )
    bank = replace(assessment.bank, breakthroughs=(Breakthrough("all", "All", questions),))
    answer = Answer(Progress.WORKING_TOWARDS, Plan.NO)
    return replace(assessment, bank=bank, answers={each.id: answer for each in questions})
