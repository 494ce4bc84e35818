"""`ResourcePane`: one account on the screen. The only widget with a state: which place it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from explorer.model.address import Address
from explorer.model.chosen_columns import ChosenColumns
from explorer.model.display import Row
from explorer.model.errors import ExplorerError
from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.repository import Repository
from explorer.ui import cells, following, mark_words, navigation, selecting, wording
from explorer.ui.browsing import Browsing
from explorer.ui.bugs import bug_words
from explorer.ui.commands import Situation
from explorer.ui.following import RecordFollowing
from explorer.ui.history import Place
from explorer.ui.keys import key_of
from explorer.ui.later import is_left
from explorer.ui.record_types import RecordTypes
from explorer.ui.signs import Signs, row_signs
from explorer.ui.widgets.backdrop import Backdrop
from explorer.ui.widgets.narrowing_line import NarrowingLine
from explorer.ui.widgets.record_detail import RecordDetail
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.widgets.resource_line import ResourceLine
from explorer.ui.widgets.status_line import StatusLine
from explorer.ui.wording import PaneState, Part, Sentence

_TICK: Final = 1.0
"""Seconds between two looks at how long a wait lasts yet."""
_SMALL: Final = (100, 30)
"""Below so many columns or lines the detail opens over the table."""


Stands: TypeAlias = Literal["below", "away", "beside"]
"""Where the detail is, as seen from the table; away: over it, once a record is opened."""
_NEXT: Final[Mapping[Stands, Stands]] = {"below": "away", "away": "beside", "beside": "below"}


class Split(Backdrop, Vertical):
    """Table and detail."""


class ResourcePane(Backdrop, Vertical):
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
    class Rested(Message):
        """The detail has rested on a record, or what is held of it is new."""

        pane: ResourcePane
        record: Address

    @dataclass
    class Refused(Message):
        """What was asked for cannot be done, and why; or what it did besides."""

        reason: str

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
        self._clock = clock
        self._columns = columns
        self._composed = False
        self._is_painted = False
        self._shown = False
        self._stands: Stands = "below"
        self._unsent: Mapping[Address, Part] = {}
        self.table = RecordTable(marks=self._row_signs, signs=signs)
        children = repository.account.vendor.resource(place.query.collection).children
        self.detail = RecordDetail(signs, has_related=bool(children))
        self._rows = Browsing(self, repository, self.table, place, self._arrived, clock, columns(place))
        self._following = RecordFollowing(self, repository, types, self.detail, self._record_arrived, signs, clock)
        self._following.rested = self._rested
        self._ticking: Timer | None = None
        self._told = ""

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        yield ResourceLine()
        yield NarrowingLine()
        with Split(id="split"):
            yield self.table
            yield self.detail
        yield StatusLine()

    def on_mount(self) -> None:
        """Paint what is held of the first place, in the first frame."""
        self._composed = True
        self.repository.on_pause = self._pause_changed
        self.show(self.place)
        self.call_after_refresh(self._painted)

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
        self.detail.has_related = bool(self.resource.children)
        self.detail.has_elsewhere = self.resource.person is not None
        self.set_class(place.record is not None, "-open")
        if place.record is not None:
            self._following.open(place.record, self._rows.row_of(place.record))
        elif self._is_painted:
            self._follow_cursor()
        if self.display and not typing:
            self.screen.set_focus(self.table if place.record is None else self.detail, scroll_visible=False)
        self._tell()

    def _painted(self) -> None:
        """What is held is on the screen: now for what the vendor says, which takes a lot of loading."""
        self._is_painted = True
        self._rows.look()
        if self.place.record is None:
            self._follow_cursor()
        self._tell()

    @property
    def follows_later(self) -> bool:
        """The detail waits for the cursor to rest."""
        return self._following.waits

    def leave(self) -> None:
        """Another tab comes to the front: stop waiting for what this one shows."""
        self._rows.leave()
        self._following.stop()

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
        address = self.place.record or self._rows.address_of(self.table.cursor_key)
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
        elif words != self._told and self.display and self.query_one(StatusLine).is_cut:
            self._told = words
            self.post_message(self.Refused(words))

    @property
    def _has_parts(self) -> bool:
        """They are mounted, and not removed: they go before the pane does, and its workers end with it."""
        return self._composed and not is_left(self)

    def _tell_status(self) -> None:
        if not self._has_parts:
            return
        state = self.state
        self.query_one(StatusLine).show_state(state, self._clock(), self._signs)
        # The time that is left is counted down while something is waited for, and nothing is sent when nothing is.
        if state.pause is None and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None
        elif state.pause is not None and self._ticking is None:
            self._ticking = self.set_interval(_TICK, self._tell_status, name="time left to wait")

    def _pause_changed(self) -> None:
        """Requests begin or end to wait."""
        self._tell_status()

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

    def _arrived(self) -> None:
        """Rows were asked for, came or failed."""
        self._tell()

    def _record_arrived(self) -> None:
        """The record in the detail came: what is said of it elsewhere may be new."""
        if self._has_parts:
            self._rows.read_again()
            self._tell()

    def _rested(self, record: Address) -> None:
        if self._has_parts and self.resource.person is not None:
            self.post_message(self.Rested(self, record))

    def show_elsewhere(self, record: Address, words: Sentence, hint: Sentence) -> None:
        """Say below the detail where else its person is, if it is still of `record`; `hint` stands at the right."""
        if record == self._following.address:
            self.detail.show_elsewhere(words, hint)

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What is no failure of a vendor or the network is a bug of ours: it is said, and the app goes on."""
        if event.state is WorkerState.ERROR:
            error = ExplorerError(bug_words(event.worker.error), next_step=f"{key_of('refresh', 'r')} tries again")
            if event.worker.group == following.GROUP:
                self._following.broke(error)
            elif event.worker.group == selecting.GROUP:
                self._rows.look_failed(error)
            else:
                self._rows.broke(error)

    # The table

    @on(RecordTable.CursorMoved)
    def _cursor_moved(self, event: RecordTable.CursorMoved) -> None:
        event.stop()
        if self.place.record is None:
            self._follow_cursor()
        self._tell_status()
        if not self._rows.previews:
            self.place = replace(self.place, cursor=event.key or "", row=event.position)
            self.post_message(self.Moved(self))

    def _follow_cursor(self) -> None:
        if not self.has_class("-away"):
            self._following.follow(self._rows.address_of(self.table.cursor_key), self.table.cursor_row)

    @on(RecordTable.WindowChanged)
    def _window_changed(self, event: RecordTable.WindowChanged) -> None:
        event.stop()
        self._rows.look()
        if self.table.marked:
            self._tell_status()

    @on(RecordTable.MarksChanged)
    def _marks_changed(self, event: RecordTable.MarksChanged) -> None:
        event.stop()
        self._tell_status()
        if event.everything and self.table.marked:
            self.post_message(self.Refused(mark_words.all_marked(self.state, len(self.table.marked))))

    @on(RecordTable.MarkRefused)
    def _mark_refused(self, event: RecordTable.MarkRefused) -> None:
        event.stop()
        self.post_message(self.Refused(mark_words.refused(self.resource, unloaded=event.unloaded)))

    @on(RecordTable.EndReached)
    def _end_reached(self, event: RecordTable.EndReached) -> None:
        event.stop()
        self._rows.look_beyond()

    @on(RecordTable.RowOpened)
    def _row_opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        self.open_record(event.key)

    @on(RecordTable.KeySequence)
    def _key_sequence(self, event: RecordTable.KeySequence) -> None:
        event.stop()
        address = self._rows.address_of(self.table.cursor_key)
        if address is not None:
            self._enter_letter(address, event.key)

    def open_record(self, key: str | None) -> None:
        """Open the record with `key`."""
        address = self._rows.address_of(key)
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
        """Ask for the visible pages again, and for the record in the detail."""
        self._rows.refresh()
        self._following.fetch(again=True)
        self._tell()

    @property
    def cursor_address(self) -> Address | None:
        """The record under the cursor of the table."""
        return self._rows.address_of(self.table.cursor_key)

    def show_unsent(self, unsent: Mapping[Address, Part]) -> None:
        """Have the records that have a draft, or a write of unknown outcome, say so: each with a sign first."""
        if unsent != self._unsent:
            self._unsent = self._following.unsent = unsent
            self.table.refresh_rows(0, self._rows.rows.count)
            self._following.show_title()

    def _row_signs(self, row: Row) -> str:
        address = self._rows.address_of(row.key)
        unsent = self._unsent[address][0][:1] if address is not None and address in self._unsent else ""
        return f"{row_signs(row, self._signs)}{unsent}"

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
        self._rows.read_again()
        self.table.source_changed()
        self._following.paint()
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
        self._following.open(address, self.table.cursor_row)
        self._tell()
        self.post_message(self.Moved(self))

    def preview_search(self, search: str | None) -> None:
        """Show what is held that matches while it is typed; None: show the place again."""
        self._rows.preview(search)
        # A detail that covers the table would hide what is found.
        self.set_class(self.place.record is not None and search is None, "-open")
        if not self._rows.looks:  # else all is said of what is found
            self._tell()

    @property
    def shown_columns(self) -> ChosenColumns:
        """The columns of the table, as they were chosen."""
        return self._rows.chosen

    def preview_columns(self, chosen: ChosenColumns, path: str) -> None:
        """Show these columns of the rows in front, until the place is shown again, with the one at `path` in view."""
        self._rows.show_columns(chosen)
        self.table.move_to_column(path)

    def toggle_detail(self) -> None:
        """Have the detail below the table, away until a record is opened, or beside the table, by turns."""
        if self._small:
            reason = "on a screen as small as this it opens over the table: enter opens it, escape closes it"
            self.post_message(self.Refused(f"detail: {reason}"))
            return
        self._stands = _NEXT[self._stands]
        self._place_detail()

    def on_resize(self, event: events.Resize) -> None:
        """On a small screen the detail opens over the table, and ids stand in it alone."""
        self._place_detail()
        self._rows.set_narrow(self._narrow)

    @property
    def _narrow(self) -> bool:
        """There is no room for ids beside names."""
        return self.app.size.width < _SMALL[0]

    @property
    def _small(self) -> bool:
        """There is no room for the detail beside the table."""
        return self._narrow or self.app.size.height < _SMALL[1]

    def _place_detail(self) -> None:
        stands: Stands = "away" if self._small else self._stands
        for each in _NEXT:
            self.set_class(each == stands, f"-{each}")
        away = stands == "away"
        self._following.hint = (
            (("esc ", "key"), ("table", "dim"))
            if away
            else ((f"{key_of('detail', 'z')} ", "key"), (_NEXT[stands], "dim"))
        )
        if self.place.record is None:
            self._follow_cursor()
        else:
            self._following.show_title()
