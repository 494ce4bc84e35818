"""Forms of records and what happened to them: the values, and whether one form is news. Pure and free of pydantic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from explorer.model.address import Address
from explorer.model.edit import MISSING, Change
from explorer.model.field import Field
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Resource
from explorer.model.value import dataclass

Path: TypeAlias = tuple[str | int, ...]
"""Where a value lies in a record: names, and ids of embedded rows, such as `("phone_numbers", "12", "number")`."""
What: TypeAlias = Literal["new", "changed", "gone"]
"""What became of a record."""


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier form of a record."""

    seen_at: float
    """When it was last confirmed; seconds since 1970, as all times here."""
    until: float | None
    """When the next form was met; None: it is so still."""
    body: JsonObject
    whole: bool
    """It was what a `get` answered; False: the list's row."""
    plain: bool = False
    """A list's row of which every member was asked for: what it lacks was not there."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An earlier and a later form of a record, answered by the same call."""

    before: JsonObject
    after: JsonObject
    exact: bool = False
    """What one of them lacks was not there; else it may just not have been asked for."""
    whole: bool = False
    """Both are what a `get` answered: of it only structures can have been asked for or not, plain values are there."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One record of which there is news."""

    address: Address
    """Of the collection where the record has no id."""
    label: str
    """Its name for people, unsafe."""
    at: float
    """When the last of the news was met."""
    new: bool
    """Met for the first time, in a collection that was held whole before."""
    gone: bool
    """No longer listed, or not found."""
    forms: tuple[Compared, ...] = ()
    """What it was and what it is, the answer that came last first; empty: the earlier form is not kept."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one field, or of a part of it."""

    path: Path
    label: str
    field: Field
    change: Change


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one record."""

    address: Address
    label: str
    """Its name for people, unsafe."""
    what: What
    at: float
    """When it was met so."""
    fields: tuple[FieldChange, ...] = ()
    folded: tuple[FieldChange, ...] = ()
    """Fields that change by themselves, such as the time of the last update."""
    kept: bool = True
    """Its earlier form is kept; where it is and no field differs, it is again as it was."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one account, or in a part of it."""

    records: tuple[RecordChange, ...] = ()
    """The latest news first."""
    cut: bool = False
    """There are more, older ones."""
    since: float | None = None
    """What was asked for, or the one last visit there was; None: the last visit of each collection."""
    unvisited: tuple[str, ...] = ()
    """Where the last visit was asked for: collections that nobody has looked at yet, of which all news is told."""
    visits: int = 0
    """Where the last visit was asked for: how many collections somebody has looked at."""
    holds: bool = True
    """Anything is held that could have changed."""
    partial: tuple[str, ...] = ()
    """Collections that were never held whole: which of their records are new cannot be told."""
    later: tuple[tuple[str, float], ...] = ()
    """Collections of which nothing was held yet at the moment that was asked for, with when something first was: what
    became of their records before cannot be told."""


def differing(before: JsonObject, after: JsonObject, *, exact: bool, whole: bool = False) -> list[str]:
    """The members that differ; unless `exact`, of those that both have, and if they are `whole` of plain values."""
    names = (*before, *(name for name in after if name not in before))
    return [
        name
        for name in names
        if before.get(name, MISSING) != after.get(name, MISSING)
        and (exact or (name in before and name in after) or (whole and _is_plain({**before, **after}[name])))
    ]


def _is_plain(value: JsonValue) -> bool:
    return value is not None and not isinstance(value, (dict, list))


def form_before(
    resource: Resource,
    before: JsonObject,
    after: JsonObject,
    *,
    exact: bool,
    newer: JsonObject | None,
    whole: bool = False,
) -> JsonObject | None:
    """What was known of the record before `after` came; None: nothing is new, but for what changes by itself.

    `exact` and `whole` as in `Compared`. `newer` is what another call has answered since `before`: what that told
    already is no news. Where it told nothing the answer is `before` itself.
    """
    names = [name for name in differing(before, after, exact=exact, whole=whole) if name not in resource.volatile]
    known = {name: after[name] for name in names if newer and name in after and newer.get(name, MISSING) == after[name]}
    if len(known) == len(names):
        return None
    return before | known if known else before


def known_before(forms: Sequence[Version], here: int) -> Version | None:
    """What was known of a record before it was met as `forms[here]`, of its forms the newest first; None: nothing.

    That is the nearest earlier form. Where another call answered it, its plain values are put into the nearest one
    of the same call: of two answers with the same news only the first leaves an earlier form, whichever call that was.
    """
    earlier = [each for each in forms[here + 1 :] if each.until is not None]
    nearest = next(iter(earlier), None)
    same = next((each for each in earlier if each.whole == forms[here].whole), None)
    if nearest is None or same is None or same is nearest:
        return nearest
    told = {name: nearest.body[name] for name in same.body.keys() & nearest.body.keys()}
    plain = {name: value for name, value in told.items() if _is_plain(value)}
    return Version(nearest.seen_at, nearest.until, same.body | plain, same.whole, same.plain)
