"""Where keys lead from a place. Pure: places in, places out."""

from __future__ import annotations

from dataclasses import replace

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.field import Column
from explorer.model.listing import Listing
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.model.text import fold
from explorer.model.view import HeldOrder, View
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
        columns=place.columns,
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
    return replace(
        place,
        query=query,
        held_search=view.held_search,
        held_filters=view.held_filters,
        order=view.order,
        columns=view.columns,
    )


def above(place: Place, history: History) -> Place | None:
    """One level up: from a record to its table, from a narrowed table to the whole one, from a collection under a
    record to that record. None: this is the top."""
    if place.record is not None:
        return replace(place, record=None, cursor=place.record.key)
    if place.narrows_held:
        return replace(place, held_search="", held_filters=(), cursor="", row=0)
    if place.query.narrowed:
        return replace(place, query=replace(place.query, filters=(), search=""), cursor="", row=0)
    if len(place.query.collection) < 2:
        return None
    parent = Address(place.account, place.query.collection).parent
    seen = history.nearest(parent)
    return seen or Place(place.account, Query(parent.collection.segments), parent, cursor=parent.key)


def cleared(before: Place, after: Place) -> str:
    """What is to be said of filters that `before` had and `after`, of the same collection, has not; empty: nothing."""
    if before.query.collection != after.query.collection:
        return ""
    filters = (before.held_filters, before.query.filters) != (after.held_filters, after.query.filters)
    search = (before.held_search, before.query.search) != (after.held_search, after.query.search)
    if not filters:
        return ""
    return "filters and search cleared" if search else "filters cleared"


def whole(place: Place) -> Place:
    """The same collection, neither narrowed nor sorted; the cursor stays on its record."""
    query = Query(place.query.collection, includes=place.query.includes, page_size=place.query.page_size)
    return replace(place, query=query, held_search="", held_filters=(), order=None, record=None)


def sorted_by(place: Place, column: Column, resource: Resource) -> Place:
    """Upwards by `column`; where it is so already, downwards; then as the server gives the rows. By the server where it
    has such an order, else the rows held here."""
    orders = {_ways(name): name for name, _ in resource.sort}
    up, down = ((fold(column.label), way) for way in ("ascending", "descending"))
    if up in orders and down in orders:
        following = {orders[up]: orders[down], orders[down]: ""}.get(place.query.sort, orders[up])
        return replace(place, query=replace(place.query, sort=following), order=None)
    order = place.order
    if order is None or order.path != column.path:
        return replace(place, order=HeldOrder(column.path))
    return replace(place, order=None if order.descending else HeldOrder(column.path, descending=True))


def _ways(order: str) -> tuple[str, str]:
    """What an order of the server is by, and its direction, so far as its name tells."""
    by, _, way = order.rpartition(" ")
    return fold(by), way


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
    size = size or listing.pages.size or listing.query.page_size
    first = mark.first if mark is not None else row // size * size
    target = first + (mark.count if mark is not None and by > 0 else size * by)
    return target if 0 <= target < max(listing.count, 1) else None
