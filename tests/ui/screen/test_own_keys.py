"""A form and its review by the user's own keys: they act, ours no longer do, and every line says them."""

from __future__ import annotations

import pytest

from explorer.ui.screens.dialog import Dialog
from explorer.ui.screens.help import HelpScreen, KeysHelpScreen
from explorer.ui.screens.review import ReviewScreen
from tests.ui.screen.by_keys import SIZE, back_on_main, fill, form_of, opened, review_of, until, words
from tests.ui.screen.customers import RECORD, Both
from tests.ui.screen.systems import Systems, said, settle, type_text

pytestmark = pytest.mark.usefixtures("looked")


async def test_the_users_keys_act_and_are_what_is_said(both: Both) -> None:
    systems, vendor = both
    keys = {"form-review": "f12", "review-send": "!", "form-discard": []}
    async with systems.app(str(RECORD), keys=keys).run_test(size=SIZE) as pilot:
        await opened(pilot)
        await fill(pilot, "number", "7")
        assert "f12 review" in words(pilot) and "ctrl+r" not in words(pilot)
        await pilot.press("ctrl+r", "f8")
        await form_of(pilot)
        await pilot.press("f12")
        await review_of(pilot)
        assert "! send" in words(pilot)
        await pilot.press("S")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReviewScreen) and not vendor.writes
        await pilot.press("exclamation_mark")
        await back_on_main(pilot)
        assert vendor.sent == [{"id": "c-1", "number": "7"}]


async def test_lines_of_the_main_screen_name_the_users_keys(both: Both) -> None:
    systems, _ = both
    keys = {
        "mask": "ctrl+k",
        "actions": "A",
        "detail": "Z",
        "clear": "X",
        "refresh": "f5",
        "prefix": "t",
        "related": "V",
    }
    async with systems.app("demo-gormic/customers", keys=keys).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "ctrl+k")
        await until(pilot, lambda: "personal data is masked; ctrl+k shows it" in said(pilot))
        told = words(pilot)
        assert "masked (ctrl+k)" in told and "1 marked: A actions" in told and "Z away" in told
        await pilot.press("s")
        await settle(pilot)
        assert "X clear" in words(pilot)
        await pilot.press("t", "x")
        await until(pilot, lambda: "t x leads nowhere" in said(pilot))
        await pilot.press("enter", "V", "x")
        await until(pilot, lambda: "V x leads nowhere" in said(pilot))


async def test_f1_lists_the_keys_of_what_has_the_focus_searchable(both: Both) -> None:
    systems, _ = both
    async with systems.app(str(RECORD), keys={"form-review": "f12"}).run_test(size=SIZE) as pilot:
        await opened(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysHelpScreen))
        await settle(pilot)
        told = words(pilot)
        assert "in a form" in told and "f12 review the changes [keys] form-review" in told and "f6 empty" in told
        assert "in a review" not in told
        await type_text(pilot, "draft")
        await pilot.pause()
        assert "f8 throw the draft away" in words(pilot) and "review the changes" not in words(pilot)
        await pilot.press("escape")
        await form_of(pilot)


@pytest.mark.parametrize(
    ("opens", "told"),
    [
        ("f", "ctrl+r show these rows [keys] filter-apply"),
        (":", "tab make it the text [keys] go-complete"),
        ("//", "f6 get all of what is held in part [keys] everywhere-get-all"),
        ("x", "enter choose [keys] actions-choose"),
        ("E", "enter write the file [keys] export-begin"),
        ("J", "u undo the write [keys] journal-undo"),
        ("w", "w since another moment [keys] changed-moment"),
        ("T", "f1 these keys [keys] dialogs-help"),
    ],
)
async def test_f1_lists_the_keys_of_dialogs_too_and_escape_goes_back_to_them(
    systems: Systems, opens: str, told: str
) -> None:
    async with systems.app("demo-gormic/customers").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*opens)
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        await settle(pilot)
        below = pilot.app.screen
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysHelpScreen))
        await settle(pilot)
        assert told in words(pilot)
        await pilot.press("f1", "escape")
        await until(pilot, lambda: pilot.app.screen is below)


async def test_the_search_line_has_its_own_help_and_key(systems: Systems) -> None:
    app = systems.app("demo-assemble/users", keys={"search-scope": "f9"})
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("/")
        await until(pilot, lambda: "search users on server" in words(pilot))
        assert "f9 held here" in words(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysHelpScreen))
        await settle(pilot)
        assert "in the search line" in words(pilot) and "[keys] search-scope" in words(pilot)
        await pilot.press("escape", "f9")
        await until(pilot, lambda: "search users held here" in words(pilot))
        await pilot.press("escape")
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


async def test_a_key_that_was_taken_away_is_not_told_of(systems: Systems) -> None:
    async with systems.app("demo-gormic/customers", keys={"quit": []}).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "ctrl+c")
        await until(pilot, lambda: "ctrl+c once more quits" in said(pilot))
        assert "this is the top" in said(pilot) and "q quits" not in said(pilot)
