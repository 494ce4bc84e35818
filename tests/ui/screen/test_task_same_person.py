"""The same person in another system, and both side by side: by keys alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.api.client import Client
from explorer.model.errors import ServerFault
from explorer.model.listing import SyncReport
from explorer.repository import Repository
from explorer.ui.screens.compare import CompareScreen
from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.elsewhere import ElsewhereScreen
from tests.ui.screen.by_keys import SIZE, back_on_main, until, words
from tests.ui.screen.systems import Systems, pane_of, said, settle, shown, type_text

NINO = "demo-repcard/users/27310"
"""A person whom all four demo vendors know."""
CUSTOMER = "demo-gormic/customers/c-3"


@asynccontextmanager
async def opened(systems: Systems, size: tuple[int, int] = SIZE, **options: Any) -> AsyncIterator[Pilot[None]]:
    """The program, with all of three vendors held."""
    async with systems.app("demo-repsly/users", **options).run_test(size=size, notifications=True) as pilot:
        for key in ("", "1", "4"):
            await pilot.press(*key)
            await settle(pilot)
            await pilot.press("S")
            await settle(pilot)
        await pilot.press("colon")
        await type_text(pilot, NINO)
        await pilot.press("enter")
        await settle(pilot)
        await until(pilot, lambda: str(pane_of(pilot).place.record) == NINO)
        yield pilot


async def listed(pilot: Pilot[None], key: str = "o") -> ElsewhereScreen:
    """The list of records, as soon as it is there."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, ElsewhereScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ElsewhereScreen)
    await pilot.pause()
    return screen


