"""What hangs off demo Assemble's users: what writes change and which rules refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.calls import ADDRESS, CONTACT, LEAVING, NEW_USER, NOTE, PHONE, ROLE, TOUCHPOINT
from tests.demo.in_process import InProcess

USER = "/users/234523"
NOTHING_MORE = "/users/46485"


async def rows(vendors: InProcess, path: str, **query: str) -> list[dict[str, Any]]:
    """A collection of at most a thousand records."""
    answer = await vendors.json("assemble", "GET", path, params=query | {"limit": "1000"})
    found: list[dict[str, Any]] = answer["data"]
    return found


async def send(vendors: InProcess, method: str, path: str, body: object = None, expect: int = 200) -> dict[str, Any]:
    """A write's answer, unwrapped."""
    answer = await vendors.json("assemble", method, path, json=body, expect=expect)
    record: dict[str, Any] = answer.get("data", answer) if answer else {}
    return record


async def test_a_new_user_has_what_was_sent(vendors: InProcess) -> None:
    user = await send(vendors, "POST", "/users", NEW_USER, 201)
    path = f"/users/{user['id']}"
    again = await vendors.json("assemble", "GET", path, params={"include": "roles,emailAddresses,phoneNumbers"})
    assert (again["display_name"], again["dob"], again["role_name"]) == ("Jonna Smithdóttir", "1995-06-26", "Volunteer")
    assert again["roles"]["data"][0]["manager"]["id"] == 5325
    assert again["emailAddresses"]["data"][0]["email"] == "jonna@example.com"
    assert again["phoneNumbers"]["data"][0]["phone_number"] == "+44 7700 900000"
    assert "password" not in str(again).lower()
    listed = await rows(vendors, "/users", q="jonna@example.com")
    assert [each["id"] for each in listed] == [user["id"]]
    assert await rows(vendors, f"{path}/notes") == await rows(vendors, f"{path}/touchpoints") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("roleProfiles", []),
        ("roleProfiles", [{"id": 1}]),
        ("roleProfiles", [{"team": {"id": 3521}}]),
        ("roleProfiles", [{"id": 241, "manager": {"id": 1}}]),
        ("password", "spaceapollorocket1969"),
        ("password", "SPACEAPOLLOROCKET1969"),
        ("password", "SpaceApolloRocket"),
        ("dob", "26.06.1995"),
        ("emailAddresses", [{"primary": True}]),
        ("send_password_reset_email", 1),
    ],
)
async def test_a_new_user_is_refused_by_field(vendors: InProcess, field: str, value: object) -> None:
    answer = await vendors.json("assemble", "POST", "/users", json=NEW_USER | {field: value}, expect=422)
    assert list(answer["errors"]) == [field]


async def test_a_new_user_needs_dob_or_confirmed_age(vendors: InProcess) -> None:
    body = {name: value for name, value in NEW_USER.items() if name != "dob"}
    answer = await vendors.json("assemble", "POST", "/users", json=body, expect=422)
    assert list(answer["errors"]) == ["dob"]
    user = await send(vendors, "POST", "/users", body | {"confirm_age": True}, 201)
    assert "dob" not in user


async def test_an_update_changes_only_what_it_names(vendors: InProcess) -> None:
    before = await vendors.json("assemble", "GET", USER, params={"include": "attributes"})
    custom = {"example-custom-field-text": {"value": "Blue"}}
    body = {"about_me": None, "preferred_name": "Joey", "attributes": custom, "id": 1, "status": {"id": "2"}}
    await send(vendors, "PUT", USER, body)
    after = await vendors.json("assemble", "GET", USER, params={"include": "attributes"})
    assert after["display_name"] == "Joey"
    assert after["about_me"] is None
    assert after["attributes"] == before["attributes"] | custom
    assert (after["id"], after["status"]) == (before["id"], before["status"])
    untouched = set(before) - {"about_me", "preferred_name", "display_name", "attributes"}
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert [each["id"] for each in await rows(vendors, "/users", q="joey")] == [234523]


