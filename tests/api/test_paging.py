"""The four pagers, by tables of answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explorer.api.paging import NextOffsetPager, NumberedPager, PathCursorPager, UpdatedSincePager
from explorer.model.page import PageAnswer, Pager, PageRequest

ENVELOPE = NumberedPager(
    rows="result.data",
    size="per_page",
    current="result.currentPage",
    last="result.totalPages",
    total="result.totalCount",
)
PAGINATOR = NumberedPager(
    rows=("data",), size="per_page", current="current_page", last="last_page", total="total", per_page="per_page"
)
META = NumberedPager(
    rows=("data",),
    size="limit",
    current=("meta", "pagination", "current_page"),
    last=("meta", "pagination", "total_pages"),
    total=("meta", "pagination", "total"),
    size_limit=1000,
)
STAMPED = PathCursorPager()
OFFSET = NextOffsetPager(rows="data.users", next="data.next")
SINCE = UpdatedSincePager(rows="data.items", next="data.next")
ROW = {"id": 1}


def test_numbered_pages_are_asked_for_by_number_and_size() -> None:
    assert META.start() == "1"
    assert META.cursor(7) == "7"
    assert META.numbered
    assert META.request("7", 5000) == PageRequest(parameters={"page": "7"}, size={"limit": "1000"})
    assert ENVELOPE.request("2", 0) == PageRequest(parameters={"page": "2"}, size={"per_page": "1"})
    assert NumberedPager(rows="data").request("2", 50) == PageRequest(parameters={"page": "2"})


@pytest.mark.parametrize(
    ("pager", "body", "expected"),
    [
        (
            ENVELOPE,
            {"result": {"data": [ROW], "totalCount": 2, "currentPage": 1, "totalPages": 2}},
            PageAnswer((ROW,), "2", total=2, number=1, pages=2),
        ),
        (ENVELOPE, {"status": 1, "result": []}, PageAnswer((), None, number=1)),
        (ENVELOPE, {"status": 1, "result": {}}, PageAnswer((), None, number=1)),
        (
            ENVELOPE,
            {"result": {"data": [], "totalCount": 0, "currentPage": 1, "totalPages": 0}},
            PageAnswer((), None, total=0, number=1, pages=0),
        ),
        (
            PAGINATOR,
            {
                "current_page": 1,
                "data": [ROW],
                "last_page": 1,
                "total": 1,
                "per_page": 250,
                "next_page_url": "https://other.example/api?page=2",
            },
            PageAnswer((ROW,), None, total=1, number=1, pages=1, size=250),
        ),
        (
            META,
            {"data": [ROW], "meta": {"pagination": {"total": "17", "current_page": "1", "total_pages": "9"}}},
            PageAnswer((ROW,), "2", total=17, number=1, pages=9),
        ),
        (
            META,
            {
                "data": [ROW],
                "meta": {"pagination": {"total": 1, "current_page": 1, "total_pages": 1, "links": {"next": "string"}}},
            },
            PageAnswer((ROW,), None, total=1, number=1, pages=1),
        ),
        (
            META,
            {"data": [ROW], "meta": {"pagination": {"total": 2, "current_page": 1, "total_pages": 2, "links": []}}},
            PageAnswer((ROW,), "2", total=2, number=1, pages=2),
        ),
        (META, {"data": [ROW]}, PageAnswer((ROW,), None, number=1)),
        (META, {"data": [ROW], "meta": []}, PageAnswer((ROW,), None, number=1)),
        (META, None, PageAnswer((), None, number=1, note="stopped: the answer was empty")),
    ],
)
def test_numbered_pages_are_read(pager: NumberedPager, body: Any, expected: PageAnswer) -> None:
    assert pager.read(body, "1") == expected


def test_a_page_that_was_not_asked_for_stops_the_run() -> None:
    answer = PAGINATOR.read({"data": [ROW], "current_page": 1, "last_page": 9}, "2")
    assert (answer.rows, answer.next) == ((ROW,), None)
    assert answer.note == "stopped: page 2 was asked for and page 1 came"


@pytest.mark.parametrize(
    "body", [[], "text", 5, {}, {"rows": []}, {"data": "text"}, {"data": [1]}, {"data": {"0": ROW}}, {"data": [None]}]
)
@pytest.mark.parametrize("pager", [PAGINATOR, META])
def test_rows_that_are_not_where_they_should_be_are_refused(pager: NumberedPager, body: Any) -> None:
    with pytest.raises(ValueError, match=r"rows|no “data”|not a list of records"):
        pager.read(body, "1")


def _stamped(rows: Any, stamp: Any, count: Any = 1, name: str = "Users") -> Any:
    return {"MetaCollectionResult": {"TotalCount": count, "LastTimeStamp": stamp}, name: rows}


def test_a_stamped_run_begins_at_its_bookmark() -> None:
    assert STAMPED.start() == "0"
    assert STAMPED.start("1873201") == "1873201"
    assert STAMPED.request("1873201", 50) == PageRequest(path_values={"cursor": "1873201"})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (_stamped([ROW], 11), PageAnswer((ROW,), "11", bookmark="11")),
        (_stamped([ROW], "11"), PageAnswer((ROW,), "11", bookmark="11")),
        (_stamped([ROW], 2**63 - 1), PageAnswer((ROW,), str(2**63 - 1), bookmark=str(2**63 - 1))),
        (_stamped([ROW], 11, None), PageAnswer((ROW,), "11", bookmark="11")),
        (_stamped([ROW], 11, name="People"), PageAnswer((ROW,), "11", bookmark="11")),
        (_stamped([], 0, 0), PageAnswer((), None)),
        (_stamped([], None, 0), PageAnswer((), None)),
        (_stamped([], 99, 5), PageAnswer((), None)),
        (_stamped(None, 0, 0), PageAnswer((), None)),
        ({"MetaCollectionResult": {"TotalCount": 0, "LastTimeStamp": 0}}, PageAnswer((), None)),
        (_stamped([ROW], 11, 0), PageAnswer((ROW,), None, bookmark="11")),
        (_stamped([ROW], 0, 0), PageAnswer((ROW,), None)),
    ],
)
def test_stamped_pages_are_read(body: Any, expected: PageAnswer) -> None:
    assert STAMPED.read(body, "10") == expected


@pytest.mark.parametrize("stamp", [10, 9, 0, None, "x", -5, 1e3])
def test_rows_are_kept_when_the_stamp_does_not_rise(stamp: Any) -> None:
    answer = STAMPED.read(_stamped([ROW], stamp), "10")
    assert (answer.rows, answer.next, answer.bookmark) == ((ROW,), None, None)
    assert answer.note.startswith("stopped: ")


def test_of_two_nameless_arrays_none_is_taken() -> None:
    with pytest.raises(ValueError, match="no “Users”"):
        STAMPED.read({"A": [ROW], "B": [ROW]}, "10")


def test_the_named_next_page_is_sent_back_as_offset() -> None:
    assert OFFSET.request(OFFSET.start(), 50) == PageRequest()
    answer = OFFSET.read({"data": {"users": [ROW], "next": "b3Bh"}}, "")
    assert answer == PageAnswer((ROW,), "b3Bh")
    assert OFFSET.request("b3Bh", 50) == PageRequest(parameters={"offset": "b3Bh"})
    assert OFFSET.read({"data": {"users": [ROW], "next": 50}}, "").next == "50"


@pytest.mark.parametrize("data", [{"users": [ROW]}, {"users": [ROW], "next": None}, {"users": [ROW], "next": ""}])
def test_an_answer_without_next_is_the_last(data: Any) -> None:
    assert OFFSET.read({"data": data}, "x").next is None


@pytest.mark.parametrize("after", [{}, [], True, 1.5])
def test_a_next_of_unknown_form_ends_the_run_with_the_rows_it_has(after: Any) -> None:
    answer = OFFSET.read({"data": {"users": [ROW], "next": after}}, "")
    assert (answer.rows, answer.next) == ((ROW,), None)
    assert answer.note == "stopped: the way to the next page is neither text nor a number"


@pytest.mark.parametrize(
    ("pager", "body"),
    [
        (PAGINATOR, {"data": [None, ROW, 7], "last_page": 9, "current_page": 1}),
        (OFFSET, {"data": {"users": [None, ROW, 7], "next": "x"}}),
        (SINCE, {"data": {"items": [None, ROW, 7], "next": "x"}}),
        (STAMPED, {"Users": [None, ROW, 7], "MetaCollectionResult": {"LastTimeStamp": 9, "TotalCount": 3}}),
    ],
)
def test_what_is_no_record_hides_none_and_ends_the_run(pager: Pager, body: Any) -> None:
    answer = pager.read(body, pager.start())
    assert answer.rows == (ROW,)
    assert answer.note == "stopped: 2 of the page's 3 rows cannot be read"
    assert answer.bookmark is None


def _items(*times: str, after: str | None = None) -> Any:
    return {"data": {"items": [{"id": time, "updatedAt": time} for time in times], "next": after}}


def test_a_run_since_a_time_keeps_it_and_bookmarks_at_its_end() -> None:
    first = SINCE.start("2025-01-01T00:00:00.000Z", now=1_700_000_000.0)
    assert SINCE.request(first, 50) == PageRequest(parameters={"updatedSince": "2025-01-01T00:00:00.000Z"})
    answer = SINCE.read(_items("2023-11-14T22:00:00Z", "2023-11-14T21:00:00Z", after="n1"), first)
    assert answer.bookmark is None
    assert answer.next is not None
    assert SINCE.request(answer.next, 50) == PageRequest(
        parameters={"updatedSince": "2025-01-01T00:00:00.000Z", "offset": "n1"}
    )
    last = SINCE.read(_items("2023-11-14T21:30:00Z"), answer.next)
    assert (last.next, last.bookmark) == (None, "2023-11-14T21:59:00.000Z")


@pytest.mark.parametrize(
    ("times", "now", "bookmark"),
    [
        # The clock at the start of the run, 2023-11-14T22:13:20Z, is the smaller one.
        (("2099-01-01T00:00:00Z",), 1_700_000_000.5, "2023-11-14T22:12:20.500Z"),
        (("2023-11-14T23:00:00+01:00",), 1_700_000_000.0, "2023-11-14T21:59:00.000Z"),
        (("2023-11-14T22:00:00",), 1_700_000_000.0, "2023-11-14T21:59:00.000Z"),
        (("1970-01-01T00:00:00Z",), 1_700_000_000.0, "1970-01-01T00:00:00.000Z"),
        (("yesterday",), 1_700_000_000.0, None),
        ((), 1_700_000_000.0, None),
        (("2023-11-14T22:00:00Z",), None, None),
    ],
)
def test_a_bookmark_is_the_smaller_of_clock_and_newest_change_less_a_minute(
    times: tuple[str, ...], now: float | None, bookmark: str | None
) -> None:
    assert SINCE.read(_items(*times), SINCE.start(now=now)).bookmark == bookmark


def test_a_first_run_begins_at_the_beginning() -> None:
    assert SINCE.request(SINCE.start(), 50).parameters == {"updatedSince": "1970-01-01T00:00:00.000Z"}


@pytest.mark.parametrize("pager", [STAMPED, OFFSET, SINCE])
def test_pages_without_numbers_have_none(pager: Pager) -> None:
    assert not pager.numbered
    with pytest.raises(ValueError, match="no numbers"):
        pager.cursor(2)


@pytest.mark.parametrize(("pager", "cursor"), [(PAGINATOR, "x"), (STAMPED, ""), (SINCE, "x"), (SINCE, "[1]")])
def test_a_cursor_of_another_pager_is_refused(pager: Pager, cursor: str) -> None:
    with pytest.raises(ValueError):  # whatever the words: the client names the cursor
        pager.request(cursor, 50)


def test_cursors_survive_being_stored_as_text() -> None:
    cursor = SINCE.start("2025-01-01T00:00:00.000Z", now=1.25)
    assert SINCE.request(json.loads(json.dumps(cursor)), 50) == SINCE.request(cursor, 50)
