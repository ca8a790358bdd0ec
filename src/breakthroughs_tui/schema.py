"""The shapes of the two files: what is wrong with a bank's content, and both JSON Schemas.

The struct types in `model` are the one statement of each shape. This module reads
them, so that a key is checked, suggested and published from the same line.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args, get_origin

import msgspec
from msgspec.structs import fields

from breakthroughs_tui.model import UNSAFE, QuestionBank
from breakthroughs_tui.quarter import ID_PATTERN, Quarter

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from the top."""

_MAY_BE_EMPTY: Final = "url"
"""The one text that may be left out or left empty."""
_KINDS: Final[dict[type, str]] = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "nothing",
}


class Problem(NamedTuple):
    """One thing wrong with a document."""

    path: Path
    message: str
    at_key: bool = False
    """Whether it stands at the key rather than at its value."""


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _name(path: Path) -> str:
    if not path:
        return "the bank"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of {_name(path[:-1])}"
    return f'"{path[-1]}"'


def _unknown_key(path: Path, key: str, known: tuple[str, ...]) -> Problem:
    import difflib

    nearest = difflib.get_close_matches(key, known, n=1)
    advice = f'did you mean "{nearest[0]}"?' if nearest else f"known here: {', '.join(known)}"
    return Problem((*path, key), f'unknown key "{key}"; {advice}', at_key=True)


def _mapping_problems(
    document: object, path: Path, required: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[Problem]:
    if not isinstance(document, dict):
        yield Problem(path, f"{_name(path)} must be a mapping, not {_kind(document)}")
        return
    for key in document:
        if key not in known:
            yield _unknown_key(path, key, known)
    for key in required:
        if key not in document:
            yield Problem(path, f'missing key "{key}"')


def _text_problems(document: object, path: Path) -> Iterator[Problem]:
    if not isinstance(document, str):
        yield Problem(path, f"{_name(path)} must be text, not {_kind(document)}")
    elif not document.strip() and path[-1] != _MAY_BE_EMPTY:
        yield Problem(path, f"{_name(path)} is empty")
    else:
        for found in UNSAFE.finditer(document):
            code = f"U+{ord(found[0]):04X}"
            yield Problem(path, f"{_name(path)} holds the control character {code}; remove it")


def _list_problems(document: object, path: Path, item: Any) -> Iterator[Problem]:  # noqa: ANN401  a type
    if not isinstance(document, list):
        yield Problem(path, f"{_name(path)} must be a list, not {_kind(document)}")
        return
    if not document and (path == ("breakthroughs",) or path[-1] == "questions"):
        yield Problem(path, f"{_name(path)} is empty; it needs at least one")
    for index, value in enumerate(document):
        yield from _shape_problems(value, (*path, index), item)


@cache
def _fields(struct: type[msgspec.Struct]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give a struct's field types, and the names of those it requires.

    Kept, since msgspec works the types out anew and a large bank asks thousands of times.
    """
    found = fields(struct)
    required = tuple(each.name for each in found if each.required)
    return {each.name: each.type for each in found}, required


def _shape_problems(document: object, path: Path, shape: Any) -> Iterator[Problem]:  # noqa: ANN401  a type
    """Compare a document with a struct, tuple, Literal or str type, all the way down."""
    origin, arguments = get_origin(shape), get_args(shape)
    if shape is str:
        yield from _text_problems(document, path)
    elif origin is Literal:
        if document not in arguments:
            choices = " or ".join(f'"{choice}"' for choice in arguments)
            yield Problem(path, f"{_name(path)} must be {choices}")
    elif origin is tuple:
        yield from _list_problems(document, path, arguments[0])
    else:
        shapes, required = _fields(shape)
        yield from _mapping_problems(document, path, required, tuple(shapes))
        for key, value in document.items() if isinstance(document, dict) else ():
            if key in shapes:
                yield from _shape_problems(value, (*path, key), shapes[key])


def _entries(document: object, path: Path, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give the mappings in a list under a key, whatever else is wrong with the document."""
    values = document.get(key) if isinstance(document, dict) else None
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, dict):
            yield (*path, key, index), value


def _repeated(
    kind: str, entries: list[tuple[Path, dict[str, Any]]], seen: set[str]
) -> Iterator[Problem]:
    for path, entry in entries:
        entry_id = entry.get("id")
        if not isinstance(entry_id, str):
            continue
        if entry_id in seen:
            yield Problem((*path, "id"), f'{kind} id "{entry_id}" is used twice; ids are for ever')
        seen.add(entry_id)


def _reference_problems(document: object) -> Iterator[Problem]:
    """Find ids that clash, and ids that point to nothing."""
    breakthroughs = list(_entries(document, (), "breakthroughs"))
    questions = [
        question for path, each in breakthroughs for question in _entries(each, path, "questions")
    ]
    breakthrough_ids: set[str] = set()
    question_ids: set[str] = set()
    yield from _repeated("breakthrough", breakthroughs, breakthrough_ids)
    yield from _repeated("question", questions, question_ids)
    for path, question in questions:
        old_ids = question.get("replaces")
        for index, old in enumerate(old_ids if isinstance(old_ids, list) else ()):
            if not isinstance(old, str):
                continue
            if old in question_ids:
                message = f'replaces "{old}", which is still a question of this bank'
                yield Problem((*path, "replaces", index), message)
    for path, step in _entries(document, (), "next_steps"):
        ids = step.get("breakthroughs")
        for index, each in enumerate(ids if isinstance(ids, list) else ()):
            if isinstance(each, str) and each not in breakthrough_ids:
                message = f'"{each}" is not the id of a breakthrough'
                yield Problem((*path, "breakthroughs", index), message)


def bank_problems(document: object) -> list[Problem]:
    """Find everything wrong with a question bank that has been read into plain values."""
    return [*_shape_problems(document, (), QuestionBank), *_reference_problems(document)]


def quarter_hook(shape: type, value: object) -> Quarter:
    """Read a quarter's id where msgspec expects a `Quarter`. Raises ValueError if it is none."""
    if shape is not Quarter or not isinstance(value, str):
        message = f"expected a quarter's id, not {_kind(value)}"
        raise ValueError(message)
    return Quarter.from_id(value)


def _schema_hook(shape: type) -> dict[str, Any]:
    if shape is not Quarter:
        raise NotImplementedError
    return {"type": "string", "pattern": ID_PATTERN, "examples": ["2026-27-Q3"]}


def json_schema(shape: type, *, closed: bool) -> dict[str, Any]:
    """Describe a file to other programs. `closed` schemas admit no unknown key."""
    schema = msgspec.json.schema(shape, schema_hook=_schema_hook)
    for definition in schema["$defs"].values():
        if closed and "properties" in definition:
            definition["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
