"""What the go-to line makes of what is typed: places, records, commands. No widget; only what is held is looked at.

Text with `/`, or equal to an account, is an address; `://` a URL of a configured host; `@` an e-mail; a leading `>` a
command; anything else a bare id or a command by fuzzy name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from math import inf
from typing import Final
from urllib.parse import unquote

from textual.fuzzy import Matcher

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import AddressError, UsageError
from explorer.model.kept_views import MARK, KeptViews
from explorer.model.resource import Resource
from explorer.model.text import fold, safe
from explorer.model.value import dataclass
from explorer.model.view import View, parse
from explorer.model.view import written as written_view
from explorer.repository import LocalCopy
from explorer.ui import masking
from explorer.ui.commands import COMMANDS, Command, Keys, Situation
from explorer.ui.history import Place
from explorer.ui.saved_views import saved_views
from explorer.ui.wording import Sentence, told

_EACH: Final = 12
"""Records of one account, or keys, at most."""
_ID: Final = re.compile(r"(?=\S*\d)[^\s/]+").fullmatch
"""Looks like an id: no space, and a digit in it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where `enter` leads; one of its parts is set."""

    address: Address | None = None
    view: View | None = None
    """Rows that are narrowed."""
    command: str = ""
    search: str = ""
    """Words for the server's search in the collection in front."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list."""

    words: Sentence
    complete: str
    """What `tab` makes of the text."""
    leads_to: Destination | None = None
    """None: it cannot be gone to as it stands; `tab` goes on from it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text is understood by."""

    systems: Mapping[str, LocalCopy]
    """By account name."""
    here: Place
    situation: Situation
    keys: Keys
    kept: KeptViews = field(default_factory=KeptViews)
    """The saved views."""


def suggest(text: str, around: Surroundings) -> list[Suggestion]:
    """What `text` may mean, the likeliest first."""
    text = text.strip()
    if text.startswith(">"):
        return list(_commands(text[1:].strip(), around))
    if "://" in text:
        return _unique(_urls(text, around))
    if text.startswith(MARK) and (saved := list(_saved(text, around))):
        return saved
    if "/" in text or "?" in text or text in around.systems:
        return _unique(_addresses(text, around))
    if "@" in text:
        return _unique(_emails(text, around))
    return _unique(_words(text, around))


def why_not(text: str, around: Surroundings) -> str:
    """Why `text` leads nowhere."""
    text = text.strip()
    if "://" in text:
        return _why_no_url(text, around)
    if text.startswith(MARK):
        return _why_not_saved(text, around)
    if "/" in text or "?" in text:
        try:
            if "?" in text:
                parse(_absolute(text, around), _accounts_of(around))
            else:
                _checked(_absolute(text, around), around)
        except AddressError as error:
            return told(error)
    return "no address, id or command is called so"


def _unique(found: Iterator[Suggestion]) -> list[Suggestion]:
    made: dict[object, Suggestion] = {}
    for each in found:
        made.setdefault(each.leads_to or each.complete, each)
    return list(made.values())


def _to(address: Address, label: str, kind: str) -> Suggestion:
    return Suggestion(
        ((str(address), ""), (f"  {label}", "dim"), (f"  {kind}", "dim")), str(address), Destination(address)
    )


# Saved views


def _saved(text: str, around: Surroundings) -> Iterator[Suggestion]:
    """Those whose name holds `text`, those that begin with it first."""
    typed = fold(text.removeprefix(MARK))
    found = [each for each in saved_views(around.kept, _accounts_of(around)) if typed in fold(each.name)]
    for each in sorted(found, key=lambda one: not fold(one.name).startswith(typed)):
        name = f"{MARK}{each.name}"
        leads_to = Destination(view=each.view) if each.view is not None else None
        yield Suggestion(((name, ""), ("  ", ""), *each.words), name, leads_to)


def _why_not_saved(text: str, around: Surroundings) -> str:
    try:
        around.kept.view(text)
    except UsageError as error:
        return told(error)
    return "no address, id or command is called so"


# Addresses


def _absolute(text: str, around: Surroundings) -> str:
    """`text` with the account in front put before it, where it begins with one of that account's collections."""
    first = text.partition("?")[0].partition("/")[0]
    names = {each.name for each in around.systems[around.here.account].account.vendor.resources}
    return f"{around.here.account}/{text}" if first not in around.systems and first in names else text