async def test_custom_fields_need_a_value_and_may_be_emptied(vendors: InProcess) -> None:
    number: dict[str, Any] = {"attributes": {"membership-number": {}}}
    answer = await vendors.json("assemble", "PUT", USER, json=number, expect=422)
    assert list(answer["errors"]) == ["attributes"]
    await send(vendors, "PUT", USER, {"attributes": {"membership-number": {"value": ""}}})
    assert 234523 not in [each["id"] for each in await rows(vendors, "/users", q="M-000006")]


async def test_users_who_may_not_be_managed_are_read_only(vendors: InProcess) -> None:
    locked = next(each for each in await rows(vendors, "/users") if not each["can_manage"])
    path = f"/users/{locked['id']}"
    for method, suffix, body in (
        ("PUT", "", {"title": "Dr"}),
        ("POST", "/notes", NOTE),
        ("PUT", "/skills", {"skills": []}),
        ("POST", "/email-addresses", {"primary": False, "email": "x@example.com"}),
    ):
        answer = await vendors.json("assemble", method, path + suffix, json=body, expect=403)
        assert answer == {"message": "Unauthorized action", "status_code": "403"}


COLLECTIONS: list[tuple[str, dict[str, Any], str, Any]] = [
    ("email-addresses", {"primary": False, "email": "second@example.com"}, "email", "third@example.com"),
    ("postal-addresses", ADDRESS, "city", "Zürich"),
    ("emergency-contacts", CONTACT, "relationship", "Nachbarin"),
    ("phone-numbers", PHONE, "type", "Work"),
    ("notes", NOTE, "subject", "Changed"),
    ("touchpoints", TOUCHPOINT, "duration", 15),
]


@pytest.mark.parametrize(("name", "body", "field", "value"), COLLECTIONS)
async def test_records_are_created_and_changed(
    vendors: InProcess, name: str, body: dict[str, Any], field: str, value: object
) -> None:
    path = f"{USER}/{name}"
    before = await rows(vendors, path)
    created = await send(vendors, "POST", path, body, 201)
    assert {key: created[key] for key in body} == body
    vendors.clock.forward(minutes=2)
    await send(vendors, "PUT", f"{path}/{created['id']}", body | {field: value})
    one = (await vendors.json("assemble", "GET", f"{path}/{created['id']}"))["data"]
    assert one[field] == value
    assert "updated_at" not in one or one["updated_at"] > created["updated_at"]
    after = await rows(vendors, path)
    assert len(after) == len(before) + 1
    assert one in after


@pytest.mark.parametrize(("name", "body", "field", "value"), COLLECTIONS[:4])
async def test_only_one_record_is_primary(
    vendors: InProcess, name: str, body: dict[str, Any], field: str, value: object
) -> None:
    created = await send(vendors, "POST", f"{USER}/{name}", body | {"primary": True}, 201)
    assert [each["id"] for each in await rows(vendors, f"{USER}/{name}") if each["primary"]] == [created["id"]]


@pytest.mark.parametrize("name", ["postal-addresses", "emergency-contacts", "phone-numbers"])
async def test_primary_keeps_primary_records(vendors: InProcess, name: str) -> None:
    body = {"postal-addresses": ADDRESS, "emergency-contacts": CONTACT, "phone-numbers": PHONE}[name]
    await send(vendors, "POST", f"{USER}/{name}", body | {"primary": False}, 201)
    everything, primary = await rows(vendors, f"{USER}/{name}"), await rows(vendors, f"{USER}/{name}", primary="true")
    assert len(primary) == 1 < len(everything)
    assert primary[0]["primary"] is True


