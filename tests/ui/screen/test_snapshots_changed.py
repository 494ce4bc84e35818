"""How it looks what changed: the marks in the table, the news, and earlier versions, at both sizes.

After a wanted change: `pytest tests/ui/screen/test_snapshots_changed.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.json_text import JsonObject
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.accounts import accounts_of
from tests.demo_vendors import DemoVendors
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.customers import ADA
from tests.ui.screen.systems import Systems, settle

LARGE = (140, 45)
SMALL = (80, 24)
DAY = 86_400.0
COLLECTION = ("customers",)
Compare = Callable[..., bool]
_CONFIG = """
[accounts.gormic]
vendor = "gormic"
base_url = "http://127.0.0.1:9"
auth = { api_key = "gormic-canary-key", organization_id = "o" }
"""


def customer(number: int, name: str, updated: int, **more: Any) -> JsonObject:
    """A customer."""
    key, at = f"c-{number}", f"2026-03-{updated:02}T09:00:00Z"
    return {**ADA, "id": key, "firstName": name, "number": f"100{number}", "updatedAt": at, **more}


@pytest.fixture
def looked(tmp_path: Path) -> Iterator[Systems]:
    """Four customers were looked at yesterday; since then one is new, two are changed, and one is gone."""
    with closing(Systems(DemoVendors(), tmp_path, config=_CONFIG)) as systems:
        account = accounts_of(_CONFIG)["gormic"]
        resource, now = account.vendor.resource(COLLECTION), systems.clock.now
        before = [customer(place, name, 1) for place, name in enumerate(("Ada", "Ben", "Cleo", "Dan"), 1)]
        after = [
            customer(1, "Ada", 5, internalNote="rang twice, call back on Friday; prefers to be written to"),
            customer(2, "Benjamin", 5, email=None),
            customer(3, "Cleo", 5, archivedAt="2026-03-05T09:00:00Z"),
            customer(5, "Eve", 5),
        ]
        with closing(Cache(tmp_path / f"{account.identity}.sqlite", clock=systems.clock)) as cache:

            def export(rows: list[JsonObject], after: str | None, bookmark: str, at: float) -> None:
                cache.whole.put_export(
                    resource,
                    Query(COLLECTION),
                    rows,
                    after=after,
                    cursor="",
                    next=None,
                    bookmark=bookmark,
                    fetched_at=at,
                ).result()

            export(before, None, "1", now - 2 * DAY)
            cache.news.put_visit(COLLECTION, now - DAY).result()
            export(after, "1", "2", now - 1800)
        yield systems


@pytest.mark.parametrize("size", [pytest.param(LARGE, id="large"), pytest.param(SMALL, id="small")])
@pytest.mark.parametrize(
    ("keys", "shows"),
    [
        pytest.param((), "Benjamin", id="marks"),
        pytest.param(("w",), "1 new", id="news"),
        pytest.param(("w", "s"), "since", id="since-when"),
        pytest.param(("j", "W"), "Benjamin", id="versions"),
    ],
)
def test_what_changed(
    snap_compare: Compare, looked: Systems, keys: tuple[str, ...], shows: str, size: tuple[int, int]
) -> None:
    async def press(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
            await until(pilot, lambda: "reading" not in words(pilot))
        await until(pilot, lambda: shows in words(pilot))
        await settle(pilot)

    app = looked.app("gormic/customers", offline=True)
    assert snap_compare(app, terminal_size=size, run_before=press)
