"""Disks that are full, and folders that cannot be written to."""

from __future__ import annotations

from pathlib import Path

from tests.store.test_processes import child


def test_c12_on_a_full_disk_reading_goes_on(path: Path) -> None:
    script = """
cache = Cache(path)
query = Query(("users",))
rows = people(*range(200))
cache.put_page(USERS, page_of(query, 1, rows, size=200), rows).result()
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (cache.size(), limits[1]))
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
    output, errors = writer.communicate(timeout=60)
    assert (errors, writer.returncode) == ("", 0)
    sentence = f"StoreError the cache {path} cannot be written: the disk is full or failing"
    assert output.splitlines() == [sentence, sentence, "3000 "]
