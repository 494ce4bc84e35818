"""Keys and people stay out of what is said, logged, shown and copied."""

from __future__ import annotations

import gc
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from explorer.api.client import Client
from explorer.model.account import Account, Secret
from explorer.model.curl import curl
from explorer.model.errors import VendorError
from explorer.model.health import RequestOutcome
from explorer.model.page import Query
from explorer.model.validate import accept, attributes, check
from explorer.vendors import discover
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import Reply, json_reply
from tests.model.test_curl import URL, account, given

LIST, GET = operation("list"), operation("get")
PERSON = ("people", "1")
CANARY = "canary-9f31"


async def test_s18_s19_neither_the_key_nor_the_query_is_logged_or_told(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.credentials["key"] = "canary-key"
    client, counted = rig.client(), list[RequestOutcome]()
    client.report_to(counted.append)
    rig.server.play(Reply(b"", 500), Reply(reset=True), Reply(b"<html>", 404))
    with pytest.raises(VendorError) as caught:
        await client.list(PEOPLE, LIST, Query(("people",), search="canary-person"), "1")
    told = f"{caught.value} {caught.value.request} {caught.value.next_step} {caplog.text} {counted}"
    assert "canary" not in told


@pytest.mark.parametrize(
    ("source", "variables", "told"),
    [
        (
            account("gormic", api_key=Secret("inline", "hidden"), organization_id=Secret("file", "/f")),
            {"MY_ACCOUNT_API_KEY": 'k"\\', "MY_ACCOUNT_ORGANIZATION_ID": "org"},
            'api-key: k"\\\norganization-id: org\n',
        ),
        (
            account("gormic", api_key=Secret("env", "no-name"), organization_id=Secret("env", "ORG"), name="1st"),
            {"_1ST_API_KEY": "k", "ORG": "org"},
            "api-key: k\norganization-id: org\n",
        ),
        (
            account("assemble", email=Secret("inline", "jo@x.example"), password=Secret("inline", "hidden")),
            {"MY_ACCOUNT_TOKEN": "a.b.c"},
            "Authorization: Bearer a.b.c\n",
        ),
        (account("assemble", token=Secret("env", "TOKEN")), {"TOKEN": "t"}, "Authorization: Bearer t\n"),
    ],
    ids=["keys", "names", "signed-in", "token"],
)
def test_s23_secrets_are_variables(source: Account, variables: Mapping[str, str], told: str) -> None:
    command = curl(source, "DELETE", URL)
    assert "hidden" not in command
    assert given(command, **variables)[1] == told


async def test_s20_s22_no_key_is_where_the_http_library_or_a_retry_shows_it(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rig.credentials["key"] = CANARY
    client = rig.client()
    counted: list[RequestOutcome] = []
    client.report_to(counted.append)
    rig.server.play(Reply(b"", 503), Reply(reset=True), json_reply({"id": 1}))
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}
    assert [seen.headers["x-api-key"] for seen in rig.server.seen] == [CANARY] * 3
    http = _http_client(client)
    assert "user-agent" in http.headers
    told = f"{http.headers!r} {http.auth!r} {http.cookies!r} {vars(http)} {counted} {caplog.text}"
    assert len(counted) >= 3
    assert CANARY not in told


def _http_client(client: Client) -> Any:
    """The library's own client, wherever ours keeps it."""
    import httpx

    found = [each for each in gc.get_objects() if isinstance(each, httpx.AsyncClient) and not each.is_closed]
    (http,) = [each for each in found if each.headers.get("user-agent") == "explorer"]
    return http


def test_s21_a_value_that_fails_its_check_is_not_quoted() -> None:
    for vendor in discover().values():
        for _, resource in vendor.walk():
            for each in resource.operations:
                if not each.form:
                    continue
                wrong = {member.name: {"inner": [CANARY]} for member in attributes(each.form)} | {CANARY[:6]: CANARY}
                said = accept(each.form, wrong).problems
                assert said and not [words for words in said.values() if CANARY in words]
            if resource.record:
                checked = check(
                    resource.record, {member.name: {"inner": CANARY} for member in attributes(resource.record)}
                )
                assert not [words for words in checked.problems.values() if CANARY in words]
