"""What was shown is what is sent, however long ago it was read and whatever became of the clock meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.model.edit import Edit
from explorer.model.errors import BadAnswer, ChangedMeanwhile, Differs, Forbidden, InvalidForm, UsageError
from explorer.model.journal import Entry, Process
from explorer.repository import Repository
from explorer.repository.preparing import REREAD_SECONDS
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import json_reply
from tests.repository.losing import BEFORE, RECORD, Vendor, write

GOOD = json_reply({"data": {"succeed": True}})
CONFIG = """[accounts.gormic]
    vendor = "gormic"
    base_url = "{}"
    auth = {{ api_key = "k", organization_id = "o" }}"""


class Clocks:
    """The time of day, which can be set, and seconds that only pass."""

    def __init__(self) -> None:
        self.day = 1_760_000_000.0
        self.steady = 50.0

    def passes(self, seconds: float, *, set_by: float = 0.0) -> None:
        self.steady += seconds
        self.day += seconds + set_by


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
async def timed(vendor: Vendor, tmp_path: Path, clocks: Clocks) -> AsyncIterator[Repository]:
    account = accounts_of(CONFIG.format(vendor.server.url))["gormic"]
    made = open_repository(
        account, tmp_path, clock=lambda: clocks.day, monotonic=lambda: clocks.steady, sleep=vendor.sleep
    )
    yield made
    await made.close()


def record(vendor: Vendor) -> dict[str, object]:
    assert vendor.record is not None
    return vendor.record


async def unread(vendor: Vendor, repository: Repository, **wanted: str) -> Entry:
    """A write that the vendor accepts, after which it cannot be read."""
    vendor.answer, answered = GOOD, vendor.server.otherwise
    prepared = await repository.saving.propose(RECORD, "update", {**wanted})
    vendor.server.otherwise = lambda seen: vendor._answered(seen) if seen.method != "GET" else json_reply({}, 403)
    outcome = await repository.saving.send(prepared)
    vendor.server.otherwise = answered
    assert (outcome.state, outcome.entry.after) == ("accepted", None)
    return outcome.entry


@pytest.mark.parametrize("set_by", [0.0, -3600.0, 3600.0, -599.0])
async def test_however_the_clock_is_set_what_was_read_long_ago_is_read_again(
    vendor: Vendor, timed: Repository, clocks: Clocks, set_by: float
) -> None:
    """W18, T24"""
    vendor.answer = GOOD
    prepared = await timed.saving.propose(RECORD, "update", {"firstName": "Mine"})
    clocks.passes(600, set_by=set_by)
    record(vendor)["firstName"] = "Theirs"
    with pytest.raises(ChangedMeanwhile):
        await timed.saving.send(prepared)
    assert vendor.writes == []


async def test_a_clock_that_is_set_back_makes_a_reading_old(timed: Repository, clocks: Clocks) -> None:
    prepared = await timed.saving.propose(RECORD, "update", {"firstName": "Mine"})
    assert timed.saving.is_fresh(prepared)
    clocks.passes(REREAD_SECONDS / 2)
    assert timed.saving.is_fresh(prepared)
    clocks.passes(0.1, set_by=-REREAD_SECONDS)
    assert not timed.saving.is_fresh(prepared)


async def test_a_clock_that_is_set_on_concludes_nothing(vendor: Vendor, timed: Repository, clocks: Clocks) -> None:
    """W05, T24"""
    vendor.applies = False
    outcome = await write(timed, RECORD, "update", firstName="Eve")
    clocks.passes(1, set_by=3600)
    assert (await timed.saving.verify(outcome.entry, at=(0.0,))).state == "unknown"
    clocks.passes(14, set_by=-7200)
    assert (await timed.saving.verify(outcome.entry, at=(0.0,))).state == "verified not applied"


async def test_what_another_explorer_began_is_waited_for_when_the_clock_went_back(
    vendor: Vendor, timed: Repository, clocks: Clocks, tmp_path: Path
) -> None:
    vendor.applies = False
    outcome = await write(timed, RECORD, "update", firstName="Eve")
    account = accounts_of(CONFIG.format(vendor.server.url))["gormic"]
    other = open_repository(account, tmp_path, clock=lambda: clocks.day - 3600, sleep=vendor.sleep)
    assert (await other.saving.verify(outcome.entry, at=(0.0,))).state == "unknown"
    assert (await other.saving.verify(outcome.entry)).state == "verified not applied"
    await other.close()


@pytest.mark.parametrize("late", [True, False])
async def test_another_request_than_was_shown_is_not_sent(
    vendor: Vendor, timed: Repository, clocks: Clocks, journal: Journal, late: bool
) -> None:
    """Somebody else writes one of the two values that are wanted; `late`: so long after that it is read again anyway,
    else another explorer did, as the journal tells."""
    vendor.answer = GOOD
    shown = await timed.saving.propose(RECORD, "update", {"firstName": "Eve", "number": "7"})
    if late:
        clocks.passes(60)
        record(vendor)["number"] = "7"
    else:
        await write(timed, RECORD, "update", number="7")
    sent = len(vendor.writes)
    with pytest.raises(Differs) as caught:
        await timed.saving.send(shown)
    assert len(vendor.writes) == sent
    assert list(caught.value.prepared.changes) == ["firstName"]
    assert (await timed.saving.send(caught.value.prepared)).state == "applied"


async def test_other_fields_that_others_change_do_not_ask_again(
    vendor: Vendor, timed: Repository, clocks: Clocks
) -> None:
    """W17"""
    vendor.answer = GOOD
    shown = await timed.saving.propose(RECORD, "update", {"firstName": "Eve", "passcode": "hush-7731"})
    clocks.passes(60)
    record(vendor)["number"] = "7"
    assert (await timed.saving.send(shown)).state == "applied"


async def test_what_changes_nothing_is_not_sent(vendor: Vendor, timed: Repository) -> None:
    prepared = await timed.saving.propose(RECORD, "update", {"firstName": "Ada"})
    with pytest.raises(UsageError, match="nothing would change"):
        await timed.saving.send(prepared)
    assert vendor.writes == []


async def test_a_reading_that_fails_says_that_nothing_was_sent(vendor: Vendor, timed: Repository) -> None:
    seen = (await timed.saving.propose(RECORD, "update", {})).edit.before
    vendor.server.otherwise = lambda seen: json_reply({}, 403)
    with pytest.raises(Forbidden, match="nothing was sent"):
        await timed.saving.propose(RECORD, "update", {"firstName": "Eve"})
    with pytest.raises(Forbidden, match="nothing was sent"):
        await timed.saving.prepare(Edit(RECORD, "update", seen, {"firstName": "Eve"}))


async def test_another_record_than_was_asked_for_is_refused(vendor: Vendor, timed: Repository) -> None:
    address = RECORD.collection.child("c-2")
    with pytest.raises(BadAnswer, match=r"c-1.*nothing was sent"):
        await timed.saving.propose(address, "update", {"firstName": "Eve"})
    assert timed.held(address) is None


async def test_what_was_shown_of_a_record_is_what_a_delete_is_held_against(vendor: Vendor, timed: Repository) -> None:
    row = {"id": "c-1", "firstName": "Ada", "phone": BEFORE["phone"]}
    seen = {**await timed.saving.read(RECORD, "delete"), **row}
    assert (await timed.saving.prepare(Edit(RECORD, "delete", seen, {}))).method == "DELETE"
    with pytest.raises(ChangedMeanwhile) as caught:
        await timed.saving.prepare(Edit(RECORD, "delete", {**seen, "firstName": "Eve"}, {}))
    assert list(caught.value.conflicts) == ["firstName"]


async def test_what_an_undo_cannot_restore_is_said_before(vendor: Vendor, timed: Repository, journal: Journal) -> None:
    """W27, decision 33"""
    vendor.answer = GOOD
    part = await timed.saving.propose(RECORD, "update", {"firstName": "Eve", "gender": "F", "passcode": "hush-7731"})
    told = " ".join(part.notices)
    assert "The way back: undo sends the values of before." in told
    assert "gender was not set before, and the API has no way to unset it" in told
    assert "what passcode was before is not known here" in told
    written = await timed.saving.send(part)
    back = await timed.saving.prepare(timed.saving.undo(written.entry), undoes=written.entry.id)
    assert "Stays as it is: gender was not set before" in " ".join(back.notices)
    none = await timed.saving.propose(RECORD, "update", {"lastName": "Roe"})
    assert "There is no way back: last name was not set before" in " ".join(none.notices)
    assert "The way back" not in " ".join(none.notices)
    written = await timed.saving.send(none)
    with pytest.raises(UsageError, match=r"restored: last name was not set before, and the API has"):
        timed.saving.undo(written.entry)


async def test_what_we_wrote_ourselves_is_nobody_elses(vendor: Vendor, timed: Repository, clocks: Clocks) -> None:
    """The vendor accepts it and cannot be read again; the form of the next edit opens on what was held before."""
    vendor.answer = GOOD
    seen = (await timed.saving.propose(RECORD, "update", {})).edit.before
    entry = await unread(vendor, timed, firstName=" Eve ")
    held = timed.held(RECORD)
    assert held is not None
    assert clocks.day - held.fetched_at >= 60
    record(vendor)["firstName"] = "Eve"  # as the vendor tidies it up
    mine = await timed.saving.prepare(Edit(RECORD, "update", seen, {"firstName": "Evelyn"}))
    assert mine.changes["firstName"].before == "Eve"
    assert f"first name is what entry {entry.id} of the journal wrote" in " ".join(mine.notices)
    record(vendor)["firstName"] = "Theirs"
    with pytest.raises(ChangedMeanwhile):
        await timed.saving.prepare(Edit(RECORD, "update", seen, {"firstName": "Evelyn"}))


async def test_what_we_wrote_once_and_somebody_else_wrote_again_is_theirs(vendor: Vendor, timed: Repository) -> None:
    await unread(vendor, timed, firstName="Eve")
    assert (await write(timed, RECORD, "update", firstName="Zoe")).entry.after is not None
    seen = (await timed.saving.propose(RECORD, "update", {})).edit.before
    record(vendor)["firstName"] = "Eve"
    with pytest.raises(ChangedMeanwhile):
        await timed.saving.prepare(Edit(RECORD, "update", seen, {"firstName": "Ann"}))


async def test_what_is_put_back_to_what_we_wrote_after_somebody_changed_it_is_theirs(
    vendor: Vendor, timed: Repository
) -> None:
    """Theirs was seen in between, so that the write from here is not what changed it since."""
    await unread(vendor, timed, firstName="Eve")
    record(vendor)["firstName"] = "Zoe"
    seen = (await timed.saving.propose(RECORD, "update", {})).edit.before
    record(vendor)["firstName"] = "Eve"
    with pytest.raises(ChangedMeanwhile):
        await timed.saving.prepare(Edit(RECORD, "update", seen, {"firstName": "Ann"}))


async def test_what_we_wrote_later_is_in_the_way_of_taking_back_what_was_before_it(
    vendor: Vendor, timed: Repository
) -> None:
    """W27: undo goes back from what the entry wrote, and from nothing else, whoever wrote that."""
    vendor.answer = GOOD
    first = (await write(timed, RECORD, "update", firstName="Eve")).entry
    await unread(vendor, timed, firstName="Zoe")
    with pytest.raises(ChangedMeanwhile):
        await timed.saving.prepare(timed.saving.undo(first), undoes=first.id)


async def test_what_the_user_said_was_applied_can_be_taken_back_as_the_vendor_wrote_it(
    vendor: Vendor, timed: Repository, journal: Journal
) -> None:
    outcome = await write(timed, RECORD, "update", firstName="  Eve ")
    record(vendor)["firstName"] = "Eve"
    entry = journal.resolve(outcome.entry.id, True)
    back = await timed.saving.prepare(timed.saving.undo(entry), undoes=entry.id)
    assert back.body == {"params": {"id": "c-1", "firstName": BEFORE["firstName"]}}


async def test_of_a_lost_write_of_secrets_alone_nothing_can_be_read(vendor: Vendor, timed: Repository) -> None:
    outcome = await write(timed, RECORD, "update", passcode="hush-7731")
    found = await timed.saving.verify(outcome.entry)
    assert (found.state, found.note) == (
        "unknown",
        "nothing that it changes can be read back: look at the vendor, and resolve it",
    )


async def test_what_is_exactly_as_before_was_not_applied(vendor: Vendor, timed: Repository) -> None:
    """W03, W14"""
    vendor.applies = False
    record(vendor)["email"] = "ADA@EXAMPLE.COM"
    outcome = await write(timed, RECORD, "update", email="ada@example.com")
    assert (await timed.saving.verify(outcome.entry)).state == "verified not applied"
    vendor.answer = GOOD
    assert (await write(timed, RECORD, "update", email="ada@example.com")).state == "not applied"


async def test_a_form_that_another_explorer_has_open_is_told_of(
    vendor: Vendor, timed: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Process(4711, "another")
    monkeypatch.setattr("explorer.store.process.running", lambda process: process == other)
    theirs = Journal(tmp_path / "journal.sqlite", owner=other)
    theirs.keep_draft(replace(timed.saving.draft(RECORD, "update"), typed={"firstName": "Theirs"}))
    told = "Another explorer, pid 4711, has a form of it open (update)."
    assert told in (await timed.saving.propose(RECORD, "delete", {})).notices
    draft = timed.saving.draft(RECORD, "update")
    theirs.close_draft(draft.identity, draft.segments, draft.operation)
    assert told not in (await timed.saving.propose(RECORD, "delete", {})).notices
    theirs.close()


async def test_what_nobody_can_have_meant_is_refused_but_what_was_there_is_put_back(
    vendor: Vendor, repository: Repository
) -> None:
    record(vendor)["email"] = "odd"
    vendor.answer = GOOD
    with pytest.raises(InvalidForm) as told:
        await write(repository, RECORD, "update", email="garbage")
    assert list(told.value.fields) == ["email"] and vendor.writes == []
    outcome = await write(repository, RECORD, "update", email="ada@example.com")
    back = await repository.saving.prepare(repository.saving.undo(outcome.entry), undoes=outcome.entry.id)
    assert back.body == {"params": {"id": "c-1", "email": "odd"}}


@pytest.mark.parametrize("operation", ["update", "delete"])
async def test_that_somebody_has_deleted_it_is_said_before_it_is_sent(
    vendor: Vendor, timed: Repository, clocks: Clocks, operation: str
) -> None:
    wanted = {"firstName": "Eve"} if operation == "update" else {}
    shown = await timed.saving.propose(RECORD, operation, wanted)
    assert not any("It was deleted" in each for each in shown.notices)
    record(vendor)["archivedAt"] = "2026-01-01T00:00:00.000Z"
    clocks.passes(600)
    with pytest.raises(Differs) as told:
        await timed.saving.send(shown)
    notice = "It was deleted: Gormic marks it as archived, and may refuse this."
    assert told.value.prepared.notices[0] == notice
    assert vendor.writes == []


async def test_whose_name_may_be_taken_for_another_one_is_said_before_somebody_is_removed(
    vendor: Vendor, timed: Repository
) -> None:
    caution = "The name mixes Cyrillic and Latin letters that look alike: go by the id."
    assert caution not in (await timed.saving.propose(RECORD, "delete", {})).notices
    record(vendor)["lastName"] = "L\u043evelace"
    assert caution in (await timed.saving.propose(RECORD, "delete", {})).notices
    assert caution not in (await timed.saving.propose(RECORD, "update", {"firstName": "Eve"})).notices
