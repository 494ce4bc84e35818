"""What can be chosen, what ids are called, and what a form says of fields that it leaves as they are."""

from __future__ import annotations

import gc
import warnings

import pytest

from explorer.model.edit import Conflict
from explorer.model.errors import Rejected
from explorer.repository.choices import Choice
from explorer.ui import external_editor
from explorer.ui.external_editor import BrokenText
from explorer.ui.screens.edit import Present, Submitted
from tests.ui.form.forms import NOW, FormApp, form_of, settle, shown, type_text

SKILLS = [Choice(45, "First aid", "45"), Choice(88, "Driving", "88"), Choice(90, "Dry walling", "90")]
PEOPLE = [Choice(1476, "Ann Lee", "ann@example.com"), Choice(1477, "Ann Lees", "lees@example.com")]


async def test_what_is_typed_after_f2_looks_among_the_choices() -> None:
    async with FormApp("address").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        await type_text(pilot, "Wo")
        await pilot.press("enter")
        assert form_of(pilot).filling.value(("type",)) == "Work"


async def test_several_ids_are_chosen_one_by_one_by_name() -> None:
    app = FormApp("skills")
    app.known = {"skills": SKILLS}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        screen = form_of(pilot)
        assert "  First aid" in shown(pilot), "ids that stand there are named"
        await type_text(pilot, ", dri")
        await settle(pilot)
        assert "Driving" in shown(pilot) and "Dry walling" not in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert screen.filling.value(("skills",)) == [45, 88]
        assert screen.form.editor.value == "45, 88" and "First aid, Driving" in shown(pilot)
        await pilot.press("f2")
        await settle(pilot)
        listed = shown(pilot).split("skills", 1)[1]
        assert "Dry walling" in listed and listed.count("Driving") <= 2, "what is there already is not offered again"
        await type_text(pilot, "dry")
        await settle(pilot)
        await pilot.press("enter")
        assert screen.filling.value(("skills",)) == [45, 88, 90]


async def test_what_is_overtaken_before_it_is_looked_up_is_given_up() -> None:
    app = FormApp("skills")
    app.known = {"skills": SKILLS}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        form = form_of(pilot).form
        assert form.line is not None
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            form.suggest(form.line, "dry")
            form.suggest(form.line, "")
            await settle(pilot)
            gc.collect()
        assert "Driving" in shown(pilot)
    assert [str(each.message) for each in warned] == []


async def test_it_says_what_would_tell_what_to_choose_from() -> None:
    async with FormApp("role", field="team").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        assert "load users with roles or users/roles" in shown(pilot)


async def test_nobody_is_offered_or_taken_as_the_heir_of_themselves() -> None:
    app = FormApp("unlink")
    app.known = {"users": PEOPLE}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "cannot be edited" not in shown(pilot), "of an action there is nothing to say about other fields"
        await type_text(pilot, "ann")
        await settle(pilot)
        assert "Ann Lees" in shown(pilot) and "Ann Lee " not in shown(pilot)
        await pilot.press("escape", "ctrl+u")
        await type_text(pilot, "1476")
        await pilot.press("tab")
        assert "is the very user that this is about" in shown(pilot)
        for place in ("customerToUser", "recruitToUser", "otherToUser"):
            assert form_of(pilot).form.focus_field(place)
            await type_text(pilot, "1477")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert not app.submitting.asked and "1 error: leads go to" in shown(pilot)


