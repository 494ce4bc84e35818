"""Where keys lead from a place."""

from __future__ import annotations

from explorer.model.address import Address
from explorer.model.view import parse, written
from explorer.ui.history import Place
from explorer.ui.navigation import place_of, place_of_view, view_of
from tests.accounts import accounts_of

ACCOUNTS = accounts_of("""
[accounts.assemble]
vendor = "assemble"
base_url = "https://assemble.example/api"
auth = { token = "t" }
""")
VIEW = (
    "assemble/users?team=12&search=smith&sort=ascending&include=roles"
    "&~search=kent&~team_name=Kent&~sort=display_name:down"
)


def _place(text: str) -> Place:
    return place_of_view(parse(text, ACCOUNTS), ACCOUNTS["assemble"])


def test_a_view_is_a_place_and_back() -> None:
    assert written(view_of(_place(VIEW))) == VIEW
    opened = VIEW.replace("users?", "users/46485?")
    place = _place(opened)
    assert place.record == Address("assemble", ("users", "46485")) and place.cursor == "46485"
    assert written(view_of(place)) == opened


def test_an_address_alone_is_a_view_that_narrows_nothing() -> None:
    for text in ("assemble", "assemble/users", "assemble/users/46485", "assemble/users/46485/notes"):
        assert _place(text) == place_of(Address.parse(text), ACCOUNTS["assemble"])
