"""The question bank: the handout's words, and every problem of a file at its line and column."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from breakthroughs_tui.bank import default_bank_file, load_bank, parse_bank
from breakthroughs_tui.errors import BankError
from breakthroughs_tui.model import UNSAFE, Plan, Progress, QuestionBank

HANDOUT = """
Lead and manage effectively
1. How clear are the council's vision, priorities and targets – will you know when they've been
   achieved?
2. Are leaders clearly behind the vision, priorities and targets?
3. Do leaders act for the community as well as the council?
4. Is service delivery being effectively managed in line with the agreed vision and priorities?
Pull together
5. Is the vision for what will be achieved shared and owned across the council and with partners?
6. Is everyone pulling together to achieve your priorities? (senior managers, middle managers,
   frontline staff, senior members, backbenchers, key partners)
7. What is the common ground between member groups? Can this be used to help build consensus and
   cooperation?
Make time to listen and learn
8. Is listening and learning seen as valuable enough to spend time on?
9. Is learning consistently put into practice?
Look outwards
10. What's the balance between internal and external focus?
11. How effectively are partnership opportunities used to help achieve outcomes?
12. Do partnerships offer value for money?
Take a long-term view
13. How long term is the council's vision?
14. Is this vision translated into clear actions, for which people are held to account?
Embed performance management and other systems
15. Are systems that drive improvement part of 'the day job'?
16. Is there a 'golden thread' from the vision through to individual and team plans so that everyone
    knows how they contribute?
17. Do separate systems work effectively together?
18. Are systems continually refined and improved?
Stick with change and improvement
19. When complex projects are undertaken is there a real determination to stay the course and work
    at overcoming obstacles?
Prepare for the future and reach for new heights
20. Are you ready to engage with future policy directions – for example, devolving power to
    neighbourhoods, local leadership?
21. Are you capitalising on your strengths to be more than the sum of your parts?
22. How focused are you on your users and citizens?
"""

SMALL = """\
id: small
version: 1
title: Small
source: us
introduction: Hello
scales:
  progress:
    question: How far?
    options: {achieved: A, working_towards: W, just_starting: J}
  plan:
    question: Planned?
    options: {yes: Yes, partially: P, no: No}
breakthroughs:
  - id: one
    title: One
    questions:
      - {id: a, text: First}
      - {id: b, text: Second, replaces: [old]}
next_steps:
  - {title: Look, text: There, status: current}
"""
BROKEN = """\
id: ""
titel: Broken
source: [us]
introduction:
introduction: again
version: &v 1.0
scales:
  progress: {question: {a: b}, options: {achieved: A, working_toward: W, just_starting: ' '}}
  plan: {question: !!str Planned, options: none, colour: red}
breakthroughs:
  - id: one
    title: One
    questions: []
  - {id: one, title: Two, questions: [{id: a, text: 👍ŵ, replaces: [old, b]}, {id: a}]}
  - id: three
    title: "a \\e]52;"
    questions:
      - {id: b, text: Last, replaces: [old], text: {id: a}}
next_steps:
  - {title: Look, text: There, status: open, breakthroughs: [one, two]}
? [key]
: value
"""
REPORT = """\
1:1: missing key "title"
1:5: "id" is empty
2:1: unknown key "titel"; did you mean "title"?
3:9: "source" must be text, not a list
4:14: "introduction" is empty
5:1: key "introduction" is repeated; it stands first on line 4
6:10: "&v" is an anchor; a bank has none
8:24: "question" must be text, not a mapping
8:41: missing key "working_towards"
8:55: unknown key "working_toward"; did you mean "working_towards"?
8:89: "just_starting" is empty
9:20: "tag:yaml.org,2002:str" is a tag; a bank has none
9:44: "options" must be a mapping, not text
9:50: unknown key "colour"; known here: question, options
13:16: "questions" is empty; it needs at least one
14:10: breakthrough id "one" is used twice; ids are for ever
14:73: replaces "b", which is still a question of this bank
14:78: missing key "text"
14:83: question id "a" is used twice; ids are for ever
16:12: "title" holds the control character U+001B; remove it
18:46: key "text" is repeated; it stands first on line 18
20:40: "status" must be "current" or "archived"
20:67: "two" is not the id of a breakthrough
21:3: a key must be text
"""


class NeverEndsError(BaseException):
    """Reading goes on and on. No `Exception`, so that hypothesis does not try it again."""


@pytest.fixture(autouse=True)
def _reading_ends() -> Iterator[None]:
    """Fail a test whose file keeps the loader busy, where the system has a timer for it."""
    if sys.platform == "win32":
        yield
        return

    def stop(*_: object) -> None:
        raise NeverEndsError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 5)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(params=[pytest.param(None, id="c"), pytest.param(yaml.SafeLoader, id="python")])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with the C parser where there is one, and with the one in Python."""
    if request.param:
        monkeypatch.setattr("breakthroughs_tui.bank._PARSER", request.param)


