"""The database of one account, the thread that writes to it, and the requests that are counted beside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from explorer import store
from explorer.model.errors import StoreError
from explorer.store.database import Database
from explorer.store.schema import CACHE

if TYPE_CHECKING:
    import sqlite3
    from concurrent.futures import Future, ThreadPoolExecutor

    from explorer.model.health import RequestOutcome
    from explorer.store.requests import Tally

P = ParamSpec("P")
T = TypeVar("T")


class CacheFile:
    """Reads at once, in the thread that asks; writes one after the other, in a thread of its own."""

    def __init__(self, path: Path | None, clock: Callable[[], float]) -> None:
        """Opens or creates the file at `path`; None keeps everything in memory. Raises StoreError."""
        self.clock = clock
        self.database = Database(path, clock, CACHE)
        self._writer: ThreadPoolExecutor | None = None
        self._starting = threading.Lock()
        self._closed = False
        self._requests: Tally | None = None

    def read(
        self, reading: Callable[Concatenate[sqlite3.Connection, P], T], /, *arguments: P.args, **named: P.kwargs
    ) -> T:
        """What `reading` returns, given a connection and the rest of the arguments. Raises StoreError."""
        return self.database.read(lambda connection: reading(connection, *arguments, **named))

    def read_until(
        self,
        stopped: Callable[[], bool],
        reading: Callable[Concatenate[sqlite3.Connection, P], T],
        /,
        *arguments: P.args,
        **named: P.kwargs,
    ) -> T:
        """As `read`, for what may take seconds. Raises Stopped once `stopped` says so."""
        return self.database.read(lambda connection: reading(connection, *arguments, **named), stopped)

    def write(
        self, writing: Callable[Concatenate[sqlite3.Connection, P], T], /, *arguments: P.args, **named: P.kwargs
    ) -> Future[T]:
        """What `writing` returns, given a connection and the rest of the arguments, once it is on disk. The requests
        that were counted meanwhile are written along with it. Raises StoreError when the file is closed."""

        def write(connection: sqlite3.Connection) -> T:
            result = writing(connection, *arguments, **named)
            if self._requests is not None:
                self._requests.save(connection, self.clock())
            return result

        return self.queue(lambda: self.database.write(write))

    def queue(self, job: Callable[[], T]) -> Future[T]:
        """Does `job` in the thread that writes. Raises StoreError when the file is closed."""
        with self._starting:
            if self._closed:
                raise StoreError("the cache is closed")
            if self._writer is None:
                # Imported here, since it takes as long as everything else that only reading needs.
                from concurrent.futures import ThreadPoolExecutor

                self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cache-writer")
            return self._writer.submit(job)

    def note_request(self, request: RequestOutcome) -> None:
        """Counts what became of a request. Returns at once: what went well is written along with what it brought."""
        if self._requests is None:
            self._requests = store.requests.Tally()  # not before there is a network
        self._requests.add(request, self.clock())
        if request.outcome not in ("fine", "wait"):
            with suppress(StoreError):  # it is closed: nobody will ask
                self.write(lambda connection: None)

    def save_requests(self) -> None:
        """Has the requests written that were counted, and waits for it. Raises StoreError."""
        if self._requests:
            self.write(lambda connection: None).result()

    def flush(self, timeout: float | None) -> None:
        """Waits until every write queued so far has ended. Raises StoreError after `timeout` seconds."""
        if self._writer is None:
            return
        try:
            self.queue(lambda: None).result(timeout)
        except TimeoutError as error:
            raise StoreError(f"the cache is still being written after {timeout} s") from error

    def close(self) -> None:
        """Ends the queued writes and closes the file. Later calls raise StoreError."""
        with suppress(StoreError):
            self.save_requests()
        with self._starting:
            self._closed = True
        if self._writer is not None:
            self._writer.shutdown()
        self.database.close()
