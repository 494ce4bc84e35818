"""Typed records and forms: the only place besides a vendor's `records.py` that imports pydantic.

Reading is lenient (a field of the wrong type is marked, the record is never lost), writing is strict.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from explorer.model.field import Field
from explorer.model.json_text import JsonObject, JsonValue, Number
from explorer.model.problem_words import is_of_another_type, plain_words
from explorer.model.resource import TypeReference
from explorer.model.value import dataclass


class Record(BaseModel):
    """What a vendor answers. Every attribute is `Annotated[type, Field(...)]`; unknown members are kept."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        defer_build=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        coerce_numbers_to_str=True,
        protected_namespaces=(),
    )


class Form(BaseModel):
    """What a vendor accepts as a request body. Unknown members are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        defer_build=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        protected_namespaces=(),
    )


@dataclass(frozen=True, slots=True)
class Attribute:
    """One member of a record or form."""

    name: str
    """As it stands in the vendor's JSON."""
    field: Field
    required: bool
    annotation: Any
    """The Python type, for validating one value."""

    @property
    def label(self) -> str:
        """Shown name."""
        return self.field.label or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Checked:
    """A vendor's row read against its record type."""

    record: Record | None
    """None when it could not be read as a whole; the raw row still can be shown."""
    problems: Mapping[str, str]
    """Member to what is wrong with it, in words that quote no value."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Members that were held against a form."""

    members: JsonObject
    """As they go on the wire; empty when there are problems."""
    problems: Mapping[str, str]
    """Dotted path of a member to what is wrong with it, in words that quote no value; empty path: the whole."""


@cache
def load(reference: TypeReference) -> type[BaseModel]:
    """The class named `package.module:Class`."""
    module, _, name = reference.partition(":")
    loaded: type[BaseModel] = getattr(import_module(module), name)
    return loaded


@cache
def attributes(reference: TypeReference) -> tuple[Attribute, ...]:
    """The members of the record or form named by `reference`, in their documented order."""
    made: list[Attribute] = []
    for name, info in load(reference).model_fields.items():
        mark = next((each for each in info.metadata if isinstance(each, Field)), None)
        if mark is None:
            raise TypeError(f"{reference}.{name} carries no Field mark")
        made.append(Attribute(info.alias or name, mark, info.is_required(), info.annotation))
    return tuple(made)


def check(reference: TypeReference, row: JsonObject) -> Checked:
    """`row` read against its record type, member by member."""
    model = load(reference)
    try:
        return Checked(_record(model.model_validate(row)), {})
    except ValidationError as error:
        problems = {path[0]: words for path, words in _problems(reference, error, row).items() if path}
    readable = {name: value for name, value in row.items() if name not in problems}
    try:
        return Checked(_record(model.model_validate(readable)), problems)
    except ValidationError:
        return Checked(None, problems)


def _record(model: BaseModel) -> Record:
    assert isinstance(model, Record)
    return model


def accept(reference: TypeReference, given: JsonObject) -> Accepted:
    """Members held against their form, strictly. Texts and numbers that fit stay as they were written."""
    try:
        form = load(reference).model_validate(given)
    except ValidationError as error:
        return Accepted({}, {".".join(path): words for path, words in _problems(reference, error, given).items()})
    return Accepted(_as_written(form.model_dump(by_alias=True, exclude_unset=True), given), {})


@cache
def by_name(reference: TypeReference) -> frozenset[str]:
    """The members of a form that are objects of any keys, each of which is changed by itself."""
    return frozenset(
        each.name
        for each in attributes(reference)
        if any(get_origin(kind) is dict for kind in alternatives(each.annotation))
    )


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types of a union, without their marks; null is among them as `NoneType`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return alternatives(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return tuple(kind for each in get_args(annotation) for kind in alternatives(each))
    return (annotation,)


def is_form(kind: Any) -> bool:
    """Whether a type of an annotation is a form: an object of known members."""
    return isinstance(kind, type) and issubclass(kind, Form)


def form_reference(form: type[Form]) -> TypeReference:
    """The name by which `form` is found."""
    return f"{form.__module__}:{form.__qualname__}"


def _problems(reference: TypeReference, error: ValidationError, given: JsonObject) -> dict[tuple[str, ...], str]:
    """By place what is wrong with `given`. Where no branch of a union fits, the one that comes closest says it."""
    marks: dict[tuple[str, ...], Field] = {(each.name,): each.field for each in attributes(reference)}
    found: dict[tuple[str, ...], ErrorDetails] = {}
    for each in error.errors(include_input=False, include_url=False):
        place = _place(each["loc"], given)
        if place not in found or (is_of_another_type(found[place]) and not is_of_another_type(each)):
            found[place] = each
    return {
        place: _words(reference, place, each, given) or plain_words(each, marks.get(place, Field()))
        for place, each in found.items()
    }


def _words(reference: TypeReference, place: tuple[str, ...], error: ErrorDetails, given: JsonObject) -> str:
    """What is wrong where a null or a plain value stands in the place of something else; empty: nothing of the kind."""
    value: JsonValue = given
    for step in place:
        value = value[int(step)] if isinstance(value, list) else value.get(step) if isinstance(value, dict) else value
    if not place or not is_of_another_type(error) or isinstance(value, dict):
        return ""
    if value is None:
        return "may not be null"
    form = _form_at(reference, place)
    if not form:
        return ""
    inside = sorted(attributes(form), key=lambda each: not each.required)[0]
    return f"is a set of fields: write {'.'.join((*place, inside.name))}=…"


def _form_at(reference: TypeReference, place: tuple[str, ...]) -> TypeReference:
    """The form of the object at `place`; empty where none belongs there."""
    form, kinds = reference, tuple[Any, ...]()
    for step in place:
        if form:
            annotation = next((each.annotation for each in attributes(form) if each.name == step), None)
        else:
            annotation = next((get_args(kind)[-1] for kind in kinds if get_origin(kind) in (list, dict)), None)
        kinds = alternatives(annotation)
        form = next((form_reference(kind) for kind in kinds if is_form(kind)), "")
    return form


def _place(steps: tuple[int | str, ...], value: JsonValue) -> tuple[str, ...]:
    """Where a problem is, without the names pydantic adds for the branches of a union."""
    names: list[str] = []
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            names.append(step)
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            names.append(str(step))
            value = value[step] if step < len(value) else None
        else:
            break
    return tuple(names)


def _as_written(accepted: JsonValue, given: JsonValue) -> JsonValue:
    """`accepted` with the numbers of `given` that are the same as they were written (1.10 stays 1.10)."""
    if isinstance(accepted, dict) and isinstance(given, dict):
        return {name: _as_written(value, given.get(name)) for name, value in accepted.items()}
    if isinstance(accepted, list) and isinstance(given, list) and len(accepted) == len(given):
        return [_as_written(value, written) for value, written in zip(accepted, given, strict=True)]
    return given if isinstance(accepted, float) and isinstance(given, Number) else accepted
