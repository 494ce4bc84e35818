"""Leaving with something unfinished: what is said, and which keys answer."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.ui.screens import question
from explorer.ui.screens.leaving import LeavingScreen, Left
from explorer.ui.screens.main import MainScreen
from tests.store.journal_samples import draft
from tests.ui.screen.by_keys import fill, review_of, until
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.journal_scene import Alone, settle
from tests.ui.screen.systems import said, shown
from tests.ui.screen.systems import settle as settle_app


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "LOOK_SECONDS", 0.0)


async def ask(pilot: Pilot[None], left: Left) -> list[bool | None]:
    """Shows the question; what is answered comes into the list."""
    answers: list[bool | None] = []
    pilot.app.push_screen(LeavingScreen(left), answers.append)
    await settle(pilot)
    return answers


def test_only_what_is_open_or_would_be_lost_is_asked_about() -> None:
    assert not Left().asks
    assert not Left(under_way={"assemble": 0}, unknown=[Address("assemble", ("users", "1"))]).asks
    assert Left(under_way={"assemble": 1}).asks
    assert Left([draft()]).asks
    assert Left(unkept=[(draft(), "the disk is full")]).asks


async def test_it_says_what_becomes_of_each() -> None:
    """X09"""
    left = Left([draft()], under_way={"assemble": 2}, unknown=[Address("repcard", ("users", "1476"))])
    async with Alone().run_test(size=(140, 45)) as pilot:
        answers = await ask(pilot, left)
        told = shown(pilot)
        assert "✎ assemble/users/46485: what was typed is kept on this server, not sent" in told
        assert "… 2 writes to assemble on the way: ending waits for the outcome" in told
        assert "? repcard/users/1476: no outcome is known; it is read again at the next start" in told
        await pilot.press("escape")
        assert answers == [None]
        answers = await ask(pilot, left)
        await pilot.press("q")
        assert answers == [True]


async def test_the_demo_says_that_nothing_is_kept_for_a_next_start(both: Both) -> None:
    unknown = Left(unknown=[Address("repcard", ("users", "1476"))], temporary=True).sentences()
    assert "".join(words for words, _ in unknown[0]).endswith("no outcome is known; it goes with the demo")
    systems, _ = both
    async with systems.app(HOME, temporary=True).run_test(size=(80, 24)) as pilot:
        await settle_app(pilot)
        await pilot.press("e")
        await until(pilot, lambda: not isinstance(pilot.app.screen, MainScreen))
        await fill(pilot, "firstName", "Eve")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, LeavingScreen))
        told = " ".join(shown(pilot).split())
        assert "what was typed goes with the demo, not sent" in told
        assert "next start" not in told


async def test_what_would_be_lost_takes_more_than_the_key_that_asked() -> None:
    left = Left(unkept=[(draft(), "the disk is full")])
    async with Alone().run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, left)
        assert "could not be kept and will be lost" in " ".join(shown(pilot).split())
        await pilot.press("q")
        assert answers == []
        await pilot.press("enter")
        assert answers == [True]


async def test_a_key_that_was_on_its_way_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "LOOK_SECONDS", 1000.0)
    async with Alone().run_test(size=(80, 24)) as pilot:
        answers = await ask(pilot, Left([draft()]))
        await pilot.press("q", "enter")
        assert answers == []


@pytest.mark.parametrize("way", [("J",), ("x",), ("D",), ("?",), (":",), ("e", "ctrl+r")])
async def test_ctrl_c_says_how_to_leave_in_any_dialog_and_twice_leaves(both: Both, way: tuple[str, ...]) -> None:
    """X09"""
    systems, _ = both
    async with systems.app(HOME).run_test(size=(140, 45), notifications=True) as pilot:
        await settle_app(pilot)
        await pilot.press(way[0])
        await until(pilot, lambda: not isinstance(pilot.app.screen, MainScreen))
        if len(way) > 1:
            await fill(pilot, "firstName", "Eve")
            await pilot.press(way[1])
            await review_of(pilot)
        dialog = pilot.app.screen
        await until(pilot, lambda: getattr(dialog, "painted_at", 0.0) is not None)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: "esc leaves this; to quit, ctrl+c once more" in said(pilot))
        assert pilot.app.screen is dialog
        await pilot.press("ctrl+c")
        await until(pilot, lambda: pilot.app.return_code == 130)
    assert [each.typed for each in systems.journal.drafts()] == ([{"firstName": "Eve"}] if len(way) > 1 else [])
