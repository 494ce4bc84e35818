"""The keys of dialogs: one declaration, the user's in place of ours, and conflicts named."""

from __future__ import annotations

from importlib import import_module
from itertools import combinations
from pathlib import Path
from pkgutil import iter_modules

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import explorer.ui
from explorer.ui import keys
from explorer.ui.commands import COMMANDS, keymap, resolve_keys
from explorer.ui.key_names import is_key

_FIXED = {"escape", "ctrl+c", "ctrl+z"}
"""Always lead out, so that nobody can lock themselves in."""


def classes() -> list[type[DOMNode]]:
    """Every screen and widget of ours."""
    found: dict[str, type[DOMNode]] = {}
    for folder in ("screens", "widgets"):
        package = Path(explorer.ui.__file__).parent / folder
        for module in iter_modules([str(package)]):
            for name, each in vars(import_module(f"explorer.ui.{folder}.{module.name}")).items():
                if isinstance(each, type) and issubclass(each, DOMNode) and each.__module__.startswith("explorer."):
                    found[name] = each
    return list(found.values())


def declared(node: type[DOMNode]) -> list[Binding]:
    return [each for each in node.__dict__.get("BINDINGS", ()) if isinstance(each, Binding)]


_SET_UP = ("SetUpScreen", "WelcomeScreen", "SearchLine", "ThemeScreen")
"""Walked through once, or with no keys but those of any list and line of text."""


def test_every_key_of_a_screen_or_widget_can_be_changed() -> None:
    known = resolve_keys({})[0]
    for node in classes():
        if node.__name__ in _SET_UP:
            continue
        for binding in declared(node):
            assert binding.id in known or set(binding.key.split(",")) <= _FIXED, (node, binding)


def test_every_declared_key_is_bound_somewhere_to_an_action_that_is_there() -> None:
    bound = {binding.id: node for node in classes() for binding in declared(node)}
    for group, declared_keys in keys.GROUPS.items():
        for key in declared_keys:
            if group == "dialogs":
                continue
            node = bound[f"{group}-{key.name}"]
            action = key.action.partition("(")[0]
            doers = [each for each in classes() if issubclass(each, node) or action.startswith("screen.")]
            assert any(hasattr(each, f"action_{action.removeprefix('screen.')}") for each in doers), key


@pytest.mark.parametrize("group", keys.GROUPS)
def test_ours_do_not_conflict(group: str) -> None:
    for one, other in combinations(keys.GROUPS[group], 2):
        assert not set(one.keys) & set(other.keys), (one, other)
    assert not {f"{group}-{key.name}" for key in keys.GROUPS[group]} & {command.id for command in COMMANDS}


def test_the_users_keys_count_and_conflicts_are_named() -> None:
    resolved, notes = resolve_keys({"form-review": "f7", "review-send": None, "conflict-mine": ["1", "j"]})
    assert (resolved["form-review"], resolved["review-send"]) == (("f7",), ())
    assert set(notes) == {
        "[keys] f7 is both form-review and form-only-changed",
        "[keys] j is both conflict-down and conflict-mine",
    }
    assert keymap({"form-review": ["f5", ","], "review-send": None}) == {
        "form-review": "f5,comma",
        "review-send": keys.UNBOUND,
    }


def test_a_key_is_one_key_by_whichever_of_its_names_it_is_called() -> None:
    assert resolve_keys({"edit": "/"})[1] == ("[keys] / is both search and edit",)
    assert resolve_keys({"form-back": "+", "form-review": "plus"})[1] == (
        "[keys] plus is both form-review and form-back",
    )
    assert resolve_keys({"edit": ["?", "question_mark"], "help": "f12"})[1] == ()


def test_a_list_in_a_journal_counts_with_it() -> None:
    assert resolve_keys({"journal-undo": "j"})[1] == ("[keys] j is both lines-down and journal-undo",)
    assert resolve_keys({"form-back": "f1"})[1] == ("[keys] f1 is both dialogs-help and form-back",)


def test_what_is_no_key_is_named_and_left_out() -> None:
    resolved, notes = resolve_keys({"form-review": "hello", "review-send": ["X", "esc"]})
    assert (resolved["form-review"], resolved["review-send"]) == (("ctrl+r",), ("X",))
    hello, esc = notes
    assert hello.startswith("[keys] form-review: “hello” is no key")
    assert esc.startswith("[keys] review-send: “esc” is no key") and esc.endswith("did you mean escape?")


def test_every_name_of_a_key_is_known() -> None:
    ours = {key for each in resolve_keys({})[0].values() for key in each}
    others = ("é", "é".upper(), "less_than_sign", "section_sign", "ctrl+shift+f4", "alt+x", "ctrl+slash", "kp_begin")
    assert [key for key in (*ours, *others, "/", "ctrl+at", "f24", "delete", "insert") if not is_key(key)] == []
    wrong = ("hello", "", " ", "ctrl+", "ctrl+/", "f5,r", "F5", "latin_small_letter_a", "<any>", "control+r")
    assert [key for key in wrong if is_key(key)] == []
