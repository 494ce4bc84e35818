"""What RepCard accepts as request bodies. A member with a default may be left out: only what was set is sent."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, StringConstraints, model_validator
from pydantic import Field as Limits

from explorer.model.field import Field
from explorer.model.validate import Form

_FILLED: Final = StringConstraints(min_length=1)


def _national(value: Any) -> Any:
    """Digits as the number RepCard shows, but as text where a number would lose the leading 0."""
    digits_only = isinstance(value, str) and value.isascii() and value.isdigit()
    return int(value) if digits_only and len(value) <= 15 and not value.startswith("0") else value


_NationalNumber = (
    Annotated[int, Limits(ge=1, le=999_999_999_999_999)] | Annotated[str, StringConstraints(pattern=r"^[0-9]{4,15}$")]
)


class UserUpdate(Form):
    """The body of `PUT /users/{id}`: nine members are required together, whichever of them changes."""

    firstName: Annotated[str, _FILLED, Field("first name", personal=True)]
    lastName: Annotated[str, _FILLED, Field("last name", personal=True)]
    userEmail: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$"), Field("e-mail", "email", personal=True)]
    phoneNumber: Annotated[
        _NationalNumber,
        BeforeValidator(_national),
        Field("national number", "phone", personal=True, rule="digits without the country's code"),
    ]
    jobTitle: Annotated[str, Field("job title")]
    roleName: Annotated[
        str,
        _FILLED,
        Field(
            "role",
            seen=("users:role",),
            rule="has to be chosen each time: RepCard does not tell the present role, so undo cannot restore it",
            untold=True,
        ),
    ]
    officeName: Annotated[str, _FILLED, Field("office", seen=("users:office",), rule="the exact name of an office")]
    teamName: Annotated[
        str,
        Field(
            "team",
            seen=("users:team",),
            rule="the exact name of a team; RepCard asks for one, though a user can be without",
        ),
    ]
    countryCode: Annotated[
        str,
        StringConstraints(pattern=r"^\+[0-9]{1,4}$"),
        Field("calling code", rule="+ and up to 4 digits, such as +44"),
    ]
    username: Annotated[
        str, Field("user name", readonly="sent back unchanged: RepCard does not list it as editable", personal=True)
    ] = ""
    externalId: Annotated[str, Field("external id", rule="left blank it is not sent")] = ""

    @model_validator(mode="before")
    @classmethod
    def _blank_external_id_stays_out(cls, members: Any) -> Any:
        if isinstance(members, dict) and members.get("externalId") == "":
            return {name: value for name, value in members.items() if name != "externalId"}
        return members


def _no_flag(value: Any) -> Any:
    """Pydantic would read true as user 1."""
    if isinstance(value, bool):
        raise ValueError("is no user id")
    return value


_UserId = Annotated[int, Limits(ge=1), BeforeValidator(_no_flag)]


def _heir(what: str) -> Field:
    rule = "an active user other than the one removed; one user may take everything"
    return Field(f"{what} go to", "id", refers="users", not_itself=True, rule=rule)


class Unlink(Form):
    """The body of `POST /users/{id}/unlink` without its fixed `assignContact`: who takes over what."""

    leadToUser: Annotated[_UserId, _heir("leads")]
    customerToUser: Annotated[_UserId, _heir("customers")]
    recruitToUser: Annotated[_UserId, _heir("recruits")]
    otherToUser: Annotated[_UserId, _heir("others")]
