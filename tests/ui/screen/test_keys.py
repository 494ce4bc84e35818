"""Every key that exists does what help says, on real accounts."""

from __future__ import annotations

import pytest

from explorer.ui.screens.go import GoScreen
from explorer.ui.screens.help import HelpScreen
from explorer.ui.screens.raw import RawScreen
from explorer.ui.widgets.lines import Lines
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, shown

SIZE = (140, 45)


async def test_first_frame_comes_from_the_cache(systems: Systems) -> None:
    async with systems.app("demo-repcard/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
    app = systems.app("demo-repcard/users", offline=True)
    async with app.run_test(size=SIZE) as pilot:
        assert pane_of(pilot).table.cursor_key
        assert "RepCard" in shown(pilot)


async def test_what_cannot_be_done_is_refused_with_the_key_of_what_can_be(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485/skills").run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "Assemble cannot create skills; e edits" in said(pilot)


async def test_tabs(systems: Systems) -> None:
    async with systems.app().run_test(size=SIZE) as pilot:
        for key, account in (("3", "demo-assemble"), ("full_stop", "demo-gormic"), ("comma", "demo-assemble")):
            await pilot.press(key)
            await settle(pilot)
            assert screen_of(pilot).place.account == account
            assert pane_of(pilot).state.listing.held
            assert pane_of(pilot).table.has_focus
        assert "[3 Assemble]" in shown(pilot)
        await pilot.press("9", "9", "9")
        assert screen_of(pilot).place.account == "demo-assemble"
        assert said(pilot).count("there is no tab 9") == 1


async def test_a_tab_that_was_not_visited_asks_for_nothing(systems: Systems) -> None:
    app = systems.app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert list(screen_of(pilot).panes) == ["demo-repcard"]
        assert not screen_of(pilot).repositories["demo-gormic"].collections()


async def test_pages(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_position == 50
        assert "page 2 of" in shown(pilot)
        await pilot.press("p")
        assert pane_of(pilot).table.cursor_position == 0
        await pilot.press("p")
        await pilot.pause()
        assert "this is the first page" in said(pilot)
        await pilot.press("G")
        await settle(pilot)
        state = pane_of(pilot).state
        assert state.listing.total is not None
        assert pane_of(pilot).table.cursor_position == state.listing.total - 1
        assert pane_of(pilot).table.cursor_key, "the last page is asked for when one goes there"


async def test_record_and_back(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "enter")
        await settle(pilot)
        pane = pane_of(pilot)
        second = pane.place.record
        assert second is not None and pane.detail.has_focus
        assert f"users › {second.key}" in shown(pilot)
        await pilot.press("n")
        await settle(pilot)
        third = pane.place.record
        assert third not in (None, second) and third is not None and third.key in pane.detail.title
        assert pane.table.cursor_key == third.key
        await pilot.press("p", "escape")
        assert pane.place.record is None and pane.table.has_focus
        assert pane.table.cursor_key == second.key
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert pane.place.record == second
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert pane.place.record is None
        await pilot.press("minus")
        await settle(pilot)
        assert pane.place.record == second
        await pilot.press("less_than_sign", "greater_than_sign", "backspace")
        await settle(pilot)
        assert pane.place.record is None
        await pilot.press("tab")
        await settle(pilot)
        assert pane.detail.has_focus
        await pilot.press("tab")
        assert pane.table.has_focus


async def test_related_collections(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pane = pane_of(pilot)
        assert pane.place.record is not None
        await pilot.press("g", "n")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection == ("users", "46485", "notes")
        assert "› 46485" in shown(pilot) and "› notes" in shown(pilot)
        await pilot.press("right_curly_bracket")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection == ("users", "46485", "touchpoints")
        await pilot.press("left_curly_bracket", "escape")
        await settle(pilot)
        assert str(screen_of(pilot).place.address) == "demo-assemble/users/46485"
        assert pane.detail.has_focus
        await pilot.press("l", "l", "enter")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection[:2] == ("users", "46485")
        assert len(screen_of(pilot).place.query.collection) == 3
        await pilot.press("escape", "g", "X")
        await settle(pilot)
        assert "leads nowhere" in said(pilot)


async def test_related_letter_from_the_table(systems: Systems) -> None:
    async with systems.app("demo-assemble/users").run_test(size=SIZE) as pilot:
        await settle(pilot)
        key = pane_of(pilot).table.cursor_key
        await pilot.press("g", "r")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection == ("users", key, "roles")
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key == key


async def test_collections_beside(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("right_curly_bracket")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection == ("customers",)
        assert "There is no call that lists customers" in shown(pilot)
        await pilot.press("colon", *"25997808", "enter")
        await settle(pilot)
        assert str(screen_of(pilot).place.address) == "demo-repcard/customers/25997808"
        await pilot.press("escape")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key == "25997808"
        assert "1 seen before" in shown(pilot)


async def test_detail_below_away_and_beside(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("z")
        await settle(pilot)
        assert not pane_of(pilot).detail.display
        await pilot.press("enter")
        await settle(pilot)
        assert pane_of(pilot).detail.display and not pane_of(pilot).table.display
        await pilot.press("n", "escape")
        await settle(pilot)
        assert pane_of(pilot).table.display and pane_of(pilot).table.cursor_position == 1
        await pilot.press("z")
        await settle(pilot)
        table, detail = pane_of(pilot).table, pane_of(pilot).detail
        assert detail.display and table.display
        assert (detail.region.y, detail.region.bottom) == (table.region.y, table.region.bottom)
        assert table.region.right < detail.region.x < detail.region.right == SIZE[0]
        title = next(line for line in shown(pilot).splitlines() if "z below" in line)
        assert "demo-assemble/users/" in title or detail.title.split()[0] in title
        await pilot.press("z")
        await settle(pilot)
        assert table.region.bottom == detail.region.y and table.region.width == detail.region.width == SIZE[0]


async def test_small_screen_and_resizing(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pane = pane_of(pilot)
        assert not pane.detail.display
        assert "id " not in shown(pilot).splitlines()[2], "the id is left to the detail"
        await pilot.press("j", "j", "j")
        key = pane.table.cursor_key
        await pilot.resize_terminal(*SIZE)
        await settle(pilot)
        assert pane.detail.display and pane.table.cursor_key == key
        assert " id " in shown(pilot).splitlines()[2]
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert pane.table.cursor_key == key


async def test_the_keys_fit_again_after_resizing(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        wide = shown(pilot).splitlines()[-1].rstrip()
        for size in ((80, 24), (60, 15)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            keys = shown(pilot).splitlines()[-1].rstrip()
            assert keys.endswith("? all keys") and "…" not in keys
        await pilot.resize_terminal(*SIZE)
        await settle(pilot)
        assert shown(pilot).splitlines()[-1].rstrip() == wide
        await pilot.press("y")
        copying = shown(pilot).splitlines()[-1]
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert shown(pilot).splitlines()[-1].split() == copying.split(), "what stands there instead stays"


@pytest.mark.parametrize("start", ["demo-gormic", "demo-repcard"])
async def test_all_rows_are_had_by_export_or_page_by_page(systems: Systems, start: str) -> None:
    async with systems.app(start).run_test(size=SIZE) as pilot:
        await settle(pilot)
        key = pane_of(pilot).table.cursor_key
        assert not pane_of(pilot).state.listing.complete
        await pilot.press("S")
        await settle(pilot)
        listing = pane_of(pilot).state.listing
        assert listing.complete and listing.synced_at is not None and listing.held > 150
        assert pane_of(pilot).table.cursor_key == key and "held" in shown(pilot)


async def test_refresh_asks_again_and_the_cursor_stays(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("j", "j")
        key = pane_of(pilot).table.cursor_key
        systems.clock.now += 600
        await pilot.press("r")
        await settle(pilot)
        assert "as of 10:50" in shown(pilot).splitlines()[-2]
        assert pane_of(pilot).table.cursor_key == key


async def test_raw_help_and_quit(systems: Systems) -> None:
    app = systems.app("demo-assemble/users/46485")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("v")
        assert isinstance(app.screen, RawScreen)
        assert '"id": 46485' in app.screen.query_one(Lines).text
        await pilot.press("pagedown", "k", "G", "g", "l", "h", "escape", "question_mark")
        assert isinstance(app.screen, HelpScreen)
        lines = app.screen.query_one(Lines)
        assert "next record" in lines.text and "next page" in lines.text
        await pilot.press(*"forward")
        assert "next record" not in lines.text and "] >" in lines.text
        await pilot.press("escape", "ctrl+p")
        assert isinstance(app.screen, GoScreen)
        await pilot.press(*"quit", "enter")
        await pilot.pause()
    assert app.return_code == 0


async def test_a_key_that_is_off_says_why(systems: Systems) -> None:
    async with systems.app("demo-repsly").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert "back: there is no place further back" in said(pilot)
        await pilot.press("right_curly_bracket")
        await pilot.pause()
        assert "there is no other collection beside this one" in said(pilot)


async def test_user_keys(systems: Systems) -> None:
    keys = {"refresh": ["f9"], "quit": None, "next-page": "u", "serach": "x"}
    async with systems.app("demo-assemble", keys=keys).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "[keys] serach: there is no such command; the nearest is search" in said(pilot)
        await pilot.press("q", "n")
        await settle(pilot)
        assert pilot.app.is_running and pane_of(pilot).table.cursor_position == 0
        await pilot.press("u")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_position == 50
        await pilot.press("enter", "n")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_position == 51
