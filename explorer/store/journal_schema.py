"""The tables of the write journal."""

from __future__ import annotations

from typing import Final

from explorer.store.format import Format

_FIRST: Final = (
    # AUTOINCREMENT: the id of a removed entry is not given again, for people write ids down.
    """CREATE TABLE entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        identity TEXT NOT NULL, origin TEXT NOT NULL, account TEXT NOT NULL, path TEXT NOT NULL,
        operation TEXT NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL,
        before TEXT NOT NULL, wanted TEXT NOT NULL, body TEXT NOT NULL, batch TEXT NOT NULL,
        state TEXT NOT NULL, note TEXT NOT NULL,
        began_at REAL NOT NULL, ended_at REAL, after TEXT, undone_by INTEGER,
        pid INTEGER NOT NULL, started TEXT NOT NULL
    )""",
    "CREATE INDEX entry_unfinished ON entry (identity, path) WHERE state IN ('sending', 'unknown')",
    "CREATE INDEX entry_batch ON entry (batch) WHERE batch <> ''",
    """CREATE TABLE draft (
        identity TEXT NOT NULL, path TEXT NOT NULL, operation TEXT NOT NULL,
        origin TEXT NOT NULL, account TEXT NOT NULL,
        before TEXT NOT NULL, typed TEXT NOT NULL, field TEXT NOT NULL,
        keys TEXT NOT NULL, batch TEXT NOT NULL, kept_at REAL NOT NULL,
        pid INTEGER, started TEXT,
        PRIMARY KEY (identity, path, operation)
    )""",
)
_UNDOES: Final = (
    "ALTER TABLE entry ADD COLUMN undoes INTEGER",
    "CREATE INDEX entry_record ON entry (identity, path)",
)
_TIED: Final = (
    "ALTER TABLE entry ADD COLUMN drafted INTEGER NOT NULL DEFAULT 0",
    # The entry that the draft was sent as; the entry that it takes back.
    "ALTER TABLE draft ADD COLUMN entry INTEGER",
    "ALTER TABLE draft ADD COLUMN undoes INTEGER",
)
_SENT: Final = (
    # What was typed when it was sent as `entry`; none beside an entry: what is typed now.
    "ALTER TABLE draft ADD COLUMN sent TEXT",
)
_CLOCKS: Final = (
    # Seconds since the machine was started, when it was begun; since when the entry is met as old.
    "ALTER TABLE entry ADD COLUMN up REAL",
    "ALTER TABLE entry ADD COLUMN old_since REAL",
)
_UNREAD: Final = (
    # A text, as JSON: what the user's editor left of the whole change that cannot be read.
    """ALTER TABLE draft ADD COLUMN unread TEXT NOT NULL DEFAULT '""'""",
)
JOURNAL: Final = Format(
    title="the write journal",
    application=0x6578706A,  # `expj`
    migrations=(_FIRST, _UNDOES, _TIED, _SENT, _CLOCKS, _UNREAD),
    tables=("entry", "draft"),
    # EXTRA is FULL, and where there is no write-ahead log the folder is synced as well: otherwise a power cut just
    # after a commit could bring back SQLite's own journal, and roll the commit back. With the log, a commit is one
    # sync of it, half the cost of the other way, and reading never waits for another explorer's typing.
    pragmas=("synchronous = EXTRA", "secure_delete = ON"),
    after_loss="its drafts and writes of unknown outcome are no longer listed, nor is saving over these held back",
    next_step="move it away",
    irreplaceable=True,
)
