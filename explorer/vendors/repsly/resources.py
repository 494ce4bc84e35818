"""Repsly's one collection. Its only call is the export: the local copy that it fills is the list."""

from __future__ import annotations

from typing import Final

from explorer.api.paging import PathCursorPager
from explorer.model.field import Column
from explorer.model.person import Person, Phone
from explorer.model.resource import Operation, Parameter, Resource

USERS: Final = Resource(
    name="users",
    title="users",
    singular="user",
    id_name="user_id",
    record="explorer.vendors.repsly.records:User",
    # `Code` is described as an ID too, but it is the account's own; rows are merged by `ID`.
    key=("ID",),
    label=("Name",),
    columns=(
        Column("Name", "name", width=24, personal=True),
        Column("Code", "code", width=12),
        Column("Active", "active", "bool", width=6),
        Column("Role", "role", width=22),
        Column("Email", "e-mail", "email", width=28, personal=True),
        Column("Phone", "phone", "phone", width=18, personal=True),
        Column("City", "city", width=16, personal=True),
        Column("Territories", "territories", "texts", width=24),
        Column("Note", "note", "long", width=24, shown=False, personal=True),
        Column("State", "state", width=12, shown=False, personal=True),
        Column("Country", "country", width=16, shown=False, personal=True),
        Column("SendEmailEnabled", "sends e-mail", "bool", width=12, shown=False),
        Column("Permissions", "permissions", "texts", width=20, shown=False),
        Column("ID", "id", "id", width=36, shown=False),
    ),
    export=PathCursorPager(rows="Users"),
    person=Person(
        {
            "name": ("Name",),
            "email": ("Email",),
            "job": ("Role",),
            "status": ("Active",),
            "number": ("Code",),
            "street": ("Address1", "Address2"),
            "city": ("City",),
            "region": ("State",),
            "postcode": ("ZipCode",),
            "country": ("Country",),
        },
        phones=(Phone("Phone", country="CountryCode"),),
    ),
    operations=(
        Operation(
            "export",
            "GET",
            "/v3/export/users/{cursor}",
            "read the users changed since the last time, at most 50 at once, into the local copy",
            parameters=(Parameter("includeInactive", "bool", "users who were deactivated, too", source="inferred"),),
            retry=True,
            errors=(
                (400, "the cursor is not accepted"),
                (401, "the API's user name or password is wrong or missing"),
                (429, "too many requests"),
            ),
        ),
    ),
)
