"""The values: safe text, scales, the numbering of a bank, and one quarter's answers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthroughs_tui.model import (
    NO_ANSWER,
    RATINGS,
    UNSAFE,
    Action,
    Answer,
    Assessment,
    Plan,
    Progress,
    QuestionBank,
    Rating,
    Scale,
    Status,
    clean_text,
    scale_of,
)
from breakthroughs_tui.quarter import Quarter
from tests.conftest import QUARTER, AssessmentMaker

DONE = (Progress.ACHIEVED, Plan.YES)
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;aGk=\x07", "]52;c;aGk="),
        ("\x9b2J\x90\x7f\x00", "2J"),
        ("pay \u202e001\u202c", "pay 001"),
        ("\u2066a\u2069\u200fb\u061c", "ab"),
        ("\ufeffmark\ufeff", "mark"),
        ("half \ud800 a pair", "half  a pair"),
    ],
)
def test_clean_text_takes_out_what_steers_a_terminal(text: str, clean: str) -> None:
    """Terminal commands and characters that reorder a line are gone, their text is not."""
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    "text", ["a\tb\n c ", "£5 – 'dŵr' [/] [@click=app.quit]", "👩‍💻 café cafe\u0301", "שלום", ""]
)
def test_clean_text_keeps_what_a_person_can_see(text: str) -> None:
    """Tabs, line feeds, joined emoji, accents, right-to-left letters and markup stay."""
    assert clean_text(text) == text
    assert not UNSAFE.search(text)


@settings(deadline=None)
@given(any_text)
def test_clean_text_leaves_nothing_unsafe(text: str) -> None:
    """Cleaned text is clean: no control character is left, and every file can hold it."""
    cleaned = clean_text(text)
    assert not UNSAFE.search(cleaned)
    assert clean_text(cleaned) == cleaned
    assert not {unicodedata.category(each) for each in cleaned if each not in "\t\n"} & {"Cc", "Cs"}
    assert not {unicodedata.bidirectional(each) for each in cleaned} & {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"
    }  # fmt: skip
    assert cleaned.encode().decode() == cleaned


def test_unsafe_characters_tell_their_places() -> None:
    """Each unsafe character is found where it stands."""
    found = UNSAFE.finditer("a\x1bb\n\u202ec")
    assert [(each.start(), each[0]) for each in found] == [(1, "\x1b"), (4, "\u202e")]


def test_ratings_stand_in_the_order_of_their_keys() -> None:
    """The keys 1, 2 and 3 give the options in the handout's order."""
    assert [each.value for each in RATINGS[Scale.PROGRESS]] == [
        "achieved",
        "working_towards",
        "just_starting",
    ]
    assert [each.value for each in RATINGS[Scale.PLAN]] == ["yes", "partially", "no"]
    assert all(scale_of(rating) is scale for scale, each in RATINGS.items() for rating in each)


@pytest.mark.parametrize(
    ("rating", "label"),
    [(Progress.JUST_STARTING, "Just starting"), (Plan.NO, "No"), (Plan.PARTIALLY, "Partially")],
)
def test_scales_word_their_ratings(bank: QuestionBank, rating: Rating, label: str) -> None:
    """A rating is shown in the bank's words."""
    assert bank.scales.label(rating) == label


def test_scales_word_their_headings(bank: QuestionBank) -> None:
    """Each scale has a heading of its own."""
    assert bank.scales.heading(Scale.PROGRESS) == "What progress have you made?"
    assert bank.scales.heading(Scale.PLAN) == "Does your improvement plan address this area?"


def test_questions_are_numbered_across_the_bank(bank: QuestionBank) -> None:
    """Numbers run from 1 through all breakthroughs, each question at its number less one."""
    assert [each.number for each in bank.questions] == list(range(1, 23))
    assert [each.position for each in bank.questions] == (
        [0] * 4 + [1] * 3 + [2] * 2 + [3] * 3 + [4] * 2 + [5] * 4 + [6] + [7] * 3
    )
    in_order = [each for part in bank.breakthroughs for each in part.questions]
    assert [each.question for each in bank.questions] == in_order


def test_questions_are_found_by_id_and_by_breakthrough(bank: QuestionBank) -> None:
    """A question is found by its id, and with the others of its breakthrough."""
    assert bank.find("q9") is bank.questions[8]
    assert bank.questions_of(2) == bank.questions[7:9]
    assert bank.questions_of(7) == bank.questions[19:]
    with pytest.raises(KeyError):
        bank.find("q23")
    assert [key in bank for key in ("q1", "q22", "q23", "lead-and-manage", None)] == (
        [True, True, False, False, False]
    )


@pytest.mark.parametrize(
    ("progress", "plan", "is_answered"),
    [
        (None, None, False),
        (Progress.ACHIEVED, None, False),
        (None, Plan.NO, False),
        (Progress.JUST_STARTING, Plan.NO, True),
    ],
)
def test_an_answer_needs_both_ratings(
    progress: Progress | None, plan: Plan | None, *, is_answered: bool
) -> None:
    """A question is answered when both ratings are given."""
    answer = Answer(progress, plan)
    assert answer.is_answered is is_answered
    assert answer.rating(Scale.PROGRESS) is progress
    assert answer.rating(Scale.PLAN) is plan


