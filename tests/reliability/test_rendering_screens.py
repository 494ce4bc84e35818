"""Hostile texts that do not come in records: errors, headers, what the user types, what is printed and copied."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.errors import VendorError
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import Reply
from tests.ui.screen.customers import HOME, Both, customers
from tests.ui.screen.systems import settle, shown, type_text
from tests.ui.table.terminal import TerminalDriver, drive, written

SIZE = (140, 45)
TRICK = "Al\x1b]52;c;QQ==\x07\u202eecila\x9b31m\x00[@click=app.quit]x"
ACTING = "\x1b\x07\u202e\x9b\x00"


async def test_r10_errors_and_headers_are_told_harmlessly(rig: Rig) -> None:
    get = operation("get")
    raw = f"HTTP/1.1 404 Gone\x1b[2J\r\nX-Request-Id: a\x1b]0;x\x07\r\nContent-Length: {len(TRICK.encode())}\r\n\r\n"
    rig.server.play(
        Reply(raw=raw.encode("latin-1") + TRICK.encode()),
        Reply(json.dumps({"message": TRICK}).encode(), 422, {"X-Request-Id": "r\x9b1"}),
    )
    for _ in range(2):
        with pytest.raises(VendorError) as caught:
            await rig.client().get(PEOPLE, get, ("people", "1"))
        error = caught.value
        told = f"{error} {error.next_step} {getattr(error, 'request_id', '')} {getattr(error, 'request', '')}"
        assert not set(ACTING) & set(told), told


async def test_r12_the_raw_value_is_copied_by_a_key_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    async with customers(tmp_path) as (systems, vendor):
        vendor.ada["firstName"] = "Ann\u202eLee\u200b [b]"
        app = systems.app(HOME)
        app.driver_class = TerminalDriver
        sent: list[str] = []

        async def body(pilot: Pilot[Any]) -> None:
            await settle(pilot)
            for keys in (("enter", "escape"), ("y", "y")):
                await pilot.press(*keys)
                await settle(pilot)
                await pilot.app.workers.wait_for_complete()
                sent.append(written(app))

        await drive(app, body, SIZE)
        assert "\x1b]52" not in sent[0]
        copied = sent[1].partition("\x1b]52;c;")[2].partition("\x07")[0]
        assert b64decode(copied).decode() == "Ann\u202eLee\u200b [b]"


@pytest.mark.parametrize("typed", ["[", "[/"])
async def test_r18_a_lone_bracket_in_a_search_is_text(both: Both, typed: str) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, typed)
        await pilot.press("enter")
        await settle(pilot)
        assert f"search “{typed}” in what is held here" in shown(pilot)
