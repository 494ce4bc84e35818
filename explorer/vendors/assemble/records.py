"""Users as Assemble answers them: short in lists and inside other records, long from `get`.

Any member may be absent or null, whatever its page says: the platform leaves out what it does not know.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as PydanticField

from explorer.model.field import Field
from explorer.model.json_text import JsonValue
from explorer.vendors.assemble.records_contacts import EmailAddress, EmergencyContact, PhoneNumber, PostalAddress
from explorer.vendors.assemble.records_people import UserSummary
from explorer.vendors.assemble.records_roles import RoleAssociation, Skill, Supervisor
from explorer.vendors.assemble.records_values import BY_ASSEMBLE, SEPARATE, UNWRAPPED, Moment

_ABOUT = "about"
_AVAILABLE = "availability"
_DIRECTORY = "directory"
_SIGN_IN = "sign-in"
_RELATED = "related"


class User(UserSummary):
    """One user. Related data stands under the name of its include, when it was asked for."""

    first_name: Annotated[str | None, Field(personal=True)] = None
    last_name: Annotated[str | None, Field(personal=True)] = None
    preferred_name: Annotated[str | None, Field(personal=True)] = None
    dob: Annotated[Moment | None, Field(label="born", kind="date", personal=True)] = None
    is_minor: Annotated[bool | None, Field(label="minor", kind="bool", readonly=BY_ASSEMBLE, personal=True)] = None
    start_date: Annotated[Moment | None, Field(label="start", kind="date")] = None
    is_volunteer: Annotated[bool | None, Field(label="volunteer", kind="bool", readonly=BY_ASSEMBLE)] = None
    is_non_volunteer: Annotated[
        bool | None,
        Field(
            label="non-volunteer",
            kind="bool",
            readonly=BY_ASSEMBLE,
            rule="not the opposite of volunteer: a user can have both kinds of role",
        ),
    ] = None
    volunteer_for: Annotated[str | None, Field(label="volunteer for", readonly=BY_ASSEMBLE)] = None
    anonymised: Annotated[Moment | None, Field(kind="datetime", readonly=BY_ASSEMBLE)] = None
    flags: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE)] = None
    about_me: Annotated[str | None, Field(label="bio", kind="long", section=_ABOUT, personal=True)] = None
    facebook: Annotated[str | None, Field(section=_ABOUT, personal=True)] = None
    twitter: Annotated[str | None, Field(section=_ABOUT, personal=True)] = None
    website: Annotated[str | None, Field(kind="url", section=_ABOUT, personal=True)] = None
    accessibility_info: Annotated[
        str | None, Field(label="accessibility", kind="long", section=_ABOUT, personal=True)
    ] = None
    on_call: Annotated[bool | None, Field(kind="bool", section=_AVAILABLE)] = None
    on_call_end: Annotated[Moment | None, Field(kind="datetime", section=_AVAILABLE)] = None
    on_hold: Annotated[
        str | None,
        Field(
            kind="choice",
            choices=("with-contact", "without-contact", "access-suspended"),
            readonly=BY_ASSEMBLE,
            section=_AVAILABLE,
        ),
    ] = None
    on_hold_start: Annotated[str | None, Field(section=_AVAILABLE)] = None
    on_hold_end: Annotated[str | None, Field(section=_AVAILABLE)] = None
    appear_in_directory: Annotated[bool | None, Field(label="in directory", kind="bool", section=_DIRECTORY)] = None
    appear_in_near_me: Annotated[bool | None, Field(label="on near-me map", kind="bool", section=_DIRECTORY)] = None
    username: Annotated[str | None, Field(readonly=BY_ASSEMBLE, section=_SIGN_IN, personal=True)] = None
    internal_email: Annotated[
        str | None, Field(label="internal e-mail", kind="email", readonly=BY_ASSEMBLE, section=_SIGN_IN, personal=True)
    ] = None
    is_system: Annotated[
        bool | None, Field(label="system user", kind="bool", readonly=BY_ASSEMBLE, section=_SIGN_IN)
    ] = None
    two_factor_enabled: Annotated[
        bool | None,
        PydanticField(alias="2fa_enabled"),
        Field(label="two-factor on", kind="bool", readonly=BY_ASSEMBLE, section=_SIGN_IN),
    ] = None
    two_factor_disabled: Annotated[
        bool | None,
        PydanticField(alias="2fa_disabled"),
        Field(label="two-factor disabled", kind="bool", section=_SIGN_IN),
    ] = None
    roles: Annotated[list[RoleAssociation] | None, UNWRAPPED, Field(kind="json", readonly=SEPARATE)] = None
    phone_numbers: Annotated[
        list[PhoneNumber] | None,
        UNWRAPPED,
        PydanticField(alias="phoneNumbers"),
        Field(label="phone numbers", kind="json", readonly=SEPARATE, personal=True),
    ] = None
    email_addresses: Annotated[
        list[EmailAddress] | None,
        UNWRAPPED,
        PydanticField(alias="emailAddresses"),
        Field(label="e-mail addresses", kind="json", readonly=SEPARATE, personal=True),
    ] = None
    addresses: Annotated[
        list[PostalAddress] | None,
        UNWRAPPED,
        Field(label="postal addresses", kind="json", readonly=SEPARATE, personal=True),
    ] = None
    emergency_contacts: Annotated[
        list[EmergencyContact] | None,
        UNWRAPPED,
        PydanticField(alias="emergencyContacts"),
        Field(label="emergency contacts", kind="json", readonly=SEPARATE, personal=True),
    ] = None
    skills: Annotated[list[Skill] | None, UNWRAPPED, Field(kind="json", readonly=SEPARATE)] = None
    supervisors: Annotated[list[Supervisor] | None, UNWRAPPED, Field(kind="json", readonly=SEPARATE, personal=True)] = (
        None
    )
    attributes: Annotated[
        JsonValue, UNWRAPPED, Field(label="custom fields", kind="json", section=_RELATED, personal=True)
    ] = None
    logins: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED)] = None
    tasks: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED)] = None
    recognitions: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED)] = None
    favourites: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED)] = None
    permissions: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED)] = None
    permissions_denied: Annotated[
        JsonValue,
        PydanticField(alias="permissionsDenied"),
        Field(label="permissions denied", kind="json", readonly=BY_ASSEMBLE, section=_RELATED),
    ] = None
    has_responsibilities: Annotated[
        JsonValue,
        PydanticField(alias="hasResponsibilities"),
        Field(label="responsibilities", kind="json", readonly=BY_ASSEMBLE, section=_RELATED),
    ] = None
    interests: Annotated[list[Skill] | None, UNWRAPPED, Field(kind="json", readonly=SEPARATE, section=_RELATED)] = None
    languages: Annotated[list[Skill] | None, UNWRAPPED, Field(kind="json", readonly=SEPARATE, section=_RELATED)] = None
    recruitment_applications: Annotated[
        JsonValue,
        PydanticField(alias="recruitmentApplications"),
        Field(label="recruitment applications", kind="json", readonly=BY_ASSEMBLE, section=_RELATED, personal=True),
    ] = None
    parental_consent: Annotated[
        JsonValue,
        PydanticField(alias="parentalConsent"),
        Field(label="parental consent", kind="json", readonly=BY_ASSEMBLE, section=_RELATED, personal=True),
    ] = None
    barcodes: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED)] = None
    files: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE, section=_RELATED, personal=True)] = None
