"""Several processes at one file, and processes that end in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import EXPORTED, USERS, page_of, people, resource_of
from tests.waiting import LONGEST

ROOT = Path(__file__).parents[2]
START = """
import resource, sys
from pathlib import Path
from explorer.model.page import Query
from explorer.store.cache import Cache
from tests.store.samples import *
path = Path(sys.argv[1])
"""


def child(script: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    """A process that runs `script` on the cache at `path`."""
    return subprocess.Popen(
        [sys.executable, "-c", START + script, str(path), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_to_one_file(path: Path) -> None:
    script = """
cache = Cache(path)
query = Query((sys.argv[2],))
sys.stdin.readline()
for number in range(1, 41):
    rows = people(*range(number * 10, number * 10 + 10))
    cache.put_page(USERS, page_of(query, number, rows, size=10, last=number == 40), rows).result()
    shared = people(number)
    cache.put_page(USERS, page_of(Query(("both",)), number, shared, size=1), shared).result()
assert cache.listing(query).complete
cache.close()
"""
    # Neither finds a file: they also compete for creating it.
    writers = [child(script, path, name) for name in ("left", "right")]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=LONGEST)
        assert (errors, writer.returncode) == ("", 0)
    cache = Cache(path)
    assert [cache.listing(Query((name,))).held for name in ("left", "right", "both")] == [400, 400, 40]
    assert {each.collection: each.records for each in cache.upkeep.collections()} == {
        "both": 40,
        "left": 400,
        "right": 400,
    }
    assert cache.notice == ""
    cache.close()


def test_many_processes_create_one_file(path: Path) -> None:
    script = """
sys.stdin.readline()
cache = Cache(path)
cache.put_page(USERS, page_of(Query((sys.argv[2],)), 1, people(1)), people(1)).result()
cache.close()
"""
    started = [child(script, path, str(number)) for number in range(6)]
    for each in started:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in started:
        _, errors = each.communicate(timeout=LONGEST)
        assert (errors, each.returncode) == ("", 0)
    cache = Cache(path)
    assert len(cache.upkeep.collections()) == 6
    cache.close()


def test_writes_still_queued_are_made_before_a_process_ends(path: Path) -> None:
    script = """
cache = Cache(path)
for number in range(1, 31):
    cache.put_page(USERS, page_of(Query(("users",)), number, people(number), size=1), people(number))
"""
    writer = child(script, path)
    _, errors = writer.communicate(timeout=LONGEST)
    assert (errors, writer.returncode) == ("", 0)
    cache = Cache(path)
    assert cache.listing(Query(("users",))).held == 30
    cache.close()


def test_reading_needs_no_event_loop_and_no_writing_thread(cache: Cache, path: Path) -> None:
    cache.put_page(USERS, page_of(Query(("users",)), 1, people(1)), people(1)).result()
    script = """
cache = Cache(path)
assert cache.listing(Query(("users",))).held == 1
assert len(cache.rows(Query(("users",)), 0, 50)) == 50
cache.close()
import threading
assert threading.active_count() == 1
print(*sorted({"asyncio", "concurrent.futures", "logging", "pydantic", "textual", "httpx"} & set(sys.modules)))
"""
    reader = child(script, path)
    output, errors = reader.communicate(timeout=LONGEST)
    assert (errors, output) == ("", "\n")


def test_one_process_reads_what_another_writes(cache: Cache, path: Path) -> None:
    other = Cache(path)
    query = Query(("users",))
    assert other.listing(query).held == 0
    for number in range(1, 4):
        cache.put_page(USERS, page_of(query, number, people(number), size=1), people(number)).result()
        assert other.listing(query).held == number
        assert len(other.find(resource_of, "a", f"person {number}")) == 1
    other.close()
    assert EXPORTED.export is not None
    assert os.path.exists(path)
