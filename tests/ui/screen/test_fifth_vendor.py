"""A vendor that is one folder of somebody else's is browsed on the screen like the built-in ones."""

from __future__ import annotations

from pathlib import Path

from explorer.model.account import Account, Secret
from explorer.store.journal import Journal
from explorer.ui.app import ExplorerApp
from tests.accounts import open_repository
from tests.cli.test_fifth_vendor import club
from tests.fifth_vendor import VENDOR
from tests.fifth_vendor.server import KEY
from tests.ui.screen.systems import pane_of, settle, shown

__all__ = ["club"]


async def test_a_fifth_vendor_is_browsed(club: str, tmp_path: Path) -> None:
    account = Account("club", VENDOR, "Club", club, {"api_key": Secret("inline", KEY)})
    journal = Journal(tmp_path / "journal.sqlite")
    app = ExplorerApp([open_repository(account, tmp_path)], journal=lambda: journal)
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "[1 Club]" in shown(pilot) and "row 1 of 120" in shown(pilot)
        key = pane_of(pilot).table.cursor_key
        await pilot.press("enter")
        await settle(pilot)
        assert f"club/members/{key}" in shown(pilot)
    journal.close()
