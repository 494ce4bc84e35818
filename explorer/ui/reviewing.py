"""`Reviewing`: nothing is sent that was not shown, and no field is written over that somebody else changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from explorer.model.address import Address
from explorer.model.edit import Change, Conflict, conflict_path
from explorer.model.errors import ChangedMeanwhile, Differs, ExplorerError, NotFound, Rejected
from explorer.model.json_text import JsonObject
from explorer.model.members import Member
from explorer.model.outcome import Outcome, Prepared
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation
from explorer.repository import Repository
from explorer.repository.choices import Choice
from explorer.ui.change_lines import Teller, prepared_rows
from explorer.ui.screens.conflict import ConflictScreen, Resolution
from explorer.ui.screens.question import NoticeScreen
from explorer.ui.screens.review import ReviewScreen
from explorer.ui.screens.review_many import ReviewManyScreen
from explorer.ui.signs import Signs
from explorer.ui.stage import Stage
from explorer.ui.widgets.form_choosing import Choices
from explorer.ui.wording import Sentence, told


class Reviewing:
    """Puts the questions that stand between what was filled in and what is sent."""

    def __init__(
        self,
        stage: Stage,
        *,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        self._stage = stage
        self._signs = signs
        self._clock = clock
        self._say = say

    async def sent_after_review(
        self, repository: Repository, prepared: Prepared, *, since: JsonObject, drafted: bool = False
    ) -> Outcome | None:
        """Show it, and send it when that is wanted; None: it is not. What is read again just before it is sent and
        makes another request of it is shown again. `since` are the members as they were when it was begun: what others
        have made of them is shown. `drafted`: it comes of the form that is open, which says why it was refused; of
        anything else that is said here, until it was read."""
        while True:
            if not prepared.has_effect:
                self._say("nothing would change: nothing is sent")
                return None
            if not await self._agreed(repository, prepared, since, drafted=drafted):
                return None
            shown = prepared
            if not repository.saving.is_fresh(shown):
                prepared = await self._again(repository, shown)
            if shown.shows(prepared):
                try:
                    return await repository.saving.send(prepared, drafted=drafted)
                except Differs as error:
                    prepared = error.prepared
                except ChangedMeanwhile:
                    raise
                except ExplorerError as error:
                    if drafted:
                        raise  # its form says so
                    await self._stage.show(_refusal(shown, error))
                    return None
            self._say("the record has changed while you looked: this is what would be sent now")

    async def _agreed(self, repository: Repository, prepared: Prepared, since: JsonObject, *, drafted: bool) -> bool:
        """Show what would be sent; whether it is wanted."""
        others = _others(prepared, since)
        with self._stage.reading(_reading(prepared)):
            await self.name(repository, [prepared], others)
        screen = ReviewScreen(
            prepared,
            account=repository.account,
            signs=self._signs,
            clock=self._clock,
            say=self._say,
            others=others,
            names=repository.label_for,
            of_form=drafted,
        )
        wanted = await self._stage.show(screen)
        return bool(wanted)

    async def _again(self, repository: Repository, shown: Prepared) -> Prepared:
        """What was shown, held against the record as it is now."""
        try:
            with self._stage.reading(_reading(shown)):
                return await repository.saving.again(shown)
        except NotFound:
            if shown.operation.name != "delete":
                raise
            return shown  # it is gone already, which to send it finds out, too, and counts as done

    async def agreed_for_many(self, repository: Repository, samples: Sequence[Prepared], count: int) -> str:
        """Show what would be sent for some of `count` records; what is done, in words, when it is wanted, else none."""
        screen = ReviewManyScreen(
            samples,
            count,
            account=repository.account,
            signs=self._signs,
            clock=self._clock,
            say=self._say,
            names=repository.label_for,
        )
        return screen.heading if await self._stage.show(screen, then="beginning") else ""

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
        with self._stage.reading(f"reading {address}"):
            await self._name_both(repository, operation, error.conflicts, others or {})
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
        return await self._stage.show(screen)

    async def name(
        self, repository: Repository, writes: Sequence[Prepared], others: Mapping[str, Change] | None = None
    ) -> None:
        """Names of what ids stand for may have to be looked for on the disk: from then on they are known. `others` are
        what others have changed."""

        def look() -> None:
            for each in writes:
                prepared_rows(each, self._signs, repository.label_for)
                self._teller(repository, each.operation).rows(others or {})

        await asyncio.to_thread(look)

    async def _name_both(
        self,
        repository: Repository,
        operation: Operation,
        conflicts: Mapping[str, Conflict],
        others: Mapping[str, Change],
    ) -> None:
        """As `name`, for what both have changed, and what only others have."""
        teller = self._teller(repository, operation)

        def look() -> None:
            teller.rows(others)
            for name, each in conflicts.items():
                for value in (each.before, each.theirs, each.mine):
                    teller.value(conflict_path(name), value)

        await asyncio.to_thread(look)

    def _teller(self, repository: Repository, operation: Operation) -> Teller:
        return Teller(operation, self._signs, repository.label_for)


def _refusal(prepared: Prepared, error: ExplorerError) -> NoticeScreen:
    """What was confirmed and is not done: why, in the vendor's words, and what can be done about it."""
    sentences: list[Sentence] = [((told(error), "failed"),)]
    if isinstance(error, Rejected):
        sentences += [((f"{name}: {words}" if name else words, ""),) for name, words in error.fields.items()]
    return NoticeScreen(f"Not done: {prepared.operation.name} {prepared.edit.address}", sentences)


def _others(prepared: Prepared, since: JsonObject) -> Mapping[str, Change]:
    """What was otherwise in the members `since`, and is not changed by it."""
    if prepared.operation.name != "update":
        return {}
    begun = replace(prepared.edit, before=since)
    found = begun.others(prefilled(prepared.operation, prepared.record))
    return {name: each for name, each in found.items() if name in begun.changes or name not in prepared.changes}


def _reading(prepared: Prepared) -> str:
    return f"reading {prepared.edit.address}"


def choices_of(repository: Repository) -> Choices:
    """What can be chosen for a field, found in a thread."""

    async def choices(member: Member, text: str) -> Sequence[Choice]:
        return await asyncio.to_thread(repository.choices, member.field, text)

    return choices
