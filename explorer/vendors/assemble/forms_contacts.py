"""What Assemble accepts for the ways to reach a user.

Updates repeat the required members, so the whole record is sent: what may be left out may also be the null it was
read as. Ids, counters of bounces and times stand in some of the tables, and are not ours to set.
"""

from __future__ import annotations

from typing import Annotated, Literal

from explorer.model.field import Field
from explorer.model.validate import Form
from explorer.vendors.assemble.forms_values import OPTIONAL, Day


class EmailAddressForm(Form):
    """An e-mail address. Its form is the vendor's to judge: no page states one."""

    email: Annotated[str, Field(label="e-mail", kind="email", personal=True)]
    primary: Annotated[bool, Field(kind="bool", rule="a primary e-mail address cannot be deleted")]


class PostalAddressForm(Form):
    """A postal address."""

    type: Annotated[
        Literal["Home", "Work", "Other", "Additional address"],
        Field(kind="choice", choices=("Home", "Work", "Other", "Additional address")),
    ]
    primary: Annotated[bool, Field(kind="bool", rule="a primary postal address cannot be deleted")]
    street: Annotated[str, Field(personal=True)]
    street_second: Annotated[str | None, Field(label="street 2", personal=True)] = OPTIONAL
    street_third: Annotated[str | None, Field(label="street 3", personal=True)] = OPTIONAL
    city: Annotated[str, Field(personal=True)]
    county: Annotated[str | None, Field(personal=True)] = OPTIONAL
    postcode: Annotated[str, Field(personal=True)]
    country: Annotated[str, Field(personal=True)]
    from_date: Annotated[
        Day | None, Field(label="since", kind="date", rule="since when the user lives there", personal=True)
    ] = OPTIONAL
    company_name: Annotated[str | None, Field(label="company", personal=True)] = OPTIONAL
    address: Annotated[str | None, Field(label="full address", kind="long", personal=True)] = OPTIONAL
    lat: Annotated[float | None, Field(label="latitude", kind="number", personal=True)] = OPTIONAL
    long: Annotated[float | None, Field(label="longitude", kind="number", personal=True)] = OPTIONAL


class EmergencyContactForm(Form):
    """Someone to call in an emergency; every member is required."""

    first_name: Annotated[str, Field(personal=True)]
    last_name: Annotated[str, Field(personal=True)]
    contact_number: Annotated[str, Field(label="number", kind="phone", personal=True)]
    relationship: Annotated[str, Field(rule="free text, such as Husband", personal=True)]
    primary: Annotated[bool, Field(kind="bool")]


class PhoneNumberForm(Form):
    """A phone number; every member is required."""

    phone_number: Annotated[str, Field(kind="phone", personal=True)]
    type: Annotated[
        Literal["Alternative Phone Number", "Home", "Mobile", "Work"],
        Field(kind="choice", choices=("Alternative Phone Number", "Home", "Mobile", "Work")),
    ]
    primary: Annotated[bool, Field(kind="bool")]
    default_sms: Annotated[bool, Field(label="for SMS", kind="bool", rule="the number text messages go to")]
