"""What is written in the demo vendors: which fields of which records, how they are read, and how another person
changes them. Nothing here comes from the client's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]
"""Members of a form by name."""

_SKILLS = (3242, 45, 565, 88, 89, 90, 700, 701, 702, 703, 654, 163)


@dataclass(frozen=True, eq=False)
class Kind:
    """Records that are written alike."""

    vendor: str
    root: str
    """The path of the collection, or of the record's parent; `{user}` is the Assemble user."""
    fields: Mapping[str, str]
    """Members of the form to those of the answer."""
    method: str = "PUT"
    whole: bool = False
    """An update repeats every member."""
    deletable: bool = False
    always: Mapping[str, Any] | None = None
    """Members that are typed each time, and never told back."""
    tail: str = ""
    """Follows the id where a record is read."""


@dataclass(frozen=True)
class Target:
    """One record; with an empty key the collection, where one is made."""

    kind: Kind
    key: str
    segments: tuple[str, ...]

    @property
    def creates(self) -> bool:
        return not self.key and self.kind is not SKILLS

    @property
    def operation(self) -> str:
        return "create" if self.creates else "update"

    @property
    def path(self) -> str:
        """Where it is written to."""
        return f"{self.kind.root}/{self.key}".rstrip("/")

    @property
    def read_path(self) -> str:
        """Where it is read."""
        return self.path + self.kind.tail

    def made(self, key: str) -> Target:
        """The record that a create in this collection made."""
        return Target(self.kind, key, (*self.segments, key))

    def __str__(self) -> str:
        return f"{self.kind.vendor} {self.path}"


CUSTOMERS = Kind(
    "gormic",
    "/v1/crm/customers",
    {"firstName": "firstName", "internalNote": "internalNote", "email": "email"},
    method="PATCH",
    deletable=True,
)
VOLUNTEERS = Kind(
    "assemble", "/api/users", {"preferred_name": "preferred_name", "title": "title", "about_me": "about_me"}
)
_OF_USER = "/api/users/46485"
PHONES = Kind("assemble", f"{_OF_USER}/phone-numbers", {"phone_number": "phone_number", "type": "type"}, whole=True)
EMAILS = Kind("assemble", f"{_OF_USER}/email-addresses", {"email": "email"}, whole=True, deletable=True)
CONTACTS = Kind(
    "assemble",
    f"{_OF_USER}/emergency-contacts",
    {"first_name": "first_name", "last_name": "last_name", "relationship": "relationship"},
    whole=True,
)
NOTES = Kind("assemble", f"{_OF_USER}/notes", {"subject": "subject", "body": "body"})
SKILLS = Kind("assemble", f"{_OF_USER}/skills", {"skills": "skills"}, whole=True)
REPS = Kind(
    "repcard",
    "/api/users",
    {"firstName": "firstName", "jobTitle": "jobTitle", "lastName": "lastName"},
    whole=True,
    always={"roleName": "Closer"},
    tail="/details",
)

_USER = ("users", "46485")


def first_targets(phone: str, contact: str, email: str, note: str) -> list[Target]:
    """What can be written in fresh vendors; the ids are those of records below the Assemble user."""
    return [
        Target(EMAILS, email, (*_USER, "email-addresses", email)),
        Target(VOLUNTEERS, "46485", _USER),
        Target(EMAILS, "", (*_USER, "email-addresses")),
        Target(CUSTOMERS, "c-3", ("customers", "c-3")),
        Target(CUSTOMERS, "", ("customers",)),
        Target(REPS, "1476", ("users", "1476")),
        Target(CONTACTS, contact, (*_USER, "emergency-contacts", contact)),
        Target(PHONES, phone, (*_USER, "phone-numbers", phone)),
        Target(SKILLS, "", (*_USER, "skills")),
        Target(NOTES, note, (*_USER, "notes", note)),
        Target(NOTES, "", (*_USER, "notes")),
        Target(CUSTOMERS, "c-5", ("customers", "c-5")),
    ]


def value_of(field: str, number: int) -> Any:
    """A value of a field that no other number gives."""
    if field == "skills":
        return [skill for place, skill in enumerate(_SKILLS) if number >> place & 1]
    if field == "type":
        return ("Home", "Work")[number % 2]
    if field == "email":
        return f"new{number}@example.com"
    if field in ("phone", "phone_number"):
        return f"555{number:05d}"
    return f"{field} {number}"


def new_values(target: Target, number: int) -> Values:
    """A whole new record, unlike any other."""
    if target.kind is CUSTOMERS:
        return {"firstName": f"New {number}", "phone": value_of("phone", number), "phoneCallingCode": "1"}
    if target.kind is EMAILS:
        return {"email": value_of("email", number), "primary": False}
    return {"subject": f"New {number}", "body": "text"}


def seen(target: Target, answer: Any) -> Values | None:
    """The form's members in an answer to a reading; None: it is deleted."""
    kind = target.kind
    if kind is CUSTOMERS:
        record = answer["data"]["user"]
        if record.get("archivedAt") is not None:
            return None
    elif kind is REPS:
        record = answer["result"]
    elif kind is SKILLS:
        return {"skills": [row["id"] for row in answer["data"]]}
    else:
        record = answer.get("data", answer)
    return {name: record.get(told) for name, told in kind.fields.items()}


def sent(target: Target, body: Any) -> Values:
    """The members in the body of a write."""
    return dict(body["params"]) if target.kind is CUSTOMERS else dict(body or {})


def change_by_another(target: Target, present: Any, changes: Values) -> tuple[str, str, Any]:
    """Method, path and body of another person's change; `present` is the whole answer of a reading."""
    kind = target.kind
    if kind is CUSTOMERS:
        return kind.method, target.path, {"params": changes}
    if kind is SKILLS:
        return kind.method, target.path, changes
    if kind is REPS:
        record = present["result"]
        whole = {name: record[name] for name in ("firstName", "lastName", "jobTitle")}
        whole |= {"userEmail": record["email"], "officeName": record["office"], "teamName": record["team"]}
        whole |= {"roleName": "Setter", "countryCode": "+91", "phoneNumber": record["phoneNumber"].removeprefix("+91")}
        return kind.method, target.path, whole | changes
    record = present.get("data", present)
    wanted = {PHONES: ("phone_number", "type", "primary", "default_sms"), EMAILS: ("email", "primary")}
    wanted[CONTACTS] = ("first_name", "last_name", "contact_number", "relationship", "primary")
    return kind.method, target.path, {name: record[name] for name in wanted.get(kind, ())} | changes
