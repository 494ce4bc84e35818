"""A whole change as TOML: it comes back as it went, says what may be filled in, and a mistake in it is found."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.model.errors import UsageError
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, dumps
from explorer.model.members import members
from explorer.ui.change_text import BrokenChange, from_toml, names_secret, to_toml
from tests.model.form_values import NASTY, WRITES, anything, contents, fillings

USER = "assemble/users update"
FILLED: JsonObject = {
    "first_name": "Ada",
    "about_me": "One\nTwo \n\\",
    "twitter": None,
    "attributes": {"shoe": {"value": "44"}, "a.b": {"value": ""}},
}


def form(name: str, before: JsonObject | None = None, **typed: Any) -> Filling:
    return Filling(*WRITES[name], before or {}, typed)


def exactly(filling: Filling) -> tuple[str, str]:
    """Unlike for Python, in JSON 1 is not true, and 1.0 is not 1.00."""
    return dumps(filling.before), dumps(dict(sorted(filling.typed.items())))


@given(fillings())
def test_a_change_comes_back_as_it_went(filling: Filling) -> None:
    assert exactly(from_toml(to_toml(filling), filling)) == exactly(filling)


@pytest.mark.parametrize("name", sorted(WRITES))
@settings(max_examples=10)
@given(data=st.data())
def test_the_change_of_every_form_does(name: str, data: st.DataObject) -> None:
    filling = form(name)
    for each, value in data.draw(contents(members(filling.operation.form))).items():
        filling = filling.put((each,), value)
    assert exactly(from_toml(to_toml(filling), filling)) == exactly(filling)


@given(st.dictionaries(st.sampled_from(("null", "null_", "null__", "x")), anything, max_size=2))
def test_what_looks_like_null_is_not_taken_for_it(value: JsonObject) -> None:
    filling = form("assemble/users create").put(("attributes",), {"shoe": value, "null": None})
    assert exactly(from_toml(to_toml(filling), filling)) == exactly(filling)
    alone = form("assemble/users create").put(("attributes",), value)
    assert exactly(from_toml(to_toml(alone), alone)) == exactly(alone)


@given(fillings(), st.sampled_from(("\r\n", "\n\n", "\n\t ")))
def test_an_editor_may_write_its_own_line_ends(filling: Filling, ends: str) -> None:
    text = to_toml(filling)
    if '"""' not in text or ends == "\r\n":
        assert exactly(from_toml(text.replace("\n", ends), filling)) == exactly(filling)


@given(fillings())
def test_the_text_can_be_shown(filling: Filling) -> None:
    text = to_toml(filling)
    assert all(each == "\n" or each.isprintable() or ord(each) >= 0xA0 for each in text)
    assert not set(text) & set("\u2028\u202e\ufeff\x85\x1b\r")
    text.encode()


def test_a_text_with_half_a_character_stays_out_of_it() -> None:
    filling = form(USER, {"title": "\ud83d"}, first_name="x\udc00")
    text = to_toml(filling)
    text.encode()
    assert "title" not in tomllib.loads(text) and "half a character" in text
    assert from_toml(text, filling) == filling


@pytest.mark.parametrize("name", sorted(WRITES))
def test_every_member_is_explained(name: str) -> None:
    filling = form(name)
    text = to_toml(filling)
    assert tomllib.loads(text) == {}
    for each, block in zip(members(filling.operation.form), text.split("\n\n")[1:], strict=False):
        line = block.splitlines()[0]
        if each.field.readonly or each.field.secret:
            assert line.startswith(f"# {each.label}: ") and each.field.readonly in line
        else:
            assert line.startswith(f"# {each.label}{' *' if each.required else ''}: ")
            assert all(words in line for words in (each.field.rule, *each.field.choices))
            assert block.splitlines()[-1].startswith(f"# {each.name} = ")


def test_the_comments_of_an_update() -> None:
    text = to_toml(form(USER, FILLED, first_name="Eve", facebook="eve"))
    assert '# first name: text\n# was: "Ada"\nfirst_name = "Eve"\n' in text
    assert '# was: not set\nfacebook = "eve"\n' in text
    assert "# last name: text\n# last_name = " in text
    assert '\nabout_me = """\nOne\nTwo\\u0020\n\\\\"""\n' in text
    assert "\ntwitter = { null = true }\n" in text
    assert '\nattributes.shoe = { value = "44" }\nattributes."a.b" = { value = "" }\n' in text
    assert "# status: set by Assemble, cannot be edited\n" in text
    assert "# status" not in to_toml(form("assemble/users create"))


