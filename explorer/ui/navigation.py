"""Where keys lead from a place. Pure: places in, places out."""

from __future__ import annotations

from dataclasses import replace

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.model.view import View
from explorer.ui.history import History, Place


def place_of(address: Address, account: Account) -> Place:
    """The place that shows `address`; an account alone shows its first collection. Raises AddressError."""
    if address.is_account:
        return Place(address.account, Query((account.vendor.resources[0].name,)))
    account.vendor.resource(address.segments)
    account.vendor.path_values(address.segments)
    query = Query(address.collection.segments)
    return (
        Place(address.account, query, address, cursor=address.key)
        if address.is_record
        else Place(address.account, query)
    )


def view_of(place: Place) -> View:
    """What `place` shows, without where the cursor stands."""
    query = place.query
    return View(
        place.address,
        filters=query.filters,
        search=query.search,
        sort=query.sort,
        includes=query.includes,
        archived=query.archived,
        held_search=place.held_search,
        held_filters=place.held_filters,
        order=place.order,
    )


def place_of_view(view: View, account: Account) -> Place:
    """The place that shows `view`. Raises AddressError."""
    place = place_of(view.address, account)
    query = replace(
        place.query,
        filters=view.filters,
        search=view.search,
        sort=view.sort,
        includes=view.includes,
        archived=view.archived,
    )
    return replace(place, query=query, held_search=view.held_search, held_filters=view.held_filters, order=view.order)


def above(place: Place, history: History) -> Place | None:
    """One level up: from a record to its table, from a narrowed table to the whole one, from a collection under a
    record to that record. None: this is the top."""
    if place.record is not None:
        return replace(place, record=None, cursor=place.record.key)
    if place.held_search:
        return replace(place, held_search="", cursor="", row=0)
    if place.query.narrowed:
        return replace(place, query=replace(place.query, filters=(), search=""), cursor="", row=0)
    if len(place.query.collection) < 2:
        return None
    parent = Address(place.account, place.query.collection).parent
    seen = history.nearest(parent)
    return seen or Place(place.account, Query(parent.collection.segments), parent, cursor=parent.key)


def siblings(place: Place, account: Account) -> tuple[Resource, ...]:
    """The collections that stand beside the one in front, itself among them."""
    collection = place.query.collection
    if len(collection) == 1:
        return account.vendor.resources
    return account.vendor.resource(collection[:-1]).children


def beside(place: Place, account: Account, by: int) -> Place:
    """The collection `by` further on, round and round."""
    names = [each.name for each in siblings(place, account)]
    name = names[(names.index(place.query.collection[-1]) + by) % len(names)]
    return Place(place.account, Query((*place.query.collection[:-1], name)))


def into(record: Address, name: str) -> Place:
    """The collection `name` under `record`."""
    return Place(record.account, Query(record.child(name).segments))


def page_start(listing: Listing, row: int, by: int) -> int | None:
    """The first row of the page `by` pages from the one `row` is on; None: there is no such page."""
    mark = listing.page_at(row)
    size = mark.count if mark is not None and by < 0 else 0
    size = size or max((each.count for each in listing.pages), default=0) or listing.query.page_size
    first = mark.first if mark is not None else row // size * size
    target = first + (mark.count if mark is not None and by > 0 else size * by)
    return target if 0 <= target < max(listing.count, 1) else None
