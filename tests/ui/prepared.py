"""Prepared writes to the shipped vendors, made without a request, and an app that shows one screen alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App
from textual.screen import Screen

from explorer.model.account import Account, Secret
from explorer.model.address import Address
from explorer.model.body import body, hidden
from explorer.model.edit import Edit
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Prepared
from explorer.model.prefill import prefilled
from explorer.model.resource import Operation, Resource
from explorer.ui.bugs import Outlived, OutlivingApp
from explorer.ui.theme import DEFAULT, load_theme, packaged_folder
from explorer.vendors import discover

AT = 1772707327.0
"""2026-03-05 10:42:07 UTC."""
HOSTS: Mapping[str, str] = {
    "assemble": "https://my-organisation.goassemble.com/api",
    "repcard": "https://app.repcard.com/api",
    "gormic": "https://api.gormic.example",
}
CREDENTIALS: Mapping[str, Mapping[str, Secret]] = {
    "assemble": {"email": Secret("inline", "jo@example.com"), "password": Secret("inline", "hidden-password")},
    "repcard": {"api_key": Secret("env", "REPCARD_API_KEY")},
    "gormic": {"api_key": Secret("file", "/key"), "organization_id": Secret("inline", "org-1")},
}
JOHN: JsonObject = {
    "id": 46485,
    "first_name": "John",
    "last_name": "Smith",
    "display_name": "John Smith",
    "title": "Mr",
}


def account(vendor: str) -> Account:
    """An account called as its vendor."""
    known = discover()[vendor]
    return Account(vendor, known, known.title, HOSTS[vendor], CREDENTIALS[vendor])


def call(address: Address, name: str) -> tuple[Resource, Operation]:
    """The operation `name` at `address`."""
    resource = account(address.account).vendor.resource(address.segments)
    operation = resource.operation(name)
    assert operation is not None
    return resource, operation


def prepared(text: str, name: str, record: JsonObject, **wanted: object) -> Prepared:
    """What `wanted` would send to a record that is now as `record`."""
    address = Address.parse(text)
    resource, operation = call(address, name)
    present = prefilled(operation, record) if record else {}
    made = body(resource, operation, Edit(address, name, present, wanted), present)
    sent = made.members if made.members is None else {**operation.fixed, **made.members}
    return Prepared(
        made.edit,
        resource,
        operation,
        operation.method,
        f"{HOSTS[address.account]}/{'/'.join(address.segments)}",
        made.members,
        hidden(operation, {operation.wrap: sent} if operation.wrap else sent),
        record,
        AT,
        tuple(filter(None, (resource.consequences(operation),))),
    )


class Alone(OutlivingApp):
    """Shows one dialog, in the default theme, and keeps what it was dismissed with."""

    def __init__(self, dialog: Screen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.results: list[object] = []
        self.outlived = Outlived(lambda told: self.notify(told, markup=False), None)
        theme = load_theme(DEFAULT, (packaged_folder(),))
        self.register_theme(theme)
        self.theme = theme.name

    def on_mount(self) -> None:
        """Show it."""
        self.push_screen(self.dialog, self.results.append)


def shown(app: App[None]) -> str:
    """Everything on the screen, as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
