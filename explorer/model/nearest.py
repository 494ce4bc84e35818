"""The word that somebody who mistyped most likely meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of `known` most like `word`; empty when none is."""
    from difflib import get_close_matches  # needed only where something is wrong

    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def hint(word: str, known: Iterable[str]) -> str:
    """The next step after an unknown `word`: the nearest of `known`, else all of them."""
    names = list(known)
    likely = nearest(word, names)
    if likely:
        return f"did you mean {likely}?"
    return f"known are {', '.join(names)}" if names else ""
