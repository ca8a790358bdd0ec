"""The quarters saved in one folder, as the series of one question bank."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from breakthroughs_tui.errors import StoreError
from breakthroughs_tui.folder import Entry, OtherFile, Store, quarter_in
from breakthroughs_tui.moments import OwnTime, in_utc
from breakthroughs_tui.plain import shown
from breakthroughs_tui.quarter import Quarter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from breakthroughs_tui.comparison import Comparison
    from breakthroughs_tui.model import Assessment, QuestionBank
    from breakthroughs_tui.review import Review
    from breakthroughs_tui.store import QuarterFile


OWN_FOLDER: Final = "Give each bank a folder of its own, with --data-dir."


class History:
    """What a folder holds, as it stands on disk.

    A file is read when it is first asked for, and again when it has changed. Without a
    store there is no history.
    """

    def __init__(
        self,
        store: Store | None = None,
        today: Callable[[], date] | None = None,
        own_time: OwnTime = in_utc,
        command_to_read: Callable[[Path], str] = lambda _: "",
    ) -> None:
        """Look at a folder; nothing is read yet.

        `today` tells the date, and is asked anew each time: the program may be left open over
        a quarter's end.
        """
        self.own_time = own_time
        """Tells the moments of these quarters as the person's clock has them."""
        self.command_to_read = command_to_read
        """Writes the command that prints a saved file; nothing where there are no commands."""
        self._store = store
        self._today = today
        self._read: dict[Quarter, tuple[_Signature, Entry]] = {}
        self._others: dict[Path, tuple[_Signature, Quarter | str]] = {}

    @property
    def this_quarter(self) -> Quarter | None:
        """The quarter in which today falls; None where nobody tells the date."""
        return Quarter.containing(self._today()) if self._today else None

    def path(self, quarter: Quarter) -> Path:
        """Tell where a quarter is saved, or would be."""
        return self._store.path(quarter) if self._store else Path()

    def file(self, quarter: Quarter) -> QuarterFile:
        """Give the file of a quarter, whether or not it is there."""
        assert self._store is not None, "only a store has files"
        return self._store.file(quarter)

    @property
    def folder(self) -> str:
        """Where the quarters are, as a person reads it."""
        return shown(self._store.folder) if self._store else ""

    def check_folder(self) -> None:
        """Raise StoreError if the folder existed once, and no longer does."""
        if self._store:
            self._store.check()

    def quarters(self) -> list[Quarter]:
        """List the quarters that have a file, newest first; none if the folder cannot be read."""
        with suppress(StoreError):
            return self.read_quarters()
        return []

    def quarters_so_far(self) -> list[Quarter]:
        """List the quarters that have a file and are not still to come, newest first."""
        this = self.this_quarter
        return [each for each in self.quarters() if this is None or each <= this]

    @property
    def problem(self) -> str:
        """Why the folder cannot be read; empty if it can."""
        try:
            self.read_quarters()
        except StoreError as error:
            return error.text
        return ""

    def read_quarters(self) -> list[Quarter]:
        """List the quarters that have a file, newest first. Raises StoreError."""
        return self._store.quarters() if self._store else []

    def startable(self, but: Quarter | None = None) -> list[Quarter]:
        """List the quarters that may be started: today's and the one just ended, if not saved.

        One that is open already may be left out.
        """
        this = self.this_quarter
        if this is None:
            return []
        with suppress(StoreError):
            known = {but, *self.read_quarters()}
            return [quarter for quarter in (this, this.previous) if quarter not in known]
        return []

    def is_older(self, quarter: Quarter) -> bool:
        """Tell whether a quarter is past, so that it opens to read only.

        The one just ended is so once a later one is saved.
        """
        this = self.this_quarter
        if this is None or quarter >= this:
            return False
        return quarter < this.previous or any(quarter < each <= this for each in self.quarters())

    def other_files(self) -> list[Path]:
        """List the files beside them that are no quarter's own, but may hold answers."""
        return self._store.other_files() if self._store else []

    def others_of(self, quarter: Quarter, than: Path) -> list[OtherFile]:
        """List every file of the folder that holds a quarter or bears its id, but the one given."""
        return self._store.others_of(quarter, than, self._quarter_in) if self._store else []

    def _quarter_in(self, path: Path) -> Quarter | str:
        """Read another file, again when it has changed: the start page looks often."""
        signature = _signature(path)
        known = self._others.get(path)
        if known is not None and known[0] == signature:
            return known[1]
        found = quarter_in(path)
        if signature is not None:
            self._others[path] = (signature, found)
        return found

    def readable(self, paths: Iterable[Path]) -> Path | None:
        """Return the first of some files that holds any quarter; None if none does."""
        return next((path for path in paths if isinstance(self._quarter_in(path), Quarter)), None)

    def _misnamed(self) -> list[Entry]:
        """Return the quarters that have no file, but one that only bears their id."""
        found = self._store.misnamed() if self._store else {}
        return [_misnamed(quarter, paths) for quarter, paths in found.items()]

    def entry(self, quarter: Quarter) -> Entry:
        """Read one quarter; a file that cannot be read says why."""
        assert self._store is not None, "only a store has quarters"
        path = self._store.path(quarter)
        signature = _signature(path)
        known = self._read.get(quarter)
        if known is not None and known[0] == signature:
            return known[1]
        entry = self._store.entry(quarter)
        # what could not be read may be readable in a moment
        if signature is not None and entry.problem is None:
            self._read[quarter] = (signature, entry)
        return entry

    def entries(self) -> list[Entry]:
        """Read every quarter, newest first; one of another bank says so. Raises StoreError."""
        entries = [self.entry(quarter) for quarter in self.read_quarters()]
        bank_id = _common_bank(entries)
        read = (of_bank(entry, bank_id) for entry in entries)
        return _newest_first([*read, *self._misnamed()])

    def before(self, assessment: Assessment) -> Iterator[Assessment]:
        """Give the readable quarters of the same bank before this one, newest first.

        Each is read when it is asked for. There are none if the folder cannot be read.
        """
        for quarter in self.quarters():
            if quarter < assessment.quarter:
                found = self.entry(quarter).assessment
                if found is not None and found.bank.id == assessment.bank.id:
                    yield found

    def unread_before(self, assessment: Assessment, *, after: Quarter | None = None) -> list[Entry]:
        """Give the quarters before this one that cannot be counted, newest first, and why.

        Those up to `after` are neither given nor read.
        """

        def counts(quarter: Quarter) -> bool:
            return quarter < assessment.quarter and (after is None or quarter > after)

        entries = (
            of_bank(self.entry(quarter), assessment.bank.id)
            for quarter in self.quarters()
            if counts(quarter)
        )
        misnamed = (entry for entry in self._misnamed() if counts(entry.quarter))
        return _newest_first([*(entry for entry in entries if entry.problem), *misnamed])

    def compare(self, one: Assessment, other: Assessment) -> Comparison:
        """Set two quarters side by side, in the order of time.

        The banks of the quarters between them tell which question is which.
        """
        from breakthroughs_tui.comparison import compare  # here, to start at once

        earlier, later = sorted((one, other), key=lambda each: each.quarter)
        between = takewhile(lambda each: each.quarter > earlier.quarter, self.before(later))
        return compare(earlier, later, [each.bank for each in between])

    def rated_before(self, assessment: Assessment) -> Iterator[Assessment]:
        """Give those of the quarters before that hold any rating: the first is "last time"."""
        return (each for each in self.before(assessment) if each.has_ratings)

    def review(self, assessment: Assessment) -> Review:
        """See one quarter in the light of those before it."""
        from breakthroughs_tui.review import review  # likewise

        return review(assessment, lambda: self.rated_before(assessment))

    def skipped(self, assessment: Assessment) -> list[str]:
        """Say what is wrong with the quarters between this one and the one that counts as last."""
        last = next(self.rated_before(assessment), None)
        unread = self.unread_before(assessment, after=last.quarter if last else None)
        return [entry.problem for entry in unread if entry.problem]

    def newest_bank(self) -> QuestionBank | None:
        """Return the bank that most of the folder's quarters answer, as the newest of them has it.

        None where no quarter can be read.
        """
        entries = [self.entry(quarter) for quarter in self.quarters()]
        bank_id = _common_bank(entries)
        banks = (entry.assessment.bank for entry in entries if entry.assessment)
        return next((bank for bank in banks if bank.id == bank_id), None)

    def check_bank(self, bank_id: str) -> None:
        """Raise StoreError if the folder's quarters answer another bank."""
        theirs = _common_bank([self.entry(quarter) for quarter in self.read_quarters()])
        if theirs not in {None, bank_id}:
            message = f'{self.folder} holds quarters of the question bank "{theirs}"'
            raise StoreError(f'{message}, not "{bank_id}"', OWN_FOLDER)


