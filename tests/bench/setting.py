"""What one run measures with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from tests.bench import peers, people, programs
from tests.bench.people import Made
from tests.bench.programs import Program
from tests.bench.running import BenchError

FEW: Final = 1_000
IN_PEERS: Final = 100_000
"""People that the peers show."""
MANY: Final = 1_000_000

Note: TypeAlias = Callable[[str, Sequence[float]], None]
"""Given a measure and values."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured in turn with others."""

    name: str
    """The program's."""
    measure: Callable[[Note], None]
    """Once. Raises BenchError where it cannot be."""


@dataclass(frozen=True)
class Setting:
    """Folder, people and peers."""

    scratch: Path
    quick: bool = False
    many: int = MANY
    keys: int = 60
    """Cursor keys pressed one by one."""
    pages: int = 30
    openings: int = 20
    """Of each thing that can be opened."""
    searches: int = 8
    """Words that are typed."""
    synced_pages: int = 100
    held_people: int = 100_000
    """Synced while the table is scrolled."""
    idle_seconds: float = 5.0
    missing: dict[str, str] = field(default_factory=dict)
    """Peers that cannot be had, and why."""

    @cached_property
    def many_people(self) -> Made:
        """What explorer shows."""
        return people.make(self.scratch, self.many)

    @cached_property
    def few_people(self) -> Made:
        """What it is held against for what grows."""
        return people.make(self.scratch, FEW)

    @cached_property
    def peers_people(self) -> Made:
        """What its peers show."""
        return people.make(self.scratch, IN_PEERS, tables=True)

    def vendor(self) -> AbstractContextManager[None]:
        """The vendor that explorer asks, with the people it shows."""
        return self.many_people.vendor()

    def explorers(self) -> list[Program]:
        """The program with many and with few people."""
        few = programs.explorer(self.few_people, name=programs.FEW)
        return [programs.explorer(self.many_people), few]

    def peers(self, *names: str) -> list[Program]:
        """Those of the peers that can be had."""
        home = self.scratch / "home"
        made = self.peers_people
        known: dict[str, Callable[[Path], Program]] = {
            programs.VISIDATA: lambda commands: programs.visidata(commands, made, home),
            programs.HARLEQUIN: lambda commands: programs.harlequin(commands, made, home),
            programs.POSTING: lambda commands: programs.posting(commands, home),
        }
        found = []
        for name in names:
            if name in self.missing:
                continue
            try:
                found.append(known[name](peers.installed(self.scratch, name)))
            except BenchError as error:
                self.missing[name] = str(error)
        return found
