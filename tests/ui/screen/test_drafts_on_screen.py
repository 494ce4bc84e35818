"""What is typed is never lost by itself: closed, reopened, gone on with elsewhere, discarded only by its key."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import threading
from dataclasses import astuple

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.model.address import Segments
from explorer.model.errors import OpenElsewhere
from explorer.model.journal import Draft
from explorer.store import process
from explorer.store.journal import Journal
from explorer.ui.screens.conflict import ConflictScreen
from explorer.ui.screens.leaving import LeavingScreen
from tests.fault_server import Reply
from tests.ui.screen.by_keys import (
    SIZE,
    answered,
    back_on_main,
    fill,
    form_of,
    go_to,
    journal_of,
    on_top,
    opened,
    put,
    review_of,
    send,
    until,
    words,
)
from tests.ui.screen.customers import HOME, RECORD, Both
from tests.ui.screen.systems import Systems, said, settle, shown
from tests.waiting import LONGEST

pytestmark = pytest.mark.usefixtures("looked")


async def closed(pilot: Pilot[None]) -> None:
    """The form is closed, its draft kept and free."""
    await pilot.press("escape")
    await back_on_main(pilot)


async def freed(pilot: Pilot[None], systems: Systems) -> None:
    """The draft is on the disk and open nowhere."""
    await until(pilot, lambda: [each.process for each in systems.journal.drafts()] == [None])


async def test_a_closed_form_reopens_where_it_was_and_says_what_changed_since(both: Both) -> None:
    systems, vendor = both
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "lastName", "Hill")
        await go_to(pilot, "number")
        await pilot.press("7")
        await closed(pilot)
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        row = next(line for line in shown(pilot).splitlines() if "Field" in line and "1001" in line)
        assert "✎" in row.partition("Field")[0]
        vendor.ada["firstName"] = "Noor"
        systems.clock.now += 3600
        screen = await opened(pilot)
        assert screen.form.line is not None and screen.form.line.place == "number"
        assert screen.filling.typed == {"lastName": "Hill", "number": "10017"}
        assert "Your draft. Changed at the vendor since: first name Ada → Noor" in words(pilot)
        await pilot.press("ctrl+r")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot) and "draft" not in shown(pilot))
    assert vendor.sent == [{"id": "c-1", "lastName": "Hill", "number": "10017"}]
    assert vendor.ada["firstName"] == "Noor"


async def test_a_conflict_that_came_while_the_form_was_closed_is_noticed(both: Both) -> None:
    """W18"""
    systems, vendor = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await closed(pilot)
        await freed(pilot, systems)
    vendor.ada["firstName"] = "Noor"
    systems.clock.now += 3600
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        await opened(pilot)
        assert "first name Ada → Noor" in words(pilot)
        await pilot.press("ctrl+r")
        await on_top(pilot, ConflictScreen)
        assert "first name Ada Noor Eve" in words(pilot)
    assert vendor.writes == []


async def test_a_draft_is_reopened_from_the_journal_and_discarded_there(both: Both) -> None:
    systems, vendor = both
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await fill(pilot, "firstName", "Bo")
        await closed(pilot)
        await freed(pilot, systems)
        await journal_of(pilot)
        await pilot.press("enter")
        screen = await form_of(pilot)
        assert screen.filling.typed == {"firstName": "Bo"}
        await closed(pilot)
        await freed(pilot, systems)
        await journal_of(pilot)
        await pilot.press("f8")
        await answered(pilot)
        await until(pilot, lambda: "the draft is gone" in words(pilot))
        await pilot.press("escape")
        await back_on_main(pilot)
        await until(pilot, lambda: "draft" not in shown(pilot))
    assert systems.journal.drafts() == [] and vendor.writes == []


async def test_only_f8_and_yes_throw_typing_away(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    systems, _ = both
    drop, free = Journal.drop_draft, threading.Event()

    def drop_late(journal: Journal, identity: str, segments: Segments, operation: str) -> None:
        """As a busy disk does."""
        assert free.wait(LONGEST)
        drop(journal, identity, segments, operation)

    monkeypatch.setattr(Journal, "drop_draft", drop_late)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        screen = await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await until(pilot, lambda: "Kept on this server" in shown(pilot))
        await pilot.press("f8", "n")
        assert screen.filling.typed == {"firstName": "Eve"}
        await pilot.press("f8", "y")
        await back_on_main(pilot)
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        free.set()
        await until(pilot, lambda: systems.journal.drafts() == [])
        await until(pilot, lambda: "draft" not in shown(pilot))
        assert not (await opened(pilot)).filling.typed


async def test_a_form_that_is_open_in_another_explorer_says_so(both: Both) -> None:
    """X17"""
    systems, _ = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await closed(pilot)
        await freed(pilot, systems)
        (draft,) = systems.journal.drafts()
        pid = os.getppid()
        other = Journal(systems.folder / "journal.sqlite", owner=process.find(pid))
        other.open_draft(draft.identity, draft.segments, draft.operation)
        await settle(pilot)
        await pilot.press("e")
        await until(pilot, lambda: f"open in another explorer, pid {pid}" in said(pilot))
        await back_on_main(pilot)
        await journal_of(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: f"it is open in another explorer, pid {pid}: go on there" in words(pilot))
        await pilot.press("f8")
        assert f"it is open in another explorer, pid {pid}" in words(pilot)
        other.close()
    assert [each.typed for each in systems.journal.drafts()] == [{"firstName": "Eve"}]


@pytest.mark.parametrize("focused", [False, True])
async def test_what_another_explorer_has_done_with_a_draft_is_seen(both: Both, focused: bool) -> None:
    systems, _ = both
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await closed(pilot)
        await freed(pilot, systems)
        await until(pilot, lambda: "1 draft (J)" in shown(pilot))
        (draft,) = systems.journal.drafts()
        other = second_explorer(systems)
        other.drop_draft(draft.identity, draft.segments, draft.operation)
        other.close()
        if focused:
            pilot.app.post_message(events.AppBlur())
            pilot.app.post_message(events.AppFocus())
        else:
            await pilot.press("r")
        await until(pilot, lambda: "draft" not in shown(pilot))


def second_explorer(systems: Systems) -> Journal:
    """The process that started this one stands for it."""
    return Journal(systems.folder / "journal.sqlite", owner=process.find(os.getppid()))


async def test_a_form_is_held_before_anything_is_typed(both: Both) -> None:
    """X17"""
    systems, _ = both
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await form_of(pilot)
        assert systems.journal.drafts() == []
        other = second_explorer(systems)
        held = sqlite3.connect(systems.folder / "journal.sqlite").execute("SELECT identity, operation FROM draft")
        (identity, operation), *_ = held.fetchall()
        with pytest.raises(OpenElsewhere):
            other.open_draft(identity, ("customers",), operation)
        await pilot.press("f8")
        await back_on_main(pilot)
        await until(pilot, lambda: other.open_elsewhere(identity, ("customers",)) is None)
        assert systems.journal.drafts() == []
        blank = Draft(identity, "o", "gormic", ("customers",), operation, {}, {})
        assert other.open_form(blank) is None
        await pilot.press("a")
        await until(pilot, lambda: f"open in another explorer, pid {os.getppid()}" in said(pilot))
        await back_on_main(pilot)
        other.close()


async def test_what_could_not_be_kept_is_not_closed_without_a_question(both: Both) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        screen = await form_of(pilot)
        with sqlite3.connect(systems.folder / "journal.sqlite") as connection:  # as if another one had taken it over
            connection.execute("UPDATE draft SET pid = ?, started = ?", astuple(second_explorer(systems).process))
        await fill(pilot, "lastName", "Precious")
        await until(pilot, lambda: f"open in another explorer, pid {os.getppid()}" in words(pilot))
        await pilot.press("escape")
        assert "y throws it away, any other key goes back to it" in words(pilot)
        await pilot.press("n")
        assert pilot.app.screen is screen and screen.filling.typed == {"lastName": "Precious"}
        await pilot.press("escape", "y")
        await back_on_main(pilot)
        assert systems.journal.drafts() == []


async def test_nothing_is_said_of_the_vendor_without_having_looked(both: Both) -> None:
    systems, vendor = both
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "lastName", "Hill")
        await closed(pilot)
        await freed(pilot, systems)
        readings = vendor.readings
        await opened(pilot)  # at once: the copy that is held is not asked
        assert vendor.readings == readings + 1
        assert "Your draft. Nothing has changed at the vendor since." in words(pilot)
        await closed(pilot)
        await freed(pilot, systems)
        vendor.reads = False
        await opened(pilot)
        assert "It could not be read again" in words(pilot)
        assert "Your draft." in words(pilot) and "Nothing has changed" not in words(pilot)


async def test_what_is_being_sent_is_not_called_unsent(both: Both) -> None:
    systems, vendor = both
    held = asyncio.Event()
    vendor.answer = Reply(json.dumps({"data": {"succeed": True}}).encode(), wait=held)
    async with systems.app(HOME).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await put(pilot, ("firstName=Bo", "phone=5550177", "phoneCallingCode=1"))
        await pilot.press("ctrl+r")
        await send(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1 and "waiting for the vendor" in words(pilot))
        assert "being sent" in words(pilot) and ", not sent" not in words(pilot)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "it waits for the outcome of the write on its way" in said(pilot))
        assert "what is typed here is kept" not in said(pilot)
        held.set()
        await back_on_main(pilot)
        await until(pilot, lambda: systems.journal.drafts() == [])


async def test_a_full_journal_does_not_hide_what_the_vendor_said(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    systems, vendor = both

    def full(*what: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "number", "7")
        with monkeypatch.context() as patch:
            patch.setattr("explorer.store.writes.record", full)
            await pilot.press("ctrl+r")
            await send(pilot)
            await back_on_main(pilot)
            await until(pilot, lambda: "accepted: update" in said(pilot) and "could not note it" in said(pilot))
            await until(pilot, lambda: "1 unknown (J)" in shown(pilot))
        (draft,) = systems.journal.drafts()
        assert draft.entry == systems.journal.entries()[0].id
    assert len(vendor.writes) == 1


async def test_a_secret_reaches_no_file(own_systems: Systems) -> None:
    """S17, W28"""
    app = own_systems.app("demo-assemble/users", only=["demo-assemble"])
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await put(pilot, ("first_name=Jonna", "last_name=Smith", "dob=1995-06-26", "roleProfiles.0.id=65423"))
        await fill(pilot, "password", "Canary7secret")
        await until(pilot, lambda: len(own_systems.journal.drafts()) == 1)
        await closed(pilot)
        await freed(pilot, own_systems)
        await settle(pilot)
        await pilot.press("a")
        screen = await form_of(pilot)
        assert "password" not in screen.filling.typed and screen.filling.typed["first_name"] == "Jonna"
        assert "Never kept, and to be typed again if it was: password." in words(pilot)
        assert "at the vendor since" not in words(pilot), "of what is not there yet nothing can change"
        await fill(pilot, "password", "Canary7secret")
        await pilot.press("ctrl+r")
        await review_of(pilot)
        assert "***" in words(pilot) and "Canary7" not in shown(pilot)
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
        entry = own_systems.journal.entries()[0]
        assert isinstance(entry.body, dict) and entry.body["password"] == "***"
        files = [each for each in own_systems.folder.rglob("*") if each.is_file()]
        assert {"journal.sqlite", "journal.sqlite-wal"} <= {each.name for each in files}
        assert any(b"Jonna" in each.read_bytes() for each in files if each.name.startswith("journal.sqlite"))
        assert [each for each in files if b"Canary7" in each.read_bytes()] == []


async def test_leaving_with_a_form_open_or_a_write_on_its_way_says_so(both: Both) -> None:
    """X09"""
    systems, vendor = both
    held = asyncio.Event()
    vendor.answer = Reply(json.dumps({"data": {"succeed": True}}).encode(), wait=held)
    app = systems.app(str(RECORD))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await opened(pilot)
        await fill(pilot, "firstName", "Eve")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "ctrl+c once more: what is typed here is kept, not sent" in said(pilot))
        await closed(pilot)
        await freed(pilot, systems)
        await pilot.press("q")
        await on_top(pilot, LeavingScreen)
        assert "✎ gormic/customers/c-1: what was typed is kept on this server, not sent" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        await opened(pilot)
        await pilot.press("ctrl+r")
        await send(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        app._interrupted = -10.0
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "it waits for the outcome of the write on its way" in said(pilot))
        await pilot.press("escape", "ctrl+r", "S")
        assert "waiting for the vendor" in words(pilot)
        held.set()
        await back_on_main(pilot)
        await until(pilot, lambda: "applied" in said(pilot))
    assert len(vendor.writes) == 1


async def test_q_says_what_is_on_its_way_and_leaving_waits_for_it(both: Both) -> None:
    """X09"""
    systems, vendor = both
    held = asyncio.Event()
    vendor.answer = Reply(json.dumps({"data": {"succeed": True}}).encode(), wait=held)
    app = systems.app(str(RECORD))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("D")
        await send(pilot)
        await back_on_main(pilot)
        await until(pilot, lambda: len(vendor.writes) == 1)
        await pilot.press("q")
        await on_top(pilot, LeavingScreen)
        assert "1 write to Gormic on the way: ending waits for the outcome" in words(pilot)
        assert systems.journal.entries()[0].state == "sending"
        await answered(pilot)
        await until(pilot, lambda: app._exit)
        held.set()
    assert [each.state for each in systems.journal.entries()] == ["applied"]
