"""What other terminals are sent: 16 colours by name, none at all, ASCII; and a mouse that is left to the terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.ui.app import ExplorerApp
from tests.ui.screen.customers import HOME, Both, Customers
from tests.ui.screen.systems import Systems, said, settle
from tests.ui.screen.tour import walk
from tests.ui.table.terminal import TerminalDriver, drive, written

pytestmark = pytest.mark.usefixtures("looked")

_SGR = re.compile(r"\x1b\[([0-9;]*)m")


async def codes(app: ExplorerApp, vendor: Customers) -> set[int]:
    """The numbers of all looks (SGR of ECMA-48) that every view is drawn with."""
    found: set[int] = set()

    def look(view: str, sent: str, stands: str) -> None:
        found.update(int(each or 0) for looks in _SGR.findall(sent) for each in looks.split(";"))

    await walk(app, vendor, look)
    return found


async def test_16_colours_are_sent_by_name(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "linux")
    systems, vendor = both
    found = await codes(systems.app(HOME), vendor)
    assert found & {31, 33, 36}, "states have colours"
    assert not found & {38, 48}
    assert not found & set(range(40, 48)), "a ground is reverse video"


async def test_no_color_sends_none(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    systems, vendor = both
    assert await codes(systems.app(HOME, theme="paper"), vendor) <= {0, 1, 2, 4, 7, 22, 24, 27}, (
        "attributes and their ends"
    )


async def test_an_ascii_locale_is_sent_ascii(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    systems, vendor = both

    def look(view: str, sent: str, stands: str) -> None:
        beyond = {each for each in sent if not each.isascii()}
        assert not beyond, (view, beyond, stands)

    await walk(systems.app(HOME), vendor, look)


async def test_an_ascii_locale_keeps_the_letters_of_a_name(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    systems, vendor = both
    vendor.ada.update(firstName="Zoë", lastName="“李”")
    seen: dict[str, str] = {}

    def look(view: str, sent: str, stands: str) -> None:
        seen[view] = sent

    await walk(systems.app(HOME), vendor, look, size=(140, 45))
    assert "Zoë" in seen["detail"] and '"李"' in seen["detail"]


async def test_a_key_leaves_the_mouse_to_the_terminal(systems: Systems) -> None:
    app = systems.app("demo-repsly")
    app.driver_class = TerminalDriver

    async def body(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        assert app._driver is not None
        app._driver._mouse = True
        written(app)
        await pilot.press("m")
        assert "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l" in written(app)
        assert not app._driver._mouse
        assert "selects text" in said(pilot)
        await pilot.press("m")
        assert "\x1b[?1000h" in written(app)

    await drive(app, body)
