"""Whether two records are of one person: by e-mail, by phone, else perhaps by the end of a phone or by name. Pure.

Phones are compared as E.164 (ITU), read by the `phonenumbers` library, which is loaded with the first phone. No region
is assumed: a number without a calling code, in a record that tells no country of two letters, has no E.164 form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.person import Common, Person, values_at
from explorer.model.search_words import words
from explorer.model.text import digits
from explorer.model.value import dataclass

Reason: TypeAlias = Literal["e-mail", "phone", "ending", "name"]
"""Why two records may be of one person, the strongest first. The last two alone are only a maybe."""

REASONS: Final[tuple[Reason, ...]] = ("e-mail", "phone", "ending", "name")
ENDING: Final = 7
"""Last digits of a phone that have to agree at least where the country of one is not known."""
_LONGEST: Final = 250
"""Characters of a text that can be an e-mail or a phone; longer ones are something else."""
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")
_CALLING: Final = re.compile(r"\+?([1-9][0-9]{0,2})")
_COUNTRY: Final = re.compile("[A-Za-z]{2}")
_TOLD: Final[Mapping[Reason, str]] = {"e-mail": "e-mail", "phone": "phone", "ending": "end of phone", "name": "name"}

Name: TypeAlias = tuple[str, ...]
"""The words of a name, folded and in order of the alphabet, so that family and given name may stand either way."""


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number."""

    e164: str
    """With its country, such as `+447700900345`; empty where that is not known."""
    digits: str
    """All its digits, without the zeros that it begins with."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a person."""

    emails: frozenset[str] = frozenset()
    """With case folded; what stands after a `+` counts."""
    numbers: frozenset[Number] = frozenset()
    names: frozenset[Name] = frozenset()
    """Those of two words and more."""


def identity(person: Person, record: JsonObject) -> Identity:
    """What `record` tells of the person. Loads `phonenumbers` where it has phones."""
    names = frozenset(name for each in _names(person, record) if len(name := name_of(each)) > 1)
    return Identity(emails(person, record), frozenset(numbers_in(person, record)), names)


def emails(person: Person, record: JsonObject) -> frozenset[str]:
    """The e-mails that `record` tells of the person, folded."""
    return frozenset(filter(None, map(folded_email, _texts(record, person.paths("email")))))


def likeness(one: Identity, other: Identity) -> tuple[Reason, ...]:
    """Why both may be of one person, the strongest reason first; none: there is no reason to think so."""
    found: set[Reason] = set()
    if one.emails & other.emails:
        found.add("e-mail")
    alike = {is_alike(mine, theirs) for mine in one.numbers for theirs in other.numbers}
    if "phone" in alike:
        found.add("phone")
    elif "ending" in alike:
        found.add("ending")
    if one.names & other.names:
        found.add("name")
    return tuple(each for each in REASONS if each in found)


def is_sure(reasons: Iterable[Reason]) -> bool:
    """There is more than a maybe."""
    return bool({"e-mail", "phone"} & set(reasons))


def reason_words(reasons: tuple[Reason, ...]) -> str:
    """Reasons in words: `same e-mail, name`; `maybe: same name only`."""
    told = ", ".join(_TOLD[each] for each in reasons)
    if is_sure(reasons):
        return f"same {told}"
    return f"maybe: same {told}{' only' if reasons == ('name',) else ''}"


def folded_email(text: str) -> str:
    """An e-mail as it is compared; empty for what is none."""
    text = text.strip()
    return text.casefold() if len(text) <= _LONGEST and _EMAIL.fullmatch(text) else ""


def name_of(text: str) -> Name:
    """A name as it is compared. Ideographs, which nothing parts, count one by one."""
    return tuple(sorted(words(text[:_LONGEST])))


def numbers_in(person: Person, record: JsonObject) -> list[Number]:
    """The phone numbers in a record, in their order."""
    found = []
    for phone in person.phones:
        calling, country = (_first(record, path) for path in (phone.calling, phone.country))
        found += [number_of(each, calling, country) for each in _texts(record, (phone.path,))]
    return [each for each in found if each is not None]


@lru_cache(maxsize=1024)
def number_of(text: str, calling: str = "", country: str = "") -> Number | None:
    """The number written in `text`; its calling code and the country it is dialled in where they stand apart. None for
    what is no number, such as one digit again and again."""
    written = digits(text).lstrip("0")
    if len(text) > _LONGEST or len(written) < ENDING or len(set(written)) == 1:
        return None
    e164 = _e164(text, calling, country)
    return Number(e164, e164[1:] or written)


def _e164(text: str, calling: str, country: str) -> str:
    from phonenumbers import (  # 50 ms, for what has phones alone
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        parse,
        region_code_for_country_code,
    )

    text = text.strip()
    code, region = _CALLING.fullmatch(calling.strip()), ""
    if text.startswith("00"):
        text = f"+{text[2:]}"
    if code is not None:
        region = region_code_for_country_code(int(code[1]))
    elif _COUNTRY.fullmatch(country.strip()):
        region = country.strip().upper()
    try:
        return format_number(parse(text, region or None), PhoneNumberFormat.E164)
    except NumberParseException:
        return ""


def is_alike(one: Number, other: Number) -> Reason | None:
    """`phone` where both are one number, `ending` where they may be, since the country of one is not known."""
    if one.e164 and other.e164:
        return "phone" if one.e164 == other.e164 else None
    shorter = min(len(one.digits), len(other.digits))
    # One digit may be a trunk prefix, such as 8 in Russia or, after a zero, 6 in Hungary.
    shared = max(ENDING, shorter - 1)
    return "ending" if one.digits[-shared:] == other.digits[-shared:] else None


def _names(person: Person, record: JsonObject) -> list[str]:
    """Whole names: those that stand as one, and given and family name together."""
    whole: tuple[Common, ...] = ("name",) if person.fields.get("name") else ()
    found = _texts(record, [path for each in whole for path in person.paths(each)])
    parts = [_texts(record, person.paths(each)) for each in ("given", "family")]
    return [*found, *(f"{given} {family}" for given in parts[0] for family in parts[1])]


def _texts(record: JsonObject, paths: Iterable[str]) -> list[str]:
    values = (value for path in paths for value in values_at(record, path))
    return [str(each) for each in values if _is_text(each)]


def _first(record: JsonObject, path: str) -> str:
    return next((str(each) for each in values_at(record, path) if _is_text(each)), "") if path else ""


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)
