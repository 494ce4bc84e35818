"""Assemble (goassemble.com), users API version 3: volunteers and what hangs off them."""

from __future__ import annotations

from typing import Final

from explorer.model.resource import Vendor
from explorer.vendors.assemble.faults import fault
from explorer.vendors.assemble.resources import USERS
from explorer.vendors.assemble.sign_in import AssembleSignIn

VENDOR: Final = Vendor(
    name="assemble",
    title="Assemble",
    # Every organisation has a host of its own, or maps its own domain.
    base_url="",
    base_url_example="https://my-organisation.goassemble.com/api",
    auth=AssembleSignIn(),
    resources=(USERS,),
    # The path names no version; this does, and every request has to.
    headers={"Accept": "application/x.uvol.v3+json"},
    fault=fault,
)
