"""What is kept of pages that overlap, shift, or do not tell what they hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.model.account import Secret
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.model.page_marks import PageMark, PageMarks
from explorer.store.cache import Cache
from explorer.ui.wording import PaneState, status
from tests.repository.conftest import Open
from tests.store.samples import USERS, page_of, people, person
from tests.store.test_pages import QUERY, keys, put


def test_g07_the_last_of_two_rows_with_one_key_wins(cache: Cache) -> None:
    assert put(cache, 1, [person(1, "early"), person(2), person("1", "late")]).duplicates == 1
    assert keys(cache, QUERY, 3) == ["1", "2", None]
    assert [row["name"] for _, row in cache.bodies(QUERY)] == ["late", "Person 2"]


def test_g07_g08_the_newest_numbered_page_has_a_row_that_moved(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3), total=6)
    put(cache, 2, people(4, 5, 6), total=6, last=True)
    assert cache.listing(QUERY).complete
    # 1 was deleted: page 1 now ends with what page 2 began with.
    assert put(cache, 1, people(2, 3, 4), total=5).duplicates == 1
    assert keys(cache, QUERY, 6) == ["2", "3", "4", "5", "6", None]
    assert [mark.count for mark in cache.listing(QUERY).pages] == [3, 2]


def test_g08_a_listing_whose_pages_disagree_is_not_complete(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3))
    put(cache, 2, people(4, 5, 6), last=True)
    # 0 was added: 3 moved to page 2, which is not fetched again yet.
    put(cache, 1, people(0, 1, 2))
    assert not cache.listing(QUERY).complete
    put(cache, 2, people(3, 4, 5))
    put(cache, 3, people(6), last=True, total=7)
    assert cache.listing(QUERY).complete


def test_g09_a_total_that_is_not_reached_is_still_told(cache: Cache) -> None:
    put(cache, 1, people(1, 2, 3), total=5)
    put(cache, 2, people(4), total=5, last=True)
    listing = cache.listing(QUERY)
    assert (listing.complete, listing.held, listing.total) == (True, 4, 5)


@pytest.mark.parametrize("total", [2**70, -1])
def test_g10_a_nonsense_total_is_no_total(cache: Cache, total: int) -> None:
    put(cache, 1, people(1), total=total, pages=total)
    assert cache.listing(QUERY).total is None
    assert cache.listing(QUERY).page_count is None


def test_g16_rows_without_a_key_are_shown_and_have_none(cache: Cache) -> None:
    rows = [person(None, "Ann"), person("", "Ann"), person(None, "Bob"), person(0, "Zero")]
    put(cache, 1, rows, last=True)
    assert keys(cache, QUERY, 4) == ["", "", "", "0"]
    assert cache.page(QUERY, 1).keys == ("", "", "", "0")  # type: ignore[union-attr]  # it was put
    assert put(cache, 1, rows, last=True).new == 0
    assert cache.keys_by_prefix(("users",), "") == [("0", "Zero")]


def test_g18_g19_queries_do_not_mix(cache: Cache) -> None:
    filtered = Query(("users",), filters=(("team", "3"),))
    put(cache, 1, people(1, 2, 3))
    cache.put_page(USERS, page_of(filtered, 1, people(2), last=True), people(2)).result()
    assert keys(cache, QUERY, 3) == ["1", "2", "3"]
    assert keys(cache, filtered, 3) == ["2", None, None]
    cache.drop_pages(filtered).result()
    assert cache.listing(filtered) == Listing(filtered)
    assert keys(cache, QUERY, 3) == ["1", "2", "3"]


async def test_g19_two_accounts_do_not_share_what_they_hold(opened: Open) -> None:
    repcard, repsly = opened("repcard"), opened("repsly")
    await repcard.load(Query(("users",)))
    assert repsly.peek(Query(("users",))).held == 0


@pytest.mark.parametrize(
    ("vendor", "wide"),
    [
        ("assemble", Query(("users",), includes=("skills",))),
        ("repcard", Query(("users",), filters=(("firstAppointment", "1"),))),
    ],
)
async def test_g19_rows_that_were_asked_for_with_more_are_kept_apart(opened: Open, vendor: str, wide: Query) -> None:
    repository, plain = opened(vendor), Query(("users",))
    answered = [row async for rows in repository.stream(wide) for row in rows]
    members = set().union(*answered)
    listed = [row async for rows in repository.stream(plain) for row in rows]
    assert members > set().union(*listed)
    offline = opened(vendor, offline=True)
    assert list(offline.bodies(wide)) == answered
    assert list(offline.bodies(plain)) == listed
    assert [row async for rows in repository.stream(wide) for row in rows] == answered
    assert list(offline.bodies(plain)) == listed
    report = await repository.sync(("users",))
    assert (report.new, report.changed, report.gone) == (0, 0, 0)


async def test_g19_an_account_with_other_options_or_another_key_has_pages_of_its_own(
    opened: Open,
) -> None:
    account = opened("gormic").account
    other = Secret("inline", "another")
    changed = (
        replace(account, base_url=f"{account.base_url}/v2"),
        replace(account, credentials=dict.fromkeys(account.credentials, other)),
        replace(account, options={"branch": "2"}),
    )
    assert len({account.identity, *(each.identity for each in changed)}) == 4
    assert replace(account, name="renamed").identity == account.identity


@pytest.mark.parametrize(
    ("total", "archived", "told"),
    [
        (120, 0, "117 of 120 came, S gets all again"),
        (110, 0, "117 of 110 came, S gets all again"),
        (117, 0, "all 117 held"),
        (120, 3, "all 117 held"),
        (None, 0, "all 117 held"),
    ],
)
def test_g08_g09_a_total_that_does_not_match_is_told(total: int | None, archived: int, told: str) -> None:
    """Of a list whose pages are all held: it may have shifted while they were read."""
    mark = PageMark(1, 0, 117, 0.0)
    listing = Listing(
        Query(("users",)), held=117, total=total, pages=PageMarks.of(mark), complete=True, archived=archived
    )
    left, _ = status(PaneState(USERS, listing, row=0), now=0.0)
    assert told in "".join(words for words, _ in left)
