"""Values offered for a field, from what is held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from explorer.model.account import Account
from explorer.model.address import Address, Segments
from explorer.model.field import Field
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.page import Page, Query
from explorer.repository import LocalCopy
from explorer.repository.choices import SEEN_SECONDS, Choice, Choices
from explorer.store.cache import Cache
from explorer.vendors import discover
from tests.repository.conftest import Clock

USER = Field(kind="id", refers="users")
TEAM = Field(kind="id", seen=("users:roles.team.id|display_name", "users/roles:team.id|display_name"))
MANAGER = Field(kind="id", refers="users", seen=("users:roles.manager.id|display_name",))


class Held:
    """One account's cache, filled as answers would fill it."""

    def __init__(self, vendor: str, folder: Path, clock: Clock) -> None:
        self.account = Account("demo", discover()[vendor], vendor, "https://api.example.org", {})
        self.cache = Cache(folder / "cache.sqlite", clock=clock)
        self.local = LocalCopy(self.account, self.cache, clock=clock)

    def rows(self, collection: Segments, rows: Sequence[JsonObject]) -> None:
        resource = self.account.vendor.resource(collection)
        keys = tuple(resource.key_of(row) for row in rows)
        page = Page(Query(collection), "1", 1, keys, None, len(rows), 1, 0, 1.0)
        self.cache.put_page(resource, page, rows).result()

    def body(self, record: Segments, body: JsonObject) -> None:
        address = Address("demo", record)
        self.cache.put_record(self.local.resource(address), address, body, fetched_at=2.0).result()

    def labels(self, field: Field, text: str, limit: int = 20) -> list[str]:
        return [each.label for each in self.local.choices(field, text, limit)]


@pytest.fixture
def assemble(tmp_path: Path, clock: Clock) -> Iterator[Held]:
    held = Held("assemble", tmp_path, clock)
    yield held
    held.cache.close()


@pytest.fixture
def repcard(tmp_path: Path, clock: Clock) -> Iterator[Held]:
    held = Held("repcard", tmp_path, clock)
    yield held
    held.cache.close()


def _user(key: int, name: str, **more: object) -> JsonObject:
    return {"id": key, "display_name": name, "role_name": "Driver", "team_name": "Kent", **more}


def _role(team: JsonObject | None, manager: JsonObject | None = None) -> JsonObject:
    return {"id": 1, "display_name": "Driver", "team": team, "manager": {"data": manager} if manager else None}


def test_a_user_is_chosen_by_the_beginning_of_a_name(assemble: Held) -> None:
    assemble.rows(("users",), [_user(7, "Ann Jones"), _user(46485, "John Smith"), _user(9, "Zoë Smithers")])
    assert assemble.local.choices(USER, "smi") == [
        Choice(46485, "John Smith", "Driver, Kent"),
        Choice(9, "Zoë Smithers", "Driver, Kent"),
    ]
    assert assemble.labels(USER, "zoe SMI") == ["Zoë Smithers"]
    assert assemble.labels(USER, "smi", 1) == ["John Smith"]
    assert assemble.labels(USER, "mith") == []


def test_an_e_mail_address_tells_namesakes_apart(repcard: Held) -> None:
    rows = [{"id": n, "firstName": "Ann", "lastName": "Lee", "email": f"{n}@example.org", "team": "A"} for n in (1, 2)]
    repcard.rows(("users",), rows)
    assert repcard.local.choices(USER, "lee") == [
        Choice(1, "Ann Lee", "1@example.org"),
        Choice(2, "Ann Lee", "2@example.org"),
    ]


def test_an_id_is_found_before_what_holds_its_digits(assemble: Held) -> None:
    assemble.rows(("users",), [_user(121, "First Met"), _user(12, "Wanted"), _user(3, "Member 12")])
    assert assemble.labels(USER, "12") == ["Wanted", "First Met", "Member 12"]


def test_without_text_the_most_frequent_come_first_then_any(assemble: Held) -> None:
    roles = [_role({"id": "5", "display_name": "Kent"}, {"id": 2, "display_name": "As seen"})]
    assemble.rows(("users",), [_user(1, "One", roles={"data": roles}), _user(2, "Two"), _user(3, "Three")])
    assert assemble.labels(MANAGER, "") == ["Two", "One", "Three"]
    assert assemble.labels(USER, "", 2) == ["One", "Two"]


