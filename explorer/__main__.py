"""The composition root: arguments → config → accounts → screen or command. It alone sees every part.

What a command does not need is not imported for it: `explorer --version` loads next to nothing.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

TYPE_CHECKING = False  # what `typing` calls so takes a tenth of the start to import
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any, Final

    from explorer.accounts import Accounts
    from explorer.cli.config import ScreenNames
    from explorer.cli.ending import Ending
    from explorer.cli.session import Session
    from explorer.config import Config
    from explorer.config.adding import ConfigFile
    from explorer.config.files import Folders
    from explorer.doctor.accounts import Access
    from explorer.model.account import Account
    from explorer.model.account_draft import AccountDraft, Trial
    from explorer.model.kept_views import KeptViews
    from explorer.model.resource import Vendor
    from explorer.model.view import View
    from explorer.repository import LocalCopy, Repository
    from explorer.repository.online import Ask
    from explorer.ui.keeping import Keeping
    from explorer.ui.new_accounts import NewAccounts

_OUTLINE_LIMIT: Final = 4 * 1024 * 1024
"""Bytes read of what is kept for completing."""
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs explorer and returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["__complete"]:
        return _complete(given[1:])
    if given == ["--version"]:
        from explorer import __version__

        print(f"explorer {__version__}")
        return 0
    # Loading makes much and throws little away: to look through it for garbage takes a sixth of the start.
    gc.disable()
    from explorer.cli.outcome import run

    try:
        _keep_to_ourselves()
        return run(lambda: _run(given), _report_folder)
    finally:
        gc.enable()


def _collect_garbage_from_now_on() -> None:
    """What has been loaded stays to the end: to look through it would only hold up what is drawn."""
    gc.freeze()
    gc.enable()


def _keep_to_ourselves() -> None:
    """New files are for this user alone, and memory, which holds credentials, is never written to a core file."""
    from resource import RLIMIT_CORE, setrlimit

    os.umask(0o077)
    setrlimit(RLIMIT_CORE, (0, 0))


def _run(given: list[str]) -> int:
    from explorer.cli.arguments import SCREEN, parse

    options = parse(given)
    if options.command in ("config", "doctor", "completion"):
        _collect_garbage_from_now_on()
    if options.command == "config":
        from explorer.cli.config import config
        from explorer.vendors import discover

        return config(options, discover, _screen_names, _trust)
    if options.command == "doctor":
        return _doctor(options)
    if options.command == "completion":
        from explorer.cli.completion import completion

        return completion(options)
    if options.command == "demo":
        return _demo(options)
    from explorer.config.files import Folders, locate

    folders = Folders.of_user()
    if options.command == SCREEN:
        from explorer.cli.ending import ending_on_signals

        loaded, notices = _load(options.config_file, read_only=options.read_only)
        with ending_on_signals() as ending:
            code = _screen(
                loaded,
                folders,
                ending,
                file=locate(options.config_file)[0],
                named=os.path.abspath(options.config_file) if options.config_file else "",
                place=options.place,
                offline=options.offline,
                notices=notices,
            )
        return _demo(parse(["demo"])) if code is None else code
    return _command(folders, options)


def _complete(words: list[str]) -> int:
    """Prints what may stand next on a command line. A shell waits for it: what takes long to load is asked once for
    each form of the config, and kept. Where that fails, commands are completed, and no addresses."""
    from contextlib import suppress

    from explorer import __version__
    from explorer.cli import outline
    from explorer.cli.completing import complete
    from explorer.folders import VIEWS, Folders, locate
    from explorer.model.errors import ExplorerError
    from explorer.store import private_file

    def keys(cache_file: str, collection: str, begin: str) -> Sequence[tuple[str, str]]:
        from explorer.store.keys import in_file

        return in_file(cache_file, collection, begin)

    def accounts(config_file: str) -> dict[str, Any]:
        found: dict[str, Any] | None = {}
        with suppress(ExplorerError, OSError):
            path, kept = locate(config_file)[0], Folders.of_user().cache / "completion.json"
            stamp = outline.stamp(path, __version__)
            found = outline.read(private_file.read(kept, _OUTLINE_LIMIT), stamp)
            if found is None:
                found = _outline(config_file)
                private_file.replace(kept, outline.written(found, stamp))
        return found or {}

    def views() -> Mapping[str, str]:
        from tomllib import loads

        with suppress(ExplorerError, OSError, ValueError):
            found = loads(private_file.read(Folders.of_user().config / VIEWS, _OUTLINE_LIMIT)).get("views", {})
            return {name: text for name, text in found.items() if isinstance(text, str)}
        return {}

    for line in complete(words, accounts, keys, views):
        print(line)
    return 0


def _outline(config_file: str) -> dict[str, Any]:
    from explorer.accounts import Accounts
    from explorer.cli.outline import outline
    from explorer.config.files import Folders

    config, _ = _load(config_file)
    return outline(config.accounts.values(), Accounts(config, Folders.of_user()).cache_file)


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


def _doctor(options: Namespace) -> int:
    """Looks at everything; no config, or a broken one, is a finding like others."""
    from explorer.accounts import Accounts
    from explorer.cli.doctor import Patient, doctor
    from explorer.cli.online import only_login_asks
    from explorer.config.files import Folders, locate

    path, origin = locate(options.config_file)
    folders = Folders.of_user()

    def access(config: Config) -> Access:
        return Accounts(config, folders, offline=options.offline).access(only_login_asks)

    def load() -> tuple[Config, list[str]] | None:
        config, notes = _load(options.config_file)
        told = {str(each) for each in config.problems}
        return (config, [each for each in notes if each not in told]) if config.path else None

    def themes() -> Iterable[str]:
        from explorer.ui.theme import load_themes, theme_folders

        return load_themes(theme_folders(folders.config)).failed.values()

    return doctor(Patient(path, origin, folders, load, access, themes), options)


def _trust(account: Account) -> str:
    from explorer.config.files import Folders
    from explorer.store.hosts import KnownHosts

    hosts = KnownHosts(Folders.of_user().state / "hosts")
    before = hosts.last(account)
    hosts.keep(account)
    return before


def _load(config_file: str, *, read_only: bool = False) -> tuple[Config, list[str]]:
    """The config, and what has to be said about it. Without a file of the user's it is empty."""
    from dataclasses import replace

    from explorer.config import Config, Document, read, vendor_names
    from explorer.config.files import DEFAULT_ORIGIN, check_secrecy, locate, read_text
    from explorer.model.errors import ConfigError
    from explorer.vendors import discover

    path, origin = locate(config_file)
    try:
        text, mode = read_text(path)
    except FileNotFoundError:
        if origin != DEFAULT_ORIGIN:
            raise ConfigError(f"{path}, named by {origin}, is not there") from None
        return Config(), []
    document = Document(text, str(path))
    vendors = discover(vendor_names(document))
    config = read(document, vendors)
    check_secrecy(config, mode)
    if read_only:
        accounts = {name: replace(each, read_only=True) for name, each in config.accounts.items()}
        config = replace(config, accounts=accounts)
    return config, [*map(str, config.problems), *map(str, vendors.notes)]


