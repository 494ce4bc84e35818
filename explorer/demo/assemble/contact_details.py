"""E-mail and postal addresses, emergency contacts and telephone numbers: four collections of one kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from explorer.demo.assemble import blanks, checks
from explorer.demo.assemble.answers import body, flag, forbidden, item, page_of, record_in
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.shown import shown_detail
from explorer.demo.assemble.users import Users
from explorer.demo.wire import Record


@dataclass(frozen=True, slots=True)
class Part:
    """One collection that hangs off a user.

    `rows` gives a user's stored records, `blank` a new one from id, user id and moment. `keeps` says
    whether deleting a record is refused. `stamped` records move `updated_at`; `trash` keeps deleted ones.
    """

    rows: Callable[[Member], list[Record]]
    blank: Callable[[int, int, str], Record]
    checks: Mapping[str, checks.Check]
    required: tuple[str, ...]
    keeps: Callable[[list[Record], Record], bool]
    exclusive: tuple[str, ...] = ("primary",)
    """Flags that only one record of a user can have."""
    stamped: bool = True
    trash: bool = False


def _is_primary(_: list[Record], record: Record) -> bool:
    return bool(record["primary"])


def _is_last(rows: list[Record], _: Record) -> bool:
    return len(rows) == 1


EMAILS = Part(
    rows=lambda member: member.emails,
    blank=lambda record_id, user_id, moment: blanks.new_email(record_id, user_id, "", False, moment),
    checks={"primary": checks.boolean, "email": checks.text},
    required=("primary", "email"),
    keeps=_is_primary,
)
ADDRESSES = Part(
    rows=lambda member: member.addresses,
    blank=blanks.new_address,
    checks={
        "type": checks.one_of("Home", "Work", "Other", "Additional address"),
        "primary": checks.boolean,
        "from_date": checks.nullable(checks.day),
        **dict.fromkeys(("company_name", "street", "street_second", "street_third", "city", "county"), checks.text),
        **dict.fromkeys(("postcode", "country", "address"), checks.text),
        "lat": checks.number,
        "long": checks.number,
    },
    required=("type", "primary", "street", "city", "postcode", "country"),
    keeps=_is_primary,
    trash=True,
)
CONTACTS = Part(
    rows=lambda member: member.contacts,
    blank=lambda record_id, user_id, _: {"id": record_id, "user_id": user_id},
    checks={
        **dict.fromkeys(("first_name", "last_name", "contact_number", "relationship"), checks.text),
        "primary": checks.boolean,
    },
    required=("first_name", "last_name", "contact_number", "relationship", "primary"),
    keeps=_is_last,
    stamped=False,
)
PHONES = Part(
    rows=lambda member: member.phones,
    blank=blanks.new_phone,
    checks={
        "phone_number": checks.text,
        "type": checks.one_of("Alternative Phone Number", "Home", "Mobile", "Work"),
        "primary": checks.boolean,
        "default_sms": checks.boolean,
    },
    required=("phone_number", "type", "primary", "default_sms"),
    keeps=lambda rows, record: True,
    exclusive=("primary", "default_sms"),
)


class ContactDetails:
    """The operations on one such collection."""

    def __init__(self, users: Users, part: Part) -> None:
        self._users = users
        self._members = users.members
        self._part = part

    async def page(self, request: Request) -> Response:
        """A page of records; `primary` keeps primary ones, `trashed` adds deleted ones."""
        member = self._users.member(request)
        trashed = self._part.trash and flag(request, "trashed")
        rows = list(self._part.rows(member)) if trashed else self._present(member)
        if flag(request, "primary"):
            rows = [row for row in rows if row["primary"]]
        return page_of(request, [shown_detail(row) for row in rows])

    async def get(self, request: Request) -> Response:
        """One record."""
        return item(shown_detail(self._record(request, self._users.member(request))))

    async def create(self, request: Request) -> Response:
        """Add a record; a primary one takes the mark from the others."""
        member = self._users.writable(request)
        values = await self._values(request)
        record = self._part.blank(self._members.new_id(), member.id, self._members.moment())
        self._part.rows(member).append(record)
        self._change(member, record, values)
        return item(shown_detail(record), 201)

    async def update(self, request: Request) -> Response:
        """Change a record; the required fields come again."""
        member = self._users.writable(request)
        record = self._record(request, member)
        self._change(member, record, await self._values(request))
        if self._part.stamped:
            record["updated_at"] = self._members.moment()
        return item(shown_detail(record))

    async def delete(self, request: Request) -> Response:
        """Delete a record, unless a rule keeps it: the primary address, the last contact."""
        member = self._users.writable(request)
        record = self._record(request, member)
        if self._part.keeps(self._present(member), record):
            raise forbidden()
        if self._part.trash:
            record["deleted_at"] = self._members.moment()
        else:
            self._part.rows(member).remove(record)
        self._members.keep(member)
        return Response(status_code=204)

    async def _values(self, request: Request) -> Record:
        return checks.validated(await body(request), self._part.checks, self._part.required)

    def _present(self, member: Member) -> list[Record]:
        return [row for row in self._part.rows(member) if row.get("deleted_at") is None]

    def _record(self, request: Request, member: Member) -> Record:
        return record_in(self._present(member), request.path_params["record_id"])

    def _change(self, member: Member, record: Record, values: Record) -> None:
        for mark in self._part.exclusive:
            if values[mark]:
                for other in self._part.rows(member):
                    other[mark] = False
        record |= values
        self._members.keep(member)
