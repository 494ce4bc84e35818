"""A change to many records whose form is being opened when the user leaves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.app import App

from explorer.model.address import Address
from explorer.model.errors import OpenElsewhere
from explorer.model.journal import Draft
from explorer.repository.drafts import DraftKeeper
from explorer.store.journal import Journal
from explorer.ui.offers import Subject
from explorer.ui.reviewing import Reviewing
from explorer.ui.signs import UNICODE
from explorer.ui.stage import Stage
from explorer.ui.writing_many import WritingMany
from tests.accounts import accounts_of, open_repository
from tests.demo_vendors import DemoVendors


class HeldElsewhere(DraftKeeper):
    """Finds out late that another explorer has the form open."""

    asked = False
    found = False

    async def open(self, blank: Draft) -> Draft | None:
        self.asked = True
        while not self.found:
            await asyncio.sleep(0.001)
        raise OpenElsewhere("it is open in another explorer", pid=1)


async def test_who_leaves_is_not_told_why_the_form_could_not_be_opened(tmp_path: Path) -> None:
    account = accounts_of(DemoVendors().config_text)["demo-gormic"]
    repository = open_repository(account, tmp_path)
    journal = Journal(None)
    keeper = HeldElsewhere(lambda: journal, lambda: None, clock=lambda: 0.0)
    stage = Stage(App[None], lambda: None)
    reviewing = Reviewing(stage, signs=UNICODE, clock=lambda: 0.0, say=lambda words: None)
    many = WritingMany(stage, reviewing, lambda: journal, keeper, signs=UNICODE)
    subject = Subject(Address.parse("demo-gormic/customers"), marked=("c-1", "c-2"))
    opening = asyncio.create_task(many.change(repository, subject, "update"))
    while not keeper.asked:
        await asyncio.sleep(0.001)
    opening.cancel()
    await asyncio.sleep(0.005)
    keeper.found = True
    with pytest.raises(asyncio.CancelledError):
        await opening
    await repository.close()
    journal.close()
