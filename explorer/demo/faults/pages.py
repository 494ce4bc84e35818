"""Pages that come again, shift, or hold rows twice."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

from explorer.demo.faults.answer import Answer, Rows
from explorer.demo.faults.fault import Fault

_CURSORS = ("page", "offset")
_PATH_CURSOR = re.compile(r"(?<=/export/users/)\d+$")
"""Repsly writes the cursor into the path."""


class Pages:
    """What one vendor's collections were asked for, page by page, while a fault of paging is on."""

    def __init__(self) -> None:
        self._cursors: dict[str, list[str]] = {}
        self._last_rows: dict[str, Rows] = {}

    def asked(self, fault: Fault, scope: Scope) -> Scope:
        """The request that the vendor gets instead: with `loop`, for one of the first pages again."""
        if not fault.loop:
            return scope
        collection, cursor = _cursor(scope)
        known = self._cursors.setdefault(collection, [])
        if cursor not in known:
            known.append(cursor)
        index = known.index(cursor)
        return scope if index < fault.loop else _at(scope, known[index % fault.loop])

    def answered(self, fault: Fault, scope: Scope, answer: Answer) -> Answer:
        """`answer` with rows shifted or doubled; `scope` is that of the request."""
        collection, _ = _cursor(scope)
        if fault.shift:
            answer = answer.with_rows(lambda rows: self._shifted(collection, _is_first(scope), fault.shift, rows))
        if fault.duplicates:
            answer = answer.with_rows(lambda rows: rows + rows[: fault.duplicates])
        return answer

    def _shifted(self, collection: str, first: bool, shift: int, rows: Rows) -> Rows:
        before = [] if first else self._last_rows.get(collection, [])
        self._last_rows[collection] = rows
        if first:
            return rows
        if shift < 0:
            return rows[-shift:]
        return before[-shift:] + rows[:-shift]


def _cursor(scope: Scope) -> tuple[str, str]:
    """What is asked for but for the page, and the page."""
    path = scope["path"]
    if found := _PATH_CURSOR.search(path):
        return path[: found.start()], found.group()
    query = dict(parse_qsl(scope["query_string"].decode()))
    cursor = next((query.pop(name) for name in _CURSORS if name in query), "")
    return f"{path}?{urlencode(sorted(query.items()))}", cursor


def _is_first(scope: Scope) -> bool:
    return _cursor(scope)[1] in {"", "0", "1"}


def _at(scope: Scope, cursor: str) -> Scope:
    """The same request for another page."""
    path = scope["path"]
    if _PATH_CURSOR.search(path):
        path = _PATH_CURSOR.sub(cursor, path)
        return {**scope, "path": path, "raw_path": path.encode()}
    query = [(name, text) for name, text in parse_qsl(scope["query_string"].decode()) if name not in _CURSORS]
    asked = next(name for name in _CURSORS if name in dict(parse_qsl(scope["query_string"].decode())))
    if cursor:
        query.append((asked, cursor))
    return {**scope, "query_string": urlencode(query).encode()}
