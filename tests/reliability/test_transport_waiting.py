"""What an account waits for is told with the time that is left, and escape ends it."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Final, cast

import pytest
from textual.events import Key

from explorer.ui.app import ExplorerApp
from explorer.ui.widgets import status_line
from tests.fault_server import Reply
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import pane_of, settle

SIZE = (140, 45)
SMALL = (80, 24)
_MANY: Final = 100_000

pytestmark = pytest.mark.usefixtures("still")


@dataclass
class Clock:
    """A client's clock, moved by hand, and waits that end when it has come so far."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        ends = self.seconds + seconds
        while self.seconds < ends:
            await asyncio.sleep(0.002)


@pytest.fixture
def clock(both: Both, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the clients to be made."""
    monkeypatch.setattr(status_line, "_TICK", 0.01)
    made = Clock()
    systems, _ = both
    systems.monotonic, systems.wait = made, made.sleep
    return made


@pytest.mark.parametrize("size", [SIZE, SMALL])
async def test_t08_what_is_asked_to_wait_is_counted_down(both: Both, clock: Clock, size: tuple[int, int]) -> None:
    systems, vendor = both
    vendor.server.play(Reply(b"", 429, {"Retry-After": "7"}))
    async with systems.app(HOME).run_test(size=size) as pilot:
        await until(pilot, lambda: re.search(r"asked to wait [78] s, esc stops", words(pilot)) is not None)
        assert len(vendor.server.seen) == 1
        clock.seconds += 4
        await until(pilot, lambda: re.search(r"asked to wait [34] s, esc stops", words(pilot)) is not None)
        clock.seconds += 4
        await settle(pilot)
        assert "asked to wait" not in words(pilot) and pane_of(pilot).table.cursor_key == "c-1"
        await until(pilot, lambda: pane_of(pilot)._status._ticking is None)
        assert len(vendor.server.seen) > 1


async def test_t08_escape_ends_the_wait_at_once_and_r_asks_again(both: Both, clock: Clock) -> None:
    systems, vendor = both
    vendor.server.play(Reply(b"", 429, {"Retry-After": "7"}))
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "asked to wait" in words(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: "you stopped waiting" in words(pilot))
        assert "asked to wait" not in words(pilot) and "r retry" in words(pilot)
        assert not [each for each in pilot.app.workers if each.group == "pages" and not each.is_finished]
        clock.seconds += 8
        await settle(pilot)
        assert len(vendor.server.seen) == 1, "nothing is asked for again by itself"
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key == "c-1" and "stopped" not in words(pilot)


async def passes_after(key: str, app: ExplorerApp, happened: asyncio.Event) -> int:
    """How often the loop goes round between the key and what happens: without a pause, so that whatever waits for a
    timer or for an answer takes thousands of rounds, on a slow machine as on a fast one."""
    passes = 0
    assert app._driver is not None
    app._driver.send_message(Key(key, None))
    while not happened.is_set():
        passes += 1
        assert passes < _MANY, "something else is waited for"
        await asyncio.sleep(0)
    return passes


@pytest.mark.parametrize(
    "reply",
    [Reply(b"", 429, {"Retry-After": "7"}), Reply(b"", 429), Reply(b"", 503)],
    ids=["asked to wait", "put off", "failed"],
)
async def test_t08_nothing_stands_between_escape_and_the_end_of_the_wait(both: Both, reply: Reply) -> None:
    """The vendor is silent and no clock moves: what ends the wait is the key, in the rounds that handling it takes."""
    systems, vendor = both
    waiting, ended = asyncio.Event(), asyncio.Event()

    async def wait(seconds: float) -> None:
        waiting.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    systems.wait = wait
    vendor.server.play(reply)
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: waiting.is_set() and "esc stops" in words(pilot))
        assert await passes_after("escape", cast("ExplorerApp", pilot.app), ended) < 30
        await until(pilot, lambda: "you stopped waiting" in words(pilot))
    assert len(vendor.server.seen) == 1


def test_t08_a_lone_escape_is_soon_taken_for_a_key() -> None:
    """Its byte also begins other keys, which a terminal program has to wait for."""
    command = "import explorer.ui.app, textual.constants; print(textual.constants.ESCAPE_DELAY)"
    ran = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert float(ran.stdout) <= 0.025


async def test_t04_a_request_that_is_sent_again_says_so(both: Both, clock: Clock) -> None:
    systems, vendor = both
    vendor.server.play(Reply(b"", 503))
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await until(pilot, lambda: "failed, tries again in 1 s, esc stops" in words(pilot))
        clock.seconds += 1
        await settle(pilot)
        assert "tries again" not in words(pilot) and pane_of(pilot).table.cursor_key == "c-1"


async def test_t13_an_account_that_is_left_alone_says_for_how_long(both: Both, clock: Clock) -> None:
    systems, vendor = both
    good = vendor.server.otherwise
    vendor.server.otherwise = lambda seen: Reply(b"", 501)
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        for _ in range(10):
            if "not asked again for 30 s" in words(pilot):
                break
            pane_of(pilot)._rows._loading._asked.clear()
            pane_of(pilot)._rows.look()
            await settle(pilot)
        assert "not asked again for 30 s" in words(pilot), words(pilot)
        assert len(vendor.server.seen) == 5
        clock.seconds += 12
        await until(pilot, lambda: "not asked again for 18 s" in words(pilot))
        await pilot.press("H")
        await until(pilot, lambda: "not asked again until 10:40" in words(pilot))
        await pilot.press("escape")
        clock.seconds += 18
        await until(pilot, lambda: "not asked again for" not in words(pilot))
        await until(pilot, lambda: pane_of(pilot)._status._ticking is None)
        vendor.server.otherwise = good
        await pilot.press("r")
        await settle(pilot)
        assert pane_of(pilot).table.cursor_key == "c-1"


async def test_t12_the_retries_that_are_left_stand_on_the_page_of_health(both: Both) -> None:
    systems, vendor = both
    vendor.server.play(*[Reply(b"", 503)] * 2)
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("H")
        await until(pilot, lambda: "retries 18 of 20 left" in words(pilot))