def test_what_is_taken_out_is_as_it_was_read() -> None:
    filling = form(USER, FILLED, first_name="Eve", facebook="eve")
    assert from_toml("", filling) == form(USER, FILLED)
    assert from_toml('first_name = "Ada"', filling) == form(USER, FILLED)
    kept = from_toml('attributes.shoe = { value = "45" }', filling)
    assert kept.typed == {"attributes": {"shoe": {"value": "45"}, "a.b": {"value": ""}}}


def test_what_is_typed_in_an_editor_is_what_json_can_hold() -> None:
    read = from_toml(
        "dob = 1985-01-01\non_call_end = 2020-01-31T10:00:00Z\nfirst_name = 'a\\b'\ntwitter = { null = true }",
        form(USER),
    )
    assert read.typed == {
        "dob": "1985-01-01",
        "on_call_end": "2020-01-31T10:00:00+00:00",
        "first_name": "a\\b",
        "twitter": None,
    }
    address = "assemble/users/postal-addresses update"
    assert dumps(from_toml("lat = +1_0.50\nlong = 0x10", form(address)).typed) == '{"lat":10.50,"long":16}'
    assert from_toml("lat = inf", form(address, {"type": "Home"})).problem(("lat",)) == "is no number"


@pytest.mark.parametrize(
    "left",
    [
        *('passcode = "x', '"passcode" =', "passcode.a = 1", "[passcode]", '# passcode = "x"'),
        *("Passcode: hunter2", "  passcode hunter2", "- passcode: x", '{"lastName": "B", "passcode": "x'),
    ],
)
def test_a_text_that_gives_a_secret_is_known_whatever_notation_it_is_in(left: str) -> None:
    filling = form("gormic/customers create", firstName="A")
    assert names_secret(f'firstName = "A"\n{left}', filling.operation)
    assert not names_secret(f'{to_toml(filling)}lastName = "A passcode: no', filling.operation)


def test_secrets_are_neither_written_nor_lost() -> None:
    filling = form("gormic/customers create", passcode="hunter2", firstName="A")
    text = to_toml(filling)
    assert "hunter2" not in text and "# passcode: secret" in text
    assert from_toml(text, filling) == filling
    with pytest.raises(BrokenChange, match="line 2, passcode: secret"):
        from_toml('firstName = "A"\npasscode = "x"', filling)


LINES = ["# a comment", 'first_name = "A"', 'about_me = """', "title = one", '"""', 'title = "Ms"', "on_call = true"]


@pytest.mark.parametrize(
    ("number", "line", "words", "begins"),
    [
        (2, "first_name = A", "line 2, first name: ", 2),
        (2, 'first_name = "A', "line 2, first name: ", 2),
        (2, 'first_name "A"', "line 2, first name: ", 2),
        (4, "\\q", "line 4, bio: unescaped", 3),
        (6, 'title = """Ms"', "line 6, title: unterminated string", 6),
        (6, 'title = ["Ms"', "line 6, title: ", 6),
        (6, 'first_name = "B"', "line 6, first name: cannot overwrite", 6),
        (7, "on_call = " + "1" * 5000, "line 7, on call: ", 7),
        (7, "colour = 1", "line 7, colour: is no field of it", 7),
        (7, "first_nam = 1", "line 7, first_nam: is no field of it", 7),
        (7, "[colour]", "line 7, colour: is no field of it", 7),
    ],
)
def test_a_mistake_is_found(number: int, line: str, words: str, begins: int) -> None:
    lines = [*LINES[: number - 1], line, *LINES[number:]]
    with pytest.raises(UsageError) as caught:
        from_toml("\n".join(lines), form(USER))
    assert str(caught.value).startswith(words)
    assert isinstance(caught.value, BrokenChange) and caught.value.line == begins


def test_read_only_members_are_refused() -> None:
    with pytest.raises(BrokenChange, match=r"line 1, id: cannot be edited: repeats"):
        from_toml('id = "c-2"', form("gormic/customers update", {"id": "c-1"}))
    with pytest.raises(BrokenChange, match="line 1, x: is no field"):
        from_toml("x = 1", form("gormic/customers delete"))


@given(st.lists(st.one_of(st.sampled_from((*NASTY, *LINES)), st.text(max_size=6)), max_size=12).map("\n".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        from_toml(text, form(USER, FILLED))
    except BrokenChange as error:
        assert 1 <= error.line <= text.count("\n") + 1