@pytest.mark.parametrize(
    ("name", "body"), [("email-addresses", {"primary": True, "email": "x@example.com"}), ("postal-addresses", ADDRESS)]
)
async def test_a_primary_address_stays_until_another_is(vendors: InProcess, name: str, body: dict[str, Any]) -> None:
    path = f"{USER}/{name}"
    primary = next(each for each in await rows(vendors, path) if each["primary"])
    await send(vendors, "DELETE", f"{path}/{primary['id']}", expect=403)
    assert primary in await rows(vendors, path)
    await send(vendors, "POST", path, body | {"primary": True}, 201)
    await send(vendors, "DELETE", f"{path}/{primary['id']}", expect=204)
    assert primary["id"] not in [each["id"] for each in await rows(vendors, path)]
    await send(vendors, "GET", f"{path}/{primary['id']}", expect=404)


async def test_deleted_addresses_are_listed_as_trashed(vendors: InProcess) -> None:
    created = await send(vendors, "POST", f"{USER}/postal-addresses", ADDRESS, 201)
    await send(vendors, "DELETE", f"{USER}/postal-addresses/{created['id']}", expect=204)
    plain = await rows(vendors, f"{USER}/postal-addresses")
    trashed = await rows(vendors, f"{USER}/postal-addresses", trashed="true")
    assert created["id"] not in [each["id"] for each in plain]
    assert next(each for each in trashed if each["id"] == created["id"])["deleted_at"]


async def test_the_last_emergency_contact_stays(vendors: InProcess) -> None:
    path = f"{USER}/emergency-contacts"
    await send(vendors, "POST", path, CONTACT, 201)
    left = await rows(vendors, path)
    assert len(left) > 1
    for contact in left[:-1]:
        await send(vendors, "DELETE", f"{path}/{contact['id']}", expect=204)
    await send(vendors, "DELETE", f"{path}/{left[-1]['id']}", expect=403)
    assert len(await rows(vendors, path)) == 1


async def test_the_last_role_stays(vendors: InProcess) -> None:
    path = f"{USER}/roles"
    await send(vendors, "POST", path, ROLE | {"primary": True}, 201)
    left = sorted(await rows(vendors, path), key=lambda role: not role["primary"])
    assert len(left) > 1
    for role in left[:-1]:
        await send(vendors, "DELETE", f"{path}/{role['id']}", expect=204)
    await send(vendors, "DELETE", f"{path}/{left[-1]['id']}", expect=403)
    assert [role["primary"] for role in await rows(vendors, path)] == [True]


async def test_a_role_moves_the_user_in_listings(vendors: InProcess) -> None:
    assert 234523 not in [each["id"] for each in await rows(vendors, "/users", roles="902")]
    await send(vendors, "POST", f"{USER}/roles", ROLE | {"role": {"id": 902}, "team": {"id": 421}}, 201)
    user = next(each for each in await rows(vendors, "/users", roles="902", team="421") if each["id"] == 234523)
    assert (user["role_name"], user["team_name"]) == ("Trustee", "東京チーム")
    await send(vendors, "PUT", f"{USER}/roles/3253", {"primary": 1, "start": "2027-01-01"})
    assert 234523 not in [each["id"] for each in await rows(vendors, "/users")]
    assert 234523 in [each["id"] for each in await rows(vendors, "/users", include_upcoming="true")]


async def test_the_leaving_form_is_kept_but_what_is_write_only_is_not_shown(vendors: InProcess) -> None:
    await send(vendors, "PUT", f"{USER}/roles/3253", LEAVING)
    role = next(each for each in await rows(vendors, f"{USER}/roles") if each["id"] == 3253)
    assert role["leaving_reason"]["reason"] == "Volunteer role ended"
    assert (role["recommend_organisation"], role["end"], role["vetting"]) == (True, "2026-01-31", {"id": 0})
    assert role["review_submitted_at"] == "2026-03-02T09:30:00Z"
    assert not {"notify_manager", "unsuitable"} & set(role)


async def test_skills_are_replaced_as_a_whole(vendors: InProcess) -> None:
    answer = await vendors.json("assemble", "PUT", f"{USER}/skills", json={"skills": [88, 654, 88]})
    assert [each["name"] for each in answer["data"]] == ["Cooking", "Polski"]
    assert answer["meta"]["pagination"]["total"] == "2"
    listing = await vendors.json("assemble", "GET", f"{USER}/skills")
    assert (listing["data"], "meta" in listing) == (answer["data"], False)
    assert 234523 not in [each["id"] for each in await rows(vendors, "/users", skills="3242")]
    await vendors.json("assemble", "PUT", f"{USER}/skills", json={}, expect=422)


