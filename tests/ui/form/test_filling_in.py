"""Filling in a form with the keyboard and the mouse."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual import events
from textual.pilot import Pilot

from explorer.model.edit import MISSING
from explorer.model.members import Path
from explorer.repository.choices import Choice
from explorer.ui.screens.edit import EditScreen
from explorer.ui.signs import ASCII
from tests.ui.form.forms import FormApp, form_of, settle, shown, type_text


def line_of(pilot: Pilot[None], label: str) -> str:
    """The line of the form that begins with a label."""
    return next(line for line in shown(pilot).splitlines() if line[3:].lstrip("+ ").startswith(label))


def value(pilot: Pilot[None], *path: str | int) -> object:
    """What is filled in."""
    return form_of(pilot).filling.value(path)


async def go_to(pilot: Pilot[None], place: str) -> EditScreen:
    """Put the cursor on a field."""
    await settle(pilot)
    screen = form_of(pilot)
    assert screen.form.focus_field(place)
    await pilot.pause()
    return screen


def adding(screen: EditScreen, name: str) -> int:
    """The line that adds to a list or a set of keys."""
    return next(n for n, line in enumerate(screen.form.lines) if line.kind == "add" and line.path == (name,))


def at(pilot: Pilot[None]) -> Path:
    """Where the cursor is."""
    line = form_of(pilot).form.line
    assert line is not None
    return line.path


async def burst(pilot: Pilot[None], *keys: str) -> None:
    """Keys that arrive all at once."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settle(pilot)


async def test_what_is_typed_is_filled_in_and_told_apart_from_what_was_read() -> None:
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "preferred_name")
        assert "not set" in line_of(pilot, "preferred name")
        await type_text(pilot, "Jo")
        await pilot.press("tab")
        assert value(pilot, "preferred_name") == "Jo"
        line = line_of(pilot, "preferred name")
        assert line.startswith(" ~ preferred name") and "Jo" in line and "was: not set" in line
        assert "changed 1" in shown(pilot) and "[ Review 1 change ]" in shown(pilot)
        assert at(pilot) == ("title",)


async def test_keys_act_in_their_order_however_fast_they_come() -> None:
    async with FormApp().run_test() as pilot:
        await go_to(pilot, "first_name")
        await burst(
            pilot, *["X", "left", "Y", "tab", "Z", "enter", "down", "home", "Q", "tab", "tab", "y", "up", "up", "W"]
        )
        assert value(pilot, "first_name") == "JohnYX"
        assert value(pilot, "last_name") == "SmithZ"
        assert value(pilot, "title") == "QMrW"
        assert value(pilot, "start_date") == "2020-01-01y"


async def test_what_is_typed_before_the_form_is_seen_does_not_land_in_it() -> None:
    app = FormApp()
    async with app.run_test() as pilot:
        app.post_message(events.Key("q", "q"))
        app.push_screen(app.make(), app.results.append)
        app.post_message(events.Key("j", "j"))
        app.post_message(events.Key("escape", None))
        await settle(pilot)
        assert app.screen_stack[-1].__class__ is EditScreen
        screen = app.screen_stack[-1]
        assert isinstance(screen, EditScreen) and not screen.filling.typed


async def test_typed_back_is_untouched() -> None:
    """W21"""
    async with FormApp().run_test() as pilot:
        await go_to(pilot, "first_name")
        await pilot.press("x", "backspace", "tab", "tab", "x", "backspace")
        await go_to(pilot, "website")
        await pilot.press("x", "backspace")
        await go_to(pilot, "on_call")
        await pilot.press("y", "n")
        await go_to(pilot, "attributes.shirt-size")
        await pilot.press("L", "backspace")
        assert form_of(pilot).filling.typed == {}


