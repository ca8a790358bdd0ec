"""The pages together: getting about, typing ahead, undo, leaving, saving, themes, commands."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import TextArea

from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.model import Answer, Assessment, Plan, Progress, QuestionBank, Scale
from breakthroughs_tui.session import Session
from breakthroughs_tui.settings import Settings
from breakthroughs_tui.tui import Ending, run
from breakthroughs_tui.tui import app as app_module
from breakthroughs_tui.tui.app import BreakthroughsApp
from breakthroughs_tui.tui.palette import COMMANDS
from breakthroughs_tui.tui.start import StartPage
from breakthroughs_tui.tui.themes import DARK, LIGHT
from tests.conftest import NOW, AssessmentMaker
from tests.disk import Disk
from tests.tui.conftest import (
    ALL_DONE,
    FIRST_DONE,
    FULL_DISK,
    HALF_DONE,
    MARKUP,
    OpenQuarter,
    Sit,
    Sitting,
    SittingOnDisk,
    SitWithHistory,
    answers_of,
    assessment_keys,
)

PAGES = {
    "start": "",
    "breakthrough": "enter",
    "gaps": "s",
    "quarters": "h",
    "compare": "c",
    "trend": "t",
    "actions": "A",
}
"""The keys that lead to each page from the first."""
MOVES = {
    "start": "down down",
    "breakthrough": "/ 7 enter",
    "gaps": "s up enter down",
    "quarters": "h down down",
    "compare": "c down enter down",
    "trend": "t",
    "actions": "A down down",
    "the actions of a question": "/ 1 7 enter a down",
    "a new action": "/ 1 7 enter a a x tab y",
    "a note beside the old one": "/ 8 enter e x",
}
"""The keys that lead to something in the midst of each page, and of what opens over one."""


def state_of(desk: Sitting) -> str:
    """Give the save state in the title bar."""
    return desk.lines[0].rpartition("  ")[2].strip()


def ratings_in(desk: Sitting) -> int:
    """Count the ratings given."""
    answers = desk.session.assessment.answers.values()
    return sum(each.rating(scale) is not None for each in answers for scale in Scale)


# --- the main job


async def test_a_whole_assessment_is_53_keys(sit: Sit, bank: QuestionBank) -> None:
    """Enter; then a digit a group and Enter on Continue, eight times; and all is saved."""
    keys = assessment_keys(bank, ALL_DONE)
    assert len(keys) == 53
    async with sit() as desk:
        await desk.press(*keys)
        assert desk.title == "Priority gaps"
        assert desk.session.assessment.answers == answers_of(ALL_DONE)
        assert desk.disk.written[-1].answers == answers_of(ALL_DONE)
        assert state_of(desk) == "✓ Saved"


# --- typing ahead


async def test_an_assessment_typed_ahead_lands_where_it_is_meant(
    sit: Sit, bank: QuestionBank
) -> None:
    """All 53 keys at once, across every page change, give the same 44 ratings."""
    async with sit() as desk:
        await desk.write(*assessment_keys(bank, ALL_DONE))
        assert desk.title == "Priority gaps"
        assert desk.disk.written[-1].answers == answers_of(ALL_DONE)


@pytest.mark.parametrize(
    ("keys", "answers"),
    [
        (["enter", "n", "2", "p", "1"], {1: "1.", 5: "2."}),
        (["enter", "1", "u", "2", "3"], {1: "23"}),
        (["enter", "right", "right", "enter", "down", "left", "space"], {1: "23"}),
        (["enter", "1", "1", "k", "backspace"], {1: "1."}),
        (["down", "down", "enter", "3", "escape", "tab", "enter", "1"], {1: "1.", 5: "3."}),
        (["s", "enter", "down", "enter", "2", "1"], {1: "21"}),
        (["s", "down", "enter", "down", "down", "enter", "2", "escape", "u"], {}),
        (["/", *"golden", "enter", "1", "2"], {16: "12"}),
        (["/", *"22", "enter", "3"], {22: "3."}),
        (["/", *"golden", "escape", "enter", "1"], {1: "1."}),
        (["/", *"golden", *["backspace"] * 6, *"9", "enter", "3"], {9: "3."}),
        (["?", "down", "escape", "enter", "3"], {1: "3."}),
        (["enter", "?", "q", "3"], {1: "3."}),
        (["t", "h", "c", "A", *["escape"] * 4, "enter", "2"], {1: "2."}),
        (["h", "t", "left", "s", "enter", "down", "enter", "3", "1"], {1: "31"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_keys_typed_ahead_land_where_they_are_meant(
    sit: Sit, keys: list[str], answers: dict[int, str]
) -> None:
    """Each key works on the page that the keys before it lead to, however fast they come."""
    async with sit() as desk:
        await desk.write(*keys)
        given = {
            key: each for key, each in desk.session.assessment.answers.items() if each.progress
        }
        assert given == {
            f"q{number}": next(iter(answers_of(pair).values())) for number, pair in answers.items()
        }


async def test_a_note_typed_ahead_is_kept_whole(sit: Sit) -> None:
    """The letters go into the note, Esc closes it, and the digits after it rate."""
    async with sit() as desk:
        await desk.write("enter", "e", *"Minutes of 1 May", "escape", "2", "e", *"!", "escape", "3")
        assert desk.answer(1) == Answer(Progress.WORKING_TOWARDS, Plan.NO, "Minutes of 1 May!")


async def test_the_councils_name_typed_ahead_is_kept_whole(sit: Sit) -> None:
    """Enter keeps what was typed before it, both fields of it."""
    async with sit() as desk:
        await desk.write("d", *"Ryedale", "tab", *"Jo", "enter", "enter", "2")
        assert (desk.session.assessment.council, desk.session.assessment.assessor) == (
            "Ryedale",
            "Jo",
        )
        assert desk.answer(1) == Answer(Progress.WORKING_TOWARDS)


# --- getting about


async def test_back_leads_the_way_one_came(sit: Sit) -> None:
    """From a question behind the gaps behind a breakthrough, Esc by Esc to the start page."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("enter", "s", "enter", "down", "enter", "n")
        seen = []
        for _ in range(4):
            seen.append(desk.title)
            await desk.press("escape")
        assert seen == [
            "Breakthrough 2 of 8",
            "Priority gaps",
            "Breakthrough 2 of 8",
            "Improvement breakthroughs",
        ]
        assert desk.title == "Improvement breakthroughs"


