"""What must not happen: hostile text acts, a crash shows values, an escape is swallowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
from textual import events
from textual.pilot import Pilot

from explorer.api.client import Client
from explorer.api.tokens import FileTokens
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.store.cache import Cache
from explorer.store.journal import Journal
from explorer.ui.app import INTERRUPTED, ExplorerApp
from explorer.ui.screens.filter import FilterScreen
from explorer.ui.screens.help import HelpScreen
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.search_line import SearchLine
from tests.accounts import accounts_of
from tests.ui.screen.by_keys import until
from tests.ui.screen.systems import Clock, Systems, pane_of, said, screen_of, settle, type_text
from tests.ui.table.terminal import TerminalDriver, drive, written
from tests.ui.table.test_hostile import FORBIDDEN, HOSTILE, OURS

SIZE = (140, 45)


def hostile_vendor(folder: Path, config: str) -> Repository:
    """A repository on a vendor whose every text, key and error is hostile."""
    account = accounts_of(config)["demo-gormic"]
    texts = [text.encode("utf-8", "replace").decode() for text in HOSTILE]

    def answer(request: httpx.Request) -> httpx.Response:
        if "/customers/" in request.url.path:
            error = json.dumps({"message": texts[0] + texts[3]}).encode()
            return httpx.Response(404, stream=httpx.ByteStream(error))
        rows = [
            {"id": f"c{place}", "firstName": text, "lastName": text, "email": text, text: text}
            for place, text in enumerate(texts)
        ]
        return httpx.Response(
            200, stream=httpx.ByteStream(json.dumps({"data": {"users": rows, "next": None}}).encode())
        )

    async def credentials() -> dict[str, str]:
        return {name: str(secret.value) for name, secret in account.credentials.items()}

    async def connect(ask: Ask) -> Client:
        tokens = FileTokens(folder, account.identity)
        return Client(account, credentials, tokens=tokens, ask=ask, transport=httpx.MockTransport(answer))

    clock = Clock()
    return Repository(account, Cache(None, clock=clock), connect, journal=lambda: Journal(None), clock=clock)


async def test_hostile_records_send_no_control(tmp_path: Path, systems: Systems) -> None:
    app = ExplorerApp(
        [hostile_vendor(tmp_path, systems.vendors.config_text)], journal=lambda: systems.journal, clock=Clock()
    )
    app.driver_class = TerminalDriver

    async def body(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        assert pane_of(pilot).state.listing.held == len(HOSTILE)
        written(app)
        for _ in HOSTILE:
            await pilot.press("j")
            await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("n", "v", "escape", "question_mark", "escape", "colon", "c", "escape")
        await pilot.press("slash", "x", "enter")
        await settle(pilot)
        screen_of(pilot).say(HOSTILE[0] + HOSTILE[-4])
        await settle(pilot)
        sent = written(app)
        assert "52;c;ZXZpbA==" in sent
        left = OURS.sub("", sent)
        assert not FORBIDDEN.search(left), set(FORBIDDEN.findall(left))

    await drive(app, body, SIZE)


async def test_escape_and_a_key_right_after_it(systems: Systems) -> None:
    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("alt+j")
        await settle(pilot)
        assert pane_of(pilot).place.record is None
        assert pane_of(pilot).table.cursor_position == 1, "in lists it counts as both"
        await pilot.press("question_mark", "alt+j")
        assert not isinstance(pilot.app.screen, HelpScreen)
        assert pane_of(pilot).table.cursor_position == 1, "in dialogs it is an escape only"
        await pilot.press("slash", "a", "alt+j")
        await settle(pilot)
        assert pane_of(pilot).table.has_focus and not screen_of(pilot).query_one(SearchLine).display


async def test_an_escape_and_a_letter_that_a_mac_sends_for_an_arrow_act_as_both_in_lists(systems: Systems) -> None:
    async with systems.app("demo-assemble/users?search=smith").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("alt+f")
        await until(pilot, lambda: isinstance(pilot.app.screen, FilterScreen))
        assert not screen_of(pilot).place.query.search
        await until(pilot, lambda: isinstance(pilot.app.focused, LineInput))
        await type_text(pilot, "any words")
        await pilot.press("alt+b")
        assert isinstance(pilot.app.focused, LineInput) and pilot.app.focused.cursor_position == 4


async def test_keys_that_arrive_together_go_where_they_are_meant_to(systems: Systems) -> None:
    """On a slow line a terminal program reads several keys at once."""

    def at_once(pilot: Pilot[Any], keys: str) -> None:
        names = {":": "colon", "/": "slash", "\r": "enter", "\x1b": "escape"}
        for key in keys:
            character = key if key.isprintable() else None
            pilot.app.post_message(events.Key(names.get(key, key), character))

    async with systems.app("demo-assemble").run_test(size=SIZE) as pilot:
        await settle(pilot)
        at_once(pilot, ":46485\r")
        await settle(pilot)
        assert str(screen_of(pilot).place.address) == "demo-assemble/users/46485"
        at_once(pilot, "gt")
        await settle(pilot)
        assert screen_of(pilot).place.query.collection == ("users", "46485", "touchpoints")
        at_once(pilot, "1")
        await settle(pilot)
        at_once(pilot, "jj/kim\r")
        await settle(pilot)
        assert screen_of(pilot).place.query.search == "kim" and screen_of(pilot).place.account == "demo-repcard"
        at_once(pilot, "\x1bGggj")
        await settle(pilot)
        assert not screen_of(pilot).place.query.search and pane_of(pilot).table.cursor_position == 1


async def test_control_c_twice(systems: Systems) -> None:
    app = systems.app("demo-repsly")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+c")
        assert "ctrl+c once more" in said(pilot) and "[" not in said(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert app.return_code == INTERRUPTED
