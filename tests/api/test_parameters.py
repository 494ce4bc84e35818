"""What callers give, held against what an operation documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.api.parameters import completed, of_page
from explorer.model.errors import UsageError
from explorer.model.field import Kind
from explorer.model.page import PageRequest, Query
from explorer.model.parameters import checked, included, wire_value
from explorer.model.resource import Include, Operation, Parameter, Resource
from tests.api.conftest import PEOPLE, account, operation, vendor

LIST = operation("list")
PLACES = Operation(
    "list",
    "GET",
    "/places",
    "",
    parameters=(
        Parameter("lat", "number", needs=("long",)),
        Parameter("long", "number", needs=("lat",)),
        Parameter("distance", "number", needs=("lat", "long")),
    ),
)


@pytest.mark.parametrize(
    ("kind", "text", "wire"),
    [
        ("integer", "7", "7"),
        ("integer", "-7", "-7"),
        ("integer", "7.0", None),
        ("integer", "+7", None),
        ("integer", "٧", None),
        ("integer", "7" * 19, None),
        ("integer", "", None),
        ("number", "51.50", "51.50"),
        ("number", "-0.1", "-0.1"),
        ("number", "1e3", None),
        ("number", "nan", None),
        ("number", "1,5", None),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2023-02-29", None),
        ("date", "20230228", None),
        ("datetime", "2025-01-31T09:00:00Z", "2025-01-31T09:00:00Z"),
        ("datetime", "2025-01-31T09:00:00.000+01:00", "2025-01-31T09:00:00.000+01:00"),
        ("datetime", "2025-01-31", "2025-01-31"),
        ("datetime", "2025-13-31T09:00:00Z", None),
        ("datetime", "yesterday", None),
        ("choice", "red", "red"),
        ("choice", "Green ", "green"),
        ("choice", "blue", None),
        ("id", "a/b", "a/b"),
        ("id", "a b", None),
        ("id", "", None),
        ("ids", "1, 2,3", "1,2,3"),
        ("ids", "1,,2", None),
        ("ids", "", None),
        ("ids", "1 2", None),
        ("text", "", ""),
        ("text", " a&b=c ", " a&b=c "),
        ("email", "a@example.com", "a@example.com"),
    ],
)
def test_values_go_out_as_documented(kind: Kind, text: str, wire: str | None) -> None:
    parameter = Parameter("p", kind, choices=("red", "green") if kind == "choice" else ())
    if wire is None:
        with pytest.raises(UsageError, match="“p” takes"):
            wire_value(parameter, text)
    else:
        assert wire_value(parameter, text) == wire
        assert wire_value(parameter, wire) == wire


@pytest.mark.parametrize("wire", [("true", "false"), ("1", "0"), ("0", "1"), ("Y", "N")])
def test_yes_and_no_are_written_the_vendors_way(wire: tuple[str, str]) -> None:
    parameter = Parameter("p", "bool", wire=wire)
    for text in ("yes", "Yes", "true", "TRUE"):
        assert wire_value(parameter, text) == wire[0]
    for text in ("no", "false", "False"):
        assert wire_value(parameter, text) == wire[1]
    for text in wire:
        assert wire_value(parameter, text) == text
    with pytest.raises(UsageError, match="yes or no"):
        wire_value(parameter, "maybe")


def test_one_and_zero_mean_yes_and_no() -> None:
    assert [wire_value(Parameter("p", "bool"), text) for text in ("1", "0")] == ["true", "false"]


@pytest.mark.parametrize(("text", "fits"), [("0", False), ("1", True), ("9", True), ("10", False), ("1.0", False)])
def test_bounds(text: str, fits: bool) -> None:
    parameter = Parameter("p", "integer", minimum=1, maximum=9)
    if fits:
        assert wire_value(parameter, text) == text
    else:
        with pytest.raises(UsageError, match="a whole number, 1 or more, 9 or less"):
            wire_value(parameter, text)


def test_words_are_of_the_documented_ones() -> None:
    parameter = Parameter("p", "texts", choices=("a", "b"))
    assert wire_value(parameter, "b, a") == "b,a"
    with pytest.raises(UsageError, match="each one of a, b"):
        wire_value(parameter, "a,c")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("compnay", "there is no filter “compnay”; did you mean “company”?"),
        ("ACTIVE", "there is no filter “ACTIVE”; did you mean “active”?"),
        ("zzz", "there is no filter “zzz”"),
    ],
)
def test_an_unknown_filter_names_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(LIST, {name: "1"})
    assert str(caught.value) == message
    assert caught.value.next_step == "known: q, active, company, per_page, order, include"


def test_a_call_without_filters_says_so() -> None:
    with pytest.raises(UsageError, match="this call has none"):
        checked(operation("get"), {"a": "1"})


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"lat": "1"}, "long"), ({"distance": "1"}, "lat"), ({"lat": "1", "long": "2", "distance": "3"}, "")],
)
def test_parameters_that_need_each_other(given: dict[str, str], missing: str) -> None:
    if missing:
        with pytest.raises(UsageError, match=f"needs “{missing}”"):
            checked(PLACES, given)
    else:
        assert checked(PLACES, given) == given


def test_includes_go_into_the_parameter_that_carries_them() -> None:
    twofold = replace(
        LIST,
        includes=(Include("user"), Include("notes", parameter="with"), Include("Solo", parameter="attributes")),
        include_parameters=("with", "attributes"),
    )
    assert included(twofold, ("notes", "Solo", "user", "notes")) == {"with": "notes,user", "attributes": "Solo"}
    assert checked(twofold, {"with": "user, notes"}) == {"with": "user,notes"}
    with pytest.raises(UsageError, match="no include “note”; did you mean “notes”"):
        included(twofold, ("note",))
    with pytest.raises(UsageError, match="this call has none"):
        included(operation("get"), ("notes",))


def test_a_page_of_a_query() -> None:
    query = Query(("people",), filters=(("active", "no"),), search="smith", sort="by date", includes=("roles",))
    page = PageRequest(parameters={"page": "3"}, size={"per_page": "50"})
    assert of_page(PEOPLE, LIST, query, page) == {
        "per_page": "50",
        "active": "0",
        "order": "date",
        "q": "smith",
        "include": "roles",
        "page": "3",
    }


def test_what_a_collection_cannot_do_is_refused() -> None:
    unsearchable: Resource = replace(PEOPLE, search="")
    with pytest.raises(UsageError, match="cannot be searched"):
        of_page(unsearchable, LIST, Query(("people",), search="x"), PageRequest())
    with pytest.raises(UsageError, match="no order “by name”; did you mean “by date”"):
        of_page(PEOPLE, LIST, Query(("people",), sort="by name"), PageRequest())


def test_options_of_the_account_are_added_where_they_are_documented() -> None:
    made = account("https://tiny.example", options={"company": "7"})
    assert completed(made, LIST, {"q": "x"}) == {"company": "7", "q": "x"}
    assert completed(made, LIST, {"company": "8"}) == {"company": "8"}
    assert completed(made, operation("get"), {}) == {}
    assert completed(account("https://tiny.example", vendor(options=())), LIST, {}) == {}


def test_a_required_parameter_is_asked_for() -> None:
    needy = replace(LIST, parameters=(Parameter("since", "datetime", "begin of the run", required=True),))
    with pytest.raises(UsageError, match="“since” is required") as caught:
        completed(account("https://tiny.example"), needy, {})
    assert "begin of the run" in caught.value.next_step
    assert completed(account("https://tiny.example"), needy, {"since": "x"}) == {"since": "x"}
