"""Each kind of fault as a client meets it: through a raw socket where the connection ends, else through httpx."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from explorer.demo.config import ASSEMBLE_EMAIL, ASSEMBLE_PASSWORD
from explorer.demo.faults.fault import Fault, FaultSet
from explorer.demo.faults.script import FaultScript
from tests.demo.in_process import CREDENTIALS
from tests.faulty_vendors import FaultyVendors, faulty_vendors
from tests.waiting import LONGEST

CUSTOMERS = "/v1/crm/customers"
NOTES = {"params": {"internalNote": "told by mail"}}


@pytest.fixture
async def vendors() -> AsyncIterator[FaultyVendors]:
    async with faulty_vendors() as running:
        yield running


def client(vendors: FaultyVendors, vendor: str = "gormic") -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=vendors.base_urls[vendor], headers=CREDENTIALS[vendor], trust_env=False, timeout=LONGEST
    )


async def heard(vendors: FaultyVendors) -> tuple[bytes, bool]:
    """What a raw client hears to one GET before the connection ends, and whether it was reset."""
    reader, writer = await asyncio.open_connection("127.0.0.1", vendors.ports[3])
    headers = "".join(f"{name}: {value}\r\n" for name, value in CREDENTIALS["gormic"].items())
    writer.write(f"GET {CUSTOMERS} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
    told = b""
    try:
        while more := await reader.read(65536):
            told += more
    except ConnectionResetError:
        return told, True
    finally:
        writer.close()
    return told, False


async def test_a_reset_is_one_before_a_byte_was_answered(vendors: FaultyVendors) -> None:
    vendors.play(Fault(reset=True))
    assert await heard(vendors) == (b"", True)


@pytest.mark.parametrize("reset", [False, True])
async def test_an_answer_is_cut_off_at_a_byte(vendors: FaultyVendors, reset: bool) -> None:
    vendors.play(Fault(cut_at=100, reset=reset))
    told, was_reset = await heard(vendors)
    head, _, body = told.partition(b"\r\n\r\n")
    announced = next(int(line.split()[1]) for line in head.splitlines() if line.startswith(b"content-length:"))
    assert len(body) == 100 < announced
    assert was_reset is reset


async def test_chunks_are_cut_off_before_the_last(vendors: FaultyVendors) -> None:
    vendors.play(Fault(oversize=1000, cut_at=10))
    told, _ = await heard(vendors)
    assert b"Transfer-Encoding: chunked" in told
    assert not told.endswith(b"0\r\n\r\n")


async def test_a_write_is_done_though_its_answer_is_lost(vendors: FaultyVendors) -> None:
    vendors.play(Fault(method=("PATCH",), applied=True, reset=True))
    async with client(vendors) as gormic:
        with pytest.raises(httpx.ReadError):
            await gormic.patch(f"{CUSTOMERS}/c-1", json=NOTES)
        assert (await gormic.get(f"{CUSTOMERS}/c-1")).json()["data"]["user"]["internalNote"] == "told by mail"


async def test_a_write_that_is_reset_otherwise_is_not_done(vendors: FaultyVendors) -> None:
    vendors.play(Fault(method=("PATCH",), reset=True))
    async with client(vendors) as gormic:
        with pytest.raises(httpx.ReadError):
            await gormic.patch(f"{CUSTOMERS}/c-1", json=NOTES)
        assert (await gormic.get(f"{CUSTOMERS}/c-1")).json()["data"]["user"].get("internalNote") != "told by mail"


async def test_status_headers_type_and_body_are_as_scripted(vendors: FaultyVendors) -> None:
    vendors.play(Fault(status=503, headers={"X-Odd": "yes"}, content_type="text/html", body="<html>"))
    async with client(vendors) as gormic:
        answer = await gormic.get(CUSTOMERS)
    assert (answer.status_code, answer.text) == (503, "<html>")
    assert (answer.headers["x-odd"], answer.headers["content-type"]) == ("yes", "text/html")


async def test_html_comes_with_200(vendors: FaultyVendors) -> None:
    vendors.play(Fault(content_type="text/html", body="<title>Sign in</title>"))
    async with client(vendors) as gormic:
        answer = await gormic.get(CUSTOMERS)
    assert (answer.status_code, answer.headers["content-type"], answer.text[:7]) == (200, "text/html", "<title>")


async def test_a_type_alone_leaves_the_vendors_answer(vendors: FaultyVendors) -> None:
    vendors.play(Fault(content_type="text/plain"))
    async with client(vendors) as gormic:
        answer = await gormic.get(CUSTOMERS)
    assert answer.headers["content-type"] == "text/plain"
    assert answer.json()["data"]["users"]


async def test_retry_after_as_seconds_as_a_date_and_not_at_all(vendors: FaultyVendors) -> None:
    vendors.play(
        Fault(nth=1, status=429, retry_after="7"),
        Fault(nth=2, status=429, retry_after_date=7),
        Fault(nth=3, status=429),
        clock=-3600,
    )
    async with client(vendors) as gormic:
        seconds, date, none, fine = [await gormic.get(CUSTOMERS) for _ in range(4)]
    assert seconds.headers["retry-after"] == "7"
    apart = parsedate_to_datetime(date.headers["retry-after"]) - parsedate_to_datetime(date.headers["date"])
    assert 6 <= apart.total_seconds() <= 8
    assert none.status_code == 429
    assert "retry-after" not in none.headers
    assert fine.status_code == 200


async def test_a_wrong_clock_is_told_in_every_answer(vendors: FaultyVendors) -> None:
    vendors.play(clock=86_400)
    async with client(vendors) as gormic:
        answer = await gormic.get(CUSTOMERS)
    assert answer.headers.get_list("date") == [answer.headers["date"]]
    ahead = parsedate_to_datetime(answer.headers["date"]) - datetime.now(UTC)
    assert 86_390 <= ahead.total_seconds() <= 86_410


async def test_redirects_to_the_same_place_and_to_another(vendors: FaultyVendors) -> None:
    vendors.play(Fault(redirect="same", nth=1), Fault(redirect="http://127.0.0.1:9/x", status=307, nth=2))
    async with client(vendors) as gormic:
        same, other = await gormic.get(f"{CUSTOMERS}?a=%2F"), await gormic.get(CUSTOMERS)
    assert (same.status_code, same.headers["location"]) == (302, f"{CUSTOMERS}?a=%2F")
    assert (other.status_code, other.headers["location"]) == (307, "http://127.0.0.1:9/x")


async def test_a_gzip_bomb_is_a_thousand_times_what_is_sent(vendors: FaultyVendors) -> None:
    vendors.play(Fault(gzip_bomb=4_000_000))
    async with client(vendors) as gormic, gormic.stream("GET", CUSTOMERS) as answer:
        sent = b"".join([piece async for piece in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(sent) < 8_000
    assert len(zlib.decompress(sent, wbits=31)) == 4_000_000


async def test_an_oversize_and_a_deep_body_are_json(vendors: FaultyVendors) -> None:
    vendors.play(Fault(oversize=300_000, nth=1), Fault(deep=500, nth=2))
    async with client(vendors) as gormic:
        large, deep = await gormic.get(CUSTOMERS), await gormic.get(CUSTOMERS)
    assert len(large.content) == 300_000
    assert "content-length" not in large.headers
    assert isinstance(large.json(), list)
    assert deep.text == "[" * 500 + "]" * 500


async def test_delay_and_drip_take_their_time(vendors: FaultyVendors) -> None:
    vendors.play(Fault(delay=0.05, body="x" * 10, drip=0.01, drip_bytes=2))
    begin = asyncio.get_running_loop().time()
    pieces = []
    async with client(vendors) as gormic, gormic.stream("GET", CUSTOMERS) as answer:
        assert asyncio.get_running_loop().time() - begin >= 0.05
        async for piece in answer.aiter_raw():
            pieces.append(piece)
    assert b"".join(pieces) == b"x" * 10
    assert asyncio.get_running_loop().time() - begin >= 0.1


async def pages(vendors: FaultyVendors, count: int) -> list[dict[str, Any]]:
    """What Gormic answers when each answer's cursor is followed."""
    answers, offset = [], ""
    async with client(vendors) as gormic:
        for _ in range(count):
            answers.append((await gormic.get(CUSTOMERS, params={"offset": offset})).json()["data"])
            offset = answers[-1].get("next", "")
    return answers


