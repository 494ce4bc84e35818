"""The journal held against what reached the vendors, and what they hold in the end."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from explorer.model.journal import DONE, UNFINISHED, Entry
from tests.demo.in_process import CREDENTIALS
from tests.soak.vendors import Arrival, Vendors

_WRAPPED: Final = {"demo-assemble": (), "demo-gormic": ("data", "user")}
_ATTEMPTS: Final = 60


def objections(vendors: Vendors, entries: Sequence[Entry]) -> list[str]:
    """All that the journal and the vendors do not agree on. `entries` are all there are, the oldest first."""
    found = unmatched(vendors.arrivals(), entries)
    records: dict[str, list[Entry]] = {}
    for entry in entries:
        records.setdefault(str(entry.address), []).append(entry)
    for address, its in records.items():
        held = _record(vendors, its[0])
        for member in {name for each in its for name in each.wanted}:
            possible = possible_values(its, member)
            if held.get(member) not in possible:
                found.append(f"{address} {member} is {held.get(member)!r}; by the journal one of {possible}")
    return found


def unmatched(arrivals: Sequence[Arrival], entries: Sequence[Entry]) -> list[str]:
    """Edits that arrived more often than they were noted, or that count as done and never arrived."""
    noted = Counter(_key(urlsplit(each.url).path, each.method, each.body) for each in entries)
    arrived = Counter(_key(each.path, each.method, each.body) for each in arrivals if each.method in ("PUT", "PATCH"))
    found = [f"arrived more often than noted: {each}" for each in arrived - noted]
    for entry in entries:
        if entry.state in DONE and not arrived[_key(urlsplit(entry.url).path, entry.method, entry.body)]:
            found.append(f"entry {entry.id} is {entry.state}, and never arrived")
    return found


def _key(path: str, method: str, body: Any) -> str:
    return f"{method} {path} {json.dumps(body, sort_keys=True, default=str)}"


def possible_values(entries: Sequence[Entry], member: str) -> list[Any]:
    """What a member can be after these writes."""
    possible: list[Any] = []
    for entry in entries:
        if member not in entry.wanted:
            continue
        if not possible:
            possible = [entry.before.get(member)]
        if entry.state in DONE:
            possible = [entry.wanted[member]]
        elif entry.state in UNFINISHED:
            possible.append(entry.wanted[member])
    return possible


def _record(vendors: Vendors, entry: Entry) -> Mapping[str, Any]:
    """The record as the vendor holds it; asked for until no fault is in the way."""
    for _ in range(_ATTEMPTS):
        try:
            answer = httpx.get(entry.url, headers=CREDENTIALS[entry.account.removeprefix("demo-")])
            held = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            held = None
        if held is not None:
            for name in _WRAPPED[entry.account]:
                held = held[name]
            return dict(held)
        time.sleep(0.1)
    raise AssertionError(f"{entry.address} cannot be read")
