"""RepCard's records as it answers them.

Empty text means not set. Decimals come as text (`"0.0"`), flags as 0 and 1, times in UTC with six digits of fraction.
Members not named here (a tenant's own customer fields among them) are kept as they are.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

from explorer.model.field import Field
from explorer.model.validate import Record

_GIVEN: Final = "given by RepCard"
_CLOSED: Final = "RepCard's API has no call that changes it"
_PLACE: Final = "address"
_KEPT: Final = "record"
_RELATED: Final = "related"


class User(Record):
    """A user, as listed and in the details call. Neither tells the role by contract, nor whether the user is active."""

    id: Annotated[int, Field("id", "id", readonly=_GIVEN, width=8)]
    firstName: Annotated[str, Field("first name", personal=True)]
    lastName: Annotated[str, Field("last name", personal=True)]
    dob: Annotated[str | None, Field("born", "date", readonly=_CLOSED, personal=True)] = None
    email: Annotated[str, Field("e-mail", "email", personal=True)]
    username: Annotated[
        str | None, Field("user name", readonly="sent back unchanged with every update", personal=True)
    ] = None
    address: Annotated[str | None, Field("address", readonly=_CLOSED, personal=True)] = None
    office: Annotated[str | None, Field("office")] = None
    team: Annotated[str | None, Field("team")] = None
    jobTitle: Annotated[str | None, Field("job title")] = None
    phoneNumber: Annotated[str | None, Field("phone", "phone", personal=True)] = None
    image: Annotated[str | None, Field("image", "url", readonly=_CLOSED, personal=True)] = None
    rating: Annotated[str | None, Field("rating", "number", readonly=_GIVEN)] = None
    bio: Annotated[str | None, Field("bio", "long", readonly=_CLOSED, personal=True)] = None
    companyName: Annotated[str | None, Field("company", readonly=_CLOSED)] = None
    badgeId: Annotated[str | None, Field("badge", readonly=_GIVEN)] = None
    qrCode: Annotated[str | None, Field("QR code", readonly=_GIVEN)] = None
    externalId: Annotated[str | None, Field("external id")] = None
    firstVerifiedDoorKnock: Annotated[Any, Field("first verified door knock", "json", readonly=_GIVEN)] = None
    firstAppointment: Annotated[Any, Field("first appointment", "json", readonly=_GIVEN)] = None
    status: Annotated[
        str | None, Field("status", readonly="changed by the actions activate and deactivate", section=_KEPT)
    ] = None
    role: Annotated[str | None, Field("role", section=_KEPT)] = None
    officeId: Annotated[int | None, Field("office id", "id", readonly=_GIVEN, section=_KEPT)] = None
    officeTeamId: Annotated[int | None, Field("office team id", "id", readonly=_GIVEN, section=_KEPT)] = None


class StatusChange(Record):
    """One entry of a customer's `statusChangeLogs`."""

    user: Annotated[str | None, Field("by", personal=True)] = None
    statusFrom: Annotated[str | None, Field("from")] = None
    statusTo: Annotated[str | None, Field("to")] = None
    createdAt: Annotated[str | None, Field("at", "datetime")] = None


