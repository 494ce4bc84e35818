"""The local cache: what was seen of each account, in one SQLite file. The only folder that imports sqlite3."""
