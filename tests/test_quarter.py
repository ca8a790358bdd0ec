"""Financial-year quarters: names, neighbours, order, and what a person may type."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.quarter import Quarter
from tests.conftest import TODAY

quarters = st.builds(Quarter, st.integers(1000, 9998), st.integers(1, 4))
days = st.dates(date(1001, 1, 1), date(9998, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "quarter"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), Quarter(2026, 1)),
        (date(2026, 7, 1), date(2026, 9, 30), Quarter(2026, 2)),
        (date(2026, 10, 1), date(2026, 12, 31), Quarter(2026, 3)),
        (date(2027, 1, 1), date(2027, 3, 31), Quarter(2026, 4)),
        (date(2028, 1, 1), date(2028, 3, 31), Quarter(2027, 4)),
    ],
)
def test_quarter_of_a_date(first: date, last: date, quarter: Quarter) -> None:
    """The financial year starts on 1 April, so January to March end the year before."""
    day = timedelta(days=1)
    assert Quarter.containing(first) == Quarter.containing(last) == quarter
    assert Quarter.containing(first - day) == quarter.previous
    assert Quarter.containing(last + day) == quarter.next


@pytest.mark.parametrize(
    ("quarter", "quarter_id", "short_label", "label"),
    [
        (Quarter(2026, 1), "2026-27-Q1", "2026/27 Q1", "2026/27 Q1 (Apr–Jun 2026)"),
        (Quarter(2026, 2), "2026-27-Q2", "2026/27 Q2", "2026/27 Q2 (Jul–Sep 2026)"),
        (Quarter(2026, 3), "2026-27-Q3", "2026/27 Q3", "2026/27 Q3 (Oct–Dec 2026)"),
        (Quarter(2026, 4), "2026-27-Q4", "2026/27 Q4", "2026/27 Q4 (Jan–Mar 2027)"),
        (Quarter(2008, 2), "2008-09-Q2", "2008/09 Q2", "2008/09 Q2 (Jul–Sep 2008)"),
        (Quarter(2099, 4), "2099-00-Q4", "2099/00 Q4", "2099/00 Q4 (Jan–Mar 2100)"),
    ],
)
def test_names(quarter: Quarter, quarter_id: str, short_label: str, label: str) -> None:
    """A quarter is named by its financial year, and by the calendar year its months are in."""
    assert quarter.id == str(quarter) == quarter_id
    assert quarter.short_label == short_label
    assert quarter.briefly == short_label[2:]
    assert quarter.label == label


@pytest.mark.parametrize(
    "text",
    [
        "2026-27-Q3",
        "2026/27 Q3",
        "2026/27 Q3 (Oct–Dec 2026)",
        "2026-27-q3",
        "2026–27 Q3",
        "2026/27Q3",
        "  2026/27   q3 ",
        "26/27 Q3",
        "26-27-Q3",
        "2026/2027 Q3",
        "26/2027 Q3",
        "2026-27Q3",
        "2026/27, Q3",
        "2026/27 Q 3",
        "2026 / 27 Q3",
        "2026‑27‑Q3",
        "2026−27—Q3",
        "2026⁄27 Q3",
        "Q3 2026/27",
        "q3 26/27",
        "Q3 2026-27",
        "Q3, 2026/2027",
        "Q3-2026-27",
        "Q3 2026/27 (Oct-Dec 2026)",
        "2026/27 q3 ( OCT — DEC  2026 )",
        "26/27\N{NO-BREAK SPACE}Q3",
        "\N{NARROW NO-BREAK SPACE}Q3\N{IDEOGRAPHIC SPACE}2026/27\t",
        "2026/27 Q3 Oct–Dec 2026",
        "2026/27 Q3, oct - dec",
        "2026/27 Q3 (Oct–Dec)",
        "2026/27 Q3 (  )",
        "Q3 (Oct–Dec 2026)",
        "Q3 Oct-Dec 2026",
        "Quarter 3 2026/27",
        "2026/27 quarter 3",
        "2026_27_Q3",
        "2026\\27 Q3",
        "2026/27: Q3",
        "２０２６／２７　Ｑ３",
        '"2026/27 Q3"',
        "'26/27 Q3'",
        "“2026/27 Q3 (Oct–Dec 2026)”",
        " ‘ Q3 2026/27 ’ ",
        "\N{ZERO WIDTH NO-BREAK SPACE}2026/27\N{ZERO WIDTH SPACE} Q3\N{WORD JOINER}",
    ],
)
def test_parse_accepts_what_people_write(text: str) -> None:
    """A quarter is read whatever its case, blanks, dashes and order, and needs no date."""
    assert Quarter.parse(text) == Quarter(2026, 3)


@pytest.mark.parametrize(
    ("text", "today", "quarter"),
    [
        ("Q1", TODAY, Quarter(2026, 1)),
        ("q4", TODAY, Quarter(2026, 4)),
        ("“Quarter 4”", TODAY, Quarter(2026, 4)),
        ("\N{NO-BREAK SPACE}Q\N{NO-BREAK SPACE}4", TODAY, Quarter(2026, 4)),
        ("Q1", date(2027, 2, 1), Quarter(2026, 1)),
        ("current", TODAY, Quarter(2026, 3)),
        (" Previous ", TODAY, Quarter(2026, 2)),
        ("previous", date(2026, 4, 1), Quarter(2025, 4)),
    ],
)
def test_parse_relative_to_today(text: str, today: date, quarter: Quarter) -> None:
    """`Q3`, `current` and `previous` count from today's financial year."""
    assert Quarter.parse(text, today) == quarter
    with pytest.raises(ValueError, match="is not a quarter"):
        Quarter.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "Q0", "Q5", "2026-27-Q5", "2026-27", "2026-Q3", "2026\N{NO-BREAK SPACE}Q4",
     "Q4 2026", "Q4  2026", "Q3 2026 to 2027", "Q32026/27", "0026-27-Q3", "2026 27 Q3",
     "126/27 Q3", "2026/027 Q3",
     "Q3 2026/27 Q3", "2026/27 Q3 (", "/ Q3", "2026-27-Q33",
     "x2026-27-Q3", "2026-27-Q3 then", "next", "'", "''", "''Q3''", "'Q3", "Q3 (Oct–Dec)",
     "Quarters 3", "2026/27 Q3 Oct", "Q3 (2026)", "Q3 Oct–Dec 26"],
)  # fmt: skip
def test_parse_refuses_anything_else(text: str) -> None:
    """What is not a quarter is refused by the name that was typed, as a person sees it."""
    with pytest.raises(ValueError, match="is not a quarter") as raised:
        Quarter.parse(text, TODAY)
    assert str(raised.value) == f'"{text}" is not a quarter'


