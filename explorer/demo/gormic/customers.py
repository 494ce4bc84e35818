"""The customers of demo Gormic: made when asked for, kept once changed, in order of change."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice

from explorer.demo.people import People
from explorer.demo.rows import Changes
from explorer.demo.wire import Record

PAGE_ROWS = 50
FIRST_NUMBER = 1001
_FIRST_STAMP = int(datetime(2024, 1, 2, 8, tzinfo=UTC).timestamp() * 1000)
_STAMP_STEP = 173_000
_OPERATOR = {"By": "u-1", "Via": "api"}
_NEVER_ARCHIVED = {"archivedAt": None, "archivedBy": None, "archivedVia": None}
_ROWS_BETWEEN_TURNS = 500
# None: the key is left out.
_GENDERS_OF_WOMEN: tuple[str | int | Record | None, ...] = ("F", "F", "F", 1, {}, None)
_GENDERS_OF_MEN: tuple[str | int | Record | None, ...] = ("M", "M", "M", 2, {}, None)


class Customers:
    """All customers by place; ids are `c-1`, `c-2`, … Stamps are milliseconds since 1970."""

    def __init__(self, people: People, count: int, now: Callable[[], datetime]) -> None:
        self._people = people
        self._now = now
        self._generated = count
        self._size = count
        self._changes = Changes(count, _FIRST_STAMP, _STAMP_STEP)
        self._changed: dict[int, Record] = {}
        self._phones: Counter[str] = Counter()
        self._phones_until = 0

    def place(self, customer_id: str) -> int | None:
        """The place of an id, or None where nobody has it."""
        digits = customer_id.removeprefix("c-")
        place = int(digits) - 1 if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1
        return place if 0 <= place < self._size and customer_id == f"c-{place + 1}" else None

    def at(self, place: int) -> Record:
        """The customer at `place`."""
        return self._changed.get(place) or generated_customer(self._people, place, self._changes.stamp(place))

    def page(self, start: int) -> tuple[list[Record], int | None]:
        """Customers from place `start` in order of creation, and where the next page starts."""
        end = min(start + PAGE_ROWS, self._size)
        return [self.at(place) for place in range(start, end)], end if end < self._size else None

    def changed_since(self, stamp: int) -> tuple[list[Record], int | None]:
        """Customers changed at `stamp` or later, oldest change first, and the stamp the next page starts at."""
        places = list(islice(self._changes.after(stamp - 1), PAGE_ROWS + 1))
        page = places[:PAGE_ROWS]
        following = self._changes.stamp(places[-1]) if len(places) > PAGE_ROWS else None
        return [self.at(place) for place in page], following

    def number_taken(self, number: str) -> bool:
        """Whether a customer has this customer number."""
        if any(record["number"] == number for record in self._changed.values()):
            return True
        place = int(number) - FIRST_NUMBER if number.isascii() and number.isdigit() else -1
        return 0 <= place < self._generated and place not in self._changed

    async def phone_taken(self, calling: str, phone: str) -> bool:
        """Whether a customer who is not archived has this telephone number."""
        # The numbers of generated customers are gathered once; other calls get their turn meanwhile.
        while self._phones_until < self._generated:
            until = min(self._phones_until + _ROWS_BETWEEN_TURNS, self._generated)
            for place in range(self._phones_until, until):
                self._count_phone(self._phone(place), 1)
            self._phones_until = until
            await asyncio.sleep(0)
        return self._phones[f"{calling} {phone}"] > 0

    def create(self, fields: Mapping[str, object]) -> str:
        """Add a customer; return the id."""
        place = self._size
        self._size += 1
        stamp = self._touch(place)
        made = {"At": _moment(stamp)} | _OPERATOR
        blank: Record = {"lastName": None, "cityId": None, "birthDate": None, "unsubscribed": False}
        record = blank | {"internalNote": None, "number": str(FIRST_NUMBER + place)} | _NEVER_ARCHIVED | dict(fields)
        record |= {"id": f"c-{place + 1}"} | {f"created{key}": value for key, value in made.items()}
        self._keep(place, record, stamp)
        return f"c-{place + 1}"

    def update(self, place: int, fields: Mapping[str, object]) -> None:
        """Change a customer; `updatedAt` moves."""
        before = self.at(place)
        if place < self._phones_until or place >= self._generated:
            self._count_phone(self._phone(place), -1)
        self._keep(place, before | dict(fields), self._touch(place))

    def archive(self, place: int) -> None:
        """Mark a customer as archived, which is what delete does."""
        archived = {"At": _moment(int(self._now().timestamp() * 1000))} | _OPERATOR
        self.update(place, {f"archived{key}": value for key, value in archived.items()})

    def _touch(self, place: int) -> int:
        return self._changes.touch(place, int(self._now().timestamp() * 1000))

    def _keep(self, place: int, record: Record, stamp: int) -> None:
        updated = {"At": _moment(stamp)} | _OPERATOR
        self._changed[place] = record | {f"updated{key}": value for key, value in updated.items()}
        if place < self._phones_until or place >= self._generated:
            self._count_phone(self._phone(place), 1)

    def _phone(self, place: int) -> str | None:
        """The telephone number at `place` with its calling code; None for archived customers."""
        if place in self._changed or place < len(_EXAMPLES):
            record = self.at(place)
            archived = record.get("archivedAt") is not None
            return None if archived else f"{record['phoneCountryCalling']} {record['phone']}"
        if _archived_at_first(place):
            return None
        phone = self._people.person("gormic", place).phone
        return f"{phone.calling} {phone.national}"

    def _count_phone(self, phone: str | None, amount: int) -> None:
        if phone is not None:
            self._phones[phone] += amount


def _archived_at_first(place: int) -> bool:
    return place % 101 == 50


def generated_customer(people: People, place: int, stamp: int) -> Record:
    """The customer at `place` before any change, last changed at `stamp`."""
    person = people.person("gormic", place)
    dice = people.dice("gormic", place, "customer")
    updated = {"At": _moment(stamp), "Via": dice.pick(("api", "web", "import")), "By": f"u-{1 + dice.below(9)}"}
    created = {"At": _moment(stamp - 86_400_000 * (1 + dice.below(300))), "Via": "web", "By": "u-1"}
    record: Record = {
        "id": f"c-{place + 1}",
        "firstName": person.given,
        "lastName": person.family or None,
        "email": person.email,
        "phone": person.phone.national,
        "phoneCountry": person.address.iso,
        "phoneCountryCalling": person.phone.calling,
        "number": str(FIRST_NUMBER + place),
        "cityId": dice.pick((None, "city-1", "city-2", "city-3")),
        "birthDate": None if dice.one_in(3) else person.born.isoformat(),
        "gender": dice.pick(_GENDERS_OF_WOMEN if person.woman else _GENDERS_OF_MEN),
        "unsubscribed": dice.pick((False, False, True, None)),
        "internalNote": person.remark or dice.pick((None, None, "", "VIP", "Allergic to nuts", "Window seat, [quiet]")),
        **_NEVER_ARCHIVED,
        **{f"created{key}": value for key, value in created.items()},
        **{f"updated{key}": value for key, value in updated.items()},
    }
    if _archived_at_first(place):
        record |= {f"archived{key}": value for key, value in updated.items()}
    if dice.one_in(12):
        del record["email"]
    if record["gender"] is None:
        del record["gender"]
    return record | (_EXAMPLES[place] if place < len(_EXAMPLES) else {})


def _moment(stamp: int) -> str:
    when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=stamp)
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{stamp % 1000:03d}Z"


_EXAMPLES: tuple[Record, ...] = (
    {
        "firstName": "Ada",
        "lastName": "Field",
        "email": "ada@example.com",
        "phone": "5550100",
        "phoneCountry": "US",
        "phoneCountryCalling": "1",
        "birthDate": "1990-12-10",
        "gender": "F",
        "unsubscribed": False,
    },
    {
        "firstName": "Bo",
        "lastName": None,
        "email": "bo@example.com",
        "phone": "5550101",
        "phoneCountry": "US",
        "phoneCountryCalling": "1",
        "gender": {},
    },
)