async def test_every_page_shows_the_answers_as_they_stand(sit: Sit) -> None:
    """What is changed on the page above shows on those below when they are back in view."""
    async with sit(FIRST_DONE) as desk:
        await desk.press("down", "enter", "s", "enter", "down", "enter", "backspace")
        assert desk.answer(4) == Answer(None, Plan.NO)
        await desk.press("escape")
        assert "3 of 22 questions answered" in desk.lines[1]
        await desk.press("escape")
        assert desk.text.count("(•)") == 7
        await desk.press("escape")
        assert "◐ In progress  1  Lead" in desk.text
        assert "3 of 22 questions answered" in desk.lines[1]


async def test_pages_below_follow_the_windows_size(sit: Sit) -> None:
    """A page that was covered while the window changed is laid out for it when it is back."""
    async with sit(FIRST_DONE, size=(120, 40)) as desk:
        await desk.press("down", "enter")
        await desk.press("s", "?")
        await desk.resize(80, 24)
        await desk.press("escape")
        assert desk.lines[-1].endswith("? All keys")
        await desk.press("escape")
        async with sit(FIRST_DONE) as other:
            await other.press("down", "enter")
            assert desk.text == other.text


async def test_every_page_fits_a_small_window(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """At 40 by 15 each shows its name, the save state, where the cursor is and the way to help."""
    async with sit_with_history(invented[:3], size=(40, 15)) as desk:
        for page, key in PAGES.items():
            await desk.press(*key.split())
            assert len(desk.lines) == 15
            assert state_of(desk) == "✓ Saved"
            assert desk.lines[-1].endswith("? All keys")
            assert desk.lines[-1].count("  ") >= 1
            assert desk.text.count("›") == (page != "trend")
            assert "…" not in desk.text
            await desk.press("escape")
            assert desk.title == "Improvement breakthroughs"


@pytest.mark.parametrize("keys", MOVES.values(), ids=list(MOVES))
async def test_what_is_shown_follows_the_window(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], keys: str
) -> None:
    """Made small and large again, it shows what it showed; what is under the cursor stays seen."""
    async with sit_with_history(invented, size=(120, 40)) as desk:
        await desk.press(*keys.split())
        before = desk.text
        await desk.resize(40, 15)
        assert len(desk.lines) == 15
        assert ("›" in desk.text) == ("›" in before) or "│" in desk.text
        await desk.resize(120, 40)
        assert desk.text == before


