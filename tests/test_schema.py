"""The shapes of the two files: what the loader refuses, the published JSON Schemas refuse too."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import msgspec
import pytest

from breakthroughs_tui.document import assessment_schema, encode
from breakthroughs_tui.model import Action, Answer, Plan, Progress, QuestionBank
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.schema import Problem, bank_problems, json_schema, quarter_hook
from tests.conftest import QUARTER, AssessmentMaker

Json = dict[str, Any]
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
KEYWORDS = {
    *("$ref", "anyOf", "enum", "type", "pattern", "items"),
    *("required", "properties", "additionalProperties", "propertyNames"),
    *("$schema", "$defs", "title", "description", "default", "examples", "format"),
}
"""Those that ours use; the last line's admit anything."""


def admits(schema: Json, value: object, rule: Json | None = None) -> bool:
    """Tell whether a JSON Schema admits a value."""
    rule = schema if rule is None else rule
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    assert rule.keys() <= KEYWORDS
    if "anyOf" in rule:
        return any(admits(schema, value, each) for each in rule["anyOf"])
    if value not in rule.get("enum", [value]) or not isinstance(
        value, TYPES.get(rule.get("type", ""), object)
    ):
        return False
    if isinstance(value, str):
        return re.search(rule.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return all(admits(schema, each, rule.get("items", {})) for each in value)
    return not isinstance(value, dict) or admits_mapping(schema, value, rule)


def admits_mapping(schema: Json, value: Json, rule: Json) -> bool:
    """Tell whether the part of a JSON Schema that is about mappings admits one."""
    rules, other = rule.get("properties", {}), rule.get("additionalProperties", {})
    return value.keys() >= set(rule.get("required", ())) and all(
        admits(schema, key, rule.get("propertyNames", {}))
        and (key in rules or other is not False)
        and admits(schema, value[key], rules.get(key, other))
        for key in value
    )


def changed(document: Json, path: str, value: object) -> Json:
    """Give the document with a value at a dotted path; `...` leaves out what is there."""
    document = copy.deepcopy(document)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    holder: Any = document
    for part in parents:
        holder = holder[part]
    holder[last] = value
    if value is ...:
        del holder[last]
    return document


def place_of(problem: Problem) -> str:
    """Write where a problem stands as a dotted path, and whether it is about the key there."""
    return ".".join(map(str, problem.path)) + " (key)" * problem.at_key


@pytest.fixture
def plain_bank(bank: QuestionBank) -> Json:
    """Give the default bank as a saved file holds it."""
    values: Json = json.loads(msgspec.json.encode(bank))
    return values


@pytest.fixture
def plain_assessment(make_assessment: AssessmentMaker) -> Json:
    """Give an assessment as its file holds it."""
    action = Action("Write it down", "A. Officer", QUARTER.next, done=False, raised=QUARTER)
    answer = Answer(Progress.ACHIEVED, Plan.NO, "Seen", (action,))
    values: Json = json.loads(encode(make_assessment().with_answer("q1", answer)))
    return values


def test_the_default_bank_fits_its_shape(plain_bank: Json) -> None:
    """The bank as it is saved has no problems, and its schema admits it."""
    assert bank_problems(plain_bank) == []
    assert admits(json_schema(QuestionBank, closed=True), plain_bank)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("next_steps", ...),
        ("next_steps", []),
        ("next_steps.0.url", ...),
        ("next_steps.0.url", ""),
        ("next_steps.0.breakthroughs", ...),
        ("next_steps.0.breakthroughs", ["look-outwards"]),
        ("breakthroughs.0.questions.0.replaces", ...),
        ("breakthroughs.0.questions.0.replaces", ["old"]),
        ("breakthroughs.0.questions.0.replaces", ["old", "older"]),
    ],
)
def test_what_may_be_left_out(plain_bank: Json, path: str, value: object) -> None:
    """Next steps, their links, and `replaces` may be given, left empty or left out."""
    document = changed(plain_bank, path, value)
    assert bank_problems(document) == []
    assert admits(json_schema(QuestionBank, closed=True), document)


