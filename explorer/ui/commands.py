"""Every command of the screen, once: its keys, what it is called, where it works and, if it is off, why.

Bindings, the line of keys, help, palette and the user's `[keys]` all derive from `COMMANDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final, Literal, TypeAlias

from textual.binding import Binding

from explorer.model.value import dataclass
from explorer.ui import keys as keys_of_dialogs
from explorer.ui.keys import written as written
from explorer.ui.widgets.cursor_table import FIRST_ROW_KEY
from explorer.ui.widgets.record_table import RecordTable

Where: TypeAlias = Literal["table", "detail", "anywhere"]
"""What has to have the focus."""
UserKeys: TypeAlias = Mapping[str, "str | list[str] | None"]
"""The config's `[keys]`: command to its key or keys; None unbinds it."""
Keys: TypeAlias = Mapping[str, tuple[str, ...]]
"""The keys of every command, by id."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which commands are available."""

    where: Where = "table"
    accounts: int = 0
    record: str = ""
    """The label of the record under the cursor, or open; empty: there is none."""
    depth: int = 1
    """1 in a vendor's own collection, 2 with a record open, 3 in a collection under a record …"""
    resources: int = 1
    """Collections that stand beside this one."""
    narrowed: bool = False
    arranged: bool = False
    """Rows are narrowed or sorted."""
    back: bool = False
    forward: bool = False
    last: bool = False
    waiting: bool = False
    """Something that was asked for is sent later."""
    quit_key: str = "q"
    """As people write it; empty: there is none."""
    refusal: Callable[[str], str] = lambda operation: ""
    """Why an operation that writes cannot be done here; empty when it can."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the user can do."""

    id: str
    """As under `[keys]`."""
    keys: tuple[str, ...]
    title: str
    action: str
    """The Textual action: the main screen's, or the table's own."""
    help: str = ""
    where: Where = "anywhere"
    footer: str = ""
    """What the line of keys calls it; empty: it is not there."""
    available: Callable[[Situation], str] = lambda situation: ""
    """Why it is off; empty when it is on."""
    listed: bool = True
    """Stands in help and palette by itself."""
    of_table: bool = False
    """The table itself binds and does it."""
    shown_keys: str = ""
    """How help writes its keys where it speaks for several commands."""
    second_key: str = ""
    """The key that does it after the table's prefix."""

    def told_keys(self, keys: Keys) -> str:
        """Its keys, as help and palette write them; empty: it has none."""
        if self.shown_keys:
            return self.shown_keys
        sequences = [f"{written((each,))}{self.second_key}" for each in keys["prefix"][:1] if self.second_key]
        return " ".join((*filter(None, [written(keys[self.id])]), *sequences))


def _account(place: int) -> Callable[[Situation], str]:
    return lambda now: "" if now.accounts >= place else f"there is no tab {place}"


def _record(now: Situation) -> str:
    return "" if now.record else "there is no record under the cursor"


def _accounts(now: Situation) -> str:
    return "" if now.accounts > 1 else "there is only one account"


def _resources(now: Situation) -> str:
    return "" if now.resources > 1 else "there is no other collection beside this one"


def _up(now: Situation) -> str:
    if now.depth > 1 or now.narrowed or now.waiting:
        return ""
    return f"this is the top: , and . go to the other accounts{f', {now.quit_key} quits' if now.quit_key else ''}"


def _table_commands() -> tuple[Command, ...]:
    """The table's own bindings."""
    return tuple(
        Command(
            id=each.id or "",
            keys=tuple(each.key.split(",")),
            title=each.description[:1].lower() + each.description[1:],
            action=each.action,
            where="table",
            footer="open" if each.id == "open" else "",
            listed=each.id != "prefix",
            of_table=True,
            second_key=FIRST_ROW_KEY if each.id == "row-first" else "",
        )
        for each in RecordTable.BINDINGS
        if isinstance(each, Binding)
    )


_DETAIL: Final = (
    Command("line-down", ("j", "down"), "next line", "detail_line(1)", where="detail"),
    Command("line-up", ("k", "up"), "previous line", "detail_line(-1)", where="detail"),
    Command("side-left", ("h", "left"), "fields", "detail_side(-1)", "the column to the left", where="detail"),
    Command("side-right", ("l", "right"), "related", "detail_side(1)", "the column to the right", where="detail"),
    Command("detail-first", ("home",), "first line", "detail_line(-9999)", where="detail"),
    Command("detail-last", ("G", "end"), "last line", "detail_line(9999)", where="detail"),
    Command("detail-page-down", ("pagedown", "ctrl+d"), "page down", "detail_page(1)", where="detail"),
    Command("detail-page-up", ("pageup", "ctrl+u"), "page up", "detail_page(-1)", where="detail"),
    Command(
        "enter-related",
        ("enter",),
        "go into it",
        "enter_related",
        "on a related line",
        where="detail",
        footer="go in",
    ),
    Command(
        "related",
        ("g",),
        "go into a related collection",
        "related_prefix",
        "g, then the letter that stands before it",
        where="detail",
        footer="related",
    ),
    Command("next-record", ("n",), "next record", "record(1)", where="detail", footer="next"),
    Command("previous-record", ("p",), "previous record", "record(-1)", where="detail", footer="previous"),
)