either_parser = pytest.mark.usefixtures("_either_parser")


def problems_of(content: str | bytes) -> list[str]:
    """Give every problem of a bank, as `line:column: what is wrong`."""
    try:
        parse_bank(content.encode() if isinstance(content, str) else content, "b")
    except BankError as error:
        return [problem.removeprefix("b:") for problem in error.problems]
    return []


def test_wording_is_the_handouts_own(bank: QuestionBank) -> None:
    """Titles, questions, scale headings and options are the handout's, to the letter."""
    lines = []
    for position, breakthrough in enumerate(bank.breakthroughs):
        numbered = [f"{n}. {question.text}" for n, _, question in bank.questions_of(position)]
        lines += [breakthrough.title, *numbered]
    assert " ".join(lines) == " ".join(HANDOUT.split())
    assert bank.scales.progress.question == "What progress have you made?"
    assert [bank.scales.label(rating) for rating in Progress] == [
        "Achieved",
        "Working towards",
        "Just starting",
    ]
    assert bank.scales.plan.question == "Does your improvement plan address this area?"
    assert [bank.scales.label(rating) for rating in Plan] == ["Yes", "Partially", "No"]


def test_ids_are_for_ever(bank: QuestionBank) -> None:
    """Saved answers rest on these ids: a changed one would cut a question from its history."""
    assert bank.id == "improvement-breakthroughs"
    assert " ".join(part.id for part in bank.breakthroughs) == (
        "lead-and-manage pull-together listen-and-learn look-outwards "
        "long-term-view embed-systems stick-with-change prepare-for-the-future"
    )
    assert [each.question.id for each in bank.questions] == [f"q{n}" for n in range(1, 23)]


def test_introduction_and_next_steps(bank: QuestionBank) -> None:
    """Both aims are given; what has closed is archived, with today's counterparts as current."""
    assert re.search(r"^\(a\) .+\n\(b\) ", bank.introduction, re.MULTILINE)
    archived = [step.title for step in bank.next_steps if step.status == "archived"]
    assert archived == ["Improvement in District Councils web tool", "Improvement Network"]
    current = {step.title: step.url for step in bank.next_steps if step.status == "current"}
    assert current["LG Inform"] == "https://lginform.local.gov.uk/"
    for words in ("peer challenge", "assurance framework", "8 May 2024", "Neighbouring councils"):
        assert any(words in title for title in current)


@either_parser
def test_both_parsers_read_the_same_bank(bank: QuestionBank) -> None:
    """Without PyYAML's C library the bank is the same, and so with a BOM and CRLF."""
    content = default_bank_file().read_bytes()
    assert parse_bank(content, "") == bank
    assert parse_bank(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"), "") == bank


@pytest.mark.parametrize(
    "label", ["No", "no", "1.10", "2026-04-01", '"~"', "' No '", "Nac ydy – ŵ"]
)
def test_every_value_is_text(label: str) -> None:
    """Labels are as written, less space around: none becomes a truth value, number or date."""
    bank = parse_bank(SMALL.replace("no: No", f"no: {label}").encode(), "")
    assert bank.scales.plan.options.no == label.strip("\"' ")
    assert bank.version == "1"


@either_parser
def test_all_problems_come_in_one_report() -> None:
    """All that is wrong is told at once, each thing once, with its line and column."""
    assert problems_of(BROKEN) == REPORT.splitlines()


@either_parser
@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        ("Look", "~", '20:13: "title" is empty'),
        ("Look", "&v Look", '20:13: "&v" is an anchor; a bank has none'),
        ("Look", "*v", '20:13: "*v" is an alias; write the text out instead'),
        ("Look", "a\x1bb", "20:14: control character U+001B; remove it"),
        ("Look", "a\x00", "20:14: control character U+0000; remove it"),
        ("Look", "\x07 Look", "20:13: control character U+0007; remove it"),
        ("Look", "a\u202eb", "20:14: control character U+202E; remove it"),
        ("Hello", "Hello\n\x0c", "6:1: control character U+000C; remove it"),
        ("Look", '"\\x9b"', '20:13: "title" holds the control character U+009B; remove it'),
    ],
)
def test_one_mistake_is_one_problem(was: str, now: str, problem: str) -> None:
    """A mistake is told once: the rest of the file reads as if it were not there."""
    assert problems_of(SMALL.replace(was, now)) == [problem]


