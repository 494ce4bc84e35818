"""Repeatable chance: the same key gives the same choices on every machine and Python."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """About 500 bits of chance drawn from a key: enough for some sixty small choices."""

    __slots__ = ("_left",)

    def __init__(self, *key: object) -> None:
        digest = blake2b("\x1f".join(map(str, key)).encode(), digest_size=64).digest()
        self._left = int.from_bytes(digest, "big")

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` - 1."""
        self._left, drawn = divmod(self._left, bound)
        return drawn

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`."""
        return choices[self.below(len(choices))]

    def one_in(self, bound: int) -> bool:
        """True once in `bound` draws."""
        return self.below(bound) == 0

    def fill(self, pattern: str) -> str:
        """`pattern` with each `#` replaced by a digit and each `@` by a capital letter."""
        return "".join(
            str(self.below(10)) if sign == "#" else chr(65 + self.below(26)) if sign == "@" else sign
            for sign in pattern
        )
