"""The first sync of a collection whose pages are numbered, from a vendor that takes its time for every answer."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import Final

from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.bench import programs
from tests.bench.first_time import FirstTime, account_of, explorer_command, first_time
from tests.bench.running import BenchError
from tests.bench.setting import Note, Setting, Subject

FLOOR: Final = "pages × latency / requests at once"
_ACCOUNT: Final = "demo-repcard"
_COLLECTION: Final = ("users",)
_LATENCY: Final = 0.1
_PAGE_ROWS: Final = 50
"""As explorer asks for."""


def subjects(setting: Setting) -> Sequence[Subject]:
    """Both come of the same run."""
    return [Subject(programs.EXPLORER, partial(_sync, setting.synced_pages))]


def _sync(pages: int, note: Note) -> None:
    options = ("--people", str(pages * _PAGE_ROWS), "--latency", str(_LATENCY * 1000))
    with first_time(options) as user:
        _run(user)
        account, file = account_of(user.config, _ACCOUNT)
        with closing(Cache(file)) as cache:
            read = len(cache.listing(Query(_COLLECTION)).pages)
            run = cache.health(account.name)[1]["/".join(_COLLECTION)].run
    assert run is not None and run.outcome == "whole"
    note("sync", [(run.ended - run.began) * 1000])
    note(FLOOR, [read * _LATENCY / (account.network.parallel or account.vendor.parallel) * 1000])


def _run(user: FirstTime) -> None:
    command = [*explorer_command(user.config), "sync", "/".join((_ACCOUNT, *_COLLECTION))]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **user.environ})
    if ran.returncode:
        raise BenchError(f"{' '.join(command)} fails: {ran.stderr.strip()}")
