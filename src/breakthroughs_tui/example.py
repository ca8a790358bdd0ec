"""Four invented quarters of an invented district, to try the program with.

The story: leadership improves steadily, listening and learning slowly, performance
management not at all; then a reorganisation of local government undoes a partnership.
The newest quarter has something for every check and every comparison to show. No person,
council or event in it is real.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple

from breakthroughs_tui.model import Action, Answer, Assessment, Plan, Progress, QuestionBank
from breakthroughs_tui.quarter import Quarter

COUNCIL: Final = "Merrowdale District Council (invented)"
ASSESSOR: Final = "Policy and performance officer (invented)"

_PROGRESS: Final = dict(zip("123-", (*Progress, None), strict=True))
_PLAN: Final = dict(zip("123-", (*Plan, None), strict=True))


class _Saved(NamedTuple):
    """What the district answered in one quarter."""

    quarter: int
    """Counted from the newest: 0 is that one, -1 the one before."""
    ratings: str
    """Progress and plan of each question by number, as the keys that rate them: 11 is Achieved
    and Yes, 33 Just starting and No; -- is not answered. Two spaces part the breakthroughs."""
    notes: dict[int, str]
    """By question number."""


class _Task(NamedTuple):
    """An action, from the quarter in which it is raised to the one in which it is done."""

    question: int
    """Its number."""
    raised: int
    """The quarter, counted as in `_Saved`; so are the next two."""
    due: int
    done: int | None
    """None where it is still open in the newest quarter."""
    owner: str
    """A post."""
    text: str


_QUARTERS: Final = (
    _Saved(
        -4,
        "32 22 22 33  33 32 --  33 33  22 22 --  32 33  33 33 33 32  22  33 33 22",
        {
            1: "The corporate plan lists 31 aims. Few of them say by when, or how anyone would "
            "tell that they had been met.",
            7: "Left open until the group leaders have met.",
            9: "The same complaints about missed bins come back every year.",
            12: "Left open: nobody has a list of the partnerships that the council is in.",
            17: "Finance, staffing, projects and performance each have a system of their own.",
            19: "Work on the new leisure centre has begun. The last two large projects were "
            "dropped half-way.",
        },
    ),
    _Saved(
        -2,
        "21 21 22 32  32 32 23  33 33  22 21 33  22 23  32 33 33 31  21  32 32 22",
        {
            1: "The 31 aims have become five draft priorities.",
            4: "Services report to cabinet, but each in its own way and on its own dates.",
            7: "The group leaders have met twice. No record was kept of what they agreed on.",
            11: "A health and housing partnership now meets every month, with its own budget.",
            18: "The plan now promises a yearly review of all systems.",
            22: "Residents were surveyed for the first time in six years.",
        },
    ),
    _Saved(
        -1,
        "21 11 21 22  22 22 23  32 33  21 11 33  22 22  32 33 33 31  21  32 32 21",
        {
            1: "The draft priorities went out to consultation. Targets are still missing for two.",
            2: "Cabinet and the management team wrote the priorities together, and present them "
            "together.",
            8: "The plan now sets time aside for visits to other councils. None has taken place.",
            11: "The health and housing partnership moved 40 families out of temporary homes, and "
            "three bodies share its cost.",
            12: "There is a list of partnerships at last. It does not say what any of them costs.",
            17: "The comparison of systems is late, as the post that was to make it is vacant.",
            19: "The leisure centre's contractor failed. Council voted to find another and go on.",
        },
    ),
    _Saved(
        0,
        "11 11 11 21  22 21 22  32 23  21 22 33  32 22  32 33 33 31  11  33 22 11",
        {
            1: "Council adopted the new corporate plan: five priorities, each with a target that "
            "can be measured and a date.",
            2: "Cabinet turned down two proposals of its own members because they served none of "
            "the priorities.",
            4: "Portfolio holders now get one page a month on their targets. Waste and planning "
            "are on course; homelessness is not.",
            6: "The briefings reached every crew at the depot. Backbenchers say that they still "
            "hear of decisions late.",
            7: "The groups agree on new homes and on the high street. The plan covers only the "
            "homes.",
            8: "Two service managers visited another council. They had no time to write up what "
            "they saw.",
            9: "The review of the last flood led to a new duty rota: the first lesson that we can "
            "show was put into practice.",
            11: "The health and housing partnership no longer meets. With the reorganisation of "
            "local government its partners do not know which council they will be dealing with.",
            14: "Most actions in the plan have an owner, but nobody asks after those that slip.",
            17: "Four systems still share no codes, and the choice of one was put off again.",
            18: "The plan promises a yearly review of all systems. None has been held.",
            19: "The leisure centre opened within its budget, a year after the first contractor "
            "failed.",
            20: "Work with neighbourhoods was taken out of the plan while officers prepare for "
            "the reorganisation.",
        },
    ),
)
"""Oldest first; nothing was saved three quarters ago."""

_TASKS: Final = (
    _Task(1, -4, -2, -2, "Chief executive", "Cut the aims to a handful, each with a target"),
    _Task(4, -2, -1, -1, "Head of finance", "Give portfolio holders one page a month on targets"),
    _Task(5, -1, 0, None, "Partnerships manager", "Take the priorities to the parish councils"),
    _Task(6, -2, 0, 0, "Head of human resources", "Brief middle managers and every crew"),
    _Task(8, -1, 1, None, "Director of services", "Tell all managers what each visit showed"),
    _Task(9, 0, 1, None, "Programme manager", "Start each project from the lessons of the last"),
    _Task(11, 0, 2, None, "Partnerships manager", "Agree who leads on health and housing now"),
    _Task(14, -2, -1, None, "Deputy chief executive", "Report late actions to cabinet"),
    _Task(16, -1, 1, None, "Head of human resources", "Start each appraisal from the service plan"),
    _Task(17, -4, -2, None, "Head of digital services", "Choose one system in place of the four"),
    _Task(19, -1, -1, -1, "Programme manager", "Find another contractor for the leisure centre"),
    _Task(20, 0, 1, None, "Head of communities", "Ask parishes which services they could run"),
    _Task(22, -1, 0, 0, "Communications manager", "Publish what the residents' survey changed"),
)


def example_quarters(bank: QuestionBank, this_quarter: Quarter) -> tuple[Assessment, ...]:
    """Give the invented quarters up to this one, oldest first.

    They are this quarter, the two before it and the same one a year ago. The bank is the
    one that comes with the program, or one that asks its questions under the same ids.
    """
    return tuple(_assessment(bank, this_quarter, saved) for saved in _QUARTERS)


def _assessment(bank: QuestionBank, this_quarter: Quarter, saved: _Saved) -> Assessment:
    quarter = this_quarter.shifted(saved.quarter)
    created = _fourth_tuesday(quarter) + timedelta(hours=9, minutes=40)
    modified = created + timedelta(days=2, hours=5, minutes=25)
    answers = {
        f"q{number}": Answer(
            _PROGRESS[pair[0]],
            _PLAN[pair[1]],
            saved.notes.get(number, ""),
            _actions(number, saved.quarter, this_quarter),
        )
        for number, pair in enumerate(saved.ratings.split(), start=1)
    }
    return Assessment(quarter, COUNCIL, ASSESSOR, created, modified, bank, answers)


def _actions(question: int, now: int, this_quarter: Quarter) -> tuple[Action, ...]:
    """List a question's actions in one quarter: those open in it, and those done in it."""
    return tuple(
        Action(
            task.text,
            task.owner,
            due=this_quarter.shifted(task.due),
            done=task.done == now,
            raised=this_quarter.shifted(task.raised),
        )
        for task in _TASKS
        if task.question == question
        if task.raised <= now and (task.done is None or now <= task.done)
    )


def _fourth_tuesday(quarter: Quarter) -> datetime:
    """Find a working day a few weeks into a quarter, at midnight."""
    first = datetime.combine(quarter.first_day, time(), UTC)
    return first + timedelta(days=(1 - first.weekday()) % 7, weeks=3)
