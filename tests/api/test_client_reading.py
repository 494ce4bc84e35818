"""Lists, records and calls over real HTTP."""

from __future__ import annotations

import gzip
import json

import pytest

from explorer.model.errors import BadAnswer, NotFound, UsageError
from explorer.model.page import Query
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import Reply, json_reply

LIST, GET, UPDATE = operation("list"), operation("get"), operation("update")


async def test_a_page_is_asked_for_with_filters_includes_and_size(rig: Rig) -> None:
    rig.server.play(json_reply({"data": [{"id": 1}], "page": 2, "pages": 3, "total": 7}))
    query = Query(("people",), filters=(("active", "yes"),), search="a b", sort="by date", includes=("roles", "notes"))
    page = await rig.client(options={"company": "7"}).list(PEOPLE, LIST, query, "2")
    assert page.rows == ({"id": 1},)
    assert (page.next, page.total, page.number, page.pages) == ("3", 7, 2, 3)
    (seen,) = rig.server.seen
    path, _, parameters = seen.target.partition("?")
    assert (seen.method, path) == ("GET", "/people")
    assert set(parameters.split("&")) == {
        *("page=2", "per_page=50", "active=1", "q=a+b", "order=date", "include=roles%2Cnotes", "company=7")
    }
    assert seen.headers["x-api-key"] == "k-1"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["accept-encoding"] == "gzip"
    assert "cookie" not in seen.headers


async def test_a_filter_for_the_page_size_goes_before_ours(rig: Rig) -> None:
    rig.server.play(json_reply({"data": []}))
    await rig.client().list(PEOPLE, LIST, Query(("people",), filters=(("per_page", "7"),)), "1")
    assert "per_page=7" in rig.server.seen[0].target


async def test_what_is_not_documented_is_refused_before_anything_is_sent(rig: Rig) -> None:
    client = rig.client()
    with pytest.raises(UsageError, match="did you mean “company”"):
        await client.list(PEOPLE, LIST, Query(("people",), filters=(("compny", "1"),)), "1")
    with pytest.raises(UsageError, match="“page” is set by paging"):
        await client.list(PEOPLE, LIST, Query(("people",), filters=(("page", "1"),)), "1")
    with pytest.raises(UsageError, match="no place"):
        await client.list(PEOPLE, LIST, Query(("people",)), "no-number")
    assert rig.server.seen == []


async def test_a_record_is_unwrapped_and_its_id_stays_one_path_segment(rig: Rig) -> None:
    rig.server.play(json_reply({"data": {"id": "1/../x"}}), json_reply({"id": "bare"}))
    client = rig.client(base_url=f"{rig.server.url}/api/")
    assert await client.get(PEOPLE, GET, ("people", "1/../../admin?x=1#f é")) == {"id": "1/../x"}
    assert await client.get(PEOPLE, GET, ("people", "2")) == {"id": "bare"}
    assert [seen.target for seen in rig.server.seen] == [
        "/api/people/1%2F..%2F..%2Fadmin%3Fx%3D1%23f%20%C3%A9",
        "/api/people/2",
    ]


async def test_an_answer_without_a_record_is_no_record(rig: Rig) -> None:
    rig.server.play(json_reply([]), Reply(b"", 204))
    for _ in range(2):
        with pytest.raises(BadAnswer, match="holds no record"):
            await rig.client().get(PEOPLE, GET, ("people", "2"))


async def test_the_accounts_own_path_is_used(rig: Rig) -> None:
    rig.server.play(json_reply({"id": 1}))
    client = rig.client(operations={"people.get": ("GET", "/humans/{person_id}/show")})
    own = client._account.operation(PEOPLE, "get")
    assert own is not None
    await client.get(PEOPLE, own, ("people", "1"))
    assert rig.server.seen[0].target == "/humans/1/show"


async def test_a_write_carries_fixed_members_wrapped_and_exact_numbers(rig: Rig) -> None:
    rig.server.play(json_reply({"ok": True}, 201))
    answer = await rig.client().call(PEOPLE, UPDATE, ("people", "1"), body={"name": "Zoë"})
    assert (answer.status, answer.body) == (201, {"ok": True})
    seen = rig.server.seen[0]
    assert (seen.method, seen.headers["content-type"]) == ("PUT", "application/json")
    assert json.loads(seen.body) == {"person": {"kind": 1, "name": "Zoë"}}


async def test_a_read_only_account_sends_no_write(rig: Rig) -> None:
    with pytest.raises(UsageError, match="read-only"):
        await rig.client(read_only=True).call(PEOPLE, UPDATE, ("people", "1"), body={})
    assert rig.server.seen == []


async def test_a_refusal_names_account_operation_status_request_and_next_step(rig: Rig) -> None:
    rig.server.play(json_reply({"message": "no"}, 404, X_Request_Id="r-9"))
    with pytest.raises(NotFound) as caught:
        await rig.client().get(PEOPLE, GET, ("people", "1"))
    error = caught.value
    assert (error.account, error.operation, error.status) == ("acme", "people.get", 404)
    assert error.request == f"GET {rig.server.url}/people/1"
    assert error.request_id == "r-9"
    assert error.next_step
    assert str(error).startswith("acme answered 404 to people.get")


async def test_a_gzipped_answer_is_unpacked(rig: Rig) -> None:
    packed = gzip.compress(b'{"id": ') + gzip.compress(b"1}")
    rig.server.play(Reply(packed, headers={"Content-Encoding": "gzip"}))
    assert await rig.client().get(PEOPLE, GET, ("people", "1")) == {"id": 1}
