"""Looking for damage that no reading has met yet, such as an index that lacks some of its table's rows."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

_STEPS: Final = 10_000
"""Instructions of SQLite's machine between two looks at the clock: less than a millisecond."""


def problem(connection: sqlite3.Connection, *, seconds: float, whole: bool = False) -> str:
    """The first damage found within `seconds`, in SQLite's words, which quote no value; empty: none was.

    `whole` also holds each index against its table, which takes several times as long (sqlite.org/pragma.html).
    """
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        told = str(connection.execute(f"PRAGMA {'integrity_check' if whole else 'quick_check'}(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return ""
    finally:
        connection.set_progress_handler(None, 0)
    return "" if told == "ok" else told


def problem_in(path: Path, *, seconds: float) -> str:
    """The same of a whole file, of which nothing is changed."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            return problem(connection, seconds=seconds, whole=True)
    except sqlite3.Error as error:
        return str(error)
