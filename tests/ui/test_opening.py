"""What a form goes on with after a question about whose value it shall be."""

from __future__ import annotations

from explorer.model.address import Address
from explorer.model.edit import MISSING, Conflict
from explorer.model.errors import ChangedMeanwhile
from explorer.model.filling import Filling
from explorer.ui.opening import resolved
from explorer.ui.screens.conflict import Resolution
from tests.model.form_values import WRITES

WHERE = Address("a", ("users", "1"))


def custom(**values: str) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in values.items()}


def asked() -> tuple[Filling, ChangedMeanwhile]:
    """Two custom fields and a title are typed; somebody else has written one of the fields and the title."""
    operation = WRITES["assemble/users update"]
    filling = Filling(*operation, {"title": "Dr", "attributes": custom(a="1", b="2")}, {})
    filling = filling.put(("title",), "Prof").put(("attributes", "a"), {"value": "10"})
    filling = filling.put(("attributes", "b"), {"value": "20"})
    now = {"title": "Dame", "attributes": custom(a="11", b="2")}
    edit = filling.edit(WHERE)
    conflicts = edit.conflicts(now, {"attributes"})
    assert conflicts == {
        "title": Conflict("Dr", "Dame", "Prof"),
        "attributes.a": Conflict(*custom(a="1").values(), *custom(a="11").values(), *custom(a="10").values()),
    }
    return filling, ChangedMeanwhile("", conflicts=conflicts, present=now)


def test_theirs_of_one_key_leaves_mine_of_another() -> None:
    filling, error = asked()
    made = resolved(filling, error, Resolution(frozenset({"title"}), frozenset({"attributes.a"})))
    assert made.edit(WHERE).wanted == {"title": "Prof", "attributes": custom(b="20")}
    assert made.edit(WHERE).conflicts(error.present, {"attributes"}) == {}


def test_what_is_not_decided_is_asked_about_again() -> None:
    filling, error = asked()
    made = resolved(filling, error, Resolution(frozenset({"title"}), frozenset(), edit=""))
    assert list(made.edit(WHERE).conflicts(error.present, {"attributes"})) == ["attributes.a"]
    assert made.value(("attributes", "a")) == {"value": "10"}
    assert made.was(("attributes", "c")) is MISSING
