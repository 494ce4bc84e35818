"""What an update of a demo RepCard user must hold."""

from __future__ import annotations

import re

from explorer.demo.repcard.organisation import OFFICES, ROLES
from explorer.demo.wire import Record

_REQUIRED = (
    "firstName",
    "lastName",
    "userEmail",
    "phoneNumber",
    "jobTitle",
    "roleName",
    "officeName",
    "teamName",
    "countryCode",
)


def update_errors(body: Record) -> dict[str, list[str]]:
    """What is wrong with the body of a user's update, by field; empty where nothing is."""
    errors: dict[str, list[str]] = {}
    for field in _REQUIRED:
        if body.get(field) in (None, ""):
            errors[field] = [f"The {words(field)} field is required."]
        elif field != "phoneNumber" and not isinstance(body[field], str):
            errors[field] = [f"The {words(field)} must be a string."]
    for field in ("username", "externalId"):
        if not isinstance(body.get(field, ""), str):
            errors[field] = [f"The {words(field)} must be a string."]
    if errors:
        return errors
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", body["userEmail"]):
        errors["userEmail"] = ["The user email must be a valid email address."]
    if not re.fullmatch(r"\+\d{1,4}", body["countryCode"]):
        errors["countryCode"] = ["The country code format is invalid."]
    if not _national(body["phoneNumber"]):
        errors["phoneNumber"] = ["The phone number format is invalid."]
    if body["roleName"] not in ROLES:
        errors["roleName"] = ["The selected role name is invalid."]
    if body["officeName"] not in OFFICES:
        errors["officeName"] = ["The selected office name is invalid."]
    elif body["teamName"] not in OFFICES[body["officeName"]]:
        errors["teamName"] = ["The selected team name is invalid."]
    return errors


def _national(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return 1 <= value <= 999_999_999_999_999
    return isinstance(value, str) and re.fullmatch(r"[0-9]{4,15}", value) is not None


def words(field: str) -> str:
    """A field's name as Laravel writes it in messages: `userEmail` becomes `user email`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", field).lower()
