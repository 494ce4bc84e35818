"""What becomes of writes that are lost, put off, refused or taken otherwise, and what is sent of a record."""

from __future__ import annotations

import pytest

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change
from explorer.model.errors import Unfinished
from explorer.repository import Repository
from tests.fault_server import Reply, json_reply
from tests.repository.losing import BEFORE, NEW, RECORD, Vendor, write
from tests.repository.test_saving_known import GOOD
from tests.repository.test_saving_lost import _trimming


@pytest.mark.parametrize(
    "answer", [Reply(reset=True), Reply(cut=1), json_reply({}, 500), json_reply({}, 503), Reply(b"<html>")]
)
async def test_w03_w05_w10_a_lost_answer_is_looked_for_and_nothing_sent_again(
    vendor: Vendor, repository: Repository, answer: Reply
) -> None:
    vendor.answer = answer
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    assert outcome.state == "unknown"
    found = await repository.saving.verify(outcome.entry)
    assert found.state == "verified applied"
    assert vendor.waited == [2.0]
    assert len(vendor.writes) == 1
    back = await repository.saving.prepare(repository.saving.undo(found.entry), undoes=found.entry.id)
    assert back.body == {"params": {"id": "c-1", "firstName": "Ada"}}


async def test_w05_w07_what_never_arrived_is_known_after_the_last_look(vendor: Vendor, repository: Repository) -> None:
    vendor.applies = False
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    found = await repository.saving.verify(outcome.entry)
    assert (found.state, vendor.waited) == ("verified not applied", [2.0, 3.0, 10.0])
    vendor.answer, vendor.applies = json_reply({"data": {"succeed": True}}), True
    assert (await write(repository, RECORD, "update", firstName="Eve")).state == "applied"


async def test_w08_a_create_without_an_answer_lists_candidates_and_is_not_sent_again(
    vendor: Vendor, repository: Repository
) -> None:
    wanted = {"firstName": "Ada", "phone": "5550177", "phoneCallingCode": "1"}
    vendor.others.append({**BEFORE, "id": "c-7", "phone": "5550999"})
    outcome = await write(repository, NEW, "create", **wanted)
    found = await repository.saving.verify(outcome.entry)
    assert (found.state, found.candidates) == ("unknown", (NEW.child("c-9"),))
    assert len(vendor.writes) == 1
    with pytest.raises(Unfinished, match="entry 1, has no known outcome"):
        await repository.saving.propose(NEW, "create", wanted)
    another = await repository.saving.propose(NEW, "create", wanted | {"firstName": "Eve"})
    assert any("no known outcome" in notice for notice in another.notices)


async def test_w13_what_is_gone_already_counts_as_deleted(vendor: Vendor, repository: Repository) -> None:
    prepared = await repository.saving.propose(RECORD, "delete", {})
    vendor.record, vendor.applies, vendor.answer = None, False, json_reply({}, 404)
    outcome = await repository.saving.send(prepared)
    assert (outcome.state, outcome.note) == ("applied", "it was gone already")


async def test_w14_accepted_but_not_applied_is_loud(vendor: Vendor, repository: Repository) -> None:
    vendor.applies, vendor.answer = False, json_reply({"data": {"succeed": True}})
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    assert (outcome.state, "not applied" in outcome.note) == ("not applied", True)


async def test_w04_w19_w22_what_the_vendor_tidies_up_is_told(vendor: Vendor, repository: Repository) -> None:
    vendor.answer = json_reply({"data": {"succeed": True}})
    prepared = await repository.saving.propose(RECORD, "update", {"firstName": " Eve "})
    assert vendor.record is not None
    vendor.applies, vendor.record = True, dict(vendor.record)
    vendor.server.otherwise = _trimming(vendor)
    outcome = await repository.saving.send(prepared)
    assert outcome.state == "applied"
    assert outcome.stored_as["firstName"].after == "Eve"
    assert "stored as “Eve”" in outcome.note
    assert vendor.record["internalNote"] == BEFORE["internalNote"]


async def test_w29_an_id_is_one_segment_of_the_path(vendor: Vendor, repository: Repository) -> None:
    vendor.answer, key = json_reply({"data": {"succeed": True}}), "1/../../admin?x=1#f"
    vendor.record = {**BEFORE, "id": key}
    await write(repository, Address("gormic", ("customers", key)), "update", firstName="Eve")
    assert vendor.writes[0].target == "/v1/crm/customers/1%2F..%2F..%2Fadmin%3Fx%3D1%23f"


@pytest.mark.parametrize(
    ("before", "wanted"), [("Lovelace", None), ("Lovelace", ""), (None, ""), (MISSING, ""), ("", None)]
)
async def test_w24_empty_null_and_not_set_are_three_things(
    vendor: Vendor, repository: Repository, before: object, wanted: object
) -> None:
    vendor.answer = GOOD
    assert vendor.record is not None
    if before is not MISSING:
        vendor.record["lastName"] = before
    prepared = await repository.saving.propose(RECORD, "update", {"lastName": wanted})
    assert prepared.changes == {"lastName": Change(before, wanted)}
    assert prepared.body == {"params": {"id": "c-1", "lastName": wanted}}
    assert (await repository.saving.send(prepared)).state == "applied"
    assert vendor.record["lastName"] == wanted
    again = await repository.saving.propose(RECORD, "update", {"lastName": wanted})
    assert not again.has_effect


async def test_w15_what_is_accepted_for_later_is_told_and_found_when_it_is_looked_at(
    vendor: Vendor, repository: Repository
) -> None:
    vendor.applies, vendor.answer = False, json_reply({"data": {"succeed": True}}, 202)
    outcome = await write(repository, RECORD, "update", firstName="Eve")
    assert (outcome.state, outcome.note) == ("accepted", "accepted, but not applied; first name is as before")
    assert vendor.record is not None
    vendor.record["firstName"] = "Eve"
    found = await repository.saving.verify(outcome.entry)
    assert (found.state, len(vendor.writes)) == ("verified applied", 1)