def assert_told(was: str, now: str, problems: list[str]) -> None:
    """Hold that a bank with one thing put otherwise has these problems, by their beginnings."""
    assert SMALL.count(was) > 0
    found = problems_of(SMALL.replace(was, now, 1))
    assert len(found) == len(problems), found
    for said, expected in zip(found, problems, strict=True):
        assert said.startswith(expected)


@either_parser
@pytest.mark.parametrize(
    ("was", "now", "problems"),
    [
        ("    title: One", "\xa0\xa0  title: One", ["15:1: no-break space U+00A0 (2 of them); "]),
        ("    title: One", "  \u202f\u3000title: One",
         ["15:3: narrow no-break space U+202F; put a plain space in its place",
          "15:4: ideographic space U+3000; put a plain space in its place"]),
        ("    title: One", "  \u200b  title: One", ["15:3: zero width space U+200B; remove it"]),
        ("    title: One", "\u2060    title: One", ["15:1: word joiner U+2060; remove it"]),
        ("breakthroughs", "\u200bbreakthroughs", ["13:1: zero width space U+200B; remove it"]),
        ("    title: One", "    ti\u200b\u200btle: One",
         ["15:7: zero width space U+200B (2 of them); remove them"]),
        ("    title: One", "    title\u200d: One", ["15:10: zero width joiner U+200D; remove it"]),
        ("    title: One", '    "ti\xadtle": One', ["15:8: soft hyphen U+00AD; remove it"]),
        ("    title: One", "    ti\xa0tle: One", ["15:7: no-break space U+00A0; remove it"]),
        ("    title: One", "    title:\u2007One", ["15:11: figure space U+2007; put a plain"]),
        ("    title: One", "    title\u200b:\xa0One",
         ["15:10: zero width space U+200B; remove it", "15:12: no-break space U+00A0; put a"]),
        ("  - id: one", "  -\xa0id: one", ["14:4: no-break space U+00A0; put a plain space"]),
        ("  - id: one", "\xa0\xa0-\xa0id:\xa0one",
         ["14:1: no-break space U+00A0 (2 of them)", "14:4: no-break", "14:8: no-break"]),
        ("{id: a, text", "{i\u200bd:\xa0a,\xa0te\u200cxt",
         ["17:11: zero width space", "17:14: no-break space U+00A0; put", "17:17: no-break space",
          "17:20: zero width non-joiner U+200C; remove it"]),
        ("options: {yes", "options:\xa0{\xa0yes", ["12:13: no-break", "12:15: no-break space"]),
        ("Hello", "|-\n  First\n\xa0\xa0second\n \xa0third",
         ["7:1: no-break space U+00A0 (2 of them); put plain", "8:2: no-break space U+00A0; put"]),
        ("Hello", "|-\n\xa0 First\n  second", ["6:1: no-break space U+00A0; put a plain space"]),
        ("Hello", "First\n\xa0\xa0second", ["6:1: no-break space U+00A0; put a plain space"]),
        ("title: Small", "\ufefftitle: Small", ["3:1: control character U+FEFF; remove it"]),
        ("title: Small", "ti\x07tle: Small", ["3:3: control character U+0007; remove it"]),
        ("\nbreak", "\n\xa0\nbreak", ["13:1: no-break space U+00A0; put a plain space in its"]),
        ("  - id: one", "  -\u200bid: one", ["14:4: zero width space U+200B; put a plain space"]),
        ("  - id: one", "  -\xad\xadid: one",
         ["14:4: soft hyphen U+00AD; put a plain space", "14:5: soft hyphen U+00AD; remove"]),
        ("  - id: one", "  -\u2060 id: one", ["14:4: word joiner U+2060; remove it"]),
        ("    title: One", "    title:\u200bOne", ["15:11: zero width space U+200B; put a plain"]),
        ("    title: One", "    title:\u200dOne", ["15:11: zero width joiner U+200D; put a plain"]),
        ("    title: One", "    title:\ufe0fOne", ["15:11: variation selector-16 U+FE0F; put a"]),
        ("    title: One", "    title:\ufeffOne", ["15:11: control character U+FEFF; put a plain"]),
        ("    title: One", "    title:\u200b One", ["15:11: zero width space U+200B; remove it"]),
        ("    questions:", "    questions:\xa0", ["16:15: no-break space U+00A0; remove it"]),
        ("Hello", "|-\xa0\n  First\n  second", ["5:17: no-break space U+00A0; remove it"]),
        ("Hello", ">\u200b# c\n  First", ["5:16: zero width space U+200B; put a plain space"]),
        ("version: 1", 'version: "1"\xa0# c', ["2:13: no-break space U+00A0; put a plain space"]),
        ("version: 1", "version: '1' \u200b# c", ["2:14: zero width space U+200B; remove it"]),
        ("version: 1", 'version: "1"\u202f', ["2:13: narrow no-break space U+202F; remove it"]),
        ("text: First}", "text: First}\xa0", ["17:29: no-break space U+00A0; remove it"]),
        ("    title: One", "    \u2800title: One", ["15:5: braille pattern blank U+2800; remove"]),
        ("  progress:", "  \u2800progress:", ["7:3: braille pattern blank U+2800; remove it"]),
        ("  - id: one", "  - \xa0id:\xa0one", ["14:5: no-break space U+00A0; r", "14:9: no-break"]),
        ("    title: One", "\u200b\u200b\u200b\u200btitle: One",
         ["15:1: zero width space U+200B (4 of them); put plain spaces in their place"]),
        ("  progress:", "\u200b\u200bprogress:",
         ["7:1: zero width space U+200B (2 of them); put plain spaces in their place"]),
        ("Look", "a\x07\x07\x07b", ["20:14: control character U+0007 (3 of them); remove them"]),
        ("Look", "a\x07\x08b",
         ["20:14: control character U+0007; remove it", "20:15: control character U+0008; rem"]),
        *((("Hello", f"|-\n{sign}  First\n  second",
            [f"6:1: control character U+{ord(sign):04X}; remove it"]))
          for sign in "\ufeff\u200e\x85\x0b\u2028"),
        *((("Hello", f"|-\n  {sign}First\n  second",
            [f"6:3: control character U+{ord(sign):04X}; remove it"]))
          for sign in "\ufeff\u200e\x85\x0b\u2028"),
        *((("Hello", f"|-\n  First\n{sign}  second",
            [f"7:1: control character U+{ord(sign):04X}; remove it"]))
          for sign in "\ufeff\u200e\x85\x0b\u2028"),
        ("  progress:", "\tprogress:", ["7:1: a tab in the indentation; put plain spaces in its"]),
    ],
    ids=ascii,
)  # fmt: skip
def test_what_looks_like_layout_is_named(was: str, now: str, problems: list[str]) -> None:
    """An odd blank and what cannot be seen are told by name and place, with no consequences."""
    assert_told(was, now, problems)


