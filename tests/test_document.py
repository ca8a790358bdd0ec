"""The saved file: what is written reads back the same, and damage is told in words."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.document import decode, encode
from breakthroughs_tui.errors import BreakthroughsError, DamagedError, NewerFormatError, StoreError
from breakthroughs_tui.model import (
    Action,
    Answer,
    Assessment,
    Plan,
    Progress,
    Question,
    QuestionBank,
    clean_text,
)
from breakthroughs_tui.quarter import Quarter
from tests.conftest import NOW, QUARTER

Json = dict[str, Any]

safe_text = st.text(st.characters(codec=None, exclude_categories=())).map(clean_text)
quarters = st.builds(Quarter, st.integers(1000, 9999), st.integers(1, 4))
actions = st.builds(Action, safe_text, safe_text, st.none() | quarters, st.booleans(), quarters)
answers = st.builds(
    Answer,
    st.none() | st.sampled_from(Progress),
    st.none() | st.sampled_from(Plan),
    safe_text,
    st.lists(actions, max_size=2).map(tuple),
)
moments = st.datetimes(timezones=st.just(UTC))
tricky_text = st.sampled_from(
    ["", "no", "q1", "2026-27-Q3", "2026-11-22T09:30:00", "2026-11-22T10:30:00.5+01:00", "a\x7f"]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | tricky_text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=4,
)


@pytest.fixture(scope="session")
def assessment(bank: QuestionBank) -> Assessment:
    """Give an assessment with something in every field."""
    action = Action("Write a plan", "A. Officer", QUARTER.next, done=False, raised=QUARTER)
    answer = Answer(Progress.JUST_STARTING, Plan.NO, "Dŵr – £5", (action,))
    given = {"q1": answer, "q2": Answer(Progress.ACHIEVED)}
    return Assessment(QUARTER, "Anytown", "B. Officer", NOW, NOW, bank, given)


@pytest.fixture
def saved(assessment: Assessment) -> Json:
    """Give what the file of the assessment holds, to change at will."""
    content: Json = json.loads(encode(assessment))
    return content


def as_bytes(content: Json) -> bytes:
    """Write plain values as JSON."""
    return json.dumps(content).encode()


def as_ours(content: Json) -> bytes:
    """Write plain values as JSON, laid out just as the program does."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode(errors="replace") + b"\n"


either_layout = pytest.mark.parametrize("write", [as_bytes, as_ours])
"""What is true of a file does not hang on how it is laid out."""


def outcome(content: bytes) -> object:
    """Give what the bytes of a file come to: the assessment and the file it saves, or the error."""
    try:
        document = decode(content)
    except BreakthroughsError as error:
        return type(error), error.message.partition(": line ")[0]
    return document.assessment, encode(document.assessment, document.raw)


def strict_outcome(content: bytes) -> object:
    """Give what they come to when nothing is taken on trust: a space at the end sees to that."""
    return outcome(content + b" ")


def test_the_file_is_laid_out_for_people(assessment: Assessment) -> None:
    """The file is indented UTF-8, each key in its place, moments in UTC, quarters by their ids."""
    text = encode(assessment).decode()
    assert text.startswith('{\n  "format": "breakthroughs-assessment",\n  "format_version": 1,\n')
    assert text.endswith("\n}\n")
    assert '"note": "Dŵr – £5"' in text
    content = json.loads(text)
    assert " ".join(content) == (
        "format format_version quarter council assessor created modified bank answers"
    )
    assert content["quarter"] == "2026-27-Q3"
    assert content["created"] == content["modified"] == "2026-11-22T09:30:00Z"
    assert content["bank"]["breakthroughs"][7]["questions"][2]["id"] == "q22"
    assert list(content["answers"]["q1"]) == ["progress", "plan", "note", "actions"]
    assert content["answers"]["q2"]["plan"] is None
    assert list(content["answers"]["q1"]["actions"][0].items()) == [
        ("text", "Write a plan"),
        ("owner", "A. Officer"),
        ("due", "2026-27-Q4"),
        ("done", False),
        ("raised", "2026-27-Q3"),
    ]


@settings(deadline=None, max_examples=50)
@given(
    quarter=quarters,
    names=st.tuples(safe_text, safe_text),
    times=st.tuples(moments, moments),
    given_answers=st.dictionaries(safe_text | st.just("q1"), answers, max_size=3),
)
def test_saving_then_loading_is_identity(
    bank: QuestionBank,
    quarter: Quarter,
    names: tuple[str, str],
    times: tuple[Any, Any],
    given_answers: dict[str, Answer],
) -> None:
    """Any assessment of cleaned text reads back as itself, and saves again byte for byte."""
    assessment = Assessment(quarter, *names, *times, bank, given_answers)
    content = encode(assessment)
    assert outcome(content) == strict_outcome(content) == (assessment, content)


