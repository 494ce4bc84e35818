"""`Reviewing`: nothing is sent that was not shown, and no field is written over that somebody else changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from explorer.model.address import Address
from explorer.model.edit import Change
from explorer.model.errors import ChangedMeanwhile, NotFound
from explorer.model.members import Member
from explorer.model.outcome import Outcome, Prepared
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.repository.choices import Choice
from explorer.repository.saving import FRESH_SECONDS
from explorer.ui.change_lines import prepared_rows
from explorer.ui.screens.conflict import ConflictScreen, Resolution
from explorer.ui.screens.review import ReviewScreen
from explorer.ui.screens.review_many import ReviewManyScreen
from explorer.ui.signs import Signs
from explorer.ui.widgets.form import Choices

if TYPE_CHECKING:
    from textual.app import App


class Reviewing:
    """Puts the questions that stand between what was filled in and what is sent."""

    def __init__(
        self,
        app: App[None],
        *,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        self._app = app
        self._signs = signs
        self._clock = clock
        self._say = say

    async def sent_after_review(
        self, repository: Repository, prepared: Prepared, *, drafted: bool = False
    ) -> Outcome | None:
        """Show it, and send it when that is wanted; None: it is not. What is read again just before it is sent and
        makes another request of it is shown again. `drafted`: it comes of the form that is open."""
        while True:
            await self._name(repository, [prepared])
            screen = ReviewScreen(
                prepared,
                account=repository.account,
                signs=self._signs,
                clock=self._clock,
                say=self._say,
                others=prepared.others,
                names=repository.label_for,
            )
            if not await self._app.push_screen_wait(screen):
                return None
            if self._clock() - prepared.read_at < FRESH_SECONDS:
                return await repository.saving.send(prepared, drafted=drafted)
            shown = prepared
            try:
                prepared = await repository.saving.prepare(shown.edit, undoes=shown.undoes)
            except NotFound:
                if shown.operation.name != "delete":
                    raise
                return await repository.saving.send(shown, drafted=drafted)  # it is gone already, which counts as done
            if (prepared.method, prepared.url, prepared.body) == (shown.method, shown.url, shown.body):
                return await repository.saving.send(prepared, drafted=drafted)
            self._say("somebody changed the record while you looked: this is what would be sent now")

    async def agreed_for_many(self, repository: Repository, samples: Sequence[Prepared], count: int) -> str:
        """Show what would be sent for some of `count` records; what is done, in words, when it is wanted, else none."""
        await self._name(repository, samples)
        screen = ReviewManyScreen(
            samples,
            count,
            account=repository.account,
            signs=self._signs,
            clock=self._clock,
            say=self._say,
            names=repository.label_for,
        )
        return screen.heading if await self._app.push_screen_wait(screen) else ""

    async def chosen(
        self,
        repository: Repository,
        error: ChangedMeanwhile,
        operation: Operation,
        address: Address,
        label: str,
        others: Mapping[str, Change] | None = None,
    ) -> Resolution | None:
        """Whose value it shall be, of fields that somebody else changed, too; None: the question was left."""
        screen = ConflictScreen(
            error,
            operation,
            address=address,
            label=label,
            signs=self._signs,
            say=self._say,
            others=others,
            names=repository.label_for,
        )
        return await self._app.push_screen_wait(screen)

    async def _name(self, repository: Repository, writes: Sequence[Prepared]) -> None:
        """Names of what ids stand for may have to be looked for on the disk: from then on they are known."""
        await asyncio.to_thread(lambda: [prepared_rows(each, self._signs, repository.label_for) for each in writes])


def choices_of(repository: Repository) -> Choices:
    """What can be chosen for a field, found in a thread."""

    async def choices(member: Member, text: str) -> Sequence[Choice]:
        return await asyncio.to_thread(repository.choices, member.field, text)

    return choices
