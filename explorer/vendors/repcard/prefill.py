"""What a RepCard user, as the details call answers, fills in of the update form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.text import digits

_ANSWERED_AS: Final[Mapping[str, str]] = {
    "firstName": "firstName",
    "lastName": "lastName",
    "userEmail": "email",
    "jobTitle": "jobTitle",
    "officeName": "office",
    "teamName": "team",
    "username": "username",
    "externalId": "externalId",
}
"""Members of the update and what the details call them."""


def user(record: JsonObject) -> JsonObject:
    """The update's members from a user's details.

    Never the role, which no answer tells: a guess would change rights. What is empty counts as not set and stays out.
    """
    told = ((name, _text(record.get(member))) for name, member in _ANSWERED_AS.items())
    return {name: text for name, text in told if text} | _phone(_text(record.get("phoneNumber")))


def _text(value: JsonValue) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value.strip() else ""


def _phone(number: str) -> JsonObject:
    """Calling code and national number, parted; neither where that would be a guess.

    The national digits go out as a number, as the vendor's sample has it, but as text where a number would lose the
    0 they begin with.
    """
    from phonenumbers import NumberParseException, national_significant_number, parse  # 50 ms, for this alone

    if not number.strip().startswith("+"):
        return {}
    try:
        parsed = parse(number)
    except NumberParseException:
        return {}
    national = national_significant_number(parsed)
    if f"{parsed.country_code}{national}" != digits(number):
        return {}
    code = f"+{parsed.country_code}"
    return {"countryCode": code, "phoneNumber": national if national.startswith("0") else int(national)}
