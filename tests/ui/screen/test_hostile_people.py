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
from explorer.ui.screens.raw import RawScreen
from tests.demo_vendors import DemoVendors
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import Systems, pane_of, settle, shown
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


@pytest.mark.parametrize("account", ["demo-repcard", "demo-repsly", "demo-assemble", "demo-gormic"])
async def test_the_layout_holds_in_every_collection(hostile: Systems, account: str) -> None:
    app = hostile.app(account, only=(account,))
    app.driver_class = TerminalDriver
    compared = 0

    async def look(pilot: Pilot[Any]) -> None:
        nonlocal compared
        await settle(pilot)
        await pilot.pause()
        sent = written(app)
        left = OURS.sub("", _BEGINNING.sub("", sent))
        assert not FORBIDDEN.search(left), set(FORBIDDEN.findall(left))
        whole = Terminal(SIZE)
        whole.feed(drawn_anew(app))
        for place, right in enumerate(shown(pilot).split("\n")):
            if comparable(right):
                assert whole.lines()[place] == right
                compared += 1

    async def body(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for _ in range(len(pane_of(pilot).repository.account.vendor.resources)):
            await look(pilot)
            for _ in range(14):
                await pilot.press("pagedown")
                await look(pilot)
                await pilot.press("enter")
                await look(pilot)
                await pilot.press("v")
                await look(pilot)
                await pilot.press("escape", "escape")
            await pilot.press("right_curly_bracket")

    await drive(app, body, SIZE)
    assert compared > 400


async def test_a_line_of_raw_json_is_a_line_of_json(both: Both) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(pilot.app.screen, RawScreen)
        assert r'"internalNote": "a\u2028b"' in shown(pilot)
