"""What the screen says about a collection: counts, ages and states, in words with a tone. Pure.

Empty, failed and incomplete never read alike; a count is exact or says that it is not; times are clock times, so that
an idle screen has nothing to repaint.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeAlias

from explorer.model.arranging import NO_VALUE, Arrangement, means_none
from explorer.model.errors import ExplorerError, Incomplete, NotCached, StoreError
from explorer.model.listing import Listing, SyncProgress
from explorer.model.moment import clock_minute
from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.ui.keys import key_of
from explorer.ui.signs import UNICODE, Signs

if TYPE_CHECKING:
    from explorer.model.health import Pause

Tone: TypeAlias = Literal["", "dim", "strong", "failed", "unsure", "changed", "key", "cursor"]
"""How a part of a line is drawn; the sign or the words say the same without colour."""
Part: TypeAlias = tuple[str, Tone]
Sentence: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong last, and on which page."""

    error: ExplorerError
    page: int | None = None
    """The page that could not be had; None: not a page."""
    of_all: bool = False
    """It ended getting all: rows that come later do not make up for it."""


@dataclass(frozen=True, slots=True)
class PaneState:
    """All that is said about one table."""

    resource: Resource
    listing: Listing
    row: int | None = None
    """Position of the cursor, from 0; None: there is no row."""
    loading: tuple[int, ...] = ()
    """Pages on their way, from 1."""
    checking: bool = False
    """What is shown is being asked for again."""
    progress: str = ""
    """How far a local copy has come."""
    problem: Problem | None = None
    pause: Pause | None = None
    """What requests of the account wait for."""
    offline: bool = False
    held_search: str = ""
    """Words that narrow the table to held records."""
    typing: bool = False
    """They are being typed: keys are letters."""
    arrangement: Arrangement = field(default_factory=Arrangement)
    """How held records are narrowed by their columns, and sorted."""
    held_matches: int = 0
    """Records held here that hold the words which the server could not be asked for."""
    held_problem: ExplorerError | None = None
    """Why those cannot be counted."""
    hits: int = 0
    """Records that are shown, where held ones are narrowed or sorted."""
    selecting: bool = False
    """They are being looked for."""
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What people call the ids in filters, by the filter's name and the id, unsafe."""
    marked: int = 0
    """Records that are marked."""
    marked_away: int = 0
    """Those of them whose rows are not on the screen."""
    marked_outside: int = 0
    """Those of them that the rows are narrowed without, where that is known."""

    @property
    def narrows_held(self) -> bool:
        """Some of the rows that are held are not shown."""
        return bool(self.held_search or self.arrangement.filters)

    @property
    def arranged(self) -> bool:
        """The rows are not those of the listing as it is."""
        return self.narrows_held or self.arrangement.order is not None

    @property
    def unlisted(self) -> bool:
        """There is no call that lists this collection."""
        resource = self.resource
        return resource.operation("list") is None and resource.export is None and not resource.includes_as


def told(error: ExplorerError) -> str:
    """A failure in one sentence, with what can be done about it."""
    return f"{error}; {error.next_step}" if error.next_step else str(error)


def number(count: int) -> str:
    """A count for people: `5,987`."""
    return f"{count:,}"


def synced_so_far(progress: SyncProgress) -> str:
    """How far a sync is, and who makes it where that is another explorer."""
    of = f" of {number(progress.total)}" if progress.total is not None else ""
    by = f", by another explorer (pid {progress.pid})" if progress.pid is not None else ""
    return f"{number(progress.rows)}{of} rows so far{by}"


def count(listing: Listing) -> str:
    """How many rows there are; empty when that is not known."""
    if listing.exact is not None:
        return number(listing.exact)
    return f"{number(listing.held)}+" if listing.held else ""


def status(state: PaneState, now: float, signs: Signs = UNICODE) -> tuple[Sentence, list[Sentence]]:
    """The status line: what stands at the left; what stands at the right and is never cut, then with less of it, for
    where that leaves no room for the left."""
    left, rights = _standing(state, now, signs)
    marked: list[Part] = (
        [(f"{number(state.marked)} marked{_away(state)}: {key_of('actions', 'x')} actions", "")] if state.marked else []
    )
    return left, [joined([*each, *marked], signs) for each in rights]