def _checked(text: str, around: Surroundings) -> Address:
    address = Address.parse(text)
    local = around.systems.get(address.account)
    if local is None:
        raise AddressError(f"there is no account “{address.account}”", next_step=f"it is {', '.join(around.systems)}")
    if not address.is_account:
        local.account.vendor.resource(address.segments)
        local.account.vendor.path_values(address.segments)
    return address


def _addresses(text: str, around: Surroundings) -> Iterator[Suggestion]:
    text = _absolute(text, around)
    if "?" in text:
        yield from _views(text, around)
        return
    try:
        address = _checked(text, around)
        yield _to(address, _label(around, address), "go")
    except AddressError:
        pass
    parts = text.split("/")
    if len(parts) == 1 or parts[0] not in around.systems:
        yield from _accounts(parts[0], around)
        return
    yield from _below(Address(parts[0], tuple(unquote(part) for part in parts[1:-1])), parts[-1], around)


def _views(text: str, around: Surroundings) -> Iterator[Suggestion]:
    """The rows that `text` says; what can stand in the place of the name that is being typed."""
    try:
        view = parse(text, _accounts_of(around))
        words: Sentence = ((written_view(view), ""), (f"  {_label(around, view.address)}", "dim"), ("  go", "dim"))
        yield Suggestion(words, written_view(view), Destination(view=view))
    except AddressError:
        pass
    before, mark, name = re.split(r"([?&])(?!.*[?&])", text, maxsplit=1)
    try:
        address = _checked(text.partition("?")[0], around)
        resource = around.systems[address.account].resource(address)
    except AddressError:
        return
    for word, help in _names_in_views(resource):
        if word.startswith(name):
            yield Suggestion(((f"{before}{mark}{word}=", ""), (f"  {help}", "dim")), f"{before}{mark}{word}=")


def _names_in_views(resource: Resource) -> Iterator[tuple[str, str]]:
    """The names that can stand before an `=`, and what they are."""
    operation = resource.operation("list")
    if resource.search:
        yield "search", "by the server"
    for parameter in operation.parameters if operation is not None else ():
        if parameter.name != resource.search:
            yield parameter.name, parameter.help
    yield "~search", "in what is held here"
    yield "~sort", "what is held here, such as ~sort=name:down"
    for column in resource.columns:
        yield f"~{column.path}", f"{column.label}, in what is held here"


def _accounts_of(around: Surroundings) -> Mapping[str, Account]:
    return {name: local.account for name, local in around.systems.items()}


def _label(around: Surroundings, address: Address) -> str:
    local = around.systems[address.account]
    if not address.is_record:
        return local.account.title if address.is_account else local.resource(address).title
    held = local.held(address)
    return masking.name_of(local.resource(address), held.body) if held is not None else "not held yet"


def _accounts(prefix: str, around: Surroundings) -> Iterator[Suggestion]:
    for name, local in around.systems.items():
        if name.startswith(prefix) or local.account.title.casefold().startswith(prefix.casefold()):
            yield _to(Address(name), local.account.title, "account")


def _below(address: Address, prefix: str, around: Surroundings) -> Iterator[Suggestion]:
    """What can stand after `address`: names of collections, or keys of records that are held."""
    local = around.systems[address.account]
    try:
        if address.is_collection:
            local.resource(address)
            for key, label in local.complete(address.segments, prefix, _EACH):
                yield _to(address.child(key), label, "")
            return
        resources = local.resource(address).children if address.is_record else local.account.vendor.resources
    except AddressError:
        return
    for each in resources:
        if each.name.startswith(prefix):
            yield _to(address.child(each.name), each.title, "")


# URLs


def _urls(text: str, around: Surroundings) -> Iterator[Suggestion]:
    for local in around.systems.values():
        try:
            found = _narrowed(text, local.account)
        except AddressError:
            continue
        if found is not None:
            view, left = found
            if view == View(view.address):
                suggestion = _to(view.address, _label(around, view.address), local.account.title)
            else:
                words: Sentence = ((written_view(view), ""), (f"  {local.account.title}", "dim"))
                suggestion = Suggestion(words, written_view(view), Destination(view=view))
            without: Sentence = ((f"  without {', '.join(map(safe, left))}", "dim"),) if left else ()
            yield replace(suggestion, words=(*suggestion.words, *without))


