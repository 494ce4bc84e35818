"""What the generator knows of a country: names, places and telephone numbers nobody has."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "Ae", "þ": "th"}
    | {"Þ": "Th", "ð": "d", "ı": "i", "œ": "oe", "ə": "e"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written at home, and in plain letters for e-mail addresses and user names."""

    written: str
    plain: str


@dataclass(frozen=True, slots=True)
class City:
    """A city with its region, a pattern for its postcodes and where it lies, in degrees."""

    name: str
    region: str
    postcode: str
    lat: float
    long: float


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the demo.

    `calling` is the calling code without +. `phones` are patterns of national numbers without a trunk
    prefix: ranges reserved for fiction where the country has such, else numbers that cannot be assigned
    (subscriber numbers of zeros). `full_name` and `address` are templates.
    """

    iso: str
    name: str
    calling: str
    women: tuple[Name, ...]
    men: tuple[Name, ...]
    women_families: tuple[Name, ...]
    men_families: tuple[Name, ...]
    cities: tuple[City, ...]
    streets: tuple[str, ...]
    phones: tuple[str, ...]
    full_name: str
    address: str


def country(
    iso: str,
    name: str,
    calling: str,
    *,
    women: str,
    men: str,
    families: str,
    cities: str,
    streets: str,
    phones: str,
    full_name: str = "{given} {family}",
    address: str = "{street} {number}",
) -> Country:
    """A `Country` from compact texts.

    Names are parted by spaces (`_` is a space within one), `written:plain` where the plain form cannot be
    derived, and `his/hers` where a family name has two forms. Cities are `name|region|postcode|lat|long`,
    parted like streets and phones by `;`.
    """
    return Country(
        iso=iso,
        name=name,
        calling=calling,
        women=_names(women, 0),
        men=_names(men, 0),
        women_families=_names(families, 1),
        men_families=_names(families, 0),
        cities=tuple(_city(text) for text in _parts(cities)),
        streets=_parts(streets),
        phones=_parts(phones),
        full_name=full_name,
        address=address,
    )


def plain_letters(text: str) -> str:
    """`text` in ASCII letters, accents dropped."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(sign for sign in decomposed if sign.isascii() and sign.isalnum()).lower()


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";"))


def _names(text: str, form: int) -> tuple[Name, ...]:
    names = []
    for entry in text.split():
        written, _, plain = entry.partition(":")
        forms = written.replace("_", " ").split("/")
        chosen = forms[min(form, len(forms) - 1)]
        names.append(Name(chosen, plain_letters(plain or chosen)))
    return tuple(names)


def _city(text: str) -> City:
    name, region, postcode, lat, long = text.split("|")
    return City(name, region, postcode, float(lat), float(long))
