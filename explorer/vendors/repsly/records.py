"""Repsly's users as the export answers them. Any text may be null; longer texts than documented are never refused."""

from __future__ import annotations

from typing import Annotated, Any, Final

from explorer.model.field import Field
from explorer.model.validate import Record

_PLACE: Final = "address"
_LINE: Final = "up to 256 characters"
_SHORT: Final = "up to 20 characters"


class Attribute(Record):
    """One of a user's own attributes; `Value` null means not set."""

    Title: Annotated[str, Field("title")]
    Value: Annotated[str | None, Field("value")] = None
    Type: Annotated[
        str | None, Field("type", rule="TextShort, TextLong, Numeric, Boolean, Select or MultipleSelect")
    ] = None


class User(Record):
    """A user. `ID` is Repsly's key of the row; `Code` is the identifier the account has given."""

    ID: Annotated[str, Field("id", "id", width=36)]
    Code: Annotated[str | None, Field("code", rule=_SHORT)] = None
    Name: Annotated[str | None, Field("name", personal=True, rule="up to 80 characters")] = None
    Email: Annotated[str | None, Field("e-mail", "email", personal=True, rule="up to 100 characters")] = None
    Active: Annotated[bool | None, Field("active", "bool")] = None
    Role: Annotated[
        str | None, Field("role", rule="AccountOwner, Admin, Representative, joined by |; up to 80 characters")
    ] = None
    Note: Annotated[str | None, Field("note", "long", personal=True, rule="up to 255 characters")] = None
    Phone: Annotated[str | None, Field("phone", "phone", personal=True, rule="up to 128 characters")] = None
    Territories: Annotated[list[str] | None, Field("territories", "texts", rule="paths, with / between levels")] = None
    SendEmailEnabled: Annotated[bool | None, Field("sends e-mail", "bool")] = None
    Address1: Annotated[str | None, Field("street", personal=True, section=_PLACE, rule=_LINE)] = None
    Address2: Annotated[str | None, Field("street, line 2", personal=True, section=_PLACE, rule=_LINE)] = None
    City: Annotated[str | None, Field("city", personal=True, section=_PLACE, rule=_LINE)] = None
    State: Annotated[str | None, Field("state", personal=True, section=_PLACE, rule=_LINE)] = None
    ZipCode: Annotated[str | None, Field("zip", personal=True, section=_PLACE, rule=_SHORT)] = None
    ZipCodeExt: Annotated[str | None, Field("zip extension", personal=True, section=_PLACE, rule=_SHORT)] = None
    Country: Annotated[str | None, Field("country", personal=True, section=_PLACE, rule=_LINE)] = None
    CountryCode: Annotated[str | None, Field("country code", section=_PLACE, rule=_SHORT)] = None
    # A list by the reference; a client of the API reads an object of title to value. Both are taken.
    Attributes: Annotated[list[Attribute] | dict[str, Any] | None, Field("attributes", "json", personal=True)] = None
    Permissions: Annotated[list[str] | None, Field("permissions", "texts", rule="of administrators")] = None
