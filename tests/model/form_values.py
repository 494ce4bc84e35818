"""Made-up contents of every vendor's forms, for tests that hold for all of them."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, JsonValue, Number
from explorer.model.members import Member, members
from explorer.model.resource import Operation, Resource
from explorer.vendors import discover

WRITES: Final[dict[str, tuple[Resource, Operation]]] = {
    f"{vendor.name}/{'/'.join(each.name for each in (*above, resource))} {operation.name}": (resource, operation)
    for vendor in discover().values()
    for above, resource in vendor.walk()
    for operation in resource.operations
    if operation.writes
}
"""Every operation that writes, with its resource."""
NASTY: Final = (
    "", " ", '"', "'", '"""', "'''", "\\", "\r\n", "\n", "\r", "\t", "\0", "\x1b[2J", "\x7f", "\x85", "\u2028",
    "\u202e", "\ufeff", "\ufffd", "👩\u200d👧", "#", " = ", "[", "]", "{ null = true }", ",", "yes", "null", "0", "-1",
    "1e3", "2020-01-31",
)  # fmt: skip
"""Pieces of text that some way of writing it down could take for something else."""

texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), max_size=4).map("".join)
numbers = st.from_regex(r"-?(0|[1-9][0-9]{0,8})\.[0-9]{1,6}([eE][+-]?[0-9])?", fullmatch=True).map(Number)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


def values(member: Member) -> st.SearchStrategy[JsonValue]:
    """Values of the types that `member` takes, null among them where it may be."""
    made = _present(member)
    return st.one_of(st.none(), made) if member.nullable else made


def contents(known: tuple[Member, ...]) -> st.SearchStrategy[JsonObject]:
    """Objects of members: all required ones, and any of the others."""
    return st.fixed_dictionaries(
        {each.name: values(each) for each in known if each.required},
        optional={each.name: values(each) for each in known if not each.required},
    )


def parts(known: tuple[Member, ...]) -> st.SearchStrategy[JsonObject]:
    """Objects of any of the members, as a record fills some of them in."""
    return st.fixed_dictionaries({}, optional={each.name: values(each) for each in known})


@st.composite
def fillings(draw: st.DrawFn, *, typed: bool = True) -> Filling:
    """A form of any operation, over any record, with anything typed that fits."""
    resource, operation = WRITES[draw(st.sampled_from(sorted(WRITES)))]
    known = tuple(each for each in members(operation.form) if not each.field.secret)
    filling = Filling(resource, operation, draw(parts(known)), {})
    for name, value in draw(parts(known) if typed else st.just({})).items():
        if not filling.member((name,)).field.readonly:  # type: ignore[union-attr]  # it is one of them
            filling = filling.put((name,), value)
    return filling


def _present(member: Member) -> st.SearchStrategy[Any]:
    if member.shape == "object":
        return contents(member.members)
    if member.shape == "list":
        return st.lists(_item(member), max_size=3)
    if member.shape == "map":
        return st.dictionaries(texts, _item(member), max_size=3)
    if not member.takes:
        return anything
    if member.field.kind == "bool":
        return st.booleans() if bool in member.takes else st.sampled_from((0, 1))
    if member.field.choices:
        return st.sampled_from(member.field.choices)
    kinds = {str: texts, int: st.integers(), float: numbers}
    # Where a text will do, one is typed.
    return kinds[next(kind for kind in (str, float, int) if kind in member.takes)]


def _item(member: Member) -> st.SearchStrategy[JsonValue]:
    assert member.item is not None
    return values(member.item)
