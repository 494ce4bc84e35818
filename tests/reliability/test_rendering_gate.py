"""The byte gate: people with hostile texts through every command, and every key of every screen that opens.

Screens and keys are found by themselves. A screen that no walk opens makes the gate fail: it is to be reached, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from explorer.model.address import Address
from explorer.ui.commands import COMMANDS, Command
from explorer.ui.screens.main import MainScreen
from tests.demo_vendors import DemoVendors
from tests.reliability.gate import HOSTILE, OPENED_BY, SIZE, Gate
from tests.ui.screen.systems import Systems, pane_of, screen_of
from tests.ui.table.terminal import Size, drive
from tests.ui.test_keys_of_dialogs import classes

SMALL: Final = (80, 24)
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


def keys_of(screen: Screen[Any]) -> list[str]:
    """The first key of each command of its own, besides those that only leave."""
    found: dict[str, str] = {}
    for bound in screen.active_bindings.values():
        binding = bound.binding
        if binding.id and not binding.id.startswith(("lines-", "text-")) and not binding.id.endswith("-leave"):
            found.setdefault(binding.id, binding.key)
    return [key for key in found.values() if key != "escape"]


MET: Final = {"table", "detail", "RawScreen", "VersionsScreen", "CompareScreen"}
"""Where the record under the cursor, which is hostile, has to be seen at every vendor."""
EDITED: Final = {*MET, "EditScreen"}
"""At a vendor that takes changes, which Repsly does not."""
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


def most_hostile(pilot: Pilot[Any]) -> str:
    """The key of the row in sight with the most hostile cells."""
    table = pane_of(pilot).table
    rows = [row for at in range(*table.visible_range) if (row := table._cache.row(at)) is not None]
    assert rows, (screen_of(pilot).place.address, "there are no rows")
    return max(rows, key=lambda row: sum(bool(HOSTILE.search(cell or "")) for cell in row.cells)).key


class Walk:
    """Does everything that can be done at a place, each time with the most hostile record under the cursor and nothing
    masked, and comes back to it."""

    def __init__(self, gate: Gate, pilot: Pilot[Any], here: Address, *, keys: bool) -> None:
        """`here` are the rows. With `keys`, every key of every screen that opens is pressed, too."""
        self._gate = gate
        self._pilot = pilot
        self._here = here
        self._record = ""
        self._walked: set[type[Screen[Any]]] = {MainScreen}
        self._keys = keys

    async def at(self, home: Address, todo: Iterable[Command]) -> None:
        """Each of the commands, begun at `home`."""
        for command in todo:
            await self._begin(home, command)
            kind = type(self._gate.app.screen)
            if self._keys and kind not in self._walked:
                self._walked.add(kind)
                await self._press_all(home, command)
            await self._gate.back(self._pilot)

    async def stand(self, home: Address) -> None:
        """At `home`; among the rows, on the most hostile one."""
        screen = screen_of(self._pilot)
        if self._gate.app.masking.on:
            screen.action_mask()
            await self._gate.look(self._pilot)
        if screen.place.address != home:
            screen.go_to(home)
            await self._gate.look(self._pilot)
        if home == self._here:
            self._record = self._record or most_hostile(self._pilot)
            assert pane_of(self._pilot).table.move_to(self._record), (self._gate.pressed, "its row is not held")
            await self._gate.look(self._pilot)

    async def _begin(self, home: Address, command: Command) -> None:
        await self.stand(home)
        self._gate.pressed = command.id
        if command.keys:
            await self._pilot.press(command.keys[0])
        else:
            await screen_of(self._pilot).action_command(command.id)
        await self._gate.look(self._pilot)

    async def _press_all(self, home: Address, command: Command) -> None:
        """Every key of the screen that the command has opened, which is opened anew when one has left it."""
        app = self._gate.app
        screen = app.screen
        for key in keys_of(screen):
            await self._gate.press(self._pilot, key)
            while app.screen is not screen and screen in app.screen_stack:
                await self._gate.press(self._pilot, "escape")
            if screen not in app.screen_stack:
                await self._gate.back(self._pilot)
                await self._begin(home, command)
                screen = app.screen


async def walk(hostile: Systems, here: Address, size: Size, *, keys: bool) -> Gate:
    """Table, record and marked rows of one collection."""
    app = hostile.app(here.account)
    gate = Gate(app, size)

    async def body(pilot: Pilot[Any]) -> None:
        walk = Walk(gate, pilot, here, keys=keys)
        screen_of(pilot).go_to(here)
        await gate.look(pilot)
        await walk.at(here, commands("table", "anywhere"))
        await walk.stand(here)
        await gate.press(pilot, "enter")
        await walk.at(screen_of(pilot).place.address, commands("detail"))
        await walk.stand(here)
        await gate.press(pilot, "space", "j", "space")
        await walk.at(here, (each for each in COMMANDS if each.id in _MARKED))

    await drive(app, body, size)
    return gate


@pytest.mark.usefixtures("looked")
async def test_r01_r04_r15_r16_every_command_and_every_key_of_what_opens(hostile: Systems) -> None:
    gate = await walk(hostile, Address.parse("demo-gormic/customers"), SIZE, keys=True)
    every = {each for each in classes() if issubclass(each, Screen)}
    shown_alone = {each for each in every if not any(other is not each and issubclass(other, each) for other in every)}
    assert {each.__name__ for each in shown_alone - gate.seen} == {
        screen for test in OPENED_BY.values() for screen in test
    }
    met = EDITED | {"ActionsScreen", "ReviewScreen"}
    assert gate.met >= met, met - gate.met


@pytest.mark.parametrize(
    ("place", "met"), [("demo-repcard/users", EDITED), ("demo-repsly/users", MET), ("demo-assemble/users", EDITED)]
)
@pytest.mark.usefixtures("looked")
async def test_r01_r04_every_command_at_the_other_vendors(hostile: Systems, place: str, met: set[str]) -> None:
    gate = await walk(hostile, Address.parse(place), SMALL, keys=False)
    assert len(gate.seen) > 10
    assert gate.met >= met, met - gate.met
