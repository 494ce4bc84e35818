"""Configs as texts, over the vendors that come with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.config import Config, parse
from explorer.model.account import Network, Secret
from explorer.model.errors import ConfigError
from explorer.vendors import discover

VENDORS = discover()
REPCARD = '[accounts.repcard]\nvendor = "repcard"\nauth = { api_key = { env = "KEY" } }\n'


def read(text: str) -> Config:
    return parse(text, VENDORS, "c.toml")


def told(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


def test_a_whole_config() -> None:
    config = read(
        """
theme = "paper"
[accounts.repcard]
vendor = "repcard"
title = "Cards"
read_only = true
auth = { api_key = { command = ["pass", "show", "repcard"] } }
options = { company_id = 597 }
network = { timeout = 5 }
[accounts.people]
vendor = "assemble"
base_url = "https://my-organisation.goassemble.com/api/"
auth = { email = "me@example.org", password = { env = "PASSWORD" } }
[accounts.people.operations]
roles.list = "GET /users/{user_id}/role-associations"
"users.update" = "PATCH /users/{user_id}"
[network]
parallel = 2
timeout = 9.5
[cache]
pages_days = 1
memory_only = true
versions = 5
versions_percent = 12.5
[keys]
refresh = ["r", "f5"]
quit = []
edit = "e"
"""
    )
    assert config.problems == ()
    assert (config.theme, config.demo) == ("paper", False)
    repcard, people = config.accounts["repcard"], config.accounts["people"]
    assert (repcard.title, repcard.base_url, repcard.read_only) == ("Cards", "https://app.repcard.com/api", True)
    assert repcard.credentials == {"api_key": Secret("command", ("pass", "show", "repcard"))}
    assert repcard.options == {"company_id": "597"}
    assert repcard.network == Network(timeout=5, parallel=2)
    assert people.title == "Assemble"
    assert people.base_url == "https://my-organisation.goassemble.com/api"
    assert people.network == Network(timeout=9.5, parallel=2)
    assert people.operations == {
        "roles.list": ("GET", "/users/{user_id}/role-associations"),
        "users.update": ("PATCH", "/users/{user_id}"),
    }
    assert config.cache.pages_days == 1 and config.cache.memory_only
    assert (config.cache.versions, config.cache.versions_days, config.cache.versions_percent) == (5, 90, 12.5)
    assert config.keys == {"refresh": ("r", "f5"), "quit": (), "edit": ("e",)}


def test_an_unknown_account_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        read(REPCARD).account("repcrad")
    assert caught.value.next_step == "did you mean repcard?"


def test_a_credential_in_the_file_is_warned_of_but_not_on_loopback() -> None:
    there = "[accounts.a]\nvendor = 'repsly'\nauth = { username = 'u', password = 'p' }\n"
    config = read(there)
    assert config.inline_credentials == ("accounts.a.auth.password",) and "a" in config.accounts
    assert read(there + "base_url = 'http://127.0.0.1:1'\n").inline_credentials == ()


def test_paths_lead_from_the_config_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    text = REPCARD.replace('{ env = "KEY" }', '{ file = "key" }') + 'network = { ca_file = "ca.pem" }'
    account = parse(text, VENDORS, str(tmp_path / "config.toml")).accounts["repcard"]
    assert account.credentials["api_key"] == Secret("file", str(tmp_path / "key"))
    assert account.network.ca_file == str(tmp_path / "ca.pem")


def test_windows_line_ends_and_byte_order_mark() -> None:
    config = read("\ufeff" + REPCARD.replace("\n", "\r\n") + "titel = 'x'\r\n")
    assert [str(each) for each in config.problems] == [
        "c.toml:4: accounts.repcard.titel: there is no such key; did you mean title?"
    ]


def test_the_sample_is_right_in_every_line(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "sample_config.toml").read_text("utf-8")
    assert read(text) == Config(path="c.toml")
    (tmp_path / "ca.pem").write_text("")
    filled_in = re.sub(r"^#(?=[\w\[])", "", text, flags=re.MULTILINE)
    config = parse(filled_in, VENDORS, str(tmp_path / "c.toml"))
    assert config.errors == ()
    assert set(config.accounts) == set(VENDORS)


_CANARY = "canary-5f2b"


def test_a_vendor_that_is_misspelt_or_a_line_that_is_no_toml_is_told_as_such() -> None:
    misspelt = parse('[accounts.a]\nvendr = "repcard"\n', {}).problems
    assert "did you mean it by vendr?" in str(misspelt[0])
    broken = parse('[accounts.a]\nvendor = "repcard"\nbad toml here [\n', {}).problems
    assert any(each.key == "accounts.a" and each.line == 3 and "not TOML" in each.message for each in broken)
