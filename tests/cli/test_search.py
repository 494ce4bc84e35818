"""`explorer search`: what is held here, and what the vendors find."""

from __future__ import annotations

import io
import re
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors


def test_a_search_in_a_narrow_terminal_tells_how_old_each_hit_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("sync", "demo-repsly", "demo-repcard")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    head, *lines = run("search", "smith").lines
    assert head.split() == ["address", "name", "as", "of"] and any("demo-repsly/users/" in line for line in lines)
    assert all(re.search(r" \d\d:\d\d$", line) for line in lines if line.startswith("demo-"))


def test_search_finds_what_is_held_in_all_accounts(run: Run) -> None:
    nothing = run("search", "ada")
    assert (nothing.code, nothing.out) == (0, "[]\n") and "explorer sync" in nothing.err
    run("sync")
    hits = run("search", "ada").json
    (ada,) = [each for each in hits if each["address"] == "demo-repcard/users/1466"]
    assert (ada["account"], ada["label"], ada["state"]) == ("demo-repcard", "Ada Owner", None)
    assert abs(datetime.fromisoformat(ada["as_of"]).timestamp() - time.time()) < 600
    assert len({each["account"] for each in hits}) > 1
    table = run("search", "ADA", "own", "--format", "table").lines
    assert table[0].split()[:2] == ["address", "name"]
    assert table[1].split()[:3] == ["demo-repcard/users/1466", "Ada", "Owner"]


def test_search_says_what_is_held_in_part_and_what_brings_it(run: Run) -> None:
    run("list", "demo-assemble/users")
    run("sync", "demo-repsly", "demo-gormic")
    told = run("search", "smith").err
    assert re.search(r"^demo-assemble/users: 50 of 1\d\d held$", told, re.MULTILINE)
    assert "demo-repcard/users: never synced\n" in told
    assert "demo-repcard/customers: cannot be listed, by id only\n" in told
    assert "explorer sync demo-repcard/users demo-assemble/users brings all of them\n" in told
    assert "repsly" not in told and "gormic" not in told


def test_search_asks_the_servers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("search", "ada").json == []
    found = run("search", "ada", "--server")
    assert found.code == 0
    hits = {each["address"]: each["state"] for each in found.json}
    assert hits["demo-repcard/users/1466"] == "from the server"
    monkeypatch.setattr(sys, "stdin", io.StringIO("ada owner\n"))
    assert "demo-repcard/users/1466" in {each["address"] for each in run("search", "-").json}
    refused = run("--offline", "search", "ada", "--server")
    assert refused.code == 2 and "offline no server is asked" in refused.err
    assert run("search", "--", "--").code == 2


def test_search_goes_on_where_one_server_is_down(
    run: Run, config_file: Path, demo_vendors: DemoVendors, fresh_demo_vendors: DemoVendors
) -> None:
    gone = fresh_demo_vendors.base_urls["repcard"]
    fresh_demo_vendors.stop()
    config_file.write_text(demo_vendors.config_text.replace(demo_vendors.base_urls["repcard"], gone))
    found = run("search", "kim", "--server")
    assert found.code == 3 and "demo-repcard" in found.err
    assert {each["account"] for each in found.json} == {"demo-assemble"}
    assert run("search", "xqzw", "--server").json == []
