"""Demo Assemble's user list: 26 filters that really filter, paging, includes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from explorer.demo.vendors import DemoOptions
from tests.demo.contract import contract
from tests.demo.in_process import InProcess

EVERYBODY = {"include_inactive": "true", "include_upcoming": "true"}
INCLUDED = "roles,addresses,emailAddresses,skills,languages,supervisors,logins,attributes"
User = dict[str, Any]


@dataclass(slots=True)
class Many(InProcess):
    """400 people, read only, so that each needs to be read once only."""

    options: DemoOptions = field(default_factory=lambda: DemoOptions(people=400))
    read: dict[int, User] = field(default_factory=dict)


@pytest.fixture(scope="module")
def many() -> Many:
    return Many()


async def listed(vendors: InProcess, **query: str) -> list[User]:
    """All users of a listing, in the short form, page by page."""
    rows: list[User] = []
    page, pages = 1, 1
    while page <= pages:
        params = {"limit": "90"} | query | {"page": str(page)}
        answer = await vendors.json("assemble", "GET", "/users", params=params)
        pagination = answer["meta"]["pagination"]
        assert all(isinstance(value, str) for key, value in pagination.items() if key != "links")
        assert int(pagination["count"]) == len(answer["data"])
        rows += answer["data"]
        pages, page = int(pagination["total_pages"]), page + 1
    assert len(rows) == int(pagination["total"])
    return rows


async def whole(many: Many, user_id: int) -> User:
    """A user in the detailed form with what filters look at."""
    if user_id not in many.read:
        path, query = f"/users/{user_id}", {"include": INCLUDED}
        many.read[user_id] = await many.json("assemble", "GET", path, params=query)
    return many.read[user_id]


def _roles(user: User) -> list[Any]:
    return list(user["roles"]["data"])


def _in_team(user: User, *teams: str) -> bool:
    return any(role["team"]["id"] in teams for role in _roles(user))


def _points(user: User) -> list[tuple[float, float]]:
    return [(each["lat"], each["long"]) for each in user["addresses"]["data"]]


def _in_greater_london(user: User) -> bool:
    return any(51.2 <= lat <= 51.8 and -0.6 <= long <= 0.4 for lat, long in _points(user))


def _near_london(user: User, miles: float) -> bool:
    # Degrees are fine enough here: nobody lives near the border of the circle.
    return any(abs(lat - 51.5) < miles / 60 and abs(long + 0.12) < miles / 40 for lat, long in _points(user))


FILTERS: list[tuple[dict[str, str], Callable[[User], bool]]] = [
    ({"q": "smith"}, lambda user: "smith" in (user["display_name"] + str(user["emailAddresses"])).casefold()),
    ({"q": "M-000123"}, lambda user: user["attributes"]["membership-number"]["value"] == "M-000123"),
    ({"q": "46485"}, lambda user: "46485" in str(user["id"])),
    ({"team": "45541,123"}, lambda user: _in_team(user, "45541", "123")),
    ({"teamlist": "11"}, lambda user: _in_team(user, "45541", "12321")),
    ({"userlist": "22"}, lambda user: user["id"] % 7 == 0),
    ({"manager": "53543"}, lambda user: any((role["manager"] or {}).get("id") == 53543 for role in _roles(user))),
    ({"supervisor": "5325"}, lambda user: 5325 in [each["supervisor"]["id"] for each in user["supervisors"]["data"]]),
    ({"age": "senior"}, lambda user: user["dob"] <= "1961-03-02"),
    ({"age": "organisation"}, lambda user: user["dob"] <= "2008-03-02"),
    ({"geojson_id": "65568"}, _in_greater_london),
    ({"lat": "51.5", "long": "-0.12"}, lambda user: _near_london(user, 20)),
    ({"lat": "51.5", "long": "-0.12", "distance": "13000"}, lambda user: True),
    ({"view": "volunteers"}, lambda user: bool(user["is_volunteer"])),
    ({"view": "non-volunteers"}, lambda user: bool(user["is_non_volunteer"])),
    ({"view": "on-call"}, lambda user: bool(user["on_call"])),
    ({"sids": "2,4"}, lambda user: user["status"]["id"] in ("2", "4")),
    ({"roles": "66554,901"}, lambda user: any(role["name"] in ("Driver", "Coordinator") for role in _roles(user))),
    ({"skills": "45,88"}, lambda user: any(each["id"] in (45, 88) for each in user["skills"]["data"])),
    ({"langs": "36"}, lambda user: any(each["id"] == 36 for each in user["languages"]["data"])),
    ({"has_email": "true"}, lambda user: bool(user["emailAddresses"]["data"])),
    ({"has_logged_in": "1"}, lambda user: user["logins"]["alltime"] > 0),
    ({"logins_only": "alltime"}, lambda user: user["logins"]["alltime"] > 0),
    ({"logins_only": "recent"}, lambda user: user["logins"]["recent"] > 0),
    ({"ids": "46485,234523,7"}, lambda user: user["id"] in (46485, 234523)),
    ({"exclude_ids": "46485,234523"}, lambda user: user["id"] not in (46485, 234523)),
    ({"active_on": "2019-12-31"}, lambda user: any(role["start"] <= "2019-12-31" for role in _roles(user))),
    ({"view": "volunteers", "team": "421"}, lambda user: user["is_volunteer"] and _in_team(user, "421")),
]
ADMITS_ALL = {"lat": "51.5", "long": "-0.12", "distance": "13000"}


@pytest.mark.parametrize(("query", "fits"), FILTERS, ids=lambda value: str(value) if isinstance(value, dict) else "")
async def test_a_filter_keeps_those_who_fit_and_nobody_else(
    many: Many, query: dict[str, str], fits: Callable[[User], bool]
) -> None:
    everybody = [user["id"] for user in await listed(many, **EVERYBODY)]
    kept = {user["id"] for user in await listed(many, **EVERYBODY, **query)}
    assert kept == {user_id for user_id in everybody if fits(await whole(many, user_id))}
    if query != ADMITS_ALL:
        assert 0 < len(kept) < len(everybody)


async def test_inactive_upcoming_and_applicants_come_on_request(many: Many) -> None:
    plain = {user["id"] for user in await listed(many)}
    with_inactive = {user["id"] for user in await listed(many, include_inactive="true")}
    with_upcoming = {user["id"] for user in await listed(many, include_upcoming="true")}
    applicants = {user["id"] for user in await listed(many, view="applicants")}
    assert plain < with_inactive and plain < with_upcoming
    assert applicants and plain.isdisjoint(applicants)
    assert {(await whole(many, each))["status"]["name"] for each in with_inactive - plain} == {"Inactive"}
    for user_id in with_upcoming - plain:
        role = next(each for each in _roles(await whole(many, user_id)) if each["primary"])
        assert role["start"] > "2026-03-02"
    assert {(await whole(many, each))["status"]["name"] for each in applicants} == {"Applicant"}


async def test_listing_and_user_agree_on_the_standing(many: Many) -> None:
    """What the list assumes of users that nobody changed is what their roles say."""
    today = "2026-03-02"
    for user in [*await listed(many, **EVERYBODY), *await listed(many, view="applicants")]:
        full = await whole(many, user["id"])
        assert full["is_volunteer"] or full["is_non_volunteer"] or full["status"]["name"] == "Applicant"
        primary = next(role for role in _roles(full) if role["primary"])
        assert (full["status"]["name"] == "Inactive") == bool(primary["end"] and primary["end"] < today)


async def test_s_is_the_direction(many: Many) -> None:
    down = [user["id"] for user in await listed(many)]
    up = [user["id"] for user in await listed(many, s="a")]
    assert down == up[::-1]


async def test_paging_reaches_every_user_once(many: Many) -> None:
    for limit in ("15", "7", "1000"):
        ids = [user["id"] for user in await listed(many, limit=limit, **EVERYBODY)]
        assert len(ids) == len(set(ids))
    assert {46485, 234523, 222432, 5325, 53543, 123123, 87876} <= set(ids)


async def test_links_lead_elsewhere_and_are_a_list_on_a_single_page(many: Many) -> None:
    first = (await many.json("assemble", "GET", "/users?limit=10"))["meta"]["pagination"]
    assert list(first["links"]) == ["next"]
    assert first["links"]["next"].startswith("https://assemble.invalid/")
    only = (await many.json("assemble", "GET", "/users?ids=46485"))["meta"]["pagination"]
    assert only["links"] == []


async def test_each_include_is_embedded_and_nothing_else(many: Many) -> None:
    names = contract("assemble")["components"]["parameters"]["UserInclude"]["schema"]["items"]["enum"]
    assert len(names) == 21
    bare = await many.json("assemble", "GET", "/users/234523")
    for name in names:
        user = await many.json("assemble", "GET", "/users/234523", params={"include": name})
        assert set(user) - set(bare) == {name}
    include = ",".join(names)
    everybody = [*await listed(many, include=include), *await listed(many, include=include, view="applicants")]
    for name in names:
        assert any(_unwrapped(user[name]) for user in everybody), name


def _unwrapped(value: Any) -> Any:
    return value.get("data", value) if isinstance(value, dict) else value


async def test_logins_adds_information(many: Many) -> None:
    rows = await listed(many, logins="alltime", ids="46485,234523")
    assert all(row["logins"]["period"] == "alltime" for row in rows)
    assert not any("logins" in row for row in await listed(many, ids="46485,234523"))


@pytest.mark.parametrize(
    "query",
    [
        "lat=51.5",
        "long=0",
        "distance=5",
        "lat=north&long=0",
        "lat=51.5&long=nan",
        "team=kent",
        "view=all",
        "s=up",
        "has_email=maybe",
        "active_on=today",
        "age=young",
        "limit=1001",
        "limit=0",
        "page=0",
        "include=roles,horoscope",
    ],
)
async def test_malformed_filters_are_refused(many: Many, query: str) -> None:
    await many.json("assemble", "GET", f"/users?{query}", expect=400)


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/x.uvol.v2+json", None])
async def test_the_accept_header_is_needed(many: Many, accept: str | None) -> None:
    headers = {} if accept is None else {"accept": accept}
    for path in ("/users", "//auth/api/"):
        method = "GET" if path == "/users" else "POST"
        await many.json("assemble", method, path, headers=headers, expect=400)
