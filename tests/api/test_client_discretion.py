"""Vendors quote what they refuse; no error repeats it."""

from __future__ import annotations

import traceback

import pytest

from explorer.api.auth import Basic, HeaderKeys
from explorer.api.redact import redacted
from explorer.model.auth import AuthScheme
from explorer.model.errors import VendorError
from tests.api.conftest import Rig, operation, vendor
from tests.fault_server import Reply, json_reply

CANARY = "canary-key-31415926"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 200])
@pytest.mark.parametrize("form", ["json", "fields", "html", "cut"])
async def test_a_quoted_key_is_not_repeated(rig: Rig, status: int, form: str) -> None:
    rig.credentials = {"key": CANARY}
    replies = {
        "json": json_reply({"message": f"bad key {CANARY}", "errors": {}}, status),
        "fields": json_reply({"message": "bad", "errors": {CANARY: [f"is {CANARY}"]}}, status),
        "html": Reply(f"<html>bad key {CANARY}".encode(), status, {"content-type": "text/html"}),
        "cut": Reply(("x" * 180 + CANARY).encode(), status, {"content-type": "text/plain"}),
    }
    for scheme in (HeaderKeys({"key": "x-api-key"}), Basic("name", "key")):
        rig.credentials["name"] = "operator"
        await refused(rig, scheme, replies[form])


async def refused(rig: Rig, scheme: AuthScheme, reply: Reply) -> None:
    rig.server.play(*[reply] * 4)
    resource = vendor(scheme).resources[0]
    with pytest.raises(VendorError) as caught:
        await rig.client(vendor(scheme)).get(resource, operation("get"), ("people", "1"))
    told = [
        str(caught.value),
        caught.value.next_step,
        caught.value.request_id,
        *traceback.format_exception(caught.value),
    ]
    told += [str(getattr(caught.value, "fields", ""))]
    assert not [text for text in told if CANARY[:12] in text]


def test_the_name_of_who_calls_may_be_told() -> None:
    assert redacted("operator may not", {CANARY}) == "operator may not"
    assert redacted(f"{CANARY[:10]}… and {CANARY}", {CANARY}) == "***… and ***"
    assert redacted("a key of abc", {"abc"}) == "a key of abc"
