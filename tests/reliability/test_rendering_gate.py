"""The byte gate: people with hostile texts through every command, and every key of every screen that opens.

Screens and keys are found by themselves. A screen that no walk opens makes the gate fail: it is to be reached, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import Screen
from wcwidth import wcwidth

from explorer.demo.people.hostile import hostile_texts
from explorer.model.address import Address
from explorer.ui.app import ExplorerApp
from explorer.ui.commands import COMMANDS, Command
from explorer.ui.screens.long_text import LongTextScreen
from explorer.ui.screens.main import MainScreen
from tests.demo_vendors import DemoVendors
from tests.ui.form.forms import FormApp, form_of
from tests.ui.form.forms import settle as settled
from tests.ui.screen import tour
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import Systems, screen_of, settle, shown
from tests.ui.table.terminal import Terminal, TerminalDriver, drawn_anew, drive, written
from tests.ui.table.test_hostile import FORBIDDEN
from tests.ui.test_keys_of_dialogs import classes

SIZE: Final = (140, 45)
OURS: Final = re.compile(
    r"\x1b\[[\d;]*[mHrMLX]"  # colours, places, scrolling, erasing (ECMA-48)
    r"|\x1b\[\?(?:25|1000|1003|1004|1006|1015|1049|2004|2026|2048)[hl]"  # what Textual turns on and off
    r"|\x1b\]22;default\x07|\x1b\]52;c;[A-Za-z0-9+/]*={0,2}\x07"  # the pointer's shape, and what a key copies
    r"|\n"
)
BEGINNING: Final = re.compile(r"\x1b\[[<>=]\d*u|\x1b\[c|\x1b\[\?\d+\$p")
"""What the terminal is asked once, and how keys are sent."""
LEAVING: Final = {
    "quit",
    "lock",
    "mouse",
    "next-account",
    "previous-account",
    "account-1",
    "next-resource",
    "previous-resource",
}
"""What leaves, or would stand in the way of the rest."""
_BACK: Final = 12
_PATIENCE: Final = 4
"""How often it is looked again while something is on its way that may wait for keys."""
APART: Final[Mapping[str, str]] = {
    "ConflictScreen": "below",
    "LongTextScreen": "below",
    "BulkScreen": "needs several records marked and a write to each; what it names passes the lines that a review has",
    "ChangeManyScreen": "needs several records marked; its fields are those of a form",
    "ReviewManyScreen": "needs several records marked; its lines are those of a review",
    "PlainTextScreen": "lends the mouse; its lines are those of table and detail",
    "LeavingScreen": "a question, which is seen, about programs that are ours",
    "NoticeScreen": "a question, which is seen, about what is ours",
    "SetUpScreen": "there is no vendor's text yet",
    "SignInScreen": "there is no vendor's text yet",
    "WelcomeScreen": "there is no vendor's text yet",
}
"""Screens that none of the commands opens here, and why that is enough."""


class Gate:
    """Looks at everything that is sent to the terminal."""

    def __init__(self, app: ExplorerApp) -> None:
        self.app = app
        self.seen: set[type[Screen[Any]]] = set()
        self.pressed = "the start"
        app.driver_class = TerminalDriver

    async def look(self, pilot: Pilot[Any]) -> None:
        """Nothing but our own sequences, no link and no action; on a screen's first sight the picture is right, too."""
        await settle(pilot)
        for _ in range(_PATIENCE):
            if all(each.is_finished for each in pilot.app.workers):
                break
            await pilot.pause()
        left = OURS.sub("", BEGINNING.sub("", written(self.app)))
        assert not FORBIDDEN.search(left), (self.pressed, set(FORBIDDEN.findall(left)))
        for strip in self.app.screen._compositor.render_strips():
            for _, style, _ in strip:
                assert style is None or style.link is None, self.pressed
                assert style is None or not any(name.startswith("@") for name in style.meta), self.pressed
        kind = type(self.app.screen)
        if kind not in self.seen:
            self.seen.add(kind)
            self._compare(pilot)

    def _compare(self, pilot: Pilot[Any]) -> None:
        terminal = Terminal(SIZE)
        terminal.feed(drawn_anew(self.app))
        lines = terminal.lines()
        right = {at: line for at, line in enumerate(shown(pilot).split("\n")) if _comparable(line)}
        assert len(right) > 10
        assert {at: lines[at] for at in right} == right, self.pressed

    async def press(self, pilot: Pilot[Any], *keys: str) -> None:
        """Press keys one by one, and look."""
        for key in keys:
            self.pressed = f"{key} on {type(self.app.screen).__name__}"
            await pilot.press(key)
            await self.look(pilot)

    async def back(self, pilot: Pilot[Any]) -> None:
        """To the main screen."""
        for _ in range(_BACK):
            if isinstance(self.app.screen, MainScreen) and not self.app.screen.has_class("-searching"):
                return
            await self.press(pilot, "escape")
        raise AssertionError(f"no way back from {self.app.screen}")


def _comparable(line: str) -> bool:
    """Whether emulator and Textual agree on how wide each letter is: of marks and some scripts they do not."""
    return all(0 < wcwidth(sign) == cell_len(sign) for sign in set(line))


