"""`explorer config`: the config file. It works on a broken one, too."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from explorer.cli.outcome import say
from explorer.config import Config, Document, read, vendor_names
from explorer.config.files import check_secrecy, create, locate, read_text, sample, told_of_readers
from explorer.config.show import show
from explorer.model.account import Account
from explorer.model.errors import ConfigError
from explorer.model.nearest import hint
from explorer.model.resource import Vendor
from explorer.model.text import safe
from explorer.model.value import dataclass

Discover = Callable[[Collection[str]], Mapping[str, Vendor]]
"""The vendors there are, given the names that are wanted."""


@dataclass(frozen=True, slots=True)
class ScreenNames:
    """What the config may name of the screen."""

    themes: Collection[str]
    commands: Collection[str]
    """Those that can have keys."""
    key_mistake: Callable[[str], str]
    """What is wrong with the name of a key; empty: nothing."""
    conflicts: Callable[[Mapping[str, tuple[str, ...]]], Collection[str]]
    """Sentences about keys that two commands claim, given the keys by command."""


def config(
    options: Namespace, discover: Discover, screen_names: Callable[[], ScreenNames], trust: Callable[[Account], str]
) -> int:
    """Shows, checks or begins the config file. `screen_names` takes a while: it loads the screen. `trust` lets an
    account's credentials go to its present host, and returns the one before."""
    path, origin = locate(options.config_file)
    match options.action:
        case "path":
            print(safe(str(path), 4096))
            say(f"named by {origin}" + ("" if path.exists() else "; it is not there: explorer config init writes one"))
            return 0
        case "init":
            create(path, sample())
            say(f"written: {path}; fill in an account, then try explorer config check")
            return 0
        case "trust":
            return _trust(path, options.account, discover, trust)
        case "show":
            return _show(path, origin, discover)
        case _:
            return _check(path, discover, screen_names)


def _show(path: Path, origin: str, discover: Discover) -> int:
    document, _ = _document(path)
    loaded = read(document, discover(vendor_names(document)))
    print(f"# {safe(str(path), 4096)}, named by {origin}")
    for line in show(loaded, document):
        print(line)
    for problem in loaded.errors:
        say(str(problem))
    return ConfigError.exit_code if loaded.errors else 0


def _trust(path: Path, name: str, discover: Discover, trust: Callable[[Account], str]) -> int:
    document, _ = _document(path)
    account = read(document, discover(vendor_names(document))).account(name)
    before = trust(account)
    told = f", no longer to {before}" if before not in ("", account.origin) else ""
    say(f"the credentials of {name} go to {account.origin}{told}")
    return 0


def _check(path: Path, discover: Discover, screen_names: Callable[[], ScreenNames]) -> int:
    document, mode = _document(path)
    loaded = read(document, discover(vendor_names(document)))
    conflicts = _check_screen(loaded, document, screen_names()) if loaded.theme or loaded.keys else ()
    problems = sorted(document.problems, key=lambda each: each.line or 0)
    for problem in problems:
        print(safe(("warning: " if problem.warning else "") + str(problem), 2000))
    for conflict in conflicts:
        print(safe(f"{document.file}: {conflict}", 2000))
    check_secrecy(loaded, mode)
    mistakes = len(conflicts) + sum(not each.warning for each in problems)
    if mistakes:
        say(f"{mistakes} to mend")
        return ConfigError.exit_code
    if readers := told_of_readers(loaded, mode):
        say(f"{path}: {readers}")
    count = len(loaded.accounts)
    say(f"{count} account{'' if count == 1 else 's'}, nothing to mend")
    return 0


def _check_screen(loaded: Config, document: Document, names: ScreenNames) -> Collection[str]:
    """Notes names that the screen does not know; returns what is said of keys."""
    if loaded.theme and loaded.theme not in names.themes:
        document.note(("theme",), f"there is no theme “{loaded.theme}”", hint(loaded.theme, sorted(names.themes)))
    known = {command: keys for command, keys in loaded.keys.items() if command in names.commands}
    for command in loaded.keys.keys() - known.keys():
        document.note(("keys", command), "there is no such command", hint(command, names.commands))
    for command, keys in known.items():
        for told in filter(None, map(names.key_mistake, keys)):
            document.note(("keys", command), told)
    right = {command: tuple(key for key in keys if not names.key_mistake(key)) for command, keys in known.items()}
    return names.conflicts({command: keys for command, keys in right.items() if keys or not known[command]})


def _document(path: Path) -> tuple[Document, int]:
    try:
        text, mode = read_text(path)
    except FileNotFoundError:
        raise ConfigError(f"{path} is not there", next_step="explorer config init writes one") from None
    return Document(text, str(path)), mode
