"""Writes while the local copy cannot be written: what the vendor did is known all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from explorer.repository import Repository
from explorer.store.journal import Journal
from tests.fault_server import Reply, Seen, json_reply
from tests.repository.losing import RECORD, Vendor, write

GOOD = json_reply({"data": {"succeed": True}})


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.store.database_file.BUSY_SECONDS", 0.01)


@pytest.fixture
async def locked_out(impatient: None, repository: Repository, tmp_path: Path) -> AsyncIterator[Repository]:
    """Another explorer is writing to the local copy, without an end."""
    (path,) = tmp_path.glob("gormic-*.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield repository


@pytest.mark.parametrize("archives", [False, True])
async def test_a_delete_that_was_seen_to_be_done_is_done(
    vendor: Vendor, locked_out: Repository, journal: Journal, archives: bool
) -> None:
    prepared = await locked_out.saving.propose(RECORD, "delete", {})
    vendor.answer = GOOD
    if archives:
        _archive(vendor)
    outcome = await locked_out.saving.send(prepared)
    assert (outcome.state, outcome.note) == ("applied", "it is archived now" if archives else "it is gone")
    assert journal.entries() == [outcome.entry]
    assert "is being written by another explorer" in locked_out.notice


async def test_a_delete_whose_answer_was_lost_is_found_out(
    vendor: Vendor, locked_out: Repository, journal: Journal
) -> None:
    outcome = await write(locked_out, RECORD, "delete")
    assert outcome.state == "unknown"
    found = await locked_out.saving.verify(outcome.entry)
    assert (found.state, found.note) == ("verified applied", "it is gone")


def _archive(vendor: Vendor) -> None:
    """A delete leaves the record there, and marks it."""
    answered = vendor.server.otherwise

    def otherwise(seen: Seen) -> Reply:
        if seen.method != "DELETE":
            return answered(seen)
        assert vendor.record is not None
        vendor.record["archivedAt"] = "2026-01-01T00:00:00.000Z"
        return vendor.answer

    vendor.server.otherwise = otherwise