def test_what_is_gone_is_not_offered_and_still_named(assemble: Held) -> None:
    roles = [_role(None, {"id": 2, "display_name": "Two"})]
    assemble.rows(("users",), [_user(1, "One Smith", roles=roles), _user(2, "Two Smith")])
    assemble.cache.forget(Address("demo", ("users", "2"))).result()
    for text in ("", "smith", "2", "two"):
        assert "Two Smith" not in assemble.labels(MANAGER, text)
        assert "Two" not in assemble.labels(MANAGER, text)
    assert assemble.local.label_for(MANAGER, 2) == "Two Smith"


def test_an_archived_record_is_not_offered(tmp_path: Path, clock: Clock) -> None:
    held = Held("gormic", tmp_path, clock)
    held.body(("customers", "a"), {"id": "a", "firstName": "Ann", "archivedAt": "2026-01-01T00:00:00Z"})
    held.body(("customers", "b"), {"id": "b", "firstName": "Ann", "archivedAt": None})
    assert [each.value for each in held.local.choices(Field(kind="id", refers="customers"), "ann")] == ["b"]
    held.cache.close()


def test_teams_are_known_from_the_roles_they_stand_in(assemble: Held) -> None:
    kent, ely = {"id": "5", "display_name": "Kent"}, {"id": 6, "display_name": "Ély"}
    assemble.body(("users", "1"), _user(1, "One", roles={"data": [_role(kent), _role(None)]}))
    assemble.body(("users", "2"), _user(2, "Two", roles=[_role({"data": kent})]))
    assemble.rows(("users", "3", "roles"), [_role(ely), _role(ely) | {"id": 2}, _role(ely) | {"id": 3}])
    assert assemble.local.choices(TEAM, "") == [Choice(6, "Ély", "6"), Choice("5", "Kent", "5")]
    assert assemble.labels(TEAM, "ely") == ["Ély"]
    assert assemble.labels(TEAM, "5") == ["Kent"]
    assert assemble.local.label_for(TEAM, 5) == assemble.local.label_for(TEAM, "5") == "Kent"


def test_a_name_that_has_to_be_exact_is_offered_as_it_is(repcard: Held) -> None:
    offices = ["North  Office", "North  Office", "", "\x1b[31m Süd", None]
    repcard.rows(("users",), [{"id": n, "firstName": "A", "office": office} for n, office in enumerate(offices)])
    office = Field(seen=("users:office",))
    assert repcard.local.choices(office, "") == [
        Choice("North  Office", "North  Office"),
        Choice("\x1b[31m Süd", "\x1b[31m Süd"),
    ]
    assert repcard.labels(office, "sud") == ["\x1b[31m Süd"]
    assert repcard.local.label_for(office, "North  Office") == ""


def test_new_values_are_offered_after_a_while(repcard: Held, clock: Clock) -> None:
    office = Field(seen=("users:office",))
    repcard.rows(("users",), [{"id": 1, "firstName": "A", "office": "North"}])
    assert repcard.labels(office, "") == ["North"]
    repcard.rows(("users",), [{"id": 1, "firstName": "A", "office": "South"}])
    assert repcard.labels(office, "") == ["North"]
    clock.now += SEEN_SECONDS
    assert repcard.labels(office, "") == ["South"]


def test_names_are_counted_once(assemble: Held, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review asks for them with every paint."""
    assemble.body(("users", "1"), _user(1, "One", roles=[_role({"id": 5, "display_name": "Kent"})]))
    assert assemble.local.label_for(TEAM, 5) == "Kent"
    clock.now += SEEN_SECONDS
    monkeypatch.setattr(Choices, "_count", None)
    assert (assemble.local.label_for(TEAM, 5), assemble.local.label_for(TEAM, 6)) == ("Kent", "")


def test_ids_are_named_where_somebody_knows_them(assemble: Held) -> None:
    assemble.rows(("users",), [_user(46485, "John Smith")])
    assert assemble.local.label_for(USER, 46485) == assemble.local.label_for(USER, "46485") == "John Smith"
    assert assemble.local.label_for(USER, [46485, 7]) == "John Smith, 7"
    unknown: list[JsonValue] = [7, "", None, [], {}, True, [7]]
    assert [assemble.local.label_for(USER, each) for each in unknown] == [""] * 7


def test_nothing_is_offered_for_a_secret_or_where_nothing_is_held(assemble: Held) -> None:
    assert assemble.local.choices(USER, "smi") == assemble.local.choices(MANAGER, "") == []
    assemble.rows(("users",), [_user(1, "One")])
    assert assemble.local.choices(Field(refers="users", secret=True), "one") == []
    assert assemble.local.choices(Field(), "one") == []
