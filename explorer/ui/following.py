"""`RecordFollowing`: keeps the detail pane on one record: what is held at once, the whole record after a rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from textual.dom import DOMNode
from textual.worker import Worker

from explorer.model.address import Address
from explorer.model.changes import RecordChange
from explorer.model.display import Row
from explorer.model.errors import ExplorerError
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.moment import clock_minute
from explorer.repository import Repository
from explorer.repository.local_copy import is_young
from explorer.ui import cells, masking
from explorer.ui.bugs import bug_words, tell_broken
from explorer.ui.detail_lines import Entry, Subject, fields, related
from explorer.ui.later import call_later
from explorer.ui.record_types import RecordTypes
from explorer.ui.signs import Signs
from explorer.ui.widgets.record_detail import RecordDetail
from explorer.ui.wording import Part, Sentence, joined, told
from explorer.ui.workers import run_worker

GROUP: Final = "record"
"""The name of the workers' group."""
NEWS: Final = "news"
"""That of those who find out what has changed."""
PAINT_AFTER: Final = 0.08
"""Seconds after the last key until the pane follows."""
FETCH_AFTER: Final = 0.4
"""Seconds of rest until the record is asked for."""


class RecordFollowing:
    """One record at a time; the owner's timers and workers end with it."""

    def __init__(
        self,
        node: DOMNode,
        repository: Repository,
        types: RecordTypes,
        detail: RecordDetail,
        arrived: Callable[[], None],
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """`node` owns timers and workers; `arrived` is called when the record came."""
        self._node = node
        self._repository = repository
        self._types = types
        self._detail = detail
        self._arrived = arrived
        self._signs = signs
        self._clock = clock
        self._address: Address | None = None
        self._row: Row | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._fetching = False
        self._worker: Worker[None] | None = None
        self._painted: Address | None = None
        self._news: RecordChange | None = None
        self.problem: ExplorerError | None = None
        """Why the record could not be had."""
        self.hint: Sentence = ()
        """What stands at the right of the title."""
        self.rested: Callable[[Address], None] = lambda record: None
        """Called when the cursor has rested on a record, and again when it came."""
        self.unsent: Mapping[Address, Part] = {}
        """What is to be said of records with a draft, or with a write of unknown outcome."""

    @property
    def address(self) -> Address | None:
        """The record that is followed."""
        return self._address

    @property
    def waits(self) -> bool:
        """It will paint or ask when the cursor has rested long enough."""
        return self._timer is not None

    def follow(self, address: Address | None, row: Row | None) -> None:
        """The cursor is on this record: show it shortly, ask for it when the cursor rests."""
        if address != self._address:
            self._turn_to(address)
        self._row = row
        self._later(PAINT_AFTER, self._rested_a_little)

    def open(self, address: Address, row: Row | None) -> None:
        """Show this record now and ask for it now, unless it is held whole and young."""
        if address != self._address:
            self._turn_to(address)
        self._row = row
        self._stop_timer()
        self._read_news()
        self.paint()
        self._rested_long()

    def stop(self) -> None:
        """Nobody looks any more: nothing is waited for."""
        self._stop_timer()
        self._fetching = False
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    def give_up(self) -> None:
        """The user waits no longer: what is held is all there is until it is asked for again."""
        if self._fetching:
            self.stop()
            self.paint()

    def fetch(self, *, again: bool = False) -> None:
        """Ask for the record; `again`: whatever its age."""
        address = self._address
        if address is None or not address.key or self._repository.offline:
            return
        resource = self._repository.resource(address)
        held = self._repository.held(address)
        if resource.operation("get") is None and held is not None:
            return
        young = held is not None and held.whole and is_young(held.fetched_at, self._clock())
        if not again and (young or self._fetching):
            return
        self.stop()
        self._fetching = True
        self.show_title()
        worker = run_worker(self._node, partial(self._get, address), name=str(address), group=GROUP)
        if self._fetching:  # an eager task may have ended already
            self._worker = worker

    def broke(self, error: ExplorerError) -> None:
        """A worker failed in a way that nobody foresaw."""
        self.stop()
        self.problem = error
        self.show_title()

    def paint(self) -> None:
        """Show what is held now."""
        subject = self._subject()
        if self._painted != self._address:
            self._detail.show_elsewhere((), ())
        if subject is None:
            self._detail.show_entries((), (), keep_cursor=False)
        else:
            own, others = self._entries(subject)
            own = [*own, *self._failure()]
            self._detail.show_entries(own, others, keep_cursor=self._painted == subject.address)
            if subject.attributes is None:
                run_worker(self._node, self._load_type, name=f"type of {subject.resource.name}", group="types")
        self._painted = self._address
        self.show_title()

    def _entries(self, subject: Subject) -> tuple[Sequence[Entry], Sequence[Entry]]:
        try:
            return fields(subject, self._signs), related(subject, self._signs)
        except Exception as error:  # a bug of ours, maybe with this one record: others can be shown
            tell_broken(self._node, error, f"showing {subject.address}")
            self.problem = ExplorerError(f"{bug_words(error)}: it cannot be shown")
            return (), ()

    def _failure(self) -> list[Entry]:
        """Why the record did not come, whole: the title has room for its beginning."""
        if self.problem is None:
            return []
        return [Entry("failed", cells.text(told(self.problem), "failed"), sign=self._signs.failed)]

    def _turn_to(self, address: Address | None) -> None:
        self.stop()
        self._address = address
        self._news = None
        self.problem = None

    def _subject(self) -> Subject | None:
        address = self._address
        if address is None:
            return None
        resource = self._repository.resource(address)
        held = self._repository.held(address)
        return Subject(
            address=address,
            resource=resource,
            row=self._row,
            held=held,
            attributes=self._types.attributes(resource),
            problems=self._types.problems(resource, held.body) if held is not None else {},
            related=tuple(self._repository.related(address)),
            was=self._was(held.body if held is not None else {}),
        )

    def _was(self, body: JsonObject) -> Mapping[str, Sentence]:
        if self._news is None:
            return {}
        from explorer.ui.detail_news import was  # the first paint does without

        return was(self._news, body, self._clock(), self._signs)

    def show_title(self) -> None:
        """Say which record it is, how old, and `hint`."""
        address = self._address
        if address is None:
            self._detail.show_title("", (("no record", "dim"),), self.hint)
            return
        held = self._repository.held(address)
        name = masking.name_of(self._repository.resource(address), held.body) if held is not None else ""
        told: list[Part] = [(str(address), "dim"), *self._state(held)]
        after: Sentence = ((f"{self._signs.separator} ", "dim"),) if name else ()
        self._detail.show_title(name, (*after, *joined(told, self._signs)), self.hint)

    def _state(self, held: Held | None) -> list[Part]:
        told: list[Part] = []
        if self._address is not None and self._address in self.unsent:
            told.append(self.unsent[self._address])
        if held is not None:
            told.append((f"as of {clock_minute(held.fetched_at, self._clock())}", "dim"))
            if held.gone_at is not None:
                told.append((f"{self._signs.gone} no longer listed", "unsure"))
        if self.problem is not None:
            told.append((f"{self._signs.failed} failed: {self.problem}", "failed"))
        elif self._fetching:
            told.append((f"{'checking' if held is not None else 'loading'}{self._signs.cut}", "dim"))
        elif held is not None and not held.whole and self._repository.resource(held.address).operation("get"):
            told.append(("the list's row only", "dim"))
        return told

    # Timers and workers

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        def rested() -> None:
            self._timer = None
            then()

        self._stop_timer()
        self._timer = call_later(self._node, seconds, rested)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _rested_a_little(self) -> None:
        self._read_news()
        self.paint()
        self._later(FETCH_AFTER - PAINT_AFTER, self._rested_long)

    def _rested_long(self) -> None:
        self.fetch()
        if self._address is not None:
            self.rested(self._address)

    def _read_news(self) -> None:
        """Find out what has changed since the last visit, unless the row says that nothing has."""
        address = self._address
        if self._row is not None and not self._row.changed:
            self._news = None
        elif address is not None and address.key:
            run_worker(self._node, partial(self._news_of, address), name=f"news of {address}", group=NEWS)

    async def _news_of(self, address: Address) -> None:
        with suppress(ExplorerError):  # what cannot be read is said where it is read in the first place
            news = await asyncio.to_thread(self._repository.news_of, address)
            if address == self._address and news != self._news:
                self._news = news
                self.paint()

    async def _load_type(self) -> None:
        if self._address is not None and await self._types.load(self._repository.resource(self._address)):
            self.paint()

    async def _get(self, address: Address) -> None:
        problem: ExplorerError | None = None
        try:
            await self._repository.get(address)
        except ExplorerError as error:
            problem = error
        if address == self._address:
            self._fetching, self._worker, self.problem = False, None, problem
            self.paint()
            self._arrived()
            self.rested(address)
            await self._news_of(address)
