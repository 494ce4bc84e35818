"""Health at a glance, by keys on the whole app: copies, what became of requests, members that are not as they were."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.doctor.accounts import Access
from explorer.model.account import Account
from explorer.model.account_draft import Trial
from explorer.model.auth import Token
from explorer.model.errors import SignInNeeded
from explorer.model.health import RequestOutcome, SyncRun
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.ui.screens.health import HealthScreen
from tests.accounts import accounts_of
from tests.demo_vendors import DemoVendors
from tests.fault_server import Reply
from tests.store.samples import page_of
from tests.ui.screen.by_keys import back_on_main, until, words
from tests.ui.screen.customers import ADA, HOME, Both
from tests.ui.screen.systems import Systems, pane_of, settle
from tests.ui.table.terminal import TerminalDriver, drive, written

LARGE = (140, 45)
SMALL = (80, 24)
HOUR = 3600.0
Compare = Callable[..., bool]


async def health(pilot: Pilot[None]) -> HealthScreen:
    """The page, read."""
    await settle(pilot)
    await pilot.press("H")
    await until(pilot, lambda: isinstance(pilot.app.screen, HealthScreen) and "as of" in words(pilot))
    screen = pilot.app.screen
    assert isinstance(screen, HealthScreen)
    return screen


async def cursor_to(pilot: Pilot[None], text: str) -> None:
    """Put the cursor on the line that says this."""
    screen = pilot.app.screen
    assert isinstance(screen, HealthScreen)
    await pilot.press("home")
    for _ in range(len(screen._lines)):
        if screen.current is not None and text in screen.current.content.plain:
            return
        await pilot.press("j")
    raise AssertionError(f"no line says {text}")


def access(answer: Trial | None = None, *, last: str = "", token: Token | None = None) -> Callable[[], Access]:
    """Ways to an account that lead to `answer`, or to a refusal."""

    async def try_out(account: Account) -> Trial:
        if answer is None:
            raise SignInNeeded("the key was refused", account=account.name, next_step="correct it")
        return answer

    ways = Access(
        read_credentials=lambda account: pytest.fail("nobody asked for the credentials"),
        last_host=lambda account: last or account.origin,
        token=lambda account: token,
        try_out=try_out,
    )
    return lambda: ways


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_a_walk_through_the_accounts(systems: Systems, size: tuple[int, int]) -> None:
    app = systems.app("demo-repcard", access=access(Trial("users", 0.1, 50, 200)))
    async with app.run_test(size=size) as pilot:
        await health(pilot)
        assert "[1 RepCard] 2 Repsly" in words(pilot) and "in part" in words(pilot)
        await pilot.press("S")
        await until(pilot, lambda: "whole" in words(pilot) and "200 rows, 100 new" in words(pilot))
        await pilot.press("full_stop", "full_stop")
        assert "[3 Assemble]" in words(pilot) and "none held" in words(pilot)
        await pilot.press("4", "comma", "comma", "comma")
        assert "[1 RepCard]" in words(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "demo-repcard: 50 of 200 users in 0.1 s" in words(pilot))
        await pilot.press("3", "enter")
        await back_on_main(pilot)
        await until(pilot, lambda: str(pane_of(pilot).place.address) == "demo-assemble/users")


async def test_what_was_got_there_is_in_the_table(systems: Systems) -> None:
    async with systems.app("demo-repcard/users").run_test(size=LARGE) as pilot:
        await health(pilot)
        await pilot.press("S")
        await until(pilot, lambda: "200 held" in words(pilot))
        await pilot.press("escape")
        await back_on_main(pilot)
        await settle(pilot)
        assert "all 200 held" in words(pilot)


async def test_what_is_being_got_is_not_stopped_by_one_key(both: Both) -> None:
    systems, vendor = both
    async with systems.app(HOME).run_test(size=SMALL) as pilot:
        screen = await health(pilot)
        gate = asyncio.Event()
        vendor.server.play(Reply(b'{"data": {"items": []}}', headers={"Content-Type": "application/json"}, wait=gate))
        await pilot.press("S")
        await until(pilot, lambda: "asking" in words(pilot))
        await pilot.press("S")
        assert "one after the other" in words(pilot)
        assert "esc stop" in words(pilot)
        await pilot.press("escape")
        assert "esc once more stops it" in words(pilot) and pilot.app.screen is screen
        gate.set()
        await until(pilot, lambda: " held, " in words(pilot))
        assert "esc leave" in words(pilot)
        await pilot.press("escape")
        await back_on_main(pilot)


async def test_a_vendor_that_fails_shows_by_kind_and_hour(both: Both) -> None:
    systems, vendor = both
    vendor.server.play(Reply(b"", 429, {"Retry-After": "7"}), Reply(reset=True))
    async with systems.app(HOME).run_test(size=LARGE) as pilot:
        await health(pilot)
        assert "[1 Gormic !]" in words(pilot)
        assert re.search(r"[34] requests, 2 failed, [78]\.\d s waited", words(pilot)), words(pilot)
        assert "1 × 429, 1 × no connection" in words(pilot)
        assert "last refusal 429 at 10:40" in words(pilot)
        vendor.server.otherwise = lambda seen: Reply(b"", 501)
        for _ in range(6):
            await pilot.press("S")
            await settle(pilot)
            await until(pilot, lambda: "!" in words(pilot).rpartition("enter")[0][-200:])
        await pilot.press("r")
        await until(pilot, lambda: "not asked again until 10:40" in words(pilot))
        assert "not sent" in words(pilot)


async def test_what_failed_last_can_be_read_whole(both: Both) -> None:
    systems, vendor = both
    page = b"<!doctype html><body>Sign in to this network to go on"
    async with systems.app(HOME).run_test(size=SMALL) as pilot:
        await settle(pilot)
        vendor.server.play(Reply(page, headers={"Content-Type": "text/html"}))
        await pilot.press("r")
        await until(pilot, lambda: "failed" in words(pilot))
        await health(pilot)
        sentence = (
            "! gormic sent a web page instead of JSON (a sign-in page of the network?) to customers.list:"
            " “Sign in to this network to go on”; check the account's base_url; if it is right, try again later"
        )
        await pilot.press("G")
        assert f"Last failure at 10:40 {sentence}" in words(pilot), words(pilot)
        systems.clock.now += 60.0
        await pilot.press("home", "j", "S")
        await until(pilot, lambda: " held" in words(pilot))
        await pilot.press("G")
        await until(pilot, lambda: "Last failure at 10:40 answered again since, last at 10:41" in words(pilot))


async def test_a_member_that_is_not_as_it_was(both: Both) -> None:
    systems, vendor = both
    vendor.records = {f"c-{number}": {**ADA, "id": f"c-{number}"} for number in range(1, 8)}
    async with systems.app(HOME).run_test(size=LARGE) as pilot:
        await health(pilot)
        await pilot.press("S")
        await until(pilot, lambda: "7 held" in words(pilot) and "as they were" in words(pilot))
        for record in vendor.records.values():
            del record["number"]
            record["unsubscribed"] = "no"
        vendor.records["c-3"]["shoe"] = {"size": "forty-one"}
        await pilot.press("S")
        await until(pilot, lambda: "3 not seen yet" in words(pilot))
        assert "[1 Gormic ~]" in words(pilot)
        assert "customers number missing, was text since 10:40, in all of 7 rows before" in words(pilot)
        assert "customers unsubscribed boolean → text" in words(pilot) and "such as “no”" in words(pilot)
        assert "customers shoe new: object" in words(pilot) and "forty-one" in words(pilot)
        await cursor_to(pilot, "number")
        await pilot.press("a")
        await until(pilot, lambda: "2 not seen yet" in words(pilot) and "(seen)" in words(pilot))
        await pilot.press("A")
        await until(pilot, lambda: "not seen yet" not in words(pilot))
        assert "[1 Gormic]" in words(pilot)
        await cursor_to(pilot, "shoe")
        await pilot.press("enter")
        await back_on_main(pilot)
        assert str(pane_of(pilot).place.address) == "gormic/customers/c-3"


async def test_an_example_is_masked_with_all_that_is_personal(both: Both) -> None:
    systems, vendor = both
    vendor.records = {f"c-{number}": {**ADA, "id": f"c-{number}"} for number in range(1, 8)}
    async with systems.app(HOME, masked=True).run_test(size=LARGE) as pilot:
        await health(pilot)
        await pilot.press("S")
        await until(pilot, lambda: "7 held" in words(pilot))
        vendor.records["c-3"]["nick"] = "Canary Jo"
        await pilot.press("S")
        await until(pilot, lambda: "nick new: text" in words(pilot))
        assert "such as" in words(pilot) and "Canary" not in words(pilot)


@pytest.mark.parametrize("size", [LARGE, SMALL])
async def test_how_one_is_signed_in(systems: Systems, size: tuple[int, int]) -> None:
    token = Token("canary-token", systems.clock.now + HOUR)
    app = systems.app("demo-assemble", access=access(last="https://elsewhere.example", token=token))
    async with app.run_test(size=size) as pilot:
        await health(pilot)
        await pilot.press("end")
        await until(pilot, lambda: "last answer" in words(pilot))
        assert "signed in until 2026-03-05 11:40" in words(pilot)
        assert "! http://127.0.0.1" in words(pilot) and "last used with https://elsewhere.example" in words(pilot)
        await pilot.press("t")
        await until(pilot, lambda: "the key was refused; correct it" in words(pilot))
        for secret in ("canary-token", "demo-password"):
            assert secret not in words(pilot)


async def test_an_idle_page_sends_nothing(both: Both) -> None:
    systems, _ = both
    app = systems.app(HOME)
    app.driver_class = TerminalDriver
    quiet: list[str] = []

    async def body(pilot: Pilot[Any]) -> None:
        await health(pilot)
        await settle(pilot)
        written(app)
        await asyncio.sleep(0.3)
        quiet.append(written(app))

    await drive(app, body, SMALL)
    assert quiet == [""]


_CONFIG = """
[accounts.assemble]
vendor = "assemble"
base_url = "http://127.0.0.1:9"
auth = { email = "ann@example.com", password = { command = ["pass", "show", "assemble"] } }
"""


@pytest.fixture
def lived(tmp_path: Path) -> Iterator[Systems]:
    """An account that was used for some days: a copy in part, notes of a few users, failures, and another form."""
    with closing(Systems(DemoVendors(), tmp_path, config=_CONFIG)) as systems:
        account = accounts_of(_CONFIG)["assemble"]
        now = systems.clock.now
        with closing(Cache(tmp_path / f"{account.identity}.sqlite", clock=systems.clock)) as cache:
            _live(cache, account, systems, now)
        systems.clock.now = now
        yield systems


def _live(cache: Cache, account: Account, systems: Systems, now: float) -> None:
    users, notes = (account.vendor.resource(each) for each in (("users",), ("users", "1", "notes")))

    def row(number: int, **more: Any) -> dict[str, Any]:
        return {"id": number, "firstName": f"Person {number}", "fax": None, "onCall": True, **more}

    query = Query(("users",))
    before = [row(number) for number in range(1, 51)]
    run = cache.whole.begin_relisting(query).result()
    page = page_of(query, 1, before, size=50, last=True, at=now - 50 * HOUR, total=50)
    cache.put_page(users, page, before, run=run).result()
    systems.clock.now = now - 50 * HOUR
    cache.whole.finish_relisting(query, run).result()
    cache.syncs.put_run(("users",), SyncRun(now - 50 * HOUR, now - 50 * HOUR, "whole", 50, 50)).result()
    after = [row(number, onCall="yes", nick=f"P{number}") for number in range(1, 51)]
    for each in after:
        del each["fax"]
    page = page_of(query, 1, after, size=50, at=now - 2 * HOUR, total=150, pages=3)
    cache.put_page(users, page, after).result()
    cache.syncs.put_run(("users",), SyncRun(now - 2 * HOUR, now - 2 * HOUR, "part", 50, 0, 50)).result()
    for user in ("1", "2"):
        below = Query(("users", user, "notes"))
        cache.put_page(notes, page_of(below, 1, before[:3], last=True, at=now - 3 * HOUR), before[:3]).result()
    for back, fine, failed in ((20, 4, 0), (5, 40, 0), (1, 12, 3), (0, 2, 1)):
        systems.clock.now = now - back * HOUR
        for number in range(fine):
            cache.note_request(RequestOutcome("fine", 0.1 + number / 50))
        for _ in range(failed):
            cache.note_request(RequestOutcome("429", 0.05))
            cache.note_request(RequestOutcome("wait", 7.4))
    cache.note_request(RequestOutcome("timeout", 30.0))


@pytest.mark.parametrize("size", [pytest.param(LARGE, id="large"), pytest.param(SMALL, id="small")])
@pytest.mark.parametrize(
    "terminal",
    [
        pytest.param({}, id="usual"),
        pytest.param({"LC_ALL": "C"}, id="ascii"),
        pytest.param({"NO_COLOR": "1"}, id="no-color"),
    ],
)
@pytest.mark.parametrize("keys", [pytest.param((), id="top"), pytest.param(("G",), id="end")])
def test_looks(
    snap_compare: Compare,
    lived: Systems,
    monkeypatch: pytest.MonkeyPatch,
    terminal: dict[str, str],
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    for name, value in terminal.items():
        monkeypatch.setenv(name, value)

    async def look(pilot: Pilot[Any]) -> None:
        await health(pilot)
        await pilot.press(*keys)
        await settle(pilot)

    token = Token("t", lived.clock.now + HOUR)
    app = lived.app("assemble", offline=True, access=access(last="http://127.0.0.1:9", token=token))
    assert snap_compare(app, terminal_size=size, run_before=look)
