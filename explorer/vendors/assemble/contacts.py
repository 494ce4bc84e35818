"""How a user is reached: e-mail addresses, postal addresses, emergency contacts, phone numbers.

Their updates repeat the required members, so they are sent whole.
"""

from __future__ import annotations

from typing import Final

from explorer.model.field import Column
from explorer.model.resource import Parameter, Resource
from explorer.vendors.assemble.calls import PAGER, PRIMARY, creating, deleting, listing, reading, updating

_RECORDS: Final = "explorer.vendors.assemble.records_contacts"
_FORMS: Final = "explorer.vendors.assemble.forms_contacts"


def _primary(what: str) -> dict[str, str]:
    """What keeps the undo of a create: the primary one cannot be deleted."""
    return {"primary": f"It cannot be taken back: Assemble refuses to delete a primary {what}."}


_EMAILS: Final = "/users/{user_id}/email-addresses"
_EMAIL: Final = f"{_EMAILS}/{{address_id}}"

EMAIL_ADDRESSES: Final = Resource(
    name="email-addresses",
    title="e-mail addresses",
    singular="e-mail address",
    id_name="address_id",
    record=f"{_RECORDS}:EmailAddress",
    operations=(
        listing(_EMAILS, "the user's e-mail addresses"),
        reading(_EMAIL, "one e-mail address"),
        creating(
            _EMAILS,
            "add an e-mail address",
            f"{_FORMS}:EmailAddressForm",
            undo="delete",
            held_fast=_primary("e-mail address"),
        ),
        updating(_EMAIL, "update an e-mail address", f"{_FORMS}:EmailAddressForm", whole=True),
        deleting(
            _EMAIL,
            "delete an e-mail address",
            undo="create",
            meanings={403: "not permitted, or it is the primary e-mail address, which cannot be deleted"},
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("email", "e-mail", "email", width=32, personal=True),
        Column("primary", "primary", "bool", width=7),
        Column("soft_bounces", "soft bounces", "integer", width=12),
        Column("hard_bounces", "hard bounces", "integer", width=12),
        Column("complaints", "complaints", "integer", width=10),
        Column("updated_at", "updated", "datetime", width=20),
        Column("created_at", "created", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("email",),
    letter="m",
    pager=PAGER,
    includes_as="emailAddresses",
)

_ADDRESSES: Final = "/users/{user_id}/postal-addresses"
_ADDRESS: Final = f"{_ADDRESSES}/{{postal_address_id}}"

POSTAL_ADDRESSES: Final = Resource(
    name="postal-addresses",
    title="postal addresses",
    singular="postal address",
    id_name="postal_address_id",
    record=f"{_RECORDS}:PostalAddress",
    operations=(
        listing(
            _ADDRESSES,
            "the user's postal addresses",
            PRIMARY,
            Parameter("trashed", "bool", help="deleted addresses, too"),
        ),
        reading(_ADDRESS, "one postal address"),
        creating(
            _ADDRESSES,
            "add a postal address",
            f"{_FORMS}:PostalAddressForm",
            undo="delete",
            held_fast=_primary("postal address"),
        ),
        updating(_ADDRESS, "update a postal address", f"{_FORMS}:PostalAddressForm", whole=True),
        deleting(
            _ADDRESS,
            "delete a postal address",
            undo="create",
            # The rule is documented, the status that tells of it is not: the page shows a 404 alone.
            meanings={403: "not permitted, or it is the primary postal address, which cannot be deleted"},
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("type", "type", "choice", width=10),
        Column("street", "street", width=24, personal=True),
        Column("city", "city", width=16, personal=True),
        Column("postcode", "postcode", width=10, personal=True),
        Column("country", "country", width=16, personal=True),
        Column("primary", "primary", "bool", width=7),
        Column("from_date", "since", "date", width=10, personal=True),
        Column("address", "full address", "long", width=40, shown=False, personal=True),
        Column("company_name", "company", width=20, shown=False, personal=True),
        Column("street_second", "street 2", width=20, shown=False, personal=True),
        Column("street_third", "street 3", width=20, shown=False, personal=True),
        Column("county", "county", width=16, shown=False, personal=True),
        Column("lat", "latitude", "number", width=10, shown=False, personal=True),
        Column("long", "longitude", "number", width=10, shown=False, personal=True),
        Column("created_at", "created", "datetime", width=20, shown=False),
        Column("updated_at", "updated", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("street", "city"),
    letter="a",
    pager=PAGER,
    includes_as="addresses",
)

_CONTACTS: Final = "/users/{user_id}/emergency-contacts"
_CONTACT: Final = f"{_CONTACTS}/{{contact_id}}"

EMERGENCY_CONTACTS: Final = Resource(
    name="emergency-contacts",
    title="emergency contacts",
    singular="emergency contact",
    id_name="contact_id",
    record=f"{_RECORDS}:EmergencyContact",
    operations=(
        listing(_CONTACTS, "the user's emergency contacts", PRIMARY),
        reading(_CONTACT, "one emergency contact"),
        creating(_CONTACTS, "add an emergency contact", f"{_FORMS}:EmergencyContactForm", undo="delete"),
        updating(_CONTACT, "update an emergency contact", f"{_FORMS}:EmergencyContactForm", whole=True),
        deleting(
            _CONTACT,
            "delete an emergency contact",
            undo="create",
            meanings={403: "not permitted, or it is the last emergency contact, which cannot be deleted"},
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("first_name", "first name", width=16, personal=True),
        Column("last_name", "last name", width=16, personal=True),
        Column("contact_number", "number", "phone", width=18, personal=True),
        Column("relationship", "relationship", width=16, personal=True),
        Column("primary", "primary", "bool", width=7),
    ),
    label=("first_name", "last_name"),
    letter="e",
    pager=PAGER,
    includes_as="emergencyContacts",
)

_PHONES: Final = "/users/{user_id}/phone-numbers"
_PHONE: Final = f"{_PHONES}/{{phone_number_id}}"

PHONE_NUMBERS: Final = Resource(
    name="phone-numbers",
    title="phone numbers",
    singular="phone number",
    id_name="phone_number_id",
    record=f"{_RECORDS}:PhoneNumber",
    operations=(
        listing(_PHONES, "the user's phone numbers", PRIMARY),
        reading(_PHONE, "one phone number"),
        creating(
            _PHONES,
            "add a phone number",
            f"{_FORMS}:PhoneNumberForm",
            final="Assemble offers no way to delete a phone number again.",
        ),
        updating(_PHONE, "update a phone number", f"{_FORMS}:PhoneNumberForm", whole=True),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("phone_number", "phone number", "phone", width=20, personal=True),
        Column("type", "type", "choice", width=24),
        Column("primary", "primary", "bool", width=7),
        Column("default_sms", "for SMS", "bool", width=7),
        Column("updated_at", "updated", "datetime", width=20),
        Column("created_at", "created", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("phone_number",),
    letter="p",
    pager=PAGER,
    includes_as="phoneNumbers",
)