async def test_empty_null_and_not_set_look_different_and_can_be_reached() -> None:
    """W24"""
    async with FormApp("customer").run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "lastName")
        seen = []
        for _ in range(3):
            await pilot.press("f6")
            shown_as = line_of(pilot, "last name").partition("was:")[0].split("[")[1].strip(" ]")
            seen.append((value(pilot, "lastName"), shown_as))
        assert seen == [("", "“”"), (None, "null"), ("", "“”")]
        await pilot.press("f3")
        assert value(pilot, "lastName") == "Smithson" and not form_of(pilot).filling.typed


async def test_what_was_not_read_can_be_unset_again() -> None:
    async with FormApp("new customer").run_test() as pilot:
        await go_to(pilot, "firstName")
        await type_text(pilot, "Al")
        await pilot.press("f6")
        assert value(pilot, "firstName") == ""
        await pilot.press("f6")
        assert value(pilot, "firstName") is MISSING


async def test_a_radio_is_set_by_arrows_space_and_letters() -> None:
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "on_call")
        for key, expected in (
            ("left", True),
            ("right", False),
            ("space", True),
            ("n", False),
            ("y", True),
            ("x", True),
        ):
            await pilot.press(key)
            assert value(pilot, "on_call") is expected, key
        assert "(•) yes  ( ) no" in line_of(pilot, "on call")


async def test_a_bit_stays_a_number() -> None:
    async with FormApp("role").run_test() as pilot:
        await go_to(pilot, "primary")
        await pilot.press("n")
        assert value(pilot, "primary") == 0 and value(pilot, "primary") is not False


async def test_a_choice_is_found_by_typing() -> None:
    async with FormApp("address").run_test() as pilot:
        await go_to(pilot, "type")
        await pilot.press("ctrl+u")
        await type_text(pilot, "ad")
        assert "Additional address" in shown(pilot)
        await pilot.press("enter")
        assert value(pilot, "type") == "Additional address" and at(pilot) == ("primary",)


async def test_all_choices_can_be_seen() -> None:
    async with FormApp("address").run_test() as pilot:
        await go_to(pilot, "type")
        await pilot.press("f2", "down", "enter")
        assert value(pilot, "type") == "Work"
        await go_to(pilot, "type")
        await pilot.press("f2", "escape")
        assert not pilot.app.results and "Other" not in line_of(pilot, "primary")  # type: ignore[attr-defined]  # FormApp


async def test_an_id_is_chosen_by_name_and_can_be_typed_as_it_is() -> None:
    app = FormApp("role")
    app.known = {"users": [Choice("17", "Jane Jones", "Kent"), Choice("18", "Jane Smith")]}
    async with app.run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "manager")
        await type_text(pilot, "jane")
        await settle(pilot)
        await pilot.press("down", "enter")
        assert value(pilot, "manager", "id") == 18
        await settle(pilot)
        assert "Jane Smith" in line_of(pilot, "manager")
        await go_to(pilot, "manager")
        await pilot.press("ctrl+u")
        await type_text(pilot, "1")
        await settle(pilot)
        assert "as typed" in shown(pilot)
        await pilot.press("enter")
        assert value(pilot, "manager", "id") == 1


async def test_ids_that_are_there_are_named() -> None:
    app = FormApp("role", over={"manager": {"id": 17}})
    app.known = {"users": [Choice("17", "Jane Jones")]}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "Jane Jones" in line_of(pilot, "manager")


async def test_items_are_added_filled_in_and_removed() -> None:
    async with FormApp("new user").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        screen = form_of(pilot)
        add = next(
            n for n, line in enumerate(screen.form.lines) if line.kind == "add" and line.path == ("roleProfiles",)
        )
        screen.form._go(add)
        await pilot.press("enter")
        await type_text(pilot, "65423")
        await pilot.press("tab")
        await type_text(pilot, "12")
        assert value(pilot, "roleProfiles") == [{"id": 65423, "team": {"id": 12}}]
        assert screen.filling.problem(("roleProfiles",)) == ""
        await pilot.press("f9")
        assert value(pilot, "roleProfiles") in ([], MISSING)


