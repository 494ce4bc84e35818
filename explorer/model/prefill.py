"""What a record fills in of an operation's form, before anybody has typed."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import NoneType
from typing import Any, Protocol, cast, get_args, get_origin

from explorer.model.edit import MISSING
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Operation, TypeReference
from explorer.model.validate import alternatives, attributes, form_reference, is_form


class Prefill(Protocol):
    """What `Operation.prefill` names."""

    def __call__(self, record: JsonObject, /) -> JsonObject:
        """The members of the form that `record` fills in."""


def prefilled(operation: Operation, record: JsonObject) -> JsonObject:
    """The members of the operation's form as `record` has them; a member it does not tell stays out.

    Members that saving only repeats (`Field.readonly`) are among them; secrets and what is only read never are.
    """
    if operation.prefill:
        return _function(operation.prefill)(record)
    return same_named(operation.form, record) if operation.form else {}


def same_named(form: TypeReference, record: JsonObject) -> JsonObject:
    """The members of `record` that the form has by the same name, also inside other members.

    A null that the form does not take, and a structure where it wants a plain value, stay out. Ids that come as text
    and flags that come as booleans become the integers that the form wants, 0 and 1 the booleans. Any other value
    stays as it was written, fit or not: the form says so, instead of dropping it.
    """
    filled: JsonObject = {}
    for each in attributes(form):
        if each.name in record and not each.field.secret:
            value = _fitted(each.annotation, record[each.name])
            if value is not MISSING:
                filled[each.name] = value
    return filled


@cache
def _function(reference: TypeReference) -> Prefill:
    module, _, name = reference.partition(":")
    return cast(Prefill, getattr(import_module(module), name))


def _fitted(annotation: Any, value: JsonValue) -> JsonValue:
    """`value` as the annotated type takes it; `MISSING` when it is nothing of the kind."""
    kinds = alternatives(annotation)
    if value is None or Any in kinds:
        return value if NoneType in kinds or Any in kinds else MISSING
    if isinstance(value, dict) and set(value) == {"data"}:
        value = value["data"]  # as Fractal wraps what is included
    if isinstance(value, dict):
        return _structure(kinds, value)
    if isinstance(value, list):
        items = next((get_args(kind)[0] for kind in kinds if get_origin(kind) is list), None)
        made = [] if items is None else [_fitted(items, each) for each in value]
        return MISSING if items is None or MISSING in made else made
    return _plain(kinds, value)


def _structure(kinds: tuple[Any, ...], value: JsonObject) -> JsonValue:
    for kind in kinds:
        if is_form(kind):
            form = form_reference(kind)
            made = same_named(form, value)
            required = {each.name for each in attributes(form) if each.required}
            return made if required <= made.keys() else MISSING
        if get_origin(kind) is dict:
            fitted = ((name, _fitted(get_args(kind)[1], each)) for name, each in value.items())
            return {name: each for name, each in fitted if each is not MISSING}
    return MISSING


def _plain(kinds: tuple[Any, ...], value: JsonValue) -> JsonValue:
    if all(get_origin(kind) in (list, dict) or is_form(kind) for kind in kinds if kind is not NoneType):
        return MISSING
    if int in kinds and str not in kinds:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
    if bool in kinds and isinstance(value, int) and value in (0, 1):
        return bool(value)
    return value
