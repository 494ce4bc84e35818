"""The screen around a form: drafts, errors, review, closing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.model.body import secrets_of
from explorer.model.errors import InvalidForm, Rejected, ServerFault
from explorer.model.filling import Filling
from explorer.model.health import Pause
from explorer.model.journal import Draft
from explorer.repository.drafts import DraftKeeper, Kept
from explorer.store.journal import Journal
from explorer.ui import external_editor
from explorer.ui.screens.dialog import Dialog
from explorer.ui.screens.edit import EditScreen, Submitted
from tests.ui.form.forms import NOW, FormApp, form_of, outcome, settle, shown, type_text
from tests.waiting import in_time


class Review(Dialog[bool]):
    """Stands for the review."""


def draft_for(app: FormApp) -> Draft:
    """An empty draft of the app's form."""
    operation = f"{app.filling.resource.name}.{app.filling.operation.name}"
    return Draft(app.account.identity, "https://x", app.account.name, app.address.segments, operation, {}, {})


def kept_app(keeper: DraftKeeper, name: str = "user") -> FormApp:
    """A form whose drafts are kept."""
    app = FormApp(name)
    app.options = {"keeper": keeper, "draft": draft_for(app)}
    return app


async def go_to(pilot: Pilot[None], place: str) -> EditScreen:
    """Put the cursor on a field."""
    await settle(pilot)
    screen = form_of(pilot)
    assert screen.form.focus_field(place)
    await pilot.pause()
    return screen


# Drafts


async def test_every_key_is_kept_and_it_is_said_where(keeper: DraftKeeper, journal: Journal) -> None:
    app = kept_app(keeper)
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "preferred_name")
        assert "Nothing is typed yet" in shown(pilot)
        await type_text(pilot, "Jo")
        assert await asyncio.to_thread(keeper.flush)
        screen.tell_kept()
        await pilot.pause()
        assert "Kept on this server " in shown(pilot) and ", not sent" in shown(pilot)
        [draft] = journal.drafts()
        assert draft.typed == {"preferred_name": "Jo"} and draft.field == "preferred_name"
        assert draft.before["last_name"] == "Smith"


async def test_a_secret_is_in_no_draft(keeper: DraftKeeper, journal: Journal) -> None:
    app = kept_app(keeper, "new user")
    async with app.run_test() as pilot:
        await go_to(pilot, "password")
        await type_text(pilot, "Tr0ub4dor")
        await go_to(pilot, "first_name")
        await type_text(pilot, "Al")
        assert await asyncio.to_thread(keeper.flush)
        [draft] = journal.drafts()
        assert draft.typed == {"first_name": "Al"}
        assert secrets_of(app.filling.operation) == {"password"}


async def test_closing_keeps_the_draft_and_frees_it(keeper: DraftKeeper, journal: Journal) -> None:
    app = kept_app(keeper)
    async with app.run_test() as pilot:
        await go_to(pilot, "first_name")
        await pilot.press("x", "escape")
        await settle(pilot)
        assert app.results == [None]
        [draft] = journal.drafts()
        assert draft.typed == {"first_name": "Johnx"} and draft.process is None


async def test_closing_a_form_in_which_nothing_stands_typed_leaves_no_draft(
    keeper: DraftKeeper, journal: Journal
) -> None:
    async with kept_app(keeper).run_test() as pilot:
        await go_to(pilot, "first_name")
        await pilot.press("x", "backspace", "escape")
        await settle(pilot)
        assert journal.drafts() == []


async def test_only_f8_and_a_yes_throw_typing_away(keeper: DraftKeeper, journal: Journal) -> None:
    app = kept_app(keeper)
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "first_name")
        await pilot.press("x", "f8")
        assert "y throws 1 change away" in shown(pilot)
        await pilot.press("n")
        assert screen.filling.typed == {"first_name": "Johnx"} and not app.results
        await pilot.press("f8", "y")
        await settle(pilot)
        assert app.results == [None] and journal.drafts() == []


async def test_a_draft_that_cannot_be_kept_is_said(keeper: DraftKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    async with kept_app(keeper).run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "first_name")
        monkeypatch.setattr(keeper, "status", lambda draft: Kept(None, "the disk is full"))
        await pilot.press("x")
        assert "! not kept on this server: the disk is full" in shown(pilot)


async def test_a_reopened_draft_says_so_and_begins_where_one_was() -> None:
    notes = (((" Your draft. Changed at the vendor since: title", "unsure"),),)
    app = FormApp(notes=notes, field="attributes", typed={"first_name": "Joe"})
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "Your draft. Changed at the vendor since: title" in shown(pilot)
        line = form_of(pilot).form.line
        assert line is not None and line.path[0] == "attributes"
        assert "[ Review 1 change ]" in shown(pilot)


