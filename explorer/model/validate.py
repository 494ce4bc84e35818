"""Typed records and forms: the only place besides a vendor's `records.py` that imports pydantic.

Reading is lenient (a field of the wrong type is marked, the record is never lost), writing is strict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from explorer.model.field import Field
from explorer.model.json_text import JsonObject
from explorer.model.resource import TypeReference


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
        problems = {
            str(each["loc"][0]): each["msg"]
            for each in error.errors(include_input=False, include_url=False)
            if each["loc"]
        }
    readable = {name: value for name, value in row.items() if name not in problems}
    try:
        return Checked(_record(model.model_validate(readable)), problems)
    except ValidationError:
        return Checked(None, problems)


def _record(model: BaseModel) -> Record:
    assert isinstance(model, Record)
    return model
