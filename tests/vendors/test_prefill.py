"""What records fill in of forms: by rule, where a vendor has one of its own, and for every record of the demo."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest

from explorer.demo.vendors import DemoOptions
from explorer.model.json_text import JsonObject, JsonValue, Number, dumps, loads
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource, Vendor, walk
from explorer.model.same import same
from explorer.model.validate import attributes, load
from explorer.vendors import discover
from tests.demo.in_process import InProcess

VENDORS: Final[Mapping[str, Vendor]] = discover()
PEOPLE: Final = 60
MOVES: Final = {"updated_at", "updatedAt", "updatedBy", "updatedVia", "review_submitted_at"}
"""Members that any accepted write may move."""


def _filled(vendor: str, resource: str, name: str, record: JsonObject) -> JsonObject:
    found = next(each for _, each in VENDORS[vendor].walk() if each.name == resource).operation(name)
    assert found is not None
    return prefilled(found, record)


REPCARD: Final[JsonObject] = {
    "id": 1466,
    "firstName": "Ada",
    "lastName": "Owner",
    "email": "ada@example.com",
    "username": "adaowner",
    "office": "Corporate Office",
    "team": "Team 1",
    "jobTitle": "Owner",
    "phoneNumber": "+919910800001",
    "role": "admin",
    "bio": "",
}


def test_a_user_of_repcard_fills_in_all_but_the_role() -> None:
    assert _filled("repcard", "users", "update", REPCARD) == {
        "firstName": "Ada",
        "lastName": "Owner",
        "userEmail": "ada@example.com",
        "username": "adaowner",
        "officeName": "Corporate Office",
        "teamName": "Team 1",
        "jobTitle": "Owner",
        "countryCode": "+91",
        "phoneNumber": 9910800001,
    }


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_what_is_not_set_at_repcard_is_not_filled_in(empty: JsonValue) -> None:
    filled = _filled("repcard", "users", "update", REPCARD | dict.fromkeys(("team", "externalId", "username"), empty))
    assert not filled.keys() & {"teamName", "externalId", "username"}


def test_an_external_id_is_text() -> None:
    assert _filled("repcard", "users", "update", REPCARD | {"externalId": 77})["externalId"] == "77"


@pytest.mark.parametrize(
    ("phone", "code", "national"),
    [
        ("+14805550142", "+1", 4805550142),
        ("+1 (480) 555-0142", "+1", 4805550142),
        ("+447700900123", "+44", 7700900123),
        ("+3545551234", "+354", 5551234),
        ("+390612345678", "+39", "0612345678"),
        ("+2250707070707", "+225", "0707070707"),
        ("+8613800138000", "+86", 13800138000),
    ],
)
def test_a_phone_is_parted_where_its_calling_code_ends(phone: str, code: str, national: JsonValue) -> None:
    filled = _filled("repcard", "users", "update", REPCARD | {"phoneNumber": phone})
    assert (filled["countryCode"], filled["phoneNumber"]) == (code, national)
    assert type(filled["phoneNumber"]) is type(national)


@pytest.mark.parametrize(
    "phone",
    ["07700900123", "447700900123", "", None, "+", "+999123456", "+44 (0)7700 900123", "+1 480 555 0142 ext. 7"],
)
def test_a_phone_that_would_have_to_be_guessed_is_asked_for(phone: JsonValue) -> None:
    filled = _filled("repcard", "users", "update", REPCARD | {"phoneNumber": phone})
    assert not filled.keys() & {"countryCode", "phoneNumber"}


def test_a_customer_of_gormic_keeps_its_calling_code_in_each_form() -> None:
    record = {"id": "c-1", "firstName": "Ada", "phone": "5550100", "phoneCountryCalling": "1", "phoneCountry": "US"}
    create = _filled("gormic", "customers", "create", record)
    update = _filled("gormic", "customers", "update", record)
    assert create == {"firstName": "Ada", "phone": "5550100", "phoneCallingCode": "1"}
    assert update == {"id": "c-1", "firstName": "Ada", "phone": "+15550100"}
    assert _filled("gormic", "customers", "update", record | {"phone": "+15550100"}) == update
    assert _filled("gormic", "customers", "update", {**record, "phoneCountryCalling": "+1"}) == update
    del record["id"]
    assert _filled("gormic", "customers", "update", record | {"uid": "u-9"})["id"] == "u-9"


@pytest.mark.parametrize(("gender", "filled"), [("F", "F"), (1, 1), ({}, None), (None, None)])
def test_a_gender_is_filled_in_raw_or_not_at_all(gender: JsonValue, filled: JsonValue) -> None:
    assert _filled("gormic", "customers", "update", {"gender": gender}).get("gender") == filled


def test_null_is_filled_in_where_the_form_takes_it() -> None:
    record = dict.fromkeys(("lastName", "email", "unsubscribed", "archivedAt", "passcode"))
    assert _filled("gormic", "customers", "update", record) == {"lastName": None}


def test_a_role_association_names_team_and_manager_by_id_and_has_its_flags_as_integers() -> None:
    record: JsonObject = {
        "id": 3253,
        "display_name": "Cook",
        "primary": True,
        "recommend_organisation": False,
        "team": {"data": {"id": "3521", "name": "north"}},
        "manager": {"id": 222432, "display_name": "Kim"},
        "vetting": {"id": 0},
        "leaving_reason": None,
        "start": "2020-01-06",
        "end": None,
        "feedback": None,
        "review_submitted_at": "2020-01-06T10:00:00Z",
    }
    filled = _filled("assemble", "roles", "update", record)
    assert filled == {
        "primary": 1,
        "recommend_organisation": 0,
        "team": {"id": 3521},
        "manager": {"id": 222432},
        "vetting": {"id": 0},
        "start": "2020-01-06",
    }
    assert all(type(filled[name]) is int for name in ("primary", "recommend_organisation"))


def test_members_that_assemble_sets_are_never_filled_in() -> None:
    record = {"id": 1, "user_id": 2, "email": "a@example.com", "primary": 1, "soft_bounces": 0, "created_at": "x"}
    assert _filled("assemble", "email-addresses", "update", record) == {"email": "a@example.com", "primary": True}
    note = {"id": 1, "subject": "x", "created_by": {"id": 1}, "category": {"id": 2}, "team": {"id": 3}}
    assert _filled("assemble", "notes", "update", note) == {"subject": "x"}


def test_reminders_and_custom_fields_keep_their_one_writable_member() -> None:
    reminder = {"reminder": {"data": {"date": "2026-08-24T14:15:22Z", "id": 7}}}
    assert _filled("assemble", "notes", "update", reminder) == {"reminder": {"date": "2026-08-24T14:15:22Z"}}
    assert _filled("assemble", "notes", "update", {"reminder": None}) == {"reminder": None}
    custom = {"attributes": {"shirt-size": {"value": "M", "id": 3}, "badge": {"value": None}}}
    assert _filled("assemble", "users", "update", custom) == {"attributes": {"shirt-size": {"value": "M"}}}


def test_what_a_list_would_do_to_sub_touchpoints_is_not_tried_by_itself() -> None:
    record = {"subject": "x", "sub_touchpoints": [{"id": 4, "body": "y"}], "attachments": [{}]}
    assert _filled("assemble", "touchpoints", "update", record) == {"subject": "x"}


def test_skills_are_filled_in_as_the_ids_of_the_rows() -> None:
    rows = [{"id": 45, "name": "Cooking"}, {"id": "654", "name": "Chess"}]
    assert _filled("assemble", "skills", "update", {"skills": rows}) == {"skills": [45, 654]}
    assert _filled("assemble", "skills", "update", {"skills": []}) == {"skills": []}


def test_a_supervision_can_be_made_again() -> None:
    record = {"id": 431, "supervisor": {"id": 222432, "display_name": "Kim"}, "primary": True}
    assert _filled("assemble", "supervisors", "create", record) == {"user": {"id": 222432}, "primary": True}


def test_a_value_that_the_form_does_not_take_is_filled_in_as_it_was_written() -> None:
    record = {"from_date": "2019-08-24 00:00:00", "lat": Number("51.50"), "street": "1 Example Street"}
    filled = _filled("assemble", "postal-addresses", "update", record)
    assert filled == record
    assert filled["lat"].literal == "51.50"


def test_phonenumbers_is_not_loaded_for_reading() -> None:
    code = """
