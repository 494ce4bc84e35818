"""Every run ends, and no row that arrived before its end is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.api.paging import NextOffsetPager, NumberedPager, PathCursorPager, UpdatedSincePager, Walk
from explorer.model.page import Cursor, PageAnswer, Pager


def _page(after: Cursor | None, *ids: int) -> PageAnswer:
    return PageAnswer(tuple({"id": each} for each in ids), after)


def _walk(*pages: tuple[Cursor, PageAnswer]) -> str:
    walk, note = Walk(), ""
    for cursor, answer in pages:
        assert not note
        walk, note = walk.advance(cursor, answer)
    return note


@pytest.mark.parametrize(
    ("pages", "note"),
    [
        ([("1", _page("2", 1)), ("2", _page("3", 2)), ("3", _page(None, 3))], ""),
        ([("1", _page(None))], ""),
        ([("1", _page("2", 1)), ("2", _page(None))], ""),
        ([("a", _page("a", 1))], "stopped: the cursor did not move"),
        ([("a", _page("b", 1)), ("b", _page("a", 2))], "stopped: the pages lead round in a circle"),
        (
            [("a", _page("b", 1)), ("b", _page("c", 2)), ("c", _page("b", 3))],
            "stopped: the pages lead round in a circle",
        ),
        (
            [("1", _page("2", 1)), ("2", _page("3"))],
            "stopped: a page without rows, although more pages are said to follow",
        ),
        ([("", _page("x", 1, 2)), ("x", _page("y", 1, 2))], "stopped: a page begins like an earlier one"),
        ([("1", PageAnswer((), None, note="stopped: so"))], "stopped: so"),
    ],
)
def test_what_ends_a_run(pages: list[tuple[Cursor, PageAnswer]], note: str) -> None:
    assert _walk(*pages) == note


def test_a_page_may_be_read_again() -> None:
    walk = Walk()
    for cursor, answer in (("a", _page("b", 1)), ("b", _page("c", 2)), ("a", _page("b", 1)), ("b", _page("c", 2))):
        walk, note = walk.advance(cursor, answer)
        assert note == ""
    assert walk.cursors == ("a", "b")


def _run(pager: Pager, answers: list[Any], limit: int = 200) -> tuple[list[Any], list[Any], str]:
    """Rows given out by a run over a vendor that repeats `answers` for ever, the rows it had sent, and the note."""
    walk, note = Walk(), ""
    got: list[Any] = []
    sent: list[Any] = []
    cursor: Cursor | None = pager.start(now=1.0)
    asked = 0
    while cursor is not None:
        pager.request(cursor, 50)
        body, rows = answers[asked % len(answers)]
        asked += 1
        assert asked <= limit, "the run does not end"
        answer = pager.read(body, cursor)
        walk, note = walk.advance(cursor, answer)
        got += answer.rows
        sent += rows
        cursor = None if note else answer.next
    return got, sent, note


ROWS = st.lists(st.fixed_dictionaries({"id": st.integers(0, 5)}), max_size=3)
COUNTER = st.one_of(st.integers(-1, 6), st.sampled_from(["2", "x", "", None, True]))


@given(st.lists(st.tuples(ROWS, COUNTER, COUNTER), min_size=1, max_size=5))
def test_numbered_runs_end(pages: list[tuple[list[Any], Any, Any]]) -> None:
    pager = NumberedPager(rows="data", current="page", last="last")
    got, sent, _ = _run(pager, [({"data": rows, "page": page, "last": last}, rows) for rows, page, last in pages])
    assert got == sent


@given(st.lists(st.tuples(ROWS, COUNTER, COUNTER), min_size=1, max_size=5))
def test_stamped_runs_end(pages: list[tuple[list[Any], Any, Any]]) -> None:
    bodies = [
        ({"MetaCollectionResult": {"TotalCount": count, "LastTimeStamp": stamp}, "Users": rows}, rows)
        for rows, count, stamp in pages
    ]
    got, sent, _ = _run(PathCursorPager(), bodies)
    assert got == sent


@given(
    st.lists(st.tuples(ROWS, st.sampled_from(["a", "b", "c", "", None, 1])), min_size=1, max_size=5),
    st.sampled_from([NextOffsetPager(rows="rows", next="next"), UpdatedSincePager(rows="rows", next="next")]),
)
def test_runs_by_named_pages_end(pages: list[tuple[list[Any], Any]], pager: Pager) -> None:
    got, sent, _ = _run(pager, [({"rows": rows, "next": after}, rows) for rows, after in pages])
    assert got == sent


@given(st.integers(0, 130), st.integers(1, 50))
def test_a_vendor_that_behaves_is_read_to_its_end(count: int, size: int) -> None:
    pages = [list(range(start, min(start + size, count))) for start in range(0, count, size)] or [[]]
    bodies = [
        {"data": [{"id": each} for each in page], "page": number, "last": len(pages)}
        for number, page in enumerate(pages, 1)
    ]
    got, _, note = _run(NumberedPager(rows="data", current="page", last="last"), [(body, []) for body in bodies])
    assert ([row["id"] for row in got], note) == (list(range(count)), "")
