"""What words to look for make of a text: folded words and, where it may be a phone, the numbers it may be held as; and
where they stand in a value. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from explorer.model.field import Kind
from explorer.model.text import digits, fold
from explorer.model.value import dataclass

WORDS_LIMIT: Final = 32
"""Words of a search that count."""
Span: TypeAlias = tuple[int, int]
"""Characters of a text: the first, and the one behind the last."""

_IDEOGRAPHS: Final = "([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
"""To be compiled, which takes 2 ms, when a text first has letters beyond ASCII."""
_NO_LETTER: Final = re.compile(r"[^\x00-\x7f\w]")
_WORD: Final = re.compile(r"[^\x00-/:-@\[-`{-\x7f]+")
"""ASCII letters and digits, and all that is not ASCII: written so it is compiled in a tenth of the time."""
_TWO_DIGITS: Final = frozenset(
    map(
        str,
        (
            *(20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59), *range(60, 67)),
            *(81, 82, 84, 86, *range(90, 96), 98),
        ),
    )
)
"""Country calling codes of two digits (ITU-T E.164, annexed list); 1 and 7 have one digit, all others three."""
_TRUNK_LEAST: Final = 4
"""Digits that have to follow a trunk prefix `0` for the rest to be looked for by itself: of fewer nothing is told."""
_NATIONAL_LEAST: Final = 5
"""Likewise for the digits that follow a country calling code."""
_WITH_CODE: Final = 11
"""Digits from which on a number without `+` or `0` before it may begin with a country calling code."""


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a search; a record that matches has all of them."""

    words: tuple[str, ...]
    """Folded; each has to begin a word."""
    numbers: tuple[str, ...] = ()
    """Digits, one of which a phone may hold in place of `words`; empty: it is no phone."""


def terms(text: str) -> tuple[Term, ...]:
    """The parts of `text`: words with a letter one by one, and what stands between them as one number."""
    made: list[Term] = []
    numeric: list[str] = []
    for chunk in [*text.split()[:WORDS_LIMIT], ""]:
        if chunk and _is_letterless(chunk):
            numeric.append(chunk)
            continue
        for each in filter(None, (" ".join(numeric), chunk)):
            found = tuple(words(each))
            if found:
                made.append(Term(found, _numbers(each) if _is_letterless(each) else ()))
        numeric.clear()
    return tuple(made)


def words(text: str) -> Iterator[str]:
    """The words of `text` as search compares them, the first ones of many."""
    for found, _ in zip(_WORD.finditer(spaced(fold(text))), range(WORDS_LIMIT), strict=False):
        yield found[0]


def spaced(text: str) -> str:
    """`text`, which is folded, with spaces between words and around ideographs, which no spaces part.

    The index then splits it at ASCII separators alone, so that it and a query always agree on what a word is.
    """
    if text.isascii():
        return text
    return re.sub(_IDEOGRAPHS, r" \1 ", _NO_LETTER.sub(_mark_or_space, text))


def places(value: str, kind: Kind, sought: Sequence[Term]) -> dict[int, list[Span]]:
    """Where in `value` the terms stand that it holds, by their places in `sought`."""
    folded, origins = _folded(value)
    found: dict[int, list[Span]] = {}
    for place, term in enumerate(sought):
        spans = _word_spans(value, folded, origins, term)
        if not spans and kind == "phone":
            spans = _number_spans(value, term)
        if spans:
            found[place] = spans
    return found


def _is_letterless(text: str) -> bool:
    return not any(character.isalpha() for character in text)


def _numbers(text: str) -> tuple[str, ...]:
    """The digit strings that a phone which is typed so may hold: as typed, and what is left of it without trunk prefix
    and country calling code, which are written or not."""
    typed = digits(text)
    made = [typed]
    international = "+" in text or typed.startswith("00")
    plain = typed.removeprefix("00") if international else typed
    if international or (len(typed) >= _WITH_CODE and not typed.startswith("0")):
        national = plain[_code_length(plain) :].lstrip("0")
        if len(national) >= _NATIONAL_LEAST:
            made += (plain, national)
    elif typed.startswith("0") and len(typed) > _TRUNK_LEAST:
        made.append(typed[1:])
    return tuple(dict.fromkeys(filter(None, made)))


def _code_length(number: str) -> int:
    if number[:1] in ("1", "7"):
        return 1
    return 2 if number[:2] in _TWO_DIGITS else 3


def _folded(value: str) -> tuple[str, list[int]]:
    """`value` folded, and for each character of that which one of `value` it comes from."""
    if value.isascii():
        return fold(value), list(range(len(value)))
    made, origins = [], list[int]()
    for place, character in enumerate(value):
        each = fold(character)
        made.append(each)
        origins += [place] * len(each)
    return "".join(made), origins


def _word_spans(value: str, folded: str, origins: Sequence[int], term: Term) -> list[Span]:
    """Where every word of `term` begins one; nothing unless all do."""
    spans: list[Span] = []
    for word in term.words:
        start = folded.find(word)
        while start > 0 and _is_inside(folded, start):
            start = folded.find(word, start + 1)
        if start < 0:
            return []
        spans.append((origins[start], _whole(value, origins[start + len(word) - 1] + 1)))
    return spans


def _whole(value: str, end: int) -> int:
    """`end`, moved behind the marks that belong to the character before it."""
    while end < len(value) and unicodedata.combining(value[end]):
        end += 1
    return end


def _is_inside(folded: str, start: int) -> bool:
    """A word goes on at `start` that began before it."""
    before = folded[start - 1]
    return (before.isalnum() or unicodedata.category(before).startswith("M")) and not (
        re.match(_IDEOGRAPHS, before) or re.match(_IDEOGRAPHS, folded[start])
    )


def _number_spans(value: str, term: Term) -> list[Span]:
    held = [place for place, character in enumerate(value) if digits(character)]
    number = digits(value)
    for each in term.numbers:
        start = number.find(each)
        if start >= 0:
            return [(held[start], held[start + len(each) - 1] + 1)]
    return []


def _mark_or_space(found: re.Match[str]) -> str:
    """Marks, such as the vowel signs of Devanagari, belong to their word."""
    return found[0] if unicodedata.category(found[0]).startswith("M") else " "
