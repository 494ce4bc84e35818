"""The people all programs show: those of demo Gormic, from a seed, made once and kept in a scratch folder.

For explorer they are a config and a cache as a sync leaves them: read by the vendor's own pager and stored by `Cache`,
in larger pages. For its peers they are a CSV file and a table in SQLite. The vendor can be started with the same
people: explorer asks it as it always does.
"""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from explorer.demo.config import DEMO_ACCOUNTS
from explorer.demo.gormic.customers import Customers
from explorer.demo.people import People
from explorer.model.account import Account
from explorer.model.page import Cursor, Query
from explorer.model.resource import Resource
from explorer.store.cache import Cache
from explorer.store.encoding import layout_of
from explorer.store.schema import CACHE
from explorer.vendors import discover
from tests.bench.first_time import account_of, environ_of, write_config
from tests.bench.running import BenchError
from tests.demo_vendors import DemoVendors

SEED: Final = 1
ACCOUNT: Final = "people"
PLACE: Final = f"{ACCOUNT}/customers"
"""The address of the table."""
FIRST: Final = "ada@example.com"
"""What the row of the first person shows."""
PORT: Final = 18_457
"""The vendor's. Always the same: a copy belongs to an account at an address."""
_VENDOR: Final = next(each for each in DEMO_ACCOUNTS if each.vendor == "gormic")
_PAGE_ROWS: Final = 1_000
COLLECTION: Final = ("customers",)
_TABLE: Final = "people"
_KEPT_DAYS: Final = 3650
"""Whenever it runs again, nothing is to have expired."""


@dataclass(frozen=True, slots=True)
class Made:
    """People in a folder."""

    folder: Path
    count: int

    @property
    def config(self) -> Path:
        """explorer's config file."""
        return self.folder / "config.toml"

    @property
    def csv(self) -> Path:
        """Every member of the vendor's records, one record a line."""
        return self.folder / "people.csv"

    @property
    def sqlite(self) -> Path:
        """The same in a table called `people`."""
        return self.folder / "people.sqlite"

    @property
    def environ(self) -> Mapping[str, str]:
        """Where explorer finds its folders."""
        return environ_of(self.folder)

    def account(self) -> tuple[Account, Path]:
        """The account of the config, and the file of its cache."""
        return account_of(self.config, ACCOUNT)

    @contextmanager
    def vendor(self) -> Iterator[None]:
        """The vendor runs and has the same people. Raises BenchError where its port is taken."""
        ports = [PORT if each is _VENDOR else 0 for each in DEMO_ACCOUNTS]
        vendors = DemoVendors(("--people", str(self.count), "--seed", str(SEED)), ports)
        try:
            vendors.start()
        except OSError as error:
            raise BenchError(f"the vendor cannot listen on port {PORT}: {error.strerror}") from error
        try:
            yield
        finally:
            vendors.stop()


def make(scratch: Path, count: int, *, tables: bool = False) -> Made:
    """So many people, made where they are not there in today's form; with `tables` for the peers, too."""
    made = Made(scratch / f"{_TABLE}-{count}", count)
    stamp = _stamp(made.count)
    there = _read_stamp(made.folder) == stamp
    if not there:
        shutil.rmtree(made.folder, ignore_errors=True)
    made.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_config(made.config)
    if not there:
        _fill(made)
        (made.folder / "made").write_text(stamp, "utf-8")
    if tables and not made.sqlite.exists():
        _write_tables(made)
    return made


def _stamp(count: int) -> str:
    """What the people in a folder have to be made by."""
    layout = layout_of(_resource())
    return f"{count} people, seed {SEED}, cache {CACHE.version}, layout {layout}, port {PORT}, pages {_PAGE_ROWS}\n"


def _read_stamp(folder: Path) -> str:
    try:
        return (folder / "made").read_text("utf-8")
    except FileNotFoundError:
        return ""


def _write_config(file: Path) -> None:
    credentials = ", ".join(f'{key} = "{value}"' for key, value in _VENDOR.auth.items())
    text = (
        f'demo = true\n\n[accounts.{ACCOUNT}]\nvendor = "{_VENDOR.vendor}"\ntitle = "{_VENDOR.title}"\n'
        f'base_url = "{_VENDOR.base_url(PORT)}"\nauth = {{ {credentials} }}\n\n'
        f"[cache]\npages_days = {_KEPT_DAYS}\nrecords_days = {_KEPT_DAYS}\n"
    )
    write_config(file, text)


def _resource() -> Resource:
    return discover([_VENDOR.vendor])[_VENDOR.vendor].resource(COLLECTION)


def _records(count: int) -> Customers:
    return Customers(People(SEED), count, lambda: datetime.now(UTC))


def _fill(made: Made) -> None:
    """Stores the answers of an export, as if they had been read from the vendor."""
    account, file = made.account()
    resource, people, began = account.vendor.resource(COLLECTION), _records(made.count), time.time()
    pager = resource.export
    assert pager is not None
    cursor: Cursor = pager.start(None, now=began)
    after: Cursor | None = None
    with closing(Cache(file)) as cache:
        for first in range(0, made.count, _PAGE_ROWS):
            places = range(first, min(first + _PAGE_ROWS, made.count))
            more = {"next": str(places.stop)} if places.stop < made.count else {}
            body = {"data": {"items": [people.at(place) for place in places], **more}}
            answer = pager.read(body, cursor)
            stored = cache.whole.put_export(
                resource,
                Query(COLLECTION),
                answer.rows,
                after=after,
                cursor=cursor,
                next=answer.next,
                bookmark=answer.bookmark,
                fetched_at=time.time(),
            )
            stored.result()
            print(f"\rmaking people: {places.stop:,} of {made.count:,}", end="", flush=True)
            after = answer.next
            cursor = answer.next or ""
    print()


def _write_tables(made: Made) -> None:
    people = _records(made.count)
    names = list(people.at(2))
    rows = (_texts(people.at(place), names) for place in range(made.count))
    begun = made.sqlite.with_suffix(".begun")
    begun.unlink(missing_ok=True)
    with closing(sqlite3.connect(begun)) as connection, made.csv.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        connection.execute(f"CREATE TABLE {_TABLE} ({', '.join(names)})")
        for row in rows:
            writer.writerow(row)
            connection.execute(f"INSERT INTO {_TABLE} VALUES ({', '.join('?' * len(names))})", row)
        connection.commit()
    begun.rename(made.sqlite)


def _texts(record: Mapping[str, Any], names: Sequence[str]) -> list[str | None]:
    values = (record.get(name) for name in names)
    return [each if each is None or isinstance(each, str) else json.dumps(each) for each in values]
