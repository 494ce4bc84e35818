"""`ExplorerApp`: its screens, keys, accounts that come, quitting. No data code."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import events
from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import Screen

from explorer.model.account import Account
from explorer.model.auth import Challenge
from explorer.model.errors import ExplorerError
from explorer.model.text import safe
from explorer.model.view import View
from explorer.repository import Repository
from explorer.ui import commands, keys
from explorer.ui.alt_keys import WORD_KEYS
from explorer.ui.bugs import Outlived, OutlivingApp, last_words
from explorer.ui.keeping import Keeping
from explorer.ui.masking import Masking
from explorer.ui.open_accounts import OpenAccounts
from explorer.ui.screens.main import MainScreen
from explorer.ui.terminal_app import TerminalApp
from explorer.ui.widgets.record_detail import RecordDetail
from explorer.ui.widgets.record_table import RecordTable
from explorer.ui.wording import Part
from explorer.ui.workers import run_worker

if TYPE_CHECKING:
    from explorer.doctor.accounts import Access
    from explorer.repository.online import Ask
    from explorer.store.journal import Journal
    from explorer.ui.new_accounts import NewAccounts

BUG: Final = 70
"""What the program exits with when something of ours broke."""
INTERRUPTED: Final = 130
"""What it exits with after ctrl+c."""
_FROM_USER: Final = (
    *(events.Key, events.Paste),
    *(events.MouseDown, events.MouseUp, events.MouseScrollDown, events.MouseScrollUp),
)
_BUG_SECONDS: Final = 15.0
"""How long it is told of what broke: there is a path to read."""
_TWICE: Final = 2.0
"""Seconds in which a second ctrl+c counts."""


class ExplorerApp(TerminalApp, OutlivingApp):
    """The explorer on the screen of a terminal."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "screens/main.tcss",
        "screens/notices.tcss",
        "widgets/resource_pane.tcss",
        "widgets/record_table.tcss",
        "widgets/record_detail.tcss",
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        *App.BINDINGS,
        Binding("ctrl+z", "suspend_process", "Stop until fg", show=False),
        *keys.bindings("dialogs"),
    ]
    ENABLE_COMMAND_PALETTE = False
    TITLE = "explorer"

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        journal: Callable[[], Journal],
        start: View | None = None,
        theme: str = "",
        masked: bool = False,
        theme_folders: Sequence[Path] = (),
        keep_theme: Callable[[str], str] | None = None,
        keys: commands.UserKeys | None = None,
        demo: bool = False,
        faults: str = "",
        temporary: bool = False,
        notices: Sequence[str] = (),
        background: Callable[[], None] | None = None,
        new_accounts: NewAccounts | None = None,
        access: Callable[[], Access] | None = None,
        keeping: Keeping | None = None,
        hint: str = "",
        config_file: str = "",
        report: Callable[[BaseException], str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`repositories`, one per tab, are closed when the app ends; `journal` opens what was written and typed.
        `background` runs in a thread after the first paint: imports that the first table does without. `notices` are
        told once the screen is there. `theme_folders` and `keep_theme`: see `TerminalApp`. `masked`: personal data is,
        to begin with. `new_accounts` sets up further ones; `keeping` has the columns and saved views, without it for
        this run only. `hint` is one line for somebody who is new. `faults` names those that the demo has on.
        `temporary`: all that it keeps goes when it ends.
        `config_file` is the config that commands have to name to find these accounts; empty: none. `report` writes down
        where an error of ours came from, and says where that stands."""
        super().__init__(theme_folders, keep_theme)
        self.accounts = OpenAccounts(repositories, journal)
        self.masking = Masking(on=masked)
        """Whether personal data is masked: everything that draws asks."""
        for each in repositories:
            each.watching = self.masking
        self.access = access
        """Makes the ways to the accounts that a look at their health takes; it loads what that needs."""
        self.wants_demo = False
        """It ended because the user asked for the demo."""
        self.outlived = Outlived(lambda words: self.say(words, _BUG_SECONDS), report)
        self.command_keys, wrong_keys = commands.resolve_keys(keys or {})
        """The keys of every command, also of those in dialogs."""
        self.set_keymap(commands.keymap(keys or {}))
        self._notices = [*notices, *self.begin_look(theme), *wrong_keys]
        self._demo = demo
        self._temporary = temporary
        self._new_accounts = new_accounts
        self._background = background
        self._report = report
        self._interrupted = -_TWICE
        self._start = start
        self._main: MainScreen | None = None
        self._make_main = partial(
            MainScreen,
            journal=journal,
            keys=self.command_keys,
            signs=self.signs,
            clock=clock,
            faults=faults,
            hint=hint,
            say=self.say,
            keeping=keeping or Keeping(),
            config_file=config_file,
            temporary=temporary,
        )

    def pop_screen(self) -> AwaitComplete:
        """Also let go of what was drawn of it: Textual remembers two colours under each cache of drawn lines, and so
        the last thousand caches, with all of their lines."""
        StylesCache.get_inner_outer.cache_clear()
        return super().pop_screen()

    async def on_event(self, event: events.Event) -> None:
        """Keys of lists act as they come: on a slow line several arrive at once, and those after `:` are for the
        prompt. (A key that bubbles up acts only after the ones behind it have gone where the focus was.)"""
        if self._is_held_back(event):
            return
        if isinstance(event, events.Key) and self.focused is not None and self.focused.check_consume_key("f", "f"):
            event.key = WORD_KEYS.get(event.key, event.key)
        if isinstance(event, events.Key) and not event.is_forwarded and await self._acts_at_once(event):
            return
        await super().on_event(event)

    def _is_held_back(self, event: events.Event) -> bool:
        """What comes from the user while another screen is on its way to the front, also by way of one that has just
        been left; or came just before another program got the terminal."""
        if not isinstance(event, _FROM_USER):
            return False
        if self.is_lent:
            return True
        return self._main is not None and self.screen is self._main and self._main.holds_back(event)

    async def _acts_at_once(self, key: events.Key) -> bool:
        """Give `key` to the list in focus as the second of a sequence, or to what is bound to it."""
        focused = self.focused
        if not isinstance(focused, (RecordTable, RecordDetail)):
            return False
        focused.on_key(key)
        return key._stop_propagation or await self._check_bindings(key.key)

    def get_default_screen(self) -> Screen[None]:
        """The screen to begin with; it is painted in the first frame."""
        if not self.accounts:
            from explorer.ui.screens.welcome import WelcomeScreen

            return WelcomeScreen(self._notices)
        self._main = self._make_main(tuple(self.accounts), start=self._start, headline=self._headline())
        return self._main

    def on_mount(self) -> None:
        """Do what the first paint can do without."""
        self.begin_outliving()
        for repository in self.accounts:
            repository.ask = self._asker(repository.account.name)
        self.call_after_refresh(self._after_first_paint)

    def _headline(self) -> list[Part]:
        parts: list[Part] = []
        if self._demo:
            parts.append(("DEMO", "strong"))
        if any(each.offline for each in self.accounts):
            parts.append(("offline", "unsure"))
        return parts

    def _after_first_paint(self) -> None:
        if self.accounts:  # the welcome page has them in its text
            for notice in self._notices:
                self.say(notice)
        if self._background is not None:
            self.run_worker(self._background, thread=True, group="background")
        if self._main is not None:
            run_worker(self, self._main.begin, group="background")

    def action_help_here(self) -> None:
        """The keys of what has the focus."""
        from explorer.ui.screens.help import HelpScreen, KeysHelpScreen

        if isinstance(self.screen, MainScreen) and not self.screen.is_searching:
            self.screen.action_help()
        elif not isinstance(self.screen, (HelpScreen, KeysHelpScreen)):
            self.push_screen(KeysHelpScreen(self.screen.active_bindings.values()))

    def action_help_quit(self) -> None:
        """`ctrl+c`: says how to leave, and what is unfinished; twice within two seconds it leaves."""
        now = time.monotonic()
        if now - self._interrupted < _TWICE:
            self.exit(return_code=INTERRUPTED)
            return
        self._interrupted = now
        unfinished = self._main.under_way if self._main is not None else ""
        at_home = self.screen is self._main or len(self.screen_stack) == 1
        key = self._main.key_now("quit") if self._main is not None else "q"
        words = "esc leaves this; to quit, ctrl+c once more"
        if self._main is not None and self._main.is_sending:
            words = "this waits for the vendor's answer; to quit, ctrl+c once more"
        if at_home:
            words = f"{key} quits; so does ctrl+c once more" if key else "ctrl+c once more quits"
        self.say(f"{words}{f': {unfinished}' if unfinished else ''}")

    # Questions about accounts

    def _asker(self, account: str) -> Ask:
        async def ask(challenge: Challenge) -> str:
            from explorer.ui.account_questions import ask_second_factor  # most accounts ask for none

            return await ask_second_factor(self, account, challenge)

        return ask

    async def confirm_host(self, account: Account, before: str) -> bool:
        """Ask whether the credentials of `account`, which last went to `before`, may go to its present host."""
        from explorer.ui.account_questions import ask_about_host

        return await ask_about_host(self, account, before)

    # One more account

    async def action_set_up(self) -> None:
        """Set up an account, step by step."""
        if self._new_accounts is None:
            self.say("accounts cannot be set up here")
            return
        from explorer.ui.screens.set_up import SetUpScreen

        try:
            vendors, taken = await asyncio.to_thread(self._new_accounts.begin)
        except ExplorerError as error:
            self.say(" ".join(filter(None, (f"{error}.", error.next_step))))
            return
        names = {*taken, *(each.account.name for each in self.accounts)}
        notice = "This is the demo: what it writes goes when it ends." if self._temporary else ""
        ask = self._asker("the new account")
        self.push_screen(SetUpScreen(self._new_accounts, vendors, names, ask=ask, notice=notice), self._set_up)

    def action_demo(self) -> None:
        """End, for the demo to begin."""
        self.wants_demo = True
        self.exit(return_code=0)

    async def _set_up(self, repository: Repository | None) -> None:
        """Open the tab of an account that was just set up."""
        if repository is None:
            return
        self.accounts.add(repository)
        repository.ask = self._asker(repository.account.name)
        repository.watching = self.masking
        if self._main is not None:
            self._main.open_account(repository)
        else:
            self._main = self._make_main(tuple(self.accounts), start=None, headline=self._headline())
            await self.push_screen(self._main)  # the welcome page below it is not seen again
            run_worker(self, self._main.begin, group="background")
        self.say(f"{repository.account.name} is set up")

    # Ending

    def leave(self, return_code: int) -> None:
        """End because the system asks for it, soon."""
        self.accounts.hurry()
        self.exit(return_code=return_code)

    async def on_unmount(self) -> None:
        """Keep what was typed, and close what was handed over."""
        self.end_outliving()
        if self._main is not None:
            await self._main.end()
        if self.accounts.end_with_app:
            await self.accounts.close()

    def _fatal_error(self) -> None:
        """End after an exception that nobody caught. Of several, as while it ends, the first is told."""
        if not self._exit_renderables:
            told = last_words(self._exception, self._report)
            self._exit_renderables.append(Text(safe(told, 2000), overflow="fold"))  # whole on any width
        self._return_code = BUG
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """What Textual would print holds values: see `_fatal_error`."""
        self._fatal_error()
