"""The keys of forms, reviews, the journal and the other dialogs: declared once, by where they work.

Bindings, what the line of keys says, help and the user's `[keys]` derive from `GROUPS`; what the main screen can do is
declared in `explorer.ui.commands`. Left out is what every place for text has: typing, moving about in it, `tab` and
`enter`; and `escape`, which always leads out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual._context import active_app
from textual.binding import Binding, BindingType
from textual.keys import _character_to_key

from explorer.model.value import dataclass

if TYPE_CHECKING:
    from explorer.ui.wording import Part

UNBOUND: Final = "no_key"
"""Stands where Textual wants a key although there is none: no terminal sends it."""
_WRITTEN: Final = {
    "question_mark": "?",
    "dollar_sign": "$",
    "asterisk": "*",
    "slash": "/",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "comma": ",",
    "escape": "esc",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be done in a dialog."""

    name: str
    keys: tuple[str, ...]
    action: str
    """The Textual action of the screen or widget that binds it."""
    title: str
    priority: bool = False
    """It counts before what has the focus."""


GROUPS: Final[Mapping[str, tuple[Key, ...]]] = {
    "form": (
        Key("review", ("ctrl+r",), "review", "review the changes"),
        Key("choices", ("f2",), "choices", "what can be chosen"),
        Key("back", ("f3",), "back", "field back to what was read"),
        Key("editor", ("f4",), "edit_outside", "field in $EDITOR"),
        Key("editor-all", ("shift+f4", "f16"), "edit_all_outside", "everything in $EDITOR"),
        Key("empty", ("f6",), "empty", "empty, null, not set by turns"),
        Key("only-changed", ("f7",), "only_changed", "changed fields only, or all"),
        Key("discard", ("f8",), "discard", "throw the draft away"),
        Key("remove", ("f9",), "remove", "remove the item"),
    ),
    "many": (
        Key("down", ("down",), "move(1)", "down"),
        Key("up", ("up",), "move(-1)", "up"),
        Key("page-down", ("pagedown",), "move(10)", "page down"),
        Key("page-up", ("pageup",), "move(-10)", "page up"),
        Key("back", ("f3",), "field_back", "leave the field as it is"),
        Key("review", ("ctrl+r",), "review", "review the changes"),
        Key("discard", ("f8",), "discard", "throw away what was typed"),
    ),
    "filter": (
        Key("down", ("down",), "move(1)", "down"),
        Key("up", ("up",), "move(-1)", "up"),
        Key("page-down", ("pagedown",), "move(10)", "page down"),
        Key("page-up", ("pageup",), "move(-10)", "page up"),
        Key("back", ("f3",), "field_back", "clear the field"),
        Key("clear", ("f8",), "clear_all", "clear all fields"),
        Key("another", ("tab",), "another", "take it and choose another one", priority=True),
        Key("apply", ("ctrl+r",), "apply", "show these rows"),
    ),
    "text": (Key("back", ("f3",), "back", "the text as it was opened"),),
    "review": (
        Key("send", ("S",), "send", "send it"),
        Key("copy", ("y",), "copy", "copy the request as curl"),
        Key("down", ("down",), "scroll(1)", "down"),
        Key("up", ("up",), "scroll(-1)", "up"),
        Key("page-down", ("pagedown",), "scroll(10)", "page down"),
        Key("page-up", ("pageup",), "scroll(-10)", "page up"),
    ),
    "conflict": (
        Key("down", ("j", "down"), "move(1)", "down"),
        Key("up", ("k", "up"), "move(-1)", "up"),
        Key("theirs", ("t",), "choose('theirs')", "take theirs"),
        Key("mine", ("m",), "choose('mine')", "take mine"),
        Key("all-theirs", ("T",), "choose_all('theirs')", "theirs in all fields"),
        Key("all-mine", ("M",), "choose_all('mine')", "mine in all fields"),
        Key("edit", ("e",), "edit", "back to the form, on this field"),
        Key("go-on", ("enter",), "go_on", "go on to the review"),
        Key("page-down", ("pagedown",), "scroll(10)", "page down"),
        Key("page-up", ("pageup",), "scroll(-10)", "page up"),
    ),
    "journal": (
        Key("enter", ("enter",), "enter", "details, unfold, go on with a draft"),
        Key("undo", ("u",), "undo", "undo the write"),
        Key("read-again", ("r",), "read_again", "read again what became of it"),
        Key("applied", ("a",), "settle(True)", "it was applied"),
        Key("not-applied", ("n",), "settle(False)", "it was not applied"),
        Key("copy", ("y",), "copy", "copy the request as curl"),
        Key("discard", ("f8",), "discard", "throw the draft away"),
        Key("filter", ("slash",), "filter", "filter"),
    ),
    "actions": (
        Key("down", ("down", "j"), "move(1)", "down"),
        Key("up", ("up", "k"), "move(-1)", "up"),
        Key("first", ("home", "g"), "move(-99)", "first"),
        Key("last", ("end", "G"), "move(99)", "last"),
        Key("choose", ("enter",), "choose", "choose"),
        Key("other", ("tab", "shift+tab"), "other", "this record, or the marked ones"),
    ),
    "bulk": (
        Key("stop", ("s",), "stop", "stop after the one under way"),
        Key("at-failure", ("f",), "at_failure", "go on or stop when one fails"),
        Key("close", ("enter",), "close", "close when it has ended"),
    ),
    "go": (
        Key("down", ("down", "ctrl+n"), "move(1)", "next", priority=True),
        Key("up", ("up", "ctrl+p"), "move(-1)", "previous", priority=True),
        Key("page-down", ("pagedown",), "move(10)", "page down", priority=True),
        Key("page-up", ("pageup",), "move(-10)", "page up", priority=True),
        Key("complete", ("tab",), "complete", "make it the text", priority=True),
    ),
    "search": (
        Key("scope", ("tab",), "scope", "where to search: on the server, held here, in all systems", priority=True),
    ),
    "everywhere": (
        Key("down", ("down", "ctrl+n"), "move(1)", "next", priority=True),
        Key("up", ("up", "ctrl+p"), "move(-1)", "previous", priority=True),
        Key("page-down", ("pagedown",), "move(10)", "page down", priority=True),
        Key("page-up", ("pageup",), "move(-10)", "page up", priority=True),
        Key("other", ("tab", "shift+tab"), "other_part", "what was found, or what can be asked for", priority=True),
        Key("servers", ("f5",), "ask_servers", "have all servers search"),
        Key("get-all", ("f6",), "get_all", "get all of what is held in part"),
    ),
    "help": (
        Key("down", ("down",), "scroll(1)", "down", priority=True),
        Key("up", ("up",), "scroll(-1)", "up", priority=True),
        Key("page-down", ("pagedown",), "scroll(10)", "page down", priority=True),
        Key("page-up", ("pageup",), "scroll(-10)", "page up", priority=True),
    ),
    "raw": (Key("leave", ("v", "q", "backspace"), "leave", "leave"),),
    "lines": (
        Key("down", ("j", "down"), "move(1)", "down"),
        Key("up", ("k", "up"), "move(-1)", "up"),
        Key("page-down", ("pagedown", "ctrl+d", "space"), "page(1)", "page down"),
        Key("page-up", ("pageup", "ctrl+u"), "page(-1)", "page up"),
        Key("first", ("g", "home"), "move(-1000000)", "first"),
        Key("last", ("G", "end"), "move(1000000)", "last"),
        Key("left", ("h", "left"), "shift(-8)", "left"),
        Key("right", ("l", "right"), "shift(8)", "right"),
    ),
    "changed": (
        Key("open", ("enter",), "open", "open the record"),
        Key("moment", ("w",), "next_moment", "since another moment"),
        Key("since", ("s",), "prompt('since')", "since when"),
        Key("filter", ("slash",), "prompt('filter')", "filter"),
        Key("wider", ("tab",), "widen(1)", "wider", priority=True),
        Key("narrower", ("shift+tab",), "widen(-1)", "narrower", priority=True),
        Key("next", ("n",), "record(1)", "next record"),
        Key("previous", ("p",), "record(-1)", "previous record"),
        Key("get-all", ("f6",), "get_all", "get all of what is held in part"),
        Key("versions", ("W",), "versions", "earlier versions"),
        Key("leave", ("q", "backspace"), "leave", "leave"),
    ),
    "versions": (
        Key("mark", ("space",), "mark", "compare with this one", priority=True),
        Key("other", ("tab", "shift+tab"), "other_pane", "the other part", priority=True),
        Key("leave", ("W", "q", "backspace"), "leave", "leave"),
    ),
    "elsewhere": (
        Key("open", ("enter",), "open", "open the record"),
        Key("compare", ("=",), "compare", "compare with it"),
        Key("get-all", ("f6",), "get_all", "get all of what is held in part"),
        Key("leave", ("o", "q", "backspace"), "leave", "leave"),
    ),
    "compare": (
        Key("differences", ("n",), "only_differences", "differences only, or all"),
        Key("left", ("left", "h"), "side('left')", "the record on the left", priority=True),
        Key("right", ("right", "l"), "side('right')", "the record on the right", priority=True),
        Key("swap", ("<", ">"), "swap", "swap left and right"),
        Key("copy", ("y",), "copy", "copy the value"),
        Key("read-whole", ("f6",), "read_whole", "read both records whole"),
        Key("edit", ("e",), "end_with('edit')", "edit the record"),
        Key("open", ("enter",), "end_with('open')", "open the record"),
        Key("whole", ("tab", "shift+tab"), "other_pane", "the values below, or the fields", priority=True),
        Key("leave", ("=", "q", "backspace"), "leave", "leave"),
    ),
    "export": (
        Key("change", ("right", "l", "space"), "screen.change(1)", "change the option"),
        Key("change-back", ("left", "h"), "screen.change(-1)", "change it back"),
        Key("all-columns", ("a",), "screen.all_columns", "all columns, or none"),
        Key("find", ("slash",), "screen.find", "find a column"),
        Key("begin", ("enter",), "begin", "write the file"),
        Key("turn", ("tab", "shift+tab"), "turn", "options, or the file's name", priority=True),
    ),
    "columns": (
        Key("toggle", ("space",), "screen.show_or_hide", "show or hide"),
        Key("later", ("J", "shift+down"), "screen.move_column(1)", "further right"),
        Key("earlier", ("K", "shift+up"), "screen.move_column(-1)", "further left"),
        Key("wider", ("+",), "screen.width(2)", "wider"),
        Key("narrower", ("-",), "screen.width(-2)", "narrower"),
        Key("automatic", ("=",), "screen.automatic", "as wide as there is room for"),
        Key("default", ("0",), "screen.default", "all as it was without a choice"),
        Key("find", ("slash",), "screen.find", "find a column"),
        Key("keep", ("enter",), "screen.keep", "keep it so"),
    ),
    "find": (
        Key("next", ("down",), "step(1)", "the next line that holds it"),
        Key("previous", ("up",), "step(-1)", "the one before"),
    ),
    "bookmarks": (
        Key("open", ("enter",), "open", "open it"),
        Key("rename", ("r",), "rename", "rename it"),
        Key("delete", ("D",), "delete", "delete it, after asking"),
        Key("copy", ("y",), "copy", "copy it as a command line"),
        Key("filter", ("slash",), "filter", "find among them"),
    ),
    "exporting": (
        Key("stop", ("s",), "stop", "stop"),
        Key("copy", ("y",), "copy", "copy the scp line"),
        Key("close", ("enter", "q"), "close", "close"),
    ),
    "health": (
        Key("open", ("enter",), "open", "go to the collection, or the record"),
        Key("get-all", ("S",), "get_all", "get all rows of the collection"),
        Key("test", ("t",), "test", "make a test call"),
        Key("seen", ("a",), "see", "this drift was seen, or was not"),
        Key("all-seen", ("A",), "see_all", "all drifts were seen"),
        Key("again", ("r", "f5"), "again", "read again what is kept here"),
        Key("previous", (",",), "account(-1)", "previous account"),
        Key("next", (".", "tab"), "account(1)", "next account"),
        Key("leave", ("H", "q", "backspace"), "leave", "leave"),
    ),
    "plain": (Key("leave", ("Y", "q", "backspace"), "leave", "leave"),),
    "dialogs": (Key("help", ("f1",), "app.help_here", "these keys"),),
}
"""By where they work."""