def _command(folders: Folders, options: Namespace) -> int:
    """Runs a command that works on accounts."""
    from explorer.accounts import Accounts
    from explorer.cli.outcome import say
    from explorer.cli.session import Session

    config, notices = _load(options.config_file, read_only=options.read_only)
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
        lambda: _access(accounts, {}),
        lambda: _kept_views(folders, say),
    )
    module, _, name = _COMMANDS[options.command].partition(":")
    command: Callable[[Session, Namespace], int] = getattr(import_module(module), name)
    _collect_garbage_from_now_on()
    try:
        return command(session, options)
    finally:
        for notice in accounts.notices:
            say(notice)
        accounts.close()


def _screen(
    config: Config,
    folders: Folders,
    ending: Ending,
    *,
    file: Path,
    named: str,
    place: str,
    offline: bool,
    notices: Sequence[str],
    faults: str = "",
) -> int | None:
    """Opens the screen, at `place` where one is named. `file` is the config, which need not be there, `named`
    what commands have to call it to find it; `faults` names those of the demo. Returns the exit code; None: the user
    wants to see the demo instead."""
    from explorer.accounts import Accounts
    from explorer.cli.arguments import refuse_mistyped_command

    if place not in config.accounts:
        refuse_mistyped_command(place)
    _refuse_without_terminal(config)

    accounts = Accounts(config, folders, offline=offline, terminal=False)
    try:
        repositories = {each.name: accounts.repository(each) for each in config.accounts.values()}
        keeping, notes = _keeping(folders)
        start = _start(place, repositories, keeping.kept)
        from explorer.store.starts import Starts
        from explorer.ui.app import ExplorerApp
        from explorer.ui.hints import STARTS, hint
        from explorer.ui.theme import theme_folders

        starts = Starts(folders.state / "starts")
        app = ExplorerApp(
            list(repositories.values()),
            journal=accounts.journal,
            start=start,
            theme=config.theme,
            masked=config.masked,
            theme_folders=theme_folders(folders.config),
            keep_theme=None if config.demo or not config.path else lambda name: _keep_theme(config.path, name),
            keys={command: list(keys) for command, keys in config.keys.items()},
            demo=config.demo,
            faults=faults,
            notices=[*notices, *accounts.notices, *notes],
            background=lambda: _after_first_paint(accounts, lambda: starts.add(most=STARTS)),
            new_accounts=_new_accounts(accounts, file),
            access=lambda: _access(accounts, repositories),
            keeping=keeping,
            hint=hint(starts.count()),
            config_file=named,
            report=_report,
        )
        accounts.ask_host = app.confirm_host
        code = ending.run(app, mouse=config.mouse)
        return None if app.wants_demo and not code else code
    finally:
        accounts.close()


