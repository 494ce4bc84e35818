"""The go-to line: what text means, what is offered, and where it leads."""

from __future__ import annotations

import pytest

from explorer.model.address import Address
from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.model.view import View
from explorer.ui.commands import COMMANDS, Situation, resolve_keys
from explorer.ui.goto import Destination, Surroundings, suggest, why_not
from explorer.ui.history import Place
from explorer.ui.screens.go import GoScreen
from explorer.ui.screens.help import HelpScreen
from explorer.ui.widgets.line_input import LineInput
from tests.accounts import accounts_of
from tests.ui.screen.by_keys import go_to_line, on_top, until, words
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, shown, type_text

SIZE = (140, 45)


@pytest.fixture
def around(systems: Systems) -> Surroundings:
    """All accounts with nothing held, in Assemble's users."""
    accounts = accounts_of(systems.vendors.config_text).values()
    return Surroundings(
        {each.name: systems.repository(each) for each in accounts},
        Place("demo-assemble", Query(("users",))),
        Situation(accounts=4),
        resolve_keys({})[0],
    )


def _first(text: str, around: Surroundings) -> Destination | None:
    found = suggest(text, around)
    return found[0].leads_to if found else None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("demo-gormic", "demo-gormic"),
        ("demo-assemble/users/46485/notes/53253", "demo-assemble/users/46485/notes/53253"),
        ("users/46485", "demo-assemble/users/46485"),
        ("46485", "demo-assemble/users/46485"),
        ("demo-repcard/cust", "demo-repcard/customers"),
        ("demo-assemble/users/1/sub", ""),
        ("nobody/users", ""),
        ("demo-gormic/customers/export", ""),
    ],
)
def test_addresses_and_ids(text: str, address: str, around: Surroundings) -> None:
    assert _first(text, around) == (Destination(Address.parse(address)) if address else None)
    assert address or why_not(text, around)


async def test_an_id_may_be_of_any_account_and_what_is_held_comes_first(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1")
        await go_to_line(pilot, "46485")
        screen = pilot.app.screen
        assert isinstance(screen, GoScreen)
        offered = [words[0] for line in shown(pilot).splitlines() if (words := line.split()) and "/" in words[0]]
        assert offered[:3] == ["demo-assemble/users/46485", "demo-repcard/users/46485", "demo-repcard/customers/46485"]
        assert "demo-gormic/customers/46485" in offered and "demo-repsly/users/46485" not in offered
        await pilot.press("enter")
        await settle(pilot)
        assert str(screen_of(pilot).place.address) == "demo-assemble/users/46485"


@pytest.mark.parametrize(
    ("account", "path", "address"),
    [
        ("repcard", "/users/1476/details", "users/1476"),
        ("repcard", "/users/minimal?page=3", "users"),
        ("assemble", "/users/46485/notes/53253", "users/46485/notes/53253"),
        ("assemble", "/users/46485/", "users/46485"),
        ("assemble", "/nothing/here", ""),
    ],
)
def test_urls(account: str, path: str, address: str, around: Surroundings, systems: Systems) -> None:
    expected = Destination(Address.parse(f"demo-{account}/{address}")) if address else None
    assert _first(f"{systems.vendors.base_urls[account]}{path}", around) == expected


def test_other_hosts_are_nobodys(around: Surroundings) -> None:
    assert suggest("https://example.com/api/users/1476", around) == []
    why = why_not("https://example.com/api/users/1476", around)
    assert "no account has this host" in why and "write the record's id or e-mail alone" in why


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (">quit", "quit"),
        ("refr", "refresh"),
        ("> next account", "next-account"),
        (">gg", "row-first"),
        (">w", "changed"),
        (">//", "search-everywhere"),
    ],
)
def test_commands(text: str, command: str, around: Surroundings) -> None:
    assert _first(text, around) == Destination(command=command)


def test_every_command_is_in_the_palette(around: Surroundings) -> None:
    offered = [each.leads_to.command for each in suggest(">", around) if each.leads_to is not None]
    assert sorted(offered) == sorted(each.id for each in COMMANDS if each.listed)


def test_help_finds_keys(around: Surroundings) -> None:
    help_screen = HelpScreen(around.situation, around.keys)
    for key, title in (("gg", "first row"), ("//", "search all systems"), ("ctrl+p", "palette")):
        assert any(title in each.plain for each in help_screen.found(key, 140)), key


def test_help_is_whole_in_a_narrow_terminal(around: Surroundings) -> None:
    found = HelpScreen(around.situation, around.keys).found("", 80)
    assert all(each.cell_length <= 80 for each in found)
    words = " ".join(" ".join(each.plain.split()) for each in found)
    for command in COMMANDS:
        assert not command.listed or command.available(around.situation) or command.help in words, command.id


def test_an_email_that_is_not_held_is_searched_on_the_server(around: Surroundings) -> None:
    assert _first("jo@example.com", around) == Destination(search="jo@example.com")


