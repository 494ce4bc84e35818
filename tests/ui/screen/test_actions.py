"""What is offered to be done: with which records, what it does, and why it is off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import UsageError
from explorer.ui.offers import JOURNAL, Subject, offers
from explorer.ui.screens.actions import ActionsScreen, Chosen
from explorer.ui.signs import UNICODE
from tests.ui.prepared import Alone, account, shown

USERS = Address("repcard", ("users",))
JOHN = Subject(USERS, USERS.child("1476"), "John Smith")
MARKED = replace(JOHN, marked=("7", "8", "9"), names={"7": "Jane Smith", "8": "Joan Smithson"})
SIZES = [(140, 45), (80, 24)]


def check(address: Address, name: str) -> None:
    """Nothing but users has calls that write."""
    if name in ("create", "delete"):
        raise UsageError(f"RepCard cannot {name} users", next_step="it can update, activate, deactivate, unlink")


def locked(address: Address, name: str) -> None:
    raise UsageError("writes are locked in this tab", next_step="L unlocks them")


def screen(subject: Subject, of: Account | None = None, allowed: Any = check) -> Any:
    return ActionsScreen(subject, account=of or account("repcard"), check=allowed, signs=UNICODE)


async def pressed(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_each_says_what_it_does_and_the_way_back(size: tuple[int, int]) -> None:
    app = Alone(screen(JOHN))
    async with app.run_test(size=size) as pilot:
        await pressed(pilot)
        text = shown(app)
        assert "John Smith (repcard/users/1476)" in text
        for title in ("e  edit", "a  add", "D  delete", "c  activate", "d  deactivate", "u  unlink", "J  journal"):
            assert title in text.replace("   ", "  "), text
        await pressed(pilot, "j", "j", "j", "j")
        told = " ".join(shown(app).split())
        assert "Deactivates 1 user. Nothing is handed over" in told and "The way back: the action activate." in told
        await pressed(pilot, "end", "k")
        assert "There is no way back" in " ".join(shown(app).split())
        await pressed(pilot, "enter")
    assert app.results == [Chosen("unlink", many=False)]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["d"], Chosen("deactivate", many=False)),
        (["J"], Chosen(JOURNAL, many=False)),
        (["enter"], Chosen("update", many=False)),
        (["up", "down", "down", "down", "enter"], Chosen("activate", many=False)),
        (["escape"], None),
    ],
)
async def test_letters_arrows_and_enter_choose(keys: list[str], chosen: Chosen | None) -> None:
    app = Alone(screen(JOHN))
    async with app.run_test() as pilot:
        await pressed(pilot, *keys)
    assert app.results == [chosen]


async def test_what_is_off_says_why_and_cannot_be_chosen() -> None:
    app = Alone(screen(JOHN))
    async with app.run_test(size=(140, 45)) as pilot:
        await pressed(pilot, "D", "enter")
        assert "off: RepCard cannot delete users; it can update" in shown(app)
        assert not app.results
    app = Alone(screen(JOHN, allowed=locked))
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "e", "u")
        assert "off: writes are locked in this tab; L unlocks them" in shown(app)
        await pressed(pilot, "J")
    assert app.results == [Chosen(JOURNAL, many=False)]


async def test_on_an_unmarked_row_it_asks_which_are_meant() -> None:
    """Decision 30"""
    app = Alone(screen(MARKED))
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot)
        assert "with this user, or with those that are marked?" in shown(app)
        assert "Jane Smith, Joan Smithson, 9" in shown(app)
        assert "deactivate" not in shown(app)
        await pressed(pilot, "m")
        text = shown(app)
        assert "the 3 marked users" in text and "Jane Smith, Joan Smithson, 9" in text
        assert "Deactivates 3 users" in text and "deactivate all 3" in text and "change all 3" in text
        assert "Every write to" not in text and " add" not in text
        await pressed(pilot, "tab")
        assert "John Smith (repcard/users/1476)" in shown(app)
        await pressed(pilot, "tab", "d")
    assert app.results == [Chosen("deactivate", many=True)]
    app = Alone(screen(MARKED))
    async with app.run_test() as pilot:
        await pressed(pilot, "t", "d")
    assert app.results == [Chosen("deactivate", many=False)]


async def test_on_a_marked_row_the_marked_ones_are_meant() -> None:
    app = Alone(screen(replace(MARKED, marked=("7", "1476"))))
    async with app.run_test() as pilot:
        await pressed(pilot)
        assert "the 2 marked users" in shown(app)
        await pressed(pilot, "e")
    assert app.results == [Chosen("update", many=True)]


async def test_keys_typed_before_it_could_be_read_do_nothing() -> None:
    dialog: Any = ActionsScreen(JOHN, account=account("repcard"), check=check, signs=UNICODE, monotonic=lambda: 1e18)
    app = Alone(dialog)
    async with app.run_test() as pilot:
        await pressed(pilot, "d", "enter", "u")
        assert not app.results


def test_without_a_record_only_what_makes_one_is_offered() -> None:
    nobody = Subject(Address("gormic", ("customers",)))
    made = offers(nobody, account("gormic"), lambda address, name: None, many=False)
    assert [each.operation for each in made if not each.off] == ["create"]
    assert {each.off for each in made if each.off} == {"there is no customer under the cursor"}


def test_what_is_for_a_whole_collection_is_not_offered_for_some_of_it() -> None:
    skills = Address("assemble", ("users", "1", "skills"))
    one = Subject(skills, skills.child("45"), marked=("45",))
    asked: list[Address] = []
    of = account("assemble")
    offered = offers(one, of, lambda address, name: asked.append(address), many=False)
    assert [each.off for each in offered if each.operation == "update"] == [""]
    assert skills in asked
    offered = offers(one, of, lambda address, name: None, many=True)
    assert "whole collection" in next(each.off for each in offered if each.operation == "update")


@pytest.mark.parametrize("vendor", ["repcard", "assemble", "gormic"])
def test_every_line_has_a_key_of_its_own(vendor: str) -> None:
    of = account(vendor)
    for above, resource in of.vendor.walk():
        segments = tuple(part for each in (*above, resource) for part in (each.name, "1"))[:-1]
        for many in (False, True):
            subject = Subject(Address(vendor, segments), marked=("1",) if many else ())
            keys = [each.key for each in offers(subject, of, lambda address, name: None, many=many)]
            assert len(set(keys)) == len(keys) and not set(keys) & set("jkghlGtm")