async def compared(pilot: Pilot[None], *keys: str) -> CompareScreen:
    """Two records side by side."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
    screen = pilot.app.screen
    assert isinstance(screen, CompareScreen)
    await pilot.pause()
    return screen


def record(pilot: Pilot[None]) -> str:
    """What is open."""
    return str(pane_of(pilot).place.record)


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_the_same_person_in_another_system_and_compare(systems: Systems, size: tuple[int, int]) -> None:
    async with opened(systems, size) as pilot:
        await until(pilot, lambda: "elsewhere Repsly" in words(pilot))
        assert "o shows them" in words(pilot)
        screen = await listed(pilot)
        assert "same e-mail, phone, name" in shown(pilot).splitlines()[1]
        assert "demo-repcard/customers: 0 seen, no call lists them" in words(pilot)
        while screen.current is not None and str(screen.current.address) != CUSTOMER:
            await pilot.press("j")
        await compared(pilot, "=")
        assert "phone: different" in words(pilot) or "number: different" in words(pilot)
        await pilot.press("n")
        await pilot.pause()
        assert "others hidden" in words(pilot) and "family name" not in words(pilot)
        await pilot.press("n", "less_than_sign")
        await pilot.pause()
        heading = shown(pilot).splitlines()[1]
        assert heading.index("Gormic") < heading.index("RepCard")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("enter")
        await back_on_main(pilot)
        await until(pilot, lambda: record(pilot) == CUSTOMER)
        await settle(pilot)
        await until(pilot, lambda: "elsewhere RepCard 27310 same e-mail" in words(pilot))


async def test_enter_and_edit_lead_from_the_comparison_to_one_of_the_two(systems: Systems) -> None:
    async with opened(systems) as pilot:
        screen = await listed(pilot)
        assert screen.current is not None
        other = str(screen.current.address)
        await compared(pilot, "=")
        await pilot.press("enter")
        await until(pilot, lambda: record(pilot) == other)
        await settle(pilot)
        await pilot.press("less_than_sign")
        await until(pilot, lambda: record(pilot) == NINO)
        await listed(pilot)
        await compared(pilot, "=", "h")
        assert "on RepCard" in words(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        assert NINO in words(pilot)


async def test_two_marked_rows_are_compared(systems: Systems) -> None:
    async with opened(systems) as pilot:
        await pilot.press("escape", "space", "j", "space")
        await compared(pilot, "=")
        assert "RepCard left" in words(pilot) and "RepCard right" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        await pilot.press("j", "space", "=")
        await until(pilot, lambda: "two can be compared, and 3 are marked" in said(pilot))


async def test_what_only_a_list_row_is_held_of_is_not_known_until_it_is_read_whole(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape", "space", "j", "space")
        await compared(pilot, "=")
        assert "not known, list row only" in words(pilot) and "absent" not in words(pilot)
        assert "enter go there" in words(pilot) and "esc back" in words(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: "f6 read whole" not in words(pilot))
        assert "not known" not in words(pilot)


async def test_the_record_asked_about_before_can_be_the_other_one(systems: Systems) -> None:
    async with opened(systems) as pilot:
        await listed(pilot, "=")
        assert "enter compare" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)
        await pilot.press("p")
        await settle(pilot)
        await listed(pilot, "=")
        assert "asked about before" in words(pilot)
        await compared(pilot, "G", "enter")
        assert NINO in words(pilot)


async def test_what_is_masked_is_neither_told_nor_copied(systems: Systems) -> None:
    async with opened(systems, masked=True) as pilot:
        await listed(pilot)
        names = ("ბერიძე", "nino", "beridze", "350 00", "35000")
        assert not any(each in shown(pilot).lower() for each in names), shown(pilot)
        screen = await compared(pilot, "=")
        assert not any(each in shown(pilot).lower() for each in names), shown(pilot)
        for _ in range(8):
            await pilot.press("j")
            await pilot.pause()
            assert not any(each in shown(pilot).lower() for each in names), shown(pilot)
            if screen.current is not None and screen.current.label == "e-mail":
                await pilot.press("y")
                await until(pilot, lambda: "not copied while personal data is masked" in words(pilot))


async def test_collections_of_no_people_say_so(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("g", "p")
        await settle(pilot)
        assert pane_of(pilot).place.query.collection[-1] == "phone-numbers"
        await pilot.press("o")
        await until(pilot, lambda: "does not declare what its phone numbers have in common" in said(pilot))


async def test_why_getting_all_broke_off_is_told_whole_and_it_goes_on_there(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    really: Any = Client.list
    asked: list[tuple[str, str]] = []
    broken = True

    async def listed_until(self: Client, resource: Any, operation: Any, query: Any, cursor: Any) -> Any:
        asked.append((operation.path, cursor))
        if cursor == "2" and broken:
            raise ServerFault("demo-repcard answered 503 to GET /users", next_step="the vendor has trouble; try later")
        return await really(self, resource, operation, query, cursor)

    async with systems.app("demo-repcard/users").run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await listed(pilot)
        monkeypatch.setattr(Client, "list", listed_until)
        await pilot.press("f6")
        told = (
            "! page 2 failed: demo-repcard answered 503 to GET /users; the vendor has trouble; try later; demo-repcard/"
        )
        await until(pilot, lambda: "".join(told.split()) in "".join(words(pilot).split()))
        await pilot.press("j")
        assert "the vendor has trouble" in words(pilot), "it stays in sight"
        broken = False
        asked.clear()
        await pilot.press("f6")
        await until(pilot, lambda: "f6 get all" not in words(pilot))
        assert asked[0] == ("/users/minimal", "2") and ("/users/minimal", "1") not in asked
        assert "the vendor has trouble" not in words(pilot)


async def test_what_is_held_in_part_is_got_where_it_is_said(systems: Systems) -> None:
    async with systems.app("demo-gormic/customers").run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await listed(pilot, "=")
        assert "space marks two rows" in words(pilot) and "demo-repcard/users: none held" in words(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: "f6 get all" not in words(pilot))
        assert "none held" not in words(pilot) and "to come held" not in words(pilot)


async def test_a_collection_that_fails_keeps_no_other_from_being_got(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Repository.sync

    async def sync(self: Repository, *given: Any) -> SyncReport:
        if self.account.name in ("demo-assemble", "demo-repcard"):
            raise ServerFault(f"{self.account.name} answered 503")
        return await really(self, *given)

    async with systems.app("demo-gormic/customers").run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await listed(pilot, "=")
        assert "demo-repsly/users: none held" in words(pilot)
        monkeypatch.setattr(Repository, "sync", sync)
        await pilot.press("f6")
        await until(pilot, lambda: "demo-repsly/users: none held" not in words(pilot))
        assert all(f"{each} answered 503" in words(pilot) for each in ("demo-assemble", "demo-repcard"))
        assert "f6 get all" in words(pilot)


async def test_a_record_is_not_compared_with_itself(systems: Systems) -> None:
    async with opened(systems) as pilot:
        for times in range(2):
            screen = await listed(pilot, "=")
            assert ("a record is not compared with itself" in words(pilot)) is bool(times)
            assert NINO not in {str(each.address) for each in screen._found.matches}
            await pilot.press("escape")
            await back_on_main(pilot)
