"""The customers of demo RepCard and their attachments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from explorer.demo.people import Dice, People, Person
from explorer.demo.repcard.organisation import CUSTOMER_KINDS, CUSTOMER_STATUSES
from explorer.demo.repcard.users import Users
from explorer.demo.rows import Ids
from explorer.demo.wire import Record

RELATIONS = ("user", "notes", "attachments", "auroraProjectLinks")
ATTRIBUTES = ("ShowSoloField",)
_PINNED = (25997808, 166701, 138454)
_FIRST_ID = 25_998_001
_ID_STEP = 3
_ATTACHMENTS = {25997808: 2, 166701: 63, 138454: 3}
_START = datetime(2024, 1, 8, 13, 35, 13, tzinfo=UTC)
_FILES = (("IMG_{n}", "PNG"), ("contract {n}", "pdf"), ("Roof [north] {n}", "jpg"), ("Vertrag für {n}", "pdf"))
_NOTES = ("Asked for a call in the evening.", "Dog in the yard!", "Wants the quote by e-mail.")


class Customers:
    """All customers, by id, and to whom those of unlinked users were handed over."""

    def __init__(self, people: People, count: int, users: Users) -> None:
        self._people = people
        self._users = users
        self._ids = Ids(_PINNED, _FIRST_ID, _ID_STEP, max(count, len(_PINNED)))
        self._handed_over: dict[int, tuple[dict[int, int], datetime]] = {}

    def hand_over(self, user_id: int, targets: dict[int, int], when: datetime) -> None:
        """Give each kind of a user's customers (1 to 4) to the user named for it."""
        self._handed_over[user_id] = (targets, when)

    def find(self, customer_id: int, relations: Iterable[str] = (), attributes: Iterable[str] = ()) -> Record | None:
        """The customer with this id, with the relations and computed attributes asked for."""
        place = self._ids.place(customer_id)
        if place is None:
            return None
        record = self._record(customer_id, place)
        if "user" in relations:
            owner = self._users.find(record["userId"])
            record["user"] = owner.record if owner else None
        if "notes" in relations:
            record["notes"] = self._notes(record, place)
        if "attachments" in relations:
            record["attachments"] = self.attachments(customer_id)
        if "auroraProjectLinks" in relations:
            record["auroraProjectLinks"] = []
        if "ShowSoloField" in attributes:
            record["showSoloField"] = bool(place % 2)
        return record

    def attachments(self, customer_id: int) -> list[Record] | None:
        """All attachments of a customer, oldest first; None where there is no such customer."""
        place = self._ids.place(customer_id)
        if place is None:
            return None
        dice = self._people.dice("repcard", place, "attachments")
        amount = _ATTACHMENTS.get(customer_id, dice.below(4))
        return [_attachment(customer_id, place, number) for number in range(amount)]

    def _record(self, customer_id: int, place: int) -> Record:
        person = self._person(place)
        dice = self._people.dice("repcard", place, "customer")
        kind = dice.pick((1, 2, 2, 2, 3, 4))
        created = _START + timedelta(minutes=7 * place)
        first_owner = self._users.ids.id(dice.below(self._users.ids.count))
        record = _generated(customer_id, person, dice, kind, created) | _EXAMPLES.get(customer_id, {})
        owner, updated = self._owner(record.get("ownerId") or first_owner, record["type"])
        record |= {"userId": owner, "ownerId": owner}
        if updated is not None:
            record["updatedAt"] = _moment(updated)
        return record

    def _notes(self, record: Record, place: int) -> list[Record]:
        dice, remark = self._people.dice("repcard", place, "notes"), self._person(place).remark
        return [
            {
                "id": record["id"] * 10 + number,
                "note": remark or dice.pick(_NOTES),
                "createdAt": record["createdAt"],
            }
            for number in range(dice.below(3))
        ]

    def _person(self, place: int) -> Person:
        # Customers are other people than the users: they sit at the places after them.
        return self._people.person("repcard", self._users.ids.count + place)

    def _owner(self, user_id: int, kind: int) -> tuple[int, datetime | None]:
        """Whose a customer is now, and when they were handed over last."""
        when = None
        while user_id in self._handed_over:
            targets, when = self._handed_over[user_id]
            user_id = targets[kind]
        return user_id, when


