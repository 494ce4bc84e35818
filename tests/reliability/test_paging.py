"""Runs over pages that lead nowhere, round in a circle, elsewhere, or without end."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

import pytest

from explorer.api.extract import ROW_LIMIT
from explorer.api.paging import Walk
from explorer.model.errors import BadAnswer, Incomplete, ServerFault
from explorer.model.json_text import JsonObject
from explorer.model.page import PAGE_LIMIT, PageAnswer, Query
from explorer.repository import Repository
from tests.api.conftest import PEOPLE, Rig, operation
from tests.api.test_paging import PAGINATOR, ROW
from tests.fault_server import FaultServer, Reply, fault_server, json_reply
from tests.repository.conftest import Open

USERS, CUSTOMERS = Query(("users",)), Query(("customers",))


def customers(following: object, *ids: str) -> Reply:
    """A page of Gormic's, which names the next one."""
    return json_reply({"data": {"users": [{"id": each} for each in ids], "next": following}})


def users(stamp: object, *ids: str, count: int = 100) -> Reply:
    """A page of Repsly's, which ends at a time stamp."""
    meta = {"TotalCount": count, "LastTimeStamp": stamp}
    return json_reply({"MetaCollectionResult": meta, "Users": [{"ID": each} for each in ids]})


def people(number: int, of: int, total: object, *ids: object, **more: object) -> Reply:
    """A page of RepCard's, which has a number."""
    counters = {"currentPage": number, "totalPages": of, "totalCount": total, **more}
    return json_reply({"status": 200, "result": {"data": [{"id": each} for each in ids], **counters}})


async def read(repository: Repository, query: Query) -> tuple[list[JsonObject], str]:
    """All rows that a run gives out, and why it stopped early."""
    given: list[JsonObject] = []
    try:
        async for rows in repository.stream(query):
            given += rows
    except Incomplete as stopped:
        return given, str(stopped)
    return given, ""


@pytest.mark.parametrize(
    ("following", "told"),
    [
        pytest.param(["a", "a"], "the cursor did not move", id="G01"),
        pytest.param(["a", "b", "a"], "the pages lead round in a circle", id="G02"),
        pytest.param(["a", "b", "c", "b"], "the pages lead round in a circle", id="G02-later"),
    ],
)
async def test_g01_g02_a_cursor_that_comes_again_ends_the_run(
    opened: Open, scripted: FaultServer, following: list[str], told: str
) -> None:
    scripted.play(*(customers(each, f"c-{place}") for place, each in enumerate(following)))
    repository = opened("gormic", at=scripted.url)
    given, note = await read(repository, CUSTOMERS)
    assert note == f"stopped: {told}"
    assert len(given) == len(scripted.seen) == len(following)
    listing = repository.peek(CUSTOMERS)
    assert (listing.held, listing.complete, listing.note) == (len(following), False, note)


@pytest.mark.parametrize("stamp", [pytest.param(50, id="G03"), pytest.param(7, id="G05"), pytest.param("x", id="none")])
async def test_g03_g05_a_time_stamp_that_does_not_rise_ends_the_run(
    opened: Open, scripted: FaultServer, stamp: object
) -> None:
    scripted.play(
        users(50, *(f"first {each}" for each in range(50))), users(stamp, *(f"then {each}" for each in range(50)))
    )
    repository = opened("repsly", at=scripted.url)
    given, note = await read(repository, USERS)
    assert note.startswith("stopped: ")
    assert ("more rows may share its value than one page holds" in note) == (stamp != "x")
    assert (len(given), len(scripted.seen)) == (100, 2)
    listing = repository.peek(USERS)
    assert (listing.held, listing.complete, listing.note) == (100, False, note)


@pytest.mark.parametrize("stamp", [0, None])
async def test_g04_an_empty_page_without_a_stamp_keeps_the_one_that_is_stored(
    opened: Open, scripted: FaultServer, stamp: object
) -> None:
    repository = opened("repsly", at=scripted.url)
    for run in (1, 2):
        scripted.play(*([users(50, "1", "2")] if run == 1 else []), users(stamp, count=0))
        assert (await repository.sync(("users",))).note == ""
    listing = repository.peek(USERS)
    assert (listing.held, listing.complete) == (2, True)
    assert [seen.target.rpartition("/")[2] for seen in scripted.seen] == ["0", "50", "50"]


async def test_g06_empty_pages_are_over_after_the_first(opened: Open, scripted: FaultServer) -> None:
    scripted.play(customers("a", "c-1"))
    scripted.otherwise = lambda seen: customers(f"{len(scripted.seen)}")
    given, note = await read(opened("gormic", at=scripted.url), CUSTOMERS)
    assert note == "stopped: a page without rows, although more pages are said to follow"
    assert (len(given), len(scripted.seen)) == (1, 2)


async def test_g07_a_record_on_two_pages_is_one_row_and_counted(opened: Open, scripted: FaultServer) -> None:
    scripted.play(people(1, 2, 4, 1, 2), people(2, 2, 4, 2, 3))
    repository = opened("repcard", at=scripted.url)
    report = await repository.sync(("users",))
    assert (report.rows, report.held) == (4, 3)
    assert [row.key for row in repository.rows(USERS, 0, 9) if row] == ["1", "2", "3"]


