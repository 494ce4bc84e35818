"""`explorer login` and `logout`: signing in where a vendor wants more than a key."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable

from explorer.cli.outcome import say
from explorer.cli.session import Session
from explorer.model.auth import Challenge
from explorer.model.errors import SignInNeeded, UsageError
from explorer.model.text import safe
from explorer.repository import Repository


def login(session: Session, options: Namespace) -> int:
    """Signs in, asking on the terminal for a second factor."""
    if session.offline:
        raise UsageError("signing in cannot be done offline", next_step="leave --offline out")

    async def work(repository: Repository) -> None:
        repository.ask = _ask
        await repository.sign_in()

    return _with(session, options.account, work, "signed in to {}")


def logout(session: Session, options: Namespace) -> int:
    """Forgets the token that is kept on this machine."""
    account = session.account(options.account)
    earned = account.vendor.auth.needs_token(dict.fromkeys(account.credentials, "given"))
    done = "signed out of {}" if earned else "{} has no sign-in: its credentials in the config sign every request"
    return _with(session, options.account, lambda repository: repository.sign_out(), done)


def _with(session: Session, name: str, work: Callable[[Repository], Awaitable[None]], done: str) -> int:
    account = session.account(name)
    repository = session.repository(account)

    async def run() -> None:
        try:
            await work(repository)
        finally:
            await repository.close()

    asyncio.run(run())
    say(done.format(account.name))
    return 0


async def _ask(challenge: Challenge) -> str:
    if not sys.stdin.isatty():
        raise SignInNeeded(
            "a second factor is asked for, and there is no terminal to ask on",
            next_step="run explorer login on a terminal",
        )
    print(safe(challenge.prompt), end=" ", file=sys.stderr, flush=True)
    # A thread that waits for a line could not be interrupted.
    loop = asyncio.get_running_loop()
    typed = asyncio.Event()
    loop.add_reader(sys.stdin, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline().strip()
