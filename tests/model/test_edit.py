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
