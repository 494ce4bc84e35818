"""The journal's screen, alone on an app: what it lists first, filters and explains."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from textual import events
from textual.content import Content

from explorer.model.address import Address
from explorer.model.journal import Entry, State
from explorer.model.json_text import JsonObject
from explorer.store.journal import Journal
from explorer.ui.screens import journal_items
from explorer.ui.screens.journal_items import Item
from explorer.ui.screens.journal_lines import Drawing
from tests.ui.screen.journal_scene import REFUSED, Scene, answers, settle
from tests.ui.screen.systems import shown, type_text


async def test_what_is_unfinished_comes_first_then_the_newest(scene: Scene) -> None:
    """X18"""
    scene.morning()
    async with scene.open() as pilot:
        assert scene.lines(pilot) == [
            "10:39:30 ✎ draft demo-assemble/users/46485 born, first name",
            "10:36:40 3 ? unknown demo-repcard/users/1476 job title Sales → Lead",
            "10:38:20 4 ✓ applied demo-assemble/users/46485 preferred name null → Jo",
            f"10:35:00 2 ✗ refused demo-gormic/customers/9f3c {REFUSED}",
            "03-03 10:40 1 ✓ applied demo-assemble/users/7 title not set → Dr",
        ]
        assert "1 draft · 1 unknown · 3 settled" in shown(pilot)
        await pilot.press("escape")
        assert scene.chosen == [None]


async def test_the_filter_narrows_while_it_is_typed(scene: Scene) -> None:
    scene.morning()
    async with scene.open() as pilot:
        for words, found in (
            ("gormic", ["demo-gormic/customers/9f3c"]),
            ("preferred", ["demo-assemble/users/46485"]),
            ("jobTitle", ["demo-repcard/users/1476"]),
            ("applied 46485", ["demo-assemble/users/46485"]),
            ("unknown", ["demo-repcard/users/1476"]),
        ):
            await pilot.press("slash")
            await type_text(pilot, words)
            assert [line.split()[4] for line in scene.lines(pilot)] == found
            await pilot.press("enter", "escape")
        await pilot.press("slash")
        await type_text(pilot, "nothing like it")
        assert scene.lines(pilot) == ["nothing matches “nothing like it”"]
        await pilot.press("escape")
        assert len(scene.lines(pilot)) == 5
        await pilot.press("escape")
        assert scene.chosen == [None]


async def test_it_may_be_about_one_record(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many writes to others there have been since, whatever these are called, and the account was."""
    monkeypatch.setattr(journal_items, "LIMIT", 2)
    scene.wrote("assemble/users/46485", "users.update", {}, {"title": "Dr"}, ago=86400 * 3, called="before")
    scene.morning()
    scene.wrote("assemble/users/464850", "users.update", {}, {"title": "Dr"})
    scene.wrote("repcard/users/1", "users.update", {}, {"jobTitle": "Lead"}, "unknown")
    async with scene.open(within=Address.parse("demo-assemble/users/46485")) as pilot:
        assert [" ".join(line.split()[1:4]) for line in scene.lines(pilot)] == [
            "✎ draft demo-assemble/users/46485",
            "5 ✓ applied",
            "10:40 1 ✓",
        ]
        assert "Write journal of demo-assemble/users/46485" in shown(pilot)
        await pilot.press("escape")
        assert scene.chosen == [None]


async def test_letters_right_behind_the_filter_s_key_are_for_it(scene: Scene) -> None:
    """Else they would undo, resolve and copy."""
    scene.morning()
    async with scene.open() as pilot:
        for key in ("slash", *"unayr"):
            pilot.app.post_message(events.Key(key, "/" if key == "slash" else key))
        await settle(pilot)
        assert scene.lines(pilot) == ["nothing matches “unayr”"]
        assert scene.chosen == []


async def test_a_page_tells_all_of_a_write(scene: Scene) -> None:
    scene.morning()
    async with scene.open((80, 40)) as pilot:
        await pilot.press("j", "j", "enter")
        await settle(pilot)
        page = shown(pilot)
        for words in (
            "Entry 4 · demo-assemble/users/46485",
            "✓ applied",
            "2026-03-05 10:38:20 by this explorer",
            "preferred name  null  →  Jo",
            "PUT http://127.0.0.1",
            '"password":"***"',
            "as it was read again afterwards",
            "preferred name  Jo  →  JO",
            "u reviews it: update demo-assemble/users/46485",
        ):
            assert words in page, words
        await pilot.press("escape", "j", "enter")
        assert "entry 2 cannot be taken back: it is refused" in shown(pilot)
        await pilot.press("escape")
        assert scene.lines(pilot)[3] in " ".join(shown(pilot).split())