_ANYWHERE: Final = (
    Command("next-page", ("n",), "next page", "page(1)", where="table"),
    Command("previous-page", ("p",), "previous page", "page(-1)", where="table"),
    Command(
        "up", ("escape", "backspace"), "up one level", "up", "from a record to its table …; ends a wait", available=_up
    ),
    Command(
        "search", ("/",), "search", "search", "the prompt names where; tab changes it, // searches all", footer="find"
    ),
    Command(
        "filter", ("f",), "filter", "filter", "by what the vendor documents, and in the rows held here", footer="filter"
    ),
    Command(
        "clear",
        ("F",),
        "clear narrowing",
        "clear_narrowing",
        "search, filters and order",
        available=lambda now: "" if now.arranged else "nothing narrows or sorts these rows",
    ),
    Command("sort", ("s",), "sort by this column", "sort", "again: the other way, again: no more", where="table"),
    Command(
        "search-everywhere",
        (),
        "search all systems",
        "everywhere",
        "what is held of all accounts; then their servers, and all of what is held in part",
        shown_keys="//",
    ),
    Command("go", (":",), "go to …", "go('')", "an address, a URL, an id, an e-mail, a command", footer="go"),
    Command("refresh", ("r", "f5"), "refresh", "refresh", "asks the vendor again for what is visible"),
    Command("get-all", ("S",), "get all rows", "get_all", "brings the local copy of the whole collection up to date"),
    Command("raw", ("v",), "raw JSON", "raw", "the record as the vendor sent it", footer="raw", available=_record),
    Command(
        "next-pane", ("tab", "shift+tab"), "next pane", "next_pane", "table and detail by turns", available=_record
    ),
    Command("next-resource", ("}",), "next collection", "resource(1)", available=_resources),
    Command("previous-resource", ("{",), "previous collection", "resource(-1)", available=_resources),
    Command(
        "back",
        ("[", "<"),
        "back",
        "back",
        "where you were before, as in a browser",
        available=lambda now: "" if now.back else "there is no place further back",
    ),
    Command(
        "forward", ("]", ">"), "forward", "forward", available=lambda now: "" if now.forward else "nothing lies ahead"
    ),
    Command(
        "last-place",
        ("-",),
        "last place",
        "last_place",
        "the place before this one; again: back here",
        available=lambda now: "" if now.last else "there was no place before this one",
    ),
    Command("previous-account", (",",), "previous account", "account_step(-1)", available=_accounts),
    Command("next-account", (".",), "next account", "account_step(1)", available=_accounts),
    *(
        Command(
            f"account-{place}",
            (str(place),),
            "account by number",
            f"account({place})",
            available=_account(place),
            listed=place == 1,
            shown_keys="1…9",
        )
        for place in range(1, 10)
    ),
    Command(
        "edit",
        ("e",),
        "edit",
        "edit",
        "this record; from the detail this field. Nothing is sent before it was shown and confirmed",
        footer="edit",
        available=lambda now: now.refusal("update"),
    ),
    Command("add", ("a",), "add", "add", "a new record here", available=lambda now: now.refusal("create")),
    Command(
        "delete", ("D",), "delete", "delete", "its id has to be typed", available=lambda now: now.refusal("delete")
    ),
    Command(
        "actions",
        ("x",),
        "actions",
        "actions",
        "what can be done with this record or the marked ones, what it does, and the way back",
        footer="actions",
    ),
    Command(
        "journal", ("J",), "drafts and journal", "journal", "what is not sent yet, and every write with its outcome"
    ),
    Command(
        "changed",
        ("w",),
        "what changed",
        "changed",
        "new, changed and gone since your last visit, yesterday, a date; marked +, ~ and † in the table",
        footer="changed",
    ),
    Command(
        "versions",
        ("W",),
        "earlier versions",
        "versions",
        "forms of this record that were seen before, and what changed between any two",
        available=_record,
    ),
    Command(
        "elsewhere",
        ("o",),
        "the same person elsewhere",
        "elsewhere",
        "in everything that is held, of all accounts: by e-mail, by phone, else perhaps by name",
        available=_record,
    ),
    Command(
        "compare",
        ("=",),
        "compare",
        "compare",
        "two records side by side, differences first: the two marked ones, or this one and one that you choose",
        available=_record,
    ),
    Command("copy", ("y",), "copy", "copy", "y, then what: it is said which way it was sent", footer="copy"),
    *(
        Command(name, (), f"copy {title}", f"copy_piece('{letter}')", shown_keys=f"y {letter}", help=help)
        for letter, name, title, help in (
            ("y", "copy-cell", "cell", "the whole value under the cursor"),
            ("r", "copy-record", "record", "as JSON"),
            ("a", "copy-address", "address", ""),
            ("c", "copy-request", "request", "as a command for curl; secrets stand in it as variables"),
            ("l", "copy-view", "command line", "that prints what this view shows"),
            ("e", "copy-email", "e-mail", ""),
            ("p", "copy-phone", "phone", ""),
        )
    ),
    Command("plain-text", ("Y",), "plain text", "plain_text", "what is on the screen, to be selected by mouse"),
    Command("export", ("E",), "export", "export", "marked, held or all rows to a file", footer="export"),
    Command(
        "health",
        ("H",),
        "health",
        "health",
        "of the accounts: how full and old the copies are, members that are new, missing or of another type, requests "
        "and errors by the hour, sign-in",
    ),
    Command(
        "columns",
        ("c",),
        "columns",
        "columns",
        "which are shown, their order and width; kept for this collection in all accounts of the vendor",
        where="table",
    ),
    Command("bookmark", ("b",), "save this view", "bookmark", "under a name: its narrowing, order and columns"),
    Command(
        "bookmarks",
        ("B",),
        "saved views",
        "bookmarks",
        "open, rename, delete one, or copy it as a command line; @name opens it in the go-to line, too",
    ),
    Command("lock", ("L",), "lock writes", "lock", "or unlock them, in this tab"),
    Command("detail", ("z",), "detail below, away or beside", "toggle_detail"),
    Command("mask", ("M",), "mask personal data", "mask", "or show it again; a banner says so while it is on"),
    Command("mouse", ("m",), "mouse on or off", "mouse", "off, the terminal selects text with it"),
    Command("theme", ("T",), "theme", "theme", "other colours, shown while you choose; kept in the config"),
    Command("help", ("?",), "help", "help", "for what has the focus; type to search", footer="all keys"),
    Command(
        "set-up-account", (), "set up an account", "app.set_up", "step by step; it is tried out before it is written"
    ),
    Command("palette", ("ctrl+p",), "palette", "go('>')", "every command by name"),
    Command("quit", ("q",), "quit", "quit"),
)