def ids(page: dict[str, Any]) -> list[str]:
    return [row["id"] for row in page["users"]]


async def test_cursors_go_in_a_circle(vendors: FaultyVendors) -> None:
    vendors.play(Fault(loop=1))
    first, second = await pages(vendors, 2)
    assert (ids(first), first["next"]) == (ids(second), second["next"])


async def test_a_cursor_in_the_path_goes_in_a_circle_of_two(vendors: FaultyVendors) -> None:
    vendors.play(Fault(loop=2))
    stamps = [0]
    async with client(vendors, "repsly") as repsly:
        for _ in range(4):
            answer = (await repsly.get(f"/v3/export/users/{stamps[-1]}")).json()
            stamps.append(answer["MetaCollectionResult"]["LastTimeStamp"])
    assert stamps[1] == stamps[3] != stamps[2] == stamps[4]


async def test_rows_come_to_the_front_or_vanish_between_two_pages(vendors: FaultyVendors) -> None:
    plain = [ids(page) for page in await pages(vendors, 2)]
    vendors.play(Fault(shift=2))
    come = [ids(page) for page in await pages(vendors, 2)]
    assert come == [plain[0], plain[0][-2:] + plain[1][:-2]]
    vendors.play(Fault(shift=-2))
    assert [ids(page) for page in await pages(vendors, 2)] == [plain[0], plain[1][2:]]