def _access(accounts: Accounts, repositories: Mapping[str, Repository]) -> Access:
    """What looks at an account; only on the screen can the user be asked."""
    from explorer.cli.online import only_login_asks

    def asking(account: Account) -> Ask:
        repository = repositories.get(account.name)
        return (repository.ask if repository is not None else None) or only_login_asks(account)

    return accounts.access(asking)


def _kept_views(folders: Folders, say: Callable[[str], None]) -> KeptViews:
    """The columns and saved views, for a command; what is wrong with their file is said."""
    from explorer.config.views_file import ViewsFile

    kept, notes = ViewsFile(folders.config).read()
    for note in notes:
        say(note)
    return kept


def _keeping(folders: Folders) -> tuple[Keeping, list[str]]:
    """The columns and saved views, and what is wrong with their file."""
    from explorer.config.views_file import ViewsFile
    from explorer.model.errors import ConfigError
    from explorer.ui.keeping import Keeping
    from explorer.ui.wording import told

    file = ViewsFile(folders.config)
    try:
        kept, notes = file.read()
    except ConfigError as error:
        return Keeping(file), [told(error)]
    return Keeping(file, kept), notes


def _new_accounts(accounts: Accounts, file: Path) -> NewAccounts:
    """What sets up an account in the config at `file`."""
    from explorer.ui.new_accounts import NewAccounts

    def vendors() -> Mapping[str, Vendor]:
        from explorer.vendors import discover

        return discover()

    def config_file() -> ConfigFile:
        from explorer.config.adding import ConfigFile

        return ConfigFile(file, vendors)

    def problems(draft: AccountDraft, known: Mapping[str, Vendor]) -> Mapping[str, str]:
        from explorer.config.adding import problems

        return problems(draft, known)

    async def try_out(draft: AccountDraft, ask: Ask) -> Trial:
        from asyncio import to_thread

        return await accounts.try_out(await to_thread(lambda: config_file().account(draft)), ask)

    return NewAccounts(
        str(file),
        begin=lambda: (vendors(), config_file().names()),
        problems=problems,
        try_out=try_out,
        add=lambda draft: accounts.add(config_file().add(draft)),
    )


