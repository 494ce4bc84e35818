"""Repsly (api.repsly.com): field teams. Read only, and only by one incremental export."""

from __future__ import annotations

from typing import Final

from explorer.api.auth import Basic
from explorer.model.resource import Option, Vendor
from explorer.vendors.repsly.faults import fault
from explorer.vendors.repsly.resources import USERS

VENDOR: Final = Vendor(
    name="repsly",
    title="Repsly",
    base_url="https://api.repsly.com",
    base_url_example="https://api.repsly.com",
    auth=Basic(),
    resources=(USERS,),
    # XML is the other representation.
    headers={"accept": "application/json"},
    options=(
        Option(
            "include_inactive",
            "ask for users who were deactivated, too (undocumented; a change of it starts the copy anew)",
            "bool",
            parameter="includeInactive",
        ),
    ),
    # No rate limit is published: one request at a time, a pause between them.
    parallel=1,
    interval=0.3,
    fault=fault,
)
