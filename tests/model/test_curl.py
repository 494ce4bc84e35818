"""Commands for curl: what a shell makes of them, and that they hold no secret."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace

import pytest

from explorer.api.auth import Basic
from explorer.model.account import Account, Secret
from explorer.model.curl import curl
from explorer.vendors import discover

URL = "https://host.example/api/users/1"


def account(vendor: str, /, name: str = "my-account", **credentials: Secret) -> Account:
    known = discover()[vendor]
    return Account(name, known, known.title, "https://host.example/api", credentials)


def run(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What a shell gives curl: its arguments, a line each, and its input after `--`."""
    stub = "curl() { for each in \"$@\"; do printf '%s\\0' \"$each\"; done; printf -- '--\\0'; cat; }\n"
    environ = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(["sh", "-c", stub + command], input="", capture_output=True, text=True, env=environ)


def given(command: str, **variables: str) -> tuple[list[str], str]:
    """Arguments and input."""
    ran = run(command, **variables)
    assert ran.returncode == 0, ran.stderr
    *arguments, told = ran.stdout.split("\0")
    return arguments[:-1], told


REPCARD = account("repcard", api_key=Secret("env", "REPCARD_API_KEY"))
KEY = {"REPCARD_API_KEY": "the key"}


@pytest.mark.parametrize(
    "text",
    ["Jo", "it's", '$(touch x) `id` \\ "', "line\nbreak", "$HOME ${REPCARD_API_KEY}", "Zürich ☃", "HEADERS", "!!"],
)
def test_the_body_reaches_curl_as_it_is(text: str) -> None:
    arguments, told = given(curl(REPCARD, "PUT", URL, {"jobTitle": text, text: 1}), **KEY)
    assert arguments[:3] == ["-X", "PUT", URL]
    assert json.loads(arguments[arguments.index("--data-raw") + 1]) == {"jobTitle": text, text: 1}
    assert "content-type: application/json" in arguments
    assert told == "x-api-key: the key\n"
    assert "the key" not in " ".join(arguments)


def test_what_acts_on_a_terminal_is_escaped() -> None:
    command = curl(REPCARD, "PUT", URL, {"jobTitle": "a\u202eb\x9bc"})
    assert "a\\u202eb\\u009bc" in command
    assert "\u202e" not in command


def test_a_read_has_neither_method_nor_body() -> None:
    arguments, _ = given(curl(REPCARD, "GET", URL), **KEY)
    assert arguments == [URL, "-H", "accept: application/json", "-H", "@-"]


def test_without_its_secret_nothing_is_sent() -> None:
    ran = run(curl(REPCARD, "DELETE", URL))
    assert (ran.returncode != 0, ran.stdout) == (True, "")
    assert "REPCARD_API_KEY" in ran.stderr


def test_basic_goes_by_the_option_that_curl_hides() -> None:
    repsly = account("repsly", username=Secret("inline", "hidden"), password=Secret("env", "PASS"))
    command = curl(repsly, "GET", URL)
    assert "hidden" not in command
    arguments, told = given(command, MY_ACCOUNT_USERNAME="jo", PASS="a$b")
    assert (arguments[arguments.index("-u") + 1], told) == ("jo:a$b", "")


class Digesting(Basic):
    """Makes something of its credentials that cannot be taken apart."""

    def headers(self, credentials: Mapping[str, str], token: object) -> Mapping[str, str]:
        return {"X-Signature": str(sum(map(ord, credentials["password"]))), "X-Version": "$2"}


def test_a_signature_of_another_kind_is_a_variable_as_a_whole() -> None:
    known = account("repsly", username=Secret("inline", "a"), password=Secret("inline", "b"))
    signing = replace(known, vendor=replace(known.vendor, auth=Digesting()))
    _, told = given(curl(signing, "GET", URL), MY_ACCOUNT_X_SIGNATURE="abc")
    assert told == "X-Signature: abc\nX-Version: $2\n"


def test_hidden_members_are_variables() -> None:
    gormic = account("gormic", api_key=Secret("env", "KEY"), organization_id=Secret("env", "ORG"))
    command = curl(gormic, "PATCH", URL, {"params": {"passcode": "***", "number": 'a":"***"'}})
    assert run(command, KEY="k", ORG="o").returncode != 0
    arguments, _ = given(command, KEY="k", ORG="o", MY_ACCOUNT_PASSCODE="12 34")
    assert json.loads(arguments[-1]) == {"params": {"passcode": "12 34", "number": 'a":"***"'}}
