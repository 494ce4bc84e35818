"""The review: what it shows, what sends, and that no key does which was read before there was something to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from explorer.model.edit import Change
from explorer.model.outcome import Prepared
from explorer.model.undo import consequences
from explorer.ui.screens import confirming
from explorer.ui.screens.review import ReviewScreen
from explorer.ui.screens.review_many import ReviewManyScreen
from explorer.ui.signs import UNICODE
from explorer.ui.widgets.lines import Lines
from tests.ui.prepared import AT, JOHN, Alone, account, prepared, shown

LARGE, SMALL, TINY = (140, 45), (80, 24), (40, 10)
UPDATE = prepared("assemble/users/46485", "update", JOHN, preferred_name="Jo")
DELETE = prepared("gormic/customers/9f3c", "delete", {"id": "9f3c", "firstName": "Ann", "lastName": "Lee"})


def long_ago() -> float:
    """A paint so long ago that every key comes after it."""
    return 0.0


def review(of: Prepared, told: list[str] | None = None, **given: Any) -> ReviewScreen:
    options: dict[str, Any] = {"monotonic": long_ago} | given
    say = (told if told is not None else []).append
    vendor = of.edit.address.account
    return ReviewScreen(of, account=account(vendor), signs=UNICODE, clock=lambda: AT, say=say, **options)


def many(count: int) -> ReviewManyScreen:
    first = [
        prepared(f"assemble/users/{key}", "update", {**JOHN, "id": key, "on_call": False}, on_call=True)
        for key in range(1, 7)
    ]
    options: dict[str, Any] = {"clock": lambda: AT, "say": [].append, "monotonic": long_ago}
    return ReviewManyScreen(first[:count], count, account=account("assemble"), signs=UNICODE, **options)


def many_of(*samples: Prepared) -> ReviewManyScreen:
    return ReviewManyScreen(samples, 9, account=account("assemble"), signs=UNICODE, clock=lambda: AT, say=print)


async def test_of_many_it_says_of_which_no_undo_restores_a_value() -> None:
    unset = prepared("assemble/users/7", "update", {**JOHN, "id": 7}, preferred_name="Jo")
    one = consequences(unset.resource, unset.operation, unset.edit)
    own = replace(unset, notices=(*one, "Each gets it whatever it holds by then."))
    app = Alone(
        many_of(
            own, prepared("assemble/users/8", "update", {**JOHN, "id": 8, "preferred_name": "J"}, preferred_name="Jo")
        )
    )
    async with app.run_test(size=LARGE):
        text = " ".join(shown(app).split())
    assert "Changes 9 users: only what changed is sent. The way back: undo sends the values" in text
    assert "Changes 1 user" not in text and " There is no way back" not in text.replace("7: There is no way back", "")
    assert "7: There is no way back: preferred name was not set before" in text
    assert "Each gets it whatever it holds by then." in text
    app = Alone(many_of(own))
    async with app.run_test(size=LARGE):
        text = " ".join(shown(app).split())
    assert "only what changed is sent. Each gets it" in text and " There is no way back: preferred name was" in text


async def test_of_many_that_are_so_already_no_request_is_shown() -> None:
    app = Alone(
        many_of(prepared("assemble/users/7", "update", {**JOHN, "id": 7, "preferred_name": "Jo"}, preferred_name="Jo"))
    )
    async with app.run_test(size=SMALL):
        text = shown(app)
    assert "so already: for them nothing is sent" in text and "PUT" not in text


async def test_of_a_record_that_was_deleted_it_does_not_say_that_nothing_has_changed() -> None:
    archived = {"id": "9f3c", "firstName": "Ann", "archivedAt": "2026-01-01T00:00:00.000Z"}
    app = Alone(review(prepared("gormic/customers/9f3c", "update", archived, firstName="Eve")))
    async with app.run_test(size=SMALL):
        text = shown(app)
    assert "Read again at 10:42:07." in text and "nothing else" not in text


async def test_it_shows_the_change_the_request_and_the_way_back() -> None:
    app = Alone(review(UPDATE, of_form=True))
    async with app.run_test(size=SMALL):
        text = shown(app)
    for line in (
        " Review · 1 change to assemble/users/46485 · John Smith ",
        "   preferred name  not set  →  Jo",
        "   PUT https://my-organisation.goassemble.com/api/users/46485",
        '   {"preferred_name":"Jo"}',
        " Read again at 10:42:07: nothing else has changed.",
        "The way back: undo sends the values",
        "S send   y copy as curl   escape back to the form",
    ):
        assert line in text


@pytest.mark.parametrize("primary", [True, False])
async def test_no_way_back_is_promised_for_what_the_vendor_keeps(primary: bool) -> None:
    address = "assemble/users/46485/email-addresses"
    of = prepared(address, "create", {}, email="jo@example.com", primary=primary)
    app = Alone(review(replace(of, notices=consequences(of.resource, of.operation, of.edit)), of_form=True))
    async with app.run_test(size=SMALL):
        text = " ".join(shown(app).split())
    assert ("undo deletes what was made" in text) == (not primary)
    assert ("It cannot be taken back: Assemble refuses to delete a primary e-mail address." in text) == primary


async def test_what_others_changed_and_an_undo_are_said() -> None:
    of = replace(UPDATE, undoes=12, notices=("An earlier one is unknown.",))
    app = Alone(review(of, others={"dob": Change("1985-01-01", None)}))
    async with app.run_test(size=SMALL):
        text = shown(app)
    assert "undo of entry 12: 1 change to" in text
    assert "~ Read again at 10:42:07. Changed meanwhile, and left as it is:" in text
    assert "   born  1985-01-01  →  null" in text
    assert " An earlier one is unknown." in text


UNLINK = prepared(
    "repcard/users/1476", "unlink", {"id": 1476}, leadToUser=1, customerToUser=2, recruitToUser=3, otherToUser=4
)


@pytest.mark.parametrize(("of", "size"), [(UNLINK, (60, 15)), (DELETE, SMALL), (DELETE, (60, 15))])
async def test_what_is_called_and_that_there_is_no_way_back_stand_in_any_terminal(
    of: Prepared, size: tuple[int, int]
) -> None:
    app = Alone(review(of))
    async with app.run_test(size=size):
        text = " ".join(shown(app).split())
    assert f"{of.method} " in text and of.url.partition("/users")[2] in text
    assert of.operation.way_back in text


async def test_keys_and_the_number_of_lines_stand_side_by_side_in_a_narrow_terminal() -> None:
    app = Alone(review(UNLINK))
    async with app.run_test(size=(60, 15)):
        keys = shown(app).splitlines()[-1]
    assert " lines: pgdn" in keys and "enter send" in keys and keys.rstrip().endswith("escape back")


async def test_a_name_stands_before_the_whole_address() -> None:
    app = Alone(review(prepared("assemble/users/46485", "update", JOHN, preferred_name="Jo")))
    async with app.run_test(size=(60, 15)):
        assert "1 change to …/users/46485 · John Smith" in shown(app)


async def test_it_leads_back_to_a_form_only_where_there_is_one() -> None:
    app = Alone(review(replace(UPDATE, undoes=12)))
    async with app.run_test(size=SMALL):
        assert "escape leave it" in shown(app) and "back to the form" not in shown(app)


@pytest.mark.parametrize(("key", "result"), [("S", [True]), ("escape", [None]), ("alt+x", [None])])
async def test_what_ends_it(key: str, result: list[object]) -> None:
    app = Alone(review(UPDATE))
    async with app.run_test() as pilot:
        await pilot.press(key, key)
    assert app.results == result


async def test_what_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "copy", AsyncMock(return_value="sent"))
    app = Alone(review(UPDATE))
    async with app.run_test() as pilot:
        await pilot.press("s", "enter", "y", "Y", "space", "tab", "1")
        assert app.results == []


async def read_at(pilot: Pilot[None], key: str, moment: float) -> None:
    """A key that was read at `moment`, and is handled now."""
    event = events.Key(key, key if len(key) == 1 else None)
    event.time = moment
    pilot.app.post_message(event)
    await pilot.pause()


async def test_keys_that_were_read_before_the_first_paint_never_reach_it() -> None:
    told: list[str] = []
    app = Alone(review(UPDATE, told, monotonic=time.monotonic))
    async with app.run_test() as pilot:
        painted = pilot.app.screen.painted_at  # type: ignore[attr-defined]  # a ReviewScreen's
        for key in ("S", "escape", "enter", "S"):
            await read_at(pilot, key, painted - 0.001)
        assert (app.results, told) == ([], [])
        await read_at(pilot, "S", painted + 0.399)
        assert (app.results, told) == ([], ["S came before this could be read: look, then press it again"])
        await read_at(pilot, "S", painted + 0.401)
    assert app.results == [True]


@pytest.mark.parametrize("of", [UPDATE, DELETE], ids=["keys", "typed"])
async def test_keys_count_from_the_first_frame_on(of: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def painted() -> float:
        seen.append("painted")
        return time.monotonic()

    app = Alone(review(of, monotonic=painted))
    display = app._display

    def frame(screen: Any, *rest: Any) -> None:
        if screen is app.dialog and "Review" in shown(app):
            seen.append("frame")
        display(screen, *rest)

    monkeypatch.setattr(app, "_display", frame)
    async with app.run_test():
        assert seen.index("frame") < seen.index("painted")
        assert seen.count("painted") == 1


async def test_type_ahead_neither_types_nor_pastes_the_id() -> None:
    app = Alone(review(DELETE, monotonic=time.monotonic))
    async with app.run_test() as pilot:
        painted = pilot.app.screen.painted_at  # type: ignore[attr-defined]  # a ReviewScreen's
        for key in ("9", "f", "3", "c", "enter"):
            await read_at(pilot, key, painted - 0.001)
        paste = events.Paste("9f3c")
        paste.time = painted - 0.001
        pilot.app.post_message(paste)
        await read_at(pilot, "enter", painted + 1)
        assert app.results == []
        for key in ("9", "f", "3", "c", "enter"):
            await read_at(pilot, key, painted + 1)
    assert app.results == [True]


async def test_what_lay_under_another_screen_has_to_be_seen_anew() -> None:
    moments = iter((1.0, time.monotonic() + 1000))
    app = Alone(review(UPDATE, monotonic=lambda: next(moments)))
    async with app.run_test() as pilot:
        over = review(DELETE)
        await app.push_screen(over)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("S")
        assert app.results == []


async def test_a_mistyped_id_says_so_and_sends_nothing() -> None:
    app = Alone(review(DELETE))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        assert "! type the id, 9f3c, to delete it" in shown(app)
        for typed in ("9f3", "9F3C", " 9f3c", "9f3c ", "S"):
            await pilot.press("home", "ctrl+k", *("space" if each == " " else each for each in typed), "enter")
            assert f"! “{typed}” is not 9f3c: nothing was sent" in shown(app)
        assert app.results == []


@pytest.mark.parametrize("of", [UPDATE, DELETE], ids=["keys", "typed"])
async def test_y_copies_and_never_sends(of: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    async def copy(app: object, text: str) -> str:
        copied.append(text)
        return "sent to your terminal"

    monkeypatch.setattr(confirming, "copy", copy)
    told: list[str] = []
    app = Alone(review(of, told))
    async with app.run_test() as pilot:
        await pilot.press(*(["tab"] if of is DELETE else []), "y")
        await pilot.pause()
        assert app.results == []
    assert copied[0].startswith(f"curl \\\n  -X {of.method} \\\n  {of.url}")
    assert told == ["the request as curl: sent to your terminal"]


@pytest.mark.parametrize("size", [LARGE, SMALL, TINY])
@pytest.mark.parametrize("typed", [False, True])
async def test_what_is_too_long_scrolls_and_the_consequences_stay(size: tuple[int, int], typed: bool) -> None:
    texts = {f"key-{number}": {"value": "x" * 60} for number in range(40)}
    of = prepared("assemble/users/46485", "update", JOHN, attributes=texts)
    if typed:
        of = replace(of, operation=replace(of.operation, typed_confirmation=True))
    app = Alone(review(of))
    async with app.run_test(size=size) as pilot:
        text = shown(app)
        assert "key-0" in text
        if size != TINY:
            assert "The way back: undo" in text and "lines: pgdn" in text
        await pilot.press(*["pagedown"] * 60)
        text = shown(app)
        assert "undo sends the" in text and "key-0" not in text
        assert "key-39" in text or size == TINY
        below = [each.region for each in app.screen.query(Widget) if each.parent is not app.screen]
        assert all(region.bottom <= size[1] for region in below)


async def test_a_resize_wraps_it_anew() -> None:
    app = Alone(review(prepared("assemble/users/46485", "update", JOHN, about_me="word " * 40)))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert all(len(line) <= 80 for line in app.screen.query_one("#request", Lines).text.splitlines())


Make = Callable[[], ReviewScreen | ReviewManyScreen]


@pytest.mark.parametrize("make", [lambda: review(UPDATE), lambda: review(DELETE), lambda: many(3)])
async def test_it_stands_still(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """An idle screen sends nothing: no clock, no blinking."""
    app = Alone(make())
    async with app.run_test() as pilot:
        await pilot.pause()
        frames: list[object] = []
        monkeypatch.setattr(app, "_display", lambda *frame: frames.append(frame))
        await pilot.pause(0.05)
        assert frames == []
        assert not app.screen.auto_refresh