def test_our_own_files_share_what_they_share(assessment: Assessment) -> None:
    """One is read without a copy of what it held; the bank is read once for all of them."""
    others = replace(assessment, quarter=QUARTER.next, council='"bank": ', answers={})
    ours, theirs = decode(encode(assessment)), decode(encode(others))
    assert (ours.assessment, theirs.assessment) == (assessment, others)
    assert ours.assessment.bank is theirs.assessment.bank
    assert (ours.raw, theirs.raw) == ({}, {})


@either_layout
def test_fields_of_a_newer_minor_version_survive(
    saved: Json, assessment: Assessment, write: Callable[[Json], bytes]
) -> None:
    """What this version does not know is kept at its place, while what it knows changes."""
    saved["format_version"] = 1.5
    for holder in (saved, saved["bank"], saved["answers"]["q1"]):
        holder["colour"] = {"is": ["new", None]}
    saved["answers"]["q1"]["actions"][0]["colour"] = "red"
    expected = copy.deepcopy(saved)
    expected["council"] = "Elsewhere"
    expected["answers"]["q1"]["note"] = "Changed"
    expected["answers"]["q3"] = {"progress": None, "plan": "yes", "note": "", "actions": []}
    document = decode(write(saved))
    changed = replace(
        assessment.with_answer("q1", replace(assessment.answer("q1"), note="Changed")),
        council="Elsewhere",
    ).with_answer("q3", Answer(plan=Plan.YES))
    assert json.loads(encode(changed, document.raw)) == expected
    assert document.raw == saved


def test_a_saved_bank_never_changes(assessment: Assessment, saved: Json) -> None:
    """Answers to another bank are not written over the bank that the file holds."""
    other = replace(assessment, bank=replace(assessment.bank, title="Another"))
    with pytest.raises(StoreError, match="could not be written"):
        encode(other, saved)


def test_a_saved_bank_may_have_ids_with_what_cannot_be_seen(assessment: Assessment) -> None:
    """A bank's file may not any longer, but a quarter that was saved before is read for ever."""
    bank, name = assessment.bank, "q1\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}x"
    first = bank.breakthroughs[0]
    odd = replace(first, questions=(Question(name, "Old?"), *first.questions))
    saved = replace(assessment, bank=replace(bank, breakthroughs=(odd, *bank.breakthroughs[1:])))
    assert decode(encode(saved)).assessment == saved


@pytest.mark.parametrize("note", ["\x1b[2J", "one\r\ntwo", "\u202e", "half \ud800"])
def test_text_that_would_not_read_back_is_not_written(assessment: Assessment, note: str) -> None:
    """Text that was not cleaned raises an error in words, before anything is on disk."""
    with pytest.raises(StoreError):
        encode(assessment.with_answer("q1", Answer(note=note)))


@either_layout
@pytest.mark.parametrize(
    "place", ["top", "bank", "breakthroughs", "questions", "options", "answer", "action"]
)
def test_one_unknown_field_survives(
    saved: Json, place: str, write: Callable[[Json], bytes]
) -> None:
    """Wherever it stands, and however the file is laid out, it is there after a save."""
    first = saved["bank"]["breakthroughs"][0]
    holders: dict[str, Json] = {
        "top": saved,
        "bank": saved["bank"],
        "breakthroughs": first,
        "questions": first["questions"][0],
        "options": saved["bank"]["scales"]["plan"]["options"],
        "answer": saved["answers"]["q1"],
        "action": saved["answers"]["q1"]["actions"][0],
    }
    holders[place]["colour"] = "red"
    document = decode(write(saved))
    assert json.loads(encode(document.assessment, document.raw)) == saved


@either_layout
@pytest.mark.parametrize("version", [2, 2.0, 3.1, 12])
def test_a_newer_format_is_refused(
    saved: Json, version: float, write: Callable[[Json], bytes]
) -> None:
    """A file of a newer major format is left alone, whatever else it holds."""
    for content in ({"format": "breakthroughs-assessment"}, saved):
        with pytest.raises(NewerFormatError, match="newer version") as raised:
            decode(write({**content, "format_version": version}))
        assert "newer version" in raised.value.hint


