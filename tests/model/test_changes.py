"""What changed between two forms of a record, field by field."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from explorer.model.address import Address
from explorer.model.changed_fields import field_changes, told
from explorer.model.changes import Compared, FieldChange, Happened, Version, form_before, known_before
from explorer.model.edit import MISSING, Change
from explorer.model.json_text import JsonObject
from explorer.model.resource import Resource
from explorer.vendors import discover

USERS = discover()["assemble"].resource(("users",))
CUSTOMERS = discover()["gormic"].resource(("customers",))


def changes(resource: Resource, before: JsonObject, after: JsonObject, exact: bool = False) -> dict[str, Change]:
    return {each.label: each.change for each in field_changes(resource, Compared(before, after, exact))}


def happened(*forms: Compared, new: bool = False, gone: bool = False) -> Happened:
    return Happened(Address("a", ("customers", "1")), "Ada", 1000.0, new, gone, forms)


def labels(fields: Sequence[FieldChange]) -> list[str]:
    return [each.label for each in fields]


def test_fields_are_called_as_the_record_type_calls_them_and_in_its_order() -> None:
    before = {"email": "a@example.com", "firstName": "Ada", "unheardOf": 1, "number": "7"}
    after = {"email": "b@example.com", "firstName": "Adah", "unheardOf": 2, "number": "7"}
    assert changes(CUSTOMERS, before, after) == {
        "first name": Change("Ada", "Adah"),
        "e-mail": Change("a@example.com", "b@example.com"),
        "unheardOf": Change(1, 2),
    }


def test_what_was_not_asked_for_is_no_change_what_is_missing_is_one() -> None:
    before, after = {"firstName": "Ada", "lastName": "King"}, {"firstName": "Ada", "email": "a@example.com"}
    assert changes(CUSTOMERS, before, after) == {}
    assert changes(CUSTOMERS, before, after, exact=True) == {
        "last name": Change("King", MISSING),
        "e-mail": Change(MISSING, "a@example.com"),
    }


def test_null_and_empty_text_differ() -> None:
    assert changes(CUSTOMERS, {"lastName": None}, {"lastName": ""}) == {"last name": Change(None, "")}


def test_structures_are_gone_into() -> None:
    before = {"team": {"id": 1, "name": "Kent", "lead": {"name": "Jo"}}}
    after = {"team": {"id": 1, "name": "Surrey", "lead": {"name": "Al"}}}
    assert changes(USERS, before, after) == {
        "team › name": Change("Kent", "Surrey"),
        "team › lead › name": Change("Jo", "Al"),
    }


@pytest.mark.parametrize("wrapped", [False, True])
def test_embedded_rows_are_told_apart_by_their_ids(wrapped: bool) -> None:
    def body(*rows: JsonObject) -> JsonObject:
        return {"phoneNumbers": {"data": list(rows)} if wrapped else list(rows)}

    one, two, three = ({"id": key, "number": f"555010{key}", "primary": True} for key in (1, 2, 3))
    assert changes(USERS, body(one, two), body({**two, "number": "5550199"}, three)) == {
        "phone numbers › 1": Change(one, MISSING),
        "phone numbers › 2 › number": Change("5550102", "5550199"),
        "phone numbers › 3": Change(MISSING, three),
    }
    assert changes(USERS, body(one, two), body(two, one)) == {}


def test_lists_without_ids_are_looked_at_as_a_whole() -> None:
    assert changes(USERS, {"skills": [{"id": 1}, {"id": 1}]}, {"skills": []}) == {
        "skills": Change([{"id": 1}, {"id": 1}], [])
    }
    assert changes(USERS, {"title": ["a"]}, {"title": ["b"]}) == {"title": Change(["a"], ["b"])}


def test_what_changes_by_itself_is_folded() -> None:
    before = {"firstName": "Ada", "updatedAt": "2026-03-01T00:00:00Z"}
    record = told(CUSTOMERS, happened(Compared(before, {"firstName": "Adah", "updatedAt": "2026-03-02T00:00:00Z"})))
    assert (record.what, labels(record.fields), labels(record.folded)) == ("changed", ["first name"], ["updated"])
    rows = Compared({"phoneNumbers": [{"id": 1, "updated_at": 1}]}, {"phoneNumbers": [{"id": 1, "updated_at": 2}]})
    assert labels(told(USERS, happened(rows)).folded) == ["phone numbers › 1 › updated at"]


def test_the_answer_that_came_last_counts_where_both_tell_of_a_field() -> None:
    row = Compared({"firstName": "Ada", "lastName": "A"}, {"firstName": "Adah", "lastName": "B"})
    body = Compared({"firstName": "Ada", "number": "1"}, {"firstName": "Ada K.", "number": "2"})
    record = told(CUSTOMERS, happened(body, row))
    assert {each.label: each.change.after for each in record.fields} == {
        "first name": "Ada K.",
        "number": "2",
        "last name": "B",
    }


def test_what_became_of_a_record() -> None:
    archived = Compared({"archivedAt": None}, {"archivedAt": "2026-03-02T00:00:00Z"})
    assert told(CUSTOMERS, happened(archived)).what == "gone"
    assert told(CUSTOMERS, happened(Compared(archived.after, archived.before))).what == "changed"
    assert [told(CUSTOMERS, each).what for each in (happened(new=True), happened(new=True, gone=True))] == [
        "new",
        "gone",
    ]
    back, unknown = told(CUSTOMERS, happened(Compared({"number": "1"}, {"number": "1"}))), told(CUSTOMERS, happened())
    assert (back.fields, back.kept, unknown.kept) == ((), True, False)


def test_a_form_is_news_unless_the_other_call_told_of_it() -> None:
    before: JsonObject = {"number": "1", "firstName": "Ada", "updatedAt": "x"}
    assert form_before(CUSTOMERS, before, {**before, "updatedAt": "y"}, exact=True, newer=None) is None
    after = {"number": "2", "firstName": "Adah"}
    assert form_before(CUSTOMERS, before, after, exact=False, newer=None) is before
    assert form_before(CUSTOMERS, before, after, exact=False, newer={"number": "2"}) == {**before, "number": "2"}
    assert form_before(CUSTOMERS, before, after, exact=False, newer=after) is None


def test_what_was_known_before_is_of_the_last_answer_whichever_call_gave_it() -> None:
    now = Version(3.0, None, {"firstName": "Adele", "note": "y", "team": None}, True)
    row = Version(2.0, 3.0, {"firstName": "Adah", "team": {"id": 1}}, False)
    whole = Version(1.0, 2.0, {"firstName": "Ada", "note": "x", "team": None}, True, True)
    assert known_before([now, whole], 0) is whole
    assert known_before([now, row], 0) is row
    assert known_before([now, Version(3.0, None, now.body, False), row, whole], 1) is row
    assert known_before([now, row, whole], 0) == Version(
        2.0, 3.0, {"firstName": "Adah", "note": "x", "team": None}, True, True
    )
    assert known_before([now, row, whole], 2) is None
    assert known_before([now, Version(2.0, None, row.body, False)], 0) is None
