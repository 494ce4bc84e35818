"""Configs as texts, over the vendors that come with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.config import Config, parse
from explorer.config.document import Document
from explorer.config.show import show
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thme = 'x'", "c.toml:1: thme: there is no such key; did you mean theme?"),
        ("[cache]\npages_day = 3", "c.toml:2: cache.pages_day: there is no such key; did you mean pages_days?"),
        ("[cache]\nmemory_only = 1", "c.toml:2: cache.memory_only: has to be true or false"),
        ("[network]\nparallel = true", "c.toml:2: network.parallel: has to be a whole number"),
        ("[network]\nparallel = 0", "c.toml:2: network.parallel: has to be between 1 and 16; 1 is used"),
        ("[network]\ntimeout = nan", "c.toml:2: network.timeout: has to be between 1 and 600; 1 is used"),
        ("[network]\nca_file = '/nowhere.pem'", "c.toml:2: network.ca_file: there is no such file"),
        ("network = 3", "c.toml:1: network: has to be a table"),
        ("[keys]\nquit = 3", "c.toml:2: keys.quit: has to be a key"),
        ("[accounts.a]\nauth = {}", "c.toml:1: accounts.a.vendor: is missing; it is one of"),
        (
            "[accounts.a]\nvendor = 'repcrd'",
            "c.toml:2: accounts.a.vendor: there is no vendor “repcrd”; did you mean repcard?",
        ),
        ("[accounts.'a/b']\nvendor = 'repcard'", "c.toml:1: accounts.a/b: an account's name is letters"),
        ("[accounts.a]\nvendor = 'gormic'", "c.toml:1: accounts.a.base_url: is missing; every Gormic has its own"),
        ("[accounts.a]\nvendor = 'repcard'", "c.toml:1: accounts.a.auth: RepCard needs api_key"),
        (
            "[accounts.a]\nvendor = 'assemble'\nbase_url = 'https://a.example'\nauth = { email = 'a' }",
            "c.toml:4: accounts.a.auth: Assemble needs token, or email and password, or client_id and client_secret",
        ),
        (
            "[accounts.a]\nvendor = 'repcard'\nauth.api_kee = { env = 'A' }",
            "c.toml:3: accounts.a.auth.api_kee: there is no such key; did you mean api_key?",
        ),
        (
            "[accounts.a]\nvendor = 'repcard'\nauth = { api_key = { env = 'A', file = 'b' } }",
            "c.toml:3: accounts.a.auth.api_key: has to name exactly one of env, command, file and keyring",
        ),
        (
            "[accounts.a]\nvendor = 'repcard'\nauth = { api_key = { command = 'pass show x' } }",
            "c.toml:3: accounts.a.auth.api_key.command: has to be a list of texts",
        ),
        (
            "[accounts.a]\nvendor = 'repcard'\nauth = { api_key = { keyring = 'x' } }",
            'c.toml:3: accounts.a.auth.api_key.keyring: has to be "service/user"',
        ),
        (
            "[accounts.a]\nvendor = 'repcard'\nauth = { api_key = 5 }",
            "c.toml:3: accounts.a.auth.api_key: has to be a text or one of { env }, { command }, { file }, { keyring }",
        ),
        (
            REPCARD + "options = { company_id = 'x' }",
            "c.toml:4: accounts.repcard.options.company_id: “company_id” takes a whole number",
        ),
        (
            REPCARD + "options = { compny_id = 5 }",
            "c.toml:4: accounts.repcard.options.compny_id: there is no such key; did you mean company_id?",
        ),
        (
            REPCARD + "operations = { 'users.lst' = 'GET /users' }",
            "c.toml:4: accounts.repcard.operations.users.lst: RepCard has no operation “users.lst”; did you",
        ),
        (
            REPCARD + "operations = { 'users.get' = '/users/{user_id}' }",
            "c.toml:4: accounts.repcard.operations.users.get: has to be a method and a path; it is GET /users/",
        ),
        (
            REPCARD + "operations = { 'users.get' = 'POST /users/{user_id}' }",
            "c.toml:4: accounts.repcard.operations.users.get: a read cannot become a write",
        ),
        (
            REPCARD + "operations = { 'users.get' = 'GET /users/{id}' }",
            "c.toml:4: accounts.repcard.operations.users.get: nothing fills {id}; known are user_id",
        ),
        (
            REPCARD + "operations = { 'users.get' = 'GET /users' }",
            "c.toml:4: accounts.repcard.operations.users.get: {user_id} is missing in the path",
        ),
        (
            REPCARD + "operations = { 'users.list' = 'GET https://evil.example/users' }",
            "c.toml:4: accounts.repcard.operations.users.list: has to be a method and a path",
        ),
        (REPCARD + "vendor = 'repsly'", "c.toml:4: accounts.repcard.vendor: stands here for the second time"),
        (REPCARD + REPCARD, "c.toml:4: accounts.repcard: stands here for the second time"),
        ("theme = 'a\n" + REPCARD, "c.toml:1: theme: not TOML"),
        (REPCARD + "[accounts.b\nvendor = 'repsly'", "c.toml:4: accounts.b: not TOML"),
        ("x = " + "[" * 5000, "c.toml:1: x: not TOML: Nested too deeply"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(text: str, expected: str) -> None:
    assert any(each.startswith(expected) for each in told(text)), told(text)


@pytest.mark.parametrize(
    "mistake",
    [
        "[accounts.a]\nvendor = 'repcrd'\n",
        "[accounts.a]\nvendor = 'repcard\n",
        "[accounts.a]\nvendor = 'repcard'\nread_onyl = true\nauth = { api_key = { env = 'A' } }\n",
        "[accounts.a]\nvendor = 'repcard'\n[accounts.a]\nvendor = 'repsly'\n",
        "[accounts.a]\nauth = {\n",
    ],
)
def test_a_mistake_costs_its_own_account_only(mistake: str) -> None:
    for text in (mistake + REPCARD, REPCARD + mistake):
        config = read(text)
        assert list(config.accounts) == ["repcard"]
        with pytest.raises(ConfigError, match=r"account a cannot be used: c\.toml:\d+: accounts\.a"):
            config.account("a")


def test_an_unknown_account_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        read(REPCARD).account("repcrad")
    assert caught.value.next_step == "did you mean repcard?"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/api///", None),
        ("https://a.example/api/", "https://a.example/api"),
        ("HTTPS://A.Example:443/Api", "https://a.example/Api"),
        ("https://a.example:8443", "https://a.example:8443"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.8.9.1:5000/api", "http://127.8.9.1:5000/api"),
        ("http://[::1]:5000", "http://[::1]:5000"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("https://münchen.example/x", "https://xn--mnchen-3ya.example/x"),
        ("https://аpi.example", "https://xn--pi-6kc.example"),
        ("https://straße.example", None),
        ("http://a.example", None),
        ("http://127.0.0.1.evil.example", None),
        ("http://localhost.evil.example", None),
        ("https://user@a.example", None),
        ("https://a.example@evil.example", None),
        ("https://user:pw@a.example", None),
        ("https://a.example?x=1", None),
        ("https://a.example/?", None),
        ("https://a.example#x", None),
        ("https://a.example/..", None),
        ("https://a.example/a b", None),
        ("https://a.example\\\\evil", None),
        ("https://a.example:99999", None),
        ("https://", None),
        ("ftp://a.example", None),
        ("a.example", None),
    ],
)
def test_base_urls(written: str, read_as: str | None) -> None:
    config = read(REPCARD + f'base_url = "{written}"\n')
    if read_as is None:
        assert "accounts.repcard.base_url" in [problem.key for problem in config.errors]
        assert not config.accounts
    else:
        assert config.accounts["repcard"].base_url == read_as


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


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=6, max_size=30))
@example("password")
def test_no_credential_is_ever_shown(secret: str) -> None:
    secret = _CANARY + secret
    written = secret.replace("\\", "\\\\").replace('"', '\\"')
    for text in (
        f'[accounts.a]\nvendor = "repsly"\nauth = {{ username = "u", password = "{written}" }}\n',
        f'[accounts.a]\nvendor = "repsly"\nauth = {{ username = "u", pasword = "{written}" }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = ["{written}"] }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = "{written}\n" }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = {{ env = "{written}=" }} }}\n',
        f'[accounts.a]\nvendor = "repcard"\nauth = {{ api_key = {{ command = ["pass", "{written}"] }} }}\n',
        f'[accounts.a]\nvendor = "repcard"\nbase_url = "https://u:{written}@a.example"\nauth = {{ api_key = {{}} }}\n',
    ):
        config = read(text)
        said = [*map(str, config.problems), repr(config), *show(config, Document(text, "c.toml"))]
        assert not [line for line in said if _CANARY in line], text