def _why_no_url(text: str, around: Surroundings) -> str:
    from explorer.model.url_address import leads_nowhere  # the first paint does without

    for local in around.systems.values():
        try:
            _narrowed(text, local.account)
        except AddressError as error:
            return told(error)
    return told(leads_nowhere(text, (local.account for local in around.systems.values())))


def _narrowed(text: str, account: Account) -> tuple[View, tuple[str, ...]] | None:
    """What the URL shows, and what of its query is left out; None: it is not this account's. Raises AddressError."""
    from explorer.model.url_address import address_of_url, narrowed  # the first paint does without

    address = address_of_url(text, account)
    return None if address is None else narrowed(text, address, account)


# Words


def _words(text: str, around: Surroundings) -> Iterator[Suggestion]:
    local = around.systems[around.here.account]
    here = Address(around.here.account, around.here.query.collection)
    if text and " " not in text:
        for key, label in local.complete(here.segments, text, _EACH):
            if key == text:
                yield _to(here.child(key), label, "id")
        if _ID(text):
            yield from _with_id(text, here.child(text), around)
        yield from _accounts(text, around)
        yield from _below(Address(around.here.account), text, around)
    if not text:
        yield from _accounts("", around)
    yield from _commands(text, around)
    if text and " " not in text:
        yield from _below(here, text, around)


def _with_id(key: str, here: Address, around: Surroundings) -> Iterator[Suggestion]:
    """Records of all accounts that can have the id `key`: those that are held, then `here`, then those that a call
    reads by such an id."""
    held: list[Address] = []
    readable = [here]
    for name, local in around.systems.items():
        for resource in local.account.vendor.resources:
            address = Address(name, (resource.name, key))
            if local.held(address) is not None:
                held.append(address)
            elif resource.operation("get") is not None and key not in resource.reserved:
                readable.append(address)
    for address in dict.fromkeys((*held, *readable)):
        yield _to(address, _label(around, address), "id")


def _emails(text: str, around: Surroundings) -> Iterator[Suggestion]:
    yield from _everywhere(text, around)
    resource = around.systems[around.here.account].account.vendor.resource(around.here.query.collection)
    if resource.search:
        words: Sentence = ((f"search “{text}” on server", ""), (f"  {around.here.account}/{resource.name}", "dim"))
        yield Suggestion(words, text, Destination(search=text))


def _everywhere(text: str, around: Surroundings) -> Iterator[Suggestion]:
    """Held records of all accounts that match, the likeliest first."""
    if not text:
        return
    found = [hit for local in around.systems.values() for hit in local.find(text, limit=_EACH)]
    for hit in sorted(found, key=lambda each: each.rank):
        yield Suggestion(((hit.label, ""), (f"  {hit.address}", "dim")), str(hit.address), Destination(hit.address))


def _commands(text: str, around: Surroundings) -> Iterator[Suggestion]:
    matcher = Matcher(text) if text else None
    scored: list[tuple[bool, float, Suggestion]] = []
    for command in COMMANDS:
        score = matcher.match(command.title) if matcher is not None else 1.0
        if text in command.told_keys(around.keys).split():
            score = inf
        if command.listed and score > 0:
            off = _why_off(command, around)
            scored.append((bool(off), -score, _command(command, off, around)))
    yield from (each for _, _, each in sorted(scored, key=lambda one: one[:2]))


def _why_off(command: Command, around: Surroundings) -> str:
    reason = command.available(around.situation)
    if not reason and command.where not in ("anywhere", around.situation.where):
        reason = f"only in the {command.where}"
    return reason


def _command(command: Command, off: str, around: Surroundings) -> Suggestion:
    words: Sentence = (
        (command.title.ljust(30), "dim" if off else ""),
        (command.told_keys(around.keys).ljust(16), "key"),
        (f"off: {off}" if off else command.help, "dim"),
    )
    return Suggestion(words, f">{command.title}", Destination(command=command.id))
