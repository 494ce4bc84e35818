"""While personal data is masked none of it reaches the terminal, whatever view is open; searching still finds it."""

from __future__ import annotations

import re

import pytest

from explorer.ui.app import ExplorerApp
from tests.ui.screen.by_keys import SIZE, opened, until, words
from tests.ui.screen.customers import HOME, RECORD, Both
from tests.ui.screen.systems import Systems, pane_of, said, settle, shown, type_text
from tests.ui.screen.tour import walk

pytestmark = pytest.mark.usefixtures("looked")

CANARY = {
    "firstName": "Zebulon",
    "lastName": "Quixotewitz",
    "email": "zeb.quix@canary.example",
    "phone": "5557788990",
    "birthDate": "1971-02-28",
    "internalNote": "owes Wilhelmina a goat",
    "unheardOf": {"nickname": "Zebbo"},
}
_TOLD = re.compile("zebulon|quixotewitz|canary|5557788|1971|wilhelmina|goat|zebbo", re.IGNORECASE)
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def toasts(app: ExplorerApp) -> str:
    """What is told."""
    return " ".join(each.message for each in app._notifications)


async def test_nothing_of_a_person_is_sent(both: Both) -> None:
    systems, vendor = both
    vendor.ada.update(CANARY)
    views: list[str] = []
    app = systems.app(HOME, masked=True)

    def look(view: str, sent: str, stands: str) -> None:
        views.append(view)
        for told in (_CONTROL.sub("", sent), toasts(app)):
            assert not _TOLD.search(told), (view, _TOLD.findall(told), stands)

    await walk(app, vendor, look)
    assert len(views) > 15
    assert vendor.sent[-1] == {"id": "c-1", "number": "7"}


async def test_the_walk_would_tell_where_nothing_is_masked(both: Both) -> None:
    systems, vendor = both
    vendor.ada.update(CANARY)
    told: set[str] = set()

    def look(view: str, sent: str, stands: str) -> None:
        if _TOLD.search(stands):
            told.add(view)

    await walk(systems.app(HOME), vendor, look)
    assert told >= {"table", "detail", "raw", "search everywhere", "form", "conflict", "review", "delete"}


async def test_one_key_masks_and_shows_and_a_banner_says_so(both: Both) -> None:
    systems, vendor = both
    vendor.ada.update(CANARY)
    async with systems.app(str(RECORD)).run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        before = shown(pilot)
        assert "Zebulon Quixotewitz" in before and "personal data masked" not in before
        await pilot.press("M")
        await settle(pilot)
        assert not _TOLD.search(shown(pilot))
        assert "personal data masked (M)" in shown(pilot).splitlines()[0]
        assert "personal data is masked; M shows it" in said(pilot)
        await pilot.press("M")
        await settle(pilot)
        assert "Zebulon Quixotewitz" in shown(pilot) and "personal data masked" not in shown(pilot)
        assert [each.message for each in pilot.app._notifications] == ["personal data is shown"]


async def test_what_is_not_personal_is_shown_whatever_else_holds_the_same_words(both: Both) -> None:
    systems, vendor = both
    vendor.ada.update(number="Standard", phoneCountry="Gold", lastName="Standard", tier={"name": "Gold", "since": "US"})
    async with systems.app(HOME, masked=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "tier" in words(pilot))
        await pilot.press("escape")
        await settle(pilot)
        row = next(line for line in shown(pilot).splitlines() if "•••@•••" in line)
        assert "Standard" in row, "the number; the name beside it is masked"
        assert " Gold " in words(pilot)


async def test_searching_finds_what_is_masked(both: Both) -> None:
    systems, vendor = both
    vendor.ada.update(CANARY)
    vendor.records["c-2"] = {**vendor.ada, "id": "c-2", "firstName": "Bob", "lastName": "Other", "email": "b@o.example"}
    async with systems.app(HOME, masked=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_text(pilot, "quixote")
        await settle(pilot)
        assert pane_of(pilot).state.hits == 1
        assert "Quixotewitz" not in shown(pilot)


async def test_what_is_masked_is_neither_edited_nor_copied(both: Both) -> None:
    systems, vendor = both
    vendor.ada.update(CANARY)
    async with systems.app(str(RECORD), masked=True).run_test(size=SIZE, notifications=True) as pilot:
        screen = await opened(pilot)
        await pilot.press("ctrl+home")
        await until(pilot, lambda: screen.form.line is not None and screen.form.line.place == "firstName")
        await pilot.press("x")
        await pilot.pause()
        assert "masked, so it cannot be edited" in words(pilot)
        assert not screen.filling.changed
        await pilot.press("f4")
        await pilot.pause()
        assert "not into a file" in words(pilot)


async def test_a_job_that_somebody_is_called_after_is_shown_in_table_and_detail(systems: Systems) -> None:
    async with systems.app("demo-repcard/users", masked=True).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert pane_of(pilot).table.move_to("1466")
        await pilot.pause()
        await pilot.press("enter")
        await settle(pilot)
        job = next(line for line in shown(pilot).splitlines() if "job title" in line and "Owner" in line)
        last = next(line for line in shown(pilot).splitlines() if "last name" in line and "•••••" in line)
        assert job and "Owner" not in last
