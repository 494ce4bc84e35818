"""`Filling`: a form while it is filled in. A value: every change of it makes a new one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from explorer.model.address import Address
from explorer.model.body import body
from explorer.model.edit import MISSING, Edit, changed_keys
from explorer.model.errors import InvalidForm
from explorer.model.json_text import JsonObject, JsonValue, equal
from explorer.model.members import Member, Path, dotted, member_at, members
from explorer.model.resource import Operation, Resource
from explorer.model.validate import by_name
from explorer.model.value import dataclass

_ANYWHERE: Final = Address("")
"""Hardly any form takes something else for one record than for another."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What was read, and what has been typed over it."""

    resource: Resource
    operation: Operation
    before: JsonObject
    """The form's members as the record was read (`explorer.model.prefill.prefilled`)."""
    typed: JsonObject
    """The top-level members that were touched, whole, as typed: they need not be valid."""
    about: Address = _ANYWHERE
    """The record it is about, or the collection it is made in; the empty one where that is of no matter."""

    def value(self, path: Path) -> JsonValue:
        """What stands at `path` now; `MISSING` when nothing does."""
        return _found({**self.before, **self.typed}, path)

    def was(self, path: Path) -> JsonValue:
        """What stood at `path` when it was read; `MISSING` when nothing did."""
        return _found(self.before, path)

    def member(self, path: Path) -> Member | None:
        """What the form says of `path`; None inside of what may be any structure."""
        return member_at(self.operation.form, path)

    def put(self, path: Path, value: JsonValue) -> Filling:
        """With `value` at `path`; `MISSING` takes out what is there. What was read, put back, is not touched any more.

        Objects on the way are made; an item of a list has to be there, or be the next one (else IndexError). Members
        of the form itself, and keys of its objects of any keys, that were read can only be put back: what a request
        does not name stays as it is at the vendor.
        """
        if value is MISSING:
            return self._without(path)
        name, *inner = path
        was = self.was(path)
        if not inner and self._keyed(path) and isinstance(value, dict) and isinstance(was, dict):
            value = {**was, **value}
        return self._with(str(name), _placed(self.value((name,)), inner, _as_read(value, was)))

    def back(self, path: Path) -> Filling:
        """With what was read at `path`; without what was not there."""
        return self.put(path, self.was(path))

    def append(self, path: Path) -> Filling:
        """With one more item, still empty, in the list at `path`."""
        present, member = self.value(path), self.member(path)
        items = present if isinstance(present, list) else []
        shape = member.item.shape if member is not None and member.item is not None else "plain"
        empty: dict[str, JsonValue] = {"object": {}, "map": {}, "list": []}
        return self.put(path, [*items, empty.get(shape, "")])

    def remove(self, path: Path) -> Filling:
        """Without an item of a list, or without a key of an object of any keys, as `put` says."""
        return self._without(path)

    def removable(self, path: Path) -> bool:
        """Whether `remove` can take it out: an item of a list, or a key that was added."""
        above = self.member(path[:-1])
        if above is None or above.shape not in ("list", "map") or self.value(path) is MISSING:
            return False
        return not self._stays(path)

    @property
    def changed(self) -> tuple[str, ...]:
        """The top-level members that differ from what was read, in the form's order."""
        known = (each.name for each in members(self.operation.form))
        return tuple(name for name in known if name in self.typed and self.is_changed((name,)))

    def is_changed(self, path: Path) -> bool:
        """Whether what stands at `path` differs from what was read."""
        return not equal(self.value(path), self.was(path))

    def problems(self) -> Mapping[str, str]:
        """Dotted path to what is wrong there, in words that quote no value; the empty path stands for the whole."""
        try:
            body(self.resource, self.operation, self.edit(self.about), self.before)
        except InvalidForm as error:
            return error.fields
        return {}

    def problem(self, path: Path) -> str:
        """What is wrong with the value at `path`, as far as it is filled in; empty when nothing is.

        For a structure whose parts are not members of the form, also what is wrong inside of it.
        """
        if self.value(path) is MISSING:
            return ""
        problems, place = self.problems(), dotted(path)
        member = self.member(path)
        if place in problems or member is None or member.members:
            return problems.get(place, "")
        inside = (words for below, words in problems.items() if below.startswith(f"{place}."))
        return next(inside, "")

    def edit(self, address: Address) -> Edit:
        """The wish to change the record at `address`. Of objects of any keys it names the keys that were changed."""
        wanted = {
            name: changed_keys(self.typed[name], self.before.get(name)) if self._keyed((name,)) else self.typed[name]
            for name in self.changed
        }
        return Edit(address, self.operation.name, self.before, wanted)

    def rebased(self, present: JsonObject) -> Filling:
        """The same typing over the members as they are now."""
        wanted = self.edit(_ANYWHERE).wanted
        made = replace(self, before=present, typed={})
        for name, value in wanted.items():
            made = made.put((name,), value)
        return made

    def _with(self, name: str, value: JsonValue) -> Filling:
        typed = {each: known for each, known in self.typed.items() if each != name}
        if value is not MISSING and not equal(value, self.before.get(name, MISSING)):
            typed[name] = value
        return replace(self, typed=typed)

    def _without(self, path: Path) -> Filling:
        if self.value(path) is MISSING:
            return self
        if self._stays(path):
            return self.put(path, self.was(path))
        name, *inner = path
        made = self._with(str(name), _taken_out(self.value((name,)), inner))
        return made._tidied(path[:-1])

    def _stays(self, path: Path) -> bool:
        """Whether what was read at `path` cannot be taken out, because no request could say so."""
        return len(path) <= (2 if self._keyed(path) else 1) and self.was(path) is not MISSING

    def _keyed(self, path: Path) -> bool:
        """Whether it is, or lies in, an object of any keys, each of which is changed by itself."""
        return bool(self.operation.form) and path[0] in by_name(self.operation.form)

    def _tidied(self, path: Path) -> Filling:
        """Without a structure that became empty by taking out its last part, when there was none before."""
        above = self.member(path[:-1]) if len(path) > 1 else None
        if not path or self.value(path) not in ([], {}) or (above is not None and above.shape in ("list", "map")):
            return self
        was = self.was(path)
        if was is None:
            return self.put(path, None)
        return self._without(path) if was is MISSING else self


def _found(value: JsonValue, path: Path) -> JsonValue:
    for step in path:
        held = isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
        if not held and not (isinstance(value, dict) and step in value):
            return MISSING
        value = value[step]
    return value


def _placed(value: JsonValue, path: list[str | int], wanted: JsonValue) -> JsonValue:
    """A copy of `value` with `wanted` at `path`."""
    if not path:
        return wanted
    step, *inner = path
    if isinstance(step, int):
        items = [*value, MISSING] if isinstance(value, list) else [MISSING]
        items[step] = _placed(items[step], inner, wanted)
        return items if items[-1] is not MISSING else items[:-1]
    known = value if isinstance(value, dict) else {}
    return {**known, step: _placed(known.get(step, MISSING), inner, wanted)}


def _taken_out(value: JsonValue, path: list[str | int]) -> JsonValue:
    """A copy of `value` without what is at `path`; `MISSING` when that is all of it."""
    if not path:
        return MISSING
    step, *inner = path
    kept = _taken_out(value[step], inner)
    copy = value.copy()
    if kept is MISSING:
        del copy[step]
    else:
        copy[step] = kept
    return copy


def _as_read(value: JsonValue, was: JsonValue) -> JsonValue:
    """What was read, when `value` is a number's digits typed again where the form takes texts, too."""
    is_number = isinstance(was, int) and not isinstance(was, bool)
    return was if is_number and value == str(was) else value
