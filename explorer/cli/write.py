"""`explorer create`, `update`, `delete`, `run` and `undo`: shown, confirmed, sent once, and checked."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Final

from explorer.cli.outcome import UNKNOWN, complain, say
from explorer.cli.output import output
from explorer.cli.review import as_row, confirm, show
from explorer.cli.session import Session
from explorer.cli.wanted import data, members
from explorer.cli.writer import Writer, exit_code, tell
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.errors import Differs, ExplorerError, Incomplete, NotFound, UsageError
from explorer.model.field import Column
from explorer.model.journal import Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome, Prepared
from explorer.repository.bulk import OF_ONE_RECORD

if TYPE_CHECKING:
    pass

_USUAL: Final = ("create", "update", "delete")
_OUTCOMES: Final = (
    Column("entry", "entry", "integer", width=6),
    Column("state", "outcome", width=20),
    Column("address", "address", width=48, whole=True),
    Column("note", "note", width=80),
)
_REQUESTS: Final = (
    Column("address", "address", width=40, whole=True),
    Column("operation", "operation", width=10),
    Column("method", "method", width=6),
    Column("url", "url", width=60),
    Column("body", "body", "json", width=80),
)


def create(session: Session, options: Namespace) -> int:
    """Makes records."""
    return _write(session, options, "create")


def update(session: Session, options: Namespace) -> int:
    """Changes records."""
    return _write(session, options, "update")


def delete(session: Session, options: Namespace) -> int:
    """Deletes a record."""
    options.fields, options.ask, options.data = [], [], None
    return _write(session, options, "delete")


def run(session: Session, options: Namespace) -> int:
    """Runs an action."""
    if options.action in _USUAL:
        raise UsageError(f"{options.action} is no action", next_step=f"use explorer {options.action}")
    return _write(session, options, options.action)


def undo(session: Session, options: Namespace) -> int:
    """Takes a write back."""
    entry = session.journal().entry(options.entry)
    account = account_of(session, entry)
    with Writer(session.repository(account), session.journal) as writer:
        backwards = writer.saving.undo(entry)
        _, operation = writer.saving.operation(backwards.address, backwards.operation)
        edit = writer.saving.undo(entry, members(operation, options.fields, options.ask))
        prepared = writer.run(writer.saving.prepare(edit, undoes=entry.id))
        return _reviewed(writer, options, [prepared])


def account_of(session: Session, entry: Entry) -> Account:
    """The account that `entry` was written to, whatever it is called now. Raises UsageError."""
    for account in session.config.accounts.values():
        if account.identity == entry.identity:
            return account
    raise UsageError(
        f"entry {entry.id} was written to {entry.origin}, and no account is set up for it as it was then",
        next_step="explorer ls shows the accounts",
    )


def _write(session: Session, options: Namespace, name: str) -> int:
    account, address = session.address(options.address, of_held=False)  # another record may have that id, too
    with Writer(session.repository(account), session.journal) as writer:
        wishes = _wishes(writer, account, address, name, options)
        proposed = [_proposed(writer, target, name, wanted, one=len(wishes) == 1) for target, wanted in wishes]
        return _reviewed(writer, options, [each for each in proposed if each is not None])


def _proposed(writer: Writer, target: Address, name: str, wanted: JsonObject, *, one: bool) -> Prepared | None:
    """What would be sent; of many records a refusal names the one it is about. None: it is done already, for what was
    to be deleted is not there."""
    try:
        return writer.run(writer.saving.propose(target, name, wanted))
    except ExplorerError as error:
        if name == "delete" and isinstance(error, NotFound):
            writer.run(writer.saving.gone(target))
            say(f"{target} is not there: nothing is left to delete ({error})")
            return None
        if not one and str(target) not in str(error):
            error.args = (f"{target}: {error}", *error.args[1:])
        raise


def _wishes(
    writer: Writer, account: Account, address: Address, name: str, options: Namespace
) -> list[tuple[Address, JsonObject]]:
    """What is wanted of which record. Under a collection, each object of --data names its record by its id."""
    objects = data(options.data) if options.data is not None else [{}]
    resource = account.vendor.resource(address.segments)
    known = account.operation(resource, name)
    each_by_id = bool(
        known and options.data is not None and address.is_collection and not resource.on_collection(known)
    )
    targets = [_target(address, resource.key, each) for each in objects] if each_by_id else [address] * len(objects)
    if len(objects) > 1 and address.is_record:
        raise UsageError(f"--data holds {len(objects)} objects for one record", next_step=f"write {address.collection}")
    _, operation = writer.saving.operation(targets[0], name)
    twice = next((target for target, count in Counter(targets).items() if count > 1), None)
    if twice is not None and name != "create":
        raise UsageError(f"--data names {twice} twice", next_step="put its fields into one object")
    given = members(operation, options.fields, options.ask)
    named = resource.key if each_by_id else ()
    return [
        (target, {**{member: value for member, value in each.items() if member not in named}, **given})
        for target, each in zip(targets, objects, strict=True)
    ]


def _target(address: Address, key: Sequence[str], each: JsonObject) -> Address:
    found = next((each[name] for name in key if name in each), None)
    if isinstance(found, bool) or not isinstance(found, (str, int)) or found == "":
        raise UsageError(f"an object of --data has no {key[0]} to say which record it is for")
    return address.child(str(found))


def _reviewed(writer: Writer, options: Namespace, prepared: Sequence[Prepared]) -> int:
    """Shows, asks, sends, and says what became of it."""
    effective = [each for each in prepared if each.has_effect]
    for each in prepared:
        if each.has_effect:
            show(each)
        else:
            say(f"{each.edit.address}: nothing would change, so nothing is sent")
    if options.dry_run:
        with output(options.format) as out:
            out.values([as_row(each, text=out.format == "table") for each in effective], _REQUESTS)
        say("dry run: nothing was sent")
        return 0
    if not effective:
        return 0
    if not options.yes:
        if not confirm(effective):
            raise UsageError("not confirmed, so nothing was sent")
        # However soon the answer came: what was read before the question is read again.
        effective = [replace(each, read_steady=-inf) for each in effective]
    return _sent(writer, options, effective)


def _sent(writer: Writer, options: Namespace, prepared: Sequence[Prepared]) -> int:
    outcomes: list[Outcome] = []
    failures: list[ExplorerError] = []
    with output(options.format) as out, out.as_they_come(_OUTCOMES) as write:
        for left, each in zip(range(len(prepared) - 1, -1, -1), prepared, strict=True):
            try:
                outcome = _one(writer, each, yes=options.yes)
            except ExplorerError as error:
                if len(prepared) == 1:
                    raise
                say(f"{each.edit.address}:")
                complain(error)
                failures.append(error)
                stops = not isinstance(error, OF_ONE_RECORD)
            except (KeyboardInterrupt, asyncio.CancelledError):
                if left:
                    say(f"broken off: {left} more were not sent")
                raise
            else:
                if outcome is not None:
                    outcomes.append(outcome)
                    write(_row(outcome))
                stops = outcome is not None and exit_code(outcome) == UNKNOWN
            if stops and left:
                say(f"stopped: {left} were not sent")
                failures.append(Incomplete("the rest was not sent"))
                break
    return _code(outcomes, failures)


def _one(writer: Writer, prepared: Prepared, *, yes: bool) -> Outcome | None:
    """What became of it; None: by now nothing would change."""
    address = prepared.edit.address
    with writer.following(address):
        sent = _as_shown(writer, prepared, yes=yes)
        if sent is None:
            return None
        for warning in sent.warnings:
            say(f"{address}: the vendor warns: {warning}")
        if sent.state == "unknown" and not sent.unnoted:
            say(f"{address}: {sent.note}; whether it was applied is unknown, reading again")
            sent = writer.run(writer.saving.verify(sent.entry))
    tell(sent)
    return sent


def _as_shown(writer: Writer, prepared: Prepared, *, yes: bool) -> Outcome | None:
    """Sends it; what turns out to be another request than was shown is shown, and asked about, again."""
    while True:
        try:
            return writer.run(writer.saving.send(prepared))
        except Differs as error:
            prepared = error.prepared
        say(f"{prepared.edit.address} has changed since this was shown; now it would be:")
        if not prepared.has_effect:
            say("  nothing would change, so nothing is sent")
            return None
        show(prepared)
        if not yes:
            if not confirm([prepared]):
                raise UsageError("not confirmed, so nothing was sent")
            prepared = replace(prepared, read_steady=-inf)


def _code(outcomes: Sequence[Outcome], failures: Sequence[ExplorerError]) -> int:
    codes = [exit_code(each) for each in outcomes] + [each.exit_code for each in failures]
    if UNKNOWN in codes:
        return UNKNOWN
    if any(codes) and 0 in codes:
        return Incomplete.exit_code
    return max(codes, default=0)


def _row(outcome: Outcome) -> JsonObject:
    return {
        "entry": outcome.entry.id,
        "state": outcome.state,
        "address": str(outcome.address or outcome.entry.address),
        "note": outcome.note,
    }
