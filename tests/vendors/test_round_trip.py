"""Every record of the demo vendors goes through its form and back, and what was created fills in what was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest

from explorer.demo.vendors import DemoOptions
from explorer.model.json_text import JsonObject, dumps, loads
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource, Vendor, walk
from explorer.model.same import same
from explorer.model.validate import attributes, load
from explorer.vendors import discover
from tests.demo import calls
from tests.demo.in_process import InProcess

VENDORS: Final[Mapping[str, Vendor]] = discover()
PEOPLE: Final = 60
MOVES: Final = {"updated_at", "updatedAt", "updatedBy", "updatedVia", "review_submitted_at"}
"""Members that any accepted write may move."""
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


CREATED: Final[Mapping[str, tuple[str, JsonObject]]] = {
    "users": ("", calls.NEW_USER),
    "roles": ("", calls.ROLE),
    "email-addresses": ("", {"primary": True, "email": "new@example.com"}),
    "postal-addresses": ("", calls.ADDRESS),
    "emergency-contacts": ("", calls.CONTACT),
    "phone-numbers": ("", calls.PHONE),
    "supervisors": ("", {"user": {"id": "46485"}, "primary": True}),
    "notes": ("", calls.NOTE),
    "sub-notes": ("53253", {"body": "Ac odio tempor."}),
    "touchpoints": ("", calls.TOUCHPOINT),
    "sub-touchpoints": ("42", {"body": "Called back."}),
}
"""What is created in each collection of Assemble, below which note or touchpoint."""


@pytest.mark.parametrize("name", CREATED)
async def test_what_was_created_at_assemble_fills_in_what_was_sent(name: str) -> None:
    above, body = CREATED[name]
    demo = Demo()
    resource = next(each for _, each in VENDORS["assemble"].walk() if each.name == name)
    create = resource.operation("create")
    assert create is not None
    path = {"user_id": "234523", "note_id": above, "touchpoint_id": above}
    answer = await demo.send("assemble", create, path, body=body)
    record = answer.get("data", answer)
    if name == "users":
        # The answer of a create has none of what a user includes.
        record = await demo.record("assemble", resource, {"user_id": resource.key_of(record)})
    _same_as_sent(create, body, record)


async def test_what_was_created_at_gormic_fills_in_what_was_sent() -> None:
    demo, customers = Demo(), VENDORS["gormic"].resources[0]
    create = customers.operation("create")
    assert create is not None
    body = {"firstName": "Ada", "phone": "555 0177", "phoneCallingCode": "1", "gender": 1, "passcode": "4711"}
    answer = await demo.send("gormic", create, {}, body=body)
    record = await demo.record("gormic", customers, {"customer_id": answer["data"]["id"]})
    _same_as_sent(create, body, record)


def _same_as_sent(create: Operation, body: JsonObject, record: JsonObject) -> None:
    marks = {each.name: each.field for each in attributes(create.form)}
    told = {name for name in body if not marks[name].untold and not marks[name].secret}
    filled = prefilled(create, record)
    assert told <= filled.keys() | {name for name in told if body[name] is None}
    for name in told:
        assert same(marks[name].kind, body[name], filled.get(name)), (name, body[name], filled.get(name))


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