HEADINGS: Final[Mapping[str, str]] = {
    "form": "in a form",
    "many": "in a change to many",
    "filter": "in a filter",
    "text": "in a long text",
    "review": "in a review",
    "conflict": "in a conflict",
    "journal": "in the journal",
    "actions": "in the actions",
    "bulk": "while many are changed",
    "go": "in the go-to line",
    "search": "in the search line",
    "everywhere": "in the search of all systems",
    "help": "in help",
    "raw": "in raw JSON",
    "lines": "in lines of text",
    "changed": "in what changed",
    "versions": "in earlier versions",
    "elsewhere": "in the same person elsewhere",
    "compare": "while two records are compared",
    "export": "in an export's options",
    "columns": "in the columns",
    "find": "while something is found in a list",
    "bookmarks": "in the saved views",
    "exporting": "while a file is written",
    "health": "in health",
    "plain": "in plain text",
    "dialogs": "in every dialog",
}
_AROUND_LINES: Final = ("review", "journal", "raw", "changed", "versions", "elsewhere", "plain", "health")
_TOGETHER: Final = tuple(("lines", group) for group in _AROUND_LINES)
"""Groups that count at the same time: what has the focus, and the screen around it."""


def defaults() -> dict[str, tuple[str, ...]]:
    """Every id, as under `[keys]`, and its keys."""
    return {f"{group}-{key.name}": key.keys for group, keys in GROUPS.items() for key in keys}


