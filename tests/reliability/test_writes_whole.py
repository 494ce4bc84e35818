"""Records that a vendor wants back whole: what others have changed meanwhile goes along, never what it was before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.errors import ChangedMeanwhile, Differs
from explorer.model.json_text import JsonObject, JsonValue
from explorer.repository import Repository
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors
from tests.repository.conftest import Clock


@dataclass
class Two:
    """Two people at one record, each with a cache and a journal of their own."""

    address: Address
    needed: JsonObject
    """What has to be given with every change."""
    mine: Repository
    theirs: Repository
    clock: Clock
    """Of mine."""

    async def they_set(self, **wanted: str) -> None:
        """Somebody else changes it at the vendor."""
        prepared = await self.theirs.saving.propose(self.address, "update", {**self.needed, **wanted})
        assert (await self.theirs.saving.send(prepared)).state == "applied"

    async def at_the_vendor(self) -> tuple[JsonValue, JsonValue]:
        """What is mine and what is theirs, as it is there now."""
        present = await self.theirs.saving.read(self.address, "update")
        mine, theirs = fields(self)
        return present[mine], present[theirs]


ROLES = {"roleName": "sales", "officeName": "Corporate Office", "teamName": "office team"}
ADDRESSES = ("users", "234523", "postal-addresses", "353")


@pytest.fixture(params=["assemble", "repcard"])
async def two(
    request: pytest.FixtureRequest, fresh_demo_vendors: DemoVendors, tmp_path: Path, clock: Clock
) -> AsyncIterator[Two]:
    name = request.param
    account = accounts_of(fresh_demo_vendors.config_text)[f"demo-{name}"]
    segments, needed = (ADDRESSES, {}) if name == "assemble" else (("users", "26682"), ROLES)
    async with AsyncExitStack() as stack:
        mine = open_repository(account, tmp_path, clock=clock)
        stack.push_async_callback(mine.close)
        (tmp_path / "theirs").mkdir(mode=0o700)
        theirs = open_repository(account, tmp_path / "theirs")
        stack.push_async_callback(theirs.close)
        yield Two(Address(account.name, segments), needed, mine, theirs, clock)


def fields(two: Two) -> tuple[str, str]:
    """The field that is mine, and the one that is theirs."""
    return ("city", "street") if two.address.account == "demo-assemble" else ("jobTitle", "lastName")


async def test_w17_the_newest_values_go_along_when_others_were_faster(two: Two) -> None:
    mine, theirs = fields(two)
    seen = await two.mine.saving.read(two.address, "update")
    await two.they_set(**{theirs: "Theirs"})
    prepared = await two.mine.saving.prepare(Edit(two.address, "update", seen, {**two.needed, mine: "Mine"}))
    assert (prepared.method, prepared.operation.whole) == ("PUT", True)
    assert prepared.body[theirs] == "Theirs"
    assert (await two.mine.saving.send(prepared)).state == "applied"
    assert await two.at_the_vendor() == ("Mine", "Theirs")


async def test_w17_it_is_read_again_right_before_it_is_sent(two: Two) -> None:
    mine, theirs = fields(two)
    shown = await two.mine.saving.propose(two.address, "update", {**two.needed, mine: "Mine"})
    before, _ = await two.at_the_vendor()
    await two.they_set(**{theirs: "Theirs"})
    two.clock.now += 60
    with pytest.raises(Differs) as caught:
        await two.mine.saving.send(shown)
    assert await two.at_the_vendor() == (before, "Theirs"), "what was not shown is not sent"
    assert (await two.mine.saving.send(caught.value.prepared)).state == "applied"
    assert await two.at_the_vendor() == ("Mine", "Theirs")


async def test_w18_the_same_field_of_a_whole_record_is_not_overwritten_unasked(two: Two) -> None:
    mine, _ = fields(two)
    shown = await two.mine.saving.propose(two.address, "update", {**two.needed, mine: "Mine"})
    await two.they_set(**{mine: "Theirs"})
    two.clock.now += 60
    with pytest.raises(ChangedMeanwhile) as caught:
        await two.mine.saving.send(shown)
    assert set(caught.value.conflicts) == {mine}
    assert (await two.at_the_vendor())[0] == "Theirs"