COMMANDS: Final[tuple[Command, ...]] = (*_table_commands(), *_DETAIL, *_ANYWHERE)


def by_id(name: str) -> Command:
    """The command called `name`. Raises KeyError."""
    return {command.id: command for command in COMMANDS}[name]


def resolve_keys(user: UserKeys) -> tuple[Keys, tuple[str, ...]]:
    """The keys of every command, and what is wrong with the user's, in sentences. What is no key is left out; a
    command that has none left keeps ours."""
    keys = {**{command.id: command.keys for command in COMMANDS}, **keys_of_dialogs.defaults()}
    notes: list[str] = []
    for name, wanted in user.items():
        if name not in keys:
            near = get_close_matches(name, keys, 1)
            hint = f"; the nearest is {near[0]}" if near else ""
            notes.append(f"[keys] {name}: there is no such command{hint}")
            continue
        named = () if wanted is None else (wanted,) if isinstance(wanted, str) else tuple(wanted)
        from explorer.ui import key_names  # only where somebody has keys of their own

        notes.extend(f"[keys] {name}: {told}" for told in map(key_names.mistake, named) if told)
        right = tuple(filter(key_names.is_key, named))
        keys[name] = right if right or not named else keys[name]
    return keys, (*notes, *_conflicts(keys, set(user)), *keys_of_dialogs.conflicts(keys, set(user)))


def _conflicts(keys: Keys, changed: set[str]) -> list[str]:
    """Keys that two commands claim in one place, where the user had a hand in it."""
    notes: list[str] = []
    for place, one in enumerate(COMMANDS):
        for other in COMMANDS[place + 1 :]:
            meet = one.where == other.where or "anywhere" in (one.where, other.where)
            if meet and changed & {one.id, other.id}:
                shared = keys_of_dialogs.shared(keys[one.id], keys[other.id])
                notes.extend(f"[keys] {key} is both {one.id} and {other.id}" for key in shared)
    return notes


def bindings(*where: Where) -> list[Binding]:
    """Bindings of the commands that work there; the screen's `command(id)` action runs them."""
    return [
        Binding(
            keys_of_dialogs.textual(command.keys),
            f"screen.command('{command.id}')",
            command.title,
            show=False,
            id=command.id,
        )
        for command in COMMANDS
        if command.where in where and not command.of_table
    ]


def keymap(user: UserKeys) -> dict[str, str]:
    """The user's keys in the form that `App.set_keymap` takes."""
    keys, _ = resolve_keys(user)
    return {name: keys_of_dialogs.textual(keys[name]) for name in user if name in keys}


def footer(where: Where, keys: Keys) -> list[tuple[str, str]]:
    """The line of keys: key and what it does."""
    return [
        (written(keys[command.id][:1]), command.footer)
        for command in COMMANDS
        if command.footer and command.where in (where, "anywhere") and keys[command.id]
    ]