def test_whose_email_it_is_comes_before_strangers_with_its_words(around: Surroundings) -> None:
    held: list[tuple[str, JsonObject]] = [
        ("demo-repcard/users/1", {"id": 1, "firstName": "Ada", "lastName": "Kent", "email": "kent@example.com"}),
        ("demo-gormic/customers/ada9-1", {"id": "ada9-1", "firstName": "Eve", "email": "eve@example.com"}),
        ("demo-gormic/customers/c-2", {"id": "c-2", "firstName": "Zoe", "email": "Ada@example.com"}),
    ]
    for text, body in held:
        address = Address.parse(text)
        local = around.systems[address.account]
        local._cache.put_record(local.resource(address), address, body, fetched_at=1000.0).result()
    found = [each.complete for each in suggest("ada@example.com", around)]
    assert found[0] == "demo-gormic/customers/c-2" and set(found[1:3]) == {text for text, _ in held[:2]}


def test_a_url_narrows_as_far_as_the_vendor_documents_it(around: Surroundings) -> None:
    base = around.systems["demo-assemble"].account.base_url
    (suggestion,) = suggest(f"{base}/users?team=12&page=2", around)
    view = View(Address("demo-assemble", ("users",)), filters=(("team", "12"),))
    assert suggestion.leads_to == Destination(view=view) and suggestion.words[-1][0] == "  without page"
    assert "“has_email” takes" in why_not(f"{base}/users?has_email=maybe", around)
    assert "no account has this host" in why_not("https://elsewhere.example/users", around)
    assert "the API of demo-assemble has no call with this path" in why_not(f"{base}/v2/users", around)


async def test_completion_and_going(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        held = pane_of(pilot).table.cursor_key
        assert held
        await pilot.press("colon")
        await type_text(pilot, "demo-ass")
        await pilot.press("tab")
        screen = pilot.app.screen
        assert isinstance(screen, GoScreen)
        assert screen.query_one(LineInput).value == "demo-assemble"
        await type_text(pilot, "/us")
        await pilot.press("down", "up", "tab")
        await type_text(pilot, f"/{held[:-1]}")
        assert f"demo-assemble/users/{held}" in shown(pilot)
        await type_text(pilot, f"{held[-1]}/no")
        assert f"demo-assemble/users/{held}/notes" in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection == ("users", held, "notes")
        await pilot.press("colon")
        await type_text(pilot, "demo-nobody/x")
        assert "there is no account “demo-nobody”" in shown(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, GoScreen)
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, GoScreen)


async def test_an_email_that_is_held(systems: Systems) -> None:
    async with systems.app("demo-repcard").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2", "colon")
        await type_text(pilot, "kim@example.com")
        await pilot.press("enter")
        await settle(pilot)
        assert str(screen_of(pilot).place.address) == "demo-repcard/users/1477"


async def test_a_record_of_a_page_that_is_not_held(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/46485").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pane = pane_of(pilot)
        assert "demo-assemble/users/46485" in pane.detail.title and "as of 10:40" in pane.detail.title
        await pilot.press("n")
        await pilot.press("escape")
        await settle(pilot)
        assert pane.table.has_focus and pane.state.listing.held


async def test_a_record_that_does_not_exist(systems: Systems) -> None:
    async with systems.app("demo-assemble/users/999999999").run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "! failed" in pane_of(pilot).detail.title
        assert pane_of(pilot).state.problem is None, "the table is as well as before"


async def test_pasting_opens_it(systems: Systems) -> None:
    from textual import events

    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pilot.app.post_message(events.Paste("demo-gormic\n"))
        screen = await on_top(pilot, GoScreen)
        assert screen.query_one(LineInput).value == "demo-gormic"


@pytest.mark.parametrize("start", ["demo-assemble/nonsense", "nobody/users"])
async def test_a_start_that_names_nothing_is_said(systems: Systems, start: str) -> None:
    async with systems.app(start).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert screen_of(pilot).place.account == "demo-repcard"
        assert start.split("/")[start.startswith("demo")] in said(pilot)


async def test_why_one_cannot_go_there_and_why_nothing_is_there_are_told_whole_in_a_small_terminal(
    systems: Systems,
) -> None:
    async with systems.app("demo-repcard").run_test(size=(80, 24)) as pilot:
        await go_to_line(pilot, "https://elsewhere.example/users/1")
        await until(pilot, lambda: "write the record's id or e-mail alone, or its address" in words(pilot))
        await pilot.press("ctrl+u")
        await type_text(pilot, "demo-repcard/users/999999999")
        await pilot.press("enter")
        await settle(pilot)
        assert "! failed demo-repcard answered 404 to users.get: no such user" in words(pilot)
        assert "when every call answers so, check base_url and operations in the config" in words(pilot)
