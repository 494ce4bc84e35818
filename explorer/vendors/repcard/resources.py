"""RepCard's collections and the seven calls of its API: users, customers and their attachments."""

from __future__ import annotations

from typing import Final

from explorer.api.paging import NumberedPager
from explorer.model.field import Column
from explorer.model.person import Person, Phone
from explorer.model.resource import Include, Operation, Parameter, Resource

_RECORDS: Final = "explorer.vendors.repcard.records"
_FORMS: Final = "explorer.vendors.repcard.forms"

# A client of the API reports that lists hold 100 rows at most, although attachments have answered 250.
_SIZE_LIMIT: Final = 100

_REFUSED: Final = (401, "the key is missing or wrong")
_NO_USER: Final = (404, "no such user")
_NO_CUSTOMER: Final = (404, "no such customer")
_FAULTY: Final = (400, "the request is faulty")
_FIELDS: Final = (422, "fields are not accepted")
_TOO_MANY: Final = (429, "too many requests")

_UNSEEN: Final = "RepCard never shows whether a user is active, so this cannot be checked."

_PER_PAGE: Final = Parameter("per_page", "integer", "rows on a page", minimum=1)
_FIRST_DATES: Final = (
    Parameter(
        "firstVerifiedDoorKnock",
        "bool",
        "add each user's first verified door knock (RepCard does not explain it)",
        wire=("1", "0"),
    ),
    Parameter(
        "firstAppointment",
        "bool",
        "add each user's first appointment (RepCard does not explain it)",
        wire=("1", "0"),
    ),
)

USERS: Final = Resource(
    name="users",
    title="users",
    singular="user",
    id_name="user_id",
    record=f"{_RECORDS}:User",
    label=("firstName", "lastName"),
    columns=(
        Column("firstName", "first name", width=14, personal=True),
        Column("lastName", "last name", width=16, personal=True),
        Column("jobTitle", "job title", width=18),
        Column("office", "office", width=18),
        Column("team", "team", width=14),
        Column("email", "e-mail", "email", width=28, personal=True),
        Column("phoneNumber", "phone", "phone", width=16, personal=True),
        Column("id", "id", "id", width=8),
        Column("username", "user name", width=16, shown=False, personal=True),
        Column("companyName", "company", width=20, shown=False),
        Column("badgeId", "badge", width=8, shown=False),
        Column("externalId", "external id", width=14, shown=False),
        Column("dob", "born", "date", width=10, shown=False, personal=True),
        Column("rating", "rating", "number", width=6, shown=False),
    ),
    pager=NumberedPager(
        page="page",
        size="per_page",
        rows="result.data",
        current="result.currentPage",
        last="result.totalPages",
        total="result.totalCount",
        size_limit=_SIZE_LIMIT,
    ),
    search="search",
    person=Person(
        {
            "given": ("firstName",),
            "family": ("lastName",),
            "email": ("email",),
            "born": ("dob",),
            "username": ("username",),
            "job": ("jobTitle",),
            "team": ("team",),
            "office": ("office",),
            "organisation": ("companyName",),
            "status": ("status",),
            "number": ("externalId",),
            "address": ("address",),
        },
        phones=(Phone("phoneNumber"),),
    ),
    operations=(
        Operation(
            "list",
            "GET",
            "/users/minimal",
            "list users, one page at a time",
            parameters=(
                Parameter("company_id", "integer", "only users of this company of the key's tree", minimum=1),
                _PER_PAGE,
                Parameter("search", help="free text; RepCard does not say which fields it looks in"),
                *_FIRST_DATES,
            ),
            retry=True,
            errors=(_REFUSED, _FIELDS, _TOO_MANY),
        ),
        Operation(
            "get",
            "GET",
            "/users/{user_id}/details",
            "show one user",
            parameters=_FIRST_DATES,
            unwrap=("result",),
            retry=True,
            errors=(_REFUSED, _NO_USER, _TOO_MANY),
        ),
        Operation(
            "update",
            "PUT",
            "/users/{user_id}",
            "replace a user's editable fields, all of them together",
            effect="Replaces all editable fields of {whom} by those shown, the role among them: RepCard does not tell"
            " the present role, so undo has to ask for it, too.",
            form=f"{_FORMS}:UserUpdate",
            prefill="explorer.vendors.repcard.prefill:user",
            whole=True,
            undo="update",
            errors=(_FAULTY, _REFUSED, _NO_USER, _FIELDS, _TOO_MANY),
        ),
        Operation(
            "activate",
            "PUT",
            "/users/{user_id}/activate-deactivate",
            "activate a user",
            effect=f"Activates {{whom}}. {_UNSEEN}",
            fixed={"status": 1},
            verify="none",
            undo="deactivate",
            errors=(_FAULTY, _REFUSED, _NO_USER, _TOO_MANY),
        ),
        Operation(
            "deactivate",
            "PUT",
            "/users/{user_id}/activate-deactivate",
            "deactivate a user; nothing is handed over to others",
            effect="Deactivates {whom}. Nothing is handed over: leads, customers, recruits and other contacts stay"
            f" where they are. {_UNSEEN}",
            fixed={"status": 0},
            verify="none",
            undo="activate",
            errors=(_FAULTY, _REFUSED, _NO_USER, _TOO_MANY),
        ),
        Operation(
            "unlink",
            "POST",
            "/users/{user_id}/unlink",
            "remove a user from the company and hand every contact over to other users",
            effect="Removes {whom} from the company and hands over every lead, customer, recruit and other contact to"
            " the users named.",
            form=f"{_FORMS}:Unlink",
            # 2 hands each kind of contact to the user named for it. No other value is documented, so none is sent.
            fixed={"assignContact": 2},
            verify="none",
            final="There is no way back: RepCard has no call that takes a removed user in again.",
            typed_confirmation=True,
            errors=(_FAULTY, _REFUSED, _NO_USER, _FIELDS, _TOO_MANY),
        ),
    ),
)

