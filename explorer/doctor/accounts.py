"""Each account: its credentials, its host, its sign-in, and one small reading call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Final, TypeAlias

from explorer.config import Config
from explorer.doctor.finding import Finding, Level
from explorer.model.account import Account
from explorer.model.account_draft import Trial
from explorer.model.auth import Token
from explorer.model.errors import ExplorerError
from explorer.model.moment import minute
from explorer.model.value import dataclass

CALL_SECONDS: Final = 20.0
"""For all of an account's test call; its own timeout may be shorter."""
SLOW_SECONDS: Final = 5.0
SKEW_SECONDS: Final = 60.0
"""A clock that is further off makes tokens expire early or late, and certificates doubtful."""
_SET_CLOCK: Final = "set this machine's clock: timedatectl set-ntp true"


@dataclass(frozen=True, slots=True)
class Access:
    """The ways to an account; all but `try_out` wait for a disk or a program."""

    read_credentials: Callable[[Account], object]
    """Reads them from where they come. Raises ConfigError."""
    last_host: Callable[[Account], str]
    """The origin that they were last sent to; empty: none yet. Raises StoreError."""
    token: Callable[[Account], Token | None]
    """What an earlier sign-in earned. Raises StoreError."""
    try_out: Callable[[Account], Awaitable[Trial]]
    """Makes the test call. Raises ExplorerError."""


Answer: TypeAlias = Trial | ExplorerError


def look_at(account: Account, access: Access, *, now: float) -> Iterator[Finding]:
    """What can be told without asking the vendor."""
    subject = f"account {account.name}"
    yield Finding(subject, "config", "fine", f"{account.vendor.title} at {account.base_url}")
    yield _credentials(subject, account, access)
    yield from _state(subject, account, access, now)


def standing(account: Account, access: Access, *, now: float) -> Iterator[Finding]:
    """What can be told without asking the vendor, and without reading the credentials, which may ask for a passphrase:
    where they come from, the host they go to, and the sign-in. Reads small files."""
    subject = f"account {account.name}"
    yield Finding(subject, "credentials", "fine", _sources(account))
    yield from _state(subject, account, access, now)


def _state(subject: str, account: Account, access: Access, now: float) -> Iterator[Finding]:
    try:
        yield _host(subject, account, access.last_host(account))
        if account.vendor.auth.needs_token(dict.fromkeys(account.credentials, "given")):
            yield _sign_in(subject, access.token(account), now)
    except ExplorerError as error:
        yield Finding(subject, "state", "failed", str(error), error.next_step)


def mistakes(config: Config) -> Iterator[Finding]:
    """Accounts that cannot be used as they stand, and other mistakes in the config."""
    for each in config.problems:
        place = f"line {each.line}: " if each.line else ""
        level: Level = "look" if each.warning else "failed"
        parts = each.key.split(".")
        subject = f"account {parts[1]}" if parts[0] == "accounts" and len(parts) > 1 else "config"
        fix = each.next_step or "correct it: explorer config path"
        yield Finding(subject, each.key or "text", level, f"{place}{each.message}", fix)


async def ask_all(accounts: Mapping[str, Account], access: Access) -> dict[str, Answer]:
    """The test call of each account, all at once; what failed is its answer, too."""

    async def ask(account: Account) -> Answer:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return await access.try_out(account)
        except TimeoutError:
            return ExplorerError(
                f"no answer within {CALL_SECONDS:g} s", next_step="try again later, or look at the network"
            )
        except ExplorerError as error:
            return error

    answers = await asyncio.gather(*(ask(each) for each in accounts.values()))
    return dict(zip(accounts, answers, strict=True))


def judge_answer(account: str, answer: Answer) -> Iterator[Finding]:
    """What to say of a test call: how long it took, how much it saw, and how far the clocks are apart."""
    subject = f"account {account}"
    if isinstance(answer, ExplorerError):
        yield Finding(subject, "test call", "failed", str(answer), answer.next_step)
        return
    saw = f"{answer.rows:,}" if answer.total is None else f"{answer.rows:,} of {answer.total:,}"
    slow = answer.seconds > SLOW_SECONDS
    found = f"{saw} {answer.collection} in {answer.seconds:.1f} s"
    yield Finding(subject, "test call", "look" if slow else "fine", found, "it is slow today" if slow else "")
    if answer.skew is None:
        return
    off = abs(answer.skew) > SKEW_SECONDS
    way = "behind" if answer.skew > 0 else "ahead of"
    found = f"{abs(answer.skew):,.0f} s {way} the vendor's" if off else "as the vendor's"
    yield Finding(subject, "clock", "look" if off else "fine", found, _SET_CLOCK if off else "")


def _credentials(subject: str, account: Account, access: Access) -> Finding:
    try:
        access.read_credentials(account)
    except ExplorerError as error:
        return Finding(subject, "credentials", "failed", str(error), error.next_step or "correct the account's auth")
    return Finding(subject, "credentials", "fine", _sources(account))


def _sources(account: Account) -> str:
    return ", ".join(f"{name} from {_source(each.source, each.value)}" for name, each in account.credentials.items())


def _source(source: str, value: str | tuple[str, ...]) -> str:
    """Where a credential comes from, without what could be one: a command's arguments, the text itself."""
    match source:
        case "env":
            return f"${value}"
        case "command":
            return f"the command {value[0]}"
        case "file":
            return f"the file {value}"
        case "keyring":
            return "the keyring"
        case _:
            return "the config itself"


def _host(subject: str, account: Account, last: str) -> Finding:
    if last in ("", account.origin):
        return Finding(subject, "host", "fine", f"{account.origin}, {'trusted' if last else 'for the first time'}")
    return Finding(
        subject,
        "host",
        "failed",
        f"{account.origin}, and the credentials were last used with {last}",
        f"if that is right, run: explorer config trust {account.name}",
    )


def _sign_in(subject: str, token: Token | None, now: float) -> Finding:
    if token is None:
        return Finding(subject, "sign-in", "fine", "not signed in: the first call does it")
    if token.expires_at is not None and token.expires_at < now:
        return Finding(subject, "sign-in", "fine", "has run out: the next call renews it")
    until = "" if token.expires_at is None else f" until {minute(token.expires_at)}"
    return Finding(subject, "sign-in", "fine", f"signed in{until}")
