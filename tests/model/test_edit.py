"""An edit knows its changes, what stands against them, and its way back."""

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change, Conflict, Edit

WHERE = Address.parse("assemble/users/46485")


def edit(**wanted: object) -> Edit:
    return Edit(WHERE, "update", before={"first": "Jo", "born": None}, wanted=wanted)


def test_only_what_differs_is_a_change() -> None:
    assert edit(first="Jo", born=None).changes == {}
    assert edit(first="Joan", born="", nick="J").changes == {
        "first": Change("Jo", "Joan"),
        "born": Change(None, ""),
        "nick": Change(MISSING, "J"),
    }


def test_another_persons_change_to_the_same_field_is_a_conflict() -> None:
    mine = edit(first="Joan")
    assert mine.conflicts({"first": "Jo", "born": "1985-01-01"}) == {}
    assert mine.conflicts({"first": "Joan"}) == {}
    assert mine.conflicts({"first": "Jane"}) == {"first": Conflict("Jo", "Jane", "Joan")}
    assert mine.conflicts({}) == {"first": Conflict("Jo", MISSING, "Joan")}


def test_true_is_not_one() -> None:
    mine = Edit(WHERE, "update", {"a": 1, "b": {"c": [False]}, "d": 1.0}, {"a": True, "b": {"c": [0]}, "d": 1})
    assert mine.changes == {"a": Change(1, True), "b": Change({"c": [False]}, {"c": [0]})}
    assert list(mine.conflicts({"a": True, "b": {"c": [False]}})) == []
    assert list(mine.conflicts({"a": 0, "b": {"c": [0]}})) == ["a"]


def test_an_object_of_any_keys_conflicts_by_key() -> None:
    before = {"custom": {"a": 1, "b": 2, "c": 3, "d": 4}}
    mine = Edit(WHERE, "update", before, {"custom": {"a": 10, "b": 20, "c": 30, "d": 4}})
    theirs = {"custom": {"a": 11, "b": 2, "c": 30, "d": 44}}
    assert mine.conflicts(theirs, {"custom"}) == {"custom.a": Conflict(1, 11, 10)}
