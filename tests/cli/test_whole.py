"""Pages that shift or hold rows twice while they are read: each record is printed once, and what is missing is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run
from tests.demo_vendors import DemoVendors

USERS = "demo-repcard/users"


@pytest.fixture
def demo_vendors(fresh_demo_vendors: DemoVendors) -> DemoVendors:
    """These are told to fail."""
    return fresh_demo_vendors


def _ids(ran: Ran) -> list[str]:
    ids = [each.get("id") or each["ID"] for each in ran.json]
    assert len(ids) == len(set(ids))
    return ids


@pytest.fixture
def there(run: Run) -> int:
    """How many users there are, on more than one page."""
    ran = run("list", USERS, "--all")
    assert (ran.code, ran.err) == (0, "") and len(_ids(ran)) > 50
    return len(ran.json)


@pytest.mark.parametrize("shift", [1, -1])
def test_rows_that_moved_between_pages_are_said_to_be_missing(
    run: Run, demo_vendors: DemoVendors, there: int, tmp_path: Path, shift: int
) -> None:
    demo_vendors.faults(f'[[fault]]\nvendor = "repcard"\nshift = {shift}\n')
    told = f"explorer: {there - 1} of {there} rows came: "
    for extent in ("--all",), ("--limit", str(there)), ("--all", "--search", ""):
        ran = run("list", USERS, *extent)
        assert (ran.code, len(_ids(ran))) == (3, there - 1), extent
        assert ran.err.splitlines()[-1].startswith(told) and "get all again" in ran.err
        assert ("1 row came again" in ran.err) == (shift > 0)
    file = tmp_path / "users.json"
    assert run("list", USERS, "--all", "--output", str(file)).code == 3
    assert len(json.loads(file.read_text())) == there - 1  # every page came: the file stands
    synced = run("sync", USERS)
    (row,) = synced.json
    assert (synced.code, row["held"]) == (3, str(there - 1))
    assert row["note"].startswith(told.removeprefix("explorer: ")) and "get all again" in row["note"]
    assert row["gone"] == "0"
    held = run("--offline", "list", USERS, "--all")
    assert (held.code, len(_ids(held))) == (3, there - 1) and told in held.err
    demo_vendors.faults("# none")
    assert run("sync", USERS).json[0]["note"] == "" and run("--offline", "list", USERS, "--all").code == 0


def test_a_part_that_was_asked_for_is_no_missing_one(run: Run, demo_vendors: DemoVendors, there: int) -> None:
    demo_vendors.faults('[[fault]]\nvendor = "repcard"\nshift = 1\n')
    for part in (), ("--page", "2"), ("--limit", "51"), ("--limit", str(there - 1)):
        ran = run("list", USERS, *part)
        assert ran.code == 0 and "came:" not in ran.err, part
    assert run("--offline", "list", USERS).code == 0


@pytest.mark.parametrize("vendor", ["repcard", "assemble", "gormic", "repsly"])
def test_rows_that_come_twice_are_printed_once_and_counted(run: Run, demo_vendors: DemoVendors, vendor: str) -> None:
    collection = f"demo-{vendor}/{'customers' if vendor == 'gormic' else 'users'}"
    before = run("list", collection, "--all")
    demo_vendors.faults("[[fault]]\nduplicates = 3\n")
    for extent in (), ("--all",), ("--limit", "5"):
        ran = run("list", collection, *extent)
        assert ran.code == 0 and (_ids(ran) == _ids(before) or extent != ("--all",)), extent
        assert ("rows came again" in ran.err) == (vendor != "repsly"), extent  # whose copy holds each record once
    page = run("list", collection, *(("--page", "2") if vendor in ("repcard", "assemble") else ()))
    assert page.code == 0 and _ids(page)
    assert (run("sync", collection).code, run("--offline", "list", collection, "--all").code) == (0, 0)


def _answering(page: str) -> str:
    return f'[[fault]]\nvendor = "repcard"\nbody = {json.dumps(page)}\ncontent_type = "application/json"\n'


@pytest.mark.parametrize("said", ["null", '"many"', "-1", "true"])
def test_a_total_that_is_none_is_not_held_against_what_came(run: Run, demo_vendors: DemoVendors, said: str) -> None:
    page = f'{{"result": {{"data": [{{"id": 1}}], "currentPage": 1, "totalPages": 1, "totalCount": {said}}}}}'
    demo_vendors.faults(_answering(page))
    ran = run("list", USERS, "--all")
    assert (ran.code, ran.err, _ids(ran)) == (0, "", ["1"])
    assert run("sync", USERS).code == 0


def test_a_single_page_is_held_against_its_total_like_all_of_them(run: Run, demo_vendors: DemoVendors) -> None:
    page = '{"result": {"data": [{"id": 1}], "currentPage": 1, "totalPages": 1, "totalCount": "2"}}'
    demo_vendors.faults(_answering(page))
    for extent in (), ("--all",):
        ran = run("list", USERS, *extent)
        assert ran.code == 3 and "explorer: 1 of 2 rows came" in ran.err, (extent, ran.err)
    assert run("list", USERS, "--limit", "1").code == 0


def test_what_came_to_its_end_is_all_there_is_whatever_was_held_before(run: Run, demo_vendors: DemoVendors) -> None:
    customers = "demo-gormic/customers"  # whose vendor tells no total
    assert run("sync", customers).code == 0
    before = len(run("list", customers, "--all").json)
    demo_vendors.faults('[[fault]]\nvendor = "gormic"\nshift = -1\n')
    ran = run("list", customers, "--all")
    assert (ran.code, ran.err) == (0, "") and 50 < len(_ids(ran)) < before
    looked_through = run("list", f"{customers}?~firstName=zzz", "--limit", str(before))
    assert looked_through.code == 0 and f" of {before}" not in looked_through.err
