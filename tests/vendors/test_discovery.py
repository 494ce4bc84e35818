"""Vendors are found without a list of them: folders of the package, and entry points of other distributions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from explorer.model.resource import Vendor
from explorer.vendors import ENTRY_POINT_GROUP, discover
from tests.fifth_vendor import INSTALLED, MEMBERS
from tests.fifth_vendor import VENDOR as CLUB
from tests.fifth_vendor.server import KEY, application
from tests.waiting import LONGEST

CHECKOUT = Path(__file__).parent.parent.parent
FOLDERS = {each.parent.name for each in (CHECKOUT / "explorer" / "vendors").glob("*/__init__.py")}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on `sys.path` for made-up distributions."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def _install(site: Path, name: str, value: str) -> None:
    metadata = site / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\n{name} = {value}\n", encoding="utf-8")


def test_every_folder_is_a_vendor_of_its_name() -> None:
    vendors = discover()
    assert vendors.keys() == FOLDERS
    assert all(isinstance(vendor, Vendor) and vendor.name == name for name, vendor in vendors.items())
    assert vendors.notes == ()


def test_another_distribution_brings_a_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(INSTALLED)
    assert discover()["club"] is CLUB
    assert discover({"club", "repsly"})["club"] is CLUB


def test_other_distributions_are_left_alone_unless_a_name_calls_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(INSTALLED)
    assert discover({"repcard"}).keys() == {"repcard"}
    assert discover(set()).keys() == set()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("gone", "no_such_package:VENDOR", "ModuleNotFoundError"),
        ("bare", "tests.fifth_vendor:NOTHING", "AttributeError"),
        ("wrong", "tests.fifth_vendor:INSTALLED", "no Vendor"),
        ("other", "tests.fifth_vendor:VENDOR", "calls itself club"),
        ("repcard", "explorer.vendors.repcard:VENDOR", "a name that is in use"),
        ("rude", "rude_vendor:VENDOR", "ZeroDivisionError"),
    ],
)
def test_a_vendor_that_cannot_be_used_is_named_and_stops_nobody(site: Path, name: str, value: str, reason: str) -> None:
    (site / "rude_vendor.py").write_text("VENDOR = 1 / 0\n", encoding="utf-8")
    _install(site, name, value)
    vendors = discover()
    assert vendors.keys() == FOLDERS
    (note,) = vendors.notes
    assert f"vendor {name} of" in str(note)
    assert reason in str(note)


def test_a_note_shows_nothing_unsafe(site: Path) -> None:
    (site / "rude_vendor.py").write_text("raise RuntimeError('\\x1b[2J' + 'x' * 9000)\n", encoding="utf-8")
    _install(site, "rude", "rude_vendor:VENDOR")
    (note,) = discover().notes
    assert "\x1b" not in str(note)
    assert len(str(note)) < 1000


def test_a_name_that_nobody_has_is_held_against_all_names() -> None:
    assert discover({"repcrd"}).keys() == FOLDERS


def test_vendors_are_had_without_the_heavy_imports() -> None:
    program = f"import sys; from explorer.vendors import discover; discover({FOLDERS!r}); print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=LONGEST
    )
    loaded = set(ran.stdout.split())
    assert {f"explorer.vendors.{folder}.resources" for folder in FOLDERS} <= loaded
    heavy = {"pydantic", "httpx", "textual", "sqlite3", "asyncio", "importlib.metadata", "starlette"}
    assert not loaded & heavy
    assert not {name for name in loaded if name.endswith((".records", ".forms"))}


async def test_the_club_answers_as_its_vendor_says() -> None:
    listing = MEMBERS.operation("list")
    assert listing is not None and MEMBERS.pager is not None
    transport = httpx.ASGITransport(application(people=120))
    headers = CLUB.auth.headers({"api_key": KEY}, None)
    rows: list[str] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://club.test/v1") as client:
        cursor: str | None = MEMBERS.pager.start()
        while cursor is not None:
            request = MEMBERS.pager.request(cursor, 50)
            answer = await client.get(listing.path, params={**request.size, **request.parameters}, headers=headers)
            page = MEMBERS.pager.read(answer.json(), cursor)
            rows += [MEMBERS.key_of(row) for row in page.rows]
            cursor = page.next
        refused = await client.get(listing.path, headers={"x-club-key": "another"})
    assert rows == [str(number) for number in range(1, 121)]
    assert (page.number, page.total) == (3, 120)
    assert refused.status_code == 401
