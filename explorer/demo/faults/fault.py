"""Faults as values: which requests they meet, and what becomes of those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

HERE = "same"
"""`Fault.redirect` to the very address that was asked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. Of the faults of a set that meet a request the first one happens.

    `vendor`, `method` and `path` (a shell pattern, `*` also takes slashes) choose requests; empty takes any.
    Of those, counted from 1, `nth` is the first and `count` how many from there; `nth` alone is that one
    request. `share` is the chance of each, from a seeded generator.

    Without one of `status`, `body`, `deep`, `oversize`, `gzip_bomb`, `redirect` the vendor's own answer is
    what the rest is done to. With one of them the vendor is not asked, unless `applied`.
    """

    vendor: str = ""
    method: tuple[str, ...] = ()
    path: str = "*"
    nth: int = 0
    count: int = 0
    share: float = 1.0

    delay: float = 0.0
    """Seconds before anything happens."""
    applied: bool = False
    """The vendor does what it was asked before the fault happens: a write counts, though its answer is lost."""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers besides those there are, or in their place."""
    content_type: str = ""
    body: str | None = None
    deep: int = 0
    """A JSON body of so many arrays, one in the other."""
    oversize: int = 0
    """A JSON body of so many bytes, sent in chunks (RFC 9112, 7.1) with no length told before."""
    gzip_bomb: int = 0
    """A JSON body of so many bytes, a thousandth of that on the wire."""
    redirect: str = ""
    """302 (or `status`) to this URL or path; `same` is the address that was asked for."""
    retry_after: str = ""
    """The header Retry-After, word for word."""
    retry_after_date: float | None = None
    """The header Retry-After as the HTTP date so many seconds from the vendor's now."""

    loop: int = 0
    """After so many pages of a collection the first ones come again, with the cursors they had."""
    shift: int = 0
    """Rows that come to the front while pages are read: the last ones of a page begin the next one, too.
    Negative: rows that vanish, so that each later page lacks its first ones."""
    duplicates: int = 0
    """The first rows of a page that come twice."""

    drip: float = 0.0
    """Seconds between two pieces of the body, each of `drip_bytes`."""
    drip_bytes: int = 1
    cut_at: int | None = None
    """The connection is closed after so many bytes of the body, though more were announced."""
    reset: bool = False
    """The connection is reset (TCP RST) instead of an answer, or after `cut_at` bytes of one."""

    @property
    def scripted(self) -> bool:
        """Whether the answer is the fault's own and not the vendor's."""
        return bool(
            self.status
            or self.body is not None
            or self.deep
            or self.oversize
            or self.gzip_bomb
            or self.redirect
            or (self.reset and self.cut_at is None)
        )

    def meets(self, vendor: str, method: str, path: str) -> bool:
        """Whether a request is of those the fault counts."""
        return (
            self.vendor in {"", vendor} and (not self.method or method in self.method) and fnmatchcase(path, self.path)
        )

    def due(self, number: int) -> bool:
        """Whether the request that is the `number`th it counts is one it may happen to."""
        first = self.nth or 1
        until = first + self.count if self.count else first + 1 if self.nth else number + 1
        return first <= number < until


@dataclass(frozen=True, slots=True)
class FaultSet:
    """Faults that are on together, and what is odd about the vendors themselves."""

    name: str = ""
    faults: tuple[Fault, ...] = ()
    seed: int = 1
    """Of the generators behind `Fault.share`."""
    clock: float = 0.0
    """Seconds that the vendors' clocks are ahead: the header Date, and what tokens and records say."""
    token_seconds: float | None = None
    """How long a bearer token that Assemble issues is good; None: as long as usual."""
    hostile_text: bool = False
    """The people's fields hold texts that were made to break a display. Only where it is so from the start."""


NO_FAULTS = FaultSet()
