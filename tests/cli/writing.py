"""Every documented write as a command, with the state it has to leave, as the vendor itself tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Write:
    """One write. `{made}` in later texts is the id of what `first` has made."""

    command: str
    address: str
    fields: tuple[str, ...] = ()
    left: dict[str, Any] | None = field(default_factory=dict)
    """Members the record has afterwards, by dotted path; None: it is gone."""
    look: str = ""
    """Where to look; empty: at the address, or at what was made."""
    first: tuple[str, ...] = ()
    """A `create` made before, whose id the address takes."""

    def __str__(self) -> str:
        return f"{self.command} {self.address}"


USER = "demo-assemble/users/234523"
_CONTACT = ("first_name=Jo", "last_name=Smith", "contact_number=+447700900077", "relationship=Aunt", "primary=no")
_STREET = ("type=Work", "primary=no", "street=1 New Street", "city=London", "postcode=SW1A 2AB", "country=UK")
_EMAIL = ("email=second@example.com", "primary=false")
_ROLE = ("role.id=241", "team.id=45541", "start=2020-01-01")


def _child(name: str, make: tuple[str, ...]) -> Iterator[Write]:
    made = {name: value for name, _, value in (each.partition("=") for each in make) if name not in ("primary",)}
    told = {name: value for name, value in made.items() if "." not in name}
    yield Write("create", f"{USER}/{name}", make, told)
    yield Write("delete", f"{USER}/{name}/{{made}}", left=None, first=(f"{USER}/{name}", *make))


WRITES = [
    Write(
        "update",
        "demo-repcard/users/26682",
        ("jobTitle=Lead", "roleName=sales", "officeName=Corporate Office", "teamName=office team"),
        {"jobTitle": "Lead", "office": "Corporate Office", "team": "office team"},
    ),
    Write("run", "demo-repcard/users/26682", ("deactivate",)),
    Write("run", "demo-repcard/users/26682", ("activate",)),
    Write(
        "run",
        "demo-repcard/users/26682",
        ("unlink", "leadToUser=1477", "customerToUser=1477", "recruitToUser=1477", "otherToUser=1477"),
        None,
    ),
    Write(
        "create",
        "demo-assemble/users",
        ("first_name=Jonna", "last_name=Smith", "dob=1995-06-26", "roleProfiles.0.id=65423"),
        {"first_name": "Jonna", "dob": "1995-06-26"},
    ),
    Write(
        "update",
        USER,
        ("preferred_name=Jo", "on_call=yes", "about_me:=null"),
        {"preferred_name": "Jo", "on_call": True, "about_me": None},
    ),
    *_child("roles", _ROLE),
    Write("update", f"{USER}/roles/3253", ("custom_title=Chief", "primary=yes"), {"custom_title": "Chief"}),
    *_child("email-addresses", _EMAIL),
    Write("update", f"{USER}/email-addresses/534", ("email=new@example.com",), {"email": "new@example.com"}),
    *_child("postal-addresses", _STREET),
    Write("update", f"{USER}/postal-addresses/353", ("city=Zürich",), {"city": "Zürich"}),
    *_child("emergency-contacts", _CONTACT),
    Write("update", f"{USER}/emergency-contacts/3213", ("relationship=Nachbarin",), {"relationship": "Nachbarin"}),
    *_child("supervisors", ("user.id=46485", "primary=no")),
    Write("update", f"{USER}/supervisors/431", ("primary=no",), {"primary": False}),
    Write(
        "create",
        f"{USER}/phone-numbers",
        ("phone_number=+447700900078", "type=Home", "primary=no", "default_sms=no"),
        {"phone_number": "+447700900078", "type": "Home"},
    ),
    Write("update", f"{USER}/phone-numbers/12312", ("type=Work",), {"type": "Work"}),
    Write(
        "create",
        f"{USER}/notes",
        ("subject=Hello", "private=yes", "reminder.date=2026-08-24T14:15:22Z"),
        {"subject": "Hello", "private": True, "reminder.date": "2026-08-24T14:15:22Z"},
    ),
    Write("update", f"{USER}/notes/53253", ("subject=Changed",), {"subject": "Changed"}),
    Write("create", f"{USER}/touchpoints", ("subject=Met", "duration=15"), {"subject": "Met", "duration": 15}),
    Write("update", f"{USER}/touchpoints/42", ("archived=yes",), {"archived": True}),
    Write("update", f"{USER}/skills", ("skills=45,700",), {"0.id": 45, "1.id": 700}),
    Write("create", f"{USER}/notes/53253/sub-notes", ("body=Ac odio",), {"body": "Ac odio"}),
    Write("create", f"{USER}/touchpoints/42/sub-touchpoints", ("body=Called",), {"body": "Called"}),
    Write(
        "create",
        "demo-gormic/customers",
        ("firstName=Ada", "phone=5550177", "phoneCallingCode=1"),
        {"firstName": "Ada", "phone": "5550177"},
    ),
    Write(
        "update",
        "demo-gormic/customers/c-2",
        ("firstName=Eve", "internalNote:=null"),
        {"firstName": "Eve", "internalNote": None},
    ),
    Write("delete", "demo-gormic/customers/c-3", left=None),
]
