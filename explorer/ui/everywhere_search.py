"""One search of all systems in what is held: hits as lines, and what is not held. For a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import Final

from textual.content import Content

from explorer.model.address import Address
from explorer.model.errors import ExplorerError
from explorer.model.listing import Hit
from explorer.model.search_words import terms
from explorer.model.value import dataclass
from explorer.repository import LocalCopy, everywhere
from explorer.repository.everywhere import Found
from explorer.ui.everywhere_lines import Layout, Mark, age_words, hit_line, is_wide
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, number

LIMIT: Final = 50
"""Hits of each account."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one search brought."""

    text: str = ""
    found: Found = field(default_factory=Found)
    hits: tuple[Hit, ...] = ()
    """Those found here, then those that only a server found."""
    lines: tuple[Content, ...] = ()
    """One for each of `hits`."""
    parts: tuple[everywhere.Part, ...] = ()
    """What is not held whole."""

    @property
    def count(self) -> str:
        """How much was found; empty when nothing was looked for."""
        if not terms(self.text):
            return ""
        found, shown = self.found, len(self.found.hits)
        more = len(self.hits) - shown
        told = f"{number(found.count)}{'+' if found.at_least else ''}"
        counted = f"first {number(shown)} of {told} found here" if found.count > shown else f"{told} found here"
        return f"{counted}, {number(more)} more from servers" if more else counted


@dataclass(frozen=True, slots=True)
class Search:
    """Searches the accounts, by name."""

    copies: Mapping[str, LocalCopy]
    unsent: Mapping[Address, Part]
    """Records with a draft, or with a write of unknown outcome, each with what is said of it, a sign first."""
    signs: Signs

    def run(self, text: str, served: Mapping[Address, tuple[Hit, ...]], width: int, now: float) -> Contents:
        """Find `text`. `served` is what servers found of it, by collection; lines are for `width` cells."""
        found = everywhere.find(self.copies.values(), text, LIMIT)
        known = {hit.address for hit in found.hits}
        from_server = {hit.address for hits in served.values() for hit in hits}
        hits = (*found.hits, *(hit for hits in served.values() for hit in hits if hit.address not in known))
        sought = terms(text)
        marks = [Mark(self._unsent_sign(hit.address), hit.address in from_server) for hit in hits]
        ages = [age_words(hit, mark, wide=is_wide(width), now=now) for hit, mark in zip(hits, marks, strict=True)]
        layout = Layout.of(width, ages)
        lines = [
            hit_line(self.copies[hit.address.account], hit, sought, mark, layout, age, self.signs)
            for hit, mark, age in zip(hits, marks, ages, strict=True)
        ]
        return Contents(text, found, hits, tuple(lines), tuple(self._parts()))

    def _unsent_sign(self, address: Address) -> str:
        return self.unsent[address][0][:1] if address in self.unsent else ""

    def counted(self, contents: Contents, stopped: Callable[[], bool]) -> Contents:
        """`contents` with all there are counted, which takes longer than finding the first of them. Raises Stopped once
        `stopped` says so."""
        found = everywhere.counted(self.copies.values(), contents.text, contents.found, stopped)
        return replace(contents, found=found)

    def _parts(self) -> list[everywhere.Part]:
        made: list[everywhere.Part] = []
        for copy in self.copies.values():
            try:
                made += everywhere.parts(copy)
            except ExplorerError:
                continue  # the search has told of it
        return made
