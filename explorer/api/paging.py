"""How the vendors page: four pagers, and the guard that ends every run.

Pure. Places in an answer are written as dotted paths (`result.data`) or as tuples of member names. Links in answers
are never read: only page numbers and cursors are.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from explorer.api.extract import Path, at, counter_at, rows_at, seconds, token_at
from explorer.model.json_text import JsonValue, dumps
from explorer.model.page import PAGE_LIMIT, Cursor, PageAnswer, PageRequest
from explorer.model.value import dataclass

OVERLAP_SECONDS: Final = 60.0
"""How far an incremental run reaches back behind the last one."""


@dataclass(frozen=True, slots=True)
class NumberedPager:
    """Pages asked for by number, from 1, until the answer's own counter says that there is none after it.

    Fits RepCard's envelope, Laravel's paginator and Fractal's `meta.pagination`. Counters may be numbers or digits as
    text; anything else counts as not said. An answer without a `last` counter is the only page.
    """

    rows: Path
    page: str = "page"
    """Query parameter that takes the page's number."""
    size: str = ""
    """Query parameter that takes the page's size; empty: the size cannot be chosen."""
    current: Path = ()
    """Number of the page in the answer."""
    last: Path = ()
    """Number of the last page in the answer."""
    total: Path = ()
    """Rows in the whole collection."""
    per_page: Path = ()
    """Rows on a full page."""
    size_limit: int = 100
    """The largest size the vendor is asked for."""

    @property
    def numbered(self) -> bool:
        """Page N can be asked for without the pages before it."""
        return True

    def start(self, bookmark: Cursor | None = None, now: float | None = None) -> Cursor:
        """Page 1: such collections have no incremental run."""
        return "1"

    def cursor(self, number: int) -> Cursor:
        """The cursor of page `number` (from 1)."""
        return str(max(number, 1))

    def request(self, cursor: Cursor, size: int) -> PageRequest:
        """The page's number, and its size where it can be chosen."""
        chosen = {self.size: str(max(1, min(size, self.size_limit)))} if self.size else {}
        return PageRequest(parameters={self.page: str(int(cursor))}, size=chosen)

    def read(self, body: JsonValue, cursor: Cursor) -> PageAnswer:
        """The page in `body`. Raises ValueError when the rows are not where they should be."""
        asked = int(cursor)
        if body is None:
            # Taken for an empty collection, it would have every record held of it marked as gone.
            return PageAnswer((), None, number=asked, note="stopped: the answer was empty")
        rows, stray = rows_at(body, self.rows)
        current, last = counter_at(body, self.current) or asked, counter_at(body, self.last)
        total = counter_at(body, self.total)
        following, note = None, ""
        if last is not None and current < last:
            following = str(current + 1)
            if current < asked:
                following, note = None, f"stopped: page {asked} was asked for and page {current} came"
        return PageAnswer(
            rows=rows,
            next=following,
            total=total if total is not None and total >= len(rows) else None,
            number=current,
            pages=last,
            size=counter_at(body, self.per_page) or None,
            note=note or stray,
        )


class _Onward:
    """Pages that each lead only to the next one, in a size that the vendor chooses."""

    __slots__ = ()

    @property
    def numbered(self) -> bool:
        """Page N cannot be asked for without the pages before it."""
        return False

    def cursor(self, number: int) -> Cursor:
        """Raises ValueError: these pages have no numbers."""
        raise ValueError("these pages have no numbers")


@dataclass(frozen=True, slots=True)
class PathCursorPager(_Onward):
    """Rows in the order of their last change, after a whole number that goes into the path: Repsly's exports.

    The number is opaque but has to rise with every page that has rows. The page's own number is where the next run
    begins; an answer without rows leaves it as it was.
    """

    rows: Path = "Users"
    """When this member is missing, the only array beside it is taken."""
    stamp: Path = "MetaCollectionResult.LastTimeStamp"
    count: Path = "MetaCollectionResult.TotalCount"
    """0 ends the run. It is no total: the vendor counts what is left, by one reading, and everything, by another."""
    placeholder: str = "cursor"
    first: str = "0"

    def start(self, bookmark: Cursor | None = None, now: float | None = None) -> Cursor:
        """Where the last run ended, or the beginning."""
        return bookmark or self.first

    def request(self, cursor: Cursor, size: int) -> PageRequest:
        """The cursor, for the path."""
        return PageRequest(path_values={self.placeholder: str(int(cursor))})

    def read(self, body: JsonValue, cursor: Cursor) -> PageAnswer:
        """The page in `body`. Raises ValueError when the rows are not where they should be."""
        finished = counter_at(body, self.count) == 0
        rows, stray = rows_at(body, self.rows, or_only=True, or_none=finished)
        if not rows:
            return PageAnswer((), None)
        stamp = counter_at(body, self.stamp)
        if stray:
            return PageAnswer(rows, None, note=stray)
        if finished:
            return PageAnswer(rows, None, bookmark=str(stamp) if stamp is not None and stamp > int(cursor) else None)
        if stamp is None:
            return PageAnswer(rows, None, note="stopped: the answer names no place to go on from")
        if stamp <= int(cursor):
            note = "stopped: the cursor did not rise; more rows may share its value than one page holds"
            return PageAnswer(rows, None, note=note)
        return PageAnswer(rows, str(stamp), bookmark=str(stamp))


