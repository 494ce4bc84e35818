"""`Split`: the table of a place's rows, and beside, below or over it the detail of one record of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.worker import Worker, WorkerState

from explorer.model.address import Address
from explorer.model.chosen_columns import ChosenColumns
from explorer.model.display import Row
from explorer.model.errors import ExplorerError
from explorer.repository import Repository
from explorer.ui import following, navigation, selecting
from explorer.ui.browsing import Browsing
from explorer.ui.bugs import bug_words
from explorer.ui.following import RecordFollowing
from explorer.ui.history import Place
from explorer.ui.keys import key_of
from explorer.ui.later import is_left
from explorer.ui.record_types import RecordTypes
from explorer.ui.signs import Signs, row_signs
from explorer.ui.widgets.backdrop import Backdrop
from explorer.ui.widgets.pane_messages import Refused, Visited
from explorer.ui.widgets.record_detail import RecordDetail
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.wording import Part, Sentence

_SMALL: Final = (100, 30)
"""Below so many columns or lines the detail opens over the table."""

Stands: TypeAlias = Literal["below", "away", "beside"]
"""Where the detail is, as seen from the table; away: over it, once a record is opened."""
_NEXT: Final[Mapping[Stands, Stands]] = {"below": "away", "away": "beside", "beside": "below"}


class Split(Backdrop, Vertical):
    """Table and detail. The detail is of the record that is open; while none is, of the one under the cursor."""

    def __init__(
        self,
        repository: Repository,
        place: Place,
        types: RecordTypes,
        signs: Signs,
        clock: Callable[[], float],
        chosen: ChosenColumns,
        *,
        changed: Callable[[], None],
        rested: Callable[[Address], None],
    ) -> None:
        """`chosen` are the columns to begin with. `changed` is called after something was asked for, arrived or failed;
        `rested` when the detail has rested on a record, and again when that came."""
        super().__init__(id="split")
        self._repository = repository
        self._signs = signs
        self._changed = changed
        self._open: Address | None = None
        self._stands: Stands = "below"
        self._unsent: Mapping[Address, Part] = {}
        self.table = RecordTable(marks=self._row_signs, signs=signs)
        children = repository.account.vendor.resource(place.query.collection).children
        self.detail = RecordDetail(signs, has_related=bool(children))
        self.rows = Browsing(self, repository, self.table, place, changed, clock, chosen)
        """Those in the table."""
        self.following = RecordFollowing(self, repository, types, self.detail, self._record_arrived, signs, clock)
        """Keeps the detail on its record."""
        self.following.rested = rested

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        yield self.table
        yield self.detail

    # The record in the detail

    def open(self, record: Address | None) -> None:
        """Have `record` open; None: none, and the detail stays as it is until the cursor is followed."""
        resource = self.rows.resource
        self.detail.has_related = bool(resource.children)
        self.detail.has_elsewhere = resource.person is not None
        self._open = record
        self.set_class(record is not None, "-open")
        if record is not None:
            self.following.open(record, self.rows.row_of(record))

    def follow_cursor(self) -> None:
        """Have the detail show the record under the cursor shortly, unless one is open or the detail is away."""
        if self._open is None and not self.has_class("-away"):
            self.following.follow(self.cursor_address, self.table.cursor_row)

    def show_table(self, *, alone: bool) -> None:
        """Show the table where the open record's detail would cover it, as long as that is to be `alone`."""
        self.set_class(self._open is not None and not alone, "-open")

    @property
    def cursor_address(self) -> Address | None:
        """The record under the cursor of the table."""
        return self.rows.address_of(self.table.cursor_key)

    def leave(self) -> None:
        """Nobody looks any more: stop waiting for what is shown."""
        self.rows.leave()
        self.following.stop()

    def read_again(self) -> None:
        """Show what is held now, as it is to be shown now."""
        self.rows.read_again()
        self.table.source_changed()
        self.following.paint()

    def _record_arrived(self) -> None:
        """What is said of the record elsewhere may be new, too."""
        if not is_left(self):
            self.rows.read_again()
            self._changed()

    def show_elsewhere(self, record: Address, words: Sentence, hint: Sentence) -> None:
        """Say below the detail where else its person is, if it is still of `record`; `hint` stands at the right."""
        if record == self.following.address:
            self.detail.show_elsewhere(words, hint)

    # Columns

    @property
    def shown_columns(self) -> ChosenColumns:
        """The columns of the table, as they were chosen."""
        return self.rows.chosen

    def preview_columns(self, chosen: ChosenColumns, path: str) -> None:
        """Show these columns of the rows in front, until the place is shown again, with the one at `path` in view."""
        self.rows.show_columns(chosen)
        self.table.move_to_column(path)

    # Records with something unsent

    def show_unsent(self, unsent: Mapping[Address, Part]) -> None:
        """Have the records that have a draft, or a write of unknown outcome, say so: each with a sign first."""
        if unsent != self._unsent:
            self._unsent = self.following.unsent = unsent
            self.table.refresh_rows(0, self.rows.rows.count)
            self.following.show_title()

    def _row_signs(self, row: Row) -> str:
        address = self.rows.address_of(row.key)
        unsent = self._unsent[address][0][:1] if address is not None and address in self._unsent else ""
        return f"{row_signs(row, self._signs)}{unsent}"

    # Where the detail stands

    def toggle_detail(self) -> None:
        """Have the detail below the table, away until a record is opened, or beside the table, by turns."""
        if self._is_small:
            reason = "on a screen as small as this it opens over the table: enter opens it, escape closes it"
            self.post_message(Refused(f"detail: {reason}"))
            return
        self._stands = _NEXT[self._stands]
        self._place_detail()

    def fit(self) -> None:
        """Suit the screen's size: on a small one the detail opens over the table, and ids stand in it alone."""
        self._place_detail()
        self.rows.set_narrow(self._is_narrow)

    @property
    def _is_narrow(self) -> bool:
        """There is no room for ids beside names."""
        return self.app.size.width < _SMALL[0]

    @property
    def _is_small(self) -> bool:
        """There is no room for the detail beside the table."""
        return self._is_narrow or self.app.size.height < _SMALL[1]

    def _place_detail(self) -> None:
        stands: Stands = "away" if self._is_small else self._stands
        for each in _NEXT:
            self.set_class(each == stands, f"-{each}")
        self.following.hint = (
            (("esc ", "key"), ("table", "dim"))
            if stands == "away"
            else ((f"{key_of('detail', 'z')} ", "key"), (_NEXT[stands], "dim"))
        )
        if self._open is None:
            self.follow_cursor()
        else:
            self.following.show_title()

    # What table, detail and workers tell

    @on(RecordTable.CursorMoved)
    def _cursor_moved(self) -> None:
        self.follow_cursor()

    @on(RecordTable.WindowChanged)
    def _window_changed(self) -> None:
        self.rows.look()

    @on(RecordTable.EndReached)
    def _end_reached(self, event: RecordTable.EndReached) -> None:
        event.stop()
        self.rows.look_beyond()

    @on(RecordTable.KeySequence)
    def _key_sequence(self, event: RecordTable.KeySequence) -> None:
        event.stop()
        self._enter_letter(self.cursor_address, key_of("prefix", "g"), event.key)

    @on(RecordDetail.LetterTyped)
    def _letter_typed(self, event: RecordDetail.LetterTyped) -> None:
        event.stop()
        self._enter_letter(self.following.address, key_of("related", "g"), event.key)

    @on(RecordDetail.RelatedChosen)
    def _related_chosen(self, event: RecordDetail.RelatedChosen) -> None:
        event.stop()
        if self.following.address is not None:
            self.post_message(Visited(navigation.into(self.following.address, event.name)))

    def _enter_letter(self, record: Address | None, prefix: str, key: str) -> None:
        """Go into the collection under `record` that has the letter `key`, which was typed after `prefix`."""
        if record is None:
            return
        children = self._repository.resource(record).children
        child = next((each for each in children if each.letter == key), None)
        if child is not None:
            self.post_message(Visited(navigation.into(record, child.name)))
            return
        letters = ", ".join(f"{each.letter} {each.title}" for each in children if each.letter)
        self.post_message(Refused(f"{prefix} {key} leads nowhere; there is: {letters or 'nothing under this record'}"))

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        """What is no failure of a vendor or the network is a bug of ours: it is said, and the app goes on."""
        if event.state is WorkerState.ERROR:
            error = ExplorerError(bug_words(event.worker.error), next_step=f"{key_of('refresh', 'r')} tries again")
            if event.worker.group == following.GROUP:
                self.following.broke(error)
            elif event.worker.group == selecting.GROUP:
                self.rows.look_failed(error)
            else:
                self.rows.broke(error)
