"""`explorer changed`: what somebody else did at the vendors, as told from what is held here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran, Run
from tests.demo_vendors import DemoVendors

USERS = "demo-repcard/users"
CUSTOMERS = "demo-gormic/customers"
Other = Callable[..., Ran]


@pytest.fixture
def demo_vendors(fresh_demo_vendors: DemoVendors) -> DemoVendors:
    """Vendors of this test's own."""
    return fresh_demo_vendors


@pytest.fixture
def other(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Other:
    """A command of somebody else, who has a copy of their own."""

    def command(*arguments: str) -> Ran:
        with monkeypatch.context() as patch:
            for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
                folder = tmp_path / variable
                folder.mkdir(exist_ok=True, mode=0o700)
                patch.setenv(variable, str(folder))
            ran = run(*arguments, "--yes") if arguments[0] in ("create", "update", "delete") else run(*arguments)
        assert ran.code == 0, ran.err
        return ran

    return command


def customer(run: Run, place: int) -> dict[str, Any]:
    found: dict[str, Any] = run("list", CUSTOMERS, "--offline", "--limit", str(place + 1)).json[place]
    return found


def test_what_changed_since_yesterday_after_others_wrote(run: Run, other: Other) -> None:
    assert run("sync", CUSTOMERS, USERS).code == 0
    ran = run("changed", "--since", "yesterday")
    assert ran.json == []
    assert "first held after that moment, so that what happened in between cannot be told: demo-gormic/cust" in ran.err
    first, second = customer(run, 0), customer(run, 1)
    other("update", f"{CUSTOMERS}/{first['id']}", "internalNote=rang twice", "firstName=Zed")
    other("delete", f"{CUSTOMERS}/{second['id']}")
    other("create", CUSTOMERS, "firstName=New", "phoneCallingCode=1", "phone=4155550123", "number=N-1")
    run("sync", CUSTOMERS)
    ran = run("changed", CUSTOMERS, "--since", "yesterday")
    told = {each["what"]: each for each in ran.json}
    assert set(told) == {"new", "changed", "gone"}
    assert told["new"]["label"].startswith("New")
    assert told["gone"]["address"] == f"{CUSTOMERS}/{second['id']}"
    changed = told["changed"]
    assert changed["address"] == f"{CUSTOMERS}/{first['id']}"
    shown = {each["label"]: (each.get("before"), each.get("after")) for each in changed["fields"]}
    assert shown["first name"] == (first["firstName"], "Zed")
    assert shown["internal note"] == (first.get("internalNote"), "rang twice")
    assert [each["label"] for each in changed["fields"] if "changes_by_itself" in each][:1] == ["updated"]
    assert re.search(r"demo-gormic/customers: 1 new, 1 changed, 1 gone since \d{4}-\d\d-\d\d 00:00 UTC", ran.err)


def test_a_table_has_a_line_for_each_field(run: Run, other: Other) -> None:
    run("sync", CUSTOMERS)
    key = customer(run, 0)["id"]
    other("update", f"{CUSTOMERS}/{key}", "internalNote=rang twice", "firstName=Zed")
    run("sync", CUSTOMERS)
    ran = run("changed", f"{CUSTOMERS}/{key}", "--since", "1h", "--format", "csv")
    header, *rows = ran.lines
    assert header == "at,what,address,label,field,before,after"
    assert [row.split(",")[4] for row in rows if row.endswith((",Zed", ",rang twice"))] == [
        "first name",
        "internal note",
    ]
    assert "internal note" in run("changed", "demo-gormic", "--since", "1h", "--format", "table").out


def test_pages_and_single_records_tell_of_changes_too(run: Run, other: Other) -> None:
    user = run("list", USERS).json[0]
    address = f"{USERS}/{user['id']}"
    run("get", address)
    other("update", address, "jobTitle=Lead", "roleName=sales")
    run("get", address)
    run("list", USERS)
    (told,) = run("changed", "--since", "1h").json
    assert (told["address"], told["what"]) == (address, "changed")
    assert {each["label"]: each["after"] for each in told["fields"]}["job title"] == "Lead"
    ran = run("changed", "--since", "1h")
    assert "never held whole, so that new records cannot be told from others: demo-repcard/users" in ran.err


def test_what_one_writes_oneself_is_told_once(run: Run) -> None:
    run("sync", CUSTOMERS)
    address = f"{CUSTOMERS}/{customer(run, 0)['id']}"
    assert run("update", address, "internalNote=mine", "--yes").code == 0
    assert [run("sync", CUSTOMERS).json[0]["changed"] for _ in range(2)] == ["1", "0"]
    (told,) = run("changed", "--since", "today").json
    assert [each["after"] for each in told["fields"] if each["label"] == "internal note"] == ["mine"]
    assert run("delete", address, "--yes").code == 0
    assert [each["what"] for each in run("changed", "--since", "today").json] == ["gone"]


def test_without_a_visit_all_news_is_told(run: Run, other: Other) -> None:
    run("sync", CUSTOMERS)
    other("update", f"{CUSTOMERS}/{customer(run, 0)['id']}", "internalNote=x")
    run("sync", CUSTOMERS)
    ran = run("changed")
    assert len(ran.json) == 1
    assert "demo-gormic: 1 changed so far: none of its collections was looked at on the screen yet" in ran.err
    assert "demo-repsly: nothing is held yet: explorer sync demo-repsly" in ran.err and "last visit" not in ran.err
    assert "not looked at on the screen yet, so that all news is told: demo-gormic/customers\n" in ran.err


def test_nothing_is_told_of_a_last_visit_that_never_was(run: Run) -> None:
    run("sync", CUSTOMERS)
    ran = run("changed", CUSTOMERS)
    assert f"{CUSTOMERS}: nothing new so far: it was not looked at on the screen yet" in ran.err
    assert "last visit" not in ran.err


def test_what_means_nothing_is_refused(run: Run) -> None:
    assert run("changed", "--since", "2099-01-01").code == 2
    ran = run("changed", "demo-gormic", "--since", "soon")
    assert (ran.code, ran.out) == (2, "")
    assert "write my last visit, today, yesterday, 2h, 3d" in ran.err
    assert run("changed", "demo-gormic/nothing").code == 2
    assert run("changed", "nobody").code == 2