def _generated(customer_id: int, person: Person, dice: Dice, kind: int, created: datetime) -> Record:
    address, phone = person.address, person.phone
    status = dice.pick(tuple(CUSTOMER_STATUSES))
    name = f"{person.given} {person.family}".strip()
    return {
        "id": customer_id,
        "fullName": name,
        "firstName": person.given,
        "lastName": person.family,
        "name": name,
        "email": "" if dice.one_in(6) else person.email,
        "countryCode": f"+{phone.calling}",
        "isoCountryCode": address.iso,
        "phoneNumber": phone.national,
        "companyName": "Example Co",
        "statusId": status,
        "statusTitle": None if dice.one_in(4) else CUSTOMER_STATUSES[status],
        "address": address.street,
        "address2": None,
        "state": address.region,
        "city": address.city,
        "zip": None if dice.one_in(5) else address.postcode,
        "latitude": f"{address.lat:.6f}",
        "longitude": f"{address.long:.6f}",
        "externalId": None,
        "type": kind,
        "isReferral": int(dice.one_in(5)),
        "isReferrer": int(dice.one_in(7)),
        "userId": None,
        "ownerId": None,
        "houseId": None,
        "enerfloCustomerId": None,
        "createdAt": _moment(created),
        "hasSentAnyBusinessCard": dice.one_in(3),
        "referredBy": None,
        "image": None,
        "title": dice.pick(("Sales", None, "Owner")),
        "experience": None,
        "contactDistance": dice.below(9000) / 100,
        "companyId": 12,
        "displayShortName": f"{person.given} {person.family[:1]}".strip(),
        "typeDisplayName": CUSTOMER_KINDS[kind],
        "formattedPhoneNumber": f"+{phone.calling} {phone.national}",
        "fullAddress": f"{address.street} {address.city} {address.region}",
        "doorKnocks": [],
        "verifiedDoorKnocks": [],
        "statusChangeLogs": [
            {
                "user": "Sam Field",
                "statusFrom": "",
                "statusTo": CUSTOMER_STATUSES[status],
                "createdAt": _moment(created),
            }
        ],
        "updatedAt": _moment(created + timedelta(hours=dice.below(2000))),
        "notes": None,
        "user": None,
        "attachments": None,
        "soloProposals": [],
        "auroraProjectLinks": None,
        "contactSource": dice.pick(("API", "App", "Import")),
        "onboarding_amount": None,
        "price_per_map_user": None,
        "total_number_of_users": None,
        "lead_priority": dice.pick((None, None, "high")),
    }


def _attachment(customer_id: int, place: int, number: int) -> Record:
    stem, extension = _FILES[number % len(_FILES)]
    attachment_id = 2031 if customer_id == 138454 and number == 0 else 30_000 + place * 100 + number
    title = "IMG_3356.PNG" if attachment_id == 2031 else f"{stem.format(n=number + 1)}.{extension}"
    key = f"a{attachment_id}x{customer_id}.{extension}"
    moment = _moment(_START + timedelta(days=number, minutes=place))
    return {
        "id": attachment_id,
        "crmId": None,
        "title": title,
        "attachment": key,
        "attachmentInfo": {"fileName": f"{title}.{extension}"},
        "userId": 26682,
        "resourceId": customer_id,
        "createdAt": moment,
        "updatedAt": moment,
        "attachmentUrl": f"https://files.example.net/attachments/{key}",
    }


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000000Z")


_EXAMPLES: dict[int, Record] = {
    25997808: {
        "fullName": "Demo Customer",
        "firstName": "Demo",
        "lastName": "Customer",
        "name": "Demo Customer",
        "email": "",
        "countryCode": "+1",
        "isoCountryCode": "US",
        "phoneNumber": "4805550187",
        "statusId": 173325,
        "statusTitle": None,
        "address": "3820 E Main St #2",
        "state": "AZ",
        "city": "Mesa",
        "zip": None,
        "latitude": "33.41",
        "longitude": "-111.75",
        "type": 2,
        "ownerId": 26682,
        "title": "Sales",
        "contactDistance": 25.91,
        "displayShortName": "Demo C",
        "typeDisplayName": "Customer",
        "formattedPhoneNumber": "+1 4805550187",
        "fullAddress": "3820 E Main St #2 Mesa AZ",
        "contactSource": "API",
        "createdAt": "2025-01-13T13:35:13.000000Z",
        "updatedAt": "2025-01-13T13:35:13.000000Z",
    }
}