def test_two_questions_may_carry_on_the_same_one(plain_bank: Json) -> None:
    """A question may be split: each half names it in `replaces`, but not while it is asked."""
    for path in ("breakthroughs.0.questions.0", "breakthroughs.7.questions.2"):
        plain_bank = changed(plain_bank, f"{path}.replaces", ["old", "q2"])
    found = [place_of(problem) for problem in bank_problems(plain_bank)]
    assert found == [
        "breakthroughs.0.questions.0.replaces.1",
        "breakthroughs.7.questions.2.replaces.1",
    ]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("title", ..., ""),
        ("titel", "x", "titel (key)"),
        ("title", 5, "title"),
        ("title", None, "title"),
        ("scales", "x", "scales"),
        ("scales.plan.question", ["x"], "scales.plan.question"),
        ("scales.plan.options.maybe", "x", "scales.plan.options.maybe (key)"),
        ("scales.progress.options.achieved", ..., "scales.progress.options"),
        ("scales.progress.extra", "x", "scales.progress.extra (key)"),
        ("breakthroughs", {}, "breakthroughs"),
        ("breakthroughs.7", "x", "breakthroughs.7"),
        ("breakthroughs.7.questions.2.id", ..., "breakthroughs.7.questions.2"),
        ("breakthroughs.0.questions.0.replaces", "x", "breakthroughs.0.questions.0.replaces"),
        ("next_steps.1.status", "closed", "next_steps.1.status"),
        ("next_steps.1.links", [], "next_steps.1.links (key)"),
    ],
)
def test_loader_and_schema_refuse_the_same(
    plain_bank: Json, path: str, value: object, place: str
) -> None:
    """A bank of another shape is one problem for the loader, and its schema says no."""
    document = changed(plain_bank, path, value)
    assert [place_of(problem) for problem in bank_problems(document)] == [place]
    assert not admits(json_schema(QuestionBank, closed=True), document)


@pytest.mark.parametrize(
    ("path", "value", "place", "message"),
    [
        ("breakthroughs", [], "breakthroughs", '"breakthroughs" is empty; it needs at least one'),
        ("source", " \n", "source", '"source" is empty'),
        ("title", "a\x9b", "title", '"title" holds the control character U+009B; remove it'),
        ("breakthroughs.1.id", "look-outwards", "breakthroughs.3.id", "is used twice"),
        ("breakthroughs.1.questions.0.id", "q9", "breakthroughs.2.questions.1.id", "used twice"),
        ("next_steps.0.breakthroughs", ["x"], "next_steps.0.breakthroughs.0", "is not the id of"),
    ],
)
def test_what_no_schema_can_say(
    plain_bank: Json, path: str, value: object, place: str, message: str
) -> None:
    """Emptiness, control characters and ids that clash or point nowhere are found as well."""
    (problem,) = bank_problems(changed(plain_bank, path, value))
    assert place_of(problem) == place
    assert message in problem.message


@pytest.mark.parametrize("value", [None, True, 5, 0.5])
def test_kinds_are_named_in_words(plain_bank: Json, value: object) -> None:
    """What stands where text belongs is named as a person would name it, not as Python does."""
    (problem,) = bank_problems(changed(plain_bank, "title", value))
    assert problem.message.startswith('"title" must be text, not ')
    assert type(value).__name__ not in problem.message


def test_quarter_hook_reads_ids_only() -> None:
    """A quarter in a file is its id; any other value, or another type to make, is refused."""
    assert quarter_hook(Quarter, "2026-27-Q3") == QUARTER
    for shape, value in ((Quarter, "2026/27 Q3"), (Quarter, 3), (Quarter, None), (str, "x")):
        with pytest.raises(ValueError, match=r"expected|not written"):
            quarter_hook(shape, value)


def test_the_assessment_schema_admits_what_is_saved(plain_assessment: Json) -> None:
    """A saved file fits its schema, also with fields that a newer version added."""
    for path in ("colour", "bank.colour", "answers.q1.colour", "answers.q1.actions.0.colour"):
        assert admits(assessment_schema(), changed(plain_assessment, path, "new"))
    assert admits(assessment_schema(), changed(plain_assessment, "answers.q1.plan", None))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "something-else"),
        ("format_version", 2),
        ("format", ...),
        ("quarter", "Q3"),
        ("council", ...),
        ("created", 5),
        ("bank", None),
        ("bank.breakthroughs", ...),
        ("answers", []),
        ("answers.q1.progress", "no"),
        ("answers.q1.note", None),
        ("answers.q1.actions.0.due", "2026"),
        ("answers.q1.actions.0.done", "yes"),
        ("answers.q1.actions.0.raised", None),
    ],
)
def test_the_assessment_schema_refuses(plain_assessment: Json, path: str, value: object) -> None:
    """A file that is no assessment of this format does not fit the schema."""
    assert not admits(assessment_schema(), changed(plain_assessment, path, value))