def bindings(group: str, *names: str) -> list[BindingType]:
    """The bindings of a group, or of those named."""
    return [
        Binding(
            textual(key.keys),
            key.action,
            key.title[:1].upper() + key.title[1:],
            show=False,
            priority=key.priority,
            id=f"{group}-{key.name}",
        )
        for key in GROUPS[group]
        if not names or key.name in names
    ]


def conflicts(keys: Mapping[str, Sequence[str]], changed: set[str]) -> list[str]:
    """Keys that two commands claim in one place, where the user had a hand in it."""
    notes: list[str] = []
    for one, other in [*((group, group) for group in GROUPS), *_TOGETHER, *(("dialogs", group) for group in GROUPS)]:
        firsts, seconds = ([f"{group}-{key.name}" for key in GROUPS[group]] for group in (one, other))
        for place, first in enumerate(firsts):
            for second in seconds[place + 1 :] if one == other else seconds:
                if changed & {first, second}:
                    notes.extend(
                        f"[keys] {key} is both {first} and {second}" for key in shared(keys[first], keys[second])
                    )
    return list(dict.fromkeys(notes))


def shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Those of `one` that are among `other`, by whichever of its names a key is called there."""
    others = set(map(_named, other))
    return [key for key in one if _named(key) in others]


def _named(key: str) -> str:
    """The one name of a key that may be called by its character, too."""
    return _character_to_key(key) if len(key) == 1 else key


def current(name: str) -> tuple[str, ...]:
    """The keys that a command has now, as Textual names them."""
    user: Mapping[str, tuple[str, ...]] = getattr(active_app.get(None), "command_keys", {})
    return user.get(name, defaults()[name])


def key_of(command: str, ours: str) -> str:
    """The key to name for `command`, as people write it: the first that it has now, `ours` where there is no app."""
    user: Mapping[str, tuple[str, ...]] = getattr(active_app.get(None), "command_keys", {})
    return (written(user[command][:1]) or "(no key)") if command in user else ours


def pressed(name: str, key: str) -> bool:
    """A key, as Textual names it, is one that the command has now."""
    return key in map(_named, current(name))


def as_bound(group: str, parts: Sequence[Part]) -> list[Part]:
    """What a line says of keys, with those that the user has put in place of ours."""
    replaced: dict[str, str] = {}
    for key in GROUPS[group]:
        now = current(f"{group}-{key.name}")
        if now != key.keys:
            replaced |= dict.fromkeys(map(written_key, key.keys), written(now[:1]) or "(no key)")

    def now_written(words: str) -> str:
        return " ".join(replaced.get(written_key(word), word) for word in words.split(" "))

    return [(now_written(words) if replaced and tone == "key" else words, tone) for words, tone in parts]


def textual(keys: Sequence[str]) -> str:
    """Keys as a binding takes them."""
    return ",".join("comma" if key == "," else key for key in keys) or UNBOUND


def written_key(key: str) -> str:
    """A key as people write it."""
    return _WRITTEN.get(key, key)


def written(keys: Sequence[str]) -> str:
    """Keys as people write them."""
    return " ".join(map(written_key, keys))