def _keep_theme(path: str, name: str) -> str:
    """Keeps the choice in the config file; says where that is."""
    from pathlib import Path

    from explorer.config.setting import keep_setting

    keep_setting(Path(path), "theme", name)
    return path


def _start(text: str, copies: Mapping[str, LocalCopy], kept: KeptViews) -> View | None:
    if not text:
        return None
    from explorer.cli.place import place
    from explorer.model.kept_views import MARK
    from explorer.model.view import parse

    if text.startswith(MARK):
        return parse(kept.view(text), {name: each.account for name, each in copies.items()})
    return place(text, copies)


def _after_first_paint(accounts: Accounts, count_start: Callable[[], None]) -> None:
    """What the first table does without: the network's libraries, keeping what it brings, forgetting what is old."""
    _collect_garbage_from_now_on()
    for each in ("explorer.api.client", "explorer.store.news", "explorer.store.pages"):
        import_module(each)
    accounts.expire()
    count_start()


def _refuse_without_terminal(config: Config) -> None:
    from explorer.config.files import FIRST_STEPS
    from explorer.model.errors import ConfigError, UsageError

    if sys.stdin.isatty() and sys.stdout.isatty() and (os.environ.get("TERM") or "dumb") != "dumb":
        return
    if not config.accounts and not config.problems:
        raise ConfigError("no account is set up", next_step=FIRST_STEPS)
    raise UsageError("the screen needs a terminal", next_step="commands such as explorer list work without one")


def _demo(options: Namespace) -> int:
    """Opens the screen on demo vendors of its own, which end with it, as do its config and cache."""
    from explorer.cli import demo

    faults = _fault_set(options.faults) if options.faults is not None else ""
    if options.serve:
        _collect_garbage_from_now_on()
        demo.serve(options)
    import secrets
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from explorer.cli.ending import ending_on_signals
    from explorer.config.files import Folders, create
    from explorer.demo.config import CONTROL, bind_sockets, child_command, config_text, ports_of

    with ending_on_signals() as ending, TemporaryDirectory(prefix="explorer-demo-") as name:
        folder = Path(name)
        sockets = bind_sockets()
        file, log = folder / "config.toml", folder / "vendors.log"
        token = secrets.token_urlsafe()
        create(file, config_text(ports_of(sockets), token))
        config, notices = _load(str(file))
        if faults:
            notices.append(f"these faults are on: {faults}")
        if options.two_factor:
            notices.append(f"the codes Assemble asks for are in {log}")
        # Requests wait in the sockets' backlog until the child is up.
        command = child_command(sockets, *demo.vendor_options(options))
        with demo.child(command, sockets, log, {CONTROL: token}):
            code = _screen(
                config,
                Folders.under(folder),
                ending,
                file=file,
                named=str(file),
                place="",
                offline=False,
                notices=notices,
                faults=faults,
            )
            return code or 0


def _fault_set(name: str) -> str:
    """Reads the faults of the demo; returns what they are called. Raises UsageError."""
    from explorer.demo.faults.read import FaultFileError, find_faults
    from explorer.model.errors import UsageError

    try:
        return find_faults(name).name
    except FaultFileError as error:
        raise UsageError(str(error), next_step=error.next_step) from None


def _report(error: BaseException) -> str:
    from explorer.cli.outcome import report

    return report(error, _report_folder)


def _report_folder() -> Path:
    from explorer.config.files import Folders

    return Folders.of_user().state / "reports"


if __name__ == "__main__":
    sys.exit(main())
