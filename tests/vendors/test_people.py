"""What a vendor says that its records have in common with others is there, and local search finds people by it."""

from __future__ import annotations

import pytest

from explorer.model.resource import Resource
from explorer.model.validate import attributes
from explorer.vendors import discover
from tests.fifth_vendor import VENDOR as FIFTH

PEOPLE = [
    pytest.param(resource, id=f"{vendor.name}/{resource.name}")
    for vendor in (*discover().values(), FIFTH)
    for _, resource in vendor.walk()
    if resource.person is not None
]


def test_every_vendor_has_people() -> None:
    assert len(PEOPLE) == 6


@pytest.mark.parametrize("resource", PEOPLE)
def test_every_path_begins_with_a_member_of_the_record(resource: Resource) -> None:
    person = resource.person
    assert person is not None
    apart = [path for each in person.phones for path in (each.calling, each.country) if path]
    paths = [path for each in person.fields.values() for path in each] + [each.path for each in person.phones] + apart
    assert {path.partition(".")[0] for path in paths} <= {each.name for each in attributes(resource.record)}


@pytest.mark.parametrize("resource", PEOPLE)
def test_local_search_knows_what_tells_a_person(resource: Resource) -> None:
    person = resource.person
    assert person is not None
    searched = {*(each.path for each in resource.columns), *resource.label, *resource.personal_texts}
    told = [*person.paths("name"), *person.paths("given"), *person.paths("family"), *person.paths("email")]
    assert set(told) <= searched
    phones = {each.path for each in resource.columns if each.kind == "phone"}
    assert {each.path for each in person.phones} <= phones  # others are not found by the ends of their numbers
