"""From an `Edit` to the members of a request body, held against the operation's form. Pure.

`members` here are always those of the form, under the names the vendor gives them in a request. What is fixed in every
call of an operation, and what wraps its body, is added where the request is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from explorer.model.edit import MISSING, Edit, changed_keys
from explorer.model.errors import InvalidForm, UsageError
from explorer.model.field import HIDDEN
from explorer.model.json_text import JsonObject, JsonValue, dumps, equal
from explorer.model.nearest import hint
from explorer.model.plausible import implausible
from explorer.model.problem_words import about
from explorer.model.resource import Operation, Resource, TypeReference
from explorer.model.text import safe
from explorer.model.validate import accept, attributes, by_name
from explorer.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """What one edit sends."""

    edit: Edit
    """Members with the values that go on the wire; of objects whose keys are changed by themselves, only those keys."""
    members: JsonObject | None
    """None: the operation takes no body of its own."""


def body(resource: Resource, operation: Operation, edit: Edit, present: JsonObject, *, restores: bool = False) -> Body:
    """What `edit` sends when the form's members are `present`ly so at the vendor.

    A `whole` operation sends them all, with the wanted ones in their place; an update else sends those that changed and
    those that are required. What it `restores` the vendor had: it need not be plausible. Raises InvalidForm, which
    names members, and UsageError where there is nothing to fill in.
    """
    if not operation.form:
        if edit.wanted:
            raise UsageError(f"{operation.name} takes no fields", next_step=f"leave out {', '.join(edit.wanted)}")
        return Body(edit, None)
    check_names(resource, operation, edit.wanted)
    required = {each.name for each in attributes(operation.form) if each.required}
    base = {name: value for name, value in present.items() if operation.whole or name in required}
    accepted = accept(operation.form, {**base, **edit.wanted})
    odd = {} if restores else implausible(operation.form, edit.wanted, edit.before)
    if problems := {**odd, **accepted.problems, **_itself(resource, operation, edit), **_halves(accepted.members)}:
        raise _invalid(operation, problems)
    wanted = {name: accepted.members[name] for name in edit.wanted if name in accepted.members}
    put_back = {name for name, value in wanted.items() if equal(edit.before.get(name, MISSING), value)}
    if put_back := put_back - (required - base.keys()):
        # Set to what it was is not set: somebody else may have changed it since.
        left = {name: value for name, value in edit.wanted.items() if name not in put_back}
        return body(resource, operation, replace(edit, wanted=left), present, restores=restores)
    edit = _by_key(operation.form, replace(edit, wanted=wanted))
    if operation.name != "update":
        return Body(edit, accepted.members)
    sent = {
        name: value for name, value in accepted.members.items() if operation.whole or name in required or name in wanted
    }
    changed = edit.changes
    if not operation.whole:
        sent = {name: value for name, value in sent.items() if name in required or name in changed}
    return Body(edit, {**sent, **_keys_to_send(operation.form, edit)})


def present_for(operation: Operation, edit: Edit, present: JsonObject) -> JsonObject:
    """`present` members, of objects whose keys are changed by themselves only the keys of the edit."""
    if not operation.form:
        return present
    return {**present, **_only_keys(operation.form, edit.wanted, present)}


def check_names(resource: Resource, operation: Operation, wanted: Mapping[str, JsonValue]) -> None:
    """Raises InvalidForm for members that cannot be edited, with the reason, and for unknown ones."""
    known = {each.name: each for each in attributes(operation.form)}
    closed = {each.name: each.field.readonly for each in attributes(resource.record) if each.field.readonly}
    problems: dict[str, str] = {}
    for name in wanted:
        if name in known:
            if known[name].field.readonly:
                problems[name] = f"cannot be edited: {known[name].field.readonly}"
        elif name in closed:
            problems[name] = f"cannot be edited: {closed[name]}"
        else:
            problems[name] = f"{'is' if name else 'a member without a name is'} no field of it; {hint(name, known)}"
    if problems:
        raise _invalid(operation, problems)


def secrets_of(operation: Operation) -> frozenset[str]:
    """The members whose values are never kept or shown."""
    if not operation.form:
        return frozenset()
    return frozenset(each.name for each in attributes(operation.form) if each.field.secret)


def secret_values(operation: Operation, members: JsonObject | None) -> frozenset[str]:
    """The texts that secret ones of `members` hold, wherever in them."""
    secret = secrets_of(operation)
    return frozenset(text for name, value in (members or {}).items() if name in secret for text in _texts(value))


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def without_secrets(operation: Operation, members: JsonObject) -> JsonObject:
    """`members` fit to be kept: secret ones are left out."""
    secret = secrets_of(operation)
    return {name: value for name, value in members.items() if name not in secret}


def hidden(operation: Operation, content: JsonValue) -> JsonValue:
    """A body, wrapped or not, fit to be shown: secrets as `***`."""
    if not isinstance(content, dict):
        return content
    if operation.wrap and set(content) == {operation.wrap}:
        return {operation.wrap: hidden(replace(operation, wrap=""), content[operation.wrap])}
    secret = secrets_of(operation)
    return {name: HIDDEN if name in secret else value for name, value in content.items()}


def _itself(resource: Resource, operation: Operation, edit: Edit) -> dict[str, str]:
    """Members that name the very record, where that cannot be."""
    named = {each.name for each in attributes(operation.form) if each.field.not_itself}
    same = [name for name in edit.wanted if name in named and str(edit.wanted[name]) == edit.address.key]
    return dict.fromkeys(same, f"is the very {resource.singular} that this is about: another one has to be given")


def _halves(members: JsonObject) -> dict[str, str]:
    """Members that no request can hold: UTF-8 has no lone surrogates (RFC 3629, section 3)."""
    halves: dict[str, str] = {}
    for name, value in members.items():
        try:
            dumps(value).encode()
        except UnicodeEncodeError:
            halves[name] = "holds half a character, which cannot be sent: a lone surrogate"
    return halves


def _invalid(operation: Operation, problems: Mapping[str, str]) -> InvalidForm:
    words = "; ".join(about(safe(name, 80), problem) if name else problem for name, problem in problems.items())
    return InvalidForm(f"{operation.name} cannot be sent: {words}", fields=problems, next_step="nothing was sent")


def _by_key(form: TypeReference, edit: Edit) -> Edit:
    return replace(edit, before={**edit.before, **_only_keys(form, edit.wanted, edit.before)})


def _only_keys(form: TypeReference, wanted: JsonObject, members: JsonObject) -> JsonObject:
    """The objects in `members` whose keys are changed by themselves, with no keys but the wanted ones."""
    return {
        name: {key: value for key, value in members[name].items() if key in wanted[name]}
        for name in by_name(form)
        if isinstance(wanted.get(name), dict) and isinstance(members.get(name), dict)
    }


def _keys_to_send(form: TypeReference, edit: Edit) -> JsonObject:
    return {
        name: changed_keys(edit.wanted[name], edit.before.get(name))
        for name in by_name(form)
        if name in edit.changes and isinstance(edit.wanted[name], dict)
    }
