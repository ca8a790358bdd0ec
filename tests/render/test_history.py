"""The history tells every quarter, what is wrong with which, and how the gaps moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from breakthroughs_tui.folder import Entry
from breakthroughs_tui.model import Assessment
from breakthroughs_tui.moments import OwnTime, in_utc
from breakthroughs_tui.priority import summarise
from breakthroughs_tui.render.history import (
    history_table,
    history_values,
    quarters_that_fit,
    trend_table,
)
from breakthroughs_tui.trend import span, trend
from tests.conftest import NOW, QUARTER, AssessmentMaker
from tests.quarters import BANK, bank_of, quarters_up_to, take
from tests.render.conftest import (
    GOLDEN,
    LAST_Q4,
    NASTY,
    Q1,
    Q2,
    command,
    printed,
    save,
    squeezed,
)

PROBLEM = f"{NASTY}2026-27-Q2.json is damaged"
FOLDER = Path("/home/officer/.local/share/breakthroughs-tui")


@pytest.fixture
def entries(rated: Assessment) -> list[Entry]:
    """Give a quarter that can be read, and one that cannot."""
    return [
        Entry(QUARTER, FOLDER / "2026-27-Q3.json", rated, None),
        Entry(Q2, FOLDER / "2026-27-Q2.json", None, PROBLEM),
    ]


def entry(assessment: Assessment, council: str = "") -> Entry:
    """Give a quarter that can be read."""
    quarter = assessment.quarter
    return Entry(quarter, FOLDER / f"{quarter.id}.json", replace(assessment, council=council), None)


def history_of(
    entries: list[Entry], width: int = 200, *others: str, own_time: OwnTime = in_utc
) -> str:
    """Print the history, with other files in the folder."""
    rows = [
        (each, summarise(each.assessment).overall if each.assessment else None) for each in entries
    ]
    names = [FOLDER / name for name in others]
    return printed(history_table(rows, str(FOLDER), names, width, own_time), width)


def test_history_has_a_line_a_quarter(entries: list[Entry]) -> None:
    """A quarter shows how far it is; then come the folder, and what is wrong with which."""
    assert squeezed(history_of(entries)) == [
        "Quarter Done Gap Band Changed File",
        "2026/27 Q3 (Oct–Dec 2026) 5/22 50% ◆ Medium 2026-11-22 2026-27-Q3.json",
        "2026/27 Q2 (Jul–Sep 2026) – – Not counted – 2026-27-Q2.json",
        f"Saved in {FOLDER}",
        f"2026/27 Q2: {PROBLEM}",
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_history_fits_its_terminal(entries: list[Entry], width: int) -> None:
    """On a terminal too narrow for them, names and folder are folded, not lost."""
    output = "".join(history_of(entries, width, "2026-27-Q2 from Jo.json").split())
    assert "…" not in output
    for told in ("2026/27Q3", "5/22", "50%", "◆Medium", str(FOLDER), "2026-27-Q2fromJo.json"):
        assert told in output
    for told in ("(Oct–Dec2026)", "2026-11-22", "2026-27-Q3.json"):
        assert (told in output) == (width >= 80)


def test_several_councils_are_named(rated: Assessment, entries: list[Entry]) -> None:
    """Each at its quarter, so that a colleague's file is seen; one council is no news."""
    last = replace(rated, quarter=Q1)
    both = [entry(rated, "Anytown"), entries[1], entry(last, NASTY)]
    assert squeezed(history_of(both))[:4] == [
        "Quarter Done Gap Band Changed File Council",
        "2026/27 Q3 (Oct–Dec 2026) 5/22 50% ◆ Medium 2026-11-22 2026-27-Q3.json Anytown",
        "2026/27 Q2 (Jul–Sep 2026) – – Not counted – 2026-27-Q2.json –",
        f"2026/27 Q1 (Apr–Jun 2026) 5/22 50% ◆ Medium 2026-11-22 2026-27-Q1.json {NASTY}",
    ]
    for one in ("Anytown", ""):
        assert "Council" not in history_of([entry(rated, "Anytown"), entry(last, one)])


@pytest.mark.parametrize("width", [64, 70, 80, 100, 120])
def test_several_councils_fit_their_terminal(rated: Assessment, width: int) -> None:
    """Long names leave all else whole: no figure, band or date is cut to make room for them."""
    names = ("North Somewhere Borough Council", "Anytown and Nearby District Council")
    quarters = (QUARTER, Q2)
    both = [
        entry(replace(rated, quarter=quarter), name)
        for quarter, name in zip(quarters, names, strict=True)
    ]
    output = history_of(both, width)
    for told in (*(q.short_label for q in quarters), "5/22", "50%", "◆  Medium", "2026-11-22"):
        assert told in output
    assert [word for word in " ".join(names).split() if word not in output] == []


def test_other_files_are_named(entries: list[Entry]) -> None:
    """Those that are no quarter's, all of them by name."""
    names = [f"2026-27-Q{number} [b]of Jo[@click].json" for number in range(1, 8)]
    told = "Not counted, since the name is no quarter's: "
    assert told not in history_of(entries)
    lines = history_of(entries, 999, *names).splitlines()
    assert lines[-1].rstrip() == f"{told}{', '.join(names)}."


