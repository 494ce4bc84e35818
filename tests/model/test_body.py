"""From an edit to a body: what is sent, left as it was written, or refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.model.address import Address
from explorer.model.body import body, secrets_of
from explorer.model.comparison import compare
from explorer.model.edit import Edit
from explorer.model.errors import InvalidForm
from explorer.model.json_text import JsonObject, dumps, loads
from explorer.model.resource import Operation, Resource
from explorer.vendors import discover


def operation(vendor: str, segments: tuple[str, ...], name: str) -> tuple[Resource, Operation]:
    resource = discover()[vendor].resource(segments)
    found = resource.operation(name)
    assert found is not None
    return resource, found


def sent(vendor: str, segments: tuple[str, ...], name: str, present: JsonObject, **wanted: Any) -> JsonObject | None:
    edit = Edit(Address(vendor, segments), name, present, wanted)
    return body(*operation(vendor, segments, name), edit, present).members


def test_empty_null_and_missing_are_three_things() -> None:
    """W24"""
    customers = ("customers", "c-1")
    present = {"id": "c-1", "firstName": "Ada", "internalNote": "x"}
    assert sent("gormic", customers, "update", present, internalNote="") == {"id": "c-1", "internalNote": ""}
    assert sent("gormic", customers, "update", present, internalNote=None) == {"id": "c-1", "internalNote": None}
    assert sent("gormic", customers, "update", present, internalNote="x") == {"id": "c-1"}
    with pytest.raises(InvalidForm) as caught:
        sent("gormic", customers, "update", present, firstName=None)
    assert list(caught.value.fields) == ["firstName"]


def test_what_is_not_touched_goes_back_as_it_was_written() -> None:
    """W22"""
    present = loads(
        '{"type": "Home", "primary": true, "street": "a\\u2028b\\r\\n", "city": "X", "postcode": "1", "country": "Y",'
        ' "county": null, "lat": 51.50, "long": -0.1278220}'
    )
    whole = sent("assemble", ("users", "1", "postal-addresses", "2"), "update", present, city="Z")
    assert whole is not None
    assert {name: dumps(value) for name, value in whole.items()} == {
        name: dumps(value) for name, value in {**present, "city": "Z"}.items()
    }


def test_what_was_put_back_does_not_overwrite_what_another_made_of_it() -> None:
    """W17, W21"""
    contact = operation("assemble", ("users", "1", "emergency-contacts", "2"), "update")
    before = {"first_name": "Jo", "last_name": "Doe", "contact_number": "1", "relationship": "x", "primary": False}
    edit = Edit(Address("assemble", ()), "update", before, {"first_name": "Jo", "last_name": "Roe"})
    made = body(*contact, edit, {**before, "first_name": "Theirs"})
    assert made.members == {**before, "first_name": "Theirs", "last_name": "Roe"}
    assert made.edit.wanted == {"last_name": "Roe"}
    volunteer = operation("assemble", ("users", "1"), "update")
    edit = Edit(Address("assemble", ()), "update", {"title": "Ms"}, {"title": "Ms"})
    made = body(*volunteer, edit, {"title": "Theirs"})
    assert (made.members, made.edit.wanted) == ({}, {})


def test_only_changed_keys_of_custom_fields_are_sent() -> None:
    present = {"attributes": {"a": {"value": "1"}, "b": {"value": "2"}}}
    changed = sent("assemble", ("users", "1"), "update", present, attributes={"a": {"value": "9"}, "b": {"value": "2"}})
    assert changed == {"attributes": {"a": {"value": "9"}}}


def test_a_problem_inside_a_list_is_named_by_its_path() -> None:
    with pytest.raises(InvalidForm) as caught:
        sent("assemble", ("users",), "create", {}, first_name="A", last_name="B", dob="1990-01-01", roleProfiles=[{}])
    assert caught.value.fields == {"roleProfiles.0.id": "is required"}
    with pytest.raises(InvalidForm) as caught:
        sent("assemble", ("users",), "create", {}, first_name="A", last_name="B", roleProfiles=[{"id": 1}])
    assert "give the date of birth (dob)" in caught.value.fields[""]


@pytest.mark.parametrize(
    ("held", "kept", "otherwise", "unchanged"),
    [
        ({"firstName": "Eve"}, ["firstName"], [], []),
        ({"firstName": "Ada"}, [], [], ["firstName"]),
        ({"firstName": "Bob"}, [], ["firstName"], []),
    ],
)
def test_what_was_sent_is_compared_with_what_is_held(
    held: JsonObject, kept: list[str], otherwise: list[str], unchanged: list[str]
) -> None:
    _, update = operation("gormic", ("customers",), "update")
    edit = Edit(
        Address("g", ("customers", "c-1")), "update", {"firstName": "Ada"}, {"firstName": "Eve", "passcode": "x"}
    )
    found = compare(update, edit, held)
    assert (list(found.kept), list(found.other), list(found.unchanged)) == (kept, otherwise, unchanged)
    assert found.untold == ("passcode",)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ({"email": "ADA@EXAMPLE.COM"}, {"email": "ada@example.com"}),
        ({"firstName": "Ada "}, {"firstName": "Ada"}),
    ],
)
def test_what_is_held_exactly_as_before_was_not_applied(before: JsonObject, wanted: JsonObject) -> None:
    _, update = operation("gormic", ("customers",), "update")
    edit = Edit(Address("g", ("customers", "c-1")), "update", before, wanted)
    assert compare(update, edit, before).not_applied
    assert compare(update, edit, wanted).applied


def test_custom_fields_are_compared_by_key() -> None:
    _, update = operation("assemble", ("users",), "update")
    before = {"attributes": {"a": {"value": "1"}}}
    edit = Edit(Address("a", ("users", "1")), "update", before, {"attributes": {"a": {"value": "9"}}})
    others = {"b": {"value": "2"}}
    assert compare(update, edit, {"attributes": {"a": {"value": "1"}, **others}}).not_applied
    assert compare(update, edit, {"attributes": {"a": {"value": "9"}, **others}}).applied


def test_of_secrets_alone_nothing_tells() -> None:
    _, update = operation("gormic", ("customers",), "update")
    edit = Edit(Address("g", ("customers", "c-1")), "update", {}, {"passcode": "x"})
    assert not compare(update, edit, {}).tells


def test_what_forms_take_as_secrets_is_named_by_their_resources() -> None:
    for vendor in discover().values():
        for _, resource in vendor.walk():
            secret = {name for each in resource.operations for name in secrets_of(each)}
            assert set(resource.secrets) == secret
