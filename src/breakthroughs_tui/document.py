"""The saved file's format: bytes to an assessment, and back.

The format is in docs/saved-file.md. Fields that this version does not
know, from a newer minor version, survive a save: the mapping that was read is kept
and the known fields are laid over it.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Raw, Struct, field

from breakthroughs_tui.errors import DamagedError, NewerFormatError, StoreError
from breakthroughs_tui.model import Action, Answer, Assessment, QuestionBank, clean_text
from breakthroughs_tui.plain import shown
from breakthroughs_tui.quarter import Quarter
from breakthroughs_tui.schema import bank_problems, json_schema, quarter_hook

FORMAT: Final = "breakthroughs-assessment"
FORMAT_VERSION: Final = 1
MOST_BYTES: Final = 32 * 1024 * 1024
_DEEPEST: Final = 40
_MOST_DIGITS: Final = 30


_RARE_ESCAPE: Final = re.compile(rb'\\[^"\\nt]')
"""What JSON writes for a character that `clean_text` may take out."""

_BANK_KEY: Final = b'"bank": '


class Document(Struct, frozen=True):
    """An assessment as it was read, with everything else that its file held."""

    assessment: Assessment
    raw: dict[str, Any] = field(default_factory=dict)
    """What was read, whole, where the assessment alone would not write the same file."""


class _AssessmentFile(Assessment, frozen=True, kw_only=True):
    """One quarter's answers, with the question bank that they answer."""

    format: Literal["breakthroughs-assessment"]
    format_version: Literal[1]


