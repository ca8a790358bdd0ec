"""The way from page to page. The one module that knows every page and dialog."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual.app import App

from breakthroughs_tui.errors import BreakthroughsError
from breakthroughs_tui.plain import shown
from breakthroughs_tui.tui.page import Page
from breakthroughs_tui.tui.places import (
    Back,
    Out,
    Place,
    ToAction,
    ToActions,
    ToAllActions,
    ToBreakthrough,
    ToComparison,
    ToDetails,
    ToHelp,
    ToHistory,
    ToJump,
    ToMerge,
    ToNote,
    ToPalette,
    ToQuarter,
    ToQuestion,
    ToReport,
    ToSummary,
    ToTrend,
    UseTheme,
)
from breakthroughs_tui.tui.remarks import NOTICE_SECONDS
from breakthroughs_tui.tui.start import StartPage
from breakthroughs_tui.tui.threads import in_thread
from breakthroughs_tui.tui.way_out import WayOut
from breakthroughs_tui.tui.work import Work

if TYPE_CHECKING:
    from pathlib import Path

    from textual.notifications import SeverityLevel

    from breakthroughs_tui.merge import Choices
    from breakthroughs_tui.merging import Merger
    from breakthroughs_tui.quarter import Quarter
    from breakthroughs_tui.tui.details import Details
    from breakthroughs_tui.tui.dialog import Close, Dialog


class Navigator:
    """Opens pages and dialogs over one another, each a module that is loaded when it is needed."""

    def __init__(self, app: App[None], work: Work) -> None:
        """Lead through the work on an app's stack of screens."""
        self._app = app
        self._work = work
        self.way_out = WayOut(app, work, self._open, self._when_closed)
        self._ways: dict[type[Place], Callable[[Any], Awaitable[None]]] = {
            ToBreakthrough: self._to_breakthrough,
            ToQuestion: self._to_question,
            ToSummary: self._to_summary,
            ToHistory: self._to_history,
            ToComparison: self._to_comparison,
            ToTrend: self._to_trend,
            ToAllActions: self._to_all_actions,
            ToQuarter: self._to_quarter,
            ToMerge: self._to_merge,
            Back: self._back,
            Out: self._out,
            ToNote: self._open_note,
            ToActions: self._open_actions,
            ToAction: self._open_action,
            ToJump: self._open_jump,
            ToHelp: self._open_help,
            ToDetails: self._open_details,
            ToPalette: self._open_palette,
            ToReport: self._open_report,
            UseTheme: self._use_theme,
        }

    async def go(self, place: Place) -> None:
        """Go to a place. Only keys lead here, so this is done before the next key is looked at."""
        await self._ways[type(place)](place)

    async def offer_new_quarter(self) -> bool:
        """Offer the quarter that has begun since the person was last here; tell whether one has.

        Whoever is in a dialog is asked when they are back on a page: nothing typed is lost.
        """
        if not isinstance(self._app.screen, Page):
            return False
        quarter = self._work.new_quarter()
        if quarter is None:
            return False
        from breakthroughs_tui.tui.new_quarter import NewQuarterDialog

        close = self._when_closed(self._start_afresh)
        await self._open(NewQuarterDialog(close, self._work.session, quarter))
        return True

    async def _start_afresh(self, quarter: Quarter) -> None:
        await self.go(ToQuarter(quarter))
        if self._work.session.assessment.quarter != quarter and isinstance(self._app.screen, Page):
            self._work.offer_again()

    def show_notices(self, notices: tuple[str, ...]) -> None:
        """Show what the person should know."""
        for notice in notices:
            self._app.notify(notice, markup=False, timeout=NOTICE_SECONDS)

    def first_page(self) -> Page:
        """Make the page where the work begins."""
        return StartPage(self._work.session, self.go)

    def show(self) -> None:
        """Bring what is on top up to date."""
        from breakthroughs_tui.tui.dialog import Dialog

        if isinstance(self._app.screen, Page | Dialog):
            self._app.screen.show_session()
        if isinstance(self._app.screen, Page):
            self._app.screen.show_state()

    # --- pages

    async def _to_breakthrough(self, place: ToBreakthrough) -> None:
        from breakthroughs_tui.tui.breakthrough import BreakthroughPage

        await self._turn_page(BreakthroughPage(self._work.session, self.go, place.position))

    async def _to_question(self, place: ToQuestion) -> None:
        from breakthroughs_tui.tui.breakthrough import BreakthroughPage

        session = self._work.session
        page = BreakthroughPage(
            session,
            self.go,
            session.assessment.bank.find(place.question_id).position,
            question_id=place.question_id,
            comes_back=place.comes_back,
        )
        await self._turn_page(page)

    async def _to_summary(self, _place: ToSummary) -> None:
        from breakthroughs_tui.tui.summary import SummaryPage

        await self._show_once(SummaryPage)

    async def _to_history(self, _place: ToHistory) -> None:
        from breakthroughs_tui.tui.history import HistoryPage

        await self._show_once(HistoryPage)

    async def _to_comparison(self, place: ToComparison) -> None:
        from breakthroughs_tui.tui.comparison import ComparisonPage

        await self._show_once(ComparisonPage)
        if place.other is not None and isinstance(self._app.screen, ComparisonPage):
            self._app.screen.turn_to(place.other)

    async def _to_trend(self, _place: ToTrend) -> None:
        from breakthroughs_tui.tui.trend import TrendPage

        await self._show_once(TrendPage)

    async def _to_all_actions(self, _place: ToAllActions) -> None:
        from breakthroughs_tui.tui.all_actions import AllActionsPage

        await self._show_once(AllActionsPage)

    async def _to_quarter(self, place: ToQuarter) -> None:
        """Work on another quarter, once this one is saved. If it cannot be opened, say why."""
        await self.way_out.when_saved(partial(self._turn_to, place), "The other quarter opens")

    async def _turn_to(self, place: ToQuarter) -> None:
        before = self._work.session
        try:
            notices = self._work.turn_to(place.quarter)
        except BreakthroughsError as error:
            self._say_why(error)
            return
        while len(self._app.screen_stack) > 1:
            await self._app.pop_screen()
        if self._work.session is not before and isinstance(self._app.screen, StartPage):
            self._app.screen.work_on(self._work.session)
        self.show()
        self.show_notices(notices)

    async def _to_merge(self, place: ToMerge) -> None:
        """Show what differs in a copy of the open quarter, once that is saved."""
        await self.way_out.when_saved(partial(self._show_merge, place), "The copy is then read")

    async def _show_merge(self, place: ToMerge) -> None:
        if self._work.merge_with is None:
            return
        from breakthroughs_tui.tui.merge import MergePage

        try:
            merger = self._work.merge_with(place.path)
        except BreakthroughsError as error:
            self._say_why(error)
            return
        session = self._work.session
        if session.read_only_because and not session.may_be_corrected:
            self._app.notify(session.read_only_because, markup=False, timeout=NOTICE_SECONDS)
            return
        self._app.clear_notifications()  # they would cover what is to be compared
        choices = self._work.merge_choices
        page = MergePage(session, self.go, merger, partial(self._merge, merger), choices)
        await self._turn_page(page)

    async def _merge(self, merger: Merger, choices: Choices) -> None:
        """Put the two together, once all that was answered before is saved."""
        await self.way_out.when_saved(
            partial(self._put_together, merger, choices), "The two are then put together"
        )

    async def _put_together(self, merger: Merger, choices: Choices) -> None:
        if self._work.session.state.has_failed:
            self._app.notify("Save first: press Ctrl+S.", markup=False, severity="error")
            return
        self._work.session.correct()  # whoever puts an older quarter together means to change it
        try:
            kept = merger.finish(choices)
        except BreakthroughsError as error:
            self._say_why(error)
            return
        await self.way_out.when_saved(
            partial(self._remove_copy, merger, kept), "The copy is then put away"
        )

    async def _remove_copy(self, merger: Merger, kept: Path) -> None:
        """Go back to where the person came from, without the copy if the answers are saved."""
        said = f"The copy is kept in {shown(kept)}"
        severity: SeverityLevel = "information"
        state = self._work.session.state
        if not (state.has_failed or state.warning):  # of those, the page tells
            try:
                merger.remove_copy()
            except BreakthroughsError as error:
                said, severity = error.text, "error"
        await self._back()
        self._app.notify(said, markup=False, severity=severity, timeout=NOTICE_SECONDS)

    def _say_why(self, error: BreakthroughsError) -> None:
        self._app.notify(error.text, markup=False, severity="error", timeout=NOTICE_SECONDS)

    async def _turn_page(self, page: Page) -> None:
        """Show a page in place of one of its kind, else over what is shown."""
        if isinstance(self._app.screen, type(page)):
            await self._app.switch_screen(page)
        else:
            await self._app.push_screen(page)
        page.arrive()

    async def _show_once(self, kind: type[Page]) -> None:
        """Go back to a page of this kind if one is open below, else open one."""
        if any(isinstance(page, kind) for page in self._app.screen_stack):
            while not isinstance(self._app.screen, kind):
                await self._back()
            return
        page = kind(self._work.session, self.go)
        await self._app.push_screen(page)
        page.arrive()

    async def _back(self, _place: Back | None = None) -> None:
        if len(self._app.screen_stack) > 1:
            await self._app.pop_screen()
            self.show()

    async def _out(self, _place: Out) -> None:
        await self.way_out.leave()

    # --- dialogs

    async def _open_note(self, place: ToNote) -> None:
        from breakthroughs_tui.tui.note import NoteDialog

        await self._open(NoteDialog(self._when_closed(), self._work.session, place.question_id))

    async def _open_actions(self, place: ToActions) -> None:
        from breakthroughs_tui.tui.actions import ActionsDialog

        await self._open(
            ActionsDialog(self._when_closed(), self._work.session, self.go, place.question_id)
        )

    async def _open_action(self, place: ToAction) -> None:
        from breakthroughs_tui.tui.action import ActionDialog

        if isinstance(self._app.screen, Page) and self._app.screen.refuses_changes():
            return
        await self._open(
            ActionDialog(self._when_closed(), self._work.session, place.question_id, place.place)
        )

    async def _open_jump(self, _place: ToJump) -> None:
        from breakthroughs_tui.tui.jump import JumpDialog

        await self._open(JumpDialog(self._when_closed(self.go), self._work.session.assessment.bank))

    async def _open_help(self, _place: ToHelp) -> None:
        from breakthroughs_tui.tui.help import HelpDialog

        if isinstance(self._app.screen, Page):
            page, scales = self._app.screen, self._work.session.assessment.bank.scales
            keys = page.bindings_in_order
            rule_first = page.EXPLAINS_SCORES
            await self._open(HelpDialog(self._when_closed(), keys, scales, rule_first=rule_first))

    async def _open_details(self, _place: ToDetails) -> None:
        from breakthroughs_tui.tui.details import Details, DetailsDialog

        if isinstance(self._app.screen, Page) and self._app.screen.refuses_changes():
            return
        assessment = self._work.session.assessment
        details = Details(assessment.council, assessment.assessor)
        await self._open(DetailsDialog(self._when_closed(self._keep_details), details))

    async def _keep_details(self, details: Details) -> None:
        self._work.session.describe(details.council, details.assessor)
        self._work.settings = replace(
            self._work.settings, council=details.council, assessor=details.assessor
        )
        self.show()

    async def _open_palette(self, _place: ToPalette) -> None:
        from breakthroughs_tui.tui.dialog import Dialog
        from breakthroughs_tui.tui.palette import PaletteDialog

        if not isinstance(self._app.screen, Dialog) or self._app.screen.TAKES_COMMANDS:
            await self._open(PaletteDialog(self._when_closed(self._run)))

    async def _run(self, place: Place) -> None:
        """Do what was chosen in the palette. Whatever leads away closes what is open first."""
        from breakthroughs_tui.tui.dialog import Dialog

        while isinstance(self._app.screen, Dialog) and not isinstance(place, UseTheme | Out):
            await self._app.screen.action_close()
        await self.go(place)

    async def _use_theme(self, place: UseTheme) -> None:
        self._app.theme = place.name
        self._work.settings = replace(self._work.settings, theme=place.name)

    async def _open_report(self, _place: ToReport) -> None:
        publisher, settings = self._work.publisher, self._work.settings
        if publisher is None:
            self._app.notify("No report can be written here.", markup=False)
            return
        from breakthroughs_tui.reports.formats import Format
        from breakthroughs_tui.tui.report import ReportDialog

        known = settings.report_format in set(Format)
        folder, remark = await in_thread(partial(publisher.offer, settings.report_folder))
        dialog = ReportDialog(
            self._when_closed(),
            self._work.session.assessment.quarter,
            Format(settings.report_format) if known else Format.HTML,
            folder,
            self._work.publish,
            publisher.opener,
            remark,
        )
        await self._open(dialog)

    async def _open(self, dialog: Dialog[Any]) -> None:
        await self._app.push_screen(dialog)
        dialog.arrive()

    def _when_closed(self, use: Callable[[Any], Awaitable[None]] | None = None) -> Close[Any]:
        """Make the way to close a dialog and use its value, before the next key is looked at."""

        async def close(value: object) -> None:
            await self._back()
            if use is not None and value is not None:
                await use(value)

        return close
