"""What nobody can have meant as an e-mail address or phone number is found wherever it stands; all else passes."""

from __future__ import annotations

import pytest

from explorer.model.json_text import JsonValue
from explorer.model.plausible import implausible

FORMS = "explorer.vendors.assemble"
USER, EMAIL = f"{FORMS}.forms:UserCreate", f"{FORMS}.forms_contacts:EmailAddressForm"
PHONE = f"{FORMS}.forms_contacts:PhoneNumberForm"


@pytest.mark.parametrize("text", ["ada@example.com", " ada@example.com ", "ä+b@c", "", None])
def test_e_mail_addresses_pass(text: JsonValue) -> None:
    assert implausible(EMAIL, {"email": text}, {}) == {}


@pytest.mark.parametrize("text", ["garbage", "not-an-email", "@example.com", "ada@", "a@b@c", "a b@c"])
def test_what_is_none_is_told(text: str) -> None:
    words = "is no e-mail address: that has one @, with something on both sides"
    assert implausible(EMAIL, {"email": text}, {}) == {"email": words}
    assert implausible(EMAIL, {"email": text}, {"email": text}) == {}, "it was there before"


@pytest.mark.parametrize(
    "text",
    ["5550100", "+44 (0)20 7946-0999", "112", "020/7946.0999 ext. 12", "020 7946 0999 x12", "٠٢٠ ٧٩٤٦", "", 5550],
)
def test_phone_numbers_pass(text: JsonValue) -> None:
    assert implausible(PHONE, {"phone_number": text}, {}) == {}


@pytest.mark.parametrize("text", ["garbage", "12", "ext 12", "call 5550100", "44+5550100"])
def test_what_is_no_phone_number_is_told(text: str) -> None:
    assert list(implausible(PHONE, {"phone_number": text}, {"phone_number": "5550100"})) == ["phone_number"]


def test_it_is_found_inside_of_lists() -> None:
    emails = [{"email": "odd"}, {"email": "x"}]
    found = implausible(USER, {"emailAddresses": emails}, {"emailAddresses": emails[:1]})
    assert list(found) == ["emailAddresses.1.email"]
