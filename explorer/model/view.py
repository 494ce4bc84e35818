"""`View`: everything that decides what a table shows, as one value and as one line of text. Pure.

    assemble/users?team=12&search=smith&sort=ascending&include=roles&columns=id,display_name
                  &~search=kent&~team_name=Kent&~title=&~sort=display_name:down&~archived=yes

`~` marks what is of the rows held here, not asked of the server; with nothing behind the `=`, those that have no value
there. All is percent-encoded like a URL's query (RFC 3986), but a `+` is a plus. A parameter of the vendor's that is
called like a word of this grammar has a `.` before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError, UsageError
from explorer.model.nearest import hint
from explorer.model.parameters import checked, included
from explorer.model.resource import Resource
from explorer.model.text import fold, safe
from explorer.model.value import dataclass

_WORDS: Final = ("search", "sort", "include", "columns")
_HELD_WORDS: Final = ("search", "sort", "archived")
_WAYS: Final = ("down", "up")
_SAFE: Final = ",:@/+"
"""What need not be percent-encoded in a value that is one text."""


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order of the rows held here."""

    path: str
    """A column's."""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What a table shows; what a bookmark keeps."""

    address: Address
    """A collection, or a record in it: then the record is open."""
    filters: tuple[tuple[str, str], ...] = ()
    """Query parameters by the vendor's names, sorted by name, as they go on the wire."""
    search: str = ""
    """The server's own search; empty: none."""
    sort: str = ""
    """The name of one of the resource's server orders; empty: the vendor's default."""
    includes: tuple[str, ...] = ()
    archived: bool = False
    """Shows the records the vendor marks as deleted, too."""
    held_search: str = ""
    """Words that narrow the table to held records; empty: they do not."""
    held_filters: tuple[tuple[str, str], ...] = ()
    """A column's path to the text that its cells have to hold, among the rows held here, sorted by path; an empty one:
    they have no value."""
    order: HeldOrder | None = None
    """How the held rows are sorted; None: as the server gave them."""
    columns: tuple[str, ...] = ()
    """Paths in order, also of members that have no column; empty: as kept for the resource, else its own."""

    @property
    def of_held(self) -> bool:
        """Narrows or sorts the rows held here, besides what the server does."""
        return bool(self.held_search or self.held_filters or self.order)


def written(view: View) -> str:
    """`view` as text; `parse` reads it back."""
    filters = [f"{_escaped(name, _WORDS)}={_one(value)}" for name, value in view.filters]
    parts = [
        ("search", _one(view.search)),
        ("sort", _one(view.sort)),
        ("include", _list(view.includes)),
        ("columns", _list(view.columns)),
        ("~search", _one(view.held_search)),
    ]
    held = [f"~{_escaped(path, _HELD_WORDS)}={_one(value)}" for path, value in view.held_filters]
    last = [("~sort", _order(view.order)), ("~archived", "yes" if view.archived else "")]
    told = "&".join([*filters, *_given(parts), *held, *_given(last)])
    return f"{view.address}?{told}" if told else str(view.address)


def parse(text: str, accounts: Mapping[str, Account]) -> View:
    """The view that `text` says, each name and value held against what the account's vendor documents.

    Columns may be named by their labels; any other path among those to show is a member's. Raises AddressError, with
    the nearest right word.
    """
    address_text, _, narrowing = text.strip().partition("?")
    address = Address.parse(address_text)
    account = accounts.get(address.account)
    if account is None:
        raise AddressError(
            f"there is no account “{safe(address.account)}”", next_step=hint(address.account, accounts) or "set one up"
        )
    if address.is_account:
        if narrowing:
            raise AddressError(
                f"{address} is an account: only a collection can be narrowed", next_step=f"write {address}/RESOURCE?…"
            )
        return View(address)
    account.vendor.path_values(address.segments)
    return verified(_read(address, narrowing), account)


def verified(view: View, account: Account) -> View:
    """`view` of a collection as it can be asked for. Raises AddressError for what the vendor does not document."""
    try:
        return _checked(view, account, account.vendor.resource(view.address.segments))
    except AddressError:
        raise
    except UsageError as error:
        raise AddressError(str(error), next_step=error.next_step) from error


