"""Ids that rows of a list do not tell, read from one record that is in what they name."""

from __future__ import annotations

import threading

import pytest

from explorer.model.errors import UsageError
from explorer.model.json_text import JsonObject
from explorer.model.page import Page, Query
from explorer.repository import Repository
from explorer.repository.choices import Choice, Choices
from explorer.repository.named_ids import READ_MOST, id_named
from tests.repository.conftest import Open

USERS = ("users",)


async def _with_some_gone(repository: Repository, gone: int) -> JsonObject:
    """A row of a user, before whom as many are held in the same team that the vendor does not have any more."""
    rows = [row async for batch in repository.stream(Query(USERS)) for row in batch]
    user: JsonObject = next(row for row in rows if row["team_name"])
    held = [*({**user, "id": 900_000_000 + number} for number in range(gone)), user]
    page = Page(Query(USERS), "1", 1, tuple(str(row["id"]) for row in held), None, len(held), 1, 0, 5000.0)
    resource = repository.account.vendor.resource(USERS)
    repository._cache.drop_pages(Query(USERS)).result()
    repository._cache.put_page(resource, page, held).result()
    return user


async def _team_id(repository: Repository, user: JsonObject) -> object:
    resource = repository.account.vendor.resource(USERS)
    (team,) = (each for operation in resource.operations for each in operation.parameters if each.named)
    return await id_named(repository, USERS, team, str(user["team_name"]))


@pytest.mark.parametrize("gone", range(READ_MOST))
async def test_records_that_are_gone_are_passed_over(opened: Open, monkeypatch: pytest.MonkeyPatch, gone: int) -> None:
    learned: list[tuple[str, bool]] = []

    def learn(self: Choices, places: tuple[str, ...], choice: Choice) -> None:
        learned.append((choice.label, threading.current_thread() is threading.main_thread()))

    monkeypatch.setattr(Choices, "learn", learn)
    repository = opened("assemble")
    user = await _with_some_gone(repository, gone)
    assert str(await _team_id(repository, user)).isdigit()
    assert learned == [(user["team_name"], False)]  # it may wait for a thread that counts


async def test_no_more_of_them_are_read_than_a_few(opened: Open) -> None:
    repository = opened("assemble")
    user = await _with_some_gone(repository, READ_MOST)
    with pytest.raises(UsageError, match="no user that is held tells the id of"):
        await _team_id(repository, user)