def _away(state: PaneState) -> str:
    """How many of the marked records are not to be seen: that they are left out weighs more than where rows stand."""
    if state.marked_outside:
        by_columns = state.arrangement.filters or state.listing.query.filters
        return f" ({number(state.marked_outside)} outside this {'filter' if by_columns else 'search'})"
    return f" ({number(state.marked_away)} not in view)" if state.marked_away else ""


def _standing(state: PaneState, now: float, signs: Signs) -> tuple[Sentence, list[list[Part]]]:
    if state.problem is not None and isinstance(state.problem.error, NotCached):
        return (_not_held(state),), [[]]
    if state.problem is not None:
        cause, key, *step = _problem(state.problem, state.listing, signs)
        going_on = _going_on(state, now, signs)
        row, age = _row(state), _age(state, now)
        rights = [[key, *row, *age, *going_on], [key, *row, *going_on], [key, *going_on], [key]]
        if state.listing.held:  # else it stands, whole, where the rows would be
            rights.append([key, (f"{key_of('health', 'H')} shows all", "key")])
        return (cause, *step), rights
    if state.listing.note and not state.narrows_held:
        cause = (f"{signs.failed} incomplete: {state.listing.note}.", "unsure")
        key, row = (f"{key_of('refresh', 'r')} go on", "key"), _row(state)
        return (cause,), [[key, *row, *_age(state, now)], [key, *row], [key]]
    told = [*(_of_held(state) if state.arranged else _position(state)), *_age(state, now)]
    if state.pause is not None:
        return joined(told, signs), [[_stoppable(state.pause, now)]]
    return joined([*told, *_going_on(state, now, signs)], signs), [[]]


def waited_for(pause: Pause, now: float) -> Part:
    """What requests wait for and how long yet."""
    left = f"{max(math.ceil(pause.until - now), 1)} s"
    if pause.kind == "left alone":
        return f"not asked again for {left}", "unsure"
    why = "asked to wait" if pause.kind == "asked" else "failed, tries again in"
    return f"{why} {left}", "unsure"


def _stoppable(pause: Pause, now: float) -> Part:
    """`waited_for`, and what ends a wait before its time."""
    words, tone = waited_for(pause, now)
    return (words if pause.kind == "left alone" else f"{words}, esc stops"), tone


def _going_on(state: PaneState, now: float, signs: Signs) -> list[Part]:
    if state.pause is not None:
        return [_stoppable(state.pause, now)]
    if state.selecting:
        return [(f"{'looking' if state.arrangement.order is None else 'sorting'}{signs.cut}", "")]
    if state.loading:
        pages = ", ".join(number(each) for each in state.loading)
        return [(f"loading page{'s' if len(state.loading) > 1 else ''} {pages}{signs.cut}", "")]
    if state.progress:
        return [(f"{state.progress}{signs.cut}", "")]
    return [(f"checking{signs.cut}", "dim")] if state.checking else []


def joined(parts: Sequence[Part], signs: Signs = UNICODE) -> Sentence:
    """`parts` with a separator between them, in the tone of what stands before it: a change of colour costs bytes."""
    made: list[Part] = []
    for place, part in enumerate(parts):
        if place:
            words, tone = made[-1]
            made[-1] = (f"{words} {signs.separator} ", tone)
        made.append(part)
    return tuple(made)


def _row(state: PaneState) -> list[Part]:
    if state.row is None:
        return []
    count = number(state.hits) if state.arranged else number(state.listing.exact or 0)
    known = not state.selecting if state.arranged else state.listing.exact is not None and not state.unlisted
    return [(f"row {number(state.row + 1)}{f' of {count}' if known else ''}", "")]