def keys_of(screen: Screen[Any]) -> list[str]:
    """The first key of each command of its own, besides those that only leave."""
    found: dict[str, str] = {}
    for bound in screen.active_bindings.values():
        binding = bound.binding
        if binding.id and not binding.id.startswith(("lines-", "text-")) and not binding.id.endswith("-leave"):
            found.setdefault(binding.id, binding.key)
    return [key for key in found.values() if key != "escape"]


_MARKED: Final = ("edit", "delete", "actions", "compare", "export", "copy")
"""What is another thing with marked rows."""


def commands(*where: str) -> list[Command]:
    """Those that work there and do not leave."""
    return [
        each
        for each in COMMANDS
        if each.where in where and each.id not in LEAVING and each.listed and not each.of_table
    ]


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "true")
    vendors = DemoVendors(("--people", "200", "--faults", "hostile-text"))
    vendors.start()
    try:
        with closing(Systems(vendors, tmp_path)) as made:
            yield made
    finally:
        vendors.stop()


@pytest.mark.usefixtures("looked")
async def test_r01_r04_r15_r16_every_command_and_every_key_of_what_opens(hostile: Systems) -> None:
    app = hostile.app("demo-gormic")
    gate = Gate(app)

    async def opened(pilot: Pilot[Any], home: Address, command: Command) -> None:
        if screen_of(pilot).place.address != home:
            screen_of(pilot).go_to(home)
            await gate.look(pilot)
        gate.pressed = command.id
        if command.keys:
            await pilot.press(command.keys[0])
        else:
            await screen_of(pilot).action_command(command.id)
        await gate.look(pilot)

    async def walk(pilot: Pilot[Any], home: Address, *todo: Command) -> None:
        for command in todo:
            await opened(pilot, home, command)
            screen = app.screen
            if type(screen) not in walked:
                walked.add(type(screen))
                for key in keys_of(screen):
                    await gate.press(pilot, key)
                    while app.screen is not screen and screen in app.screen_stack:
                        await gate.press(pilot, "escape")
                    if screen not in app.screen_stack:
                        await gate.back(pilot)
                        await opened(pilot, home, command)
                        screen = app.screen
            await gate.back(pilot)

    walked: set[type[Screen[Any]]] = {MainScreen}
    here = Address.parse("demo-gormic/customers")

    async def body(pilot: Pilot[Any]) -> None:
        await gate.look(pilot)
        await walk(pilot, here, *commands("table", "anywhere"))
        screen_of(pilot).go_to(here)
        await gate.look(pilot)
        await gate.press(pilot, "enter")
        await walk(pilot, screen_of(pilot).place.address, *commands("detail"))
        screen_of(pilot).go_to(here)
        await gate.look(pilot)
        await gate.press(pilot, "space", "j", "space")
        await walk(pilot, here, *(each for each in COMMANDS if each.id in _MARKED))

    await drive(app, body, SIZE)
    every = {each for each in classes() if issubclass(each, Screen)}
    shown_alone = {each for each in every if not any(other is not each and issubclass(other, each) for other in every)}
    assert {each.__name__ for each in shown_alone - gate.seen} == set(APART)


async def test_r01_the_form_and_its_long_texts() -> None:
    text = "Al\x1b]52;c;QQ==\x07\u202eecila\x9b31m\x00"
    app = FormApp(over={"first_name": text, "about_me": f"a\n{text}", "attributes": {text: {"value": text}}})
    app.driver_class = TerminalDriver
    opened: list[str] = []

    async def body(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        for place in ("first_name", "about_me", "attributes"):
            assert form_of(pilot).form.focus_field(place)
            await pilot.pause()
            await pilot.press("x", "enter")
            await settled(pilot)
            opened.append(type(pilot.app.screen).__name__)
            if isinstance(pilot.app.screen, LongTextScreen):
                await pilot.press("x", "escape")
            await pilot.press("x", "tab")
            await settled(pilot)
        left = OURS.sub("", BEGINNING.sub("", written(app)))
        assert not FORBIDDEN.search(left), set(FORBIDDEN.findall(left))

    await drive(app, body, SIZE)
    assert "LongTextScreen" in opened


@pytest.mark.usefixtures("looked")
async def test_r01_a_conflict_its_review_and_outcome(both: Both) -> None:
    systems, vendor = both
    texts = [each.text for each in hostile_texts() if len(each.text) < 200]
    names = ("firstName", "lastName", "internalNote", "email")
    vendor.ada.update({name: "".join(texts[at :: len(names)]) for at, name in enumerate(names)})
    views: list[str] = []

    def look(view: str, sent: str, shown: str) -> None:
        left = OURS.sub("", BEGINNING.sub("", sent))
        assert not FORBIDDEN.search(left), (view, set(FORBIDDEN.findall(left)))
        views.append(view)

    await tour.walk(systems.app(HOME), vendor, look, SIZE)
    assert {"conflict", "review", "outcome", "journal entry", "delete"} <= set(views)
