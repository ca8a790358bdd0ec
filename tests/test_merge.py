"""Two copies put together hold all of both, but for what the person refused."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from breakthroughs_tui.merge import (
    Difference,
    Origin,
    Origins,
    Part,
    Side,
    Value,
    common_origins,
    find_differences,
    propose,
    put_together,
)
from breakthroughs_tui.model import NO_ANSWER, Action, Answer, Assessment, Plan, Progress
from tests.conftest import NOW, QUARTER
from tests.quarters import action, answer, bank_of, take

BANK = bank_of(one="a b", two="c")
ACTIONS = st.builds(
    Action,
    text=st.sampled_from(["Ask", "Write", "Plan"]),
    owner=st.sampled_from(["", "Jo"]),
    due=st.sampled_from([None, QUARTER]),
    done=st.booleans(),
    raised=st.sampled_from([QUARTER, QUARTER.previous]),
)
ANSWERS = st.builds(
    Answer,
    progress=st.sampled_from([None, *Progress]),
    plan=st.sampled_from([None, *Plan]),
    note=st.sampled_from(["", "One", "Two\nlines"]),
    actions=st.lists(ACTIONS, max_size=4).map(tuple),
)
COPIES = st.builds(
    Assessment,
    quarter=st.just(QUARTER),
    council=st.sampled_from(["", "Here", "There"]),
    assessor=st.sampled_from(["", "Jo"]),
    created=st.just(NOW),
    modified=st.integers(0, 3).map(lambda hours: NOW + timedelta(hours=hours)),
    bank=st.just(BANK),
    answers=st.dictionaries(st.sampled_from(["a", "b", "c", "gone"]), ANSWERS),
)


def parts(difference: Difference) -> tuple[Part, str, Value, Value]:
    """Give what a test asks of a difference."""
    key = difference.key
    return key.part, key.question_id, difference.ours, difference.theirs


def everything(assessment: Assessment) -> list[tuple[str, object]]:
    """List every rating, note and action with its question, and whose assessment it is."""
    found: list[tuple[str, object]] = [("", assessment.council), ("", assessment.assessor)]
    for key, given_answer in assessment.answers.items():
        values = (given_answer.progress, given_answer.plan, given_answer.note)
        found += [(key, value) for value in (*values, *given_answer.actions)]
    return [(key, value) for key, value in found if value]


def whole(assessment: Assessment) -> set[object]:
    """Give every rating, note and action, with its question."""
    found: set[object] = {assessment.council, assessment.assessor}
    for key, given_answer in assessment.answers.items():
        found |= {(key, given_answer.progress), (key, given_answer.plan), (key, given_answer.note)}
        found |= {(key, each) for each in given_answer.actions}
    return found


def test_only_what_differs_is_listed_in_the_banks_order() -> None:
    """Whose it is comes first; then ratings, note and actions, question by question."""
    ours = take(BANK, c=answer("AY", "Seen"), b="JN", a=answer("W-", "", action("Ask")))
    theirs = take(BANK, b="JN", c=answer("AN", "Heard"), a=answer("WY", "", action("Write")))
    ours, theirs = replace(ours, council="Here"), replace(theirs, council="There")
    assert [parts(each) for each in find_differences(ours, theirs)] == [
        (Part.COUNCIL, "", "Here", "There"),
        (Part.PLAN, "a", None, Plan.YES),
        (Part.ACTION, "a", action("Ask"), None),
        (Part.ACTION, "a", None, action("Write")),
        (Part.PLAN, "c", Plan.YES, Plan.NO),
        (Part.NOTE, "c", "Seen", "Heard"),
    ]


def test_the_same_action_is_known_by_its_text_and_when_it_was_raised() -> None:
    """It is there once, as one of the copies has it; one that is new comes after it."""
    mine, done = action("Ask"), action("Ask", done=True)
    ours = take(BANK, a=answer("--", "", mine))
    theirs = take(BANK, a=answer("--", "", action("Write"), done))
    differences = find_differences(ours, theirs)
    assert [parts(each)[2:] for each in differences] == [(mine, done), (None, action("Write"))]
    choices = propose(differences)
    assert list(choices.values()) == [Side.THEIRS]
    merged = put_together(ours, differences, {**choices, differences[0]: Side.THEIRS})
    assert merged.answer("a").actions == (done, action("Write"))


def test_both_notes_can_be_kept_one_after_the_other() -> None:
    """Where both wrote something; a rating is one or the other."""
    differences = find_differences(
        take(BANK, a=answer("A-", "Mine")), take(BANK, a=answer("W-", "Theirs"))
    )
    progress, note = differences
    assert (progress.sides, note.sides) == ((Side.OURS, Side.THEIRS), tuple(Side))
    choices = {progress: Side.OURS, note: Side.BOTH}
    merged = put_together(take(BANK, a=answer("A-", "Mine")), differences, choices)
    assert merged.answer("a") == answer("A-", "Mine\n\nTheirs")
    lone = find_differences(take(BANK), take(BANK, a=answer("--", "Theirs")))
    assert lone[0].sides == (Side.OURS, Side.THEIRS)


@pytest.mark.parametrize(
    ("origin", "proposed"),
    [(None, Side.THEIRS), ("--", Side.THEIRS), ("WY", None), ("AN", None)],
    ids=["unknown", "nothing", "as theirs", "another"],
)
def test_what_one_copy_lacks_is_proposed_unless_it_was_taken_away(
    origin: str | None, proposed: Side | None
) -> None:
    """Nothing is chosen for the person where both have something, or one took it back."""
    origins = Origins((take(BANK, a=origin),)) if origin else None
    differences = find_differences(take(BANK), take(BANK, a="WY"), origins)
    assert {each.proposal for each in differences} == {proposed}
    both = find_differences(
        take(BANK, a="AY"), take(BANK, a="WY"), Origins((take(BANK, a="WY"),), is_sure=True)
    )
    assert propose(both) == {}


@given(COPIES)
def test_a_copy_put_together_with_itself_changes_nothing(copy: Assessment) -> None:
    """There is nothing to choose, and the result is the copy."""
    assert find_differences(copy, copy, Origins((copy,))) == ()
    assert put_together(copy, (), {}) == copy


@given(COPIES, COPIES, st.lists(COPIES, max_size=2), st.data())
def test_all_of_both_is_in_the_result_or_was_refused(
    ours: Assessment, theirs: Assessment, origins: list[Assessment], data: st.DataObject
) -> None:
    """Whatever is chosen: what is lacking was refused, and nothing is there that was in neither."""
    differences = find_differences(ours, theirs, Origins(tuple(origins)))
    choices = {each: data.draw(st.sampled_from(each.sides)) for each in differences}
    merged = put_together(ours, differences, choices)
    for before, side in ((ours, Side.OURS), (theirs, Side.THEIRS)):
        lost = Counter(everything(before))
        lost.subtract(everything(merged))
        refused: Counter[tuple[str, object]] = Counter(
            (difference.key.question_id, refused_value)
            for difference in differences
            if choices[difference] not in {side, Side.BOTH}
            and (refused_value := difference.value(side))
        )
        kept_in_a_note = {
            (key, note)
            for key, note in lost
            if isinstance(note, str) and note.strip() in merged.answer(key).note
        }
        assert all(
            count <= refused[value] for value, count in lost.items() if value not in kept_in_a_note
        )
    notes = {each.value(Side.BOTH) for each in differences if Side.BOTH in each.sides}
    inside = {(key, note) for key in merged.answers for note in notes}
    nothing = {(key, each) for key in merged.answers for each in (None, "")} | {""}
    assert whole(merged) <= whole(ours) | whole(theirs) | inside | nothing
    if all(choice is Side.THEIRS for choice in choices.values()):
        assert not find_differences(merged, theirs)
    if all(choice is Side.OURS for choice in choices.values()):
        kept = {key: each for key, each in merged.answers.items() if each != NO_ANSWER}
        assert kept == {key: each for key, each in ours.answers.items() if each != NO_ANSWER}


def at(hours: int, marks: str, *, created: int = 0) -> Assessment:
    """Give a state of the quarter that was last changed so many hours after it was started."""
    moment = NOW + timedelta(hours=hours)
    return replace(take(BANK, a=marks), created=NOW + timedelta(hours=created), modified=moment)


def test_the_state_from_which_both_went_on_is_their_origin() -> None:
    """Both desks backed it up: it is kept twice. A later state of one of them is no origin."""
    parted, later_here = at(2, "JN"), at(3, "WN")
    backups = [at(1, "--"), parted, later_here, parted]
    ours, theirs = at(5, "AN"), at(4, "JY")
    origins = common_origins(ours, theirs, backups)
    assert origins == Origins((parted,), is_sure=True)
    assert [each.origin for each in find_differences(ours, theirs, origins)] == [
        Origin(Progress.JUST_STARTING, is_sure=True),
        Origin(Plan.NO, is_sure=True),
    ]


def test_a_copy_that_nobody_changed_is_the_origin_of_the_other() -> None:
    """The other desk backed it up as it was."""
    ours, theirs = at(2, "JN"), at(4, "JY")
    assert common_origins(ours, theirs, [at(1, "--"), ours]) == Origins((ours,), is_sure=True)


def test_without_a_sure_origin_only_what_all_backups_agree_on_is_told() -> None:
    """None is newer than either copy, and none of another start counts."""
    ours, theirs = at(5, "AN"), at(4, "JY")
    backups = [at(1, "-P"), at(2, "WP"), at(5, "AY"), at(3, "WN", created=1)]
    origins = common_origins(ours, theirs, backups)
    assert origins == Origins(tuple(backups[:2]))
    progress, plan = find_differences(ours, theirs, origins)
    assert (progress.origin, plan.origin) == (None, Origin(Plan.PARTIALLY, is_sure=False))
    begun_apart = replace(theirs, created=NOW + timedelta(hours=1))
    assert common_origins(ours, begun_apart, [*backups, ours, ours]) == Origins()


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        ("Mine", "Theirs", "Mine\n\nTheirs"),
        ("Mine\n\nTheirs", "Theirs", "Mine\n\nTheirs"),
        ("Theirs", "Mine\n\nTheirs\n", "Mine\n\nTheirs\n"),
        ("Not signed off", "signed off", "Not signed off\n\nsigned off"),
    ],
)
def test_both_notes_put_together_again_come_to_the_same(ours: str, theirs: str, both: str) -> None:
    """What one note holds of the other already is not written twice."""
    (note,) = find_differences(take(BANK, a=answer("--", ours)), take(BANK, a=answer("--", theirs)))
    assert note.value(Side.BOTH) == both


def test_notes_that_look_the_same_are_alike() -> None:
    """Blanks at the end of a note cannot be chosen between; ours stay as they are."""
    ours, theirs = take(BANK, a=answer("--", "Same\n")), take(BANK, a=answer("--", " Same"))
    assert find_differences(ours, theirs) == ()
    assert put_together(ours, (), {}) == ours


def test_a_side_that_cannot_be_chosen_is_refused() -> None:
    """Of two ratings there is no both, nor of a note and none."""
    (progress,) = find_differences(take(BANK, a="A-"), take(BANK, a="W-"))
    (note,) = find_differences(take(BANK), take(BANK, a=answer("--", "Theirs")))
    for difference in (progress, note):
        with pytest.raises(ValueError, match="cannot be chosen"):
            put_together(take(BANK), [difference], {difference: Side.BOTH})
        with pytest.raises(KeyError):
            put_together(take(BANK), [difference], {})


def test_of_actions_with_one_text_those_that_are_alike_are_the_same() -> None:
    """However they stand in the lists; only what is left over is set side by side."""
    mine, hers = (Action("Ask", who, None, done=False, raised=QUARTER) for who in ("Jo", "Al"))
    done = replace(mine, done=True)
    ours = take(BANK, a=answer("--", "", mine, hers))
    assert [
        parts(each)[2:] for each in find_differences(ours, take(BANK, a=answer("--", "", hers)))
    ] == [(mine, None)]
    (changed,) = find_differences(ours, take(BANK, a=answer("--", "", hers, done)))
    assert (changed.ours, changed.theirs) == (mine, done)
    merged = put_together(ours, [changed], {changed: Side.THEIRS})
    assert merged.answer("a").actions == (done, hers)


def test_questions_that_are_not_asked_come_last_each_with_its_own() -> None:
    """A file may hold answers that its bank has no question for."""
    ours = take(BANK, gone=answer("A-", "One"), lost=answer("J-", "Two"))
    found = find_differences(ours, take(BANK, c="A-"))
    assert [each.key.question_id for each in found] == ["c", "gone", "gone", "lost", "lost"]
