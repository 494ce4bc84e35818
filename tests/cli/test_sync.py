"""`explorer sync`: copies of whole collections, of all accounts."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors


def test_sync_brings_all_accounts_and_then_only_what_changed(run: Run) -> None:
    first = run("sync")
    assert first.code == 0, first.err
    brought = {each["address"]: each for each in first.json}
    assert set(brought) == {
        "demo-repcard/users",
        "demo-repsly/users",
        "demo-assemble/users",
        "demo-gormic/customers",
    }
    assert all(each["new"] == each["held"] or int(each["new"]) > 100 for each in first.json)
    again = run("sync", "demo-repsly", "demo-gormic/customers")
    assert [each["new"] for each in again.json] == ["0", "0"]
    assert run("--offline", "list", "demo-repcard/users", "--all").code == 0
    assert run("sync", "demo-repcard/customers").code == 2
    assert run("sync", "demo-repcard/users/1476").err.endswith("explorer get demo-repcard/users/1476 reads it\n")


def test_one_account_that_fails_stops_no_other(
    run: Run, config_file: Path, demo_vendors: DemoVendors, fresh_demo_vendors: DemoVendors
) -> None:
    gone = fresh_demo_vendors.base_urls["repcard"]
    fresh_demo_vendors.stop()
    config_file.write_text(demo_vendors.config_text.replace(demo_vendors.base_urls["repcard"], gone))
    ran = run("sync")
    assert ran.code == 1 and len(ran.json) == 3
    assert ran.err.count("\n") == 1 and "demo-repcard" in ran.err