@either_parser
@pytest.mark.parametrize(
    ("was", "now", "problems"),
    [
        ("id: small", "id: sm\u200ball", ["1:7: zero width space U+200B; remove it"]),
        ("- id: one", "- id: one\xad", ["14:12: soft hyphen U+00AD; remove it"]),
        ("- id: one", "- id: one\xa0", ["14:12: no-break space U+00A0; remove it"]),
        ("- id: one", "- id: o\xa0ne", ["14:10: no-break space U+00A0; put a plain space in its"]),
        ("{id: a,", "{id: a\u2060\u2060,", ["17:15: word joiner U+2060 (2 of them); remove them"]),
        ("{id: a,", '{id: "a\\u200b",', ["17:14: zero width space U+200B; remove it"]),
        ("{id: a,", "{id: a, replaces: [\u200dc, 'd\ufe0f'],",
         ["17:28: zero width joiner U+200D; remove it", "17:34: variation selector-16 U+FE0F;"]),
        ("status:", "breakthroughs: [o\u200bne], status:", ["20:49: zero width space U+200B; rem"]),
    ],
    ids=ascii,
)  # fmt: skip
def test_an_id_holds_nothing_that_cannot_be_seen(was: str, now: str, problems: list[str]) -> None:
    """Two ids that look the same are one to a person; the quarters before would be lost."""
    assert_told(was, now, problems)