def test_what_was_typed_is_quoted_fit_to_show() -> None:
    """What steers or hides is spelt out; the blanks around it are left out."""
    with pytest.raises(ValueError, match="is not") as raised:
        Quarter.parse(" a\x1bb\N{ZERO WIDTH SPACE}c\N{NO-BREAK SPACE}")
    assert str(raised.value) == r'"a\x1bb\u200bc" is not a quarter'


@pytest.mark.parametrize(
    "text",
    [
        "2026/27 Q3 (Jan–Mar 2027)",
        "Q3 26/27 (Oct-Dec 2027)",
        "2026/27 Q3 Jan-Mar",
        "Q3 (Jan–Mar 2026)",
    ],
)
def test_parse_refuses_months_of_another_quarter(text: str) -> None:
    """A name that contradicts itself is refused, with the months that would be right."""
    with pytest.raises(ValueError, match="is not one quarter") as raised:
        Quarter.parse(text)
    assert str(raised.value).endswith("2026-27-Q3 is 2026/27 Q3 (Oct–Dec 2026)")


@pytest.mark.parametrize(
    "text",
    ["2026-28-Q3", "2026/26 Q3", "2099/99 Q1", "26/28 Q3", "2026/2028 Q3", "Q3 2026/2127",
     "Q1 99/2000"],
)  # fmt: skip
def test_parse_refuses_years_that_do_not_follow(text: str) -> None:
    """Two years that are not one financial year are refused, with the one that was meant."""
    with pytest.raises(ValueError, match="is not one financial year") as raised:
        Quarter.parse(text)
    assert str(raised.value).endswith(("2026-27-Q3", "2099-00-Q1"))


