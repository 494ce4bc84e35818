"""Demo Gormic: list and export walk to their end; writes, rules and archiving."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.demo.vendors import DemoOptions
from tests.demo.in_process import CREDENTIALS, InProcess

CUSTOMERS = "/v1/crm/customers"
NEW: dict[str, Any] = {"firstName": "Noor", "phone": "030 1234567", "phoneCallingCode": "49"}


async def walked(vendors: InProcess, path: str, key: str, **query: str) -> list[dict[str, Any]]:
    """All rows of the list or export."""
    rows: list[dict[str, Any]] = []
    offset: str | None = ""
    while offset is not None:
        data = (await vendors.json("gormic", "GET", path, params=query | {"offset": offset}))["data"]
        rows += data[key]
        offset = data.get("next")
    return rows


async def changed_since(vendors: InProcess, moment: str) -> list[dict[str, Any]]:
    return await walked(vendors, f"{CUSTOMERS}/export", "items", updatedSince=moment)


async def customer(vendors: InProcess, customer_id: str) -> dict[str, Any]:
    user: dict[str, Any] = (await vendors.json("gormic", "GET", f"{CUSTOMERS}/{customer_id}"))["data"]["user"]
    return user


async def refused(vendors: InProcess, method: str, path: str, params: object, status: int = 400) -> str:
    """The error code of a refused write."""
    answer = await vendors.json("gormic", method, path, json={"params": params}, expect=status)
    code: str = answer["error"]["code"]
    return code


async def test_list_and_export_hold_every_customer_once(vendors: InProcess) -> None:
    by_list = await walked(vendors, CUSTOMERS, "users")
    by_export = await changed_since(vendors, "1970-01-01T00:00:00.000Z")
    for rows in (by_list, by_export):
        assert len({row["id"] for row in rows}) == len(rows) == 120
    moments = [row["updatedAt"] for row in by_export]
    assert moments == sorted(moments)
    assert 0 < sum(row["archivedAt"] is not None for row in by_list) < 10


async def test_a_full_last_page_has_no_next() -> None:
    vendors = InProcess(DemoOptions(people=50))
    data = (await vendors.json("gormic", "GET", CUSTOMERS))["data"]
    assert len(data["users"]) == 50
    assert "next" not in data
    export = await vendors.json("gormic", "GET", f"{CUSTOMERS}/export?updatedSince=1970-01-01T00:00:00.000Z")
    assert "next" not in export["data"]


async def test_updated_since_is_inclusive(vendors: InProcess) -> None:
    rows = await changed_since(vendors, "1970-01-01T00:00:00.000Z")
    later = await changed_since(vendors, rows[70]["updatedAt"])
    assert [row["id"] for row in later] == [row["id"] for row in rows[70:]]


async def test_a_change_during_an_export_comes_at_its_end(vendors: InProcess) -> None:
    path, query = f"{CUSTOMERS}/export", {"updatedSince": "1970-01-01T00:00:00.000Z"}
    first = (await vendors.json("gormic", "GET", path, params=query))["data"]
    await vendors.json("gormic", "PATCH", f"{CUSTOMERS}/c-1", json={"params": {"internalNote": "Called back"}})
    rest: list[dict[str, Any]] = []
    following = first["next"]
    while following:
        data = (await vendors.json("gormic", "GET", path, params={"offset": following, "updatedSince": "1970-01-01"}))[
            "data"
        ]
        rest += data["items"]
        following = data.get("next")
    assert {row["id"] for row in first["items"] + rest} == {f"c-{number}" for number in range(1, 121)}
    assert (rest[-1]["id"], rest[-1]["internalNote"]) == ("c-1", "Called back")


async def test_create_update_and_delete_show_on_reading_again(vendors: InProcess) -> None:
    begin = vendors.clock().isoformat()
    created = (await vendors.json("gormic", "POST", CUSTOMERS, json={"params": NEW | {"passcode": "1234"}}))["data"]
    user = await customer(vendors, created["id"])
    assert (user["firstName"], user["phone"], user["phoneCountry"]) == ("Noor", "0301234567", "DE")
    assert "passcode" not in user
    vendors.clock.forward(minutes=5)
    await vendors.json(
        "gormic",
        "PATCH",
        f"{CUSTOMERS}/{created['id']}",
        json={"params": {"lastName": "Ash", "phone": "+44 7700 900999"}},
    )
    changed = await customer(vendors, created["id"])
    assert (changed["lastName"], changed["phone"], changed["phoneCountryCalling"]) == ("Ash", "7700900999", "44")
    assert changed["updatedAt"] > user["updatedAt"]
    await vendors.json("gormic", "DELETE", f"{CUSTOMERS}/{created['id']}")
    archived = await customer(vendors, created["id"])
    assert archived["archivedAt"] and archived["archivedBy"] == "u-1"
    assert [row["id"] for row in await changed_since(vendors, begin)] == [created["id"]]
    assert await refused(vendors, "PATCH", f"{CUSTOMERS}/{created['id']}", {"lastName": "Oak"}) == "ARCHIVED"
    await vendors.json("gormic", "DELETE", f"{CUSTOMERS}/{created['id']}", expect=400)


async def test_null_clears_the_nullable_fields(vendors: InProcess) -> None:
    path = f"{CUSTOMERS}/c-1"
    await vendors.json("gormic", "PATCH", path, json={"params": {"birthDate": None, "internalNote": None}})
    user = await customer(vendors, "c-1")
    assert user["birthDate"] is user["internalNote"] is None
    assert await refused(vendors, "PATCH", path, {"firstName": None}) == "INVALID_PARAMS"


async def test_phone_and_number_are_unique(vendors: InProcess) -> None:
    taken = {"phone": "5550100", "phoneCallingCode": "1"}
    assert await refused(vendors, "POST", CUSTOMERS, NEW | taken) == "PHONE_EXISTS"
    assert await refused(vendors, "POST", CUSTOMERS, NEW | {"number": "1002"}) == "NUMBER_EXISTS"
    assert await refused(vendors, "PATCH", f"{CUSTOMERS}/c-2", {"phone": "+1 555 0100"}) == "PHONE_EXISTS"
    assert await refused(vendors, "PATCH", f"{CUSTOMERS}/c-2", {"number": "1001"}) == "NUMBER_EXISTS"
    await vendors.json("gormic", "DELETE", f"{CUSTOMERS}/c-1")
    answer = await vendors.json("gormic", "POST", CUSTOMERS, json={"params": NEW | taken})
    assert answer["data"]["succeed"] is True
    assert await refused(vendors, "POST", CUSTOMERS, NEW | taken) == "PHONE_EXISTS"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"firstName": "Noor", "phone": "0301234567"},
        {"firstName": "Noor", "phoneCallingCode": "49"},
        NEW | {"firstName": " "},
        NEW | {"phone": "call me"},
        NEW | {"phoneCallingCode": "0"},
        NEW | {"birthDate": "31.12.1999"},
        NEW | {"unsubscribed": "no"},
        NEW | {"gender": {}},
        NEW | {"shoeSize": "44"},
        NEW | {"email": None},
        "Noor",
    ],
)
async def test_faulty_params_are_refused(vendors: InProcess, params: object) -> None:
    assert await refused(vendors, "POST", CUSTOMERS, params) == "INVALID_PARAMS"
    assert len(await walked(vendors, CUSTOMERS, "users")) == 120


async def test_both_headers_are_needed(vendors: InProcess) -> None:
    key = CREDENTIALS["gormic"]["api-key"]
    for headers, status, code in (
        ({}, 401, "MISSING_TOKEN"),
        ({"api-key": "wrong", "organization-id": "org-1"}, 401, "INVALID_TOKEN"),
        ({"api-key": key}, 400, "MISSING_ORGANIZATION"),
        ({"api-key": key, "organization-id": "org-2"}, 401, "UNAUTHORIZED"),
    ):
        answer = await vendors.json("gormic", "GET", CUSTOMERS, headers=headers, expect=status)
        assert answer["error"]["code"] == code
