"""Every key of the table of keys: on a large and on a small screen it does something that can be seen or says why not;
it is in help and in the palette; and another key can be put in its place."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import pytest
from textual.keys import _character_to_key
from textual.pilot import Pilot

from explorer.model.page import Query
from explorer.ui.commands import COMMANDS, Situation, by_id, resolve_keys
from explorer.ui.goto import Destination, Surroundings, suggest
from explorer.ui.history import Place
from explorer.ui.keys import GROUPS
from explorer.ui.screens.help import HelpScreen
from explorer.ui.screens.main import MainScreen
from tests.accounts import accounts_of
from tests.ui.screen.by_keys import fill, opened, until
from tests.ui.screen.systems import Systems, said, screen_of, settle
from tests.waiting import LONGEST

START: Final = "demo-assemble/users"
LARGE: Final = (140, 45)
SMALL: Final = (80, 24)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a key does."""

    command: str
    before: tuple[str, ...] = ()
    """Commands that make it possible."""
    then: tuple[str, ...] = ()
    """Keys that follow."""
    detail: bool = False
    """In a record's detail, else in the table."""
    again: int = 0
    """How often it has to be pressed once more to have all as before."""


TABLE: Final = (
    *(Row(f"account-{place}") for place in range(1, 10)),
    Row("next-account"),
    Row("previous-account"),
    Row("next-pane"),
    Row("row-down"),
    Row("row-up", ("row-down",)),
    Row("prefix", ("row-down",), ("g",)),
    Row("row-last"),
    Row("row-first", ("row-down",)),
    Row("half-page-down"),
    Row("half-page-up", ("half-page-down",)),
    Row("page-down"),
    Row("page-up", ("page-down",)),
    Row("column-right"),
    Row("column-left", ("column-right",)),
    Row("column-last"),
    Row("column-first", ("column-last",)),
    Row("next-page"),
    Row("previous-page", ("next-page",)),
    Row("next-resource"),
    Row("previous-resource"),
    Row("open"),
    Row("prefix", (), ("n",)),
    Row("up", ("open",)),
    Row("up"),
    Row("back", ("open", "up")),
    Row("forward", ("open", "back")),
    Row("last-place", ("open", "up")),
    Row("search"),
    Row("search", (), ("tab",)),
    Row("search", (), ("slash",)),
    Row("filter"),
    Row("clear", ("sort",)),
    Row("clear"),
    Row("sort"),
    Row("columns"),
    Row("refresh"),
    Row("go"),
    Row("edit"),
    Row("add"),
    Row("actions"),
    Row("delete"),
    Row("mark"),
    Row("mark-down"),
    Row("mark-up", ("row-down",)),
    Row("mark-all"),
    Row("unmark", ("mark",)),
    Row("export"),
    *(Row("copy", (), (letter,)) for letter in "yracelp"),
    Row("plain-text"),
    Row("changed"),
    Row("versions"),
    Row("elsewhere"),
    Row("compare"),
    Row("raw"),
    Row("journal"),
    Row("bookmark"),
    Row("bookmarks"),
    Row("mask", again=1),
    Row("lock", again=1),
    Row("detail", again=2),
    Row("health"),
    Row("palette"),
    Row("help"),
    Row("mouse", again=1),
    Row("theme"),
    Row("get-all"),
)
DETAIL: Final = tuple(
    replace(row, detail=True)
    for row in (
        Row("line-down"),
        Row("line-up", ("line-down",)),
        Row("side-right"),
        Row("side-left", ("side-right",)),
        Row("detail-last"),
        Row("detail-first", ("detail-last",)),
        Row("detail-page-down"),
        Row("detail-page-up", ("detail-page-down",)),
        Row("enter-related"),
        Row("enter-related", ("side-right", "side-right")),
        Row("related", (), ("n",)),
        Row("next-record"),
        Row("previous-record", ("next-record",)),
        Row("edit"),
        Row("up"),
        *(Row("copy", (), (letter,)) for letter in "yraep"),
        Row("versions"),
        Row("elsewhere"),
        Row("raw"),
        Row("refresh"),
    )
)
IN_A_FORM: Final = ("form-review", "form-back", "form-editor", "form-discard")
KEYS: Final = {
    **{f"account-{place}": str(place) for place in range(1, 10)},
    "previous-account": ",",
    "next-account": ".",
    "next-pane": "tab",
    "row-down": "j down",
    "row-up": "k up",
    "prefix": "g",
    "row-last": "G",
    "half-page-down": "ctrl+d",
    "half-page-up": "ctrl+u",
    "page-down": "pagedown",
    "page-up": "pageup",
    "column-left": "h left",
    "column-right": "l right",
    "column-first": "0",
    "column-last": "dollar_sign",
    "line-down": "j down",
    "line-up": "k up",
    "side-left": "h left",
    "side-right": "l right",
    "next-page": "n",
    "previous-page": "p",
    "next-record": "n",
    "previous-record": "p",
    "next-resource": "}",
    "previous-resource": "{",
    "open": "enter",
    "enter-related": "enter",
    "related": "g",
    "up": "escape backspace",
    "back": "[ <",
    "forward": "] >",
    "last-place": "-",
    "search": "/",
    "filter": "f",
    "clear": "F",
    "sort": "s",
    "columns": "c",
    "refresh": "r",
    "go": ":",
    "edit": "e",
    "add": "a",
    "actions": "x",
    "delete": "D",
    "mark": "space",
    "mark-down": "shift+down",
    "mark-up": "shift+up",
    "mark-all": "asterisk",
    "unmark": "U",
    "export": "E",
    "copy": "y",
    "plain-text": "Y",
    "changed": "w",
    "elsewhere": "o",
    "compare": "=",
    "raw": "v",
    "journal": "J",
    "bookmark": "b",
    "bookmarks": "B",
    "mask": "M",
    "lock": "L",
    "detail": "z",
    "health": "H",
    "palette": "ctrl+p",
    "help": "?",
    "get-all": "S",
    "quit": "q",
    "form-review": "ctrl+r",
    "form-back": "f3",
    "form-editor": "f4",
    "form-discard": "f8",
    "review-send": "S",
}
"""The keys as they are promised."""


