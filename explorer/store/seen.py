"""What stands in members of held records, whichever call brought them."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from explorer.model.json_text import JsonValue
from explorer.store.encoding import load_value, segments_of

_OF_RECORDS: Final = "r.gone_at IS NULL AND r.collection IN (SELECT value FROM json_each(:collections))"
# A record can be held as what a get answered, as its own row, and as what other queries were answered. Of the last few
# have any, so these are looked through as they lie.
_TEXTS: Final = (
    f"SELECT k.body AS text FROM record r CROSS JOIN raw k ON k.rid = r.rid WHERE {_OF_RECORDS}"
    f" UNION ALL SELECT k.row FROM record r CROSS JOIN raw k ON k.rid = r.rid WHERE {_OF_RECORDS}"
    f" UNION ALL SELECT k.row FROM variant k CROSS JOIN record r ON r.rid = k.rid WHERE {_OF_RECORDS}"
)
# Asked for two paths at once, SQLite answers JSON as it was written, which keeps what its own texts cannot hold.
_COUNTED: Final = (
    "SELECT found, count(*) FROM"
    f" (SELECT json_extract(text, :first, :second) AS found FROM ({_TEXTS})"
    " WHERE json_type(text, :first) <> 'null' LIMIT :forms)"
    " GROUP BY found ORDER BY count(*) DESC, found LIMIT :limit"
)


def counted(
    connection: sqlite3.Connection, names: tuple[str, ...], members: tuple[str, str], forms: int, limit: int
) -> list[tuple[JsonValue, JsonValue, int]]:
    """The pairs of values that two members have together, and how often, the most frequent first.

    `names` are those of a resource and the ones above it: `("users", "roles")` are the roles of every user. Forms of
    records without the first member do not count; no more than `forms` of the others are read. Records that are gone
    are left out.
    """
    numbers = [
        number
        for number, path in connection.execute("SELECT id, path FROM collection")
        if segments_of(path)[0::2] == names
    ]
    first, second = (f'$."{member}"' for member in members)
    found = connection.execute(
        _COUNTED,
        {
            "collections": json.dumps(numbers),
            "first": first,
            "second": second,
            "forms": forms,
            "limit": limit,
        },
    )
    return [(*load_value(text), count) for text, count in found]
