"""The lines of an account's health: copies, members that are not as they were, requests, sign-in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from textual.content import Content

from explorer.doctor.finding import Finding
from explorer.model import health_words as words
from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.edit import MISSING
from explorer.model.field import Field
from explorer.model.health import DAYS, RETRIES, Copied, Drift, Failure, Health, Hour, Outcome, Pause
from explorer.model.since import zone_words
from explorer.model.value import dataclass
from explorer.model.value_words import value_words
from explorer.ui import cells, masking
from explorer.ui.bars import bar, sparkline
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Tone
from explorer.ui.wording import told as saying

WIDE: Final = 110
"""Cells from which on a copy stands on one line."""
_NAME: Final = 22
_EXAMPLE: Final = 40
_REFUSALS: Final[tuple[Outcome, ...]] = ("401", "403", "429")
_TONES: Final[Mapping[str, Tone]] = {"failed": "failed", "look": "unsure"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what its keys are about."""

    content: Content
    leads: Address | None = None
    """Where `enter` leads."""
    collection: Address | None = None
    """What can be got whole here."""
    drift: Drift | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All that is known of one account's health."""

    account: Account
    health: Health
    findings: Sequence[Finding] = ()
    """On its sign-in, and of a test call."""
    pause: Pause | None = None
    retries_left: int | None = None
    """Requests that may be sent again before one is answered; None: none was sent yet."""
    failure: Failure | None = None
    """What failed last since the start."""
    problem: str = ""
    """Why nothing could be read; empty when it could."""


def sign(told: Told, signs: Signs) -> Part | None:
    """What a tab says of an account in one cell: failures in the present hour, else drifts that nobody has seen."""
    hour = told.health.hours[-1] if told.health.hours else Hour(0.0)
    if told.problem or told.pause or hour.errors or any(each.level == "failed" for each in told.findings):
        return signs.failed, "failed"
    return (signs.changed, "changed") if told.health.unseen else None


def lines(told: Told, width: int, signs: Signs) -> list[Line]:
    """The whole page."""
    if told.problem:
        return [_line((f" {signs.failed} {told.problem}", "failed"))]
    parts = (
        _copies(told, width, signs),
        _drifts(told, width, signs),
        _requests(told, width, signs),
        _failure(told, width, signs),
        _sign_in(told, width, signs),
    )
    found: list[Line] = []
    for part in map(list, parts):
        found += [*([_line()] if found and part else []), *part]
    return found


def _line(*parts: Part) -> Line:
    return Line(cells.line(*parts))


# Copies


def _copies(told: Told, width: int, signs: Signs) -> Iterator[Line]:
    today = f"syncs and changes by day, the last {DAYS}, today last"
    yield _line((" Copies on this machine", "strong"), (f"   {today}" if width >= WIDE else "", "dim"))
    for copied in told.health.copies:
        collection = Address(told.account.name, copied.names) if len(copied.names) == 1 else None
        for content in _copy(copied, told.health.at, width, signs):
            yield Line(content, collection, None if copied.unlisted else collection)


def _copy(copied: Copied, now: float, width: int, signs: Signs) -> Iterator[Content]:
    """One copy: on one line, or on two where there is no room."""
    name = f" {signs.after} ".join((*copied.names[:-1], copied.title))
    state = words.state(copied)
    tone: Tone = "unsure" if state == "in part" else "dim" if not copied.records else ""
    share = None if len(copied.names) > 1 else words.share(copied)
    wide = width >= WIDE
    head: list[tuple[Part, int]] = [
        ((f" {name}", ""), _NAME),
        ((f"{bar(share, 12 if wide else 8, signs)} ", ""), 13 if wide else 9),
        ((f"{words.held(copied):>15} ", ""), 17 if wide else 16),
        ((f" {state} ", tone), 17),
    ]
    ages = cells.text(words.span(copied, now) if copied.records else "")
    front = [(cells.line(part), room) for part, room in head]
    run = f"{words.run_words(copied, now)}{_note(copied, signs)}"
    syncs = f"syncs {sparkline(copied.syncs, signs)} {sum(copied.syncs):,}"
    if copied.unlisted or (len(copied.names) > 1 and copied.run is None):
        run, syncs = "it cannot be listed, so there is nothing to sync" if copied.unlisted else "", ""
    changes = f"changes {sparkline(copied.changes, signs)} {sum(copied.changes):,}"
    if wide:
        days = cells.text(f"{syncs:<25}{changes}", "dim")
        yield cells.side_by_side([*front, (ages, 19), (days, max(width - _NAME - 66, 0))])
        if run:
            yield cells.text(f"{' ' * _NAME}{run}", "dim")
        return
    yield cells.side_by_side([*front, (ages, max(width - _NAME - 42, 0))])
    if copied.records or copied.run is not None:
        if run:
            yield cells.text(f"   {run}", "dim")
        yield cells.text(f"   {f'{syncs}  ' if syncs else ''}{changes}", "dim")


def _note(copied: Copied, signs: Signs) -> str:
    return f" {signs.separator} {signs.failed} {copied.note}" if copied.note else ""


# Members


def _drifts(told: Told, width: int, signs: Signs) -> Iterator[Line]:
    health = told.health
    since = f" since first seen, {words.when(health.first_seen, health.at)}" if health.first_seen is not None else ""
    count = f"{health.unseen} not seen yet" if health.unseen else "nothing new" if health.drifts else "as they were"
    told_of = count if health.first_seen is not None else "no record was read yet"
    yield _line((f" Members of records{since}", "strong"), (f"   {told_of}", "changed" if health.unseen else "dim"))
    for each in health.drifts:
        yield from _drift(told.account, each, health.at, width, signs)