@dataclass(frozen=True, slots=True)
class NextOffsetPager(_Onward):
    """Each answer names the next page, and the name is sent back as a parameter: Gormic's list."""

    rows: Path
    next: Path
    offset: str = "offset"
    """Query parameter that takes the name of the page; the first page is asked for without it."""

    def start(self, bookmark: Cursor | None = None, now: float | None = None) -> Cursor:
        """The first page has no name."""
        return ""

    def request(self, cursor: Cursor, size: int) -> PageRequest:
        """The page's name, as the answer before gave it."""
        return PageRequest(parameters={self.offset: cursor} if cursor else {})

    def read(self, body: JsonValue, cursor: Cursor) -> PageAnswer:
        """The page in `body`. Raises ValueError when the rows are not where they should be."""
        rows, stray = rows_at(body, self.rows)
        offset, odd = token_at(body, self.next)
        return PageAnswer(rows, offset or None, note=stray or odd)


@dataclass(frozen=True, slots=True)
class UpdatedSincePager(_Onward):
    """What changed since a time, in pages that each name the next one: Gormic's export.

    The time stays the same throughout a run. A run that reached its end bookmarks the smaller of the clock at its
    start and the newest change it saw, less a minute: rows may come again, none is missed. A broken run bookmarks
    nothing.
    """

    rows: Path
    next: Path
    since: str = "updatedSince"
    offset: str = "offset"
    updated: Path = "updatedAt"
    """Where a row has the time of its last change."""
    epoch: str = "1970-01-01T00:00:00.000Z"
    """Where the first run begins."""

    def start(self, bookmark: Cursor | None = None, now: float | None = None) -> Cursor:
        """A run since `bookmark`, begun at `now`."""
        return _Run(bookmark or self.epoch, "", now, None).cursor

    def changed_since(self, moment: float) -> Cursor:
        """A run of what changed since `moment`, in seconds since 1970, that bookmarks nothing."""
        return _Run(_iso(moment), "", None, None).cursor

    def request(self, cursor: Cursor, size: int) -> PageRequest:
        """The run's time and, after the first page, the page's name."""
        run = _Run.of(cursor)
        return PageRequest({self.since: run.since, **({self.offset: run.offset} if run.offset else {})})

    def read(self, body: JsonValue, cursor: Cursor) -> PageAnswer:
        """The page in `body`. Raises ValueError when the rows are not where they should be."""
        run = _Run.of(cursor)
        rows, stray = rows_at(body, self.rows)
        seen = [run.newest, *(seconds(at(row, self.updated)) for row in rows)]
        newest = max((each for each in seen if each is not None), default=None)
        offset, odd = token_at(body, self.next)
        if stray or odd:
            return PageAnswer(rows, None, note=stray or odd)
        if offset:
            return PageAnswer(rows, _Run(run.since, offset, run.started, newest).cursor)
        if newest is None or run.started is None:
            return PageAnswer(rows, None)
        return PageAnswer(rows, None, bookmark=_iso(min(newest, run.started) - OVERLAP_SECONDS))


class _Run(NamedTuple):
    """Where an incremental run stands; its cursor is this as JSON."""

    since: str
    offset: str
    started: float | None
    newest: float | None

    @classmethod
    def of(cls, cursor: Cursor) -> _Run:
        try:
            since, offset, started, newest = json.loads(cursor)
        except (TypeError, ValueError):
            raise ValueError("a cursor of another pager") from None
        return cls(since, offset, started, newest)

    @property
    def cursor(self) -> Cursor:
        return json.dumps(self)


class Step(NamedTuple):
    """Where one more page has led."""

    walk: Walk
    note: str
    """Why the run must not go on although the answer says that it does, or why the answer leads no further; a
    sentence for the user, empty when nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The pages of one run so far: the guard that makes every run end. Begin with `Walk()`."""

    cursors: tuple[Cursor, ...] = ()
    """Asked for, in order."""
    firsts: tuple[int, ...] = ()
    """A hash of each page's first row; 0 for a page without rows."""

    def advance(self, cursor: Cursor, answer: PageAnswer) -> Step:
        """The walk with the page at `cursor`. A page that was read before is read again: the ones after it drop out."""
        place = self.cursors.index(cursor) if cursor in self.cursors else len(self.cursors)
        first = hash(dumps(answer.rows[0])) if answer.rows else 0
        walk = Walk((*self.cursors[:place], cursor), (*self.firsts[:place], first))
        return Step(walk, answer.note or walk._objection(answer))

    def _objection(self, answer: PageAnswer) -> str:
        if answer.next is None:
            return ""
        if answer.next == self.cursors[-1]:
            return "stopped: the cursor did not move"
        if answer.next in self.cursors:
            return "stopped: the pages lead round in a circle"
        if not answer.rows:
            return "stopped: a page without rows, although more pages are said to follow"
        if self.firsts[-1] in self.firsts[:-1]:
            return "stopped: a page begins like an earlier one"
        if len(self.cursors) >= PAGE_LIMIT:
            return f"stopped: {PAGE_LIMIT:,} pages are the most that one run reads"
        return ""


def _iso(seconds: float) -> str:
    time = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=max(seconds, 0))
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03}Z"
