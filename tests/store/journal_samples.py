"""Writes, drafts and explorers for the tests of the journal."""

from __future__ import annotations

import os

from explorer.model.address import Segments
from explorer.model.journal import Draft, Intent, Process, State
from explorer.model.json_text import Number

JOHN: Segments = ("users", "46485")
ENDED = Process(os.getpid(), "an earlier process of this number")
"""An explorer that runs no more."""
SETTLED: list[State] = [
    "applied",
    "refused",
    "verified applied",
    "verified not applied",
    "accepted",
    "not applied",
]
"""Outcomes that are known."""


def intent(segments: Segments = JOHN, *, identity: str = "i1", account: str = "assemble", batch: str = "") -> Intent:
    """A user's new first name; in a collection, a new user."""
    return Intent(
        identity,
        "https://assemble.example",
        account,
        segments,
        "users.create" if len(segments) % 2 else "users.update",
        "POST" if len(segments) % 2 else "PUT",
        f"https://assemble.example/api/{'/'.join(segments)}",
        before={"firstName": "John", "rate": Number("1.10"), "note": None},
        wanted={"firstName": "Jon \ud800 \x00 王"},
        body={"firstName": "Jon \ud800 \x00 王", "password": "***"},
        batch=batch,
    )


def draft(
    segments: Segments = JOHN,
    *,
    identity: str = "i1",
    operation: str = "users.update",
    name: str = "Jo",
    batch: str = "",
) -> Draft:
    """A user's form, half filled in."""
    return Draft(
        identity,
        "https://assemble.example",
        "assemble",
        segments,
        operation,
        before={"firstName": "John"},
        typed={"firstName": name, "born": "1985-13-"},
        field="born",
        keys=("1", "2", "é/3") if batch else (),
        batch=batch,
    )