async def test_a_change_to_many_is_one_line_until_it_is_unfolded(scene: Scene) -> None:
    for number in range(6):
        state: State = "applied" if number < 4 else "refused"
        scene.wrote(
            f"repcard/users/{number}", "users.update", {"jobTitle": "A"}, {"jobTitle": "B"}, state, batch="b", note="no"
        )
    async with scene.open() as pilot:
        assert scene.lines(pilot) == ["10:40:00 ! many demo-repcard/users 4 applied, 2 refused: job title A → B"]
        await pilot.press("u")
        assert "enter shows those of a change to many" in answers(pilot)
        await pilot.press("enter")
        assert len(scene.lines(pilot)) == 7
        assert scene.lines(pilot)[1] == "10:40:00 6 ✗ refused demo-repcard/users/5 no"
        await pilot.press("enter")
        assert len(scene.lines(pilot)) == 1


async def test_a_change_to_many_tells_no_value_of_before_that_only_one_had(scene: Scene) -> None:
    for number, before in enumerate(("A", "B")):
        place = f"repcard/users/{number}"
        scene.wrote(place, "users.update", {"jobTitle": before}, {"jobTitle": "C"}, "applied", batch="b")
    async with scene.open() as pilot:
        line = "10:40:00 ✓ many demo-repcard/users 2 applied: job title → C"
        assert scene.lines(pilot) == [line]
        await pilot.press("slash")
        await type_text(pilot, "many")
        assert scene.lines(pilot) == [line]


async def test_ids_stand_beside_the_names_that_are_known_here(scene: Scene) -> None:
    assemble = scene.repositories["demo-assemble"]
    users = assemble.resource(Address.parse("demo-assemble/users"))
    record: JsonObject = {"id": 1, "roles": [{"id": 3, "team": {"id": 3530, "display_name": "Kent"}}]}
    held = assemble._cache.put_record(users, Address.parse("demo-assemble/users/1"), record, fetched_at=1.0)
    await asyncio.wrap_future(held)
    scene.wrote("assemble/users/1/roles/3", "roles.update", {"team": {"id": 1}}, {"team": {"id": 3530}})
    async with scene.open() as pilot:
        assert "team id 1 → Kent (id 3530)" in " ".join(scene.lines(pilot))


async def test_what_belongs_to_no_account_any_more_is_shown(scene: Scene) -> None:
    scene.morning()
    for each in ("demo-assemble", "demo-repcard"):
        del scene.repositories[each]
    gone = "the account it belongs to, then called “{}”, is not set up any more as it was"
    async with scene.open() as pilot:
        assert scene.lines(pilot)[1] == "10:36:40 3 ? unknown demo-repcard/users/1476 job title Sales → Lead"
        await pilot.press("enter")
        assert gone.format("demo-assemble") in answers(pilot)
        await pilot.press("j", "r")
        await settle(pilot)
        assert gone.format("demo-repcard") in answers(pilot)
        for key in ("y", "u"):
            await pilot.press("j", "k", key)
            assert gone.format("demo-repcard") in answers(pilot)
        await pilot.press("enter")
        assert gone.format("demo-repcard") in shown(pilot)


async def test_many_writes_are_read_in_a_thread_and_cost_one_line_each_in_view(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    entries = Journal.entries

    def noted(self: Journal, **options: Any) -> list[Entry]:
        threads.append(threading.get_ident())
        return entries(self, **options)

    monkeypatch.setattr(Journal, "entries", noted)
    monkeypatch.setattr(journal_items, "LIMIT", 100)
    kept = scene.wrote("repcard/users/1", "users.update", {}, {"jobTitle": "x"}, "unknown")
    for number in range(120):
        scene.wrote(f"assemble/users/{number}", "users.update", {"title": "Mr"}, {"title": "Dr"})
    drawn: set[object] = set()
    line = Drawing.line

    def drawing(self: Drawing, item: Item) -> Content:
        drawn.add(item.key)
        return line(self, item)

    monkeypatch.setattr(Drawing, "line", drawing)
    async with scene.open((80, 24)) as pilot:
        assert threads and threading.get_ident() not in threads
        assert "1 unknown · the newest 100 writes" in shown(pilot)
        assert len(drawn) <= 24
        assert f"/{kept.address.key} " in scene.lines(pilot)[0]
        await pilot.press("G")
        assert "users/20 " in shown(pilot)


async def test_a_journal_that_cannot_be_read_says_so(scene: Scene) -> None:
    scene.journal.close()
    async with scene.open() as pilot:
        assert "closed" in answers(pilot) and "r tries again" in answers(pilot)
        scene.journal = Journal(None, clock=scene.clock)
        await pilot.press("r")
        await settle(pilot)
        assert answers(pilot) == ""
        assert scene.lines(pilot) == ["nothing was written yet, and nothing is kept"]
