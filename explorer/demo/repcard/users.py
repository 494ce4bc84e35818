"""The users of demo RepCard: made when asked for, kept once changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from explorer.demo.people import People
from explorer.demo.repcard.organisation import (
    COMPANIES,
    COMPANY_IDS,
    JOB_TITLES,
    OFFICE_NAMES,
    OFFICES,
    ROLES,
)
from explorer.demo.rows import Ids, SearchTexts
from explorer.demo.wire import Record

_PINNED = (1466, 1476, 1477, 26682)
_FIRST_ID = 27_001
_ID_STEP = 3


@dataclass(slots=True)
class User:
    """One user: the record that answers show, and what the vendor knows but does not show."""

    record: Record
    role: str
    active: bool
    first_knock: str | None
    first_appointment: str | None


class Users:
    """All users that were not unlinked, by id."""

    def __init__(self, people: People, count: int) -> None:
        self._people = people
        self.ids = Ids(_PINNED, _FIRST_ID, _ID_STEP, max(count, len(_PINNED)))
        self._changed: dict[int, User] = {}
        self._unlinked: set[int] = set()
        self._texts = SearchTexts(self._text)

    def find(self, user_id: int) -> User | None:
        """The user with this id."""
        place = self.ids.place(user_id)
        return None if place is None or place in self._unlinked else self._at(place)

    async def places(self, company_id: int | None, search: str) -> list[int]:
        """Places of the users of a company (of all: None) in whose names, e-mail or user name `search` is."""
        places = [
            place
            for place in range(self.ids.count)
            if place not in self._unlinked and company_id in (None, _company(place))
        ]
        return await self._texts.matching(search, places) if search else places

    def page(self, places: list[int]) -> list[User]:
        """The users at these places."""
        return [self._at(place) for place in places]

    def keep(self, user: User, changes: Mapping[str, object]) -> None:
        """Change a user's record and remember it."""
        place = self.ids.place(user.record["id"])
        assert place is not None
        user.record |= changes
        self._changed[place] = user
        self._texts.forget(place)

    def unlink(self, user_id: int) -> None:
        """Take a user out of the company for good."""
        place = self.ids.place(user_id)
        assert place is not None
        self._unlinked.add(place)

    def _at(self, place: int) -> User:
        return self._changed.get(place) or self._generated(place)

    def _text(self, place: int) -> str:
        if place in self._changed or place < len(_PINNED):
            record = self._at(place).record
            return "\n".join(record[name] for name in ("firstName", "lastName", "email", "username"))
        person = self._people.person("repcard", place)
        return f"{person.given}\n{person.family}\n{person.email}\n{person.username}"

    def _generated(self, place: int) -> User:
        person = self._people.person("repcard", place)
        dice = self._people.dice("repcard", place, "user")
        office = dice.pick(OFFICE_NAMES)
        company = _company(place)
        started = date(2021, 1, 4) + timedelta(days=dice.below(1500))
        record: Record = {
            "id": self.ids.id(place),
            "firstName": person.given,
            "lastName": person.family,
            "dob": (None, "", person.born.isoformat(), person.born.isoformat())[dice.below(4)],
            "email": person.email,
            "username": person.username,
            "address": "" if dice.one_in(3) else f"{person.address.street}, {person.address.city}",
            "office": office,
            "team": "" if dice.one_in(9) else dice.pick(OFFICES[office]),
            "jobTitle": dice.pick(JOB_TITLES),
            "phoneNumber": None if dice.one_in(20) else person.phone.international,
            "image": "" if dice.below(3) else f"https://files.example.net/users/{person.number}.jpg",
            "rating": f"{dice.below(51) / 10:.1f}",
            "bio": person.remark or dice.pick(("", "", "Climbs on Sundays.", "Speaks three languages.")),
            "companyName": COMPANIES[company],
            "badgeId": dice.fill("@@@@##"),
            "qrCode": "",
        }
        if dice.one_in(4):
            record["externalId"] = f"ext-{place}"
        knock = None if dice.one_in(5) else f"{started.isoformat()}T15:20:00.000000Z"
        visit = started + timedelta(days=2 + dice.below(20))
        appointment = None if dice.one_in(4) else f"{visit.isoformat()}T09:00:00.000000Z"
        example = _EXAMPLES.get(record["id"], {})
        return User(record | example, dice.pick(ROLES), not dice.one_in(12) or bool(example), knock, appointment)


def _company(place: int) -> int:
    return 12 if place == 3 else COMPANY_IDS[0 if place < 3 else place % 3]


_EXAMPLES: dict[int, Record] = {
    1466: {
        "firstName": "Ada",
        "lastName": "Owner",
        "dob": "1980-02-13",
        "email": "ada@example.com",
        "username": "adaowner",
        "address": "",
        "office": "Corporate Office",
        "team": "Team 1",
        "jobTitle": "Owner",
        "phoneNumber": "+919910800001",
        "badgeId": "NVYHP9",
    },
    1476: {
        "firstName": "New",
        "lastName": "User",
        "dob": "1993-11-12",
        "email": "new@example.com",
        "username": "newuser12",
        "address": "",
        "office": "Corporate Office",
        "team": "Team 1",
        "jobTitle": "Sales",
        "phoneNumber": "+919910800002",
        "badgeId": "1UHIPJ",
    },
    1477: {
        "firstName": "Kim",
        "lastName": "Target",
        "dob": None,
        "email": "kim@example.com",
        "username": "kimtarget",
        "address": "",
        "office": "Corporate Office",
        "team": "office team",
        "jobTitle": "Closer",
        "phoneNumber": "+14805550142",
        "badgeId": "7TRGT1",
    },
    26682: {
        "firstName": "Sam",
        "lastName": "Field",
        "dob": None,
        "email": "sam@example.com",
        "username": "samfield",
        "address": "",
        "office": "India Office",
        "team": "Backend",
        "jobTitle": "Product Architect",
        "phoneNumber": "+918447500003",
        "badgeId": "5C6762",
    },
}
