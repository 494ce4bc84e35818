"""A form that is filled in: every change can be taken back, and only what differs from what was read is wanted."""

from __future__ import annotations

from timeit import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.address import Address
from explorer.model.body import body
from explorer.model.edit import MISSING
from explorer.model.errors import InvalidForm
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, JsonValue, loads
from explorer.model.members import members
from tests.model.form_values import WRITES, anything, fillings, parts

ANYWHERE = Address("a", ("users", "1"))


def form(name: str, before: JsonObject | None = None, **typed: Any) -> Filling:
    return Filling(*WRITES[name], before or {}, typed)


def names(filling: Filling) -> list[str]:
    return [each.name for each in members(filling.operation.form)]


@given(fillings(), st.data())
def test_a_value_stands_where_it_is_put_and_leaves_the_rest_alone(filling: Filling, data: st.DataObject) -> None:
    known = names(filling)
    if not known:
        return
    name, value = data.draw(st.sampled_from(known)), data.draw(anything)
    made = filling.put((name,), value)
    if isinstance(value, dict) and filling.member((name,)).shape == "map":  # type: ignore[union-attr]  # it is known
        value = {**(filling.was((name,)) or {} if filling.was((name,)) is not MISSING else {}), **value}
    assert made.value((name,)) == value
    assert all(made.value((other,)) == filling.value((other,)) for other in known if other != name)
    assert made.before == filling.before


@given(fillings())
def test_only_what_differs_is_wanted(filling: Filling) -> None:
    edit = filling.edit(ANYWHERE)
    assert set(filling.changed) == set(edit.changes) == set(edit.wanted)
    assert all(filling.value((name,)) != filling.was((name,)) for name in filling.changed)
    assert edit.before == filling.before and edit.operation == filling.operation.name


@given(fillings())
def test_what_was_read_put_back_is_untouched(filling: Filling) -> None:
    """W21"""
    for name in filling.changed:
        assert name not in filling.back((name,)).typed
        filling = filling.put((name,), filling.was((name,)))
    assert filling.typed == {} and filling.changed == () and filling.edit(ANYWHERE).wanted == {}


@given(fillings(), st.data())
def test_what_was_appended_and_removed_leaves_no_trace(filling: Filling, data: st.DataObject) -> None:
    lists = [each.name for each in members(filling.operation.form) if each.shape == "list"]
    if not lists:
        return
    name = data.draw(st.sampled_from(lists))
    count = len(filling.value((name,)) or ()) if filling.value((name,)) is not MISSING else 0
    longer = filling.append((name,))
    assert len(longer.value((name,))) == count + 1 and longer.removable((name, count))
    shorter = longer.remove((name, count))
    if filling.value((name,)) == [] and filling.was((name,)) in (MISSING, None):
        assert not shorter.is_changed((name,))  # it was emptied by hand: so it becomes as it was read
    else:
        assert shorter == filling


@given(fillings(), st.data())
def test_the_same_typing_over_other_values(filling: Filling, data: st.DataObject) -> None:
    assert filling.rebased(filling.before) == filling
    present = data.draw(parts(members(filling.operation.form)))
    rebased = filling.rebased(present)
    assert rebased.before == present
    for name in names(filling):
        mine = filling.value((name,)) if name in filling.changed else present.get(name, MISSING)
        if isinstance(mine, dict):
            held = present.get(name)
            assert {**(held if isinstance(held, dict) else {}), **mine}.keys() >= rebased.value((name,)).keys()
        else:
            assert rebased.value((name,)) == mine


@given(fillings())
def test_the_command_line_judges_alike(filling: Filling) -> None:
    try:
        body(filling.resource, filling.operation, filling.edit(ANYWHERE), filling.before)
    except InvalidForm as error:
        assert filling.problems() == error.fields
    else:
        assert filling.problems() == {}


def test_nested_references_are_made_and_go_again() -> None:
    path = ("team", "id")
    typed = form("assemble/users/roles update").put(path, 5)
    assert typed.typed == {"team": {"id": 5}} and typed.is_changed(path) and typed.changed == ("team",)
    assert typed.back(path).typed == typed.put(path, MISSING).typed == {}
    read = form("assemble/users/roles update", {"team": {"id": 4}})
    assert read.put(path, 5).put(path, 4) == read
    assert read.put(path, MISSING).problems() == {"team.id": "is required"}


def test_a_supervisor_is_named_by_a_number_though_it_may_be_text() -> None:
    blank = form("assemble/users/supervisors create")
    assert blank.put(("user", "id"), "300747").problems() == {}
    assert blank.put(("user", "id"), "Zo").problems() == {"user.id": "is no whole number, as ids of users are"}


def test_a_reminder_that_was_null_is_null_again() -> None:
    read = form("assemble/users/notes update", {"reminder": None})
    typed = read.put(("reminder", "date"), "2020-01-31T10:00:00Z")
    assert typed.value(("reminder",)) == {"date": "2020-01-31T10:00:00Z"}
    assert typed.put(("reminder", "date"), MISSING) == read