@either_parser
@pytest.mark.parametrize("character", ["\xa0", "\u2007", "\u202f", "\u3000"])
def test_a_bank_whose_every_space_is_odd_is_read(character: str) -> None:
    """Each that stands in the layout is named, and nothing else is wrong; values keep theirs."""
    found = problems_of(SMALL.replace(" ", character))
    assert found
    assert all(f"U+{ord(character):04X}" in each for each in found), found


@either_parser
def test_odd_characters_come_first_and_real_problems_after_them() -> None:
    """Each at its place, though something before it on its line has been left out."""
    content = SMALL.replace("version: 1\n", "").replace(
        "      - {id: a, text: First}", "\u200b      - {i\u200bd: a, colour: x, text: First}"
    )
    assert problems_of(content) == [
        "16:1: zero width space U+200B; remove it",
        "16:12: zero width space U+200B; remove it",
        '1:1: missing key "version"',
        '16:19: unknown key "colour"; known here: id, text, replaces',
    ]


@either_parser
@pytest.mark.parametrize(
    "value",
    [
        "Cyngor\N{NO-BREAK SPACE}Gwynedd",
        "'Lead:\N{NO-BREAK SPACE}on\n  \N{NO-BREAK SPACE}and:\N{NO-BREAK SPACE}on'",
        "Lead:\N{NO-BREAK SPACE}on",
        "Lead\n  \N{NO-BREAK SPACE}and:\N{NO-BREAK SPACE}manage\n  \N{ZERO WIDTH SPACE}well",
        "|-\n  First:\N{NO-BREAK SPACE}one\n  \N{NO-BREAK SPACE}second\n  \N{SOFT HYPHEN}- third",
        "|-\n  \N{BRAILLE PATTERN BLANK}\N{NO-BREAK SPACE}First\n  second",
        "'👩\N{ZERO WIDTH JOINER}👧 {a,\N{NO-BREAK SPACE}b:\N{FIGURE SPACE}c}'",
    ],
    ids=ascii,
)
def test_text_keeps_its_blanks_and_joiners(value: str) -> None:
    """In a value they are text, whatever it looks like; also beside a stray of the layout."""
    content = SMALL.replace("introduction: Hello", f"introduction: {value}")
    text = parse_bank(content.encode(), "").introduction
    for character in "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}":
        assert text.count(character) == value.count(character)
    assert [
        each[each.index(":") :]
        for each in problems_of(content.replace("    title: One", "  \xa0 title: One"))
    ] == [":3: no-break space U+00A0; put a plain space in its place"]


@either_parser
@pytest.mark.parametrize(
    "line", ["\xa0", "\u200b", "\u3164", "a\u200b", "{\xa0", "-\xa0", "\xa0a:\xa0", "? "]
)
def test_many_odd_characters_are_told_in_good_time(line: str) -> None:
    """No pattern and no reading takes longer by more than the length of the file."""
    assert problems_of(line * 1_000)
    assert problems_of(f"{line}\n" * 1_000)


