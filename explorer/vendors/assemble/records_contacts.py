"""How a user is reached, as Assemble answers it."""

from __future__ import annotations

from typing import Annotated

from explorer.model.field import Field
from explorer.model.validate import Record
from explorer.vendors.assemble.records_values import BY_ASSEMBLE, Id, Moment


class EmailAddress(Record):
    """One e-mail address. The counters of bounces stand in the table of what can be sent, and are not ours to set."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    email: Annotated[str | None, Field(label="e-mail", kind="email", width=32, personal=True)] = None
    primary: Annotated[bool | None, Field(kind="bool", width=7)] = None
    soft_bounces: Annotated[int | None, Field(kind="integer", readonly=BY_ASSEMBLE, width=12)] = None
    hard_bounces: Annotated[int | None, Field(kind="integer", readonly=BY_ASSEMBLE, width=12)] = None
    complaints: Annotated[int | None, Field(kind="integer", readonly=BY_ASSEMBLE, width=10)] = None
    user_id: Annotated[Id | None, Field(kind="id", refers="users", readonly=BY_ASSEMBLE, width=8)] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None


class PostalAddress(Record):
    """One postal address. Its dates of creation and change have no documented form."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    type: Annotated[
        str | None, Field(kind="choice", choices=("Home", "Work", "Other", "Additional address"), width=10)
    ] = None
    primary: Annotated[bool | None, Field(kind="bool", width=7)] = None
    from_date: Annotated[Moment | None, Field(label="since", kind="date", width=10, personal=True)] = None
    company_name: Annotated[str | None, Field(label="company", width=20, personal=True)] = None
    street: Annotated[str | None, Field(width=24, personal=True)] = None
    street_second: Annotated[str | None, Field(label="street 2", width=20, personal=True)] = None
    street_third: Annotated[str | None, Field(label="street 3", width=20, personal=True)] = None
    city: Annotated[str | None, Field(personal=True)] = None
    county: Annotated[str | None, Field(personal=True)] = None
    postcode: Annotated[str | None, Field(width=10, personal=True)] = None
    country: Annotated[str | None, Field(personal=True)] = None
    address: Annotated[str | None, Field(label="full address", kind="long", width=40, personal=True)] = None
    lat: Annotated[float | None, Field(label="latitude", kind="number", width=10, personal=True)] = None
    long: Annotated[float | None, Field(label="longitude", kind="number", width=10, personal=True)] = None
    user_id: Annotated[Id | None, Field(kind="id", refers="users", readonly=BY_ASSEMBLE, width=8)] = None
    created_at: Annotated[str | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[str | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None


class EmergencyContact(Record):
    """Someone to call in an emergency."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    first_name: Annotated[str | None, Field(personal=True)] = None
    last_name: Annotated[str | None, Field(personal=True)] = None
    contact_number: Annotated[str | None, Field(label="number", kind="phone", width=18, personal=True)] = None
    relationship: Annotated[str | None, Field(personal=True)] = None
    primary: Annotated[bool | None, Field(kind="bool", width=7)] = None
    user_id: Annotated[Id | None, Field(kind="id", refers="users", readonly=BY_ASSEMBLE, width=8)] = None


class PhoneNumber(Record):
    """One phone number."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    phone_number: Annotated[str | None, Field(kind="phone", width=20, personal=True)] = None
    type: Annotated[
        str | None, Field(kind="choice", choices=("Alternative Phone Number", "Home", "Mobile", "Work"), width=24)
    ] = None
    primary: Annotated[bool | None, Field(kind="bool", width=7)] = None
    default_sms: Annotated[bool | None, Field(label="for SMS", kind="bool", width=7)] = None
    user_id: Annotated[Id | None, Field(kind="id", refers="users", readonly=BY_ASSEMBLE, width=8)] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None
