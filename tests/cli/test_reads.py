"""Each of the 26 documented reads: the command line prints what the vendor answers, to the letter.

The vendors are asked by hand here, by what their documents say: nothing of the client takes part.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from explorer.demo import config as demo
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors

Raw = Callable[..., Any]
"""`raw("repcard", "/users/minimal", page="1")`: the vendor's own answer, numbers as they were written."""

_BASIC = httpx.BasicAuth(demo.REPSLY_USERNAME, demo.REPSLY_PASSWORD)
_HEADERS = {
    "repcard": {"x-api-key": demo.REPCARD_KEY},
    "repsly": {"accept": "application/json"},
    "assemble": {"authorization": f"Bearer {demo.ASSEMBLE_TOKEN}", "accept": "application/x.uvol.v3+json"},
    "gormic": {"api-key": demo.GORMIC_KEY, "organization-id": demo.GORMIC_ORGANIZATION},
}


@dataclass(frozen=True, slots=True)
class Read:
    """One read: where it is for us and for the vendor. `{user}` is one that has what is read, `{id}` the first."""

    address: str
    path: str
    unwrap: tuple[str, ...] = ("data",)
    query: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.address

    @property
    def vendor(self) -> str:
        return self.address.split("/")[0]


def _assemble() -> Iterator[Read]:
    page = {"page": "1", "limit": "50"}
    yield Read("assemble/users", "/users", query=page)
    yield Read("assemble/users/{user}", "/users/{user}", (), options=("--include", ""))
    listed_only = ("roles", "skills")
    both = ("email-addresses", "postal-addresses", "emergency-contacts", "phone-numbers", "supervisors", "notes")
    for name in (*listed_only, *both, "touchpoints"):
        yield Read(f"assemble/users/{{user}}/{name}", f"/users/{{user}}/{name}", query=page)
        if name not in listed_only:
            yield Read(f"assemble/users/{{user}}/{name}/{{id}}", f"/users/{{user}}/{name}/{{id}}")


READS = [
    Read("repcard/users", "/users/minimal", ("result", "data"), {"page": "1", "per_page": "50"}),
    Read("repcard/users/1476", "/users/1476/details", ("result",)),
    Read("repcard/customers/25997808", "/customers/25997808", options=("--include", "")),
    Read(
        "repcard/customers/25997808/attachments",
        "/customers/25997808/attachments",
        query={"page": "1", "per_page": "50"},
    ),
    Read("repsly/users", "/v3/export/users/0", ("Users",)),
    *_assemble(),
    Read("gormic/customers", "/v1/crm/customers", ("data", "users")),
    Read("gormic/customers/c-1", "/v1/crm/customers/c-1", ("data", "user")),
]


@pytest.fixture
def raw(demo_vendors: DemoVendors) -> Raw:
    def ask(vendor: str, path: str, **query: str) -> Any:
        auth = _BASIC if vendor == "repsly" else None
        url = demo_vendors.base_urls[vendor] + path
        answer = httpx.get(url, params=query, headers=_HEADERS[vendor], auth=auth, trust_env=False)
        assert answer.status_code == 200, (url, answer.text)
        return json.loads(answer.content, parse_float=str, parse_int=str)

    return ask


def _filled_in(read: Read, raw: Raw) -> dict[str, str]:
    """The ids of a user that has what is read, and of its first one."""
    if "{user}" not in read.path:
        return {}
    users = [each["id"] for each in raw("assemble", "/users", limit="50")["data"]]
    collection = read.path.removesuffix("/{id}")
    if collection == "/users/{user}":
        return {"user": users[0]}
    for user in users:
        if rows := raw("assemble", collection.format(user=user))["data"]:
            return {"user": user, "id": rows[0]["id"]}
    raise AssertionError(f"no user has any {collection}")


def test_there_are_twenty_six() -> None:
    assert len(READS) + 1 == 26  # the last is Gormic's export, below


@pytest.mark.parametrize("read", READS, ids=str)
def test_a_read_prints_the_vendor_s_own_records(read: Read, run: Run, raw: Raw) -> None:
    ids = _filled_in(read, raw)
    body = raw(read.vendor, read.path.format(**ids), **read.query)
    for key in read.unwrap:
        body = body.get(key, body)
    command = "list" if isinstance(body, list) else "get"
    printed = run(command, "demo-" + read.address.format(**ids), "--format", "json", *read.options)
    assert printed.code == 0, printed.err
    assert printed.json == body
    assert body


def test_an_export_prints_the_vendor_s_own_records(run: Run, raw: Raw) -> None:
    rows: list[Any] = []
    query = {"updatedSince": "1970-01-01T00:00:00.000Z"}
    while True:
        answer = raw("gormic", "/v1/crm/customers/export", **query)["data"]
        rows += answer["items"]
        if answer.get("next") is None:
            break
        query["offset"] = answer["next"]
    synced = run("sync", "demo-gormic/customers", "--format", "json")
    assert synced.code == 0, synced.err
    assert synced.json[0]["rows"] == str(len(rows))
    printed = run("--offline", "list", "demo-gormic/customers", "--all")
    assert printed.code == 0, printed.err
    assert sorted(printed.json, key=str) == sorted(rows, key=str)