def _position(state: PaneState) -> list[Part]:
    listing = state.listing
    told = _row(state)
    if state.row is not None and not state.unlisted:
        mark = listing.page_at(state.row)
        if not listing.complete and mark is not None:
            pages = "" if listing.page_count is None else f" of {number(listing.page_count)}"
            told.append((f"page {number(mark.number)}{pages}", ""))
    if state.unlisted:
        told.append((f"{number(listing.held)} seen before, not all there are", ""))
    elif (total := listing.other_total) is not None:
        told.append(
            (f"{number(listing.held)} of {number(total)} came, {key_of('get-all', 'S')} gets all again", "unsure")
        )
    elif listing.complete and listing.held:
        told.append((f"all {number(listing.held)} held", ""))
    elif listing.held:
        more = "" if listing.total is not None else ", more to come"
        told.append((f"{number(listing.held)} held{more}", ""))
    if listing.archived:
        told.append((f"{number(listing.archived)} archived hidden", "dim"))
    return told


def _of_held(state: PaneState) -> list[Part]:
    told, listing = _row(state), state.listing
    if state.narrows_held:
        told.append((f"held: {number(state.hits)} of {number(listing.held)}", ""))
    elif listing.complete:
        told.append((f"all {number(listing.held)} held", ""))
    else:
        told.append((f"{number(listing.held)} held", ""))
    if not listing.complete and listing.total is not None:
        told.append((f"not all {number(listing.total)}", "unsure"))
    return told


def _age(state: PaneState, now: float) -> list[Part]:
    listing = state.listing
    mark = listing.page_at(state.row) if state.row is not None and not state.arranged else None
    oldest = listing.pages.oldest if mark is None else mark.fetched_at
    at = oldest if oldest is not None else listing.synced_at
    if at is None:
        return [("offline", "unsure")] if state.offline else []
    if state.offline:
        return [(f"offline: as of {clock_minute(at, now)}", "unsure")]
    return [(f"as of {clock_minute(at, now)}", "")]


def _problem(problem: Problem, listing: Listing, signs: Signs) -> list[Part]:
    """Cause, key, and the next step if there is one."""
    error = problem.error
    page = problem.page
    if isinstance(error, Incomplete):
        refresh = key_of("refresh", "r")
        again = f"{refresh} go on from page {number(page)}" if page is not None else f"{refresh} get all again"
        sentence = f"{signs.failed} incomplete: {_rows_held(listing)}, {error}."
        return [(sentence, "unsure"), (again, "key"), *_next_step(error)]
    if listing.held and page is not None and listing.pages.numbered(page) is None:
        sentence = f"{signs.failed} incomplete: {_rows_held(listing)}, page {number(page)} failed ({error})."
        return [
            (sentence, "unsure"),
            (f"{key_of('refresh', 'r')} go on from page {number(page)}", "key"),
            *_next_step(error),
        ]
    return [
        (f"{signs.failed} failed: {error}.", "failed"),
        (f"{key_of('refresh', 'r')} retry", "key"),
        *_next_step(error),
    ]


def _rows_held(listing: Listing) -> str:
    of = f" of {number(listing.total)}" if listing.total is not None else ""
    return f"{number(listing.held)}{of} rows"


def _next_step(error: ExplorerError) -> list[Part]:
    return [(f"  {error.next_step}", "dim")] if error.next_step else []


def empty(state: PaneState, signs: Signs = UNICODE) -> tuple[Sentence, ...]:
    """The lines that stand where the rows would be; no lines when there are rows."""
    listing, resource = state.listing, state.resource
    unread = state.problem is not None and isinstance(state.problem.error, StoreError)
    if state.narrows_held and not state.hits and not state.selecting and not unread:
        return _none_held(state, signs)
    if listing.count or state.hits:
        return ()
    if state.problem is not None and isinstance(state.problem.error, NotCached):
        return ((_not_held(state),), *_held_instead(state))
    if state.problem is not None:
        return (*_lines(_problem(state.problem, listing, signs)), *_held_instead(state))
    if state.loading or state.progress or state.checking:
        page = state.loading[0] if state.loading else 1
        return (((f"{state.progress or f'loading page {number(page)}'}{signs.cut}", ""),),)
    if state.unlisted:
        return (
            ((f"There is no call that lists {resource.title}. None has been seen before.", ""),),
            ((": ", "key"), (f"then the id: open one {resource.singular} by its id", "dim")),
        )
    if listing.query.narrowed:
        return (
            ((f"nothing matches {_narrowing(state)} (searched on the server)", ""),),
            (("esc ", "key"), ("all of them again", "dim")),
        )
    if listing.archived:
        return (((f"no {resource.title}, besides {number(listing.archived)} archived that are hidden", ""),),)
    if listing.complete:
        return (((f"no {resource.title}: the collection is empty", ""),),)
    if state.offline:
        return ((_not_held(state),),)
    return (
        ((f"no {resource.title} held yet", "dim"),),
        ((f"{key_of('refresh', 'r')} ", "key"), ("ask for them", "dim")),
    )


