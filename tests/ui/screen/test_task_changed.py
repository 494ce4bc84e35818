"""What changed since the last visit and since yesterday, after others have changed records: by keys alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.model.errors import ServerFault
from explorer.model.listing import SyncReport
from explorer.repository import Repository
from explorer.ui.screens.changed import ChangedScreen
from explorer.ui.screens.versions import VersionsScreen
from explorer.ui.widgets.column import Column
from tests.ui.screen.by_keys import SIZE, until, words
from tests.ui.screen.customers import ADA, HOME, Both, Customers
from tests.ui.screen.systems import Systems, pane_of, settle, shown, type_text

DAY = 86_400.0
BEN = {**ADA, "id": "c-2", "firstName": "Ben", "email": "ben@example.com", "number": "1002"}
CLEO = {**ADA, "id": "c-3", "firstName": "Cleo", "email": "cleo@example.com", "number": "1003"}


@pytest.fixture
def vendor(both: Both) -> Customers:
    """Two customers: Ada and Ben."""
    _, vendor = both
    vendor.records["c-2"] = dict(BEN)
    return vendor


@asynccontextmanager
async def opened(systems: Systems, size: tuple[int, int] = SIZE, **options: Any) -> AsyncIterator[Pilot[None]]:
    """The program, with all customers brought up to date."""
    async with systems.app(HOME, **options).run_test(size=size) as pilot:
        await settle(pilot)
        if not options:
            await pilot.press("S")
            await settle(pilot)
        yield pilot


async def looked_at(systems: Systems) -> None:
    """A visit of a minute."""
    async with opened(systems):
        systems.clock.now += 60
    systems.clock.now += DAY


def others_write(vendor: Customers) -> None:
    """Somebody changes Ada, deletes Ben and adds Cleo."""
    vendor.ada["firstName"] = "Adah"
    vendor.ada["internalNote"] = "rang twice"
    del vendor.records["c-2"]
    vendor.records["c-3"] = dict(CLEO)


async def news_of(pilot: Pilot[None]) -> ChangedScreen:
    """What changed, as soon as it is read."""
    await pilot.press("w")
    await until(pilot, lambda: isinstance(pilot.app.screen, ChangedScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ChangedScreen)
    await until(pilot, lambda: "reading" not in words(pilot))
    return screen


async def sees(pilot: Pilot[None], text: str) -> None:
    """Wait until it stands there."""
    await until(pilot, lambda: text in words(pilot))


def gutter(pilot: Pilot[None]) -> dict[str, str]:
    """First name to the signs before its row."""
    rows = [line for line in shown(pilot).splitlines() if re.search(r"│.*\b100[123]\b", line)]
    return {found[0]: line[:2].strip() for line in rows if (found := re.search(r"Adah?|Ben|Cleo", line))}


async def test_what_changed_since_yesterday(both: Both, vendor: Customers) -> None:
    systems, _ = both
    await looked_at(systems)
    others_write(vendor)
    async with opened(systems) as pilot:
        await news_of(pilot)
        await until(pilot, lambda: "Adah" in words(pilot))
        await pilot.press("s")
        await type_text(pilot, "yesterday")
        await pilot.press("enter")
        await until(pilot, lambda: "since yesterday, 2026-03-05 00:00 UTC" in words(pilot))
        told = words(pilot)
        assert "first name Ada → Adah" in told
        assert "internal note" in told and "→ rang twice" in told
        assert "1 new · 1 changed" in told
        await pilot.press("slash")
        await type_text(pilot, "rang")
        await pilot.press("enter")
        await until(pilot, lambda: "Cleo" not in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: pane_of(pilot).place.record is not None)
        assert str(pane_of(pilot).place.record) == f"{HOME}/c-1"


async def test_rows_are_marked_until_one_has_looked(both: Both, vendor: Customers) -> None:
    systems, _ = both
    await looked_at(systems)
    others_write(vendor)
    async with opened(systems) as pilot:
        assert gutter(pilot) == {"Adah": "~", "Ben": "", "Cleo": "+"}
        systems.clock.now += 60
        await pilot.press("r")
        await settle(pilot)
        assert gutter(pilot)["Adah"] == "~"
    systems.clock.now += 60
    async with opened(systems) as pilot:
        assert gutter(pilot) == {"Adah": "", "Ben": "", "Cleo": ""}
        await news_of(pilot)
        await until(pilot, lambda: "nothing new, changed or gone" in words(pilot))


async def test_a_glance_is_no_visit(both: Both, vendor: Customers) -> None:
    systems, _ = both
    await looked_at(systems)
    others_write(vendor)
    for _ in range(2):
        async with opened(systems) as pilot:
            assert gutter(pilot)["Adah"] == "~"
            systems.clock.now += 1


async def test_what_lies_below_is_part_of_the_visit_another_collection_ends_it(own_systems: Systems) -> None:
    systems = own_systems
    async with systems.app("demo-assemble/users", only=("demo-assemble", "demo-repsly")).run_test(size=SIZE) as pilot:
        await settle(pilot)
        local = pane_of(pilot).repository
        systems.clock.now += 60
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("g", "n")
        await settle(pilot)
        assert pane_of(pilot).place.query.collection[-1] == "notes"
        assert local.visited(("users",)) is None
        systems.clock.now += 60
        left = systems.clock.now
        await pilot.press("full_stop")
        await settle(pilot)
        await until(pilot, lambda: local.visited(("users",)) == left)


async def test_the_scope_widens_and_the_moment_goes_on(both: Both, vendor: Customers) -> None:
    systems, _ = both
    await looked_at(systems)
    others_write(vendor)
    async with opened(systems) as pilot:
        await news_of(pilot)
        assert f"{HOME} · since my last visit, 2026-03-05 10:41 UTC" in words(pilot)
        for scope in ("gormic · since", "all accounts · since", f"{HOME} · since"):
            await pilot.press("tab")
            await sees(pilot, scope)
        for moment in ("since today, 2026-03-06 00:00", "since yesterday, 2026-03-05", "since 7d, 2026-02-27"):
            await pilot.press("w")
            await sees(pilot, moment)
        await sees(pilot, f"earlier news cannot be told in {HOME}: first held 2026-03-05 10:40 UTC")
        await pilot.press("s")
        await type_text(pilot, "soon")
        await pilot.press("enter")
        await until(pilot, lambda: "“soon” is no moment" in words(pilot))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ChangedScreen))


@pytest.mark.parametrize("way", ["W", "w W"])
async def test_earlier_versions_of_a_record(both: Both, vendor: Customers, way: str) -> None:
    systems, _ = both
    await looked_at(systems)
    for name in ("Adah", "Adele"):
        vendor.ada["firstName"] = name
        systems.clock.now += 60
        async with opened(systems):
            systems.clock.now += 60
    async with opened(systems, offline=True) as pilot:
        for key in way.split():
            await pilot.press(key)
            await settle(pilot)
            await until(pilot, lambda: "reading" not in words(pilot))
        if way == "w W":
            await pilot.press("s")
            await type_text(pilot, "7d")
            await pilot.press("enter")
            await until(pilot, lambda: "Adele" in words(pilot))
            await pilot.press("W")
        await until(pilot, lambda: isinstance(pilot.app.screen, VersionsScreen))
        await until(pilot, lambda: "first name" in words(pilot))
        await until(pilot, lambda: "first name Adah → Adele" in words(pilot))
        await pilot.press("space", "G")
        await until(pilot, lambda: "first name Ada → Adele" in words(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, VersionsScreen))


async def test_the_detail_says_what_a_field_was(both: Both, vendor: Customers) -> None:
    systems, _ = both
    await looked_at(systems)
    others_write(vendor)
    vendor.ada["cityId"] = "city-2"
    async with opened(systems):
        systems.clock.now += 1
    systems.clock.now += 2 * 3600
    async with opened(systems, offline=True) as pilot:
        await pilot.press("enter")
        await sees(pilot, "~ first name Adah (was: Ada, 2 h ago)")
        detail = pane_of(pilot).detail
        told = " ".join(detail.text.split())
        assert re.search(r"~ city( id)? city-2 \(was: null, 2 h ago\)", told), told
        assert "~ internal note rang twice (was: a" in told and told.count("(was: ") == 3
        styles = {
            line.plain.strip(): str(span.style)
            for column in detail.query(Column)
            for line in column._lines
            for span in line.spans
        }
        assert styles["~ first name"] == "$accent"
        systems.clock.now += 60
        await pilot.press("escape", "G")
        await sees(pilot, "first name Cleo")
        assert "(was: " not in words(pilot), "what is new was nothing before"
    async with opened(systems, offline=True) as pilot:
        await sees(pilot, "Adah")
        assert "(was: " not in words(pilot), "it has been seen"


async def test_what_a_field_was_is_masked_and_plain(
    both: Both, vendor: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    systems, _ = both
    await looked_at(systems)
    others_write(vendor)
    async with opened(systems):
        systems.clock.now += 1
    async with opened(systems, offline=True, masked=True) as pilot:
        await pilot.press("enter")
        await sees(pilot, "(was: ")
        assert not re.search(r"Ada|Field|rang", shown(pilot))
        assert shown(pilot).isascii()


async def test_what_is_held_in_part_is_got_where_it_is_said(systems: Systems) -> None:
    async with systems.app("demo-gormic/customers").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await news_of(pilot)
        assert "demo-gormic/customers: held in part" in words(pilot) and "f6 get all" in words(pilot)
        await pilot.press("f6")
        await until(pilot, lambda: "f6 get all" not in words(pilot))
        assert "held in part" not in words(pilot)


async def test_a_collection_that_fails_or_ends_early_keeps_no_other_from_being_got(
    systems: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    really = Repository.sync

    async def sync(self: Repository, *given: Any) -> SyncReport:
        asked.append(self.account.name)
        if self.account.name == "demo-assemble":
            raise ServerFault("demo-assemble answered 503")
        report = await really(self, *given)
        return replace(report, note="the vendor repeats itself") if self.account.name == "demo-repcard" else report

    async with systems.app("demo-gormic/customers").run_test(size=(200, 45)) as pilot:
        for key in ("1", "3", "4"):
            await pilot.press(key)
            await settle(pilot)
        await news_of(pilot)
        await pilot.press("tab", "tab")
        await sees(pilot, "demo-gormic/customers: held in part")
        assert "· ·" not in words(pilot)
        monkeypatch.setattr(Repository, "sync", sync)
        await pilot.press("f6")
        await sees(pilot, "demo-assemble answered 503")
        await until(pilot, lambda: "demo-gormic/customers: held in part" not in words(pilot))
        assert {"demo-assemble", "demo-repcard"} <= set(asked[: asked.index("demo-gormic")])
        assert "! the vendor repeats itself" in words(pilot), "all that went wrong is told"


async def test_what_changed_in_the_demo_since_yesterday(own_systems: Systems) -> None:
    """The demo vendors' own records, changed by somebody who has no part in this program."""
    home, only = "demo-gormic/customers", ("demo-gormic",)
    async with own_systems.app(home, only=only).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        changed, deleted = pane_of(pilot).table.loaded_keys[2:4]
        before = pane_of(pilot).repository.held(Address.parse(f"{home}/{changed}"))
        assert before is not None and before.body["firstName"] != "Zed"
        own_systems.clock.now += 60
    own_systems.clock.now += DAY
    headers = {"api-key": "demo-gormic-key", "organization-id": "org-1"}
    base = own_systems.vendors.base_urls["gormic"]
    async with httpx.AsyncClient(base_url=f"{base}/v1/crm", headers=headers) as somebody:
        (await somebody.patch(f"/customers/{changed}", json={"params": {"firstName": "Zed"}})).raise_for_status()
        (await somebody.delete(f"/customers/{deleted}")).raise_for_status()
        made = {"firstName": "Newcomer", "phoneCallingCode": "1", "phone": "4155550123", "number": "N-1"}
        (await somebody.post("/customers", json={"params": made})).raise_for_status()
    async with own_systems.app(home, only=only).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        await news_of(pilot)
        await pilot.press("w", "w")
        await sees(pilot, "since yesterday, 2026-03-05 00:00 UTC")
        await sees(pilot, "1 new · 1 changed · 1 gone")
        assert f"first name {before.body['firstName']} → Zed" in words(pilot)
        assert "Newcomer" in words(pilot) and f"{home}/{deleted}" in words(pilot)
        await pilot.press("slash")
        await type_text(pilot, "zed")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: pane_of(pilot).place.record is not None)
        assert str(pane_of(pilot).place.record) == f"{home}/{changed}"
