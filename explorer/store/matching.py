"""The records whose words begin as sought, from the index of local search: the first ones, as fast among a million.

FTS5 hands out the records of a whole word, and of a beginning that is as long as those it has an index of, one by one.
Of a longer beginning it gathers all records first: a tenth of a second where a million have it. So the first records
are sought by beginnings cut to that length, and what they hold is looked at; only of what few of these hold all are
gathered.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Final

from explorer.model.display import searchable
from explorer.model.json_text import JsonObject
from explorer.model.resource import Resource
from explorer.model.search_words import Term, spaced, terms, words
from explorer.model.text import fold
from explorer.model.value import dataclass

COLLECTION_MARK: Final = "\ue000"
"""Before the number of a record's collection; as no letter, it stands in no text that is searched."""
NAME_MARK: Final = "\ue001"
"""Before a word of a name."""
INDEXED: Final = 3
"""Characters of the longest beginnings that the index has by themselves."""
_LOOKED_AT: Final = 500
"""Records that are looked at until it is known how frequent a beginning is."""
_NEAR: Final = 2_000
"""A beginning is frequent where the records that are wanted are found among so many, and one in ten holds it."""
_LETTER: Final = "[0-9A-Za-z\u0080-\U0010ffff]"
"""What the index takes for a part of a word (FTS5, ascii tokenizer)."""


def search_text(resource: Resource, collection: int, rows: Sequence[JsonObject]) -> str:
    """What the index holds of a record: the words of its forms, those of its name once more as such, and its collection
    as one more."""
    words_of = [spaced(searchable(resource, row)) for row in rows]
    names = [f"{NAME_MARK}{word}" for word in words(resource.label_of(rows[0]))]
    return " ".join([f"{COLLECTION_MARK}{collection}", *names, *words_of])


def written(text: str) -> str:
    """How `text` stands in what the index holds of a record that has it."""
    return spaced(fold(text)).strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a record, or what it begins with."""

    text: str
    whole: bool = False

    def matching(self, *, cut: bool) -> str:
        """As FTS5 is asked."""
        text = self.text[:INDEXED] if cut and not self.whole else self.text
        return f'"{text}"' if self.whole else f'"{text}"*'

    @property
    def pattern(self) -> str:
        """As a regular expression of what the index holds of a record."""
        # The text first: it is found many times faster than the places where a word may begin.
        text = re.escape(self.text)
        return f"{text}(?<!{_LETTER}{text}){f'(?!{_LETTER})' if self.whole else ''}"


@dataclass(frozen=True)
class Part:
    """What a record has to hold: all words of one of the `choices`."""

    choices: tuple[tuple[Word, ...], ...]

    def matching(self, *, cut: bool) -> str:
        """As FTS5 is asked; `cut`: what it finds has to be looked at, where `is_cut`."""
        told = [" AND ".join(word.matching(cut=cut) for word in words) for words in self.choices]
        return told[0] if len(told) == 1 else f"({' OR '.join(f'({each})' for each in told)})"

    @cached_property
    def is_cut(self) -> bool:
        """FTS5 would gather all records that hold one of the beginnings."""
        return any(not word.whole and len(word.text) > INDEXED for words in self.choices for word in words)

    @cached_property
    def _patterns(self) -> list[list[re.Pattern[str]]]:
        return [[re.compile(word.pattern) for word in words] for words in self.choices]

    def holds(self, text: str) -> bool:
        """Whether what the index holds of a record has it."""
        return any(all(pattern.search(text) for pattern in patterns) for patterns in self._patterns)


Expression = tuple[Part, ...]
"""What a record has to hold, all of it."""


def expressions(text: str, collection: int | None) -> list[Expression]:
    """For records that hold every word of `text`, each as the beginning of a word; the narrower first: whole words of
    the name, the name's beginnings, any. Numbers may stand anywhere in all of them.

    A text of digits and punctuation alone matches phones as well, however they are written. Empty when `text` holds
    no word.
    """
    sought = terms(text)
    within = _within(collection)
    if not sought:
        return []
    widest = (*chain.from_iterable(map(_anywhere, sought)), *within)
    if all(term.numbers for term in sought):
        return [widest]
    named = [
        tuple(part for term in sought for part in (_anywhere(term) if term.numbers else _in_name(term, whole=whole)))
        for whole in (True, False)
    ]
    return [*((*parts, *within) for parts in named), widest]


def _in_name(term: Term, *, whole: bool) -> list[Part]:
    return [Part(((Word(f"{NAME_MARK}{word}", whole),),)) for word in term.words]


def _anywhere(term: Term) -> list[Part]:
    others = [(Word(number),) for number in term.numbers if term.words != (number,)]
    if others:
        return [Part((tuple(map(Word, term.words)), *others))]
    return [Part(((Word(word),),)) for word in term.words]


def all_matching(expression: Expression) -> str:
    """As FTS5 is asked for all records."""
    return " AND ".join(part.matching(cut=False) for part in expression)


def first_matching(connection: sqlite3.Connection, expression: Expression, limit: int) -> list[int]:
    """The first `limit` records, in the order they were first seen."""
    cut = [part for part in expression if part.is_cut]
    if not cut:
        return [rid for rid, _ in _found(connection, expression, (), limit)]
    rids: list[int] = []
    held = dict.fromkeys(cut, 0)
    looked_at = 0
    for rid, text in _found(connection, expression, cut, _LOOKED_AT):
        looked_at += 1
        holding = [part for part in cut if part.holds(text)]
        for part in holding:
            held[part] += 1
        if len(holding) == len(cut):
            rids.append(rid)
            if len(rids) == limit:
                return rids
    if looked_at < _LOOKED_AT:
        return rids
    enough = looked_at * max(limit / _NEAR, 0.1)
    frequent = [part for part in cut if held[part] >= enough]
    if len(frequent) == len(cut) and len(rids) < enough:
        frequent.remove(min(frequent, key=lambda part: held[part]))
    found = _found(connection, expression, frequent, -1 if frequent else limit)
    return list(islice((rid for rid, text in found if all(part.holds(text) for part in frequent)), limit))


def first_written(connection: sqlite3.Connection, text: str, collection: int | None, limit: int) -> list[int]:
    """The first records that hold `text` as it is written, among the first that hold its words."""
    sought = list(words(text))
    if not sought:
        return []
    last = len(sought) - 1
    parts = [Part(((Word(word, whole=place < last),),)) for place, word in enumerate(sought)]
    expression = (*parts, *_within(collection))
    pattern = re.compile(Word(written(text)).pattern)
    found = _found(connection, expression, expression, _LOOKED_AT)
    return list(islice((rid for rid, held in found if pattern.search(held)), limit))


def _within(collection: int | None) -> Expression:
    """What a record of the collection holds; of any for None."""
    return () if collection is None else (Part(((Word(f"{COLLECTION_MARK}{collection}", whole=True),),)),)


def _found(
    connection: sqlite3.Connection, expression: Expression, cut: Sequence[Part], limit: int
) -> Iterator[tuple[int, str]]:
    """The first records, in the order they were first seen, each with what the index holds of it where any part is
    `cut`."""
    matching = " AND ".join(part.matching(cut=part in cut) for part in expression)
    return connection.execute(
        f"SELECT rowid, {'text' if cut else 'NULL'} FROM search WHERE search MATCH ? ORDER BY rowid LIMIT ?",
        (matching, limit),
    )
