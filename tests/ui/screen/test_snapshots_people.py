"""How the same person elsewhere and a comparison look, at both sizes.

After a wanted change: `pytest tests/ui/screen/test_snapshots_people.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from textual.pilot import Pilot

from explorer.model.account import Account
from explorer.model.json_text import JsonObject
from explorer.model.page import Page, Query
from explorer.store.cache import Cache
from tests.accounts import accounts_of
from tests.demo_vendors import DemoVendors
from tests.ui.pressing import LARGE, SMALL, Compare
from tests.ui.screen.by_keys import until, words
from tests.ui.screen.systems import Systems, settle

_CONFIG: Final = """
[accounts.repcard]
vendor = "repcard"
base_url = "http://127.0.0.1:9"
auth = { api_key = "k" }
[accounts.repsly]
vendor = "repsly"
base_url = "http://127.0.0.1:9"
auth = { username = "u", password = "p" }
[accounts.gormic]
vendor = "gormic"
base_url = "http://127.0.0.1:9"
auth = { api_key = "k", organization_id = "o" }
"""
_JANE: Final[JsonObject] = {
    "id": 1476,
    "firstName": "Jane",
    "lastName": "Smith",
    "jobTitle": "Closer",
    "office": "West Office",
    "team": "Harbour",
    "email": "jane.smith@example.com",
    "phoneNumber": "+447700900345",
    "dob": "1985-01-01",
    "externalId": None,
    "bio": "Climbs on Sundays.",
}
_HELD: Final[dict[str, list[JsonObject]]] = {
    "repcard": [_JANE, {**_JANE, "id": 1477, "email": "j@example.org", "phoneNumber": None, "team": ""}],
    "repsly": [
        {
            "ID": "7d2f6f0c",
            "Code": "USR01",
            "Name": "Smith Jane",
            "Email": "Jane.Smith@example.com",
            "Active": True,
            "Role": "Representative",
            "Phone": "07700 900345",
            "City": "Maidstone",
        }
    ],
    "gormic": [
        {
            "id": "9f3c",
            "firstName": "Jane",
            "lastName": "Smithson",
            "number": "1003",
            "email": None,
            "phone": "7700 900345",
            "phoneCountryCalling": "44",
            "birthDate": "1985-01-01",
        }
    ],
}


def _keep(account: Account, folder: Path, rows: list[JsonObject], at: float) -> None:
    resource = account.vendor.resources[0]
    keys = tuple(resource.key_of(row) for row in rows)
    page = Page(Query((resource.name,)), "1", 1, keys, None, 320 if account.name == "repcard" else None, None, 0, at)
    with closing(Cache(folder / f"{account.identity}.sqlite", clock=lambda: at)) as cache:
        cache.put_page(resource, page, rows).result()


def _stands(pilot: Pilot[Any], text: str) -> bool:
    return text in words(pilot)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Systems]:
    """Jane in three systems, and a namesake in one of them."""
    with closing(Systems(DemoVendors(), tmp_path, config=_CONFIG)) as systems:
        for name, account in accounts_of(_CONFIG).items():
            _keep(account, tmp_path, _HELD[name], systems.clock.now - 1800)
        yield systems


@pytest.mark.parametrize("size", [pytest.param(LARGE, id="large"), pytest.param(SMALL, id="small")])
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((("", "elsewhere Repsly"),), id="detail"),
        pytest.param((("o", "The same person elsewhere"),), id="elsewhere"),
        pytest.param((("o", "The same person elsewhere"), ("=", "Compare "), ("j", "otherwise")), id="compare"),
        pytest.param(
            (("o", "The same"), ("=", "Compare "), ("n", "n all"), ("less_than_sign", "n all")), id="differences"
        ),
    ],
)
def test_looks(snap_compare: Compare, held: Systems, steps: tuple[tuple[str, str], ...], size: tuple[int, int]) -> None:
    async def press(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key, shows in steps:
            await pilot.press(*filter(None, [key]))
            await until(pilot, partial(_stands, pilot, shows))
            await settle(pilot)

    app = held.app("repcard/users/1476", offline=True)
    assert snap_compare(app, terminal_size=size, run_before=press)