@pytest.mark.parametrize("key", ["h", "c", "t", "A"])
async def test_find_and_help_lead_back_to_the_page(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...], key: str
) -> None:
    """What opens over a page closes to it, the cursor where it was."""
    async with sit_with_history(invented) as desk:
        await desk.press(key, "down")
        shown = desk.text
        await desk.write("?", "escape", "/", *"22", "enter")
        assert desk.focused == (22, Scale.PROGRESS)
        await desk.press("escape")
        assert desk.text == shown


async def test_pages_of_the_same_kind_do_not_pile_up(
    sit_with_history: SitWithHistory, invented: tuple[Assessment, ...]
) -> None:
    """Who goes from list to list finds the way back as short as the pages are many."""
    async with sit_with_history(invented) as desk:
        await desk.write(*"htAshtAsh", *["escape"] * 4)
        assert desk.title == "Improvement breakthroughs"
        assert len(desk.app.screen_stack) == 1


# --- undo


async def test_undo_works_on_every_page(sit: Sit) -> None:
    """Four ratings are taken back on four pages, newest first, and the file follows."""
    async with sit() as desk:
        await desk.press("enter", "1", "2", "3", "1")
        for way, left in [([], 3), (["s"], 2), (["escape", "n"], 1), (["escape"], 0)]:
            await desk.press(*way, "u")
            answers = desk.session.assessment.answers.values()
            assert (
                sum((each.progress is not None) + (each.plan is not None) for each in answers)
                == left
            )
            assert desk.disk.written[-1] == desk.session.assessment
        assert desk.remarks == [
            "Undone: plan of question 2.",
            "Undone: progress of question 2.",
            "Undone: plan of question 1.",
            "Undone: progress of question 1.",
        ]


# --- leaving


@pytest.mark.parametrize("way", PAGES.values(), ids=list(PAGES))
async def test_q_leaves_from_every_page(sit: Sit, way: str) -> None:
    """One key, no question, when all is saved."""
    async with sit(FIRST_DONE) as desk:
        await desk.press(*way.split(), "q")
        assert desk.has_left


async def test_ctrl_c_twice_leaves(sit: Sit) -> None:
    """The first says how to go on; nothing is lost."""
    async with sit() as desk:
        await desk.press("enter", "1", "ctrl+c")
        assert not desk.has_left
        assert desk.remarks == ["Press Ctrl+C again to quit. Your answers are saved."]
        await desk.press("ctrl+c")
        assert desk.has_left


@pytest.mark.parametrize(
    "way",
    [["enter", "e"], ["enter", "a"], ["enter", "a", "a"], ["/"], ["?"], ["d"], ["ctrl+p"]],
    ids="-".join,
)
async def test_ctrl_c_twice_leaves_from_every_dialog(sit: Sit, way: list[str]) -> None:
    """Whatever is open."""
    async with sit() as desk:
        desk.type_ahead(*way)
        await desk.until(lambda: len(desk.app.screen_stack) > 1)
        desk.type_ahead("ctrl+c", "ctrl+c")
        await desk.until(lambda: desk.has_left)
        assert desk.app.return_code == 0


async def test_ctrl_c_twice_leaves_a_window_that_is_too_small(sit: Sit) -> None:
    """It is the one way out there, besides a larger window."""
    async with sit(size=(20, 10)) as desk:
        await desk.press("ctrl+c", "ctrl+c")
        assert desk.has_left


