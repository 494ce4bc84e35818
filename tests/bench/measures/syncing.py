"""The first sync of a collection whose pages are numbered, from a vendor that takes its time for every answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from explorer.accounts import Accounts
from explorer.config import Document, read
from explorer.config.files import Folders
from explorer.model.page import Query
from explorer.store.cache import Cache
from explorer.vendors import discover
from tests.bench import programs
from tests.bench.running import BenchError
from tests.bench.setting import Note, Setting, Subject
from tests.demo_vendors import DemoVendors

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
    vendors = DemoVendors(("--people", str(pages * _PAGE_ROWS), "--latency", str(_LATENCY * 1000)))
    vendors.start()
    try:
        with TemporaryDirectory() as folder:
            _sync_from(vendors, Path(folder), note)
    finally:
        vendors.stop()


def _sync_from(vendors: DemoVendors, folder: Path, note: Note) -> None:
    file = folder / "config.toml"
    file.touch(0o600)
    file.write_text(vendors.config_text, "utf-8")
    environ = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
    command = [str(Path(sys.executable).with_name("explorer")), "--config", str(file), "sync", f"{_ACCOUNT}/users"]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environ})
    if ran.returncode:
        raise BenchError(f"{' '.join(command)} fails: {ran.stderr.strip()}")
    config = read(Document(file.read_text("utf-8"), str(file)), discover(["repcard"]))
    account = config.accounts[_ACCOUNT]
    folders = Folders(*(folder / kind / "explorer" for kind in ("config", "cache", "state")))
    with closing(Cache(Accounts(config, folders).cache_file(account))) as cache:
        pages = len(cache.listing(Query(_COLLECTION)).pages)
        run = cache.health(account.name)[1]["/".join(_COLLECTION)].run
    assert run is not None and run.outcome == "whole"
    note("sync", [(run.ended - run.began) * 1000])
    note(FLOOR, [pages * _LATENCY / (account.network.parallel or account.vendor.parallel) * 1000])
