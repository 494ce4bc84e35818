"""What may stand next on a command line, from the grammar, the accounts' outline and keys that are held.

A shell waits for it with every tab: it loads neither the config nor any vendor. What is printed needs no quoting in a
shell: keys are percent-encoded as in addresses, and what could still mean something to one is left out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import quote, unquote

from explorer.cli.arguments import SCREEN, first_word, grammar

FILES: Final = ":files"
"""Stands for the names of files, which the shell knows itself."""
LIMIT: Final = 50
"""Keys offered at once."""
MARK: Final = "@"
"""Before the name of a saved view."""
_OF_VIEWS: Final = ("", SCREEN, "list", "get")
"""Commands that take saved views."""
_HARMLESS: Final = re.compile(r"[@A-Za-z0-9_./%=-][A-Za-z0-9_./%=~,+-]*").fullmatch
"""Characters that no shell gives a meaning."""
_CUT_ESCAPE: Final = re.compile("%[0-9A-Fa-f]?$").sub
_TOLD: Final = 60
"""Characters of a description."""

Outline: TypeAlias = dict[str, Any]
"""What `explorer.cli.outline` makes of the accounts."""
Keys: TypeAlias = Callable[[str, str, str], Sequence[tuple[str, str]]]
"""Given a cache file, a collection's path and how a key begins: keys and labels."""
Candidate: TypeAlias = tuple[str, str]
"""A word, and what it is."""


def complete(
    words: Sequence[str],
    accounts: Callable[[str], Outline],
    keys: Keys,
    views: Callable[[], Mapping[str, str]] = dict,
) -> list[str]:
    """Lines for the last of `words`, which may be empty: the word, a tab, what it is. `accounts` gives the outline of
    a config file, named by an option or not; `views` the saved views."""
    *before, current = words or ("",)
    lines = []
    for word, told in _candidates(before, current, accounts, keys, views):
        if word == FILES:
            return [FILES]
        if word.startswith(current) or _decoded(word).startswith(_decoded(current)):
            if not _HARMLESS(word):
                continue
            shown = "".join(each if each.isprintable() else " " for each in told)[:_TOLD].strip()
            lines.append(f"{word}\t{shown}" if shown else word)
    return lines


class _Place:
    """Where in the grammar the words before have led."""

    def __init__(self, words: Sequence[str]) -> None:
        first = first_word(words)
        self.parser = grammar("" if first is None else words[first])
        self.command = ""
        self.given: list[str] = []
        """Positional words of the command."""
        self.value_of: argparse.Action | None = None
        """The option whose value comes next."""
        self.config = ""

    def read(self, word: str) -> None:
        """One more word."""
        if self.value_of is not None:
            if self.value_of.dest == "config_file":
                self.config = word
            self.value_of = None
        elif word.startswith("-"):
            option, equals, _ = word.partition("=")
            action = self.parser._option_string_actions.get(option)
            takes = action is not None and action.nargs != 0
            self.value_of = action if takes and not equals else None
        elif (below := self._below()) is not None:
            if word in below:
                self.parser, self.command, self.given = below[word], f"{self.command} {word}".strip(), []
            elif not self.command:
                self.parser, self.command, self.given = below[SCREEN], SCREEN, [word]
        else:
            self.given.append(word)

    def _below(self) -> dict[str, Any] | None:
        """The parsers of the commands that may come next."""
        for action in self.parser._actions:  # argparse has no public way to look at a grammar
            if isinstance(action, argparse._SubParsersAction):
                return dict(action.choices)
        return None

    @property
    def commands(self) -> dict[str, str]:
        """The commands that may come next, with what they do."""
        for action in self.parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                told = {each.dest: each.help or "" for each in action._choices_actions}
                return {name: told.get(name, "") for name in action.choices if name != SCREEN}
        return {}

    @property
    def positional(self) -> argparse.Action | None:
        """What the next word stands for."""
        below = argparse._SubParsersAction
        wanted = [each for each in self.parser._actions if not each.option_strings and not isinstance(each, below)]
        if len(self.given) < len(wanted):
            return wanted[len(self.given)]
        return wanted[-1] if wanted and wanted[-1].nargs in ("*", "+") else None


def _candidates(
    before: Sequence[str],
    current: str,
    accounts: Callable[[str], Outline],
    keys: Keys,
    views: Callable[[], Mapping[str, str]],
) -> Iterator[Candidate]:
    place = _Place(before)
    for word in before:
        place.read(word)
    if place.value_of is not None:
        yield from _values(place, place.value_of, current, accounts)
    elif current.startswith("-"):
        for name, action in place.parser._option_string_actions.items():
            if name.startswith("--") and action.help != argparse.SUPPRESS:
                yield name, action.help or ""
    else:
        yield from place.commands.items()
        wanted = place.positional
        metavar = wanted.metavar if wanted is not None else "ADDRESS" if not place.command else ""
        if wanted is not None and wanted.choices:
            yield from ((str(each), "") for each in wanted.choices)
        elif current.startswith(MARK) and place.command in _OF_VIEWS:
            yield from ((f"{MARK}{name}", unquote(text)) for name, text in views().items())
        elif metavar in ("ADDRESS", "ACCOUNT[/RESOURCE]"):
            if not place.command and not current:
                yield from ((f"{name}/", each["title"]) for name, each in accounts(place.config).items())
            else:
                yield from _addresses(current, accounts(place.config), keys, records=metavar == "ADDRESS")
        elif metavar == "ACCOUNT":
            yield from ((name, each["title"]) for name, each in accounts(place.config).items())
        elif metavar == "ACTION" and place.given:
            yield from _node(place.given[0], accounts(place.config)).get("actions", {}).items()


def _values(
    place: _Place, option: argparse.Action, current: str, accounts: Callable[[str], Outline]
) -> Iterator[Candidate]:
    if option.choices:
        yield from ((str(each), "") for each in option.choices)
    elif option.metavar == "FILE":
        yield FILES, ""
    elif option.dest == "where" and place.given:
        parameters = _node(place.given[0], accounts(place.config)).get("parameters", {})
        yield from ((f"{name}=", told) for name, told in parameters.items())


def _addresses(text: str, outline: Outline, keys: Keys, *, records: bool) -> Iterator[Candidate]:
    """Addresses that begin with `text`: names of accounts and collections, keys of records that are held."""
    *above, last = text.split("/")
    if not above:
        yield from ((f"{name}/", each["title"]) for name, each in outline.items())
        return
    account = outline.get(above[0])
    if account is None:
        return
    node, stem = _lead(above, account), "/".join(above)
    if len(above) % 2 == 1:
        for name, each in (node or {}).get("resources", {}).items():
            yield f"{stem}/{name}{'/' if records else ''}", each["title"]
    elif node is not None and account["file"] and records:
        path = "/".join(quote(unquote(part), safe="@+,:=", errors="replace") for part in above[1:])
        whole = unquote(_CUT_ESCAPE("", last)).partition("\ufffd")[0]  # a shell may stop within an escape
        for key, label in keys(account["file"], path, whole):
            yield f"{stem}/{quote(key, safe='')}", label


def _lead(above: Sequence[str], account: Outline) -> Outline | None:
    """The part of the outline that an address leads to; None: nowhere."""
    node: Outline | None = account
    for name in above[1::2]:
        node = (node or {}).get("resources", {}).get(name)
    return node


def _node(address: str, outline: Outline) -> Outline:
    """The collection that `address`, or the record it names, lies in."""
    parts = address.strip("/").split("/")
    account = outline.get(parts[0])
    return (_lead(parts, account) or {}) if account is not None else {}


def _decoded(word: str) -> str:
    return unquote(word)
