"""The 26 filters of demo Assemble's user list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from math import asin, cos, radians, sin, sqrt

from starlette.requests import Request

from explorer.demo.assemble.answers import bad_request, flag, numbers, one_of
from explorer.demo.assemble.catalogue import AREAS, LANGUAGES, SKILLS, TEAM_LISTS, USER_LISTS
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.members import Members
from explorer.demo.assemble.standing import Standing

_EARTH_RADIUS_MILES = 3958.8
_DEFAULT_DISTANCE = 20.0
_ORGANISATION_AGE = 18
_SENIOR_AGE = 65
_ROWS_BETWEEN_TURNS = 200

Check = Callable[[Member], bool]


class UserFilters:
    """One call's filters, parsed and refused with 400 where malformed.

    `logins` changes what is shown, `s` the order; `q` searches; `view`, `include_inactive` and
    `include_upcoming` say which standings are listed; all others are checks that must all hold.
    """

    def __init__(self, request: Request, today: date) -> None:
        self.search = request.query_params.get("q", "").strip()
        self.logins = one_of(request, "logins", ("alltime", "recent", "period"))
        self.descending = one_of(request, "s", ("a", "d")) != "a"
        self._view = one_of(request, "view", ("volunteers", "non-volunteers", "applicants", "on-call"))
        self._standings = {Standing.APPLICANT} if self._view == "applicants" else {Standing.ACTIVE}
        if flag(request, "include_inactive"):
            self._standings.add(Standing.INACTIVE)
        if flag(request, "include_upcoming"):
            self._standings.add(Standing.UPCOMING)
        parsed = (
            self._view_check(),
            _ids_check(request),
            _roles_check(request),
            _people_check(request),
            _skills_check(request),
            _mail_and_logins_check(request),
            _age_check(request, today),
            _place_check(request),
            _active_on_check(request),
        )
        self._checks = [check for checks in parsed for check in checks]

    async def places(self, members: Members) -> list[int]:
        """Places of the users that pass, in the order asked for. Other calls get their turn meanwhile."""
        places = [place for place in members.places() if members.standing(place) in self._standings]
        if self._checks:
            passed = []
            for turn, place in enumerate(places):
                if turn % _ROWS_BETWEEN_TURNS == 0:
                    await asyncio.sleep(0)
                member = members.at(place)
                if all(check(member) for check in self._checks):
                    passed.append(place)
            places = passed
        if self.search:
            places = await members.searched(self.search, places)
        if self.descending:
            places.reverse()
        return places

    def _view_check(self) -> list[Check]:
        if self._view == "volunteers":
            return [lambda member: member.is_volunteer]
        if self._view == "non-volunteers":
            return [lambda member: member.is_non_volunteer]
        if self._view == "on-call":
            return [lambda member: bool(member.fields["on_call"])]
        return []


def _ids_check(request: Request) -> list[Check]:
    checks: list[Check] = []
    ids, without, lists = (numbers(request, name) for name in ("ids", "exclude_ids", "userlist"))
    if ids is not None:
        checks.append(lambda member: member.id in ids)
    if without is not None:
        checks.append(lambda member: member.id not in without)
    if lists is not None:
        divisors = [USER_LISTS[each] for each in lists if each in USER_LISTS]
        checks.append(lambda member: any(member.id % divisor == 0 for divisor in divisors))
    return checks


def _roles_check(request: Request) -> list[Check]:
    checks: list[Check] = []
    team_lists = numbers(request, "teamlist")
    listed = None if team_lists is None else {team for each in team_lists for team in TEAM_LISTS.get(each, ())}
    wanted = {
        "team": [numbers(request, "team"), listed],
        "role": [numbers(request, "roles")],
        "manager": [numbers(request, "manager")],
    }
    for key, sets in wanted.items():
        for ids in sets:
            if ids is not None:
                checks.append(lambda member, key=key, ids=ids: any(role[key] in ids for role in member.roles))  # type: ignore[misc]
    return checks


def _people_check(request: Request) -> list[Check]:
    checks: list[Check] = []
    supervisors, statuses = numbers(request, "supervisor"), numbers(request, "sids")
    if supervisors is not None:
        checks.append(lambda member: any(each["supervisor"] in supervisors for each in member.supervisors))
    if statuses is not None:
        checks.append(lambda member: int(member.status_id) in statuses)
    return checks


def _skills_check(request: Request) -> list[Check]:
    checks: list[Check] = []
    for name, catalogue in (("skills", SKILLS), ("langs", LANGUAGES)):
        ids = numbers(request, name)
        if ids is not None:
            wanted = ids & set(catalogue)
            checks.append(lambda member, wanted=wanted: not wanted.isdisjoint(member.skill_ids))  # type: ignore[misc]
    return checks


def _mail_and_logins_check(request: Request) -> list[Check]:
    checks: list[Check] = []
    if flag(request, "has_email"):
        checks.append(lambda member: bool(member.emails))
    if flag(request, "has_logged_in"):
        checks.append(lambda member: member.logins["alltime"] > 0)
    only = one_of(request, "logins_only", ("alltime", "recent"))
    if only is not None:
        checks.append(lambda member: member.logins[only] > 0)
    return checks


def _age_check(request: Request, today: date) -> list[Check]:
    """`organisation` is read as the organisation's minimum age or older, `senior` as 65 or older."""
    band = one_of(request, "age", ("organisation", "senior"))
    if band is None:
        return []
    years = _SENIOR_AGE if band == "senior" else _ORGANISATION_AGE
    latest = f"{today.year - years:04d}{today.isoformat()[4:]}"
    return [lambda member: member.fields["dob"] is not None and member.fields["dob"] <= latest]


def _place_check(request: Request) -> list[Check]:
    checks: list[Check] = []
    areas = numbers(request, "geojson_id")
    if areas is not None:
        known = [AREAS[each] for each in areas if each in AREAS]
        checks.append(
            lambda member: any(
                area.south <= lat <= area.north and area.west <= long <= area.east
                for area in known
                for lat, long in _points(member)
            )
        )
    lat, long, distance = (_degrees(request, name) for name in ("lat", "long", "distance"))
    if (lat is None) != (long is None) or (distance is not None and lat is None):
        raise bad_request("lat and long must be sent together; distance needs both.")
    if lat is not None and long is not None:
        miles = _DEFAULT_DISTANCE if distance is None else distance
        checks.append(lambda member: any(_miles(lat, long, *point) <= miles for point in _points(member)))
    return checks


def _active_on_check(request: Request) -> list[Check]:
    text = request.query_params.get("active_on")
    if text is None:
        return []
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        raise bad_request("active_on must be a date.") from None
    return [lambda member: any(role["start"] and role["start"] <= day for role in member.roles)]


def _points(member: Member) -> list[tuple[float, float]]:
    """Where a user's postal addresses lie."""
    return [
        (each["lat"], each["long"])
        for each in member.addresses
        if each["deleted_at"] is None and each["lat"] is not None and each["long"] is not None
    ]


def _degrees(request: Request, name: str) -> float | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not abs(number) <= 25_000:
        raise bad_request(f"{name} must be a number.")
    return number


def _miles(lat: float, long: float, other_lat: float, other_long: float) -> float:
    """Great-circle distance (haversine)."""
    lat, long, other_lat, other_long = map(radians, (lat, long, other_lat, other_long))
    chord = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_long - long) / 2) ** 2
    return 2 * _EARTH_RADIUS_MILES * asin(sqrt(chord))
