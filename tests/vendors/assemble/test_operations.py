"""The 44 operations are declared exactly as the contract has them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Final

import pytest

from explorer.model.validate import attributes
from explorer.vendors.assemble import VENDOR
from tests.vendors.assemble.declared import CALLS, CONTRACT, OPERATIONS, RESOURCES, documented
from tests.vendors.openapi import shape

SCHEMAS: Final = {
    "users.create": "UserCreate",
    "users.update": "UserUpdate",
    "roles.create": "UserRoleAssociationCreate",
    "roles.update": "UserRoleAssociationUpdate",
    "email-addresses.create": "UserEmailAddress",
    "email-addresses.update": "UserEmailAddress",
    "postal-addresses.create": "UserAddress",
    "postal-addresses.update": "UserAddress",
    "emergency-contacts.create": "UserEmergencyContact",
    "emergency-contacts.update": "UserEmergencyContact",
    "phone-numbers.create": "UserPhoneNumber",
    "phone-numbers.update": "UserPhoneNumber",
    "skills.update": "UserSkillsUpdate",
    "supervisors.create": "UserSupervisorCreate",
    "supervisors.update": "UserSupervisorUpdate",
    "notes.create": "UserNote",
    "notes.update": "UserNote",
    "sub-notes.create": "UserSubNote",
    "touchpoints.create": "Touchpoint",
    "touchpoints.update": "Touchpoint",
    "sub-touchpoints.create": "SubTouchpoint",
}
"""Every operation with a body, and the schema of it."""

LISTED_BUT_NOT_OURS_TO_SEND: Final = {
    "users": {"status"},
    "email-addresses": {"id", "soft_bounces", "hard_bounces", "complaints"},
    "postal-addresses": {"created_at", "updated_at"},
    "phone-numbers": {"created_at", "updated_at"},
    "notes": {"created_by", "user", "category", "team"},
    "sub-notes": {"user"},
    "touchpoints": {"created_by", "user", "team", "type"},
}
"""Members of request tables that hold read-only values alone, or that the vendor counts itself."""

KINDS: Final = {
    "boolean": {"bool"},
    "integer": {"integer", "bool", "id"},
    "number": {"number"},
    "array": {"json", "ids"},
    "object": {"json"},
}
"""JSON types and the kinds that may stand for them; text may be of any kind but these."""

writes = pytest.mark.parametrize("name", SCHEMAS)
every = pytest.mark.parametrize("name", CALLS)


def test_exactly_the_44_operations() -> None:
    assert len(CALLS) == 44
    assert {name: (operation.method, operation.path) for name, (_, operation) in OPERATIONS.items()} == CALLS
    assert {(method, shape(path)) for method, path in CALLS.values()} == CONTRACT.calls().keys()


@every
def test_query_parameters(name: str) -> None:
    resource, operation = OPERATIONS[name]
    asked = dict(documented(name).query)
    if operation.name == "list":
        assert resource.pager is not None
        request = resource.pager.request("2", 5000)
        assert {**request.parameters, **request.size} == {"page": "2", "limit": "1000"}
        assert asked.pop("limit")["schema"]["maximum"] == 1000
        del asked["page"]
    else:
        assert "page" not in asked
    if "include" in asked:
        assert [each.name for each in operation.includes] == asked.pop("include")["schema"]["items"]["enum"]
        assert operation.include_parameters == ("include",)
    assert [each.name for each in operation.parameters] == list(asked)
    for parameter in operation.parameters:
        schema = asked[parameter.name]["schema"]
        assert list(parameter.choices) == schema.get("enum", []), parameter.name
        assert parameter.default == str(schema.get("default", "")).lower(), parameter.name
        assert parameter.required == asked[parameter.name].get("required", False), parameter.name
        assert (parameter.kind == "bool") == (schema["type"] == "boolean"), parameter.name
        assert (parameter.kind == "choice") == ("enum" in schema), parameter.name
        if schema.get("format") == "date":
            assert parameter.kind == "date", parameter.name
        if schema["type"] == "number":
            assert parameter.kind == "number", parameter.name


def test_what_the_document_says_in_words() -> None:
    """Lists of ids and what needs what stand in descriptions, which no schema holds."""
    lists = {
        f"{name}?{each.name}"
        for name, (_, operation) in OPERATIONS.items()
        for each in operation.parameters
        if each.kind == "ids"
    }
    named = "team manager supervisor sids roles skills langs exclude_ids ids"
    assert lists == {"touchpoints.list?type", *(f"users.list?{each}" for each in named.split())}
    needs = {
        each.name: each.needs for _, operation in OPERATIONS.values() for each in operation.parameters if each.needs
    }
    assert needs == {"lat": ("long",), "long": ("lat",), "distance": ("lat", "long")}


def test_users_have_26_filters_and_21_includes() -> None:
    listing, reading = OPERATIONS["users.list"][1], OPERATIONS["users.get"][1]
    assert len(listing.parameters) == 26
    assert len(listing.includes) == 21
    assert listing.includes == reading.includes
    assert {each.name for each in reading.includes if each.shown} == {
        *("phoneNumbers", "emailAddresses", "roles", "addresses", "emergencyContacts"),
        *("skills", "supervisors", "attributes"),
    }
    named = {each.name for each in listing.parameters if each.refers == "users"}
    assert named == {"manager", "supervisor", "exclude_ids", "ids"}


@writes
def test_body_members(name: str) -> None:
    resource, operation = OPERATIONS[name]
    schema = SCHEMAS[name]
    wanted = {each: about for each, about in CONTRACT.members(schema).items() if not about.get("readOnly")}
    left_out = LISTED_BUT_NOT_OURS_TO_SEND.get(resource.name, set())
    declared = {each.name: each for each in attributes(operation.form)}
    assert declared.keys() == wanted.keys() - left_out
    for member, attribute in declared.items():
        assert not attribute.field.readonly
        _compare(attribute.field.kind, attribute.field.choices, wanted[member], f"{name}: {member}")
    required = {member for member, attribute in declared.items() if attribute.required}
    # Without its one member the request would say nothing, or take all skills away.
    assert required == CONTRACT.required(schema) | ({"skills"} if name == "skills.update" else set())


def _compare(kind: str, choices: tuple[str, ...], about: Any, where: str) -> None:
    types = about.get("type", [])
    types = {types} if isinstance(types, str) else set(types)
    allowed = {each for name in types & KINDS.keys() for each in KINDS[name]}
    if allowed:
        assert kind in allowed, where
    elif types:
        assert kind not in {"bool", "integer", "number", "json", "ids"}, where
    if about.get("format") in ("date", "date-time"):
        assert kind == about["format"].replace("-", ""), where
    assert list(choices) == about.get("enum", []), where


def test_only_writes_have_bodies() -> None:
    assert {name for name, (_, operation) in OPERATIONS.items() if operation.form} == SCHEMAS.keys()


@every
def test_refusals(name: str) -> None:
    operation = OPERATIONS[name][1]
    assert {status for status, _ in operation.errors} == documented(name).statuses


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("roles.delete", "last role association"),
        ("email-addresses.delete", "primary e-mail address"),
        ("postal-addresses.delete", "primary postal address"),
        ("emergency-contacts.delete", "last emergency contact"),
        ("touchpoints.update", "four hours"),
    ],
)
def test_the_rule_stands_beside_the_status_that_tells_of_it(name: str, word: str) -> None:
    assert word in dict(OPERATIONS[name][1].errors)[403]


@every
def test_only_reads_are_repeated_and_every_path_is_marked_inferred(name: str) -> None:
    operation = OPERATIONS[name][1]
    assert operation.retry == (operation.method == "GET")
    assert operation.source == "inferred"
    assert operation.unwrap == (() if operation.name in ("list", "delete") else ("data",))
    assert operation.typed_confirmation == (operation.name == "delete")


def test_what_is_sent_whole() -> None:
    whole = {name for name, (_, operation) in OPERATIONS.items() if operation.whole}
    assert whole == {
        "email-addresses.update",
        "postal-addresses.update",
        "emergency-contacts.update",
        "phone-numbers.update",
        "skills.update",
    }


def test_every_write_is_taken_back_by_another_or_says_that_it_is_not() -> None:
    for name, (resource, operation) in OPERATIONS.items():
        if operation.writes:
            assert bool(operation.undo) != bool(operation.final), name
        if operation.undo:
            assert resource.operation(operation.undo) is not None, name


def test_embedded_collections() -> None:
    embedded = {name: each.includes_as for name, each in RESOURCES.items() if each.includes_as}
    assert embedded == {
        "roles": "roles",
        "email-addresses": "emailAddresses",
        "postal-addresses": "addresses",
        "emergency-contacts": "emergencyContacts",
        "phone-numbers": "phoneNumbers",
        "skills": "skills",
        "supervisors": "supervisors",
        "sub-notes": "sub_notes",
        "sub-touchpoints": "sub_touchpoints",
    }


def test_letters() -> None:
    assert {each.name: each.letter for each in VENDOR.resources[0].children} == {
        "roles": "r",
        "email-addresses": "m",
        "postal-addresses": "a",
        "emergency-contacts": "e",
        "phone-numbers": "p",
        "skills": "k",
        "supervisors": "s",
        "notes": "n",
        "touchpoints": "t",
    }


def test_the_version_is_asked_for_in_accept() -> None:
    assert {name.lower(): value for name, value in VENDOR.headers.items()} == {"accept": "application/x.uvol.v3+json"}


def test_the_declaration_loads_without_pydantic_and_without_io() -> None:
    heavy = "pydantic", "httpx", "sqlite3", "textual"
    told = subprocess.run(
        [sys.executable, "-c", f"import explorer.vendors.assemble, sys; print(*(set({heavy}) & set(sys.modules)))"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == ""
