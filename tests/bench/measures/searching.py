"""Search while a word is typed, among all people: in the database, and from each letter to its result on the screen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from random import Random
from typing import Final

from explorer.store.cache import Cache
from tests.bench import people, programs
from tests.bench.people import Made
from tests.bench.programs import Program
from tests.bench.setting import Note, Setting, Subject

DATABASE: Final = "the database"
FIRST_LETTERS: Final = 3
_WORDS: Final = ("garcon", "amina", "hossain", "tigran", "example", "agnes", "minjun", "gallagher")
"""Of few people, of many, and one of nearly all."""
_HITS: Final = 50


def subjects(setting: Setting) -> Sequence[Subject]:
    """What the search itself takes, and the screen."""
    program = programs.explorer(setting.many_people)
    words = _WORDS[: setting.searches]
    return [
        Subject(DATABASE, partial(_ask, setting.many_people, words)),
        Subject(program.name, partial(_type, program, words)),
    ]


def _beginnings(word: str) -> Sequence[str]:
    return [word[:length] for length in range(FIRST_LETTERS, len(word) + 1)]


def _ask(made: Made, words: Sequence[str], note: Note) -> None:
    account, file = made.account()
    with closing(Cache(file)) as cache:
        for text in (each for word in words for each in _beginnings(word)):
            began = time.perf_counter()
            cache.find(account.vendor.resource, account.name, text, limit=_HITS, collection=people.COLLECTION)
            note("search", [(time.perf_counter() - began) * 1000])


def _type(program: Program, words: Sequence[str], note: Note) -> None:
    phase = Random(13)
    with program.ready_to_use() as (running, _):
        program.open_table(running)
        for word in words:
            running.press("/")
            running.wait_for("^ search ")
            running.press(word[: FIRST_LETTERS - 1])
            for text in _beginnings(word):
                running.settle(0.2 + phase.random() * 0.05)
                began = time.perf_counter()
                running.press(text[-1])
                came = running.wait_for(f"^ search “{text}” ", 20.0)
                note("search", [(came - began) * 1000])
            running.press("escape")
            running.wait_for("enter open +/ find", 20.0)
            running.settle(0.3)
