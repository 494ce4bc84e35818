"""Who may read the cache's files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.model.errors import StoreError
from explorer.model.page import Query
from explorer.store import files
from explorer.store.cache import Cache
from tests.store.samples import USERS, page_of, people

QUERY = Query(("users",))


def fill(cache: Cache) -> None:
    cache.put_page(USERS, page_of(QUERY, 1, people(1, 2)), people(1, 2)).result()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
def test_nobody_else_can_read_any_file(path: Path) -> None:
    cache = Cache(path)
    fill(cache)
    cache.listing(QUERY)
    files = list(path.parent.iterdir())
    assert {each.name for each in files} == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert {mode(each) for each in files} == {0o600}
    assert mode(path.parent) == 0o700
    cache.close()
    assert cache.notice == ""


def test_modes_that_let_others_read_are_repaired_and_said_once(path: Path) -> None:
    Cache(path).close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    cache = Cache(path)
    assert "could be read by others: repaired" in cache.notice
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    cache.close()
    again = Cache(path)
    assert again.notice == ""
    again.close()


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_a_link_is_refused_and_not_followed(path: Path, tmp_path: Path, suffix: str) -> None:
    Cache(path).close()
    target = tmp_path / "elsewhere"
    place = Path(f"{path}{suffix}")
    place.unlink(missing_ok=True)
    place.symlink_to(target)
    with pytest.raises(StoreError, match="is a link"):
        Cache(path)
    assert not target.exists()


def test_what_is_no_plain_file_is_refused(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    os.mkfifo(path, 0o600)
    with pytest.raises(StoreError, match="not a plain file"):
        Cache(path)


def test_a_folder_others_could_replace_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(StoreError, match="others can write"):
        Cache(shared / "cache" / "x.sqlite")
    shared.chmod(0o1777)
    Cache(shared / "cache" / "x.sqlite").close()


@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_another_user_owns_is_refused(path: Path, give_away: Callable[[Path], None], which: str) -> None:
    Cache(path).close()
    theirs = path if which == "file" else path.parent
    give_away(theirs)
    with pytest.raises(StoreError, match=f"^{re.escape(str(theirs))} belongs to another user"):
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
    assert cache.size() > 0
    cache.close()
    assert list(tmp_path.iterdir()) == []


def test_size_counts_every_file(cache: Cache, path: Path) -> None:
    fill(cache)
    assert cache.size() == sum(each.stat().st_size for each in path.parent.iterdir())


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


@pytest.mark.parametrize(
    ("place", "expected"),
    [("/home/a/c", True), ("/homes/a", False), ("/home/local disk/x", False), ("/mnt/s/x", True), ("/", False)],
)
def test_network_disks_are_told_apart(tmp_path: Path, place: str, expected: bool) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert files.on_network(Path(place), mounts) is expected


def test_on_a_network_disk_no_memory_is_shared(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Cache(path)
    fill(before)
    before.close()
    monkeypatch.setattr(files, "on_network", lambda path: True)
    cache, other = Cache(path), Cache(path)
    fill(cache)
    fill(other)
    assert cache.listing(QUERY).held == other.listing(QUERY).held == 2
    assert {each.name for each in path.parent.iterdir()} <= {path.name, f"{path.name}-journal"}
    other.close()
    cache.close()
