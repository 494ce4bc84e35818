"""A view as one line of text: where it leads from the go-to line, and how it is taken as a command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from explorer.ui import copies
from tests.ui.screen.by_keys import SIZE, go_to_line, until, words
from tests.ui.screen.systems import Systems, pane_of, said, screen_of, settle, type_text

USERS = "demo-assemble/users"


async def test_the_go_to_line_takes_what_narrows_and_offers_its_names(systems: Systems) -> None:
    async with systems.app(USERS, only=("demo-assemble",)).run_test(size=SIZE) as pilot:
        await go_to_line(pilot, "users")
        await pilot.press("question_mark")
        await type_text(pilot, "vie")
        await until(pilot, lambda: "demo-assemble/users?view=" in words(pilot))
        await pilot.press("tab")
        await type_text(pilot, "nobody")
        await pilot.press("enter")
        await until(pilot, lambda: "“view” takes one of volunteers" in words(pilot))
        await pilot.press(*["backspace"] * 6)
        await type_text(pilot, "on-call")
        await pilot.press("ampersand", "tilde")
        await type_text(pilot, "sort=name")
        await until(pilot, lambda: "~sort=display_name" in words(pilot))
        await pilot.press("enter")
        await settle(pilot)
        place = screen_of(pilot).place
        assert place.query.filters == (("view", "on-call"),) and place.order is not None
        assert "view on-call · name▲ of all" in words(pilot)
        command = "list 'demo-assemble/users?~sort=display_name' -w view=on-call --all"
        assert copies.view(place, pane_of(pilot).resource).text == f"explorer {command}"
        named = copies.view(place, pane_of(pilot).resource, "/etc/my config.toml")
        assert named.text == f"explorer --config '/etc/my config.toml' {command}"
        await pilot.press("less_than_sign")
        await settle(pilot)
        assert not screen_of(pilot).place.arranged


async def test_begun_with_a_view_its_rows_are_there_and_taken_out_as_they_are_shown(
    systems: Systems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    start = f"{USERS}?~sort=display_name:down&~team_name=kent"
    async with systems.app(start, only=("demo-assemble",)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "team holds “kent” here · name▼ of 100 held" in words(pilot)
        keys = list(pane_of(pilot).table.loaded_keys)
        assert 1 < len(keys) < 100
        await pilot.press("y", "l")
        await until(pilot, lambda: "this view as a command line" in said(pilot))
        await pilot.press("E")
        await until(pilot, lambda: f"the {len(keys)} found on this machine" in words(pilot))
        await pilot.press("tab", "ctrl+u")
        await type_text(pilot, "kent.csv")
        await pilot.press("enter")
        await until(pilot, lambda: f"{len(keys)} of {len(keys)} rows" in words(pilot))
    with (tmp_path / "kent.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == keys
