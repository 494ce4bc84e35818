"""The first sync of a collection whose pages are numbered, from a vendor that takes its time for every answer.

The vendor works for an answer, too, on the same machine: how long its pages take in any case is told by connections
that only read them.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import Final
from urllib.parse import urlsplit

from explorer.demo.config import DEMO_ACCOUNTS
from explorer.model.account import Account
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.bench import programs
from tests.bench.first_time import FirstTime, account_of, explorer_command, first_time
from tests.bench.running import BenchError
from tests.bench.setting import Note, Setting, Subject

FLOOR: Final = "pages × latency / requests at once"
BARE: Final = "bare connections"
_ACCOUNT: Final = "demo-repcard"
_COLLECTION: Final = ("users",)
_LATENCY: Final = 0.1
_PAGE_ROWS: Final = 50
"""As explorer asks for."""


def subjects(setting: Setting) -> Sequence[Subject]:
    """All come of the same run."""
    return [Subject(programs.EXPLORER, partial(_sync, setting.synced_pages))]


def _sync(pages: int, note: Note) -> None:
    options = ("--people", str(pages * _PAGE_ROWS), "--latency", str(_LATENCY * 1000))
    with first_time(options) as user:
        account, file = account_of(user.config, _ACCOUNT)
        parallel = account.network.parallel or account.vendor.parallel
        bare = _read_barely(account, pages, parallel)
        _run(user)
        with closing(Cache(file)) as cache:
            read = len(cache.listing(Query(_COLLECTION)).pages)
            run = cache.health(account.name)[1]["/".join(_COLLECTION)].run
    assert run is not None and run.outcome == "whole"
    note("sync", [(run.ended - run.began) * 1000])
    note(FLOOR, [read * _LATENCY / parallel * 1000])
    note(BARE, [bare])


def _run(user: FirstTime) -> None:
    command = [*explorer_command(user.config), "sync", "/".join((_ACCOUNT, *_COLLECTION))]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **user.environ})
    if ran.returncode:
        raise BenchError(f"{' '.join(command)} fails: {ran.stderr.strip()}")


def _read_barely(account: Account, pages: int, parallel: int) -> float:
    """Milliseconds in which so many connections at once read the same pages, and do nothing with them."""
    address = urlsplit(account.base_url)
    key = next(each.auth["api_key"] for each in DEMO_ACCOUNTS if each.vendor == account.vendor.name)
    numbers = iter(range(1, pages + 1))

    def read() -> None:
        with closing(HTTPConnection(address.netloc, timeout=60)) as connection:
            for number in numbers:
                path = f"{address.path}/users/minimal?page={number}&per_page={_PAGE_ROWS}"
                connection.request("GET", path, headers={"x-api-key": key})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise BenchError(f"the vendor answers {path} with {answer.status}")

    began = time.perf_counter()
    with ThreadPoolExecutor(parallel) as threads:
        for reading in [threads.submit(read) for _ in range(parallel)]:
            reading.result()
    return (time.perf_counter() - began) * 1000
