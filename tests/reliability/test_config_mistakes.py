"""What is written in the config: mistaken, odd, out of bounds, or of a later version."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.api.build import Origin, base_origin, request
from explorer.config.adding import ConfigFile
from explorer.config.files import create
from explorer.config.setting import keep_setting
from explorer.model.account import Secret
from explorer.model.account_draft import AccountDraft
from explorer.model.errors import ConfigError
from explorer.vendors import discover
from tests.api.conftest import PEOPLE, account, operation
from tests.config.test_parse import REPCARD, read, told

LIST = operation("list")
VENDORS = discover()


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
        ("[accounts.a]\nauth = {}", 'c.toml:1: accounts.a.vendor: is missing; write it like vendor = "repcard"'),
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
def test_f02_a_mistake_is_named_with_file_line_and_key(text: str, expected: str) -> None:
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
def test_f02_a_mistake_costs_its_own_account_only(mistake: str) -> None:
    for text in (mistake + REPCARD, REPCARD + mistake):
        config = read(text)
        assert list(config.accounts) == ["repcard"]
        with pytest.raises(ConfigError, match=r"account a cannot be used: c\.toml:\d+: accounts\.a"):
            config.account("a")


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://tiny.example", "https://tiny.example/people"),
        ("https://tiny.example/", "https://tiny.example/people"),
        ("https://tiny.example/api", "https://tiny.example/api/people"),
        ("https://tiny.example/api/", "https://tiny.example/api/people"),
        ("https://tiny.example:8443/api", "https://tiny.example:8443/api/people"),
        ("https://tiny.example:443/api", "https://tiny.example/api/people"),
        ("HTTPS://Tiny.Example/Api", "https://tiny.example/Api/people"),
        ("https://tïny.example", "https://xn--tny-zma.example/people"),
        ("http://127.0.0.1:8000/api", "http://127.0.0.1:8000/api/people"),
        ("http://localhost", "http://localhost/people"),
        ("http://[::1]:8000", "http://[::1]:8000/people"),
        ("https://192.0.2.1/a/b/", "https://192.0.2.1/a/b/people"),
    ],
)
def test_f10_a_base_url_is_joined_right(base: str, url: str) -> None:
    made = request(account(base), PEOPLE, LIST, {}, {})
    assert made.url == url
    assert Origin.of(made.url) == base_origin(account(base))


def test_f08_what_a_later_version_added_is_named_and_stays(tmp_path: Path) -> None:
    """There is no number of a version to compare: what this one does not know is a key that there is not."""
    text = "version = 99\nfuture = { a = 1 }\n" + REPCARD + "[sharing]\nwith = 'them'\n"
    config = read(text)
    assert list(config.accounts) == ["repcard"]
    assert sorted(each.key for each in config.errors) == ["future", "sharing", "version"]
    file = tmp_path / "config.toml"
    create(file, text)
    keep_setting(file, "theme", "paper")
    assert file.read_text() == 'theme = "paper"\n' + text
    ConfigFile(file, lambda: VENDORS).add(AccountDraft("b", "repcard", credentials={"api_key": Secret("env", "K")}))
    assert file.read_text().startswith('theme = "paper"\n' + text)


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("timeout = 0", 1.0),
        ("timeout = -1", 1.0),
        ("timeout = 1e300", 600.0),
        ("timeout = inf", 600.0),
        ("timeout = nan", 1.0),
        ("parallel = 0", 1),
        ("parallel = -3", 1),
        ("parallel = 999999999999999999999", 16),
    ],
)
def test_f09_limits_are_brought_into_bounds_and_that_is_said(written: str, used: float) -> None:
    name = written.split()[0]
    config = read(REPCARD + f"[network]\n{written}\n")
    assert getattr(config.accounts["repcard"].network, name) == used
    (problem,) = config.problems
    assert (problem.key, problem.line, problem.warning) == (f"network.{name}", 5, True)
    assert f"{used:g} is used" in problem.message
