"""All users of demo Assemble: made when asked for, kept once changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import count as counter

from explorer.demo.assemble import blanks, generate
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.standing import PINNED, Standing, first_standing
from explorer.demo.people import People
from explorer.demo.rows import Ids, SearchTexts
from explorer.demo.wire import whole_number

_FIRST_ID = 300_001
_ID_STEP = 2


class Members:
    """The vendor's state. `version` rises with every write."""

    def __init__(self, people: People, count: int, now: Callable[[], datetime]) -> None:
        self._people = people
        self.now = now
        self._ids = Ids(PINNED, _FIRST_ID, _ID_STEP, max(count, len(PINNED)))
        self._changed: dict[int, Member] = {}
        self._new_ids = counter(blanks.FIRST_NEW_ID)
        self._texts = SearchTexts(self._text)
        self.version = 0

    @property
    def today(self) -> date:
        """The vendors' day."""
        return self.now().date()

    def moment(self) -> str:
        """The vendors' clock as records show it."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def find(self, user_id: object) -> Member | None:
        """The user with this id, given as integer or text of digits."""
        number = whole_number(str(user_id))
        place = None if number is None else self._ids.place(number)
        return None if place is None else self.at(place)

    def at(self, place: int) -> Member:
        """The user at `place`."""
        return self._changed.get(place) or Member(self._people, self._ids.id(place), place)

    def places(self) -> Iterator[int]:
        """All places, from the first created on."""
        return iter(range(self._ids.count))

    def standing(self, place: int) -> Standing:
        """Where the user at `place` stands, without making an unchanged one."""
        changed = self._changed.get(place)
        return changed.standing(self.today) if changed else first_standing(place)

    def keep(self, member: Member) -> None:
        """Remember a user whose parts were changed."""
        self._changed[member.place] = member
        self._texts.forget(member.place)
        self.version += 1

    def add(self) -> Member:
        """A new user, remembered; the caller fills every part."""
        place = self._ids.count
        self._ids.count += 1
        member = Member(self._people, self._ids.id(place), place)
        member.inactive = False
        self.keep(member)
        return member

    def new_id(self) -> int:
        """An id for a new record that hangs off a user."""
        return next(self._new_ids)

    async def searched(self, text: str, places: list[int]) -> list[int]:
        """Those of `places` in whose display name, e-mails, unique custom fields or id `text` is."""
        return await self._texts.matching(text, places)

    def _text(self, place: int) -> str:
        member = self.at(place)
        if place in self._changed:
            emails = [each["email"] for each in member.emails]
            number = member.attributes["membership-number"]["value"]
        else:
            emails, number = generate.email_texts(member), generate.membership_number(place)
        return "\n".join((member.display_name, *emails, number, str(member.id)))
