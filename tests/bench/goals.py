"""What is to be reached. Times and memory are held against a peer or a floor of the same run where there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from tests.bench.figures import Figure, Figures, Statistic
from tests.bench.measures.searching import DATABASE
from tests.bench.measures.syncing import BARE, FLOOR
from tests.bench.programs import EXPLORER, FEW, HARLEQUIN, HELLO, POSTING, PYTHON, VISIDATA


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table."""

    group: str
    """Of measures."""
    what: str
    ours: Figure
    at_most: float
    """A ratio, or an amount of `unit`."""
    theirs: Figure | None = None
    """What it is held against; None: nothing."""
    unit: str = "ms"
    as_ratio: bool = True
    """False: the peer's amount is only shown."""

    @property
    def is_ratio(self) -> bool:
        """`at_most` is one."""
        return self.as_ratio and self.theirs is not None

    def reached(self, figures: Figures) -> float | None:
        """What is held against `at_most`; None: it was not measured."""
        if not self.is_ratio:
            return figures.value(self.group, self.ours)
        assert self.theirs is not None
        return figures.ratio(self.group, self.ours, self.theirs)


def _start(what: str, peer: str, at_most: float) -> Goal:
    return Goal("start", what, Figure(EXPLORER, "ready"), at_most, Figure(peer, "ready"))


def _keys(what: str, measure: str, statistic: Statistic, peer: str, at_most: float, unit: str = "ms") -> Goal:
    ours, theirs = Figure(EXPLORER, measure, statistic), Figure(peer, measure, statistic)
    return Goal("keys", f"{what} / {peer}", ours, at_most, theirs, unit)


def _many_or_few(group: str, what: str, measure: str, unit: str = "ms") -> Goal:
    return Goal(group, f"{what}: many people / few", Figure(EXPLORER, measure), 1.15, Figure(FEW, measure), unit)


GOALS: Final = (
    _start("start: cached table / Textual hello world", HELLO, 1.25),
    _start("start: cached table / VisiData with the CSV", VISIDATA, 0.45),
    _start("start: cached table / Harlequin before its query", HARLEQUIN, 0.30),
    _start("start: cached table / Posting, empty", POSTING, 0.30),
    _many_or_few("start", "start", "ready"),
    Goal("command-line", "--version / python -c pass", Figure(EXPLORER, "version"), 2, Figure(PYTHON, "run")),
    Goal("command-line", "list, offline / python -c pass", Figure(EXPLORER, "list"), 6, Figure(PYTHON, "run")),
    _keys("cursor down, median", "cursor down", "median", HARLEQUIN, 0.25),
    _keys("cursor down, p95", "cursor down", "p95", HARLEQUIN, 0.4),
    _keys("cursor down, p95", "cursor down", "p95", VISIDATA, 0.25),
    _keys("Page Down, median", "page down", "median", HARLEQUIN, 0.2),
    _keys("bytes per cursor down, detail pane following", "cursor down bytes", "mean", VISIDATA, 1, "B"),
    # VisiData leaves out frames when it cannot keep up, and sends less: this is what it sends when it can.
    replace(_keys("bytes per key at 30 Hz", "bytes at 30 Hz", "median", VISIDATA, 627, "B"), as_ratio=False),
    Goal("keys", "lag after 60 keys at 30 Hz", Figure(EXPLORER, "lag at 30 Hz"), 17),
    _keys("peak memory", "memory", "median", HARLEQUIN, 0.25, "MB"),
    _many_or_few("keys", "cursor down", "cursor down"),
    _many_or_few("keys", "Page Down", "page down"),
    _many_or_few("keys", "peak memory", "memory", "MB"),
    Goal("keys", "bytes while idle", Figure(EXPLORER, "idle bytes"), 0, unit="B/s"),
    Goal("keys", "processor while idle", Figure(EXPLORER, "idle processor"), 0.5, unit="%"),
    *(
        Goal("open", f"open {what}, p95", Figure(EXPLORER, f"open {what}", "p95"), 100)
        for what in ("record", "form", "palette", "help")
    ),
    Goal("search", "search as you type, in the database, p95", Figure(DATABASE, "search", "p95"), 30),
    Goal("search", "search as you type, key to screen, p95", Figure(EXPLORER, "search", "p95"), 60),
    Goal("sort", "sort: first screen", Figure(EXPLORER, "sort"), 300),
    Goal("sort", "filter: first screen", Figure(EXPLORER, "filter"), 300),
    Goal("sort", "take a sort back while it runs", Figure(EXPLORER, "take back a sort"), 300),
    Goal("sync", f"sync, committed / {FLOOR}", Figure(EXPLORER, "sync"), 1.15, Figure(EXPLORER, FLOOR)),
    Goal(
        "sync", f"sync, committed / {BARE} that read the pages", Figure(EXPLORER, "sync"), 1.15, Figure(EXPLORER, BARE)
    ),
    Goal("hold", "event loop held while syncing and scrolling, p99", Figure(EXPLORER, "loop held", "p99"), 16),
)