class Customer(Record):
    """A customer (RepCard also says contact). `notes`, `user` and `attachments` are null unless they were asked for."""

    id: Annotated[int, Field("id", "id", width=10)]
    fullName: Annotated[str | None, Field("name", personal=True)] = None
    firstName: Annotated[str | None, Field("first name", personal=True)] = None
    lastName: Annotated[str | None, Field("last name", personal=True)] = None
    name: Annotated[str | None, Field("plain name", personal=True)] = None
    email: Annotated[str | None, Field("e-mail", "email", personal=True)] = None
    countryCode: Annotated[str | None, Field("calling code")] = None
    isoCountryCode: Annotated[str | None, Field("country code")] = None
    phoneNumber: Annotated[str | None, Field("national number", "phone", personal=True)] = None
    companyName: Annotated[str | None, Field("company")] = None
    statusId: Annotated[int | None, Field("status id", "id")] = None
    statusTitle: Annotated[str | None, Field("status")] = None
    address: Annotated[str | None, Field("street", personal=True, section=_PLACE)] = None
    address2: Annotated[str | None, Field("street, line 2", personal=True, section=_PLACE)] = None
    state: Annotated[str | None, Field("state", personal=True, section=_PLACE)] = None
    city: Annotated[str | None, Field("city", personal=True, section=_PLACE)] = None
    zip: Annotated[str | None, Field("zip", personal=True, section=_PLACE)] = None
    latitude: Annotated[str | None, Field("latitude", "number", personal=True, section=_PLACE)] = None
    longitude: Annotated[str | None, Field("longitude", "number", personal=True, section=_PLACE)] = None
    externalId: Annotated[str | None, Field("external id")] = None
    type: Annotated[int | None, Field("type number", "integer", rule="2 is a customer; RepCard documents no other")] = (
        None
    )
    isReferral: Annotated[bool | None, Field("is a referral", "bool")] = None
    isReferrer: Annotated[bool | None, Field("is a referrer", "bool")] = None
    userId: Annotated[int | None, Field("user id", "id", refers="users")] = None
    ownerId: Annotated[int | None, Field("owner", "id", refers="users")] = None
    houseId: Annotated[int | None, Field("house id", "id", section=_KEPT)] = None
    enerfloCustomerId: Annotated[str | None, Field("Enerflo customer id", section=_KEPT)] = None
    createdAt: Annotated[str | None, Field("created", "datetime", section=_KEPT)] = None
    hasSentAnyBusinessCard: Annotated[bool | None, Field("business card sent", "bool")] = None
    referredBy: Annotated[Any, Field("referred by", "json", personal=True)] = None
    image: Annotated[str | None, Field("image", "url", personal=True)] = None
    title: Annotated[str | None, Field("title", personal=True)] = None
    experience: Annotated[str | None, Field("experience")] = None
    contactDistance: Annotated[Decimal | None, Field("contact distance", "number", rule="RepCard names no unit")] = None
    companyId: Annotated[int | None, Field("company id", "id", section=_KEPT)] = None
    displayShortName: Annotated[str | None, Field("short name", personal=True)] = None
    typeDisplayName: Annotated[str | None, Field("type")] = None
    formattedPhoneNumber: Annotated[str | None, Field("phone", "phone", personal=True)] = None
    fullAddress: Annotated[str | None, Field("address", personal=True)] = None
    doorKnocks: Annotated[list[Any] | None, Field("door knocks", "json", section=_RELATED)] = None
    verifiedDoorKnocks: Annotated[list[Any] | None, Field("verified door knocks", "json", section=_RELATED)] = None
    statusChangeLogs: Annotated[
        list[StatusChange] | None, Field("status changes", "json", personal=True, section=_RELATED)
    ] = None
    updatedAt: Annotated[str | None, Field("updated", "datetime", section=_KEPT)] = None
    notes: Annotated[Any, Field("notes", "json", personal=True, section=_RELATED)] = None
    user: Annotated[Any, Field("user", "json", personal=True, section=_RELATED)] = None
    attachments: Annotated[Any, Field("attachments", "json", section=_RELATED)] = None
    soloProposals: Annotated[list[Any] | None, Field("Solo proposals", "json", section=_RELATED)] = None
    auroraProjectLinks: Annotated[Any, Field("Aurora project links", "json", section=_RELATED)] = None
    contactSource: Annotated[str | None, Field("contact source")] = None
    onboarding_amount: Annotated[str | None, Field("onboarding amount", "number", section="own fields")] = None
    price_per_map_user: Annotated[str | None, Field("price per map user", "number", section="own fields")] = None
    total_number_of_users: Annotated[str | None, Field("total number of users", "number", section="own fields")] = None
    lead_priority: Annotated[str | None, Field("lead priority", section="own fields")] = None


class Attachment(Record):
    """A file attached to a customer. It lies on another host, which must never see the API key."""

    id: Annotated[int, Field("id", "id", width=8)]
    crmId: Annotated[str | None, Field("CRM id")] = None
    title: Annotated[str | None, Field("title")] = None
    attachment: Annotated[str | None, Field("stored as")] = None
    attachmentInfo: Annotated[Any, Field("stored file", "json", rule="its file name repeats the extension")] = None
    userId: Annotated[int | None, Field("uploaded by", "id", refers="users")] = None
    resourceId: Annotated[int | None, Field("customer", "id", refers="customers")] = None
    createdAt: Annotated[str | None, Field("created", "datetime")] = None
    updatedAt: Annotated[str | None, Field("updated", "datetime")] = None
    attachmentUrl: Annotated[str, Field("address", "url")]
