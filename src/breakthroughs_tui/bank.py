"""YAML to a question bank, with every problem reported at once by line and column.

The tree is built from PyYAML's event stream. Its composer crashes the interpreter
on deep nesting, expands alias bombs, reads `No` as false and keeps the last of two
equal keys; its events are safe, and carry each value's place. Every value is text,
so `no: No` is the option `no` with the label `No`.
"""

from __future__ import annotations

from bisect import bisect_right
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
import yaml

from breakthroughs_tui.errors import BankError, os_reason
from breakthroughs_tui.model import UNSAFE, QuestionBank
from breakthroughs_tui.plain import shown
from breakthroughs_tui.schema import Path as DocumentPath
from breakthroughs_tui.schema import Problem, bank_problems
from breakthroughs_tui.stray import (
    Mended,
    Stray,
    descriptions,
    find_steering,
    find_strays,
    indented,
    odd_in_id,
)

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

MOST_BYTES: Final = 1024 * 1024
DEEPEST: Final = 20
_MOST_READINGS: Final = 4
"""How often to read a file again at most, to learn which odd characters are in its values."""
_MOST_LAYOUTS: Final = 8
"""How many indentations to try at most, to learn whether odd characters belong in them."""
_PARSER: Final = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_BLOCKS: Final = ("|", ">")
_NOTHING: Final = ("", "~", "null", "Null", "NULL")
_LISTS_OF_IDS: Final = ("replaces", "breakthroughs")


class _Located(NamedTuple):
    line: int
    column: int
    message: str


class _Text(NamedTuple):
    start: tuple[int, int]
    end: tuple[int, int]
    """Where it has ended; by line and column, as `start`."""
    margin: int
    """By how many spaces its further lines are indented: those are no part of it."""
    is_block: bool
    """Whether its first line holds nothing of it."""


class _TreeError(Exception):
    """The events cannot be made into a tree; the problems so far say why."""


class _Open:
    """A mapping or list that is being filled."""

    def __init__(self, value: dict[str, Any] | list[Any], path: DocumentPath, margin: int) -> None:
        self.value = value
        self.path = path
        self.margin = margin
        """By how many spaces, at least, the further lines of a text in it are indented."""
        self.key: str | None = None
        """The key that waits for its value."""
        self.skips = False
        """Whether what comes next belongs to a repeated or impossible key."""


