"""Gormic CRM: the customers of an organisation. Its pages name no host, so an account has to."""

from __future__ import annotations

from typing import Final

from explorer.api.auth import HeaderKeys
from explorer.model.resource import Vendor
from explorer.vendors.gormic.envelope import fault, warnings
from explorer.vendors.gormic.resources import CUSTOMERS

VENDOR: Final = Vendor(
    name="gormic",
    title="Gormic",
    base_url="",
    base_url_example="https://gormic.example.com",
    # The key alone does not choose the organisation: both headers go with every request.
    auth=HeaderKeys({"api_key": "api-key", "organization_id": "organization-id"}, principal=("organization_id",)),
    resources=(CUSTOMERS,),
    headers={"accept": "application/json"},
    fault=fault,
    warnings=warnings,
)
