"""The JSON is the whole report, in the shape that is published."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.reports.report import Report
from breakthroughs_tui.reports.to_json import report_schema, write_json
from breakthroughs_tui.schema import quarter_hook
from tests.conftest import QUARTER
from tests.quarters import bank_of, take
from tests.reports.conftest import MANY, TEXTS, noting, report_of, saying

SCHEMA = report_schema()
Checked = Iterator[str]
ADMITS_ALL = {"title", "description", "examples", "default", "format", "$schema", "$defs", "type"}
"""Keywords that say nothing, or that are looked at by themselves."""
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def problems(value: Any, schema: dict[str, Any], at: str = "") -> Checked:  # noqa: ANN401  JSON
    """Hold a value against a JSON Schema, as far as ours use the language.

    A key that it does not describe is a problem here, though not to another program.
    """
    kind = schema.get("type")
    if kind and not isinstance(value, TYPES[kind]):
        yield f"{at} is no {kind}: {value!r}"
        return
    for keyword, rule in schema.items():
        if keyword in KEYWORDS:
            yield from KEYWORDS[keyword](value, rule, at)
        else:
            assert keyword in ADMITS_ALL, f"the check does not know {keyword}"


def _any_of(value: object, rule: list[dict[str, Any]], at: str) -> Checked:
    if all([*problems(value, each, at)] for each in rule):
        yield f"{at} is none of those that it may be: {value!r}"


def _enum(value: object, rule: list[object], at: str) -> Checked:
    if value not in rule:
        yield f"{at} is not in {rule}: {value!r}"


def _pattern(value: str, rule: str, at: str) -> Checked:
    if not re.search(rule, value):
        yield f"{at} is not like {rule}: {value!r}"


def _items(value: list[object], rule: dict[str, Any], at: str) -> Checked:
    for index, each in enumerate(value):
        yield from problems(each, rule, f"{at}[{index}]")


def _properties(value: dict[str, object], rule: dict[str, Any], at: str) -> Checked:
    for key, each in value.items():
        if key in rule:
            yield from problems(each, rule[key], f"{at}.{key}")
        else:
            yield f"{at}.{key} is not described"


def _values(value: dict[str, object], rule: dict[str, Any], at: str) -> Checked:
    for key, each in value.items():
        yield from problems(each, rule, f"{at}.{key}")


def _required(value: dict[str, object], rule: list[str], at: str) -> Checked:
    yield from (f"{at}.{key} is missing" for key in rule if key not in value)


def _reference(value: object, rule: str, at: str) -> Checked:
    yield from problems(value, SCHEMA["$defs"][rule.removeprefix("#/$defs/")], at)


KEYWORDS: dict[str, Callable[[Any, Any, str], Checked]] = {
    "$ref": _reference,
    "anyOf": _any_of,
    "enum": _enum,
    "pattern": _pattern,
    "items": _items,
    "properties": _properties,
    "additionalProperties": _values,
    "required": _required,
}


def read(content: bytes) -> Report:
    """Read a report back."""
    return msgspec.json.decode(content, type=Report, dec_hook=quarter_hook)


def test_a_report_is_as_the_schema_says(demo: Report) -> None:
    """Every key is described, every key that must be there is, and every value is of its kind."""
    document = json.loads(write_json(demo).content)
    assert list(problems(document, SCHEMA)) == []
    assert list(problems(json.loads(write_json(noting("x")).content), SCHEMA)) == []


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("quarter", "2026-27-Q5", ".quarter is not like"),
        ("format", "another", ".format is not in"),
        ("answered", "3", ".answered is no integer"),
        ("overall", None, ".overall is no object"),
        ("last", 7, ".last is none of those"),
        ("more", "x", ".more is not described"),
    ],
)
def test_the_schema_refuses_what_is_no_report(
    demo: Report, key: str, value: object, problem: str
) -> None:
    """A schema that let everything through would prove nothing."""
    document = json.loads(write_json(demo).content) | {key: value}
    (found,) = problems(document, SCHEMA)
    assert found.startswith(problem)
    del document[key]
    assert list(problems(document, SCHEMA)) == ([f".{key} is missing"] if key != "more" else [])


def test_a_report_read_back_is_the_same(demo: Report) -> None:
    """The file holds all of it: text as it is, quarters as ids, times with their zone."""
    content = write_json(demo).content
    assert read(content) == demo
    document = json.loads(content)
    assert (document["quarter"], document["last"]) == ("2026-27-Q3", "2026-27-Q2")
    assert set(map(Quarter.from_id, document["trend"]["quarters"])) == set(demo.trend.quarters)
    assert document["modified"].endswith("Z")
    assert (document["format"], document["format_version"]) == ("breakthroughs-report", 1)


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """Nothing is escaped twice, and nothing is lost."""
    report = saying(text)
    assert read(write_json(report).content) == report


def test_nothing_is_shortened() -> None:
    """A note of 40,000 characters is in the file whole."""
    note = "\U0001f600" * MANY
    written = write_json(noting(note))
    assert read(written.content).questions[0].note == note
    assert written.shortened == ()


def test_it_reads_well_as_text() -> None:
    """Indented, in UTF-8 without escapes, and with a line feed at its end."""
    text = write_json(report_of(take(bank_of(one="a"), QUARTER, a="JN"))).content.decode()
    assert '\n  "label": "2026/27 Q3 (Oct–Dec 2026)",\n' in text
    assert text.endswith("\n}\n")