def test_empty_null_and_missing_are_three_things() -> None:
    """W24"""
    read = form("gormic/customers update", {"id": "c-1", "internalNote": "x"})
    wishes = [read.put(("internalNote",), value).edit(ANYWHERE).wanted for value in ("", None, MISSING)]
    assert wishes == [{"internalNote": ""}, {"internalNote": None}, {}]
    unset = form("gormic/customers update", {"id": "c-1"})
    assert unset.put(("internalNote",), None).typed == {"internalNote": None}
    assert unset.put(("internalNote",), "x").put(("internalNote",), MISSING) == unset


def test_items_of_lists() -> None:
    made = form("assemble/users create").append(("roleProfiles",)).append(("roleProfiles",))
    assert made.typed == {"roleProfiles": [{}, {}]}
    made = made.put(("roleProfiles", 1, "id"), 7).remove(("roleProfiles", 0))
    assert made.typed == {"roleProfiles": [{"id": 7}]}
    assert made.put(("roleProfiles", 1), {"id": 8}).value(("roleProfiles", 1, "id")) == 8
    with pytest.raises(IndexError):
        made.put(("roleProfiles", 5), {})
    skills = form("assemble/users/skills update", {"skills": [1, 2]})
    assert skills.append(("skills",)).typed == {"skills": [1, 2, ""]}
    assert skills.remove(("skills", 0)).remove(("skills", 0)).edit(ANYWHERE).wanted == {"skills": []}


def test_only_changed_keys_of_custom_fields_are_wanted() -> None:
    before = {"attributes": {"a": {"value": "1"}, "b": {"value": "2"}}}
    made = form("assemble/users update", before).put(("attributes", "a", "value"), "9")
    assert made.edit(ANYWHERE).wanted == {"attributes": {"a": {"value": "9"}}}
    theirs = {"attributes": {"a": {"value": "1"}, "b": {"value": "7"}, "c": {"value": "8"}}}
    assert made.rebased(theirs).value(("attributes",)) == {**theirs["attributes"], "a": {"value": "9"}}


def test_a_custom_field_goes_only_when_it_was_added() -> None:
    made = form("assemble/users update", {"attributes": {"a": {"value": "1"}}}).put(("attributes", "b"), {})
    assert made.removable(("attributes", "b")) and not made.removable(("attributes", "a"))
    assert made.remove(("attributes", "b")) == made.remove(("attributes", "a")).remove(("attributes", "b"))
    assert made.remove(("attributes", "b")).changed == ()
    typed = made.put(("attributes", "b", "value"), "x").put(("attributes", "b", "value"), MISSING)
    assert typed == made, "its line stays while one types"


@pytest.mark.parametrize("name", ["gormic/customers delete", "repcard/users activate"])
def test_an_operation_without_a_form(name: str) -> None:
    made = form(name, {"id": 1})
    assert (made.changed, dict(made.problems()), made.edit(ANYWHERE).wanted) == ((), {}, {})


def test_digits_over_a_number_that_was_read_are_that_number() -> None:
    read = form("gormic/customers update", {"id": "c-1", "gender": 1})
    assert read.put(("gender",), "2").put(("gender",), "1") == read
    assert form("gormic/customers update", {"id": "c-1", "gender": True}).put(("gender",), "True").changed


def test_a_problem_is_told_at_its_member() -> None:
    made = form("assemble/users create", roleProfiles=[{"start": "soon"}], attributes={"a": 1}, dob="1990-01-01")
    assert set(made.problems()) == {"first_name", "last_name", "roleProfiles.0.id", "roleProfiles.0.start"}
    assert made.problem(("roleProfiles", 0, "start")).startswith("write year-month-day")
    for path in (("first_name",), ("roleProfiles", 0, "id"), ("roleProfiles",), ("attributes", "a"), ("dob",)):
        assert made.problem(path) == ""
    assert form("assemble/users/skills update", skills=[1, "x"]).problem(("skills",)) == "is no whole number"


def test_what_belongs_to_no_single_member_stands_for_the_whole() -> None:
    made = form("assemble/users create", first_name="A", last_name="B", roleProfiles=[{"id": 1}])
    assert made.problems() == {"": "give the date of birth (dob), or else confirm the age (confirm_age)"}


def test_nothing_that_is_not_touched_is_altered() -> None:
    """W22"""
    before = loads('{"email": "a\\u2028b\\r\\n@x", "primary": true}')
    made = form("assemble/users/email-addresses update", before).put(("primary",), False)
    assert body(made.resource, made.operation, made.edit(ANYWHERE), before).members == {**before, "primary": False}


@pytest.mark.parametrize("name", sorted(WRITES))
def test_problems_are_found_while_one_types(name: str) -> None:
    """They are looked for whenever a field is left, on the thread that also draws."""
    filling = form(name)
    value: JsonValue = "x"
    for each in names(filling):
        filling = filling.put((each,), value)
    assert min(repeat(filling.problems, number=1, repeat=5)) < 0.005
