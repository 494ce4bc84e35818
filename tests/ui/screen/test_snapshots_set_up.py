"""How setting up an account looks.

After a wanted change: `pytest tests/ui/screen/test_snapshots_set_up.py --snapshot-update`, and look at the pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from textual.pilot import Pilot

from explorer.config.adding import problems
from explorer.model.account_draft import AccountDraft, Trial
from explorer.model.errors import SignInNeeded
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.ui.new_accounts import NewAccounts
from explorer.ui.screens.set_up import SetUpScreen
from explorer.vendors import discover
from tests.ui.pressing import LARGE, SMALL, Compare
from tests.ui.screen.systems import Systems, type_text


def new_accounts(failure: str = "") -> NewAccounts:
    """Nothing is written, and no vendor is asked."""

    async def try_out(draft: AccountDraft, ask: Ask) -> Trial:
        if failure:
            raise SignInNeeded(failure, next_step="check the key")
        return Trial("users", 0.21, 50, 5987, 312.0)

    def add(draft: AccountDraft) -> Repository:
        raise AssertionError

    return NewAccounts(
        "/home/jo/.config/explorer/config.toml", lambda: (discover(), ("repcard",)), problems, try_out, add
    )


async def _answer(pilot: Pilot[Any], *steps: str) -> None:
    await pilot.press("enter")
    while not (isinstance(pilot.app.screen, SetUpScreen) and pilot.app.screen.painted_at is not None):
        await pilot.pause()
    for step in steps:
        if step.startswith("="):
            await type_text(pilot, step[1:])
        else:
            await pilot.press(*step.split())
    await pilot.pause()
    await pilot.pause()


REPCARD = ("j j enter", "enter enter enter")
ASSEMBLE = ("enter", "enter enter", "=https://my.goassemble.com/api", "enter", "j enter")
LOOKS: Mapping[str, tuple[tuple[int, int], tuple[str, ...], str]] = {
    "system-small": (SMALL, (), ""),
    "source": (LARGE, REPCARD, ""),
    "mistake-small": (SMALL, ("enter", "enter enter", "=ftp://example.org", "enter"), ""),
    "works-small": (SMALL, (*REPCARD, "enter enter enter"), ""),
    "failed-small": (
        SMALL,
        (*ASSEMBLE, "enter", "=me@example.org", "enter", "G enter", "=secret", "enter"),
        "assemble does not accept the e-mail or the password",
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_looks(snap_compare: Compare, systems: Systems, look: str) -> None:
    size, steps, failure = LOOKS[look]

    async def run(pilot: Pilot[Any]) -> None:
        await _answer(pilot, *steps)

    app = systems.app(only=("none",), temporary=True, new_accounts=new_accounts(failure))
    assert snap_compare(app, terminal_size=size, run_before=run)
