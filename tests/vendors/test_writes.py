"""All writes there are: what each sends, how it is checked and taken back, and what is said before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from explorer.model.resource import Operation, Resource
from explorer.model.validate import attributes
from explorer.vendors import discover

DOCUMENTED: Final = 32
"""Calls that write; one of them, RepCard's `activate-deactivate`, is two operations."""


@dataclass(frozen=True, slots=True)
class Write:
    """What is declared of one write."""

    sends: str
    """`form`, `changes`, `whole`, `fixed`, or nothing."""
    verify: str
    undo: str
    """The operation that takes it back; empty: it is final."""
    prefill: str = ""
    typed: bool = False


WRITES: Final[dict[str, Write]] = {
    "repcard/users.update": Write("whole", "read", "update", "user"),
    "repcard/users.activate": Write("fixed", "none", "deactivate"),
    "repcard/users.deactivate": Write("fixed", "none", "activate"),
    "repcard/users.unlink": Write("form", "none", "", typed=True),
    "assemble/users.create": Write("form", "search", ""),
    "assemble/users.update": Write("changes", "read", "update"),
    "assemble/roles.create": Write("form", "search", "delete"),
    "assemble/roles.update": Write("changes", "read", "update"),
    "assemble/roles.delete": Write("", "read", "", typed=True),
    "assemble/email-addresses.create": Write("form", "search", "delete"),
    "assemble/email-addresses.update": Write("whole", "read", "update"),
    "assemble/email-addresses.delete": Write("", "read", "create", typed=True),
    "assemble/postal-addresses.create": Write("form", "search", "delete"),
    "assemble/postal-addresses.update": Write("whole", "read", "update"),
    "assemble/postal-addresses.delete": Write("", "read", "create", typed=True),
    "assemble/emergency-contacts.create": Write("form", "search", "delete"),
    "assemble/emergency-contacts.update": Write("whole", "read", "update"),
    "assemble/emergency-contacts.delete": Write("", "read", "create", typed=True),
    "assemble/phone-numbers.create": Write("form", "search", ""),
    "assemble/phone-numbers.update": Write("whole", "read", "update"),
    "assemble/skills.update": Write("whole", "read", "update", "skills"),
    "assemble/supervisors.create": Write("form", "search", "delete", "supervisor_create"),
    "assemble/supervisors.update": Write("changes", "read", "update"),
    "assemble/supervisors.delete": Write("", "read", "create", typed=True),
    "assemble/notes.create": Write("form", "search", ""),
    "assemble/notes.update": Write("changes", "read", "update"),
    "assemble/sub-notes.create": Write("form", "search", ""),
    "assemble/touchpoints.create": Write("form", "search", "", "touchpoint"),
    "assemble/touchpoints.update": Write("changes", "read", "update", "touchpoint"),
    "assemble/sub-touchpoints.create": Write("form", "search", ""),
    "gormic/customers.create": Write("form", "search", "delete", "create"),
    "gormic/customers.update": Write("changes", "read", "update", "update"),
    "gormic/customers.delete": Write("", "read", "", typed=True),
}
DECLARED: Final[dict[str, tuple[Resource, Operation]]] = {
    f"{vendor.name}/{resource.name}.{operation.name}": (resource, operation)
    for vendor in discover().values()
    for _, resource in vendor.walk()
    for operation in resource.operations
    if operation.writes
}
each_write = pytest.mark.parametrize("name", DECLARED)


def _declared(operation: Operation) -> Write:
    form = operation.form and ("whole" if operation.whole else "changes" if operation.name == "update" else "form")
    return Write(
        form or ("fixed" if operation.fixed else ""),
        operation.verify,
        operation.undo,
        operation.prefill.partition(":")[2],
        operation.typed_confirmation,
    )


def test_every_write() -> None:
    assert {name: _declared(operation) for name, (_, operation) in DECLARED.items()} == WRITES


@each_write
def test_what_it_does_and_the_way_back_are_said_before_it_is_sent(name: str) -> None:
    resource, operation = DECLARED[name]
    one, many = resource.consequences(operation), resource.consequences(operation, 1200)
    if name != "assemble/skills.update":  # one call for all skills of a user
        assert f"1 {resource.singular}" in one and f"1,200 {resource.title}" in many
    assert operation.effect.endswith(".") and operation.way_back.endswith(".")
    assert one.endswith(operation.way_back)
    assert ("one record at a time in the journal" in many) == ("way back: undo" in one)
    assert "way back" in one or operation.final in one
    assert bool(operation.undo) != bool(operation.final)


def test_each_action_says_whom_it_touches_and_what_is_handed_over() -> None:
    said = {name: DECLARED[name][0].consequences(DECLARED[name][1], 3) for name in DECLARED}
    assert said["repcard/users.unlink"].startswith("Removes 3 users from the company and hands over every lead,")
    assert "no way back" in said["repcard/users.unlink"]
    assert "Nothing is handed over" in said["repcard/users.deactivate"]
    assert said["repcard/users.deactivate"].endswith("The way back: the action activate.")
    assert "role" in said["repcard/users.update"]
    assert "those left out are taken away" in said["assemble/skills.update"]
    assert "notify manager" in said["assemble/roles.update"] and "unsuitable" in said["assemble/roles.update"]
    assert "under a new id" in said["assemble/email-addresses.delete"]


def test_what_no_answer_tells_back() -> None:
    untold = {
        f"{name}: {each.name}"
        for name, (_, operation) in DECLARED.items()
        if operation.form
        for each in attributes(operation.form)
        if each.field.untold or each.field.secret
    }
    assert untold == {
        "repcard/users.update: roleName",
        "assemble/users.create: password",
        "assemble/users.create: confirm_age",
        "assemble/users.create: send_password_reset_email",
        "assemble/users.create: roleProfiles",
        "assemble/roles.create: role",
        "assemble/roles.update: notify_manager",
        "assemble/roles.update: unsuitable",
        "gormic/customers.create: passcode",
        "gormic/customers.update: passcode",
    }
