"""The tables of the cache."""

from __future__ import annotations

from typing import Final

from explorer.store.format import Format

VERSIONS_LIMIT: Final = 20
"""Earlier forms kept of one record, unless the config says otherwise."""
SORT_KEYS: Final = 24
"""Columns of a resource, the first ones, that rows are sorted and narrowed by as fast as the disk is read."""
_FIRST: Final = (
    # One row per collection ever met, with the state of its incremental export.
    """CREATE TABLE collection (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        cursor TEXT, bookmark TEXT, finished_at REAL
    )""",
    # Narrow, since every confirmation rewrites it: the wide texts stand in `raw`.
    """CREATE TABLE record (
        rid INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL REFERENCES collection (id),
        key TEXT NOT NULL,
        row_at REAL, body_at REAL, gone_at REAL,
        UNIQUE (collection, key)
    )""",
    # The vendor's own JSON: of the list, and of a get.
    "CREATE TABLE raw (rid INTEGER PRIMARY KEY, row TEXT, body TEXT)",
    # What a screen of rows is painted from, without touching `raw`.
    """CREATE TABLE display (
        rid INTEGER PRIMARY KEY,
        layout INTEGER NOT NULL, label TEXT NOT NULL, cells TEXT NOT NULL
    )""",
    # Positions are not kept in the index (detail=none): words are matched, phrases are not.
    """CREATE VIRTUAL TABLE search USING fts5 (
        text, tokenize = 'ascii', prefix = '1 2 3', detail = none, columnsize = 0
    )""",
    # Merging later, in larger steps, makes storing pages a quarter faster and searching no slower.
    "INSERT INTO search (search, rank) VALUES ('automerge', 16)",
    """CREATE TABLE version (
        id INTEGER PRIMARY KEY,
        rid INTEGER NOT NULL, seen_at REAL NOT NULL, whole INTEGER NOT NULL, body TEXT NOT NULL
    )""",
    "CREATE INDEX version_of ON version (rid)",
    """CREATE TRIGGER record_removed AFTER DELETE ON record BEGIN
        DELETE FROM raw WHERE rid = old.rid;
        DELETE FROM display WHERE rid = old.rid;
        DELETE FROM search WHERE rowid = old.rid;
        DELETE FROM version WHERE rid = old.rid;
    END""",
    # What a table shows, and the counts of its rows, kept so that they need not be counted.
    """CREATE TABLE query (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE,
        collection INTEGER NOT NULL REFERENCES collection (id),
        plain INTEGER NOT NULL,
        change INTEGER NOT NULL DEFAULT 0,
        total INTEGER, page_count INTEGER,
        held INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0,
        complete INTEGER NOT NULL DEFAULT 0, appended INTEGER NOT NULL DEFAULT 0, shifted INTEGER NOT NULL DEFAULT 0,
        synced_at REAL,
        run INTEGER NOT NULL DEFAULT 0, running INTEGER NOT NULL DEFAULT 0,
        run_new INTEGER NOT NULL DEFAULT 0, run_changed INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX query_of ON query (collection)",
    """CREATE TABLE page (
        query INTEGER NOT NULL, number INTEGER NOT NULL,
        cursor TEXT NOT NULL, next TEXT,
        first INTEGER NOT NULL, count INTEGER NOT NULL, hidden INTEGER NOT NULL,
        total INTEGER, pages INTEGER, fetched_at REAL NOT NULL, note TEXT NOT NULL, run INTEGER NOT NULL,
        PRIMARY KEY (query, number)
    ) WITHOUT ROWID""",
    "CREATE INDEX page_first ON page (query, first)",
    # A window of rows is a range of positions: it costs the same wherever it lies.
    """CREATE TABLE listing (
        query INTEGER NOT NULL, position INTEGER NOT NULL, rid INTEGER NOT NULL,
        PRIMARY KEY (query, position)
    ) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX listing_of ON listing (rid, query)",
    # What a re-listing still has to meet; what is left at its end is gone.
    """CREATE TABLE unseen (
        query INTEGER NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (query, rid)
    ) WITHOUT ROWID""",
)
_ROWS_OF_QUERIES: Final = (
    # Whether the row is one of a plain query, whose rows are the collection's own.
    "ALTER TABLE record ADD COLUMN plain INTEGER NOT NULL DEFAULT 0",
    # What other queries were answered, unless it is the record's own row.
    """CREATE TABLE variant (
        rid INTEGER NOT NULL, query INTEGER NOT NULL, row TEXT NOT NULL,
        PRIMARY KEY (rid, query)
    ) WITHOUT ROWID""",
    "CREATE TRIGGER variants_removed AFTER DELETE ON record BEGIN DELETE FROM variant WHERE rid = old.rid; END",
)
_CHANGES: Final = (
    # Every record of the collection was held once: what is met for the first time since then is new at the vendor.
    "ALTER TABLE collection ADD COLUMN whole INTEGER NOT NULL DEFAULT 0",
    "UPDATE collection SET whole = 1 WHERE id IN (SELECT collection FROM query WHERE plain AND complete)",
    # When that was met, when it was last met changed, and the latest of both and of `gone_at`: most have none of them.
    "ALTER TABLE record ADD COLUMN new_at REAL",
    "ALTER TABLE record ADD COLUMN changed_at REAL",
    "ALTER TABLE record ADD COLUMN news_at REAL",
    "UPDATE record SET news_at = gone_at WHERE gone_at IS NOT NULL",
    "CREATE INDEX record_news ON record (news_at) WHERE news_at IS NOT NULL",
    # When the next form was met, and whether the row is one of a plain query: then what it lacks was not there.
    "ALTER TABLE version ADD COLUMN until REAL NOT NULL DEFAULT 0",
    "UPDATE version SET until = seen_at",
    "ALTER TABLE version ADD COLUMN plain INTEGER NOT NULL DEFAULT 0",
    # When somebody last looked at the collection.
    "CREATE TABLE visit (collection INTEGER PRIMARY KEY REFERENCES collection (id), at REAL NOT NULL)",
)
_HEALTH: Final = (
    # Requests by the hour of the local clock, and when each outcome was last met: nothing says of whom.
    """CREATE TABLE request (
        hour INTEGER NOT NULL, outcome TEXT NOT NULL, step INTEGER NOT NULL,
        count INTEGER NOT NULL, seconds REAL NOT NULL,
        PRIMARY KEY (hour, outcome, step)
    ) WITHOUT ROWID""",
    "CREATE TABLE request_last (outcome TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",
    """CREATE TABLE sync_run (
        id INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL REFERENCES collection (id),
        began REAL NOT NULL, ended REAL NOT NULL, outcome TEXT NOT NULL,
        rows INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL, gone INTEGER NOT NULL
    )""",
    # So that changes are counted by day without reading what they were.
    "CREATE INDEX version_until ON version (until, rid)",
    # What rows are made of, one shape for all collections of a resource, and members that are not as they were.
    """CREATE TABLE shape (
        id INTEGER PRIMARY KEY,
        names TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL, since REAL NOT NULL
    )""",
    """CREATE TABLE member (
        shape INTEGER NOT NULL, path TEXT NOT NULL, types TEXT NOT NULL, always INTEGER NOT NULL,
        PRIMARY KEY (shape, path)
    ) WITHOUT ROWID""",
    """CREATE TABLE drift (
        id INTEGER PRIMARY KEY,
        shape INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL,
        before TEXT NOT NULL, after TEXT NOT NULL, rows INTEGER NOT NULL, rid INTEGER,
        again_at REAL, seen_at REAL
    )""",
)
_SYNCING: Final = (
    # Which process is reading all of the collection, and how far it is: others follow it.
    """CREATE TABLE syncing (
        collection INTEGER PRIMARY KEY REFERENCES collection (id),
        pid INTEGER NOT NULL, started TEXT NOT NULL, began REAL NOT NULL, rows INTEGER NOT NULL, total INTEGER
    )""",
)
_SORTING: Final = (
    # What the cells of the resource's first columns are sorted by (`arranging.order_key`), so that all rows are gone
    # through without taking cells apart. A row that was kept before this was has none until it is kept again.
    f"""CREATE TABLE sort_key (
        rid INTEGER PRIMARY KEY, layout INTEGER NOT NULL, {", ".join(f"key_{place}" for place in range(SORT_KEYS))}
    )""",
    "CREATE TRIGGER sort_key_removed AFTER DELETE ON record BEGIN DELETE FROM sort_key WHERE rid = old.rid; END",
)
CACHE: Final = Format(
    title="the cache",
    application=0x65787072,  # `expr`
    migrations=(_FIRST, _ROWS_OF_QUERIES, _CHANGES, _HEALTH, _SYNCING, _SORTING),
    tables=(
        "request",
        "request_last",
        "sync_run",
        "syncing",
        "member",
        "drift",
        "shape",
        "visit",
        "version",
        "raw",
        "display",
        "sort_key",
        "record",
        "query",
        "collection",
        "page",
        "listing",
        "unseen",
        "variant",
        "search",
    ),
    pragmas=("synchronous = NORMAL",),  # what the last moment before a power cut brought can be fetched again
    after_loss="it fills itself again",
    next_step="delete it; it fills itself again",
    copies=2,
)
