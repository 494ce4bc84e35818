"""Values that several of Assemble's forms share, checked strictly and sent as they were typed."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from explorer.model.field import Field
from explorer.model.validate import Form
from explorer.vendors.assemble.filters import TEAMS

ROLE_PROFILE: Final = (
    "the id of a role profile: no answer tells it (that of a user's role is another one), the role profiles in"
    " Assemble itself do"
)
"""Where the id stands that a new role is made from. What answers call a role is the association of it with a user."""
OPTIONAL: Final[Any] = None
"""The default of a member that may be left out. Its type alone says whether null may be sent."""


def _is_day(text: str) -> bool:
    try:
        # Other ISO forms, such as 20200131 and 2020-W05-5, are not what the vendor's pages show.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None and _is_day(text[:10]) and text[10] == "T"
    except ValueError:
        return False


def _day(text: str) -> str:
    if not _is_day(text):
        raise PydanticCustomError("day", "write year-month-day, such as 2020-01-31")
    return text


def _moment(text: str) -> str:
    if not _is_moment(text):
        raise PydanticCustomError("moment", "write date and time with a zone, such as 2020-01-31T14:15:22Z")
    return text


def _uri(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text):
        raise PydanticCustomError("uri", "write a whole address, such as https://example.org")
    return text


def _bit(number: int) -> int:
    if number not in (0, 1):
        raise PydanticCustomError("bit", "write 1 for yes or 0 for no")
    return number


Day: TypeAlias = Annotated[str, AfterValidator(_day)]
"""`format: date`: year-month-day."""
Moment: TypeAlias = Annotated[str, AfterValidator(_moment)]
"""`format: date-time`: RFC 3339, such as `2019-08-24T14:15:22Z`."""
Uri: TypeAlias = Annotated[str, AfterValidator(_uri)]
"""`format: uri`."""
Bit: TypeAlias = Annotated[int, AfterValidator(_bit)]
"""A yes or no that goes out as 1 or 0."""


class Reference(Form):
    """Another record by its id, as these requests name it: `{"id": 12321}`."""

    id: Annotated[int, Field(kind="id")]


class TeamReference(Form):
    """A team by id."""

    id: Annotated[int, Field(kind="id", seen=TEAMS)]


class ManagerReference(Form):
    """A user by id, who manages another in a role."""

    id: Annotated[
        int,
        Field(
            kind="id",
            refers="users",
            seen=("users:roles.manager.id|display_name", "users/roles:manager.id|display_name"),
        ),
    ]


class ReminderForm(Form):
    """When to be reminded."""

    date: Annotated[Moment, Field(kind="datetime")]
