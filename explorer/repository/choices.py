"""What can be chosen for a field of a form, from what is held: never asked of a vendor, and never a limit.

A value that nothing here offers can be typed as it is.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.display import cell
from explorer.model.field import Field
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.listing import Held
from explorer.model.resource import Resource, walk
from explorer.model.search_words import words
from explorer.model.value import dataclass
from explorer.store.cache import Cache
from explorer.store.queries import EVERY

SEEN_SECONDS: Final = 60.0
"""How long what was seen in records is remembered: filling in a form asks for it with every key."""
FORMS_LIMIT: Final = 3_000
"""Records looked into for what stands deep inside them. Plain members are counted in all records."""
VALUES_LIMIT: Final = 20_000
"""Different values remembered of one path, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field can take."""

    value: JsonValue
    """As the vendor's record has it: an id can be text where the form wants a number, as `read_text` makes it one."""
    label: str
    """What people call it, unsafe as the vendor gave it."""
    detail: str = ""
    """What tells it apart from others of the same name, unsafe."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of `Field.seen`, read."""

    resources: tuple[str, ...]
    """The names of the resource and of those above it."""
    steps: tuple[str, ...]
    """The members that lead to the value."""
    name: str
    """The member beside the value that names it; empty when nothing does."""

    @classmethod
    def of(cls, seen: str) -> Place:
        """What `resource/below:path.to.value|name` says."""
        resources, _, rest = seen.partition(":")
        path, _, name = rest.partition("|")
        return cls(tuple(resources.split("/")), tuple(path.split(".")), name)


@dataclass(frozen=True, slots=True)
class _Seen:
    choice: Choice
    words: tuple[str, ...]
    """Of the label and the value, as search has them."""

    @classmethod
    def of(cls, choice: Choice) -> _Seen:
        """`choice`, with its words."""
        return cls(choice, tuple(words(f"{choice.label} {choice.value}")))


