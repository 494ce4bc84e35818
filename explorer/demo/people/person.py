"""One invented person, and how one vendor sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from explorer.demo.people.country import Country
from explorer.demo.people.dice import Dice

_MAIL_DOMAINS = ("example.com", "example.org", "example.net")
_NICKNAMES = {
    "Robert": "Bob",
    "William": "Bill",
    "David": "Dave",
    "Elena": "Lena",
    "Kimberly": "Kim",
    "Michael": "Mike",
    "Jonathan": "Jon",
    "Thomas": "Tom",
    "Edward": "Ted",
    "Oliver": "Ollie",
    "Georgina": "Georgie",
    "Charlotte": "Lottie",
    "Małgorzata": "Gosia",
    "Elżbieta": "Ela",
    "Stanisław": "Staszek",
    "Françoise": "Fanfan",
    "Екатерина": "Катя",
    "Наталья": "Наташа",
    "Алексей": "Лёша",
    "Дмитрий": "Дима",
    "Богдан": "Боря",
    "Γιώργος": "Γιωργάκης",
    "Katalin": "Kati",
    "László": "Laci",
}
_AWKWARD_FAMILIES = (
    "O'Neil-[North]",
    'D\'Arcy "Deedee" Fitz & Sons',
    "van der Westhuizen-Featherstonehaugh-Cholmondeley Buckingham-Montgomery y Fernández de la Vega",
    "[b]Brackets[/b]",
    "Null",
    "",
    "Smith  (see note)",
    "%s {0} $HOME",
    "<Angle>",
    "Ω-Τεστ 測試 اختبار",
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: calling code without +, national digits, and those digits grouped for reading."""

    calling: str
    national: str
    grouped: str

    @property
    def international(self) -> str:
        """`+` and digits only (E.164)."""
        return f"+{self.calling}{self.national}"

    @property
    def readable(self) -> str:
        """As people write it abroad: `+44 7700 900123`."""
        return f"+{self.calling} {self.grouped}"

    @property
    def local(self) -> str:
        """As people write it at home, with the trunk 0 where most countries have one."""
        trunk = "" if self.calling in {"1", "39", "34", "48", "420", "354"} else "0"
        return trunk + self.grouped


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `lat` and `long` in degrees."""

    street: str
    city: str
    region: str
    postcode: str
    country: str
    iso: str
    lat: float
    long: float


@dataclass(frozen=True)
class Person:
    """An invented person. `number` is unique over all vendors, so the e-mail address is too.

    Telephone and address are drawn when they are first looked at, so that a search over names stays quick.
    """

    number: int
    country: Country
    woman: bool
    given: str
    family: str
    username: str
    email: str
    chance: tuple[int, ...]
    """The key of what is drawn later."""
    moved: str = ""
    """Who holds an old address."""
    renumbered: str = ""
    """Who holds an old telephone number."""

    @property
    def nickname(self) -> str:
        """What friends say, else the given name."""
        return _NICKNAMES.get(self.given, self.given)

    @property
    def name_order(self) -> str:
        """How given and family name make a full name at home: `{given} {family}` or the other way round."""
        return self.country.full_name

    @property
    def full_name(self) -> str:
        """Given and family name in the order of the country."""
        return self.country.full_name.format(given=self.given, family=self.family).strip()

    @property
    def remark(self) -> str:
        """What somebody noted in whatever field a system has for it; empty: that system's own remarks."""
        return ""

    @cached_property
    def born(self) -> date:
        """The date of birth."""
        return date(1942, 1, 1) + timedelta(days=Dice(*self.chance, "born").below(25_200))

    @cached_property
    def phone(self) -> Phone:
        """The telephone number."""
        dice = Dice(*self.chance, "phone", self.renumbered)
        grouped = dice.fill(dice.pick(self.country.phones))
        return Phone(self.country.calling, grouped.replace(" ", ""), grouped)

    @cached_property
    def address(self) -> Address:
        """The postal address."""
        dice, country = Dice(*self.chance, "address", self.moved), self.country
        city = dice.pick(country.cities)
        return Address(
            street=country.address.format(street=dice.pick(country.streets), number=1 + dice.below(240)),
            city=city.name,
            region=city.region,
            postcode=dice.fill(city.postcode),
            country=country.name,
            iso=country.iso,
            lat=round(city.lat + dice.below(2000) / 20_000 - 0.05, 6),
            long=round(city.long + dice.below(2000) / 20_000 - 0.05, 6),
        )


def make_person(seed: int, number: int, countries: tuple[Country, ...]) -> Person:
    """The person with this number: always the same for the same seed."""
    dice = Dice(seed, number)
    country = dice.pick(countries)
    woman = dice.below(2) == 0
    given = dice.pick(country.women if woman else country.men)
    family = dice.pick(country.women_families if woman else country.men_families)
    username = f"{given.plain}.{family.plain}{number}"
    return Person(
        number=number,
        country=country,
        woman=woman,
        given=given.written,
        family=dice.pick(_AWKWARD_FAMILIES) if number % 61 == 0 else family.written,
        username=username,
        email=f"{username}@{dice.pick(_MAIL_DOMAINS)}",
        chance=(seed, number),
    )


def seen_elsewhere(person: Person, seed: int, vendor: str) -> Person:
    """How another system holds the same person: often the same, else with one of six disagreements."""
    dice = Dice(seed, person.number, vendor)
    match dice.below(9):
        case 0:
            return replace(person, given=person.nickname)
        case 1:
            return replace(person, email=person.email.replace(person.username, person.username.title(), 1))
        case 2:
            return replace(person, moved=vendor)
        case 3:
            return replace(person, renumbered=vendor)
        case 4:
            # Married or divorced since; the e-mail address stays.
            families = person.country.women_families if person.woman else person.country.men_families
            return replace(person, family=dice.pick(families).written)
        case 5:
            return replace(person, email=person.email.replace("@", "+old@", 1))
        case _:
            return person