def _given(parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{name}={value}" for name, value in parts if value)


def _one(value: str) -> str:
    return quote(value, safe=_SAFE, errors="replace")


def _list(values: Iterable[str]) -> str:
    return ",".join(quote(each, safe="", errors="replace") for each in values)


def _order(order: HeldOrder | None) -> str:
    return "" if order is None else f"{_list([order.path])}{':down' if order.descending else ''}"


def _escaped(name: str, words: tuple[str, ...]) -> str:
    told = quote(name, safe="[]", errors="replace")
    return f".{told}" if name in words or name.startswith((".", "~")) else told


# Reading


def _read(address: Address, narrowing: str) -> View:
    """The words of a text, each in its place; nothing is known yet of what they may be."""
    view = View(address)
    filters: dict[str, str] = {}
    held: dict[str, str] = {}
    for name, value in _parts(narrowing):
        if name.startswith("~"):
            view = _with_held(view, name.removeprefix("~"), value, held)
        elif name == "search":
            view = replace(view, search=unquote(value))
        elif name == "sort":
            view = replace(view, sort=unquote(value))
        elif name == "include":
            view = replace(view, includes=_each(value))
        elif name == "columns":
            view = replace(view, columns=_each(value))
        else:
            filters[name.removeprefix(".")] = unquote(value)
    return replace(view, filters=tuple(filters.items()), held_filters=tuple(held.items()))


def _parts(narrowing: str) -> Iterator[tuple[str, str]]:
    """Each part's name, and its value as it is written. Raises AddressError."""
    seen: set[str] = set()
    for part in narrowing.split("&"):
        if not part.strip():
            continue
        name, equals, value = part.strip().partition("=")
        name = unquote(name)
        if not name or not equals:
            raise AddressError(f"“{safe(part)}” says nothing", next_step="write name=value, with & between them")
        if name in seen:
            raise AddressError(
                f"“{safe(name)}” is given twice", next_step="where it takes several, separate them by commas"
            )
        seen.add(name)
        yield name, value


def _with_held(view: View, name: str, value: str, held: dict[str, str]) -> View:
    if name == "search":
        return replace(view, held_search=unquote(value))
    if name == "archived":
        if value not in ("yes", "no"):
            raise AddressError("“~archived” takes yes or no", next_step="write ~archived=yes, or leave it out")
        return replace(view, archived=value == "yes")
    if name == "sort":
        if not value:
            return view
        path, colon, way = value.rpartition(":")
        if colon and way not in _WAYS:
            raise AddressError(
                f"“{safe(unquote(way))}” is no direction",
                next_step="write ~sort=COLUMN:down, or ~sort=COLUMN for upwards",
            )
        return replace(view, order=HeldOrder(unquote(path if colon else value), way == "down" and bool(colon)))
    held[name.removeprefix(".")] = unquote(value)
    return view


def _each(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unquote(each) for each in value.split(",") if each))


# Checking


def _checked(view: View, account: Account, resource: Resource) -> View:
    operation = account.operation(resource, "list")
    filters = dict(view.filters)
    search = view.search
    if resource.search and resource.search in filters:
        if search:
            raise AddressError(f"“{resource.search}” is given twice", next_step="“search” means the same")
        search = filters.pop(resource.search)
    if filters and operation is None:
        raise AddressError(f"nothing can be asked for here: there is no call that lists {resource.title}")
    if operation is not None:
        filters = checked(operation, filters)
    if search and not resource.search:
        raise AddressError(
            f"{account.vendor.title} cannot search {resource.title}", next_step="“~search” searches what is held here"
        )
    if view.sort and view.sort not in dict(resource.sort):
        orders = [name for name, _ in resource.sort]
        raise AddressError(
            f"the server has no order “{safe(view.sort)}” of {resource.title}",
            next_step=hint(view.sort, orders) or "“~sort” sorts what is held here",
        )
    if view.includes:
        if operation is None:
            raise AddressError(f"nothing can be included here: there is no call that lists {resource.title}")
        included(operation, view.includes)
    if view.archived and not resource.archived:
        raise AddressError(f"{resource.title} are never archived", next_step="leave “~archived” out")
    shown = tuple(dict.fromkeys(_declared(path, resource) or path for path in view.columns))
    held = ((_column(path, resource, shown), value) for path, value in view.held_filters)
    return replace(
        view,
        filters=tuple(sorted(filters.items())),
        search=search,
        held_filters=tuple(sorted(held)),
        order=view.order and replace(view.order, path=_column(view.order.path, resource, shown)),
        columns=shown,
    )


def _column(name: str, resource: Resource, shown: tuple[str, ...]) -> str:
    """The path of the column that is called `name`, by its path or its label; or of a member that is shown as one."""
    path = _declared(name, resource) or (name if name in shown else "")
    if path:
        return path
    known = [each.path for each in resource.columns]
    raise AddressError(f"{resource.title} have no column “{safe(name)}”", next_step=hint(name, known))


def _declared(name: str, resource: Resource) -> str:
    """The path of the declared column that is called `name`; empty where there is none."""
    named = [each.path for each in resource.columns if fold(each.label) == fold(name)]
    if any(each.path == name for each in resource.columns):
        return name
    return named[0] if len(named) == 1 else ""
