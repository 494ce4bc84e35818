"""The demo's hostile people on the whole screen: every collection of every vendor, and records opened in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from wcwidth import wcwidth

from explorer.demo.people.hostile import hostile_texts
from explorer.model.address import Address
from explorer.ui.screens.raw import RawScreen
from tests.accounts import accounts_of
from tests.demo_vendors import DemoVendors
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import Systems, pane_of, screen_of, settle, shown
from tests.ui.table.terminal import Terminal, TerminalDriver, drawn_anew, drive, written
from tests.ui.table.test_hostile import FORBIDDEN, OURS

SIZE = (140, 45)
_BEGINNING = re.compile(r"\x1b\[\?\d+[hl]|\x1b\[[<>=\d;]*u|\x1b\[c")


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Systems]:
    vendors = DemoVendors(("--people", "330", "--faults", "hostile-text"))
    vendors.start()
    try:
        with closing(Systems(vendors, tmp_path)) as made:
            yield made
    finally:
        vendors.stop()


def comparable(line: str) -> bool:
    """Whether the emulator and Textual agree on how wide each letter is: of marks and some scripts they do not."""
    return all(0 < wcwidth(sign) == cell_len(sign) for sign in set(line))


def test_there_are_enough_texts_of_every_kind() -> None:
    texts = hostile_texts()
    assert len(texts) >= 190
    assert len({each.text for each in texts}) == len(texts)
    assert len({each.group for each in texts}) >= 15
    together = "".join(each.text for each in texts)
    assert {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} <= set(together)
    assert max(len(each.text) for each in texts) == 2**20


async def test_the_layout_holds_in_every_collection(hostile: Systems) -> None:
    accounts = accounts_of(hostile.vendors.config_text)
    app = hostile.app()
    app.driver_class = TerminalDriver
    seen: set[tuple[str, ...]] = set()

    async def look(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        left = OURS.sub("", _BEGINNING.sub("", written(app)))
        assert not FORBIDDEN.search(left), set(FORBIDDEN.findall(left))
        terminal = Terminal(SIZE)
        terminal.feed(drawn_anew(app))
        lines = terminal.lines()
        right = {place: line for place, line in enumerate(shown(pilot).split("\n")) if comparable(line)}
        assert len(right) > 15
        assert {place: lines[place] for place in right} == right

    async def visit(pilot: Pilot[Any], address: Address) -> None:
        screen_of(pilot).go_to(address)
        await look(pilot)
        pane = pane_of(pilot)
        seen.add((pane.repository.account.name, *pane.place.query.collection[::2]))

    async def body(pilot: Pilot[Any]) -> None:
        for account in accounts.values():
            for top in account.vendor.resources:
                record = Address(account.name, (top.name, "25998301"))
                await visit(pilot, Address(account.name, (top.name,)))
                if pane_of(pilot).table.cursor_key:
                    for key in ("pagedown", "pagedown", "enter", "v"):
                        await pilot.press(key)
                        await look(pilot)
                    await pilot.press("escape")
                    opened = pane_of(pilot).place.record
                    assert opened is not None
                    record = opened
                else:
                    await visit(pilot, record)
                for below in top.children:
                    await visit(pilot, Address(account.name, (*record.segments, below.name)))

    await drive(app, body, SIZE)
    assert len(seen) >= 14, seen


async def test_a_line_of_raw_json_is_a_line_of_json(both: Both) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(pilot.app.screen, RawScreen)
        assert r'"internalNote": "a\u2028b"' in shown(pilot)
