"""What the rows of a collection can be narrowed and sorted by, as the fields of a form: at the server, and here. Pure.

Each field reads its value from a `View`, and makes the view that has another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from explorer.model.account import Account
from explorer.model.address import Segments
from explorer.model.arranging import NO_VALUE, means_none
from explorer.model.errors import UsageError
from explorer.model.field import Column, Field
from explorer.model.parameters import has_digit, wire_value
from explorer.model.resource import Operation, Parameter, Resource
from explorer.model.text import fold
from explorer.model.value import dataclass
from explorer.model.view import HeldOrder, View
from explorer.repository.choices import Choice
from explorer.ui.filter_names import field_of

What: TypeAlias = Literal["parameter", "search", "order", "words", "column", "held order", "archived"]
_DOWN: Final = ", downwards"


@dataclass(frozen=True, slots=True)
class FilterField:
    """One thing that narrows or sorts."""

    what: What
    label: str
    note: str
    field: Field
    """What its values are, and where they can be chosen from."""
    parameters: tuple[Parameter, ...] = ()
    """Those of the vendor's that it sets."""
    path: str = ""
    """The column's, for one."""
    named_by: str = ""
    """For ids that no call names: the label of the column whose cells name them; empty: there is none."""
    orders: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """What can be chosen, each with the parameters that ask for it; of held rows with column and direction."""

    @property
    def held(self) -> bool:
        """It is about the rows held here."""
        return self.what in ("words", "column", "held order", "archived")

    @property
    def refers(self) -> bool:
        """Its values are ids that records which are held give names to."""
        return bool(self.field.kind in ("id", "ids") and (self.field.refers or self.field.seen))

    def value(self, view: View) -> str:
        """Its value in `view`; empty: it does not narrow."""
        if self.what == "parameter":
            return _shown(self.parameters[0], dict(view.filters).get(self.parameters[0].name, ""))
        if self.what == "search":
            return view.search
        if self.what == "words":
            return view.held_search
        if self.what == "column":
            held = dict(view.held_filters)
            return (held[self.path] or NO_VALUE) if self.path in held else ""
        if self.what == "archived":
            return "yes" if view.archived else ""
        if self.what == "held order":
            wanted = ((view.order.path, "down" if view.order.descending else "up"),) if view.order else ()
            return next((name for name, made in self.orders if made == wanted), "")
        return view.sort

    def put(self, view: View, text: str) -> View:
        """`view` with another value; without a text it does not narrow. Raises UsageError for what is not taken."""
        if self.what == "parameter":
            parameter = self.parameters[0]
            wire = [(parameter.name, wire_value(parameter, text))] if text else []
            others = [each for each in view.filters if each[0] != parameter.name]
            return replace(view, filters=tuple(sorted([*others, *wire])))
        if self.what == "search":
            return replace(view, search=text)
        if self.what == "words":
            return replace(view, held_search=text)
        if self.what == "column":
            others = [each for each in view.held_filters if each[0] != self.path]
            wanted = [(self.path, "" if text == NO_VALUE else text)] if text else []
            return replace(view, held_filters=tuple(sorted([*others, *wanted])))
        if self.what == "archived":
            return replace(view, archived=text == "yes")
        if text and text not in dict(self.orders):
            raise UsageError(f"there is no order “{text}”", next_step="choose one")
        if self.what == "held order":
            path, way = dict(self.orders)[text][0] if text else ("", "")
            return replace(view, order=HeldOrder(path, way == "down") if path else None)
        return replace(view, sort=text)


def fields_of(account: Account, collection: Segments) -> tuple[FilterField, ...]:
    """All there are: every documented parameter of the call that lists, then what can be done with held rows."""
    resource = account.vendor.resource(collection)
    operation = account.operation(resource, "list")
    return (
        *(_of_server(resource, operation) if operation is not None else ()),
        *_of_held(resource, "/".join(collection[0::2])),
    )


def _of_server(resource: Resource, operation: Operation) -> list[FilterField]:
    found: list[FilterField] = []
    sorting = {name for _, made in resource.sort for name in made}
    for each in operation.parameters:
        if each.name == resource.search:
            found.insert(0, FilterField("search", "search", _note(each), Field(), (each,)))
        elif each.name not in sorting:
            found.append(_parameter(resource, each))
    if resource.sort:
        parameters = tuple(each for each in operation.parameters if each.name in sorting)
        orders = tuple((name, tuple(sorted(made.items()))) for name, made in resource.sort)
        kind = Field(kind="choice", choices=tuple(name for name, _ in orders))
        found.append(FilterField("order", "order", "by the server", kind, parameters, orders=orders))
    return found


def _parameter(resource: Resource, parameter: Parameter) -> FilterField:
    label, note, column = parameter.name.replace("_", " "), _note(parameter), ""
    if parameter.kind == "ids" and not parameter.refers:
        members = {parameter.name, parameter.name.removesuffix("s")}
        members |= {each.rpartition(":")[2].partition(".")[0] for each in parameter.seen}
        column = next((each.label for each in resource.columns if each.label in members), "")
        if parameter.named:
            note = f"{note}, or their names as rows held here tell them"
        else:
            note = f"{note}; by name: “{column}” of the rows held here" if column else note
            note = f"{note}; names as far as records held here tell" if parameter.seen else note
    return FilterField("parameter", label, note, field_of(parameter), (parameter,), named_by=column)


