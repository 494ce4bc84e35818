"""`Browsing`: the rows of one account's pane: which are shown, which are on their way, what is to be said of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from explorer.model.address import Address
from explorer.model.arranging import Arrangement
from explorer.model.chosen_columns import ChosenColumns
from explorer.model.display import Row
from explorer.model.errors import ExplorerError
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.ui import navigation
from explorer.ui.cursor_goal import TOP, CursorGoal, Goal
from explorer.ui.filter_names import FilterNames
from explorer.ui.history import Place
from explorer.ui.loading import PageLoading
from explorer.ui.rows import HeldRows, ListingRows
from explorer.ui.selecting import HeldMatches, Selecting, Wanted
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.wording import PaneState, Problem

if TYPE_CHECKING:
    from explorer.repository import Selected
    from explorer.ui.marks_outside import MarksOutside


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
        self._node = node
        self._repository = repository
        self._table = table
        self._place = place
        self._changed = changed
        self._loading = PageLoading(node, repository, self._arrived, clock)
        self._chosen = chosen
        self._listed = ListingRows(repository, place.query, chosen=chosen)
        self._hits: HeldRows | None = None
        self._hits_of: Wanted | None = None
        self._selecting = Selecting(node, repository, self._selected, self.look_failed)
        self._wanted: Wanted | None = None
        self._cursor = CursorGoal(table)
        self._names = FilterNames(node, repository, changed)
        self._preview: str | None = None
        self._narrow = False
        self._matches = HeldMatches(node, repository, changed)

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
            held_matches=self._matches.count,
            held_problem=self._matches.problem,
            hits=self._hits.count if self._hits is not None else 0,
            marked=len(self._table.marked),
            marked_away=len(self._table.marked) - self._table.marked_in_view,
            marked_outside=self._marked_outside,
        )

    @property
    def _marked_outside(self) -> int:
        """How many marked records the rows are narrowed without; 0 also where that is not known."""
        marked, rows = self._table.marked, self.rows
        if not marked or not (self._place.narrows_held or self._place.query.narrowed or self._search):
            return 0
        if self._selecting.busy or (rows.cut if isinstance(rows, HeldRows) else not rows.listing.complete):
            return 0
        return self._outside.of(marked, rows)

    @cached_property
    def _outside(self) -> MarksOutside:
        from explorer.ui.marks_outside import MarksOutside  # the first paint does without

        return MarksOutside(self._node, self._changed)

    def address_of(self, key: str | None) -> Address | None:
        """The record with `key` in the collection in front; None where it has no key."""
        return Address(self._place.account, (*self._place.query.collection, key)) if key else None

    def row_of(self, address: Address) -> Row | None:
        """The line of a record, if it is held."""
        place = self.rows.position_of(address.key)
        return self.rows.row(place) if place is not None else None

    # Showing

    def turn_to(self, place: Place, chosen: ChosenColumns, *, typing: bool) -> str:
        """Show the rows of `place` in these columns: what is on its way for another query is let go, and the preview of
        a search that nobody is `typing` ends. Returns what is to be said when marks were dropped: they belong to a
        collection, however it is narrowed."""
        said = ""
        if place.query.collection != self._place.query.collection:
            if self._table.marked:
                from explorer.ui import mark_words  # the first paint does without

                said = mark_words.dropped(self.resource, len(self._table.marked))
            self._table.mark_only(())
        self._place, self._chosen = place, chosen
        self._preview = self._preview if typing else None
        if place.query != self._loading.query:
            self._loading.start(place.query)
            self._matches.look(None)
        self._names.look(place.query)
        self._take_rows((place.cursor, place.row))
        return said

    def set_narrow(self, narrow: bool) -> None:
        """Leave ids out where there is no room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._take_rows(self._cursor.goal)

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
            self._take_rows(TOP if search is not None else (self._place.cursor, self._place.row))

    @property
    def _search(self) -> str:
        return self._place.held_search if self._preview is None else self._preview

    @property
    def _arrangement(self) -> Arrangement:
        return Arrangement(self._place.held_filters, self._place.order)

    def _take_rows(self, goal: Goal | None) -> None:
        """Show the rows of the place as they are held now, with the cursor at `goal`. Those that have to be looked for
        come later: until then what was shown stays where it is near enough."""
        before, wanted = self._listed.listing.query, self._to_look_for
        self._listed = ListingRows(self._repository, self._place.query, narrow=self._narrow, chosen=self._chosen)
        order = self._place.order
        self._table.sort = (order.path, not order.descending) if order is not None else None
        self._cursor.aim(goal)
        self._wanted = wanted
        found = wanted is not None and wanted == self._hits_of and not self._selecting.busy
        stays = wanted is not None and not found and (self.previews or self._is_near(wanted, before))
        if not found:
            self._selecting.ask(wanted)
        if not found and not stays:
            self._hits, self._hits_of = self._none_of(wanted), None
        if self._hits is not None:
            self._hits.choose(narrow=self._narrow, chosen=self._chosen)
        if stays:
            self._cursor.keep(self.rows)
        else:
            self._cursor.show(self.rows, final=wanted is None or found)

    def _is_near(self, wanted: Wanted, listed: Query) -> bool:
        """What is shown can stay until `wanted` is found: all of it holds the words. Shown are hits, or `listed`."""
        if self._hits_of is None:
            return self._hits is None and listed == wanted.query and not wanted.words
        return self._hits_of.query == wanted.query and wanted.words in ("", self._hits_of.words)

    def _none_of(self, wanted: Wanted | None) -> HeldRows | None:
        """No rows, where words are looked for: until they are found a key would hit a record without them."""
        if wanted is None or not wanted.words:
            return None
        from explorer.repository import Selected  # the first paint does without

        return HeldRows(self._repository, wanted.query, Selected(), narrow=self._narrow, chosen=self._chosen)

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
        self._cursor.show(self.rows, final=whole)
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
            self._matches.look(None)
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

    def look_failed(self, error: ExplorerError) -> None:
        """What is held cannot be looked through: it is not tried again before rows arrive."""
        self._loading.problem = Problem(error)
        self._changed()

    def _sight(self) -> tuple[int, int]:
        return self._table.visible_range if self._hits is None else (0, 1)

    def _arrived(self) -> None:
        self.read_again()
        self.look()
        self._matches.look(self._unanswered)
        self._changed()

    @property
    def _unanswered(self) -> Wanted | None:
        """What can be found here of a search that failed at the server."""
        query = self._place.query
        if self._loading.problem is None or not query.search or self._listed.listing.held:
            return None
        return Wanted(replace(query, search=""), query.search, self._arrangement)

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
