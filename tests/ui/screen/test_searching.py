"""Search: local hits while typing, the server on enter, the scopes, all systems."""

from __future__ import annotations

from textual.pilot import Pilot

from explorer.ui.screens.everywhere import EverywhereScreen
from explorer.ui.widgets.account_tabs import AccountTabs
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.widgets.search_line import SearchLine
from tests.ui.screen.by_keys import until
from tests.ui.screen.systems import Systems, pane_of, screen_of, settle, shown, type_text

SIZE = (140, 45)


async def test_while_typing_and_on_the_server(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "slash")
        pane = pane_of(pilot)
        assert screen_of(pilot).query_one(SearchLine).prompt == " search users on server: "
        key = pane.place.cursor
        await type_text(pilot, "inES zuniga")
        await settle(pilot)
        assert "held: 1 of 100 · not all 200" in shown(pilot)
        assert pane.table.cursor_row is not None and "Inés" in pane.table.cursor_row.cells
        await pilot.press("escape")
        await settle(pilot)
        assert pane.table.cursor_key == key and not pane.state.held_search
        await pilot.press("slash")
        await type_text(pilot, "kim")
        await pilot.press("enter")
        await settle(pilot)
        assert screen_of(pilot).place.query.search == "kim"
        assert pane.table.has_focus
        assert "search “kim” on server" in shown(pilot)
        assert pane.state.listing.complete and pane.state.listing.held < 20
        await pilot.press("escape")
        await settle(pilot)
        assert not screen_of(pilot).place.query.search and "on server" not in shown(pilot)
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert screen_of(pilot).place.query.search == "kim"


async def test_what_is_found_is_seen_where_the_detail_covers_the_table(systems: Systems) -> None:
    async with systems.app("demo-repcard/users/1466").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Ada" in shown(pilot)
        await pilot.press("slash")
        await type_text(pilot, "kim")
        await settle(pilot)
        assert "Target" in shown(pilot) and "esc table" not in shown(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "esc table" in shown(pilot) and "Target" not in shown(pilot)


async def test_nothing_found_says_where(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "xqzw")
        assert "∅ none in 100 of 200 held" in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "nothing matches search=xqzw (searched on the server)" in shown(pilot)


async def test_where_the_server_fails_what_is_held_is_offered(own_systems: Systems) -> None:
    async with own_systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        own_systems.vendors.stop()
        await pilot.press("slash")
        await type_text(pilot, "kim")
        await settle(pilot)
        hits = pane_of(pilot).state.hits
        await pilot.press("enter")
        await settle(pilot)
        told = pane_of(pilot).table.empty_message
        assert hits and "! failed" in told and f"/ tab enter shows what is held that matches “kim”: {hits}" in told
        await pilot.press("slash", "tab", "enter")
        await settle(pilot)
        assert screen_of(pilot).place.held_search == "kim" and pane_of(pilot).state.hits == hits


async def test_scopes(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash", "tab")
        line = screen_of(pilot).query_one(SearchLine)
        assert line.prompt == " search users held here: "
        await type_text(pilot, "14805550142")
        await pilot.press("enter")
        await settle(pilot)
        place = screen_of(pilot).place
        assert place.held_search == "14805550142" and not place.query.search
        assert pane_of(pilot).state.hits == 1
        await pilot.press("enter")
        await settle(pilot)
        assert pane_of(pilot).place.record is not None
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert not screen_of(pilot).place.held_search
        await pilot.press("slash", "tab", "tab")
        assert isinstance(pilot.app.screen, EverywhereScreen)


async def test_a_system_that_cannot_search_looks_at_what_is_held(systems: Systems) -> None:
    async with systems.app("demo-repsly").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        assert screen_of(pilot).query_one(SearchLine).prompt == " search users held here: "
        await type_text(pilot, "ada")
        await pilot.press("enter")
        await settle(pilot)
        assert screen_of(pilot).place.held_search == "ada" and pane_of(pilot).state.hits


async def test_all_systems(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("slash", "slash")
        screen = pilot.app.screen
        assert isinstance(screen, EverywhereScreen)
        await type_text(pilot, "ada")
        await until(pilot, lambda: {each.address.account for each in screen.hits} == {"demo-repcard", "demo-repsly"})
        await pilot.press("enter")
        await settle(pilot)
        assert str(screen_of(pilot).place.address) == "demo-repcard/users/1466"


async def test_all_systems_while_a_search_is_active(systems: Systems) -> None:
    """The second `/` counts before anything else is typed; what stood there is no word of it."""
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"kim", "enter")
        await settle(pilot)
        await pilot.press("slash", *"m/", "escape")
        assert screen_of(pilot).place.query.search == "kim"
        await pilot.press("slash", "slash")
        screen = pilot.app.screen
        assert isinstance(screen, EverywhereScreen)
        await type_text(pilot, "ada")
        await until(pilot, lambda: [each.address.account for each in screen.hits] == ["demo-repcard"])
        await pilot.press("escape")
        await settle(pilot)
        assert screen_of(pilot).place.query.search == "kim" and pane_of(pilot).table.has_focus


async def test_older_answers_are_dropped(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for words in ("kim", "ada"):
            await pilot.press("slash")
            screen_of(pilot).query_one(LineInput).value = words
            await pilot.press("enter")
        await settle(pilot)
        state = pane_of(pilot).state
        assert state.listing.query.search == "ada" and not state.checking
        row = pane_of(pilot).table.cursor_row
        assert row is not None and "Ada" in row.cells


async def _is_left(pilot: Pilot[None]) -> None:
    """No search is being typed, the keys are the table's, and it shows all rows."""
    await settle(pilot)
    assert not screen_of(pilot).query_one(SearchLine).display
    assert pane_of(pilot).table.has_focus and not pane_of(pilot).state.held_search


async def test_a_click_elsewhere_leaves_it(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "kim")
        await pilot.click(RecordTable, offset=(14, 1))
        await _is_left(pilot)


async def test_a_click_on_another_tab_leaves_it(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "kim")
        await pilot.click(AccountTabs, offset=(14, 0))
        await _is_left(pilot)
        assert screen_of(pilot).place.account == "demo-repsly"
        await pilot.press("1")
        await _is_left(pilot)
        assert screen_of(pilot).place.account == "demo-repcard"
