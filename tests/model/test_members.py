"""What each member of a form may hold, and that what is typed means it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.edit import MISSING
from explorer.model.json_text import JsonValue, Number, dumps
from explorer.model.members import Member, Path, Shape, member_at, members, read_text, show_text
from explorer.model.validate import accept, attributes
from tests.model.form_values import WRITES, values

FORMS = sorted({operation.form for _, operation in WRITES.values() if operation.form})
ASSEMBLE = "explorer.vendors.assemble.forms"
GORMIC = "explorer.vendors.gormic.forms"


def everywhere(known: tuple[Member, ...]) -> list[Member]:
    """Members with all that lies in them."""
    return [inner for each in known for inner in (each, *([each.item] if each.item else []), *everywhere(each.members))]


ALL = [(form, each) for form in FORMS for each in everywhere(members(form))]


def at(form: str, *path: str | int) -> Member:
    found = member_at(form, path)
    assert found is not None
    return found


def test_the_members_of_every_form_are_its_attributes() -> None:
    assert len(WRITES) == 33 and members("") == ()
    for form in FORMS:
        assert [(each.name, each.field, each.required) for each in members(form)] == [
            (each.name, each.field, each.required) for each in attributes(form)
        ]


@pytest.mark.parametrize(
    ("form", "path", "shape", "nullable", "takes"),
    [
        (f"{ASSEMBLE}:UserUpdate", ("first_name",), "plain", False, {str}),
        (f"{ASSEMBLE}:UserUpdate", ("about_me",), "plain", True, {str}),
        (f"{ASSEMBLE}:UserUpdate", ("on_call",), "plain", False, {bool}),
        (f"{ASSEMBLE}:UserUpdate", ("attributes",), "map", False, set()),
        (f"{ASSEMBLE}:UserUpdate", ("attributes", "shirt size"), "object", False, set()),
        (f"{ASSEMBLE}:UserUpdate", ("attributes", "shirt size", "value"), "plain", False, {str}),
        (f"{ASSEMBLE}:UserCreate", ("roleProfiles",), "list", False, set()),
        (f"{ASSEMBLE}:UserCreate", ("roleProfiles", 3, "team", "id"), "plain", False, {int}),
        (f"{ASSEMBLE}:UserCreate", ("attributes", "shoe"), "plain", True, set()),
        (f"{ASSEMBLE}_roles:SkillsUpdate", ("skills", 0), "plain", False, {int}),
        (f"{ASSEMBLE}_roles:SupervisorCreate", ("user", "id"), "plain", False, {str, int}),
        (f"{ASSEMBLE}_contacts:PostalAddressForm", ("type",), "plain", False, {str}),
        (f"{ASSEMBLE}_contacts:PostalAddressForm", ("lat",), "plain", True, {float}),
        (f"{ASSEMBLE}_engagement:TouchpointForm", ("attachments", 0), "map", False, set()),
        ("explorer.vendors.repcard.forms:UserUpdate", ("phoneNumber",), "plain", False, {str, int}),
    ],
)
def test_shapes(form: str, path: Path, shape: Shape, nullable: bool, takes: set[type]) -> None:
    found = at(form, *path)
    assert (found.shape, found.nullable, set(found.takes)) == (shape, nullable, takes)


def test_there_is_nothing_where_the_form_has_nothing() -> None:
    assert member_at(f"{ASSEMBLE}:UserUpdate", ("invented",)) is None
    assert member_at(f"{ASSEMBLE}:UserUpdate", ("first_name", "x")) is None
    assert member_at(f"{ASSEMBLE}:UserCreate", ("attributes", "shoe", "size")) is None


def test_an_item_is_called_like_its_list_and_is_of_its_own_kind() -> None:
    skill = at(f"{ASSEMBLE}_roles:SkillsUpdate", "skills", 0)
    assert (skill.label, skill.field.kind) == ("skills", "id")
    assert at(f"{ASSEMBLE}:UserCreate", "roleProfiles", 0).field.kind == "json"


@pytest.mark.parametrize(
    ("form", "path", "text", "value"),
    [
        (f"{ASSEMBLE}:RoleProfile", ("id",), " 12 ", 12),
        (f"{ASSEMBLE}:RoleProfile", ("id",), "12a", "12a"),
        (f"{ASSEMBLE}:RoleProfile", ("id",), "", ""),
        (f"{ASSEMBLE}:UserUpdate", ("first_name",), " 12 ", " 12 "),
        (f"{ASSEMBLE}:UserUpdate", ("on_call",), "Yes", True),
        (f"{ASSEMBLE}:UserUpdate", ("on_call",), "maybe", "maybe"),
        (f"{ASSEMBLE}:UserUpdate", ("attributes", "a", "value"), "no", "no"),
        (f"{ASSEMBLE}:UserUpdate", ("attributes",), '{"a": {"value": "1"}}', {"a": {"value": "1"}}),
        (f"{ASSEMBLE}:UserUpdate", ("attributes",), "{", "{"),
        (f"{ASSEMBLE}:UserCreate", ("attributes", "shoe"), "44", 44),
        (f"{ASSEMBLE}:UserCreate", ("attributes", "shoe"), "M", "M"),
        (f"{ASSEMBLE}:UserCreate", ("attributes", "shoe"), "null", None),
        (f"{ASSEMBLE}_roles:RoleUpdate", ("primary",), "no", 0),
        (f"{ASSEMBLE}_roles:SkillsUpdate", ("skills",), "1, 2,x,", [1, 2, "x"]),
        (f"{ASSEMBLE}_roles:SkillsUpdate", ("skills",), "", []),
        (f"{ASSEMBLE}_roles:SkillsUpdate", ("skills",), "[1, 2]", [1, 2]),
        (f"{ASSEMBLE}_contacts:PostalAddressForm", ("lat",), "51.50", Number("51.50")),
        (f"{ASSEMBLE}_contacts:PostalAddressForm", ("lat",), "1e999", "1e999"),
        (f"{GORMIC}:CustomerCreate", ("cityId",), "007", "007"),
        (f"{GORMIC}:CustomerCreate", ("gender",), "1", "1"),
    ],
)
def test_what_a_text_means(form: str, path: Path, text: str, value: JsonValue) -> None:
    assert dumps(read_text(at(form, *path), text)) == dumps(value)


@given(st.data())
def test_what_is_shown_means_the_same_again(data: st.DataObject) -> None:
    _, member = data.draw(st.sampled_from(ALL))
    value = data.draw(values(member).filter(lambda each: each is not None or (not member.takes and not member.members)))
    assert dumps(read_text(member, show_text(member, value))) == dumps(value)


@given(st.data())
def test_any_text_can_be_read(data: st.DataObject) -> None:
    _, member = data.draw(st.sampled_from(ALL))
    dumps(read_text(member, data.draw(st.text() | st.from_regex(r"[-+]?[0-9.eE]{1,500}", fullmatch=True))))


@pytest.mark.parametrize("value", [MISSING, None])
def test_nothing_begins_with_no_text(value: JsonValue) -> None:
    assert show_text(at(f"{ASSEMBLE}:UserUpdate", "about_me"), value) == ""


_VALUE = "is a set of fields: write attributes.a.value=…"
_TEAM = "is a set of fields: write roleProfiles.0.team.id=…"
REPCARD = "explorer.vendors.repcard.forms:UserUpdate"


@pytest.mark.parametrize(
    ("form", "given", "path", "words"),
    [
        (REPCARD, {}, "firstName", "is required"),
        (REPCARD, {"firstName": ""}, "firstName", "is empty"),
        (REPCARD, {"firstName": 5}, "firstName", "is no text"),
        (REPCARD, {"userEmail": "canary"}, "userEmail", "is no e-mail address"),
        (REPCARD, {"countryCode": "canary"}, "countryCode", "write + and up to 4 digits, such as +44"),
        (REPCARD, {"phoneNumber": "canary"}, "phoneNumber", "write digits without the country's code"),
        (REPCARD, {"phoneNumber": -1}, "phoneNumber", "is less than 1"),
        (REPCARD, {"canary": 1}, "canary", "is no field of it"),
        ("explorer.vendors.repcard.forms:Unlink", {"leadToUser": True}, "leadToUser", "is no user id"),
        (f"{ASSEMBLE}:UserUpdate", {"on_call": "canary"}, "on_call", "is neither yes nor no"),
        (
            f"{ASSEMBLE}:UserUpdate",
            {"attributes": {"a": "canary"}},
            "attributes.a",
            "is a set of fields: write attributes.a.value=…",
        ),
        (f"{ASSEMBLE}_roles:SupervisorCreate", {"user": "1"}, "user", "is a set of fields: write user.id=…"),
        (f"{ASSEMBLE}_engagement:NoteForm", {"reminder": "1"}, "reminder", "is a set of fields: write reminder.date=…"),
        (f"{ASSEMBLE}:UserCreate", {"roleProfiles": [{"id": 1, "team": 2}]}, "roleProfiles.0.team", _TEAM),
        (f"{ASSEMBLE}:UserUpdate", {"first_name": None}, "first_name", "may not be null"),
        (f"{ASSEMBLE}:UserUpdate", {"dob": "canary"}, "dob", "write year-month-day, such as 2020-01-31"),
        (f"{ASSEMBLE}:UserCreate", {"roleProfiles": "canary"}, "roleProfiles", "is no list"),
        (f"{ASSEMBLE}_roles:SkillsUpdate", {"skills": [1, "canary"]}, "skills.1", "is no whole number"),
        (f"{ASSEMBLE}_contacts:PostalAddressForm", {"lat": "canary"}, "lat", "is no number"),
        (f"{ASSEMBLE}_contacts:PostalAddressForm", {"lat": "nan"}, "lat", "is no number"),
        (
            f"{ASSEMBLE}_contacts:PostalAddressForm",
            {"type": "canary"},
            "type",
            "is none of Home, Work, Other or Additional address",
        ),
    ],
)
def test_problems_are_said_plainly(form: str, given: dict[str, Any], path: str, words: str) -> None:
    found = accept(form, given).problems
    assert found[path] == words
    assert "canary" not in " ".join(found.values())
