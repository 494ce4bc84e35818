"""What Assemble accepts for a user. `status` is listed there, too, but none of its members can be set."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Self, TypeAlias

from pydantic import AfterValidator, model_validator
from pydantic import Field as PydanticField
from pydantic_core import PydanticCustomError

from explorer.model.field import Field
from explorer.model.validate import Form
from explorer.vendors.assemble.forms_values import (
    OPTIONAL,
    ROLE_PROFILE,
    Day,
    ManagerReference,
    Moment,
    TeamReference,
    Uri,
)

_PASSWORD_RULE: Final = "needs a lower-case letter, an upper-case letter and a digit"
_ABOUT: Final = "about"
_AVAILABLE: Final = "availability"
_DIRECTORY: Final = "directory"
_SIGN_IN: Final = "sign-in"


def _password(text: str) -> str:
    if not all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", r"\d")):
        raise PydanticCustomError("password", _PASSWORD_RULE)
    return text


Password: TypeAlias = Annotated[str, AfterValidator(_password)]


class CustomField(Form):
    """The value of one custom field."""

    value: Annotated[str, Field(personal=True)]


class UserUpdate(Form):
    """Changes of a user. No member is required: what is left out stays as it is."""

    first_name: Annotated[str, Field(personal=True)] = OPTIONAL
    last_name: Annotated[str, Field(personal=True)] = OPTIONAL
    preferred_name: Annotated[str, Field(personal=True)] = OPTIONAL
    title: Annotated[str, Field(width=6)] = OPTIONAL
    dob: Annotated[Day, Field(label="born", kind="date", personal=True)] = OPTIONAL
    start_date: Annotated[Day, Field(label="start", kind="date")] = OPTIONAL
    can_manage: Annotated[
        bool,
        Field(kind="bool", rule="whether you may manage this user: listed as writable, and probably changes nothing"),
    ] = OPTIONAL
    about_me: Annotated[str | None, Field(label="bio", kind="long", section=_ABOUT, personal=True)] = OPTIONAL
    facebook: Annotated[str | None, Field(rule="the Facebook name", section=_ABOUT, personal=True)] = OPTIONAL
    twitter: Annotated[str | None, Field(rule="the Twitter name", section=_ABOUT, personal=True)] = OPTIONAL
    website: Annotated[Uri | None, Field(kind="url", section=_ABOUT, personal=True)] = OPTIONAL
    accessibility_info: Annotated[
        str,
        Field(
            label="accessibility",
            kind="long",
            rule="accessibility and special requirements",
            section=_ABOUT,
            personal=True,
        ),
    ] = OPTIONAL
    on_call: Annotated[bool, Field(kind="bool", section=_AVAILABLE)] = OPTIONAL
    on_call_end: Annotated[Moment | None, Field(kind="datetime", section=_AVAILABLE)] = OPTIONAL
    on_hold_start: Annotated[str | None, Field(rule="its form is not documented", section=_AVAILABLE)] = OPTIONAL
    # The page does not mark it nullable as it does the start; without null no hold could be made open-ended.
    on_hold_end: Annotated[str | None, Field(rule="its form is not documented", section=_AVAILABLE)] = OPTIONAL
    appear_in_directory: Annotated[bool, Field(label="in directory", kind="bool", section=_DIRECTORY)] = OPTIONAL
    appear_in_near_me: Annotated[bool, Field(label="on near-me map", kind="bool", section=_DIRECTORY)] = OPTIONAL
    two_factor_disabled: Annotated[
        bool,
        PydanticField(alias="2fa_disabled"),
        Field(label="two-factor disabled", kind="bool", section=_SIGN_IN),
    ] = OPTIONAL
    attributes: Annotated[
        dict[str, CustomField],
        Field(
            label="custom fields",
            kind="json",
            rule="by field name",
            personal=True,
        ),
    ] = OPTIONAL


class RoleProfile(Form):
    """A role for a new user. No member is marked required, but without `id` no role is named."""

    id: Annotated[int, Field(kind="id", rule=ROLE_PROFILE)]
    team: Annotated[TeamReference, Field(kind="json")] = OPTIONAL
    manager: Annotated[ManagerReference, Field(kind="json")] = OPTIONAL
    start: Annotated[Day, Field(kind="date")] = OPTIONAL
    end: Annotated[str | None, Field(kind="date", rule="its form is not documented")] = OPTIONAL
    custom_title: Annotated[str, Field()] = OPTIONAL


class NewPhoneNumber(Form):
    """A phone number of a new user."""

    phone_number: Annotated[str, Field(kind="phone", personal=True)]
    primary: Annotated[bool, Field(kind="bool")] = OPTIONAL
    type: Annotated[str, Field()] = OPTIONAL


class NewEmailAddress(Form):
    """An e-mail address of a new user."""

    email: Annotated[str, Field(label="e-mail", kind="email", personal=True)]
    primary: Annotated[bool, Field(kind="bool")] = OPTIONAL


def _some(roles: list[RoleProfile]) -> list[RoleProfile]:
    if not roles:
        raise PydanticCustomError("roles", "give at least one role")
    return roles


class UserCreate(Form):
    """A new user. Its three lists are spelt in camelCase, unlike all other members of requests."""

    first_name: Annotated[str, Field(personal=True)]
    last_name: Annotated[str, Field(personal=True)]
    dob: Annotated[
        Day, Field(label="born", kind="date", rule="required unless confirm_age is given", personal=True)
    ] = OPTIONAL
    confirm_age: Annotated[bool, Field(kind="bool", rule="required unless dob is given", untold=True)] = OPTIONAL
    password: Annotated[Password, Field(rule=_PASSWORD_RULE, secret=True, personal=True)] = OPTIONAL
    send_password_reset_email: Annotated[
        bool, Field(label="send password e-mail", kind="bool", rule="sends the user an e-mail at once", untold=True)
    ] = OPTIONAL
    role_profiles: Annotated[
        list[RoleProfile],
        AfterValidator(_some),
        PydanticField(alias="roleProfiles"),
        Field(label="roles", kind="json", rule="at least one", untold=True),
    ]
    phone_numbers: Annotated[
        list[NewPhoneNumber],
        PydanticField(alias="phoneNumbers"),
        Field(label="phone numbers", kind="json", personal=True),
    ] = OPTIONAL
    email_addresses: Annotated[
        list[NewEmailAddress],
        PydanticField(alias="emailAddresses"),
        Field(label="e-mail addresses", kind="json", personal=True),
    ] = OPTIONAL
    attributes: Annotated[
        dict[str, Any],
        Field(label="custom fields", kind="json", rule="by field name; their form is not documented", personal=True),
    ] = OPTIONAL

    @model_validator(mode="after")
    def _of_age(self) -> Self:
        if not {"dob", "confirm_age"} & self.model_fields_set:
            raise PydanticCustomError("age", "give the date of birth (dob), or else confirm the age (confirm_age)")
        return self