ATTACHMENTS: Final = Resource(
    name="attachments",
    title="attachments",
    singular="attachment",
    id_name="attachment_id",
    record=f"{_RECORDS}:Attachment",
    # `attachmentInfo.fileName` repeats its extension (`.PNG.PNG`), so the title names it.
    volatile=("updatedAt",),
    label=("title",),
    letter="a",
    columns=(
        Column("title", "title", width=32),
        Column("createdAt", "created", "datetime", width=27),
        Column("userId", "uploaded by", "id", width=11),
        Column("attachmentUrl", "address", "url", width=40),
        Column("id", "id", "id", width=8),
        Column("updatedAt", "updated", "datetime", width=27, shown=False),
        Column("attachment", "stored as", width=28, shown=False),
        Column("crmId", "CRM id", width=10, shown=False),
    ),
    pager=NumberedPager(
        page="page",
        size="per_page",
        rows="data",
        current="current_page",
        last="last_page",
        total="total",
        size_limit=_SIZE_LIMIT,
    ),
    operations=(
        Operation(
            "list",
            "GET",
            "/customers/{customer_id}/attachments",
            "list a customer's attachments, one page at a time",
            parameters=(_PER_PAGE,),
            retry=True,
            errors=(_REFUSED, _NO_CUSTOMER, _TOO_MANY),
        ),
    ),
)

CUSTOMERS: Final = Resource(
    name="customers",
    title="customers",
    singular="customer",
    id_name="customer_id",
    record=f"{_RECORDS}:Customer",
    volatile=("updatedAt",),
    label=("fullName",),
    # There is no call that lists customers: these columns show the ones that were opened by id.
    columns=(
        Column("fullName", "name", width=24, personal=True),
        Column("typeDisplayName", "type", width=10),
        Column("statusTitle", "status", width=16),
        Column("email", "e-mail", "email", width=28, personal=True),
        Column("formattedPhoneNumber", "phone", "phone", width=18, personal=True),
        Column("fullAddress", "address", width=30, personal=True),
        Column("id", "id", "id", width=10),
        Column("firstName", "first name", width=14, shown=False, personal=True),
        Column("lastName", "last name", width=16, shown=False, personal=True),
        Column("companyName", "company", width=20, shown=False),
        Column("city", "city", width=16, shown=False, personal=True),
        Column("state", "state", width=8, shown=False, personal=True),
        Column("zip", "zip", width=8, shown=False, personal=True),
        Column("externalId", "external id", width=14, shown=False),
        Column("ownerId", "owner", "id", width=8, shown=False),
        Column("userId", "user id", "id", width=8, shown=False),
        Column("createdAt", "created", "datetime", width=27, shown=False),
        Column("updatedAt", "updated", "datetime", width=27, shown=False),
    ),
    children=(ATTACHMENTS,),
    person=Person(
        {
            "name": ("fullName",),
            "given": ("firstName",),
            "family": ("lastName",),
            "email": ("email",),
            "organisation": ("companyName",),
            "status": ("statusTitle",),
            "number": ("externalId",),
            "address": ("fullAddress",),
            "street": ("address", "address2"),
            "city": ("city",),
            "region": ("state",),
            "postcode": ("zip",),
        },
        # The number beside its calling code is the same one.
        phones=(Phone("formattedPhoneNumber", calling="countryCode", country="isoCountryCode"),),
    ),
    operations=(
        Operation(
            "get",
            "GET",
            "/customers/{customer_id}",
            "show one customer",
            includes=(
                Include("user", "the user the customer belongs to", shown=True, parameter="withRelations"),
                Include("notes", "notes about the customer", shown=True, parameter="withRelations"),
                Include("attachments", "attached files", parameter="withRelations", source="inferred"),
                Include("auroraProjectLinks", "links to Aurora projects", parameter="withRelations", source="inferred"),
                Include("ShowSoloField", "a computed attribute of that name", parameter="withAttributes"),
            ),
            include_parameters=("withRelations", "withAttributes"),
            unwrap=("data",),
            retry=True,
            errors=(_REFUSED, _NO_CUSTOMER, _TOO_MANY),
        ),
    ),
)
