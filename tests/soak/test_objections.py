"""What a long random use objects to, on made-up runs."""

from __future__ import annotations

from typing import Any

from explorer.model.journal import Entry, State
from tests.soak import measure
from tests.soak.measure import Use
from tests.soak.truth import possible_values, unmatched
from tests.soak.vendors import Arrival

FLAT = [Use(100, 50, 70)] * 6


def entry(number: int, name: str, state: State, before: str = "Ada") -> Entry:
    url = "http://127.0.0.1/users/1"
    body: dict[str, Any] = {"name": name}
    return Entry(
        "i", "http://127.0.0.1", "a", ("users", "1"), "users.update", "PUT", url, {"name": before}, body, body,
        id=number, state=state,
    )  # fmt: skip


def arrival(name: str) -> Arrival:
    return Arrival("PUT", "/users/1", {"name": name})


def test_what_grows_is_objected_to_and_what_is_flat_is_not() -> None:
    assert measure.objections(FLAT) == []
    assert measure.objections([*FLAT[:4], Use(121, 50, 70), Use(130, 50, 70)]) == ["memory grew from 0 to 0 MiB"]
    assert len(measure.objections([*FLAT[:4], Use(100, 55, 70), Use(100, 50, 75)])) == 2
    assert measure.objections(FLAT[:2]) == ["it was too short to be measured"]


def test_a_write_that_arrives_twice_or_unnoted_or_never_is_objected_to() -> None:
    done = entry(1, "Eve", "applied")
    assert unmatched([arrival("Eve")], [done]) == []
    assert unmatched([arrival("Eve")] * 2, [done])
    assert unmatched([arrival("Eve"), arrival("Ann")], [done])
    assert unmatched([], [done]) == ["entry 1 is applied, and never arrived"]
    assert unmatched([], [entry(1, "Eve", "unknown")]) == []


def test_a_record_may_hold_what_was_done_last_or_may_have_been() -> None:
    assert possible_values([entry(1, "Eve", "unknown")], "name") == ["Ada", "Eve"]
    assert possible_values([entry(1, "Eve", "unknown"), entry(2, "Ann", "applied")], "name") == ["Ann"]
    assert possible_values([entry(1, "Eve", "applied"), entry(2, "Ann", "refused")], "name") == ["Eve"]