class _Tree:
    """Plain values from YAML events, and the line and column of each (from 1)."""

    def __init__(self, source: Mended) -> None:
        self.root: object = None
        self.texts: list[_Text] = []
        """Those that are no keys, in order."""
        self.values: dict[DocumentPath, tuple[int, int]] = {}
        self.keys: dict[DocumentPath, tuple[int, int]] = {}
        self.problems: list[_Located] = []
        self.strays: list[Stray] = []
        """The odd characters inside ids. The tree has what belongs in their place."""
        self.told: set[tuple[int, int]] = set()
        """Places of which enough has been said."""
        self.stopped_at: tuple[int, int] | None = None
        """Where the reading ended too early: at the colon of a key that may not stand there."""
        self._source = source
        self._stack: list[_Open] = []
        self._documents = 0

    def feed(self, event: yaml.Event) -> None:
        """Take the next event. Raises `_TreeError` when nothing after it can be trusted."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(event, "a second document starts here; a bank is one document")
        elif isinstance(event, yaml.AliasEvent):
            self._say(event, f'"*{event.anchor}" is an alias; write the text out instead')
            self.told.add(self._at(event))
            self._place(event, "")
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._stack.pop()

    def _node(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._say(event, f'"&{event.anchor}" is an anchor; a bank has none')
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._say(event, f'"{tag}" is a tag; a bank has none')
        if isinstance(event, yaml.ScalarEvent):
            end = event.end_mark
            if end and not self._wants_key:
                margin = self._stack[-1].margin if self._stack else 0
                is_block = event.style in _BLOCKS
                if is_block:
                    margin = self._source.margin_below(self._at(event)[0], margin)
                end_place = self._source.end(end.line, end.column)
                self.texts.append(_Text(self._at(event), end_place, margin, is_block))
            is_plain_nothing = not event.style and event.value in _NOTHING
            text = self._id(event) if self._wants_id else event.value
            self._place(event, "" if is_plain_nothing else text.strip())
            return
        if len(self._stack) >= DEEPEST:
            self._stop(event, f"nested more than {DEEPEST} deep")
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._place(event, value)
        margin = 0 if getattr(event, "flow_style", False) else self._at(event)[1]
        self._stack.append(_Open(value, path, margin))

    def _place(self, event: yaml.Event, value: object) -> DocumentPath:
        """Put a value where it belongs, and tell where that is."""
        place = self._at(event)
        if not self._stack:
            self.root = value
            self.values[()] = place
            return ()
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            path = (*parent.path, len(parent.value))
            parent.value.append(value)
        elif parent.key is None:
            self._take_key(event, parent, value)
            return (*parent.path, "(key)")
        else:
            path = (*parent.path, parent.key)
            if parent.skips:
                path = (*path, "(repeated)")  # what it holds must not take the first one's place
            else:
                parent.value[parent.key] = value
            parent.key, parent.skips = None, False
        self.values[path] = place
        return path

    def _take_key(self, event: yaml.Event, parent: _Open, key: object) -> None:
        if not isinstance(key, str):
            self._say(event, "a key must be text")
            parent.key, parent.skips = "", True
            return
        if key in parent.value:
            first, _ = self.keys[(*parent.path, key)]
            self._say(event, f'key "{key}" is repeated; it stands first on line {first}')
            parent.skips = True
        else:
            self.keys[(*parent.path, key)] = self._at(event)
        parent.key = key

    @property
    def _wants_key(self) -> bool:
        parent = self._stack[-1] if self._stack else None
        return parent is not None and isinstance(parent.value, dict) and parent.key is None

    @property
    def _wants_id(self) -> bool:
        parent = self._stack[-1] if self._stack else None
        if parent is not None and isinstance(parent.value, list):
            return parent.path[-1:] in [(name,) for name in _LISTS_OF_IDS]
        return parent is not None and parent.key == "id"

    def _id(self, event: yaml.ScalarEvent) -> str:
        """Return an id with what belongs in the place of each odd character, and note those."""
        signs = list(event.value)
        mark = event.start_mark
        column = mark.column if mark else 0
        for at, stand_in in odd_in_id(event.value):
            place = self._at(event)
            if mark and (found := self._source.find(signs[at], mark.line, column)) >= 0:
                place = self._source.start(mark.line, found)
                column = found + 1
            self.strays.append(Stray(*place, signs[at], stand_in))
            signs[at] = stand_in
        return "".join(signs)

    def _at(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return self._source.start(mark.line, mark.column) if mark else (1, 1)

    def _say(self, event: yaml.Event, message: str) -> None:
        self.problems.append(_Located(*self._at(event), message))

    def _stop(self, event: yaml.Event, message: str) -> None:
        self._say(event, message)
        raise _TreeError

    def is_text(self, stray: Stray) -> bool:
        """Whether a stray is inside a value, or makes a key of what cannot be one."""
        place = stray.line, stray.column
        if self.stopped_at == (stray.line, stray.column - 1):
            return True
        before = bisect_right(self.texts, place, key=lambda text: text.start)
        text = self.texts[before - 1] if before else None
        if text is None or place >= text.end:
            return False
        if stray.line == text.start[0]:
            return not text.is_block
        return stray.column > text.margin

    def locate(self, problem: Problem) -> _Located:
        """Find the line and column of a problem, or of the nearest thing that holds it."""
        if problem.at_key and problem.path in self.keys:
            return _Located(*self.keys[problem.path], problem.message)
        path = problem.path
        while path not in self.values:
            path = path[:-1]
        return _Located(*self.values[path], problem.message)


def _decode(content: bytes) -> str | _Located:
    """Read UTF-8, with or without a byte order mark, any line ends; or say what is wrong."""
    if len(content) > MOST_BYTES:
        return _Located(1, 1, f"the file is larger than 1 MiB ({MOST_BYTES:,} bytes)")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        return _Located(1, 1, "the file is UTF-16, not UTF-8; save it as UTF-8")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return _with_line_feeds(content.decode())
    except UnicodeDecodeError as error:
        lines = _with_line_feeds(content[: error.start].decode()).split("\n")
        place = len(lines), len(lines[-1]) + 1
        byte = f"byte 0x{content[error.start]:02X} is not UTF-8"
        return _Located(*place, f"{byte}; save the file as UTF-8, not as Windows-1252 (ANSI)")


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _build(text: str) -> tuple[_Tree, list[_Located]]:
    """Make the tree, with the problems of the YAML itself; odd characters are told first."""
    steering = find_steering(text)
    tree, found = _read(text, steering)
    layout = find_strays(text) if found or steering else []
    if not found:
        layout = [stray for stray in layout if UNSAFE.match(stray.character)]
    strays = _once(*steering, *layout)
    for _ in range(_MOST_READINGS if layout else 0):
        tree, found = _read(text, strays)
        before = strays
        strays = _once(*steering, *(stray for stray in strays if not tree.is_text(stray)))
        if strays == before:
            break
    if layout and found:
        tree, found, strays = _indented_best(text, strays)
    told = descriptions(_once(*strays, *tree.strays))
    return tree, [*(_Located(*each) for each in told), *sorted(set(found))]


def _once(*strays: Stray) -> list[Stray]:
    """Give one stray for each place, in order: the last that is said of it."""
    return sorted({(stray.line, stray.column): stray for stray in strays}.values())


def _indented_best(text: str, strays: list[Stray]) -> tuple[_Tree, list[_Located], list[Stray]]:
    """Read with those stand-ins in the indentation that leave least wrong.

    Only the lines around can tell whether an odd character stands for a space there.
    """
    best = (*_read(text, strays), strays)
    by_line = indented(strays, text)
    places = [{stray[:2] for stray in each} for each in by_line.values()]
    groups = [set[tuple[int, int]]().union(*places), *places]
    for group in groups[:_MOST_LAYOUTS]:
        for stand_in in (" ", ""):
            tree, found, tried = best
            if not found:
                return best
            changed = [
                each._replace(stand_in=stand_in) if each[:2] in group else each for each in tried
            ]
            reading = _read(text, changed)
            if _goodness(*reading) > _goodness(tree, found):
                best = (*reading, changed)
    return best


def _goodness(tree: _Tree, found: list[_Located]) -> tuple[bool, tuple[int, int], int]:
    """How far a file could be read, and how little of it is wrong."""
    return tree.stopped_at is None, tree.stopped_at or (0, 0), -len(found)


def _read(text: str, strays: list[Stray]) -> tuple[_Tree, list[_Located]]:
    """Make the tree as if every stray were what belongs in its place; each thing at its place."""
    source = Mended(text, strays)
    tree = _Tree(source)
    try:
        for event in yaml.parse(source.text, Loader=_PARSER):
            tree.feed(event)
    except _TreeError:
        return tree, tree.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = source.start(mark.line, mark.column) if mark else (1, 1)
        tree.stopped_at = place
        return tree, [*tree.problems, _Located(*place, _not_yaml(error, source.text))]
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: a wild escape
        return tree, [*tree.problems, _Located(1, 1, f"not YAML: {error}")]
    if tree.root is None:
        return tree, [*tree.problems, _Located(1, 1, "the file is empty")]
    located = (tree.locate(problem) for problem in bank_problems(tree.root))
    untold = (each for each in located if (each.line, each.column) not in tree.told)
    return tree, [*tree.problems, *untold]


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> str:
    """Say why a text cannot be read; of a tab in words that say what to do."""
    mark = error.problem_mark
    line = text.split("\n")[mark.line : mark.line + 1] if mark else []
    if mark and line and line[0][mark.column : mark.column + 1] == "\t":
        return "a tab in the indentation; put plain spaces in its place"
    return f"not YAML: {' '.join(part for part in (error.context, error.problem) if part)}"


def parse_bank(content: bytes, name: str) -> QuestionBank:
    """Read a question bank from the bytes of a YAML file.

    Raises BankError with every problem found, each as `name:line:column: what`.
    """
    text = _decode(content)
    if isinstance(text, _Located):
        found = [text]
    elif not text.strip():
        found = [_Located(1, 1, "the file is empty")]
    else:
        tree, found = _build(text)
    if found:
        lines = tuple(
            f"{name}:{line}:{column}: {' '.join(UNSAFE.sub(' ', what).split())}"
            for line, column, what in found
        )
        count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
        hint = "Correct the places named."
        raise BankError(f"{name} is not fit to use: {count} found", hint, lines)
    return msgspec.convert(tree.root, QuestionBank)


def load_bank(path: Path) -> QuestionBank:
    """Read the question bank in a file. Raises BankError if it is missing or unfit."""
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is not a file"
            what = what if path.exists() else "is not there"
            raise BankError(
                f"{shown(path)} {what}", "Give the name of a question bank (a YAML file)."
            )
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"{shown(path)} could not be read: {os_reason(error)}"
        raise BankError(message, "Check the file's name and permissions.") from error
    return parse_bank(content, shown(path))


def default_bank_file() -> Traversable:
    """Find the bank that comes with the program: inside the wheel, or in a checkout's `data`."""
    package = files("breakthroughs_tui")
    packaged = package / "data" / "questions.yaml"
    return packaged if packaged.is_file() else package / "../../data/questions.yaml"


def load_default_bank() -> QuestionBank:
    """Read the bank that comes with the program. Raises BankError if it is missing or unfit."""
    try:
        content = default_bank_file().read_bytes()
    except OSError as error:
        message = "The program's own question bank could not be read"
        raise BankError(message, "Install the program again.") from error
    return parse_bank(content, "questions.yaml")
