"""The commands: each is handed what it takes of the other parts, and what it does not need is not imported for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Mapping

    from explorer.accounts import Accounts
    from explorer.cli.config import ScreenNames
    from explorer.cli.session import Session
    from explorer.config import Config
    from explorer.config.files import Folders
    from explorer.doctor.accounts import Access
    from explorer.model.account import Account
    from explorer.model.kept_views import KeptViews

_COMMANDS: Final[Mapping[str, str]] = {
    "ls": "explorer.cli.ls:ls",
    "list": "explorer.cli.browse:list_records",
    "get": "explorer.cli.browse:get_record",
    "sync": "explorer.cli.sync:sync",
    "search": "explorer.cli.search:search",
    "same": "explorer.cli.people:same",
    "compare": "explorer.cli.people:compare",
    "changed": "explorer.cli.changed:changed",
    "health": "explorer.cli.health:health",
    "login": "explorer.cli.account:login",
    "logout": "explorer.cli.account:logout",
    "cache": "explorer.cli.cache:cache",
    "create": "explorer.cli.write:create",
    "update": "explorer.cli.write:update",
    "delete": "explorer.cli.write:delete",
    "run": "explorer.cli.write:run",
    "undo": "explorer.cli.write:undo",
    "journal": "explorer.cli.journal:journal",
}
"""Where each command that works on accounts is."""


def run(options: Namespace) -> int:
    """Runs the command that `options` name; returns the exit code. Raises ExplorerError."""
    match options.command:
        case "config":
            return _config(options)
        case "doctor":
            return _doctor(options)
        case "completion":
            from explorer.cli.completion import completion

            return completion(options)
        case _:
            return _on_accounts(options)


def _on_accounts(options: Namespace) -> int:
    from explorer.accounts import Accounts
    from explorer.cli.outcome import say
    from explorer.cli.session import Session
    from explorer.config.files import Folders
    from explorer.loading import collect_garbage_from_now_on, load_config

    folders = Folders.of_user()
    config, notices = load_config(options.config_file, read_only=options.read_only)
    for notice in notices:
        say(notice)
    accounts = Accounts(config, folders, offline=options.offline, tidy=options.command == "sync")
    session = Session(
        config,
        options.offline,
        accounts.local_copy,
        accounts.repository,
        accounts.purge,
        accounts.cache_file,
        accounts.journal,
        lambda: _access(accounts),
        lambda: _kept_views(folders),
    )
    module, _, name = _COMMANDS[options.command].partition(":")
    command: Callable[[Session, Namespace], int] = getattr(import_module(module), name)
    collect_garbage_from_now_on()
    try:
        return command(session, options)
    finally:
        for notice in accounts.notices:
            say(notice)
        accounts.close()


def _access(accounts: Accounts) -> Access:
    """The ways to each account; there is no screen on which the user could be asked."""
    from explorer.cli.online import only_login_asks

    return accounts.access(only_login_asks)


def _kept_views(folders: Folders) -> KeptViews:
    """The columns and saved views; what is wrong with their file is said."""
    from explorer.cli.outcome import say
    from explorer.config.views_file import ViewsFile

    kept, notes = ViewsFile(folders.config).read()
    for note in notes:
        say(note)
    return kept


def _doctor(options: Namespace) -> int:
    """Looks at everything; no config, or a broken one, is a finding like others."""
    from explorer.accounts import Accounts
    from explorer.cli.doctor import Patient, doctor
    from explorer.config.files import Folders, locate
    from explorer.loading import collect_garbage_from_now_on, load_config

    path, origin = locate(options.config_file)
    folders = Folders.of_user()

    def access(config: Config) -> Access:
        return _access(Accounts(config, folders, offline=options.offline))

    def load() -> tuple[Config, list[str]] | None:
        config, notes = load_config(options.config_file)
        told = {str(each) for each in config.problems}
        return (config, [each for each in notes if each not in told]) if config.path else None

    def themes() -> Iterable[str]:
        from explorer.ui.theme import load_themes, theme_folders

        return load_themes(theme_folders(folders.config)).failed.values()

    collect_garbage_from_now_on()
    return doctor(Patient(path, origin, folders, load, access, themes), options)


def _config(options: Namespace) -> int:
    from explorer.cli.config import config
    from explorer.vendors import discover

    return config(options, discover, _screen_names, _trust)


def _screen_names() -> ScreenNames:
    from explorer.cli.config import ScreenNames
    from explorer.config.files import Folders
    from explorer.ui.commands import resolve_keys
    from explorer.ui.key_names import mistake
    from explorer.ui.theme import load_themes, theme_folders

    return ScreenNames(
        themes=load_themes(theme_folders(Folders.of_user().config)).themes.keys(),
        commands=list(resolve_keys({})[0]),
        key_mistake=mistake,
        conflicts=lambda keys: resolve_keys({command: list(wanted) for command, wanted in keys.items()})[1],
    )


def _trust(account: Account) -> str:
    from explorer.config.files import Folders
    from explorer.store.hosts import KnownHosts

    hosts = KnownHosts(Folders.of_user().state / "hosts")
    before = hosts.last(account)
    hosts.keep(account)
    return before
