"""The conflict: three values a field, a choice for each, and nothing decided by itself."""

from __future__ import annotations

import time
from typing import Any

import pytest
from textual import events

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change, Conflict
from explorer.model.errors import ChangedMeanwhile
from explorer.ui.screens.conflict import ConflictScreen, Resolution
from explorer.ui.signs import UNICODE
from tests.ui.prepared import Alone, call, shown

CONFLICTS = {
    "preferred_name": Conflict(MISSING, "Johnny", "Jo"),
    "about_me": Conflict(None, "", "I like " + "long walks and " * 9),
    "dob": Conflict("1985-01-01", "1985-01-02", "1985-01-03"),
}


def conflict(text: str = "assemble/users/46485", name: str = "update", **given: Any) -> ConflictScreen:
    address = Address.parse(text)
    conflicts = given.pop("conflicts", CONFLICTS)
    error = ChangedMeanwhile("changed", conflicts=conflicts, present={}, ours=given.pop("ours", {}))
    options: dict[str, Any] = {"monotonic": lambda: 0.0, "say": [].append, "signs": UNICODE} | given
    return ConflictScreen(error, call(address, name)[1], address=address, label="John Smith", **options)


@pytest.mark.parametrize("size", [(140, 45), (80, 24), (40, 12)])
async def test_it_shows_all_values(size: tuple[int, int]) -> None:
    app = Alone(conflict(others={"title": Change("Clerk", "Manager")}))
    async with app.run_test(size=size) as pilot:
        text = shown(app)
        assert "Changed by someone else" in text
        if size[0] >= 80:
            assert "assemble/users/46485 · John Smith" in text
            assert "before" in text and "theirs" in text and "yours" in text
            for value in ("preferred name", "not set", "Johnny", "Jo", "born", "title  Clerk  →  Manager"):
                assert value in text
            assert "Kept: theirs, you did not touch them" in text
        await pilot.press("j")
        await pilot.pause()
        text = shown(app)
        assert "▸ bio" in text
        if size[0] >= 80:
            assert "   before  null" in text and "   theirs  “”" in text
            assert "walks and ”" in text


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        (dict.fromkeys(CONFLICTS, 3), "Changed by entry 3 of the journal since"),
        ({"dob": 7, "about_me": 5}, "Changed by entries 5, 7 of the journal and someone else since"),
    ],
)
async def test_who_made_the_changes_is_told(ours: dict[str, int], told: str) -> None:
    app = Alone(conflict(ours=ours))
    async with app.run_test(size=(140, 45)):
        assert told in shown(app)


async def test_each_field_is_chosen_and_enter_goes_on() -> None:
    told: list[str] = []
    app = Alone(conflict(say=told.append))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "3 to choose" in shown(app)
        await pilot.press("t", "m", "enter")
        await pilot.pause()
        assert app.results == []
        assert told == ["choose t or m for born first"]
        assert "✓ Johnny" in shown(app) and "1 to choose" in shown(app) and "▸ born" in shown(app)
        await pilot.press("m", "up", "up", "m")
        await pilot.pause()
        assert "✓ Jo\n" in shown(app) and "✓ Johnny" not in shown(app) and "enter go on" in shown(app)
        await pilot.press("enter", "enter")
    assert app.results == [Resolution(frozenset(CONFLICTS), frozenset())]


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        (("T", "enter"), Resolution(frozenset(), frozenset(CONFLICTS))),
        (("M", "t", "enter"), Resolution(frozenset({"about_me", "dob"}), frozenset({"preferred_name"}))),
        (("e",), Resolution(frozenset(), frozenset(), "preferred_name")),
        (("m", "t", "up", "e"), Resolution(frozenset({"preferred_name"}), frozenset(), "about_me")),
        (("m", "escape"), None),
    ],
)
async def test_what_comes_of_it(keys: tuple[str, ...], result: Resolution | None) -> None:
    app = Alone(conflict())
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.results == [result]


async def test_the_mouse_moves_and_chooses_nothing() -> None:
    app = Alone(conflict())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#fields", offset=(5, 2))
        await pilot.pause()
        assert "▸ born" in shown(app) and "3 to choose" in shown(app)


@pytest.mark.parametrize(("key", "result"), [("m", Resolution(frozenset({"firstName"}), frozenset())), ("t", None)])
async def test_a_record_that_was_to_be_deleted_is_shown_as_it_is_now(key: str, result: Resolution | None) -> None:
    conflicts = {"firstName": Conflict("Ann", "Anna", MISSING)}
    app = Alone(conflict("gormic/customers/9f3c", "delete", conflicts=conflicts))
    async with app.run_test(size=(80, 24)) as pilot:
        text = shown(app)
        assert "Changed by someone else since you saw it" in text
        assert "first name" in text and "as you saw it" in text and "Anna" in text
        assert "m delete it as it is now" in text
        await pilot.press("e", "enter", "T", "M")
        assert app.results == []
        await pilot.press(key)
    assert app.results == [result]


async def test_type_ahead_chooses_nothing() -> None:
    app = Alone(conflict(monotonic=time.monotonic))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("M", "enter", "escape"):
            event = events.Key(key, None)
            event.time = 1.0
            app.post_message(event)
        await pilot.pause()
        assert app.results == []
        assert "3 to choose" in shown(app)
