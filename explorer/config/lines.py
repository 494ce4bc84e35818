"""Which line of a TOML text each key stands on: `tomllib` does not tell, and a mistake is named with its line.

The text is taken to be valid TOML (toml.io, version 1.0); of any other the answer may be incomplete, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

KeyPath = tuple[str, ...]

_DEPTH_LIMIT: Final = 32
_TOKEN: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?\'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*'
    | \#[^\n]* | \n | [\[\]{}=,.] | [^\s\[\]{}=,.\#"']+''',
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Every key and table by its path, with the line (from 1) it is first named on."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._lines: dict[KeyPath, int] = {}
        self._tokens: list[tuple[str, int]] = []
        line = 1
        end = 0
        for match in _TOKEN.finditer(text.replace("\r\n", "\n")):
            line += match.string.count("\n", end, match.start())
            if not match.group().startswith("#"):
                self._tokens.append((match.group(), line))
            line += match.group().count("\n")
            end = match.end()
        self._at = 0
        self._depth = 0

    def scan(self) -> Mapping[KeyPath, int]:
        table: KeyPath = ()
        while (token := self._peek()) is not None:
            if token == "\n":
                self._at += 1
            elif token == "[":
                self._skip("[")
                table = self._key(())
                self._skip("]")
            else:
                self._pair(table)
        return self._lines

    def _pair(self, table: KeyPath) -> None:
        before = self._at
        key = self._key(table)
        if self._peek() == "=":
            self._at += 1
            self._value(key)
        self._at += self._at == before  # text that is no TOML

    def _key(self, table: KeyPath) -> KeyPath:
        path = table
        while (token := self._peek()) is not None and token not in ("\n", "=", "]", "}", ",", "{", "["):
            if token != ".":
                path = (*path, _unquoted(token))
                self._lines.setdefault(path, self._tokens[self._at][1])
            self._at += 1
        return path

    def _value(self, key: KeyPath) -> None:
        token = self._peek()
        if token == "{":
            self._inside("}", key)
        elif token == "[":
            self._inside("]", key)
        else:
            while (token := self._peek()) is not None and token not in ("\n", ",", "}", "]"):
                self._at += 1

    def _inside(self, end: str, key: KeyPath) -> None:
        """An inline table or an array; the members of tables within an array stand under the array's own key."""
        self._at += 1
        self._depth += 1
        while (token := self._peek()) is not None and token != end and self._depth < _DEPTH_LIMIT:
            before = self._at
            if token == "\n" and end == "}":  # an inline table that is not closed
                break
            if token not in ("\n", ","):
                self._pair(key) if end == "}" else self._value(key)
            self._at += self._at == before
        self._at += self._peek() == end
        self._depth -= 1

    def _peek(self) -> str | None:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else None

    def _skip(self, token: str) -> None:
        while self._peek() == token:
            self._at += 1


def _unquoted(token: str) -> str:
    if token[0] == "'":
        return token[1:-1]
    if token[0] == '"':
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    return token
