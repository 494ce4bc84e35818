"""What changed between two forms of a record, field by field, by the labels of its type. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explorer.model.change_words import leaves
from explorer.model.changes import Compared, FieldChange, Happened, Path, RecordChange, What, differing
from explorer.model.edit import MISSING, Change
from explorer.model.field import HIDDEN, Field
from explorer.model.json_text import JsonValue
from explorer.model.resource import Resource
from explorer.model.validate import Attribute, attributes
from explorer.model.value_words import name_words


def told(resource: Resource, happened: Happened) -> RecordChange:
    """`happened`, field by field."""
    found: dict[Path, FieldChange] = {}
    for forms in happened.forms:
        for each in field_changes(resource, forms):
            found.setdefault(each.path, each)
    folded = tuple(each for each in found.values() if is_volatile(resource, each.path))
    fields = tuple(each for each in found.values() if not is_volatile(resource, each.path))
    archived = any(each.path == (resource.archived,) and each.change.after not in (None, MISSING) for each in fields)
    what: What = "gone" if happened.gone or archived else "new" if happened.new else "changed"
    return RecordChange(happened.address, happened.label, what, happened.at, fields, folded, bool(happened.forms))


def field_changes(resource: Resource, forms: Compared) -> list[FieldChange]:
    """What differs between two forms, in the order of the record's type, undocumented members last."""
    known = {each.name: each for each in attributes(resource.record)}
    order = {name: place for place, name in enumerate(known)}
    names = differing(forms.before, forms.after, exact=forms.exact, whole=forms.whole)
    return [
        _field_change(known.get(name), path, change)
        for name in sorted(names, key=lambda each: order.get(each, len(order)))
        for path, change in _inside((name,), Change(forms.before.get(name, MISSING), forms.after.get(name, MISSING)))
    ]


def _field_change(attribute: Attribute | None, path: Path, change: Change) -> FieldChange:
    mark = attribute.field if attribute is not None else Field(kind="json")
    first = attribute.label if attribute is not None else str(path[0])
    label = " › ".join([first, *(name_words(str(step)) for step in path[1:])])
    if mark.secret:
        change = Change(MISSING, HIDDEN)
    return FieldChange(path, label, mark if len(path) == 1 else Field(personal=mark.personal), change)


def _inside(path: Path, change: Change) -> Iterator[tuple[Path, Change]]:
    """What differs at `path` and inside of it; rows of an embedded collection are told apart by their ids."""
    before, after = _rows(change.before), _rows(change.after)
    if before is None or after is None or not (before or after):
        yield from _leaves(path, change)
        return
    for key in (*before, *(key for key in after if key not in before)):
        row = Change(before.get(key, MISSING), after.get(key, MISSING))
        if MISSING in (row.before, row.after):
            yield (*path, key), row
        elif row.before != row.after:
            yield from _inside((*path, key), row)


def _leaves(path: Path, change: Change) -> Iterator[tuple[Path, Change]]:
    for inner, each in leaves(path, change):
        if inner != path and (_rows(each.before) or _rows(each.after)):
            yield from _inside(inner, each)
        else:
            yield inner, each


def _rows(value: JsonValue) -> Mapping[str, JsonValue] | None:
    """The rows of an embedded collection by id, wrapped in `data` or not; None: it is no such thing."""
    if isinstance(value, dict) and set(value) == {"data"}:
        value = value["data"]
    if not isinstance(value, list) or not all(isinstance(each, dict) and "id" in each for each in value):
        return None
    rows = {str(each["id"]): each for each in value if isinstance(each, dict)}
    return rows if len(rows) == len(value) else None


def is_volatile(resource: Resource, path: Path) -> bool:
    """Whether what lies at `path` changes by itself."""
    return path[0] in resource.volatile or path[-1] in resource.volatile
