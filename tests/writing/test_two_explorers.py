"""Two explorers at one vendor and one journal: neither writes over the other one unseen."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.edit import Change, Edit
from explorer.model.errors import ChangedMeanwhile, OpenElsewhere, Unfinished
from explorer.model.json_text import JsonObject
from explorer.repository import Repository
from explorer.store.journal import Journal
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST
from tests.writing.crash_points import Point, draft_of

ROOT = Path(__file__).parents[2]
USER = Address("demo-assemble", ("users", "234523"))
Other = Callable[..., Awaitable[subprocess.Popen[str]]]
"""Starts another explorer that saves members of the user; with a point it stands still there."""


@pytest.fixture
async def repository(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Repository]:
    made = open_repository(accounts_of(fresh_demo_vendors.config_text)["demo-assemble"], tmp_path)
    yield made
    await made.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


@pytest.fixture
async def other(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> AsyncIterator[Other]:
    started = ExitStack()

    def start(point: Point | None, members: JsonObject) -> subprocess.Popen[str]:
        where = (str(tmp_path), "SIGSTOP", point or "", USER.account, str(USER), "update", json.dumps(members))
        explorer = subprocess.Popen(
            [sys.executable, "-m", "tests.writing.crash_points", *where],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.enter_context(explorer)
        started.callback(explorer.kill)
        assert explorer.stdin is not None
        explorer.stdin.write(fresh_demo_vendors.config_text)
        explorer.stdin.close()
        explorer.stdin = None
        if point is None:
            ended(explorer)
        else:
            os.waitid(os.P_PID, explorer.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            assert explorer.poll() is None
        return explorer

    async def save(point: Point | None = None, **members: Any) -> subprocess.Popen[str]:
        return await asyncio.to_thread(start, point, members)

    yield save
    started.close()


def ended(explorer: subprocess.Popen[str]) -> None:
    """Waits until it has done its work."""
    _, errors = explorer.communicate(timeout=LONGEST)
    assert (explorer.returncode, errors) == (0, "")


async def go_on(explorer: subprocess.Popen[str]) -> None:
    explorer.send_signal(signal.SIGCONT)
    await asyncio.to_thread(ended, explorer)


async def seen(repository: Repository) -> JsonObject:
    """The form's members as they are now."""
    return (await repository.saving.propose(USER, "update", {})).edit.before


async def test_who_opens_a_form_second_is_told_who_has_it(
    repository: Repository, journal: Journal, other: Other
) -> None:
    """X17"""
    mine = draft_of(repository.account, Edit(USER, "update", {}, {"preferred_name": "Mine"}))
    theirs = await other("draft kept", preferred_name="Theirs")
    held = journal.open_elsewhere(mine.identity, mine.segments)
    assert held is not None
    assert (held.process and held.process.pid, held.typed) == (theirs.pid, {"preferred_name": "Theirs"})
    attempts: list[Callable[[], object]] = [
        lambda: journal.open_draft(mine.identity, mine.segments, mine.operation),
        lambda: journal.keep_draft(mine),
        lambda: journal.drop_draft(mine.identity, mine.segments, mine.operation),
    ]
    for attempt in attempts:
        with pytest.raises(OpenElsewhere, match=f"{USER} is open in another explorer, pid {theirs.pid}") as refused:
            attempt()
        assert refused.value.pid == theirs.pid

    theirs.kill()
    await asyncio.to_thread(theirs.wait)
    taken = journal.open_draft(mine.identity, mine.segments, mine.operation)
    assert taken is not None
    assert (taken.typed, taken.process) == ({"preferred_name": "Theirs"}, journal.process)
    journal.keep_draft(mine)


@pytest.mark.parametrize("point", ["begun", "sent", "answered"])
async def test_while_another_one_saves_nothing_is_sent_and_nothing_judged(
    repository: Repository, journal: Journal, other: Other, point: Point
) -> None:
    before = await seen(repository)
    prepared = await repository.saving.propose(USER, "update", {"title": "Prof"})
    theirs = await other(point, preferred_name="Theirs")
    (entry,) = journal.entries()
    assert (journal.in_flight(entry), journal.unfinished()) == (True, [])
    for attempt in (
        lambda: repository.saving.send(prepared),
        lambda: repository.saving.propose(USER, "update", {"title": "Prof"}),
        lambda: repository.saving.prepare(Edit(USER, "update", before, {"title": "Prof"})),
    ):
        with pytest.raises(Unfinished, match=f"entry {entry.id}, is being sent") as refused:
            await attempt()
        assert refused.value.next_step == "wait for its outcome"
    with pytest.raises(Unfinished, match=f"still being sent by pid {theirs.pid}"):
        await repository.saving.verify(entry, at=(0.0,))
    assert journal.entries() == [entry]

    await go_on(theirs)
    assert [each.state for each in journal.entries()] == ["applied"]
    mine = await repository.saving.prepare(Edit(USER, "update", before, {"title": "Prof"}))
    assert mine.others["preferred_name"] == Change(before["preferred_name"], "Theirs")
    assert (mine.body, (await repository.saving.send(mine)).state) == ({"title": "Prof"}, "applied")
    assert (await seen(repository))["preferred_name"] == "Theirs"


@pytest.mark.parametrize("shown_before", [False, True])
async def test_who_saves_second_does_not_save_over_the_first(
    repository: Repository, other: Other, shown_before: bool
) -> None:
    """W17, W18. `shown_before`: the review was on screen, freshly read, before the other one saved."""
    before = await seen(repository)
    edit = Edit(USER, "update", before, {"preferred_name": "Mine", "title": "Prof"})
    prepared = await repository.saving.prepare(edit)
    await other(preferred_name="Theirs")
    with pytest.raises(ChangedMeanwhile) as caught:
        if shown_before:
            await repository.saving.send(replace(prepared, read_at=repository._clock()))
        else:
            await repository.saving.prepare(edit)
    (conflict,) = caught.value.conflicts.items()
    assert conflict[0] == "preferred_name"
    assert (conflict[1].before, conflict[1].theirs, conflict[1].mine) == (before["preferred_name"], "Theirs", "Mine")
    assert caught.value.present["preferred_name"] == "Theirs"
    assert (await seen(repository))["title"] == before["title"]


@pytest.mark.parametrize("shown_before", [False, True])
async def test_who_saves_another_field_second_keeps_the_first_ones(
    repository: Repository, journal: Journal, other: Other, shown_before: bool
) -> None:
    """W17"""
    edit = Edit(USER, "update", await seen(repository), {"title": "Prof"})
    prepared = await repository.saving.prepare(edit)
    await other(preferred_name="Theirs")
    if shown_before:
        prepared = replace(prepared, read_at=repository._clock())
    else:
        prepared = await repository.saving.prepare(edit)
    assert (await repository.saving.send(prepared)).state == "applied"
    now = await seen(repository)
    assert (now["title"], now["preferred_name"]) == ("Prof", "Theirs")
    assert [each.state for each in journal.entries()] == ["applied", "applied"]


async def test_of_two_that_replace_a_whole_list_the_second_is_told(repository: Repository, journal: Journal) -> None:
    """Skills are one list: who sends it from an older reading would take away what the first one has added."""
    skills = Address(USER.account, (*USER.segments, "skills"))
    first = await repository.saving.propose(skills, "update", {"skills": [45, 700]})
    second = await repository.saving.propose(skills, "update", {"skills": [700]})
    assert (await repository.saving.send(first)).state == "applied"
    with pytest.raises(ChangedMeanwhile):
        await repository.saving.send(replace(second, read_at=repository._clock()))
    assert len(journal.entries()) == 1
