"""Forms take the documented examples and refuse the documented mistakes, in words that say what to write."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from explorer.model.validate import attributes, load
from tests.vendors.assemble.declared import OPERATIONS
from tests.vendors.assemble.samples import REQUESTS

WRITES = list(REQUESTS)


def accept(name: str, body: dict[str, Any]) -> dict[str, Any]:
    """What goes out for `body`."""
    made = load(OPERATIONS[name][1].form).model_validate(body)
    sent = made.model_dump(by_alias=True, exclude_unset=True)
    assert isinstance(sent, dict)
    return sent


def refuse(name: str, body: dict[str, Any]) -> dict[str, str]:
    """Dotted place to words."""
    with pytest.raises(ValidationError) as refused:
        load(OPERATIONS[name][1].form).model_validate(body)
    errors = refused.value.errors(include_url=False)
    return {".".join(str(part) for part in each["loc"]): each["msg"] for each in errors}


def changed(name: str, **members: Any) -> dict[str, Any]:
    """The documented example with some members exchanged."""
    return {**REQUESTS[name], **members}


@pytest.mark.parametrize("name", WRITES)
def test_the_documented_example_goes_out_as_it_is(name: str) -> None:
    assert accept(name, changed(name)) == REQUESTS[name]


@pytest.mark.parametrize("name", WRITES)
def test_each_required_member_is_missed_by_name(name: str) -> None:
    for attribute in attributes(OPERATIONS[name][1].form):
        body = changed(name)
        body.pop(attribute.name, None)
        if attribute.required:
            assert refuse(name, body) == {attribute.name: "Field required"}


@pytest.mark.parametrize("name", WRITES)
def test_unknown_members_are_refused(name: str) -> None:
    assert "invented" in refuse(name, changed(name, invented=1))


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("users.update", "status"),
        ("users.update", "display_name"),
        ("users.update", "on_hold"),
        ("users.update", "2fa_enabled"),
        ("email-addresses.update", "soft_bounces"),
        ("postal-addresses.update", "created_at"),
        ("phone-numbers.update", "updated_at"),
        ("notes.create", "category"),
        ("notes.update", "created_by"),
        ("touchpoints.create", "type"),
        ("sub-notes.create", "user"),
    ],
)
def test_what_assemble_sets_itself_is_refused(name: str, member: str) -> None:
    assert member in refuse(name, changed(name, **{member: {}}))


@pytest.mark.parametrize("password", ["spaceapollo1969", "SPACEAPOLLO1969", "SpaceApollo", ""])
def test_a_password_needs_lower_upper_and_digit(password: str) -> None:
    words = refuse("users.create", changed("users.create", password=password))["password"]
    assert words == "needs a lower-case letter, an upper-case letter and a digit"
    assert not password or password not in words


def test_the_password_is_a_secret() -> None:
    secrets = {
        (name, attribute.name)
        for name in WRITES
        for attribute in attributes(OPERATIONS[name][1].form)
        if attribute.field.secret
    }
    assert secrets == {("users.create", "password")}


@pytest.mark.parametrize("given", [{"dob": "1995-06-26"}, {"confirm_age": True}])
def test_either_dob_or_confirm_age_will_do(given: dict[str, Any]) -> None:
    body = {"first_name": "John", "last_name": "Smith", "roleProfiles": [{"id": 65423}], **given}
    assert accept("users.create", body) == body


def test_neither_dob_nor_confirm_age() -> None:
    body = {"first_name": "John", "last_name": "Smith", "roleProfiles": [{"id": 65423}]}
    assert refuse("users.create", body) == {"": "give the date of birth (dob), or else confirm the age (confirm_age)"}


@pytest.mark.parametrize("missing", [{"dob": None}, {"confirm_age": None}])
def test_null_does_not_count_as_dob_or_confirm_age(missing: dict[str, None]) -> None:
    body = {"first_name": "John", "last_name": "Smith", "roleProfiles": [{"id": 65423}], **missing}
    assert refuse("users.create", body)


def test_a_new_user_has_at_least_one_role() -> None:
    refused = refuse("users.create", changed("users.create", roleProfiles=[]))
    assert refused == {"roleProfiles": "give at least one role"}
    assert set(refuse("users.create", changed("users.create", roleProfiles=[{"team": {"id": 1}}]))) == {
        "roleProfiles.0.id"
    }


@pytest.mark.parametrize("day", ["1985-13-01", "1985-02-30", "19850101", "01/02/1985", "1985-W01-1", "1985-1-1", ""])
def test_a_date_is_year_month_day(day: str) -> None:
    assert refuse("users.update", {"dob": day}) == {"dob": "write year-month-day, such as 2020-01-31"}


@pytest.mark.parametrize(
    "moment", ["2019-08-24", "2019-08-24 14:15:22", "2019-08-24T14:15:22", "2019-W34-6T14:15Z", "soon"]
)
def test_a_time_has_its_zone(moment: str) -> None:
    assert "with a zone" in refuse("notes.update", {"reminder": {"date": moment}})["reminder.date"]


@pytest.mark.parametrize("moment", ["2019-08-24T14:15:22Z", "2019-08-24T14:15:22+02:00"])
def test_a_time_goes_out_as_it_was_written(moment: str) -> None:
    assert accept("users.update", {"on_call_end": moment}) == {"on_call_end": moment}


@pytest.mark.parametrize("website", ["example.org", "https://exa mple.org", ""])
def test_a_website_is_a_whole_address(website: str) -> None:
    assert "whole address" in refuse("users.update", {"website": website})["website"]


@pytest.mark.parametrize(("name", "kind"), [("postal-addresses.create", "home"), ("phone-numbers.create", "Landline")])
def test_a_choice_outside_the_documented_ones(name: str, kind: str) -> None:
    words = refuse(name, changed(name, type=kind))["type"]
    assert "Home" in words
    assert kind not in words


@pytest.mark.parametrize("member", ["about_me", "facebook", "twitter", "website", "on_call_end", "on_hold_start"])
def test_null_clears_what_can_be_null(member: str) -> None:
    assert accept("users.update", {member: None}) == {member: None}


@pytest.mark.parametrize("member", ["first_name", "title", "dob", "on_call", "start_date", "2fa_disabled"])
def test_null_is_refused_elsewhere(member: str) -> None:
    assert member in refuse("users.update", {member: None})


def test_nothing_left_out_is_sent() -> None:
    assert accept("users.update", {"preferred_name": "Jo"}) == {"preferred_name": "Jo"}


def test_an_address_read_with_nulls_is_sent_back_with_them() -> None:
    nulls = {"company_name": None, "street_second": None, "county": None, "lat": None, "from_date": None}
    body = changed("postal-addresses.update", **nulls)
    assert accept("postal-addresses.update", body) == body


@pytest.mark.parametrize(("given", "sent"), [(True, 1), (False, 0), (1, 1), ("0", 0)])
def test_two_booleans_of_a_role_go_out_as_integers(given: Any, sent: int) -> None:
    body = {"primary": given, "recommend_organisation": given, "unsuitable": bool(sent)}
    made = accept("roles.update", body)
    assert made == {"primary": sent, "recommend_organisation": sent, "unsuitable": bool(sent)}
    assert type(made["primary"]) is type(made["recommend_organisation"]) is int


def test_a_bit_is_one_or_zero() -> None:
    assert refuse("roles.update", {"primary": 2}) == {"primary": "write 1 for yes or 0 for no"}


def test_what_is_never_told_back_says_so() -> None:
    marks = {each.name: each.field for each in attributes(OPERATIONS["roles.update"][1].form)}
    assert {name for name, mark in marks.items() if "cannot be undone" in mark.rule} == {
        "notify_manager",
        "unsuitable",
    }


@pytest.mark.parametrize("key", ["1232", 1232])
def test_the_supervising_user_by_text_or_number(key: int | str) -> None:
    assert accept("supervisors.create", {"user": {"id": key}}) == {"user": {"id": key}}


def test_custom_fields_go_by_name_and_value() -> None:
    body = {"attributes": {"shirt-size": {"value": "M"}}}
    assert accept("users.update", body) == body
    assert "attributes.shirt-size" in refuse("users.update", {"attributes": {"shirt-size": "M"}})