UNSAFE_PLACES = (
    "council",
    "answers.q1.note",
    "answers.q1.actions.0.owner",
    "bank.title",
    "bank.breakthroughs.0.id",
    "bank.breakthroughs.0.questions.0.text",
)


def changed(content: Json, place: str, text: str) -> Json:
    """Give what a file holds, with another text at a dotted path."""
    content = copy.deepcopy(content)
    *parents, last = place.split(".")
    holder: Any = content
    for part in parents:
        holder = holder[int(part) if part.isdigit() else part]
    holder[last] = text
    return content


@either_layout
@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[2J\r\nb\u202ec\ud800d", "a[2J\nbcd"),
        ("a\x7fb", "ab"),
        ("a\x85b\x9b", "a\nb"),
        ("a\u2028b\ufeff", "a\nb"),
        ("a\u200fb", "ab"),
        ("a\ufffeb\ufff9", "ab"),
    ],
    ids=["many", "DEL", "C1", "separator", "bidi", "no character"],
)
def test_loading_makes_text_safe(
    saved: Json, text: str, safe: str, write: Callable[[Json], bytes]
) -> None:
    """Control characters, bidi characters and half characters of a file never reach a screen."""
    text = text if write is as_bytes else text.replace("\ud800", "")
    for place in UNSAFE_PLACES:
        content = changed(saved, place, text)
        found = decode(write(content)).assessment
        plain = json.loads(msgspec.json.encode(found, enc_hook=str))
        expected = changed(saved, place, safe)
        assert plain == {key: expected[key] for key in plain}
    saved["answers"] = {text: saved["answers"]["q1"]}
    assert list(decode(write(saved)).assessment.answers) == [safe]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("\n", "\r\n"),
        ('{\n  "format"', '\ufeff{\n  "format"'),
        ("{\n", "{\n\n"),
        ("}\n", "}"),
        ("  ", "    "),
        ("  ", "\t"),
        ("ŵ", "\\u0175"),
        ("2026-11-22", "2026\\u002d11-22"),
        ("Anytown", "Any\\/town"),
        ("A. Officer", "A.\\u0020Officer"),
        ("Anytown", "Anytown\\u0007"),
        ("Anytown", "Any\\rtown"),
        ('"format_version": 1', '"format_version": 1.0'),
        ('"format_version": 1', '"format_version": 1.9'),
        ('"format_version": 1', '"format_version": 1e0'),
        ('"replaces": []', '"replaces": [\n\n]'),
        (',\n    "next_steps": []', ""),
        ('"done": false', '"done" : false'),
        ("09:30:00Z", "09:30:00.000Z"),
        ("09:30:00Z", "09:30:00+00:00"),
        ("T09:30:00Z", "t09:30:00z"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_file_that_differs_in_one_thing_is_read_as_any_other(
    saved: Json, was: str, now: str
) -> None:
    """A file that is almost our own opens as it would if it looked like nobody's."""
    saved["bank"]["next_steps"] = []
    text = as_ours(saved).decode()
    assert was in text
    content = text.replace(was, now).encode()
    assert isinstance(outcome(content), tuple)
    assert outcome(content) == strict_outcome(content)
    assert decode(content).raw != {}


def test_a_hand_edited_file_opens(saved: Json, assessment: Assessment) -> None:
    """A byte order mark, Windows line ends, other spacing and left-out defaults do no harm."""
    del saved["answers"]["q2"]["note"], saved["answers"]["q2"]["actions"]
    text = json.dumps(saved, indent=1).replace("\n", "\r\n")
    assert decode(b"\xef\xbb\xbf" + text.encode()).assessment == assessment


def reason_of(content: bytes) -> str:
    """Give the reason why a file is damaged, having seen that a person can read it."""
    with pytest.raises(DamagedError) as raised:
        decode(content)
    reason = raised.value.message
    assert re.fullmatch(r".{5,160}", reason)
    assert not re.search(r"NoneType|sys\.|Traceback|<.*>", reason)
    return reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n", "it is empty"),
        (b"\0" * 100, "it is not JSON"),
        (b"[]", "it does not hold an assessment"),
        (b"null", "it does not hold an assessment"),
        (b"{}", '"format"'),
        (b'{"format": "breakthroughs-assessment"}', '"format_version"'),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 60 + b"]" * 60, "nested too deeply"),
        (b'{"format": ' + b"9" * 5000 + b"}", "it is not JSON"),
        ('{"format": "é"}'.encode("utf-16"), "it is not UTF-8 text"),
        ('{"format": "é"}'.encode("cp1252"), "it is not UTF-8 text"),
        (b'{"format": "\xed\xa0\x80"}', "it is not UTF-8 text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_assessment(content: bytes, reason: str) -> None:
    """Bytes that hold no assessment are damaged, for a reason that a person can read."""
    assert reason in reason_of(content)


@either_layout
@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ('"council": "Anytown"', '"council": "A", "council": "B"', '"council" is repeated'),
        ('"q2": {', '"q1\\u200e": {', "repeated"),
        ('"q2": {', '"q1\u200e": {', "repeated"),
        ('"q2": {', '"q1": {', '"q1" is repeated'),
        ('"owner":', '"text": "", "owner":', '"text" is repeated'),
        ('"version":', '"id": "x", "version":', '"id" is repeated'),
        ('"Anytown"', "NaN", "NaN is not a number"),
        ('"Anytown"', "-Infinity", "-Infinity is not a number"),
        ('"Anytown"', "1e999", "1e999 is not a number"),
        ('"Anytown"', "5", "council"),
        ('"format_version": 1', '"format_version": true', '"format_version"'),
        ('"format_version": 1', '"format_version": 0', '"format_version"'),
        ('"2026-27-Q3"', '"2026-28-Q3"', "2026-28-Q3"),
        ('"2026-27-Q3"', '"Q3"', "quarter"),
        ('"2026-27-Q3"', "null", "quarter"),
        ('"2026-27-Q4"', '"soon"', "soon"),
        ("2026-11-22T09:30:00Z", "yesterday", "created"),
        ("2026-11-22T09:30:00Z", "2026-11-22", "created"),
        ('"just_starting",', '"no",', "progress"),
        ('"plan": "no"', '"plan": "maybe"', "maybe"),
        ('"plan": "no"', '"plan": 3', "plan"),
        ('"answers": {', '"answers": [], "a": {', "answers"),
        ('"bank": {', '"bank": null, "b": {', "bank"),
        ('"title": "Look outwards"', '"title": ""', 'bank.breakthroughs.3.title: "title" is empty'),
        ('"id": "q9"', '"id": "q8"', 'question id "q8" is used twice'),
        ('"options": {', '"options": null, "o": {', "options"),
    ],
)
def test_damage_is_told_where_it_is(
    saved: Json, was: str, now: str, reason: str, write: Callable[[Json], bytes]
) -> None:
    """One wrong thing in a saved file makes it damaged, and the reason names it."""
    text = write(saved).decode()
    assert was in text
    assert reason in reason_of(text.replace(was, now, 1).encode())