async def test_rows_come_twice(vendors: FaultyVendors) -> None:
    vendors.play(Fault(duplicates=3))
    (page,) = await pages(vendors, 1)
    assert ids(page)[-3:] == ids(page)[:3]


async def test_tokens_expire_as_soon_as_the_set_says(vendors: FaultyVendors) -> None:
    vendors.play(token_seconds=0)
    async with client(vendors, "assemble") as assemble:
        root = vendors.base_urls["assemble"].removesuffix("/api")
        first = await assemble.post(f"{root}/auth/api/", json={"email": ASSEMBLE_EMAIL, "password": ASSEMBLE_PASSWORD})
        second = await assemble.post(f"{root}/auth/api/token", json={"token": first.json()["token"]})
        used = await assemble.get("/users", headers={"authorization": f"Bearer {second.json()['token']}"})
    assert used.status_code == 401


@pytest.mark.parametrize(
    ("fault", "which"),
    [
        (Fault(), [1, 2, 3, 4, 5]),
        (Fault(nth=2), [2]),
        (Fault(count=2), [1, 2]),
        (Fault(nth=2, count=3), [2, 3, 4]),
        (Fault(vendor="repsly"), []),
        (Fault(method=("POST",)), []),
        (Fault(path="*/customers/*"), []),
        (Fault(path="*customers*", vendor="gormic", method=("GET",)), [1, 2, 3, 4, 5]),
    ],
)
def test_a_fault_meets_the_requests_it_names(fault: Fault, which: list[int]) -> None:
    script = FaultScript(FaultSet(faults=(fault,)), lambda: datetime.now(UTC))
    assert [number for number in range(1, 6) if script.next("gormic", "GET", CUSTOMERS)] == which


def test_a_share_is_drawn_anew_by_each_seed_and_the_same_by_one() -> None:
    def drawn(seed: int) -> list[bool]:
        script = FaultScript(FaultSet(faults=(Fault(share=0.3),), seed=seed), lambda: datetime.now(UTC))
        return [script.next("gormic", "GET", "/") is not None for _ in range(1000)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 250 < sum(drawn(1)) < 350


def test_the_first_fault_of_those_that_meet_happens_and_each_counts() -> None:
    first, second = Fault(nth=1), Fault(nth=2)
    script = FaultScript(FaultSet(faults=(first, second)), lambda: datetime.now(UTC))
    assert [script.next("gormic", "GET", "/") for _ in range(3)] == [first, second, None]
    assert script.counts() == [(3, 1), (3, 1)]


async def test_an_answer_without_rows_stays_as_it_is(vendors: FaultyVendors) -> None:
    vendors.play(Fault(duplicates=3))
    async with client(vendors) as gormic:
        answer = await gormic.get(f"{CUSTOMERS}/c-1")
    assert json.loads(answer.content)["data"]["user"]["id"] == "c-1"