@pytest.mark.parametrize("total", [None, -1, "-1", "many", "", 1.5, True, [], {}, 2**63, "9" * 400, 0, "１２"])
def test_g10_a_total_that_is_nonsense_is_not_known(total: Any) -> None:
    assert PAGINATOR.read({"data": [ROW], "total": total}, "1").total is None


async def test_g11_a_run_goes_on_from_the_page_that_failed(opened: Open, scripted: FaultServer) -> None:
    repository = opened("repcard", at=scripted.url)
    scripted.otherwise = lambda seen: people(3, 9, 9, 3) if "page=3" in seen.target else people(2, 9, 9, 2)
    failing = [people(1, 9, 9, 1), people(2, 9, 9, 2), Reply(b"", 501)]
    scripted.play(*failing)
    for page in (1, 2):
        await repository.load(USERS, page)
    with pytest.raises(ServerFault, match="501"):
        await repository.load(USERS, 3)
    listing = repository.peek(USERS)
    assert (listing.held, listing.complete, [mark.number for mark in listing.pages]) == (2, False, [1, 2])
    listing = await repository.load(USERS, 3)
    assert [mark.number for mark in listing.pages] == [1, 2, 3]
    assert ["page=3" in seen.target for seen in scripted.seen] == [False, False, True, True]


def test_g13_a_page_may_be_larger_than_asked_but_not_without_end() -> None:
    assert len(PAGINATOR.read({"data": [ROW] * ROW_LIMIT}, "1").rows) == ROW_LIMIT
    with pytest.raises(ValueError, match="20,001 rows"):
        PAGINATOR.read({"data": [ROW] * (ROW_LIMIT + 1)}, "1")


@pytest.mark.parametrize(("rows", "taken"), [(5_000, True), (ROW_LIMIT + 1, False)])
async def test_g13_a_page_that_is_far_too_large_is_refused_in_words(rig: Rig, rows: int, taken: bool) -> None:
    rig.server.play(json_reply({"data": [{"id": each} for each in range(rows)]}))
    listing = rig.client().list(PEOPLE, operation("list"), Query(("people",), page_size=50), "1")
    if taken:
        assert len((await listing).rows) == rows
    else:
        with pytest.raises(BadAnswer, match="20,001 rows, where 20,000 are the most accepted"):
            await listing


def test_g14_a_run_ends_at_the_ten_thousandth_page() -> None:
    read = range(1, PAGE_LIMIT - 1)
    walk, note, number = Walk(tuple(map(str, read)), tuple(read)), "", read[-1]
    while not note:
        number += 1
        walk, note = walk.advance(str(number), PageAnswer(({"id": number},), str(number + 1)))
    assert number == PAGE_LIMIT == 10_000
    assert note == "stopped: 10,000 pages are the most that one run reads"


_ELSEWHERE: Final = (
    "//{host}/x",
    "http://{host}/x",
    "https://127.0.0.1/x",
    "http://me@{host}/x",
    "../x",
    "ftp://{host}/x",
)


@pytest.mark.parametrize("link", _ELSEWHERE)
async def test_g15_a_link_to_the_next_page_is_never_followed(opened: Open, scripted: FaultServer, link: str) -> None:
    """Numbers lead on where pages have them; where a page names the next one, the name is a parameter's value."""
    async with fault_server() as other:
        link = link.format(host=other.url.removeprefix("http://"))
        links = {"next_page_url": link, "links": {"next": link}, "nextPageUrl": link}
        scripted.play(people(1, 2, 2, 1, **links), people(2, 2, 2, 2, **links))
        given, note = await read(opened("repcard", at=scripted.url), USERS)
        assert (len(given), note) == (2, "")
        scripted.play(customers(link, "c-1"), customers(None, "c-2"))
        given, note = await read(opened("gormic", at=scripted.url), CUSTOMERS)
        assert (len(given), note) == (2, "")
        path, _, query = scripted.seen[-1].target.partition("?")
        assert (path, parse_qs(query)["offset"]) == (scripted.seen[-2].target.partition("?")[0], [link])
        assert other.seen == []


@pytest.mark.parametrize("key", [None, "", {}, [], True, 1.5])
async def test_g16_a_row_without_a_usable_id_can_be_read_alone(
    opened: Open, scripted: FaultServer, key: object
) -> None:
    scripted.play(people(1, 1, 2, key, 7))
    repository = opened("repcard", at=scripted.url)
    await repository.load(USERS)
    nameless, named = repository.rows(USERS, 0, 2)
    assert nameless is not None and named is not None
    assert (nameless.key, named.key) == ("", "7")


async def test_g16_a_number_and_its_digits_are_one_record(opened: Open, scripted: FaultServer) -> None:
    """All documented ids go into paths, where 7 and "7" are the same."""
    scripted.play(people(1, 1, 2, 7, "7"))
    repository = opened("repcard", at=scripted.url)
    await repository.load(USERS)
    assert [row.key for row in repository.rows(USERS, 0, 2) if row] == ["7"]