import sys
from explorer.vendors import discover
from explorer.model.validate import attributes
for vendor in discover().values():
    for _, resource in vendor.walk():
        attributes(resource.record)
        for operation in resource.operations:
            operation.form and attributes(operation.form)
print("phonenumbers" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "False"


ASKED_FOR: Final[JsonObject] = {
    "roleName": "sales",
    "lastName": "Owner",
    "jobTitle": "Closer",
    "teamName": "Team 1",
    "countryCode": "+1",
    "phoneNumber": 4805550142,
}
"""Members that RepCard requires and some of its users cannot fill in: not told, or not set; and what one may type."""


def _accepted(operation: Operation, record: JsonObject, asked_for: JsonObject | None = None) -> JsonObject:
    """What the record fills in, once the form has accepted it together with what has to be asked for."""
    filled = prefilled(operation, record)
    missing = {each.name for each in attributes(operation.form) if each.required} - filled.keys()
    typed = {name: value for name, value in (asked_for or {}).items() if name in missing}
    assert typed.keys() == missing, record
    load(operation.form).model_validate(filled | typed)
    return filled


class Demo:
    """The demo vendors called as the declarations say."""

    def __init__(self) -> None:
        self.vendors = InProcess(options=DemoOptions(people=PEOPLE))

    async def rows(self, vendor: str, resource: Resource, path: Mapping[str, str]) -> list[JsonObject]:
        """All rows of a collection, page by page."""
        listing = resource.operation("list")
        assert listing is not None
        if resource.pager is None:
            return []
        rows: list[JsonObject] = []
        cursor = resource.pager.start()
        while True:
            request = resource.pager.request(cursor, 100)
            parameters = {**request.parameters, **request.size}
            answer = await self.send(vendor, listing, path, params=parameters)
            page = resource.pager.read(answer, cursor)
            rows += page.rows
            if page.next is None:
                return rows
            cursor = page.next

    async def record(self, vendor: str, resource: Resource, path: Mapping[str, str]) -> JsonObject:
        """One record as it is read before an edit: by its own call, else from the list."""
        get = resource.operation("get")
        if get is None:
            key = path[resource.id_name]
            return next(row for row in await self.rows(vendor, resource, path) if resource.key_of(row) == key)
        shown = ",".join(each.name for each in get.includes if each.shown)
        body = await self.send(vendor, get, path, params={"include": shown} if shown and vendor == "assemble" else {})
        for name in get.unwrap:
            body = body[name] if isinstance(body, dict) and name in body else body
        assert isinstance(body, dict)
        return body

    async def send(
        self, vendor: str, operation: Operation, path: Mapping[str, str], *, body: Any = None, **request: Any
    ) -> Any:
        """The decoded answer of a call that has to succeed."""
        if body is not None:
            request["content"] = dumps({operation.wrap: body} if operation.wrap else body)
        url = operation.path.format_map(path)
        response = await self.vendors.call(vendor, operation.method, url, **request)
        assert response.is_success, f"{operation.method} {url}: {response.status_code} {response.text}"
        return loads(response.content) if response.content else None

    async def records(
        self, vendor: str, resource: Resource, above: Mapping[str, str]
    ) -> AsyncIterator[tuple[Mapping[str, str], JsonObject]]:
        """Every record of a collection with what fills its path."""
        for row in await self.rows(vendor, resource, above):
            path = {**above, resource.id_name: resource.key_of(row)}
            yield path, await self.record(vendor, resource, path)


def _moved(before: JsonObject, after: JsonObject) -> set[str]:
    """The members that a write changed, apart from those that any may move and blank ones that became null."""
    return {
        name for name in before.keys() | after.keys() if not same("json", before.get(name), after.get(name))
    } - MOVES


async def _back_unchanged(demo: Demo, vendor: str, resource: Resource, path: Mapping[str, str]) -> None:
    """What a record fills in is accepted by the form and the vendor, and leaves the record as it is."""
    operation = resource.operation("update")
    assert operation is not None
    before = await demo.record(vendor, resource, path)
    filled = _accepted(operation, before)
    marks = {each.name: each.field.kind for each in attributes(operation.form)}
    await demo.send(vendor, operation, path, body=filled)
    after = await demo.record(vendor, resource, path)
    assert not _moved(before, after), path
    again = prefilled(operation, after)
    assert all(same(marks[name], value, again[name]) for name, value in filled.items())


async def test_every_user_of_demo_repcard_goes_back_as_it_was() -> None:
    demo, users = Demo(), VENDORS["repcard"].resources[0]
    update = users.operation("update")
    assert update is not None
    written = 0
    async for path, record in demo.records("repcard", users, {}):
        filled = _accepted(update, record, ASKED_FOR)
        if {each.name for each in attributes(update.form) if each.required} - filled.keys() == {"roleName"}:
            await demo.send("repcard", update, path, body=filled | {"roleName": "sales"})
            assert await demo.record("repcard", users, path) == record
            written += 1
    assert written > PEOPLE // 2


async def test_every_customer_of_demo_gormic_goes_back_as_it_was() -> None:
    demo, customers = Demo(), VENDORS["gormic"].resources[0]
    written = 0
    for row in await demo.rows("gormic", customers, {}):
        if not row.get("archivedAt"):
            await _back_unchanged(demo, "gormic", customers, {"customer_id": customers.key_of(row)})
            written += 1
    assert written > PEOPLE // 2


async def test_every_record_of_demo_assemble_goes_back_as_it_was() -> None:
    demo, users = Demo(), VENDORS["assemble"].resources[0]
    written: dict[str, int] = {}
    for row in await demo.rows("assemble", users, {}):
        if not row["can_manage"]:
            continue  # Assemble refuses to change what the caller may not manage
        path = {"user_id": users.key_of(row)}
        await _back_unchanged(demo, "assemble", users, path)
        for child in users.children:
            if child.name == "skills":
                await _skills_unchanged(demo, child, path)
                continue
            async for record_path, _ in demo.records("assemble", child, path):
                await _back_unchanged(demo, "assemble", child, record_path)
                written[child.name] = written.get(child.name, 0) + 1
    assert written.keys() == {child.name for child in users.children} - {"skills"}
    assert min(written.values()) >= 10, written


async def _skills_unchanged(demo: Demo, skills: Resource, path: Mapping[str, str]) -> None:
    update = skills.operation("update")
    assert update is not None
    rows = await demo.rows("assemble", skills, path)
    filled = _accepted(update, {"skills": rows})
    assert filled == {"skills": walk({"skills": rows}, "skills.id")}
    await demo.send("assemble", update, path, body=filled)
    assert await demo.rows("assemble", skills, path) == rows


async def test_what_was_deleted_fills_in_what_makes_it_again() -> None:
    demo, users = Demo(), VENDORS["assemble"].resources[0]
    path = {"user_id": "234523"}
    for name in ("email-addresses", "postal-addresses", "emergency-contacts", "supervisors"):
        child = users.child(name)
        assert child is not None
        create = child.operation("create")
        assert create is not None
        async for _, record in demo.records("assemble", child, path):
            _accepted(create, record)
