"""One invented person, and how one vendor sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

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


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. `number` is unique over all vendors, so the e-mail address is too."""

    number: int
    given: str
    family: str
    nickname: str
    full_name: str
    name_order: str
    """How given and family name make a full name at home: `{given} {family}` or the other way round."""
    username: str
    email: str
    phone: Phone
    address: Address
    born: date
    woman: bool


def make_person(seed: int, number: int, countries: tuple[Country, ...]) -> Person:
    """The person with this number: always the same for the same seed."""
    dice = Dice(seed, number)
    country = dice.pick(countries)
    woman = dice.below(2) == 0
    given = dice.pick(country.women if woman else country.men)
    family = dice.pick(country.women_families if woman else country.men_families)
    username = f"{given.plain}.{family.plain}{number}"
    written = family.written
    if number % 61 == 0:
        written = dice.pick(_AWKWARD_FAMILIES)
    return Person(
        number=number,
        given=given.written,
        family=written,
        nickname=_NICKNAMES.get(given.written, given.written),
        full_name=_full_name(country.full_name, given.written, written),
        name_order=country.full_name,
        username=username,
        email=f"{username}@{dice.pick(_MAIL_DOMAINS)}",
        phone=_phone(dice, country),
        address=_address(dice, country),
        born=date(1942, 1, 1) + timedelta(days=dice.below(23_700)),
        woman=woman,
    )


def seen_elsewhere(person: Person, seed: int, vendor: str, countries: tuple[Country, ...]) -> Person:
    """How another system holds the same person: often the same, else with one of six disagreements."""
    dice = Dice(seed, person.number, vendor)
    match dice.below(9):
        case 0:
            full_name = _full_name(person.name_order, person.nickname, person.family)
            return replace(person, given=person.nickname, full_name=full_name)
        case 1:
            return replace(person, email=person.email.replace(person.username, person.username.title(), 1))
        case 2:
            country = next(each for each in countries if each.iso == person.address.iso)
            return replace(person, address=_address(dice, country))
        case 3:
            country = next(each for each in countries if each.iso == person.address.iso)
            return replace(person, phone=_phone(dice, country))
        case 4:
            return _renamed(person, dice, countries)
        case 5:
            return replace(person, email=person.email.replace("@", "+old@", 1))
        case _:
            return person


def _renamed(person: Person, dice: Dice, countries: tuple[Country, ...]) -> Person:
    """The same person under another family name (married, divorced); the e-mail address stays."""
    country = next(each for each in countries if each.iso == person.address.iso)
    family = dice.pick(country.women_families if person.woman else country.men_families).written
    return replace(person, family=family, full_name=_full_name(person.name_order, person.given, family))


def _full_name(template: str, given: str, family: str) -> str:
    return template.format(given=given, family=family).strip()


def _phone(dice: Dice, country: Country) -> Phone:
    grouped = dice.fill(dice.pick(country.phones))
    return Phone(country.calling, grouped.replace(" ", ""), grouped)


def _address(dice: Dice, country: Country) -> Address:
    city = dice.pick(country.cities)
    street = country.address.format(street=dice.pick(country.streets), number=1 + dice.below(240))
    return Address(
        street=street,
        city=city.name,
        region=city.region,
        postcode=dice.fill(city.postcode),
        country=country.name,
        iso=country.iso,
        lat=round(city.lat + dice.below(2000) / 20_000 - 0.05, 6),
        long=round(city.long + dice.below(2000) / 20_000 - 0.05, 6),
    )
