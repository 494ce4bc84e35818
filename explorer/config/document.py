"""`Document`: a TOML text as tables, in which every key knows its line and every mistake is kept, not raised."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from explorer.model.nearest import hint
from explorer.model.value import dataclass

if TYPE_CHECKING:
    from explorer.config.lines import KeyPath

_PLACE: Final = re.compile(r" \((?:at line (\d+), column (\d+)|at end of document)\)$")
_ASSIGNED: Final = re.compile(r"\s*([\w-]+(?:\.[\w-]+)*)\s*=")
_HEADER: Final = re.compile(r"""\s*\[[\w.\-"' ]+\]?\s*(#.*)?\Z""").match
"""The header of a table, also one that is not closed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a config. Its text quotes no credential."""

    file: str
    line: int | None
    """From 1; None where the mistake is something that is not there."""
    key: str
    """Dotted, such as `accounts.repcard.vendor`; empty where the text is no TOML."""
    message: str
    next_step: str = ""
    warning: bool = False
    """Nothing is switched off because of it."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        told = ": ".join(part for part in (place, self.key, self.message) if part)
        return f"{told}; {self.next_step}" if self.next_step else told


class Document:
    """The tables of one config file."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._text = text.removeprefix("\ufeff")
        self.values = self._read()

    @cached_property
    def lines(self) -> Mapping[KeyPath, int]:
        """The line of every key."""
        return _key_lines(self._text)

    def line(self, path: KeyPath) -> int | None:
        """The line of the key at `path`, or of the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def note(self, path: KeyPath, message: str, next_step: str = "", *, warning: bool = False) -> None:
        """Keeps a mistake at `path`."""
        self.problems.append(Problem(self.file, self.line(path), ".".join(path), message, next_step, warning))

    def table(self) -> Table:
        """The outermost table."""
        return Table(self, (), self.values)

    def failed(self, path: KeyPath) -> bool:
        """A mistake, and no mere warning, stands at or under `path`."""
        prefix = ".".join(path)
        return any(
            not each.warning and (each.key == prefix or each.key.startswith(prefix + ".")) for each in self.problems
        )

    def _read(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text)
        except (tomllib.TOMLDecodeError, RecursionError):
            return self._read_by_section()

    def _read_by_section(self) -> dict[str, Any]:
        """What can be read of a text that is no TOML as a whole: a mistake costs its own section, not the others."""
        lines = self._text.split("\n")
        starts = [0, *(number for number, line in enumerate(lines) if number and _HEADER(line)), len(lines)]
        values: dict[str, Any] = {}
        seen: set[KeyPath] = {()}
        for first, end in pairwise(starts):
            header = max(_key_lines(lines[first]), key=len, default=()) if _HEADER(lines[first]) else ()
            if header and header in seen:
                self._keep(first + 1, header, "stands here for the second time")
                continue
            seen.add(header)
            try:
                section = tomllib.loads("\n".join([*lines[first:end], ""]))
            except (tomllib.TOMLDecodeError, RecursionError) as error:
                self._keep_syntax(error, header, lines, first, end)
            else:
                self._merge(values, section, (), first + 1)
        return values

    def _keep(self, line: int, path: KeyPath, message: str) -> None:
        self.problems.append(Problem(self.file, line, ".".join(path), message))

    def _keep_syntax(self, error: Exception, header: KeyPath, lines: list[str], first: int, end: int) -> None:
        told = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "Nested too deeply"
        place = _PLACE.search(told)
        line = first + int(place[1]) if place and place[1] else end
        told = told[: place.start()] if place else told
        # Not what stands behind the “=”: where it is no TOML a credential may stand in the place of a key.
        assigned = _ASSIGNED.match(lines[line - 1])
        named = tuple(assigned[1].split(".")) if assigned else ()
        again = told.startswith(("Cannot overwrite", "Cannot declare"))
        column = f" at column {place[2]}" if place and place[2] else ""
        self._keep(line, (*header, *named), "stands here for the second time" if again else f"not TOML{column}: {told}")

    def _merge(self, into: dict[str, Any], section: dict[str, Any], path: KeyPath, line: int) -> None:
        for name, value in section.items():
            here = (*path, name)
            if name not in into:
                into[name] = value
            elif isinstance(value, dict) and isinstance(into[name], dict):
                self._merge(into[name], value, here, line)
            else:
                self._keep(line, here, "stands here for the second time")


class Table:
    """One table on its way to becoming a value. What cannot be used is noted, and the default taken."""

    def __init__(self, document: Document, path: KeyPath, values: dict[str, Any]) -> None:
        self.document = document
        self.path = path
        self._values = values
        self._known: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> Iterator[str]:
        """The keys that stand there."""
        return iter(self._values)

    def raw(self, name: str) -> Any:
        """The value as it stands; None when it does not."""
        self._known.append(name)
        return self._values.get(name)

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        text: str = self._typed(name, str, "a text in quotes", default)
        return text

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no."""
        flag: bool = self._typed(name, bool, "true or false", default)
        return flag

    def number(self, name: str, default: float, least: float, most: float) -> float:
        """A number; one outside the bounds is noted and brought to the nearer one."""
        value = self._typed(name, (int, float), "a number", default)
        return self._bounded(name, value, least, most)

    def integer(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number, bounded like `number`."""
        value = self._typed(name, int, "a whole number", default)
        return int(self._bounded(name, value, least, most))

    def inner(self, name: str) -> Table:
        """A table; an empty one when it is not there."""
        values: dict[str, Any] = self._typed(name, dict, "a table", {})
        return Table(self.document, (*self.path, name), values)

    def note(self, name: str, message: str, next_step: str = "", *, warning: bool = False) -> None:
        """Keeps a mistake in the value called `name`, or with the empty name in this table."""
        self.document.note((*self.path, name) if name else self.path, message, next_step, warning=warning)

    def done(self) -> None:
        """Notes every key that nothing asked for."""
        for name in self._values:
            if name not in self._known:
                self.note(name, "there is no such key", hint(name, self._known))

    def _typed(self, name: str, kind: type | tuple[type, ...], wanted: str, default: Any) -> Any:
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.note(name, f"has to be {wanted}")
            return default
        return value

    def _bounded(self, name: str, value: float, least: float, most: float) -> float:
        if least <= value <= most:
            return value
        bound = least if not value > most else most  # NaN too goes to the lower bound
        self.note(name, f"has to be between {least:g} and {most:g}; {bound:g} is used", warning=True)
        return bound


def _key_lines(text: str) -> Mapping[KeyPath, int]:
    from explorer.config.lines import key_lines  # a config without a mistake has its lines asked for by nobody

    return key_lines(text)
