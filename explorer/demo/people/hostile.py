"""People whose fields hold texts that were made to break a display, a file or a query."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path

from explorer.demo.people.person import Address, Person, Phone

_FILE = Path(__file__).with_name("hostile_text.json")
_NAME_LENGTH = 5_000
"""Longer texts stand in remarks alone: a page holds a hundred names."""


@dataclass(frozen=True, slots=True)
class HostileText:
    """A text, and which kind of trouble it makes."""

    group: str
    text: str


@lru_cache(maxsize=1)
def hostile_texts() -> tuple[HostileText, ...]:
    """All of them, lone surrogates too (RFC 8259, 8.2), from the JSON file beside this one.

    `times` there is how often a text is repeated, `what` says what it does.
    """
    entries = json.loads(_FILE.read_text("ascii"))
    return tuple(HostileText(each["group"], each["text"] * each.get("times", 1)) for each in entries)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(each.text for each in hostile_texts() if len(each.text) <= _NAME_LENGTH)


@dataclass(frozen=True)
class HostilePerson(Person):
    """The person at a vendor's `place`: another text in every field, and over the places every text in each.

    Every second one has e-mail address, user name and telephone number as they should be, so that records
    can be changed that the vendor checks.
    """

    place: int = 0

    @property
    def remark(self) -> str:
        """What somebody noted."""
        texts = hostile_texts()
        return texts[(self.place + 150) % len(texts)].text

    @cached_property
    def phone(self) -> Phone:
        """The telephone number; the calling code stays one."""
        phone = super().phone
        return (
            replace(phone, national=_text(self.place + 90), grouped=_text(self.place + 90)) if self.place % 2 else phone
        )

    @cached_property
    def address(self) -> Address:
        """The postal address; where it lies on the map stays a number."""
        return replace(
            super().address,
            street=_text(self.place + 30),
            city=_text(self.place + 50),
            region=_text(self.place + 70),
            postcode=_text(self.place + 110),
            country=_text(self.place + 130),
        )


def made_hostile(person: Person, place: int) -> HostilePerson:
    """`person` with hostile texts, those of `place`."""
    kept = {each.name: getattr(person, each.name) for each in fields(Person)}
    kept |= {"given": _text(place), "family": _text(place + 10)}
    if place % 2:
        kept |= {"email": _text(place + 170), "username": _text(place + 190)}
    return HostilePerson(**kept, place=place)


def _text(number: int) -> str:
    names = _names()
    return names[number % len(names)]
