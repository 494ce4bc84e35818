"""Assemble's declared operations by the names that the contract gives them, and what the contract says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.model.resource import Operation, Resource
from explorer.vendors.assemble import VENDOR
from tests.vendors.openapi import Contract, Documented, contract, shape

CALLS: Final[Mapping[str, tuple[str, str]]] = {
    "users.list": ("GET", "/users"),
    "users.get": ("GET", "/users/{user_id}"),
    "users.create": ("POST", "/users"),
    "users.update": ("PUT", "/users/{user_id}"),
    "roles.list": ("GET", "/users/{user_id}/roles"),
    "roles.create": ("POST", "/users/{user_id}/roles"),
    "roles.update": ("PUT", "/users/{user_id}/roles/{association_id}"),
    "roles.delete": ("DELETE", "/users/{user_id}/roles/{association_id}"),
    "email-addresses.list": ("GET", "/users/{user_id}/email-addresses"),
    "email-addresses.get": ("GET", "/users/{user_id}/email-addresses/{address_id}"),
    "email-addresses.create": ("POST", "/users/{user_id}/email-addresses"),
    "email-addresses.update": ("PUT", "/users/{user_id}/email-addresses/{address_id}"),
    "email-addresses.delete": ("DELETE", "/users/{user_id}/email-addresses/{address_id}"),
    "postal-addresses.list": ("GET", "/users/{user_id}/postal-addresses"),
    "postal-addresses.get": ("GET", "/users/{user_id}/postal-addresses/{postal_address_id}"),
    "postal-addresses.create": ("POST", "/users/{user_id}/postal-addresses"),
    "postal-addresses.update": ("PUT", "/users/{user_id}/postal-addresses/{postal_address_id}"),
    "postal-addresses.delete": ("DELETE", "/users/{user_id}/postal-addresses/{postal_address_id}"),
    "emergency-contacts.list": ("GET", "/users/{user_id}/emergency-contacts"),
    "emergency-contacts.get": ("GET", "/users/{user_id}/emergency-contacts/{contact_id}"),
    "emergency-contacts.create": ("POST", "/users/{user_id}/emergency-contacts"),
    "emergency-contacts.update": ("PUT", "/users/{user_id}/emergency-contacts/{contact_id}"),
    "emergency-contacts.delete": ("DELETE", "/users/{user_id}/emergency-contacts/{contact_id}"),
    "phone-numbers.list": ("GET", "/users/{user_id}/phone-numbers"),
    "phone-numbers.get": ("GET", "/users/{user_id}/phone-numbers/{phone_number_id}"),
    "phone-numbers.create": ("POST", "/users/{user_id}/phone-numbers"),
    "phone-numbers.update": ("PUT", "/users/{user_id}/phone-numbers/{phone_number_id}"),
    "skills.list": ("GET", "/users/{user_id}/skills"),
    "skills.update": ("PUT", "/users/{user_id}/skills"),
    "supervisors.list": ("GET", "/users/{user_id}/supervisors"),
    "supervisors.get": ("GET", "/users/{user_id}/supervisors/{supervisor_id}"),
    "supervisors.create": ("POST", "/users/{user_id}/supervisors"),
    "supervisors.update": ("PUT", "/users/{user_id}/supervisors/{supervisor_id}"),
    "supervisors.delete": ("DELETE", "/users/{user_id}/supervisors/{supervisor_id}"),
    "notes.list": ("GET", "/users/{user_id}/notes"),
    "notes.get": ("GET", "/users/{user_id}/notes/{note_id}"),
    "notes.create": ("POST", "/users/{user_id}/notes"),
    "notes.update": ("PUT", "/users/{user_id}/notes/{note_id}"),
    "sub-notes.create": ("POST", "/users/{user_id}/notes/{note_id}/sub-notes"),
    "touchpoints.list": ("GET", "/users/{user_id}/touchpoints"),
    "touchpoints.get": ("GET", "/users/{user_id}/touchpoints/{touchpoint_id}"),
    "touchpoints.create": ("POST", "/users/{user_id}/touchpoints"),
    "touchpoints.update": ("PUT", "/users/{user_id}/touchpoints/{touchpoint_id}"),
    "sub-touchpoints.create": ("POST", "/users/{user_id}/touchpoints/{touchpoint_id}/sub-touchpoints"),
}
"""The 44 operations, written out by hand: a path that changes by mistake shows here."""

RESOURCES: Final[Mapping[str, Resource]] = {resource.name: resource for _, resource in VENDOR.walk()}
OPERATIONS: Final[Mapping[str, tuple[Resource, Operation]]] = {
    f"{resource.name}.{operation.name}": (resource, operation)
    for resource in RESOURCES.values()
    for operation in resource.operations
}
CONTRACT: Final[Contract] = contract("assemble")


def documented(name: str) -> Documented:
    """What the contract says of the operation called `resource.operation`."""
    method, path = CALLS[name]
    return CONTRACT.calls()[method, shape(path)]
