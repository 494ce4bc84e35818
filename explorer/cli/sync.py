"""`explorer sync`: local copies of whole collections, several accounts at once."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterable
from typing import Final

from explorer.cli.online import only_login_asks
from explorer.cli.outcome import complain, say
from explorer.cli.output import output
from explorer.cli.progress import ProgressLines
from explorer.cli.session import Session
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import ExplorerError, Incomplete, StoreError, UsageError
from explorer.model.field import Column
from explorer.model.listing import SyncProgress, SyncReport, not_all
from explorer.model.resource import Resource
from explorer.repository import Repository

_COLUMNS: Final = (
    Column("address", "collection", width=32, whole=True),
    Column("rows", "read", "integer", width=9),
    Column("new", "new", "integer", width=9),
    Column("changed", "changed", "integer", width=9),
    Column("gone", "gone", "integer", width=9),
    Column("held", "held", "integer", width=9),
    Column("note", "note", width=24),
)


def sync(session: Session, options: Namespace) -> int:
    """Brings local copies up to date, and prints what that brought."""
    if session.offline:
        raise UsageError("a sync cannot be made offline", next_step="leave --offline out")
    wanted = _wanted(session, options.addresses)
    with output(options.format) as out:
        reports, failures = asyncio.run(_sync_all(session, wanted))
        rows = [
            {
                "address": str(each.address),
                "rows": out.count(each.rows),
                "new": out.count(each.new),
                "changed": out.count(each.changed),
                "gone": out.count(each.gone),
                "held": out.count(each.held),
                "note": _note(each),
            }
            for each in reports
        ]
        out.values(rows, _COLUMNS)
    for failure in failures:
        complain(failure)
    if failures:
        return max(each.exit_code for each in failures)
    return Incomplete.exit_code if any(map(_note, reports)) else 0


def _note(report: SyncReport) -> str:
    """Why not all rows are held; empty when they are."""
    if report.note or report.other_total is None:
        return report.note
    error = not_all(report.held, report.other_total)
    return f"{error}; {error.next_step}"


def _not_kept(name: str) -> StoreError:
    """For an account whose cache takes nothing; why is among what is told of the caches."""
    return StoreError(
        f"{name} was not synced: nothing of it would be kept", next_step="mend the cache; explorer doctor says how"
    )


def _wanted(session: Session, addresses: Iterable[str]) -> dict[str, list[Address]]:
    """Collections by account."""
    given = list(addresses) or list(session.config.accounts)
    if not given:
        session.account("")
    wanted: dict[str, list[Address]] = {}
    for text in given:
        account, address = session.address(text)
        if address.is_record:
            raise UsageError(f"{address} is one record", next_step=f"explorer get {address} reads it")
        collections = [address] if address.is_collection else _collections(account)
        if not collections:
            say(f"{account.name}: {account.vendor.title} lists nothing")
        known = wanted.setdefault(account.name, [])
        known.extend(each for each in collections if each not in known)
    return wanted


def _collections(account: Account) -> list[Address]:
    return [Address(account.name, (each.name,)) for each in account.vendor.resources if _syncable(each)]


def _syncable(resource: Resource) -> bool:
    return resource.export is not None or resource.operation("list") is not None


async def _sync_all(session: Session, wanted: dict[str, list[Address]]) -> tuple[list[SyncReport], list[ExplorerError]]:
    """Each account by itself: one that fails stops no other."""
    lines = ProgressLines()
    failures: list[ExplorerError] = []

    async def one_account(name: str, addresses: list[Address]) -> list[SyncReport]:
        repository = session.repository(session.account(name))
        repository.ask = only_login_asks(repository.account)
        try:
            if session.cache_file(repository.account) is not None and not repository.is_kept:
                failures.append(_not_kept(name))
                return []
            return [each for address in addresses if (each := await one(repository, address)) is not None]
        finally:
            await repository.close()

    async def one(repository: Repository, address: Address) -> SyncReport | None:
        followed: set[int] = set()

        def tell(progress: SyncProgress) -> None:
            if progress.pid is not None and progress.pid not in followed:
                followed.add(progress.pid)
                say(f"{address}: another explorer (pid {progress.pid}) syncs it already: waiting for what it brings")
            lines.update(address, progress)

        try:
            return await repository.sync(address.segments, tell)
        except ExplorerError as error:
            failures.append(error)
            return None
        finally:
            lines.done(address)

    try:
        reports = await asyncio.gather(*(one_account(name, addresses) for name, addresses in wanted.items()))
    finally:
        lines.clear()
    return [each for account in reports for each in account], failures
