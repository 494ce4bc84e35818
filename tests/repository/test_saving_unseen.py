"""Writes whose result the vendor shows only in part, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.errors import NetworkError, Unfinished
from explorer.model.json_text import JsonObject
from explorer.repository import Repository
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors
from tests.fault_server import FaultServer, Reply, json_reply

USER = Address("demo-repcard", ("users", "26682"))
HEIRS = ("leadToUser", "customerToUser", "recruitToUser", "otherToUser")
ACTIONS: dict[str, JsonObject] = {"activate": {}, "deactivate": {}, "unlink": dict.fromkeys(HEIRS, 1477)}


@pytest.fixture
async def repcard(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Repository]:
    repository = open_repository(accounts_of(fresh_demo_vendors.config_text)["demo-repcard"], tmp_path)
    yield repository
    await repository.close()


@pytest.mark.parametrize("name", ACTIONS)
@pytest.mark.parametrize("applied", [True, False])
async def test_it_is_accepted_and_only_the_user_can_say_more(
    repcard: Repository, tmp_path: Path, name: str, applied: bool
) -> None:
    outcome = await repcard.saving.send(await repcard.saving.propose(USER, name, ACTIONS[name]))
    assert (outcome.state, outcome.note) == (
        "accepted",
        "it is gone" if name == "unlink" else "RepCard accepted it; no answer of it tells whether it holds",
    )
    again = await repcard.saving.verify(outcome.entry, at=(0.0,))
    assert again.entry == outcome.entry
    said = Journal(tmp_path / "journal.sqlite").resolve(outcome.entry.id, applied)
    assert said.state == ("verified applied" if applied else "verified not applied")
    assert (await repcard.saving.verify(said, at=(0.0,))).entry == said


@pytest.fixture
async def lonely(scripted: FaultServer, fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Repository]:
    """RepCard, as a test writes down its answers; it knows one user."""
    account = accounts_of(fresh_demo_vendors.config_text)["demo-repcard"]
    scripted.otherwise = lambda seen: json_reply({"statusCode": 200, "result": {"id": 26682, "firstName": "Ada"}})
    repository = open_repository(replace(account, base_url=scripted.url), tmp_path)
    yield repository
    await repository.close()


async def test_that_the_user_cannot_be_found_any_more_is_no_sign_of_either(
    lonely: Repository, scripted: FaultServer
) -> None:
    prepared = await lonely.saving.propose(USER, "deactivate", {})
    scripted.play(json_reply({"statusCode": 200}), json_reply({}, 404))
    outcome = await lonely.saving.send(prepared)
    assert (outcome.state, "no answer of it tells" in outcome.note) == ("accepted", True)


async def test_what_becomes_of_a_lost_answer_is_asked_at_once(
    lonely: Repository, scripted: FaultServer, tmp_path: Path
) -> None:
    prepared = await lonely.saving.propose(USER, "deactivate", {})
    scripted.play(Reply(reset=True))
    outcome = await lonely.saving.send(prepared)
    reads = len(scripted.seen)
    found = await lonely.saving.verify(outcome.entry)
    assert (found.state, found.note) == ("unknown", "it cannot be read back: look at the vendor, and resolve it")
    assert len(scripted.seen) == reads
    with pytest.raises(Unfinished):
        await lonely.saving.propose(USER, "activate", {})
    Journal(tmp_path / "journal.sqlite").resolve(outcome.entry.id, False)
    assert (await lonely.saving.propose(USER, "activate", {})).has_effect


@pytest.fixture
async def assemble(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Repository]:
    repository = open_repository(accounts_of(fresh_demo_vendors.config_text)["demo-assemble"], tmp_path)
    yield repository
    await repository.close()


@pytest.mark.parametrize("emails", [[], [{"email": "zoraida.quist@example.com"}]], ids=["name", "e-mail"])
async def test_a_user_is_found_by_the_name_where_rows_tell_no_more(
    assemble: Repository, monkeypatch: pytest.MonkeyPatch, emails: list[JsonObject]
) -> None:
    wanted: JsonObject = {
        "dob": "1990-01-31",
        "first_name": "Zoraida",
        "last_name": "Quist",
        "roleProfiles": [{"id": 901}],
    }
    wanted |= {"emailAddresses": emails} if emails else {}
    users = Address("demo-assemble", ("users",))
    await assemble.saving.send(await assemble.saving.propose(users, "create", wanted | {"last_name": "Other"}))
    prepared = await assemble.saving.propose(users, "create", wanted)
    client = await assemble.saving._sending._connected()
    call = client.call

    async def losing(*arguments: Any, **options: Any) -> None:
        await call(*arguments, **options)
        raise NetworkError("the answer was lost", sent=True)

    monkeypatch.setattr(client, "call", losing)
    outcome = await assemble.saving.send(prepared)
    found = await assemble.saving.verify(outcome.entry, at=(0.0,))
    made = [await assemble.saving.read(each, "update") for each in found.candidates]
    assert [each["display_name"] for each in made] == ["Zoraida Quist"]
