"""Disks that are full, shared with other machines, or that take no writes."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import copytree

import pytest

from explorer.accounts import Accounts
from explorer.config import parse
from explorer.config.files import Folders
from explorer.model.errors import StoreError
from explorer.model.page import Query
from explorer.store import files
from explorer.store.cache import Cache
from explorer.vendors import discover
from tests.accounts import accounts_of, open_repository
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.filling_disk import filling_disk
from tests.read_only_folder import folder_of_nobody, read_only
from tests.store.test_files import QUERY, fill
from tests.store.test_processes import child
from tests.waiting import LONGEST

MOUNTS = """\
22 27 0:20 / /proc rw,relatime shared:5 - proc proc rw
27 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw
40 27 0:44 / /home rw,relatime shared:20 - nfs4 server:/home rw
41 40 259:3 / /home/local\\040disk rw,relatime shared:21 - xfs /dev/sdb rw
42 27 0:45 / /mnt/s rw,relatime - fuse.sshfs host: rw
"""


def test_c12_on_a_full_disk_reading_goes_on(path: Path) -> None:
    script = """
cache = Cache(path)
query = Query(("users",))
rows = people(*range(200))
cache.put_page(USERS, page_of(query, 1, rows, size=200), rows).result()
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (cache.upkeep.size(), limits[1]))
more = people(*range(200, 3000))
for attempt in range(2):
    try:
        cache.put_page(USERS, page_of(query, 2, more, size=200, last=True), more).result()
    except Exception as error:
        print(type(error).__name__, error)
    assert cache.listing(query).held == 200
    assert [key for key, _ in cache.bodies(query)] == [str(number) for number in range(200)]
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
cache.put_page(USERS, page_of(query, 2, more, size=200, last=True), more).result()
print(cache.listing(query).held, cache.notice)
cache.close()
"""
    writer = child(script, path)
    output, errors = writer.communicate(timeout=LONGEST)
    assert (errors, writer.returncode) == ("", 0)
    sentence = f"StoreError the cache {path} cannot be written: the disk is full or failing"
    assert output.splitlines() == [sentence, sentence, "3000 "]


@pytest.mark.parametrize(
    ("place", "expected"),
    [("/home/a/c", True), ("/homes/a", False), ("/home/local disk/x", False), ("/mnt/s/x", True), ("/", False)],
)
def test_c14_network_disks_are_told_apart(tmp_path: Path, place: str, expected: bool) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert files.on_network(Path(place), mounts) is expected


def test_c14_on_a_network_disk_no_memory_is_shared(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


EVERYTHING = (
    ("ls",),
    ("list", "demo-repcard/users", "-w", "search=ada"),
    ("get", "demo-gormic/customers/{customer}"),
    ("search", "ada"),
    ("search", "--server", "ada"),
    ("same", "demo-repcard/users/1466"),
    ("compare", "demo-repcard/users/1466", "demo-assemble/users/46485"),
    ("changed",),
    ("health",),
    ("cache", "info"),
    ("journal",),
    ("config", "show"),
    ("--offline", "doctor"),
)


def test_c12_every_command_bears_a_full_disk(run: Run) -> None:
    customer = run("list", "demo-gormic/customers", "--limit", "1", "--format", "json").json[0]["id"]
    commands = [tuple(each.format(customer=customer) for each in words) for words in EVERYTHING]
    run("cache", "purge", "--yes")
    before = {words: run(*words) for words in commands}
    with filling_disk():
        for words in commands:
            ran = run(*words)
            incomplete = 3 if "--server" in words else before[words].code  # what a server finds is shown from the copy
            assert ran.code in (before[words].code, incomplete) and "bug" not in ran.err, (words, ran)


@pytest.mark.parametrize("limit", [0, 5_000])
def test_c12_a_write_that_cannot_be_noted_is_not_sent(run: Run, limit: int) -> None:
    """The journal cannot be opened for writing, or takes nothing more."""
    place = f"demo-gormic/customers/{_customer(run)}"
    shown = run("get", place, "--format", "json").json
    run("journal")
    with filling_disk(limit):
        ran = run("update", place, "number=4711", "--yes")
    assert ran.code == 1 and "explorer: the write journal" in ran.err, ran
    assert run("get", place, "--format", "json").json == shown


@pytest.mark.parametrize("there", [False, True], ids=["at first", "with what it held before"])
def test_c12_what_holds_for_all_accounts_is_said_once(config_file: Path, tmp_path: Path, there: bool) -> None:
    config, folders = parse(config_file.read_text(), discover()), Folders.under(tmp_path)
    folders.cache.mkdir(parents=True)
    if there:
        before = Accounts(config, folders)
        for each in config.accounts.values():
            before.repository(each)
        before.close()
    with filling_disk(0):
        accounts = Accounts(config, folders)
        for each in config.accounts.values():
            accounts.repository(each)
        (said,) = accounts.notices
        accounts.close()
    assert said.startswith("demo-repcard, demo-repsly, demo-assemble and 1 more: ")
    assert f"the cache {folders.cache}/*.sqlite cannot be written" in said


def test_c10_damage_of_all_copies_is_said_once(config_file: Path, tmp_path: Path) -> None:
    config, folders = parse(config_file.read_text(), discover()), Folders.under(tmp_path)
    for _ in range(2):
        accounts = Accounts(config, folders)
        for each in config.accounts.values():
            accounts.repository(each)
        said = accounts.notices
        accounts.close()
        for file in folders.cache.glob("*.sqlite"):
            file.write_bytes(b"\xff" * 9000)
    assert len(said) <= 2, "they are named by the second in which they were set aside"
    assert all("the old one is kept as " in each and ".sqlite.corrupt-" in each for each in said)


def _customer(run: Run) -> str:
    return str(run("list", "demo-gormic/customers", "--limit", "1", "--format", "json").json[0]["id"])


READ_ONLY = "/sys/explorer-home"
"""A file system that takes no folder, from the superuser either."""


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="Linux only")
def test_c13_a_home_that_takes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, READ_ONLY)
    listed = run("list", "demo-repcard/users", "--format", "json")
    assert listed.code == 0 and len(listed.json) == 50
    assert "demo-repcard: nothing is kept on disk: " in listed.err
    signed_in = run("list", "demo-assemble/users", "--format", "json")
    assert signed_in.code == 0 and len(signed_in.json) == 50
    assert "cannot be locked" in run("login", "demo-assemble").err
    written = run("update", f"demo-gormic/customers/{_customer(run)}", "number=4711", "--yes")
    assert written.code == 1 and "explorer: the write journal" in written.err
    assert not os.path.exists(READ_ONLY)


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "killed"])
async def test_c13_a_copy_from_before_is_shown_and_brought_up_to_date_for_now(
    demo_vendors: DemoVendors, closed: bool
) -> None:
    users = Query(("users",))
    account = accounts_of(demo_vendors.config_text)["demo-repcard"]
    with folder_of_nobody() as home:
        before = open_repository(account, home / "before", clock=lambda: 1000.0)
        await before.load(users)
        rows = before.rows(users, 0, 50)
        if closed:
            await before.close()
        folder = copytree(home / "before", home / "cache")
        await before.close()
        with read_only(folder):
            now = open_repository(account, folder, clock=lambda: 2000.0)
            assert now.rows(users, 0, 50) == rows
            assert "it is read-only; what it holds can be read, what comes is not kept" in now.notice
            assert not now.is_kept and before.is_kept
            assert [each.number for each in (await now.load(users, 2)).pages] == [1, 2]
            assert now.rows(users, 0, 50) == rows and None not in now.rows(users, 50, 100)
            await now.load(users, 1)
            assert {each.fetched_at for each in now.peek(users).pages} == {2000.0}
            await now.close()
        later = open_repository(account, folder, offline=True)
        assert [each.fetched_at for each in later.peek(users).pages] == [1000.0]
        await later.close()


def test_c13_nothing_is_removed_from_a_copy_that_cannot_be_changed() -> None:
    with folder_of_nobody() as home:
        path = home / "cache" / "a.sqlite"
        before = Cache(path)
        fill(before)
        before.close()
        with read_only(path.parent):
            cache = Cache(path)
            fill(cache)  # in memory from here on
            with pytest.raises(StoreError, match="it is read-only"):
                cache.upkeep.purge().result()
            cache.close()
