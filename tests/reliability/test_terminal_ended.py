"""An explorer that is ended while a create is on its way: on a real terminal, hung up or terminated."""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from explorer.store.journal import Journal
from tests.explorer_process import Explorer, running
from tests.fault_server import FaultServer, Reply, Seen, fault_server, json_reply
from tests.time_to_end import PROMISED, TimeToEnd
from tests.waiting import LONGEST

HOME = "gormic/customers"


class Slow:
    """A vendor of customers that answers a create when it is told to, in a thread of its own."""

    def __init__(self, *, resets: bool = False) -> None:
        """`resets`: it carries a create out, and the connection is lost instead of an answer."""
        self._resets = resets
        self.made: list[dict[str, Any]] = []
        self._answered = asyncio.Event()
        self._url: str = ""
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its URL."""
        thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        thread.start()
        assert self._ready.wait(LONGEST)
        try:
            yield self._url
        finally:
            assert self._loop is not None and self._over is not None
            self._loop.call_soon_threadsafe(self._over.set)
            thread.join()

    def answer(self) -> None:
        """Answer now."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._answered.set)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with fault_server() as server:
            server.otherwise = lambda seen: self._answer(server, seen)
            self._url = server.url
            self._ready.set()
            await self._over.wait()

    def _answer(self, server: FaultServer, seen: Seen) -> Reply:
        if seen.method == "GET":
            name = "items" if "/export" in seen.target else "users"
            if seen.target.rpartition("/")[2].startswith("c-"):
                return json_reply({"data": {"user": self.made[-1]}})
            return json_reply({"data": {name: self.made}})
        given = json.loads(seen.body)["params"]
        self.made.append({**given, "id": f"c-{len(self.made)}", "phoneCountryCalling": given.get("phoneCallingCode")})
        body = json.dumps({"data": {"succeed": True, "id": self.made[-1]["id"]}}).encode()
        wait = None if self._resets else self._answered
        return Reply(body, headers={"Content-Type": "application/json"}, wait=wait, reset=self._resets)


def config_of(url: str, folder: Path) -> Path:
    file = folder / "config.toml"
    file.touch(0o600)
    auth = '{ api_key = "k", organization_id = "o" }'
    file.write_text(f'[accounts.gormic]\nvendor = "gormic"\nbase_url = "{url}"\nauth = {auth}\n')
    return file


def fill_in_and_send(explorer: Explorer, vendor: Slow) -> None:
    explorer.shows("writes on", "customers", "all keys")
    explorer.press("a")
    explorer.shows("Add to gormic/customers", "ctrl+r review")
    explorer.press_until("\x15Noor", lambda: (explorer.typed() or {}).get("firstName") == "Noor")
    explorer.press("\x12")
    explorer.shows("S send")
    explorer.press_until("S", lambda: len(vendor.made) == 1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=str)
@pytest.mark.parametrize("answers", [True, False])
def test_x02_x03_w08_what_was_sent_is_not_offered_as_unsent(
    tmp_path: Path, number: signal.Signals, code: int, answers: bool
) -> None:
    """A create that the vendor has carried out is not sent a second time."""
    vendor = Slow()
    with vendor.serving() as url:
        config = config_of(url, tmp_path)
        with running(config, place=HOME) as first:
            fill_in_and_send(first, vendor)
            end = TimeToEnd(first.process)
            first.process.send_signal(number)
            if answers:
                vendor.answer()
            first.until(end.ended)
            assert end.seconds < PROMISED  # 1.5 of them are given to the write
            assert first.end() == code
        journal = Journal(tmp_path / "state/explorer/journal.sqlite")
        (entry,) = journal.entries()
        if answers:
            assert (entry.state, journal.drafts()) == ("applied", [])
            journal.close()
            return
        assert (entry.state, [each.entry for each in journal.drafts()]) == ("unknown", [1])
        with running(config, place=HOME) as second:
            second.shows("1 unknown (J)", "1 draft (J)")
            second.press("a")
            second.shows("entry 1: its outcome is unknown", "sent as entry 1")
            refused = "entry 1, has no known outcome; settle it first in the journal (J"
            second.press_until("\x12", lambda: refused in second.words)
            second.press("\x1b")
            second.shows("all keys")
            journal.resolve(1, applied=True)
        assert journal.drafts() == []
        journal.close()
    assert len(vendor.made) == 1


@pytest.mark.parametrize("answers", [True, False])
def test_x09_that_an_answer_is_waited_for_is_said_and_what_it_was(tmp_path: Path, answers: bool) -> None:
    """On the normal screen, once ctrl+c was pressed twice; a third one ends it at once."""
    vendor = Slow()
    with vendor.serving() as url, running(config_of(url, tmp_path), place=HOME) as explorer:
        fill_in_and_send(explorer, vendor)
        explorer.shows("waiting for the vendor")
        explorer.press("\x03")
        explorer.shows("this waits for the vendor's answer; to quit, ctrl+c once more")
        assert "esc leaves" not in explorer.words
        explorer.press("\x03")
        explorer.shows("waiting for the answer to create gormic/customers; ctrl+c ends at once")
        assert explorer.process.poll() is None
        if answers:
            vendor.answer()
            explorer.shows("gormic/customers: applied", "entry 1 of the journal")
        else:
            explorer.press("\x03")
            explorer.shows("gormic/customers: unknown", "explorer journal verify 1")
        assert explorer.end() == 130
    assert len(vendor.made) == 1


def test_x09_a_write_of_unknown_outcome_is_told_when_the_screen_is_left(tmp_path: Path) -> None:
    vendor = Slow(resets=True)
    with vendor.serving() as url, running(config_of(url, tmp_path), place=HOME) as explorer:
        fill_in_and_send(explorer, vendor)
        explorer.shows("1 unknown (J)", "all keys")
        explorer.press("q")
        explorer.shows("Leave with this unfinished?", "no outcome is known")
        told = "gormic/customers: entry 1 has no known outcome: explorer journal verify 1"
        explorer.press_until("\r", lambda: told in explorer.words)
        assert explorer.end() == 4
    assert len(vendor.made) == 1
