"""The fields of the filter form are what each vendor documents, and what its tables show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.arranging import NO_VALUE
from explorer.model.errors import AddressError, UsageError
from explorer.model.field import Kind
from explorer.model.resource import Operation, Parameter
from explorer.model.view import View, parse, verified, written
from explorer.repository.choices import Choice
from explorer.ui.filter_fields import FilterField, fields_of, offered
from explorer.vendors import discover
from tests.fifth_vendor import VENDOR as FIFTH

_VALUES: Final[dict[Kind, str]] = {
    "integer": "7",
    "number": "51.5",
    "bool": "no",
    "date": "2026-03-05",
    "datetime": "2026-03-05T10:40:00Z",
    "id": "12",
    "ids": "12,15",
    "texts": "a,b",
}
"""What each kind takes."""


def accounts() -> Iterator[Account]:
    """One of each vendor."""
    for vendor in (*discover().values(), FIFTH):
        yield Account(vendor.name, vendor, vendor.title, "https://x.example", {})


COLLECTIONS = [
    pytest.param(account, tuple(part for each in (*above, resource) for part in (each.name, "1"))[:-1])
    for account in accounts()
    for above, resource in account.vendor.walk()
]
each_collection = pytest.mark.parametrize(
    ("account", "collection"), COLLECTIONS, ids=lambda each: "/".join(each) if isinstance(each, tuple) else each.name
)


@each_collection
def test_every_documented_parameter_of_the_list_is_there_with_its_help(account: Account, collection: Segments) -> None:
    operation = account.vendor.resource(collection).operation("list")
    documented = {each.name: each for each in operation.parameters} if operation is not None else {}
    there = {each.name: field for field in fields_of(account, collection) for each in field.parameters}
    assert there.keys() == documented.keys()
    for name, field in there.items():
        assert field.what == "order" or documented[name].help in field.note
    columns = [each.path for each in account.vendor.resource(collection).columns]
    assert [each.path for each in fields_of(account, collection) if each.what == "column"] == columns


@each_collection
def test_a_value_is_put_read_back_and_taken_away(account: Account, collection: Segments) -> None:
    plain = View(Address(account.name, collection))
    for field in fields_of(account, collection):
        text = field.field.choices[0] if field.field.choices else _VALUES.get(field.field.kind, "Kent")
        view = field.put(plain, text)
        assert field.value(view) == text and view != plain
        assert field.put(view, "") == plain
        if field.what == "column":
            view = field.put(plain, NO_VALUE)
            assert field.value(view) == NO_VALUE and view.held_filters == ((field.path, ""),)
            assert field.put(view, "") == plain
        try:
            assert parse(written(view), {account.name: account}) == verified(view, account)
        except AddressError as error:
            assert "beside it" in str(error)  # it needs another one
        if field.what == "parameter" and field.field.kind not in ("text", "long", "id"):
            with pytest.raises(UsageError, match=f"“{field.parameters[0].name}” takes"):
                field.put(plain, ",")


def field_of(account: Account, collection: Segments, label: str) -> FilterField:
    return next(each for each in fields_of(account, collection) if each.label == label)


def test_several_ids_are_chosen_one_after_the_other() -> None:
    assemble = next(each for each in accounts() if each.name == "assemble")
    team = field_of(assemble, ("users",), "team")
    kent = [Choice(45541, "Kent", "45541")]
    assert [each.label for each in offered(team, "", kent)] == ["any", "Kent = 45541"]
    assert offered(team, "kent", None) == []
    assert [each.value for each in offered(team, "kent", kent)] == ["45541"]
    assert [each.value for each in offered(team, "12, ken", kent)] == ["12,45541"]
    assert [each.value for each in offered(team, "77", [])] == ["77"]
    assert [each.value for each in offered(team, "77", None)] == ["77"]
    with pytest.raises(UsageError, match="takes ids separated by commas, which are no names"):
        team.put(View(Address("assemble", ("users",))), "12, kent")


@pytest.mark.parametrize(
    ("parameter", "column", "note"),
    [
        ("team", "team", "or their names as rows held here tell them"),
        ("roles", "role", "by name: “role” of the rows held here"),
        ("sids", "status", "by name: “status” of the rows held here"),
    ],
)
def test_ids_that_no_call_names_say_which_column_does(parameter: str, column: str, note: str) -> None:
    assemble = next(each for each in accounts() if each.name == "assemble")
    field = field_of(assemble, ("users",), parameter)
    assert field.named_by == column and note in field.note


def test_choices_that_begin_with_what_is_typed_come_first() -> None:
    assemble = next(each for each in accounts() if each.name == "assemble")
    view = field_of(assemble, ("users",), "view")
    assert [each.value for each in offered(view, "on-", ())] == ["on-call", "non-volunteers"]
    assert [each.value for each in offered(view, "volunteers", ())] == ["volunteers"]


def test_what_is_only_our_reading_is_said_to_be() -> None:
    parameter = Parameter("since", "date", help="changed since", minimum=1, needs=("until",), source="inferred")
    operation = Operation("list", "GET", "/users", "", parameters=(parameter,))
    account = next(accounts())
    vendor = account.vendor
    users = vendor.resources[0]
    changed = replace(account, vendor=replace(vendor, resources=(replace(users, operations=(operation,), sort=()),)))
    note = next(each.note for each in fields_of(changed, (users.name,)) if each.parameters)
    assert note == "changed since; 1 or more; only with until; inferred, not documented"


@each_collection
def test_a_column_of_yes_and_no_offers_both(account: Account, collection: Segments) -> None:
    for field in fields_of(account, collection):
        if field.what == "column" and field.field.kind == "bool":
            assert [each.value for each in offered(field, "", ())] == ["", NO_VALUE, "yes", "no"]
            assert [each.value for each in offered(field, NO_VALUE, ())] == [NO_VALUE]
            assert [each.value for each in offered(field, "no", ())] == ["no"]
