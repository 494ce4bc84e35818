"""A screen of places that knows where else a record's person is, and puts two records side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual import on

from explorer.model.address import Address
from explorer.model.elsewhere import Elsewhere, Match
from explorer.model.errors import ExplorerError, UsageError
from explorer.ui.keys import key_of
from explorer.ui.later import is_left
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.widgets.resource_pane import ResourcePane
from explorer.ui.wording import Sentence, told
from explorer.ui.workers import run_newest

if TYPE_CHECKING:
    from explorer.model.side_by_side import Line, Side
    from explorer.ui.screens.compare import Chosen, CompareScreen

DETAIL_GROUP: Final = "elsewhere"
"""The name of the group of workers that look for the person in the detail."""

_AGAIN: Final = (
    "asked about twice: a record is not compared with itself, but with one from here, or with the next one that it is "
    "asked about"
)


class SamePersonScreen(PlacesScreen):
    """Knows the commands about the same person, nothing else."""

    _compared_before: Address | None = None
    """The record on which comparing was asked for last: it can be the other side of the next one."""

    # The line in the detail

    @on(ResourcePane.Rested)
    def _rested(self, event: ResourcePane.Rested) -> None:
        telling = partial(self._tell_elsewhere, event.pane, event.record)
        run_newest(self, telling, group=DETAIL_GROUP, name="elsewhere")

    async def _tell_elsewhere(self, pane: ResourcePane, record: Address) -> None:
        from explorer.ui.elsewhere_lines import detail_line  # the first paint does without

        words: Sentence = ()
        with suppress(ExplorerError):  # what cannot be read is told where it is asked for
            words = detail_line(await self._find(record), self.signs)
        key = self.key_now("elsewhere")
        if not is_left(pane):
            hint: Sentence = ((f"{key} ", "key"), ("shows them ", "dim")) if words and key else ()
            pane.split.show_elsewhere(record, words, hint)

    async def _find(self, record: Address) -> Elsewhere:
        """Raises ExplorerError."""
        copies = tuple(self.repositories.values())

        def find() -> Elsewhere:
            from explorer.repository.elsewhere import elsewhere  # the first table does without

            return elsewhere(record, copies)

        return await asyncio.to_thread(find)

    # Commands

    def action_elsewhere(self) -> None:
        """Show where else the person of the record in front is."""
        record = self.place.record or self.pane.cursor_address
        if record is not None:
            self._run(partial(self._show_elsewhere, record, comparing=False), "elsewhere")

    def action_compare(self) -> None:
        """Put two records side by side: the two that are marked, or the one in front and one that is chosen."""
        marked = self.pane.table.marked
        record = self.place.record or self.pane.cursor_address
        if len(marked) == 2 and self.place.record is None:
            left, right = (Address(self.place.account, (*self.place.query.collection, key)) for key in marked)
            self._run(partial(self._compare_marked, left, right), "compare")
        elif len(marked) > 2 and self.place.record is None:
            unmark = key_of("unmark", "U")
            self.say(f"compare: two can be compared, and {len(marked):,} are marked; {unmark} unmarks them")
        elif record is not None:
            self._run(partial(self._show_elsewhere, record, comparing=True), "compare")

    async def _show_elsewhere(self, record: Address, *, comparing: bool) -> None:
        from explorer.ui.screens.elsewhere import ElsewhereScreen

        before = self._compared_before if comparing else None
        search = partial(self._found, record, before, comparing=comparing)
        found = await search()
        again = before == record
        if comparing:
            self._compared_before = record
        screen = ElsewhereScreen(
            found,
            self.repositories[record.account].resource(record),
            self._comparison,
            search,
            self.repositories,
            comparing=comparing,
            signs=self.signs,
            clock=self.clock,
            note=_AGAIN if again else "",
        )
        self._follow(await self.app.push_screen_wait(screen))

    async def _found(self, record: Address, before: Address | None, *, comparing: bool) -> Elsewhere:
        """Raises ExplorerError. Records that are no person's can be compared with others all the same; `before` can
        be compared with however unlike it is."""
        repository = self.repositories[record.account]
        if comparing and repository.resource(record).person is None:
            found = Elsewhere(repository.held_record(record))
        else:
            found = await self._find(record)
        other = self.repositories[before.account].held(before) if before is not None else None
        if other is None or before == record or any(each.address == before for each in found.matches):
            return found
        repository = self.repositories[other.address.account]
        more = Match(other, repository.resource(other.address), repository.account.title, ())
        return replace(found, matches=(*found.matches, more))

    async def _compare_marked(self, left: Address, right: Address) -> None:
        self._follow(await self.app.push_screen_wait(await self._comparison(left, right)))

    async def _comparison(self, left: Address, right: Address) -> CompareScreen:
        """Raises ExplorerError."""
        sides, lines = await asyncio.to_thread(lambda: self._laid_beside(left, right))

        from explorer.ui.screens.compare import CompareScreen

        titles = (self.repositories[left.account].account.title, self.repositories[right.account].account.title)
        return CompareScreen(sides, titles, lines, self._read_whole, signs=self.signs, clock=self.clock)

    async def _read_whole(self, left: Address, right: Address) -> tuple[tuple[Side, Side], list[Line]]:
        """Raises ExplorerError."""
        sides, _ = await asyncio.to_thread(lambda: self._laid_beside(left, right))
        for side in sides:
            repository = self.repositories[side.held.address.account]
            if side.row_only and repository.offline:
                raise UsageError("a record cannot be read whole offline", next_step="leave --offline out")
            if side.row_only:
                await repository.get(side.held.address)
        return await asyncio.to_thread(lambda: self._laid_beside(left, right))

    def _laid_beside(self, left: Address, right: Address) -> tuple[tuple[Side, Side], list[Line]]:
        """For a thread."""
        from explorer.model.side_by_side import side_by_side

        sides = self._side(left), self._side(right)
        return sides, side_by_side(*sides)

    def _side(self, address: Address) -> Side:
        """The record and its type, which is loaded."""
        from explorer.model.side_by_side import Side
        from explorer.model.validate import attributes

        repository = self.repositories[address.account]
        resource = repository.resource(address)
        return Side(repository.held_record(address), resource, attributes(resource.record))

    def _follow(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        if chosen.address != self.place.record:
            self.go_to(chosen.address)
        if chosen.edit:
            self.call_after_refresh(self.run_action, "command('edit')")

    def _run(self, show: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        run_newest(self, partial(self._told, show, name), group="same person", name=name)

    async def _told(self, show: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        try:
            await show()
        except ExplorerError as error:
            self.say(f"{name}: {told(error)}")