def _held_instead(state: PaneState) -> tuple[Sentence, ...]:
    """What can be looked at while the server's search fails."""
    if state.held_problem is not None:
        return (((f"what is held cannot be searched either: {told(state.held_problem)}", "failed"),),)
    if not state.held_matches:
        return ()
    count, words = number(state.held_matches), state.listing.query.search
    return ((("/ tab enter ", "key"), (f"shows what is held that matches “{words}”: {count}", "dim")),)


def _not_held(state: PaneState) -> Part:
    """Offline a retry can do nothing, so none is offered."""
    matching = f" matching {_narrowing(state)}" if state.listing.query.narrowed else ""
    return f"offline: no {state.resource.title}{matching} are held here", "unsure"


def _none_held(state: PaneState, signs: Signs) -> tuple[Sentence, ...]:
    listing = state.listing
    if listing.complete:
        return ((f"none of the {number(listing.held)} matches {held_narrowing(state)}", ""),), *_none_meant(state)
    of = f" of {number(listing.total)}" if listing.total is not None else ""
    none: Sentence = ((f"{signs.nothing} none in {number(listing.held)}{of} held", "unsure"),)
    meant = _none_meant(state)
    if meant or state.offline or state.unlisted or state.typing:
        return none, *meant
    return none, (("S ", "key"), ("get all and search", "dim"))


def _none_meant(state: PaneState) -> tuple[Sentence, ...]:
    """How rows without a value are found, where a word for that was looked for as a text."""
    for path, text in state.arrangement.filters:
        if means_none(text):
            label = column_label(state.resource, path)
            words = f"{label}, then {NO_VALUE}: the rows without one; “{text}” is looked for as a text"
            return (((f"{key_of('filter', 'f')} ", "key"), (words, "dim")),)
    return ()


def with_names(names: Mapping[tuple[str, str], str], name: str, value: str) -> str:
    """A filter's value, each id in it with what people call it: `Kent (12), London (15)`."""
    ids = value.split(",")
    if not any((name, each) in names for each in ids):
        return value
    return ", ".join(f"{names[name, each]} ({each})" if (name, each) in names else each for each in ids)


def column_label(resource: Resource, path: str) -> str:
    """What the column with `path` is called."""
    return next((each.label for each in resource.columns if each.path == path), path)


def held_narrowing(state: PaneState) -> str:
    """What the rows held here are narrowed by."""
    told = [f"“{state.held_search}”"] if state.held_search else []
    columns = state.arrangement.filters
    for path, text in columns:
        told.append(f"{column_label(state.resource, path)} {f'“{text}”' if text else 'without a value'}")
    return ", ".join(told)


def _narrowing(state: PaneState) -> str:
    query = state.listing.query
    told = [f"{state.resource.search or 'search'}={query.search}"] if query.search else []
    return ", ".join([*told, *(f"{name}={with_names(state.names, name, value)}" for name, value in query.filters)])


def _lines(parts: Sequence[Part]) -> tuple[Sentence, ...]:
    first, *others = parts
    return ((first,), *(((text.strip(), tone),) for text, tone in others))


def other_host(account: str, before: str, now: str) -> list[Sentence]:
    """What is asked before credentials go to a host that they never went to."""
    return [
        ((f"The credentials of {account} were last used with ", ""), (before, "strong"), (".", "")),
        (("The config now names ", ""), (now, "strong"), (".", "")),
        (),
        (("Whoever runs that host will learn them. Go on only if you, or whom you trust, changed it.", "unsure"),),
    ]
