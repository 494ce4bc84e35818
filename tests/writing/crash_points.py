"""An explorer that saves one change and dies at a given point on the way:

    python -m tests.writing.crash_points FOLDER SIGNAL POINT ACCOUNT ADDRESS OPERATION MEMBERS

The config is read from standard input. Everything is the program's own; only what the repository is given (journal,
cache, transport) sends the process a signal at its point: with SIGKILL nothing is flushed, closed or told, with SIGSTOP
it stands still there until it is sent SIGCONT.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Literal, TypeAlias

import httpx

from explorer.api import build
from explorer.api.client import Client
from explorer.api.tokens import FileTokens
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.journal import Draft, Entry, Intent
from explorer.model.json_text import JsonObject, loads
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from tests.accounts import accounts_of

Point: TypeAlias = Literal[
    "draft kept",  # typed, and nothing else
    "prepared",  # held against the vendor's record, and shown
    "begun",  # the intent is on disk, and no byte was sent
    "sent",  # the last byte of the request is with the system
    "answered",  # the whole answer has come, and is not on disk
    "finished",  # it is on disk that the vendor accepted it
    "read again",  # the vendor's record was read, and is not in the cache
    "told",  # all is done but to close the form
]


class Life:
    """Ends, or stands still, when its point is first reached."""

    def __init__(self, point: str, by: signal.Signals) -> None:
        self._point = point
        self._by = by
        self.begun = False
        self.accepted = False

    def reach(self, point: Point) -> None:
        if point == self._point:
            self._point = ""
            signal.pthread_kill(threading.get_ident(), self._by)  # this very thread gets no further


class MortalJournal(Journal):
    def __init__(self, path: Path, life: Life) -> None:
        super().__init__(path)
        self._life = life

    def keep_draft(self, draft: Draft) -> None:
        super().keep_draft(draft)
        self._life.reach("draft kept")

    def begin(self, intent: Intent, *, after: int | None = None) -> Entry:
        entry = super().begin(intent, after=after)
        self._life.reach("begun")
        self._life.begun = True
        return entry

    def finish(self, *of: Any, **named: Any) -> Entry:
        self._life.reach("answered")
        entry = super().finish(*of, **named)
        self._life.reach("finished")
        self._life.accepted = True
        return entry


class MortalCache(Cache):
    def __init__(self, path: Path, life: Life) -> None:
        super().__init__(path)
        self._life = life

    def put_record(self, resource: Resource, address: Address, body: JsonObject, *, fetched_at: float) -> Future[None]:
        self._reached()
        return super().put_record(resource, address, body, fetched_at=fetched_at)

    def forget(self, address: Address) -> Future[None]:
        self._reached()
        return super().forget(address)

    def _reached(self) -> None:
        if self._life.accepted:
            self._life.reach("read again")


class MortalTransport(httpx.AsyncHTTPTransport):
    def __init__(self, life: Life) -> None:
        super().__init__()
        self._life = life

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET" and self._life.begun:
            request.extensions = {**request.extensions, "trace": self._trace}
        return await super().handle_async_request(request)

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpcore (its "trace" request extension)."""
        if event == "http11.send_request_body.complete":
            self._life.reach("sent")


def mortal_repository(account: Account, folder: Path, life: Life, journal: Journal) -> Repository:
    """As `tests.accounts.open_repository`, with the same files."""

    async def credentials() -> dict[str, str]:
        return {name: str(secret.value) for name, secret in account.credentials.items()}

    async def connect(ask: Ask) -> Client:
        tokens = FileTokens(folder, account.identity)
        return Client(account, credentials, tokens=tokens, transport=MortalTransport(life), ask=ask)

    cache = MortalCache(folder / f"{account.vendor.name}-{account.identity}.sqlite", life)
    return Repository(account, cache, connect, journal=lambda: journal)


def draft_of(account: Account, edit: Edit) -> Draft:
    """What the form of `edit` keeps."""
    segments = edit.address.segments
    name = f"{account.vendor.resource(segments).name}.{edit.operation}"
    origin = str(build.base_origin(account))
    return Draft(account.identity, origin, account.name, segments, name, edit.before, edit.wanted)


async def save(
    folder: Path, life: Life, account: Account, address: Address, operation: str, wanted: JsonObject
) -> None:
    """As a form does: keeps the draft, prepares, sends. A change without members is made without a form."""
    journal = MortalJournal(folder / "journal.sqlite", life)
    repository = mortal_repository(account, folder, life, journal)
    seen = (await repository.saving.propose(address, operation, {} if operation == "update" else wanted)).edit.before
    edit = Edit(address, operation, seen, wanted)
    draft = draft_of(account, edit)
    journal.keep_draft(draft)
    prepared = await repository.saving.prepare(edit)
    life.reach("prepared")
    await repository.saving.send(prepared, drafted=bool(wanted))
    life.reach("told")
    journal.close_draft(draft.identity, draft.segments, draft.operation)
    await repository.close()
    journal.close()


def main(folder: str, by: str, point: str, name: str, address: str, operation: str, members: str) -> None:
    account = accounts_of(sys.stdin.read())[name]
    life = Life(point, signal.Signals[by])
    asyncio.run(save(Path(folder), life, account, Address.parse(address), operation, loads(members)))


if __name__ == "__main__":
    main(*sys.argv[1:])
