"""The history as a value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.model.address import Address
from explorer.model.page import Query
from explorer.ui.history import LIMIT, History, Place


def place(name: str) -> Place:
    """A place called after a collection."""
    return Place("a", Query((name,)))


def walked(steps: str) -> History:
    """Small letters visit, `<` goes back, `>` forward, `-` to the last place."""
    history = History()
    moves = {"<": History.back, ">": History.forward, "-": History.swap}
    for step in steps:
        history = moves[step](history) if step in moves else history.visit(place(step))
    return history


@pytest.mark.parametrize(
    ("steps", "past", "here", "future", "last"),
    [
        ("a", "", "a", "", ""),
        ("abc", "ab", "c", "", "b"),
        ("abc<", "a", "b", "c", "c"),
        ("abc<<", "", "a", "bc", "b"),
        ("abc<<<", "", "a", "bc", "b"),
        ("abc<<>", "a", "b", "c", "a"),
        ("abc<d", "ab", "d", "", "b"),
        ("abc>", "ab", "c", "", "b"),
        ("ab-", "ab", "a", "", "b"),
        ("ab--", "aba", "b", "", "a"),
        ("a-", "", "a", "", ""),
        ("abb", "a", "b", "", "a"),
    ],
)
def test_walks(steps: str, past: str, here: str, future: str, last: str) -> None:
    history = walked(steps)
    assert [each.query.collection[0] for each in history.past] == list(past)
    assert history.here == place(here)
    assert [each.query.collection[0] for each in history.future] == list(future)
    assert history.last == (place(last) if last else None)


def test_the_cursor_is_remembered_per_place() -> None:
    history = walked("a").amend(replace(place("a"), cursor="7", row=3)).visit(place("b")).back()
    assert history.here == replace(place("a"), cursor="7", row=3)


def test_the_same_view_with_another_cursor_is_no_new_place() -> None:
    history = walked("a").visit(replace(place("a"), cursor="7"))
    assert not history.past and history.here is not None and history.here.cursor == "7"


def test_an_open_record_is_a_place_of_its_own() -> None:
    record = Address("a", ("a", "1"))
    history = walked("a").visit(replace(place("a"), record=record)).visit(place("b"))
    assert history.nearest(record) == replace(place("a"), record=record)
    assert history.nearest(Address("a", ("z",))) is None


def test_it_does_not_grow_for_ever() -> None:
    history = History()
    for step in range(LIMIT + 50):
        history = history.visit(place(str(step)))
    assert len(history.past) == LIMIT