@either_parser
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "1:1: the file is empty"),
        (b"\xef\xbb\xbf \r\n", "1:1: the file is empty"),
        (b"# only a comment\n", "1:1: the "),
        (b"- a\n", "1:1: the bank must be a mapping, not a list"),
        (b"breakthroughs: []", '1:16: "breakthroughs" is empty; it needs at least one'),
        (SMALL.encode("utf-16"), "1:1: the file is UTF-16, not UTF-8; save it as UTF-8"),
        (SMALL.encode("utf-16-be"), "1:1: the file is UTF-16, not UTF-8; save it as UTF-8"),
        (b"id: x\r\ntitle: Caf\xe9\r\n", "2:11: byte 0xE9 is not UTF-8"),
        (b"id: x\rtitle: Caf\xe9\r", "2:11: byte 0xE9 is not UTF-8"),
        (b"\xef\xbb\xbfid: x\ntitle: Caf\xe9 bar\n", "2:11: byte 0xE9 is not UTF-8"),
        ("id: ŵ\ntitle: ŵ".encode() + b"\x96", "2:9: byte 0x96 is not UTF-8"),
        (b"#" * (1024 * 1024 + 1), "1:1: the file is larger than 1 MiB"),
        (SMALL.encode() + b"---\nid: x\n", "21:1: a second document starts here"),
        (b"id: x\ntitle: [a\n", "3:1: not YAML: "),
        (b'id: "\\U99999999"\n', "1:"),
        (b"%YAML 1." + b"9" * 5000 + b"\n--- a\n", "1:"),
        ("id: x\ntitle: a\uffffb\n".encode(), "2:9: "),
        (b"id: " + b"\x01" * 200_000, "1:5: control character U+0001"),
        (b"[" * 21 + b"]" * 21, "1:21: nested more than 20 deep"),
        (b"[" * 100_000, "1:21: nested more than 20 deep"),
        (b"- " * 100_000, "1:41: nested more than 20 deep"),
        (b"{a: " * 100_000, "1:81: nested more than 20 deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_bank(content: bytes, problem: str) -> None:
    """What cannot be read as a bank is refused in good time, at the place where reading ends."""
    problems = problems_of(content)
    assert any(each.startswith(problem) for each in problems), problems[:3]


def test_limits_are_inclusive() -> None:
    """A file of just 1 MiB is read, and so are twenty levels."""
    padding = "#" * (1024 * 1024 - len(SMALL))
    assert problems_of(SMALL + padding) == []
    assert problems_of("[" * 20 + "]" * 20) == ["1:1: the bank must be a mapping, not a list"]


@st.composite
def damaged_banks(draw: st.DrawFn) -> bytes:
    """Put bytes, or text that means something in YAML, in place of any part of a bank."""
    meaningful = st.sampled_from(
        "\n \r\t-:?[]{},&*!|>'\"%@`#~.\\U09xe\x1b\x85\u2028\ufeff\uffff👍\xa0\u200b"
    )
    junk = draw(st.binary(max_size=20) | st.text(meaningful, max_size=20).map(str.encode))
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(SMALL))] * 2)))
    return SMALL[:start].encode() + junk + SMALL[end:].encode()


@either_parser
@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=80) | damaged_banks())
@example(b"!<!%1b%0a> id: x")
@example(b'"\\e[m \\n x": 1')
def test_any_bytes_are_a_bank_or_refused(content: bytes) -> None:
    """Any bytes give a bank, or problems that are one safe line each, at a place in the file."""
    for problem in problems_of(content):
        place = re.fullmatch(r"(\d+):(\d+): .+", problem)
        assert place, problem
        assert 1 <= int(place[1]) <= len(content.splitlines()) + 1
        assert int(place[2]) >= 1
        assert not UNSAFE.search(problem)


def test_load_bank_names_the_file(tmp_path: Path) -> None:
    """A bank is read from its file, and what is wrong is said of that file, with what to do."""
    path = tmp_path / "my bank.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load_bank(path).title == "Small"
    path.write_text("- a", encoding="utf-8")
    with pytest.raises(BankError) as raised:
        load_bank(path)
    assert raised.value.message == f"{path} is not fit to use: 1 problem found"
    assert raised.value.problems == (f"{path}:1:1: the bank must be a mapping, not a list",)
    assert raised.value.hint == "Correct the places named."
    for wrong, what in ((tmp_path, "is a folder"), (tmp_path / "no", "is not there")):
        with pytest.raises(BankError, match=re.escape(f"{wrong} {what}")):
            load_bank(wrong)