def names_in_rows(field: FilterField, collection: Segments) -> Field | None:
    """Where rows of `collection` name what an id of `field` stands for, though they do not tell the id."""
    member = field.parameters[0].named if field.what == "parameter" else ""
    return Field(seen=(f"{'/'.join(collection[0::2])}:{member}",)) if member else None


def with_names_in_rows(found: Sequence[Choice], names: Sequence[Choice], singular: str) -> list[Choice]:
    """`found`, whose ids are known, then those of `names` that none of them has: their id has to be asked for."""
    known = {each.label for each in found}
    detail = f"its id is not held: enter reads it from a {singular} there"
    return [*found, *(Choice(None, each.label, detail) for each in names if each.label not in known)]


def _of_held(resource: Resource, names: str) -> list[FilterField]:
    words = FilterField("words", "any words", "in any column; accents and case do not count", Field())
    found = [words, *(_column(names, each) for each in resource.columns)]
    orders = tuple(
        (f"{each.label}{_DOWN if way == 'down' else ''}", ((each.path, way),))
        for each in resource.columns
        for way in ("up", "down")
    )
    kind = Field(kind="choice", choices=tuple(name for name, _ in orders))
    found.append(FilterField("held order", "sort by", "what has no value comes last", kind, orders=orders))
    if resource.archived:
        note = f"{resource.title} that are archived, too; they are asked for again"
        found.append(FilterField("archived", "archived", note, Field(kind="choice", choices=("yes",))))
    return found


def _column(names: str, column: Column) -> FilterField:
    note = "holds this text; of a phone number its digits" if column.kind == "phone" else "holds this text"
    if column.include:
        note = f"{note}; the rows are asked for with {column.include}"
    seen = () if column.include or column.personal else (f"{names}:{column.path}",)
    return FilterField("column", column.label, note, Field(kind=column.kind, seen=seen), path=column.path)


def _note(parameter: Parameter) -> str:
    """What the vendor says of it, and what is only our reading."""
    told = [parameter.help] if parameter.help else []
    if parameter.minimum is not None:
        told.append(f"{parameter.minimum:g} or more")
    if parameter.maximum is not None:
        told.append(f"{parameter.maximum:g} or less")
    if parameter.needs:
        told.append(f"only with {' and '.join(parameter.needs)}")
    if parameter.default:
        told.append(f"else {parameter.default}")
    if parameter.required:
        told.append("has to be given")
    if parameter.source == "inferred":
        told.append("inferred, not documented")
    return "; ".join(told)


def _shown(parameter: Parameter, wire: str) -> str:
    if parameter.kind != "bool":
        return wire
    return {parameter.wire[0]: "yes", parameter.wire[1]: "no"}.get(wire, wire)


# What can be chosen


def last_part(field: FilterField, text: str) -> str:
    """What is being typed: of several ids the last one."""
    return text.rpartition(",")[2].strip() if field.field.kind in ("ids", "texts") else text.strip()


def with_part(field: FilterField, text: str, part: str) -> str:
    """`text` with `part` in place of what is being typed."""
    if field.field.kind not in ("ids", "texts"):
        return part
    before = [each.strip() for each in text.split(",")[:-1]]
    return ",".join(dict.fromkeys([*(each for each in before if each), part]))


def offered(field: FilterField, text: str, found: Sequence[Choice] | None) -> list[Choice]:
    """What `text` can mean for `field`, the likeliest first; `found` are values that are held, None while they are
    looked for. The value of each is what the field gets."""
    none = [Choice(NO_VALUE, NO_VALUE, "null, not set or an empty text")] if field.what == "column" else []
    if text.strip() == NO_VALUE and none:
        return none
    if text:
        return [*_meant(field, text, found), *(none if means_none(text) else [])]
    return [Choice("", "any", "does not narrow"), *none, *_meant(field, text, found)]


def _meant(field: FilterField, text: str, found: Sequence[Choice] | None) -> list[Choice]:
    """The values that it can mean."""
    known = field.field.choices or (("yes", "no") if field.field.kind == "bool" else ())
    part = last_part(field, text)
    if known:
        exact = [each for each in known if each == text]
        holding = [each for each in known if fold(part) in fold(each)]
        matching = exact or sorted(holding, key=lambda each: not fold(each).startswith(fold(part)))
        return [Choice(with_part(field, text, each), each) for each in matching]
    named = [_named(field, text, each) for each in found or ()]
    typed = [Choice(text.strip(), text.strip(), "as typed")] if part else []
    if not field.refers:
        return [*typed, *named]
    if not has_digit(part):
        return named  # a name is no id: only what it stands for can be taken
    return [*named, *typed]


def _named(field: FilterField, text: str, choice: Choice) -> Choice:
    if choice.value is None:
        return choice
    value = str(choice.value)
    label = f"{choice.label} = {value}" if field.refers and choice.label != value else choice.label
    detail = choice.detail if choice.detail not in (value, choice.label) else ""
    return Choice(with_part(field, text, value), label, detail)