def others() -> dict[str, str]:
    """For every command that has keys another one, that nothing else has."""
    modifiers = ("ctrl+", "alt+", "ctrl+shift+", "alt+shift+", "ctrl+alt+shift+")
    free = (f"{modifier}f{number}" for modifier in modifiers for number in range(1, 25))
    return {command.id: next(free) for command in COMMANDS if command.keys}


def test_the_keys_are_those_promised() -> None:
    keys, notes = resolve_keys({})
    assert not notes
    for name, promised in KEYS.items():
        assert set(promised.split()) <= set(keys[name]), name
    assert {row.command for row in (*TABLE, *DETAIL)} >= set(KEYS) - {*IN_A_FORM, "review-send", "quit"}


def test_another_key_can_be_put_in_the_place_of_each() -> None:
    user = {**others(), **{name: f"ctrl+alt+f{place}" for place, name in enumerate((*IN_A_FORM, "review-send"), 1)}}
    keys, notes = resolve_keys(user)
    assert not notes
    assert all(keys[name] == (key,) for name, key in user.items())


@pytest.mark.parametrize("name", sorted({*KEYS} - {*IN_A_FORM, "review-send", "prefix"}))
def test_each_is_in_help_and_in_the_palette(systems: Systems, name: str) -> None:
    command = by_id(name)
    situation = Situation(where="detail" if command.where == "detail" else "table", accounts=4, record="x", depth=2)
    keys, _ = resolve_keys({})
    shown = "\n".join(line.plain for line in HelpScreen(situation, keys).found("", 140))
    assert command.title in shown
    accounts = accounts_of(systems.vendors.config_text).values()
    around = Surroundings(
        {each.name: systems.repository(each) for each in accounts},
        Place("demo-assemble", Query(("users",))),
        situation,
        keys,
    )
    offered = [each.leads_to for each in suggest(f">{command.title}", around)]
    found = [each for each in COMMANDS if each.title == command.title]
    assert any(Destination(command=each.id) in offered for each in found), offered


def appearance(pilot: Pilot[None]) -> list[list[tuple[str, object]]]:
    """What is on the screen, with its styles."""
    strips = pilot.app.screen._compositor.render_strips()
    return [[(segment.text, segment.style) for segment in strip] for strip in strips]


