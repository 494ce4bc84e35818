"""The search of all systems: what is held while one types, what is held in part, and the servers as a second step."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.model.errors import Stopped
from explorer.repository import LocalCopy
from explorer.ui import everywhere_search
from explorer.ui.errands import Errand
from explorer.ui.screens.everywhere import EverywhereScreen
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.live_lines import LiveLines
from tests.fault_server import Reply
from tests.ui.screen.by_keys import SIZE, back_on_main, until, words
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import Systems, screen_of, settle, shown, type_text
from tests.waiting import in_time

FIELD = ("demo-repsly/users/7d2f6f0c-5c1e-4a55-9f0b-0d4b2f6f9a01", "demo-gormic/customers/c-1")


async def search_of(pilot: Pilot[None], text: str = "") -> EverywhereScreen:
    """The search, opened by its keys."""
    await pilot.press("slash", "slash")
    await until(pilot, lambda: isinstance(pilot.app.screen, EverywhereScreen))
    screen = pilot.app.screen
    assert isinstance(screen, EverywhereScreen)
    await until(pilot, lambda: isinstance(screen.focused, LineInput))
    await type_text(pilot, text)
    return screen


def found(screen: EverywhereScreen) -> list[str]:
    """The addresses of the hits, from the top."""
    return [str(hit.address) for hit in screen.hits]


async def until_found(pilot: Pilot[None], screen: EverywhereScreen, *addresses: str) -> None:
    await until(pilot, lambda: found(screen) == list(addresses))


def errand(screen: EverywhereScreen, kind: str, account: str) -> Errand:
    """What can be asked of an account."""
    return next(each for each in screen.errands if (each.kind, each.address.account) == (kind, account))


async def test_half_a_name_and_a_phone_fragment_over_all_systems(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await search_of(pilot, "fie 555 0100")
        await until(pilot, lambda: "none in what is held here" in words(pilot))
        assert "Repsly users never synced" in words(pilot)
        await pilot.press("f6")
        await until_found(pilot, screen, *FIELD)
        await until(
            pilot, lambda: {each.address.account for each in screen.errands if each.kind == "get"} == {"demo-repcard"}
        )
        assert "RepCard customers cannot be listed, by id only" in words(pilot)
        assert "Ada Field" in words(pilot) and "+1 555 0100" in words(pilot) and "as of 10:40" in words(pilot)
        assert "2 found here" in shown(pilot).splitlines()[0]
        await pilot.press("down", "enter")
        await back_on_main(pilot)
        await settle(pilot)
        assert str(screen_of(pilot).place.record) == FIELD[1]
        again = await search_of(pilot)
        await until_found(pilot, again, *FIELD)
        assert again.current is not None and str(again.current.address) == FIELD[1]
        await type_text(pilot, "harr 2018-0446")
        await until(pilot, lambda: "Harry Smith" in words(pilot))
        await pilot.press("escape")
        await back_on_main(pilot)
        assert str(screen_of(pilot).place.record) == FIELD[1]


async def test_a_server_that_is_down_hides_no_other(systems: Systems) -> None:
    async with systems.app("demo-assemble/users", broken=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await search_of(pilot, "charlotte smi")
        await until(pilot, lambda: "search “charlotte smi” on its server" in words(pilot))
        await pilot.press("ctrl+u")
        await type_text(pilot, "charlotte")
        await pilot.press("f5")
        await until(pilot, lambda: errand(screen, "search", "demo-repcard").state == "failed")
        await until(pilot, lambda: errand(screen, "search", "demo-assemble").state == "done")
        told = words(pilot)
        assert "! RepCard users" in told and "found on its server" in told
        assert "demo-assemble/users/300143" in found(screen)
        assert "from server 10:40" in told
        await pilot.press("tab")
        await until(pilot, lambda: "enter try again" in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: errand(screen, "search", "demo-repcard").state == "failed")
        await pilot.press("x")
        await until(pilot, lambda: errand(screen, "search", "demo-assemble").state == "at rest")
        assert found(screen) == [] or "from server" not in words(pilot)


async def test_what_matched_is_seen_where_room_is_short(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await search_of(pilot, "kim 0142")
        await until(pilot, lambda: re.search(r"phone .*50142 10:40", words(pilot)) is not None)


async def test_every_hit_in_view_has_its_age_and_how_many_more_there_are_stands_below(systems: Systems) -> None:
    async with systems.app("demo-repcard", only=("demo-repcard",)).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        screen = await search_of(pilot, "sales")
        listed = screen.query_one("#hits", LiveLines)

        def told() -> str:
            return f"↓ {len(screen.hits) - listed.size.height} more"

        await until(pilot, lambda: len(screen.hits) > 20 and told() in shown(pilot))
        lines = shown(pilot).splitlines()
        ages = [line.rstrip().endswith(" 10:40") for line in lines[2 : 2 + listed.size.height]]
        assert all(ages), lines
        assert "job title Sales" in lines[3] and lines[2 + listed.size.height].rstrip().endswith(told())
        await pilot.press("pagedown", "pagedown")
        await until(pilot, lambda: "↑ " in shown(pilot).splitlines()[2 + listed.size.height])


async def test_offline_nothing_can_be_asked_for(systems: Systems) -> None:
    async with systems.app("demo-repcard", offline=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await search_of(pilot, "ada")
        await until(pilot, lambda: "none in what is held here" in words(pilot))
        await pilot.press("f5", "f6", "tab", "enter")
        await pilot.pause()
        assert all(each.kind == "get" and not each.can and each.state == "at rest" for each in screen.errands)


async def test_escape_stops_at_once_and_then_leaves(both: Both) -> None:
    systems, vendor = both
    vendor.server.otherwise = lambda seen: Reply(wait=asyncio.Event())
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        screen = await search_of(pilot, "zeb")
        await pilot.press("f6")
        await until(pilot, lambda: bool(screen.errands) and screen.errands[0].state == "under way")
        getting = [each for each in pilot.app.workers if each.group == "getting"]
        await pilot.press("escape")
        async with in_time():  # no answer ever comes
            await asyncio.gather(*(each.wait() for each in getting), return_exceptions=True)
        assert getting and all(each.is_cancelled for each in getting)
        assert pilot.app.screen is screen and "stopped, what arrived is kept" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)


@pytest.mark.parametrize("keys", ["//owner", "://owner"])
async def test_words_typed_right_behind_the_keys_are_all_there(keys: str, systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for _ in range(2):
            for each in keys:
                pilot.app.post_message(events.Key({"/": "slash", ":": "colon"}.get(each, each), each))
            await _has_found_the_owner(pilot)
            await pilot.press("escape")
            await back_on_main(pilot)


async def _has_found_the_owner(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, EverywhereScreen))
    screen = pilot.app.screen
    assert isinstance(screen, EverywhereScreen)
    await until(pilot, lambda: screen.query_one(LineInput).value == "owner")
    await until(pilot, lambda: "demo-repcard/users/1466" in found(screen))


async def test_enter_opens_what_the_words_find_however_fast_it_comes(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await search_of(pilot)
        for key in (*"kim", "enter"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await back_on_main(pilot)
        await settle(pilot)
        assert str(screen_of(pilot).place.record) == "demo-repcard/users/1477"


async def test_what_is_found_is_masked_and_what_is_typed_is_kept_nowhere(systems: Systems, tmp_path: Path) -> None:
    async with systems.app("demo-repcard", masked=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await search_of(pilot, "ada own")
        await until(pilot, lambda: bool(found(screen)))
        assert "Owner" not in shown(pilot) and "•••••" in shown(pilot)
        assert found(screen)[0] == "demo-repcard/users/1466"
        await pilot.press("ctrl+u")
        await type_text(pilot, "xqzwv 4711")
        await until(pilot, lambda: "none in what is held here" in words(pilot))
        assert "xqzwv" not in f"{pilot.app.title}{pilot.app.sub_title}{[each.name for each in pilot.app.workers]}"
        await pilot.press("escape")
        await back_on_main(pilot)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and b"xqzwv" in file.read_bytes()]


async def test_a_draft_and_what_is_gone_say_so(both: Both) -> None:
    systems, vendor = both
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        screen_of(pilot).unsent = {Address.parse(f"{HOME}/c-1"): ("✎ draft, not sent", "unsure")}
        await search_of(pilot, vendor.ada["firstName"])
        await until(pilot, lambda: any(line.startswith(" ✎ Ada") for line in shown(pilot).splitlines()))


async def test_where_contacts_are_known_of_opened_records_only_is_told_when_all_is_held(systems: Systems) -> None:
    async with systems.app("demo-assemble/users", only=["demo-assemble"], offline=False).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await search_of(pilot, "fie")
        await pilot.press("f6")
        await until(pilot, lambda: "demo-assemble/users: e-mails and phones are known of opened" in words(pilot))


async def test_more_than_are_shown_are_counted_once_they_are_shown(systems: Systems) -> None:
    async with systems.app("demo-repcard", only=("demo-repcard",)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        screen = await search_of(pilot, "example")
        await until(pilot, lambda: len(screen.hits) == 50)
        await until(pilot, lambda: "first 50 of 200 found here" in words(pilot))


async def test_what_was_found_is_counted_no_further_once_something_else_is_sought(
    systems: Systems, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    began: list[str] = []
    ended: list[str] = []
    test_ends = threading.Event()

    def endless(self: LocalCopy, text: str, at_most: int, stopped: Callable[[], bool]) -> int:
        began.append(text)
        while not stopped() and not test_ends.wait(0.005):
            pass
        ended.append(text)
        raise Stopped

    monkeypatch.setattr(LocalCopy, "found_count", endless)
    monkeypatch.setattr(everywhere_search, "LIMIT", 5)
    request.addfinalizer(test_ends.set)
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = await search_of(pilot, "a")
        await until(pilot, lambda: began == ["a"])
        assert f"{len(screen.hits)}+ found here" in words(pilot) and not ended
        await type_text(pilot, "xqzw")
        await until(pilot, lambda: "none in what is held here" in words(pilot))
        await until(pilot, lambda: ended == ["a"])
        await pilot.press("ctrl+u")
        await type_text(pilot, "a")
        await until(pilot, lambda: began == ["a", "a"])
        await pilot.press("escape")
        await until(pilot, lambda: ended == ["a", "a"])


async def test_what_matched_gives_way_before_the_age_in_a_terminal_of_sixty_columns(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        screen = await search_of(pilot, "sales")
        await until(pilot, lambda: len(screen.hits) > 1)
        assert "job title" in shown(pilot).splitlines()[2] and shown(pilot).splitlines()[2].rstrip().endswith(" 10:40")