class Choices:
    """Offers values for fields, from one account's cache. For any thread; may read the disk for a second."""

    def __init__(self, account: Account, cache: Cache, clock: Callable[[], float]) -> None:
        self._account = account
        self._cache = cache
        self._clock = clock
        self._counting = threading.Lock()
        self._known: dict[tuple[str, ...], tuple[float, dict[str, _Seen]]] = {}

    def choices(self, field: Field, text: str, limit: int) -> list[Choice]:
        """At most `limit` values that `text` can mean, the likeliest first. Raises StoreError."""
        found: dict[str, Choice] = {}
        for choice in () if field.secret else self._offered(field, text.strip(), limit):
            found.setdefault(str(choice.value), choice)
            if len(found) >= limit:
                break
        return list(found.values())

    def label_for(self, field: Field, value: JsonValue) -> str:
        """What people call the record that `value`, an id or a list of them, stands for; empty when nothing tells.

        Counts once what stands in the field's places; from then on it reads for well under a millisecond. Raises
        StoreError.
        """
        keys = [str(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, (str, int))]
        labels = [self._label(field, key) for key in keys]
        return ", ".join(label or key for label, key in zip(labels, keys, strict=True)) if any(labels) else ""

    def learn(self, places: tuple[str, ...], choice: Choice) -> None:
        """A value of a field, just read in one of its places: known from now on without counting anew."""
        with self._counting:
            if places in self._known:
                counted_at, known = self._known[places]
                self._known[places] = counted_at, {**known, str(choice.value): _Seen.of(choice)}

    def _offered(self, field: Field, text: str, limit: int) -> Iterator[Choice]:
        """What `text` means as an id, then by the words of names. Without text what is seen most comes first.

        What was seen takes long to count, so it is not looked at where a search finds records.
        """
        if field.refers and text:
            found = list(self._records(field, [text, *self._search(field, text, limit)]))
            if found:
                yield from found
                return
        wanted = tuple(words(text))
        for seen in self._seen(field).values():
            if all(any(each.startswith(word) for each in seen.words) for word in wanted):
                held = self._held(field, str(seen.choice.value))
                yield from [seen.choice] if held is None else self._there(field, held)
        if field.refers and not text:
            first = self._cache.keys_by_prefix((field.refers,), "", 2 * limit)
            yield from self._records(field, [key for key, _ in first])

    def _search(self, field: Field, text: str, limit: int) -> Iterator[str]:
        """The keys of records that `text` finds, enough of them for some to be gone."""
        resource_of, name = self._account.vendor.resource, self._account.name
        for hit in self._cache.find(resource_of, name, text, limit=2 * limit, collection=(field.refers,)):
            if hit.row.key:
                yield hit.row.key

    def _records(self, field: Field, keys: Iterable[str]) -> Iterator[Choice]:
        for key in keys:
            held = self._held(field, key)
            if held is not None:
                yield from self._there(field, held)

    def _there(self, field: Field, held: Held) -> Iterator[Choice]:
        """The record as a choice, unless it is gone or archived at the vendor."""
        resource = self._resource(field)
        if held.gone_at is None and not resource.is_archived(held.body):
            yield _record_choice(resource, held)

    def _label(self, field: Field, key: str) -> str:
        held = self._held(field, key)
        if held is not None:
            return self._resource(field).label_of(held.body)
        # What people call it changes less often than what is frequent, and is asked for with every paint.
        known = self._known.get(field.seen)
        seen = (known[1] if known is not None else self._seen(field)).get(key)
        return seen.choice.label if seen is not None and seen.choice.label != key else ""

    def _resource(self, field: Field) -> Resource:
        return self._account.vendor.resource((field.refers,))

    def _held(self, field: Field, key: str) -> Held | None:
        """What is held of the record that `field` refers to by `key`."""
        if not field.refers:
            return None
        return self._cache.record(self._resource(field), Address(self._account.name, (field.refers, key)))

    def _seen(self, field: Field) -> dict[str, _Seen]:
        """What stands in the field's places, by the value as text, the most frequent first."""
        with self._counting:  # the keys typed meanwhile wait, instead of counting once more
            counted_at, known = self._known.get(field.seen, (0.0, {}))
            if field.seen not in self._known or not 0 <= self._clock() - counted_at < SEEN_SECONDS:
                known = self._count([Place.of(seen) for seen in field.seen])
                self._known[field.seen] = (self._clock(), known)
            return known

    def _count(self, places: Iterable[Place]) -> dict[str, _Seen]:
        counts: Counter[str] = Counter()
        found: dict[str, Choice] = {}
        for place in places:
            for record, count in self._stored(place):
                for choice in values_within(record, place.steps, place.name):
                    counts[str(choice.value)] += count
                    found.setdefault(str(choice.value), choice)
        most = [found[key] for key, _ in counts.most_common(VALUES_LIMIT)]
        return {str(each.value): _Seen.of(each) for each in most}

    def _stored(self, place: Place) -> Iterator[tuple[JsonObject, int]]:
        """Records with no more than the members that `place` is about, and how many are alike."""
        first, deeper = place.steps[0], len(place.steps) > 1
        second = first if deeper or not place.name else place.name
        forms = FORMS_LIMIT if deeper else EVERY
        for one, other, count in self._cache.counted(place.resources, (first, second), forms=forms, limit=VALUES_LIMIT):
            yield {second: other, first: one}, count


def values_within(value: JsonValue, steps: tuple[str, ...], name: str) -> Iterator[Choice]:
    """The values that `steps` lead to, through lists and a wrapping `{"data": …}`."""
    if isinstance(value, dict) and steps[0] not in value and set(value) == {"data"}:
        value = value["data"]
    if isinstance(value, list):
        for item in value:
            yield from values_within(item, steps, name)
    elif isinstance(value, dict) and len(steps) > 1:
        yield from values_within(value.get(steps[0]), steps[1:], name)
    elif isinstance(value, dict):
        found, label = value.get(steps[0]), value.get(name)
        if isinstance(found, (str, int)) and not isinstance(found, bool) and found != "":
            named = isinstance(label, str) and label.strip()
            yield Choice(found, str(label), str(found)) if named else Choice(found, str(found))


def _record_choice(resource: Resource, held: Held) -> Choice:
    key = held.address.key
    value = next((held.body[member] for member in resource.key if str(held.body.get(member)) == key), key)
    return Choice(value, resource.label_of(held.body) or key, _detail(resource, held.body))


def _detail(resource: Resource, body: JsonObject) -> str:
    """The e-mail address, else the first two texts that a table shows beside the name."""
    shown = {
        each: cell(walk(body, each.path), each.kind) for each in resource.columns if each.path not in resource.label
    }
    address = next((text for column, text in shown.items() if column.kind == "email" and text), "")
    texts = [text for column, text in shown.items() if column.kind == "text" and column.shown and text]
    return address or ", ".join(texts[:2])