async def test_two_ctrl_c_long_apart_do_not_leave(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three seconds the first is forgotten."""
    clock = [100.0]
    monkeypatch.setattr(app_module, "monotonic", lambda: clock[0])
    async with sit() as desk:
        for _ in range(3):
            await desk.press("ctrl+c")
            assert not desk.has_left
            clock[0] += 3.5
        assert len(desk.remarks) == 3
        await desk.press("ctrl+c")
        clock[0] += 2.5
        await desk.press("ctrl+c")
        assert desk.has_left


async def test_ctrl_c_copies_what_is_marked(sit: Sit) -> None:
    """With text marked in a note, the first Ctrl+C copies and says so; the second leaves."""
    async with sit() as desk:
        await desk.write("enter", "e", *"evidence")
        desk.screen.query_one(TextArea).select_all()
        await desk.press("ctrl+c")
        assert desk.app.clipboard == "evidence"
        assert not desk.has_left
        assert desk.remarks == ["Copied. Press Ctrl+C again to quit. Your answers are saved."]
        await desk.press("ctrl+c")
        assert desk.has_left


async def test_ctrl_c_does_not_call_saved_what_is_not(sit: Sit) -> None:
    """After a failed save, the remark does not claim that the answers are safe."""
    async with sit() as desk:
        await desk.fail_to_save()
        await desk.press("ctrl+c")
        assert len(desk.remarks) == 1
        assert "are saved" not in desk.remarks[0]


# --- saving


async def test_the_title_bar_tells_the_save_state_in_words(sit: Sit) -> None:
    """Saving, saved and not saved differ as text, and so does read only."""
    seen = []
    async with sit() as desk:
        await desk.press("enter")
        seen.append(state_of(desk))
        desk.disk.may_go_on.clear()
        await desk.press("1")
        seen.append(state_of(desk))
        desk.disk.may_go_on.set()
        await desk.settle()
        seen.append(state_of(desk))
        await desk.fail_to_save()
        seen.append(state_of(desk))
    async with sit(read_only_because="Another window has it.") as desk:
        seen.append(state_of(desk))
    assert seen == ["✓ Saved", "… Saving", "✓ Saved", "! NOT SAVED", "Read only"]


async def test_the_screen_never_waits_for_the_disk(sit: Sit) -> None:
    """While a save is held up, keys are drawn and pages turn; the latest answers are saved."""
    async with sit() as desk:
        await desk.press("enter")
        desk.disk.may_go_on.clear()
        await desk.press("1")
        await desk.until(desk.disk.is_reached.is_set)
        assert desk.text.count("(•)") == 1
        await desk.press("2", "3")
        assert desk.text.count("(•)") == 3
        await desk.press("s")
        assert desk.title == "Priority gaps"
        assert "1 of 22 questions answered" in desk.lines[1]
        assert state_of(desk) == "… Saving"
        assert desk.disk.written == []
        desk.disk.may_go_on.set()
        await desk.settle()
        assert state_of(desk) == "✓ Saved"
        assert desk.disk.written[-1] == desk.session.assessment


@pytest.mark.parametrize("retry", ["2", "ctrl+s"])
async def test_a_failed_save_is_told_and_tried_again(sit: Sit, retry: str) -> None:
    """NOT SAVED and the reason stay on every page until a save works."""
    reason = f"NOT SAVED. {FULL_DISK.message}. {FULL_DISK.hint}"
    async with sit() as desk:
        desk.disk.faults = [FULL_DISK]
        await desk.press("enter", "1")
        for key in ("s", "escape", "n"):
            assert state_of(desk) == "! NOT SAVED"
            assert reason in desk.flowing_text
            await desk.press(key)
        assert desk.disk.written == []
        await desk.press(retry)
        assert state_of(desk) == "✓ Saved"
        assert "NOT SAVED" not in desk.text
        assert desk.disk.written[-1].answer("q1").progress is Progress.ACHIEVED
        await desk.press("escape")
        assert "NOT SAVED" not in desk.text


async def test_a_retry_that_fails_says_so_again(sit: Sit) -> None:
    """The reason is that of the latest try."""
    async with sit() as desk:
        await desk.fail_to_save()
        desk.disk.faults = [StoreError("The disk is gone", "Plug it in.")]
        await desk.press("ctrl+s")
        assert "NOT SAVED. The disk is gone. Plug it in." in desk.flowing_text
        assert FULL_DISK.message not in desk.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 15)], ids=lambda size: f"{size[0]}")
async def test_a_failed_save_leaves_room_to_work(sit: Sit, size: tuple[int, int]) -> None:
    """State and reason are in view, and so are the focused group and the keys."""
    async with sit(size=size) as desk:
        await desk.press("enter")
        await desk.fail_to_save()
        assert state_of(desk) == "! NOT SAVED"
        assert FULL_DISK.message in desk.flowing_text
        await desk.press("down", "down")
        assert "2 Are leaders clearly behind the vision" in desk.flowing_text
        assert desk.focused == (2, Scale.PROGRESS)
        assert desk.marked.startswith(("› Progress", "› What progress"))
        assert desk.lines[-1].endswith("? All keys")


async def test_a_warning_of_the_store_is_shown(sit: Sit) -> None:
    """The answers are saved, and the person is told what else there is to know, literally."""
    async with sit() as desk:
        desk.disk.warning = f"{MARKUP} was changed by another program."
        await desk.press("enter", "1")
        assert state_of(desk) == "✓ Saved"
        assert f"{MARKUP} was changed by another program." in desk.flowing_text
        await desk.press("q")
        assert desk.has_left


async def test_the_state_is_never_cut(sit: Sit, hostile_bank: QuestionBank) -> None:
    """A long title makes room for it in a narrow window."""
    async with sit(bank=hostile_bank, size=(40, 15)) as desk:
        assert desk.lines[0].startswith(" Title [/] [@click")
        assert desk.lines[0].endswith("… ✓ Saved")
        await desk.fail_to_save()
        assert desk.lines[0].endswith("… ! NOT SAVED")


async def test_notices_are_shown_literally(sit: Sit) -> None:
    """What there is to know at the start is said at once, and is text."""
    notices = [f"Settings {MARKUP} were damaged."]
    async with sit(notices=notices, toasts=True) as desk:
        await desk.until(lambda: notices[0] in desk.flowing_text)
        assert desk.remarks == notices


async def test_remarks_are_shown_literally(sit: Sit) -> None:
    """The reason why a quarter is read only is text in the remark, too."""
    async with sit(read_only_because=f"Held by {MARKUP}.", toasts=True) as desk:
        await desk.press("enter", "1")
        await desk.until(lambda: desk.flowing_text.count("Held by [/] [@click=app.quit]x[/]") == 2)
        assert not desk.has_left


# --- settings


@pytest.mark.parametrize(
    ("theme", "shown"),
    [("", DARK), (LIGHT.name, LIGHT), (DARK.name, DARK), ("textual-dark", DARK), ("[/]", DARK)],
    ids=["none", "light", "dark", "not ours", "nonsense"],
)
async def test_the_theme_of_the_last_run_is_used(sit: Sit, theme: str, shown: object) -> None:
    """Where none is remembered, or none of ours, the dark one serves."""
    async with sit(settings=Settings(theme=theme)) as desk:
        assert desk.app.current_theme == shown
        assert desk.app.work.settings == Settings(theme=theme)


async def test_a_theme_is_chosen_in_the_command_palette_and_remembered(sit: Sit) -> None:
    """The other settings stay as they are; what is chosen last is kept."""
    async with sit(settings=Settings(council="Ryedale")) as desk:
        for name, theme in (("light", LIGHT), ("dark", DARK)):
            await choose_command(desk, name)
            await desk.until(lambda theme=theme: desk.app.current_theme == theme)  # type: ignore[misc]
            assert desk.app.work.settings == Settings(theme=theme.name, council="Ryedale")


def test_settings_are_handed_back_only_if_others_were_chosen(
    monkeypatch: pytest.MonkeyPatch, open_quarter: OpenQuarter
) -> None:
    """Who only answers leaves the settings file as it is."""
    kept: list[Settings] = []

    def choose_light(app: BreakthroughsApp) -> None:
        app.work.settings = Settings(theme=LIGHT.name)

    monkeypatch.setattr(BreakthroughsApp, "run", lambda _app: None)
    sitting = open_quarter()
    assert run(sitting, Settings(), kept.append) == Ending()
    assert kept == []
    monkeypatch.setattr(BreakthroughsApp, "run", choose_light)
    run(sitting, Settings(), kept.append)
    assert kept == [Settings(theme=LIGHT.name)]
    sitting.close()


def test_a_signal_during_the_start_ends_the_program(
    monkeypatch: pytest.MonkeyPatch, make_assessment: AssessmentMaker
) -> None:
    """Being asked to end before the first page is up is not forgotten."""
    app = BreakthroughsApp(Session(make_assessment(), Disk(), lambda: NOW), Settings())
    app.end()
    ended: list[bool] = []
    monkeypatch.setattr(app, "exit", lambda: ended.append(True))

    async def start() -> None:
        async with app.run_test():
            pass

    asyncio.run(start())
    assert ended == [True]


async def test_the_news_of_a_save_may_come_when_the_screens_are_gone(
    make_assessment: AssessmentMaker,
) -> None:
    """A disk that answers at that very moment makes no fault of leaving."""
    session = Session(make_assessment(), Disk(), lambda: NOW)
    session.close()
    app = BreakthroughsApp(session, Settings())
    assert app.screen_stack == []
    await app.on_breakthroughs_app_state_changed()


# --- the command palette


async def choose_command(desk: Sitting, typed: str) -> None:
    """Open the palette, type part of a command's name, and take it: all in one burst."""
    await desk.write("ctrl+p", *typed, "enter")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Council and name", "─ Council ─"),
        ("Find", "─ Find ─"),
        ("Keys", "─ Keys ─"),
        ("Priority gaps", " Priority gaps  2026/27 Q3"),
        ("Quarters", " Quarters  2026/27 Q3"),
        ("Compare", " Compare  2026/27 Q3"),
        ("Trend", " Trend of the gap index  2026/27 Q3"),
        ("Actions", " Actions  2026/27 Q3"),
    ],
)
async def test_commands_lead_where_they_say(sit: Sit, name: str, shown: str) -> None:
    """Each opens over the page that the palette was opened on; the keys work there at once."""
    async with sit(ALL_DONE) as desk:
        await desk.press("enter", "escape")
        await choose_command(desk, name.lower())
        assert shown in desk.text
        await desk.press("escape")
        assert desk.title == "Improvement breakthroughs"


