"""List, get, create and update of demo Assemble's users."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from explorer.demo.assemble import blanks, checks, generate
from explorer.demo.assemble.answers import (
    bad_request,
    body,
    forbidden,
    invalid,
    not_found,
    page_bounds,
    pagination,
)
from explorer.demo.assemble.catalogue import ROLE_PROFILES, TEAMS
from explorer.demo.assemble.filters import UserFilters
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.members import Members
from explorer.demo.assemble.shown import INCLUDES, Shown
from explorer.demo.wire import Record, json_answer

_KEPT_LISTINGS = 16
_NAMES = ("first_name", "last_name", "preferred_name")
_UPDATE_CHECKS: dict[str, checks.Check] = {
    "title": checks.text,
    "about_me": checks.nullable(checks.text),
    "facebook": checks.nullable(checks.text),
    "twitter": checks.nullable(checks.text),
    "website": checks.nullable(checks.text),
    "appear_in_directory": checks.boolean,
    "appear_in_near_me": checks.boolean,
    "on_call": checks.boolean,
    "on_call_end": checks.nullable(checks.moment),
    "first_name": checks.text,
    "last_name": checks.text,
    "dob": checks.day,
    "preferred_name": checks.text,
    "on_hold_start": checks.nullable(checks.text),
    "on_hold_end": checks.nullable(checks.text),
    "start_date": checks.day,
    "2fa_disabled": checks.boolean,
    "accessibility_info": checks.text,
}
_ROLE_CHECKS: dict[str, checks.Check] = {
    "id": checks.id_in(ROLE_PROFILES),
    "team": checks.reference(checks.id_in(TEAMS)),
    "start": checks.day,
    "end": checks.nullable(checks.day),
    "custom_title": checks.text,
}
_PHONE_CHECKS: dict[str, checks.Check] = {
    "phone_number": checks.filled,
    "primary": checks.boolean,
    "type": checks.one_of("Alternative Phone Number", "Home", "Mobile", "Work"),
}
_ATTRIBUTE = checks.object_of({"value": checks.text}, ["value"])
_EMAIL_CHECKS: dict[str, checks.Check] = {"email": checks.filled, "primary": checks.boolean}


class Users:
    """The four operations on users themselves."""

    def __init__(self, members: Members, shown: Shown) -> None:
        self.members = members
        self._shown = shown
        self._listings: dict[str, list[int]] = {}
        self._listings_version = 0

    async def page(self, request: Request) -> Response:
        """A page of users in the short form, with what is included."""
        filters = UserFilters(request, self.members.today)
        names = _included(request)
        number, limit = page_bounds(request)
        places = await self._places(request, filters)
        rows = []
        for place in places[(number - 1) * limit : number * limit]:
            member = self.members.at(place)
            row = member.base() | self._shown.includes(member, names)
            if filters.logins is not None:
                row["logins"] = {"period": filters.logins, "count": member.logins[filters.logins]}
            rows.append(row)
        return json_answer({"data": rows, "meta": pagination(request, len(places), len(rows))})

    async def get(self, request: Request) -> Response:
        """One user, bare, without `data`, as in the document's samples."""
        member = self.member(request)
        return json_answer(self._shown.user(member) | self._shown.includes(member, _included(request)))

    async def create(self, request: Request) -> Response:
        """Add a user with at least one role."""
        given = await body(request)
        values = self._checked_new_user(given)
        member = self.members.add()
        self._fill(member, values)
        return json_answer(self._shown.user(member), 201)

    async def update(self, request: Request) -> Response:
        """Change the given fields; custom fields by name."""
        member = self.writable(request)
        given = await body(request)
        known = {name: _ATTRIBUTE for name in member.attributes}
        values = checks.validated(
            given,
            _UPDATE_CHECKS | {"attributes": checks.object_of(known)},
            [name for name in ("first_name", "last_name") if name in given],
        )
        member.attributes = member.attributes | values.pop("attributes", {})
        member.names = member.names | {name: values.pop(name) for name in _NAMES if name in values}
        member.fields = member.fields | values
        self.members.keep(member)
        return json_answer(self._shown.user(member))

    def member(self, request: Request) -> Member:
        """The user in a call's path. Refuses with 404."""
        member = self.members.find(request.path_params["user_id"])
        if member is None:
            raise not_found()
        return member

    def writable(self, request: Request) -> Member:
        """The user in a call's path, for writing. Refuses with 403 where the caller may not manage them."""
        member = self.member(request)
        if not member.fields["can_manage"]:
            raise forbidden()
        return member

    def existing_user(self, value: object) -> int:
        """A check: the id of a user."""
        user_id = checks.integer(value)
        if self.members.find(user_id) is None:
            raise checks.Wrong("is invalid: no such user")
        return user_id

    async def _places(self, request: Request, filters: UserFilters) -> list[int]:
        """The places that pass, kept until the next write so that paging through them stays quick."""
        if self._listings_version != self.members.version or len(self._listings) >= _KEPT_LISTINGS:
            self._listings = {}
            self._listings_version = self.members.version
        query = sorted(
            each for each in request.query_params.multi_items() if each[0] not in ("page", "limit", "include")
        )
        key = repr(query)
        if key not in self._listings:
            listings = self._listings
            listings[key] = await filters.places(self.members)
            return listings[key]
        return self._listings[key]

    def _checked_new_user(self, given: Record) -> Record:
        manager = checks.reference(self.existing_user)
        role = checks.object_of(_ROLE_CHECKS | {"manager": manager}, ["id"])
        values = checks.validated(
            given,
            {
                "first_name": checks.text,
                "last_name": checks.text,
                "dob": checks.day,
                "password": _password,
                "roleProfiles": checks.list_of(role),
                "phoneNumbers": checks.list_of(checks.object_of(_PHONE_CHECKS, ["phone_number"])),
                "emailAddresses": checks.list_of(checks.object_of(_EMAIL_CHECKS, ["email"])),
                "send_password_reset_email": checks.boolean,
                "attributes": checks.object_of(_new_attributes(given)),
                "confirm_age": checks.boolean,
            },
            ["first_name", "last_name", "roleProfiles"],
        )
        if "dob" not in values and not values.get("confirm_age"):
            raise invalid({"dob": ["The dob field is required when confirm age is not present."]})
        return values

    def _fill(self, member: Member, values: Record) -> None:
        moment = self.members.moment()
        new_id = self.members.new_id
        member.name_order = "{given} {family}"
        member.names = {name: values.get(name, "") for name in _NAMES}
        member.fields = blanks.blank_fields(self.members.today.isoformat()) | {
            "dob": values.get("dob"),
            "username": f"{values['first_name']}.{values['last_name']}".lower(),
        }
        member.roles = [
            blanks.new_role(new_id(), role["id"], primary=number == 0)
            | {key: value for key, value in role.items() if key != "id"}
            for number, role in enumerate(values["roleProfiles"])
        ]
        member.emails = [
            blanks.new_email(new_id(), member.id, each["email"], each.get("primary", False), moment)
            for each in values.get("emailAddresses", [])
        ]
        member.phones = [
            blanks.new_phone(new_id(), member.id, moment) | each for each in values.get("phoneNumbers", [])
        ]
        member.addresses, member.contacts, member.supervisors, member.notes = [], [], [], []
        member.touchpoints, member.skill_ids = [], []
        member.attributes = {"membership-number": {"value": generate.membership_number(member.place)}} | values.get(
            "attributes", {}
        )
        member.logins = {"alltime": 0, "recent": 0, "period": 0, "last_login_at": None}


def _included(request: Request) -> list[str]:
    names = [name.strip() for name in request.query_params.get("include", "").split(",") if name.strip()]
    unknown = [name for name in names if name not in INCLUDES]
    if unknown:
        raise bad_request(f"Unknown include: {', '.join(unknown)}.")
    return names


def _password(value: object) -> str:
    password = checks.text(value)
    if not all(re.search(pattern, password) for pattern in ("[a-z]", "[A-Z]", r"\d")):
        raise checks.Wrong("must hold a lower-case letter, an upper-case letter and a digit")
    return password


def _new_attributes(given: Record) -> dict[str, checks.Check]:
    names = given.get("attributes")
    return dict.fromkeys(names, _ATTRIBUTE) if isinstance(names, dict) else {}
