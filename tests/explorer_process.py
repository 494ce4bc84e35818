"""`explorer` as a process of its own on a pseudo-terminal: started, typed into, ended."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shlex import quote
from typing import Final

from explorer.model.json_text import JsonObject
from explorer.store.encoding import load
from tests.pseudo_terminal import Session, started
from tests.ui.table.terminal import Size

SIZE: Final[Size] = (110, 36)
RECORD: Final = "demo-assemble/users/234523"


class Explorer(Session):
    """One that runs, and the drafts that it leaves on the disk."""

    def __init__(self, process: subprocess.Popen[bytes], descriptor: int, journal: Path) -> None:
        super().__init__(process, descriptor, SIZE)
        self._journal = journal

    def typed(self) -> JsonObject | None:
        """What its draft on the disk holds; None: there is none."""
        try:
            with closing(sqlite3.connect(f"file:{self._journal}?mode=ro", uri=True)) as connection:
                row = connection.execute("SELECT typed FROM draft").fetchone()
        except sqlite3.OperationalError:  # it has not been made yet
            return None
        return load(row[0]) if row else None

    def open_form(self) -> None:
        """Edit the record."""
        self.shows(f"· {RECORD} ·", "all keys")
        self.press("e")
        self.shows(f"Edit {RECORD}", "ctrl+r review")

    def type_first_name(self, text: str) -> None:
        """Into the field that the form begins with; returns as soon as it is on the disk."""
        self.press_until(f"\x15{text}", lambda: f"[{text} " in self.words)
        self.until(lambda: (self.typed() or {}).get("first_name") == text)


@contextmanager
def running(config: Path, *options: str, place: str = RECORD) -> Iterator[Explorer]:
    """One more explorer of the same user, on a terminal of its own."""
    command = [sys.executable, "-m", "explorer", "--config", str(config), *options, place]
    with started(command, SIZE, _folders(config)) as (process, descriptor):
        yield Explorer(process, descriptor, config.parent / "state/explorer/journal.sqlite")


@contextmanager
def in_a_shell(config: Path, place: str) -> Iterator[tuple[Session, str]]:
    """A shell with jobs, which has prompted, and the command that starts an explorer there."""
    with started(["sh", "-i"], SIZE, {**_folders(config), "PS1": "prompt> "}) as (process, descriptor):
        shell = Session(process, descriptor, SIZE)
        shell.shows("prompt>")
        yield shell, f"{quote(sys.executable)} -m explorer --config {quote(str(config))} {place}"


def _folders(config: Path) -> dict[str, str]:
    return {f"XDG_{kind}_HOME": str(config.parent / kind.lower()) for kind in ("CONFIG", "CACHE", "STATE")}
