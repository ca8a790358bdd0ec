"""What the real command prints: quick, plain when piped, and in words when there is no room."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from breakthroughs_tui.document import assessment_schema
from breakthroughs_tui.model import QuestionBank
from breakthroughs_tui.schema import json_schema
from tests.render.conftest import command


@pytest.mark.parametrize(
    "typed",
    [
        "--version",
        "summary 2026-27-Q3",
        "compare",
        "compare --last-year --json",
        "history",
        "history --json",
    ],
)
def test_printing_loads_no_textual_and_sends_no_codes(folder: Path, typed: str) -> None:
    """What only prints is quick, and plain when piped, even if FORCE_COLOR is set."""
    code, output, errors = command(folder, typed)
    assert (code, errors) == (0, ["False"])
    assert re.fullmatch("[^\x1b]+\n", output)


@pytest.mark.parametrize(
    ("name", "schema"),
    [("bank", json_schema(QuestionBank, closed=True)), ("assessment", assessment_schema())],
)
def test_a_schema_is_printed_as_json(folder: Path, name: str, schema: dict[str, Any]) -> None:
    """What the command prints is the schema that the loader's tests hold to account."""
    code, output, errors = command(folder, f"schema {name}")
    assert (code, errors) == (0, ["False"])
    assert json.loads(output) == json.loads(msgspec.json.encode(schema))


def test_a_long_path_is_not_cut_when_piped(folder: Path) -> None:
    """No line of the history is folded or shortened, however deep the folder."""
    _, output, _ = command(folder, "history")
    assert f"Saved in {folder}\n" in output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk to hand")
def test_output_that_finds_no_room_is_told_in_words(folder: Path) -> None:
    """When the disk under a redirected output is full, that is exit code 1 and no traceback."""
    with Path("/dev/full").open("w") as full:
        code, _, errors = command(folder, "history", stdout=full.fileno())
    assert (code, errors[0][:7]) == (1, "error: ")
