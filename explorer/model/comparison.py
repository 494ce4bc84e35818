"""Whether what was sent is what the vendor now holds, field by field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from explorer.model.body import present_for
from explorer.model.edit import MISSING, Change, Edit
from explorer.model.field import Field
from explorer.model.json_text import JsonObject, equal
from explorer.model.resource import Operation
from explorer.model.same import same
from explorer.model.validate import attributes
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the changed members of an edit stand in the record that was read afterwards."""

    kept: tuple[str, ...] = ()
    """As they were sent, or the same written otherwise."""
    stored_as: Mapping[str, Change] = field(default_factory=dict)
    """What was sent, and the text or other value that is held instead of it."""
    other: tuple[str, ...] = ()
    """Those of `stored_as` that are not the same value in another writing."""
    unchanged: tuple[str, ...] = ()
    """Still as before."""
    untold: tuple[str, ...] = ()
    """The vendor never tells them back."""

    @property
    def applied(self) -> bool:
        """All that can be seen is as it was sent, and something can be."""
        return bool(self.kept) and not self.unchanged and not self.other

    @property
    def not_applied(self) -> bool:
        """All that can be seen is as before, and something can be."""
        return bool(self.unchanged) and not self.kept and not self.other

    @property
    def tells(self) -> bool:
        """Something can be seen."""
        return bool(self.kept or self.other or self.unchanged)


def compare(operation: Operation, edit: Edit, present: JsonObject) -> Comparison:
    """`edit` against the members that the vendor holds now."""
    marks = {each.name: each.field for each in attributes(operation.form)} if operation.form else {}
    kept: list[str] = []
    stored_as: dict[str, Change] = {}
    other: list[str] = []
    unchanged: list[str] = []
    untold: list[str] = []
    present = present_for(operation, edit, present)
    for name, change in edit.changes.items():
        mark, held = marks.get(name, Field()), present.get(name, MISSING)
        is_same = same(mark.kind, change.after, held)
        if mark.untold or mark.secret or held is change.before is MISSING:
            untold.append(name)
        elif equal(held, change.after):
            kept.append(name)
        elif equal(held, change.before):
            unchanged.append(name)  # however alike the two are: what was wanted is the difference
        else:
            (kept if is_same else other).append(name)
            if not is_same or isinstance(change.after, str):
                stored_as[name] = Change(change.after, held)
    return Comparison(tuple(kept), stored_as, tuple(other), tuple(unchanged), tuple(untold))
