"""RepCard (app.repcard.com): field sales people and the customers they meet."""

from __future__ import annotations

from typing import Final

from explorer.api.auth import HeaderKeys
from explorer.model.resource import Option, Vendor
from explorer.vendors.repcard.envelope import fault
from explorer.vendors.repcard.resources import CUSTOMERS, USERS

VENDOR: Final = Vendor(
    name="repcard",
    title="RepCard",
    base_url="https://app.repcard.com/api",
    base_url_example="https://app.repcard.com/api",
    auth=HeaderKeys({"api_key": "x-api-key"}),
    resources=(USERS, CUSTOMERS),
    headers={"accept": "application/json"},
    options=(Option("company_id", "show the users of this company only", "integer", parameter="company_id"),),
    parallel=4,
    fault=fault,
)
