"""What a Gormic customer, as answered, fills in of the forms: the calling code stands elsewhere in each."""

from __future__ import annotations

from explorer.model.json_text import JsonObject
from explorer.model.prefill import same_named
from explorer.model.text import digits

_FORMS = "explorer.vendors.gormic.forms"


def create(record: JsonObject) -> JsonObject:
    """The members of a new customer that would be like this one: `phoneCallingCode` is the answer's calling code."""
    code = _calling_code(record)
    return same_named(f"{_FORMS}:CustomerCreate", record) | ({"phoneCallingCode": code} if code else {})


def update(record: JsonObject) -> JsonObject:
    """The update's members, among them the id that it repeats.

    The phone has + and the calling code before it: an update has no other place for the code.
    """
    filled = same_named(f"{_FORMS}:CustomerUpdate", record)
    key = record.get("id") or record.get("uid")
    code, phone = _calling_code(record), filled.get("phone")
    if isinstance(key, str):
        filled["id"] = key
    if code and isinstance(phone, str) and phone and not phone.startswith("+"):
        filled["phone"] = f"+{code}{phone}"
    return filled


def _calling_code(record: JsonObject) -> str:
    code = record.get("phoneCountryCalling")
    return digits(code) if isinstance(code, str) else ""
