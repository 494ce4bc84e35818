"""Held records that may be of a person, found by the words of local search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Final

from explorer.model.address import Address, Segments
from explorer.model.identity import ENDING, Identity
from explorer.model.listing import Held
from explorer.model.search_words import words
from explorer.store.encoding import load, path_of
from explorer.store.keys import SYNTHETIC
from explorer.store.matching import written
from explorer.store.queries import find_collection

CANDIDATES_LIMIT: Final = 100
"""Records looked at for each e-mail, phone and name."""
_FOUND: Final = (
    "SELECT c.path, r.rid, r.key, r.row_at, r.body_at, r.gone_at, w.row, w.body"
    " FROM (SELECT rowid AS rid FROM search WHERE search MATCH :words AND instr(text, :written)) s"
    " CROSS JOIN record r ON r.rid = s.rid CROSS JOIN collection c ON c.id = r.collection"
    " CROSS JOIN raw w ON w.rid = r.rid"
    " WHERE r.collection IN (SELECT value FROM json_each(:collections)) LIMIT :limit"
)


def candidates(
    connection: sqlite3.Connection, account: str, collections: tuple[Segments, ...], identity: Identity
) -> tuple[list[Held], bool]:
    """Records of `collections` that hold one of the person's e-mails as it is written, the words of one of the names,
    or a number that ends like one of the phones; and whether there are more than were looked at. That they are of the
    person is yet to be seen.
    """
    paths = {path_of(each): each for each in collections}
    known = json.dumps([find_collection(connection, each) for each in collections])
    found: dict[int, Held] = {}
    cut = False
    for expression, text in _expressions(identity):
        rows = connection.execute(
            _FOUND, {"words": expression, "written": text, "collections": known, "limit": CANDIDATES_LIMIT + 1}
        ).fetchall()
        cut = cut or len(rows) > CANDIDATES_LIMIT
        found |= {
            rid: held
            for path, rid, key, *rest in rows[:CANDIDATES_LIMIT]
            if not key.startswith(SYNTHETIC)
            and (held := _held(Address(account, (*paths[path], key)), *rest)) is not None
        }
    return list(found.values()), cut


def _expressions(identity: Identity) -> Iterator[tuple[str, str]]:
    """What FTS5 is asked, and a text that what the index holds has to contain: any does where that is empty."""
    sought = [(each, written(each)) for each in sorted(identity.emails)]
    for text, as_written in (*sought, *((" ".join(name), "") for name in sorted(identity.names))):
        terms = [f'"{word}"' for word in words(text)]
        if terms:
            yield " AND ".join(terms), as_written
    for ending in sorted({each.digits[-ENDING:] for each in identity.numbers}):
        yield f'"{ending}"*', ""


def _held(
    address: Address,
    row_at: float | None,
    body_at: float | None,
    gone_at: float | None,
    row_text: str | None,
    body_text: str | None,
) -> Held | None:
    row = load(row_text) if row_text is not None else None
    if body_text is not None and body_at is not None:
        return Held(address, load(body_text), body_at, True, row, row_at, gone_at)
    if row is None or row_at is None:
        return None
    return Held(address, row, row_at, False, None, None, gone_at)
