"""`Format`: what one kind of database file of ours holds, and how older ones become newer ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from explorer.model.value import dataclass
from explorer.store.encoding import Damaged


class Newer(Exception):
    """A newer explorer has written the file."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of database file."""

    title: str
    """For people, such as `the cache`."""
    application: int
    """SQLite's application_id of such files."""
    migrations: tuple[tuple[str, ...], ...]
    """The statements that lead from each version to the next one; the first ones make the tables."""
    tables: tuple[str, ...]
    """In the order in which they can be dropped."""
    pragmas: tuple[str, ...]
    """Settings of every connection."""
    after_loss: str
    """What the user has to know, or do, when a damaged file was set aside."""
    next_step: str
    """What the user can do about a damaged file that cannot be set aside."""
    copies: int | None = None
    """Damaged copies kept; None: all."""
    irreplaceable: bool = False
    """What it holds cannot be fetched again: the file is copied before its tables change."""

    @property
    def version(self) -> int:
        """The present version of the tables."""
        return len(self.migrations)

    def ensure(
        self,
        connection: sqlite3.Connection,
        journal: str,
        before: Callable[[sqlite3.Connection, int], None] | None = None,
    ) -> None:
        """Makes the tables, or brings older ones up to date in one transaction. `journal` is SQLite's journal_mode;
        `before` copies tables of an older version where that is kept.

        Raises Newer, Damaged when it is some other program's database, and sqlite3.Error.
        """
        version = self._version_of(connection)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != journal:
            connection.execute(f"PRAGMA journal_mode = {journal}")
        if version == self.version:
            return
        if version and self.irreplaceable and before is not None:
            before(connection, version)
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statements in self.migrations[self._version_of(connection) :]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {self.application}")
            connection.execute(f"PRAGMA user_version = {self.version}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def empty(self, connection: sqlite3.Connection) -> None:
        """Makes all tables anew, within a transaction of the caller's."""
        for table in self.tables:
            connection.execute(f"DROP TABLE {table}")
        for statements in self.migrations:
            for statement in statements:
                connection.execute(statement)

    def _version_of(self, connection: sqlite3.Connection) -> int:
        """The version of the tables; 0 when there are none."""
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        application = int(connection.execute("PRAGMA application_id").fetchone()[0])
        if application != self.application:
            if version or connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                raise Damaged(f"not {self.title} of explorer")
            return 0
        if version > self.version:
            raise Newer
        return version