async def test_a_key_is_added_by_its_name() -> None:
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        screen = form_of(pilot)
        screen.form._go(adding(screen, "attributes"))
        await type_text(pilot, "badge")
        await pilot.press("enter")
        await type_text(pilot, "7")
        assert value(pilot, "attributes", "badge") == {"value": "7"}
        await pilot.press("f9")
        assert not screen.filling.typed


async def test_a_number_keeps_its_digits() -> None:
    async with FormApp("coordinates").run_test() as pilot:
        await go_to(pilot, "lat")
        assert "51.10" in line_of(pilot, "latitude")
        await pilot.press("5", "backspace")
        assert not form_of(pilot).filling.typed


async def test_a_structure_of_any_kind_is_edited_as_json() -> None:
    async with FormApp("new user").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        screen = form_of(pilot)
        screen.form._go(adding(screen, "attributes"))
        await type_text(pilot, "x")
        await pilot.press("enter", "enter")
        await type_text(pilot, "1")
        await pilot.press("escape")
        assert value(pilot, "attributes", "x") == 1


async def test_a_secret_is_never_shown() -> None:
    async with FormApp("new user").run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "password")
        await type_text(pilot, "Tr0ub4dor")
        assert value(pilot, "password") == "Tr0ub4dor"
        assert "Tr0" not in shown(pilot) and "*********" in line_of(pilot, "password")
        await pilot.press("tab")
        assert "Tr0" not in shown(pilot) and "was:" not in line_of(pilot, "password")


async def test_a_click_puts_the_cursor_there() -> None:
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        lines = shown(pilot).splitlines()
        row = next(number for number, line in enumerate(lines) if line.startswith("   last name"))
        await pilot.click(offset=(lines[row].index("Smith") + 2, row))
        await type_text(pilot, "X")
        assert value(pilot, "last_name") == "SmXith"
        row = next(number for number, line in enumerate(lines) if line.startswith("   on call "))
        await pilot.click(offset=(lines[row].index("yes"), row))
        assert value(pilot, "on_call") is True
        await pilot.click(offset=(lines[row].index("no", 20), row))
        assert value(pilot, "on_call") is False


async def test_only_what_changed_can_be_shown() -> None:
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "last_name")
        await pilot.press("x", "f7")
        assert [line.label for line in form_of(pilot).form.lines] == ["last name"]
        await pilot.press("f3")
        assert "f7" in shown(pilot)
        await pilot.press("f7")
        assert len(form_of(pilot).form.lines) > 20


@pytest.mark.parametrize("sizes", [[(80, 24), (140, 45), (80, 24)], [(20, 5), (1, 1), (400, 200), (80, 24)]])
async def test_resizing_keeps_what_is_typed_and_where(sizes: Sequence[tuple[int, int]]) -> None:
    """X10"""
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "on_hold_end")
        await pilot.press("z")
        for size in sizes:
            await pilot.resize_terminal(*size)
            await settle(pilot)
        await pilot.press("z")
        assert value(pilot, "on_hold_end") == "zz" and at(pilot) == ("on_hold_end",)
        assert "zz" in line_of(pilot, "on hold end")


async def test_what_is_scrolled_away_comes_back_with_the_next_key() -> None:
    async with FormApp().run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "first_name")
        for _ in range(4):
            await pilot._post_mouse_events([events.MouseScrollDown], offset=(10, 8))
        assert "first name" not in shown(pilot)
        await pilot.press("down", "x")
        assert value(pilot, "last_name") == "Smithx" and "last name" in shown(pilot)


async def test_plain_signs_do_where_there_are_no_others() -> None:
    async with FormApp("new user", signs=ASCII).run_test(size=(140, 45)) as pilot:
        await go_to(pilot, "confirm_age")
        await pilot.press("y", "ctrl+r")
        await settle(pilot)
        assert [line for line in shown(pilot).splitlines() if not line.isascii()] == []
