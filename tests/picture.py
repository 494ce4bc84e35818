"""Makes the README's picture of the real screen on the demo vendors: `python -m tests.picture`."""

from __future__ import annotations

import asyncio
import os
import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.demo_vendors import DemoVendors
from tests.ui.screen.systems import Systems, settle, type_text

PICTURE = Path(__file__).parent.parent / ".github" / "explorer.svg"


async def take(systems: Systems) -> str:
    """The screen as SVG: Assemble's users searched on the server, the fourth one opened in the detail."""
    async with systems.app("demo-assemble").run_test(size=(132, 37)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "ell")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("j", "j", "j")
        await settle(pilot)
        svg = pilot.app.export_screenshot(title="explorer demo")
    # The fonts named there would be fetched from elsewhere by whoever looks at it.
    return re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)


def main() -> None:
    """Writes the picture."""
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8")
    time.tzset()
    vendors = DemoVendors(("--people", "3000"))
    vendors.start()
    try:
        with TemporaryDirectory() as folder:
            svg = asyncio.run(take(Systems(vendors, Path(folder))))
    finally:
        vendors.stop()
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(svg, encoding="utf-8")
    print(f"written: {PICTURE}")


if __name__ == "__main__":
    main()
