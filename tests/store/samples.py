"""Collections and pages to fill a cache with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.model.address import Segments
from explorer.model.errors import AddressError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.page import Cursor, Page, PageAnswer, PageRequest, Query
from explorer.model.resource import Operation, Resource


@dataclass(frozen=True)
class SamplePager:
    """Pages by number, or by following one another. The cache asks it for nothing else."""

    numbered: bool = True

    def start(self, bookmark: Cursor | None = None, now: float | None = None) -> Cursor:
        return bookmark or "1"

    def cursor(self, number: int) -> Cursor:
        return str(number)

    def request(self, cursor: Cursor, size: int) -> PageRequest:
        raise NotImplementedError

    def read(self, body: JsonValue, cursor: Cursor) -> PageAnswer:
        raise NotImplementedError


COLUMNS = (
    Column("id", "id", "id"),
    Column("name", "name"),
    Column("phone", "phone", "phone"),
    Column("team.name", "team"),
    Column("active", "active", "bool"),
)
LIST = Operation("list", "GET", "/users", "lists users")
GET = Operation("get", "GET", "/users/{user_id}", "reads a user")

SKILLS = Resource("skills", "skills", "skill", "skill_id", "x:Skill", (), COLUMNS[:2], ("name",), includes_as="skills")
NOTES = Resource("notes", "notes", "note", "note_id", "x:Note", (LIST,), COLUMNS[:2], ("name",))
USERS = Resource(
    "users",
    "users",
    "user",
    "user_id",
    "x:User",
    (LIST, GET),
    COLUMNS,
    ("name",),
    children=(NOTES, SKILLS),
    pager=SamplePager(),
)
CHAIN = Resource(
    "people", "people", "person", "person_id", "x:P", (LIST,), COLUMNS, ("name",), pager=SamplePager(numbered=False)
)
EXPORTED = Resource(
    "customers",
    "customers",
    "customer",
    "customer_id",
    "x:C",
    (LIST, GET, Operation("export", "GET", "/export", "exports customers")),
    COLUMNS,
    ("name",),
    pager=SamplePager(numbered=False),
    export=SamplePager(numbered=False),
    archived="archivedAt",
)
UNLISTED = Resource("visitors", "visitors", "visitor", "visitor_id", "x:V", (GET,), COLUMNS, ("name",))

RESOURCES = {each.name: each for each in (USERS, NOTES, SKILLS, CHAIN, EXPORTED, UNLISTED)}


def resource_of(segments: Segments) -> Resource:
    """The resource of a collection."""
    try:
        return RESOURCES[segments[-1]]
    except KeyError:
        raise AddressError(f"no {segments[-1]}") from None


def person(key: object, name: str = "", **more: JsonValue) -> JsonObject:
    """A vendor's row."""
    return {"id": key, "name": name or f"Person {key}", "phone": None, "team": {"name": "Kent"}, "active": True, **more}


def people(*keys: object) -> list[JsonObject]:
    """Several rows."""
    return [person(key) for key in keys]


def page_of(
    query: Query,
    number: int,
    rows: Sequence[JsonObject],
    *,
    first: int | None = None,
    size: int = 3,
    total: int | None = None,
    pages: int | None = None,
    last: bool = False,
    at: float = 1000.0,
    note: str = "",
) -> Page:
    """Page `number` of `query`, holding `rows`; by default at the place that numbered pages have."""
    return Page(
        query=query,
        cursor=str(number),
        number=number,
        keys=tuple(str(row.get("id") or "") for row in rows),
        next=None if last or note else str(number + 1),
        total=total,
        pages=pages,
        first=(number - 1) * size if first is None else first,
        fetched_at=at,
        note=note,
    )
