"""Whether two records are of one person: phones however written, e-mails, names, and what vendors make of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, example_number, format_number, region_code_for_number

from explorer.model.identity import Identity, Reason, identity, likeness, name_of, number_of, reason_words
from explorer.model.person import Person, Phone

PERSON = Person(
    {"name": ("name",), "given": ("given",), "family": ("family",), "email": ("email", "others.email")},
    phones=(Phone("phone", calling="calling", country="country"), Phone("phones.number")),
)
REGIONS = ("GB", "US", "DE", "FR", "IT", "HU", "RU", "IN", "BR", "JP", "AU", "ES")
MOBILE = "+447700900345"


def of(**record: Any) -> Identity:
    return identity(PERSON, record)


@pytest.mark.parametrize(
    ("text", "calling", "country"),
    [
        ("+44 7700 900345", "", ""),
        ("0044 7700 900345", "", ""),
        ("+44 (0)7700 900345", "", ""),
        ("07700 900 345", "44", ""),
        ("7700900345", "+44", ""),
        ("447700900345", "44", ""),
        ("07700-900345", "", "gb"),
        ("٠٧٧٠٠ ٩٠٠٣٤٥", "44", ""),
        ("07700 900345 ext. 12", "", "GB"),
    ],
)
def test_one_number_in_many_spellings(text: str, calling: str, country: str) -> None:
    found = number_of(text, calling, country)
    assert found is not None and found.e164 == MOBILE
    assert likeness(of(phone=text, calling=calling, country=country), of(phone=MOBILE)) == ("phone",)


@given(st.sampled_from(REGIONS), st.sampled_from((0, 1, 2, 3)), st.booleans())
def test_however_the_library_writes_a_number_it_is_the_same(region: str, form: int, apart: bool) -> None:
    number = example_number(region)
    assert number is not None and region_code_for_number(number) == region
    written = format_number(number, form)
    known = number_of(format_number(number, PhoneNumberFormat.E164))
    told = number_of(written, str(number.country_code)) if apart else number_of(written, country=region)
    assert known is not None and told is not None
    assert told.e164 == known.e164
    national = of(phone=format_number(number, PhoneNumberFormat.NATIONAL))
    assert likeness(national, of(phone=known.e164)) == ("ending",)


@pytest.mark.parametrize("text", ["", "0", "12345", "0000000000", "1111111", "none", "9" * 9999, "+", "\x1b[2J", "@"])
def test_what_is_no_number_is_like_nothing(text: str) -> None:
    assert likeness(of(phone=text, calling="44"), of(phone=text, calling="44")) == ()


@given(st.text(max_size=40), st.text(max_size=6), st.text(max_size=3))
def test_whatever_a_vendor_sends_is_read(text: str, calling: str, country: str) -> None:
    found = of(phone=text, calling=calling, country=country, email=text, name=text, phones=[{"number": text}, text])
    assert set(likeness(found, found)) <= {"e-mail", "phone", "ending", "name"}


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"phone": "+44 7700 900345"}, {"phone": "07700 900345"}, ("ending",)),
        ({"phone": "07700 900345"}, {"phone": "7700900345"}, ("ending",)),
        ({"phone": "8 999 123-45-67"}, {"phone": "+7 999 1234567"}, ("ending",)),
        ({"phone": "+1 480 555 0142"}, {"phone": "+1 512 555 0142"}, ()),
        ({"phone": "480 555 0142"}, {"phone": "512 555 0142"}, ()),
        ({"phone": "5550142", "calling": "1"}, {"phone": "5550142", "calling": "44"}, ()),
        ({"phones": [{"number": "+1 480 555 0142"}, {"number": MOBILE}]}, {"phone": MOBILE}, ("phone",)),
        ({"email": "Jo.Smith@Example.com "}, {"email": "jo.smith@example.COM"}, ("e-mail",)),
        ({"email": "jo@example.com"}, {"email": "jo+old@example.com"}, ()),
        ({"email": "jo@example.com"}, {"others": [{"email": None}, {"email": "JO@example.com"}]}, ("e-mail",)),
        ({"email": "none"}, {"email": "none"}, ()),
        ({"name": "Jo Smith"}, {"given": "Jo", "family": "Smith"}, ("name",)),
        ({"name": "Nagy László"}, {"given": "laszlo", "family": "NAGY"}, ("name",)),
        ({"name": "蔡家豪"}, {"given": "家豪", "family": "蔡"}, ("name",)),
        ({"name": "Jo"}, {"name": "Jo"}, ()),
        ({"name": "Jo Smith", "email": "a@b.c"}, {"name": "Jo Smith", "email": "A@b.c"}, ("e-mail", "name")),
        ({"name": None, "email": [], "phone": {}}, {"name": None, "email": [], "phone": {}}, ()),
    ],
)
def test_likeness(one: dict[str, Any], other: dict[str, Any], reasons: tuple[Reason, ...]) -> None:
    assert likeness(of(**one), of(**other)) == reasons
    assert likeness(of(**other), of(**one)) == reasons


def test_a_country_counts_where_the_number_tells_none() -> None:
    assert likeness(of(phone="020 7946 0123", country="GB"), of(phone="+442079460123")) == ("phone",)
    assert likeness(of(phone="020 7946 0123", country="United Kingdom"), of(phone="+442079460123")) == ("ending",)


def test_reasons_in_words() -> None:
    assert reason_words(("e-mail", "name")) == "same e-mail, name"
    assert reason_words(("ending", "name")) == "maybe: same end of phone, name"
    assert reason_words(("name",)) == "maybe: same name only"


def test_names_are_compared_by_their_words() -> None:
    assert name_of("O'Brien-Smith, Seán") == name_of("sean o brien smith")
