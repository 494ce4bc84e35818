"""Choosing what all of many records get: fields, values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.model.address import Address
from explorer.model.errors import InvalidForm, ServerFault
from explorer.model.json_text import JsonObject
from explorer.model.members import Member
from explorer.repository.choices import Choice
from explorer.ui.many_fields import fields
from explorer.ui.offers import Subject
from explorer.ui.screens.change_many import ChangeManyScreen
from explorer.ui.signs import UNICODE
from tests.ui.prepared import Alone, account, call, shown

USERS = Address("assemble", ("users",))
MANY = Subject(USERS, marked=("7", "8", "9"), names={"7": "Jane Smith", "8": "Joan Smithson"})


def screen(subject: Subject = MANY, operation: str = "update", **options: Any) -> Any:
    _, found = call(subject.collection.child("1"), operation)
    of = account(subject.collection.account)
    return ChangeManyScreen(subject, found, account=of, signs=UNICODE, **options)


async def pressed(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_a_field_and_its_value(size: tuple[int, int]) -> None:
    app = Alone(screen())
    async with app.run_test(size=size) as pilot:
        await pressed(pilot)
        text = shown(app)
        assert "Change 3 users" in text and "Jane Smith, Joan Smithson, 9" in text
        assert "as it is" in text
        await pressed(pilot, *"preferred", "enter")
        assert "preferred name:" in shown(app)
        await pressed(pilot, *"Jo", "enter")
        assert "→ Jo" in shown(app)
        await pressed(pilot, *"call", "enter", *"y", "enter")
        assert "→ yes" in shown(app)
        await pressed(pilot, "ctrl+r")
    assert app.results == [{"preferred_name": "Jo", "on_call": True}]


async def test_null_and_empty_are_chosen_and_a_field_is_left_as_it_is_again() -> None:
    app = Alone(screen())
    async with app.run_test(size=(140, 45)) as pilot:
        await pressed(pilot, *"bio", "enter")
        assert "null" in shown(app) and "no value" in shown(app)
        await pressed(pilot, "end", "pagedown", "enter")
        assert "→ null" in shown(app)
        await pressed(pilot, "f3")
        assert "→" not in shown(app)
        await pressed(pilot, "ctrl+r")
        assert "nothing is set yet" in shown(app)
        await pressed(pilot, "escape")
    assert app.results == [None]


async def test_one_enter_too_many_sets_nothing() -> None:
    app = Alone(screen())
    async with app.run_test(size=(140, 45)) as pilot:
        await pressed(pilot, "enter", "enter", "enter", "enter")
        assert "→" not in shown(app)
        await pressed(pilot, *"call", "enter", "down", "enter")
        assert "→ yes" in shown(app)
        await pressed(pilot, *"call", "enter", "backspace", "backspace", "backspace", "enter")
        assert "→" not in shown(app)


async def test_a_value_that_is_not_taken_says_why_and_stays_to_be_mended() -> None:
    app = Alone(screen())
    async with app.run_test(size=(140, 45)) as pilot:
        await pressed(pilot, *"start", "enter", *"2020x13x01", "enter")
        assert "! start" in shown(app) and "2020x13x01" in shown(app)
        await pressed(pilot, "escape", "ctrl+r")
        assert "nothing is set yet" in shown(app)


async def test_what_can_be_chosen_is_asked_for_and_an_older_answer_is_dropped() -> None:
    asked: list[tuple[str, str]] = []

    async def choices(member: Member, text: str) -> Sequence[Choice]:
        asked.append((member.name, text))
        return [Choice("Corporate Office", "Corporate Office", "12 users")] if text in ("", "c") else []

    users = Subject(Address("repcard", ("users",)), marked=("1", "2"))
    app = Alone(screen(users, choices=choices))
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, *"office", "enter")
        assert "Corporate Office" in shown(app) and "12 users" in shown(app)
        await pressed(pilot, "c", "down", "enter")
        assert "→ Corporate Office" in shown(app)
        await pressed(pilot, "ctrl+r")
    assert asked == [("officeName", ""), ("officeName", "c")]
    assert app.results == [{"officeName": "Corporate Office"}]


async def test_what_the_first_records_refuse_stands_beside_the_field() -> None:
    checked: list[JsonObject] = []
    refusals: list[Exception] = [
        ServerFault("RepCard answered 503"),
        InvalidForm("update cannot be sent: roleName is required", fields={"roleName": "is required"}),
    ]

    async def check(wanted: JsonObject) -> None:
        checked.append(wanted)
        if refusals:
            raise refusals.pop(0)

    users = Subject(Address("repcard", ("users",)), marked=("1", "2"))
    app = Alone(screen(users, check=check))
    async with app.run_test(size=(140, 45)) as pilot:
        await pressed(pilot, *"job", "enter", *"Lead", "enter", "ctrl+r")
        assert "RepCard answered 503" in shown(app) and not app.results
        await pressed(pilot, "ctrl+r")
        assert "! is required" in shown(app) and not app.results
        await pressed(pilot, "enter", *"sales", "enter")
        assert "! is required" not in shown(app)
        await pressed(pilot, "ctrl+r")
    assert checked[0] == {"jobTitle": "Lead"}
    assert app.results == [{"jobTitle": "Lead", "roleName": "sales"}]


async def test_what_an_action_needs_has_to_be_given() -> None:
    users = Subject(Address("repcard", ("users",)), marked=("1", "2"))
    app = Alone(screen(users, "unlink"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot)
        assert "Unlink 2 users" in shown(app) and "has to be given" in shown(app)
        await pressed(pilot, "enter", *"1477", "enter", "ctrl+r")
        refusals = [line for line in shown(app).splitlines() if "! " in line]
        assert len(refusals) == 1 and refusals[0].rstrip().endswith(" has to be given")
        assert not app.results
        for _ in range(3):
            await pressed(pilot, "down", "enter", *"1477", "enter")
        await pressed(pilot, "ctrl+r")
    (result,) = app.results
    assert isinstance(result, dict) and len(result) == 4


async def test_what_was_filled_in_is_there_when_the_review_is_left() -> None:
    app = Alone(screen(wanted={"preferred_name": "Jo"}))
    async with app.run_test(size=(140, 45)) as pilot:
        await pressed(pilot)
        assert "→ Jo" in shown(app)
        await pressed(pilot, "ctrl+r")
    assert app.results == [{"preferred_name": "Jo"}]


@pytest.mark.parametrize("address", ["assemble/users", "assemble/users/1/roles", "gormic/customers", "repcard/users"])
def test_neither_secrets_nor_ids_are_given_to_many(address: str) -> None:
    resource, operation = call(Address.parse(f"{address}/1"), "update")
    offered = fields(resource, operation)
    assert offered
    assert not any(each.member.field.secret or each.member.field.readonly for each in offered)
    assert not {each.path[0] for each in offered} & {"id", "password", "passcode"}


async def test_keys_that_arrive_together_are_taken_in_their_order() -> None:
    app = Alone(screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot)
        for key in (
            *"preferred",
            "enter",
            *"Jox",
            "backspace",
            *"e",
            "enter",
            *"call",
            "down",
            "up",
            "enter",
            *"y",
            "enter",
        ):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pressed(pilot)
        await pressed(pilot, "ctrl+r")
    assert app.results == [{"preferred_name": "Joe", "on_call": True}]


async def test_what_is_being_typed_is_in_the_draft_until_it_is_left() -> None:
    kept: list[JsonObject] = []
    async with Alone(screen(keep=kept.append)).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, *"preferred", "enter", *"Jo")
        assert kept[-1:] == [{"preferred_name": "Jo"}]
        await pressed(pilot, "escape")
        assert kept[-1] == {}