def test_history_has_nulls_where_nothing_is_known(
    entries: list[Entry], make_assessment: AssessmentMaker
) -> None:
    """A quarter that cannot be read, or has no answer, has no number that looks like one."""
    empty = make_assessment()
    rows = [
        (entries[1], None),
        (Entry(QUARTER, Path("x"), empty, None), summarise(empty).overall),
    ]
    values = history_values(rows)
    assert [each["answered"] for each in values] == [None, 0]
    assert [each["gap_index"] for each in values] == [None, None]
    assert [each["modified"] for each in values] == [None, NOW]
    assert [each["problem"] for each in values] == [PROBLEM, None]


@pytest.mark.parametrize(("typed", "name"), [("", "history.txt"), ("--json", "history.json")])
def test_the_history_is_printed_to_the_letter(
    tmp_path: Path, year: list[Assessment], typed: str, name: str
) -> None:
    """For people and for programs, byte for byte as in the golden file, but for the folder."""
    for each, council in zip(year, ("Anytown", "Anytown", "", "Nextown", "Anytown"), strict=True):
        save(tmp_path, replace(each, council=council))
    (tmp_path / f"{Q1.id}.json").write_bytes(b"{}")
    (tmp_path / "2026-27-Q2 from Jo.json").write_bytes(
        (tmp_path / f"{QUARTER.id}.json").read_bytes()
    )
    code, output, errors = command(tmp_path, f"history {typed}")
    other = f"'{tmp_path}/2026-27-Q2 from Jo.json'"
    advice = f"To read one: breakthroughs --data-dir {tmp_path} summary {other}"
    warning = "warning: Not counted, since the name is no quarter's: 2026-27-Q2 from Jo.json."
    assert (code, errors) == (0, [warning if typed else advice, "False"])
    named = output.replace(str(tmp_path), "FOLDER").encode()
    assert named == (GOLDEN / name).read_bytes()


def trend_of(assessments: list[Assessment], width: int = 200, *, in_colour: bool = False) -> str:
    """Print the trend of some quarters."""
    series = {each.quarter: each for each in assessments}
    found = trend(series, span(series, quarters_that_fit(width)))
    return printed(trend_table(found), width, in_colour=in_colour)


def test_a_trend_has_quarters_across_and_breakthroughs_down() -> None:
    """The newest on the right, band and gap in each cell, blank where nothing is known."""
    whole, old = bank_of(one="a b", two="c"), bank_of(one="a b", gone="d")
    now = take(whole, QUARTER, a="JN", b="WN", c="AY")
    before = take(whole, Q1, a="JN", b="JN", c="WY")
    first = take(old, LAST_Q4, a="JN", d="WP")
    lines = trend_of([now, before, first]).splitlines()
    assert [line.rstrip() for line in lines] == [
        "Trend of the gap index",
        "25/26 Q4 26/27 Q1* 26/27 Q2 26/27 Q3 Breakthrough",
        "▲▲ 100%~ ▲▲ 100%            ▲▲ 88%   One",
        "         ▽  25%             ✓  0%    Two",
        "◆  50%                               Gone",
        "▲  75%~  ▲  75%             ▲  58%   All questions",
        "~ Not every question was answered.",
        "* Other questions were asked than in the quarter before.",
    ]
    assert [line.rstrip() for line in trend_of([now]).splitlines()] == [
        "Trend of the gap index",
        "26/27 Q3 Breakthrough",
        "▲▲ 88%   One",
        "✓  0%    Two",
        "▲  58%   All questions",
    ]


@pytest.mark.parametrize(
    ("width", "count"), [(20, 1), (40, 1), (42, 2), (60, 4), (80, 6), (132, 12), (999, 12)]
)
def test_a_trend_fits_its_terminal(width: int, count: int) -> None:
    """It shows as many quarters as there is room for, the newest, and never cuts a cell."""
    assert quarters_that_fit(width) == count
    quarters = quarters_up_to(QUARTER, 14)
    marks = dict.fromkeys((each.question.id for each in BANK.questions), "JN")
    output = trend_of([take(BANK, quarter, **marks) for quarter in quarters], width)
    shown = [quarter for quarter in quarters if quarter.briefly in output]
    assert shown == quarters[:count]
    assert output.count("▲▲ 100%") == 9 * count
    titles = " ".join(each.title for each in BANK.breakthroughs)
    assert [word for word in titles.split() if word not in output and width >= 40] == []


def test_a_trend_has_colours_only_in_colour() -> None:
    """Symbol and figure in the band's colour; elsewhere no code at all, and no markup obeyed."""
    bank = replace(
        BANK, breakthroughs=tuple(replace(each, title=NASTY) for each in BANK.breakthroughs)
    )
    now = take(bank, q1="JN")
    assert "\x1b[1;31m▲▲ 100%~\x1b[0m" in trend_of([now], in_colour=True)
    assert trend_of([now]).count(NASTY) == 8
    assert "\x1b" not in trend_of([now])
