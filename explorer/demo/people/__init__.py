"""The invented people of the demo, made one by one when they are asked for."""

from __future__ import annotations

from explorer.demo.people.dice import Dice
from explorer.demo.people.hostile import made_hostile
from explorer.demo.people.latin import LATIN
from explorer.demo.people.person import Address, Person, Phone, make_person, seen_elsewhere
from explorer.demo.people.scripts import SCRIPTS

__all__ = ["CALLING_CODES", "VENDORS", "Address", "Dice", "People", "Person", "Phone"]

VENDORS = ("repcard", "repsly", "assemble", "gormic")

_COUNTRIES = LATIN + SCRIPTS
CALLING_CODES = {each.calling: each.iso for each in reversed(_COUNTRIES)}
"""Each calling code of the demo with a country that has it."""
# Which vendors know the nth shared person: each pair, each three, and all four, in turn.
_CIRCLES = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3), (0, 1, 2, 3))


class People:
    """Every vendor's people as functions of seed, vendor and place: nothing is stored.

    Two places in five are offered to shared persons, of whom every vendor knows about two in three: so
    about a quarter of a vendor's people are also known to another one. With `hostile` their fields hold
    hostile texts.
    """

    def __init__(self, seed: int, *, hostile: bool = False) -> None:
        self.seed = seed
        self._hostile = hostile

    def number(self, vendor: str, place: int) -> int:
        """The number of the person at a vendor's `place`; the same number elsewhere is the same person."""
        which = VENDORS.index(vendor)
        # Shifted by whole fives, so that the same person is not in the same row everywhere.
        group, within = divmod(place + 35 * which, 5)
        if within in (0, 2):
            shared = group * 2 + (within == 2)
            if which in _CIRCLES[shared % len(_CIRCLES)]:
                return shared * 5
        return place * 5 + 1 + which

    def person(self, vendor: str, place: int) -> Person:
        """The person at a vendor's `place` (from 0), as that vendor holds them."""
        number = self.number(vendor, place)
        person = make_person(self.seed, number, _COUNTRIES)
        person = seen_elsewhere(person, self.seed, vendor) if number % 5 == 0 else person
        return made_hostile(person, place) if self._hostile else person

    def dice(self, vendor: str, place: int, what: str) -> Dice:
        """Chance for what a vendor alone knows of the person at `place`."""
        return Dice(self.seed, vendor, place, what)
