"""A quarter whose every text tries to be something else than text, and how it comes from a file."""

from __future__ import annotations

import json
from itertools import count
from typing import Final

import msgspec
from msgspec.structs import replace

from breakthroughs_tui.document import FORMAT, decode
from breakthroughs_tui.model import (
    Action,
    Answer,
    Assessment,
    Breakthrough,
    NextStep,
    Plan,
    PlanOptions,
    PlanScale,
    Progress,
    ProgressOptions,
    ProgressScale,
    Question,
    QuestionBank,
    Scales,
)
from breakthroughs_tui.quarter import Quarter
from tests.conftest import NOW, QUARTER

MANY: Final = 40_000
"""More than a spreadsheet's cell holds."""
ENDLESS: Final = "x" * (MANY - 3) + "end"
LONG: Final = ("many words " * MANY)[: MANY - 3] + "end"
RUNS: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>' onfocus='alert(1)",
    "</title></style></textarea><script>alert(2)</script>",
    "{{ 7 * 7 }} {% include 'report.css.jinja' %} ${7*7}",
    "&lt;b&gt; &amp; &#60;script&#62; &quot;",
    "]]><!-- <?xml?> </w:t></w:r>",
    "_x003C_ and <r><t>rich</t></r>",
    "<r><t>rich</r>",
)
"""What would be markup in one of the formats."""
RECKONS: Final = (
    '=HYPERLINK("http://x","y")',
    "=1+1",
    "+1",
    "-1",
    "@x",
    "@SUM(1,1)",
    "\t=1+1",
    " =1+1",
    "\n=1+1",
    "\u00a0=1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    '","=1+1',
    "'=1+1",
    "{=1+1}",
)
"""What a spreadsheet would reckon out."""
MARKS: Final = (
    "a | b || c",
    "`code` ``more`` ```",
    "[x](javascript:alert(1))",
    "![x](http://x/y.png) <http://x> [a]: http://x",
    "# heading\n- list\n> quoted\n---\n1. one",
    "*bold* __bold__ ~~gone~~ $x$ \\| \\",
    "| - | - |\n| a | b |",
)
"""What Markdown would make something of."""
UNSEEN: Final = (
    "nul\0 here",
    "no\uffff character \ufffe",
    "half \ud800 and \udfff half",
    "red \x1b[31m bell \x07 back \x08 delete \x7f next \x9b31m",
    "one\r\ntwo\rthree\u2028four\x0bfive",
    "\ufeffmark",
)
"""What no file may hold, or no screen may show."""
SCRIPTS: Final = (
    "שלום עולם (א) 123",
    "مرحبا بالعالم 456 (ب)",
    "evil\u202etxt.exe\u202c \u2066hidden\u2069 \u200fright",
    "👩‍🚒 🏴󠁧󠁢󠁷󠁬󠁳󠁿 e\u0301 🇬🇧",
    "Ünïcödé 漢字 " + "漢" * 60,
)
"""Text from right to left, controls that would turn it round, and more than a unit a character."""
TEXTS: Final = (*RUNS, *RECKONS, *MARKS, *UNSEEN, *SCRIPTS, LONG, ENDLESS)
"""All, as somebody may type them or paste them."""

_RATINGS: Final = [(progress, plan) for progress in Progress for plan in Plan]
_SCALES: Final = Scales(
    ProgressScale(
        "<b>Progress</b>?",
        ProgressOptions("=1+1", "<script>alert(1)</script>", "[x](javascript:alert(1))"),
    ),
    PlanScale("Plan | ` *?*", PlanOptions("+1", "-1", "@x | שלום")),
)
_STEPS: Final = (
    NextStep("<script>alert(1)</script>", "=1+1", "current", "javascript:alert(1)"),
    NextStep("<b>b</b>", "`b`", "current", "https://example.org/?a=b&c=(d)_e_*f*"),
    NextStep("| a | b |", LONG, "current", 'https://example.org/?a="><script>alert(1)</script>&b'),
    NextStep("שלום", "\u202etext", "current", " JavaScript:alert(1)"),
    NextStep("+1", "-1", "current", "data:text/html,<script>alert(1)</script>"),
)


def quarter() -> Assessment:
    """Give the quarter as it was typed, before anything has been taken out."""
    return _answered(QUARTER, 0)


def before() -> Assessment:
    """Give the quarter before, in which nearly every question was rated otherwise."""
    return _answered(QUARTER.previous, 4)


def endless() -> Assessment:
    """Give a quarter in which all that stands at the head of a page or table is too long."""
    whole = quarter()
    bank = whole.bank
    options = replace(bank.scales.progress.options, achieved=LONG)
    (first, *_) = bank.breakthroughs
    return replace(
        whole,
        council=LONG,
        assessor=ENDLESS,
        bank=replace(
            bank,
            title=LONG,
            scales=replace(bank.scales, progress=replace(bank.scales.progress, options=options)),
            breakthroughs=(replace(first, title=LONG, questions=first.questions[:2]),),
            next_steps=(),
        ),
        answers={each.id: whole.answer(each.id) for each in first.questions[:2]},
    )


def saved(assessment: Assessment) -> bytes:
    """Write a quarter as another program may: what no file may hold stands there as an escape."""
    values = msgspec.to_builtins(assessment, enc_hook=str)
    return json.dumps({"format": FORMAT, "format_version": 1, **values}).encode("ascii")


def loaded(assessment: Assessment) -> Assessment:
    """Give a quarter as the program reads it from such a file."""
    return decode(saved(assessment)).assessment


def _answered(when: Quarter, turn: int) -> Assessment:
    bank = _bank()
    answers = {
        each.question.id: Answer(
            *_RATINGS[(each.number + turn) % len(_RATINGS)],
            text,
            (
                Action(text, text, when, done=False, raised=when),
                Action(f"{text[:99]} again", "", when.previous, done=False, raised=when.previous),
            ),
        )
        for each, text in zip(bank.questions, TEXTS, strict=True)
    }
    council, assessor = "=1+1 <script>alert(1)</script>", f"@x\t| {ENDLESS}"
    return Assessment(when, council, assessor, NOW, NOW, bank, answers)


def _bank() -> QuestionBank:
    """Ask every text."""
    numbers = count(1)
    return QuestionBank(
        "<hostile>",
        "=1",
        "<img src=x onerror=alert(1)> | =1+1 \u202e& שלום",
        "<script>alert(1)</script> | =1+1",
        "-1",
        _SCALES,
        tuple(
            Breakthrough(
                f'=b{place}"><b>',
                title,
                tuple(Question(f'=q{next(numbers)}"><b>', text) for text in texts),
            )
            for place, (title, texts) in enumerate(
                (
                    ("<script>alert(1)</script>", RUNS),
                    ('=HYPERLINK("http://x","y")', RECKONS),
                    ("a | b `c` [x](javascript:alert(1))", MARKS),
                    ("שלום \u202eevil\0", (*UNSEEN, *SCRIPTS)),
                    ("\tmany | words", (LONG, ENDLESS)),
                )
            )
        ),
        _STEPS,
    )