async def test_supervisors_come_by_pivot_id(vendors: InProcess) -> None:
    path = f"{USER}/supervisors"
    created = await send(vendors, "POST", path, {"user": {"id": "46485"}, "primary": True}, 201)
    assert created["supervisor"]["id"] == 46485 != created["id"]
    assert [each["id"] for each in await rows(vendors, path) if each["primary"]] == [created["id"]]
    for user in ("46485", 234523, 1, "x"):
        await vendors.json("assemble", "POST", path, json={"user": {"id": user}}, expect=422)
    await send(vendors, "DELETE", f"{path}/{created['id']}", expect=204)
    await send(vendors, "GET", f"{path}/{created['id']}", expect=404)


async def test_notes_are_searched_and_commented_on(vendors: InProcess) -> None:
    path = f"{USER}/notes"
    assert [note["id"] for note in await rows(vendors, path, q="NUNC id")] == [53253]
    assert await rows(vendors, path, q="no note says this") == []
    sub = await send(vendors, "POST", f"{path}/53253/sub-notes", {"body": "Done."}, 201)
    note = (await vendors.json("assemble", "GET", f"{path}/53253"))["data"]
    assert [each["id"] for each in note["sub_notes"]] == [3214, sub["id"]]
    assert note["sub_notes"][1]["user"]["id"] == 222432


async def test_touchpoints_are_filtered_and_sorted(vendors: InProcess) -> None:
    path = f"{USER}/touchpoints"
    for number in range(3):
        body = TOUCHPOINT | {"start": f"2026-0{number + 1}-15", "archived": number == 0}
        await send(vendors, "POST", path, body, 201)
    everything = await rows(vendors, path)
    dates = [each["start"] for each in everything]
    assert dates == sorted(dates, reverse=True)
    assert [each["start"] for each in await rows(vendors, path, o="a", s="date")] == sorted(dates)
    assert [each["id"] for each in await rows(vendors, path, type="42", q="eget mi")] == [42]
    for archived in ("true", "false"):
        found = await rows(vendors, path, archived=archived)
        assert found and all(each["archived"] is (archived == "true") for each in found)
    span = await rows(vendors, path, **{"from": "2026-02-01", "to": "2026-02-28"})
    assert [each["start"] for each in span] == ["2026-02-15"]
    for query in ({"from": "soon"}, {"s": "name"}, {"o": "up"}, {"type": "call"}):
        await vendors.json("assemble", "GET", path, params=query, expect=400)


async def test_touchpoints_are_editable_for_four_hours(vendors: InProcess) -> None:
    path = f"{USER}/touchpoints"
    created = await send(vendors, "POST", path, TOUCHPOINT, 201)
    one = f"{path}/{created['id']}"
    vendors.clock.forward(hours=4)
    await send(vendors, "PUT", one, TOUCHPOINT | {"subject": "In time"})
    vendors.clock.forward(seconds=1)
    await send(vendors, "PUT", one, {"subject": "Too late"}, 403)
    await send(vendors, "PUT", one, TOUCHPOINT | {"subject": "In time", "archived": True})
    await send(vendors, "POST", f"{one}/sub-touchpoints", {"body": "Afterwards"}, 201)
    touchpoint = (await vendors.json("assemble", "GET", one))["data"]
    assert (touchpoint["subject"], touchpoint["archived"]) == ("In time", True)
    assert [sub["body"] for sub in touchpoint["sub_touchpoints"]] == ["Afterwards"]


async def test_a_record_of_another_user_is_not_found(vendors: InProcess) -> None:
    for path in ("notes/53253", "email-addresses/534", "touchpoints/42", "supervisors/431"):
        await send(vendors, "GET", f"{NOTHING_MORE}/{path}", expect=404)
