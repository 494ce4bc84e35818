"""What records of different systems have in common, and which of a vendor's members say it. Pure, free of pydantic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from explorer.model.edit import MISSING
from explorer.model.field import Kind
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Resource, walk
from explorer.model.value import dataclass

Common: TypeAlias = Literal[
    "name",
    "given",
    "family",
    "email",
    "phone",
    "born",
    "username",
    "job",
    "team",
    "office",
    "organisation",
    "status",
    "started",
    "number",
    "address",
    "street",
    "city",
    "region",
    "postcode",
    "country",
]
"""What several systems can know of one person."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that several systems know of a person."""

    label: str
    kind: Kind = "text"


TRAITS: Final[Mapping[Common, Trait]] = {
    "name": Trait("name"),
    "given": Trait("given name"),
    "family": Trait("family name"),
    "email": Trait("e-mail", "email"),
    "phone": Trait("phone", "phone"),
    "born": Trait("born", "date"),
    "username": Trait("user name"),
    "job": Trait("job or role"),
    "team": Trait("team"),
    "office": Trait("office"),
    "organisation": Trait("company"),
    "status": Trait("status"),
    "started": Trait("start", "date"),
    "number": Trait("number"),
    "address": Trait("address"),
    "street": Trait("street"),
    "city": Trait("city"),
    "region": Trait("region"),
    "postcode": Trait("postcode"),
    "country": Trait("country"),
}
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Phone:
    """Where a phone number stands, and what tells its country where the number itself does not."""

    path: str
    calling: str = ""
    """The path of its calling code, such as `+44` or `44`."""
    country: str = ""
    """The path of a country of two letters (ISO 3166), its own or that of the postal address."""


@dataclass(frozen=True, slots=True)
class Person:
    """Where a vendor's record says what people of other systems have, too. Paths are dotted, as in `Column.path`.

    Names, e-mails and phones are found by the local search: each of their paths has to be one of the resource's
    columns, for phones of kind `phone`, its label or its `personal_texts`.
    """

    fields: Mapping[Common, tuple[str, ...]]
    """Everything but phones. Of several paths each is told; `name` is not needed beside `given` and `family`."""
    phones: tuple[Phone, ...] = ()

    def paths(self, common: Common) -> tuple[str, ...]:
        """The paths of one common field; none: the system does not have it."""
        if common == "phone":
            return tuple(each.path for each in self.phones)
        found = self.fields.get(common, ())
        if common == "name" and not found:
            return (*self.paths("given"), *self.paths("family"))
        return found

    @property
    def members(self) -> frozenset[str]:
        """The members of a record that common fields tell whole."""
        return frozenset(path for each in TRAITS for path in self.paths(each) if "." not in path)


def values_at(record: JsonObject, path: str) -> list[JsonValue]:
    """What stands at a path: null and empty text too, one value for each member of a list; nothing where the record
    does not have the member."""
    if path.partition(".")[0] not in record:
        return []
    found = walk(record, path)
    return found if isinstance(found, list) else [found]


def told(resource: Resource, record: JsonObject, common: Common) -> JsonValue:
    """What `record` says of a common field: one value, a list of several, or MISSING. A name of several parts is
    joined."""
    assert resource.person is not None
    paths = resource.person.paths(common)
    values = [value for path in paths for value in values_at(record, path)]
    if not any(path.partition(".")[0] in record for path in paths):
        return MISSING
    if common == "name" and len(paths) > 1:
        parts = [str(each) for each in values if isinstance(each, (str, int)) and str(each).strip()]
        return " ".join(parts) if parts or not values else values[0]
    distinct: list[JsonValue] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    if len(paths) > 1 and len(distinct) > 1:
        distinct = [each for each in distinct if each not in (None, "")]
    return distinct[0] if len(distinct) == 1 else distinct


def resources_of_people(resources: tuple[Resource, ...]) -> Iterator[Resource]:
    """The vendor's own collections whose records are people."""
    yield from (each for each in resources if each.person is not None)


def contacts_of_opened_only(resources: tuple[Resource, ...]) -> Iterator[Resource]:
    """Collections of people whose e-mails or phones have to be asked for by an include, which the rows of a list come
    without: only those of records that were opened are known."""
    for resource in resources_of_people(resources):
        assert resource.person is not None
        paths = {*resource.person.paths("email"), *resource.person.paths("phone")}
        if any(column.include for column in resource.columns if column.path in paths):
            yield resource
