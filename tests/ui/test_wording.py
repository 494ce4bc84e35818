"""What status line, empty table and narrowing line say, word for word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from explorer.model.arranging import Arrangement
from explorer.model.errors import ConfigError, NotCached, ServerFault, SignInNeeded, TimedOut
from explorer.model.field import Column
from explorer.model.health import Pause
from explorer.model.listing import Listing
from explorer.model.moment import ago, clock_minute
from explorer.model.page import Query
from explorer.model.page_marks import PageMark, PageMarks
from explorer.model.resource import Operation, Resource
from explorer.model.view import HeldOrder
from explorer.ui import cells
from explorer.ui.narrowing_words import narrowing
from explorer.ui.signs import ASCII
from explorer.ui.wording import PaneState, Problem, Sentence, empty, status

NOW = 1772707200.0
LIST = Operation("list", "GET", "/users", "List users")
USERS = Resource(
    "users", "users", "user", "user_id", "m:User", (LIST,), (Column("name", "name"),), ("name",), search="q"
)
UNLISTED = replace(USERS, operations=())
PAGE = PageMark(1, 0, 50, NOW)
WHOLE = Listing(
    Query(("users",)), held=41, total=41, pages=PageMarks.of(replace(PAGE, count=41)), page_count=1, complete=True
)
PART = Listing(
    Query(("users",)),
    held=150,
    total=5987,
    pages=PageMarks.of(*(PageMark(number, 50 * number - 50, 50, NOW) for number in (1, 2, 3))),
    page_count=120,
)
NONE = Listing(Query(("users",)))
NO_TEAM = Listing(Query(("users",), filters=(("team", "12"),)), complete=True)
BY_NAME = Arrangement(order=HeldOrder("name"))
OLD = replace(WHOLE, pages=PageMarks.of(PageMark(1, 0, 41, NOW - 86400)))


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def words(*sentences: Sentence) -> str:
    """Sentences without their tones."""
    return " | ".join("".join(text for text, _ in sentence) for sentence in sentences if sentence)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (PaneState(USERS, WHOLE, row=1, checking=True), "row 2 of 41 · all 41 held · as of 10:40 · checking…"),
        (PaneState(USERS, PART, row=51), "row 52 of 5,987 · page 2 of 120 · 150 held · as of 10:40"),
        (PaneState(USERS, PART, row=200, loading=(5,)), "row 201 of 5,987 · 150 held · as of 10:40 · loading page 5…"),
        (
            PaneState(USERS, replace(PART, total=None, page_count=None), row=0),
            "row 1 · page 1 · 150 held, more to come · as of 10:40",
        ),
        (PaneState(USERS, OLD, row=0), "row 1 of 41 · all 41 held · as of 2026-03-04 10:40"),
        (PaneState(USERS, WHOLE, row=0, offline=True), "row 1 of 41 · all 41 held · offline: as of 10:40"),
        (
            PaneState(USERS, replace(WHOLE, archived=3), row=0),
            "row 1 of 41 · all 41 held · 3 archived hidden · as of 10:40",
        ),
        (
            PaneState(UNLISTED, replace(WHOLE, complete=False), row=0),
            "row 1 · 41 seen before, not all there are · as of 10:40",
        ),
        (
            PaneState(USERS, PART, row=0, held_search="smi", hits=7),
            "row 1 of 7 · held: 7 of 150 · not all 5,987 · as of 10:40",
        ),
        (PaneState(USERS, WHOLE, row=0, held_search="smi", hits=7), "row 1 of 7 · held: 7 of 41 · as of 10:40"),
        (PaneState(USERS, WHOLE, row=0, arrangement=BY_NAME, hits=41), "row 1 of 41 · all 41 held · as of 10:40"),
        (
            PaneState(USERS, PART, row=60, arrangement=BY_NAME, hits=150),
            "row 61 of 150 · 150 held · not all 5,987 · as of 10:40",
        ),
        (
            PaneState(USERS, PART, row=60, arrangement=BY_NAME, selecting=True),
            "row 61 · 150 held · not all 5,987 · as of 10:40 · sorting…",
        ),
        (
            PaneState(USERS, PART, row=0, loading=(4,), pause=Pause(NOW + 2.5, "x answered 429", "asked")),
            "row 1 of 5,987 · page 1 of 120 · 150 held · as of 10:40 | asked to wait 3 s, esc stops",
        ),
        (PaneState(USERS, NONE, progress="copying: 50 rows so far"), "copying: 50 rows so far…"),
        (
            PaneState(USERS, PART, row=0, problem=Problem(TimedOut("timed out after 30 s"), 4)),
            "! incomplete: 150 of 5,987 rows, page 4 failed (timed out after 30 s)."
            " | r go on from page 4 · row 1 of 5,987 · as of 10:40",
        ),
        (
            PaneState(USERS, PART, row=0, problem=Problem(ServerFault("x answered 503"), 2)),
            "! failed: x answered 503. | r retry · row 1 of 5,987 · as of 10:40",
        ),
        (
            PaneState(USERS, NONE, problem=Problem(SignInNeeded("x answered 401", next_step="check the key"), 1)),
            "! failed: x answered 401.  check the key | r retry",
        ),
        (
            PaneState(USERS, replace(PART, pages=PageMarks.of(replace(PAGE, note="a page came twice"))), row=0),
            "! incomplete: a page came twice. | r go on · row 1 of 5,987 · as of 10:40",
        ),
        (
            PaneState(USERS, WHOLE, row=1, marked=3, marked_away=1),
            "row 2 of 41 · all 41 held · as of 10:40 | 3 marked (1 not in view): x actions",
        ),
        (
            PaneState(
                USERS,
                WHOLE,
                row=1,
                hits=2,
                marked=3,
                marked_away=2,
                marked_outside=1,
                arrangement=Arrangement((("office", "west"),)),
            ),
            "row 2 of 2 · held: 2 of 41 · as of 10:40 | 3 marked (1 outside this filter): x actions",
        ),
        (
            PaneState(USERS, PART, row=0, problem=Problem(ServerFault("x answered 503"), 2), marked=1200),
            "! failed: x answered 503. | r retry · row 1 of 5,987 · as of 10:40 · 1,200 marked: x actions",
        ),
    ],
)
def test_status(state: PaneState, told: str) -> None:
    left, rights = status(state, NOW)
    assert words(left, rights[0]) == told


def test_where_a_reason_has_no_room_it_is_said_what_shows_it_whole() -> None:
    problem = Problem(ServerFault("x answered 503"), 2)
    assert words(status(PaneState(USERS, PART, row=0, problem=problem), NOW)[1][-1]) == "r retry · H shows all"
    assert words(status(PaneState(USERS, NONE, problem=problem), NOW)[1][-1]) == "r retry", "it stands above"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (PaneState(USERS, WHOLE), ""),
        (PaneState(USERS, NONE, loading=(1,)), "loading page 1…"),
        (PaneState(USERS, replace(NONE, complete=True)), "no users: the collection is empty"),
        (
            PaneState(USERS, replace(NONE, complete=True, query=Query(("users",), search="smit"))),
            "nothing matches q=smit (searched on the server) | esc all of them again",
        ),
        (PaneState(USERS, PART, held_search="xq"), "∅ none in 150 of 5,987 held | S get all and search"),
        (PaneState(USERS, PART, held_search="xq", offline=True), "∅ none in 150 of 5,987 held"),
        (PaneState(USERS, PART, held_search="xq", typing=True), "∅ none in 150 of 5,987 held"),
        (PaneState(USERS, WHOLE, held_search="xq"), "none of the 41 matches “xq”"),
        (
            PaneState(USERS, WHOLE, held_search="xq", arrangement=Arrangement((("name", "Kent"),))),
            "none of the 41 matches “xq”, name “Kent”",
        ),
        (
            PaneState(USERS, PART, arrangement=Arrangement((("name", "null"),))),
            "∅ none in 150 of 5,987 held | "
            "f name, then (no value): the rows without one; “null” is looked for as a text",
        ),
        (
            PaneState(USERS, WHOLE, arrangement=Arrangement((("name", ""),))),
            "none of the 41 matches name without a value",
        ),
        (PaneState(USERS, PART, arrangement=Arrangement((("name", "x"),)), selecting=True), ""),
        (
            PaneState(USERS, NO_TEAM, names={("team", "12"): "Kent"}),
            "nothing matches team=Kent (12) (searched on the server) | esc all of them again",
        ),
        (
            PaneState(USERS, NONE, problem=Problem(ConfigError("no key", next_step="set KEY"))),
            "! failed: no key. | r retry | set KEY",
        ),
        (
            PaneState(USERS, NONE, offline=True, problem=Problem(NotCached("nothing held"))),
            "offline: no users are held here",
        ),
        (
            PaneState(UNLISTED, NONE),
            "There is no call that lists users. None has been seen before. | : then the id: open one user by its id",
        ),
        (
            PaneState(USERS, replace(NONE, complete=True, archived=2)),
            "no users, besides 2 archived that are hidden",
        ),
    ],
)
def test_empty_states_never_look_alike(state: PaneState, told: str) -> None:
    assert words(*empty(state)) == told


def test_signs_have_an_ascii_form() -> None:
    left, rights = status(PaneState(USERS, PART, row=0, checking=True), NOW, ASCII)
    told = words(left, *rights)
    assert told.isascii() and told.endswith("| checking>")


@pytest.mark.parametrize(("content", "told"), [("", '""'), ("  ", '"  "')])
def test_text_that_cannot_be_seen_has_marks_of_the_same_signs(content: str, told: str) -> None:
    assert cells.value(content, "text", ASCII).plain == told
    assert cells.value(content, "text").plain == f"“{content}”"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (PaneState(USERS, NONE), ""),
        (PaneState(USERS, Listing(Query(("users",), search="smith"))), "search “smith” on server | F clear "),
        (
            PaneState(
                USERS,
                replace(WHOLE, query=Query(("users",), filters=(("team", "12"),), search="smith")),
                arrangement=BY_NAME,
                names={("team", "12"): "Kent"},
            ),
            "search “smith” on server · team Kent (12) · name▲ of all 41 held | F clear ",
        ),
        (
            PaneState(USERS, PART, arrangement=Arrangement((("name", "Jo"),), HeldOrder("name", descending=True))),
            "name holds “Jo” here · name▼ of 150 held, not all 5,987 | S get all first · F clear ",
        ),
        (PaneState(USERS, WHOLE, arrangement=Arrangement((("name", ""),))), "name has no value here | F clear "),
        (
            PaneState(USERS, replace(PART, total=None), arrangement=BY_NAME, offline=True),
            "name▲ of 150 held, there may be more | F clear ",
        ),
        (
            PaneState(USERS, Listing(Query(("users",), sort="ascending", archived=True)), held_search="x"),
            "ascending (by the server) · archived shown · search “x” in what is held here | S get all first · F clear ",
        ),
    ],
)
def test_narrowing(state: PaneState, told: str) -> None:
    assert words(*narrowing(state)) == told


def test_ages_are_clock_times() -> None:
    assert clock_minute(NOW, NOW + 60) == "10:40"
    assert clock_minute(NOW, NOW + 86400) == "2026-03-05 10:40"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "just now"), (59, "just now"), (60, "1 min ago"), (7199, "1 h ago"), (7200, "2 h ago"), (200_000, "2 d ago")],
)
def test_how_long_ago(seconds: float, words: str) -> None:
    assert ago(1000.0, 1000.0 + seconds) == words