@pytest.mark.parametrize(
    "text",
    ["2026/27 Q3", "2026-27-q3", " 2026-27-Q3", "2026-27-Q3\n", "2026-28-Q3", "Q3", "",
     "26-27-Q3", "2026-2027-Q3", "Q3-2026-27", "2026‑27‑Q3",
     "２０２６-27-Q3", "'2026-27-Q3'"],
)  # fmt: skip
def test_from_id_is_exact(text: str) -> None:
    """An id in a file is read only as it is written, and refused as often as it is read."""
    for _ in range(2):
        with pytest.raises(ValueError, match="is not"):
            Quarter.from_id(text)


@settings(deadline=None)
@given(quarters, st.sampled_from([" ", "\N{NO-BREAK SPACE}", "  ", "\t"]))
def test_names_read_back(quarter: Quarter, blank: str) -> None:
    """Every way to write a quarter reads back as that quarter, in any case, with any blank."""
    assert Quarter.from_id(quarter.id) == quarter
    year, end = quarter.year, quarter.year + 1
    names = [quarter.id, quarter.short_label, quarter.label, f"{year}/{end} Q{quarter.number}"]
    names += [f"Quarter {quarter.number} {year}/{end}", f"{quarter.short_label} {quarter.months}"]
    names += [f"Q{quarter.number} {year}/{end % 100:02}", f"Q{quarter.number} {year}-{end}"]
    for name in names:
        for written in (name, name.lower(), name.upper(), name.replace(" ", blank)):
            assert Quarter.parse(written) == quarter


@settings(deadline=None)
@given(st.builds(Quarter, st.integers(2000, 2099), st.integers(1, 4)))
def test_the_briefest_name_is_one_of_this_century(quarter: Quarter) -> None:
    """Nobody means 1926 by `26/27`."""
    assert Quarter.parse(quarter.briefly) == quarter


@settings(deadline=None)
@given(quarters, quarters)
def test_a_quarter_to_come_is_never_one_gone_by(first: Quarter, other: Quarter) -> None:
    """Of a number alone the next is meant, this one included; a name with years stays itself."""
    found = Quarter.parse_from(f" q\N{NO-BREAK SPACE}{other.number}", first)
    assert found.number == other.number
    assert first <= found <= first.shifted(3)
    assert Quarter.parse_from(other.short_label, first) == other


@settings(deadline=None)
@given(quarters)
def test_neighbours(quarter: Quarter) -> None:
    """Previous and next undo each other, and nothing lies between."""
    assert quarter.next.previous == quarter.previous.next == quarter
    assert quarter.previous < quarter < quarter.next
    steps = [quarter]
    for _ in range(4):
        steps.append(steps[-1].next)
    assert steps[-1] == Quarter(quarter.year + 1, quarter.number)
    assert steps[-1].year_before == quarter
    assert [each.number for each in steps[:4]] == [
        (quarter.number + step - 1) % 4 + 1 for step in range(4)
    ]


@settings(deadline=None)
@given(st.lists(quarters))
def test_quarters_sort_by_time(unsorted: list[Quarter]) -> None:
    """Quarters sort by time, and in a folder their ids sort as they do."""
    assert sorted(unsorted) == sorted(unsorted, key=lambda each: each.year * 4 + each.number)
    assert [each.id for each in sorted(unsorted)] == sorted(each.id for each in unsorted)


@settings(deadline=None)
@given(days, days)
def test_order_agrees_with_the_calendar(one: date, other: date) -> None:
    """An earlier day is never in a later quarter."""
    earlier, later = sorted([one, other])
    assert Quarter.containing(earlier) <= Quarter.containing(later)


@settings(deadline=None)
@given(st.text(max_size=30), st.none() | days)
def test_any_text_is_a_quarter_or_refused(text: str, today: date | None) -> None:
    """Parsing gives a quarter or raises ValueError, whatever was typed."""
    try:
        quarter = Quarter.parse(text, today)
    except ValueError:
        return
    assert Quarter.from_id(quarter.id) == quarter


def test_quarters_are_values() -> None:
    """Equal quarters are interchangeable, none can be changed, and none equals its id."""
    quarter = Quarter(2026, 3)
    assert {quarter, Quarter(2026, 3), Quarter(2026, 4)} == {Quarter(2026, 4), quarter}
    assert quarter != Quarter(2025, 3)
    assert quarter != quarter.id
    with pytest.raises(AttributeError, match="cannot set number"):
        quarter.number = 4
    assert quarter == Quarter(2026, 3)
