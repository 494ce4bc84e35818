"""What an API offers, as plain data: `Vendor` > `Resource` > `Operation` > `Parameter`.

A vendor's folder fills these in; nothing outside it knows a vendor by name. No pydantic here: names can be checked
and a first table painted without it. Record and form types are named as `module:Class` and loaded when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeAlias

from explorer.model.address import Segments
from explorer.model.auth import AuthScheme
from explorer.model.errors import AddressError
from explorer.model.field import Column, Kind
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.page import Pager
from explorer.model.value import dataclass

if TYPE_CHECKING:
    from explorer.model.person import Person

Source: TypeAlias = Literal["seed", "docs", "inferred"]
"""How certain a statement about an API is: the main document, the vendor's other pages, or our reading."""
Verify: TypeAlias = Literal["read", "search", "none"]
"""How a write whose answer was lost can be checked: by reading again, by searching for it, or not at all."""
TypeReference: TypeAlias = str
"""A class or function by name, `package.module:Class`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One documented query parameter."""

    name: str
    """As the vendor spells it."""
    kind: Kind = "text"
    help: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    """What the vendor assumes when it is left out; empty: nothing, or not documented."""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    needs: tuple[str, ...] = ()
    """Other parameters that have to be sent with it."""
    refers: str = ""
    """For ids: the resource they are keys of."""
    seen: tuple[str, ...] = ()
    """Where values it can take stand in records that are held, as `Field.seen`."""
    named: str = ""
    """For ids: the member of the listed rows that names what one stands for, where the rows do not tell the id."""
    wire: tuple[str, str] = ("true", "false")
    """For `bool`: how yes and no are written."""
    source: Source = "seed"