# Errors


async def test_a_field_is_judged_when_the_cursor_leaves_it_until_it_is_right() -> None:
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "dob")
        await pilot.press("backspace")
        assert "error" not in shown(pilot)
        await pilot.press("tab")
        assert "1 error: born" in shown(pilot) and "! write year-month-day" in shown(pilot)
        await pilot.press("up", "2")
        assert "error" not in shown(pilot)


async def test_review_puts_the_cursor_on_the_first_error_and_sends_nothing() -> None:
    app = FormApp("new user")
    async with app.run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "first_name")
        await type_text(pilot, "Al")
        await pilot.press("ctrl+r")
        await settle(pilot)
        screen = form_of(pilot)
        assert app.submitting.asked == []
        assert screen.form.line is not None and screen.form.line.path == ("last_name",)
        assert "2 errors: last name, roles" in shown(pilot)


async def test_nothing_changed_sends_nothing() -> None:
    """W20, W21"""
    app = FormApp()
    async with app.run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "first_name")
        await pilot.press("ctrl+r", "x", "backspace", "ctrl+r")
        await settle(pilot)
        assert app.submitting.asked == [] and "nothing is changed" in shown(pilot)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Rejected("refused", fields={"first_name": "is too short", "shoe": "is \x1b[31mred"}), "Assemble about “shoe”"),
        (InvalidForm("no", fields={"first_name": "is odd", "": "give dob"}), "give dob"),
    ],
)
async def test_a_refusal_stands_on_its_fields(error: Rejected, told: str) -> None:
    """W11"""
    app = FormApp()
    app.account = replace(app.account, title="Assemble")
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "last_name")
        app.submitting.ends_with = error
        await pilot.press("x", "ctrl+r")
        await settle(pilot)
        line = screen.form.line
        assert line is not None and line.path == ("first_name",)
        assert "1 error: first name" in shown(pilot) and told in shown(pilot) and "\x1b" not in shown(pilot)
        assert screen.filling.typed == {"last_name": "Smithx"}
        await pilot.press("down", "y")
        assert ("1 error: first name" in shown(pilot)) == isinstance(error, Rejected)
        await pilot.press("up", "z")
        assert "1 error" not in shown(pilot)


async def test_a_failure_is_said_and_the_form_goes_on() -> None:
    app = FormApp()
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "last_name")
        app.submitting.ends_with = ServerFault("Assemble failed (503)", next_step="try again later")
        await pilot.press("x", "ctrl+r")
        await settle(pilot)
        assert "! Assemble failed (503); try again later" in shown(pilot)
        await pilot.press("y")
        assert screen.filling.typed == {"last_name": "Smithxy"}


# Reviewing


async def test_review_asks_once_and_returns_what_became_of_it() -> None:
    """W16"""
    app = FormApp()
    async with app.run_test() as pilot:
        await go_to(pilot, "last_name")
        app.submitting.ends_with = Submitted(outcome(), app.filling)
        app.submitting.goes_on.clear()
        await pilot.press("x", "ctrl+r", "ctrl+r", "ctrl+r", "y")
        assert "reading again" in shown(pilot)
        app.submitting.goes_on.set()
        await settle(pilot)
        [asked] = app.submitting.asked
        assert asked.typed == {"last_name": "Smithx"}
        assert [each.state for each in app.results if each is not None] == ["applied"]


async def test_escape_stops_it_before_anything_is_sent() -> None:
    app = FormApp()
    async with app.run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "last_name")
        app.submitting.goes_on.clear()
        await pilot.press("x", "ctrl+r", "escape")
        await settle(pilot)
        assert "nothing was sent" in shown(pilot) and not app.results
        await pilot.press("y")
        assert form_of(pilot).filling.typed == {"last_name": "Smithxy"}


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_what_the_vendor_lets_it_wait_for_is_said_for_as_long_as_it_does(size: tuple[int, int]) -> None:
    app = FormApp()
    async with app.run_test(size=size) as pilot:
        await go_to(pilot, "last_name")
        app.submitting.goes_on.clear()
        await pilot.press("x", "ctrl+r")
        assert "reading again…  " in shown(pilot)
        for pause, told in (
            (Pause(NOW + 25, "too many requests", "asked"), "reading again… asked to wait 25 s "),
            (None, "reading again…  "),
        ):
            app.pause = pause
            async with in_time(partial(shown, pilot)):
                while told not in shown(pilot):
                    await pilot.pause()
        app.submitting.ends_with = Submitted(outcome(), app.filling)
        app.submitting.goes_on.set()
        await settle(pilot)
        assert len(app.results) == 1


