"""The matrix has each question's number under its pair of ratings, and nowhere else."""

from __future__ import annotations

import re
from itertools import product

import pytest
from msgspec import convert, to_builtins
from textual.app import App, ComposeResult

from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.priority import Band, score_of, summarise
from breakthroughs_tui.tui.matrix import Matrix
from breakthroughs_tui.tui.themes import DARK
from tests.conftest import NOW, QUARTER, AssessmentMaker
from tests.tui.conftest import Window, answers_of

HEADINGS = ("Yes", "Partially", "No")
NARROWEST = 36
"""The cells that are left for the matrix in a window of 40."""
SIDES = ("Just starting", "Working towards", "Achieved")


class Host(App[None]):
    """A matrix, and nothing else."""

    CSS = "Matrix { height: auto; }"

    def __init__(self, assessment: Assessment) -> None:
        """Host the matrix of an assessment."""
        super().__init__()
        self.matrix = Matrix(summarise(assessment))
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        """Show it."""
        yield self.matrix


async def lines_of(assessment: Assessment, width: int = 78, *, focused: bool = False) -> list[str]:
    """Render a matrix at a width, without the lines that stay empty."""
    host = Host(assessment)
    async with host.run_test(size=(width, 60)) as pilot:
        if not focused:
            host.set_focus(None)
        window = Window(host, pilot)
        await window.settle()
        return window.text.rstrip().splitlines()


def cells_of(lines: list[str]) -> dict[tuple[Progress, Plan], str]:
    """Read the matrix back: what stands in each cell, its lines joined by a blank."""
    starts = [lines[1].index(heading[:4]) for heading in HEADINGS]
    spans = list(zip(starts, [*starts[1:], None], strict=True))
    cells: dict[tuple[Progress, Plan], str] = {}
    row = -1
    for line in lines[2:]:
        row += bool(line[: starts[0]].strip())
        progress = tuple(reversed(Progress))[row]
        for plan, (start, end) in zip(Plan, spans, strict=True):
            before = cells.get((progress, plan), "")
            cells[progress, plan] = " ".join(f"{before} {line[start:end]}".split())
    return cells


async def test_every_number_stands_under_its_ratings(make_assessment: AssessmentMaker) -> None:
    """Each of the nine pairs has its own cell, with the symbol of its band."""
    pairs = list(product(Progress, Plan))
    given = {f"q{number}": pairs[(number * 5) % 9] for number in range(1, 23)}
    cells = cells_of(await lines_of(make_assessment(given)))
    for progress, plan in pairs:
        numbers = [key[1:] for key, pair in given.items() if pair == (progress, plan)]
        symbol = Band(score_of(progress, plan)).look.symbol
        assert cells[progress, plan] == " ".join([symbol, *numbers])


async def test_what_is_not_answered_stands_nowhere(make_assessment: AssessmentMaker) -> None:
    """A dash marks an empty cell; half an answer is none."""
    lines = await lines_of(
        make_assessment({"q3": (Progress.ACHIEVED, None), "q4": (None, Plan.NO)})
    )
    assert lines[1].split() == list(HEADINGS)
    assert [line[2:18].strip() for line in lines[2:]] == list(SIDES)
    assert not re.search(r"\d", "\n".join(lines))
    assert "\n".join(lines).count(" –") == 9


async def test_the_focus_shows_as_text(make_assessment: AssessmentMaker) -> None:
    """A mark stands before the heading, and nothing else changes."""
    blurred = await lines_of(make_assessment())
    focused = await lines_of(make_assessment(), focused=True)
    assert blurred[0] == "  Question numbers by rating"
    assert focused == ["› Question numbers by rating", *blurred[1:]]


async def test_numbers_wrap_where_there_is_little_room(make_assessment: AssessmentMaker) -> None:
    """In the narrowest window, seven numbers of one cell take several lines, and all show."""
    given = {f"q{number}": (Progress.ACHIEVED, Plan.NO) for number in range(1, 8)}
    lines = await lines_of(make_assessment(given), NARROWEST)
    assert cells_of(lines)[Progress.ACHIEVED, Plan.NO] == "✓ 1 2 3 4 5 6 7"
    assert len(lines) > 5


@pytest.mark.parametrize("width", [NARROWEST, 76, 100])
async def test_every_question_of_the_default_bank_is_named(
    make_assessment: AssessmentMaker, width: int
) -> None:
    """Though all 22 share one cell, each number stands in it."""
    pair = (Progress.JUST_STARTING, Plan.NO)
    given = {f"q{number}": pair for number in range(1, 23)}
    cell = cells_of(await lines_of(make_assessment(given), width))[pair]
    assert cell.split()[1:] == [str(number) for number in range(1, 23)]


@pytest.mark.parametrize("width", [NARROWEST, 76])
async def test_a_large_bank_counts_what_does_not_fit(bank: QuestionBank, width: int) -> None:
    """Numbers and the count of those left out add up to all questions."""
    values = to_builtins(bank)
    questions = [{"id": f"x{number}", "text": "?"} for number in range(1, 1001)]
    values["breakthroughs"] = [{"id": "only", "title": "Only", "questions": questions}]
    answer = Answer(Progress.JUST_STARTING, Plan.NO)
    answers = {f"x{number}": answer for number in range(1, 1001)}
    large = convert(values, QuestionBank)
    lines = await lines_of(Assessment(QUARTER, "", "", NOW, NOW, large, answers), width)
    cell = cells_of(lines)[Progress.JUST_STARTING, Plan.NO]
    shown, _, more = cell.partition("+")
    numbers = shown.split()[1:]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    left_out = int(more.split()[0]) if more else 0
    assert len(numbers) + left_out == 1000


async def test_the_symbols_tell_the_bands_apart(make_assessment: AssessmentMaker) -> None:
    """Five symbols stand for five bands, so the cells read without colour."""
    assessment = make_assessment(
        {key: (each.progress, each.plan) for key, each in answers_of("33 23 22 21 11").items()}
    )
    cells = cells_of(await lines_of(assessment))
    symbols = [cell.split()[0] for cell in cells.values() if cell.split()[1] != "–"]
    assert sorted(symbols) == sorted(band.look.symbol for band in Band)
    assert len(set(symbols)) == 5