@dataclass(frozen=True, slots=True)
class Include:
    """Related data that an operation adds to each record when asked."""

    name: str
    help: str = ""
    shown: bool = False
    """Asked for whenever one record is opened."""
    parameter: str = ""
    """The one of the operation's `include_parameters` that carries it; empty: the first."""
    source: Source = "seed"


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented call."""

    name: str
    """`list`, `get`, `create`, `update`, `delete`, `export`, or the name of an action such as `unlink`."""
    method: str
    path: str
    """Template under the base URL; `{user_id}` is filled from the address, `{cursor}` by the pager."""
    summary: str
    effect: str = ""
    """For a write: a sentence that says before it is sent what it does; `{whom}` is how many of what."""
    parameters: tuple[Parameter, ...] = ()
    includes: tuple[Include, ...] = ()
    include_parameters: tuple[str, ...] = ()
    """The query parameters that carry comma-separated includes; empty when it has none."""
    form: TypeReference = ""
    """The pydantic form of the request body; empty when there is none to fill in."""
    prefill: TypeReference = ""
    """A pure function `package.module:function`, from a record as it was read to the members of the form that it
    fills in; empty: the members of the same name. For a call on a whole collection the record is its rows, under the
    resource's name."""
    fixed: Mapping[str, JsonValue] = field(default_factory=dict)
    """Members of the body that are the same in every call of it."""
    wrap: str = ""
    """The one key the body is wrapped in; empty: none."""
    whole: bool = False
    """The contract wants the whole object; else what changed is sent, and the form's required members."""
    unwrap: tuple[str, ...] = ()
    """Keys that lead from the answer to the record; keys that are absent are passed over."""
    retry: bool = False
    """May be sent again when its answer was lost."""
    verify: Verify = "read"
    undo: str = ""
    """The operation that takes it back, or empty."""
    final: str = ""
    """For what cannot be taken back: the sentence that says so."""
    held_fast: Mapping[str, str] = field(default_factory=dict)
    """Members of the form with which, when they are true, the vendor refuses `undo`: the sentence that says so."""
    typed_confirmation: bool = False
    """The id has to be typed before it is sent."""
    errors: tuple[tuple[int, str], ...] = ()
    """Documented refusals: HTTP status and what it means."""
    source: Source = "seed"
    """Certainty of method and path."""

    @property
    def writes(self) -> bool:
        """Changes something at the vendor."""
        return self.method != "GET"

    @property
    def way_back(self) -> str:
        """How it is taken back, in words, or the sentence that says that it cannot be."""
        if not self.undo:
            return self.final
        if self.undo == self.name:
            return "The way back: undo sends the values of before."
        ways = {"create": "undo makes it again, under a new id", "delete": "undo deletes what was made"}
        return f"The way back: {ways.get(self.undo, f'the action {self.undo}')}."

    def way_back_from(self, wanted: JsonObject) -> str:
        """`way_back` of a call that sends `wanted`."""
        refused = (words for name, words in self.held_fast.items() if wanted.get(name) is True)
        return next(refused, self.way_back)

    def way_back_of(self, count: int) -> str:
        """`way_back` for so many records: undo takes them back one by one."""
        if count == 1 or self.undo not in (self.name, "create", "delete"):
            return self.way_back
        return f"{self.way_back.removesuffix('.')}, one record at a time in the journal."

    def parameter(self, name: str) -> Parameter | None:
        """The parameter called `name`, if it is documented."""
        return next((each for each in self.parameters if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Resource:
    """One collection of records."""

    name: str
    """Kebab-case, as in addresses."""
    title: str
    """Plural, for people: `phone numbers`."""
    singular: str
    id_name: str
    """The placeholder its key fills in path templates, such as `user_id`."""
    record: TypeReference
    operations: tuple[Operation, ...]
    columns: tuple[Column, ...]
    label: tuple[str, ...]
    """Paths whose values, joined, name one record to a person."""
    key: tuple[str, ...] = ("id",)
    """Members that may hold the key, the first present one counts."""
    children: tuple[Resource, ...] = ()
    letter: str = ""
    """Under a record: the key that opens this collection from its parent's detail pane."""
    pager: Pager | None = None
    """How its `list` is paged; None: one page."""
    export: Pager | None = None
    """How its incremental export is paged; None: it has none."""
    search: str = ""
    """The query parameter of the server's own search; empty: the server cannot search."""
    sort: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Orders the server offers: name for people, and the parameters that ask for it."""
    includes_as: str = ""
    """Under a record: the member of the parent's record that embeds this collection when included."""
    archived: str = ""
    """The member that, when not null, marks a record as deleted; hidden on screen."""
    personal_texts: tuple[str, ...] = ()
    """Further paths searched besides the columns."""
    volatile: tuple[str, ...] = ()
    """Members that change by themselves or along with any other one: by them alone a record does not count as
    changed."""
    secrets: tuple[str, ...] = ()
    """Members that its forms take as secrets: what an answer holds of them is neither kept nor shown."""
    person: Person | None = None
    """Where its records say what people of other systems have, too; None: they are not compared with others."""
    reserved: tuple[str, ...] = ()
    """Words that are no ids, because the path with one in the key's place is another call."""

    def operation(self, name: str) -> Operation | None:
        """The operation called `name`, if documented."""
        return next((each for each in self.operations if each.name == name), None)

    def on_collection(self, operation: Operation) -> bool:
        """The operation is called on a collection, not on one of its records: a create, or the update of a whole list.
        An account's own way of calling it does not tell; the documented one does."""
        return f"{{{self.id_name}}}" not in (self.operation(operation.name) or operation).path

    def noun(self, count: int) -> str:
        """What `count` of its records are called."""
        return self.singular if count == 1 else self.title

    def consequences(self, operation: Operation, count: int = 1) -> str:
        """What a write does to `count` of these records, and the way back: what is told before it is sent."""
        whom = f"{count:,} {self.noun(count)}"
        return f"{operation.effect.format(whom=whom)} {operation.way_back_of(count)}".strip()

    def child(self, name: str) -> Resource | None:
        """The sub-collection called `name`."""
        return next((each for each in self.children if each.name == name), None)

    def key_of(self, row: JsonObject) -> str:
        """The key of a vendor's row as text; empty when it has none (then the row cannot be addressed)."""
        for member in self.key:
            value = row.get(member)
            if isinstance(value, bool) or value is None or value == "":
                continue
            if isinstance(value, (str, int)):
                return str(value)
        return ""

    def label_of(self, row: JsonObject) -> str:
        """The record's name for people, unsafe as the vendor gave it; empty when it has none."""
        parts = (walk(row, path) for path in self.label)
        return " ".join(str(part) for part in parts if isinstance(part, (str, int)) and str(part).strip())

    def is_archived(self, row: JsonObject) -> bool:
        """The record is marked as deleted."""
        return bool(self.archived) and walk(row, self.archived) is not None

    @property
    def actions(self) -> tuple[Operation, ...]:
        """Operations other than the five usual ones and the export."""
        usual = ("list", "get", "create", "update", "delete", "export")
        return tuple(each for each in self.operations if each.name not in usual)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request, decoded."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: JsonValue
    """None when there was no body."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a vendor's answer says went wrong."""

    status: int
    """The status that counts: the HTTP one, or one inside the body."""
    message: str = ""
    """The vendor's words, unsafe."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field name to the vendor's words about it, unsafe."""
    retry_after: float | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One key of an account's `options` table."""

    name: str
    help: str
    kind: Kind = "text"
    parameter: str = ""
    """The query parameter it sets on every operation that documents it; empty: read by the vendor's code."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """One API. Data; it does nothing by itself."""

    name: str
    """As in `vendor = "..."` of an account."""
    title: str
    base_url: str
    """Empty where every organisation has its own."""
    base_url_example: str
    auth: AuthScheme
    resources: tuple[Resource, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with every request, such as Accept."""
    options: tuple[Option, ...] = ()
    parallel: int = 4
    """Requests in flight at once."""
    interval: float = 0.0
    """Least seconds between the starts of two requests."""
    fault: Callable[[Answer], Fault | None] = lambda answer: None
    """Reads the vendor's own error form; None when the answer is good. HTTP status 400 and above is a fault anyway."""
    warnings: Callable[[Answer], tuple[str, ...]] = lambda answer: ()
    """What a good answer warns of, in the vendor's words, unsafe."""

    def resource(self, segments: Segments) -> Resource:
        """The resource that `segments` (of a collection or of a record in it) leads to. Raises AddressError."""
        names = segments[0::2]
        if not names:
            raise AddressError(f"{self.title} has {self._names(self.resources)}", next_step="name one of them")
        known = self.resources
        found: Resource | None = None
        for name in names:
            found = next((each for each in known if each.name == name), None)
            if found is None:
                raise AddressError(f"{self.title} has no “{name}” there", next_step=f"it has {self._names(known)}")
            known = found.children
        assert found is not None
        return found

    def path_values(self, segments: Segments) -> dict[str, str]:
        """Placeholder to id for every record on the way of `segments`. Raises AddressError."""
        values: dict[str, str] = {}
        for place in range(0, len(segments) - 1, 2):
            resource, key = self.resource(segments[: place + 1]), segments[place + 1]
            if key in resource.reserved:
                raise AddressError(
                    f"“{key}” is not the id of a {resource.singular}: {self.title} uses the word for a call of its own",
                    next_step=f"name a {resource.singular} by its id",
                )
            values[resource.id_name] = key
        return values

    def walk(self) -> Iterator[tuple[tuple[Resource, ...], Resource]]:
        """Every resource with those above it, parents first."""

        def below(
            above: tuple[Resource, ...], resources: tuple[Resource, ...]
        ) -> Iterator[tuple[tuple[Resource, ...], Resource]]:
            for each in resources:
                yield above, each
                yield from below((*above, each), each.children)

        yield from below((), self.resources)

    @staticmethod
    def _names(resources: tuple[Resource, ...]) -> str:
        return ", ".join(each.name for each in resources) or "nothing"


def walk(value: JsonValue, path: str) -> JsonValue:
    """The value at a dotted path; through a list, the list of values. A wrapping `{"data": …}` is passed over."""
    if isinstance(value, dict) and path in value and "." not in path:
        return value[path]  # what nearly every cell comes from
    for name in path.split("."):
        if isinstance(value, dict) and name not in value and set(value) == {"data"}:
            value = value["data"]
        if isinstance(value, list):
            value = [item.get(name) for item in value if isinstance(item, dict)]
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            return None
    return value
