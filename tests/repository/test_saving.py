"""Writing by way of the repository, over real HTTP to fresh demo vendors: what is checked, sent, kept and compared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.errors import ChangedMeanwhile, Forbidden, InvalidForm, Rejected, UsageError
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors

USER = ("users", "234523")


@pytest.fixture
async def assemble(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Repository]:
    repository = open_repository(accounts_of(fresh_demo_vendors.config_text)["demo-assemble"], tmp_path)
    yield repository
    await repository.close()


def at(*segments: str) -> Address:
    return Address("demo-assemble", segments)


async def write(repository: Repository, address: Address, operation: str, **wanted: object) -> Outcome:
    return await repository.saving.send(await repository.saving.propose(address, operation, wanted))


async def test_an_update_sends_what_changed_alone(assemble: Repository) -> None:
    prepared = await assemble.saving.propose(at(*USER), "update", {"preferred_name": "Jo", "title": "Dr"})
    assert (prepared.method, prepared.body) == ("PUT", {"preferred_name": "Jo", "title": "Dr"})
    assert prepared.url.endswith("/api/users/234523")
    outcome = await assemble.saving.send(prepared)
    assert (outcome.state, outcome.note) == ("applied", "")
    held = assemble.held(at(*USER))
    assert held is not None
    assert held.body["preferred_name"] == "Jo"
    again = await assemble.saving.propose(at(*USER), "update", {"preferred_name": "Jo", "title": "Dr"})
    assert not again.has_effect
    assert again.body == {}


async def test_others_changes_to_other_fields_are_kept_and_to_the_same_field_refused(assemble: Repository) -> None:
    """W17, W18"""
    seen = (await assemble.saving.propose(at(*USER), "update", {})).edit.before
    await write(assemble, at(*USER), "update", preferred_name="Theirs")
    with pytest.raises(ChangedMeanwhile) as caught:
        await assemble.saving.prepare(Edit(at(*USER), "update", seen, {"preferred_name": "Mine"}))
    assert {name: (each.theirs, each.mine) for name, each in caught.value.conflicts.items()} == {
        "preferred_name": ("Theirs", "Mine")
    }
    assert caught.value.present == {**seen, "preferred_name": "Theirs"}
    other = await assemble.saving.prepare(Edit(at(*USER), "update", seen, {"title": "Prof"}))
    assert other.body == {"title": "Prof"}


async def test_a_whole_record_is_sent_as_it_was_read(assemble: Repository) -> None:
    """W22"""
    address = at(*USER, "postal-addresses", "353")
    before = await assemble.get(address)
    prepared = await assemble.saving.propose(address, "update", {"city": "Zürich\u2028\r\n"})
    assert prepared.body["street"] == before.body["street"]
    assert str(prepared.body["lat"]) == str(before.body["lat"])
    outcome = await assemble.saving.send(prepared)
    assert outcome.state == "applied"


async def test_only_changed_custom_fields_are_sent(assemble: Repository) -> None:
    record = (await assemble.get(at(*USER))).body["attributes"]
    known = record.get("data", record)
    names = sorted(known)
    wanted = {"attributes": {names[0]: known[names[0]], names[1]: {"value": "Blue"}}}
    prepared = await assemble.saving.propose(at(*USER), "update", wanted)
    assert prepared.body == {"attributes": {names[1]: {"value": "Blue"}}}
    assert (await assemble.saving.send(prepared)).state == "applied"


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"status": {"id": "2"}}, "status", "set by Assemble"),
        ({"first_nam": "Jo"}, "first_nam", "did you mean first_name?"),
        ({"dob": "1985-13-01"}, "dob", "year-month-day"),
        ({"on_call": None}, "on_call", "may not be null"),
    ],
)
async def test_a_form_refuses_by_field(assemble: Repository, wanted: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(InvalidForm) as caught:
        await assemble.saving.propose(at(*USER), "update", wanted)
    assert words in caught.value.fields[field]


async def test_a_rule_is_refused_in_words(assemble: Repository) -> None:
    address = at(*USER, "email-addresses", "534")
    with pytest.raises(Forbidden, match="primary e-mail address, which cannot be deleted"):
        await write(assemble, address, "delete")


async def test_a_vendors_422_names_fields(assemble: Repository) -> None:
    with pytest.raises(Rejected) as caught:
        await write(assemble, at(*USER, "roles"), "create", role={"id": 1})
    assert "role" in caught.value.fields


async def test_what_was_made_can_be_undone(assemble: Repository) -> None:
    made = await write(assemble, at(*USER, "supervisors"), "create", user={"id": "46485"}, primary=False)
    assert made.address is not None
    assert made.state == "applied"
    prepared = await assemble.saving.prepare(assemble.saving.undo(made.entry), undoes=made.entry.id)
    gone = await assemble.saving.send(prepared)
    assert gone.state == "applied"
    held = assemble.held(made.address)
    assert held is not None
    assert held.gone_at is not None
    again = await assemble.saving.prepare(assemble.saving.undo(gone.entry), undoes=gone.entry.id)
    assert again.body == {"user": {"id": 46485}, "primary": False}
    assert (await assemble.saving.send(again)).state == "applied"


async def test_skills_are_set_as_one_list(assemble: Repository) -> None:
    outcome = await write(assemble, at(*USER, "skills"), "update", skills=[45, 700])
    assert outcome.state == "applied"
    back = await assemble.saving.prepare(assemble.saving.undo(outcome.entry), undoes=outcome.entry.id)
    assert back.changes["skills"].before == [45, 700]


async def test_offline_and_read_only_write_nothing(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> None:
    repository = open_repository(accounts_of(fresh_demo_vendors.config_text)["demo-repsly"], tmp_path)
    with pytest.raises(UsageError, match="Repsly is read-only"):
        repository.saving.operation(Address("demo-repsly", ("users",)), "create")
    await repository.close()
