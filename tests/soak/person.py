"""Somebody at the keyboard: browses, searches, looks things up, edits and refreshes, drawn from a seed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Final

from textual.pilot import Pilot

from explorer.ui.screens.confirming import ConfirmingScreen
from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.main import MainScreen
from tests.ui.pressing import type_text
from tests.ui.screen.by_keys import fill
from tests.ui.screen.systems import said, shown

EDITED: Final = (
    ("demo-assemble/users", "first_name", ("234523", "46485")),
    ("demo-gormic/customers", "firstName", ("c-1", "c-2", "c-3", "c-4", "c-5", "c-6", "c-7", "c-8")),
)
"""Collections whose records are edited, the member that is, and their ids."""
_BROWSING: Final = ("j", "k", "down", "up", "pagedown", "pageup", "n", "p", "G", "h", "l", "home", "enter", "escape")
_TURNING: Final = ("1", "2", "3", "4", "comma", "full_stop", "right_curly_bracket", "less_than_sign")
_LOOKING: Final = (("H",), ("J",), ("question_mark",), ("v",), ("ctrl+p", "h", "e"), ("x",), ("s",), ("f",))
_WORDS: Final = ("an", "li", "smith", "zz", "7", "ma")
_SECONDS: Final = 8.0
"""How long a step of an edit is waited for: it may have met a fault."""
_WRONG: Final = "a bug of ours"


class Person:
    """One person, who presses keys of the app behind `pilot`."""

    def __init__(self, pilot: Pilot[Any], seed: int) -> None:
        self._pilot = pilot
        self._chance = Random(seed)
        self.did: Counter[str] = Counter()
        """How often each kind of thing was done."""
        self.complaints: list[str] = []
        """What the screen said that it must never say."""

    async def step(self) -> None:
        """Do one thing."""
        kinds = (self._browse, self._turn, self._search, self._look_up, self._refresh, self._edit)
        kind = self._chance.choices(kinds, weights=(40, 15, 10, 12, 8, 15))[0]
        self.did[kind.__name__.lstrip("_")] += 1
        await kind()
        if _WRONG in (words := f"{shown(self._pilot)}\n{said(self._pilot)}"):
            self.complaints.append(words)

    async def visit_all(self) -> None:
        """Every account once: each makes its widgets when it is first visited, and the line to search in with the
        first search."""
        for key in "1234":
            await self._press(key)
            await self._press("slash")
            await self._press("escape")
            await self.home()

    async def home(self) -> None:
        """Back to the main screen, with nothing on its way."""
        for _ in range(40):
            if isinstance(self._pilot.app.screen, MainScreen):
                break
            await self._press("escape")
        await self._until(lambda: all(each.is_finished for each in self._pilot.app.workers))

    async def _press(self, *keys: str) -> None:
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def _until(self, true: Callable[[], bool]) -> bool:
        """Wait for something; whether it came to be."""
        ends = time.monotonic() + _SECONDS
        while not true() and time.monotonic() < ends:
            await self._pilot.pause()
            await asyncio.sleep(0.02)
        return true()

    async def _browse(self) -> None:
        await self._press(*self._chance.choices(_BROWSING, k=self._chance.randint(1, 6)))

    async def _turn(self) -> None:
        await self._main()
        await self._press(self._chance.choice(_TURNING))
        if self._chance.random() < 0.5:  # else the tab is left while it loads
            await self._until(lambda: all(each.is_finished for each in self._pilot.app.workers))

    async def _search(self) -> None:
        await self._main()
        await self._press("slash")
        await type_text(self._pilot, self._chance.choice(_WORDS))
        await self._press(self._chance.choice(("enter", "escape")))
        if self._chance.random() < 0.5:
            await self._press("F")

    async def _look_up(self) -> None:
        await self._main()
        await self._press(*self._chance.choice(_LOOKING))
        await self._press(*self._chance.choices(("down", "up", "pagedown"), k=2))
        await self._main()

    async def _refresh(self) -> None:
        await self._main()
        await self._press(self._chance.choices(("r", "S"), weights=(4, 1))[0])

    async def _main(self) -> None:
        for _ in range(12):
            if isinstance(self._pilot.app.screen, MainScreen):
                return
            await self._press("escape")

    async def _edit(self) -> None:
        """Give a record a name that no other edit gives."""
        await self._main()
        collection, member, ids = self._chance.choice(EDITED)
        name = "N" + "".join(self._chance.choices("abcdefghijklmnop", k=10))
        await self._press("colon")
        await type_text(self._pilot, f"{collection}/{self._chance.choice(ids)}")
        await self._press("enter")
        await self._until(lambda: all(each.is_finished for each in self._pilot.app.workers))
        await self._press("e")
        if await self._until(self._form_is_open):
            await fill(self._pilot, member, name)
            await self._press("ctrl+r")
            if await self._until(lambda: isinstance(self._pilot.app.screen, ConfirmingScreen)):
                review = self._pilot.app.screen
                await asyncio.sleep(0.7)  # what is to be sent has to have been in sight for a while
                await self._press("S")
                if await self._until(lambda: self._pilot.app.screen is not review):
                    self.did["sent"] += 1
        await self._main()

    def _form_is_open(self) -> bool:
        screen = self._pilot.app.screen
        return isinstance(screen, EditScreen) and screen.form.editor.has_focus
