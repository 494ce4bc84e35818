"""What is asked about an account while something waits for the answer: a second factor, and whether credentials may go
to another host."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from textual.app import App

from explorer.model.account import Account
from explorer.model.auth import Challenge
from explorer.model.errors import SignInNeeded
from explorer.ui import wording
from explorer.ui.keys import key_of
from explorer.ui.screens.dialog import Dialog
from explorer.ui.screens.question import QuestionScreen
from explorer.ui.screens.sign_in import SignInScreen

T = TypeVar("T")


async def ask_second_factor(app: App[None], account: str, challenge: Challenge) -> str:
    """What the user answers the vendor. Raises SignInNeeded when they leave it."""
    words = await _answer(app, SignInScreen(account, challenge))
    if words is None:
        raise SignInNeeded("the sign-in was left", account=account, next_step=f"{key_of('refresh', 'r')} asks again")
    return words


async def ask_about_host(app: App[None], account: Account, before: str) -> bool:
    """Whether the credentials of `account`, which last went to `before`, may go to its present host."""
    question = QuestionScreen(
        f"Another host for {account.title}",
        wording.other_host(account.name, before, account.origin),
        does="send them there from now on",
        leaves="send nothing",
    )
    return await _answer(app, question) is True


async def _answer(app: App[None], screen: Dialog[T]) -> T | None:
    """What `screen` is dismissed with; it goes when nobody waits for the answer any more."""
    answered: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
    app.push_screen(screen, lambda answer: None if answered.done() else answered.set_result(answer))
    try:
        return await answered
    except asyncio.CancelledError:
        screen.end(None)
        raise
