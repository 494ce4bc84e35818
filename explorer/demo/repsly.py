"""Demo Repsly: the users export by LastTimeStamp, and the user import that makes a row come again."""

from __future__ import annotations

import uuid
from base64 import b64encode
from collections.abc import Mapping
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from explorer.demo.config import REPSLY_PASSWORD, REPSLY_USERNAME
from explorer.demo.people import People, Person
from explorer.demo.rows import Changes
from explorer.demo.wire import Record, Refusal, app, json_answer, json_object, resource

PAGE_ROWS = 50
_FIRST_STAMP = 1_873_194
_STAMP_STEP = 7
_CREDENTIALS = "Basic " + b64encode(f"{REPSLY_USERNAME}:{REPSLY_PASSWORD}".encode()).decode()
_ROLES = ("Representative", "Representative", "Admin|Representative", "Admin", "AccountOwner|Admin")
_SIZES = ("S", "M", "L", "XL", None)
_TEXT_LENGTHS = {
    "Code": 20,
    "Name": 80,
    "Email": 100,
    "Role": 80,
    "Note": 255,
    "Phone": 128,
    "Address1": 256,
    "Address2": 256,
    "City": 256,
    "State": 256,
    "ZipCode": 20,
    "ZipCodeExt": 20,
    "Country": 256,
    "CountryCode": 20,
}


class Repsly:
    """The vendor's state: people as they were generated, and what imports changed since."""

    def __init__(self, people: People, count: int) -> None:
        self._people = people
        self._changes = Changes(count, _FIRST_STAMP, _STAMP_STEP)
        self._changed: dict[int, Record] = {}
        self._imported_codes: dict[str, int] = {}
        self._count = count
        self._size = count

    def user(self, place: int) -> Record:
        """The user at `place` as the export shows them."""
        return self._changed.get(place) or generated_user(self._people, place)

    def export(self, cursor: int, include_inactive: bool) -> Record:
        """At most 50 users changed after `cursor`, in order of change."""
        places = (place for place in self._changes.after(cursor) if include_inactive or self._active(place))
        page = list(islice(places, PAGE_ROWS))
        last = self._changes.stamp(page[-1]) if page else 0
        return {
            "MetaCollectionResult": {"TotalCount": len(page), "LastTimeStamp": last},
            "Users": [self.user(place) for place in page],
        }

    def import_user(self, fields: Mapping[str, Any]) -> bool:
        """Change the user with this Code or add one; it becomes the newest row. True where it is new."""
        place = self._place_of(fields["Code"])
        new = place is None
        if place is None:
            place = self._size
            self._size += 1
            self._imported_codes[fields["Code"]] = place
        record = _blank_user(place) if new else self.user(place)
        self._changed[place] = record | dict(fields)
        self._changes.touch(place, 0)
        return new

    def _active(self, place: int) -> bool:
        changed = self._changed.get(place)
        return bool(changed["Active"]) if changed is not None else _active_at_first(place)

    def _place_of(self, code: str) -> int | None:
        if code in self._imported_codes:
            return self._imported_codes[code]
        digits = code.removeprefix("USR")
        place = int(digits) - 1 if digits.isascii() and digits.isdigit() else -1
        return place if 0 <= place < self._count and _code(place) == code else None


def generated_user(people: People, place: int) -> Record:
    """The user at `place` before any import; the documents' two examples come first."""
    if place < len(_EXAMPLES):
        return dict(_EXAMPLES[place])
    person = people.person("repsly", place)
    dice = people.dice("repsly", place, "user")
    bare = place % 17 == 3
    address = person.address
    return {
        "ID": str(_guid(place)),
        "Code": _code(place),
        "Name": person.full_name[:80],
        "Email": None if dice.one_in(25) else person.email,
        "Active": _active_at_first(place),
        "Role": dice.pick(_ROLES),
        "Note": person.remark or dice.pick((None, None, "", "Part time", "Prefers e-mail", "Back in spring")),
        "Phone": _phone(person, dice.below(4)),
        "Territories": None if bare else _territories(person),
        "SendEmailEnabled": not dice.one_in(3),
        "Address1": None if bare else address.street,
        "Address2": dice.pick((None, None, "", "Floor 2")),
        "City": None if bare else address.city,
        "State": None if bare else address.region,
        "ZipCode": None if bare else address.postcode,
        "ZipCodeExt": dice.pick((None, None, "0001")) if address.iso == "US" else None,
        "Country": None if bare else address.country,
        "CountryCode": None if bare else address.iso,
        "Attributes": [
            {"Title": "Shirt size", "Value": dice.pick(_SIZES)},
            {"Title": "Start date", "Value": None if bare else f"20{10 + dice.below(15)}-03-01"},
        ],
        "Permissions": ["DataAnalysis", "ManageUsers"][: dice.below(3)],
    }


