"""Demo Repsly: the export walks to its end, and imports make rows come again."""

from __future__ import annotations

from typing import Any

from tests.demo.in_process import InProcess


async def exported(vendors: InProcess, cursor: int = 0, options: str = "") -> tuple[list[dict[str, Any]], int]:
    """All users changed after `cursor`, and the cursor to go on from."""
    users: list[dict[str, Any]] = []
    while True:
        answer = await vendors.json("repsly", "GET", f"/v3/export/users/{cursor}{options}")
        meta = answer["MetaCollectionResult"]
        if meta["TotalCount"] == 0:
            assert answer["Users"] == []
            return users, cursor
        assert len(answer["Users"]) <= 50
        assert meta["LastTimeStamp"] > cursor
        users += answer["Users"]
        cursor = meta["LastTimeStamp"]


async def test_the_export_gives_every_user_once(vendors: InProcess) -> None:
    users, _ = await exported(vendors, options="?includeInactive=true")
    ids = [user["ID"] for user in users]
    assert len(ids) == len(set(ids)) == 120
    assert ids[:2] == ["7d2f6f0c-5c1e-4a55-9f0b-0d4b2f6f9a01", "0b8e1a52-3b0d-4e41-8c0e-5b6ad4a9e702"]


async def test_inactive_users_come_on_request(vendors: InProcess) -> None:
    active, _ = await exported(vendors)
    everyone, _ = await exported(vendors, options="?includeInactive=true")
    assert all(user["Active"] for user in active)
    assert 0 < len(everyone) - len(active) == sum(not user["Active"] for user in everyone)


async def test_an_import_makes_a_row_come_again(vendors: InProcess) -> None:
    _, cursor = await exported(vendors)
    changed = {"Code": "USR001", "Name": "Ada Meadow", "Email": "ada@example.com"}
    answer = await vendors.json("repsly", "POST", "/v3/import/user", json=changed)
    assert (answer["Code"], answer["Value"]) == (0, "USR001")
    await vendors.json("repsly", "POST", "/v3/import/user", json=changed | {"Code": "NEW-1", "Name": "Nia"})
    users, later = await exported(vendors, cursor)
    assert [(user["Code"], user["Name"]) for user in users] == [("USR001", "Ada Meadow"), ("NEW-1", "Nia")]
    assert users[0]["ID"] == "7d2f6f0c-5c1e-4a55-9f0b-0d4b2f6f9a01"
    assert users[0]["City"] == "Mesa"
    assert await exported(vendors, later) == ([], later)
    everyone, _ = await exported(vendors, options="?includeInactive=true")
    assert len({user["ID"] for user in everyone}) == len(everyone) == 121


async def test_a_deactivation_leaves_the_plain_export(vendors: InProcess) -> None:
    _, cursor = await exported(vendors)
    gone = {"Code": "USR001", "Name": "Ada Field", "Email": "ada@example.com", "Active": False}
    await vendors.json("repsly", "POST", "/v3/import/user", json=gone)
    assert (await exported(vendors, cursor))[0] == []
    users, _ = await exported(vendors, cursor, "?includeInactive=true")
    assert [user["Active"] for user in users] == [False]


async def test_a_faulty_import_says_why(vendors: InProcess) -> None:
    for body in ({"Code": "X"}, {"Code": "X", "Name": "N", "Email": "e", "Shoe": 44}, {"Code": "X" * 21}):
        answer = await vendors.json("repsly", "POST", "/v3/import/user", json=body)
        assert answer["Code"] != 0
        assert answer["Message"]


async def test_a_cursor_is_needed_and_checked(vendors: InProcess) -> None:
    await vendors.json("repsly", "GET", "/v3/export/users/", expect=404)
    for cursor in ("-1", "1.5", "x", str(2**63)):
        await vendors.json("repsly", "GET", f"/v3/export/users/{cursor}", expect=400)
    response = await vendors.call("repsly", "GET", "/v3/export/users/0", headers={})
    assert response.headers["www-authenticate"].startswith("Basic ")
