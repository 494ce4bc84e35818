"""Where a form's field says that its values are found, a record has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from explorer.model.field import Field
from explorer.model.members import Member, members
from explorer.model.resource import Resource, Vendor
from explorer.model.validate import Record, attributes, load
from explorer.repository.choices import Place
from explorer.vendors import discover
from tests.fifth_vendor import VENDOR as FIFTH


def _within(fields: Iterable[Member]) -> Iterator[Member]:
    for each in fields:
        yield each
        yield from _within(each.members)
        if each.item is not None and not each.members:
            yield from _within((each.item,))


CHOSEN = [
    (vendor, f"{vendor.name}/{resource.name}.{operation.name}.{member.name}", member.field)
    for vendor in (*discover().values(), FIFTH)
    for _, resource in vendor.walk()
    for operation in resource.operations
    for member in _within(members(operation.form))
    if member.field.refers or member.field.seen
] + [
    (vendor, f"{vendor.name}/{resource.name}.{operation.name}?{each.name}", Field(refers=each.refers, seen=each.seen))
    for vendor in (*discover().values(), FIFTH)
    for _, resource in vendor.walk()
    for operation in resource.operations
    for each in operation.parameters
    if each.refers or each.seen
]
each_field = pytest.mark.parametrize(
    ("vendor", "field"), [pytest.param(vendor, field, id=name) for vendor, name, field in CHOSEN]
)


def _resource(vendor: Vendor, names: tuple[str, ...]) -> Resource:
    return next(found for above, found in vendor.walk() if (*(each.name for each in above), found.name) == names)


def _annotations(record: type[BaseModel]) -> dict[str, object]:
    return {each.name: each.annotation for each in attributes(f"{record.__module__}:{record.__qualname__}")}


def _records(kinds: Iterable[object]) -> Iterator[type[Record]]:
    """The record types in annotations, and in what their unions and lists are made of."""
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Record):
            yield kind
        else:
            yield from _records(get_args(kind))


@each_field
def test_a_field_refers_to_records_that_can_be_held(vendor: Vendor, field: Field) -> None:
    assert not field.refers or _resource(vendor, (field.refers,))
    assert not field.secret


@each_field
def test_what_is_seen_in_records_stands_in_them(vendor: Vendor, field: Field) -> None:
    for place in map(Place.of, field.seen):
        held = _annotations(load(_resource(vendor, place.resources).record))
        for step in place.steps[:-1]:
            held = {name: kind for each in _records([held[step]]) for name, kind in _annotations(each).items()}
        assert place.steps[-1] in held, place
        assert not place.name or place.name in held, place


def test_ids_are_chosen_rather_than_known_by_heart() -> None:
    assert {name for _, name, _ in CHOSEN} >= {
        "assemble/users.list?team",
        "assemble/users.list?manager",
        "assemble/users.create.id",
        "assemble/roles.create.id",
        "assemble/roles.update.id",
        "assemble/supervisors.create.id",
        "assemble/skills.update.skills",
        "gormic/customers.update.cityId",
        "repcard/users.unlink.leadToUser",
        "repcard/users.update.officeName",
        "repcard/users.update.roleName",
        "repcard/users.update.teamName",
    }
