"""A fifth vendor, complete in this one folder: a club with members, found as any third party's vendor is.

Its entry point is found with `INSTALLED` on `sys.path`, or in PYTHONPATH beside the checkout.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from explorer.api.auth import HeaderKeys
from explorer.api.paging import NumberedPager
from explorer.model.field import Column
from explorer.model.person import Person
from explorer.model.resource import Operation, Parameter, Resource, Vendor

INSTALLED: Final = Path(__file__).parent / "installed"
"""What an installer would leave in site-packages: the distribution's metadata with the entry point."""

MEMBERS: Final = Resource(
    name="members",
    title="members",
    singular="member",
    id_name="member_id",
    record="tests.fifth_vendor.records:Member",
    label=("name",),
    columns=(
        Column("name", "name", width=24, personal=True),
        Column("email", "e-mail", "email", width=28, personal=True),
        Column("joined", "joined", "date", width=10),
        Column("id", "id", "id", width=6),
    ),
    pager=NumberedPager(
        page="page", size="per_page", rows="members", current="page", last="pages", total="total", size_limit=100
    ),
    search="q",
    person=Person({"name": ("name",), "email": ("email",), "started": ("joined",)}),
    operations=(
        Operation(
            "list",
            "GET",
            "/members",
            "list members, one page at a time",
            parameters=(
                Parameter("q", help="part of the name"),
                Parameter("joined_from", "date", "joined on this day or later"),
            ),
            retry=True,
            errors=((401, "the key is missing or wrong"),),
        ),
        Operation(
            "get",
            "GET",
            "/members/{member_id}",
            "show one member",
            unwrap=("member",),
            retry=True,
            errors=((401, "the key is missing or wrong"), (404, "no such member")),
        ),
    ),
)

VENDOR: Final = Vendor(
    name="club",
    title="Club",
    base_url="",
    base_url_example="https://club.example.com/v1",
    auth=HeaderKeys({"api_key": "x-club-key"}),
    resources=(MEMBERS,),
    headers={"accept": "application/json"},
)