_Signature = tuple[int, int, int, int]


def _signature(path: Path) -> _Signature | None:
    """Return what changes whenever a file does; None where there is no file to look at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _newest_first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.quarter, reverse=True)


def _misnamed(quarter: Quarter, paths: list[Path]) -> Entry:
    """Return the entry of a quarter that has no file, but others that bear its id."""
    names = " and ".join(shown(path.name) for path in paths)
    verb = "is" if len(paths) == 1 else "are"
    usual = f"the file of {quarter.label} is named {quarter.id}.json"
    return Entry(quarter, paths[0], None, f"{names} {verb} not counted: {usual}")


def _common_bank(entries: list[Entry]) -> str | None:
    """Tell which bank most of the quarters answer; the newer one where two are level."""
    ids = Counter(entry.assessment.bank.id for entry in entries if entry.assessment is not None)
    return ids.most_common(1)[0][0] if ids else None


def of_bank(entry: Entry, bank_id: str | None) -> Entry:
    """Give an entry without its assessment where that answers another bank."""
    if entry.assessment is None or entry.assessment.bank.id == bank_id:
        return entry
    theirs = entry.assessment.bank.id
    problem = f'{shown(entry.path)} answers the question bank "{theirs}", not "{bank_id}"'
    return replace(entry, assessment=None, problem=problem)
