"""The detail pane shows the record of its title and nothing else."""

from __future__ import annotations

import pytest

from explorer.model.address import Address
from explorer.ui.widgets.column import Column
from tests.accounts import accounts_of
from tests.ui.screen.customers import RECORD, Both
from tests.ui.screen.systems import Systems, pane_of, settle, shown, type_text

SIZE = (140, 45)


async def test_a_record_that_is_not_there_leaves_nothing_of_the_one_before(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("colon")
        await type_text(pilot, "999999")
        await pilot.press("enter")
        await settle(pilot)
        detail = pane_of(pilot).detail
        assert "999999" in detail.title
        drawn = {line.plain.strip() for column in detail.query(Column) for line in column._lines} - {""}
        assert all(words in detail.text for words in drawn), "every line belongs to this record"


async def test_no_record_shows_no_fields(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        detail = pane_of(pilot).detail
        assert any(column._lines for column in detail.query(Column))
        detail.show_entries((), (), keep_cursor=False)
        assert not any(column._lines for column in detail.query(Column))


async def test_the_way_back_is_told_anew_when_the_terminal_grows(systems: Systems) -> None:
    async with systems.app("demo-repcard/users/1466").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "esc table" in shown(pilot)
        await pilot.resize_terminal(*SIZE)
        await settle(pilot)
        assert "esc table" not in shown(pilot) and "z away" in shown(pilot)


@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_a_long_name_leaves_the_rest_of_the_title_in_sight(both: Both, size: tuple[int, int]) -> None:
    systems, vendor = both
    vendor.ada["firstName"] = "{[" * 400
    async with systems.app(str(RECORD)).run_test(size=size) as pilot:
        await settle(pilot)
        title = next(line for line in shown(pilot).splitlines() if "as of" in line and "─" in line)
        assert "{[{[" in title and f"… · {RECORD} · as of 10:40" in title


async def test_a_long_name_leaves_the_way_below_it_in_sight(own_systems: Systems) -> None:
    user = "demo-assemble/users/234523"
    repository = own_systems.repository(accounts_of(own_systems.vendors.config_text)["demo-assemble"])
    named = await repository.saving.propose(Address.parse(user), "update", {"first_name": "{[" * 100})
    await repository.saving.send(named)
    await repository.close()
    async with own_systems.app(f"{user}/email-addresses").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "234523 {[{[" in shown(pilot) and "… › e-mail addresses" in shown(pilot).splitlines()[1]


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_the_title_says_how_many_lines_are_below(both: Both, size: tuple[int, int]) -> None:
    systems, vendor = both
    vendor.ada.update({f"unheard{number}": number for number in range(60)})
    async with systems.app(str(RECORD)).run_test(size=size) as pilot:
        await settle(pilot)
        assert "─ ↓ " in shown(pilot) and " more  " in shown(pilot)
        await pilot.press("end")
        assert "─ ↓ " not in shown(pilot)
        await pilot.press("home")
        assert "─ ↓ " in shown(pilot)