async def test_what_may_be_on_its_way_is_not_stopped() -> None:
    """T16: after the review, nobody but its outcome ends it."""
    app = FormApp()
    async with app.run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "last_name")
        app.submitting.goes_on.clear()
        await pilot.press("x", "ctrl+r")
        app.push_screen(Review())
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("escape", "f8")
        assert "waiting for the vendor" in shown(pilot) and not app.results
        app.submitting.ends_with = Submitted(outcome(), app.filling)
        app.submitting.goes_on.set()
        await settle(pilot)
        assert len(app.results) == 1


async def test_a_review_that_was_left_goes_on_with_what_it_made_of_the_form() -> None:
    app = FormApp()
    async with app.run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "last_name")
        await pilot.press("x")
        theirs = screen.filling.rebased({**screen.filling.before, "title": "Dr"})
        app.submitting.ends_with = Submitted(None, theirs, field="title")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert screen.filling == theirs and not app.results
        line = screen.form.line
        assert line is not None and line.path == ("title",) and "Dr" in shown(pilot)


async def test_an_outcome_waits_for_what_lies_over_the_form() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        await go_to(pilot, "last_name")
        app.submitting.goes_on.clear()
        app.submitting.ends_with = Submitted(outcome(), app.filling)
        await pilot.press("x", "ctrl+r")
        over = Review()
        app.push_screen(over)
        app.submitting.goes_on.set()
        await settle(pilot)
        assert app.screen is over and not app.results
        await pilot.press("escape")
        await settle(pilot)
        assert len(app.results) == 1 and app.screen_stack[-1] is not over


async def test_a_field_is_edited_in_the_users_own_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    lent: list[tuple[str, str]] = []

    async def edit_text(app: object, text: str, suffix: str, *, hidden: object) -> str:
        lent.append((text, suffix))
        return f"{text} Really.\n"

    monkeypatch.setattr(external_editor, "edit_text", edit_text)
    async with FormApp().run_test() as pilot:
        screen = await go_to(pilot, "about_me")
        await pilot.press("f4")
        await settle(pilot)
        assert lent == [("Looks after the north.\nLikes boats.", ".txt")]
        assert screen.filling.value(("about_me",)) == "Looks after the north.\nLikes boats. Really.\n"


async def test_keys_that_arrive_together_open_one_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once would share the terminal, and leave the program's signals to the one that ends first."""
    lent: list[str] = []
    left = asyncio.Event()

    async def edit_text(app: object, text: str, suffix: str, *, hidden: object) -> str:
        lent.append(text)
        await left.wait()
        return "Joe"

    monkeypatch.setattr(external_editor, "edit_text", edit_text)
    async with FormApp().run_test() as pilot:
        screen = await go_to(pilot, "preferred_name")
        for key in ("f4", "f4", "shift+f4"):
            pilot.app.post_message(events.Key(key, None))
        for _ in range(9):
            await pilot.pause()
        assert len(lent) == 1
        left.set()
        await settle(pilot)
        assert screen.filling.value(("preferred_name",)) == "Joe"
        await pilot.press("f4")
        await settle(pilot)
        assert len(lent) == 2


async def test_a_text_of_several_lines_that_was_put_back_stands_there_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def edit_text(app: object, text: str, suffix: str, *, hidden: object) -> str:
        return "Jo\nAnn"

    monkeypatch.setattr(external_editor, "edit_text", edit_text)
    async with FormApp().run_test() as pilot:
        screen = await go_to(pilot, "preferred_name")
        await pilot.press("f4")
        await settle(pilot)
        assert "Jo↵Ann" in shown(pilot)
        await pilot.press("f3")
        await settle(pilot)
        assert screen.filling.changed == () and "Jo↵Ann" not in shown(pilot)


async def test_the_whole_change_is_edited_in_the_users_own_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def edit_change(app: object, filling: Filling, *, text: str, hidden: object) -> Filling:
        return filling.put(("title",), "Dr").put(("on_call",), True)

    monkeypatch.setattr(external_editor, "edit_change", edit_change)
    async with FormApp().run_test(size=(140, 45)) as pilot:
        screen = await go_to(pilot, "first_name")
        await pilot.press("shift+f4")
        await settle(pilot)
        assert screen.filling.typed == {"title": "Dr", "on_call": True} and "Review 2 changes" in shown(pilot)


async def test_no_secret_goes_into_a_file() -> None:
    async with FormApp("new user").run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "password")
        await pilot.press("f4")
        assert "a secret goes into no file" in shown(pilot)
