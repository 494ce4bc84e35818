"""Who may read the cache's files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import USERS, page_of, people

QUERY = Query(("users",))


def fill(cache: Cache) -> None:
    cache.put_page(USERS, page_of(QUERY, 1, people(1, 2)), people(1, 2)).result()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_no_plain_file_is_refused(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    os.mkfifo(path, 0o600)
    with pytest.raises(StoreError, match="not a plain file"):
        Cache(path)


def test_a_name_with_signs_of_a_uri_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=memory#b%41 c" / "x&y.sqlite"
    cache = Cache(path)
    fill(cache)
    cache.close()
    assert path.stat().st_size > 0


def test_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cache = Cache(None)
    fill(cache)
    assert cache.listing(QUERY).held == 2
    assert cache.upkeep.size() > 0
    cache.close()
    assert list(tmp_path.iterdir()) == []


def test_size_counts_every_file(cache: Cache, path: Path) -> None:
    fill(cache)
    assert cache.upkeep.size() == sum(each.stat().st_size for each in path.parent.iterdir())


def test_a_closed_cache_says_so(cache: Cache) -> None:
    cache.close()
    cache.close()
    with pytest.raises(StoreError, match="closed"):
        cache.listing(QUERY)
    with pytest.raises(StoreError, match="closed"):
        fill(cache)


MOUNTS = """\
22 27 0:20 / /proc rw,relatime shared:5 - proc proc rw
27 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw
40 27 0:44 / /home rw,relatime shared:20 - nfs4 server:/home rw
41 40 259:3 / /home/local\\040disk rw,relatime shared:21 - xfs /dev/sdb rw
42 27 0:45 / /mnt/s rw,relatime - fuse.sshfs host: rw
"""
