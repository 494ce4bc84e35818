"""The tree of what Assemble holds: users, the one top-level collection, and under each user all the rest.

Users are never deleted through this API.
"""

from __future__ import annotations

from typing import Final

from explorer.model.field import Column
from explorer.model.person import Person, Phone
from explorer.model.resource import Resource
from explorer.vendors.assemble.calls import PAGER, creating, listing, reading, updating
from explorer.vendors.assemble.contacts import EMAIL_ADDRESSES, EMERGENCY_CONTACTS, PHONE_NUMBERS, POSTAL_ADDRESSES
from explorer.vendors.assemble.engagement import NOTES, TOUCHPOINTS
from explorer.vendors.assemble.filters import USER_FILTERS, USER_INCLUDES
from explorer.vendors.assemble.roles import ROLES, SKILLS, SUPERVISORS

_FORMS: Final = "explorer.vendors.assemble.forms"

_COLUMNS: Final = (
    Column("id", "id", "id", width=8),
    Column("display_name", "name", width=24, personal=True),
    Column("role_name", "role", width=16),
    Column("team_name", "team", width=16),
    Column("status.name", "status", width=10),
    Column("title", "title", width=6),
    Column("can_manage", "can manage", "bool", width=10),
    Column("status.contactable", "contactable", "bool", width=11, shown=False),
    Column("profile_photo_url", "photo", "url", width=24, shown=False, personal=True),
    Column("phoneNumbers.phone_number", "phones", "phone", 24, shown=False, include="phoneNumbers", personal=True),
    Column("emailAddresses.email", "e-mails", "email", 28, shown=False, include="emailAddresses", personal=True),
    Column("roles.display_name", "all roles", width=24, shown=False, include="roles"),
    Column("addresses.city", "cities", width=16, shown=False, include="addresses", personal=True),
    Column("addresses.postcode", "postcodes", width=12, shown=False, include="addresses", personal=True),
    Column("skills.name", "skills", width=24, shown=False, include="skills"),
    Column(
        "emergencyContacts.contact_number",
        "emergency contacts",
        "phone",
        width=24,
        shown=False,
        include="emergencyContacts",
        personal=True,
    ),
)

USERS: Final = Resource(
    name="users",
    title="users",
    singular="user",
    id_name="user_id",
    record="explorer.vendors.assemble.records:User",
    operations=(
        listing(
            "/users",
            "users that your permissions and place in the hierarchy let you see",
            *USER_FILTERS,
            includes=USER_INCLUDES,
            refused=(400, 401, 403, 429),
        ),
        reading("/users/{user_id}", "one user in detail", includes=USER_INCLUDES),
        creating(
            "/users",
            "create a user",
            f"{_FORMS}:UserCreate",
            effect="Creates {whom}; with “send password e-mail” Assemble writes to the new user at once.",
            final="Assemble offers no way to delete a user again.",
            refused=(400, 401, 403, 422, 429),
        ),
        updating("/users/{user_id}", "update a user", f"{_FORMS}:UserUpdate"),
    ),
    columns=_COLUMNS,
    volatile=("logins", "updated_at"),
    secrets=("password",),
    label=("display_name",),
    children=(
        ROLES,
        EMAIL_ADDRESSES,
        POSTAL_ADDRESSES,
        EMERGENCY_CONTACTS,
        PHONE_NUMBERS,
        SKILLS,
        SUPERVISORS,
        NOTES,
        TOUCHPOINTS,
    ),
    person=Person(
        {
            "name": ("display_name",),
            "given": ("first_name",),
            "family": ("last_name",),
            "email": ("emailAddresses.email",),
            "born": ("dob",),
            "username": ("username",),
            "job": ("role_name",),
            "team": ("team_name",),
            "status": ("status.name",),
            "started": ("start_date",),
            "address": ("addresses.address",),
            "street": ("addresses.street",),
            "city": ("addresses.city",),
            "region": ("addresses.county",),
            "postcode": ("addresses.postcode",),
            "country": ("addresses.country",),
        },
        phones=(Phone("phoneNumbers.phone_number", country="addresses.country"),),
    ),
    pager=PAGER,
    search="q",
    sort=(("descending", {"s": "d"}), ("ascending", {"s": "a"})),
    personal_texts=("first_name", "last_name", "preferred_name", "username", "internal_email"),
)