@pytest.mark.parametrize(
    ("answer", "is_rated", "is_begun"),
    [
        (NO_ANSWER, False, False),
        (Answer(Progress.ACHIEVED), True, True),
        (Answer(plan=Plan.NO), True, True),
        (Answer(*DONE), True, True),
        (Answer(note="why"), False, True),
        (Answer(note="\N{ZERO WIDTH SPACE}\n"), False, False),
        (Answer(actions=(Action("Do it", "", None, done=False, raised=QUARTER),)), False, False),
    ],
    ids=["nothing", "progress", "plan", "both", "a note", "nothing to see", "an action"],
)
def test_what_begins_an_answer_and_an_assessment(
    make_assessment: AssessmentMaker, answer: Answer, *, is_rated: bool, is_begun: bool
) -> None:
    """One rating is enough; so is a note for the assessment, but no action that came along."""
    assert answer.is_rated is is_rated
    assert make_assessment().with_answer("q1", answer).is_begun is is_begun
    assert not make_assessment().is_begun


@pytest.mark.parametrize(
    ("note", "evidence"),
    [
        (" No room\n in it\t\n", "No room\n in it"),
        ("\N{ZERO WIDTH SPACE}Minutes", "\N{ZERO WIDTH SPACE}Minutes"),
        (" \n\N{NO-BREAK SPACE}", ""),
        ("\N{ZERO WIDTH JOINER} \N{SOFT HYPHEN}\n\N{BRAILLE PATTERN BLANK}", ""),
    ],
)
def test_what_a_note_shows_is_evidence(note: str, evidence: str) -> None:
    """Blanks around it are not; nor is what cannot be seen. The note itself stays as it is."""
    assert Answer(note=note).evidence == evidence
    assert Answer(note=note).note == note


@pytest.mark.parametrize(
    ("due", "is_overdue"),
    [(None, False), (QUARTER.previous, True), (QUARTER, False), (QUARTER.next, False)],
)
def test_an_action_is_overdue_once_its_quarter_is_over(
    due: Quarter | None, *, is_overdue: bool
) -> None:
    """In the quarter by whose end it is due it is still in time; one that is done is never late."""
    action = Action("Do it", "", due, done=False, raised=QUARTER.previous)
    done = Action("Do it", "", due, done=True, raised=QUARTER.previous)
    assert action.is_overdue(QUARTER) is is_overdue
    assert not done.is_overdue(QUARTER)
    assert Answer(actions=(done, action)).open_actions == (action,)


def test_rating_changes_one_scale_only() -> None:
    """A new rating, or none, leaves the other rating and the note, and the old answer."""
    answer = Answer(Progress.ACHIEVED, Plan.NO, note="why")
    assert answer.rated(Scale.PLAN, Plan.YES) == Answer(Progress.ACHIEVED, Plan.YES, note="why")
    assert answer.rated(Scale.PROGRESS, None) == Answer(None, Plan.NO, note="why")
    assert answer == Answer(Progress.ACHIEVED, Plan.NO, note="why")


def test_with_answer_makes_a_new_assessment(make_assessment: AssessmentMaker) -> None:
    """Changing one answer leaves the other answers and the old assessment as they were."""
    before = make_assessment({"q1": DONE, "q2": DONE})
    after = before.with_answer("q1", NO_ANSWER)
    assert before.answer("q1") == Answer(*DONE)
    assert after.answer("q1") == after.answer("q3") == NO_ANSWER
    assert after.answer("q2") == Answer(*DONE)


def test_answered_counts_the_questions_of_the_bank(make_assessment: AssessmentMaker) -> None:
    """Half an answer does not count, nor does an answer to a question the bank does not ask."""
    assessment = make_assessment({"q1": DONE, "q2": (Progress.ACHIEVED, None), "gone": DONE})
    assert (assessment.answered, assessment.total) == (1, 22)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({}, Status.NOT_STARTED),
        ({"q8": Answer(note="only a note")}, Status.NOT_STARTED),
        ({"q1": Answer(*DONE)}, Status.NOT_STARTED),
        ({"q8": Answer(plan=Plan.NO)}, Status.IN_PROGRESS),
        ({"q8": Answer(*DONE)}, Status.IN_PROGRESS),
        ({"q8": Answer(*DONE), "q9": Answer(Progress.ACHIEVED)}, Status.IN_PROGRESS),
        ({"q8": Answer(*DONE), "q9": Answer(*DONE)}, Status.COMPLETED),
    ],
)
def test_status_of_a_breakthrough(
    make_assessment: AssessmentMaker, answers: dict[str, Answer], status: Status
) -> None:
    """One rating starts a breakthrough; all of both ratings complete it."""
    assessment: Assessment = make_assessment()
    for question_id, answer in answers.items():
        assessment = assessment.with_answer(question_id, answer)
    assert assessment.status(2) is status


@pytest.mark.parametrize("unanswered", [("q2", "q21"), ("q9",), ("q22",)])
def test_the_first_unanswered_question_is_found(
    make_assessment: AssessmentMaker, unanswered: tuple[str, ...]
) -> None:
    """A question with one rating wants the other; the first such in the bank's order counts."""
    ratings = {f"q{number}": DONE for number in range(1, 23)}
    half_done = dict.fromkeys(unanswered, (Progress.ACHIEVED, None))
    found = make_assessment(ratings | half_done).first_unanswered()
    assert found is not None
    assert found.question.id == unanswered[0]


def test_nothing_is_unanswered_when_all_is(make_assessment: AssessmentMaker) -> None:
    """A complete assessment has no first unanswered question."""
    assessment = make_assessment({f"q{number}": DONE for number in range(1, 23)})
    assert assessment.first_unanswered() is None


@pytest.mark.parametrize("field", ["quarter", "answers", "bank"])
def test_assessments_cannot_be_changed(make_assessment: AssessmentMaker, field: str) -> None:
    """An assessment is a value."""
    with pytest.raises(AttributeError, match="immutable"):
        setattr(make_assessment(), field, None)
