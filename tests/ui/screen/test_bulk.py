"""A change to many while it runs: what is told, how it is stopped, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.model.bulk_progress import BulkProgress
from explorer.model.errors import UsageError
from explorer.repository.bulk import Bulk
from explorer.repository.saving import Saving
from explorer.store.journal import Journal
from explorer.ui import bulk_words
from explorer.ui.screens import bulk as bulk_screen
from explorer.ui.screens.bulk import REPAINT_SECONDS as LEAST
from explorer.ui.screens.bulk import BulkScreen
from explorer.ui.signs import ASCII, UNICODE
from tests.ui.prepared import Alone, account, shown
from tests.waiting import in_time

USERS = Address("repcard", ("users",))
HALF = BulkProgress(
    200,
    done=56,
    failed={"46502": "phone: already in use (400)", "7": "repcard/users/7 is not there"},
    left=142,
    now="46485",
    seconds_left=130.0,
    kept=True,
)
NAMES = {"46485": "John Smith", "46502": "Joan Smithson"}
WHY = "the vendor refuses: " + "a long reason that has to be read whole " * 4
DONE = replace(HALF, done=198, left=0, now="", failed=HALF.failed, seconds_left=0.0, ended=True)


class Scripted(Bulk):
    """Tells what a test wants, and ends when it says so."""

    def __init__(self) -> None:
        super().__init__(cast(Saving, None), lambda: Journal(None), account("repcard"), USERS, "deactivate", {}, ["1"])
        self.tell: Callable[[BulkProgress], None] = lambda progress: None
        self.ending: asyncio.Future[BulkProgress] = asyncio.get_running_loop().create_future()

    async def run(self, told: Callable[[BulkProgress], None]) -> BulkProgress:
        self.tell = told
        return await self.ending

    @property
    def stops(self) -> bool:
        return self._stopping.is_set()


def screen(bulk: Bulk) -> Any:
    return BulkScreen(bulk, title="Deactivate 200 users", names=NAMES, signs=UNICODE)


@pytest.fixture(autouse=True)
def _paints_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_screen, "REPAINT_SECONDS", 0.0)


async def rest(pilot: Pilot[Any]) -> None:
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_how_far_it_is_and_what_failed(size: tuple[int, int]) -> None:
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        bulk.tell(HALF)
        await rest(pilot)
        text = shown(app)
        assert "58 of 200 · 56 done · ✗ 2 failed · 142 left · about 2 min left" in text
        assert "now 46485  John Smith" in text
        assert "✗ 46502  Joan Smithson" in text and text.count("phone: already in use (400)") == 2
        await pilot.press("down")
        assert shown(app).count("repcard/users/7 is not there") == 2
        await pilot.press("enter")
        bulk.ending.set_result(DONE)
        await rest(pilot)
        text = shown(app)
        assert "200 of 200 · 198 done · ✗ 2 failed" in text and "min left" not in text
        assert "The 2 users that failed stay marked." in " ".join(text.split())
        await pilot.press("enter")
    assert app.results == [DONE]


@pytest.mark.parametrize("key", ["s", "escape"])
async def test_it_is_stopped_after_the_one_under_way(key: str) -> None:
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test() as pilot:
        await pilot.pause()
        bulk.tell(HALF)
        await pilot.press(key)
        assert bulk.stops and "stopping after this one" in shown(app)
        assert not app.results
        stopped = replace(HALF, done=57, left=141, stopped="stopped as you asked", ended=True)
        bulk.ending.set_result(stopped)
        await rest(pilot)
        text = " ".join(shown(app).split())
        assert "! stopped as you asked" in text
        assert "Kept with 141 left: J goes on with it, and does none twice." in text
        await pilot.press("escape")
    assert app.results == [stopped]


async def test_what_to_do_at_a_failure_can_be_chosen_while_it_runs() -> None:
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "goes on when one fails   f stop then" in shown(app)
        await pilot.press("f")
        assert "stops when one fails   f go on then" in shown(app) and bulk.stop_at_failures


async def test_it_paints_at_most_so_often_and_always_what_is_true_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LEAST >= 0.25
    monkeypatch.setattr(bulk_screen, "REPAINT_SECONDS", 60.0)
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test() as pilot:
        await pilot.pause()
        for done in range(1000):
            bulk.tell(BulkProgress(1000, done=done, left=1000 - done))
        await rest(pilot)
        assert "0 of 1 · 0 done" in shown(app)
        bulk.ending.set_result(BulkProgress(1000, done=1000, ended=True))
        await rest(pilot)
        assert "1,000 of 1,000 · 1,000 done" in shown(app) and "✓ all done" in shown(app)


async def test_what_was_held_back_is_painted_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_screen, "REPAINT_SECONDS", 0.01)
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test() as pilot:
        await pilot.pause()
        for done in range(1000):
            bulk.tell(BulkProgress(1000, done=done, left=1000 - done))
        async with in_time(lambda: shown(app)):
            while "999 done" not in shown(app):
                await pilot.pause(0.005)


async def test_a_run_that_cannot_begin_says_why() -> None:
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test() as pilot:
        await pilot.pause()
        bulk.ending.set_exception(UsageError("an earlier change is not through", next_step="J: go on with it"))
        await rest(pilot)
        assert "! an earlier change is not through; J: go on with it" in shown(app)
        await pilot.press("enter")
    (result,) = app.results
    assert isinstance(result, BulkProgress) and result.ended and result.done == 0


async def test_a_bug_ends_it_and_it_can_be_left(bugs: list[BaseException]) -> None:
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test() as pilot:
        await pilot.pause()
        bulk.ending.set_exception(KeyError("secret"))
        await rest(pilot)
        assert "! a bug of ours: KeyError" in shown(app) and "secret" not in shown(app)
        assert isinstance(bugs.pop(), KeyError)
        await pilot.press("escape")
    assert len(app.results) == 1


async def test_many_failures_scroll_and_stay_where_one_looks() -> None:
    bulk = Scripted()
    app = Alone(screen(bulk))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        failed = {str(number): f"refused {number}" for number in range(60)}
        bulk.tell(replace(HALF, failed=failed))
        await rest(pilot)
        await pilot.press(*["down"] * 30)
        assert shown(app).count("refused 30") == 2
        bulk.tell(replace(HALF, failed={**failed, "60": WHY}))
        await rest(pilot)
        assert shown(app).count("refused 30") == 2
        await pilot.press("end")
        text = shown(app)
        assert "a long reason that has to be read whole a long reason" in " ".join(text.split())
        assert "stop after the one under way" in text
        bulk.ending.set_result(replace(HALF, failed=failed, unknown="5", stopped=WHY, ended=True))
        await rest(pilot)
        assert "enter close" in shown(app)


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (BulkProgress(3, done=3, unchanged=1, ended=True), "3 of 3 · 3 done (1 were so already)"),
        (BulkProgress(3, left=3), "0 of 3 · 0 done · 3 left"),
        (BulkProgress(3, done=1, left=2, seconds_left=4.0), "1 of 3 · 1 done · 2 left · a few seconds left"),
        (BulkProgress(3, done=1, left=2, seconds_left=47.0), "1 of 3 · 1 done · 2 left · about 50 s left"),
        (BulkProgress(3, done=1, left=2, seconds_left=9000.0), "1 of 3 · 1 done · 2 left · about 2.5 h left"),
    ],
)
def test_counts(progress: BulkProgress, told: str) -> None:
    assert "".join(text for text, _ in bulk_words.counts(progress, UNICODE)) == told


def test_an_unknown_outcome_is_never_said_to_be_a_failure() -> None:
    unknown = BulkProgress(3, done=1, left=2, unknown="2", stopped="whether it was changed is not known", ended=True)
    ((words, tone),) = bulk_words.state(unknown, {}, False, ASCII)
    assert (words, tone) == ("? whether it was changed is not known", "unsure")
    resource = account("repcard").vendor.resource(("users",))
    ((steps, _),) = bulk_words.next_steps(replace(unknown, kept=True), resource)
    assert "never sent again by itself" in steps and "failed" not in steps


def test_what_was_refused_before_it_began_is_not_said_to_be_kept() -> None:
    resource = account("repcard").vendor.resource(("users",))
    ((steps, _),) = bulk_words.next_steps(BulkProgress(3, left=3, stopped="no", ended=True), resource)
    assert "Kept" not in steps and "nothing of it is kept" in steps
