"""What the user's editor leaves of a whole change that cannot be read is kept with the draft."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from explorer.model.filling import Filling
from explorer.repository.drafts import DraftKeeper
from explorer.store.journal import Journal
from explorer.ui import external_editor
from explorer.ui.external_editor import BrokenText
from tests.ui.form.forms import settle, shown
from tests.ui.form.test_edit_screen import kept_app


@contextmanager
def leaves(*left: Filling | BrokenText) -> Iterator[list[str]]:
    """The editor leaves these, one after the other; what it began with."""
    begun: list[str] = []
    each = iter(left)

    async def edit_change(app: object, filling: object, *, text: str, hidden: object) -> Filling | BrokenText:
        begun.append(text)
        return next(each)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(external_editor, "edit_change", edit_change)
        yield begun


async def test_a_broken_text_outlives_its_form(keeper: DraftKeeper, journal: Journal) -> None:
    app = kept_app(keeper)
    with leaves(BrokenText("first_name = = no toml", "line 1: invalid value")):
        async with app.run_test(size=(140, 45)) as pilot:
            await settle(pilot)
            await pilot.press("shift+f4")
            await settle(pilot)
            await pilot.press("n", "Z", "o", "enter")
            await pilot.press("f8")
            assert "y throws 1 change and what the editor left away" in shown(pilot)
            await pilot.press("n", "escape")
            await settle(pilot)
    [draft] = journal.drafts()
    since, rest = draft.unread.split("\n")
    assert "filled in since in the form" in since and "Zo" in since and rest == "first_name = = no toml"
    again = kept_app(keeper)
    opened = await keeper.open(draft)
    assert opened is not None
    again.options = {"keeper": keeper, "draft": opened, "typed": opened.typed}
    mended = again.filling.put(("first_name",), "Zed")
    with leaves(BrokenText("", "the file was left empty"), mended) as begun:
        async with again.run_test(size=(140, 45)) as pilot:
            await settle(pilot)
            assert "What the editor left cannot be read yet" in shown(pilot)
            await pilot.press("shift+f4")
            await settle(pilot)
            assert begun == [draft.unread] and "y forgets what stood there before" in shown(pilot)
            await pilot.press("n", "shift+f4")
            await settle(pilot)
            assert begun[1:] == [draft.unread] and "cannot be read yet" not in shown(pilot)
            assert await asyncio.to_thread(keeper.flush)
    [draft] = journal.drafts()
    assert (draft.typed, draft.unread) == ({"first_name": "Zed"}, "")


async def test_a_broken_text_with_a_secret_in_it_reaches_no_disk(keeper: DraftKeeper, journal: Journal) -> None:
    left = BrokenText('first_name = "Al"\n  "password" = "horse', "line 2: it does not end")
    with leaves(left, left) as begun:
        async with kept_app(keeper, "new user").run_test(size=(160, 45)) as pilot:
            await settle(pilot)
            await pilot.press("shift+f4")
            await settle(pilot)
            assert "until the form is closed: it holds a secret" in " ".join(shown(pilot).split())
            await pilot.press("n", "A", "shift+f4")
            assert "horse" in begun[-1]
            assert await asyncio.to_thread(keeper.flush)
            [draft] = journal.drafts()
            assert draft.unread == ""
