"""`Browsing`: the rows of one account's pane: which are shown, which are on their way, what is to be said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from explorer.model.address import Address
from explorer.model.arranging import Arrangement
from explorer.model.chosen_columns import ChosenColumns
from explorer.model.display import Row
from explorer.model.errors import ExplorerError
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.ui import mark_words, navigation
from explorer.ui.filter_names import FilterNames
from explorer.ui.history import Place
from explorer.ui.loading import PageLoading
from explorer.ui.rows import HeldRows, ListingRows
from explorer.ui.selecting import Selecting, Wanted
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.wording import PaneState

if TYPE_CHECKING:
    from explorer.repository import Selected

_HITS = 500
"""Records a local search shows at most."""


class Browsing:
    """Puts rows into a table: those held of the place's query, or those that a search finds among them.

    What is held is painted at once; what is missing or old among the visible rows is asked for, and painted in place.
    """

    def __init__(
        self,
        node: DOMNode,
        repository: Repository,
        table: RecordTable,
        place: Place,
        changed: Callable[[], None],
        clock: Callable[[], float],
        chosen: ChosenColumns,
    ) -> None:
        """`node` owns the workers; `changed` is called after rows arrived, failed or were asked for; `chosen` are the
        columns to begin with."""
        self._repository = repository
        self._table = table
        self._place = place
        self._changed = changed
        self._loading = PageLoading(node, repository, self._arrived, clock)
        self._chosen = chosen
        self._listed = ListingRows(repository, place.query, chosen=chosen)
        self._hits: HeldRows | None = None
        self._hits_of: Wanted | None = None
        self._selecting = Selecting(node, repository, self._selected, self.broke)
        self._wanted: Wanted | None = None
        self._keeps_key = True
        """The cursor stays on its record when what is looked for is found."""
        self._to_restore: Place | None = None
        self._names = FilterNames(node, repository, changed)
        self._preview: str | None = None
        self._narrow = False
        self._matches: tuple[Query, int] | None = None
        """Of a search that failed, how many records held here match."""
        self._shown_keys: tuple[Listing | HeldRows, frozenset[str]] | None = None
        """The keys of the rows of a listing that is narrowed by the server, or of those that were found here."""

    @property
    def resource(self) -> Resource:
        """The collection in front."""
        return self._repository.account.vendor.resource(self._place.query.collection)

    @property
    def rows(self) -> ListingRows | HeldRows:
        """What the table shows."""
        return self._listed if self._hits is None else self._hits

    @property
    def looks(self) -> bool:
        """Rows are being looked for; those that were shown before still are."""
        return self._selecting.busy

    @property
    def previews(self) -> bool:
        """A search is being typed: the table shows what it finds, the place is as it was."""
        return self._preview is not None

    @property
    def state(self) -> PaneState:
        """What status line, tab and empty table tell."""
        held, pages = self._listed.listing.pages, self._loading.pages
        return PaneState(
            resource=self.resource,
            listing=self._listed.listing,
            row=self._table.cursor_position if self.rows.count else None,
            loading=() if self._loading.progress else tuple(page for page in pages if held.numbered(page) is None),
            checking=bool(pages),
            progress=self._loading.progress,
            problem=self._loading.problem,
            pause=self._repository.pause,
            offline=self._repository.offline,
            held_search=self._search,
            typing=self.previews,
            arrangement=self._arrangement,
            selecting=self._selecting.busy,
            names=self._names.known,
            held_matches=self._held_matches,
            hits=self._hits.count if self._hits is not None else 0,
            marked=len(self._table.marked),
            marked_away=len(self._table.marked) - self._table.marked_in_view,
            marked_outside=self._marked_outside,
        )

    @property
    def _held_matches(self) -> int:
        """How many records held here hold the words of a search that the server did not answer; looked for once."""
        query = self._place.query
        if self._loading.problem is None or not query.search or self._listed.listing.held:
            self._matches = None
            return 0
        if self._matches is None or self._matches[0] != query:
            found = self._repository.find(query.search, collection=query.collection, limit=_HITS)
            self._matches = query, len(found)
        return self._matches[1]

    @property
    def _marked_outside(self) -> int:
        """How many marked records the rows are narrowed without; 0 also where that is not known."""
        marked, rows = self._table.marked, self.rows
        if not marked or not (self._place.narrows_held or self._place.query.narrowed or self._search):
            return 0
        if self._selecting.busy or (rows.cut if isinstance(rows, HeldRows) else not rows.listing.complete):
            return 0
        shown = rows.listing if isinstance(rows, ListingRows) else rows
        if self._shown_keys is None or self._shown_keys[0] != shown:  # what stands in them is read from the disk
            self._shown_keys = shown, frozenset(rows.keys())
        return sum(key not in self._shown_keys[1] for key in marked)

    def address_of(self, key: str | None) -> Address | None:
        """The record with `key` in the collection in front; None where it has no key."""
        return Address(self._place.account, (*self._place.query.collection, key)) if key else None

    def row_of(self, address: Address) -> Row | None:
        """The line of a record, if it is held."""
        place = self.rows.position_of(address.key)
        return self.rows.row(place) if place is not None else None

    # Showing

    def turn_to(self, place: Place, chosen: ChosenColumns) -> str:
        """Show the rows of `place` in these columns: what is on its way for another query is let go. Returns what is
        to be said when marks were dropped: they belong to a collection, however it is narrowed."""
        said = ""
        if place.query.collection != self._place.query.collection and self._table.marked:
            said = mark_words.dropped(self.resource, len(self._table.marked))
            self._table.mark_only(())
        self._place, self._chosen = place, chosen
        if place.query != self._loading.query:
            self._loading.start(place.query)
        self._names.look(place.query)
        self._take_rows(keep_key=False)
        self._restore(place)
        return said

    def _restore(self, place: Place) -> None:
        """Put the cursor where it was left; while rows are looked for, once they are there."""
        self._to_restore = place if self._selecting.busy else None
        if not place.cursor or not self._table.move_to(place.cursor):
            self._table.move_to(place.row)

    def set_narrow(self, narrow: bool) -> None:
        """Leave ids out where there is no room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._take_rows(keep_key=True)

    @property
    def chosen(self) -> ChosenColumns:
        """The columns that are shown."""
        return self._chosen

    def show_columns(self, chosen: ChosenColumns) -> None:
        """Show these columns of the same rows."""
        if chosen != self._chosen:
            self._chosen = chosen
            for rows in filter(None, (self._listed, self._hits)):
                rows.choose(narrow=self._narrow, chosen=chosen)
            self._table.source_changed()

    def preview(self, search: str | None) -> None:
        """Show what is held that matches `search`; None: show the place again."""
        if search != self._preview:
            self._preview = search
            self._take_rows(keep_key=False)
            if search is None:
                self._restore(self._place)

    @property
    def _search(self) -> str:
        return self._place.held_search if self._preview is None else self._preview

    @property
    def _arrangement(self) -> Arrangement:
        return Arrangement(self._place.held_filters, self._place.order)

    def _take_rows(self, *, keep_key: bool) -> None:
        """Show the rows of the place, as they are held now. Those that have to be looked for first come later; until
        then what was shown of the same query still is, else the listing's own."""
        self._listed = ListingRows(self._repository, self._place.query, narrow=self._narrow, chosen=self._chosen)
        order = self._place.order
        self._table.sort = (order.path, not order.descending) if order is not None else None
        before, self._wanted = self._wanted, self._to_look_for
        self._selecting.ask(self._wanted)
        self._keeps_key = self._keeps_key and keep_key
        if self._wanted is not None and (self.previews or (before is not None and before.query == self._wanted.query)):
            return
        self._hits = self._hits_of = None
        self._table.set_source(self.rows, keep_key=keep_key)

    @property
    def _to_look_for(self) -> Wanted | None:
        """What is looked for in the index or in all rows: words, columns that are narrowed, an order."""
        if self._arrangement.paths or self._search:
            return Wanted(self._place.query, self._search, self._arrangement)
        return None

    def _selected(self, wanted: Wanted, found: Selected, whole: bool) -> None:
        if not whole and wanted == self._hits_of:
            return  # all that was there before is shown
        self._hits_of = wanted
        self._hits = HeldRows(self._repository, wanted.query, found, narrow=self._narrow, chosen=self._chosen)
        self._table.set_source(self._hits, keep_key=self._keeps_key)
        self._keeps_key = True
        if self._to_restore is not None and not self._selecting.busy:
            self._restore(self._to_restore)
        self._changed()

    # Asking

    def look(self) -> None:
        """Ask for the pages in sight."""
        if not self.state.unlisted:
            self._loading.look(self._listed.listing, *self._sight())

    def look_beyond(self) -> None:
        """Ask for the page after the last row held, where pages lead only to the next one."""
        listing = self._listed.listing
        if self._hits is None and listing.held and not listing.complete and not self._loading.pages:
            self._loading.look(listing, self._table.cursor_position, self.rows.count + 1)

    def refresh(self) -> None:
        """Ask for the visible pages again."""
        if not self.state.unlisted:
            self._loading.refresh(self._listed.listing, *self._sight())

    def get_all(self) -> None:
        """Bring the local copy of the whole collection up to date."""
        if not self.state.unlisted:
            self._loading.get_all()

    def read_again(self) -> None:
        """Show what is held now; the cursor stays on its record."""
        self._listed.update()
        if self._wanted is not None:
            self._selecting.ask(self._wanted)
        elif self._hits is None:
            self._table.source_changed()

    def leave(self) -> None:
        """Nobody looks any more."""
        self._loading.cancel()

    def stop(self, error: ExplorerError) -> None:
        """The user waits no longer, because of `error`."""
        self._loading.stop(error)

    def broke(self, error: ExplorerError) -> None:
        """A worker failed in a way that nobody foresaw."""
        self._loading.broke(error)

    def _sight(self) -> tuple[int, int]:
        return self._table.visible_range if self._hits is None else (0, 1)

    def _arrived(self) -> None:
        self.read_again()
        self.look()
        self._changed()

    # Steps

    def step_page(self, by: int) -> str:
        """Go to the first row of the next or previous page; returns why not, or nothing."""
        end = "this is the last page" if by > 0 else "this is the first page"
        if self._hits is not None:
            return end
        listing = self._listed.listing
        target = navigation.page_start(listing, self._table.cursor_position, by)
        if target is None or (target >= self.rows.count and listing.complete):
            return end
        if target >= self.rows.count:
            self._loading.look(listing, target, target + 1)
            return "the next page is on its way"
        self._table.move_to(target)
        return ""

    def step_record(self, record: Address, by: int) -> tuple[Address | None, str]:
        """The record `by` lines from `record`, under the cursor now, or why there is none."""
        place = self.rows.position_of(record.key)
        if place is None:
            return None, "this record is not among the rows that are held"
        if not 0 <= place + by < self.rows.count:
            return None, "this is the last record" if by > 0 else "this is the first record"
        self._table.move_to(place + by)
        row = self.rows.row(place + by)
        return (self.address_of(row.key), "") if row is not None and row.key else (None, "its row is not loaded yet")
