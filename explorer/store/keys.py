"""Keys of held records by how they begin. Apart from the rest of the store, which takes longer to load than a shell
waits for a completion."""

from __future__ import annotations

import sqlite3
from typing import Final

SYNTHETIC: Final = "\x01"
"""The first character of the keys that rows without an id are kept under; no vendor's key begins so."""
KEY_END: Final = "\U0010ffff"
"""Sorts after every character a key holds."""
_WAIT: Final = 0.05
"""Seconds to wait for another explorer that has the file to itself."""
_OFFERED: Final = 50
"""Keys a shell is offered."""


def public_key(key: str) -> str:
    """A kept key as the vendor's; empty when it is a synthetic one."""
    return "" if key.startswith(SYNTHETIC) else key


def by_prefix(connection: sqlite3.Connection, path: str, prefix: str, limit: int) -> list[tuple[str, str]]:
    """Keys in the collection at `path` that begin with `prefix`, in order, each with its record's label (safe)."""
    return connection.execute(
        "SELECT r.key, d.label FROM record r JOIN display d ON d.rid = r.rid"
        " WHERE r.collection = (SELECT id FROM collection WHERE path = ?)"
        " AND r.key >= ? AND r.key < ? AND r.gone_at IS NULL ORDER BY r.key LIMIT ?",
        (path, prefix or chr(ord(SYNTHETIC) + 1), prefix + KEY_END, limit),
    ).fetchall()


def in_file(file: str, path: str, prefix: str) -> list[tuple[str, str]]:
    """`by_prefix` of a cache file, which is only read; nothing where it is not there or of another form."""
    connection = None
    try:
        connection = sqlite3.connect(f"file:{_escaped(file)}?mode=ro", uri=True, timeout=_WAIT)
        return by_prefix(connection, path, prefix, _OFFERED)
    except sqlite3.Error:
        return []
    finally:
        if connection is not None:
            connection.close()


def _escaped(file: str) -> str:
    """A path in a URI of SQLite's (sqlite.org/uri.html)."""
    return file.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
