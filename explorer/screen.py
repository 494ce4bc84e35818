"""The screen: what it is opened with, and what it takes of the parts that it does not see."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.accounts import Accounts
from explorer.cli.arguments import refuse_mistyped_command
from explorer.cli.ending import Ending, ending_on_signals
from explorer.cli.outcome import report, report_folder
from explorer.cli.place import place
from explorer.config import Config
from explorer.config.files import FIRST_STEPS, Folders, locate
from explorer.config.views_file import ViewsFile
from explorer.loading import collect_garbage_from_now_on, load_config
from explorer.model.errors import ConfigError, UsageError
from explorer.model.kept_views import MARK, KeptViews
from explorer.model.value import dataclass
from explorer.model.view import View, parse
from explorer.repository import LocalCopy
from explorer.vendors import discover

if TYPE_CHECKING:
    from explorer.config.adding import ConfigFile
    from explorer.doctor.accounts import Access
    from explorer.model.account import Account
    from explorer.model.account_draft import AccountDraft, Trial
    from explorer.model.resource import Vendor
    from explorer.repository import Repository
    from explorer.repository.online import Ask
    from explorer.ui.app import ExplorerApp
    from explorer.ui.keeping import Keeping
    from explorer.ui.new_accounts import NewAccounts


@dataclass(frozen=True, slots=True)
class Start:
    """What a screen is opened with."""

    config: Config
    folders: Folders
    file: Path
    """The config, which need not be there."""
    named: str
    """What commands have to call it to find it; empty: nothing."""
    notices: Sequence[str]
    place: str = ""
    """Where it opens; empty: at the first account."""
    offline: bool = False
    faults: str = ""
    """Names those of the demo."""
    temporary: bool = False
    """The folders go when it ends."""


def open_screen(options: Namespace) -> int | None:
    """Opens the screen on the accounts of the config. Returns the exit code; None: the user wants to see the demo
    instead."""
    config, notices = load_config(options.config_file, read_only=options.read_only)
    start = Start(
        config,
        Folders.of_user(),
        file=locate(options.config_file)[0],
        named=os.path.abspath(options.config_file) if options.config_file else "",
        notices=notices,
        place=options.place,
        offline=options.offline,
    )
    with ending_on_signals() as ending:
        return show(start, ending)


def show(start: Start, ending: Ending) -> int | None:
    """Shows the screen until it ends. Returns the exit code; None: the user wants to see the demo instead."""
    if start.place not in start.config.accounts:
        refuse_mistyped_command(start.place)
    _refuse_without_terminal(start.config)
    accounts = Accounts(start.config, start.folders, offline=start.offline, terminal=False)
    try:
        app = _app(start, accounts)
        accounts.ask_host = app.confirm_host
        code = ending.run(app, mouse=start.config.mouse, journal_stays=not start.temporary)
        return None if app.wants_demo and not code else code
    finally:
        accounts.close()


def _app(start: Start, accounts: Accounts) -> ExplorerApp:
    config, folders = start.config, start.folders
    repositories = {each.name: accounts.repository(each) for each in config.accounts.values()}
    keeping, notes = _keeping(folders)
    view = _view(start.place, repositories, keeping.kept, notes.append)
    from explorer.store.starts import Starts  # what is refused until here needs none of it
    from explorer.ui.app import ExplorerApp
    from explorer.ui.hints import STARTS, hint
    from explorer.ui.theme import theme_folders

    starts = Starts(folders.state / "starts")
    return ExplorerApp(
        list(repositories.values()),
        journal=accounts.journal,
        start=view,
        theme=config.theme,
        masked=config.masked,
        theme_folders=theme_folders(folders.config),
        keep_theme=None if start.temporary else lambda name: _keep_theme(start.file, name),
        keys={command: list(keys) for command, keys in config.keys.items()},
        demo=config.demo,
        faults=start.faults,
        temporary=start.temporary,
        notices=[*start.notices, *accounts.notices, *notes],
        background=lambda: _after_first_paint(accounts, lambda: starts.add(most=STARTS)),
        new_accounts=new_accounts(accounts, start.file),
        access=lambda: _access(accounts, repositories),
        keeping=keeping,
        hint=hint(starts.count()),
        config_file=start.named,
        report=lambda error: report(error, report_folder),
    )


def _refuse_without_terminal(config: Config) -> None:
    if sys.stdin.isatty() and sys.stdout.isatty() and (os.environ.get("TERM") or "dumb") != "dumb":
        if sys.stderr.isatty():
            return
        raise UsageError("the screen is drawn on standard error, which is no terminal here", next_step="leave 2> out")
    if not config.accounts and not config.problems:
        raise ConfigError("no account is set up", next_step=FIRST_STEPS)
    raise UsageError("the screen needs a terminal", next_step="commands such as explorer list work without one")


def _view(text: str, copies: Mapping[str, LocalCopy], kept: KeptViews, tell: Callable[[str], object]) -> View | None:
    if not text:
        return None
    if text.startswith(MARK):
        return parse(kept.view(text), {name: each.account for name, each in copies.items()})
    return place(text, copies, tell)


def _keeping(folders: Folders) -> tuple[Keeping, list[str]]:
    """The columns and saved views, and what is wrong with their file."""
    from explorer.ui.keeping import Keeping
    from explorer.ui.wording import told

    file = ViewsFile(folders.config)
    try:
        kept, notes = file.read()
    except ConfigError as error:
        return Keeping(file), [told(error)]
    return Keeping(file, kept), notes


def _keep_theme(file: Path, name: str) -> str:
    """Keeps the choice in the config, which is there by then; says where that is."""
    from explorer.config.setting import keep_setting

    keep_setting(file, "theme", name)
    return str(file)


def _access(accounts: Accounts, repositories: Mapping[str, Repository]) -> Access:
    """The ways to each account, on which the user can be asked."""
    from explorer.cli.online import only_login_asks

    def asking(account: Account) -> Ask:
        repository = repositories.get(account.name)
        return (repository.ask if repository is not None else None) or only_login_asks(account)

    return accounts.access(asking)


def new_accounts(accounts: Accounts, file: Path) -> NewAccounts:
    """What sets up an account in the config at `file`."""
    from explorer.ui.new_accounts import NewAccounts

    def config_file() -> ConfigFile:
        from explorer.config.adding import ConfigFile

        return ConfigFile(file, discover)

    def problems(draft: AccountDraft, known: Mapping[str, Vendor]) -> Mapping[str, str]:
        from explorer.config.adding import problems

        return problems(draft, known)

    async def try_out(draft: AccountDraft, ask: Ask) -> Trial:
        from asyncio import to_thread

        return await accounts.try_out(await to_thread(lambda: config_file().account(draft)), ask)

    return NewAccounts(
        str(file),
        begin=lambda: (discover(), config_file().names()),
        problems=problems,
        try_out=try_out,
        add=lambda draft: accounts.add(config_file().add(draft)),
    )


def _after_first_paint(accounts: Accounts, count_start: Callable[[], None]) -> None:
    """What the first table does without: the network's libraries, keeping what it brings, forgetting what is old."""
    collect_garbage_from_now_on()
    for each in ("explorer.api.client", "explorer.store.news", "explorer.store.pages"):
        import_module(each)
    accounts.expire()
    count_start()
    from explorer.ui.editor_folder import remove_left_folders

    remove_left_folders()
