"""Makes the README's pictures of the real screen on the demo vendors, all of them: `python -m tests.picture`."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

from textual.pilot import Pilot

from tests.demo_vendors import DemoVendors
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.systems import Systems, settle, type_text

FOLDER: Final = Path(__file__).parent.parent / ".github"
_SIZE: Final = (132, 37)
_SHORT: Final = (112, 26)
_PERSON: Final = "demo-gormic/customers/c-1"
"""Whom another vendor knows, too."""
_CUSTOMERS: Final = "demo-gormic/customers"
_WRITTEN: Final = (
    ("c-1", "internalNote=rang twice, call back on Friday"),
    ("c-2", "phone=7700900345"),
    ("c-3", "birthDate=1994-02-28", "unsubscribed:=true"),
)
"""What somebody else writes meanwhile."""
Take: TypeAlias = Callable[[Systems], Awaitable[str]]


async def main_screen(systems: Systems) -> str:
    """Assemble's users searched on the server, the fourth one opened in the detail."""
    async with systems.app("demo-assemble").run_test(size=_SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "ell")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("j", "j", "j")
        await settle(pilot)
        return _picture(pilot)


async def search(systems: Systems) -> str:
    """Half a name in all systems."""
    async with systems.app("demo-repcard").run_test(size=_SHORT) as pilot:
        await _hold_all(pilot)
        await pilot.press("slash", "slash")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "EverywhereScreen")
        await type_text(pilot, "fie 555 01")
        await until(pilot, lambda: f"{_PERSON} " in words(pilot))
        await pilot.pause(0.5)
        return _picture(pilot)


async def compare(systems: Systems) -> str:
    """One person in two systems, side by side."""
    async with systems.app(_PERSON).run_test(size=_SHORT) as pilot:
        await _hold_all(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("o")
        await until(pilot, lambda: "The same person elsewhere" in words(pilot))
        await pilot.press("equals_sign")
        await until(pilot, lambda: "Compare " in words(pilot))
        await settle(pilot)
        return _picture(pilot)


async def changed(systems: Systems) -> str:
    """What somebody else has changed since the last visit."""
    async with systems.app(_CUSTOMERS).run_test(size=_SHORT) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        systems.clock.now += 3600
    await asyncio.to_thread(_write, systems)
    systems.clock.now += 3600
    async with systems.app(_CUSTOMERS).run_test(size=_SHORT) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        await pilot.press("w")
        await until(pilot, lambda: "3 changed" in words(pilot))
        await settle(pilot)
        return _picture(pilot)


async def light(systems: Systems) -> str:
    """A light theme: rows narrowed by the server, two of them marked."""
    async with systems.app("demo-repcard/users", theme="paper").run_test(size=_SHORT) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "smith")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("space", "space", "j", "l")
        await settle(pilot)
        return _picture(pilot)


PICTURES: Final[Mapping[str, Take]] = {
    "explorer": main_screen,
    "search": search,
    "compare": compare,
    "changed": changed,
    "light": light,
}
"""By the name of the file. What writes comes after those that only read."""


async def _hold_all(pilot: Pilot[Any]) -> None:
    for number in "1234":
        await pilot.press(number)
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)


def _write(systems: Systems) -> None:
    """By the command line, with a cache of its own: it is somebody else."""
    folder = systems.folder / "another"
    folder.mkdir()
    config = folder / "config.toml"
    config.touch(0o600)
    config.write_text(systems.vendors.config_text)
    own = {f"XDG_{kind}_HOME": str(folder) for kind in ("CACHE", "CONFIG", "STATE")}
    for key, *fields in _WRITTEN:
        command = [sys.executable, "-m", "explorer", "--config", str(config), "update", f"{_CUSTOMERS}/{key}", *fields]
        subprocess.run([*command, "--yes"], env=os.environ | own, check=True, capture_output=True)


def _picture(pilot: Pilot[Any]) -> str:
    svg = pilot.app.export_screenshot(title="explorer demo")
    # The fonts named there would be fetched from elsewhere by whoever looks at it.
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


def main() -> None:
    """Writes the pictures."""
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    time.tzset()
    vendors = DemoVendors(("--people", "3000"))
    vendors.start()
    try:
        for name, take in PICTURES.items():
            with TemporaryDirectory() as folder, closing(Systems(vendors, Path(folder))) as systems:
                svg = asyncio.run(_taken(take, systems))
            file = FOLDER / f"{name}.svg"
            file.parent.mkdir(exist_ok=True)
            file.write_text(svg, encoding="utf-8")
            print(f"written: {file}")
    finally:
        vendors.stop()


async def _taken(take: Take, systems: Systems) -> str:
    return await take(systems)


if __name__ == "__main__":
    main()