class _OwnFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A saved file just as this version writes it; the bank is left to `_own_bank`."""

    format: Literal["breakthroughs-assessment"]
    format_version: Literal[1]
    quarter: Quarter
    council: str
    assessor: str
    created: Annotated[datetime, Meta(tz=True)]
    modified: Annotated[datetime, Meta(tz=True)]
    bank: Raw
    answers: dict[str, Answer]


_OWN_FILE: Final = msgspec.json.Decoder(_OwnFile, dec_hook=quarter_hook)
_BUILTINS: Final = msgspec.json.Encoder(enc_hook=str)


def assessment_schema() -> dict[str, Any]:
    """Describe the saved file as a JSON Schema."""
    schema = json_schema(_AssessmentFile, closed=False)
    schema["$defs"]["Assessment"] = schema["$defs"].pop("_AssessmentFile")
    schema["$defs"]["Assessment"]["title"] = "Assessment"
    schema["$ref"] = "#/$defs/Assessment"
    return schema


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        message = f'the key "{shown(repeated)}" is repeated'
        raise ValueError(message)
    return mapping


def _no_constant(name: str) -> None:
    message = f"{name} is not a number"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _no_constant(text)
    return number


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        message = f"a number has more than {_MOST_DIGITS} digits"
        raise ValueError(message)
    return int(text)


def _cleaned(value: Any, depth: int = 0) -> Any:  # noqa: ANN401  any JSON value
    """Give a JSON value with its text made safe. Raises ValueError if it is nested too deeply."""
    if isinstance(value, str):
        return clean_text(value)
    if depth > _DEEPEST:
        message = "it is nested too deeply"
        raise ValueError(message)
    if isinstance(value, dict):
        return _no_repeats(
            [(clean_text(k), _cleaned(each, depth + 1)) for k, each in value.items()]
        )
    if isinstance(value, list):
        return [_cleaned(each, depth + 1) for each in value]
    return value


def _read_json(content: bytes) -> dict[str, Any]:
    try:
        value = _cleaned(
            json.loads(
                content.decode("utf-8-sig"),
                object_pairs_hook=_no_repeats,
                parse_constant=_no_constant,
                parse_float=_finite,
                parse_int=_whole,
            )
        )
    except RecursionError:
        reason = "it is nested too deeply"
        raise DamagedError(reason) from None
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
        raise DamagedError(reason) from None
    except ValueError as error:
        reason = f"it is not JSON: {error}" if content.strip() else "it is empty"
        raise DamagedError(reason) from None
    if not isinstance(value, dict):
        reason = "it does not hold an assessment"
        raise DamagedError(reason)
    return value


def _check_format(raw: dict[str, Any]) -> None:
    if raw.get("format") != FORMAT:
        reason = f'its "format" is not "{FORMAT}"'
        raise DamagedError(reason)
    version = raw.get("format_version")
    if isinstance(version, bool) or not isinstance(version, int | float) or version < 1:
        reason = 'its "format_version" is not a number from 1'
        raise DamagedError(reason)
    if int(version) > FORMAT_VERSION:
        message = f"it was saved by a newer version (format {version}; this one reads 1)"
        raise NewerFormatError(message, "Install the newer version, then open it again.")


def decode(content: bytes) -> Document:
    """Read the bytes of a saved file.

    One that is just as this version writes it, as nearly every file is, is read without
    the suspicion that any other deserves: a folder of 400 quarters opens at once.
    Raises DamagedError when they hold no assessment and NewerFormatError when a
    later version wrote them; the message is a reason, "it is …", without a file name.
    """
    if len(content) > MOST_BYTES:
        raise DamagedError(f"it is larger than {MOST_BYTES:,} bytes")
    own = _decode_own(content)
    return _decode_any(content) if own is None else Document(own)


def _decode_own(content: bytes) -> Assessment | None:
    """Read a file that this version would write again byte for byte; None for any other.

    Being the same to the byte proves that nothing is unknown, repeated or of another type.
    """
    try:
        found = _OWN_FILE.decode(content)
        bank_content = bytes(found.bank)
        bank = _own_bank(bank_content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if bank is None or _laid_out(found) != content:
        return None
    start = content.index(_BANK_KEY) + len(_BANK_KEY)
    rest = content[:start] + content[start + len(bank_content) :]
    if _RARE_ESCAPE.search(rest) or not _is_printable(rest):
        return None  # some character may be unsafe
    head = (found.quarter, found.council, found.assessor, found.created, found.modified)
    return Assessment(*head, bank, found.answers)


def _is_printable(content: bytes) -> bool:
    """Tell whether JSON holds no character that `clean_text` takes out: those cannot be printed."""
    if content.isascii():
        return b"\x7f" not in content
    return content.decode().replace("\n", "").isprintable()


@lru_cache(maxsize=32)
def _own_bank(content: bytes) -> QuestionBank | None:
    """Read the bank of a saved file, once for all the quarters that were asked it."""
    try:
        raw = _read_json(content)
    except DamagedError:
        return None
    if bank_problems(raw):
        return None
    bank = msgspec.convert(raw, QuestionBank)
    return bank if msgspec.json.format(content, indent=-1) == _BUILTINS.encode(bank) else None


def _laid_out(value: object) -> bytes:
    """Write JSON the way saved files have it."""
    return msgspec.json.format(_BUILTINS.encode(value), indent=2) + b"\n"


def _decode_any(content: bytes) -> Document:
    raw = _read_json(content)
    _check_format(raw)
    problems = bank_problems(raw.get("bank"))
    serious = [each for each in problems if not each.at_key]
    if serious:
        place = ".".join(str(part) for part in ("bank", *serious[0].path))
        raise DamagedError(f"{place}: {serious[0].message}")
    try:
        assessment = msgspec.convert(raw, Assessment, dec_hook=quarter_hook)
    except msgspec.ValidationError as error:
        raise DamagedError(str(error)) from None
    return Document(assessment, raw)


def encode(assessment: Assessment, raw: dict[str, Any] | None = None) -> bytes:
    """Write an assessment as the bytes of a saved file, over what its file held before.

    Decodes them back to be sure. Raises StoreError if they would not read as the same.
    """
    known = {
        "format": FORMAT,
        "format_version": (raw or {}).get("format_version", FORMAT_VERSION),
        **msgspec.to_builtins(assessment, enc_hook=str),
    }
    document = _laid_over(raw or {}, known)
    content = json.dumps(document, ensure_ascii=False, indent=2).encode(errors="replace") + b"\n"
    if decode(content).assessment != assessment:
        message = "The answers could not be written in a form that reads back the same"
        raise StoreError(message, "Please report this.")
    return content


def _laid_over(raw: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Give the known fields first, then those that only the old mapping has.

    The bank is the old one, whole: a saved bank never changes. Answers are matched by
    question id, their actions by text.
    """
    merged = {**known, **{key: value for key, value in raw.items() if key not in known}}
    merged["bank"] = raw.get("bank", known["bank"])
    old_answers = raw.get("answers", {})
    merged["answers"] = {
        question_id: _answer_laid_over(old_answers.get(question_id, {}), answer)
        for question_id, answer in known["answers"].items()
    }
    return merged


def _answer_laid_over(raw: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    old_actions = {action["text"]: action for action in raw.get("actions", [])}
    actions = [
        {**action, **_unknown(old_actions.get(action["text"], {}), Action)}
        for action in known["actions"]
    ]
    return {**known, "actions": actions, **_unknown(raw, Answer)}


def _unknown(raw: dict[str, Any], struct: type[Struct]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in struct.__struct_fields__}
