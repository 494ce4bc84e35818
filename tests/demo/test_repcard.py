"""Demo RepCard: paging, filters, rules, and what writes change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.calls import UNLINK, USER_UPDATE
from tests.demo.in_process import InProcess


async def listed(vendors: InProcess, **query: str) -> list[dict[str, Any]]:
    """All users of a listing, page by page."""
    rows: list[dict[str, Any]] = []
    page, pages = 1, 1
    while page <= pages:
        answer = await vendors.json("repcard", "GET", "/users/minimal", params=query | {"page": str(page)})
        rows += answer["result"]["data"]
        pages, page = answer["result"]["totalPages"], page + 1
    assert len(rows) == answer["result"]["totalCount"]
    return rows


async def details(vendors: InProcess, user_id: int) -> dict[str, Any]:
    answer = await vendors.json("repcard", "GET", f"/users/{user_id}/details")
    user: dict[str, Any] = answer["result"]
    return user


async def test_paging_reaches_every_user_once(vendors: InProcess) -> None:
    ids = [user["id"] for user in await listed(vendors, per_page="7")]
    assert len(ids) == len(set(ids)) == 120
    assert ids == sorted(ids)


async def test_a_page_holds_at_most_100_users(vendors: InProcess) -> None:
    answer = await vendors.json("repcard", "GET", "/users/minimal?per_page=500")
    assert len(answer["result"]["data"]) == 100
    assert answer["result"]["totalPages"] == 2


async def test_the_documents_users_exist(vendors: InProcess) -> None:
    assert {(await details(vendors, user_id))["id"] for user_id in (1466, 1476, 1477, 26682)} == {
        1466,
        1476,
        1477,
        26682,
    }


async def test_company_id_narrows(vendors: InProcess) -> None:
    parts = [await listed(vendors, company_id=company) for company in ("597", "12", "598")]
    assert all(len({user["companyName"] for user in part}) == 1 for part in parts)
    assert sum(map(len, parts)) == 120
    assert await listed(vendors, company_id="7") == []


async def test_search_looks_in_names_mail_and_user_name(vendors: InProcess) -> None:
    everyone = await listed(vendors)
    for needle in ("SAM", "field", "sam@example", "samfield"):
        found = await listed(vendors, search=needle)
        assert 26682 in [user["id"] for user in found]
        assert len(found) < len(everyone)


async def test_flags_add_dates_without_filtering(vendors: InProcess) -> None:
    plain = await listed(vendors)
    flagged = await listed(vendors, firstVerifiedDoorKnock="1")
    assert [user["id"] for user in flagged] == [user["id"] for user in plain]
    assert any(user["firstVerifiedDoorKnock"] for user in flagged)
    assert not any("firstVerifiedDoorKnock" in user or "firstAppointment" in user for user in plain)


async def test_an_update_shows_on_reading_again(vendors: InProcess) -> None:
    await vendors.json("repcard", "PUT", "/users/1476", json=USER_UPDATE)
    user = await details(vendors, 1476)
    assert user["firstName"] == "foo"
    assert user["phoneNumber"] == "+14805550123"
    assert (user["office"], user["team"], user["externalId"]) == ("Corporate Office", "office team", "123xyz")
    assert user["badgeId"] == "1UHIPJ"
    assert [each["id"] for each in await listed(vendors, search="foobar@")] == [1476]
    assert await listed(vendors, search="new@example") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("firstName", ""),
        ("userEmail", "no address"),
        ("phoneNumber", "12 34"),
        ("phoneNumber", 0),
        ("phoneNumber", True),
        ("countryCode", "1"),
        ("roleName", "king"),
        ("officeName", "corporate office"),
        ("teamName", "Backend"),
        ("teamName", ""),
        ("externalId", 7),
    ],
)
async def test_an_update_is_refused_by_field(vendors: InProcess, field: str, value: object) -> None:
    before = await details(vendors, 1476)
    answer = await vendors.json("repcard", "PUT", "/users/1476", json=USER_UPDATE | {field: value}, expect=422)
    assert list(answer["errors"]) == [field]
    assert await details(vendors, 1476) == before


async def test_an_update_needs_all_nine_fields(vendors: InProcess) -> None:
    answer = await vendors.json("repcard", "PUT", "/users/1476", json={}, expect=422)
    assert len(answer["errors"]) == 9


async def test_unlink_removes_the_user_and_hands_over_the_customers(vendors: InProcess) -> None:
    before = (await vendors.json("repcard", "GET", "/customers/25997808"))["data"]
    assert (before["ownerId"], before["type"]) == (26682, 2)
    await vendors.json("repcard", "POST", "/users/26682/unlink", json=UNLINK | {"customerToUser": 1476}, expect=204)
    await vendors.json("repcard", "GET", "/users/26682/details", expect=404)
    assert 26682 not in [user["id"] for user in await listed(vendors)]
    after = (await vendors.json("repcard", "GET", "/customers/25997808?withRelations=user"))["data"]
    assert (after["ownerId"], after["user"]["id"]) == (1476, 1476)
    assert after["updatedAt"] > before["updatedAt"]


@pytest.mark.parametrize("target", [26682, 999, 1477, "1477", None])
async def test_unlink_refuses_a_target_that_cannot_take_over(vendors: InProcess, target: object) -> None:
    await vendors.json("repcard", "PUT", "/users/1477/activate-deactivate", json={"status": 0})
    body = dict.fromkeys(UNLINK, 1476) | {"assignContact": 2, "leadToUser": target}
    answer = await vendors.json("repcard", "POST", "/users/26682/unlink", json=body, expect=422)
    assert list(answer["errors"]) == ["leadToUser"]


async def test_unlink_knows_only_assign_contact_2(vendors: InProcess) -> None:
    body = UNLINK | {"assignContact": 1}
    answer = await vendors.json("repcard", "POST", "/users/26682/unlink", json=body, expect=422)
    assert list(answer["errors"]) == ["assignContact"]


@pytest.mark.parametrize("status", [2, "1", True, None])
async def test_status_is_0_or_1(vendors: InProcess, status: object) -> None:
    answer = await vendors.json(
        "repcard", "PUT", "/users/1476/activate-deactivate", json={"status": status}, expect=400
    )
    assert (answer["status"], answer["statusCode"]) == (0, 400)


async def test_relations_are_null_unless_asked_for(vendors: InProcess) -> None:
    plain = (await vendors.json("repcard", "GET", "/customers/166701"))["data"]
    assert plain["user"] is plain["notes"] is plain["attachments"] is None
    full = (
        await vendors.json(
            "repcard", "GET", "/customers/166701?withRelations=user,attachments,notes&withAttributes=ShowSoloField"
        )
    )["data"]
    assert full["user"]["id"] == full["userId"]
    assert len(full["attachments"]) == 63
    assert "showSoloField" in full
    await vendors.json("repcard", "GET", "/customers/166701?withRelations=secrets", expect=422)


async def test_attachments_page_to_the_end_and_link_elsewhere(vendors: InProcess) -> None:
    ids: list[int] = []
    page, last = 1, 1
    while page <= last:
        answer = await vendors.json("repcard", "GET", f"/customers/166701/attachments?per_page=25&page={page}")
        ids += [row["id"] for row in answer["data"]]
        last, page = answer["last_page"], page + 1
        urls = [answer["first_page_url"], answer["path"], *(link["url"] for link in answer["links"] if link["url"])]
        assert all(url.startswith("https://qa.") and "per_page" not in url for url in urls)
    assert len(ids) == len(set(ids)) == answer["total"] == 63
    assert answer["links"][0]["label"] == "&laquo; Previous"
