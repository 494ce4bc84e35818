"""How a screen ends when it is told to from outside: by way of its own loop, so that nothing is left untidy."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Final

from explorer.cli.lost_terminal import Unstalling, hang_up_as_signal
from explorer.cli.outcome import UNKNOWN, say
from explorer.model.errors import StoreError

if TYPE_CHECKING:
    from explorer.model.address import Address
    from explorer.store.journal import Journal
    from explorer.ui.app import ExplorerApp
    from explorer.ui.open_accounts import OpenAccounts

_TOLD: Final = 5
"""Writes that are told one by one."""
_SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)


class Ending:
    """What signals ask for. Nothing is raised where one arrives: that could be in the middle of cleaning up."""

    def __init__(self) -> None:
        self._code = 0
        self._unknown = False
        self._tell: Callable[[], object] | None = None
        self._unstalling: Unstalling | None = None

    def run(self, app: ExplorerApp, *, mouse: bool = True, journal_stays: bool = True) -> int:
        """Runs `app` until it or a signal ends it; its exit code, or 128 + the signal's number. Where all went well but
        the outcome of a write, that is said, and the code is `UNKNOWN`, unless the journal goes with the app."""
        try:
            asyncio.run(self._run(app, mouse, journal_stays))
        except OSError:
            self._look_for_terminal()
            if not self._code:
                raise
        finally:
            if self._unstalling is not None:
                self._unstalling.end()
                self._unstalling = None
        self._look_for_terminal()
        return self._code or app.return_code or (UNKNOWN if self._unknown else 0)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Asks the app to end; from then on no signal counts."""
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        if self._code:  # another came before they were ignored
            return
        self._code = 128 + number
        self._look_for_terminal()
        if self._tell is not None:
            self._unstalling = Unstalling()
            self._unstalling.start()
            self._tell()

    async def _run(self, app: ExplorerApp, mouse: bool, journal_stays: bool) -> None:
        loop = asyncio.get_running_loop()
        self._tell = lambda: loop.call_soon_threadsafe(lambda: app.leave(self._code))
        app.accounts.end_with_app = False
        try:
            if not self._code:
                with hang_up_as_signal():
                    await app.run_async(mouse=mouse)
        finally:
            told = await self._close(app.accounts)
            if journal_stays and len(app.accounts):
                await asyncio.to_thread(self._tell_unknown, app.accounts.journal, told)
            self._tell = None

    async def _close(self, accounts: OpenAccounts) -> set[Address]:
        """Closes the accounts, after the writes on their way: that these are waited for, and what became of them, is
        said on the normal screen. A signal ends the waiting. Returns what was told of."""
        loop, sent = asyncio.get_running_loop(), accounts.on_the_way
        waiting = asyncio.ensure_future(accounts.end_writes())
        self._tell = lambda: loop.call_soon_threadsafe(waiting.cancel)
        for each in sent:
            what = f"{each.operation.name} {each.edit.address}"
            say(f"waiting for the answer to {what}; ctrl+c ends at once, and leaves its outcome unknown")
        try:
            await waiting
        except asyncio.CancelledError:
            await accounts.end_writes(0.0)
        await accounts.close()
        if sent:
            from explorer.cli.writer import tell_last

            for each in sent:
                identity = accounts.identity_of(each.edit.address.account)
                tell_last(accounts.journal(), identity, each.edit.address, each.after or 0)
        return {each.edit.address for each in sent}

    def _tell_unknown(self, journal: Callable[[], Journal], told: set[Address]) -> None:
        """Says which writes of this process have no known outcome, and how to go on, but not of those that were `told`
        of."""
        try:
            opened = journal()
            unknown = [each for each in opened.unfinished() if each.process == opened.process]
        except StoreError as error:
            say(f"explorer: {error}")
            return
        self._unknown = bool(unknown)
        unknown = [each for each in unknown if each.address not in told]
        for each in unknown[:_TOLD]:
            say(f"{each.address}: entry {each.id} has no known outcome: explorer journal verify {each.id}")
        if len(unknown) > _TOLD:
            say(f"and {len(unknown) - _TOLD:,} more: explorer journal")

    def _look_for_terminal(self) -> None:
        """Where the terminal is gone, what is still read from it and written to it goes nowhere instead of failing."""
        lost = [descriptor for descriptor in (0, 1, 2) if _hung_up(descriptor)]
        if not lost:
            return
        self._code = self._code or 128 + signal.SIGHUP  # which comes later, from the shell
        nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        for descriptor in lost:
            os.dup2(nowhere, descriptor)
        os.close(nowhere)


@contextmanager
def ending_on_signals() -> Iterator[Ending]:
    """Has the first SIGTERM, SIGHUP, SIGINT or SIGQUIT end the screen that is run inside, and nothing else."""
    ending = Ending()
    before = {number: signal.signal(number, ending.on_signal) for number in _SIGNALS}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, handler)


def _hung_up(descriptor: int) -> bool:
    try:
        termios.tcgetattr(descriptor)
    except termios.error as error:
        return bool(error.args[0] == errno.EIO)
    return False