def repsly_app(people: People, count: int) -> ASGIApp:
    """The vendor's ASGI app with `count` users."""
    state = Repsly(people, count)

    async def export(request: Request) -> Response:
        text = request.path_params["last_time_stamp"]
        if not (text.isascii() and text.isdigit() and int(text) < 2**63):
            raise _fault(400, "Bad request")
        wanted = request.query_params.get("includeInactive", "false").lower()
        if wanted not in {"true", "false"}:
            raise _fault(400, "Bad request")
        return json_answer(state.export(int(text), wanted == "true"))

    async def import_user(request: Request) -> Response:
        fields = await json_object(request)
        if fields is None:
            raise _fault(400, "Bad request")
        problem = _import_problem(fields)
        if problem:
            return json_answer({"Code": 1, "Message": problem, "Value": None, "Summary": None})
        new = state.import_user(fields)
        summary = {"Added": int(new), "Updated": int(not new), "ValidationErrors": []}
        return json_answer({"Code": 0, "Message": None, "Value": fields["Code"], "Summary": summary})

    return app(
        [
            resource("/v3/export/users/{last_time_stamp}", _guard, GET=export),
            resource("/v3/import/user", _guard, POST=import_user),
        ],
        lambda status, reason: {"Code": status, "Message": reason},
    )


def _guard(request: Request) -> None:
    if request.headers.get("authorization") != _CREDENTIALS:
        raise _fault(401, "Unauthorized", {"WWW-Authenticate": 'Basic realm="Repsly API"'})


def _fault(status: int, message: str, headers: Mapping[str, str] | None = None) -> Refusal:
    return Refusal(status, {"Code": status, "Message": message}, headers)


def _import_problem(fields: Mapping[str, Any]) -> str | None:
    for name in ("Code", "Name", "Email"):
        if not isinstance(fields.get(name), str) or not fields[name]:
            return f"{name} is required"
    for name, value in fields.items():
        if name in _TEXT_LENGTHS and not (value is None or isinstance(value, str)):
            return f"{name} must be a text"
        if name in _TEXT_LENGTHS and value and len(value) > _TEXT_LENGTHS[name]:
            return f"{name} is longer than {_TEXT_LENGTHS[name]} characters"
        if name in {"Active", "SendEmailEnabled"} and not isinstance(value, bool):
            return f"{name} must be true or false"
        if name in {"Territories", "Attributes", "Permissions"} and not isinstance(value, list):
            return f"{name} must be a list"
        if name not in _EXAMPLES[0] or name == "ID":
            return f"{name} is not known"
    return None


def _active_at_first(place: int) -> bool:
    return place != 1 and place % 12 != 5


def _code(place: int) -> str:
    return f"USR{place + 1:03d}"


def _guid(place: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"repsly user {place}")


def _phone(person: Person, form: int) -> str | None:
    return (person.phone.readable, person.phone.local, person.phone.international, None)[form]


def _territories(person: Person) -> list[str]:
    region, city = person.address.region, person.address.city
    return [f"{person.address.country}/{region}/{city}"]


def _blank_user(place: int) -> Record:
    blank: Record = dict.fromkeys(_EXAMPLES[0])
    return blank | {
        "ID": str(_guid(place)),
        "Active": True,
        "SendEmailEnabled": False,
        "Territories": [],
        "Attributes": [],
        "Permissions": [],
    }


_EXAMPLES: tuple[Record, ...] = (
    {
        "ID": "7d2f6f0c-5c1e-4a55-9f0b-0d4b2f6f9a01",
        "Code": "USR001",
        "Name": "Ada Field",
        "Email": "ada@example.com",
        "Active": True,
        "Role": "Admin|Representative",
        "Note": None,
        "Phone": "+1 555 0100",
        "Territories": ["North/North 1/North 1.1", "South"],
        "SendEmailEnabled": True,
        "Address1": "1 Main St",
        "Address2": None,
        "City": "Mesa",
        "State": "AZ",
        "ZipCode": "85201",
        "ZipCodeExt": None,
        "Country": "United States",
        "CountryCode": "US",
        "Attributes": [{"Title": "Shirt size", "Value": "M"}, {"Title": "Start date", "Value": None}],
        "Permissions": ["DataAnalysis"],
    },
    {
        "ID": "0b8e1a52-3b0d-4e41-8c0e-5b6ad4a9e702",
        "Code": "USR002",
        "Name": "Bo Gone",
        "Email": "bo@example.com",
        "Active": False,
        "Role": "Representative",
        "Note": "Left",
        "Phone": None,
        "Territories": [],
        "SendEmailEnabled": False,
        "Address1": None,
        "Address2": None,
        "City": None,
        "State": None,
        "ZipCode": None,
        "ZipCodeExt": None,
        "Country": None,
        "CountryCode": None,
        "Attributes": [],
        "Permissions": [],
    },
)