@pytest.mark.parametrize(
    "write",
    [as_bytes, as_ours],
)
@pytest.mark.parametrize("key", ["created", "modified"])
def test_a_moment_without_a_time_zone_is_damage(
    saved: Json, key: str, write: Callable[[Json], bytes]
) -> None:
    """Nobody can tell when that was, however the file is laid out."""
    assert key in reason_of(write(changed(saved, key, "2026-11-22T09:30:00")))


@st.composite
def damaged_files(draw: st.DrawFn, content: Json) -> bytes:
    """Put any JSON value in place of any part of a saved file, or cut bytes out of it."""
    content = copy.deepcopy(content)
    holder: Any = content
    key = draw(st.sampled_from(list(content)))
    while holder[key] and isinstance(holder[key], dict | list) and draw(st.integers(0, 3)):
        holder = holder[key]
        key = draw(
            st.sampled_from(list(holder if isinstance(holder, dict) else range(len(holder))))
        )
    holder[key] = draw(json_values)
    encoded = as_ours(content) if draw(st.booleans()) else as_bytes(content)
    start = draw(st.just(len(encoded)) | st.integers(0, len(encoded)))
    return encoded[:start] + draw(st.binary(max_size=4)) + encoded[start + 1 :]


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_any_bytes_are_an_assessment_or_refused(
    assessment: Assessment, data: st.DataObject
) -> None:
    """Any bytes give a document that can be saved, or an error in words, strictly read or not."""
    saved = json.loads(encode(assessment))
    content = data.draw(st.binary(max_size=40) | damaged_files(saved))
    assert outcome(content) == strict_outcome(content)
    try:
        document = decode(content)
    except BreakthroughsError:
        return
    content = encode(document.assessment, document.raw)
    assert decode(content).assessment == document.assessment
