"""Writes without a known outcome: read again at their times and at the next start, each account for itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.api import build
from explorer.model.errors import UsageError
from explorer.model.journal import Draft, Entry, Intent, Process, State
from explorer.model.outcome import Outcome
from explorer.repository import Repository
from explorer.repository.checking import NOT_READ
from explorer.repository.write_watch import GO_ON, WriteWatch
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply
from tests.store.journal_samples import ENDED

BEFORE = {
    "id": "c-1",
    "firstName": "Ada",
    "phone": "5550100",
    "phoneCountry": "US",
    "phoneCountryCalling": "1",
    "number": "1001",
}
NOW = 1_772_707_200.0


class Scene:
    """Two accounts of one kind of vendor, a journal, and time that passes when somebody waits."""

    def __init__(self, servers: tuple[FaultServer, FaultServer], folder: Path) -> None:
        self.now = NOW
        self.held_up = asyncio.Event()
        self.held_up.set()
        self.waits = asyncio.Event()
        self.records = [dict(BEFORE), dict(BEFORE)]
        self.down = False
        self.journal = Journal(folder / "journal.sqlite", clock=lambda: self.now, owner=ENDED)
        self.told: list[tuple[int, str, str]] = []
        self.countdowns: list[tuple[int, float]] = []
        names = ("left", "right")
        config = "".join(
            f"""[accounts.{name}]
            vendor = "gormic"
            base_url = "{server.url}"
            auth = {{ api_key = "k", organization_id = "{name}" }}
            """
            for name, server in zip(names, servers, strict=True)
        )
        self.repositories: dict[str, Repository] = {
            name: open_repository(account, folder, clock=lambda: self.now, sleep=self.sleep)
            for name, account in accounts_of(config).items()
        }
        servers[0].otherwise = lambda seen: self._answer(0, seen)
        servers[1].otherwise = lambda seen: self._answer(1, seen)
        self.watch = WriteWatch(
            self.repositories,
            lambda: self.journal,
            told=lambda outcome: self.told.append((outcome.entry.id, outcome.state, outcome.note)),
            changed=self._changed,
            clock=lambda: self.now,
        )

    def _answer(self, place: int, seen: Seen) -> Reply:
        assert seen.method == "GET", "nothing is ever sent again"
        if self.down and place == 0:
            return json_reply({}, 500)
        return json_reply({"data": {"user": self.records[place]}})

    async def sleep(self, seconds: float) -> None:
        self.waits.set()
        await self.held_up.wait()
        self.now += seconds

    def _changed(self) -> None:
        self.countdowns += [(each, at - self.now) for each, at in self.watch.waiting.items()]

    def lost(
        self,
        name: str = "left",
        *,
        wanted: str = "Eve",
        state: State = "unknown",
        identity: str = "",
        note: str = "reset",
        drafted: bool = False,
    ) -> Entry:
        """A write whose answer was lost an hour ago; `drafted`: of a form that is closed now."""
        self.now -= 3600
        account = self.repositories[name].account
        form = identity or account.identity, ("customers", "c-1"), "customers.update"
        if drafted:
            origin = str(build.base_origin(account))
            draft = Draft(form[0], origin, "its name then", *form[1:], {"firstName": "Ada"}, {"firstName": wanted})
            self.journal.keep_draft(draft)
        entry = self.journal.begin(
            Intent(
                identity or account.identity,
                str(build.base_origin(account)),
                "its name then",
                ("customers", "c-1"),
                "customers.update",
                "PATCH",
                f"{account.base_url}/api",
                before={"firstName": "Ada"},
                wanted={"firstName": wanted},
                drafted=drafted,
            )
        )
        if state != "sending":
            entry = self.journal.finish(entry, state, note, checked=False)
        self.journal.close_draft(*form)
        self.now += 3600
        return entry


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with fault_server() as left, fault_server() as right:
        made = Scene((left, right), tmp_path)
        yield made
        await made.watch.close()
        for each in made.repositories.values():
            await each.close()
        made.journal.close()


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[Process]]:
    """The explorers that run."""
    processes: set[Process] = set()
    monkeypatch.setattr("explorer.store.process.running", lambda process: process in processes)
    yield processes


async def test_what_an_ended_explorer_left_is_read_once_at_the_start(scene: Scene) -> None:
    """W02, W03, W06: as wanted, as before, as neither"""
    scene.records[0]["firstName"] = "Eve"
    applied, other = scene.lost(state="sending"), scene.lost("right")
    await scene.watch.begin()
    assert sorted(scene.told) == [
        (applied.id, "verified applied", ""),
        (other.id, "verified not applied", "it is as before"),
    ]
    assert not scene.journal.unfinished()
    neither = scene.lost("right", wanted="Bea")
    scene.records[1]["firstName"] = "Somebody else's"
    await scene.watch.begin()
    assert len(scene.told) == 2  # what stays unknown is counted, not told at every start
    assert [each.id for each in scene.watch.unfinished] == [neither.id]
    assert scene.now == NOW  # nobody waited


async def test_what_was_accepted_and_not_read_again_is_read_at_the_start(scene: Scene) -> None:
    accepted = scene.lost(state="accepted", note=NOT_READ, drafted=True)
    checked = scene.lost("right", state="accepted", note="no answer tells whether it holds")
    assert [each.entry for each in scene.journal.drafts()] == [accepted.id]
    scene.records[0]["firstName"] = "Eve"
    await scene.watch.begin()
    assert scene.journal.entry(accepted.id).state == "verified applied"
    assert scene.journal.entry(checked.id).state == "accepted"
    assert scene.journal.drafts() == []


async def test_a_draft_of_what_was_accepted_is_not_left_in_doubt(scene: Scene) -> None:
    """It was looked at too soon, or could not be read, when the explorer ended."""
    accepted = scene.lost(state="accepted", note="it is as before", drafted=True)
    scene.records[0]["firstName"] = "Eve"
    await scene.watch.begin()
    assert scene.journal.entry(accepted.id).state == "verified applied"
    assert scene.journal.drafts() == []


async def test_one_failing_account_does_not_stop_the_others(scene: Scene) -> None:
    scene.down = True
    first, second = scene.lost(), scene.lost("right")
    kept = scene.lost(identity="0" * 16)
    await scene.watch.begin()
    assert [(number, state) for number, state, _ in scene.told] == [(second.id, "verified not applied")]
    assert [each.id for each in scene.watch.unfinished] == [first.id, kept.id]
    with pytest.raises(UsageError, match="“its name then”, is not set up"):
        await scene.watch.verify(kept)


async def test_offline_nothing_is_read(scene: Scene) -> None:
    entry = scene.lost()
    scene.repositories["left"].offline = True
    await scene.watch.begin()
    assert (scene.told, len(scene.watch.unfinished)) == ([], 1)
    with pytest.raises(UsageError, match="offline"):
        await scene.watch.verify(entry)


async def test_what_another_explorer_is_sending_is_left_alone(scene: Scene, running: set[Process]) -> None:
    entry = scene.lost(state="sending")
    running.add(ENDED)
    await scene.watch.begin()
    assert (scene.told, scene.watch.unfinished) == ([], ())
    with pytest.raises(UsageError, match="still being sent"):
        await scene.watch.verify(entry)
    assert scene.journal.entry(entry.id).state == "sending"


async def test_a_lost_answer_is_looked_for_at_its_times(scene: Scene) -> None:
    """W05"""
    entry = scene.lost()
    found = await scene.watch.follow(Outcome(entry, entry.address))
    assert (found.state, scene.now) == ("verified not applied", NOW + 15)
    assert dict.fromkeys(scene.countdowns) == dict.fromkeys([(entry.id, 2), (entry.id, 3), (entry.id, 10)])
    assert scene.watch.waiting == {}
    assert len(scene.told) == 1


async def test_a_clock_that_was_set_back_makes_nobody_wait_for_hours(scene: Scene) -> None:
    entry = scene.lost()
    scene.now -= 7200
    began = scene.now
    found = await scene.watch.verify(entry)
    assert (found.state, scene.now) == ("verified not applied", began + 15)


async def test_it_is_asked_for_once_at_a_time_and_goes_on_without_whoever_waits(scene: Scene) -> None:
    entry = scene.lost()
    scene.records[0]["firstName"] = "Eve"
    scene.held_up.clear()
    waiting = asyncio.create_task(scene.watch.follow(Outcome(entry, entry.address)))
    await scene.waits.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    second = asyncio.create_task(scene.watch.follow(Outcome(entry, entry.address)))
    await asyncio.sleep(0)  # it has begun
    scene.held_up.set()
    assert (await second).state == "verified applied"
    assert len(scene.told) == 1


async def test_close_ends_it(scene: Scene) -> None:
    entry = scene.lost()
    scene.held_up.clear()
    following = asyncio.create_task(scene.watch.follow(Outcome(entry, entry.address)))
    await scene.waits.wait()
    await scene.watch.close()
    assert (await following).state == "unknown"
    assert (await scene.watch.follow(Outcome(entry, entry.address))).state == "unknown"
    assert scene.told == []


async def test_what_the_user_says_ends_the_waiting(scene: Scene) -> None:
    entry = scene.lost(drafted=True)
    scene.held_up.clear()
    following = asyncio.create_task(scene.watch.follow(Outcome(entry, entry.address)))
    await scene.waits.wait()
    outcome = await scene.watch.resolve(entry, applied=True)
    assert (outcome.state, outcome.note) == ("verified applied", "said by the user")
    assert (await following).entry == entry
    assert scene.watch.waiting == {}
    assert scene.journal.drafts() == []


@pytest.mark.parametrize("applied", [True, False])
async def test_the_draft_of_an_applied_write_goes(scene: Scene, applied: bool) -> None:
    scene.records[0]["firstName"] = "Eve" if applied else "Ada"
    scene.lost(drafted=True)
    await scene.watch.begin()
    assert [each.entry for each in scene.watch.drafts] == ([] if applied else [None])
    assert (scene.told[0][2] == GO_ON) is not applied


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("clock", [-60.0, 60.0])
async def test_what_was_typed_for_something_else_stays(scene: Scene, applied: bool, clock: float) -> None:
    """Another field in a form that was closed; the write came of the command line, or of an undo."""
    entry = scene.lost()
    scene.now += clock
    other = Draft(
        entry.identity, entry.origin, entry.account, entry.segments, entry.operation, {"number": "1"}, {"number": "2"}
    )
    scene.journal.keep_draft(other)
    scene.journal.close_draft(other.identity, other.segments, other.operation)
    scene.now -= clock
    scene.records[0]["firstName"] = "Eve" if applied else "Ada"
    await scene.watch.begin()
    assert [each.typed for each in scene.watch.drafts] == [{"number": "2"}]
    assert scene.told[0][1:] == (("verified applied", "") if applied else ("verified not applied", "it is as before"))


async def test_what_was_typed_since_it_was_sent_stays(scene: Scene, running: set[Process]) -> None:
    running.add(ENDED)
    scene.records[0]["firstName"] = "Eve"
    entry = scene.lost(drafted=True)
    (draft,) = scene.journal.drafts()
    scene.journal.keep_draft(replace(draft, typed={"firstName": "Eva"}))
    await scene.watch.verify(entry)
    assert scene.told[0][1] == "verified applied"
    assert [each.typed for each in scene.journal.drafts()] == [{"firstName": "Eva"}]


async def test_a_journal_that_cannot_be_read_is_said(scene: Scene) -> None:
    scene.journal.close()
    await scene.watch.begin()
    assert "closed" in scene.watch.problem
