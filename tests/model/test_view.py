"""A view is one line of text and back; what the text gets wrong is said with the nearest right word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError
from explorer.model.field import Column
from explorer.model.resource import Include, Operation, Parameter, Resource, Vendor
from explorer.model.text import safe
from explorer.model.view import HeldOrder, View, parse, written
from tests.fifth_vendor import VENDOR as FIFTH

FILTERS = ("team", "sort", "search", "archived", ".sort", "~team", "a&b=c", "filter[x]", "plus+")
PATHS = ("id", "display_name", "search", "sort", "archived", "a,b:c", "team.name")
ORDERS = ("ascending", "by date: new, then old")
INCLUDES = ("roles", "a,b")
PEOPLE = Resource(
    name="people",
    title="people",
    singular="person",
    id_name="person_id",
    record="",
    operations=(
        Operation(
            "list",
            "GET",
            "/people",
            "",
            parameters=(*map(Parameter, FILTERS), Parameter("ids", "ids"), Parameter("lat", "number", needs=("long",))),
            includes=tuple(map(Include, INCLUDES)),
            include_parameters=("include",),
        ),
    ),
    columns=tuple(Column(path, f"the {path}") for path in PATHS),
    label=("display_name",),
    search="q",
    sort=tuple((order, {}) for order in ORDERS),
    archived="deleted_at",
)
PLACES = Resource("places", "places", "place", "place_id", "", (Operation("get", "GET", "/x", ""),), (), ())
VENDOR = Vendor("acme", "Acme", "", "", FIFTH.auth, (PEOPLE, PLACES))
ACCOUNTS = {"acme": Account("acme", VENDOR, "Acme", "", {})}

TEXT = st.text(min_size=1, max_size=12)
VIEWS = st.builds(
    View,
    st.sampled_from([Address("acme", ("people",)), Address("acme", ("people", "1?x=1&y"))]),
    filters=st.dictionaries(st.sampled_from(FILTERS), st.text(max_size=12)).map(lambda all: tuple(sorted(all.items()))),
    search=st.text(max_size=12),
    sort=st.sampled_from(("", *ORDERS)),
    includes=st.lists(st.sampled_from(INCLUDES), unique=True).map(tuple),
    archived=st.booleans(),
    held_search=st.text(max_size=12),
    held_filters=st.dictionaries(st.sampled_from(PATHS), st.just("") | TEXT).map(
        lambda all: tuple(sorted(all.items()))
    ),
    order=st.none() | st.builds(HeldOrder, st.sampled_from(PATHS), st.booleans()),
    columns=st.lists(st.sampled_from(PATHS), unique=True).map(tuple),
)


@given(VIEWS)
def test_any_view_reads_back_from_its_text(view: View) -> None:
    text = written(view)
    assert text.isprintable() and " " not in text
    assert parse(text, ACCOUNTS) == view


@given(st.text(max_size=40))
def test_any_text_is_a_view_or_refused_in_words_that_can_be_shown(text: str) -> None:
    try:
        view = parse(f"acme/people?{text}", ACCOUNTS)
    except AddressError as error:
        assert str(error) == safe(str(error))
    else:
        assert parse(written(view), ACCOUNTS) == view


def test_a_view_as_people_write_it() -> None:
    text = "acme/people?team=12&q=john smith&~team.name=Kent&~sort=the display_name:down&columns=id,the display_name"
    assert parse(text, ACCOUNTS) == View(
        Address("acme", ("people",)),
        filters=(("team", "12"),),
        search="john smith",
        held_filters=(("team.name", "Kent"),),
        order=HeldOrder("display_name", descending=True),
        columns=("id", "display_name"),
    )
    assert parse("acme", ACCOUNTS) == View(Address("acme"))
    assert parse("acme/people?~team.name=&~sort=", ACCOUNTS).held_filters == (("team.name", ""),)
    assert parse("acme/people?~search=+44 7700", ACCOUNTS).held_search == "+44 7700"


@pytest.mark.parametrize(
    ("text", "says", "advises"),
    [
        ("acmee/people", "no account “acmee”", "did you mean acme?"),
        ("acme/peple", "no “peple”", "people"),
        ("acme?team=1", "acme is an account", "acme/RESOURCE?"),
        ("acme/people?taem=1", "did you mean “team”?", "team"),
        ("acme/people?team", "“team” says nothing", "name=value"),
        ("acme/people?team=1&team=2", "“team” is given twice", "commas"),
        ("acme/people?q=a&search=b", "“q” is given twice", "“search” means the same"),
        ("acme/people?ids=1,,2", "“ids” takes ids separated by commas", ""),
        ("acme/people?lat=51.5", "“lat” needs “long” beside it", "add long="),
        ("acme/people?sort=ascendign", "no order “ascendign”", "did you mean ascending?"),
        ("acme/people?include=rolls", "did you mean “roles”?", "known: roles"),
        ("acme/people?~display=Kent", "no column “display”", "did you mean display_name?"),
        ("acme/people?~team=Kent", "no column “team”", "did you mean team.name?"),
        ("acme/people?~sort=id:backwards", "“backwards” is no direction", "~sort=COLUMN:down"),
        ("acme/people?~archived=perhaps", "takes yes or no", "~archived=yes"),
        ("acme/places?team=1", "no call that lists places", ""),
        ("acme/places?search=x", "Acme cannot search places", "~search"),
        ("acme/places?include=roles", "nothing can be included here", ""),
        ("acme/places?~archived=yes", "places are never archived", "leave"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str, advises: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse(text, ACCOUNTS)
    assert says in str(caught.value) and advises in caught.value.next_step
