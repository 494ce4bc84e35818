"""`explorer health`: what commands count of themselves, and that nothing in it says of whom."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from explorer.cli.output import Output
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors

USERS = "demo-repcard/users"
TABLES = ("request", "request_last", "sync_run", "shape", "member", "drift")


def cache_files() -> list[Path]:
    from explorer.config.files import Folders

    return sorted(Folders.of_user().cache.glob("*.sqlite"))


def test_commands_are_counted(run: Run) -> None:
    assert run("health", "demo-repcard").code == 0
    run("list", USERS)
    assert run("sync", USERS).code == 0
    assert run("get", f"{USERS}/999999").code == 1
    (told,) = run("health", "demo-repcard").json
    users = told["copies"][0]
    assert (users["collection"], users["records"], users["complete"]) == ("users", "200", True)
    assert users["last_sync"]["outcome"] == "whole" and sum(map(int, users["syncs_by_day"])) == 1
    counts = [each["outcomes"] for each in told["requests"] if each["outcomes"]]
    assert sum(int(each.get("fine", 0)) for each in counts) == 5
    assert sum(int(each.get("404", 0)) for each in counts) == 1
    assert {"404", "fine"} <= told["last"].keys() and len(told["requests"]) == 24
    assert told["members"] == [] and told["members_since"] and told["time_zone"]
    host = next(each for each in told["access"] if each["what"] == "host")
    assert host["level"] == "fine" and host["found"].endswith(", trusted")


def test_a_table_says_the_same(run: Run) -> None:
    assert run("sync", USERS).code == 0
    lines = run("health", "--format", "table").lines
    assert any("users" in line and "200, whole" in line and "synced" in line for line in lines)
    assert any("requests, 0 failed" in line and "median" in line for line in lines)
    assert any("api_key from the config itself" in line for line in lines)
    assert len({line.split()[0] for line in lines[1:]}) == 4


def test_a_key_that_is_refused_and_a_vendor_that_is_away_are_told_apart(
    run: Run, fresh_demo_vendors: DemoVendors, config_file: Path
) -> None:
    config_file.write_text(fresh_demo_vendors.config_text.replace("demo-repcard-key", "wrong"))
    assert run("list", USERS).code == 1
    fresh_demo_vendors.stop()
    assert run("list", "demo-gormic/customers").code == 1
    told = {each["account"]: each["last"].keys() for each in run("health").json}
    assert "401" in told["demo-repcard"] and "network" not in told["demo-repcard"]
    assert "network" in told["demo-gormic"] and "401" not in told["demo-gormic"]


def test_a_slow_vendor_shows_in_how_long_it_took(run: Run, config_file: Path) -> None:
    vendors = DemoVendors(("--people", "20", "--latency", "150"))
    vendors.start()
    try:
        config_file.write_text(vendors.config_text)
        assert run("list", USERS).code == 0
    finally:
        vendors.stop()
    (hour,) = (each for each in run("health", "demo-repcard").json[0]["requests"] if each["outcomes"])
    assert 0.13 < float(hour["median"]) < 5.0 and hour["failed"] == "0"


def test_nothing_that_is_counted_says_of_whom_or_with_what_key(run: Run) -> None:
    run("sync", USERS)
    user = run("list", USERS, "--offline", "--limit", "1").json[0]
    run("get", f"{USERS}/{user['id']}")
    run("list", USERS, "--search", "canary-words")
    kept: list[str] = []
    for file in cache_files():
        with closing(sqlite3.connect(file)) as connection:
            kept += [str(row) for table in TABLES for row in connection.execute(f"SELECT * FROM {table}")]
    told = "\n".join(kept)
    assert "'users'" in told and "firstName" in told
    for canary in ("demo-repcard-key", "canary-words", "127.0.0.1", user["email"], user["firstName"], user["lastName"]):
        assert canary not in told


def test_a_purge_forgets_it(run: Run) -> None:
    run("sync", USERS)
    assert run("cache", "purge", "--yes").code == 0
    told = run("health", "demo-repcard").json[0]
    assert told["last"] == {} and told["members_since"] is None and told["copies"][0]["last_sync"] is None


@pytest.mark.parametrize("arguments", [("nobody",), ("demo-repcard", "more")])
def test_what_is_no_account_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("health", *arguments).code == 2


def test_nothing_is_cut_where_the_terminal_is_narrow(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    assert run("sync", USERS).code == 0
    told = run("health")
    assert "…" not in told.out and max(map(len, told.lines)) <= 60
    assert "username" in told.out and "password" in told.out and "95 %" in told.out


def test_counts_are_written_for_people_in_tables_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [Output(sys.stdout, each, False).count(3000) for each in ("table", "csv", "json")] == ["3,000", 3000, 3000]
    monkeypatch.setattr(Output, "count", lambda out, count: f"<{count}>" if out.format == "table" else count)
    assert "<200>" in run("sync", USERS, "--format", "table").out
    assert "<200>" in run("cache", "info", "--format", "table").out
