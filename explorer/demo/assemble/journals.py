"""Notes and touchpoints of demo Assemble's users, with their comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from explorer.demo.assemble import blanks, checks
from explorer.demo.assemble.answers import bad_request, body, flag, forbidden, item, numbers, one_of, page_of, record_in
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.shown import Shown
from explorer.demo.assemble.standing import OPERATOR_ID
from explorer.demo.assemble.users import Users
from explorer.demo.wire import Record

_EDITABLE_FOR = timedelta(hours=4)
_COMMENT_CHECKS: dict[str, checks.Check] = {"body": checks.text}
_NOTE_CHECKS: dict[str, checks.Check] = {
    "subject": checks.text,
    "body": checks.text,
    "private": checks.boolean,
    "pinned": checks.boolean,
    "reminder": checks.nullable(checks.reminder),
}
_TOUCHPOINT_CHECKS: dict[str, checks.Check] = {
    "subject": checks.text,
    "body": checks.text,
    "archived": checks.boolean,
    "private": checks.boolean,
    "start": checks.nullable(checks.day),
    "end": checks.nullable(checks.day),
    "duration": checks.nullable(checks.integer),
    "follow_up_date": checks.nullable(checks.moment),
    "reminder": checks.nullable(checks.reminder),
}


class Notes:
    """Notes: nothing deletes them; whose, which category and team cannot be chosen by a call."""

    def __init__(self, users: Users, shown: Shown) -> None:
        self._users = users
        self._members = users.members
        self._shown = shown

    async def page(self, request: Request) -> Response:
        """A page of notes; `q` looks in title and content."""
        rows = _searched(request, self._users.member(request).notes)
        return page_of(request, [self._shown.note(row) for row in rows])

    async def get(self, request: Request) -> Response:
        """One note with its sub notes."""
        return item(self._shown.note(self._note(request, self._users.member(request))))

    async def create(self, request: Request) -> Response:
        """Add a note by the operator."""
        member = self._users.writable(request)
        values = checks.validated(await body(request), _NOTE_CHECKS)
        note = blanks.new_note(self._members.new_id(), member.id, self._members.moment()) | values
        member.notes.append(note)
        self._members.keep(member)
        return item(self._shown.note(note), 201)

    async def update(self, request: Request) -> Response:
        """Change the given fields of a note."""
        member = self._users.writable(request)
        note = self._note(request, member)
        note |= checks.validated(await body(request), _NOTE_CHECKS) | {"updated_at": self._members.moment()}
        self._members.keep(member)
        return item(self._shown.note(note))

    async def create_sub_note(self, request: Request) -> Response:
        """Comment on a note."""
        member = self._users.writable(request)
        note = self._note(request, member)
        values = checks.validated(await body(request), _COMMENT_CHECKS, ["body"])
        moment = self._members.moment()
        sub: Record = {"id": self._members.new_id(), "user": OPERATOR_ID, "deleted_at": None} | values
        sub |= {"created_at": moment, "updated_at": moment}
        note["sub_notes"].append(sub)
        self._members.keep(member)
        return item(self._shown.sub_note(sub), 201)

    def _note(self, request: Request, member: Member) -> Record:
        return record_in(member.notes, request.path_params["record_id"])


class Touchpoints:
    """Touchpoints: editable for four hours, then only archived and commented on."""

    def __init__(self, users: Users, shown: Shown) -> None:
        self._users = users
        self._members = users.members
        self._shown = shown

    async def page(self, request: Request) -> Response:
        """A page of touchpoints; `s` names the sort field here and `o` the direction."""
        rows = _searched(request, self._users.member(request).touchpoints)
        types, archived = numbers(request, "type"), flag(request, "archived")
        first, last = (_day(request, name) for name in ("from", "to"))
        one_of(request, "s", ("date",))
        descending = one_of(request, "o", ("a", "d")) != "a"
        rows = [
            row
            for row in rows
            if (types is None or row["type"] in types)
            and (archived is None or row["archived"] is archived)
            and (first is None or _date_of(row) >= first)
            and (last is None or _date_of(row) <= last)
        ]
        rows.sort(key=lambda row: (_date_of(row), row["id"]), reverse=descending)
        return page_of(request, [self._shown.touchpoint(row) for row in rows])

    async def get(self, request: Request) -> Response:
        """One touchpoint with its sub touchpoints."""
        return item(self._shown.touchpoint(self._touchpoint(request, self._users.member(request))))

    async def create(self, request: Request) -> Response:
        """Add a touchpoint by the operator; its type cannot be chosen."""
        member = self._users.writable(request)
        values = checks.validated(await body(request), _TOUCHPOINT_CHECKS)
        touchpoint = blanks.new_touchpoint(self._members.new_id(), member.id, self._members.moment()) | values
        member.touchpoints.append(touchpoint)
        self._members.keep(member)
        return item(self._shown.touchpoint(touchpoint), 201)

    async def update(self, request: Request) -> Response:
        """Change the given fields; after four hours a call that changes more than `archived` is refused."""
        member = self._users.writable(request)
        touchpoint = self._touchpoint(request, member)
        values = checks.validated(await body(request), _TOUCHPOINT_CHECKS)
        changed = {name for name, value in values.items() if value != touchpoint[name]}
        age = self._members.now() - datetime.fromisoformat(touchpoint["created_at"]).astimezone(UTC)
        if changed - {"archived"} and age > _EDITABLE_FOR:
            raise forbidden()
        touchpoint |= values | {"updated_at": self._members.moment()}
        self._members.keep(member)
        return item(self._shown.touchpoint(touchpoint))

    async def create_sub_touchpoint(self, request: Request) -> Response:
        """Comment on a touchpoint, at any age; the comment shows no author."""
        member = self._users.writable(request)
        touchpoint = self._touchpoint(request, member)
        values = checks.validated(await body(request), _COMMENT_CHECKS, ["body"])
        moment = self._members.moment()
        sub: Record = {"id": self._members.new_id()} | values | {"created_at": moment, "updated_at": moment}
        touchpoint["sub_touchpoints"].append(sub)
        self._members.keep(member)
        return item(sub, 201)

    def _touchpoint(self, request: Request, member: Member) -> Record:
        return record_in(member.touchpoints, request.path_params["record_id"])


def _searched(request: Request, rows: Sequence[Record]) -> list[Record]:
    needle = request.query_params.get("q", "").strip().casefold()
    return [row for row in rows if needle in f"{row['subject']}\n{row['body']}".casefold()]


def _date_of(touchpoint: Record) -> str:
    return str(touchpoint["start"] or touchpoint["created_at"][:10])


def _day(request: Request, name: str) -> str | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise bad_request(f"{name} must be a date.") from None
