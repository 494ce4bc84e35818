"""Every documented write from the screen, by keys alone, with the state it has to leave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.model.errors import NotFound
from explorer.model.page import Query
from explorer.model.resource import walk
from explorer.repository import Repository
from explorer.ui.screens import confirming
from tests.accounts import accounts_of, open_repository
from tests.cli.writing import WRITES, Write
from tests.ui.screen.by_keys import back_on_main, choose, form_of, put, send, until
from tests.ui.screen.systems import Systems, said, settle

_KEYS = {"create": "a", "update": "e", "delete": "D"}


@pytest.fixture(autouse=True)
def _looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to look at a review for a while."""
    monkeypatch.setattr(confirming, "LOOK_SECONDS", 0.0)


async def _look(repository: Repository, address: Address) -> Any:
    """What the vendor tells."""
    if address.is_collection:
        return [row async for rows in repository.stream(Query(address.segments)) for row in rows]
    return (await repository.get(address)).body


async def _make(repository: Repository, write: Write) -> str:
    """The address a write is for, after what it needs was made."""
    if not write.first:
        return write.address
    address, *fields = write.first
    wanted: dict[str, Any] = {}
    for name, _, text in (each.partition("=") for each in fields):
        above, _, last = name.rpartition(".")
        value: Any = {"yes": True, "no": False, "false": False, "true": True}.get(text, text)
        (wanted.setdefault(above, {}) if above else wanted)[last] = value
    prepared = await repository.saving.propose(Address.parse(address), "create", wanted)
    made = (await repository.saving.send(prepared)).address
    assert made is not None
    return str(made)


@pytest.mark.parametrize("write", WRITES, ids=str)
async def test_each_write_by_keys(own_systems: Systems, tmp_path: Path, write: Write) -> None:
    account, *_ = write.address.split("/")
    elsewhere = open_repository(accounts_of(own_systems.vendors.config_text)[account], tmp_path / "elsewhere")
    address = await _make(elsewhere, write)
    app = own_systems.app(address, only=[account])
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        await _write(pilot, write)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot) or "accepted" in said(pilot))
        entry = own_systems.journal.entries()[0]
        assert entry.state in ("applied", "accepted"), entry.note
        assert own_systems.journal.drafts() == []
    where = Address.parse(address)
    if write.command == "create":
        where = where.child(_key_made(elsewhere, entry.after, where))
    if write.left is None:
        with pytest.raises(NotFound):
            if (await _look(elsewhere, where)).get("archivedAt") is not None:
                raise NotFound("archived")
    else:
        record = await _look(elsewhere, where)
        assert {path: _member(record, path) for path in write.left} == write.left
    await elsewhere.close()


def _key_made(repository: Repository, after: Any, collection: Address) -> str:
    return repository.resource(collection).key_of(after or {})


def _member(record: Any, path: str) -> Any:
    if isinstance(record, list):
        place, _, path = path.partition(".")
        record = record[int(place)]
    return walk(record, path)


async def _write(pilot: Pilot[None], write: Write) -> None:
    fields = write.fields
    if write.command == "run":
        name, *rest = write.fields
        fields = tuple(rest)
        await choose(pilot, name)
    else:
        await pilot.press(_KEYS[write.command])
    if fields:
        await form_of(pilot)
        await put(pilot, fields)
        await pilot.press("ctrl+r")
    await send(pilot)