def _drift(account: Account, drift: Drift, now: float, width: int, signs: Signs) -> Iterator[Line]:
    mark = {"new": signs.new, "missing": signs.gone, "retyped": signs.changed}[drift.kind]
    tone: Tone = "dim" if drift.seen_at is not None else ""
    seen = "  (seen)" if drift.seen_at is not None else ""
    what = f" {mark} {'/'.join(drift.names)}  {drift.path}  "
    collection = Address(account.name, drift.names[:1])
    leads = drift.record or collection

    def line(*parts: Part) -> Line:
        return Line(cells.line(*parts), leads, collection, drift)

    said = (words.drift_words(drift).replace("→", signs.becomes), tone or "changed")
    rest = f"{words.evidence(drift, now)}{_example(drift)}{seen}"
    if width >= WIDE:
        yield line((what, tone), said, (f"  {rest}", "dim"))
    else:
        yield line((what, tone), said)
        yield line((f"   {rest}", "dim"))


def _example(drift: Drift) -> str:
    """What the member is where it was met; nobody knows yet whether it is personal, so it counts as that."""
    if drift.example is MISSING:
        return ""
    shown = masking.shown(drift.example, Field(personal=True))
    return f", such as {value_words(shown, 'text', limit=_EXAMPLE)}"


# Requests


def _requests(told: Told, width: int, signs: Signs) -> Iterator[Line]:
    hours, now = told.health.hours, told.health.at
    requests, failed, waited = (
        sum(each.requests for each in hours),
        sum(each.errors for each in hours),
        sum(each.waited for each in hours),
    )
    count, wait = words.counted(requests, "request"), words.seconds(waited) if waited else "none"
    yield _line(
        (f" Requests by the hour, last {len(hours)}, {zone_words(now)}", "strong"),
        (f"   {count}, {failed:,} failed, {wait} waited", "dim"),
    )
    if not requests and not any(each.counts for each in hours):
        return
    first, last = (words.when(hours[place].at, hours[place].at) for place in (0, -1))
    rows: tuple[tuple[str, list[float], Tone], ...] = (
        ("requests", [each.requests for each in hours], ""),
        ("failed", [each.errors for each in hours], "failed" if failed else ""),
        ("waited", [each.waited for each in hours], "unsure" if waited else ""),
    )
    for name, counts, tone in rows:
        most = words.seconds(max(counts)) if name == "waited" else f"{max(counts):,}"
        said = f"at most {most} in an hour" if any(counts) else "none"
        line = sparkline(counts, signs)
        yield _line((f"   {name:<9} {first} ", ""), (line, tone), (f" {last}   {said}", "dim"))
    for hour in reversed([each for each in hours if each.counts]):
        yield from _hour(hour, width)


def _hour(hour: Hour, width: int) -> Iterator[Line]:
    errors = words.errors([hour])
    waited = f"waited {words.seconds(hour.waited)}" if hour.waited else ""
    count = words.counted(hour.requests, "request")
    head = f"   {words.when(hour.at, hour.at)}  {count:>14}  "
    took = words.durations(hour)
    if width >= WIDE or not (errors and took):
        yield _line((f"{head}{took:<42}", ""), (errors, "failed"), (f"{'  ' if errors else ''}{waited}", "unsure"))
        return
    yield _line((f"{head}{took}", ""))
    yield _line((" " * len(head), ""), (errors, "failed"), (f"{'  ' if errors else ''}{waited}", "unsure"))


# What failed last: all of it, as there is room for its beginning elsewhere


def _failure(told: Told, width: int, signs: Signs) -> Iterator[Line]:
    failure, health = told.failure, told.health
    if failure is None:
        return
    since = health.last.get("fine", 0.0)
    answered = f"   answered again since, last at {words.when(since, health.at)}" if since > failure.at else ""
    yield _line((" Last failure", "strong"), (f" at {words.when(failure.at, health.at)}", ""), (answered, "dim"))
    tone: Tone = "" if answered else "failed"
    for content in cells.wrapped([(f"{signs.failed} {saying(failure.error)}", tone)], width):
        yield Line(content)


# Sign-in


def _sign_in(told: Told, width: int, signs: Signs) -> Iterator[Line]:
    now, last = told.health.at, told.health.last
    yield _line((" Sign-in and access", "strong"))
    for each in told.findings:
        fix = f"; {each.fix}" if each.fix else ""
        mark = f"{signs.failed} " if each.level == "failed" else ""
        yield from _beside(each.what, (f"{mark}{each.found}{fix}", _TONES.get(each.level, "")), width)
    refusals = [(last[each], each) for each in _REFUSALS if each in last]
    said = ", ".join(f"{each} at {words.when(at, now)}" for at, each in sorted(refusals, reverse=True))
    yield _line((f"   {'last refusal':<14}", ""), (said or "none", "" if said else "dim"))
    if "fine" in last:
        yield _line((f"   {'last answer':<14}{words.when(last['fine'], now)}", ""))
    if told.pause is not None:
        how = {"asked": "asked to wait until", "retrying": "sent again at", "left alone": "not asked again until"}
        until = f"{how[told.pause.kind]} {words.when(told.pause.until, now)}"
        yield from _beside("requests", (f"{signs.failed} {until}: {told.pause.cause}", "failed"), width)
    if told.retries_left is not None and told.retries_left < RETRIES:
        left = f"{told.retries_left} of {RETRIES} left; an answer gives a fifth of one back"
        yield _line((f"   {'retries':<14}", ""), (left, "" if told.retries_left else "failed"))


def _beside(name: str, said: Part, width: int) -> Iterator[Line]:
    """A name, and beside it all that is said of it."""
    head = cells.text(f"   {name:<14}")
    first, *rest = cells.wrapped((said,), width, head.cell_length)
    yield Line(head + first[head.cell_length :])
    yield from map(Line, rest)
