"""`ResourcePane`: one account on the screen. The only widget with a state: which place it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.worker import Worker, WorkerState

from explorer.model.address import Address
from explorer.model.display import Row
from explorer.model.errors import ExplorerError
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.ui import cells, navigation, wording
from explorer.ui.commands import Situation
from explorer.ui.following import RecordFollowing
from explorer.ui.history import Place
from explorer.ui.loading import PageLoading
from explorer.ui.record_types import RecordTypes
from explorer.ui.rows import HitRows, ListingRows
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.widgets.record_detail import RecordDetail
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.widgets.resource_line import ResourceLine
from explorer.ui.wording import PaneState

_SMALL: Final = (100, 30)
"""Below so many columns or lines the detail opens over the table."""
_HITS: Final = 500
"""Records a local search shows at most."""


class NarrowingLine(OneLine):
    """How the rows are narrowed; away while they are not."""


class StatusLine(OneLine):
    """Where the cursor is, how much is held, of when, and what is going on."""


class ResourcePane(Vertical):
    """Resource line, narrowing line, table, detail and status line of one account."""

    @dataclass
    class Visited(Message):
        """The user asked to go to another place."""

        place: Place

    @dataclass
    class Moved(Message):
        """The place is the same, but the cursor or the open record is another."""

        pane: ResourcePane

    @dataclass
    class StateChanged(Message):
        """Loading began or ended, or something failed or got well again."""

        pane: ResourcePane

    @dataclass
    class Refused(Message):
        """What was asked for cannot be done, and why."""

        reason: str

    def __init__(self, repository: Repository, types: RecordTypes, signs: Signs, clock: Callable[[], float]) -> None:
        super().__init__()
        self.repository = repository
        account = repository.account
        self.place = Place(account.name, Query((account.vendor.resources[0].name,)))
        self._signs = signs
        self._clock = clock
        self._hits: HitRows | None = None
        self._preview: str | None = None
        self._shown = False
        self._away = False
        self.table = RecordTable(signs=signs)
        self.detail = RecordDetail()
        self._rows = ListingRows(repository, self.place.query)
        self._loading = PageLoading(self, repository, self._arrived, clock)
        self._following = RecordFollowing(self, repository, types, self.detail, signs, clock)
        self._was_narrow = False

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        yield ResourceLine()
        yield NarrowingLine()
        yield self.table
        yield self.detail
        yield StatusLine()

    # Places

    @property
    def resource(self) -> Resource:
        """The collection in front."""
        return self.repository.account.vendor.resource(self.place.query.collection)

    def show(self, place: Place) -> None:
        """Show `place`: what is held at once, then what the vendor says."""
        self._preview = None
        same = place.query == self.place.query and place.held_search == self.place.held_search
        self.place = place
        if not same or not self._shown:
            self._shown, self._was_narrow = True, self._narrow
            self._loading.start(place.query)
            self._take_rows()
            if place.cursor or place.row:
                _ = (place.cursor and self.table.move_to(place.cursor)) or self.table.move_to(place.row)
        elif place.cursor and place.cursor != self.table.cursor_key:
            self.table.move_to(place.cursor)
        self._look()
        self.set_class(place.record is not None, "-open")
        if place.record is not None:
            self._following.open(place.record, self._row_of(place.record))
            self.detail.focus()
        else:
            self._follow_cursor()
            self.table.focus()
        self._tell()

    def leave(self) -> None:
        """Another tab comes to the front: stop waiting for what this one shows."""
        self._loading.cancel()
        self._following.stop()

    def _take_rows(self, *, keep_key: bool = False) -> None:
        """Have the table show the place's rows, or those that a search finds while it is typed."""
        search = self.place.held_search if self._preview is None else self._preview
        self._hits = self._find(search) if search else None
        self._rows = ListingRows(self.repository, self.place.query, narrow=self._narrow)
        self.table.set_source(self._hits or self._rows, keep_key=keep_key)

    def _find(self, search: str) -> HitRows:
        found = self.repository.find(search, collection=self.place.query.collection, limit=_HITS)
        return HitRows(self.resource, [hit.row for hit in found], narrow=self._narrow)

    def _record_address(self, key: str | None) -> Address | None:
        return Address(self.place.account, (*self.place.query.collection, key)) if key else None

    def _row_of(self, address: Address) -> Row | None:
        place = self._rows.position_of(address.key)
        return self._rows.row(place) if place is not None else None

    # What is said

    @property
    def state(self) -> PaneState:
        """What status line, tab and empty table tell."""
        search = self.place.held_search if self._preview is None else self._preview
        held = {mark.number for mark in self._rows.listing.pages}
        pages = self._loading.pages
        return PaneState(
            resource=self.resource,
            listing=self._rows.listing,
            row=self.table.cursor_position if (self._hits or self._rows).count else None,
            loading=() if self._loading.progress else tuple(page for page in pages if page not in held),
            checking=bool(pages),
            progress=self._loading.progress,
            problem=self._loading.problem,
            offline=self.repository.offline,
            held_search=search,
            hits=self._hits.count if self._hits is not None else 0,
        )

    @property
    def situation(self) -> Situation:
        """What decides which commands are available here; the screen adds what it knows."""
        address = self.place.record or self._record_address(self.table.cursor_key)
        return Situation(
            where="detail" if self.detail.has_focus else "table",
            record=str(address or ""),
            depth=len(self.place.address.segments),
            resources=len(navigation.siblings(self.place, self.repository.account)),
            narrowed=self.place.query.narrowed or bool(self.place.held_search),
        )

    def _tell(self) -> None:
        """Say everything anew."""
        state = self.state
        self.query_one(ResourceLine).show_place(self.repository, self.place, self._signs)
        narrowing = wording.narrowing(state, self._signs)
        line = self.query_one(NarrowingLine)
        line.set_class(bool(narrowing), "-narrowed")
        line.show(cells.line((" ", ""), *narrowing))
        self.table.empty_message = cells.plain(wording.empty(state, self._signs))
        self._tell_status()
        self.post_message(self.StateChanged(self))

    def _tell_status(self) -> None:
        told = wording.status(self.state, self._clock(), self._signs)
        self.query_one(StatusLine).show(cells.line((" ", ""), *told))

    # What arrives

    def _arrived(self) -> None:
        """A page was asked for, came or failed."""
        if not self.is_attached:
            return
        self._rows.update()
        if self._hits is None:
            self.table.source_changed()
        self._look()
        self._tell()

    def _look(self) -> None:
        """Ask for the pages in sight."""
        if not self.state.unlisted:
            self._loading.look(self._rows.listing, *self._sight())

    def _sight(self) -> tuple[int, int]:
        start, stop = self.table.visible_range
        return (start, stop) if self._hits is None else (0, 1)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What is no failure of a vendor or the network is a bug of ours: it is said, and the app goes on."""
        if event.state is WorkerState.ERROR:
            error = ExplorerError(f"a bug of ours: {type(event.worker.error).__name__}", next_step="please report it")
            self._loading.broke(error)

    # The table

    @on(RecordTable.CursorMoved)
    def _cursor_moved(self, event: RecordTable.CursorMoved) -> None:
        event.stop()
        if self.place.record is None:
            self._follow_cursor()
        self._tell_status()
        if self._preview is None:
            self.place = replace(self.place, cursor=event.key or "", row=event.position)
            self.post_message(self.Moved(self))

    def _follow_cursor(self) -> None:
        if not self.has_class("-away"):
            self._following.follow(self._record_address(self.table.cursor_key), self.table.cursor_row)

    @on(RecordTable.WindowChanged)
    def _window_changed(self, event: RecordTable.WindowChanged) -> None:
        event.stop()
        self._look()

    @on(RecordTable.EndReached)
    def _end_reached(self, event: RecordTable.EndReached) -> None:
        event.stop()
        listing = self._rows.listing
        if self._hits is None and not listing.complete and listing.held and not self._loading.pages:
            self._loading.look(listing, self.table.cursor_position, listing.held + 1)

    @on(RecordTable.RowOpened)
    def _row_opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.open_record(event.key)

    @on(RecordTable.KeySequence)
    def _key_sequence(self, event: RecordTable.KeySequence) -> None:
        event.stop()
        address = self._record_address(self.table.cursor_key)
        if address is not None:
            self._enter_letter(address, event.key)

    def open_record(self, key: str | None) -> None:
        """Open the record with `key`."""
        address = self._record_address(key)
        if address is not None:
            self.post_message(self.Visited(replace(self.place, record=address, cursor=key or "")))

    def _enter_letter(self, record: Address, key: str) -> None:
        children = self.repository.resource(record).children
        child = next((each for each in children if each.letter == key), None)
        if child is not None:
            self.post_message(self.Visited(navigation.into(record, child.name)))
            return
        letters = ", ".join(f"{each.letter} {each.title}" for each in children if each.letter)
        self.post_message(self.Refused(f"g {key} leads nowhere; there is: {letters or 'nothing under this record'}"))

    # The detail

    @on(RecordDetail.RelatedChosen)
    def _related_chosen(self, event: RecordDetail.RelatedChosen) -> None:
        event.stop()
        if self._following.address is not None:
            self.post_message(self.Visited(navigation.into(self._following.address, event.name)))

    @on(RecordDetail.LetterTyped)
    def _letter_typed(self, event: RecordDetail.LetterTyped) -> None:
        event.stop()
        if self._following.address is not None:
            self._enter_letter(self._following.address, event.key)

    # What the screen's commands do here

    def refresh_visible(self) -> None:
        """Ask for the visible pages again, and for the open record."""
        if not self.state.unlisted:
            self._loading.refresh(self._rows.listing, *self._sight())
        if self.place.record is not None or self._following.address is not None:
            self._following.fetch(again=True)
        self._tell()

    def step_page(self, by: int) -> None:
        """Go to the first row of the next or previous page."""
        listing = self._rows.listing
        target = navigation.page_start(listing, self.table.cursor_position, by) if self._hits is None else None
        if target is None:
            self.post_message(self.Refused("this is the last page" if by > 0 else "this is the first page"))
        elif target >= self._rows.count:
            self._loading.look(listing, target, target + 1)
            self.post_message(self.Refused("the next page is on its way"))
        else:
            self.table.move_to(target)

    def step_record(self, by: int) -> None:
        """Open the next or previous record of the table."""
        rows = self._hits or self._rows
        record = self.place.record
        place = rows.position_of(record.key) if record is not None else None
        if place is None:
            self.post_message(self.Refused("this record is not among the rows that are held"))
            return
        if not 0 <= place + by < rows.count:
            self.post_message(self.Refused("this is the last record" if by > 0 else "this is the first record"))
            return
        self.table.move_to(place + by)
        row = rows.row(place + by)
        address = self._record_address(row.key) if row is not None else None
        if address is None:
            self.post_message(self.Refused("the next record is not loaded yet"))
            return
        self.place = replace(self.place, record=address, cursor=address.key, row=place + by)
        self._following.open(address, row)
        self._tell()
        self.post_message(self.Moved(self))

    def preview_search(self, search: str | None) -> None:
        """Show what is held that matches while it is typed; None: show the place again."""
        if search == self._preview:
            return
        self._preview = search
        self._take_rows()
        if search is None:
            self.table.move_to(self.place.row)
        self._tell()

    def toggle_detail(self) -> None:
        """Have the detail below the table, or away until a record is opened."""
        self._away = not self._away
        self._place_detail()

    def on_resize(self, event: events.Resize) -> None:
        """On a small screen the detail opens over the table, and ids stand in it alone."""
        self._place_detail()
        if self._was_narrow != self._narrow and self._shown:
            self._was_narrow = self._narrow
            self._take_rows(keep_key=True)

    @property
    def _narrow(self) -> bool:
        """There is no room for ids beside names."""
        return self.app.size.width < _SMALL[0]

    def _place_detail(self) -> None:
        away = self._away or self._narrow or self.app.size.height < _SMALL[1]
        self.set_class(away, "-away")
        self._following.hint = (("esc ", "key"), ("table", "dim")) if away else (("z ", "key"), ("away", "dim"))
        if self.place.record is None:
            self._follow_cursor()
