"""What a search of all systems can ask of the vendors: their own search, and all of a collection. No widget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.model.listing import Hit, SyncProgress
from explorer.model.value import dataclass
from explorer.repository import Repository
from explorer.repository.everywhere import Part, searched_by_server
from explorer.ui.getting import get_rest
from explorer.ui.wording import number, synced_so_far, told

Kind: TypeAlias = Literal["search", "get"]
State: TypeAlias = Literal["at rest", "under way", "done", "failed"]
_TELL_SECONDS: Final = 0.25
"""Between two reports of how far it is."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing that can be asked for, and what became of it."""

    kind: Kind
    address: Address
    """The collection."""
    title: str
    """Account and collection, for people."""
    words: str
    """What there is to be said before it is asked for, then how far it is, then what came of it."""
    state: State = "at rest"
    can: bool = True
    """It can be asked for."""

    @property
    def key(self) -> tuple[Kind, Address]:
        """Tells it from the others."""
        return self.kind, self.address


class Errands:
    """All errands there are now. `changed` is called when one is another: with True when more is held than before."""

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        changed: Callable[[bool], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repositories = repositories
        self._changed = changed
        self._monotonic = monotonic
        self._told_at = 0.0
        self._parts: tuple[Errand, ...] = ()
        self._begun: dict[tuple[Kind, Address], Errand] = {}
        self._left: dict[Address, int] = {}
        """The page that failed, of collections that broke off: there it goes on."""
        self.served: dict[Address, tuple[Hit, ...]] = {}
        """What servers found of the present text, by collection."""
        self._text = ""

    def take_parts(self, parts: Iterable[Part]) -> None:
        """Know what is held in part. What is whole now is no errand any more."""
        self._parts = tuple(
            Errand("get", each.address, self._title(each.address, each.title), each.words, can=self._can_get(each))
            for each in parts
        )

    def take_text(self, text: str) -> None:
        """Other words are looked for: what servers said of those before is forgotten."""
        self._text = text
        self.served.clear()
        self._begun = {key: each for key, each in self._begun.items() if each.kind != "search"}

    @property
    def all(self) -> list[Errand]:
        """The servers' searches, then the collections that are held in part."""
        searches = [
            Errand(
                "search",
                Address(name, (resource.name,)),
                self._title(Address(name), resource.title),
                f"search “{self._text}” on its server",
            )
            for name, repository in self._repositories.items()
            if self._text and not repository.offline
            for resource in searched_by_server(repository.account)
        ]
        return [self._now(each) for each in (*searches, *self._parts)]

    def _now(self, errand: Errand) -> Errand:
        begun = self._begun.get(errand.key, errand)
        if begun.kind == "get" and begun.state == "at rest" and begun is not errand:
            return replace(errand, words=f"{errand.words}; {begun.words}")  # something of it has come meanwhile
        return begun

    @property
    def under_way(self) -> bool:
        """Something is."""
        return any(each.state == "under way" for each in self._begun.values())

    def begin(self, errand: Errand) -> bool:
        """Note that it is under way; False: it is already, or cannot be asked for."""
        if not errand.can or errand.state == "under way":
            return False
        self._set(errand, "under way", "asking…" if errand.kind == "search" else "waiting for its turn…")
        return True

    def stop(self) -> None:
        """Everything under way was stopped."""
        for each in [each for each in self._begun.values() if each.state == "under way"]:
            self._set(each, "at rest", "stopped" if each.kind == "search" else "stopped, what arrived is kept")

    async def search(self, errand: Errand, text: str) -> None:
        """Have the server search."""
        from explorer.repository.server_search import ask_server

        repository = self._repositories[errand.address.account]
        try:
            answer = await ask_server(repository, repository.resource(errand.address), text)
        except ExplorerError as error:
            if text == self._text:
                self._set(errand, "failed", told(error))
            return
        if text != self._text:
            return
        self.served[errand.address] = answer.hits
        first = f"; the first {number(len(answer.hits))} are listed" if answer.has_more and answer.hits else ""
        count = "more" if answer.count is None and answer.has_more else number(answer.count or len(answer.hits))
        self._set(errand, "done", f"{count} found on its server{first}" if answer.hits else "none found on its server")

    async def get(self, errand: Errand) -> None:
        """Get all of the collection."""
        repository = self._repositories[errand.address.account]
        self._set(errand, "under way", "asking…")
        try:
            report = await get_rest(
                repository, errand.address, lambda progress: self._progress(errand, progress), self._left
            )
        except ExplorerError as error:
            self._set(errand, "failed", told(error))
            return
        if report is not None and report.note:
            self._set(errand, "failed", f"incomplete: {report.note}")
        else:
            self._begun.pop(errand.key, None)
            self._changed(True)

    def _progress(self, errand: Errand, progress: SyncProgress) -> None:
        quiet = self._monotonic() - self._told_at < _TELL_SECONDS
        self._set(errand, "under way", f"{synced_so_far(progress)}…", quiet=quiet)

    def _set(self, errand: Errand, state: State, words: str, *, quiet: bool = False) -> None:
        self._begun[errand.key] = replace(errand, state=state, words=words)
        if not quiet:
            self._told_at = self._monotonic()
            self._changed(state != "under way")

    def _title(self, address: Address, title: str) -> str:
        return f"{self._repositories[address.account].account.title} {title}"

    def _can_get(self, part: Part) -> bool:
        return part.can_get_all and not self._repositories[part.address.account].offline