async def test_the_palette_can_quit(sit: Sit) -> None:
    """All that is saved; unsaved answers are asked about first."""
    async with sit() as desk:
        assert [line.name for line in COMMANDS] == [
            "Use the dark theme",
            "Use the light theme",
            "Council and name",
            "Find",
            "Priority gaps",
            "Quarters",
            "Compare",
            "Trend",
            "Actions",
            "Report",
            "Keys",
            "Quit",
        ]
        await desk.fail_to_save()
        await choose_command(desk, "quit")
        assert "─ NOT SAVED ─" in desk.text
        assert not desk.has_left


async def test_a_read_only_quarter_takes_no_council_from_the_palette(sit: Sit) -> None:
    """It refuses with the reason, as the key does."""
    async with sit(read_only_because="Another window has it.") as desk:
        await choose_command(desk, "council")
        assert "─ Council ─" not in desk.text
        assert desk.remarks == ["Another window has it."]


# --- faults


async def test_a_fault_is_kept_for_a_file_and_not_shown(
    sit: Sit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The details name the place; no answer or note is in them; what was typed is saved."""
    desks: list[SittingOnDisk] = []

    def fail(_page: StartPage) -> None:
        raise RuntimeError("boom")

    async def come_to_the_fault() -> None:
        async with sit({"q1": Answer(note="Confidential")}) as desk:
            desks.append(desk)
            await desk.press("enter", "2", "escape")
            desk.type_ahead("tab")
            await desk.until(lambda: bool(desk.app.fault))

    monkeypatch.setattr(StartPage, "action_switch", fail)
    with pytest.raises(RuntimeError, match="boom"):
        await come_to_the_fault()
    fault, disk = desks[0].app.fault, desks[0].disk
    assert "RuntimeError: boom" in fault
    assert "Confidential" not in fault
    assert "working_towards" not in fault
    answer = Answer(Progress.WORKING_TOWARDS, None, "Confidential")
    assert disk.written[-1].answer("q1") == answer
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err


async def test_an_unanswered_quarter_writes_nothing(sit: Sit) -> None:
    """Looking at every page and dialog leaves no file behind."""
    async with sit() as desk:
        for keys in (["enter", "n", "escape"], ["s", "enter", "escape"], ["?", "escape"], ["/"]):
            await desk.press(*keys)
        await desk.press("escape", "h", "escape", "c", "left", "y", "escape", "t", "left", "escape")
        await desk.press("A", "space", "enter", "escape", "enter", "=", "a", "space", "escape", "/")
        await desk.press("escape", "enter", "e", "escape", "u", "backspace", "q")
        assert desk.has_left
    assert desk.disk.written == []


async def test_half_done_work_goes_on_where_it_stopped(sit: Sit) -> None:
    """Restored ratings show; the first open group has the focus; digits fill the gap."""
    async with sit(HALF_DONE) as desk:
        await desk.press("enter")
        assert desk.focused == (11, Scale.PLAN)
        assert desk.text.count("(•)") == 3
        await desk.press("2", "1", "1")
        assert desk.marked == "›[ Continue ]"
        assert desk.session.assessment.answered == 12
