"""After a record below another one was written, nothing held tells of it as it was before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from explorer.model.address import Address, Segments
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome
from explorer.model.page import Query
from explorer.model.resource import Operation, Resource
from explorer.repository import Repository
from explorer.repository.fresh import Fresh
from explorer.repository.local_copy import listed
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors

NOTE: JsonObject = {"subject": "Called", "body": "Calls back", "private": False, "pinned": False}
USER = Address("demo-assemble", ("users", "234523"))
PHONES = Address("demo-assemble", (*USER.segments, "phone-numbers"))
PHONE: JsonObject = {"phone_number": "+44 7700 900123", "type": "Mobile", "primary": False, "default_sms": False}


@pytest.fixture
async def assemble(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Repository]:
    """The user's detail and phone numbers were looked at."""
    repository = open_repository(accounts_of(fresh_demo_vendors.config_text)["demo-assemble"], tmp_path)
    await repository.get(USER)
    await repository.load(Query(PHONES.segments))
    yield repository
    await repository.close()


def embedded(repository: Repository, member: str) -> list[JsonObject]:
    held = repository.held(USER)
    assert held is not None
    return listed(held.body.get(member))


def count(repository: Repository, name: str) -> int | None:
    return next(number for resource, number in repository.related(USER) if resource.name == name)


async def write(repository: Repository, address: Address, operation: str, wanted: JsonObject) -> Outcome:
    return await repository.saving.send(await repository.saving.propose(address, operation, wanted))


async def test_an_address_that_was_added_changed_and_deleted(assemble: Repository) -> None:
    emails = Address("demo-assemble", (*USER.segments, "email-addresses"))
    await assemble.load(Query(emails.segments))
    before = count(assemble, "email-addresses")
    assert before == len(embedded(assemble, "emailAddresses"))
    made = await write(assemble, emails, "create", {"email": "jo@example.com", "primary": False})
    assert made.address is not None
    assert count(assemble, "email-addresses") == len(embedded(assemble, "emailAddresses")) == before + 1
    assert assemble.position(Query(emails.segments), made.address.key) is not None

    await write(assemble, made.address, "update", {"email": "jona@example.com"})
    assert "jona@example.com" in [each["email"] for each in embedded(assemble, "emailAddresses")]

    await write(assemble, made.address, "delete", {})
    assert count(assemble, "email-addresses") == len(embedded(assemble, "emailAddresses")) == before
    assert assemble.position(Query(emails.segments), made.address.key) is None


async def test_what_follows_from_the_change_is_told_of_its_neighbours(assemble: Repository) -> None:
    made = await write(assemble, PHONES, "create", PHONE)
    assert made.address is not None
    await write(assemble, made.address, "update", {"primary": True})
    assert [str(each["id"]) for each in embedded(assemble, "phoneNumbers") if each["primary"]] == [made.address.key]
    rows = list(assemble.bodies(Query(PHONES.segments)))
    assert [str(each["id"]) for each in rows if each["primary"]] == [made.address.key]


async def test_a_note_that_was_added_is_counted(assemble: Repository) -> None:
    notes = Address("demo-assemble", (*USER.segments, "notes"))
    await assemble.load(Query(notes.segments))
    before = count(assemble, "notes")
    assert before is not None
    await write(assemble, notes, "create", NOTE)
    assert count(assemble, "notes") == before + 1


async def test_what_was_not_looked_at_is_not_read(assemble: Repository) -> None:
    skills = Address("demo-assemble", (*USER.segments, "skills"))
    assert embedded(assemble, "skills")
    await write(assemble, skills, "update", {"skills": []})
    assert embedded(assemble, "skills") == []
    other = Address("demo-assemble", ("users", "46485", "phone-numbers"))
    await write(assemble, other, "create", PHONE)
    assert assemble.held(Address("demo-assemble", ("users", "46485"))) is None


async def test_what_cannot_be_read_again_is_forgotten(
    assemble: Repository, fresh_demo_vendors: DemoVendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor is lost after the write was found applied: the old numbers are not shown as if they were new."""
    read = assemble.held(USER)
    assert read is not None
    around = Fresh.around

    async def without_vendor(self: Fresh, resource: Resource, operation: Operation, segments: Segments) -> None:
        fresh_demo_vendors.stop()
        await around(self, resource, operation, segments)

    monkeypatch.setattr(Fresh, "around", without_vendor)
    outcome = await write(assemble, PHONES, "create", PHONE)
    assert outcome.state == "applied"
    assert count(assemble, "phone-numbers") is None
    held = assemble.held(USER)
    assert held is not None
    assert held.fetched_at == read.fetched_at
    assert "phoneNumbers" not in held.body
    assert held.body["emailAddresses"] == read.body["emailAddresses"]
