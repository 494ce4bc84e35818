"""Gormic's one collection and its six calls. Its pages say customer in paths and user in texts: it is one thing."""

from __future__ import annotations

from typing import Final

from explorer.api.paging import NextOffsetPager, UpdatedSincePager
from explorer.model.field import Column
from explorer.model.person import Person, Phone
from explorer.model.resource import Operation, Resource

_FORMS: Final = "explorer.vendors.gormic.forms"

_PREFILL: Final = "explorer.vendors.gormic.prefill"

_FUNCTIONAL: Final = (400, "functional error")
_REFUSED: Final = (401, "the key or the organisation is missing or wrong, or has no right")
_NOT_FOUND: Final = (404, "no such customer")
_TOO_MANY: Final = (429, "too many requests")
_OF_ALL: Final = (_FUNCTIONAL, _REFUSED, _TOO_MANY)
_OF_ONE: Final = (_FUNCTIONAL, _REFUSED, _NOT_FOUND, _TOO_MANY)

CUSTOMERS: Final = Resource(
    name="customers",
    title="customers",
    singular="customer",
    id_name="customer_id",
    record="explorer.vendors.gormic.records:Customer",
    # The later pages call the path's id uid, as reservations do.
    key=("id", "uid"),
    volatile=("updatedAt", "updatedVia"),
    secrets=("passcode",),
    label=("firstName", "lastName"),
    archived="archivedAt",
    # /v1/crm/customers/export is a call of its own.
    reserved=("export",),
    columns=(
        Column("firstName", "first name", width=14, personal=True),
        Column("lastName", "last name", width=16, personal=True),
        Column("number", "number", width=10),
        Column("email", "e-mail", "email", width=28, personal=True),
        Column("phone", "phone", "phone", width=16, personal=True),
        Column("phoneCountryCalling", "calling code", width=12),
        Column("birthDate", "born", "date", width=10, personal=True),
        Column("updatedAt", "updated", "datetime", width=24),
        Column("id", "id", "id", width=24, shown=False),
        Column("phoneCountry", "phone country", width=13, shown=False),
        Column("gender", "gender", "json", width=6, shown=False, personal=True),
        Column("cityId", "city id", "id", width=12, shown=False, personal=True),
        Column("unsubscribed", "unsubscribed", "bool", width=12, shown=False),
        Column("internalNote", "internal note", "long", width=24, shown=False, personal=True),
        Column("createdAt", "created", "datetime", width=24, shown=False),
        Column("archivedAt", "archived", "datetime", width=24, shown=False),
    ),
    pager=NextOffsetPager(rows="data.users", next="data.next"),
    export=UpdatedSincePager(rows="data.items", next="data.next"),
    person=Person(
        {
            "given": ("firstName",),
            "family": ("lastName",),
            "email": ("email",),
            "born": ("birthDate",),
            "number": ("number",),
        },
        phones=(Phone("phone", calling="phoneCountryCalling", country="phoneCountry"),),
    ),
    operations=(
        Operation(
            "list",
            "GET",
            "/v1/crm/customers",
            "list customers",
            retry=True,
            errors=_OF_ALL,
        ),
        Operation(
            "get",
            "GET",
            "/v1/crm/customers/{customer_id}",
            "show one customer",
            unwrap=("data", "user"),
            retry=True,
            errors=_OF_ONE,
        ),
        Operation(
            "create",
            "POST",
            "/v1/crm/customers",
            "create a customer",
            effect="Creates {whom}.",
            form=f"{_FORMS}:CustomerCreate",
            prefill=f"{_PREFILL}:create",
            wrap="params",
            unwrap=("data",),
            verify="search",
            undo="delete",
            errors=_OF_ALL,
        ),
        Operation(
            "update",
            "PATCH",
            "/v1/crm/customers/{customer_id}",
            "change a customer; only what changed is sent",
            effect="Changes {whom}: what changed is sent, and the id.",
            form=f"{_FORMS}:CustomerUpdate",
            prefill=f"{_PREFILL}:update",
            wrap="params",
            unwrap=("data",),
            undo="update",
            errors=_OF_ONE,
        ),
        Operation(
            "delete",
            "DELETE",
            "/v1/crm/customers/{customer_id}",
            "delete a customer, by its answers rather an archiving",
            effect="Deletes {whom}; what Gormic still answers of them is marked as archived, and hidden here.",
            unwrap=("data",),
            final="There is no way back: Gormic has no call that restores a deleted customer.",
            typed_confirmation=True,
            errors=_OF_ONE,
        ),
        Operation(
            "export",
            "GET",
            "/v1/crm/customers/export",
            "read the customers changed since the last time into the local copy",
            retry=True,
            errors=_OF_ALL,
        ),
    ),
)
