"""Bodies that are not what they should be, over real HTTP."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
from typing import Any

import pytest

from explorer.api.decode import BodyError, BodyReader
from explorer.model.errors import BadAnswer, NetworkError, SignInNeeded, VendorError
from explorer.model.json_text import dumps
from explorer.model.page import Query
from explorer.vendors import discover
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import Reply, gzip_bomb, json_reply
from tests.waiting import in_time

LIST, GET, UPDATE = operation("list"), operation("get"), operation("update")
PERSON = ("people", "1")


async def refused(rig: Rig, reply: Reply) -> str:
    """What is said of an answer that is none, which is not asked for again."""
    rig.server.play(reply)
    asked = len(rig.server.seen)
    with pytest.raises(BadAnswer) as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == asked + 1
    return str(caught.value)


async def test_p01_a_sign_in_page_is_told_by_its_first_words(rig: Rig) -> None:
    page = b"<html>\x1b[2J<title>Sign in</title>" + b"x" * 10_000
    told = await refused(rig, Reply(page, headers={"Content-Type": "text/html; charset=utf-8"}))
    _, _, words = told.partition("a web page instead of JSON (a sign-in page of the network?) to people.get: ")
    assert words.startswith("“␛[2J Sign in x") and len(words) <= 82
    assert "\x1b" not in told


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "", "application/x.uvol.v3+json"])
async def test_p02_json_is_read_whatever_its_type_says(rig: Rig, kind: str) -> None:
    rig.server.play(Reply(b'{"id": 1}', headers={"Content-Type": kind} if kind else {}))
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}


@pytest.mark.parametrize("nothing", [Reply(b"", 204), Reply(b"", 200), Reply(b" \r\n", 200)])
async def test_p03_an_answer_without_a_body(rig: Rig, nothing: Reply) -> None:
    rig.server.play(nothing, nothing)
    page = await rig.client().list(PEOPLE, LIST, Query(("people",)), "1")
    assert (page.rows, page.next) == ((), None)
    assert (await rig.client().call(PEOPLE, UPDATE, PERSON, body={})).body is None


@pytest.mark.parametrize("short", ["length", "chunks"])
async def test_p04_a_body_that_ends_early_is_read_again(rig: Rig, short: str) -> None:
    whole = b'{"id": 1}'
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    cut = Reply(whole + b" " * 50, cut=len(whole)) if short == "length" else Reply(raw=head + b"40\r\n" + whole)
    rig.server.play(cut, json_reply({"id": 2}))
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 2}
    rig.server.play(cut, cut, cut, cut)
    with pytest.raises(NetworkError):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 5
    with pytest.raises(NetworkError) as caught:
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={})
    assert caught.value.sent and len(rig.server.seen) == 6


BROKEN = {
    "trailing": (b"{} <html>", "not JSON: Extra data"),
    "Latin-1": (b'{"name": "\xe9"}', "not valid utf-8 at byte 10"),
    "broken off": (b'{"name": "canary', "not JSON: Unterminated string"),
    "doubled key": (b'{"id": 1, "id": 2}', "same key twice"),
    "brackets": (b"[" * 100_000, "nested too deeply"),
    "levels": (b"[" * 65 + b"]" * 65, "more than 64 levels"),
    "digits": (b"[" + b"9" * 5000 + b"]", "too many digits"),
    "NaN": (b'{"id": NaN}', "NaN is not JSON"),
    "Infinity": (b'{"id": -Infinity}', "-Infinity is not JSON"),
    "1e400": (b'{"id": 1e400}', "out of range"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_p05_p06_p07_p11_p12_p13_broken_json_is_refused_and_not_quoted(rig: Rig, name: str) -> None:
    body, words = BROKEN[name]
    told = await refused(rig, Reply(body, headers={"Content-Type": "application/json"}))
    assert words in told and "canary" not in told


@pytest.mark.parametrize(
    "body", [b'\xef\xbb\xbf{"id": "\xc3\xa9"}', '{"id": "é"}'.encode("utf-16"), '{"id": "é"}'.encode("utf-16-le")]
)
async def test_p06_unicode_in_other_encodings_is_read(rig: Rig, body: bytes) -> None:
    rig.server.play(Reply(body))
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": "é"}


async def test_p08_a_gzip_bomb_is_stopped_early(rig: Rig) -> None:
    bomb = gzip_bomb(200 * 2**20)
    tracemalloc.start()
    try:
        assert "larger than 16 MiB" in await refused(rig, bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 * 2**20


async def test_p09_a_large_plain_body_is_stopped_and_its_connection_closed(rig: Rig) -> None:
    client = rig.client()
    rig.server.play(Reply(b" " * (100 * 2**20)))
    with pytest.raises(BadAnswer, match="larger than 16 MiB"):
        await client.get(PEOPLE, GET, PERSON)
    async with in_time():
        while rig.server._connections:
            await asyncio.sleep(0)
    rig.server.play(json_reply({"id": 1}))
    assert await client.get(PEOPLE, GET, PERSON) == {"id": 1}


def test_p08_p09_a_body_may_fill_its_bound_but_not_pass_it() -> None:
    for size, fits in ((1000, True), (1001, False)):
        for encoding, data in (("", b"x" * size), ("gzip", gzip.compress(b"x" * size))):
            reader = BodyReader(encoding, limit=1000)
            if fits:
                reader.feed(data)
                assert len(reader.finish()) == size
            else:
                with pytest.raises(BodyError, match="larger"):
                    reader.feed(data)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip"])
async def test_p10_a_packing_that_was_not_offered_is_refused(rig: Rig, encoding: str) -> None:
    assert "only gzip was offered" in await refused(rig, Reply(b"{}", headers={"Content-Encoding": encoding}))
    assert rig.server.seen[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
async def test_p13_what_is_no_number_is_never_sent(rig: Rig, number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps({"name": number})
    with pytest.raises(ValueError, match="not JSON compliant"):
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={"name": number})
    assert rig.server.seen == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"statusCode": 401, "error": "no"}, 401),
        ({"status": 200, "statusCode": 422, "message": "bad", "result": []}, 422),
    ],
)
async def test_p22_the_status_inside_of_the_body_counts(rig: Rig, body: dict[str, Any], status: int) -> None:
    vendor = discover()["repcard"]
    rig.credentials = {"api_key": "k"}
    users = vendor.resource(("users",))
    read = users.operation("get")
    assert read is not None
    rig.server.play(json_reply(body))
    with pytest.raises(VendorError) as caught:
        await rig.client(vendor).get(users, read, ("users", "1"))
    assert caught.value.status == status
    assert (status == 401) is isinstance(caught.value, SignInNeeded)


@pytest.mark.parametrize("media", ["text/html", "application/json"])
async def test_p23_of_a_long_hostile_error_a_few_harmless_words_are_told(
    rig: Rig, media: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    text = "\x1b]52;c;QQ==\x07 Ada Field <b>ada@example.com</b> " + "x" * 5_000_000
    body = text.encode() if media == "text/html" else json.dumps({"message": text, "errors": [text]}).encode()
    rig.server.play(Reply(body, 400, {"Content-Type": media}))
    with pytest.raises(VendorError) as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    told = f"{caught.value}"
    assert len(told) < 700
    assert not {"\x1b", "\x07"} & set(told)
    assert "ada@" not in caplog.text
    assert capfd.readouterr() == ("", "")