def pressed(name: str) -> list[str]:
    """The keys of a command, as they are pressed."""
    return [_character_to_key(key) if len(key) == 1 else key for key in by_id(name).keys]


async def press(pilot: Pilot[None], *names: str) -> None:
    """The first key of each command."""
    for name in names:
        await pilot.press(pressed(name)[0])
        if name in ("open", "up", "sort", "next-page", "account-3"):
            await settle(pilot)


async def begin(pilot: Pilot[None]) -> None:
    """Go back to where it began, with nothing open, marked or narrowed."""
    while not isinstance(pilot.app.screen, MainScreen) or screen_of(pilot).has_class("-searching"):
        await pilot.press("escape")
        await settle(pilot)
    screen = screen_of(pilot)
    if screen.place.account != "demo-assemble":
        await press(pilot, "account-3")
    while len(screen.place.address.segments) > 1:
        await press(pilot, "up")
    await press(pilot, *(["clear"] if screen.place.arranged else []), "unmark", "row-first", "column-first")
    await settle(pilot)
    assert str(screen.place.address) == START


async def is_seen(pilot: Pilot[None], row: Row, key: str, systems: Systems) -> bool:
    """Whether a key does something that can be seen, or says why not."""
    await begin(pilot)
    if row.detail:
        await press(pilot, "open", "side-left", "side-left", "detail-first")
    await press(pilot, *row.before)
    if row.command == "refresh":
        systems.clock.now += 120
    pilot.app.clear_notifications()
    await pilot.pause()
    before = appearance(pilot)
    await pilot.press(key, *row.then)
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST):
            while not said(pilot) and appearance(pilot) == before:
                await pilot.pause()
    seen = bool(said(pilot)) or appearance(pilot) != before
    await settle(pilot)
    await press(pilot, *[row.command] * row.again)
    return seen


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
@pytest.mark.parametrize("rows", [TABLE, DETAIL], ids=["table", "detail"])
async def test_each_does_something_or_says_why_not(
    systems: Systems, size: tuple[int, int], rows: tuple[Row, ...], looked: None
) -> None:
    dead: list[str] = []
    async with systems.app(START).run_test(size=size) as pilot:
        await settle(pilot)
        for row in rows:
            for key in pressed(row.command) if size == LARGE else pressed(row.command)[:1]:
                if not await is_seen(pilot, row, key, systems):
                    dead.append(f"{row.command} {key} {' '.join(row.then)}")
        await begin(pilot)
        await pilot.press("q")
        await pilot.pause()
    assert pilot.app.return_code == 0
    assert not dead


async def test_the_users_keys_are_bound_in_the_place_of_ours(systems: Systems) -> None:
    user = others()
    async with systems.app(START, keys=user).run_test(size=LARGE) as pilot:
        await settle(pilot)
        bound = {key: each.binding.id for key, each in pilot.app.screen.active_bindings.items()}
        await pilot.press(user["open"])
        await settle(pilot)
        assert screen_of(pilot).place.record is not None
        bound |= {key: each.binding.id for key, each in pilot.app.screen.active_bindings.items()}
    assert {name: bound.get(key) for name, key in user.items()} == {name: name for name in user}
    assert not {"j", "slash", "e", "q", "ctrl+p"} & set(bound)


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
async def test_the_keys_of_a_form(
    systems: Systems, size: tuple[int, int], looked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "/no/editor")
    keys = {f"{group}-{key.name}": key.keys for group, declared in GROUPS.items() for key in declared}
    async with systems.app(f"{START}/46485").run_test(size=size) as pilot:
        for name in IN_A_FORM:
            await opened(pilot)
            await fill(pilot, "preferred_name", "Jo")
            await pilot.press("up")
            pilot.app.clear_notifications()
            await pilot.pause()
            before = appearance(pilot)
            await pilot.press(*keys[name])
            await until(pilot, lambda: bool(said(pilot)) or appearance(pilot) != before)  # noqa: B023
            while not isinstance(pilot.app.screen, MainScreen):
                await pilot.press("escape")
                await settle(pilot)