async def test_why_a_field_cannot_be_edited_can_be_reached_and_read_whole() -> None:
    async with FormApp().run_test(size=(60, 15)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+end")
        assert "edited separately: g" in shown(pilot)
        for _ in range(9):
            await pilot.press("up")
        line = form_of(pilot).form.line
        assert line is not None and line.kind == "closed"
        await type_text(pilot, "x")
        assert f"{line.label}: set by Assemble, cannot be edited" in shown(pilot)
        assert not form_of(pilot).filling.typed


async def test_the_values_of_both_stand_beside_a_field_in_conflict_until_it_is_another_one() -> None:
    app = FormApp(typed={"first_name": "Mine"})
    app.submitting.ends_with = Submitted(
        None,
        app.filling.rebased({**app.filling.before, "first_name": "Theirs"}).put(("first_name",), "Mine"),
        "first_name",
        Present("Theirs Smith", NOW - 1, app.record),
        {"first_name": Conflict("John", "Theirs", "Mine")},
    )
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert "before: John · theirs: Theirs · yours: Mine" in shown(pilot)
        assert "· Theirs Smith" in shown(pilot) and "read 10:42:04" in shown(pilot)
        await pilot.press("down")
        assert shown(pilot).count("before: John · theirs: Theirs · yours: Mine") == 1
        await pilot.press("up")
        await type_text(pilot, "s")
        assert "theirs: Theirs" not in shown(pilot) and "was: Theirs" in shown(pilot)


async def test_a_field_left_as_it_was_or_empty_in_an_editor_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    left = ["Looks after the north.\nLikes boats.", ""]

    async def edit_text(app: object, text: str, suffix: str, *, hidden: object) -> str:
        return left.pop(0)

    monkeypatch.setattr(external_editor, "edit_text", edit_text)
    async with FormApp(field="about_me").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f4")
        await settle(pilot)
        assert "bio is as it was" in shown(pilot)
        await pilot.press("f4")
        await settle(pilot)
        assert "bio was left empty" in shown(pilot) and form_of(pilot).filling.value(("about_me",)) == ""


async def test_a_broken_text_is_opened_again_only_when_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    async def edit_change(app: object, filling: object, *, text: str, hidden: object) -> BrokenText:
        begun.append(text)
        return BrokenText("this is = = no toml", "line 3: invalid value")

    monkeypatch.setattr(external_editor, "edit_change", edit_change)
    async with FormApp().run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("shift+f4")
        await settle(pilot)
        assert begun == [""] and "line 3: invalid value: enter opens it again" in shown(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("n")
        assert begun == ["", "this is = = no toml"] and not form_of(pilot).filling.typed
        await pilot.press("shift+f4")
        await settle(pilot)
        assert begun[2:] == ["this is = = no toml"]
        await pilot.press("n", "Z", "o", "enter")
        assert form_of(pilot).filling.typed
        await pilot.press("shift+f4")
        await settle(pilot)
        since, *rest = begun[-1].split("\n")
        assert "filled in since in the form" in since and "Zo" in since and rest == ["this is = = no toml"]


@pytest.mark.parametrize("width", [140, 80])
async def test_the_key_for_the_whole_change_is_named(width: int) -> None:
    async with FormApp().run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        assert "shift+f4" in shown(pilot) and "esc close, keep draft" in shown(pilot)


async def test_names_that_begin_alike_and_stars_stand_there_in_a_narrow_terminal() -> None:
    names = [f"example-custom-field-number-{number}" for number in (1, 2)]
    over = {"attributes": {"data": {name: {"value": "x"} for name in names}}}
    async with FormApp(over=over, field=f"attributes.{names[0]}.value").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown(pilot)
        assert "number-1" in text and "number-2" in text and f"{names[0]}  " in text
    async with FormApp("unlink").run_test(size=(40, 15)) as pilot:
        await settle(pilot)
        assert shown(pilot).count(" * ") == 4


async def test_a_name_stands_before_the_whole_of_a_long_address() -> None:
    async with FormApp("address").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Edit …/users/46485/postal-addresses/7 · John Smith" in shown(pilot)
        assert "writes on" in shown(pilot)


async def test_an_error_is_told_under_the_name_that_the_form_shows() -> None:
    async with FormApp("note", field="reminder").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert '{"' not in shown(pilot)
        await type_text(pilot, "soon")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "1 error: reminder" in shown(pilot)


async def test_who_types_a_part_of_a_name_means_the_first_that_has_it() -> None:
    app = FormApp("rep", field="officeName")
    app.known = {"officeName": [Choice("Büro Köln", "Büro Köln")]}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await type_text(pilot, "Büro")
        await settle(pilot)
        listed = shown(pilot).partition("office")[2]
        assert listed.index("Büro Köln") < listed.index("as typed")
        await pilot.press("enter")
        assert form_of(pilot).filling.value(("officeName",)) == "Büro Köln"
        line = next(line for line in shown(pilot).splitlines() if "Büro Köln" in line)
        assert line.count("Büro Köln") == 1


async def test_an_id_is_taken_as_it_was_typed() -> None:
    app = FormApp("unlink")
    app.known = {"users": PEOPLE}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_text(pilot, "147")
        await settle(pilot)
        assert "as typed" in shown(pilot)
        await pilot.press("enter")
        assert form_of(pilot).filling.value(("leadToUser",)) == 147


async def test_a_name_that_nothing_held_has_is_said_to_have_no_id_here() -> None:
    async with FormApp("role", field="team").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+u")
        await type_text(pilot, "Kent")
        await settle(pilot)
        assert "nothing that is held here tells the id of “Kent”: load users with roles" in shown(pilot)


async def test_it_says_of_what_the_vendor_never_tells_that_none_can_be_offered() -> None:
    async with FormApp("rep", field="roleName").run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("f2")
        await settle(pilot)
        assert "the vendor does not tell any, so none can be offered: type it" in shown(pilot)


@pytest.mark.parametrize(
    ("place", "words"),
    [("attributes", "here: it stands in the lines below"), ("username", "here: this cannot be edited")],
)
async def test_typing_where_nothing_can_be_typed_is_answered(place: str, words: str) -> None:
    async with FormApp().run_test(size=(140, 60)) as pilot:
        await settle(pilot)
        form = form_of(pilot).form
        number = next(number for number, each in enumerate(form.lines) if each.place == place)
        form._go(number)
        await type_text(pilot, "x")
        assert f"nothing can be typed {words}" in shown(pilot)
        assert not form_of(pilot).filling.typed


async def test_an_empty_form_is_not_reviewed() -> None:
    app = FormApp("new note")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        assert "nothing is filled in" in shown(pilot) and not app.submitting.asked


async def test_a_refusal_goes_when_what_was_refused_is_mended_and_bears_the_form_s_names() -> None:
    app = FormApp("unlink", typed=dict.fromkeys(("leadToUser", "customerToUser", "recruitToUser", "otherToUser"), 1477))
    app.submitting.ends_with = Rejected("refused: no; leadToUser: is odd", fields={"leadToUser": "is odd"})
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "refused: no; leads go to: is odd" in shown(pilot)
        await pilot.press("8")
        assert "refused" not in shown(pilot)


async def test_while_a_name_is_looked_for_it_is_not_called_no_number() -> None:
    app = FormApp("unlink")
    app.known = {"users": PEOPLE}
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_text(pilot, "zz")
        await pilot.press("tab")
        await settle(pilot)
        assert "is no whole number" in shown(pilot)
        await pilot.press("up", "ctrl+u")
        await type_text(pilot, "ann")
        await settle(pilot)
        assert "Ann Lees" in shown(pilot) and "is no whole number" not in shown(pilot)
        await pilot.press("escape")
        assert "is no whole number" in shown(pilot)


async def test_an_item_of_one_part_is_called_by_it() -> None:
    async with FormApp("touchpoint", typed={"sub_touchpoints": [{"body": "x"}]}).run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        assert "1 text" in shown(pilot)
        assert form_of(pilot).form.focus_field("sub_touchpoints.0.body")
        await pilot.press("enter")
        await pilot.pause()
        assert shown(pilot).count("1 text") == 2, "in the title of the dialog, too"
