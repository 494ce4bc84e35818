"""`Keeping`: what the user keeps of views while the screen runs, and the file it is written to. No widget."""

from __future__ import annotations

import asyncio
from typing import Protocol

from explorer.model.chosen_columns import ChosenColumns, columns_key
from explorer.model.errors import ConfigError
from explorer.model.kept_views import Change, KeptViews
from explorer.repository import LocalCopy
from explorer.ui.history import Place
from explorer.ui.wording import told


class KeptFile(Protocol):
    """Where it is kept. Both wait for a disk, and raise ConfigError."""

    def read(self) -> tuple[KeptViews, list[str]]:
        """What is kept, and what is wrong with the file."""
        ...

    def change(self, change: Change) -> KeptViews:
        """Changes what is kept by then, and returns it. Raises UsageError as `change` does."""
        ...


class Keeping:
    """What is kept, as it was last read or changed."""

    def __init__(self, file: KeptFile | None = None, kept: KeptViews | None = None) -> None:
        """`file` None: it is kept until the end of this run."""
        self.kept = kept or KeptViews()
        self._file = file

    def columns(self, place: Place, local: LocalCopy) -> ChosenColumns:
        """The columns of `place`: its own, else those kept for its collection; the widths are the collection's."""
        kept = self.kept.chosen(columns_key(local.account.vendor.name, place.query.collection))
        return ChosenColumns(place.columns, kept.widths) if place.columns else kept

    async def read_again(self) -> list[str]:
        """Take what another explorer has changed meanwhile; returns what is wrong with the file."""
        if self._file is None:
            return []
        try:
            self.kept, notes = await asyncio.to_thread(self._file.read)
        except ConfigError as error:
            return [told(error)]
        return notes

    async def change(self, change: Change) -> str:
        """Change what is kept, here and in the file. Returns why it is kept until the end of this run only; nothing
        where it stays. Raises UsageError as `change` does."""
        try:
            if self._file is not None:
                self.kept = await asyncio.to_thread(self._file.change, change)
                return ""
            problem = "there is no folder to keep it in"
        except ConfigError as error:
            problem = told(error)
        self.kept = change(self.kept)
        return problem
