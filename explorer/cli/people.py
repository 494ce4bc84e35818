"""`explorer same`, `explorer compare`: one person in several systems, from what is held. No vendor is asked."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from explorer.cli.browse import tell_gone
from explorer.cli.outcome import say
from explorer.cli.output import Output, output
from explorer.cli.session import Session
from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.elsewhere import Match
from explorer.model.elsewhere_words import caveats
from explorer.model.errors import NotCached, UsageError
from explorer.model.field import Column
from explorer.model.identity import reason_words
from explorer.model.json_text import JsonObject
from explorer.model.listing import Held
from explorer.model.moment import zoned
from explorer.repository import LocalCopy

_MATCHES: Final = (
    Column("address", "address", width=44, whole=True),
    Column("label", "name", width=28),
    Column("why", "why", width=32),
    Column("as_of", "as of", width=16, whole=True, spare=1),
)
_LINES: Final = (
    Column("verdict", "verdict", width=9, whole=True, spare=1),
    Column("field", "field", width=24),
    Column("left", "left", width=48),
    Column("right", "right", width=48),
)
_VALUE: Final = 200
"""Characters of a value in a table."""


def same(session: Session, options: Namespace) -> int:
    """Prints the address of every held record that may be of the same person, the surest first, and why."""
    from explorer.repository.elsewhere import elsewhere

    _, record = _record(session, options.address)
    copies = [session.local_copy(account) for account in session.config.accounts.values()]
    found = elsewhere(record, copies)
    with output(options.format) as out:
        nested = out.format in ("json", "ndjson")
        out.values([_match(each, out) for each in found.matches], () if nested else _MATCHES)
    for each in found.matches:
        tell_gone(each.held)
    if not found.matches:
        say(f"nobody of what is held here looks like {record}")
    for caveat in caveats(found):
        say(caveat)
    if any(each.listed for each in found.parts):
        say("explorer sync brings whole collections")
    return 0


def compare(session: Session, options: Namespace) -> int:
    """Prints the fields of two held records, differences first."""
    from explorer.model.side_by_side import Cell, Line, Side, side_by_side
    from explorer.model.validate import attributes
    from explorer.model.value_words import value_words

    sides: list[Side] = []
    for text in (options.address, options.other):
        copy, address = _record(session, text)
        resource = copy.resource(address)
        sides.append(Side(copy.held_record(address), resource, attributes(resource.record)))
    left, right = sides

    def words(cell: Cell | None, verdict: str) -> str | None:
        if cell is not None and cell.value is MISSING and verdict == "unknown":
            return "not known, list row only"
        return None if cell is None else value_words(cell.value, cell.mark.kind, limit=_VALUE)

    def row(line: Line, nested: bool) -> JsonObject:
        told: JsonObject = {"verdict": line.verdict, "field": line.label}
        if not nested:
            return {**told, "left": words(line.left, line.verdict), "right": words(line.right, line.verdict)}
        values = {"left": line.left, "right": line.right}
        return told | {
            side: each.value for side, each in values.items() if each is not None and each.value is not MISSING
        }

    lines = [each for each in side_by_side(left, right) if each.differs or not options.differences]
    with output(options.format) as out:
        nested = out.format in ("json", "ndjson")
        out.values([row(each, nested) for each in lines], () if nested else _LINES)
    for name, side in (("left", left), ("right", right)):
        said = f", the list's row only: explorer get {side.held.address} reads it whole" if side.row_only else ""
        say(f"{name}: {side.held.address} as of {zoned(side.held.fetched_at)}{said}")
        tell_gone(side.held)
    return 0


def _record(session: Session, text: str) -> tuple[LocalCopy, Address]:
    """Raises UsageError when `text` names no record, NotCached when it is not held."""
    account, address = session.address(text)
    if not address.is_record:
        raise UsageError(f"{text} is no record", next_step="name one: ACCOUNT/RESOURCE/ID")
    copy = session.local_copy(account)
    if copy.resource(address).operation("get") is not None and copy.held(address) is None:
        raise NotCached(f"{address} is not held here", next_step=f"explorer get {address} reads it, if it is there")
    return copy, address


def _match(match: Match, out: Output) -> JsonObject:
    told: JsonObject = {"address": str(match.address), "label": match.label}
    at = out.moment(match.held.fetched_at)
    if out.format not in ("json", "ndjson"):
        return {**told, "why": reason_words(match.reasons), "as_of": at}
    return {**told, "sure": match.sure, "reasons": list(match.reasons), "as_of": at, "gone": _is_gone(match.held)}


def _is_gone(held: Held) -> bool:
    return held.gone_at is not None
