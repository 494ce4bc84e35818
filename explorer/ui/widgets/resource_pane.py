"""`ResourcePane`: one account on the screen: which place it shows, and what is said of that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from explorer.model.address import Address
from explorer.model.chosen_columns import ChosenColumns
from explorer.model.errors import ExplorerError
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.ui import cells, navigation, wording
from explorer.ui.commands import Situation
from explorer.ui.history import Place
from explorer.ui.later import is_left
from explorer.ui.record_types import RecordTypes
from explorer.ui.signs import Signs
from explorer.ui.widgets import pane_messages
from explorer.ui.widgets.backdrop import Backdrop
from explorer.ui.widgets.narrowing_line import NarrowingLine
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.widgets.resource_line import ResourceLine
from explorer.ui.widgets.split import Split
from explorer.ui.widgets.status_line import StatusLine
from explorer.ui.wording import PaneState


class ResourcePane(Backdrop, Vertical):
    """Resource line, narrowing line, table, detail and status line of one account."""

    Visited: TypeAlias = pane_messages.Visited
    Moved: TypeAlias = pane_messages.Moved
    StateChanged: TypeAlias = pane_messages.StateChanged
    Rested: TypeAlias = pane_messages.Rested
    Refused: TypeAlias = pane_messages.Refused
    Outdated: TypeAlias = pane_messages.Outdated

    def __init__(
        self,
        repository: Repository,
        place: Place,
        types: RecordTypes,
        signs: Signs,
        clock: Callable[[], float],
        columns: Callable[[Place], ChosenColumns],
    ) -> None:
        """`columns` gives those of a place."""
        super().__init__()
        self.repository = repository
        self.place = place
        self._signs = signs
        self._columns = columns
        self._composed = False
        self._is_painted = False
        self._shown = False
        self._told = ""
        self._told_marked = (0, "")
        self.split = Split(
            *(repository, place, types, signs, clock, columns(place)), changed=self._tell, rested=self._rested
        )
        self.table, self.detail = self.split.table, self.split.detail
        self._rows, self._following = self.split.rows, self.split.following
        self._status = StatusLine(lambda: self.state, clock, signs)

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        yield ResourceLine()
        yield NarrowingLine()
        yield self.split
        yield self._status

    def on_mount(self) -> None:
        """Paint what is held of the first place, in the first frame."""
        self._composed = True
        self.repository.on_pause = self._tell_status
        self.show(self.place)
        self.call_after_refresh(self._painted)

    def on_resize(self) -> None:
        """Table and detail share the room that is there."""
        self.split.fit()

    # Places

    def show(self, place: Place) -> None:
        """Show `place`: what is held at once, then what the vendor says. Before the pane is mounted: once it is. The
        preview of a search that is typed no longer ends; what it found stays where the place is that search."""
        if not self._composed:
            self.place = place
            return
        typing = self.screen.has_class("-searching")
        same = place.same_rows(self.place) and (typing or not self._rows.previews)
        self.place = place
        if not same or not self._shown:
            self._shown = True
            said = self._rows.turn_to(place, self._columns(place), typing=typing)
            if said:
                self.post_message(self.Refused(said))
        elif place.cursor and place.cursor != self.table.cursor_key:
            self.table.move_to(place.cursor)
        self._rows.show_columns(self._columns(place))
        if self._is_painted or not self.state.listing.held:
            self._rows.look()
        self.split.open(place.record)
        if self._is_painted:
            self.split.follow_cursor()
        if self.display and not typing:
            self.screen.set_focus(self.table if place.record is None else self.detail, scroll_visible=False)
        self._tell()

    def _painted(self) -> None:
        """What is held is on the screen: now for what the vendor says, which takes a lot of loading."""
        self._is_painted = True
        self._rows.look()
        self.split.follow_cursor()
        self._tell()

    def leave(self) -> None:
        """Another tab comes to the front: stop waiting for what this one shows."""
        self.split.leave()

    # What is said

    @property
    def resource(self) -> Resource:
        """The collection in front."""
        return self._rows.resource

    @property
    def state(self) -> PaneState:
        """What status line, tab and empty table tell."""
        return self._rows.state

    @property
    def situation(self) -> Situation:
        """What decides which commands are available here; the screen adds what it knows."""
        address = self.place.record or self.cursor_address
        return Situation(
            where="detail" if self.screen.focused is self.detail else "table",
            record=str(address or ""),
            depth=len(self.place.address.segments),
            resources=len(navigation.siblings(self.place, self.repository.account)),
            narrowed=self.place.query.narrowed or self.place.narrows_held,
            arranged=self.place.arranged,
            waiting=self.waiting,
        )

    def _tell(self) -> None:
        """Say everything anew, where there is something to say it in."""
        if not self._has_parts:
            return
        state = self.state
        self.query_one(ResourceLine).show_place(self.repository, self.place, self._signs)
        self.query_one(NarrowingLine).show_state(state, self._signs)
        self.table.empty_message = cells.plain(wording.empty(state, self._signs))
        self._tell_status()
        self._tell_problem(state)
        self.post_message(self.StateChanged(self))

    def _tell_problem(self, state: PaneState) -> None:
        """Tell once what failed, where rows stand in the table's place and the status line has no room for it all."""
        words = wording.told(state.problem.error) if state.problem is not None and state.listing.held else ""
        if not words:
            self._told = ""
        elif words != self._told and self.display and self._status.is_cut:
            self._told = words
            self.post_message(self.Refused(words))

    @property
    def _has_parts(self) -> bool:
        """They are mounted, and not removed: they go before the pane does."""
        return self._composed and not is_left(self)

    def _tell_status(self) -> None:
        if self._has_parts:
            self._status.tell()
        count, words = self._told_marked
        if words and count != len(self.table.marked):
            self._told_marked = (0, "")
            self.post_message(self.Outdated(words))

    @property
    def waiting(self) -> bool:
        """Something that was asked for is sent later; `stop_waiting` ends that."""
        pause = self.repository.pause
        return pause is not None and pause.kind != "left alone"

    def stop_waiting(self) -> None:
        """Ask for nothing of what waits to be sent again; what stopped it is said."""
        pause = self.repository.pause
        if pause is not None:
            self._following.give_up()
            self._rows.stop(ExplorerError(f"{pause.cause}; you stopped waiting"))

    def _rested(self, record: Address) -> None:
        if self._has_parts and self.resource.person is not None:
            self.post_message(self.Rested(self, record))

    # The table

    @on(RecordTable.CursorMoved)
    def _cursor_moved(self, event: RecordTable.CursorMoved) -> None:
        event.stop()
        self._tell_status()
        if not self._rows.previews:
            self.place = replace(self.place, cursor=event.key or "", row=event.position)
            self.post_message(self.Moved(self))

    @on(RecordTable.WindowChanged)
    def _window_changed(self, event: RecordTable.WindowChanged) -> None:
        event.stop()
        if self.table.marked:
            self._tell_status()

    @on(RecordTable.MarksChanged)
    def _marks_changed(self, event: RecordTable.MarksChanged) -> None:
        from explorer.ui import mark_words  # the first paint does without

        event.stop()
        self._tell_status()
        if event.everything and self.table.marked:
            count = len(self.table.marked)
            words = mark_words.all_marked(self.state, count)
            self._told_marked = (count, words)
            self.post_message(self.Refused(words))

    @on(RecordTable.MarkRefused)
    def _mark_refused(self, event: RecordTable.MarkRefused) -> None:
        from explorer.ui import mark_words

        event.stop()
        self.post_message(self.Refused(mark_words.refused(self.resource, unloaded=event.unloaded)))

    @on(RecordTable.RowOpened)
    def _row_opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.open_record(event.key)

    def open_record(self, key: str | None) -> None:
        """Open the record with `key`."""
        address = self._rows.address_of(key)
        if address is not None:
            self.post_message(self.Visited(replace(self.place, record=address, cursor=key or "")))

    # What the screen's commands do here

    @property
    def cursor_address(self) -> Address | None:
        """The record under the cursor of the table."""
        return self.split.cursor_address

    def refresh_visible(self) -> None:
        """Ask for the visible pages again, and for the record in the detail."""
        self._rows.refresh()
        self._following.fetch(again=True)
        self._tell()

    def show_marks(self) -> None:
        """Mark what has changed since the last visit that is known now."""
        if self._composed:
            self._rows.read_again()

    def show_written(self) -> None:
        """Something was written: show what is held now, and ask for the rows in sight again."""
        self.read_again()
        self._rows.refresh()
        self._tell()

    def read_again(self) -> None:
        """Show what is held now, as it is to be shown now."""
        self.split.read_again()
        self._tell()

    def get_all(self) -> None:
        """Bring the local copy of the whole collection up to date."""
        self._rows.get_all()
        self._tell()

    def step_page(self, by: int) -> None:
        """Go to the first row of the next or previous page."""
        reason = self._rows.step_page(by)
        if reason:
            self.post_message(self.Refused(reason))

    def step_record(self, by: int) -> None:
        """Open the next or previous record of the table."""
        assert self.place.record is not None
        address, reason = self._rows.step_record(self.place.record, by)
        if address is None:
            self.post_message(self.Refused(reason))
            return
        self.place = replace(self.place, record=address, cursor=address.key, row=self.table.cursor_position)
        self.split.open(address)
        self._tell()
        self.post_message(self.Moved(self))

    def preview_search(self, search: str | None) -> None:
        """Show what is held that matches while it is typed; None: show the place again."""
        self._rows.preview(search)
        self.split.show_table(alone=search is not None)
        if not self._rows.looks:  # else all is said of what is found
            self._tell()
